internal import ImageClassification
internal import OpenInference
internal import Reports

extension Workbench {
    /// Classifies a picture as `mnist classify --format json` does.
    func classify(
        _ call: InferenceCall, _ query: PictureQuery, _ body: Span<UInt8>,
        _ work: inout WorkRecord, since start: UInt64
    ) throws(RequestError) {
        let classifier = call.model.classifier
        takeText(body)
        let part = try MultipartForm.picture(in: text, contentType: call.contentType)
        let topClasses = query.topClasses ?? min(3, classifier.classCount)
        guard topClasses <= classifier.classCount else {
            throw RequestError(
                .invalid, "top_k: expected at most \(classifier.classCount), found \(topClasses)")
        }
        do {
            var options = PictureOptions()
            options.rejects = !query.acceptsAll
            let picture = try Picture(
                bytes: part.bytes, source: part.name,
                reducingTo: DigitPreprocessor.sufficientExtent)
            let read = try classifier.read(picture, options: options)
            guard query.each || read.digits.count == 1 else {
                throw PreparationError.severalDigits(file: part.name, count: read.digits.count)
            }
            let prepared = Clock.now()
            work.input = prepared - start
            work.images = read.digits.count
            let answers = try classifier.classify(
                batch: read.digits.flatMap(\.pixels), rejects: options.rejects)
            let inferred = Clock.now()
            work.infer = inferred - prepared
            let report = PictureReport(
                pictures: [
                    ClassifiedPicture(
                        file: part.name,
                        digits: zip(read.digits, answers).map {
                            ClassifiedPicture.Digit(
                                box: $0.box, pixels: $0.pixels, answer: $1, line: $0.line)
                        }, leftOut: read.leftOut)
                ],
                classNames: classifier.classNames, shape: classifier.inputShape, topK: topClasses,
                listsDigits: query.each)
            output.plain(report.rendered(as: .json))
            work.output = Clock.now() - inferred
        } catch let error as PictureError {
            throw RequestError(.invalid, "\(error)")
        } catch let error as PreparationError {
            throw RequestError(
                .unprocessable, error.sentence { $0 == .eachDigit ? "each=true" : "\($0)" })
        } catch {
            // The error of a network names its file, which is nothing for strangers.
            throw RequestError(.failed, "the network: expected numbers, found NaN")
        }
    }
}
