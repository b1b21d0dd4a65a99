"""NumPy's arrays and archives (NEP 1, numpy.lib.format; PKWARE's APPNOTE for the zip around them).

A strict reader takes nothing that two readers could understand in two ways, and runs no code.
"""

import struct
import zlib

from cases import Case

NUMPY = "numpy 2.4.6"
U32 = 0xFFFFFFFF


# MARK: - Arrays


def npy(header: str | bytes, data: bytes = b"", version=(1, 0), length: int | None = None) -> bytes:
    text = header.encode("latin1") if isinstance(header, str) else header
    text += b"\n"
    size = struct.pack("<H" if version == (1, 0) else "<I", len(text) if length is None else length)
    return b"\x93NUMPY" + bytes(version) + size + text + data


def array(data: bytes = b"\1\2\3\4", descr="|u1", fortran=False, shape: str | None = None) -> bytes:
    shape = f"({len(data)},)" if shape is None else shape
    return npy(f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}", data)


# MARK: - Archives


class Member:
    """A member; what its two headers say can be bent one by one."""

    def __init__(self, name="a.npy", data=None, method=0, flags=0, descriptor=b"", **wrong):
        self.name = name.encode() if isinstance(name, str) else name
        self.data = array() if data is None else data
        self.method, self.flags, self.descriptor = method, flags, descriptor
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(self.data) + packer.flush()
        self.stored = wrong.pop("stored", packed if method == 8 else self.data)
        self.crc = wrong.pop("crc", zlib.crc32(self.data))
        self.size = wrong.pop("size", len(self.data))
        self.packed_size = wrong.pop("packed_size", len(self.stored))
        self.local = wrong.pop("local", {})
        self.offset = wrong.pop("offset", None)
        self.extra = wrong.pop("extra", b"")
        self.comment = wrong.pop("comment", b"")
        assert not wrong, wrong

    def header(self) -> bytes:
        said = {
            "flags": self.flags, "method": self.method, "crc": self.crc,
            "packed_size": self.packed_size, "size": self.size, "name": self.name, "extra": self.extra,
        } | self.local  # fmt: skip
        return (
            struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, said["flags"], said["method"], 0, 33, said["crc"],
                        said["packed_size"], said["size"], len(said["name"]), len(said["extra"]))
            + said["name"] + said["extra"] + self.stored + self.descriptor
        )  # fmt: skip

    def entry(self, offset: int) -> bytes:
        offset = offset if self.offset is None else self.offset
        return (
            struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, self.flags, self.method, 0, 33, self.crc,
                        self.packed_size, self.size, len(self.name), len(self.extra), len(self.comment),
                        0, 0, 0, offset)
            + self.name + self.extra + self.comment
        )  # fmt: skip


def archive(*members: Member, before=b"", between=b"", after=b"", comment=b"", **wrong) -> bytes:
    body, directory = before, b""
    for member in members:
        directory += member.entry(len(body))
        body += member.header() + between
    end = {
        "disk": 0, "start_disk": 0, "count": len(members), "total": len(members), "size": len(directory),
        "offset": len(body),
    } | wrong  # fmt: skip
    return (
        body + directory
        + struct.pack("<IHHHHIIH", 0x06054B50, *end.values(), len(comment)) + comment + after
    )  # fmt: skip


def descriptor(member: Member, marked=True, crc=None) -> bytes:
    mark = struct.pack("<I", 0x08074B50) if marked else b""
    return mark + struct.pack("<III", member.crc if crc is None else crc, member.packed_size, member.size)


def piped(marked=True, crc=None) -> bytes:
    """A member whose sizes follow it."""
    plain = Member(method=8)
    unknown = {"crc": 0, "packed_size": 0, "size": 0}
    return archive(
        Member(method=8, flags=8, local=unknown, descriptor=descriptor(plain, marked, crc))
    )


# MARK: - Cases

