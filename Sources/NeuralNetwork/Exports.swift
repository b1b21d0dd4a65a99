// Matrices and shapes are in this module's interface, and come along with it.
@_exported public import TensorCore
