/// A straight line on the small map: where it is at the beginning, and how far it rises to the end.
struct SmallLine {
    let start: Int
    let rise: Int
    /// The part of the way on which the line is inside the map.
    let range: Range<Int>
    let length: Int

    func across(_ along: Int) -> Int {
        // Rounded down for negative numbers, too.
        let product = rise * along
        return start + (product >= 0 ? product / length : -((length - 1 - product) / length))
    }
}
