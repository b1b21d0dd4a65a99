import Datasets
import DigitPreparation
import FileIO
import ModelFiles
import PartialResults
import PictureDecoding

/// The options of the command that set what the libraries' errors name.
enum SettingOptions {
    private static let names: [Setting: String] = [
        .architecture: "--architecture",
        .weightOrder: "--weight-order",
        .hiddenActivation: "--hidden-activation",
        .outputActivation: "--output-activation",
        .pixelProbe: "--probe",
        .isStrict: "--strict",
        .architectureDraft: "mnist inspect --draft-architecture",
        .normalization: "--scale, --mean and --std",
        .inputShape: "--input-shape",
        .classNames: "--class-names",
        .allowsNonFinite: "--allow-nonfinite",
        .mayReplace: "--force",
        .dataset: "--dataset",
        .images: "--images",
        .labels: "--labels",
        .transposes: "--transpose",
        .mirrors: "--mirror",
        .inverts: "--invert",
        .firstLabel: "--labels-from",
        .pixelRange: "--pixel-range",
        .channelOrder: "--channel-order",
        .imageShape: "--image-shape",
        .split: "--split",
        .imageArray: "--images-array",
        .labelArray: "--labels-array",
        .labelColumn: "--label-column",
        .preparesPictures: "--prepare",
        .imageIndex: "--index",
        .maximumPixels: "--max-pixels",
        .eachDigit: "--each",
        .fileCount: "--files",
    ]

    /// The option for a setting, with the value that is proposed, if one is.
    static func name(_ setting: Setting) -> String {
        let name = names[setting.withoutValue] ?? setting.name
        return setting.value.map { "\(name) \($0)" } ?? name
    }
}
