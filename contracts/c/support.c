// SPDX-License-Identifier: MIT OR Apache-2.0
// The compiler may write a loop over bytes, or a copy of a structure, as a call of these, which a C library has else:
// MVP instructions have no copy and no fill of memory.
#include <stdint.h>

void *memcpy(void *to, const void *from, unsigned long length) {
    uint8_t *written = (uint8_t *)to;
    const uint8_t *read = (const uint8_t *)from;
    while (length--) *written++ = *read++;
    return to;
}

void *memset(void *to, int byte, unsigned long length) {
    uint8_t *written = (uint8_t *)to;
    while (length--) *written++ = (uint8_t)byte;
    return to;
}
