// What `mnist evaluate --format json` wrote, shown as its report shows it.
import { element, percent, svg } from "./elements.js";
import { facts, grouped, missing, pictureList, share, table } from "./tables.js";

/** @typedef {import("./images.js").Pixels} Pixels */
/** @typedef {{ precision: number, recall: number, f1: number, support: number }} Scores */
/** @typedef {{ index: number, label: number, prediction: number, confidence: number }} Mistake */
/** @typedef {{ lower: number, upper: number, count: number, correct: number }} Bin */
/** @typedef {{
 *     dataset: string | null, images_file: string, labels_file: string, images: number, correct: number,
 *     model: { name: string, path: string }, accuracy: number, accuracy_interval: number[],
 *     mean_cross_entropy: number, top_k: { k: number, accuracy: number },
 *     classes: (Scores & { name: string })[], macro_average: Scores, weighted_average: Scores,
 *     calibration: { brier_score: number,
 *         equal_width: { expected_error: number, maximum_error: number, bins?: Bin[] } },
 *     rejection?: { rejected: number }, corrected?: { accuracy: number },
 *     confusion_matrix?: number[][], misclassified?: Mistake[],
 *     threads: number | null, batch_size: number | null, kernel: string | null }} Evaluation */

/** Whether JSON is an evaluation.
 * @param {any} found */
export function isEvaluation(found) {
    return Number.isFinite(found?.accuracy) && found.accuracy_interval?.length === 2 &&
        Array.isArray(found.classes) && found.model?.name && found.calibration;
}

/** @param {Evaluation} evaluation */
function figures(evaluation) {
    const { calibration, rejection, corrected } = evaluation;
    /** @type {[string, string][]} */
    const rows = [
        ["correct", `${grouped(evaluation.correct)} of ${grouped(evaluation.images)}`],
        ["loss", `${evaluation.mean_cross_entropy.toFixed(4)} nats, mean cross-entropy`],
        ["Brier score", `${calibration.brier_score.toFixed(4)}, mean, 0 is best`],
        ["ECE", share(calibration.equal_width.expected_error)],
        ["MCE", share(calibration.equal_width.maximum_error)],
    ];
    if (evaluation.top_k.k > 1) rows.push([`top ${evaluation.top_k.k}`, share(evaluation.top_k.accuracy)]);
    if (corrected) rows.push(["with corrected labels", share(corrected.accuracy)]);
    if (rejection) rows.push(["rejected", grouped(rejection.rejected)]);
    rows.push(["images", evaluation.images_file], ["labels", evaluation.labels_file],
        ["model", evaluation.model.path],
        ["with", `${evaluation.threads} threads, batches of ${evaluation.batch_size}, ` +
            `${evaluation.kernel} kernels`]);
    return facts(rows, "figures");
}

/** @param {Evaluation} evaluation */
function classes({ classes: all, macro_average: macro, weighted_average: weighted }) {
    /** @type {(name: string, scores: Scores) => [string, ...string[]]} */
    const row = (name, { precision, recall, f1, support }) =>
        [name, ...[precision, recall, f1].map((each) => each.toFixed(4)), grouped(support)];
    return table(["class", "precision", "recall", "F1", "images"], [
        ...all.map((each) => row(each.name, each)),
        row("macro average", macro), row("weighted average", weighted),
    ], "classes");
}

/** The matrix; a cell that has pictures is a button that leads to them.
 * @param {Evaluation} evaluation
 * @param {(label: number, other: number) => void} choose */
function confusion({ confusion_matrix: matrix, classes: all }, choose) {
    if (!matrix) return element("p", { class: "soft" }, "Not in this file: evaluate it with --confusion.");
    const mistakes = matrix.map((row, label) => row.map((count, other) => other === label ? 0 : count));
    const most = Math.max(1, ...mistakes.flat());
    const rows = matrix.map((row, label) => /** @type {[string, ...HTMLElement[]]} */ (
        [all[label].name, ...row.map((count, other) => {
            const isRight = label === other;
            const strength = Math.sqrt(count / (isRight ? Math.max(1, all[label].support) : most));
            const cell = element("td", { class: isRight ? "right" : "wrong-cell" });
            cell.style.setProperty("--share", (0.55 * strength).toFixed(3));
            if (count && !isRight) {
                const button = element("button", {
                    type: "button",
                    "aria-label": `${count}: ${all[label].name} taken for ${all[other].name}`,
                }, String(count));
                button.addEventListener("click", () => choose(label, other));
                cell.append(button);
            } else if (count) {
                cell.append(grouped(count));
            }
            return cell;
        })]));
    return table(["true \\ answer", ...all.map(({ name }) => name)], rows, "confusion matrix",
        { class: "map" });
}

