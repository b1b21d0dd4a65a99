// Images of a test set: the mistakes that the page brings, and files of images.
import { embedded, inflate } from "./embedded.js";

/** @typedef {{ index: number, label: number, pixels: Uint8Array }} TestImage */

const RECORD = 4 + 1 + 784;

/** The images that the first network takes for something else.
 * @returns {Promise<TestImage[]>} */
export async function embeddedMistakes() {
    const bytes = await embedded("mistakes");
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    return Array.from({ length: bytes.length / RECORD }, (_, number) => {
        const start = number * RECORD;
        return {
            index: view.getUint32(start, true), label: bytes[start + 4],
            pixels: bytes.subarray(start + 5, start + RECORD),
        };
    });
}

/** The pixels of an image by its position, where they are known.
 * @typedef {(index: number) => Uint8Array | undefined} Pixels */

/** The pixels of an IDX file of images of 28 × 28 bytes, compressed by gzip or not.
 * @param {File} file
 * @returns {Promise<Pixels>} */
export async function imagesOf(file) {
    let bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) bytes = await inflate(bytes, "gzip");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const numbers = bytes.length < 16 ? [] : [0, 4, 8, 12].map((place) => view.getUint32(place));
    const [magic, count, height, width] = numbers;
    if (magic !== 0x803 || height !== 28 || width !== 28 || bytes.length !== 16 + 784 * count) {
        throw new Error(`${file.name} is no IDX file of images of 28 × 28`);
    }
    return (index) =>
        index < count ? bytes.subarray(16 + 784 * index, 16 + 784 * (index + 1)) : undefined;
}
