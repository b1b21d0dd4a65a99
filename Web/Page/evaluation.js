// An evaluation that `mnist evaluate --format json` wrote, shown as its report shows it.
import { image } from "./answers.js";
import { element, percent, svg } from "./elements.js";

const grouped = (number) => number.toLocaleString("en-US");
const share = (number) => `${(100 * number).toFixed(2)} %`;

/** The evaluation in a text. @throws {Error} one sentence, for any other text. */
export function parseEvaluation(text, name) {
    let found;
    try {
        found = JSON.parse(text);
    } catch (error) {
        throw new Error(`${name}: no JSON: ${error.message}`);
    }
    const isOne = Number.isFinite(found?.accuracy) && found.accuracy_interval?.length === 2 &&
        Array.isArray(found.classes) && found.model?.name && found.calibration;
    if (!isOne) throw new Error(`${name}: expected the output of mnist evaluate --format json`);
    return found;
}

function table(head, rows, name, attributes = {}) {
    return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": name },
        element("table", attributes,
            element("thead", {}, element("tr", {},
                ...head.map((each) => element("th", { scope: "col" }, each)))),
            element("tbody", {}, ...rows.map(([first, ...rest]) => element("tr", {},
                element("th", { scope: "row" }, first),
                ...rest.map((cell) => cell instanceof Node ? cell : element("td", {}, cell)))))));
}

function facts(evaluation) {
    const { calibration, rejection, corrected } = evaluation;
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
    return table(["figure", "value"], rows, "figures", { class: "facts" });
}

function classes({ classes: all, macro_average: macro, weighted_average: weighted }) {
    const cells = (row) =>
        [row.precision, row.recall, row.f1].map((each) => each.toFixed(4)).concat(grouped(row.support));
    return table(["class", "precision", "recall", "F1", "images"], [
        ...all.map((row) => [row.name, ...cells(row)]),
        ["macro average", ...cells(macro)], ["weighted average", ...cells(weighted)],
    ], "classes");
}

/** The matrix; a cell that has pictures is a button that leads to them. */
function confusion({ confusion_matrix: matrix, classes: all }, choose) {
    if (!matrix) return element("p", { class: "soft" }, "Not in this file: evaluate it with --confusion.");
    const mistakes = matrix.map((row, label) => row.map((count, other) => other === label ? 0 : count));
    const most = Math.max(1, ...mistakes.flat());
    const rows = matrix.map((row, label) => [all[label].name, ...row.map((count, other) => {
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
    })]);
    return table(["true \\ answer", ...all.map(({ name }) => name)], rows, "confusion matrix",
        { class: "map" });
}

/** Accuracy over confidence; where bars reach the diagonal, confidences can be believed. */
function reliability({ calibration }) {
    const bins = calibration.equal_width.bins;
    if (!bins) return element("p", { class: "soft" }, "Not in this file: evaluate it with --reliability.");
    const x = (value) => 30 + 240 * value;
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

/** Mistakes as buttons with their images, where these are known. */
export function mistakeList(mistakes, names, pixelsOf, choose) {
    return element("ul", { class: "pictures" }, ...mistakes.map((mistake) => {
        const { index, label, prediction, confidence } = mistake;
        const pixels = pixelsOf(index);
        const words = [`${index}: ${names[label]}`, element("br"), "answer ",
            element("strong", {}, names[prediction]), ` ${percent(confidence)}`];
        if (!pixels) return element("li", {}, ...words);
        const picture = image(pixels);
        picture.setAttribute("aria-hidden", "true");
        const button = element("button", { type: "button" }, picture, element("span", {}, ...words));
        button.addEventListener("click", () => choose(mistake, pixels));
        return element("li", {}, button);
    }));
}

/** Shows an evaluation; `choose` is called with a mistake and its pixels. */
export function showEvaluation(target, evaluation, pixelsOf, choose) {
    const names = evaluation.classes.map(({ name }) => name);
    const listed = [...(evaluation.misclassified ?? [])]
        .sort((a, b) => b.confidence - a.confidence || a.index - b.index);
    const gallery = element("div", { tabindex: "-1" });
    const show = (title, mistakes) => gallery.replaceChildren(
        element("h4", {}, title), mistakeList(mistakes, names, pixelsOf, choose));
    show(`Surest mistakes, ${Math.min(24, listed.length)} of ${evaluation.images - evaluation.correct}`,
        listed.slice(0, 24));
    const cell = (label, other) => {
        show(`${names[label]} taken for ${names[other]}`,
            listed.filter((each) => each.label === label && each.prediction === other));
        gallery.focus();
    };
    const missing = listed.some(({ index }) => !pixelsOf(index))
        ? [element("p", { class: "soft" }, "Open the file of images to see those that are missing.")] : [];
    const [low, high] = evaluation.accuracy_interval.map(share);
    target.replaceChildren(
        element("h3", {}, `${evaluation.model.name} on ${evaluation.dataset ?? "images of a file"}`),
        element("p", {}, element("strong", { class: "big" }, share(evaluation.accuracy)),
            ` accuracy; 95 % Wilson interval ${low} to ${high}`),
        facts(evaluation), element("h4", {}, "Classes"), classes(evaluation),
        element("h4", {}, "Confusion"), confusion(evaluation, cell), gallery, ...missing,
        element("h4", {}, "Reliability"), reliability(evaluation));
}
