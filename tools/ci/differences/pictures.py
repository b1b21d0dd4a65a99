"""PNG, JPEG, BMP and Netpbm, read with Pillow."""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageFile

from damage import damaged

Image.MAX_IMAGE_PIXELS = 1 << 25
ImageFile.LOAD_TRUNCATED_IMAGES = False
FORMATS = ["PNG", "JPEG", "BMP", "PPM"]
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}

# What this package refuses and Pillow reads.
REFUSED_ALTHOUGH_READ = {
    "the CRC-32 of every chunk is checked": r"expected the CRC-32 ",
    "image data have to end where the rows do": r"after its zlib stream|bytes of rows in the image data",
    "bytes after the picture": r"expected the end of the file",
    "a BMP has as many bytes as it says": r"expected a file of \d+ bytes, as stated|bytes of runs, as stated",
    "samples above the maximum of a Netpbm": r"expected at most \d+, found \d+",
    "a PNG is whole chunks with names, to IEND":
        r"expected the chunk IEND|bytes in the chunk .{4} and 4 after it|expected the name of a chunk",
    "chunks of a PNG once, and where they belong": r"expected one chunk|expected the chunk|expected no chunk",
    "colors that a palette has not": r"expected a color of",
    "a BMP has one plane, and its pixels behind a palette of the size of its depth":
        r"expected 1 plane|expected pixels from byte|expected a palette of at most",
    "a scan of a JPEG without a warning": r"expected a sound scan",
    "digits alone are a number in a Netpbm; Python reads 1_0": r"Netpbm .*expected (a|sample|pixel) ?.*, found [0-9A-F]{2}$",
    "so many pixels take some bytes": r"expected at least \d+ bytes",
    "whole segments of a JPEG": r"expected a whole segment",
    "bytes between the segments of a JPEG": r"expected a marker \(FF\), found",
}
# What this package reads and Pillow refuses.
READ_ALTHOUGH_REFUSED = {
    "a comment ends a number of a Netpbm, and the magic one, as Netpbm's own programs have it":
        r"^b'P[1-6]'.*Token too long in file header|^b'P[1-6]' b'#'.* cannot identify",
    "pixels that the runs of a BMP leave out have its first color": r"^b'BM'.* not enough image data",
    "content of chunks that do not change the pixels": r"Truncated (pHYs|gAMA|cHRM|iCCP|sRGB|tEXt|zTXt|iTXt) chunk",
}


def laxity(data):
    return None


class Refused(Exception):
    pass


def make(pick):
    return damaged(pick, pick.choice([png, png, jpeg, bmp, netpbm])(pick))


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(pick):
    kind = pick.choice(list(CHANNELS))
    bits = pick.choice(DEPTHS[kind])
    width, height = pick.randrange(1, 24), pick.randrange(1, 24)
    interlaced = pick.randrange(2)
    values = np.random.default_rng(pick.randrange(1 << 30)).integers(0, 1 << bits, size=(height, width, CHANNELS[kind]))
    extra = b""
    if kind == 3:
        colors = pick.choice([1 << bits, int(values.max()) + 1])
        extra += chunk(b"PLTE", pick.randbytes(3 * colors))
        if pick.random() < 0.5:
            extra += chunk(b"tRNS", pick.randbytes(pick.randrange(1, colors + 1)))
    elif kind in (0, 2) and bits == 8 and pick.random() < 0.5:
        color = values[pick.randrange(height), pick.randrange(width)]
        extra += chunk(b"tRNS", struct.pack(f">{len(color)}H", *map(int, color)))
    if pick.random() < 0.3:
        extra = pick.choice([extra + exif(pick), exif(pick) + extra])
    if pick.random() < 0.2:
        extra += chunk(pick.choice([b"tEXt", b"pHYs", b"prVt"]), b"k\0" + pick.randbytes(pick.randrange(20)))
    parts = [values[y::dy, x::dx] for x, y, dx, dy in ADAM7] if interlaced else [values]
    rows = b"".join(row(pick, line, bits) for part in parts if part.size for line in part)
    data = zlib.compress(rows + pick.choice([b""] * 20 + [b"\0"]), pick.randrange(10)) + pick.choice([b""] * 20 + [b"x"])
    cut = pick.randrange(len(data) + 1)
    pieces = pick.choice([[data], [data[:cut], data[cut:]]])
    header = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, interlaced)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + b"".join(chunk(b"IDAT", piece) for piece in pieces)
            + chunk(b"IEND", b"") + pick.choice([b""] * 20 + [b"trailing"]))


