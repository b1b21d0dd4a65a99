import IDX
import PictureDecoding
import TestSupport

import DigitPreparation

/// Digits of MNIST's test set, as they are.
enum Digits {
    static let images: [UInt8] = (try? IDXArray(path: path).bytes) ?? []

    static func image(_ index: Int) -> [UInt8] {
        Array(images[index * 784..<(index + 1) * 784])
    }

    private static let path =
        #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        + "/data/mnist/t10k-images-idx3-ubyte.gz"
}

/// A page to draw on, with black for 0.
struct Page {
    let width: Int
    let height: Int
    var pixels: [UInt8]

    init(width: Int = 400, height: Int = 300, paper: UInt8 = 220) {
        self.width = width
        self.height = height
        pixels = [UInt8](repeating: paper, count: width * height)
    }

    /// Darkens a rectangle.
    mutating func fill(x: ClosedRange<Int>, y: ClosedRange<Int>, with value: UInt8 = 40) {
        for row in y { for column in x { pixels[row * width + column] = value } }
    }

    /// Darkens what is between two circles around a place.
    mutating func drawRing(x: Int, y: Int, outer: Int, inner: Int, with value: UInt8 = 40) {
        for row in -outer...outer {
            for column in -outer...outer {
                let squared = row * row + column * column
                guard squared <= outer * outer, squared >= inner * inner else { continue }
                pixels[(y + row) * width + x + column] = value
            }
        }
    }

    /// Draws a digit, each of its pixels `scale` times as large, with its strokes dark.
    mutating func draw(digit: [UInt8], x: Int, y: Int, scale: Int) {
        for row in 0..<28 * scale {
            for column in 0..<28 * scale {
                let ink = Double(digit[row / scale * 28 + column / scale]) / 255
                let place = (y + row) * width + x + column
                pixels[place] = UInt8(Double(pixels[place]) * (1 - 0.8 * ink))
            }
        }
    }

    /// Multiplies every pixel by a share that depends on where it is.
    mutating func shade(_ light: (_ x: Double, _ y: Double) -> Double) {
        for place in pixels.indices {
            let (x, y) = (Double(place % width), Double(place / width))
            let share = light(x / Double(width), y / Double(height))
            pixels[place] = UInt8(max(0, min(255, Double(pixels[place]) * share)))
        }
    }

    /// Adds even noise of up to this much in both directions.
    mutating func addNoise(_ amplitude: Int, seed: UInt64 = 3) {
        var generator = SeededGenerator(seed: seed)
        for place in pixels.indices {
            let noise = Int.random(in: -amplitude...amplitude, using: &generator)
            pixels[place] = UInt8(max(0, min(255, Int(pixels[place]) + noise)))
        }
    }

    mutating func invert() { for place in pixels.indices { pixels[place] = 255 - pixels[place] } }

    func picture() throws -> Picture {
        try Picture(
            bytes: Array("P5 \(width) \(height) 255\n".utf8) + pixels, source: "a page")
    }
}
