// The test set: the mistakes of the first network, and evaluations that were saved.
import { element, find } from "./elements.js";
import { mistakeList, parseEvaluation, showEvaluation } from "./evaluation.js";
import { imagesOf } from "./images.js";

const isEvaluation = ({ name }) => name.endsWith(".json");
const isImages = ({ name }) => /(\.idx|idx3-ubyte)(\.gz)?$/.test(name);

/** Whether a file is for the test set, and no picture. */
export const isOfTestSet = (file) => isEvaluation(file) || isImages(file);

export class TestSet {
    /** @param {import("./images.js").TestImage[]} images of the first network's mistakes
     * @param {(mistake: any, pixels: Uint8Array) => void} show Called with one that is chosen. */
    constructor(module, model, images, show) {
        this.show = show;
        this.names = model.classes;
        this.known = new Map(images.map(({ index, pixels }) => [index, pixels]));
        /** @type {(index: number) => Uint8Array | undefined} */
        this.opened = () => undefined;
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
        find("mistakes-list").append(mistakeList(this.mistakes, this.names,
            (index) => this.known.get(index), (mistake, pixels) => this.choose(mistake, pixels)));
        find("previous").addEventListener("click", () => this.step(-1));
        find("next").addEventListener("click", () => this.step(1));
        find("evaluation-file").addEventListener("change", async ({ target }) => {
            for (const file of target.files) await this.open(file);
            target.value = "";
        });
    }

    choose(mistake, pixels) {
        this.place = this.mistakes.findIndex(({ index }) => index === mistake.index);
        this.show(mistake, pixels);
        find("classify").scrollIntoView();
    }

    /** Shows the next mistake, or the one before. */
    step(by) {
        const count = this.mistakes.length;
        this.place = this.place < 0 ? (by > 0 ? 0 : count - 1) : (this.place + by + count) % count;
        const mistake = this.mistakes[this.place];
        this.show(mistake, this.known.get(mistake.index));
    }

    /** Opens an evaluation, or the images that it is of. */
    async open(file) {
        const note = find("evaluation-note");
        try {
            if (isImages(file)) this.opened = await imagesOf(file);
            else this.evaluation = parseEvaluation(await file.text(), file.name);
            note.textContent = this.evaluation ? "" : `${file.name}: open an evaluation, too.`;
        } catch (error) {
            note.textContent = error.message;
        }
        if (!this.evaluation) return;
        const isMNIST = this.evaluation.dataset === "mnist";
        showEvaluation(find("evaluation"), this.evaluation,
            (index) => this.opened(index) ?? (isMNIST ? this.known.get(index) : undefined),
            (mistake, pixels) => this.choose(mistake, pixels));
    }
}
