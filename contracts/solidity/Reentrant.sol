// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// Is called again while it calls, and fails in every way that a contract can.
contract Reentrant {
    /// Slot 0: written before and behind a call, in the course of which it may be written as well.
    uint256 public value;

    event Reentered(address indexed target, uint256 seen);

    constructor(uint256 first) payable {
        value = first;
    }

    receive() external payable {
        value += 1;
    }

    function store(uint256 number) external {
        value = number;
    }

    /// Adds to the value and returns it: what a re-entering call does.
    function add(uint256 amount) external payable returns (uint256) {
        value += amount;
        return value;
    }

    /// Writes `first`, calls, reads what the call left, writes `last`; returns what it read and what came back.
    /// A failure of the call is handed on.
    function reenter(uint256 first, uint256 last, address target, bytes calldata data)
        public
        payable
        returns (uint256 seen, bytes memory result)
    {
        value = first;
        bool success;
        (success, result) = target.call{value: msg.value}(data);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
        seen = value;
        value = last;
        emit Reentered(target, seen);
    }

    /// The same, where a failure of the call is a result.
    function reenterFallible(uint256 first, uint256 last, address target, bytes calldata data)
        external
        payable
        returns (bool success, uint256 seen, bytes memory result)
    {
        value = first;
        (success, result) = target.call{value: msg.value}(data);
        seen = value;
        value = last;
        emit Reentered(target, seen);
    }

    /// `reenter`, and fails at its end.
    function reenterThenFail(uint256 first, uint256 last, address target, bytes calldata data) external payable {
        reenter(first, last, target, data);
        revert("failed after re-entry");
    }

    /// `reenter`, and halts at its end.
    function reenterThenTrap(uint256 first, uint256 last, address target, bytes calldata data) external payable {
        reenter(first, last, target, data);
        trap();
    }

    /// Writes and then reverts with a reason.
    function fail(string calldata reason) external {
        value = 0;
        revert(reason);
    }

    /// Writes and then executes the designated invalid instruction.
    function trap() public {
        value = 0;
        assembly {
            invalid()
        }
    }

    /// Writes and then loops until the gas is gone.
    function burn() external {
        value = 0;
        assembly {
            for {} 1 {} {}
        }
    }

    /// Calls itself, each call inside the one before, until depth or gas ends; returns how deep it came.
    function recurse() external returns (uint256 depth) {
        try this.recurse() returns (uint256 below) {
            depth = below + 1;
        } catch {}
    }

    function empty() external {}
}
