/* SwiftPM wants a source file in each target; this one is for the models beside it. */
extern const char mnist_bundled_models;
const char mnist_bundled_models = 1;
