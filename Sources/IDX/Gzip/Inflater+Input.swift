internal import Deflate

extension Inflater {
    /// Decodes from the unread bytes at hand into `output`, until either is used up.
    func inflate(_ input: InputBuffer, into output: inout MutableRawSpan) -> Outcome {
        // Safety: the pointers do not leave their closures.
        unsafe output.withUnsafeMutableBytes { bytes in
            var target = unsafe MutableRawSpan(_unsafeBytes: bytes)
            var outcome = Outcome.starved
            unsafe input.consume { source in
                let used: Int
                (used, outcome) = inflate(unsafe RawSpan(_unsafeBytes: source), into: &target)
                return used
            }
            return outcome
        }
    }
}
