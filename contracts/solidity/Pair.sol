// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// What a pair needs of its tokens, be they contracts or faces.
interface IPairToken {
    function balanceOf(address account) external view returns (uint256);
    function transfer(address to, uint256 value) external returns (bool);
}

/// A constant-product pair of two ERC-20s with a fee of 0.3 %. What it trades with has been sent to it before.
contract Pair {
    IPairToken public immutable first;
    IPairToken public immutable second;

    uint256 public firstReserve;
    uint256 public secondReserve;
    uint256 public totalShares;
    mapping(address => uint256) public shares;
    bool private isRunning;

    event Added(address indexed to, uint256 first, uint256 second, uint256 shares);
    event Removed(address indexed to, uint256 first, uint256 second, uint256 shares);
    event Swapped(address indexed to, uint256 firstIn, uint256 secondIn, uint256 firstOut, uint256 secondOut);

    error Reentered();
    error NothingAdded();
    error NothingAsked();
    error TooLittle(uint256 product, uint256 needed);
    error NotMoved(IPairToken token);

    modifier once() {
        if (isRunning) revert Reentered();
        isRunning = true;
        _;
        isRunning = false;
    }

    constructor(IPairToken firstToken, IPairToken secondToken) {
        first = firstToken;
        second = secondToken;
    }

    /// Takes what was sent since the last call as liquidity, for shares.
    function add(address to) external once returns (uint256 made) {
        (uint256 firstHeld, uint256 secondHeld) = held();
        uint256 firstIn = firstHeld - firstReserve;
        uint256 secondIn = secondHeld - secondReserve;
        made = totalShares == 0
            ? root(firstIn * secondIn)
            : smaller(firstIn * totalShares / firstReserve, secondIn * totalShares / secondReserve);
        if (made == 0) revert NothingAdded();
        totalShares += made;
        shares[to] += made;
        (firstReserve, secondReserve) = (firstHeld, secondHeld);
        emit Added(to, firstIn, secondIn, made);
    }

    /// Gives liquidity back for shares of the caller.
    function remove(uint256 given, address to) external once returns (uint256 firstOut, uint256 secondOut) {
        (uint256 firstHeld, uint256 secondHeld) = held();
        firstOut = given * firstHeld / totalShares;
        secondOut = given * secondHeld / totalShares;
        shares[msg.sender] -= given;
        totalShares -= given;
        send(first, to, firstOut);
        send(second, to, secondOut);
        (firstReserve, secondReserve) = held();
        emit Removed(to, firstOut, secondOut, given);
    }

    /// Gives amounts for what was sent since the last call, and fails where that does not cover them.
    function swap(uint256 firstOut, uint256 secondOut, address to) external once {
        if (firstOut == 0 && secondOut == 0) revert NothingAsked();
        send(first, to, firstOut);
        send(second, to, secondOut);
        (uint256 firstHeld, uint256 secondHeld) = held();
        uint256 firstIn = firstHeld - (firstReserve - firstOut);
        uint256 secondIn = secondHeld - (secondReserve - secondOut);
        uint256 product = (firstHeld * 1000 - firstIn * 3) * (secondHeld * 1000 - secondIn * 3);
        uint256 needed = firstReserve * secondReserve * 1000000;
        if (product < needed) revert TooLittle(product, needed);
        (firstReserve, secondReserve) = (firstHeld, secondHeld);
        emit Swapped(to, firstIn, secondIn, firstOut, secondOut);
    }

    /// What an amount of the first token buys.
    function quote(uint256 firstIn) external view returns (uint256) {
        uint256 taken = firstIn * 997;
        return taken * secondReserve / (firstReserve * 1000 + taken);
    }

    function held() private view returns (uint256, uint256) {
        return (first.balanceOf(address(this)), second.balanceOf(address(this)));
    }

    function send(IPairToken token, address to, uint256 amount) private {
        if (amount != 0 && !token.transfer(to, amount)) revert NotMoved(token);
    }

    function smaller(uint256 one, uint256 other) private pure returns (uint256) {
        return one < other ? one : other;
    }

    function root(uint256 square) private pure returns (uint256 result) {
        uint256 next = square / 2 + 1;
        result = square;
        while (next < result) {
            result = next;
            next = (square / next + next) / 2;
        }
    }
}
