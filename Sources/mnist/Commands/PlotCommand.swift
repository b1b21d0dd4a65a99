import ArgumentParser
import NeuralNetwork
import Reports

/// The command `mnist plot`.
struct PlotCommand: FileCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw an activation function.",
        discussion: """
            Draws the function over -6 to 6, as the networks compute it, in the terminal or as an \
            SVG picture.

            EXAMPLES
              mnist plot sigmoid
              mnist plot relu --svg >relu.svg
            """)

    @Argument(help: ArgumentHelp("The function.", valueName: "name"))
    var function: ElementwiseArgument

    @Flag(help: "Print an SVG picture instead of text.")
    var svg = false

    var filesOfRun: FilesOfRun { FilesOfRun(inputs: []) }

    func run() throws {
        let plot = FunctionPlot(function.activation)
        try StandardOutput.write(svg ? plot.svg : plot.text)
    }
}
