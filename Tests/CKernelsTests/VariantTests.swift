import CKernels
import Foundation
import Testing

@Suite("Variants")
struct VariantTests {
    private var names: [String] {
        (0..<ck_variant_count()).compactMap { index in
            // Safety: tables and names are constants.
            unsafe ck_variant(index).map { unsafe String(cString: $0.pointee.name) }
        }
    }

    @Test("the portable variant comes first and every name is unique")
    func order() {
        #expect(names.first == "portable")
        #expect(names.count == ck_variant_count())
        #expect(Set(names).count == names.count)
    }

    @Test("there is no variant past the last one")
    func pastTheEnd() {
        // Safety: only compared with null.
        unsafe #expect(ck_variant(ck_variant_count()) == nil)
        unsafe #expect(ck_variant(.max) == nil)
    }

    @Test("the best variant is active unless the environment caps the choice")
    func active() throws {
        // Safety: tables and names are constants.
        let active = try unsafe String(cString: #require(ck_active()).pointee.name)
        let cap = ProcessInfo.processInfo.environment["MNIST_KERNELS"]
        if let cap, names.contains(cap) {
            #expect(active == cap)
        } else if cap == nil {
            #expect(active == names.last)
        }
    }
}
