// A module needs a source file; the function is linked by `tools/ci/fuzz`.
#include "CFuzzer.h"