def row(pick, line, bits):
    """A row as it is stored; filters are left to Pillow's own writer."""
    flat = line.reshape(-1)
    if bits == 16:
        return b"\0" + flat.astype(">u2").tobytes()
    if bits == 8:
        return b"\0" + flat.astype(np.uint8).tobytes()
    digits = "".join(format(int(value), f"0{bits}b") for value in flat)
    digits += "0" * (-len(digits) % 8)
    return b"\0" + int(digits, 2).to_bytes(len(digits) // 8, "big")


def tiff(pick):
    """Exif that says how the picture is turned, among other entries."""
    entries = [(0x0100 + 7 * i, 3, pick.randrange(99)) for i in range(pick.choice([0, 1, 15]))]
    entries.append((0x0112, 3, pick.randrange(10)))
    entries.sort()
    order = pick.choice("<>")
    content = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, len(entries))
    for tag, form, value in entries:
        content += struct.pack(order + "HHIHxx", tag, form, 1, value)
    return content + bytes(4)


def exif(pick):
    return chunk(b"eXIf", tiff(pick))


def drawn(pick, mode):
    width, height = pick.randrange(1, 40), pick.randrange(1, 40)
    noise = np.random.default_rng(pick.randrange(1 << 30))
    channels = {"L": 1, "RGB": 3, "RGBA": 4, "P": 1, "1": 1}[mode]
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    values = (x * pick.randrange(9) + y * pick.randrange(9) + c * 40 + noise.integers(0, pick.choice([1, 8, 256]), x.shape)) % 256
    values = values.astype(np.uint8)
    if mode == "1":
        return Image.fromarray(values[..., 0]).convert("1")
    picture = Image.fromarray(values[..., 0] if channels == 1 else values)
    return picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=pick.choice([2, 7, 256])) if mode == "P" else picture


def saved(picture, form, **options):
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def jpeg(pick):
    options = {"quality": pick.choice([20, 75, 95]), "progressive": pick.random() < 0.4, "optimize": pick.random() < 0.3}
    if pick.random() < 0.3:
        options["exif"] = b"Exif\0\0" + tiff(pick)
    if pick.random() < 0.3:
        options["restart_marker_blocks"] = pick.randrange(1, 5)
    mode = pick.choice(["L", "RGB"])
    if mode == "RGB":
        options["subsampling"] = pick.choice(["4:4:4", "4:2:2", "4:2:0"])
    return saved(drawn(pick, mode), "JPEG", **options) + pick.choice([b""] * 20 + [b"trailing"])


def bmp(pick):
    if pick.random() < 0.6:
        return saved(drawn(pick, pick.choice(["1", "L", "P", "RGB", "RGBA"])), "BMP")
    width, height = pick.randrange(1, 24), pick.randrange(1, 24)
    if pick.random() < 0.4:
        return runs(pick, width, height)
    bits = pick.choice([1, 4, 8, 16, 24, 32])
    colors = 1 << bits if bits <= 8 else 0
    stride = (width * bits + 31) // 32 * 4
    pixels = pick.randbytes(stride * height)
    size = 40 if pick.random() < 0.8 else 12
    palette = b"".join(pick.randbytes(3) + (b"\0" if size == 40 else b"") for _ in range(colors))
    offset = 14 + size + len(palette)
    if size == 12:
        header = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        height = -height if pick.random() < 0.3 else height
        header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, 0, pick.choice([0, len(pixels)]), 0, 0,
                             pick.choice([0, colors]), 0)
    file = struct.pack("<2sIHHI", b"BM", offset + len(pixels), 0, 0, offset)
    return file + header + palette + pixels


