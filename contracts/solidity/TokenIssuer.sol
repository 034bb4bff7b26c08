// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

import {EsdtContract} from "./SystemContracts.sol";

/// Manages tokens through the typed libraries of the system contracts.
contract TokenIssuer {
    error Undone(bytes token);

    receive() external payable {}

    /// Registers a token of type NFT, SFT, META or FNG with all its roles; gives its identifier.
    function register(string memory name, string memory ticker, string memory kind, uint256 decimals)
        public
        payable
        returns (bytes memory)
    {
        return EsdtContract.registerAndSetAllRoles(msg.value, name, ticker, kind, decimals)[0];
    }

    /// Registers, and then reverts.
    function registerThenFail(string calldata name, string calldata ticker, string calldata kind, uint256 decimals)
        external
        payable
    {
        revert Undone(register(name, ticker, kind, decimals));
    }

    /// Registers in a call that reverts, and goes on; says what was undone.
    function registerInVain(string calldata name, string calldata ticker, string calldata kind, uint256 decimals)
        external
        payable
        returns (bytes memory reason)
    {
        try this.registerThenFail{value: msg.value}(name, ticker, kind, decimals) {}
        catch (bytes memory data) {
            reason = data;
        }
    }

    /// Freezes a token for an account and destroys what it has.
    function wipe(bytes calldata token, address account) external {
        EsdtContract.freeze(token, account);
        EsdtContract.wipe(token, account);
    }

    /// Gives a token to another owner.
    function transferOwnership(bytes calldata token, address owner) external {
        EsdtContract.transferOwnership(token, owner);
    }

    /// Changes one property of a token.
    function setProperty(bytes calldata token, string calldata property, bool isSet) external {
        string[] memory values = new string[](1);
        values[0] = isSet ? "true" : "false";
        EsdtContract.controlChanges(token, property, values);
    }

    /// Every address with a role of a token, each followed by its roles.
    function rolesOf(bytes calldata token) external view returns (bytes[] memory) {
        return EsdtContract.getAllAddressesAndRoles(token);
    }
}
