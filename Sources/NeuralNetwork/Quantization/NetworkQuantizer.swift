internal import TensorCore

/// Makes networks of eight-bit integers out of one of real numbers.
///
/// The network runs on images of a calibration, which tell what its values are; then several ways to
/// choose scales are tried, and the one is kept whose logits differ least from those of the network,
/// in the mean of squares over the same images.
public struct NetworkQuantizer: Sendable {
    /// A network of integers, and how it came about.
    public struct Result: Sendable {
        /// The network.
        public let network: Network
        /// How it was made.
        public let choice: QuantizationChoice
        /// The mean squared difference of a logit for what was tried.
        public let tried: [(choice: QuantizationChoice, error: Double)]
    }

    private let original: CompiledNetwork
    private let normalization: InputNormalization
    private let pixels: [UInt8]
    private let draft: QuantizedDraft

    /// Runs the images of a calibration.
    ///
    /// - Parameters:
    ///   - network: Of real numbers.
    ///   - normalization: How pixels become its inputs.
    ///   - pixels: Shape `[N, K]`, values 0...255: images like those that it is for.
    /// - Throws: ``QuantizationError``.
    public init(
        _ network: Network, normalization: InputNormalization, pixels: [UInt8]
    ) throws(QuantizationError) {
        guard !pixels.isEmpty, pixels.count.isMultiple(of: network.inputCount) else {
            throw .noImages
        }
        do throws(NetworkError) {
            original = try network.compiled(for: normalization)
        } catch {
            throw .network(error)
        }
        self.normalization = normalization
        self.pixels = pixels
        let steps = try CalibrationSteps(network)
        let table = (UInt8.min...UInt8.max).map { normalization($0) }
        draft = QuantizedDraft(
            steps: steps,
            statistics: try CalibrationStatistics(steps, pixels: pixels, table: table),
            normalization: normalization,
            endsInSoftmax: network.endsInSoftmax)
    }

    /// The network of integers whose logits differ least.
    public func quantized() throws(QuantizationError) -> Result {
        let count = pixels.count / original.inputCount
        let expected = original.logits(ofPixels: pixels, count: count).elements
        var tried: [(choice: QuantizationChoice, error: Double)] = []
        var best: (network: Network, choice: QuantizationChoice, error: Double)?
        func attempt(_ choice: QuantizationChoice) throws(QuantizationError) {
            do throws(NetworkError) {
                let network = try Network(draft.graph(choice))
                let logits = try network.compiled(for: normalization)
                    .logits(ofPixels: pixels, count: count).elements
                let error = zip(logits, expected).reduce(0.0) {
                    let difference = Double($1.0) - Double($1.1)
                    return $0 + difference * difference
                }
                let mean = error / Double(max(expected.count, 1))
                tried.append((choice, mean))
                if best.map({ mean < $0.error }) ?? true { best = (network, choice, mean) }
            } catch {
                throw .network(error)
            }
        }
        for method in CalibrationMethod.allCases {
            var choice = QuantizationChoice()
            choice.values = method
            try attempt(choice)
        }
        for change in [\QuantizationChoice.clampsWeights, \.correctsBias] {
            guard var choice = best?.choice else { break }
            choice[keyPath: change] = true
            try attempt(choice)
        }
        guard let best else { throw .noImages }
        return Result(network: best.network, choice: best.choice, tried: tried)
    }
}
