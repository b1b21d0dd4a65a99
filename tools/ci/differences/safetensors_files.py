"""Files of safetensors, read with the reference library."""

import json
import struct

import safetensors

from damage import damaged

BITS = {"BOOL": 8, "U8": 8, "I8": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32,
        "F64": 64, "I64": 64, "U64": 64, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8, "F4": 4, "F6_E2M3": 6,
        "F6_E3M2": 6, "C64": 64}
NAMES = ["a", "b", "W1", "b1", "fc.weight", "é", "e\u0301", "", "\n", "\u2028", "🙂", "__metadata__", "a.b", "\"", "\\"]

# What this package refuses and the reference reads: Safetensors.docc/StrictReading.md says why.
REFUSED_ALTHOUGH_READ = {
    "white space before the object": r"wrong header at byte 8: expected `\{`",
    "line breaks or tabs after the object": r"expected only spaces after the object",
    "a name twice": r"is declared twice|expected each key once",
    "other keys in a tensor": r"expected a value for dtype, shape or data_offsets",
    "a tensor that is an array": r"wrong JSON of tensor .*expected an object, found an array",
    "metadata that are null": r"wrong metadata .*expected an object, found a word like null",
}
READ_ALTHOUGH_REFUSED = {}


def laxity(data):
    """Says why the reference reads what should be refused for other reasons than a pattern tells."""
    length = struct.unpack("<Q", data[:8])[0]
    names = []
    json.loads(data[8 : 8 + length], object_pairs_hook=lambda pairs: names.append([name for name, _ in pairs]))
    if any(len(set(group)) < len(group) for group in names):
        return "a name twice, of which the reference looks at the last alone"
    return None


class Refused(Exception):
    pass


def make(pick):
    members, offset, data = [], 0, b""
    for _ in range(pick.choice([0, 1, 1, 2, 3, 6])):
        dtype = pick.choice(list(BITS)) if pick.random() < 0.97 else pick.choice(["F33", "f32", "", "F6"])
        shape = [pick.choice([0, 1, 2, 3, 4]) for _ in range(pick.randrange(4))]
        count = 1
        for extent in shape:
            count *= extent
        size = count * BITS.get(dtype, 32) // 8 + pick.choice([0] * 60 + [1, -1])
        begin, offset = offset + pick.choice([0] * 80 + [1, -1]), offset + max(size, 0)
        data += pick.randbytes(max(size, 0))
        entry = [("dtype", text(pick, dtype)), ("shape", numbers(pick, shape)), ("data_offsets", numbers(pick, [begin, offset]))]
        pick.shuffle(entry)
        if pick.random() < 0.02:
            entry.append(pick.choice([("extra", "1"), entry[0], ("dtype", '"F32"')]))
        if pick.random() < 0.02:
            entry.pop()
        members.append((pick.choice(NAMES) + pick.choice(["", "", str(len(members))]), joined(pick, entry)))
    if pick.random() < 0.4:
        pairs = [(pick.choice(NAMES), text(pick, pick.choice(NAMES))) for _ in range(pick.randrange(4))]
        members.insert(0, ("__metadata__", joined(pick, pairs) if pick.random() < 0.95 else pick.choice(["null", "{\"a\":1}", "[]"])))
    if pick.random() < 0.3:
        pick.shuffle(members)
    header = joined(pick, members).encode("utf-8", "surrogatepass")
    header += b" " * pick.choice([0, -len(header) % 8, 1, 9]) + pick.choice([b""] * 30 + [b"\n", b"\0", b"x"])
    data += pick.choice([b""] * 30 + [b"x", bytes(8)])
    return damaged(pick, struct.pack("<Q", len(header)) + header + data)


def joined(pick, members):
    space = pick.choice([""] * 6 + [" ", "\n\t", "\r"])
    return "{" + ",".join(f"{space}{text(pick, key)}{space}:{space}{value}{space}" for key, value in members) + "}"


def numbers(pick, values):
    def number(value):
        return pick.choice([str(value)] * 400 + [f"{value}.0", f"{value}e0", f"-{value}", f"0{value}", f'"{value}"', "null"])

    return "[" + ",".join(map(number, values)) + pick.choice([""] * 200 + [",", ",1"]) + "]"


def text(pick, value):
    return json.dumps(value, ensure_ascii=pick.random() < 0.5)


def reference(data):
    try:
        tensors = safetensors.deserialize(data)
    except Exception as error:
        raise Refused(f"{type(error).__name__}: {error}") from error
    length = struct.unpack("<Q", data[:8])[0]
    metadata = json.loads(data[8 : 8 + length]).get("__metadata__") or {}
    content = b""

    def append(value):
        nonlocal content
        value = value.encode()
        content += f"{len(value)} ".encode() + value + b"\n"

    for key in sorted(metadata, key=str.encode):
        append(key)
        append(metadata[key])
    for name, tensor in sorted(tensors, key=lambda pair: pair[0].encode()):
        append(name)
        append(f"{tensor['dtype']} {','.join(map(str, tensor['shape']))}")
        content += bytes(tensor["data"])
    return content


def compare(ours, expected):
    return None if ours == expected else f"{ours[:80]} is not {expected[:80]}"
