// The page as a whole.
import { panel, sentence } from "./answers.js";
import { element, find, sentenceOf } from "./elements.js";
import { embedded, embeddedModel } from "./embedded.js";
import { showByHand, showFunctions, showSoftmax } from "./functions.js";
import { embeddedMistakes } from "./images.js";
import { showMaps, weightPictures } from "./inside.js";
import { MnistModule } from "./module.js";
import { Paper } from "./paper.js";
import { decode, isNetpbm, listen, pictureOf } from "./pictures.js";
import { isOfTestSet, TestSet } from "./testset.js";
import { Why } from "./why.js";

/** @typedef {import("./module.js").Model} Model */
/** @typedef {import("./module.js").Reading & { title?: string }} Reading */

class Page {
    /** @param {MnistModule} module
     * @param {Model[]} models
     * @param {Uint8Array[]} files of the models
     * @param {import("./images.js").TestImage[]} mistakes */
    constructor(module, models, files, mistakes) {
        this.module = module;
        this.models = models;
        /** @type {Reading | null} */
        this.reading = null;
        this.selected = 0;
        this.isWaiting = false;
        /** How many files were taken. */
        this.taken = 0;
        /** What the last reading took, in milliseconds. */
        this.duration = 0;
        this.paper = new Paper(find("drawing"), find("overlay"), () => this.readSoon());
        find("clear").addEventListener("click", () => this.paper.clear());
        find("undo").addEventListener("click", () => this.paper.undo());
        find("file").addEventListener("change", () => this.take(find("file").files[0]));
        find("network").addEventListener("change", () => this.open(find("network").files[0]));
        find("second").addEventListener("change", () => this.show());
        listen(find("paper"), (file) => this.take(file));
        this.why = new Why(module, find("explain"), find("why"));
        this.tests = new TestSet(module, models[0], mistakes,
            (image, pixels) => this.showTestImage(image, pixels));
        find("weights").append(weightPictures(files[0]));
        showFunctions(module, find("x"), find("x-value"), find("plots"));
        showSoftmax(module, find("logits"), find("softmax"));
        showByHand(module, find("hand-inputs"), find("hand"));
        this.show();
    }

    /** @param {string} text */
    say(text, isDoubt = false) {
        find("answer").textContent = text;
        find("answer").classList.toggle("doubt", isDoubt);
    }

    /** Reads the paper soon: a slow machine draws more than it reads. */
    readSoon() {
        if (this.isWaiting) return;
        this.isWaiting = true;
        this.timer = setTimeout(() => {
            this.isWaiting = false;
            this.read();
        }, Math.min(500, 2 * this.duration));
    }

    read() {
        const start = performance.now();
        this.selected = 0;
        this.reading = this.paper.isEmpty ? null : this.attempt(() =>
            this.module.readPixels(this.models[0], this.paper.pixels));
        this.show();
        this.duration = performance.now() - start;
    }

    /** @param {() => Reading} body
     * @returns {Reading} */
    attempt(body) {
        try {
            return body();
        } catch (error) {
            return { error: `The picture cannot be read: ${sentenceOf(error)}` };
        }
    }

    /** Takes whatever was chosen, pasted or dropped.
     * @param {File | undefined} file */
    async take(file) {
        if (!file) return;
        if (file.name.endsWith(".safetensors")) return this.open(file);
        if (isOfTestSet(file)) {
            await this.tests.open(file);
            find("tests").scrollIntoView();
            this.taken += 1;
            return;
        }
        try {
            const bytes = new Uint8Array(await file.arrayBuffer());
            if (isNetpbm(bytes)) {
                this.paper.clear();
                this.present(this.attempt(() => this.module.readFile(this.models[0], bytes)));
            } else {
                this.paper.show(await decode(file));
            }
        } catch {
            this.say(`${file.name} is no picture that this browser can decode.`, true);
        }
        find("file").value = "";
        this.taken += 1;
    }

    /** Shows a reading that is not of the paper.
     * @param {Reading} reading */
    present(reading) {
        clearTimeout(this.timer);
        this.isWaiting = false;
        this.selected = 0;
        this.reading = reading;
        this.show();
    }

