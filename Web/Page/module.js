// The module that the package's own sources are compiled to, as the page calls it.

/** @typedef {{ logits: number[], probabilities: number[], isRejected?: boolean }} Answer */
/** @typedef {{ box: number[], pixels: number[], answer: Answer }} Digit */
/** @typedef {{ digits?: Digit[], leftOut?: string[], error?: string }} Reading */
/** Contributions of pixels to the difference of two classes' logits, [28, 28]; the difference is
 * support - opposition + blank.
 * @typedef {{ orders: number, of: number, contributions: Float64Array, difference: number,
 *              blank: number, support: number, opposition: number, error: number, answer: number,
 *              against: number }} Explanation */
/** @typedef {{ number: number, name: string, classes: string[], rejects: boolean,
 *              steps: { name: string, shape: number[] }[] }} Model */

const decoder = new TextDecoder();

/** The numbers that Swift gives the general categories of characters that hide or steer text.
 * @type {[RegExp, number][]} */
const categories = [[/\p{Zl}/u, 23], [/\p{Zp}/u, 24], [/\p{Cc}/u, 25], [/\p{Cf}/u, 26]];

/** The number of a character's category; of others that of a letter.
 * @param {string} character */
function category(character) {
    return categories.find(([pattern]) => pattern.test(character))?.[1] ?? 4;
}

export class MnistModule {
    /** @param {WebAssembly.Instance} instance */
    constructor(instance) {
        this.functions = /** @type {any} */ (instance.exports);
    }

    /** Compiles the bytes of a module.
     * @param {Uint8Array} bytes */
    static async instantiate(bytes) {
        /** @type {MnistModule} */
        let module;
        const browser = {
            /** @type {(start: number, length: number) => number} */
            parseNumber: (start, length) =>
                parseFloat(decoder.decode(new Uint8Array(module.memory, start, length))),
            /** @param {number} scalar */
            category: (scalar) => category(String.fromCodePoint(scalar)),
        };
        const { instance } = await WebAssembly.instantiate(bytes, { browser });
        module = new MnistModule(instance);
        return module;
    }

    /** The memory, which moves when it grows.
     * @returns {ArrayBuffer} */
    get memory() {
        return this.functions.memory.buffer;
    }

    /** Calls `body` with the place of some bytes, or of room for so many.
     * @template Result
     * @param {ArrayLike<number> | number} bytes
     * @param {(start: number) => Result} body
     * @returns {Result} */
    with(bytes, body) {
        const count = typeof bytes === "number" ? bytes : bytes.length;
        const start = this.functions.malloc(Math.max(count, 1)) >>> 0;
        if (!start) throw new Error(`the browser gives no memory for ${count} bytes`);
        try {
            if (typeof bytes !== "number") new Uint8Array(this.memory, start, count).set(bytes);
            return body(start);
        } finally {
            this.functions.free(start);
        }
    }

    /** The text that the last function gave, as JSON. */
    result() {
        const start = this.functions.mnist_result() >>> 0;
        const bytes = new Uint8Array(this.memory, start, this.functions.mnist_result_count());
        return JSON.parse(decoder.decode(bytes));
    }

    /** Reads a model, the bytes of a safetensors file.
     * @param {Uint8Array} bytes
     * @returns {Model} */
    load(bytes) {
        const number = this.with(bytes, (start) => this.functions.mnist_load(start, bytes.length));
        const result = this.result();
        if (number < 0) throw new Error(result.error);
        return { number, ...result };
    }

    /** The logits of images, `[N, 28, 28]` bytes.
     * @param {Model} model
     * @param {Uint8Array} pixels
     * @returns {Float32Array} `[N, classes]` */
    logits(model, pixels) {
        const images = pixels.length / 784;
        const count = images * model.classes.length;
        return this.with(pixels, (start) =>
            this.with(4 * count, (logits) => {
                this.functions.mnist_logits(model.number, start, images, logits);
                return new Float32Array(this.memory, logits, count).slice();
            }),
        );
    }

    /** What each step of a network gives for an image.
     * @param {Model} model
     * @param {Uint8Array} pixels
     * @returns {Float32Array[]} */
    steps(model, pixels) {
        const counts = model.steps.map(({ shape }) => shape[0] * shape[1] * shape[2]);
        const count = counts.reduce((sum, each) => sum + each, 0);
        return this.with(pixels, (start) =>
            this.with(4 * count, (values) => {
                this.functions.mnist_steps(model.number, start, values);
                let place = values;
                return counts.map((each) => {
                    const step = new Float32Array(this.memory, place, each).slice();
                    place += 4 * each;
                    return step;
                });
            }),
        );
    }

    /** The digits of a picture of RGBA pixels.
     * @param {Model} model
     * @param {ImageData} picture
     * @returns {Reading} */
    readPixels(model, { data, width, height }) {
        this.with(data, (start) =>
            this.functions.mnist_read_pixels(model.number, start, width, height),
        );
        return this.result();
    }

    /** The digits of a Netpbm file.
     * @param {Model} model
     * @param {Uint8Array} bytes
     * @returns {Reading} */
    readFile(model, bytes) {
        this.with(bytes, (start) =>
            this.functions.mnist_read_file(model.number, start, bytes.length),
        );
        return this.result();
    }

    /** The answer to an image of 28 × 28.
     * @param {Model} model
     * @param {ArrayLike<number>} pixels
     * @returns {Answer} */
    answer(model, pixels) {
        this.with(pixels, (start) => this.functions.mnist_answer(model.number, start));
        return this.result();
    }

    /** Explains the answer to an image of 28 × 28, a little better with each value that is asked for;
     * the last is what the command says.
     * @param {Model} model
     * @param {Uint8Array} pixels
     * @returns {Generator<Explanation>} */
    *explanations(model, pixels) {
        const of = this.with(pixels, (start) => this.functions.mnist_explain(model.number, start));
        if (of < 0) throw new Error(this.result().error);
        for (let orders = 0; orders < of; ) {
            const values = this.with(8 * 791, (start) => {
                orders = this.functions.mnist_explain_order(start);
                return new Float64Array(this.memory.slice(start, start + 8 * 791));
            });
            if (orders < 0) throw new Error(this.result().error);
            const [difference, blank, support, opposition, error, answer, against] =
                values.subarray(784);
            yield {
                orders, of, contributions: values.subarray(0, 784), difference, blank, support,
                opposition, error, answer, against,
            };
        }
    }

    /** Applies a function of the kernels to numbers.
     * @param {string} name
     * @param {number[]} numbers */
    apply(name, numbers) {
        const functions = ["step", "sigmoid", "relu", "softmax", "exp"];
        const values = new Uint8Array(Float32Array.from(numbers).buffer);
        return this.with(values, (start) => {
            this.functions.mnist_apply(functions.indexOf(name), start, numbers.length);
            return Array.from(new Float32Array(this.memory, start, numbers.length));
        });
    }
}
