// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {ERC1155Supply} from "@openzeppelin/contracts/token/ERC1155/extensions/ERC1155Supply.sol";
import {ERC1155URIStorage} from "@openzeppelin/contracts/token/ERC1155/extensions/ERC1155URIStorage.sol";

/// OpenZeppelin's ERC-1155 with supplies and a URI for each token; anybody may make tokens, and burn their own.
contract OzErc1155 is ERC1155Supply, ERC1155URIStorage {
    constructor() ERC1155("") {}

    function make(address to, uint256 id, uint256 value) external {
        _mint(to, id, value, "");
    }

    function setUri(uint256 id, string calldata value) external {
        _setURI(id, value);
    }

    function burn(uint256 id, uint256 value) external {
        _burn(msg.sender, id, value);
    }

    function uri(uint256 id) public view override(ERC1155, ERC1155URIStorage) returns (string memory) {
        return super.uri(id);
    }

    function _update(address from, address to, uint256[] memory ids, uint256[] memory values)
        internal
        override(ERC1155, ERC1155Supply)
    {
        super._update(from, to, ids, values);
    }
}
