internal import Datasets
internal import TensorCore

extension ImageShape {
    /// The shape as a network takes it.
    var features: FeatureShape {
        FeatureShape(channels: channels, height: height, width: width)
    }
}
