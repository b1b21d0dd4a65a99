extension JSONOutput {
    /// Writes what the server is.
    public mutating func serverMetadata(version: String) {
        raw("{\"name\":\"swift-mnist\",\"version\":")
        string(version)
        raw(",\"extensions\":[\"binary_tensor_data\",\"classification\",\"model_repository\"]}")
    }

    /// Writes what a model takes and gives, with the versions that are served.
    public mutating func metadata(of model: ModelContract, versions: [String]) {
        raw("{\"name\":")
        string(model.name)
        raw(",\"versions\":")
        separated(versions.count, "[", "]") { $0.string(versions[$1]) }
        raw(",\"platform\":\"swift-mnist\",\"inputs\":[{\"name\":")
        string(InputTensor.name)
        raw(",\"datatype\":\"UINT8\",\"shape\":")
        array([-1, model.imageSize])
        raw(",\"parameters\":{\"pixel_range\":\"0..255\",\"height\":")
        integer(model.height)
        raw(",\"width\":")
        integer(model.width)
        raw(",\"channels\":")
        integer(model.channels)
        raw(",\"datatypes\":")
        string(DataType.pixelTypes.map(\.rawValue).joined(separator: ","))
        raw("}}],\"outputs\":")
        let names = OutputName.allCases
        separated(names.count, "[", "]") { output, index in
            output.raw("{\"name\":")
            output.string(names[index].rawValue)
            output.raw(",\"datatype\":")
            output.string(names[index].type.rawValue)
            output.raw(",\"shape\":")
            output.array(names[index] == .classIndex ? [-1] : [-1, model.classCount])
            output.raw("}")
        }
        raw(",\"parameters\":{\"class_names\":")
        string(model.classNames.joined(separator: ","))
        raw("}}")
    }

    /// Writes whether a model is ready, as the protocol's second version has it.
    public mutating func readiness(of model: ModelContract) {
        raw("{\"name\":")
        string(model.name)
        raw(",\"ready\":true}")
    }

    /// Writes an error.
    public mutating func error(_ sentence: String) {
        raw("{\"error\":")
        string(sentence)
        raw("}")
    }

    /// Writes the models of a repository with their states.
    public mutating func repositoryIndex(_ models: [ModelContract]) {
        separated(models.count, "[", "]") { output, index in
            output.raw("{\"name\":")
            output.string(models[index].name)
            output.raw(",\"version\":")
            output.string(models[index].version)
            output.raw(",\"state\":\"READY\",\"reason\":\"\"}")
        }
    }
}

extension JSONOutput {
    /// Writes the names of models, as the protocol's first version has them.
    public mutating func modelList(_ names: [String]) {
        raw("{\"models\":")
        separated(names.count, "[", "]") { $0.string(names[$1]) }
        raw("}")
    }

    /// Writes that a model is ready, as the protocol's first version has it.
    public mutating func modelStatus(_ model: ModelContract) {
        raw("{\"name\":")
        string(model.name)
        raw(",\"ready\":true}")
    }
}
