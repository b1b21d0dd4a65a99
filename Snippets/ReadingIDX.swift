// Labels at once, and images a hundred at a time.

// snippet.labels
import IDX

let labels = try IDXArray(path: "data/mnist/t10k-labels-idx1-ubyte.gz")
print(labels.header.dimensions)  // [10000]
print(try labels.integers.prefix(5))  // [7, 2, 1, 0, 4]
// snippet.end

// snippet.images
let reader = try IDXReader(path: "data/mnist/t10k-images-idx3-ubyte.gz")
var pixels = [UInt8](repeating: 0, count: reader.byteCount(ofItems: 100))
while true {
    var span = pixels.mutableSpan
    var bytes = span.mutableBytes
    let count = try reader.readItems(into: &bytes)
    if count == 0 { break }
    // `pixels` begins with `count` images, row by row.
}
// snippet.end
