// A module needs a source file; the function is linked by `tools/fuzz`.
#include "CFuzzer.h"
