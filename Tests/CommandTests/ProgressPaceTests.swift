import Reports
import Testing

@Suite("When progress is shown")
struct ProgressPaceTests {
    @Test("after more than a second, then ten times a second")
    func pace() {
        var pace = ProgressPace()
        let times = [0, 1, 999, 1000, 1001, 1100, 1101, 1102, 1150, 1300]
        let shown = times.filter { pace.shows(after: .milliseconds($0)) }
        #expect(shown == [1001, 1102, 1300])
    }

    @Test("it is taken away once, if it was shown")
    func taken() {
        var pace = ProgressPace()
        let early = pace.shows(after: .seconds(1))
        let nothing = pace.takeShown()
        let late = pace.shows(after: .seconds(2))
        let line = pace.takeShown()
        let again = pace.takeShown()
        #expect([early, nothing, late, line, again] == [false, false, true, true, false])
    }
}