def runs(pick, width, height):
    """A BMP of 8 bits that is packed in runs of equal colors and of several."""
    packed = b""
    for _ in range(height):
        column = 0
        while column < width and (column == 0 or pick.random() < 0.95):
            count = pick.randrange(1, width - column + 1)
            if count >= 3 and pick.random() < 0.5:
                packed += bytes([0, count]) + pick.randbytes(count) + bytes(count % 2)
            else:
                packed += bytes([count, pick.randrange(256)])
            column += count
        packed += b"\0\0"
    packed += b"\0\1"
    palette = b"".join(pick.randbytes(3) + b"\0" for _ in range(256))
    offset = 54 + len(palette)
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(packed), 0, 0, 256, 0)
    return struct.pack("<2sIHHI", b"BM", offset + len(packed), 0, 0, offset) + header + palette + packed


def netpbm(pick):
    kind = pick.choice("123456")
    width, height = pick.randrange(1, 24), pick.randrange(1, 24)
    maximum = pick.choice([1, 7, 255, 255, 255, 256, 1000, 65535])
    space = pick.choice([" ", "\n", "\t", "\r\n", " # comment\n", "\n#\n"])
    count = width * height * (3 if kind in "36" else 1)
    head = f"P{kind}{space}{width}{space}{height}{pick.choice([' ', chr(10)])}"
    if kind in "14":
        if kind == "4":
            return head.encode() + pick.randbytes((width + 7) // 8 * height)
        return (head + pick.choice(["", " "]).join(pick.choice("01") for _ in range(count)) + "\n").encode()
    head += f"{maximum}\n"
    values = [pick.randrange(maximum + 1) for _ in range(count)]
    if kind in "23":
        return (head + pick.choice([" ", "\n"]).join(map(str, values)) + "\n").encode()
    return head.encode() + b"".join(value.to_bytes(2 if maximum > 255 else 1, "big") for value in values)


def upright(picture):
    """The picture turned as its Exif says; `ImageOps.exif_transpose` would write damaged Exif, and fail."""
    transpose = Image.Transpose
    turns = {2: transpose.FLIP_LEFT_RIGHT, 3: transpose.ROTATE_180, 4: transpose.FLIP_TOP_BOTTOM, 5: transpose.TRANSPOSE,
             6: transpose.ROTATE_270, 7: transpose.TRANSVERSE, 8: transpose.ROTATE_90}
    turn = turns.get(picture.getexif().get(0x0112))
    return picture if turn is None else picture.transpose(turn)


def reference(data):
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        form, mode = picture.format, picture.mode
        if form == "JPEG" and mode in ("RGB", "L"):
            picture.draft("L", picture.size)
        picture.load()
        turned = upright(picture)
    except Exception as error:
        raise Refused(f"{data[:2]} {data[2:3]} {type(error).__name__}: {error}") from error
    if turned.mode.startswith("I"):
        wide = np.asarray(turned).astype(np.int64)
        return form, mode, ((wide * 255 + 32767) // 65535).clip(0, 255).astype(np.uint8), None
    alpha = None
    if turned.mode in ("LA", "PA", "RGBA") or "transparency" in turned.info:
        rgba = turned.convert("RGBA")
        alpha = np.asarray(rgba.getchannel("A"))
        turned = rgba.convert("RGB")
    return form, mode, np.asarray(turned.convert("L")), alpha


def compare(ours, expected):
    form, mode, luma, alpha = expected
    line, content = ours.split(b"\n", 1)
    width, height, has_alpha, bits = map(int, line.split())
    if (height, width) != luma.shape:
        return f"{width} x {height} pixels, expected {luma.shape[1]} x {luma.shape[0]}"
    found = np.frombuffer(content, np.uint8).reshape(-1, height, width).astype(int)
    # Pillow cuts off bits where this package rounds; and two programs decode a JPEG.
    tolerance = 2 if form == "JPEG" else 1 if bits > 8 or form == "BMP" and mode == "RGB" else 0
    if alpha is None or alpha.min() == 255:
        if has_alpha and found[1].min() < 255:
            return "opacity, expected none"
    elif not has_alpha:
        return f"no opacity, expected {alpha.min()} to {alpha.max()}"
    elif abs(found[1] - alpha).max() > tolerance:
        return f"opacity that differs by {abs(found[1] - alpha).max()}"
    most = abs(found[0] - luma).max()
    return f"luma of {form} {mode}, {bits} bits, differs by {most}" if most > tolerance else None
