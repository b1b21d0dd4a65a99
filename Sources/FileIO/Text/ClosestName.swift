/// The name that a misspelled word most likely stands for; `nil` if none is close.
///
/// Close is a third of the word's characters, and at least one, that are missing, superfluous,
/// wrong, or swapped with their neighbor (Damerau, 1964, in the restricted form). Of names that are
/// equally close the first counts. A word without a hyphen may also be the first part of a name. Where
/// none is close, three letters and more stand for the one name that begins with them.
package func closestName(to word: String, among names: [String]) -> String? {
    let letters = Array(word.lowercased())
    guard (2...64).contains(letters.count) else { return nil }
    let distances = names.map { name in
        let parts = letters.contains("-") ? [name[...]] : [name[...], name.prefix { $0 != "-" }]
        return (name: name, distance: parts.map { editDistance(letters, Array($0)) }.min() ?? .max)
    }
    guard let best = distances.min(by: { $0.distance < $1.distance }),
        best.distance <= max(1, letters.count / 3)
    else { return onlyName(beginning: letters, among: names) }
    return best.name
}

private func onlyName(beginning letters: [Character], among names: [String]) -> String? {
    let found = names.filter { $0.starts(with: letters) }
    return letters.count > 2 && found.count == 1 ? found[0] : nil
}

/// The words that propose a name, to stand at the end of a sentence; empty if none is close.
package func suggestion(for word: String, among names: [String]) -> String {
    closestName(to: word, among: names).map { "; did you mean \($0)?" } ?? ""
}

/// The least number of changes that make one text of the other.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    var before: [Int] = []
    var last = Array(0...b.count)
    for (row, character) in a.enumerated() {
        var current = [row + 1]
        for (column, other) in b.enumerated() {
            var least = min(
                last[column] + (character == other ? 0 : 1), last[column + 1] + 1,
                current[column] + 1)
            if row > 0, column > 0, character == b[column - 1], a[row - 1] == other {
                least = min(least, before[column - 1] + 1)
            }
            current.append(least)
        }
        (before, last) = (last, current)
    }
    return last[b.count]
}
