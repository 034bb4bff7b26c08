// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {CrossVm} from "./CrossVm.sol";

/// Calls whatever it is told to, by every call scheme, and shows what came back.
contract Forwarder {
    struct Call {
        address target;
        uint256 value;
        bytes data;
    }

    /// Slot 0: calls made so far; code run by delegation counts here too.
    uint256 public calls;

    event Forwarded(address indexed target, uint256 value, bool success);

    constructor() payable {}

    receive() external payable {}

    /// CALL with all gas; a failure is a result.
    function forward(address target, uint256 value, bytes calldata data)
        external
        payable
        returns (bool success, bytes memory result)
    {
        (success, result) = target.call{value: value}(data);
        record(target, value, success);
    }

    /// CALL with at most `gasLimit` gas.
    function forwardWithGas(address target, uint256 value, uint256 gasLimit, bytes calldata data)
        external
        payable
        returns (bool success, bytes memory result)
    {
        (success, result) = target.call{value: value, gas: gasLimit}(data);
        record(target, value, success);
    }

    /// CALL that hands on a failure with its data, and returns what came back as it is.
    function forwardStrict(address target, uint256 value, bytes calldata data) external payable {
        (bool success, bytes memory result) = target.call{value: value}(data);
        record(target, value, success);
        assembly ("memory-safe") {
            switch success
            case 0 { revert(add(result, 32), mload(result)) }
            default { return(add(result, 32), mload(result)) }
        }
    }

    /// CALL, then a revert that undoes it.
    function forwardThenFail(address target, uint256 value, bytes calldata data) external payable {
        (bool success,) = target.call{value: value}(data);
        record(target, value, success);
        revert("failed after the call");
    }

    /// Many CALLs in a row.
    function forwardBatch(Call[] calldata batch)
        external
        payable
        returns (bool[] memory successes, bytes[] memory results)
    {
        successes = new bool[](batch.length);
        results = new bytes[](batch.length);
        for (uint256 i = 0; i < batch.length; i++) {
            (successes[i], results[i]) = batch[i].target.call{value: batch[i].value}(batch[i].data);
            record(batch[i].target, batch[i].value, successes[i]);
        }
    }

    /// STATICCALL.
    function forwardStatic(address target, bytes calldata data)
        external
        view
        returns (bool success, bytes memory result)
    {
        (success, result) = target.staticcall(data);
    }

    /// DELEGATECALL.
    function forwardDelegate(address target, bytes calldata data)
        external
        payable
        returns (bool success, bytes memory result)
    {
        (success, result) = target.delegatecall(data);
    }

    /// CALLCODE.
    function forwardCallcode(address target, uint256 value, bytes memory data)
        external
        payable
        returns (bool success, bytes memory result)
    {
        assembly ("memory-safe") {
            success := callcode(gas(), target, value, add(data, 32), mload(data), 0, 0)
            result := mload(0x40)
            mstore(result, returndatasize())
            returndatacopy(add(result, 32), 0, returndatasize())
            mstore(0x40, and(add(add(result, returndatasize()), 63), not(31)))
        }
    }

    /// A call of `name(items...)` on a contract of another virtual machine; a failure is handed on.
    function callFunction(address target, uint256 value, string calldata name, bytes[] calldata items)
        external
        payable
        returns (bytes[] memory results)
    {
        results = CrossVm.call(target, value, name, items);
        record(target, value, true);
    }

    /// The same, read-only.
    function readFunction(address target, string calldata name, bytes[] calldata items)
        external
        view
        returns (bytes[] memory)
    {
        return CrossVm.read(target, name, items);
    }

    /// A number that a read-only function without arguments returns.
    function readNumber(address target, string calldata name) external view returns (uint256) {
        return CrossVm.toNumber(CrossVm.read(target, name, CrossVm.none())[0]);
    }

    /// Calldata in the length-prefixed form.
    function encodeFunction(string calldata name, bytes[] calldata items) external pure returns (bytes memory) {
        return CrossVm.encode(name, items);
    }

    /// Calldata of a token transfer with a call.
    function encodeTransfer(string calldata token, uint256 amount, string calldata name, bytes[] calldata items)
        external
        pure
        returns (bytes memory)
    {
        return CrossVm.encodeTransfer(token, amount, name, items);
    }

    /// The items of the length-prefixed form.
    function decodeItems(bytes calldata data) external pure returns (bytes[] memory) {
        return CrossVm.decode(data);
    }

    /// A plain transfer with the stipend only, as `transfer` does.
    function pay(address payable target, uint256 value) external payable {
        target.transfer(value);
    }

    /// What the callee of a call sees of it.
    function context() external payable returns (address self, address sender, address origin, uint256 value) {
        calls++;
        return (address(this), msg.sender, tx.origin, msg.value);
    }

    function balanceOf(address account) external view returns (uint256) {
        return account.balance;
    }

    function codeSize(address account) external view returns (uint256) {
        return account.code.length;
    }

    function codeHash(address account) external view returns (bytes32) {
        return account.codehash;
    }

    function codeOf(address account) external view returns (bytes memory) {
        return account.code;
    }

    function record(address target, uint256 value, bool success) private {
        calls++;
        emit Forwarded(target, value, success);
    }
}
