import NeuralNetwork
import TensorCore
import Testing

@Suite("Input normalization")
struct InputNormalizationTests {
    @Test("pixels are scaled, shifted and divided in that order")
    func formula() throws {
        let normalization = try InputNormalization(scale: 0.5, mean: 10, std: 4)
        #expect(normalization(0) == -2.5)
        #expect(normalization(20) == 0)
        #expect(normalization(255) == 29.375)
    }

    @Test("the MNIST values send black and white where the literature has them")
    func mnist() throws {
        // (0 - 0.1307) / 0.3081 and (1 - 0.1307) / 0.3081, by hand to four digits.
        let normalization = try InputNormalization(scale: 1.0 / 255, mean: 0.1307, std: 0.3081)
        #expect(abs(normalization(0) + 0.4242) < 5e-5)
        #expect(abs(normalization(255) - 2.8215) < 5e-5)
    }

    @Test("the presets keep pixels or scale them to 0...1")
    func presets() {
        #expect(InputNormalization.identity(200) == 200)
        #expect(InputNormalization.unitInterval(255) == 1)
        #expect(InputNormalization.unitInterval(0) == 0)
    }

    @Test("a batch of bytes becomes a matrix of one image a row")
    func batch() {
        let x = InputNormalization.identity([1, 2, 3, 4, 5, 6], count: 2)
        #expect(x == Matrix([[1, 2, 3], [4, 5, 6]]))
        #expect(InputNormalization.identity([], count: 0) == Matrix(rows: 0, columns: 0))
    }

    @Test("parameters that are not finite are refused by name")
    func nonFinite() {
        for value in [Double.nan, .infinity, -.infinity] {
            #expect(throws: NetworkError.nonFiniteNormalization(parameter: "scale")) {
                try InputNormalization(scale: value, mean: 0, std: 1)
            }
            #expect(throws: NetworkError.nonFiniteNormalization(parameter: "mean")) {
                try InputNormalization(scale: 1, mean: value, std: 1)
            }
            #expect(throws: NetworkError.nonFiniteNormalization(parameter: "std")) {
                try InputNormalization(scale: 1, mean: 0, std: value)
            }
        }
    }

    @Test("a standard deviation of 0 or less is refused", arguments: [0, -0.0, -1])
    func notPositive(std: Double) {
        #expect(throws: NetworkError.standardDeviationNotPositive(std)) {
            try InputNormalization(scale: 1, mean: 0, std: std)
        }
    }

    @Test("a normalization that leaves the range of Float is refused")
    func overflow() {
        #expect(throws: NetworkError.normalizationOverflows) {
            try InputNormalization(scale: 1e300, mean: 0, std: 1)
        }
        #expect(throws: NetworkError.normalizationOverflows) {
            try InputNormalization(scale: 1, mean: 1, std: 1e-300)
        }
    }
}
