/// Whether the code under test is built for debugging, an order of magnitude slower.
public var isDebugBuild: Bool {
    #if DEBUG
        true
    #else
        false
    #endif
}
