"""gzip files (RFC 1952) with IDX inside.

Streams are written bit by bit, so that they are the same wherever the corpus is made; zlib is asked
only for those that have to be dense.
"""

import functools
import struct
import zlib

from cases import Case
from idx_cases import HIGHEST, IMAGES, IMAGES_READ, header, sound

FTEXT, FHCRC, FEXTRA, FNAME, FCOMMENT = 1, 2, 4, 8, 16


# MARK: - Deflate


class Bits:
    """Bits in deflate's order: numbers from their lowest bit, Huffman codes from their highest."""

    def __init__(self) -> None:
        self.bits: list[int] = []

    def number(self, value: int, count: int) -> "Bits":
        self.bits += [value >> i & 1 for i in range(count)]
        return self

    def code(self, value: int, count: int) -> "Bits":
        self.bits += [value >> i & 1 for i in reversed(range(count))]
        return self

    def literal(self, byte: int) -> "Bits":
        """A byte in the fixed code."""
        return self.code(0x30 + byte, 8) if byte < 144 else self.code(0x190 + byte - 144, 9)

    def length(self, symbol: int) -> "Bits":
        """A symbol from 256 (end of block) on in the fixed code."""
        return self.code(symbol - 256, 7) if symbol < 280 else self.code(0xC0 + symbol - 280, 8)

    def bytes(self, fill: int = 0) -> bytes:
        padded = self.bits + [fill] * (-len(self.bits) % 8)
        return bytes(
            sum(bit << i for i, bit in enumerate(padded[start : start + 8]))
            for start in range(0, len(padded), 8)
        )


def stored(data: bytes, final: bool = True) -> bytes:
    return bytes([final]) + struct.pack("<HH", len(data), len(data) ^ 0xFFFF) + data


def fixed(data: bytes, final: bool = True) -> Bits:
    bits = Bits().number(final, 1).number(1, 2)
    for byte in data:
        bits.literal(byte)
    return bits.length(256)


def code_lengths(lengths: list[int], literals: int, distances: int, order_count: int = 19) -> Bits:
    """The beginning of a dynamic block, with these lengths of the codes for code lengths."""
    bits = Bits().number(1, 1).number(2, 2)
    bits.number(literals - 257, 5).number(distances - 1, 5).number(order_count - 4, 4)
    order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    for symbol in order[:order_count]:
        bits.number(lengths[symbol], 3)
    return bits


