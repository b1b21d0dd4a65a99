/// Text of a stranger as part of a sentence: in quotes, short, without what a terminal would obey.
func quoted(_ text: String) -> String {
    let short = text.unicodeScalars.prefix(64)
    let plain = short.map { $0.properties.isVisible ? Character($0) : "?" }
    return "\"" + String(plain) + (short.count < text.unicodeScalars.count ? "…\"" : "\"")
}

extension Unicode.Scalar.Properties {
    /// Whether a terminal shows the scalar and does nothing else with it.
    fileprivate var isVisible: Bool {
        switch generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            false
        default: true
        }
    }
}
