// Answers of networks as tables, and in words.
import { drawing, element, percent } from "./elements.js";
import { pictureOf } from "./pictures.js";

/** @typedef {import("./module.js").Answer} Answer */

/** The classes by falling logit; of equal ones the lowest leads.
 * @param {Answer} answer */
export function ranking(answer) {
    return answer.logits.map((_, index) => index)
        .sort((a, b) => answer.logits[b] - answer.logits[a] || a - b);
}

/** One sentence for one digit.
 * @param {Answer} answer
 * @param {string[]} classes */
export function sentence(answer, classes) {
    const [first, second] = ranking(answer);
    const best = `${classes[first]}, ${percent(answer.probabilities[first])}`;
    const next = `second choice ${classes[second]}, ${percent(answer.probabilities[second])}`;
    return answer.isRejected ? `Not a digit. If it is one: ${best}` : `${best}; ${next}`;
}

/** What a network answers: the image that it saw, and its probabilities.
 * @param {import("./module.js").Model} model
 * @param {ArrayLike<number>} pixels
 * @param {Answer} answer */
export function panel(model, pixels, answer) {
    const [best] = ranking(answer);
    const rows = answer.probabilities.map((probability, label) => {
        const bar = element("div", { class: "bar" });
        bar.style.width = `${100 * probability}%`;
        return element("tr", label === best ? { class: "best" } : {},
            element("th", { scope: "row" }, model.classes[label]),
            element("td", { "aria-hidden": "true" }, bar),
            element("td", {}, percent(probability)));
    });
    return element("div", {},
        element("h3", {}, model.name),
        element("div", { class: "seen" }, image(pixels),
            element("span", { class: "soft" }, "what the network sees: 28 × 28, prepared like MNIST")),
        element("table", { class: "bars", "aria-label": `probabilities of ${model.name}` },
            element("tbody", {}, ...rows)));
}

/** A canvas of an image of 28 × 28.
 * @param {ArrayLike<number>} pixels */
export function image(pixels) {
    const canvas = element("canvas", {
        width: 28, height: 28, role: "img", "aria-label": "the prepared image",
    });
    drawing(canvas).putImageData(pictureOf(pixels), 0, 0);
    return canvas;
}
