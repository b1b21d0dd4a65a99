import ArgumentParser

/// A share, such as that of right answers: `0.985` or `98.5%`.
struct ShareArgument {
    /// The share, 0…1.
    let share: Double

    init(argument: String) throws {
        // The decimal point is moved in the text: dividing by 100 could miss the nearest Double,
        // and with it an accuracy that is exactly the one asked for.
        let number = argument.hasSuffix("%") ? argument.dropLast() + "e-2" : argument
        guard argument.allSatisfy({ $0.isASCII && ($0.isNumber || ".%".contains($0)) }),
            let share = Double(number), (0...1).contains(share)
        else {
            throw ValidationError(
                "expected a share from 0 to 1, such as 0.985, or a percentage such as 98.5%")
        }
        self.share = share
    }
}

extension ShareArgument {
    /// A share that prediction sets can have: above 0 and below 1.
    static func coverage(_ argument: String) throws -> ShareArgument {
        guard let argument = try? ShareArgument(argument: argument), argument.share > 0,
            argument.share < 1
        else {
            throw ValidationError(
                "expected a share above 0 and below 1, such as 0.99, or a percentage such as 99%")
        }
        return argument
    }
}
