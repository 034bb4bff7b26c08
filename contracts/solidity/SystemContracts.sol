// SPDX-License-Identifier: MIT OR Apache-2.0
// Made from the tables of the contracts, by
// `cargo run -p system-vm --example system_contracts -- solidity > contracts/solidity/SystemContracts.sol`;
// a test fails when it is stale.
pragma solidity ^0.8.30;

import {CrossVm} from "./CrossVm.sol";

/// The system contract `esdt`. Every function gives the contract's results in order; `value` is native value.
library EsdtContract {
    address internal constant ADDRESS = address(uint160(0x2ffff));

    /// Issues a fungible token and gives its supply to the caller; costs native value. Properties are pairs of name and `true` or `false`. Returns the identifier.
    function issue(uint256 value, string memory name, string memory ticker, uint256 supply, uint256 decimals, string[] memory properties)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](4 + properties.length);
        items[0] = bytes(name);
        items[1] = bytes(ticker);
        items[2] = CrossVm.fromNumber(supply);
        items[3] = CrossVm.fromNumber(decimals);
        for (uint256 i = 0; i < properties.length; i++) items[4 + i] = bytes(properties[i]);
        return CrossVm.call(ADDRESS, value, "issue", items);
    }

    /// Registers a collection of semi-fungible tokens; costs native value. Returns the identifier.
    function issueSemiFungible(uint256 value, string memory name, string memory ticker, string[] memory properties)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2 + properties.length);
        items[0] = bytes(name);
        items[1] = bytes(ticker);
        for (uint256 i = 0; i < properties.length; i++) items[2 + i] = bytes(properties[i]);
        return CrossVm.call(ADDRESS, value, "issueSemiFungible", items);
    }

    /// Registers a collection of non-fungible tokens; costs native value. Returns the identifier.
    function issueNonFungible(uint256 value, string memory name, string memory ticker, string[] memory properties)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2 + properties.length);
        items[0] = bytes(name);
        items[1] = bytes(ticker);
        for (uint256 i = 0; i < properties.length; i++) items[2 + i] = bytes(properties[i]);
        return CrossVm.call(ADDRESS, value, "issueNonFungible", items);
    }

    /// Registers a collection with decimals; costs native value. Returns the identifier.
    function registerMetaESDT(uint256 value, string memory name, string memory ticker, uint256 decimals, string[] memory properties)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3 + properties.length);
        items[0] = bytes(name);
        items[1] = bytes(ticker);
        items[2] = CrossVm.fromNumber(decimals);
        for (uint256 i = 0; i < properties.length; i++) items[3 + i] = bytes(properties[i]);
        return CrossVm.call(ADDRESS, value, "registerMetaESDT", items);
    }

    /// Makes a semi-fungible collection one with decimals.
    function changeSFTToMetaESDT(bytes memory token, uint256 decimals)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = token;
        items[1] = CrossVm.fromNumber(decimals);
        return CrossVm.call(ADDRESS, 0, "changeSFTToMetaESDT", items);
    }

    /// Registers a token of type `NFT`, `SFT`, `META` or `FNG`, and gives the caller all its roles; costs native value. Returns the identifier.
    function registerAndSetAllRoles(uint256 value, string memory name, string memory ticker, string memory kind, uint256 decimals)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](4);
        items[0] = bytes(name);
        items[1] = bytes(ticker);
        items[2] = bytes(kind);
        items[3] = CrossVm.fromNumber(decimals);
        return CrossVm.call(ADDRESS, value, "registerAndSetAllRoles", items);
    }

    /// Registers a dynamic collection of type `NFT`, `SFT` or `META`, which has its decimals before the properties; costs native value. Returns the identifier.
    function registerDynamic(uint256 value, string memory name, string memory ticker, string memory kind, bytes[] memory settings)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3 + settings.length);
        items[0] = bytes(name);
        items[1] = bytes(ticker);
        items[2] = bytes(kind);
        for (uint256 i = 0; i < settings.length; i++) items[3 + i] = settings[i];
        return CrossVm.call(ADDRESS, value, "registerDynamic", items);
    }

    /// Registers a dynamic collection as `registerDynamic` does, and gives the caller all its roles.
    function registerAndSetAllRolesDynamic(uint256 value, string memory name, string memory ticker, string memory kind, bytes[] memory settings)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3 + settings.length);
        items[0] = bytes(name);
        items[1] = bytes(ticker);
        items[2] = bytes(kind);
        for (uint256 i = 0; i < settings.length; i++) items[3 + i] = settings[i];
        return CrossVm.call(ADDRESS, value, "registerAndSetAllRolesDynamic", items);
    }

    /// Makes a collection dynamic.
    function changeToDynamic(bytes memory token)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = token;
        return CrossVm.call(ADDRESS, 0, "changeToDynamic", items);
    }

    /// Takes over a token's type into the global settings; anybody may.
    function updateTokenID(bytes memory token)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = token;
        return CrossVm.call(ADDRESS, 0, "updateTokenID", items);
    }

    /// Makes more of a token, for its owner or another address, where the chain allows it.
    function mint(bytes memory token, uint256 amount)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = token;
        items[1] = CrossVm.fromNumber(amount);
        return CrossVm.call(ADDRESS, 0, "mint", items);
    }

    /// Makes more of a token, for its owner or another address, where the chain allows it.
    function mint(bytes memory token, uint256 amount, address account)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3);
        items[0] = token;
        items[1] = CrossVm.fromNumber(amount);
        items[2] = abi.encodePacked(account);
        return CrossVm.call(ADDRESS, 0, "mint", items);
    }

    /// Burns the caller's tokens, where the chain allows it.
    function ESDTBurn(bytes memory token, uint256 amount)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = token;
        items[1] = CrossVm.fromNumber(amount);
        return CrossVm.call(ADDRESS, 0, "ESDTBurn", items);
    }

    /// Gives roles to an address.
    function setSpecialRole(bytes memory token, address account, string memory role, string[] memory roles)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3 + roles.length);
        items[0] = token;
        items[1] = abi.encodePacked(account);
        items[2] = bytes(role);
        for (uint256 i = 0; i < roles.length; i++) items[3 + i] = bytes(roles[i]);
        return CrossVm.call(ADDRESS, 0, "setSpecialRole", items);
    }

    /// Takes roles from an address.
    function unSetSpecialRole(bytes memory token, address account, string memory role, string[] memory roles)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3 + roles.length);
        items[0] = token;
        items[1] = abi.encodePacked(account);
        items[2] = bytes(role);
        for (uint256 i = 0; i < roles.length; i++) items[3 + i] = bytes(roles[i]);
        return CrossVm.call(ADDRESS, 0, "unSetSpecialRole", items);
    }

    /// Moves the role to make instances from an address to another.
    function transferNFTCreateRole(bytes memory token, address from, address to)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3);
        items[0] = token;
        items[1] = abi.encodePacked(from);
        items[2] = abi.encodePacked(to);
        return CrossVm.call(ADDRESS, 0, "transferNFTCreateRole", items);
    }

    /// Takes the role to make instances from everybody, for ever.
    function stopNFTCreate(bytes memory token)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = token;
        return CrossVm.call(ADDRESS, 0, "stopNFTCreate", items);
    }

    /// Lets several addresses make instances, each in a range of nonces of its own.
    function changeToMultiShardCreate(bytes memory token)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = token;
        return CrossVm.call(ADDRESS, 0, "changeToMultiShardCreate", items);
    }

    /// Lets everybody burn a token.
    function setBurnRoleGlobally(bytes memory token)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = token;
        return CrossVm.call(ADDRESS, 0, "setBurnRoleGlobally", items);
    }

    /// Lets only addresses with the role burn a token.
    function unsetBurnRoleGlobally(bytes memory token)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = token;
        return CrossVm.call(ADDRESS, 0, "unsetBurnRoleGlobally", items);
    }

    /// Takes over who may transfer a token into the global settings.
    function sendAllTransferRoleAddresses(bytes memory token)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = token;
        return CrossVm.call(ADDRESS, 0, "sendAllTransferRoleAddresses", items);
    }

    /// Changes a token's properties, which are pairs of name and `true` or `false`.
    function controlChanges(bytes memory token, string memory property, string[] memory properties)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2 + properties.length);
        items[0] = token;
        items[1] = bytes(property);
        for (uint256 i = 0; i < properties.length; i++) items[2 + i] = bytes(properties[i]);
        return CrossVm.call(ADDRESS, 0, "controlChanges", items);
    }

    /// Gives a token to another owner.
    function transferOwnership(bytes memory token, address owner)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = token;
        items[1] = abi.encodePacked(owner);
        return CrossVm.call(ADDRESS, 0, "transferOwnership", items);
    }

    /// Freezes a token for an address.
    function freeze(bytes memory token, address account)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = token;
        items[1] = abi.encodePacked(account);
        return CrossVm.call(ADDRESS, 0, "freeze", items);
    }

    /// Unfreezes a token for an address.
    function unFreeze(bytes memory token, address account)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = token;
        items[1] = abi.encodePacked(account);
        return CrossVm.call(ADDRESS, 0, "unFreeze", items);
    }

    /// Destroys what an address has of a token that is frozen for it.
    function wipe(bytes memory token, address account)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = token;
        items[1] = abi.encodePacked(account);
        return CrossVm.call(ADDRESS, 0, "wipe", items);
    }

    /// Freezes an instance for an address.
    function freezeSingleNFT(bytes memory token, uint256 nonce, address account)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3);
        items[0] = token;
        items[1] = CrossVm.fromNumber(nonce);
        items[2] = abi.encodePacked(account);
        return CrossVm.call(ADDRESS, 0, "freezeSingleNFT", items);
    }

    /// Unfreezes an instance for an address.
    function unFreezeSingleNFT(bytes memory token, uint256 nonce, address account)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3);
        items[0] = token;
        items[1] = CrossVm.fromNumber(nonce);
        items[2] = abi.encodePacked(account);
        return CrossVm.call(ADDRESS, 0, "unFreezeSingleNFT", items);
    }

    /// Destroys what an address has of an instance that is frozen for it.
    function wipeSingleNFT(bytes memory token, uint256 nonce, address account)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3);
        items[0] = token;
        items[1] = CrossVm.fromNumber(nonce);
        items[2] = abi.encodePacked(account);
        return CrossVm.call(ADDRESS, 0, "wipeSingleNFT", items);
    }

    /// Pauses a token.
    function pause(bytes memory token)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = token;
        return CrossVm.call(ADDRESS, 0, "pause", items);
    }

    /// Resumes a token.
    function unPause(bytes memory token)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = token;
        return CrossVm.call(ADDRESS, 0, "unPause", items);
    }

    /// Returns what a token is and may: name, type, owner, minted, burned, then `Name-value`.
    function getTokenProperties(bytes memory token)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = token;
        return CrossVm.read(ADDRESS, "getTokenProperties", items);
    }

    /// Returns who has which role of a token, an item an address: `address:role,role`.
    function getSpecialRoles(bytes memory token)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = token;
        return CrossVm.read(ADDRESS, "getSpecialRoles", items);
    }

    /// Returns every address with a role of a token, each followed by its roles. Costs nothing, as in production.
    function getAllAddressesAndRoles(bytes memory token)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = token;
        return CrossVm.read(ADDRESS, "getAllAddressesAndRoles", items);
    }

    /// Changes the contract's configuration; for its owner.
    function configChange(address owner, uint256 issuing_cost, uint256 shortest_name, uint256 longest_name)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](4);
        items[0] = abi.encodePacked(owner);
        items[1] = CrossVm.fromNumber(issuing_cost);
        items[2] = CrossVm.fromNumber(shortest_name);
        items[3] = CrossVm.fromNumber(longest_name);
        return CrossVm.call(ADDRESS, 0, "configChange", items);
    }

    /// Pays what the contract has to its owner.
    function claim()
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(ADDRESS, 0, "claim", items);
    }

    /// Returns owner, issue cost, and shortest and longest name.
    function getContractConfig()
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(ADDRESS, "getContractConfig", items);
    }
}
