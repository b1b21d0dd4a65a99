import ArgumentParser
import FileIO
import ModelFiles

/// What a run of a command reads and writes, as its arguments say before anything is opened.
struct FilesOfRun {
    var inputs: [String]
    var outputs: [PlannedOutput] = []

    /// Refuses a run that would write over what it reads, or over what it writes.
    func check() throws(FileError) {
        // Most runs only print.
        guard !outputs.isEmpty else { return }
        // What a model has beside it is there already, as is an output that would be that.
        let more = outputs.contains(where: \.isThere) ? inputs.flatMap(Model.filesBeside) : []
        try OutputFile.check(outputs, inputs: inputs + more)
    }
}

/// A command that says which files it works on, so that one rule holds for all.
protocol FileCommand: ParsableCommand {
    /// Every file that is read or written; standard input and output are none.
    var filesOfRun: FilesOfRun { get }
}
