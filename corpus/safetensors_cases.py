"""safetensors files (https://github.com/huggingface/safetensors).

The format: a little-endian u64, that many bytes of JSON, then data. A strict reader takes nothing that
two readers could understand in two ways.
"""

import json
import struct

from cases import Case

HIGHEST = 2**63 - 1
REFERENCE = "safetensors 0.8.0"

# Bits of an element, for the types of the format.
TYPES = {
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F8_E4M3FNUZ": 8,
    "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32,
    "C64": 64, "F64": 64, "I64": 64, "U64": 64, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
}  # fmt: skip


def file(header: str | bytes | dict, data: bytes = b"", length: int | None = None) -> bytes:
    if isinstance(header, dict):
        header = json.dumps(header, separators=(",", ":"))
    if isinstance(header, str):
        header = header.encode()
    return struct.pack("<Q", len(header) if length is None else length) + header + data


def tensor(begin: int, end: int, shape: list | None = None, dtype="U8") -> dict:
    return {"dtype": dtype, "shape": [end - begin] if shape is None else shape, "data_offsets": [begin, end]}


A = tensor(0, 4)
DATA = bytes([1, 2, 3, 4])
TEXT = '{"dtype":"U8","shape":[4],"data_offsets":[0,4]}'


def reads(tensors: dict[str, tuple[str, list[int], bytes]], metadata: dict | None = None) -> dict:
    return {
        "tensors": {n: {"dtype": d, "shape": s, "data": b.hex()} for n, (d, s, b) in tensors.items()},
        "metadata": metadata or {},
    }


READ = reads({"a": ("U8", [4], DATA)})


