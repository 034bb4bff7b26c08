// SPDX-License-Identifier: MIT OR Apache-2.0
// A time lock: EGLD that its depositor gets back after a time, or hands to a Solidity contract then.
#include "../c/support.h"

namespace {

// A value in storage at a key of a letter and an address.
template <typename Value, uint8_t LETTER>
class Entry {
    struct {
        uint8_t letter;
        Address owner;
    } key;

public:
    explicit Entry(const Address &owner) : key{LETTER, owner} {}
    bool exists() const { return storageLoadLength(&key, sizeof key) != 0; }
    Value get() const {
        Value value{};
        if (exists()) storageLoad(&key, sizeof key, &value);
        return value;
    }
    void set(const Value &value) const { storageStore(&key, sizeof key, &value, sizeof value); }
    void clear() const { storageStore(&key, sizeof key, nullptr, 0); }
};

using Deposit = Entry<Number, 'd'>;
using Deadline = Entry<int64_t, 't'>;

Address caller() {
    Address address;
    getCaller(&address);
    return address;
}

Number paid() {
    Number value;
    getCallValue(&value);
    return value;
}

bool is_zero(const Number &number) {
    for (uint8_t byte : number.bytes)
        if (byte != 0) return false;
    return true;
}

Number operator+(const Number &left, const Number &right) {
    Number sum;
    unsigned carry = 0;
    for (int i = 31; i >= 0; i--) {
        carry += left.bytes[i] + right.bytes[i];
        sum.bytes[i] = static_cast<uint8_t>(carry);
        carry >>= 8;
    }
    REQUIRE(carry == 0, "sum too large");
    return sum;
}

// A result without leading zeros.
void finish_number(const Number &number) {
    int32_t start = 0;
    while (start < 32 && number.bytes[start] == 0) start++;
    finish(number.bytes + start, 32 - start);
}

// Takes a deposit out of the books, before anybody is called.
Number take(const Address &owner) {
    const Deposit deposit(owner);
    const Deadline deadline(owner);
    REQUIRE(deposit.exists(), "no deposit");
    REQUIRE(getBlockTimestamp() >= deadline.get(), "locked");
    const Number amount = deposit.get();
    deposit.clear();
    deadline.clear();
    return amount;
}

} // namespace

extern "C" {

ENDPOINT("init") init() {
    checkNoPayment();
    require_arguments(0);
}

// Arguments: for how many seconds. A second deposit adds to the first, and may only make its time longer.
ENDPOINT("deposit") deposit() {
    require_arguments(1);
    const int64_t seconds = smallIntGetUnsignedArgument(0);
    REQUIRE(seconds >= 0 && seconds <= INT64_C(3153600000), "locked for 100 years at most");
    const Number value = paid();
    REQUIRE(!is_zero(value), "nothing paid");
    const Address owner = caller();
    const Deposit amount(owner);
    const Deadline deadline(owner);
    const int64_t until = getBlockTimestamp() + seconds;
    REQUIRE(until >= deadline.get(), "unlocked earlier than before");
    amount.set(amount.get() + value);
    deadline.set(until);
}

// Pays the deposit back, and returns it.
ENDPOINT("withdraw") withdraw() {
    checkNoPayment();
    require_arguments(0);
    const Address owner = caller();
    const Number amount = take(owner);
    transferValue(&owner, &amount, nullptr, 0);
    finish_number(amount);
}

// Arguments: a contract and the signature of a payable function without parameters. Pays the deposit to it, and
// returns the word that it returns.
ENDPOINT("withdrawInto") withdraw_into() {
    checkNoPayment();
    require_arguments(2);
    const Address target = address_argument(0);
    const int32_t length = getArgumentLength(1);
    uint8_t signature[64];
    REQUIRE(length <= static_cast<int32_t>(sizeof signature), "signature too long");
    getArgument(1, signature);
    const Number amount = take(caller());
    executeOnDestContext(getGasLeft(), &target, &amount, signature, length, 0, nullptr, nullptr);
    const Number booked = word_result();
    cleanReturnData();
    finish_number(booked);
}

// Arguments: the depositor.
ENDPOINT("getDeposit") get_deposit() {
    require_arguments(1);
    finish_number(Deposit(address_argument(0)).get());
}

// Arguments: the depositor. The time at which the deposit is free, 0 without one.
ENDPOINT("getDeadline") get_deadline() {
    require_arguments(1);
    smallIntFinishUnsigned(Deadline(address_argument(0)).get());
}

} // extern "C"