READ = {"arrays": {"a": {"type": "uint8", "shape": [4], "data": "01020304"}}}


def bomb() -> bytes:
    """A member of 100 MB of zeros whose header announces four bytes."""
    return archive(Member(method=8, data=array(b"\1\2\3\4" + bytes(100_000_000), shape="(4,)")))


def cases() -> list[Case]:
    def good(name, what, make, reads=READ, **more):
        return Case(f"npz-{name}", "npz", True, what, "the format allows it", make, reads, **more)

    def bad(name, what, why, make, **more):
        return Case(f"npz-{name}", "npz", False, what, why, make, **more)

    def lone(name, what, why, make, accept=False, reads=None, **more):
        return Case(f"npy-{name}", "npy", accept, what, why, make, reads, **more)

    def lax(what):
        return {NUMPY: what}

    a = Member()
    header = "{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }"
    return [
        good("stored", "one array, stored", archive(a)),
        good("deflated", "one array, deflated", archive(Member(method=8))),
        good("piped", "sizes in a descriptor after the content", piped()),
        good("piped-unmarked", "a descriptor without its mark", piped(marked=False)),
        good("utf8-name", "a name in UTF-8", archive(Member("\u00e4.npy", flags=0x800)),
             {"arrays": {"\u00e4": {"type": "uint8", "shape": [4], "data": "01020304"}}}),
        good("fortran", "an array by columns", archive(Member(data=array(fortran=True, shape="(2, 2)"))),
             {"arrays": {"a": {"type": "uint8", "shape": [2, 2], "data": "01030204"}}}),
        good("big-endian", "numbers with the highest byte first",
             archive(Member(data=array(descr=">u2", shape="(2,)"))),
             {"arrays": {"a": {"type": "uint16", "shape": [2], "data": "02010403"}}}),
        bad("empty", "no members", "there are no arrays", archive(), differs=lax("no arrays")),
        bad("cut", "an archive without its end", "the directory is missing", lambda: archive(a)[:-22]),
        bad("comment", "a comment", "it may hold a second directory", archive(a, comment=b"x"),
            differs=lax("skipped")),
        bad("trailing", "bytes after the end", "they belong to nobody", archive(a, after=b"\0"),
            differs=lax("skipped")),
        bad("prefix", "bytes before the first member", "they belong to nobody",
            archive(a, before=b"MZ\0\0")),
        bad("between", "bytes between a member and the directory", "they belong to nobody",
            archive(a, between=b"\0\0"), differs=lax("skipped")),
        bad("duplicate", "a name twice", "two arrays under one name",
            archive(a, Member(data=array(b"\5"))),
            differs=lax("the last one counts")),
        bad("overlap", "two members at one place", "a bomb is made so",
            archive(a, Member("b.npy", offset=0))),
        bad("offset", "a member behind the directory", "it is not there", archive(Member(offset=10**6))),
        bad("offset-huge", "a member at byte 2^32 - 1", "it is not there", archive(Member(offset=U32))),
        bad("names-differ", "another name before the content", "two readers see two names",
            archive(Member(local={"name": b"b.npy"}))),
        bad("sizes-differ", "another size before the content", "two readers see two sizes",
            archive(Member(local={"size": 1})), differs=lax("the directory counts")),
        bad("methods-differ", "another method before the content", "two readers see two contents",
            archive(Member(local={"method": 8})), differs=lax("the directory counts")),
        bad("crc-differ", "another CRC-32 before the content", "one of the two is wrong",
            archive(Member(local={"crc": 1})), differs=lax("the directory counts")),
        bad("crc", "a wrong CRC-32", "the content is damaged", archive(Member(crc=1))),
        bad("crc-deflated", "a wrong CRC-32 of deflated content", "the content is damaged",
            archive(Member(method=8, crc=1))),
        bad("descriptor", "a descriptor with another CRC-32", "one of the two is wrong", piped(crc=1),
            differs=lax("the directory counts")),
        bad("encrypted", "an encrypted member", "it cannot be read", archive(Member(flags=1))),
        bad("method", "bzip2", "NumPy writes deflate at most", archive(Member(method=12))),
        bad("disks", "an archive of two parts", "the other part is missing", archive(a, disk=1, start_disk=1),
            differs=lax("skipped")),
        bad("count", "a count of two for one member", "the directory is shorter",
            archive(a, count=2, total=2), differs=lax("skipped")),
        bad("count-highest", "a count of 65,535 without zip64", "the directory is shorter",
            archive(a, count=0xFFFF, total=0xFFFF), differs=lax("skipped")),
        bad("directory-size", "a directory of 4 GiB", "it is not there", archive(a, size=U32)),
        bad("size-announced", "a member of 4 GiB less a byte in 100 bytes", "it is not there",
            archive(Member(size=U32 - 1, method=8)), differs=lax("what is there")),
        bad("deflate", "no deflate stream", "the content is damaged",
            archive(Member(method=8, stored=b"\xff\xff\xff\xff"))),
        bad("deflate-cut", "a deflate stream without its end", "the content is damaged",
            lambda: archive(Member(method=8, stored=Member(method=8).stored[:-4]))),
        bad("deflate-trailing", "bytes after the deflate stream", "they belong to nobody",
            lambda: archive(Member(method=8, stored=Member(method=8).stored + b"\0\0")),
            differs=lax("skipped")),
        bad("not-npy", "a member that is no array", "it is not .npy", archive(a, Member("x.txt", b"hello"))),
        bad("name-latin1", "a name that is not UTF-8", "nobody knows its characters",
            archive(Member(b"\xe4.npy")), differs=lax("code page 437")),
        bad("extra", "an extra field that is longer than there is room", "it is damaged",
            archive(Member(extra=struct.pack("<HH", 1, 99)))),
        bad("bomb", "100 MB in 100 kB, announced as four bytes", "more than the header announces", bomb,
            large=True, differs=lax("the first four")),
        lone("plain", "an array in a file of its own", "the format allows it", array(), True,
             {"arrays": {"npy-plain": {"type": "uint8", "shape": [4], "data": "01020304"}}}),
        lone("objects", "pickled objects", "a pickle can run code",
             npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", b"\x80\4N.")),
        lone("code", "a call in the header", "nothing is evaluated",
             npy("{'descr': '|u1', 'fortran_order': False, 'shape': (__import__('os').getpid(),), }", b"")),
        lone("structure", "a structured type", "no numbers", array(descr="|V4", shape="(1,)"),
             differs=lax("bytes without a type")),
        lone("key-twice", "the shape twice", "two shapes",
             npy("{'descr': '|u1', 'fortran_order': False, 'shape': (9,), 'shape': (4,), }", b"\1\2\3\4"),
             differs=lax("the last one counts")),
        lone("arithmetic", "a sum in the shape", "no number",
             npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2+2,), }", b"\1\2\3\4")),
        lone("negative", "an axis of -4", "no extent", array(shape="(-4,)")),
        lone("overflow", "2^62 x 4 x 4 elements", "no size", array(shape=f"({2**62}, 4, 4)")),
        lone("overflow-zero", "2^62 x 8 x 0 elements", "a reader that multiplies from the left overflows",
             array(b"", shape=f"({2**62}, 8, 0)")),
        lone("short", "an element less than announced", "the array is cut", lambda: array()[:-1]),
        lone("long", "a byte more than announced", "it belongs to nobody", array() + b"\0",
             differs=lax("skipped")),
        lone("header-long", "a header of 4 GiB", "it is not there", npy(header, b"", (2, 0), U32)),
        lone("version", "version 9.0", "there is none", npy(header, b"\1\2\3\4", (9, 0))),
        lone("after-header", "words after the header's dictionary", "they belong to nobody",
             npy(header + " or {}", b"\1\2\3\4")),
    ]  # fmt: skip
