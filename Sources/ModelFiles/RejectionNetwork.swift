internal import Datasets
public import NeuralNetwork

/// A network that tells images which belong to none of a model's classes.
///
/// It is trained on images of the classes against others of all kinds (outlier exposure:
/// D. Hendrycks, M. Mazeika and T. Dietterich, "Deep Anomaly Detection with Outlier Exposure",
/// ICLR 2019), comes with the model, and takes the same images with the same normalization.
public struct RejectionNetwork: Sendable {
    /// The network; its one output is a logit, larger for what belongs to no class.
    public let network: Network
    /// An image whose logit is greater belongs to none of the classes.
    public let threshold: Double

    /// Puts a network and its threshold together.
    ///
    /// - Precondition: The network has one output and ends in neither sigmoid nor softmax; the
    ///   threshold is finite.
    public init(network: Network, threshold: Double) {
        precondition(Self.problem(of: network) == nil && threshold.isFinite)
        self.network = network
        self.threshold = threshold
    }

    /// Why a network cannot be used, if it cannot.
    static func problem(of network: Network) -> String? {
        if network.outputCount != 1 { return "expected one output, found \(network.outputCount)" }
        guard network.endsInSigmoid || network.endsInSoftmax else { return nil }
        let found = network.endsInSigmoid ? "sigmoid" : "softmax"
        return "expected a logit, found an output that ends in a \(found)"
    }
}

extension RejectionNetwork {
    /// Reads the network that a manifest describes.
    init(
        _ description: ModelManifest.Rejection, of manifest: ModelManifest, _ tensors: TensorReader,
        allowsNonFinite: Bool, file: String
    ) throws {
        do {
            let graph = try NetworkGraph(description.layers, input: manifest.input.features) {
                try $0.spelling.layer(tensors)
            }
            network = try Network(graph, allowsNonFinite: allowsNonFinite)
        } catch let error as ManifestError {
            throw ModelError.manifest(file: file, reason: "rejection: \(error.reason)")
        } catch let error as NetworkError {
            throw ModelError.rejection(file: file, reason: error.description)
        }
        threshold = description.threshold
        if let problem = Self.problem(of: network) {
            throw ModelError.rejection(file: file, reason: problem)
        }
        guard network.inputCount == manifest.input.count else {
            throw ModelError.rejection(
                file: file,
                reason: "expected \(manifest.input.count) inputs, the values of an image of "
                    + "\(manifest.input), found \(network.inputCount)")
        }
    }
}
