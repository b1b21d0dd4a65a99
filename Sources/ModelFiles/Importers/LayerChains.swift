/// The orders in which layers can follow each other: each takes what the one before it gives, and
/// numbers that count layers are obeyed.
struct LayerChains {
    enum Result: Equatable {
        case none
        case one([Int])
        /// More than one, or too many to look at.
        case several
    }

    private let widths: [(inputs: Int, outputs: Int)]
    /// For each layer those that have to come before it.
    private let before: [[Int]]

    /// The search gives up after so many steps: the names then say next to nothing.
    private static let mostSteps = 20_000

    init(names: [String], widths: [(inputs: Int, outputs: Int)]) {
        self.widths = widths
        let names = names.map(LayerName.init)
        before = names.indices.map { index in
            names.indices.filter { names[$0].precedes(names[index]) }
        }
    }

    /// Looks for two chains at most.
    func search() -> Result {
        var search = Search(self)
        search.extend()
        if search.found.count > 1 || search.steps > Self.mostSteps { return .several }
        return search.found.first.map { .one($0) } ?? .none
    }

    private struct Search {
        private let chains: LayerChains
        private var chain: [Int] = []
        private var isPlaced: [Bool]
        var found: [[Int]] = []
        var steps = 0

        init(_ chains: LayerChains) {
            self.chains = chains
            isPlaced = Array(repeating: false, count: chains.widths.count)
        }

        mutating func extend() {
            if chain.count == isPlaced.count { found.append(chain) }
            for next in isPlaced.indices where !isPlaced[next] {
                guard found.count < 2, steps <= LayerChains.mostSteps else { return }
                steps += 1
                if let last = chain.last, chains.widths[last].outputs != chains.widths[next].inputs
                {
                    continue
                }
                guard chains.before[next].allSatisfy({ isPlaced[$0] }) else { continue }
                chain.append(next)
                isPlaced[next] = true
                extend()
                isPlaced[next] = false
                chain.removeLast()
            }
        }
    }
}
