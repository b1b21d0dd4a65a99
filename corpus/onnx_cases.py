"""ONNX files (https://onnx.ai): messages of Protocol Buffers, here written field by field.

What a strict reader wants: each field that stands once once, in the type that the schema gives it and
within its message; values with one origin that stands before whatever reads them; tensors whose
shape, type and bytes agree.
"""

import struct
from collections.abc import Callable

from cases import Case

REFERENCE = "onnx 1.23.2"
FLOATS = struct.pack("<2f", 1, -2)

# MARK: - The wire format


def varint(number: int) -> bytes:
    number &= 2**64 - 1
    result = bytearray()
    while number >= 0x80:
        result.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(result) + bytes([number])


def integer(field: int, number: int) -> bytes:
    return varint(field << 3) + varint(number)


def data(field: int, content: bytes | str) -> bytes:
    content = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(content)) + content


def real(field: int, number: float) -> bytes:
    return varint(field << 3 | 5) + struct.pack("<f", number)


# MARK: - Messages


def node(name: str, inputs: list[str], outputs: list[str], more: bytes = b"", op="Relu") -> bytes:
    names = b"".join(data(1, n) for n in inputs) + b"".join(data(2, n) for n in outputs)
    return names + data(3, name) + data(4, op) + more


def value(name: str, shape: bytes | None = None) -> bytes:
    kind = integer(1, 1) + data(2, data(1, integer(1, 2)) if shape is None else shape)
    return data(1, name) + data(2, data(1, kind))


def tensor(name: str = "w", dims: list[int] | None = None, kind: int = 1, content: bytes | None = None) -> bytes:
    head = b"".join(integer(1, extent) for extent in ([2] if dims is None else dims))
    return head + integer(2, kind) + data(8, name) + (data(9, FLOATS) if content is None else content)


def graph(nodes: list[bytes] | None = None, weights: list[bytes] | None = None, more: bytes = b"") -> bytes:
    nodes = [node("act", ["x"], ["y"])] if nodes is None else nodes
    weights = [tensor()] if weights is None else weights
    return (
        b"".join(data(1, n) for n in nodes) + data(2, "g") + b"".join(data(5, w) for w in weights)
        + data(11, value("x")) + data(12, value("y")) + more
    )  # fmt: skip


OPSET = data(8, data(1, "") + integer(2, 13))


def model(body: bytes | None = None, more: bytes = b"", head: bytes | None = None, opset: bytes = OPSET) -> bytes:
    head = integer(1, 8) if head is None else head
    return head + data(7, graph() if body is None else body) + opset + more


def attribute(content: bytes, kind: int | None = None) -> bytes:
    body = data(1, "a") + content + (b"" if kind is None else integer(20, kind))
    return model(graph([node("act", ["x"], ["y"], data(5, body))]))


def weight(*arguments, **more) -> bytes:
    return model(graph(weights=[tensor(*arguments, **more)]))


def external(location: str, more: bytes = b"") -> bytes:
    entry = data(13, data(1, "location") + data(2, location))
    return weight(content=entry + more + integer(14, 1))


READ = {"operators": ["Relu"], "tensors": {"w": {"type": "float", "shape": [2]}}}

# MARK: - Cases


