// The types in this module's interface come along with it: data sets, pictures, model files, networks,
// metrics, and errors about files.
@_exported public import Datasets
@_exported public import DigitPreparation
@_exported public import FileIO
@_exported public import Metrics
@_exported public import ModelFiles
@_exported public import NeuralNetwork
@_exported public import PictureDecoding
