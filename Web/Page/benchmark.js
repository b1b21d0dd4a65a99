// What `mnist benchmark --format json` wrote, shown as its report shows it.
import { element, svg } from "./elements.js";
import { facts, grouped, table, time } from "./tables.js";

/** @typedef {{
 *     model: string, threads: number, batch_size: number,
 *     images_per_second: { median: number, min: number, max: number },
 *     seconds_per_batch: { p50: number, p90: number, p99: number },
 *     comparison?: { baseline: number, ratio: number, verdict: string } | null }} Result */
/** @typedef {{
 *     models: { label: string, path: string, parameters: number, multiply_adds: number }[],
 *     images_file: string, images: number, processor: string | null, processors: number,
 *     kernel: string, results: Result[],
 *     stages: { images: number, inflate: number, prepare: number, infer: number[] },
 *     baseline?: { file: string, differences: string[] } }} Benchmark */

/** Whether JSON is a benchmark with rates that can be drawn.
 * @param {any} found */
export function isBenchmark(found) {
    return found?.stages && found.models?.length && found.results?.length &&
        found.results.every((/** @type {any} */ { batch_size: size, images_per_second: rate }) =>
            [size, rate?.median, rate?.min, rate?.max].every((each) => each > 0 && Number.isFinite(each)));
}

/** @param {number} rate */
const whole = (rate) => grouped(Math.round(rate));

/** A round number in few characters, such as 200k.
 * @param {number} value */
function abbreviated(value) {
    const [size, letter] = /** @type {[number, string][]} */ ([[1e9, "G"], [1e6, "M"], [1e3, "k"], [0, ""]])
        .find(([least]) => value >= least) ?? [0, ""];
    return `${Number((value / (size || 1)).toPrecision(6))}${letter}`;
}

/** A logarithmic axis for values above 0: its ticks, the products of digits and powers of ten, and where
 * a value lies between two places.
 * @param {number[]} values
 * @param {number[]} digits
 * @param {number} from
 * @param {number} to */
function logAxis(values, digits, from, to) {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    /** @type {number[]} */
    const all = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high) + 1; power += 1) {
        for (const digit of digits) all.push(digit * 10 ** power);
    }
    const ticks = all.filter((_, index) => (all[index + 1] ?? Infinity) > low && (all[index - 1] ?? 0) < high);
    const [first, last] = [ticks[0], ticks[ticks.length - 1]].map(Math.log10);
    /** @param {number} value */
    const place = (value) => from + (to - from) * (Math.log10(value) - first) / (last - first || 1);
    return { ticks, place };
}

/** Images per second over batch size, a line for each model and number of threads.
 * @param {Benchmark} benchmark */
function chart({ results, kernel, processor }) {
    /** @type {Map<string, Result[]>} */
    const lines = new Map();
    for (const result of results) {
        const name = `${result.model}, ${result.threads} thread${result.threads === 1 ? "" : "s"}`;
        lines.set(name, [...(lines.get(name) ?? []), result]);
    }
    const x = logAxis(results.map(({ batch_size: size }) => size), [1], 76, 616);
    const y = logAxis(results.flatMap(({ images_per_second: rate }) => [rate.min, rate.max]), [1, 2, 5],
        300, 10);
    const label = "images per second over images per batch";
    const drawn = [...lines].flatMap(([name, line], index) => {
        const kind = `line color-${index % 3} dash-${Math.floor(index / 3) % 3}`;
        const points = line.map(({ batch_size: size, images_per_second: rate }) =>
            ({ x: x.place(size), y: y.place(rate.median), low: y.place(rate.min), high: y.place(rate.max) }));
        const below = 340 + 18 * index;
        return [
            svg("path", { class: kind, d: `M${points.map((each) => `${each.x} ${each.y}`).join("L")}` }),
            svg("path", {
                class: `line color-${index % 3}`,
                d: points.map((each) => `M${each.x} ${each.low}V${each.high}M${each.x - 2} ${each.y}h4`).join(""),
            }),
            svg("path", { class: kind, d: `M76 ${below - 4}h28` }),
            svg("text", { x: 112, y: below }, name),
        ];
    });
    return element("figure", { class: "chart" },
        svg("svg", { viewBox: `0 0 640 ${344 + 18 * lines.size}`, role: "img", "aria-label": label },
            ...x.ticks.flatMap((tick) => [
                svg("path", { class: "axis", d: `M${x.place(tick)} 10V300` }),
                svg("text", { x: x.place(tick), y: 316, "text-anchor": "middle" }, grouped(tick))]),
            ...y.ticks.flatMap((tick) => [
                svg("path", { class: "axis", d: `M76 ${y.place(tick)}H616` }),
                svg("text", { x: 70, y: y.place(tick) + 4, "text-anchor": "end" }, abbreviated(tick))]),
            ...drawn),
        element("figcaption", {}, `${label[0].toUpperCase()}${label.slice(1)}; kernels ${kernel}` +
            `${processor ? `, ${processor}` : ""}`));
}

/** @param {Benchmark} benchmark */
function rates({ results, baseline }) {
    const head = ["network", "batch", "threads", "images/s", "slowest–fastest", "p50", "p90", "p99"];
    return table(baseline ? [...head, "baseline", "ratio", "verdict"] : head, results.map((result) => {
        const { images_per_second: rate, seconds_per_batch: seconds, comparison } = result;
        const compared = comparison
            ? [whole(comparison.baseline), comparison.ratio.toFixed(2), comparison.verdict] : ["–", "–", "–"];
        return [
            result.model, grouped(result.batch_size), String(result.threads), whole(rate.median),
            `${whole(rate.min)}–${whole(rate.max)}`,
            ...[seconds.p50, seconds.p90, seconds.p99].map(time), ...(baseline ? compared : []),
        ];
    }), "rates");
}

/** The benchmark as elements.
 * @param {Benchmark} benchmark */
export function benchmarkParts(benchmark) {
    const { models, stages, baseline } = benchmark;
    const of = `${grouped(stages.images)} images, one thread`;
    return [
        element("h3", {}, `Benchmark of ${models.map(({ label }) => label).join(", ")}`),
        chart(benchmark), element("h4", {}, "Rates and latencies"),
        ...(baseline ? [element("p", {}, `Compared with ${baseline.file}.`),
            ...baseline.differences.map((each) =>
                element("p", { class: "soft" }, `Not comparable: ${each}.`))] : []),
        rates(benchmark),
        element("p", { class: "soft" }, "Rates are medians of ten rounds; latencies are those of a batch."),
        element("h4", {}, "Stages"),
        table(["stage", "time", "of"], [
            ["inflate", time(stages.inflate), of], ["prepare", time(stages.prepare), of],
            ...stages.infer.map((seconds, index) => /** @type {[string, string, string]} */ (
                ["infer", time(seconds), models.length > 1 ? `${of}, ${models[index].label}` : of])),
        ], "stages"),
        element("h4", {}, "What was run"),
        facts([
            ...models.map(({ path, parameters, multiply_adds: work }) => /** @type {[string, string]} */ (
                ["model", `${path}, ${grouped(parameters)} parameters, ${grouped(work)} multiply-adds ` +
                    "per image"])),
            ["data", `${benchmark.images_file}, ${grouped(benchmark.images)} images`],
            ["machine", `${benchmark.processor ?? "unknown processor"}, ${benchmark.processors} online`],
            ["kernels", benchmark.kernel],
        ], "what was run"),
    ];
}
