// Lists the nonzero values of x[first ..< end], in ascending order of their index, and returns how
// many there are. `index` and `value` have room for all of them and a vector more.
//
// Of bytes only those are listed that are `active`, 255 and not 0. All floats are: one that is not
// finite counts even if its weights are zero.
//
// Writing every candidate and advancing only past nonzero ones avoids a branch per value.

static size_t ck_u8_compact(size_t first, size_t end, const uint8_t *x, const uint8_t *active,
                            uint32_t *index, float *value) {
    size_t found = 0;
    size_t i = first;
    for (; i + 8 <= end; i += 8) {
        // Most pixels are background: eight zeros are passed over at once.
        uint64_t eight, of;
        __builtin_memcpy(&eight, x + i, sizeof eight);
        __builtin_memcpy(&of, active + i, sizeof of);
        if ((eight & of) == 0)
            continue;
        for (size_t j = i; j < i + 8; j++) {
            index[found] = (uint32_t)j;
            value[found] = (float)x[j];
            found += (x[j] & active[j]) != 0;
        }
    }
    for (; i < end; i++) {
        index[found] = (uint32_t)i;
        value[found] = (float)x[i];
        found += (x[i] & active[i]) != 0;
    }
    return found;
}

static size_t ck_f32_compact(size_t first, size_t end, const float *x, const uint8_t *active,
                             uint32_t *index, float *value) {
    (void)active;
    size_t found = 0;
    for (size_t i = first; i < end; i++) {
        index[found] = (uint32_t)i;
        value[found] = x[i];
        found += x[i] != 0.0f;
    }
    return found;
}
