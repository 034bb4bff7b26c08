// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// Loops for measuring.
contract Loop {
    uint256 public last;

    /// `n` steps of one multiply-add and one store into 64 KiB of memory; returns the last number.
    function run(uint256 n) external pure returns (uint256 state) {
        assembly ("memory-safe") {
            let base := mload(0x40)
            // One store at the end first, so that memory grows once.
            mstore(add(base, 0x10000), 0)
            for {} n { n := sub(n, 1) } {
                state := and(add(mul(state, 6364136223846793005), 1442695040888963407), 0xffffffffffffffff)
                mstore(add(base, and(shr(40, state), 0xfff8)), state)
            }
        }
    }

    /// `n` steps of one keccak256 over 32 bytes; returns the last hash.
    function hash(uint256 n) external pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            for {} n { n := sub(n, 1) } {
                mstore(0, digest)
                digest := keccak256(0, 32)
            }
        }
    }

    /// `n` writes of slot 0.
    function store(uint256 n) external {
        for (uint256 i = 1; i <= n; i++) last = i;
    }

    function empty() external {}
}
