public import CSV
public import Datasets
public import DigitPreparation
package import FileIO
public import GGUF
public import IDX
public import ImageClassification
public import ModelFiles
public import NPZ
public import NeuralNetwork
public import ONNX
public import PictureDecoding
public import Safetensors
public import StrictJSON
public import TensorCore
public import WeightSources

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// An error of this package whose `localizedDescription` is its sentence.
///
/// The libraries do without Foundation, which declares `LocalizedError`. This module makes their errors
/// conform. The product `ImageClassification` brings it along; nobody has to import it.
public protocol DescribedError: LocalizedError, CustomStringConvertible {}

extension DescribedError {
    /// The sentence that `description` is.
    public var errorDescription: String? { description }
}

extension CSVError: DescribedError {}
extension DataSelectionError: DescribedError {}
extension DatasetError: DescribedError {}
extension ExplanationError: DescribedError {}
extension FileError: DescribedError {}
extension GGUFError: DescribedError {}
extension GzipError: DescribedError {}
extension IDXError: DescribedError {}
extension InferenceError: DescribedError {}
extension JSONError: DescribedError {}
extension LabelCorrectionsError: DescribedError {}
extension ModelError: DescribedError {}
extension NPZError: DescribedError {}
extension NetworkError: DescribedError {}
extension NumericError: DescribedError {}
extension ONNXError: DescribedError {}
extension ONNXImportError: DescribedError {}
extension PictureError: DescribedError {}
extension PreparationError: DescribedError {}
extension QuantizationError: DescribedError {}
extension SafetensorsError: DescribedError {}
extension ShapeError: DescribedError {}
extension WeightTypeError: DescribedError {}
