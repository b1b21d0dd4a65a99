/// A tensor's name, divided at dots and slashes.
struct TensorPath: Hashable {
    private(set) var components: [String]

    /// Divides a name; what Keras writes behind it, `:0`, is left out.
    init(_ name: String) {
        let text = name.hasSuffix(":0") ? name.dropLast(2) : name[...]
        components = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "/" }
            .map(String.init)
    }

    var count: Int { components.count }
    var leaf: String { components.last ?? "" }
    var leafIsNumber: Bool { !leaf.isEmpty && leaf.allSatisfy { $0.isASCII && $0.isNumber } }
    var text: String { components.joined(separator: ".") }

    mutating func removeLeaf() { if !components.isEmpty { components.removeLast() } }

    func joined(with leaf: String) -> String { (components + [leaf]).joined(separator: ".") }

    /// The words of a component in small letters: `global_step` has two.
    static func words(_ component: String) -> Set<String> {
        Set(
            component.lowercased().split { !($0.isLetter || $0.isNumber) }.map(String.init))
    }

    /// The name without what programs wrap a network in, such as `module.` and `ema_model.`.
    var unwrapped: TensorPath {
        var path = self
        while path.count > 2, let first = path.components.first,
            Self.wrappers.contains(first) || Self.isAverage(first)
        {
            path.components.removeFirst()
        }
        return path
    }

    /// Whether the name says that the tensor is a running average of another one.
    var isAverage: Bool { components.dropLast().contains(where: Self.isAverage) }

    private static func isAverage(_ component: String) -> Bool {
        !words(component).isDisjoint(with: ["ema", "swa", "averaged", "shadow"])
    }

    private static let wrappers: Set<String> = [
        "module", "model", "_orig_mod", "state_dict", "model_state_dict", "net", "network",
        "params",
    ]
}
