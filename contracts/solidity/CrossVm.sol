// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// Calls from Solidity to contracts of other virtual machines, at their 20-byte aliases.
///
/// Calldata and results are a list of items, each `[length: 4 bytes, big-endian][bytes]`. In calldata item 0 is the
/// function name and the rest are its arguments; in results every item is one result. Numbers are big-endian without
/// leading zeros (zero is empty), as MultiversX contracts write them.
library CrossVm {
    /// An item that is no number of at most 32 bytes.
    error NotANumber(bytes item);
    /// Bytes that are no list of items: a length points behind the end.
    error Malformed(uint256 offset);

    /// Calldata for `name(items...)`.
    function encode(string memory name, bytes[] memory items) internal pure returns (bytes memory) {
        return join(bytes(name), items);
    }

    /// Calldata that sends `amount` of a fungible token and calls `name(items...)` with it; an empty name only sends.
    function encodeTransfer(string memory token, uint256 amount, string memory name, bytes[] memory items)
        internal
        pure
        returns (bytes memory)
    {
        bool calls = bytes(name).length != 0;
        bytes[] memory all = new bytes[](calls ? 3 + items.length : 2);
        all[0] = bytes(token);
        all[1] = fromNumber(amount);
        if (calls) {
            all[2] = bytes(name);
            for (uint256 i = 0; i < items.length; i++) all[3 + i] = items[i];
        }
        return join("ESDTTransfer", all);
    }

    /// The items of a list; empty bytes are an empty list.
    function decode(bytes memory data) internal pure returns (bytes[] memory items) {
        uint256 end = data.length;
        uint256 count = 0;
        for (uint256 offset = 0; offset < end; count++) offset = next(data, offset);
        items = new bytes[](count);
        uint256 start = 0;
        for (uint256 i = 0; i < count; i++) {
            uint256 behind = next(data, start);
            items[i] = slice(data, start + 4, behind);
            start = behind;
        }
    }

    /// Calls and hands on a failure with its data.
    function call(address target, uint256 value, string memory name, bytes[] memory items)
        internal
        returns (bytes[] memory)
    {
        (bool success, bytes memory result) = target.call{value: value}(encode(name, items));
        if (!success) bubble(result);
        return decode(result);
    }

    /// Calls read-only and hands on a failure with its data.
    function read(address target, string memory name, bytes[] memory items) internal view returns (bytes[] memory) {
        (bool success, bytes memory result) = target.staticcall(encode(name, items));
        if (!success) bubble(result);
        return decode(result);
    }

    /// The shortest big-endian form of a number.
    function fromNumber(uint256 number) internal pure returns (bytes memory out) {
        uint256 length = 0;
        for (uint256 rest = number; rest != 0; rest >>= 8) length++;
        out = new bytes(length);
        for (uint256 i = length; i != 0; i--) {
            out[i - 1] = bytes1(uint8(number));
            number >>= 8;
        }
    }

    /// The number that an item of at most 32 bytes stands for.
    function toNumber(bytes memory item) internal pure returns (uint256 number) {
        if (item.length > 32) revert NotANumber(item);
        for (uint256 i = 0; i < item.length; i++) number = (number << 8) | uint8(item[i]);
    }

    /// No items.
    function none() internal pure returns (bytes[] memory) {
        return new bytes[](0);
    }

    /// A list of one item.
    function one(bytes memory first) internal pure returns (bytes[] memory items) {
        items = new bytes[](1);
        items[0] = first;
    }

    /// A list of two items.
    function two(bytes memory first, bytes memory second) internal pure returns (bytes[] memory items) {
        items = new bytes[](2);
        items[0] = first;
        items[1] = second;
    }

    function join(bytes memory head, bytes[] memory items) private pure returns (bytes memory out) {
        uint256 length = 4 + head.length;
        for (uint256 i = 0; i < items.length; i++) length += 4 + items[i].length;
        out = new bytes(length);
        uint256 offset = put(out, 0, head);
        for (uint256 i = 0; i < items.length; i++) offset = put(out, offset, items[i]);
    }

    function put(bytes memory out, uint256 offset, bytes memory item) private pure returns (uint256) {
        uint256 length = item.length;
        assembly ("memory-safe") {
            let to := add(add(out, 32), offset)
            mstore8(to, shr(24, length))
            mstore8(add(to, 1), shr(16, length))
            mstore8(add(to, 2), shr(8, length))
            mstore8(add(to, 3), length)
            mcopy(add(to, 4), add(item, 32), length)
        }
        return offset + 4 + length;
    }

    /// The offset behind the item that starts at `offset`.
    function next(bytes memory data, uint256 offset) private pure returns (uint256 behind) {
        if (data.length - offset < 4) revert Malformed(offset);
        uint256 length;
        assembly ("memory-safe") {
            length := shr(224, mload(add(add(data, 32), offset)))
        }
        behind = offset + 4 + length;
        if (behind > data.length) revert Malformed(offset);
    }

    function slice(bytes memory data, uint256 start, uint256 behind) private pure returns (bytes memory out) {
        out = new bytes(behind - start);
        assembly ("memory-safe") {
            mcopy(add(out, 32), add(add(data, 32), start), sub(behind, start))
        }
    }

    function bubble(bytes memory result) private pure {
        assembly ("memory-safe") {
            revert(add(result, 32), mload(result))
        }
    }
}
