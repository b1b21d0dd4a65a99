import TensorCore
import Testing

@Suite("Kernel variants")
struct KernelVariantTests {
    @Test("those of this processor are among all that there are, in the same order")
    func names() {
        let here = KernelVariant.supportedHere.map(\.name)
        #expect(here.first == "portable")
        #expect(KernelVariant.knownNames.filter(here.contains) == here)
        #expect(Set(KernelVariant.knownNames).isSuperset(of: ["avx2", "avx512vbmi2", "neon"]))
    }
}
