"""IDX files without compression.

The format: two zero bytes, a type code, a rank, as many big-endian u32 dimensions, then the elements,
row-major and big-endian (http://yann.lecun.com/exdb/mnist). Exactly these bytes make a file.
"""

import math
import struct

from cases import Case

TYPES = {
    "uint8": (0x08, "B"),
    "int8": (0x09, "b"),
    "int16": (0x0B, "h"),
    "int32": (0x0C, "i"),
    "float32": (0x0D, "f"),
    "float64": (0x0E, "d"),
}
HIGHEST = 2**32 - 1


def header(dimensions: list[int], code: int = 0x08, rank: int | None = None) -> bytes:
    rank = len(dimensions) if rank is None else rank
    return bytes([0, 0, code, rank]) + struct.pack(f">{len(dimensions)}I", *dimensions)


def sound(dimensions: list[int], kind: str = "uint8", values=None) -> tuple[bytes, dict]:
    """A sound file, and what it says."""
    code, letter = TYPES[kind]
    values = list(range(math.prod(dimensions))) if values is None else values
    elements = struct.pack(f">{len(values)}{letter}", *values)
    reads = {"type": kind, "dimensions": dimensions, "elements": elements.hex()}
    return header(dimensions, code) + elements, reads


# Three images of 3 × 3, the file from which the damaged ones are made.
IMAGES, IMAGES_READ = sound([3, 3, 3])


def accepted() -> list[Case]:
    def case(name, what, why, file, suffix=None):
        return Case(f"idx-{name}", "idx", True, what, why, file[0], file[1], suffix=suffix)

    nan = struct.unpack(">f", bytes.fromhex("7fc00000"))[0]
    lookalike = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0]
    return (
        [
            case(f"rank-{rank}", f"rank {rank}", "a rank readers have to know", sound([2] + [1] * (rank - 1)))
            for rank in range(1, 9)
        ]
        + [
            case(
                f"type-{kind}",
                f"elements of type {kind}",
                "one of the six types",
                sound([3], kind, [0, 1, 100]),
            )
            for kind in TYPES
        ]
        + [
            case("images", "three images of 3 x 3", "sound", (IMAGES, IMAGES_READ)),
            case("type-int8-negative", "negative bytes", "sound", sound([2], "int8", [-128, -1])),
            case(
                "type-int32-extremes",
                "the smallest and the largest integer",
                "sound",
                sound([2], "int32", [-(2**31), 2**31 - 1]),
            ),
            case(
                "type-float32-nan",
                "NaN and infinities as elements",
                "values are not the reader's to judge",
                sound([3], "float32", [nan, math.inf, -math.inf]),
            ),
            case("no-items", "a count of 0", "an empty array is an array", sound([0])),
            case(
                "no-items-of-28-28", "no images of 28 x 28", "an empty array is an array", sound([0, 28, 28])
            ),
            case(
                "items-without-elements", "three images of 0 x 28", "an item may be empty", sound([3, 0, 28])
            ),
            case(
                "no-items-of-billions",
                "no items of 2^32 - 1 bytes",
                "announces nothing: allocate nothing",
                sound([0, HIGHEST]),
            ),
            case(
                "elements-like-gzip",
                "elements that begin as gzip does",
                "only the start of the file tells its format",
                sound([8], values=lookalike),
            ),
            case(
                "named-gz",
                "plain IDX in a file named .gz",
                "the content tells, not the name",
                (IMAGES, IMAGES_READ),
                suffix=".gz",
            ),
        ]
    )


