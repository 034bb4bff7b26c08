// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {CrossVm} from "./CrossVm.sol";
import {GATEWAY, GatewayCaller, Payment, Payments, Reply} from "./Gateway.sol";

/// The examples of `docs/solidity.md`. A test finds every line of them here, and runs them.
contract Guide is GatewayCaller {
    event Answered(uint256 id, uint256 code, uint256 results, uint256 value);

    receive() external payable {}

    function add(address adder) external returns (uint256) {
        CrossVm.call(adder, 0, "add", CrossVm.one(CrossVm.fromNumber(7)));
        uint256 sum = CrossVm.toNumber(CrossVm.read(adder, "getSum", CrossVm.none())[0]);
        return sum;
    }

    function deposit(address vault) external returns (bool) {
        (bool paid,) = vault.call(CrossVm.encodeTransfer("TOK-123456", 40, "deposit", CrossVm.none()));
        return paid;
    }

    function fund(bytes32 destination) external returns (uint256, uint256, uint256) {
        Payment[] memory payments = Payments.one("TOK-123456", 40);
        (bytes[] memory results, Payment[] memory back, uint256 backValue) =
            GATEWAY.call{value: 3}(destination, payments, "fund", CrossVm.none());
        return (results.length, back.length, backValue);
    }

    function fundLater(bytes32 destination, uint256 id) external {
        Payment[] memory payments = Payments.one("TOK-123456", 40);
        bytes[] memory items = CrossVm.none();
        Reply memory reply = Reply({gasLimit: 400_000, callback: this.onAnswer.selector, callbackGas: 200_000, closure: abi.encode(id)});
        GATEWAY.callAsync{value: 3}(destination, payments, "fund", items, reply);
    }

    function onAnswer(bytes calldata closure, uint256 code, bytes[] calldata results) external payable onlyGateway {
        emit Answered(abi.decode(closure, (uint256)), code, results.length, msg.value);
    }
}
