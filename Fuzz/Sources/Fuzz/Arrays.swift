import GGUF
import NPZ

/// A whole `.npy` or `.npz` file: an error, or arrays whose bytes are as many as declared, the same
/// whether they come whole or in parts.
func fuzzNPZ(_ input: [UInt8]) {
    do {
        let file = try NPZFile(bytes: input, source: "f")
        for array in file.arrays where array.byteCount <= 1 << 20 {
            let bytes = try file.bytes(of: array)
            precondition(bytes.count == array.byteCount, "fewer bytes than declared")
            let stream = try file.stream(of: array)
            var count = 0
            while stream.elementsLeft > 0 {
                var part = [UInt8](repeating: 0, count: 3 * array.type.byteCount)
                var span = part.mutableSpan
                var raw = span.mutableBytes
                let read = try stream.read(into: &raw)
                precondition(read > 0, "no progress")
                count += read
            }
            try stream.finish()
            precondition(count == array.elementCount, "fewer elements than declared")
            guard array.type.isNumber, let tensor = file.weight(named: array.name) else { continue }
            let floats = try file.floats(of: tensor)
            let middle = tensor.elementCount / 2
            let parts =
                try file.floats(of: tensor, elements: 0..<middle)
                + file.floats(of: tensor, elements: middle..<tensor.elementCount)
            precondition(
                floats.map(\.bitPattern) == parts.map(\.bitPattern), "parts differ from the whole")
        }
    } catch {
        precondition(error is NPZError && !"\(error)".contains("\n"), "\(error)")
    }
}

/// A whole GGUF file: an error, or tensors that cover the data and can be read.
func fuzzGGUF(_ input: [UInt8]) {
    do {
        let file = try GGUFFile(bytes: input, source: "f")
        var end = 0
        for tensor in file.tensors {
            precondition(tensor.byteRange.lowerBound >= end, "an overlap")
            end = tensor.byteRange.upperBound
        }
        precondition(end <= input.count, "bytes that are not there")
        for (info, tensor) in zip(file.tensors, file.weights)
        where GGUFType.floats.contains(info.type) {
            let floats = try file.floats(of: tensor)
            precondition(floats.count == tensor.elementCount)
            let middle = tensor.elementCount / 3
            let parts =
                try file.floats(of: tensor, elements: 0..<middle)
                + file.floats(of: tensor, elements: middle..<tensor.elementCount)
            precondition(
                floats.map(\.bitPattern) == parts.map(\.bitPattern), "parts differ from the whole")
        }
    } catch {
        precondition(error is GGUFError && !"\(error)".contains("\n"), "\(error)")
    }
}
