// What the command saved as JSON.
import { benchmarkParts, isBenchmark } from "./benchmark.js";
import { comparisonParts, isComparison } from "./comparison.js";
import { evaluationParts, isEvaluation } from "./evaluation.js";

/** How a report is shown; `choose` is called with an image that it lists.
 * @typedef {(pixelsOf: import("./images.js").Pixels,
 *            choose: (item: { index: number, label: number }, pixels: Uint8Array) => void
 *           ) => HTMLElement[]} Parts */

/** Reads a report of any kind.
 * @param {string} text
 * @param {string} name of its file
 * @returns {{ dataset: string | null, parts: Parts }}
 * @throws {Error} one sentence, for any other text */
export function parseReport(text, name) {
    /** @type {any} */
    let found;
    try {
        found = JSON.parse(text);
    } catch {
        throw new Error(`${name}: expected JSON, found something else`);
    }
    /** @type {Parts | undefined} */
    const parts =
        isEvaluation(found) ? (...use) => evaluationParts(found, ...use)
        : isComparison(found) ? (...use) => comparisonParts(found, ...use)
        : isBenchmark(found) ? () => benchmarkParts(found) : undefined;
    try {
        // What lacks a figure cannot be shown.
        parts?.(() => undefined, () => {});
        if (parts) return { dataset: found.dataset, parts };
    } catch {}
    throw new Error(
        `${name}: expected the output of mnist evaluate, compare or benchmark with --format json`);
}
