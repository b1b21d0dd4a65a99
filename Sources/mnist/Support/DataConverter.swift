import Conversion
import FileIO
import ImageClassification
import Reports

/// What `mnist convert` does with a data set.
struct DataConverter {
    let data: DatasetArguments
    let output: String
    let outputLabels: String?
    let force: Bool

    var filesOfRun: FilesOfRun {
        FilesOfRun(
            inputs: data.files,
            outputs: ([output] + (outputLabels.map { [$0] } ?? [])).map {
                PlannedOutput($0, mayReplace: force)
            })
    }

    /// Writes the files, and gives the report of it.
    func run(format: DocumentFormat) throws -> String {
        var conversion = try DataConversion(data.dataset())
        var progress = ProgressLine()
        defer { progress.clear() }
        try conversion.write(images: output, labels: outputLabels, mayReplace: force) {
            progress.update($0, of: $1)
        }
        progress.clear()
        let remarks = NoteArguments.print(conversion.remarks)
        return DataConversionReport(
            conversion, images: output, labels: outputLabels, remarks: remarks
        ).rendered(as: format)
    }
}
