#include "mnist.h"

// The layout of structures is part of the interface: programs that were compiled against an earlier
// header rely on it. Pointers and sizes have 64 bits wherever this package runs.
_Static_assert(sizeof(mnist_status) == 4, "mnist_status");
_Static_assert(sizeof(mnist_facts) == 32, "mnist_facts");
_Static_assert(offsetof(mnist_facts, multiply_adds) == 16, "mnist_facts");
_Static_assert(sizeof(mnist_images) == 56, "mnist_images");
_Static_assert(offsetof(mnist_images, count) == 16, "mnist_images");
_Static_assert(offsetof(mnist_images, column_stride) == 48, "mnist_images");
_Static_assert(sizeof(mnist_figures) == 72, "mnist_figures");
_Static_assert(offsetof(mnist_figures, accuracy) == 32, "mnist_figures");
_Static_assert(sizeof(mnist_box) == 20, "mnist_box");
_Static_assert(sizeof(mnist_frame_options) == 24, "mnist_frame_options");
_Static_assert(offsetof(mnist_frame_options, is_buffered) == 16, "mnist_frame_options");
