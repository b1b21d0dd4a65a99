import TestSupport

/// A file with this header and as many zero bytes of data.
func weightFile(
    _ header: String, dataBytes: Int = 80, length: UInt64? = nil
) -> [UInt8] {
    SafetensorsFixture.bytes(
        header: header, data: [UInt8](repeating: 0, count: dataBytes), length: length)
}

/// A tensor's entry in a header.
func tensorEntry(
    _ name: String, _ shape: String, _ offsets: String, dtype: String = "F32"
) -> String {
    #""\#(name)":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
}

/// A file that is handed in as weights.
func badWeights(_ matter: String, _ bytes: [UInt8], _ sentence: String) -> BadFile {
    BadFile(matter, bytes, sentence, name: "bad.safetensors")
}
