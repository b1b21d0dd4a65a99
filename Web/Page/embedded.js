// What tools/page puts into the page as text.
import { find } from "./elements.js";

/** The characters of basE91 by their values, with `-` for `<`. */
const characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&()*+,./:;-=>?@[]^_`{|}~\"";

/** The bytes of a text in basE91: two characters are 13 bits, or 14 where that fits.
 * @param {string} text */
export function fromBase91(text) {
    const values = new Uint8Array(128);
    [...characters].forEach((character, value) => { values[character.charCodeAt(0)] = value; });
    const bytes = new Uint8Array(text.length);
    let [count, bits, waiting] = [0, 0, 0];
    for (let place = 0; place + 1 < text.length; place += 2) {
        const value = values[text.charCodeAt(place)] + 91 * values[text.charCodeAt(place + 1)];
        bits |= value << waiting;
        for (waiting += (value & 8191) > 88 ? 13 : 14; waiting > 7; waiting -= 8) {
            bytes[count] = bits & 255;
            count += 1;
            bits >>>= 8;
        }
    }
    if (text.length % 2) {
        bytes[count] = (bits | (values[text.charCodeAt(text.length - 1)] << waiting)) & 255;
        count += 1;
    }
    return bytes.subarray(0, count);
}

/** Bytes without their compression.
 * @param {Uint8Array} bytes
 * @param {"gzip" | "deflate-raw"} form
 * @returns {Promise<Uint8Array>} */
export async function inflate(bytes, form) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(form));
    return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The bytes of an element.
 * @param {string} id */
export function embedded(id) {
    return inflate(fromBase91(find(id).textContent), "deflate-raw");
}

/** The safetensors file of a model: its head, and its floats, byte by byte apart, with the sign as
 * their lowest bit.
 * @param {string} id */
export async function embeddedModel(id) {
    const [head, planes] = await Promise.all([embedded(`${id}-head`), embedded(`${id}-floats`)]);
    const width = Number(find(`${id}-floats`).dataset.planes);
    const count = planes.length / width;
    const file = new Uint8Array(head.length + planes.length);
    file.set(head);
    for (let index = 0; index < count; index += 1) {
        const place = head.length + index * width;
        let carried = planes[index] & 1;
        for (let byte = width - 1; byte >= 0; byte -= 1) {
            const value = planes[byte * count + index];
            file[place + byte] = (value >> 1) | (carried << 7);
            carried = value & 1;
        }
    }
    return file;
}
