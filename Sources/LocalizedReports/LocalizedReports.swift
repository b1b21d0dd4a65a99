public import Benchmarking
public import Conversion
public import Inspection
public import LocalizedFaults
public import PartialResults
public import Reports

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

// The errors of what stands above `ImageClassification`; see `LocalizedFaults` for those below.

extension BaselineError: DescribedError {}
extension BenchmarkError: DescribedError {}
extension ConversionError: DescribedError {}
extension InspectionError: DescribedError {}
extension PartialError: DescribedError {}
extension PlotError: DescribedError {}
extension ReportError: DescribedError {}
