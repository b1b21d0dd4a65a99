/// Builds safetensors files by hand, right ones and wrong ones.
package enum SafetensorsFixture {
    /// A file from the text of its header and its data.
    ///
    /// - Parameter length: What the file says the header's length is, if that is not the truth.
    package static func bytes(
        header: String, data: [UInt8] = [], length: UInt64? = nil
    ) -> [UInt8] {
        bytes(header: Array(header.utf8), data: data, length: length)
    }

    /// A file from the bytes of its header and its data.
    package static func bytes(
        header: [UInt8], data: [UInt8] = [], length: UInt64? = nil
    ) -> [UInt8] {
        let length = length ?? UInt64(header.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header + data
    }

    /// A file of F32 tensors, whose data are the `values` one after another.
    package static func bytes(
        floats tensors: [(name: String, shape: [Int], values: [Float])]
    ) -> [UInt8] {
        var entries: [String] = []
        var data: [UInt8] = []
        for tensor in tensors {
            let begin = data.count
            for value in tensor.values {
                data += (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
            }
            entries.append(
                "\"\(tensor.name)\":{\"dtype\":\"F32\",\"shape\":\(tensor.shape),"
                    + "\"data_offsets\":[\(begin),\(data.count)]}")
        }
        return bytes(header: "{" + entries.joined(separator: ",") + "}", data: data)
    }
}