def damaged() -> list[Case]:
    def case(name, what, why, make, **more):
        return Case(f"idx-{name}", "idx", False, what, why, make, **more)

    result = [case("empty", "no bytes", "there is no header", b"")]
    for count in [1, 2, 3, 4, 5, 8, 11, 12, 15]:
        result.append(
            case(
                f"header-cut-{count}",
                f"ends after {count} bytes",
                "the header takes 16 bytes",
                IMAGES[:count],
            )
        )
    for count in [16, 17, 42]:
        result.append(
            case(
                f"body-cut-{count}",
                f"ends after {count} of 43 bytes",
                "the header announces 27 elements",
                IMAGES[:count],
            )
        )
    for name, extra in [
        ("one-byte", b"\0"),
        ("newline", b"\n"),
        ("second-file", IMAGES),
        ("image", bytes(784)),
    ]:
        result.append(
            case(
                f"body-long-{name}",
                f"{len(extra)} bytes behind the last element",
                "nothing may follow",
                IMAGES + extra,
            )
        )
    for index in [0, 1]:
        flipped = bytearray(IMAGES)
        flipped[index] = 1
        result.append(
            case(f"magic-byte-{index}", f"byte {index} is 1", "the first two bytes are zero", bytes(flipped))
        )
    result += [
        case(
            "byte-order-magic",
            "the magic number in reverse",
            "the format is big-endian",
            IMAGES[3::-1] + IMAGES[4:],
        ),
        case(
            "byte-order-dimensions",
            "dimensions in little-endian",
            "3 reads as 50331648",
            header([])[:3] + b"\3" + struct.pack("<3I", 3, 3, 3) + IMAGES[16:],
        ),
    ]
    for code in [0x00, 0x01, 0x07, 0x0A, 0x0F, 0x10, 0x80, 0xFF]:
        result.append(
            case(
                f"type-{code:02x}",
                f"type code 0x{code:02X}",
                "there is no such type",
                header([3], code) + b"\0\1\2",
            )
        )
    result += [
        case("rank-0", "rank 0", "there is no dimension to count items by", header([]) + b"\0"),
        case("rank-9", "rank 9", "more than a reader needs to know", header([1] * 9) + b"\0", limit=True),
        case(
            "rank-255",
            "rank 255, all dimensions there",
            "more than a reader needs to know",
            header([1] * 255) + b"\0",
            limit=True,
        ),
        case(
            "rank-255-cut",
            "rank 255 and three dimensions",
            "the header is cut",
            header([3, 3, 3], rank=255) + IMAGES[16:],
        ),
        case(
            "rank-4-of-3",
            "rank 4 in a file of rank 3",
            "elements are read as a dimension",
            header([3, 3, 3], rank=4) + IMAGES[16:],
        ),
        case(
            "rank-2-of-3",
            "rank 2 in a file of rank 3",
            "a dimension is read as elements",
            header([3, 3, 3], rank=2) + IMAGES[16:],
        ),
        case(
            "count-highest",
            "2^32 - 1 images of 28 x 28",
            "the file has one of them; memory must not follow the header",
            header([HIGHEST, 28, 28]) + bytes(784),
        ),
        case(
            "count-one-more",
            "one image more than there is",
            "the body is too short",
            header([4, 3, 3]) + IMAGES[16:],
        ),
        case(
            "count-one-less",
            "one image less than there is",
            "the body is too long",
            header([2, 3, 3]) + IMAGES[16:],
        ),
        case(
            "one-image-of-terabytes",
            "one image of 2^20 x 2^20",
            "memory must not follow the header",
            header([1, 2**20, 2**20]) + bytes(16),
        ),
        case(
            "dimensions-highest",
            "all dimensions 2^32 - 1",
            "the product overflows 64 bits",
            header([HIGHEST] * 3) + bytes(16),
        ),
        case(
            "dimensions-wrap-to-0",
            "2^16 four times: 2^64 elements",
            "the product is 0 in 64 bits",
            header([2**16] * 4),
        ),
        case(
            "dimensions-wrap-to-27",
            "dimensions whose product is 27 in 32 bits",
            "the product is computed exactly",
            header([3, 3, 3 + 2**31, 2**31 + 1]) + IMAGES[16:],
        ),
        case(
            "dimensions-2-63",
            "2^31 x 2^31 x 2 elements",
            "one more than a signed 64-bit integer holds",
            header([2**31, 2**31, 2]),
        ),
        case(
            "dimensions-2-62",
            "2^31 x 2^31 elements",
            "nothing overflows, and nothing is there",
            header([2**31, 2**31]),
        ),
        case(
            "size-overflows-by-type",
            "2^30 x 2^31 elements of 8 bytes",
            "the size in bytes overflows",
            header([2**30, 2**31], 0x0E),
        ),
        case(
            "no-items-overflow",
            "no items of (2^32 - 1)^3 bytes",
            "the size of one item overflows",
            header([0] + [HIGHEST] * 3),
            limit=True,
        ),
        case(
            "type-int16-half",
            "three and a half elements",
            "whole elements only",
            header([4], 0x0B) + bytes(7),
        ),
        case(
            "type-float64-half",
            "half of the last element",
            "whole elements only",
            header([2], 0x0E) + bytes(12),
        ),
        case("all-zero", "64 zero bytes", "type code 0 does not exist", bytes(64)),
        case("byte-order-mark", "a UTF-8 byte order mark in front", "no IDX file", b"\xef\xbb\xbf" + IMAGES),
        case(
            "line-ends",
            "0A turned into 0D 0A, as text mode does",
            "one byte too many",
            IMAGES.replace(b"\n", b"\r\n"),
        ),
        case("hexadecimal", "the file as hexadecimal digits", "no IDX file", IMAGES.hex().encode()),
    ]
    foreign = {
        "html": (b"<!DOCTYPE html><html><body>404</body></html>", "a web page"),
        "png": (b"\x89PNG\r\n\x1a\n" + bytes(24), "a PNG picture"),
        "jpeg": (b"\xff\xd8\xff\xe0" + bytes(24), "a JPEG picture"),
        "npy": (b"\x93NUMPY\1\0v\0{'descr': '|u1'}", "a NumPy array"),
        "zip": (b"PK\3\4" + bytes(26), "a Zip archive"),
        "xz": (b"\xfd7zXZ\0" + bytes(26), "an xz file"),
        "zstandard": (b"\x28\xb5\x2f\xfd" + bytes(12), "a Zstandard file"),
        "pickle": (b"\x80\4\x95\5\0\0\0\0\0\0\0K*.", "a pickle, which must never be loaded"),
        "git-lfs": (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 43\n",
            "a Git LFS pointer",
        ),
        "safetensors": (
            struct.pack("<Q", 80) + b'{"a":{"dtype":"U8",',
            "the beginning of a safetensors file",
        ),
        "text": (b"0,1,2\n3,4,5\n", "a table in text"),
    }
    for name, (data, what) in foreign.items():
        result.append(case(f"foreign-{name}", what, "another format", data))
    return result


def cases() -> list[Case]:
    return accepted() + damaged()
