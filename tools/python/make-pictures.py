#!/usr/bin/env python3
"""Makes the fixtures of PictureDecodingTests: small pictures and what Pillow decodes from them.

    tools/python/make-pictures.py

Writes Tests/PictureDecodingTests/Fixtures/pictures.json: for each picture its bytes, and its size,
luma and opacity as Pillow sees them. PNGs and BMPs that Pillow cannot write are put together here;
it reads all of them. Where 16 or 5 bits become 8, Pillow drops bits (or fractions) and the expected
value is rounded instead, from the samples that went into the file.
"""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps

from reference import ROOT

FIXTURE = ROOT / "Tests" / "PictureDecodingTests" / "Fixtures" / "pictures.json"
WIDTH, HEIGHT = 13, 11
GENERATOR = np.random.default_rng(5)


def samples(channels: int, maximum: int) -> np.ndarray:
    """Returns random samples, [H, W, C]."""
    return GENERATOR.integers(0, maximum + 1, size=(HEIGHT, WIDTH, channels))


def luma(rgb: np.ndarray) -> np.ndarray:
    """Returns the luma of 8-bit colors, [H, W, 3], as Pillow computes it."""
    return np.asarray(Image.fromarray(rgb.astype(np.uint8), "RGB").convert("L"))


def rounded(values: np.ndarray, maximum: int) -> np.ndarray:
    """Returns samples of 0 to `maximum` as the nearest of 0 to 255."""
    return np.floor(values * 255 / maximum + 0.5).astype(np.uint8)


# MARK: PNG

ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(name: bytes, content: bytes) -> bytes:
    """Returns a chunk with its length and checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_rows(values: np.ndarray, bits: int) -> bytes:
    """Returns unfiltered rows of samples, [h, w, C], packed as PNG has them."""
    rows = b""
    for row in values.reshape(len(values), -1):
        if bits == 16:
            packed = row.astype(">u2").tobytes()
        elif bits == 8:
            packed = row.astype(np.uint8).tobytes()
        else:
            digits = "".join(format(int(value), f"0{bits}b") for value in row)
            digits += "0" * (-len(digits) % 8)
            packed = int(digits, 2).to_bytes(len(digits) // 8, "big")
        rows += b"\0" + packed
    return rows


def png(values: np.ndarray, kind: int, bits: int, extra: bytes = b"", *, interlaced: bool) -> bytes:
    """Returns a PNG of a color type, with chunks between header and data."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, bits, kind, 0, 0, int(interlaced))
    passes = [values[y::dy, x::dx] for x, y, dx, dy in ADAM7] if interlaced else [values]
    data = b"".join(png_rows(part, bits) for part in passes if part.size)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
        + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")
    )