    /** Shows an image of a test set as it is, which needs no preparation.
     * @param {{ index: number, label: number }} image
     * @param {Uint8Array} pixels */
    showTestImage({ index, label }, pixels) {
        const [model] = this.models;
        const { isRejected, ...answer } = this.module.answer(model, pixels);
        this.paper.show(pictureOf(pixels));
        this.present({
            digits: [{ box: [0, 0, 28, 28], pixels: [...pixels], answer }],
            title: `Test image ${index}, a ${model.classes[label] ?? label}: `,
        });
    }

    /** Opens a network.
     * @param {File | undefined} file */
    async open(file) {
        if (!file) return;
        try {
            const bytes = new Uint8Array(await file.arrayBuffer());
            this.models[1] = this.module.load(bytes);
            find("second").checked = true;
            this.show();
        } catch (error) {
            this.say(sentenceOf(error).replace("the model", file.name), true);
        }
        find("network").value = "";
    }

    show() {
        const { reading } = this;
        const digits = reading?.digits ?? [];
        find("details").hidden = digits.length === 0;
        find("digits").replaceChildren();
        if (digits.length === 0) this.why.stop();
        if (!reading) {
            this.paper.mark([], 0);
            find("maps").replaceChildren(element("p", { class: "soft" }, "Draw a digit first."));
            return this.say("No ink yet: draw a digit.");
        }
        if (reading.error) {
            this.paper.mark([], 0);
            const words = reading.error.replace(/^the picture: /, "");
            return this.say(words[0].toUpperCase() + words.slice(1), true);
        }
        this.paper.mark(digits.map(({ box }) => box), this.selected);
        this.showAnswers(digits, reading);
    }

    /** @param {import("./module.js").Digit[]} digits
     * @param {Reading} reading */
    showAnswers(digits, { title, leftOut }) {
        const [model] = this.models;
        const { pixels, answer } = digits[this.selected];
        const left = leftOut?.length ? ` Left out: ${leftOut.join(", ")}.` : "";
        if (digits.length > 1) {
            const classes = digits.map(({ answer: each }) =>
                each.isRejected ? "?" : model.classes[each.logits.indexOf(Math.max(...each.logits))]);
            this.say(`${digits.length} digits: ${classes.join(" ")}.${left}`);
            find("digits").replaceChildren(...classes.map((name, index) => {
                const button = element("button", {
                    type: "button", "aria-pressed": String(index === this.selected),
                    "aria-label": `digit ${index + 1}: ${name === "?" ? "not a digit" : name}`,
                }, name);
                button.addEventListener("click", () => {
                    this.selected = index;
                    this.show();
                    find("digits").children[index].focus();
                });
                return button;
            }));
        } else {
            this.say(`${title ?? ""}${sentence(answer, model.classes)}.${left}`,
                answer.isRejected);
        }
        const panels = [panel(model, pixels, answer)];
        if (find("second").checked) {
            const second = this.models[1];
            panels.push(panel(second, pixels, this.module.answer(second, Uint8Array.from(pixels))));
        }
        find("models").replaceChildren(...panels);
        this.why.explain(model, pixels);
        clearTimeout(this.mapsTimer);
        this.mapsTimer = setTimeout(() => showMaps(find("maps"), this.module, model, pixels), 150);
    }
}

async function start() {
    const [code, mistakes, ...files] = await Promise.all(
        [embedded("wasm"), embeddedMistakes(), embeddedModel("model-0"), embeddedModel("model-1")]);
    const module = await MnistModule.instantiate(code);
    const models = files.map((bytes) => module.load(bytes));
    /** @type {any} */ (window).mnistPage = new Page(module, models, files, mistakes);
    find("about").textContent =
        `Networks: ${models[0].name}; ${models[1].name}. What runs them is compiled to WebAssembly from ` +
        "the sources of the command mnist; answers have the same bits.";
}

start().catch((error) => {
    find("answer").textContent = `The page cannot start: ${error.message}`;
});
