"""Networks of eight-bit integers: `mnist` beside other engines; started by tools/compare/compare-int8."""
