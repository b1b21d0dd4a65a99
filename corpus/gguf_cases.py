"""GGUF, the format of ggml (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md)."""

import struct

from cases import Case

REFERENCE = "gguf 0.19.0"


def text(value: str | bytes) -> bytes:
    value = value.encode() if isinstance(value, str) else value
    return struct.pack("<Q", len(value)) + value


def key(name: str, kind: int, value: bytes) -> bytes:
    return text(name) + struct.pack("<I", kind) + value


def tensor(name="a", extents=(4,), kind=0, offset=0, axes: int | None = None) -> bytes:
    count = len(extents) if axes is None else axes
    return text(name) + struct.pack(f"<I{len(extents)}QIQ", count, *extents, kind, offset)


def file(tensors=(), keys=(), data=b"", version=3, counts=None, align=32, mark=b"GGUF") -> bytes:
    counts = counts or (len(tensors), len(keys))
    header = mark + struct.pack("<IQQ", version, *counts) + b"".join(keys) + b"".join(tensors)
    return header + bytes(-len(header) % align) + data


ONES = struct.pack("<4f", 1, 2, 3, 4)
READ = {"tensors": {"a": {"dtype": "F32", "shape": [4], "data": ONES.hex()}}}


def cases() -> list[Case]:
    def good(name, what, make, reads=READ, **more):
        return Case(f"gguf-{name}", "gguf", True, what, "the format allows it", make, reads, **more)

    def bad(name, what, why, make, **more):
        return Case(f"gguf-{name}", "gguf", False, what, why, make, **more)

    padded = ONES + bytes(16)
    big = struct.pack(">4sIQQ", b"GGUF", 3, 0, 0)
    return [
        good("plain", "one tensor", file([tensor()], [], ONES)),
        good("padded", "zeros after the last tensor", file([tensor()], [], padded)),
        good("version-2", "version 2", file([tensor()], [], ONES, version=2)),
        good("keys", "keys of several types", file(
            [tensor()],
            [key("s", 8, text("x")), key("f", 7, b"\1"), key("l", 9, struct.pack("<IQ3B", 0, 3, 1, 2, 3))],
            ONES)),
        good("alignment", "data aligned to 64", file(
            [tensor()], [key("general.alignment", 4, struct.pack("<I", 64))], ONES, align=64)),
        bad("cut", "a file without its last byte", "the tensor is cut", file([tensor()], [], ONES[:-1])),
        bad("header-cut", "a file that ends in the header", "it is cut", file([tensor()], [], ONES)[:40]),
        bad("trailing", "32 bytes more", "they belong to nobody", file([tensor()], [], padded + bytes(32))),
        bad("padding", "padding that is not zero", "hidden content", file([tensor()], [], ONES + b"\1")),
        bad("version-1", "version 1", "lengths had 32 bits", file([tensor()], [], ONES, version=1)),
        bad("version-99", "version 99", "there is none", file([tensor()], [], ONES, version=99)),
        bad("big-endian", "the highest byte first", "it is not read", big),
        bad("tensors", "2^64 - 1 tensors", "they are not there", file(counts=(2**64 - 1, 0))),
        bad("keys-count", "2^63 keys", "they are not there", file(counts=(0, 2**63))),
        bad("name-long", "a name of 2^62 bytes", "it is not there",
            b"GGUF" + struct.pack("<IQQQ", 3, 1, 0, 2**62) + b"a"),
        bad("list-long", "a list of 2^61 numbers of 8 bytes", "it is not there",
            file([], [key("l", 9, struct.pack("<IQ", 10, 2**61))])),
        bad("list-of-lists", "a list of lists", "nesting has no bound",
            file([], [key("l", 9, struct.pack("<IQIQ", 9, 1, 0, 0))])),
        bad("type-of-value", "a value of type 13", "there is none", file([], [key("x", 13, b"")])),
        bad("bool", "a truth value of 2", "it is neither", file([], [key("x", 7, b"\2")])),
        bad("key-twice", "a key twice", "two values",
            file([tensor()], [key("s", 8, text("x")), key("s", 8, text("y"))], ONES)),
        bad("tensor-twice", "a tensor's name twice", "two tensors under one name",
            file([tensor(), tensor(offset=32)], [], padded + ONES)),
        bad("name-latin1", "a name that is not UTF-8", "nobody knows its characters",
            file([tensor(b"\xe4")], [], ONES)),
        bad("axes", "2^32 - 1 axes", "ggml has four", file([tensor(axes=2**32 - 1)], [], ONES)),
        bad("zero", "an axis of 0", "ggml has none", file([tensor(extents=(0,))])),
        bad("overflow", "2^62 x 4 elements", "no size", file([tensor(extents=(2**62, 4))], [], ONES)),
        bad("overlap", "two tensors at one place", "each byte belongs to one",
            file([tensor(), tensor("b")], [], ONES)),
        bad("offset", "an offset of 2^63", "it is not there", file([tensor(offset=2**63)], [], ONES)),
        bad("misaligned", "an offset of 4", "tensors are aligned", file([tensor(offset=4)], [], bytes(4) + ONES)),
        bad("alignment-zero", "an alignment of 0", "no alignment",
            file([tensor()], [key("general.alignment", 4, bytes(4))], ONES)),
        bad("alignment-odd", "an alignment of 33", "no power of two",
            file([tensor()], [key("general.alignment", 4, struct.pack("<I", 33))], ONES)),
        bad("type", "a type of elements that does not exist", "their size is unknown",
            file([tensor(kind=77)], [], ONES)),
        bad("type-q4", "elements of four bits", "a type that this reader does not know",
            file([tensor(extents=(32,), kind=2)], [], bytes(18)), limit=True),
        bad("block", "a row of 31 elements in blocks of 32", "no whole block",
            file([tensor(extents=(31,), kind=8)], [], bytes(34))),
    ]  # fmt: skip
