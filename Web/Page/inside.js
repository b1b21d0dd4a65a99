// What happens inside of a network: feature maps, and the weights of the first layer.
import { element, tiles } from "./elements.js";

/** @type {Record<string, string>} */
const words = {
    conv2d: "convolution and ReLU", "max-pool2d": "max pooling", dense: "dense layer",
    "global-average-pool": "mean of each feature map",
};

/** Shows what each step gives for an image.
 * @param {HTMLElement} target
 * @param {import("./module.js").MnistModule} module
 * @param {import("./module.js").Model} model
 * @param {ArrayLike<number>} pixels */
export function showMaps(target, module, model, pixels) {
    const steps = module.steps(model, Uint8Array.from(pixels));
    target.replaceChildren(...steps.map((values, index) => {
        const { name, shape: [channels, height, width] } = model.steps[index];
        const most = values.reduce((sum, value) => Math.max(sum, value), 1e-9);
        const least = Math.min(0, values.reduce((sum, value) => Math.min(sum, value), 0));
        /** @param {number} value */
        const grey = (value) => {
            const shade = Math.round((255 * (value - least)) / (most - least));
            return [shade, shade, shade, 255];
        };
        const isVector = height * width === 1;
        const canvas = isVector
            ? tiles(values, 1, 1, channels, grey, 6)
            : tiles(values, channels, height, width, grey, height > 12 ? 2 : height > 8 ? 4 : 8);
        if (isVector) canvas.style.height = "24px";
        const what = isVector ? `${channels} numbers` : `${channels} feature maps of ${height} × ${width}`;
        const text = `${index + 1}. ${words[name] ?? name}: ${what}`;
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", text);
        return element("figure", { class: "maps-step" }, element("figcaption", {}, text), canvas);
    }));
}

/** The color of a number -1...1: orange above 0, blue below, the stronger the farther from 0; square
 * roots, so that what is weak can be seen beside what is strong.
 * @param {number} value */
export function signedColor(value) {
    const strength = Math.min(1, Math.sqrt(Math.abs(value)));
    const color = value > 0 ? [194, 65, 12] : [11, 98, 196];
    return color.map((part) => 255 + strength * (part - 255)).concat(255);
}

/** What precedes the elements of tensors in a safetensors file, and where these begin.
 * @param {Uint8Array} bytes */
function head(bytes) {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const start = 8 + length;
    return { header: JSON.parse(new TextDecoder().decode(bytes.subarray(8, start))), start };
}

/** A tensor of a safetensors file; `null` if it is not of F32.
 * @param {Uint8Array} bytes
 * @param {string} name
 * @returns {{ shape: number[], values: Float32Array } | null} */
function tensor(bytes, name) {
    const { header, start } = head(bytes);
    const { shape, dtype, data_offsets: [first, end] } = header[name];
    if (dtype !== "F32") return null;
    return { shape, values: new Float32Array(bytes.slice(start + first, start + end).buffer) };
}

/** The weights of the first layer as images, one for each output.
 * @param {Uint8Array} bytes of a safetensors file */
export function weightPictures(bytes) {
    const layer = JSON.parse(head(bytes).header.__metadata__.manifest).layers[0];
    const weights = tensor(bytes, layer.weight);
    if (!weights) return element("p", { class: "soft" }, "The weights are not stored as F32.");
    let { shape, values } = weights;
    let [count, height, width] = [shape[0], shape[2], shape[3]];
    if (layer.type === "dense") {
        const [inputs, outputs] = layer.order === "input-output" ? shape : [shape[1], shape[0]];
        [count, height, width] = [Math.min(outputs, 64), 28, 28];
        /** @type {(input: number, output: number) => number} */
        const at = (input, output) =>
            layer.order === "input-output" ? input * outputs + output : output * inputs + input;
        values = Float32Array.from({ length: count * inputs }, (_, index) =>
            weights.values[at(index % inputs, Math.floor(index / inputs))]);
    }
    const most = values.reduce((sum, value) => Math.max(sum, Math.abs(value)), 1e-9);
    const canvas = tiles(values, count, height, width, (value) => signedColor(value / most),
        height > 8 ? 2 : 8);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${count} pictures of weights, ${height} × ${width} each`);
    return canvas;
}
