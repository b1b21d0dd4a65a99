public import FileIO

/// Where each thing came from that a file without a manifest does not say of itself, or says only
/// by the names and shapes of its tensors.
///
/// An importer begins with what it always knows and changes the rest:
///
///     var origins = ModelOrigins(.file)
///     origins.normalization = options.normalization == nil ? .standard : .option
public struct ModelOrigins: Hashable, Sendable {
    /// Who said something.
    public enum Origin: String, CaseIterable, Hashable, Sendable {
        /// The weight file: its names, its shapes, or the graph in it.
        case file
        /// One of ``ModelOptions``.
        case option
        /// The architecture file.
        case architecture
        /// Nobody: a documented default was taken.
        case standard = "default"
    }

    /// How pixels become inputs.
    public var normalization: Origin
    /// The activation of hidden layers; `nil` where there is no hidden layer.
    public var hiddenActivation: Origin?
    /// The activation of the last layer.
    public var outputActivation: Origin
    /// The order of the weights' axes; `nil` where no layer has weights with an order.
    public var weightOrder: Origin?
    /// The layers and their order.
    public var layerOrder: Origin
    /// The size of an image.
    public var inputShape: Origin
    /// What the classes are called.
    public var classNames: Origin
    /// What else was noticed, in sentences without the file's name: tensors that were passed over,
    /// for instance.
    public var notes: [String] = []

    /// Everything comes from one place.
    public init(_ origin: Origin) {
        normalization = origin
        hiddenActivation = origin
        outputActivation = origin
        weightOrder = origin
        layerOrder = origin
        inputShape = origin
        classNames = origin
    }

    /// The settings that were left to a default on which the answers depend.
    ///
    /// ``ModelOptions/isStrict`` makes an error of them.
    public var assumedSettings: [Setting] {
        (normalization == .standard ? [.normalization] : [])
            + (hiddenActivation == .standard ? [layersAre] : [])
    }

    /// What says the activation of hidden layers.
    private var layersAre: Setting {
        layerOrder == .architecture ? .architecture : .hiddenActivation
    }
}

extension Model {
    /// What the caller of a command should know: what was assumed, and what else was noticed.
    ///
    /// - Parameter name: What the caller calls a setting.
    /// - Returns: Sentences that begin with the file; none for a model with a manifest.
    public func notes(naming name: (Setting) -> String) -> [String] {
        guard let origins else { return [] }
        // What an architecture leaves out is among the notes already.
        let assumed = origins.assumedSettings.filter { $0 != .architecture }
        let assumption =
            assumed.isEmpty
            ? []
            : [
                "\(source): does not say \(Self.questions(assumed, assumes: true)); say "
                    + Self.list(assumed.map(name))
            ]
        return assumption + origins.notes.map { "\(source): \($0)" }
    }

    /// What the settings answer, as the object of a sentence.
    static func questions(_ settings: [Setting], assumes: Bool) -> String {
        list(
            settings.map { setting in
                setting == .normalization
                    ? "how pixels become inputs" + (assumes ? " (assumed: 0 to 1)" : "")
                    : "which activation hidden layers have" + (assumes ? " (assumed: relu)" : "")
            })
    }

    /// `a`, or `a, and b`.
    static func list(_ parts: [String]) -> String { parts.joined(separator: ", and ") }
}
