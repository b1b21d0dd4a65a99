#if os(Linux)
    import Foundation
    import ImageClassification
    import Testing
    import TestSupport

    /// What the script for bash offers; those for zsh and fish ask the command for the same words.
    @Suite("Completions")
    struct CompletionTests {
        /// The words that bash offers for a line that ends at the cursor, in a folder with files.
        private func offered(_ words: String...) throws -> Set<String> {
            let folder = try TemporaryFolder()
            for name in ["own.safetensors", "models/a.onnx", "models/b.onnx"] {
                let file = folder.url(name)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data().write(to: file)
            }
            let script = """
                exec bash -c '
                PATH=$(dirname "$1"):$PATH
                shift
                eval "$(mnist --generate-completion-script bash)"
                COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
                _mnist mnist "${@: -1}" "${@: -2:1}"
                printf "%s\\n" "${COMPREPLY[@]}"' bash "$@"
                """
            let result = try run(["mnist"] + words, in: folder.url, shell: script)
            #expect(result.status == 0 && result.standardError == "", "\(result.standardError)")
            return Set(result.standardOutput.split(separator: "\n").map(String.init))
        }

        private static let models = Set(BundledModel.allCases.map(\.rawValue))

        @Test(
            "offer bundled networks and files where a network is named",
            arguments: [
                ["evaluate", "--model"], ["benchmark", "--models"], ["classify", "--model"],
                ["compare"], ["compare", "mnist-mlp"], ["convert"], ["quantize"],
            ])
        func networks(command: [String]) throws {
            let words = try offered(command[0], command.count > 1 ? command[1] : "", "")
            let all = command.count > 1 ? words : try offered(command[0], "")
            #expect(Self.models.isSubset(of: all))
            #expect(all.isSuperset(of: ["own.safetensors", "models/"]))
        }

        @Test("go on with what is begun, also in a folder and after a comma")
        func begun() throws {
            #expect(
                try offered("evaluate", "--model", "fash")
                    == ["fashion-mlp", "fashion-cnn", "fashion-cnn-int8"])
            #expect(
                try offered("evaluate", "--model", "models/") == ["models/a.onnx", "models/b.onnx"])
            #expect(
                try offered("benchmark", "--models", "mnist-cnn,mnist-s")
                    == ["mnist-cnn,mnist-sigmoid"])
        }

        @Test("offer data sets, functions and files")
        func others() throws {
            #expect(
                try offered("evaluate", "--dataset", "")
                    .isSuperset(of: ["mnist", "fashion-mnist", "kmnist", "emnist-letters"]))
            #expect(try offered("plot", "sig") == ["sigmoid"])
            #expect(try offered("evaluate", "--images", "own") == ["own.safetensors"])
        }
    }
#endif