def accepted() -> list[Case]:
    def case(name, what, why, make, reads=READ, **more):
        return Case(f"safetensors-{name}", "safetensors", True, what, why, make, reads, **more)

    def named(name: str, key: str, what: str, spelled: str | None = None):
        """A tensor under an unusual name."""
        text = json.dumps(key, ensure_ascii=False) if spelled is None else spelled
        header = "{" + text + ":" + TEXT + "}"
        return case(
            f"name-{name}", what, "a name is any text", file(header, DATA), reads({key: ("U8", [4], DATA)})
        )

    short = '{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}'
    odd = short + " " * (1 - len(short) % 2)

    result = []
    for dtype, bits in TYPES.items():
        count = 4
        data = bytes(range(1, count * bits // 8 + 1))
        result.append(
            case(
                f"type-{dtype.lower()}",
                f"type {dtype}",
                "one of the types of the format",
                file({"a": tensor(0, len(data), [count], dtype)}, data),
                reads({"a": (dtype, [count], data)}),
            )
        )
    two = {"b": tensor(4, 6), "a": tensor(0, 4)}
    two_read = reads({"a": ("U8", [4], DATA), "b": ("U8", [2], b"\5\6")})
    result += [
        case("one", "one tensor", "sound", file({"a": A}, DATA)),
        case(
            "order",
            "tensors in another order than their data",
            "order does not matter",
            file(two, DATA + b"\5\6"),
            two_read,
        ),
        case("none", "no tensors", "an empty file is a file", file("{}"), reads({})),
        case(
            "padding",
            "spaces behind the object",
            "writers align the data with them",
            file('{"a":' + TEXT + "}       ", DATA),
        ),
        case(
            "unaligned",
            "data at an odd place",
            "alignment is not promised",
            file(odd, bytes(4)),
            reads({"a": ("F16", [2], bytes(4))}),
        ),
        case(
            "white-space",
            "white space within the object",
            "JSON allows it",
            file('{ "a" :\n\t' + TEXT + "\r}", DATA),
        ),
        case(
            "scalar",
            "a tensor without axes",
            "a scalar has one element",
            file({"a": tensor(0, 4, [], "F32")}, DATA),
            reads({"a": ("F32", [], DATA)}),
        ),
        case(
            "no-elements",
            "a tensor of shape [2, 0]",
            "no elements are fine",
            file({"a": tensor(0, 0, [2, 0])}),
            reads({"a": ("U8", [2, 0], b"")}),
        ),
        case(
            "no-elements-between",
            "a tensor without bytes between two others",
            "it takes no place",
            file({"a": tensor(0, 2), "c": tensor(2, 2, [0]), "b": tensor(2, 4)}, DATA),
            reads({"a": ("U8", [2], DATA[:2]), "b": ("U8", [2], DATA[2:]), "c": ("U8", [0], b"")}),
        ),
        case(
            "axes-32",
            "32 axes of extent 1",
            "many, yet sound",
            file({"a": tensor(0, 1, [1] * 32)}, b"\1"),
            reads({"a": ("U8", [1] * 32, b"\1")}),
        ),
        case(
            "metadata",
            "metadata",
            "texts under keys",
            file({"__metadata__": {"format": "pt", "": "\u00e9"}, "a": A}, DATA),
            reads({"a": ("U8", [4], DATA)}, {"format": "pt", "": "\u00e9"}),
        ),
        case("metadata-empty", "metadata without entries", "sound", file({"__metadata__": {}, "a": A}, DATA)),
        case(
            "metadata-last",
            "metadata behind the tensors",
            "order does not matter",
            file({"a": A, "__metadata__": {"k": "v"}}, DATA),
            reads({"a": ("U8", [4], DATA)}, {"k": "v"}),
        ),
        case(
            "key-order",
            "the keys of a tensor in another order",
            "order does not matter",
            file('{"a":{"data_offsets":[0,4],"shape":[4],"dtype":"U8"}}', DATA),
        ),
        case(
            "key-escaped",
            "the key dtype spelled with an escape",
            "the same text",
            file('{"a":' + TEXT.replace("dtype", "d\\u0074ype") + "}", DATA),
        ),
        case(
            "values-nan",
            "NaN as an element",
            "values are not the reader's to judge",
            file({"a": tensor(0, 4, [1], "F32")}, b"\0\0\xc0\x7f"),
            reads({"a": ("F32", [1], b"\0\0\xc0\x7f")}),
        ),
        named("empty", "", "an empty name"),
        named("path", "../../etc/passwd", "a name that climbs out of a folder"),
        named("emoji", "\U0001f642", "a name beyond the basic plane"),
        named("surrogates", "\U0001f642", "the same, spelled as a surrogate pair", '"\\ud83d\\ude42"'),
        named("control", "\x1b[2J", "a name that clears a terminal", '"\\u001b[2J"'),
        named("nul", "a\0b", "a name with a NUL", '"a\\u0000b"'),
        named("escaped", "a", "a name spelled with an escape", '"\\u0061"'),
        named("metadata-like", "__metadata", "a name that is nearly reserved"),
        case(
            "name-long",
            "a name of 100,000 bytes",
            "a name is any text",
            lambda: file({"n" * 100_000: A}, DATA),
            None,
        ),
        case(
            "name-composed-twice",
            "two names that look the same",
            "names are compared byte by byte",
            file('{"\u00e9":' + TEXT + ',"e\u0301":' + TEXT.replace("[0,4]", "[4,8]") + "}", DATA * 2),
            reads({"\u00e9": ("U8", [4], DATA), "e\u0301": ("U8", [4], DATA)}),
        ),
        case(
            "many",
            "a thousand tensors",
            "sound",
            file({f"t{i:04}": tensor(i, i + 1) for i in range(1000)}, bytes(1000)),
            None,
        ),
        case(
            "header-longest",
            "a header of 100,000,000 bytes",
            "the longest allowed",
            lambda: file(b'{"a":' + TEXT.encode() + b"}" + b" " * (100_000_000 - len(TEXT) - 6), DATA),
            large=True,
        ),
        case(
            "metadata-longest",
            "a header filled by one text of metadata",
            "the longest allowed",
            lambda: file(b'{"__metadata__":{"k":"' + b"x" * (100_000_000 - 25) + b'"}}', b""),
            None,
            large=True,
        ),
    ]
    return result


def damaged_frame() -> list[Case]:
    """The length, the place and the encoding of the header."""

    def case(name, what, why, make, laxer=None, **more):
        differs = {REFERENCE: laxer} if laxer else {}
        return Case(f"safetensors-{name}", "safetensors", False, what, why, make, differs=differs, **more)

    whole = file({"a": A}, DATA)
    size = len(whole) - 8
    result = [case("empty", "no bytes", "there is no header", b"")]
    for count in [1, 7, 8, 9, 20, len(whole) - 5, len(whole) - 4, len(whole) - 1]:
        result.append(
            case(
                f"cut-{count}",
                f"ends after {count} of {len(whole)} bytes",
                "length, header and data are there or not",
                whole[:count],
            )
        )
    for name, length in {
        "0": 0,
        "1": 1,
        "short": size - 5,
        "long": size - 3,
        "past-end": size + 1,
        "100000001": 100_000_001,
        "2-31": 2**31,
        "2-32": 2**32 + size - 4,
        "2-63": 2**63,
        "highest": 2**64 - 1,
    }.items():
        result.append(
            case(
                f"length-{name}",
                f"a header length of {length}",
                "the length is that of the header, 2 to 100,000,000, within the file",
                file({"a": A}, DATA, length),
            )
        )
    lax_space = "skips white space"
    for name, first, laxer in [
        ("space", " ", lax_space),
        ("newline", "\n", lax_space),
        ("bracket", "[", None),
        ("quote", '"', None),
        ("digit", "1", None),
    ]:
        result.append(
            case(
                f"start-{name}",
                f"a header that begins with {name}",
                "it begins with {",
                file(first + '{"a":' + TEXT + "}", DATA),
                laxer,
            )
        )
    text = '{"a":' + TEXT + "}"
    for name, tail, laxer in [
        ("newline", "\n", lax_space),
        ("tab", "\t", lax_space),
        ("nul", "\0", None),
        ("comma", ",", None),
        ("document", "{}", None),
        ("letter", "x", None),
        ("brace", "}", None),
    ]:
        result.append(
            case(
                f"padding-{name}",
                f"{name} behind the object",
                "only spaces may fill the header up",
                file(text + tail, DATA),
                laxer,
            )
        )
    result += [
        case("json-null", "null as the header", "it is an object", file("null", b"")),
        case("json-array", "an array as the header", "it is an object", file("[]", b"")),
        case("json-trailing-comma", "a comma before the brace", "no JSON", file(text[:-1] + ",}", DATA)),
        case("json-comment", "a comment", "no JSON", file('{/**/"a":' + TEXT + "}", DATA)),
        case("json-single-quotes", "names in single quotes", "no JSON", file("{'a':" + TEXT + "}", DATA)),
        case("json-no-colon", "a colon is missing", "no JSON", file('{"a"' + TEXT + "}", DATA)),
        case(
            "json-no-comma", "a comma is missing", "no JSON", file('{"a":' + TEXT + '"b":' + TEXT + "}", DATA)
        ),
        case("json-open", "the last brace is missing", "no JSON", file(text[:-1], DATA)),
        case(
            "json-control-character",
            "a line break within a name",
            "no JSON",
            file('{"a\n":' + TEXT + "}", DATA),
        ),
        case("json-bad-escape", r"the escape \x", "no JSON", file('{"\\x61":' + TEXT + "}", DATA)),
        case("json-short-escape", r"the escape \u006", "no JSON", file('{"\\u006":' + TEXT + "}", DATA)),
        case(
            "json-lone-surrogate", "half a surrogate pair", "no text", file('{"\\ud83d":' + TEXT + "}", DATA)
        ),
        case(
            "json-reversed-surrogates",
            "a surrogate pair in reverse",
            "no text",
            file('{"\\ude42\\ud83d":' + TEXT + "}", DATA),
        ),
        case("json-deep", "100,000 brackets", "depth is bounded", file('{"a":' + "[" * 100_000 + "}", DATA)),
        case(
            "json-deep-in-tensor",
            "10,000 nested arrays as a shape",
            "extents are numbers",
            file('{"a":' + TEXT.replace("[4]", "[" * 10_000 + "4" + "]" * 10_000) + "}", DATA),
        ),
        case(
            "utf-8-invalid",
            "a byte FF within a name",
            "no UTF-8",
            file(b'{"\xff":' + TEXT.encode() + b"}", DATA),
        ),
        case(
            "utf-8-overlong",
            "a slash in two bytes",
            "no UTF-8",
            file(b'{"\xc0\xaf":' + TEXT.encode() + b"}", DATA),
        ),
        case(
            "utf-8-surrogate",
            "half a surrogate pair in three bytes",
            "no UTF-8",
            file(b'{"\xed\xa0\x80":' + TEXT.encode() + b"}", DATA),
        ),
        case(
            "utf-8-cut",
            "a letter cut after its first byte",
            "no UTF-8",
            file(b'{"\xc3":' + TEXT.encode() + b"}", DATA),
        ),
        case(
            "utf-8-beyond",
            "a code point beyond U+10FFFF",
            "no UTF-8",
            file(b'{"\xf4\x90\x80\x80":' + TEXT.encode() + b"}", DATA),
        ),
        case(
            "byte-order-mark",
            "a UTF-8 byte order mark",
            "the header begins with {",
            file(b"\xef\xbb\xbf" + text.encode(), DATA),
        ),
        case("utf-16", "the header in UTF-16", "it is UTF-8", file(text.encode("utf-16-le"), DATA)),
    ]
    foreign = {
        "pickle": (b"\x80\2}q\0X\1\0\0\0aq\1K\1s.", "a pickle, which must never be loaded"),
        "zip": (b"PK\3\4" + bytes(60), "a Zip archive, as PyTorch writes it"),
        # Cut, as is the next one: readers of several formats refuse them, too.
        "gguf": (b"GGUF\3\0\0\0" + bytes(15), "a GGUF file"),
        "npy": (b"\x93NUMPY\1\0v\0{'descr': '<f4'}", "a NumPy array"),
        "hdf5": (b"\x89HDF\r\n\x1a\n" + bytes(40), "an HDF5 file"),
        "gzip": (b"\x1f\x8b\x08\0" + bytes(20), "a gzip file"),
        "html": (b"<!DOCTYPE html><html></html>", "a web page"),
        "git-lfs": (b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
        "json": (text.encode(), "the header without its length"),
    }
    for name, (data, what) in foreign.items():
        result.append(case(f"foreign-{name}", what, "another format", data))
    return result


def damaged_declarations() -> list[Case]:
    """What the header says of tensors."""

    def case(name, what, why, header, data=DATA, laxer=None, **more):
        differs = {REFERENCE: laxer} if laxer else {}
        make = header if callable(header) else file(header, data)
        return Case(f"safetensors-{name}", "safetensors", False, what, why, make, differs=differs, **more)

    def replaced(name, what, why, old, new, laxer=None, data=DATA, **more):
        assert old in TEXT
        return case(name, what, why, '{"a":' + TEXT.replace(old, new) + "}", data, laxer, **more)

    last_counts = "the last one counts"
    names = "one name, two tensors: readers may choose differently"
    result = [
        case(
            "name-twice",
            "a name twice, at one place",
            names,
            '{"a":' + TEXT + ',"a":' + TEXT + "}",
            laxer=last_counts,
        ),
        case(
            "name-twice-elsewhere",
            "a name twice, at two places",
            names,
            '{"a":' + TEXT + ',"a":' + TEXT.replace("[0,4]", "[4,8]") + "}",
            DATA * 2,
        ),
        case(
            "name-twice-escaped",
            "a name twice, once with an escape",
            names,
            '{"a":' + TEXT + ',"\\u0061":' + TEXT + "}",
            laxer=last_counts,
        ),
        case(
            "metadata-twice",
            "two objects of metadata",
            "readers may choose differently",
            '{"__metadata__":{"k":"1"},"__metadata__":{"k":"2"},"a":' + TEXT + "}",
        ),
        case(
            "metadata-key-twice",
            "a metadata key twice",
            "readers may choose differently",
            '{"__metadata__":{"k":"1","k":"2"},"a":' + TEXT + "}",
            laxer=last_counts,
        ),
        case(
            "metadata-null",
            "null as metadata",
            "it is an object",
            '{"__metadata__":null,"a":' + TEXT + "}",
            laxer="takes it as no metadata",
        ),
        case(
            "metadata-string",
            "a text as metadata",
            "it is an object",
            '{"__metadata__":"x","a":' + TEXT + "}",
        ),
        case(
            "metadata-array",
            "an array as metadata",
            "it is an object",
            '{"__metadata__":[],"a":' + TEXT + "}",
        ),
        case(
            "metadata-tensor", "a tensor as metadata", "its values are texts", '{"__metadata__":' + TEXT + "}"
        ),
        case(
            "metadata-nested",
            "an object within metadata",
            "its values are texts",
            '{"__metadata__":{"k":{}},"a":' + TEXT + "}",
        ),
    ]
    for name, value in {"number": "1", "null": "null", "bool": "true"}.items():
        result.append(
            case(
                f"metadata-{name}-value",
                f"{value} as a value of metadata",
                "its values are texts",
                '{"__metadata__":{"k":' + value + '},"a":' + TEXT + "}",
            )
        )
    for name, value, laxer in [
        ("null", "null", None),
        ("number", "1", None),
        ("string", '"a"', None),
        ("empty", "{}", None),
        ("array", '["U8",[4],[0,4]]', "takes the values in order"),
    ]:
        result.append(
            case(
                f"tensor-{name}",
                f"{value} as a tensor",
                "it is an object of three keys",
                '{"a":' + value + "}",
                laxer=laxer,
            )
        )
    parts = {"dtype": '"dtype":"U8",', "shape": '"shape":[4],', "data_offsets": ',"data_offsets":[0,4]'}
    for key, part in parts.items():
        result.append(
            replaced(f"missing-{key}", f"{key} is missing", "each of the three is needed", part, "")
        )
        result.append(
            replaced(f"twice-{key}", f"{key} twice", "readers may choose differently", part, part + part)
        )
    result += [
        replaced(
            "other-key",
            "another key in a tensor",
            "nobody knows what it changes",
            '"shape"',
            '"strides":[1],"shape"',
            "ignores keys it does not know",
        ),
        replaced("key-case", "the key DTYPE", "keys are case-sensitive", "dtype", "DTYPE"),
    ]
    for name, value in {
        "unknown": '"U7"',
        "lower-case": '"u8"',
        "space": '"U8 "',
        "empty": '""',
        "null": "null",
        "number": "8",
        "torch": '"torch.uint8"',
    }.items():
        result.append(
            replaced(f"type-{name}", f"{value} as the type", "there is no such type", '"U8"', value)
        )
    for name, value in {
        "negative": "-4",
        "fraction": "4.0",
        "exponent": "4e0",
        "plus": "+4",
        "leading-zero": "04",
        "hexadecimal": "0x4",
        "string": '"4"',
        "null": "null",
        "nan": "NaN",
        "array": "[4]",
        "comma": "4,",
        "2-64": "18446744073709551620",
    }.items():
        result.append(
            replaced(
                f"extent-{name}",
                f"{value} as an extent",
                "an extent is written in digits alone, and is below 2^63",
                "[4]",
                f"[{value}]",
            )
        )
    for name, value, laxer in [
        ("null", "null", None),
        ("number", "4", None),
        ("string", '"[4]"', None),
        ("object", "{}", None),
        ("missing-bracket", "[4", None),
    ]:
        result.append(replaced(f"shape-{name}", f"{value} as a shape", "it is an array", "[4]", value, laxer))
    for name, value in {
        "none": "[]",
        "one": "[0]",
        "three": "[0,4,4]",
        "null": "null",
        "negative": "[-4,0]",
        "fraction": "[0.0,4.0]",
        "exponent": "[0,4e0]",
        "string": '["0","4"]',
        "2-64": "[0,18446744073709551620]",
        "object": '{"begin":0,"end":4}',
    }.items():
        result.append(
            replaced(f"offsets-{name}", f"{value} as offsets", "two integers in digits alone", "[0,4]", value)
        )
    return result


def damaged_sizes() -> list[Case]:
    """Tensors that do not fit their data."""

    def case(name, what, why, header, data=DATA, laxer=None, **more):
        differs = {REFERENCE: laxer} if laxer else {}
        make = header if callable(header) else file(header, data)
        return Case(f"safetensors-{name}", "safetensors", False, what, why, make, differs=differs, **more)

    whole = "each byte of the data belongs to exactly one tensor"
    size = "type and shape ask for as many bytes as the offsets give"
    overflow = "the size overflows"
    return [
        case(
            "offsets-reversed",
            "the end before the beginning",
            "no such range",
            {"a": {**A, "data_offsets": [4, 0]}},
        ),
        case("offsets-past-end", "a tensor that ends behind the file", whole, {"a": tensor(0, 8)}),
        case(
            "offsets-huge",
            "a tensor of 2^62 bytes",
            "memory must not follow the header",
            {"a": tensor(0, 2**62)},
        ),
        case("offsets-highest", "a tensor at 2^63 - 1", whole, {"a": tensor(HIGHEST, HIGHEST, [0])}),
        case("hole-first", "the first tensor begins at 1", whole, {"a": tensor(1, 4)}),
        case("hole-between", "a byte between two tensors", whole, {"a": tensor(0, 1), "b": tensor(2, 4)}),
        case("trailing-byte", "a byte behind the last tensor", whole, {"a": tensor(0, 3)}),
        case("trailing-no-tensor", "data without a tensor", whole, "{}"),
        case("overlap", "two tensors share a byte", whole, {"a": tensor(0, 3), "b": tensor(2, 4)}),
        case("overlap-same", "two tensors share all bytes", whole, {"a": A, "b": A}),
        case("overlap-within", "a tensor within another", whole, {"a": A, "b": tensor(1, 2)}),
        case(
            "overlap-empty-within",
            "a tensor without bytes within another",
            "it has no place there",
            {"a": A, "b": tensor(2, 2, [0])},
        ),
        case("data-missing", "no data at all", whole, {"a": A}, b""),
        case("size-small", "three elements in four bytes", size, {"a": tensor(0, 4, [3])}),
        case("size-large", "five elements in four bytes", size, {"a": tensor(0, 4, [5])}),
        case("size-type", "four floats in four bytes", size, {"a": tensor(0, 4, [4], "F32")}),
        case("size-scalar", "a scalar in four bytes", size, {"a": tensor(0, 4, [])}),
        case("size-no-elements", "no elements in four bytes", size, {"a": tensor(0, 4, [0])}),
        case(
            "size-f4-odd",
            "three elements of 4 bits",
            "they fill whole bytes",
            {"a": tensor(0, 2, [3], "F4")},
            b"\1\2",
        ),
        case(
            "size-f6-odd",
            "two elements of 6 bits",
            "they fill whole bytes",
            {"a": tensor(0, 2, [2], "F6_E2M3")},
            b"\1\2",
        ),
        case(
            "overflow-three-axes",
            "[2^62, 2, 4, ...], whose product is 0 in 64 bits",
            overflow,
            {"a": tensor(0, 0, [2**62, 2, 4])},
            b"",
        ),
        case(
            "overflow-to-0",
            "2^32 x 2^32 elements, 0 in 64 bits",
            overflow,
            {"a": tensor(0, 0, [2**32, 2**32])},
            b"",
        ),
        case("overflow-bits", "2^62 elements of 32 bits", overflow, {"a": tensor(0, 0, [2**62], "F32")}, b""),
        case("overflow-highest", "2^63 - 1 squared", overflow, {"a": tensor(0, 4, [HIGHEST, HIGHEST])}),
        case(
            "overflow-behind-zero",
            "[0, 2^63 - 1, 4]",
            "the product overflows for readers that multiply in another order",
            {"a": tensor(0, 0, [0, HIGHEST, 4])},
            b"",
            laxer="stops at the zero",
        ),
        case(
            "axes-33",
            "33 axes",
            "more than a reader needs to know",
            {"a": tensor(0, 1, [1] * 33)},
            b"\1",
            laxer="has no limit",
            limit=True,
        ),
        case(
            "axes-million",
            "a million axes",
            "more than a reader needs to know",
            lambda: file({"a": tensor(0, 1, [1] * 1_000_000)}, b"\1"),
            laxer="has no limit",
            limit=True,
            large=True,
        ),
        case(
            "entries-100001",
            "100,001 tensors without bytes",
            "more than a reader needs to hold",
            lambda: file({f"{i}": tensor(0, 0, [0]) for i in range(100_001)}),
            laxer="has no limit",
            limit=True,
            large=True,
        ),
        case(
            "entries-one-place",
            "300,000 tensors at one place",
            whole,
            lambda: file({f"{i}": tensor(0, 1) for i in range(300_000)}, b"\1"),
            large=True,
        ),
    ]


def cases() -> list[Case]:
    return accepted() + damaged_frame() + damaged_declarations() + damaged_sizes()
