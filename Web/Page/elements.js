// Elements and texts that several parts of the page make.

/** @typedef {Record<string, string | number | boolean | undefined>} Attributes */

/** The element with an identifier.
 * @param {string} id
 * @returns {any} */
export const find = (id) => document.getElementById(id);

/** An element with attributes and children.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]} */
export function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (value !== false && value !== undefined) made.setAttribute(key, value === true ? "" : String(value));
    }
    made.append(...children);
    return made;
}

/** An element of SVG.
 * @param {string} name
 * @param {Attributes} attributes
 * @param {(Node | string)[]} children */
export function svg(name, attributes = {}, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    made.append(...children);
    return made;
}

/** What draws on a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings] */
export function drawing(canvas, settings) {
    const context = canvas.getContext("2d", settings);
    if (!context) throw new Error("the browser has no memory for a picture");
    return context;
}

/** The sentence of what was thrown.
 * @param {unknown} error */
export const sentenceOf = (error) => error instanceof Error ? error.message : String(error);

/** A probability in percent, as the command words it: never 0 and never 100.
 * @param {number} probability */
export function percent(probability) {
    if (probability >= 0.99995) return ">99.99 %";
    if (probability < 0.00005) return "<0.01 %";
    return `${(100 * probability).toFixed(2)} %`;
}

/** A canvas of tiles of one size side by side.
 * @param {ArrayLike<number>} values
 * @param {number} count
 * @param {number} height
 * @param {number} width
 * @param {(value: number) => number[]} color red, green, blue and opacity, 0…255 */
export function tiles(values, count, height, width, color, zoom = 1) {
    const columns = Math.min(count, Math.max(1, Math.floor(640 / ((width + 1) * zoom))));
    const rows = Math.ceil(count / columns);
    const canvas = document.createElement("canvas");
    canvas.width = columns * (width + 1) - 1;
    canvas.height = rows * (height + 1) - 1;
    const context = drawing(canvas);
    const image = context.createImageData(canvas.width, canvas.height);
    for (let tile = 0; tile < count; tile += 1) {
        const left = (tile % columns) * (width + 1);
        const top = Math.floor(tile / columns) * (height + 1);
        for (let y = 0; y < height; y += 1) {
            for (let x = 0; x < width; x += 1) {
                const place = 4 * ((top + y) * canvas.width + left + x);
                image.data.set(color(values[(tile * height + y) * width + x]), place);
            }
        }
    }
    context.putImageData(image, 0, 0);
    canvas.style.width = `${canvas.width * zoom}px`;
    return canvas;
}