def accepted() -> list[Case]:
    def case(name, what, why, make, reads=READ, **more):
        return Case(f"onnx-{name}", "onnx", True, what, why, make, reads, **more)

    def typed(name: str, kind: int, content: bytes, spelled: str):
        reads = {"operators": ["Relu"], "tensors": {"w": {"type": spelled, "shape": [2]}}}
        return case(f"typed-{name}", f"elements in {name}", "the field of their type", weight(kind=kind, content=content), reads)

    return [
        case("plain", "one node and one initializer", "a sound file", model()),
        case("unknown-field", "a field of number 1000", "unknown fields are passed over", model(more=data(1000, "new"))),
        case("graph-first", "the version after the graph", "fields come in any order",
             integer(1, 8) + OPSET + data(7, graph())),
        case("initializer-as-input", "an initializer that is an input too", "as before version 4 of the format",
             model(graph(more=data(11, value("w"))), head=integer(1, 3))),
        case("padded-varint", "a length in more bytes than needed", "varints may be padded",
             model(opset=bytes([8 << 3 | 2, len(OPSET) - 2 | 0x80, 0]) + OPSET[2:])),
        typed("packed-floats", 1, data(4, FLOATS), "float"),
        typed("unpacked-floats", 1, real(4, 1) + real(4, -2), "float"),
        typed("packed-int64", 7, data(7, varint(-1) + varint(5)), "int64"),
        typed("int32-of-int8", 3, data(5, varint(-128) + varint(127)), "int8"),
        case("empty-tensor", "a tensor of shape [0]", "no elements need no data", weight(dims=[0], content=b""),
             {"operators": ["Relu"], "tensors": {"w": {"type": "float", "shape": [0]}}}),
        case("unused-function", "a function that no node calls", "it changes nothing", model(more=data(25, data(1, "F") + data(10, "d")))),
    ]  # fmt: skip


