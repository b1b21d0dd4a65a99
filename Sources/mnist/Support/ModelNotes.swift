import ImageClassification

/// What the user should know of networks whose files do not say everything of themselves.
enum ModelNotes {
    /// Prints what was assumed and passed over, whether asked for or not: it may change answers.
    static func print(_ models: [Model]) {
        for note in models.flatMap({ $0.notes(naming: SettingOptions.name) }) {
            StandardError.writeNote(note)
        }
    }
}
