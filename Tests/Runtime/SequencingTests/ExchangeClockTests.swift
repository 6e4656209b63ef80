import ExchangePorts
import Primitives
import Sequencing
import Testing

@Suite("ExchangeClock")
struct ExchangeClockTests {
    let start = Timestamp(milliseconds: 1_000_000)

    @Test("a manual clock stands still, moves when moved, and never back")
    func manual() {
        let clock = ExchangeClock(manualAt: start)
        #expect(clock.now == start)
        clock.move(to: start.advanced(byMilliseconds: 5))
        #expect(clock.now.milliseconds == 1_000_005)
        clock.move(to: start)
        #expect(clock.now.milliseconds == 1_000_005)
        #expect(clock.mode == .manual)
    }

    @Test("from manual to wall, a clock that is behind jumps to the wall's time")
    func catchesUp() {
        let clock = ExchangeClock(manualAt: start)
        clock.set(.wall)
        #expect(clock.now.milliseconds > 1_700_000_000_000)
    }

    @Test("from manual to wall, a clock that is ahead runs on from there")
    func runsOnAhead() {
        let far = Timestamp(milliseconds: 5_000_000_000_000)
        let clock = ExchangeClock(manualAt: far)
        clock.set(.wall)
        #expect(clock.now >= far)
        while clock.now == far {}
        #expect(clock.now.milliseconds < far.milliseconds + 60_000)
    }

    @Test("a scaled clock runs as many times as fast")
    func scaled() {
        let clock = ExchangeClock(mode: .scaled(thousandths: 1_000_000_000))
        let first = clock.now
        let second = clock.now
        while clock.now.milliseconds < second.milliseconds + 1_000_000 {}
        #expect(first <= second)
    }

    @Test("time never goes back from one mode to the next")
    func neverBack() {
        let clock = ExchangeClock(mode: .scaled(thousandths: 1_000_000))
        var latest = clock.now
        for mode in [ClockMode.wall, .manual, .scaled(thousandths: 500), .manual, .scaled(thousandths: 0), .wall] {
            clock.set(mode)
            for _ in 0..<1_000 {
                let now = clock.now
                #expect(now >= latest)
                latest = now
            }
        }
    }

    @Test("a clock does not begin before the state it stamps")
    func notBefore() {
        let far = Timestamp(milliseconds: 5_000_000_000_000)
        for mode in [ClockMode.wall, .manual, .scaled(thousandths: 2_000)] {
            #expect(ExchangeClock(mode: mode, notBefore: far).now >= far)
        }
        #expect(ExchangeClock(mode: .manual, notBefore: start).now == start)
    }

    @Test("absurd settings neither trap nor turn time around")
    func absurd() {
        let clock = ExchangeClock(manualAt: Timestamp(milliseconds: .max))
        for mode in [ClockMode.wall, .scaled(thousandths: .max), .scaled(thousandths: .min), .manual] {
            clock.set(mode)
            #expect(clock.now.milliseconds == .max)
        }
    }
}
