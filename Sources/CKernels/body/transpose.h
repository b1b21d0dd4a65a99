// A square of CK_LANES × CK_LANES floats, transposed in registers.

#if CK_LANES == 4
#define CK_LOW 0, 4, 1, 5
#define CK_HIGH 2, 6, 3, 7
#elif CK_LANES == 8
#define CK_LOW 0, 8, 1, 9, 2, 10, 3, 11
#define CK_HIGH 4, 12, 5, 13, 6, 14, 7, 15
#elif CK_LANES == 16
#define CK_LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define CK_HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#endif

/// Interleaving the upper half of the rows with the lower one moves one bit of a value's row
/// number into its column number; after as many rounds as the number has bits they have changed
/// places.
CK_INLINE void ck_transpose(ck_f32v row[CK_LANES]) {
#pragma clang loop unroll(full)
    for (size_t round = 1; round < CK_LANES; round *= 2) {
        ck_f32v next[CK_LANES];
#pragma clang loop unroll(full)
        for (size_t i = 0; i < CK_LANES / 2; i++) {
            next[2 * i] = __builtin_shufflevector(row[i], row[i + CK_LANES / 2], CK_LOW);
            next[2 * i + 1] = __builtin_shufflevector(row[i], row[i + CK_LANES / 2], CK_HIGH);
        }
#pragma clang loop unroll(full)
        for (size_t i = 0; i < CK_LANES; i++)
            row[i] = next[i];
    }
}
