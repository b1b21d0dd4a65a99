"""Files of gzip and IDX, read with Python's gzip and with NumPy."""

import gzip
import struct
import zlib

import numpy as np

from damage import damaged

TYPES = {8: ("uint8", "u1"), 9: ("int8", "i1"), 11: ("int16", ">i2"), 12: ("int32", ">i4"),
         13: ("float32", ">f4"), 14: ("float64", ">f8")}

# What this package refuses and Python's gzip reads.
REFUSED_ALTHOUGH_READ = {
    "flags that RFC 1952 reserves have to be 0": r"unsupported gzip flags",
    "the CRC-16 of a gzip header is checked": r"gzip header.* is damaged: its CRC-16",
    "zeros between gzip members, not only after the last": r"follows? the last gzip member",
    "extents whose product overflows, one of which is 0": r"size overflows",
    "1,024 members without content are the most": r"too many gzip members without content",
}
READ_ALTHOUGH_REFUSED = {}


def laxity(data):
    return None


class Refused(Exception):
    pass


def make(pick):
    code = pick.choice(list(TYPES)) if pick.random() < 0.95 else pick.randrange(256)
    rank = pick.choice([1, 1, 2, 3, 3, 4, 8, 9, 0])
    extents = [pick.choice([0, 1, 2, 3, 5]) if rank > 3 else pick.randrange(9) for _ in range(rank)]
    size = int(np.prod(extents, dtype=np.int64)) * np.dtype(TYPES.get(code, TYPES[8])[1]).itemsize
    size += pick.choice([0] * 12 + [-1, 1, 7])
    content = struct.pack(">HBB", pick.choice([0] * 20 + [1]), code, rank)
    content += b"".join(struct.pack(">I", extent) for extent in extents)
    content += pick.choice([pick.randbytes, bytes])(max(size, 0))
    return damaged(pick, compressed(pick, content) if pick.random() < 0.8 else content)


def compressed(pick, content):
    places = sorted(pick.randrange(len(content) + 1) for _ in range(pick.choice([0, 0, 0, 1, 2, 5])))
    pieces = [content[a:b] for a, b in zip([0] + places, places + [len(content)])]
    data = b"".join(member(pick, piece) for piece in pieces)
    if pick.random() < 0.02:
        data += member(pick, b"") * pick.choice([1023, 1024, 1025])
    return data + pick.choice([b""] * 8 + [bytes(pick.randrange(600)), b"\0\0x", b"trailing"])


def member(pick, content):
    flags = pick.choice([0, 0, pick.randrange(32), pick.randrange(256)])
    header = bytes([0x1F, 0x8B, 8, flags]) + pick.randbytes(6)
    if flags & 4:
        extra = pick.randbytes(pick.randrange(20))
        header += struct.pack("<H", len(extra)) + extra
    for flag in (8, 16):
        if flags & flag:
            header += bytes(pick.randrange(1, 256) for _ in range(pick.randrange(20))) + b"\0"
    if flags & 2:
        header += struct.pack("<H", zlib.crc32(header) & 0xFFFF)
    deflate = zlib.compressobj(pick.randrange(10), zlib.DEFLATED, -15, 8, pick.randrange(5))
    body = deflate.compress(content) + deflate.flush()
    return header + body + struct.pack("<II", zlib.crc32(content), len(content))


def reference(data):
    try:
        content = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except (OSError, EOFError, zlib.error, struct.error) as error:
        raise Refused(f"gzip: {error}") from error
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in TYPES or not 1 <= content[3] <= 8:
        raise Refused("IDX: magic number")
    name, form = TYPES[content[2]]
    start = 4 + 4 * content[3]
    if len(content) < start:
        raise Refused("IDX: dimensions are missing")
    extents = np.frombuffer(content[4:start], ">u4").astype(object)
    body = content[start:]
    if extents.prod() * np.dtype(form).itemsize != len(body):
        raise Refused("IDX: size")
    return f"{name} {','.join(map(str, extents))}\n".encode() + np.frombuffer(body, form).tobytes()


def compare(ours, expected):
    return None if ours == expected else f"{ours[:60]} is not {expected[:60]}"
