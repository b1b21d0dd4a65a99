import FileIO
import NPZ
import Testing

@Suite("Headers of NumPy arrays")
struct HeaderTests {
    private func open(_ header: String, _ elements: [UInt8] = [1, 2]) throws -> NPYArray {
        try #require(
            NPZFile(bytes: NPYFixture.file(header, elements), source: "f").arrays.first)
    }

    @Test(
        "other spellings of the same header",
        arguments: [
            "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }",
            "{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"|u1\"}",
            "{'descr': '<u1', 'fortran_order': False, 'shape': (2L,)}",
            "{'descr': '|u1', 'fortran_order': True, 'shape': (1, 2,), }",
        ])
    func accepted(header: String) throws {
        #expect(try open(header).elementCount == 2)
    }

    @Test(
        "what NumPy does not write is refused, and nothing is evaluated",
        arguments: [
            "", "{}", "[]", "{'descr': '|u1'}", "dict(descr='|u1')",
            "{'descr': '|u1', 'fortran_order': False, 'shape': (2)}",
            "{'descr': '|u1', 'fortran_order': False, 'shape': (1+1,)}",
            "{'descr': '|u1', 'fortran_order': False, 'shape': (-2,)}",
            "{'descr': '|u1', 'fortran_order': False, 'shape': (02,)}",
            "{'descr': '|u1', 'fortran_order': False, 'shape': [2]}",
            "{'descr': '|u1', 'fortran_order': 0, 'shape': (2,)}",
            "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'shape': (2,)}",
            "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'x': 1}",
            "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)} # more",
            "{'descr': '\\x7cu1', 'fortran_order': False, 'shape': (2,)}",
            "{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (2,)}",
            "{'descr': '|u1', 'fortran_order': False, 'shape': (9223372036854775808,)}",
            "{'descr': '|u1', 'fortran_order': False, 'shape': (2,",
        ])
    func refused(header: String) {
        #expect {
            try open(header)
        } throws: { error in
            guard case .header(let file, let array, _, _, _)? = error as? NPZError else {
                return false
            }
            return file == "f" && array == "f"
        }
    }

    @Test(
        "types that are not read are named",
        arguments: [
            "<f16", "<M8[ns]", "|V2", "=f4", "f4", "|f4", "<f3", "<i0", "<x4", "<f04",
            "<f99999999999",
        ])
    func types(descr: String) {
        #expect(throws: NPZError.unsupportedType(file: "f", array: "f", found: descr)) {
            try open("{'descr': '\(descr)', 'fortran_order': False, 'shape': (2,)}")
        }
    }

    @Test("objects are refused in each spelling", arguments: ["|O", "O8", "<O", "|O8"])
    func objects(descr: String) throws {
        #expect {
            try open("{'descr': '\(descr)', 'fortran_order': False, 'shape': (2,)}")
        } throws: { error in
            [
                .pickledObjects(file: "f", array: "f"),
                .unsupportedType(file: "f", array: "f", found: descr),
            ].contains(error as? NPZError)
        }
    }

    @Test("sizes that overflow, and zeros that hide them")
    func overflow() {
        let high = Int.max / 2
        for shape in [[high, 3], [high, 3, 0]] {
            let text = shape.map(String.init).joined(separator: ", ")
            #expect(throws: NPZError.sizeOverflow(file: "f", array: "f", shape: shape)) {
                try open("{'descr': '|u1', 'fortran_order': False, 'shape': (\(text))}")
            }
        }
    }

    @Test("the elements are exactly those that the header announces", arguments: [0, 1, 3])
    func size(count: Int) {
        let header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}"
        #expect(
            throws: NPZError.wrongSize(
                file: "f", array: "f", expectedBytes: 2, foundBytes: count)
        ) {
            try open(header, [UInt8](repeating: 0, count: count))
        }
    }

    @Test("a header longer than the limit, and versions that do not exist")
    func limits() {
        var limits = NPZLimits()
        limits.headerBytes = 10
        #expect(throws: NPZError.self) {
            try NPZFile(bytes: NPYFixture.bytes([1]), source: "f", limits: limits)
        }
        let text = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}"
        #expect(throws: NPZError.self) {
            try NPZFile(bytes: NPYFixture.file(text, [1, 2], version: 4), source: "f")
        }
        let axes = [String](repeating: "1", count: 65).joined(separator: ", ")
        #expect(throws: NPZError.self) {
            try open("{'descr': '|u1', 'fortran_order': False, 'shape': (\(axes))}", [1])
        }
    }

    @Test("a file of another kind is called by its name")
    func foreign() {
        #expect(throws: NPZError.empty(file: "f")) { try NPZFile(bytes: [], source: "f") }
        #expect(throws: NPZError.foreignFormat(file: "f", kind: .gguf)) {
            try NPZFile(bytes: Array("GGUF\u{3}\0\0\0".utf8), source: "f")
        }
    }
}
