import Safetensors

/// A whole safetensors file: an error, or tensors that cover the data and can be read.
func fuzzSafetensors(_ input: [UInt8]) {
    do throws(SafetensorsError) {
        let file = try SafetensorsFile(bytes: input, source: "f")
        var covered = 0
        for tensor in file.tensors {
            precondition(tensor.byteRange.lowerBound == covered, "a hole or an overlap")
            covered = tensor.byteRange.upperBound
            let bytes = try file.bytes(of: tensor)
            precondition(bytes.count == tensor.byteRange.count, "fewer bytes than declared")
            if [.f32, .f16, .bf16, .f64].contains(tensor.dtype) {
                let floats = try file.floats(of: tensor)
                precondition(floats.count == tensor.elementCount)
            }
        }
        precondition(file.dataStart + covered == input.count, "bytes that belong to no tensor")
    } catch {
        precondition(!error.description.isEmpty && !error.description.contains("\n"))
    }
}
