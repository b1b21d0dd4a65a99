// Tables and numbers of saved reports, as the command words them.
import { image } from "./answers.js";
import { element } from "./elements.js";

/** A number with a comma before every three digits.
 * @param {number} number */
export const grouped = (number) => number.toLocaleString("en-US");

/** A part of 1 in percent.
 * @param {number} number */
export const share = (number) => `${(100 * number).toFixed(2)} %`;

/** A time in seconds with the unit that suits it.
 * @param {number} seconds */
export function time(seconds) {
    if (seconds < 1e-7) return `${(seconds * 1e9).toFixed(0)} ns`;
    if (seconds < 1e-3) return `${(seconds * 1e6).toFixed(1)} µs`;
    return seconds < 1 ? `${(seconds * 1e3).toFixed(2)} ms` : `${seconds.toFixed(2)} s`;
}

/** A table whose rows each begin with what they are of; a cell may be an element of its own.
 * @param {string[]} head
 * @param {[string, ...(string | HTMLElement)[]][]} rows
 * @param {string} name
 * @param {import("./elements.js").Attributes} attributes */
export function table(head, rows, name, attributes = {}) {
    return element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": name },
        element("table", attributes,
            element("thead", {}, element("tr", {},
                ...head.map((each) => element("th", { scope: "col" }, each)))),
            element("tbody", {}, ...rows.map(([first, ...rest]) => element("tr", {},
                element("th", { scope: "row" }, first),
                ...rest.map((cell) => cell instanceof Node ? cell : element("td", {}, cell)))))));
}

/** A table of names with their values.
 * @param {[string, string][]} rows
 * @param {string} name */
export const facts = (rows, name) => table(["figure", "value"], rows, name, { class: "facts" });

/** A list of images, where their pixels are known as buttons that choose them.
 * @template {{ index: number }} Item
 * @param {Item[]} items
 * @param {(item: Item) => (string | HTMLElement)[]} words
 * @param {import("./images.js").Pixels} pixelsOf
 * @param {(item: Item, pixels: Uint8Array) => void} choose */
export function pictureList(items, words, pixelsOf, choose) {
    return element("ul", { class: "pictures" }, ...items.map((item) => {
        const pixels = pixelsOf(item.index);
        if (!pixels) return element("li", {}, ...words(item));
        const picture = image(pixels);
        picture.setAttribute("aria-hidden", "true");
        const button = element("button", { type: "button" }, picture, element("span", {}, ...words(item)));
        button.addEventListener("click", () => choose(item, pixels));
        return element("li", {}, button);
    }));
}

/** What to do where images are missing.
 * @param {{ index: number }[]} items
 * @param {import("./images.js").Pixels} pixelsOf */
export function missing(items, pixelsOf) {
    return items.some(({ index }) => !pixelsOf(index))
        ? [element("p", { class: "soft" }, "Open the file of images to see those that are missing.")] : [];
}
