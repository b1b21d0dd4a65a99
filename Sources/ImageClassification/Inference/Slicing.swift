/// How many slices a batch is split into.
package enum Slicing {
    /// The fewest multiply-adds that are worth handing to another thread.
    ///
    /// With zeros passed over they take some 15 µs, several times what handing them over costs.
    static let smallestSlice = 2_000_000
    /// A slice of several images is computed faster than each alone, as far as about here.
    static let goodSlice = 8_000_000
    /// More slices than this do not balance threads any better.
    static let slicesPerThread = 8

    /// As many slices as are worth handing over, in equal numbers for all threads if possible.
    package static func sliceCount(images: Int, multiplyAddsPerImage: Int, threads: Int) -> Int {
        let (work, overflow) = images.multipliedReportingOverflow(by: multiplyAddsPerImage)
        guard !overflow else { return min(images, slicesPerThread * threads) }
        let most = min(images, work / smallestSlice)
        guard most >= threads else { return max(1, most) }
        let good = min(images, work / goodSlice)
        return max(1, min(good / threads, slicesPerThread)) * threads
    }
}
