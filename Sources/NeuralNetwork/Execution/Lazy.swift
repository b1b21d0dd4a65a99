internal import Synchronization

/// A value that is made when it is first asked for, once, whoever asks, until it is let go.
final class Lazy<Value: Sendable>: Sendable {
    private let made: Mutex<Value?>
    private let make: @Sendable () -> Value

    /// - Parameters:
    ///   - value: The value if it is there already.
    ///   - make: Makes it.
    init(_ value: Value? = nil, _ make: @escaping @Sendable () -> Value) {
        made = Mutex(value)
        self.make = make
    }

    var value: Value {
        made.withLock { made in
            if let value = made { return value }
            let value = make()
            made = value
            return value
        }
    }

    /// The value, which goes with whoever calls: it is made again for whoever asks next.
    func take() -> Value {
        defer { forget() }
        return value
    }

    /// Lets go of the value, which is made again for whoever asks next.
    func forget() { made.withLock { $0 = nil } }
}
