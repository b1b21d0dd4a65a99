import Figures
import Reports
import Testing

@Suite("Numbers in reports")
struct NumberFormatTests {
    @Test("digits after the point, rounded; what rounds to zero has no sign")
    func fixedDigits() {
        #expect(fixed(-0.004, 2) == "0.00")
        #expect(fixed(-0.006, 2) == "-0.01")
        #expect(fixed(1.25, 1) == "1.3")
        #expect(fixed(0.5, 0) == "1")
        #expect(fixed(-12.3456, 3) == "-12.346")
    }

    @Test("a time is given in the unit that it is a few of")
    func units() {
        #expect(time(99e-9) == "99 ns")
        #expect(time(100e-9) == "0.1 µs")
        #expect(time(999e-6) == "999.0 µs")
        #expect(time(1e-3) == "1.00 ms")
        #expect(time(5e-3) == "5.00 ms")
        #expect(time(1) == "1.00 s")
    }
}