def refused() -> list[Case]:
    def case(name, what, why, make: bytes | Callable[[], bytes], **more):
        return Case(f"onnx-{name}", "onnx", False, what, why, make, **more)

    def laxer(name, what, why, make, how="accepts it", **more):
        return case(name, what, why, make, differs={REFERENCE: how}, **more)

    relu = node("act", ["x"], ["y"])
    return [
        # The wire format.
        case("cut", "the last byte is missing", "a length reaches beyond the file", model()[:-1]),
        case("group", "a group of number 7", "ONNX has no groups", model(more=bytes([7 << 3 | 3]))),
        case("field-zero", "a field of number 0", "numbers start at 1", model(more=b"\0\0")),
        case("wire-type-7", "a wire type of 7", "there is none", model(more=bytes([16 << 3 & 0xFF | 7, 1]))),
        case("long-varint", "a varint of eleven bytes", "64 bits need ten", integer(1, 8) + b"\x28" + b"\xff" * 10 + b"\x01"),
        case("length-2-63", "a length of 2^63 - 1", "the file ends before", integer(1, 8) + varint(7 << 3 | 2) + varint(2**63 - 1)),
        case("graph-of-varint", "a number where a message belongs", "the schema says bytes", integer(1, 8) + integer(7, 5) + OPSET),
        # The model.
        case("no-graph", "no graph", "a model computes something", integer(1, 8) + data(2, "p") + OPSET),
        case("no-opset", "no opset_import in version 8", "the operators' version is unknown", model(opset=b"")),
        case("two-graphs", "two graphs", "merged by some, the last taken by others", model(more=data(7, graph()))),
        laxer("two-versions", "ir_version twice", "readers take the first or the last", model(more=integer(1, 7))),
        laxer("opset-twice", "opset 13 and opset 7 of one domain", "readers take the first or the last", model(more=data(8, integer(2, 7)))),
        case("metadata-twice", "a key of the metadata twice", "readers take the first or the last",
              model(more=2 * data(14, data(1, "k") + data(2, "v")))),
        # The graph.
        case("cycle", "two nodes that read each other", "nothing can be computed first",
             model(graph([node("a", ["v"], ["y"]), node("b", ["y"], ["v"])]))),
        case("self", "a node that reads its own output", "nothing can be computed first", model(graph([node("a", ["y"], ["y"])]))),
        case("undefined", "a node that reads what nothing makes", "there is no such value", model(graph([node("a", ["q"], ["y"])]))),
        case("two-origins", "two nodes that make one value", "readers take the first or the last", model(graph([relu, node("b", ["x"], ["y"])]))),
        case("initializer-made", "a node that makes an initializer", "a constant has one value",
             model(graph([relu, node("b", ["x"], ["w"])]))),
        case("initializer-twice", "two initializers of one name", "readers take the first or the last", model(graph(weights=[tensor(), tensor()]))),
        case("output-unmade", "an output that nothing makes", "there is no such value", model(graph(more=data(12, value("q"))))),
        laxer("bad-utf8-name", "a node's name that is not UTF-8", "texts are UTF-8", model(graph([data(1, "x") + data(2, "y") + data(3, b"\xff") + data(4, "Relu")]))),
        laxer("function-called", "a node that calls a function of the file", "this reader has no functions",
              model(graph([node("f", ["x"], ["y"], data(7, "d"), op="F")]),
                    more=data(8, data(1, "d") + integer(2, 1)) + data(25, data(1, "F") + data(4, "x") + data(5, "y")
                    + data(7, node("r", ["x"], ["y"])) + data(9, integer(2, 13)) + data(10, "d"))), limit=True),
        # Attributes.
        case("subgraph", "an attribute that is a graph", "this reader has no subgraphs", attribute(data(6, graph()), 5), limit=True),
        case("attribute-two-kinds", "a number and a text in one attribute", "readers take one or the other", attribute(integer(3, 1) + data(4, "s"), 2)),
        case("attribute-wrong-kind", "a text in an attribute of ints", "the type says ints", attribute(data(4, "s"), 7)),
        # Tensors.
        case("overflow", "a shape of 2^32 x 2^32", "the product overflows", weight(dims=[2**32, 2**32])),
        case("overflow-hidden", "a shape of 2^62 x 4 x 0", "the product overflows before the zero", weight(dims=[2**62, 4, 0], content=b"")),
        case("negative-extent", "a shape of [-2]", "extents are 0 or more", weight(dims=[-2])),
        case("bytes-missing", "three elements and the bytes of two", "the shape wants 12 bytes", weight(dims=[3])),
        case("bytes-over", "one element and the bytes of two", "the shape wants 4 bytes", weight(dims=[1])),
        case("no-data", "two elements and no data", "the shape wants 8 bytes", weight(content=b"")),
        case("raw-and-typed", "elements as raw bytes and as floats", "readers take one or the other", weight(content=data(9, FLOATS) + data(4, FLOATS))),
        case("wrong-field", "floats in int64_data", "the type says float_data", weight(content=integer(7, 1) + integer(7, 2))),
        case("packed-cut", "packed floats of seven bytes", "the last is cut", weight(content=data(4, FLOATS[:-1]))),
        case("type-99", "a data_type of 99", "there is none", weight(kind=99)),
        case("segment", "a segment of a tensor", "the rest is elsewhere", weight(content=data(3, integer(2, 2)) + data(9, FLOATS))),
        case("sparse", "a sparse initializer", "this reader has none",
             model(graph(more=data(15, data(1, tensor("s", [1], content=data(9, FLOATS[:4]))) + data(2, tensor("i", [1], 7, data(7, b"\0"))) + integer(3, 4)))), limit=True),
        # Files beside the model.
        case("external-missing", "elements in a file that is not there", "the file belongs beside the model", external("not-there.bin")),
        case("external-parent", "elements in ../x", "a model leads to no other folder", external("../x")),
        case("external-absolute", "elements in /etc/hostname", "a model leads to no other folder", external("/etc/hostname")),
        case("external-folder", "elements in the folder itself", "a folder has none", external(".")),
        case("external-and-raw", "elements here and in another file", "readers take one or the other", external("x", data(9, FLOATS))),
    ]  # fmt: skip


def large() -> list[Case]:
    def many_nodes() -> bytes:
        empty = data(1, data(4, "A"))
        return model(graph(more=empty * 1_100_000))

    return [
        Case("onnx-many-nodes", "onnx", False, "1,100,000 nodes", "memory", many_nodes, limit=True, large=True),
    ]  # fmt: skip


def cases() -> list[Case]:
    return accepted() + refused() + large()
