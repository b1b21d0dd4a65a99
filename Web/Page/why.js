// What in an image spoke for the answer and what for the second choice.
import { element, sentenceOf, tiles } from "./elements.js";
import { signedColor } from "./inside.js";

/** @typedef {import("./module.js").Model} Model */
/** @typedef {import("./module.js").Explanation} Explanation */

/** @param {number} number */
const fixed = (number) => number.toFixed(3);

/** A drawing of contributions and the sum that they make, as the command words it.
 * @param {Explanation} explanation
 * @param {string[]} classes
 * @param {Uint8Array} pixels */
function figure(explanation, classes, pixels) {
    const { contributions, orders, of } = explanation;
    const [answer, against] = [classes[explanation.answer], classes[explanation.against]];
    const most = contributions.reduce((sum, value) => Math.max(sum, Math.abs(value)), 1e-300);
    const canvas = tiles(contributions, 1, 28, 28, (value) => signedColor(value / most), 6);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `pixels for ${answer} in orange, for ${against} in blue`);
    const count = pixels.reduce((sum, value) => sum + (value ? 1 : 0), 0);
    const blank = `${explanation.blank < 0 ? "−" : "+"} ${fixed(Math.abs(explanation.blank))}`;
    return element("figure", { class: "why" }, canvas,
        element("figcaption", {},
            element("p", {},
                element("strong", { class: "for" }, `Orange: for ${answer}. `),
                element("strong", { class: "against" }, `Blue: for ${against}.`)),
            element("p", {},
                `logit of ${answer} − logit of ${against}: ${fixed(explanation.difference)} = ` +
                `${fixed(explanation.support)} for ${answer} − ${fixed(explanation.opposition)} for ` +
                `${against} ${blank} for a blank image`),
            element("p", { class: "soft" },
                `Shapley values of ${count} pixels, estimated from ${orders} of ${of} orders, each ` +
                "forwards and backwards" +
                (Number.isFinite(explanation.error)
                    ? `; standard error of a pixel at most ${fixed(explanation.error)}` : ""))));
}

/** Explains the answer that is shown, while its button is pressed. */
export class Why {
    /** @param {import("./module.js").MnistModule} module
     * @param {HTMLElement} button
     * @param {HTMLElement} target */
    constructor(module, button, target) {
        this.module = module;
        this.target = target;
        /** @type {{ model: Model, pixels: Uint8Array } | null} */
        this.subject = null;
        this.isOn = false;
        /** Whether an explanation is being estimated. */
        this.isWorking = false;
        button.addEventListener("click", () => {
            this.isOn = !this.isOn;
            button.setAttribute("aria-pressed", String(this.isOn));
            this.restart(200);
        });
    }

    /** Sets what is explained: the answer of a model to an image of 28 × 28.
     * @param {Model} model
     * @param {ArrayLike<number>} pixels */
    explain(model, pixels) {
        this.subject = { model, pixels: Uint8Array.from(pixels) };
        this.restart(400);
    }

    /** Explains nothing, since there is no answer. */
    stop() {
        this.subject = null;
        this.restart(0);
    }

    /** Begins again, after a pause in which more may be drawn.
     * @param {number} pause in ms */
    restart(pause) {
        clearTimeout(this.timer);
        this.target.replaceChildren();
        const { subject } = this;
        this.isWorking = this.isOn && !!subject;
        if (!this.isOn || !subject) return;
        this.target.append(element("p", { class: "soft" }, "Trying orders of the pixels …"));
        this.timer = setTimeout(() => {
            const { model, pixels } = subject;
            this.step(this.module.explanations(model, pixels), model, pixels);
        }, pause);
    }

    /** Takes one more order into account, then lets the browser draw.
     * @param {Generator<Explanation>} explanations
     * @param {Model} model
     * @param {Uint8Array} pixels */
    step(explanations, model, pixels) {
        try {
            const { value, done } = explanations.next();
            this.isWorking = !done;
            if (done) return;
            this.target.replaceChildren(figure(value, model.classes, pixels));
            this.timer = setTimeout(() => this.step(explanations, model, pixels));
        } catch (error) {
            this.isWorking = false;
            this.target.replaceChildren(element("p", { class: "soft" }, sentenceOf(error)));
        }
    }
}
