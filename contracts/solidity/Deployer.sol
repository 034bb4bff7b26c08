// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// A small contract that remembers how it came to be.
contract Child {
    address public maker;
    uint256 public number;
    /// Its balance when its constructor ran: what it was made with, and what had been sent ahead.
    uint256 public bornWith;

    error Stillborn();

    constructor(uint256 number_) payable {
        if (number_ == type(uint256).max) revert Stillborn();
        maker = msg.sender;
        number = number_;
        bornWith = address(this).balance;
    }

    function set(uint256 number_) external {
        number = number_;
    }
}

/// Deploys by CREATE and CREATE2.
contract Deployer {
    address public last;

    event Created(address indexed child, uint256 value);

    receive() external payable {}

    /// CREATE of a `Child`, with the ether that came with the call.
    function create(uint256 number) external payable returns (address) {
        return made(address(new Child{value: msg.value}(number)), msg.value);
    }

    /// CREATE2 of a `Child`, with the ether that came with the call.
    function create2(uint256 number, bytes32 salt) external payable returns (address) {
        return made(address(new Child{value: msg.value, salt: salt}(number)), msg.value);
    }

    /// Where `create2` puts its child.
    function predict(uint256 number, bytes32 salt) public view returns (address) {
        bytes32 codeHash = keccak256(abi.encodePacked(type(Child).creationCode, abi.encode(number)));
        return address(uint160(uint256(keccak256(abi.encodePacked(bytes1(0xff), address(this), salt, codeHash)))));
    }

    /// Sends the ether that came with the call ahead, and then makes the child there.
    function fundThenCreate2(uint256 number, bytes32 salt) external payable returns (address child) {
        child = predict(number, salt);
        (bool success,) = child.call{value: msg.value}("");
        require(success, "sending ahead failed");
        require(made(address(new Child{salt: salt}(number)), 0) == child, "not at the predicted address");
        require(Child(child).bornWith() == child.balance, "funds sent ahead are lost");
    }

    /// CREATE of any init code; the zero address where it fails.
    function createRaw(bytes memory code) external payable returns (address child) {
        assembly ("memory-safe") {
            child := create(callvalue(), add(code, 32), mload(code))
        }
        made(child, msg.value);
    }

    /// CREATE2 of any init code; the zero address where it fails.
    function create2Raw(bytes memory code, bytes32 salt) external payable returns (address child) {
        assembly ("memory-safe") {
            child := create2(callvalue(), add(code, 32), mload(code), salt)
        }
        made(child, msg.value);
    }

    /// Makes a child and then fails.
    function createThenFail(uint256 number) external payable {
        made(address(new Child{value: msg.value}(number)), msg.value);
        revert("failed after creating");
    }

    function made(address child, uint256 value) private returns (address) {
        last = child;
        emit Created(child, value);
        return child;
    }
}
