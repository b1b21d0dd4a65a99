// The test set: the mistakes of the first network, and reports that were saved.
import { find, sentenceOf } from "./elements.js";
import { mistakeList } from "./evaluation.js";
import { imagesOf } from "./images.js";
import { parseReport } from "./saved.js";

/** @typedef {import("./evaluation.js").Mistake} Mistake */
/** @typedef {{ index: number, label: number }} Listed */

/** @param {File} file */
const isReport = ({ name }) => name.endsWith(".json");
/** @param {File} file */
const isImages = ({ name }) => /(\.idx|idx3-ubyte)(\.gz)?$/.test(name);

/** Whether a file is for the test set, and no picture.
 * @param {File} file */
export const isOfTestSet = (file) => isReport(file) || isImages(file);

export class TestSet {
    /** @param {import("./module.js").MnistModule} module
     * @param {import("./module.js").Model} model
     * @param {import("./images.js").TestImage[]} images of the first network's mistakes
     * @param {(image: Listed, pixels: Uint8Array) => void} show Called with one that is chosen. */
    constructor(module, model, images, show) {
        this.show = show;
        this.known = new Map(images.map(({ index, pixels }) => [index, pixels]));
        /** @type {import("./images.js").Pixels} */
        this.opened = () => undefined;
        /** @type {ReturnType<typeof parseReport> | null} */
        this.report = null;
        /** @type {Mistake[]} */
        this.mistakes = images.map(({ index, label, pixels }) => {
            const { logits, probabilities } = module.answer(model, pixels);
            const prediction = logits.indexOf(Math.max(...logits));
            return { index, label, prediction, confidence: probabilities[prediction] };
        }).sort((a, b) => b.confidence - a.confidence || a.index - b.index);
        this.place = -1;
        find("mistakes-title").textContent = `Mistakes of ${model.name}`;
        find("mistakes-count").textContent =
            `The ${images.length} of MNIST's 10,000 test images that ${model.name} takes for something ` +
            "else, by falling probability of its answer. Choose one to see it above.";
        find("mistakes-list").append(mistakeList(this.mistakes, model.classes,
            (index) => this.known.get(index), (mistake, pixels) => this.choose(mistake, pixels)));
        find("previous").addEventListener("click", () => this.step(-1));
        find("next").addEventListener("click", () => this.step(1));
        const input = /** @type {HTMLInputElement} */ (find("evaluation-file"));
        input.addEventListener("change", async () => {
            for (const file of input.files ?? []) await this.open(file);
            input.value = "";
        });
    }

    /** @param {Listed} image
     * @param {Uint8Array} pixels */
    choose(image, pixels) {
        this.place = this.mistakes.findIndex(({ index }) => index === image.index);
        this.show(image, pixels);
        find("classify").scrollIntoView();
    }

    /** Shows the next mistake, or the one before.
     * @param {1 | -1} by */
    step(by) {
        const count = this.mistakes.length;
        this.place = this.place < 0 ? (by > 0 ? 0 : count - 1) : (this.place + by + count) % count;
        const mistake = this.mistakes[this.place];
        const pixels = this.known.get(mistake.index);
        if (pixels) this.show(mistake, pixels);
    }

    /** Opens a report, or the images that it is of.
     * @param {File} file */
    async open(file) {
        const note = find("evaluation-note");
        try {
            if (isImages(file)) this.opened = await imagesOf(file);
            else this.report = parseReport(await file.text(), file.name);
            note.textContent = this.report ? "" : `${file.name}: open a report, too.`;
        } catch (error) {
            note.textContent = sentenceOf(error);
        }
        if (!this.report) return;
        const isMNIST = this.report.dataset === "mnist";
        find("evaluation").replaceChildren(...this.report.parts(
            (index) => this.opened(index) ?? (isMNIST ? this.known.get(index) : undefined),
            (image, pixels) => this.choose(image, pixels)));
    }
}
