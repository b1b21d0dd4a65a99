// What happens inside of a network: feature maps, and the weights of the first layer.
import { element, tiles } from "./elements.js";

const words = {
    conv2d: "convolution and ReLU", "max-pool2d": "max pooling", dense: "dense layer",
    "global-average-pool": "mean of each feature map",
};

/** Shows what each step gives for an image. */
export function showMaps(target, module, model, pixels) {
    const steps = module.steps(model, Uint8Array.from(pixels));
    target.replaceChildren(...steps.map((values, index) => {
        const { name, shape: [channels, height, width] } = model.steps[index];
        const most = values.reduce((sum, value) => Math.max(sum, value), 1e-9);
        const least = Math.min(0, values.reduce((sum, value) => Math.min(sum, value), 0));
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
 * roots, so that what is weak can be seen beside what is strong. */
export function signedColor(value) {
    const strength = Math.min(1, Math.sqrt(Math.abs(value)));
    const color = value > 0 ? [194, 65, 12] : [11, 98, 196];
    return color.map((part) => 255 + strength * (part - 255)).concat(255);
}

/** The tensors of a safetensors file that a layer names. */
function tensor(bytes, name) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length = Number(view.getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    const { shape, dtype, data_offsets: [start, end] } = header[name];
    if (dtype !== "F32") return null;
    return { shape, values: new Float32Array(bytes.slice(8 + length + start, 8 + length + end).buffer) };
}

function manifest(bytes) {
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    return JSON.parse(header.__metadata__.manifest);
}

/** The weights of the first layer as images, one for each output. */
export function weightPictures(bytes) {
    const layer = manifest(bytes).layers[0];
    const weights = tensor(bytes, layer.weight);
    if (!weights) return element("p", { class: "soft" }, "The weights are not stored as F32.");
    let { shape, values } = weights;
    let [count, height, width] = [shape[0], shape[2], shape[3]];
    if (layer.type === "dense") {
        const [inputs, outputs] = layer.order === "input-output" ? shape : [shape[1], shape[0]];
        [count, height, width] = [Math.min(outputs, 64), 28, 28];
        const at = (input, output) =>
            layer.order === "input-output" ? input * outputs + output : output * inputs + input;
        values = Float32Array.from({ length: count * inputs }, (_, index) =>
            weights.values[at(index % inputs, Math.floor(index / inputs))]);
    }
    const most = values.reduce((sum, value) => Math.max(sum, Math.abs(value)), 1e-9);
    const color = (value) => signedColor(value / most);
    const canvas = tiles(values, count, height, width, color, height > 8 ? 2 : 8);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${count} pictures of weights, ${height} × ${width} each`);
    return canvas;
}