/** Accuracy over confidence; where bars reach the diagonal, confidences can be believed.
 * @param {Evaluation} evaluation */
function reliability({ calibration }) {
    const bins = calibration.equal_width.bins;
    if (!bins) return element("p", { class: "soft" }, "Not in this file: evaluate it with --reliability.");
    /** @param {number} value */
    const x = (value) => 30 + 240 * value;
    /** @param {number} value */
    const y = (value) => 250 - 240 * value;
    const bars = bins.filter(({ count }) => count).map(({ lower, upper, count, correct }) =>
        svg("rect", {
            class: "bin", x: x(lower), width: 240 * (upper - lower) - 1, y: y(correct / count),
            height: 240 * (correct / count),
        }));
    const ticks = [0, 0.5, 1].flatMap((value) => [
        svg("text", { x: x(value), y: 266, "text-anchor": "middle" }, String(value)),
        svg("text", { x: 26, y: y(value) + 4, "text-anchor": "end" }, String(value))]);
    return element("figure", { class: "plots" },
        svg("svg", { viewBox: "0 0 280 272", role: "img", "aria-label": "accuracy over confidence" },
            ...bars, svg("path", { class: "axis", d: `M${x(0)} ${y(0)}L${x(1)} ${y(1)}` }), ...ticks),
        element("figcaption", {}, "Accuracy over confidence. Where bars reach the diagonal, confidences " +
            "can be believed."));
}

/** Mistakes with their images, where these are known.
 * @param {Mistake[]} mistakes
 * @param {string[]} names
 * @param {Pixels} pixelsOf
 * @param {(mistake: Mistake, pixels: Uint8Array) => void} choose */
export function mistakeList(mistakes, names, pixelsOf, choose) {
    return pictureList(mistakes, ({ index, label, prediction, confidence }) => [
        `${index}: ${names[label]}`, element("br"), "answer ",
        element("strong", {}, names[prediction]), ` ${percent(confidence)}`,
    ], pixelsOf, choose);
}

/** The evaluation as elements; `choose` is called with a mistake and its pixels.
 * @param {Evaluation} evaluation
 * @param {Pixels} pixelsOf
 * @param {(mistake: Mistake, pixels: Uint8Array) => void} choose */
export function evaluationParts(evaluation, pixelsOf, choose) {
    const names = evaluation.classes.map(({ name }) => name);
    const listed = [...(evaluation.misclassified ?? [])]
        .sort((a, b) => b.confidence - a.confidence || a.index - b.index);
    const gallery = element("div", { tabindex: "-1" });
    /** @type {(title: string, mistakes: Mistake[]) => void} */
    const show = (title, mistakes) => gallery.replaceChildren(
        element("h4", {}, title), mistakeList(mistakes, names, pixelsOf, choose));
    show(`Surest mistakes, ${Math.min(24, listed.length)} of ${evaluation.images - evaluation.correct}`,
        listed.slice(0, 24));
    /** @type {(label: number, other: number) => void} */
    const cell = (label, other) => {
        show(`${names[label]} taken for ${names[other]}`,
            listed.filter((each) => each.label === label && each.prediction === other));
        gallery.focus();
    };
    const [low, high] = evaluation.accuracy_interval.map(share);
    return [
        element("h3", {}, `${evaluation.model.name} on ${evaluation.dataset ?? "images of a file"}`),
        element("p", {}, element("strong", { class: "big" }, share(evaluation.accuracy)),
            ` accuracy; 95 % Wilson interval ${low} to ${high}`),
        figures(evaluation), element("h4", {}, "Classes"), classes(evaluation),
        element("h4", {}, "Confusion"), confusion(evaluation, cell), gallery, ...missing(listed, pixelsOf),
        element("h4", {}, "Reliability"), reliability(evaluation),
    ];
}
