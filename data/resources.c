/* SwiftPM wants a source file in each target; this one is for the test sets beside it. */
extern const char mnist_bundled_data;
const char mnist_bundled_data = 1;
