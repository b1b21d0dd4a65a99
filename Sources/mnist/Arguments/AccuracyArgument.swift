import ArgumentParser

/// A share of right answers: `0.985` or `98.5%`.
struct AccuracyArgument: ExpressibleByArgument {
    /// The share, 0…1.
    let share: Double

    init?(argument: String) {
        // The decimal point is moved in the text: dividing by 100 could miss the nearest Double,
        // and with it an accuracy that is exactly the one asked for.
        let number = argument.hasSuffix("%") ? argument.dropLast() + "e-2" : argument
        guard argument.allSatisfy({ $0.isASCII && ($0.isNumber || ".%".contains($0)) }),
            let share = Double(number), (0...1).contains(share)
        else { return nil }
        self.share = share
    }
}