@functools.cache
def dense(data: bytes, zeros: int) -> bytes:
    """`data` and zero bytes, as dense as zlib can."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    parts = [compressor.compress(data)]
    for start in range(0, zeros, 1 << 20):
        parts.append(compressor.compress(bytes(min(1 << 20, zeros - start))))
    return b"".join(parts) + compressor.flush()


# MARK: - Members


def trailer(content: bytes) -> bytes:
    return struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)


def head(flags: int = 0, fields: bytes = b"", method: int = 8, rest: bytes = b"\0\0\0\0\0\xff") -> bytes:
    return bytes([0x1F, 0x8B, method, flags]) + rest + fields


def member(content: bytes, stream: bytes | None = None, front: bytes | None = None) -> bytes:
    front = head() if front is None else front
    return front + (stored(content) if stream is None else stream) + trailer(content)


def with_header_checksum(front: bytes) -> bytes:
    return front + struct.pack("<H", zlib.crc32(front) & 0xFFFF)


GZIP = member(IMAGES)
EMPTY = member(b"")


# MARK: - Cases


def accepted() -> list[Case]:
    def case(name, what, why, make, reads=IMAGES_READ, **more):
        return Case(f"gzip-{name}", "gzip", True, what, why, make, reads, **more)

    name, comment, extra = b"t10k.idx\0", b"from a tape\0", b"\4\0AB\0\0"
    halves = stored(IMAGES[:20], False) + stored(IMAGES[20:])
    flushed = stored(IMAGES[:20], False) + stored(b"", False) * 3 + stored(IMAGES[20:])
    run, run_read = sound([300], values=[7] * 300)
    # A literal, then a match of 258 at distance 1, then one of 41.
    matches = Bits().number(1, 1).number(1, 2)
    for byte in run[:9]:
        matches.literal(byte)
    matches.length(285).code(0, 5).length(273).number(41 - 35, 3).code(0, 5).length(256)
    everything = FTEXT | FHCRC | FEXTRA | FNAME | FCOMMENT
    result = [
        case("stored", "one stored block", "sound", GZIP),
        case("fixed", "the fixed Huffman code", "sound", member(IMAGES, fixed(IMAGES).bytes())),
        case("matches", "a match that overlaps itself", "sound", member(run, matches.bytes()), run_read),
        case(
            "dynamic",
            "dynamic Huffman codes, as zlib makes them",
            "sound",
            lambda: member(header([60000]) + bytes(60000), dense(header([60000]), 60000)),
            {"type": "uint8", "dimensions": [60000]},
        ),
        case("two-blocks", "two stored blocks", "sound", member(IMAGES, halves)),
        case("flushed", "empty blocks in between, as flushing leaves them", "sound", member(IMAGES, flushed)),
        case(
            "bits-after-end",
            "the bits behind the end mark are ones",
            "they mean nothing",
            member(IMAGES, fixed(IMAGES).bytes(fill=1)),
        ),
        case("name", "a file name", "a field to skip", member(IMAGES, front=head(FNAME, name))),
        case(
            "name-long",
            "a file name of a million bytes",
            "skipped in constant memory",
            lambda: member(IMAGES, front=head(FNAME, b"n" * 1_000_000 + b"\0")),
        ),
        case(
            "name-path",
            "a file name that climbs out of its folder",
            "the name is not used",
            member(IMAGES, front=head(FNAME, b"../../etc/passwd\0")),
        ),
        case("comment", "a comment", "a field to skip", member(IMAGES, front=head(FCOMMENT, comment))),
        case("extra", "an extra field", "a field to skip", member(IMAGES, front=head(FEXTRA, extra))),
        case(
            "extra-empty",
            "an extra field of no bytes",
            "a field to skip",
            member(IMAGES, front=head(FEXTRA, b"\0\0")),
        ),
        case(
            "extra-longest",
            "an extra field of 65,535 bytes",
            "a field to skip",
            lambda: member(IMAGES, front=head(FEXTRA, b"\xff\xff" + bytes(65535))),
        ),
        case(
            "header-checksum",
            "a CRC-16 of the header",
            "right",
            member(IMAGES, front=with_header_checksum(head(FHCRC))),
        ),
        case(
            "all-fields",
            "every optional field",
            "fields to skip",
            member(IMAGES, front=with_header_checksum(head(everything, extra + name + comment))),
        ),
        case(
            "odd-values",
            "strange time, extra flags and system",
            "they mean nothing to the content",
            member(IMAGES, front=head(rest=b"\xff\xff\xff\xff\x55\x7f")),
        ),
        case(
            "two-members",
            "two members",
            "members make one content",
            member(IMAGES[:30]) + member(IMAGES[30:]),
        ),
        case(
            "members-in-header",
            "two members, cut within the IDX header",
            "members make one content",
            member(IMAGES[:7]) + member(IMAGES[7:]),
        ),
        case(
            "member-per-byte",
            "a member for each byte",
            "members make one content",
            b"".join(member(bytes([byte])) for byte in IMAGES),
        ),
        case("empty-member-first", "an empty member in front", "members make one content", EMPTY + GZIP),
        case(
            "empty-member-last",
            "an empty member behind, as bgzip writes it",
            "members make one content",
            GZIP + EMPTY,
        ),
        case("empty-members", "a thousand empty members", "members make one content", EMPTY * 1000 + GZIP),
        case(
            "no-items",
            "no images of 28 x 28",
            "an empty array is an array",
            member(header([0, 28, 28])),
            {"type": "uint8", "dimensions": [0, 28, 28], "elements": ""},
        ),
        case("no-suffix", "a name without .gz", "the content tells, not the name", GZIP, suffix=""),
    ]
    for count in [1, 512, 100_000]:
        result.append(
            case(
                f"padding-{count}",
                f"{count} zero bytes behind the last member",
                "padding of tapes and blocks",
                GZIP + bytes(count),
            )
        )
    return result


def damaged() -> list[Case]:
    def case(name, what, why, make, **more):
        return Case(f"gzip-{name}", "gzip", False, what, why, make, **more)

    def stream(name, what, why, bits):
        data = bits.bytes() if isinstance(bits, Bits) else bits
        return case(f"deflate-{name}", what, why, head() + data + trailer(IMAGES))

    result = []
    for count in [2, 3, 4, 9, 10]:
        result.append(
            case(
                f"header-cut-{count}",
                f"ends after {count} bytes",
                "the header takes 10, data follows",
                GZIP[:count],
            )
        )
    for count in [11, 15, 16, 40, len(GZIP) - 9]:
        result.append(
            case(f"data-cut-{count}", f"ends after {count} bytes", "the data goes on", GZIP[:count])
        )
    for count in [0, 1, 4, 7]:
        result.append(
            case(
                f"trailer-cut-{count}",
                f"{count} bytes of trailer",
                "the trailer takes 8",
                GZIP[: len(GZIP) - 8 + count],
            )
        )
    result += [
        case(
            "extra-cut",
            "ends in an extra field",
            "the field is longer",
            head(FEXTRA, b"\xff\xff") + bytes(100),
        ),
        case(
            "name-endless", "a name without its zero byte", "the header never ends", head(FNAME, b"n" * 5000)
        ),
        case(
            "header-checksum-cut",
            "ends in the header's CRC-16",
            "it takes 2 bytes",
            with_header_checksum(head(FHCRC))[:-1],
        ),
        case(
            "header-checksum-wrong",
            "a wrong CRC-16 of the header",
            "the header is damaged",
            member(IMAGES, front=head(FHCRC, b"\x12\x34")),
            differs={"python": "does not compare the CRC-16 of a header"},
        ),
        case(
            "checksum-wrong",
            "one bit of the CRC-32 flipped",
            "the content is not what was packed",
            GZIP[:-8] + bytes([GZIP[-8] ^ 1]) + GZIP[-7:],
        ),
        case(
            "checksum-zero", "a CRC-32 of 0", "0 is no way to leave it out", GZIP[:-8] + bytes(4) + GZIP[-4:]
        ),
        case(
            "checksum-reversed",
            "the CRC-32 in big-endian",
            "it is little-endian",
            GZIP[:-8] + GZIP[-8:-4][::-1] + GZIP[-4:],
        ),
        case(
            "length-wrong",
            "one bit of the length flipped",
            "the content is not what was packed",
            GZIP[:-4] + bytes([GZIP[-4] ^ 1]) + GZIP[-3:],
        ),
        case("length-zero", "a length of 0", "0 is no way to leave it out", GZIP[:-4] + bytes(4)),
        case(
            "element-flipped",
            "one element changed",
            "the CRC-32 tells",
            GZIP[:-10] + bytes([GZIP[-10] ^ 1]) + GZIP[-9:],
        ),
    ]
    for method in [0, 7, 9, 255]:
        result.append(
            case(
                f"method-{method}",
                f"compression method {method}",
                "only 8, deflate, is defined",
                member(IMAGES, front=head(method=method)),
            )
        )
    for flag in [0x20, 0x40, 0x80]:
        result.append(
            case(
                f"flag-{flag:02x}",
                f"reserved flag 0x{flag:02X}",
                "what it adds to the header is unknown",
                member(IMAGES, front=head(flag)),
                differs={"python": "ignores flags it does not know"},
            )
        )
    for name, tail in [
        ("byte", b"x"),
        ("newline", b"\n"),
        ("one-magic-byte", b"\x1f"),
        ("plain", IMAGES),
        ("zeros-then-byte", bytes(100) + b"x"),
        ("zeros-then-member", bytes(100) + GZIP),
    ]:
        result.append(
            case(
                f"trailing-{name}",
                f"{len(tail)} bytes that are no member behind the last one",
                "only members or zeros may follow",
                GZIP + tail,
            )
        )
    second = member(IMAGES[30:])
    first = member(IMAGES[:30])
    result += [
        case("second-header-cut", "a second member of two bytes", "it has no header", GZIP + b"\x1f\x8b"),
        case("second-cut", "the second of two members is cut", "its data goes on", first + second[:-12]),
        case(
            "second-trailer-cut",
            "the second of two members lacks its trailer",
            "its content is unchecked",
            first + second[:-8],
        ),
        case(
            "second-checksum",
            "the second of two members has a wrong CRC-32",
            "its content is damaged",
            first + second[:-8] + bytes(4) + second[-4:],
        ),
        case("second-missing", "the second of two members is missing", "the content is too short", first),
        case(
            "second-superfluous",
            "a second member with more content",
            "the content is too long",
            GZIP + member(b"\0"),
        ),
        case(
            "empty-members-1025",
            "1,025 empty members",
            "work without content has to end",
            EMPTY * 1025 + GZIP,
            limit=True,
        ),
        case(
            "empty-members-million",
            "a million empty members",
            "work without content has to end",
            lambda: EMPTY * 1_000_000,
            limit=True,
            large=True,
        ),
    ]
    # Deflate that breaks its rules. All are checked before anything is copied.
    reserved = Bits().number(1, 1).number(3, 2)
    lengths_19 = [0] * 19
    complete = dict(enumerate([0] * 19)) | {0: 1, 18: 1}
    result += [
        stream("block-type-3", "a block of type 3", "the type is reserved", reserved),
        stream(
            "stored-length",
            "a stored block whose length and complement differ",
            "they guard each other",
            stored(IMAGES)[:3] + b"\0\0" + stored(IMAGES)[5:],
        ),
        stream(
            "stored-cut",
            "a stored block longer than the file",
            "the data goes on",
            bytes([1]) + struct.pack("<HH", 65535, 0) + IMAGES,
        ),
        stream(
            "no-final-block",
            "no block is marked as the last one",
            "the data goes on",
            stored(IMAGES, final=False),
        ),
        stream(
            "distance-too-far",
            "a match that begins before the content",
            "there is nothing to copy",
            Bits().number(1, 1).number(1, 2).literal(0).length(257).code(1, 5).length(256),
        ),
        stream(
            "distance-first",
            "a match as the first symbol",
            "there is nothing to copy",
            Bits().number(1, 1).number(1, 2).length(257).code(0, 5).length(256),
        ),
        stream(
            "distance-30",
            "distance symbol 30 of the fixed code",
            "it stands for nothing",
            Bits().number(1, 1).number(1, 2).literal(0).length(257).code(30, 5).length(256),
        ),
        stream(
            "length-286",
            "length symbol 286 of the fixed code",
            "it stands for nothing",
            Bits().number(1, 1).number(1, 2).literal(0).length(286).code(0, 5).length(256),
        ),
        stream(
            "literals-287",
            "287 literal and length codes",
            "there are at most 286",
            code_lengths([complete[i] for i in range(19)], 287, 1),
        ),
        stream(
            "distances-31",
            "31 distance codes",
            "there are at most 30",
            code_lengths([complete[i] for i in range(19)], 257, 31),
        ),
        stream(
            "codes-none",
            "no code lengths at all",
            "nothing could be read",
            code_lengths(lengths_19, 257, 1).number(0, 400),
        ),
        stream(
            "codes-oversubscribed",
            "three codes of one bit",
            "there are two",
            code_lengths([1, 1, 1] + [0] * 16, 257, 1),
        ),
        stream(
            "codes-incomplete",
            "one code of two bits",
            "the others stand for nothing",
            code_lengths([2] + [0] * 18, 257, 1),
        ),
        stream(
            "repeat-first",
            "a repetition before any length",
            "there is nothing to repeat",
            code_lengths([1] + [0] * 15 + [1, 0, 0], 257, 1).code(1, 1).number(0, 2),
        ),
        stream(
            "no-end-mark",
            "a dynamic code without an end mark",
            "the block could not end",
            code_lengths([complete[i] for i in range(19)], 257, 1)
            .code(1, 1)
            .number(127, 7)
            .code(1, 1)
            .number(109, 7),
        ),
        stream(
            "zlib-inside",
            "a zlib stream in a gzip frame",
            "expected bare deflate",
            b"\x78\x01" + stored(IMAGES) + struct.pack(">I", zlib.adler32(IMAGES)),
        ),
    ]
    result += [
        case("twice", "gzip in gzip", "the content is no IDX file", member(GZIP)),
        case(
            "bare-zlib",
            "a zlib stream without gzip",
            "another frame",
            b"\x78\x01" + stored(IMAGES) + struct.pack(">I", zlib.adler32(IMAGES)),
        ),
        case("bare-deflate", "deflate without any frame", "nothing tells or guards it", stored(IMAGES)),
        case("magic-second-byte", "1F 8C", "no gzip file", b"\x1f\x8c" + GZIP[2:]),
        case("compress", "the magic number of compress", "another format", b"\x1f\x9d\x90" + IMAGES),
        case("content-empty", "no content", "there is no IDX header", EMPTY),
        case("content-text", "a text", "the content is no IDX file", member(b"0,1,2\n")),
        case("content-header-only", "an IDX header alone", "its elements are missing", member(IMAGES[:16])),
        case("content-header-cut", "half an IDX header", "it is cut", member(IMAGES[:9])),
        case("content-short", "one element too few", "the header announces 27", member(IMAGES[:-1])),
        case("content-long", "one element too many", "the header announces 27", member(IMAGES + b"\0")),
        case(
            "count-highest",
            "2^32 - 1 images of 28 x 28",
            "no file of this size holds them; memory must not follow the header",
            member(header([HIGHEST, 28, 28]) + bytes(784)),
        ),
        case(
            "dimensions-highest",
            "all dimensions 2^32 - 1",
            "the product overflows 64 bits",
            member(header([HIGHEST] * 3) + bytes(16)),
        ),
        case(
            "bomb",
            "100 MB of zeros behind 27 elements",
            "nothing may follow; it need not be unpacked to know",
            lambda: head() + dense(IMAGES, 100_000_000) + bytes(8),
        ),
        case(
            "bomb-in-name",
            "10 MB of file name that never ends",
            "skipped in constant memory",
            lambda: head(FNAME, b"n" * 10_000_000),
            large=True,
        ),
        case(
            "bomb-announced",
            "4 GB announced, 10 MB of them there",
            "read in constant memory, then refused",
            lambda: head() + dense(header([4_000_000, 1000]), 10_000_000) + bytes(4_000_000),
            large=True,
        ),
    ]
    return result


def cases() -> list[Case]:
    return accepted() + damaged()
