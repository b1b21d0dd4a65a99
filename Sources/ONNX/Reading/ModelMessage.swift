internal import FileIO

/// The fields of a `ModelProto`.
struct ModelMessage {
    private(set) var irVersion = 0
    private(set) var producer = ""
    private(set) var operatorSets: [String: Int] = [:]
    private(set) var metadata: [String: String] = [:]
    private(set) var graph: ONNXGraph
    /// The names of the functions that the file defines, with their domains.
    private var functions: Set<[String]> = []

    /// Reads a file.
    init(_ file: FileReading) throws(Fault) {
        var irVersion: Int64?
        var name: String?
        var version: String?
        var graph: Range<Int>?
        var sets: [String: Int] = [:]
        var metadata: [String: String] = [:]
        var functions: Set<[String]> = []
        try file.forEachField(of: 0..<file.bytes.count) { (field) throws(Fault) in
            switch field.number {
            case 1: try field.keep(try field.int64("ir_version"), in: &irVersion, "ir_version")
            case 2:
                try field.keep(
                    try field.text("producer_name", in: file.bytes), in: &name, "producer_name")
            case 3:
                try field.keep(
                    try field.text("producer_version", in: file.bytes), in: &version,
                    "producer_version")
            case 7: try field.keep(try field.message("graph"), in: &graph, "graph")
            case 8:
                let (domain, version) = try Self.operatorSet(
                    try field.message("opset_import"), file)
                guard sets.updateValue(version, forKey: domain) == nil else {
                    throw Fault(
                        at: field.offset, expected: "one opset_import for each domain",
                        found: "domain \(displayName(domain)) a second time")
                }
            case 14:
                let entry = try keyAndValue(
                    try field.message("metadata_props"), "metadata_props", file)
                try file.count()
                guard metadata.updateValue(entry.value, forKey: entry.key) == nil else {
                    throw Fault(
                        at: field.offset, expected: "each key of metadata_props once",
                        found: "\(displayName(entry.key)) a second time")
                }
            case 25:
                functions.insert(try Self.function(try field.message("functions"), file))
            default: break
            }
        }
        // Fields may be forgotten, but a file without these two is no model.
        guard let irVersion, irVersion > 0 else {
            throw Fault(expected: "an ir_version of 1 or more", found: "\(irVersion ?? 0)")
        }
        guard let graph else { throw Fault(expected: "a graph", found: "none") }
        self.irVersion = Int(irVersion)
        producer = [name, version].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        self.metadata = metadata
        self.functions = functions
        self.graph = try ONNXGraph(graph, file)
        operatorSets = try Self.checked(sets, irVersion: irVersion)
        try checkOperators()
    }

    private static func operatorSet(
        _ message: Range<Int>, _ file: FileReading
    ) throws(Fault) -> (domain: String, version: Int) {
        var domain: String?
        var version: Int64?
        try file.count()
        try within("opset_import") { () throws(Fault) in
            try file.forEachField(of: message) { (field) throws(Fault) in
                switch field.number {
                case 1:
                    try field.keep(
                        try field.text("domain", in: file.bytes), in: &domain, "domain")
                case 2: try field.keep(try field.int64("version"), in: &version, "version")
                default: break
                }
            }
        }
        return (ONNXNode.domain(domain ?? ""), Int(version ?? 0))
    }

    /// The domain and name of a `FunctionProto`; what it computes is not looked at.
    private static func function(
        _ message: Range<Int>, _ file: FileReading
    ) throws(Fault) -> [String] {
        var name: String?
        var domain: String?
        try file.count()
        try within("a function") { () throws(Fault) in
            try file.forEachField(of: message) { (field) throws(Fault) in
                switch field.number {
                case 1: try field.keep(try field.text("name", in: file.bytes), in: &name, "name")
                case 10:
                    try field.keep(
                        try field.text("domain", in: file.bytes), in: &domain, "domain")
                default: break
                }
            }
        }
        return [ONNXNode.domain(domain ?? ""), name ?? ""]
    }

    /// Files of the first two versions of the format use the first set of operators.
    private static func checked(
        _ sets: [String: Int], irVersion: Int64
    ) throws(Fault) -> [String: Int] {
        guard !sets.isEmpty else {
            guard irVersion < 3 else {
                throw Fault(expected: "an opset_import", found: "none")
            }
            return ["": 1]
        }
        if let wrong = sets.first(where: { $0.value < 1 }) {
            throw Fault(
                expected: "a version of 1 or more of the operators of domain "
                    + displayName(wrong.key), found: "\(wrong.value)")
        }
        return sets
    }

    /// Checks that each operator is of a set that the file names, and no function of its own.
    private func checkOperators() throws(Fault) {
        for node in graph.nodes {
            guard !functions.contains([node.domain, node.operatorType]) else {
                throw Fault(
                    expected: "an operator", found: "a function that the file defines"
                ).within(node.place)
            }
            guard operatorSets[node.domain] != nil else {
                throw Fault(
                    expected: "an operator of a domain that opset_import has",
                    found: "domain \(displayName(node.domain))"
                ).within(node.place)
            }
        }
    }
}
