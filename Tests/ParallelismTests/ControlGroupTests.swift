import Parallelism
import Testing

@Suite("The processors that a process may keep busy")
struct ControlGroupTests {
    @Test(
        "a quota is rounded up to whole processors",
        arguments: [
            ("150000 100000\n", 2), ("100000 100000", 1), ("1000 100000\n", 1),
            ("400000 100000", 4), ("400001 100000", 5), ("max 100000\n", nil), ("", nil),
            ("100000", nil), ("0 100000", nil), ("-1 100000", nil), ("1 0", nil), ("a b", nil),
            ("9223372036854775807 1", Int.max),
        ])
    func quota(text: String, count: Int?) {
        #expect(ControlGroup.processors(max: text) == count)
    }

    @Test("groups of version 2 are asked with all around them")
    func folders() {
        #expect(
            ControlGroup.folders(membership: "1:cpu:/x\n0::/a/b.scope\n") == [
                "", "/a", "/a/b.scope",
            ])
        #expect(ControlGroup.folders(membership: "0::/\n") == [""])
        #expect(ControlGroup.folders(membership: "3:cpu:/x\n") == [])
        #expect(ControlGroup.folders(membership: "") == [])
    }

    @Test("there is at least one, and no more than are online")
    func available() {
        #expect((1...SystemThreads.processorCount).contains(SystemThreads.availableProcessorCount))
    }
}
