/// Reads a `StringStringEntryProto`: a key and its value.
func keyAndValue(
    _ message: Range<Int>, _ name: String, _ file: FileReading
) throws(Fault) -> (key: String, value: String) {
    var key: String?
    var value: String?
    try within(name) { () throws(Fault) in
        try file.forEachField(of: message) { (field) throws(Fault) in
            switch field.number {
            case 1: try field.keep(try field.text("key", in: file.bytes), in: &key, "key")
            case 2: try field.keep(try field.text("value", in: file.bytes), in: &value, "value")
            default: break
            }
        }
    }
    // Writers leave out what is empty.
    return (key ?? "", value ?? "")
}
