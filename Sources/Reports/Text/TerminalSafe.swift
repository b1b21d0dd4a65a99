internal import FileIO

/// Text on one line with nothing in it that a terminal would obey.
///
/// Names in it may have been escaped before, so backslashes stay as they are.
package func terminalSafe(_ text: String) -> String {
    text.unicodeScalars.map { $0 == "\\" ? "\\" : displayName(String($0)) }.joined()
}
