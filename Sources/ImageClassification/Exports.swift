// The types in this module's interface come along with it: data sets, model files and metrics.
@_exported public import Datasets
@_exported public import Metrics
@_exported public import ModelFiles
