// Pictures of files, as the browser decodes them.
import { drawing } from "./elements.js";

/** The longer side that is enough to read digits. */
const EXTENT = 2048;

/** Whether a file is Netpbm, which browsers do not decode and the module does.
 * @param {Uint8Array} bytes */
export function isNetpbm(bytes) {
    return bytes[0] === 0x50 && bytes[1] >= 0x31 && bytes[1] <= 0x36;
}

/** The pixels of a picture, not changed by color profiles.
 * @param {Blob} blob */
export async function decode(blob) {
    const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" });
    const factor = Math.min(1, EXTENT / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * factor));
    canvas.height = Math.max(1, Math.round(bitmap.height * factor));
    const context = drawing(canvas, { willReadFrequently: true });
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** Calls `take` with each file that is pasted, or dropped anywhere on the page.
 * @param {HTMLElement} target
 * @param {(file: File) => void} take */
export function listen(target, take) {
    document.addEventListener("paste", (event) => {
        const file = [...(event.clipboardData?.files ?? [])][0];
        if (file) take(file);
    });
    document.addEventListener("dragover", (event) => {
        event.preventDefault();
        target.classList.add("over");
    });
    document.addEventListener("dragleave", () => target.classList.remove("over"));
    document.addEventListener("drop", (event) => {
        event.preventDefault();
        target.classList.remove("over");
        const file = [...(event.dataTransfer?.files ?? [])][0];
        if (file) take(file);
    });
}

/** An image of 28 × 28 grey values as a picture.
 * @param {ArrayLike<number>} pixels */
export function pictureOf(pixels) {
    const data = new Uint8ClampedArray(4 * pixels.length);
    for (let index = 0; index < pixels.length; index += 1) {
        data.fill(pixels[index], 4 * index, 4 * index + 3).fill(255, 4 * index + 3, 4 * index + 4);
    }
    return new ImageData(data, 28, 28);
}