def pngs() -> Iterator[tuple[str, bytes, np.ndarray | None]]:
    """Yields every color type, depth, transparency and interlacing."""
    palette = GENERATOR.integers(0, 256, size=(256, 3), dtype=np.uint8)
    for interlaced in (False, True):
        suffix = "-interlaced" if interlaced else ""
        for bits in (1, 2, 4, 8, 16):
            grey = samples(1, 2**bits - 1)
            expected = rounded(grey[..., 0], 2**bits - 1) if bits == 16 else None
            yield f"grey{bits}{suffix}.png", png(grey, 0, bits, interlaced=interlaced), expected
        for bits in (1, 2, 4, 8):
            colors = chunk(b"PLTE", palette[: 2**bits].tobytes())
            index = samples(1, 2**bits - 1)
            yield f"palette{bits}{suffix}.png", png(index, 3, bits, colors, interlaced=interlaced), None
            alpha = chunk(b"tRNS", bytes(range(0, 256, 256 // 2**bits)))
            yield (
                f"palette{bits}-transparent{suffix}.png",
                png(index, 3, bits, colors + alpha, interlaced=interlaced), None,
            )
        for bits in (8, 16):
            for kind, channels, name in ((2, 3, "rgb"), (4, 2, "grey-alpha"), (6, 4, "rgba")):
                values = samples(channels, 2**bits - 1)
                eight = rounded(values, 2**bits - 1)
                expected = luma(eight[..., :3]) if channels > 2 else eight[..., 0]
                if channels in (2, 4):
                    expected = np.stack([expected, eight[..., -1]])
                yield (
                    f"{name}{bits}{suffix}.png", png(values, kind, bits, interlaced=interlaced),
                    expected if bits == 16 else None,
                )
        grey, color = samples(1, 255), samples(3, 255)
        transparent_grey = chunk(b"tRNS", struct.pack(">H", int(grey[2, 3, 0])))
        transparent_color = chunk(b"tRNS", struct.pack(">HHH", *map(int, color[4, 5])))
        yield (
            f"grey8-transparent{suffix}.png",
            png(grey, 0, 8, transparent_grey, interlaced=interlaced), None,
        )
        yield (
            f"rgb8-transparent{suffix}.png",
            png(color, 2, 8, transparent_color, interlaced=interlaced), None,
        )
    filtered = np.add.outer(np.arange(HEIGHT) * 7, np.arange(WIDTH) * 11).astype(np.uint8)
    yield "filtered.png", saved(Image.fromarray(filtered, "L"), "PNG", optimize=True), None


# MARK: JPEG


def jpegs() -> Iterator[tuple[str, bytes, None]]:
    """Yields sequential and progressive files, with all samplings and orientations."""
    y, x = np.mgrid[0:37, 0:43]
    smooth = np.stack([x * 6, y * 6, 255 - x * 3 - y * 3], axis=-1).astype(np.uint8)
    color = Image.fromarray(smooth, "RGB")
    grey = color.convert("L")
    yield "grey.jpg", saved(grey, "JPEG"), None
    yield "grey-progressive.jpg", saved(grey, "JPEG", progressive=True), None
    for sampling in ("4:4:4", "4:2:2", "4:2:0"):
        name = sampling.replace(":", "")
        yield f"color{name}.jpg", saved(color, "JPEG", subsampling=sampling), None
        yield (
            f"color{name}-progressive.jpg",
            saved(color, "JPEG", subsampling=sampling, progressive=True), None,
        )
    yield "restarts.jpg", saved(color, "JPEG", restart_marker_blocks=2), None
    yield "rgb.jpg", saved(color, "JPEG", keep_rgb=True), None
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif[0x010F] = "nobody"
        yield f"orientation{orientation}.jpg", saved(grey, "JPEG", exif=exif), None


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    """Returns what Pillow writes."""
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


# MARK: Netpbm


def netpbms() -> Iterator[tuple[str, bytes, np.ndarray | None]]:
    """Yields P1 to P6, with comments and several maxima."""
    bits, grey, color = samples(1, 1)[..., 0], samples(1, 255)[..., 0], samples(3, 255)
    text = "\n".join("".join(map(str, row)) for row in bits)
    yield "bits.p1.pbm", f"P1\n# made by hand\n{WIDTH} {HEIGHT}\n{text}\n".encode(), None
    yield "bits.p4.pbm", saved(Image.fromarray(bits == 0), "PPM"), None
    yield "grey.p5.pgm", saved(Image.fromarray(grey.astype(np.uint8), "L"), "PPM"), None
    yield "color.p6.ppm", saved(Image.fromarray(color.astype(np.uint8), "RGB"), "PPM"), None
    for maximum in (15, 255, 1023, 65535):
        grey, color = samples(1, maximum)[..., 0], samples(3, maximum)
        expected = rounded(grey, maximum)
        header = f"{WIDTH} {HEIGHT}\n# a comment\n{maximum}\n"
        words = " ".join(map(str, grey.ravel()))
        yield f"grey{maximum}.p2.pgm", f"P2\n{header}{words}".encode(), expected
        words = "\n".join(map(str, color.ravel()))
        yield f"color{maximum}.p3.ppm", f"P3 {header}{words}\n".encode(), luma(rounded(color, maximum))
        kind = ">u2" if maximum > 255 else np.uint8
        yield f"grey{maximum}.p5.pgm", f"P5 {header}".encode() + grey.astype(kind).tobytes(), expected
        yield (
            f"color{maximum}.p6.ppm", f"P6 {header}".encode() + color.astype(kind).tobytes(),
            luma(rounded(color, maximum)),
        )


# MARK: BMP


def bmp(
    bits: int, pixels: bytes, *, compression: int = 0, palette: bytes = b"", masks: bytes = b"",
    top_down: bool = False,
) -> bytes:
    """Returns a bitmap with the header of 40 bytes."""
    start = 14 + 40 + len(masks) + len(palette)
    height = -HEIGHT if top_down else HEIGHT
    header = struct.pack(
        "<IiiHHIIiiII", 40, WIDTH, height, 1, bits, compression, len(pixels), 0, 0, len(palette) // 4, 0
    )
    file = struct.pack("<2sIHHI", b"BM", start + len(pixels), 0, 0, start)
    return file + header + masks + palette + pixels


def padded(row: bytes) -> bytes:
    """Returns a row filled up to a multiple of 4 bytes."""
    return row + b"\0" * (-len(row) % 4)


def run_lengths(rows: np.ndarray, bits: int) -> bytes:
    """Returns rows, from the bottom, as runs of equal pixels and runs of single ones."""
    stream = b""
    for row in rows[::-1]:
        split = 5  # a run of single pixels, then one of equal pixels for each that is left
        single = row[:split].tolist()
        if bits == 8:
            content = bytes(single)
        else:
            nibbles = single + [0] * (len(single) % 2)
            content = bytes(a << 4 | b for a, b in zip(nibbles[::2], nibbles[1::2], strict=True))
        stream += bytes([0, len(single)]) + content + b"\0" * (len(content) % 2)
        for value in row[split:].tolist():
            stream += bytes([1, value if bits == 8 else value << 4 | value])
        stream += b"\0\0"
    return stream + b"\0\1"


def bmps() -> Iterator[tuple[str, bytes, np.ndarray | None]]:
    """Yields all depths, run lengths, bit fields and both directions."""
    color = samples(3, 255).astype(np.uint8)
    yield "bits1.bmp", saved(Image.fromarray(samples(1, 1)[..., 0] == 1), "BMP"), None
    yield "grey8.bmp", saved(Image.fromarray(color[..., 0], "L"), "BMP"), None
    yield "palette8.bmp", saved(Image.fromarray(color, "RGB").quantize(40), "BMP"), None
    yield "rgb24.bmp", saved(Image.fromarray(color, "RGB"), "BMP"), None
    yield "rgba32.bmp", saved(Image.fromarray(samples(4, 255).astype(np.uint8), "RGBA"), "BMP"), None
    top_down = b"".join(padded(row[:, ::-1].tobytes()) for row in color)
    yield "rgb24-top-down.bmp", bmp(24, top_down, top_down=True), None

    palette = GENERATOR.integers(0, 256, size=(16, 4), dtype=np.uint8).tobytes()
    index = samples(1, 15)[..., 0]
    nibbles = [
        padded(bytes(a << 4 | b for a, b in zip(row[::2], [*row[1::2], 0], strict=True)))
        for row in index.tolist()[::-1]
    ]
    yield "palette4.bmp", bmp(4, b"".join(nibbles), palette=palette), None
    yield "runs4.bmp", bmp(4, run_lengths(index, 4), compression=2, palette=palette), None
    yield "runs8.bmp", bmp(8, run_lengths(index, 8), compression=1, palette=palette), None
    core = struct.pack("<2sIHHI", b"BM", 0, 0, 0, 26) + struct.pack("<IHHHH", 12, WIDTH, HEIGHT, 1, 24)
    bottom_up = b"".join(padded(row[:, ::-1].tobytes()) for row in color[::-1])
    yield "core24.bmp", core + bottom_up, None

    for name, widths, compression in (("555", (5, 5, 5), 0), ("565", (5, 6, 5), 3)):
        shifts = (widths[1] + widths[2], widths[2], 0)
        masks = [(2**width - 1) << shift for width, shift in zip(widths, shifts, strict=True)]
        channels = [GENERATOR.integers(0, 2**width, size=(HEIGHT, WIDTH)) for width in widths]
        pixels = sum(c << shift for c, shift in zip(channels, shifts, strict=True)).astype("<u2")
        eight = np.stack(
            [rounded(c, 2**width - 1) for c, width in zip(channels, widths, strict=True)], axis=-1
        )
        rows = b"".join(padded(row.tobytes()) for row in pixels[::-1])
        extra = struct.pack("<III", *masks) if compression else b""
        yield f"rgb{name}.bmp", bmp(16, rows, compression=compression, masks=extra), luma(eight)


# MARK: What Pillow sees


def seen(content: bytes) -> tuple[np.ndarray, np.ndarray | None]:
    """Returns luma and opacity, [H, W], of a file, upright."""
    image = Image.open(io.BytesIO(content))
    if image.format == "JPEG":
        image.draft("L", image.size)  # the luma as it is stored, without a detour over RGB
    image = ImageOps.exif_transpose(image)
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    alpha = np.asarray(image.convert("RGBA").getchannel("A")) if has_alpha else None
    colors = image.convert("RGBA").convert("RGB") if has_alpha else image.convert("RGB")
    return np.asarray(image if image.mode == "L" else colors.convert("L")), alpha


def text(values: np.ndarray | None) -> str | None:
    """Returns bytes in Base64."""
    return None if values is None else base64.b64encode(values.astype(np.uint8).tobytes()).decode()


def main() -> None:
    """Writes the fixture."""
    entries = []
    for source in (pngs, jpegs, netpbms, bmps):
        for name, content, expected in source():
            grey, alpha = seen(content)
            if expected is not None:
                difference = np.abs(grey.astype(int) - (expected if expected.ndim == 2 else expected[0]))
                # Pillow clips where it would have to scale a single channel of 16 bits.
                assert "16" in name or "65535" in name or "1023" in name or difference.max() <= 4, name
                grey, alpha = (expected, None) if expected.ndim == 2 else (expected[0], expected[1])
            if alpha is not None and alpha.min() == 255:
                alpha = None
            entries.append({
                "name": name, "file": base64.b64encode(content).decode(), "height": len(grey),
                "width": len(grey[0]), "luma": text(grey), "alpha": text(alpha),
            })
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    FIXTURE.write_text(f"[\n{lines}\n]\n")
    print(f"{len(entries)} pictures, {FIXTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
