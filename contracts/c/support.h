// SPDX-License-Identifier: MIT OR Apache-2.0
// What the contracts in C and C++ share: addresses, amounts, failures, and calls of other contracts.
// There is no C library: nothing here allocates, and support.c has what the compiler itself calls.
#ifndef SOVEREIGN_SUPPORT_H
#define SOVEREIGN_SUPPORT_H

#include "hooks.h"

// An endpoint: it takes and returns nothing, arguments and results go through hooks.
#define ENDPOINT(name) __attribute__((export_name(name))) void

// A text with its length, as two arguments of a hook.
#define TEXT(text) (text), (int32_t)(sizeof(text) - 1)

typedef struct {
    uint8_t bytes[32];
} Address;

// A number of 256 bits, big-endian: an amount of EGLD, or a `uint256` of Solidity.
typedef struct {
    uint8_t bytes[32];
} Number;

// Ends the execution: nothing that it wrote remains. The hook does not return.
#define FAIL(message)                \
    do {                             \
        signalError(TEXT(message));  \
        __builtin_unreachable();     \
    } while (0)

#define REQUIRE(condition, message) \
    do {                            \
        if (!(condition)) FAIL(message); \
    } while (0)

static inline void require_arguments(int32_t count) {
    REQUIRE(getNumArguments() == count, "wrong number of arguments");
}

// An argument that must be an address.
static inline Address address_argument(int32_t index) {
    Address address;
    REQUIRE(getArgumentLength(index) == sizeof(address), "an address has 32 bytes");
    getArgument(index, &address);
    return address;
}

// The last result of the last call, which must be one word of Solidity.
static inline Number word_result(void) {
    Number word;
    int32_t last = getNumReturnData() - 1;
    REQUIRE(last >= 0 && getReturnDataSize(last) == sizeof(word), "not one word");
    getReturnData(last, &word);
    return word;
}

// The number as 64 bits.
static inline uint64_t small(const Number *number) {
    uint64_t value = 0;
    for (int i = 0; i < 24; i++) REQUIRE(number->bytes[i] == 0, "number too large");
    for (int i = 24; i < 32; i++) value = value << 8 | number->bytes[i];
    return value;
}

#endif
