// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// Holds ether for its depositors, and reverts in every form that Solidity has.
contract Vault {
    mapping(address => uint256) public deposits;
    uint256 public total;

    event Deposited(address indexed account, uint256 amount);
    event Withdrawn(address indexed account, address indexed to, uint256 amount);

    error InsufficientDeposit(address account, uint256 deposit, uint256 wanted);
    error PaymentFailed(address to, bytes data);
    error Refused(uint256 code);

    receive() external payable {
        book();
    }

    function deposit() external payable returns (uint256) {
        book();
        return deposits[msg.sender];
    }

    function withdraw(uint256 amount) external {
        pay(msg.sender, amount);
    }

    function withdrawTo(address to, uint256 amount) external {
        pay(to, amount);
    }

    /// What the contract itself has, booked or not.
    function held() external view returns (uint256) {
        return address(this).balance;
    }

    /// What any account has.
    function nativeBalance(address account) external view returns (uint256) {
        return account.balance;
    }

    /// Writes, then reverts with `Error(string)`.
    function failWithString(string calldata reason) external {
        total = 0;
        revert(reason);
    }

    /// Writes, then reverts with a custom error.
    function failWithCustom(uint256 code) external {
        total = 0;
        revert Refused(code);
    }

    /// Writes, then reverts without data.
    function failSilently() external {
        total = 0;
        revert();
    }

    /// Writes, then reverts with `Panic(0x12)`, a division by zero, where the divisor is zero.
    function divide(uint256 number, uint256 divisor) external returns (uint256) {
        total = 0;
        return number / divisor;
    }

    function book() private {
        require(msg.value != 0, "nothing to deposit");
        deposits[msg.sender] += msg.value;
        total += msg.value;
        emit Deposited(msg.sender, msg.value);
    }

    function pay(address to, uint256 amount) private {
        uint256 available = deposits[msg.sender];
        if (available < amount) revert InsufficientDeposit(msg.sender, available, amount);
        unchecked {
            deposits[msg.sender] = available - amount;
            total -= amount;
        }
        (bool success, bytes memory data) = to.call{value: amount}("");
        if (!success) revert PaymentFailed(to, data);
        emit Withdrawn(msg.sender, to, amount);
    }
}
