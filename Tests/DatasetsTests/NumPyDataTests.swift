import Datasets
import FileIO
import NPZ
import Testing

@Suite("Data in NumPy's files")
struct NumPyDataTests {
    @Test(
        "images and labels in the layouts that circulate",
        arguments: [
            "keras.npz", "medmnist.npz", "plain.npz", "by-columns.npz", "channels-first.npz",
            "channels-last.npz", "rows.npz", "wide.npz",
        ])
    func layouts(name: String) throws {
        for imagesAtOnce in [1, 4, 10] {
            let found = try DataFixture.read(DataFixture.path(name), imagesAtOnce: imagesAtOnce)
            #expect(found.pixels == DataFixture.pixels)
            #expect(found.labels == DataFixture.labels)
        }
    }

    @Test("the training part, if it is asked for")
    func train() throws {
        for name in ["keras.npz", "medmnist.npz"] {
            let found = try DataFixture.read(DataFixture.path(name)) { $0.selection.split = .train }
            #expect(found.pixels == DataFixture.otherPixels)
            #expect(found.labels == DataFixture.otherLabels)
        }
        #expect(throws: DataSelectionError.self) {
            try DataFixture.read(DataFixture.path("keras.npz")) {
                $0.selection.split = .validation
            }
        }
    }

    @Test("one array is the images; its labels stand in another file")
    func single() throws {
        let path = DataFixture.path("images.npy")
        let found = try DataFixture.read(path)
        #expect(found.pixels == DataFixture.pixels && found.labels.isEmpty)
        let labels = try LabelReader(path: DataFixture.path("labels.npy"), classCount: 6)
        #expect(labels.count == 6)
        #expect(try labels.read(4) + labels.read(4) == DataFixture.labels)
        try labels.finish()
    }

    @Test("arrays that no name tells are asked for, and then read")
    func named() throws {
        let path = DataFixture.path("unclear.npz")
        let expected = DataSelectionError.arraysUnclear(
            file: path, content: "images",
            arrays: ["first uint8 [6, 7, 7]", "second int64 [6]", "third uint8 [6, 7, 7]"],
            setting: .imageArray)
        #expect(throws: expected) { try DataFixture.read(path) }
        let found = try DataFixture.read(path) {
            $0.selection.imageArray = "third"
            $0.selection.labelArray = "second"
        }
        #expect(found.pixels == DataFixture.pixels && found.labels == DataFixture.labels)
        #expect(throws: DataSelectionError.self) {
            try DataFixture.read(path) { $0.selection.imageArray = "fourth" }
        }
    }

    @Test("what was chosen of several arrays is said")
    func note() throws {
        let path = DataFixture.path("keras.npz")
        #expect(
            try DataFixture.read(path).notes == [
                "\(path): x_test and y_test are read, of 4 arrays"
            ])
        #expect(try DataFixture.read(DataFixture.path("plain.npz")).notes.isEmpty)
    }

    @Test("fractions are read in the range that is said, and refused otherwise")
    func fractions() throws {
        let path = DataFixture.path("fractions.npz")
        #expect(throws: DatasetError.self) { try DataFixture.read(path) }
        let found = try DataFixture.read(path) {
            $0.pixelRange = PixelRange(black: 0, white: 1)
        }
        #expect(found.pixels == DataFixture.pixels && found.labels == DataFixture.labels)
    }

    @Test("counts that differ, labels that are no whole numbers, arrays of text")
    func refused() {
        for name in ["fraction-labels.npz", "text-labels.npz", "counts-differ.npz"] {
            let error = #expect(throws: (any Error).self, "\(name)") {
                try DataFixture.read(DataFixture.path(name))
            }
            #expect(error is any FileFault, "\(name)")
        }
    }
}
