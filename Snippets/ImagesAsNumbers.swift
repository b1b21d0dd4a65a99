// Flattening and normalization, as numbers to look at.

// snippet.files
import IDX
import ImageClassification

let images = try IDXArray(path: "data/mnist/t10k-images-idx3-ubyte.gz")
let labels = try IDXArray(path: "data/mnist/t10k-labels-idx1-ubyte.gz")
print(images.header.dimensions)  // [10000, 28, 28]
print(labels.header.dimensions)  // [10000]
// snippet.end

// snippet.bytes
let pixels = Array(images.bytes.prefix(28 * 28))
for line in 6..<12 {
    print(pixels[28 * line + 5..<28 * line + 14])
}
// [0, 0, 0, 0, 0, 0, 0, 0, 0]
// [0, 84, 185, 159, 151, 60, 36, 0, 0]
// [0, 222, 254, 254, 254, 254, 241, 198, 198]
// [0, 67, 114, 72, 114, 163, 227, 254, 225]
// [0, 0, 0, 0, 0, 0, 17, 66, 14]
// [0, 0, 0, 0, 0, 0, 0, 0, 0]
// snippet.end

// snippet.drawing
for line in stride(from: 6, to: 28, by: 2) {
    print(String((0..<28).map { pixels[28 * line + $0] > 100 ? "#" : "." }))
}
// ............................
// ......###############.......
// ...................###......
// ..................##........
// .................##.........
// ................##..........
// ...............##...........
// .............###............
// ............###.............
// ...........###..............
// ..........###...............
// snippet.end

// snippet.flat
print(pixels.count)  // 784
print(pixels[8 * 28 + 6], pixels[230])  // 222 222
// snippet.end

// snippet.unit
let x = InputNormalization.unitInterval(pixels, count: 1)
print(x.shape)  // [1, 784]
print(x.row(0)[229..<234])  // [0.0, 0.87058824, 0.99607843, 0.99607843, 0.99607843]
print(Float(222) / 255)  // 0.87058824
// snippet.end

// snippet.standard
let standard = try InputNormalization(scale: 1 / 255, mean: 0.1307, std: 0.3081)
print(standard(pixels, count: 1).row(0)[229..<232])  // [-0.42421293, 2.401455, 2.8087583]
print((222.0 / 255 - 0.1307) / 0.3081)  // 2.401454837046795
// snippet.end

// snippet.manifest
let model = try Model(path: BundledModel.mnistSigmoid.path)
print(model.manifest.normalization == .unitInterval)  // true
// snippet.end

// snippet.wrong
let count = 500
let many = Array(images.bytes.prefix(count * 784))
for normalization in [InputNormalization.unitInterval, .identity] {
    let predictions = try model.network.predict(normalization(many, count: count))
    print((0..<count).count { predictions[$0] == Int(labels.bytes[$0]) }, "of", count)
}
// 494 of 500
// 487 of 500
// snippet.end

// snippet.label
let label = Int(labels.bytes[0])
var oneHot = Matrix(rows: 1, columns: 10)
oneHot[0, label] = 1
print(label)  // 7
print(oneHot)  // [[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]]
// snippet.end
