// What `mnist compare --format json` wrote, shown as its report shows it.
import { element } from "./elements.js";
import { facts, grouped, missing, pictureList, share, table } from "./tables.js";

/** @typedef {{ index: number, label: number, first: number, second: number,
 *              corrected_label?: number | null }} Disagreement */
/** @typedef {{ correct: number, accuracy: number, accuracy_interval: number[] }} Accuracy */
/** @typedef {{
 *     both_correct: number, only_first_correct: number, only_second_correct: number, both_wrong: number,
 *     both_wrong_differently: number, disagreement_count: number, mcnemar: { p_value: number }
 * }} Counts */
/** @typedef {Counts & {
 *     dataset: string | null, images_file: string, labels_file: string, images: number,
 *     models: (Accuracy & { name: string, path: string })[], disagreements?: Disagreement[],
 *     corrected?: Counts & { models: Accuracy[] },
 *     threads: number, batch_size: number, kernel: string }} Comparison */

/** The most images that are shown, as in a report. */
const MOST_PICTURES = 500;

/** Whether JSON is a comparison.
 * @param {any} found */
export const isComparison = (found) => found?.models?.length === 2 && found.mcnemar;

/** The figures, against the labels of the file or corrected ones.
 * @param {string[]} names
 * @param {Accuracy[]} accuracies
 * @param {Counts} counts */
function verdict(names, accuracies, counts) {
    const p = counts.mcnemar.p_value;
    return [
        table(["network", "correct", "accuracy", "95 % Wilson interval"], accuracies.map(
            ({ correct, accuracy, accuracy_interval: [low, high] }, index) => [
                names[index], grouped(correct), share(accuracy),
                `${(100 * low).toFixed(2)} to ${share(high)}`]),
        "accuracies"),
        table(["images", "B right", "B wrong"], [
            ["A right", grouped(counts.both_correct), grouped(counts.only_first_correct)],
            ["A wrong", grouped(counts.only_second_correct), grouped(counts.both_wrong)],
        ], "who is right"),
        facts([
            ["answers", `${grouped(counts.disagreement_count)} differ, of which ` +
                `${grouped(counts.both_wrong_differently)} are both wrong`],
            ["McNemar", `${p < 1e-4 ? "p < 0.0001" : `p = ${p.toFixed(4)}`}  (exact, two-sided; only A ` +
                `right ${grouped(counts.only_first_correct)}, only B right ` +
                `${grouped(counts.only_second_correct)})`],
        ], "verdict"),
    ];
}

/** The comparison as elements; `choose` is called with an image that is answered differently.
 * @param {Comparison} comparison
 * @param {import("./images.js").Pixels} pixelsOf
 * @param {(item: Disagreement, pixels: Uint8Array) => void} choose */
export function comparisonParts(comparison, pixelsOf, choose) {
    const { models, corrected, disagreements } = comparison;
    const names = models.map(({ name }, index) => `${"AB"[index]}: ${name}`);
    const listed = disagreements?.slice(0, MOST_PICTURES) ?? [];
    /** @type {(letter: string, answer: number, label: number) => (string | HTMLElement)[]} */
    const answer = (letter, found, label) =>
        [element("br"), `${letter} `, element("strong", {}, String(found)), found === label ? " ✓" : " ✗"];
    return [
        element("h3", {}, `${models[0].name} and ${models[1].name} on ` +
            `${comparison.dataset ?? "images of a file"}`),
        ...verdict(names, models, comparison),
        ...(corrected ? [element("h4", {}, "With corrected labels"),
            ...verdict(names, corrected.models, corrected)] : []),
        element("h4", {}, "Answered differently"),
        element("p", disagreements ? {} : { class: "soft" }, disagreements
            ? `${grouped(listed.length)} of ${grouped(comparison.disagreement_count)}, by rising position ` +
                "in the file, from 0."
            : "Not in this file: compare with --disagreements 500."),
        pictureList(listed, ({ index, label, first, second, corrected_label: right }) => [
            `${index}: ${label}${right == null ? "" : `, corrected to ${right}`}`,
            ...answer("A", first, label), ...answer("B", second, label),
        ], pixelsOf, choose),
        ...missing(listed, pixelsOf),
        element("h4", {}, "What was run"),
        facts([
            ["images", `${grouped(comparison.images)}, ${comparison.images_file}`],
            ["labels", comparison.labels_file], ["A", models[0].path], ["B", models[1].path],
            ["with", `${comparison.threads} threads, batches of ${comparison.batch_size}, ` +
                `${comparison.kernel} kernels`],
        ], "what was run"),
    ];
}
