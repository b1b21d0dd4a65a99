// Compares what the module computes with what the command computed; see expected.py.
// Usage: node check.mjs MODULE FOLDER.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { MnistModule } from "../../../Web/Page/module.js";

const [modulePath, folder] = process.argv.slice(2);
const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));
const module = await MnistModule.instantiate(readFileSync(modulePath));
let failures = 0;

function check(name, found, wanted) {
    if (found === wanted) return;
    failures += 1;
    console.log(`${name}: expected ${wanted}, found ${found}`);
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

for (const [name, { images, count, sha256: wanted }] of Object.entries(expected.logits)) {
    const model = module.load(readFileSync(join(root, `models/${name}.safetensors`)));
    const file = join(root, `data/${images}/t10k-images-idx3-ubyte.gz`);
    const pixels = gunzipSync(readFileSync(file)).subarray(16, 16 + 784 * count);
    const start = performance.now();
    const logits = module.logits(model, pixels);
    const time = (performance.now() - start) / count;
    check(`logits of ${name}`, sha256(new Uint8Array(logits.buffer)), wanted);
    console.log(`${name}: ${time.toFixed(3)} ms an image`);
}

const model = module.load(readFileSync(join(root, "models/mnist-cnn.safetensors")));
for (const [name, wanted] of Object.entries(expected.pictures)) {
    const reading = module.readFile(model, readFileSync(join(folder, `${name}.ppm`)));
    const digits = (reading.digits ?? []).map(({ box, pixels, answer }) => ({
        box,
        label: answer.logits.indexOf(Math.max(...answer.logits)),
        pixels: sha256(Uint8Array.from(pixels)),
    }));
    check(name, JSON.stringify(digits), JSON.stringify(wanted));
}
console.log(`${Object.keys(expected.pictures).length} pictures`);

const images = gunzipSync(readFileSync(join(root, "data/mnist/t10k-images-idx3-ubyte.gz"))).subarray(16);
const image = (index) => images.subarray(784 * index, 784 * (index + 1));
for (const wanted of expected.explanations) {
    const name = `explanation of ${wanted.model}, image ${wanted.index}`;
    const explained = module.load(readFileSync(join(root, `models/${wanted.model}.safetensors`)));
    const start = performance.now();
    const found = [...module.explanations(explained, image(wanted.index))].at(-1);
    const time = (performance.now() - start) / found.orders;
    for (const key of ["answer", "against", "orders"]) check(`${name}, ${key}`, found[key], wanted[key]);
    for (const key of ["difference", "support", "opposition", "blank", "error"]) {
        check(`${name}, ${key}`, found[key].toFixed(3), Number(wanted[key]).toFixed(3));
    }
    const most = found.contributions.reduce((sum, each) => Math.max(sum, Math.abs(each)), 0);
    const shares = wanted.shares.flat();
    const wrong = shares.filter((share, place) => {
        const contribution = found.contributions[place];
        return Math.abs(Math.sign(contribution) * Math.sqrt(Math.abs(contribution) / most) - share) > 0.005;
    });
    check(`${name}, pixels that differ`, wrong.length, 0);
    console.log(`${name}: ${time.toFixed(0)} ms an order`);
}
process.exit(failures ? 1 : 0);
