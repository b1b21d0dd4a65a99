// Functions to play with; all numbers come from the kernels.
import { element, svg } from "./elements.js";

/** @typedef {import("./module.js").MnistModule} MnistModule */

const REACH = 10;

/** Shows step, sigmoid and ReLU, and moves a point along them.
 * @param {MnistModule} module
 * @param {HTMLInputElement} slider
 * @param {HTMLElement} output
 * @param {HTMLElement} target */
export function showFunctions(module, slider, output, target) {
    const kinds = /** @type {const} */ ([["step", 1], ["sigmoid", 1], ["relu", REACH]]);
    const xs = Array.from({ length: 401 }, (_, index) => (index / 200 - 1) * REACH);
    /** @param {number} x */
    const left = (x) => 10 + ((x + REACH) / (2 * REACH)) * 180;
    const plots = kinds.map(([name, top]) => {
        /** @param {number} y */
        const high = (y) => 110 - (y / top) * 90;
        const points = module.apply(name, xs).map((y, index) => `${left(xs[index])},${high(y)}`);
        const point = svg("circle", { class: "point", r: 5 });
        const caption = element("figcaption");
        target.append(element("figure", {},
            svg("svg", { viewBox: "0 0 200 130", role: "img", "aria-label": `graph of ${name}` },
                svg("path", { class: "axis", d: "M10 110H190M100 10V120" }),
                svg("polyline", { class: "curve", points: points.join(" ") }), point),
            caption));
        return { name, high, point, caption };
    });
    const update = () => {
        const x = Number(slider.value);
        output.textContent = x.toFixed(1);
        for (const { name, high, point, caption } of plots) {
            const [y] = module.apply(name, [x]);
            point.setAttribute("cx", String(left(x)));
            point.setAttribute("cy", String(high(y)));
            caption.textContent = `${name}(${x.toFixed(1)}) = ${Number(y.toPrecision(6))}`;
        }
    };
    slider.addEventListener("input", update);
    update();
}

/** @param {number} number */
const text = (number) => Number.isFinite(number) ? String(Number(number.toPrecision(5))) : String(number);

/** Shows softmax of three logits, with and without the remedy against overflow.
 * @param {MnistModule} module
 * @param {HTMLElement} inputs
 * @param {HTMLElement} table */
export function showSoftmax(module, inputs, table) {
    const sliders = [2, 1, 0].map((value, index) => {
        const slider = element("input", {
            type: "range", min: -100, max: 1000, step: 1, value, id: `logit-${index}`,
        });
        inputs.append(element("p", {},
            element("label", { for: `logit-${index}` }, `logit ${index + 1} `), slider));
        slider.addEventListener("input", () => update());
        return slider;
    });
    function update() {
        const x = sliders.map((slider) => Number(slider.value));
        const exp = module.apply("exp", x);
        const sum = exp.reduce((total, each) => Math.fround(total + each), 0);
        const shifted = x.map((each) => each - Math.max(...x));
        /** @type {[string, number[]][]} */
        const rows = [
            ["logit", x], ["exp(logit)", exp], ["divided by the sum", exp.map((each) => each / sum)],
            ["logit less the largest", shifted], ["exp of that", module.apply("exp", shifted)],
            ["softmax", module.apply("softmax", x)],
        ];
        table.replaceChildren(...rows.map(([name, numbers]) => element("tr", {},
            element("th", { scope: "row" }, name),
            ...numbers.map((number) =>
                element("td", Number.isFinite(number) ? {} : { class: "wrong" }, text(number))))));
    }
    update();
}

/** Two inputs, layers of three, two and two outputs. */
const layers = [
    { w: [[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]], b: [0.1, 0.2, 0.3], f: "sigmoid" },
    { w: [[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]], b: [0.1, 0.2], f: "sigmoid" },
    { w: [[0.1, 0.3], [0.2, 0.4]], b: [0.1, 0.2], f: null },
];

/** Shows a network of three layers with all its numbers.
 * @param {MnistModule} module
 * @param {HTMLElement} inputs
 * @param {HTMLElement} target */
export function showByHand(module, inputs, target) {
    const sliders = [1, 0.5].map((value, index) => {
        const slider = element("input", {
            type: "range", min: -2, max: 2, step: 0.1, value, id: `input-${index}`,
        });
        inputs.append(element("p", {},
            element("label", { for: `input-${index}` }, `input ${index + 1} `), slider));
        slider.addEventListener("input", () => update());
        return slider;
    });
    function update() {
        let x = sliders.map((slider) => Number(slider.value));
        target.replaceChildren(...layers.map(({ w, b, f }, index) => {
            const sums = b.map((bias, m) => w.reduce((sum, row, k) => sum + x[k] * row[m], bias));
            const values = f ? module.apply(f, sums) : sums;
            const rows = sums.map((sum, m) => element("tr", {},
                element("th", { scope: "row" }, `${m + 1}`),
                element("td", {}, `${b[m]} + ` + w.map((row, k) => `${text(x[k])} · ${row[m]}`).join(" + ")),
                element("td", {}, text(sum)), element("td", {}, text(values[m]))));
            x = values;
            return element("table", {},
                element("caption", {}, `Layer ${index + 1}`),
                element("tr", {}, ...["output", "bias + inputs · weights", "sum", f ?? "as it is"]
                    .map((name) => element("th", { scope: "col" }, name))), ...rows);
        }));
    }
    update();
}
