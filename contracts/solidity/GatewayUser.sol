// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {GATEWAY, GatewayCaller, IGateway, Payment, Payments, Reply} from "./Gateway.sol";

/// Reaches every kind of account through the gateway.
contract GatewayUser is GatewayCaller {
    struct Wish {
        bytes32 destination;
        uint256 value;
        Payment[] payments;
        string name;
        bytes[] items;
    }

    event Called(bytes32 indexed destination, uint256 results, uint256 backTokens, uint256 backValue);

    event Answered(bytes closure, uint256 code, bytes[] results, uint256 value);

    error Undone();

    /// Answers so far.
    uint256 public answers;

    constructor() payable {}

    receive() external payable {}

    /// A call with all that it may carry; the value is this contract's.
    function call(Wish memory wish)
        public
        payable
        returns (bytes[] memory results, Payment[] memory back, uint256 backValue)
    {
        (results, back, backValue) =
            GATEWAY.call{value: wish.value}(wish.destination, wish.payments, wish.name, wish.items);
        emit Called(wish.destination, results.length, back.length, backValue);
    }

    /// The same with a gas limit, where a failure is a result.
    function tryCall(Wish memory wish, uint256 gasLimit)
        external
        payable
        returns (bool success, bytes memory reason, uint256 used)
    {
        used = gasleft();
        try GATEWAY.call{value: wish.value, gas: gasLimit}(wish.destination, wish.payments, wish.name, wish.items) {
            success = true;
        } catch (bytes memory data) {
            reason = data;
        }
        used -= gasleft();
    }

    /// A call that is undone by what comes after it.
    function callThenFail(Wish memory wish) external payable {
        call(wish);
        revert Undone();
    }

    /// Registers a call; its answer comes to `onAnswer`.
    function callAsync(Wish memory wish, uint64 gasLimit, uint64 callbackGas, bytes memory closure) public payable {
        Reply memory reply = Reply(gasLimit, this.onAnswer.selector, callbackGas, closure);
        GATEWAY.callAsync{value: wish.value}(wish.destination, wish.payments, wish.name, wish.items, reply);
    }

    /// Registers a call in a call that is undone, and goes on.
    function callAsyncInVain(Wish calldata wish, uint64 gasLimit) external payable {
        try this.callAsyncThenFail{value: wish.value}(wish, gasLimit) {} catch {}
    }

    function callAsyncThenFail(Wish calldata wish, uint64 gasLimit) external payable {
        callAsync(wish, gasLimit, 0, "");
        revert Undone();
    }

    /// Registers a call without a callback.
    function callAndForget(Wish calldata wish, uint64 gasLimit) external payable {
        Reply memory reply = Reply(gasLimit, bytes4(0), 0, "");
        GATEWAY.callAsync{value: wish.value}(wish.destination, wish.payments, wish.name, wish.items, reply);
    }

    /// Takes the answer of a call. On the closure `fail` it reverts, on `again` it tries to register another one.
    function onAnswer(bytes calldata closure, uint256 code, bytes[] calldata results) external payable onlyGateway {
        answers++;
        emit Answered(closure, code, results, msg.value);
        if (keccak256(closure) == keccak256("fail")) revert Undone();
        if (keccak256(closure) == keccak256("again")) {
            Wish memory wish;
            wish.destination = GATEWAY.addressOf(address(this));
            callAsync(wish, 50_000, 50_000, "");
        }
    }

    function read(bytes32 destination, string calldata name, bytes[] calldata items)
        external
        view
        returns (bytes[] memory)
    {
        return GATEWAY.read(destination, name, items);
    }

    /// Whether a static call of a function that may write is refused.
    function callInStatic(bytes32 destination, string calldata name, bytes[] calldata items)
        external
        view
        returns (bool success, bytes memory result)
    {
        return address(GATEWAY).staticcall{gas: 1_000_000}(
            abi.encodeCall(IGateway.call, (destination, Payments.none(), name, items))
        );
    }

    /// Whether delegation to the gateway is refused, which would speak for whoever called this contract.
    function callInDelegate(bytes32 destination, string calldata name, bytes[] calldata items)
        external
        payable
        returns (bool success, bytes memory result)
    {
        return address(GATEWAY).delegatecall{gas: 1_000_000}(
            abi.encodeCall(IGateway.call, (destination, Payments.none(), name, items))
        );
    }

    function addressOf(address account) external view returns (bytes32) {
        return GATEWAY.addressOf(account);
    }

    function faceOf(bytes32 account) external view returns (address) {
        return GATEWAY.faceOf(account);
    }

    function tokenBalance(address account, string calldata token, uint64 nonce) external view returns (uint256) {
        return GATEWAY.tokenBalance(account, token, nonce);
    }

    /// Sends half of what this contract has of a token.
    function sendHalf(string calldata token, address to) external {
        Payments.send(to, Payments.one(token, Payments.balance(token) / 2));
    }
}
