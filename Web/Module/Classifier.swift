internal import DigitPreparation
internal import FileIO
internal import PictureDecoding
internal import Safetensors
internal import StrictJSON
internal import TensorCore

/// A model ready for images of bytes: what `ImageClassification` has under this name, for one image at a
/// time.
struct Classifier {
    let name: String
    let classNames: [String]
    let network: BrowserNetwork
    let rejector: Rejector?
    let isPreparing: Bool

    /// Reads a model from the bytes of a safetensors file with a manifest.
    init(bytes: [UInt8], source: String) throws(BrowserError) {
        let file: SafetensorsFile
        let manifest: JSONValue
        do throws(SafetensorsError) {
            file = try SafetensorsFile(bytes: bytes, source: source)
        } catch {
            throw BrowserError(error.description)
        }
        guard let text = file.metadata["manifest"] else {
            throw BrowserError(
                "\(source): has no manifest; `mnist convert` writes a file that has one")
        }
        do throws(JSONError) {
            manifest = try JSONValue.parse(Array(text.utf8))
        } catch {
            throw BrowserError("\(source): wrong JSON of the manifest at byte \(error.offset)")
        }
        let input = FeatureShape(
            channels: 1, height: manifest["input"]?["height"]?.number.map { Int($0) } ?? 0,
            width: manifest["input"]?["width"]?.number.map { Int($0) } ?? 0)
        guard input.size == Size2D(28), manifest["input"]?["channels"]?.number == 1 else {
            throw BrowserError("\(source): expected a network of images of 28 × 28 × 1")
        }
        let normalization = manifest["normalization"]
        guard let scale = normalization?["scale"]?.number,
            let mean = normalization?["mean"]?.number,
            let std = normalization?["std"]?.number, std > 0
        else { throw BrowserError("\(source): expected a normalization of scale, mean and std") }
        let reader = NetworkReader(file: file, scale: scale, mean: mean, std: std)
        network = try reader.network(manifest["layers"], input: input)
        if let rejection = manifest["rejection"], let threshold = rejection["threshold"]?.number {
            rejector = Rejector(
                network: try reader.network(rejection["layers"], input: input),
                threshold: threshold)
        } else {
            rejector = nil
        }
        if case .string(let text) = manifest["name"] { name = text } else { name = source }
        var names: [String] = []
        if case .array(let classes) = manifest["classes"] {
            for case .string(let text) in classes { names.append(text) }
        }
        guard names.count == network.outputCount else {
            throw BrowserError(
                "\(source): expected \(network.outputCount) classes, found \(names.count)")
        }
        classNames = names
        isPreparing = names == (0..<10).map { "\($0)" }
    }

    /// The number of classes, M.
    var classCount: Int { network.outputCount }

    /// The logits of whole images, `[N, M]`.
    func logits(ofWhole pixels: [UInt8]) -> Matrix { network.logits(ofWhole: pixels) }
}

/// The rejection network of a model.
final class Rejector {
    let network: BrowserNetwork
    let threshold: Double

    init(network: BrowserNetwork, threshold: Double) {
        (self.network, self.threshold) = (network, threshold)
    }

    /// Judges images, `[N, 28, 28]`.
    func judge(_ pixels: [UInt8]) throws(BrowserError) -> [Rejection] {
        let scores = network.logits(ofWhole: pixels)
        var rejections: [Rejection] = []
        for row in 0..<scores.rows {
            guard !scores[row, 0].isNaN else {
                throw BrowserError("the rejection network gives NaN")
            }
            rejections.append(Rejection(score: scores[row, 0], threshold: threshold))
        }
        return rejections
    }
}

extension BrowserNetwork {
    func logits(ofWhole pixels: [UInt8]) -> Matrix {
        let count = pixels.count / input.count
        var elements: [Float] = []
        for image in 0..<count {
            elements += logits(
                pixels.span.extracting(image * input.count..<(image + 1) * input.count))
        }
        return Matrix(rows: count, columns: outputCount, elements: elements)
    }
}

extension Classifier {
    /// Finds and prepares the digits of a picture, as the command does.
    func read(_ picture: Picture) throws(PreparationError) -> PreparedPicture {
        guard isPreparing else {
            let image = DigitPreprocessor.unprepared(picture, width: 28, height: 28)
            return PreparedPicture(digits: [image], leftOut: [])
        }
        let preparation = DigitPreprocessor()
        let found = try preparation.pieces(in: picture)
        let prepared = PreparedPicture(
            digits: TouchingDigits(self).digits(of: found.pieces), leftOut: found.leftOut)
        return Shadows(prepared, self)?.withoutThem(in: picture, preparation) ?? prepared
    }
}

extension JSONValue {
    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}
