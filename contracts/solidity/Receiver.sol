// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// Takes instances of collections, or does not.
contract Receiver {
    /// What it does when it is asked.
    enum Answer {
        Take,
        Refuse,
        Fail,
        FailSilently,
        Move
    }

    Answer public answer;

    event Asked(address operator, address from, uint256[] ids, uint256[] values, bytes data);

    error NotTaken(uint256 id);

    constructor(Answer first) {
        answer = first;
    }

    function setAnswer(Answer next) external {
        answer = next;
    }

    function onERC721Received(address operator, address from, uint256 id, bytes calldata data)
        external
        returns (bytes4)
    {
        if (answer == Answer.Move) IMoves(msg.sender).transferFrom(address(this), from, id);
        return ask(operator, from, list(id), list(1), data);
    }

    function onERC1155Received(address operator, address from, uint256 id, uint256 value, bytes calldata data)
        external
        returns (bytes4)
    {
        if (answer == Answer.Move) IMoves(msg.sender).safeTransferFrom(address(this), from, id, value, data);
        return ask(operator, from, list(id), list(value), data);
    }

    function onERC1155BatchReceived(
        address operator,
        address from,
        uint256[] calldata ids,
        uint256[] calldata values,
        bytes calldata data
    ) external returns (bytes4) {
        return ask(operator, from, ids, values, data);
    }

    function ask(address operator, address from, uint256[] memory ids, uint256[] memory values, bytes calldata data)
        private
        returns (bytes4)
    {
        if (answer == Answer.Fail) revert NotTaken(ids[0]);
        if (answer == Answer.FailSilently) revert();
        emit Asked(operator, from, ids, values, data);
        return answer == Answer.Refuse ? bytes4(0xffffffff) : msg.sig;
    }

    function list(uint256 item) private pure returns (uint256[] memory items) {
        items = new uint256[](1);
        items[0] = item;
    }
}

/// How it gives back what it gets.
interface IMoves {
    function transferFrom(address from, address to, uint256 id) external;
    function safeTransferFrom(address from, address to, uint256 id, uint256 value, bytes calldata data) external;
}
