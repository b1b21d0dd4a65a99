import CMnist
import Foundation
import Testing

@Suite("The C interface")
struct CInterfaceTests {
    /// Two images, [1 2 / 3 4] and [5 6 / 7 8], whose logits are 4, 6 and 12, 14.
    private let pixels: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]

    @Test("finds pixels by strides and stores rows by a stride")
    func strides() {
        var tiny = TinyModel()
        #expect(tiny.logits(pixels, count: 2).logits.prefix(5) == [4, 6, 12, 14, -1])
        let apart = tiny.logits(pixels, count: 2, stride: 3)
        #expect(apart.logits.prefix(6) == [4, 6, -1, 12, 14, -1])
        // As a NumPy array of the shape [2, 2, 2] that was transposed has it, image by image.
        let mixed: [UInt8] = [1, 5, 2, 6, 3, 7, 4, 8]
        #expect(
            tiny.logits(mixed, count: 2, strides: (1, 0, 4, 2)).logits.prefix(4) == [4, 6, 12, 14])
        // The same image twice.
        #expect(
            tiny.logits(pixels, count: 2, strides: (0, 0, 2, 1)).logits.prefix(4) == [4, 6, 4, 6])
    }

    @Test("refuses sizes that do not fit")
    func sizes() {
        var tiny = TinyModel()
        #expect(
            tiny.logits(pixels, count: 3).sentence
                == "the images do not lie in their memory: expected at least 12 bytes, found 8")
        #expect(
            tiny.logits(pixels, count: 2, strides: (5, 0, 2, 1)).sentence
                == "the images do not lie in their memory: expected at least 9 bytes, found 8")
        #expect(
            tiny.logits(pixels, count: 2, capacity: 3).sentence
                == "the logits do not fit: expected room for 4 values, found 3")
        #expect(
            tiny.logits(pixels, count: 2, stride: 1).sentence
                == "rows of results would overlap: expected a stride of at least 2, found 1")
        #expect(
            tiny.logits(pixels, count: .max, strides: (.max, 0, 2, 1)).sentence
                == "images are larger than memory can be")
        #expect(
            tiny.logits(pixels, count: -1).sentence == "images are larger than memory can be")
        let nothing = tiny.logits([], count: 0)
        #expect(nothing.sentence == nil && nothing.logits[0] == -1)
    }

    @Test("tells NULL, a handle of another kind and a handle that was freed by its variable")
    func misuse() {
        let tiny = TinyModel()
        var (error, facts, session) = unsafe (
            OpaquePointer?.none, mnist_facts(), OpaquePointer?.none
        )
        #expect(unsafe mnist_model_facts(nil, &facts, &error) == 64)
        #expect(unsafe sentence(&error) == "model is NULL; expected a pointer")
        #expect(unsafe mnist_model_facts(tiny.session, &facts, &error) == 64)
        #expect(unsafe sentence(&error) == "model is a handle of something else")
        #expect(unsafe mnist_session_create(tiny.model, 5000, &session, &error) == 64)
        #expect(
            unsafe sentence(&error) == "threads is out of range: expected 0 to 4096, found 5000")
        #expect(unsafe mnist_session_create(tiny.model, 1, &session, nil) == 0)
        unsafe mnist_session_free(&session)
        #expect(unsafe session == nil)
        unsafe mnist_session_free(&session)
        #expect(unsafe mnist_session_classes(session, nil, nil, 0, 0, nil) == 64)
        #expect(unsafe mnist_model_name(nil) == nil && mnist_error_message(nil) == nil)
        #expect(unsafe mnist_model_class_name(tiny.model, 2) == nil)
        #expect(unsafe mnist_model_facts(tiny.model, &facts, &error) == 0)
        #expect(facts.height == 2 && facts.width == 2 && facts.channels == 1)
        #expect(facts.classes == 2 && facts.multiply_adds == 8)
    }

    @Test("words a bad file as the library does")
    func badFile() {
        var (model, error) = unsafe (OpaquePointer?.none, OpaquePointer?.none)
        #expect(unsafe mnist_model_open("/nothing/here", &model, &error) == 66)
        #expect(
            unsafe sentence(&error)
                == "/nothing/here: cannot be opened: no such file or directory")
        let cut = Array(TinyModel.bytes.dropLast())
        #expect(unsafe mnist_model_read(cut, cut.count, "cut", &model, &error) == 65)
        #expect(unsafe sentence(&error)?.hasPrefix("cut: ") == true)
        #expect(unsafe model == nil)
    }

    @Test("evaluations of parts merge to that of the whole")
    func merging() {
        var tiny = TinyModel()
        // Logits 4, 6 and 14, 12 and 0, 0: answers 1, 0, 0.
        let images: [[UInt8]] = [[1, 2, 3, 4], [8, 7, 6, 5], [0, 0, 0, 0]]
        var evaluations = unsafe [OpaquePointer?](repeating: nil, count: 3)
        for index in 0..<3 {
            _ = unsafe mnist_evaluation_create(tiny.model, 1, &evaluations[index], nil)
        }
        defer { for index in 0..<3 { unsafe mnist_evaluation_free(&evaluations[index]) } }
        #expect(unsafe tiny.add(images.flatMap(\.self), [1, 0, 1], to: evaluations[0]) == 0)
        #expect(unsafe tiny.add(images[2], [1], to: evaluations[1]) == 0)
        #expect(unsafe tiny.add(images[0] + images[1], [1, 0], to: evaluations[2]) == 0)
        #expect(unsafe mnist_evaluation_merge(evaluations[1], evaluations[2], nil) == 0)
        var (whole, merged) = (mnist_figures(), mnist_figures())
        _ = unsafe mnist_evaluation_figures(evaluations[0], &whole, nil)
        _ = unsafe mnist_evaluation_figures(evaluations[1], &merged, nil)
        #expect(whole.images == 3 && whole.correct == 2)
        // ln(1 + e^-2) twice and ln 2, by hand.
        let loss = (2 * log1p(exp(-2.0)) + log(2.0)) / 3
        #expect(abs(whole.mean_cross_entropy - loss) < 1e-15)
        #expect(merged.mean_cross_entropy == whole.mean_cross_entropy)
        #expect(merged.brier_score == whole.brier_score && merged.images == 3)
        var counts = [UInt64](repeating: 9, count: 4)
        _ = unsafe mnist_evaluation_confusion(evaluations[1], &counts, 4, nil)
        #expect(counts == [1, 0, 1, 1])
        #expect(unsafe tiny.add(images[0], [2], to: evaluations[0]) == 65)
        #expect(tiny.sentence == "the label of image 0 is no class: expected 0 to 1, found 2")
    }

    @Test("a shard is kept, loaded and merged, and never counted twice")
    func shards() throws {
        var tiny = TinyModel()
        let images: [[UInt8]] = [[1, 2, 3, 4], [8, 7, 6, 5], [0, 0, 0, 0]]
        var (whole, first, rest, loaded) = unsafe (
            OpaquePointer?.none, OpaquePointer?.none, OpaquePointer?.none, OpaquePointer?.none
        )
        _ = unsafe mnist_evaluation_create(tiny.model, 1, &whole, nil)
        #expect(unsafe mnist_evaluation_create_shard(tiny.model, 1, "first", &first, nil) == 0)
        #expect(unsafe mnist_evaluation_create_shard(tiny.model, 1, "rest", &rest, nil) == 0)
        defer {
            unsafe mnist_evaluation_free(&whole)
            unsafe mnist_evaluation_free(&first)
            unsafe mnist_evaluation_free(&rest)
            unsafe mnist_evaluation_free(&loaded)
        }
        var error = unsafe OpaquePointer?.none
        #expect(unsafe save(first, &error) == nil)
        #expect(unsafe sentence(&error) == "the evaluation has no images; expected one or more")
        #expect(unsafe save(whole, &error) == nil)
        #expect(unsafe sentence(&error)?.hasSuffix("expected one of a shard") == true)
        #expect(unsafe tiny.add(images.flatMap(\.self), [1, 0, 1], to: whole) == 0)
        #expect(unsafe tiny.add(images[0], [1], to: first) == 0)
        #expect(unsafe tiny.add(images[1], [0], to: rest) == 0)
        #expect(unsafe tiny.add(images[2], [1], to: rest) == 0)
        let text = try #require(unsafe save(rest, &error))
        #expect(unsafe mnist_evaluation_load(text, text.count, "kept", &loaded, &error) == 0)
        #expect(unsafe save(loaded, &error) == text)
        #expect(unsafe mnist_evaluation_merge(loaded, first, &error) == 0)
        var (expected, merged) = (mnist_figures(), mnist_figures())
        _ = unsafe mnist_evaluation_figures(whole, &expected, nil)
        _ = unsafe mnist_evaluation_figures(loaded, &merged, nil)
        #expect(merged.images == 3 && merged.correct == 2)
        #expect(merged.mean_cross_entropy == expected.mean_cross_entropy)
        #expect(unsafe mnist_evaluation_class_count(loaded) == 2)
        #expect(unsafe mnist_evaluation_merge(loaded, rest, &error) == 65)
        #expect(
            unsafe sentence(&error)
                == "rest: images 0..<2 of rest would count twice: expected others than those merged "
                + "before")
        #expect(unsafe mnist_evaluation_merge(whole, rest, &error) == 64)
        unsafe mnist_error_free(&error)
        #expect(unsafe tiny.add(images[0], [1], to: loaded) == 64)
        #expect(unsafe mnist_evaluation_load(text, text.count - 9, "cut", &loaded, &error) == 65)
        #expect(unsafe sentence(&error)?.hasPrefix("cut: is no partial result: ") == true)
    }

    /// What is kept of an evaluation.
    private func save(_ evaluation: OpaquePointer?, _ error: inout OpaquePointer?) -> [UInt8]? {
        var size = 0
        guard unsafe mnist_evaluation_save(evaluation, nil, 0, &size, &error) == 0 else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: size)
        let status = unsafe mnist_evaluation_save(evaluation, &bytes, size - 1, &size, nil)
        #expect(status == 64 && bytes[0] == 0)
        return unsafe mnist_evaluation_save(evaluation, &bytes, size, &size, &error) == 0
            ? bytes : nil
    }

    @Test("a model that cannot reject says so")
    func rejection() {
        let tiny = TinyModel()
        var error = unsafe OpaquePointer?.none
        var rejected: [UInt8] = [9]
        #expect(unsafe mnist_model_can_reject(tiny.model) == 0 && mnist_model_can_reject(nil) == 0)
        unsafe pixels.withUnsafeBufferPointer { pixels in
            var images = unsafe mnist_images(
                data: pixels.baseAddress, size: 8, count: 2, image_stride: 0, channel_stride: 0,
                row_stride: 0, column_stride: 0)
            #expect(
                unsafe mnist_session_rejections(
                    tiny.session, &images, &rejected, nil, 1, &error) == 64)
            unsafe mnist_error_free(&error)
            #expect(
                unsafe mnist_session_rejections(tiny.session, &images, nil, nil, 2, &error) == 65)
        }
        #expect(unsafe sentence(&error)?.hasPrefix("tiny: ") == true && rejected == [9])
    }

    /// What the first version of the interface has; nothing of it may go.
    @Test("has the functions of its version")
    func functions() throws {
        let header = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/CMnist/include/mnist.h")
        let lines = try String(contentsOf: header, encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("//") }
        let names = Set(
            lines.flatMap { $0.matches(of: /mnist_[a-z_]+(?=\()/).map { String($0.output) } })
        let expected = [
            "interface_version", "version", "has_feature", "error_message", "error_status",
            "error_free", "model_open", "model_read", "model_facts", "model_name",
            "model_class_name", "model_free", "session_create", "session_logits",
            "session_probabilities", "session_classes", "session_free", "evaluation_create",
            "evaluation_add", "evaluation_merge", "evaluation_figures", "evaluation_confusion",
            "evaluation_free", "evaluation_create_shard", "evaluation_save", "evaluation_load",
            "evaluation_class_count", "session_rejections", "model_can_reject", "digits_read",
            "digits_count", "digits_images", "digits_box",
            "digits_free",
        ]
        #expect(names.isSuperset(of: expected.map { "mnist_" + $0 }))
        #expect(mnist_interface_version() == 1)
        #expect(unsafe mnist_has_feature("strides") == 1 && mnist_has_feature("cuda") == 0)
    }

    /// The sentence of an error, which is freed.
    private func sentence(_ error: inout OpaquePointer?) -> String? {
        let text = unsafe mnist_error_message(error).map { unsafe String(cString: $0) }
        unsafe mnist_error_free(&error)
        return text
    }
}
