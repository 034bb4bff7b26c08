// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// Tokens of a payment: identifier, nonce (0 for a fungible token) and amount.
struct Payment {
    string token;
    uint64 nonce;
    uint256 amount;
}

/// How an asynchronous call is executed and answered.
struct Reply {
    /// Gas of the call.
    uint64 gasLimit;
    /// The caller's function that learns how the call ended: `f(bytes closure, uint256 code, bytes[] results)`, external
    /// and payable; zero for none. Code 0 is success; after a failure the first result is its message, value that
    /// comes back is `msg.value`, and tokens were not taken. Its caller is the gateway: it has to refuse all others.
    bytes4 callback;
    /// Gas for the callback, beside what the call leaves.
    uint64 callbackGas;
    /// What the callback gets back.
    bytes closure;
}

/// The gateway, a contract of the chain at `GATEWAY`. It calls in the name of whoever calls it: the destination sees
/// that account as its caller, and tokens are taken from it.
interface IGateway {
    /// Calls `name(items...)` of the contract at a 32-byte address, with `msg.value` and tokens of the caller's.
    ///
    /// `name` is a function of a MultiversX contract, or the signature of one of a Solidity contract, which may name
    /// types of results: `balanceOf(address)(uint256)`. An empty name with one item is raw call data; without an item
    /// it is a payment. `results` has one item a result; `back` and `backValue` are what the contract sent back
    /// meanwhile without calling. A failure is handed on with its reason.
    function call(bytes32 destination, Payment[] calldata payments, string calldata name, bytes[] calldata items)
        external
        payable
        returns (bytes[] memory results, Payment[] memory back, uint256 backValue);

    /// Registers a call that runs, or leaves to another shard, after the transaction's first frame has returned.
    /// The value is taken now, tokens when it runs; none go to another shard. Its gas, and that of the callback, is paid now; what they leave goes
    /// back to the transaction.
    function callAsync(
        bytes32 destination,
        Payment[] calldata payments,
        string calldata name,
        bytes[] calldata items,
        Reply calldata reply
    ) external payable;

    /// Calls `name(items...)` read-only.
    function read(bytes32 destination, string calldata name, bytes[] calldata items)
        external
        view
        returns (bytes[] memory results);

    /// The 32-byte address of an account.
    function addressOf(address account) external view returns (bytes32);

    /// The 20-byte address of an account.
    function faceOf(bytes32 account) external view returns (address);

    /// What an account has of a token.
    function tokenBalance(address account, string calldata token, uint64 nonce) external view returns (uint256);
}

IGateway constant GATEWAY = IGateway(address(uint160(0x10ffff)));

/// For contracts with callbacks.
abstract contract GatewayCaller {
    error NotTheGateway(address caller);

    /// Refuses everybody but the gateway, so that nobody can forge an answer.
    modifier onlyGateway() {
        if (msg.sender != address(GATEWAY)) revert NotTheGateway(msg.sender);
        _;
    }
}

/// Shorter forms of the gateway's functions.
library Payments {
    /// No tokens.
    function none() internal pure returns (Payment[] memory) {
        return new Payment[](0);
    }

    /// An amount of a fungible token.
    function one(string memory token, uint256 amount) internal pure returns (Payment[] memory payments) {
        payments = new Payment[](1);
        payments[0] = Payment(token, 0, amount);
    }

    /// Sends tokens to any account, with no call.
    function send(bytes32 to, Payment[] memory payments) internal {
        GATEWAY.call(to, payments, "", new bytes[](0));
    }

    /// The same for an account that has a 20-byte address.
    function send(address to, Payment[] memory payments) internal {
        send(GATEWAY.addressOf(to), payments);
    }

    /// What this contract has of a fungible token.
    function balance(string memory token) internal view returns (uint256) {
        return GATEWAY.tokenBalance(address(this), token, 0);
    }
}
