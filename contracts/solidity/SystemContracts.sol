// SPDX-License-Identifier: MIT OR Apache-2.0
// Made from the tables of the contracts, by
// `cargo run -p system-vm --example system_contracts -- solidity > contracts/solidity/SystemContracts.sol`;
// a test fails when it is stale.
pragma solidity ^0.8.30;

import {CrossVm} from "./CrossVm.sol";

/// The system contract `staking`. Every function gives the contract's results in order; `value` is native value.
library StakingContract {
    address internal constant ADDRESS = address(uint160(0xffff));

    /// Registers a node and stakes it; for the validator contract.
    function stake(bytes memory key, address reward_address, address owner)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3);
        items[0] = key;
        items[1] = abi.encodePacked(reward_address);
        items[2] = abi.encodePacked(owner);
        return CrossVm.call(ADDRESS, 0, "stake", items);
    }

    /// Registers a node without staking it; for the validator contract.
    function register(bytes memory key, address reward_address, address owner)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3);
        items[0] = key;
        items[1] = abi.encodePacked(reward_address);
        items[2] = abi.encodePacked(owner);
        return CrossVm.call(ADDRESS, 0, "register", items);
    }

    /// Unstakes a node; for the validator contract.
    function unStake(bytes memory key, address reward_address)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = key;
        items[1] = abi.encodePacked(reward_address);
        return CrossVm.call(ADDRESS, 0, "unStake", items);
    }

    /// Forgets a node whose time of unbonding is over; for the validator contract.
    function unBond(bytes memory key)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = key;
        return CrossVm.call(ADDRESS, 0, "unBond", items);
    }

    /// Is no longer in use.
    function get(bytes[] memory items_)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.read(ADDRESS, "get", items);
    }

    /// Succeeds for a node that is staked, and fails for any other.
    function isStaked(bytes memory key)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = key;
        return CrossVm.read(ADDRESS, "isStaked", items);
    }

    /// Is in use by nobody.
    function slash(bytes[] memory items_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.call(ADDRESS, 0, "slash", items);
    }

    /// Jails nodes; for the jailing address.
    function jail(bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + keys.length);
        for (uint256 i = 0; i < keys.length; i++) items[0 + i] = keys[i];
        return CrossVm.call(ADDRESS, 0, "jail", items);
    }

    /// Unjails a node and stakes it again; for the validator contract.
    function unJail(bytes memory key)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = key;
        return CrossVm.call(ADDRESS, 0, "unJail", items);
    }

    /// Sets where the rewards of nodes go; for the validator contract.
    function changeRewardAddress(address reward_address, bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2 + keys.length);
        items[0] = abi.encodePacked(reward_address);
        items[1] = key;
        for (uint256 i = 0; i < keys.length; i++) items[2 + i] = keys[i];
        return CrossVm.call(ADDRESS, 0, "changeRewardAddress", items);
    }

    /// Is no longer in use.
    function changeValidatorKeys(bytes[] memory items_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.call(ADDRESS, 0, "changeValidatorKeys", items);
    }

    /// Is no longer in use: there is no queue.
    function switchJailedWithWaiting(bytes[] memory items_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.call(ADDRESS, 0, "switchJailedWithWaiting", items);
    }

    /// Is no longer in use: there is no queue.
    function getQueueIndex(bytes[] memory items_)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.read(ADDRESS, "getQueueIndex", items);
    }

    /// Is no longer in use: there is no queue.
    function getQueueSize(bytes[] memory items_)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.read(ADDRESS, "getQueueSize", items);
    }

    /// Returns where a node's rewards go, in hex.
    function getRewardAddress(bytes memory key)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = key;
        return CrossVm.read(ADDRESS, "getRewardAddress", items);
    }

    /// Returns `jailed`, `queued`, `staked` or `unStaked`.
    function getBLSKeyStatus(bytes memory key)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = key;
        return CrossVm.read(ADDRESS, "getBLSKeyStatus", items);
    }

    /// Returns the blocks until an unstaked node may be unbonded.
    function getRemainingUnBondPeriod(bytes memory key)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = key;
        return CrossVm.read(ADDRESS, "getRemainingUnBondPeriod", items);
    }

    /// Returns key, register nonce and reward address of every node in the queue of old state; for the validator contract.
    function getQueueRegisterNonceAndRewardAddress()
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(ADDRESS, "getQueueRegisterNonceAndRewardAddress", items);
    }

    /// Sets how many nodes have to stay staked; for the end of an epoch.
    function updateConfigMinNodes(uint256 count)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = CrossVm.fromNumber(count);
        return CrossVm.call(ADDRESS, 0, "updateConfigMinNodes", items);
    }

    /// Sets the owners of nodes that have none, from pairs of key and owner; for the end of an epoch.
    function setOwnersOnAddresses(bytes[] memory pairs)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + pairs.length);
        for (uint256 i = 0; i < pairs.length; i++) items[0 + i] = pairs[i];
        return CrossVm.call(ADDRESS, 0, "setOwnersOnAddresses", items);
    }

    /// Returns who owns a node; for the validator contract.
    function getOwner(bytes memory key)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = key;
        return CrossVm.read(ADDRESS, "getOwner", items);
    }

    /// Sets how many nodes may be staked, and returns how many could; for the end of an epoch.
    function updateConfigMaxNodes(uint256 count)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = CrossVm.fromNumber(count);
        return CrossVm.call(ADDRESS, 0, "updateConfigMaxNodes", items);
    }

    /// Is no longer in use: there is no queue.
    function stakeNodesFromQueue(bytes[] memory items_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.call(ADDRESS, 0, "stakeNodesFromQueue", items);
    }

    /// Unstakes a node that the end of an epoch takes out, and out of the queue of old state.
    function unStakeAtEndOfEpoch(bytes memory key)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = key;
        return CrossVm.call(ADDRESS, 0, "unStakeAtEndOfEpoch", items);
    }

    /// Returns the number of nodes that are staked, jailed or in the queue of old state.
    function getTotalNumberOfRegisteredNodes()
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(ADDRESS, "getTotalNumberOfRegisteredNodes", items);
    }

    /// Is no longer in use: there is no queue.
    function resetLastUnJailedFromQueue(bytes[] memory items_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.call(ADDRESS, 0, "resetLastUnJailedFromQueue", items);
    }

    /// Is no longer in use: there is no queue.
    function cleanAdditionalQueue(bytes[] memory items_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.call(ADDRESS, 0, "cleanAdditionalQueue", items);
    }

    /// Gives nodes to a delegation contract, as owner and for their rewards; for the validator contract.
    function changeOwnerAndRewardAddress(address owner, bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2 + keys.length);
        items[0] = abi.encodePacked(owner);
        items[1] = key;
        for (uint256 i = 0; i < keys.length; i++) items[2 + i] = keys[i];
        return CrossVm.call(ADDRESS, 0, "changeOwnerAndRewardAddress", items);
    }

    /// Is no longer in use: there is no queue.
    function fixWaitingListQueueSize(bytes[] memory items_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.call(ADDRESS, 0, "fixWaitingListQueueSize", items);
    }

    /// Is no longer in use: there is no queue.
    function addMissingNodeToQueue(bytes[] memory items_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.call(ADDRESS, 0, "addMissingNodeToQueue", items);
    }

    /// Is no longer in use: it emptied the queue in the epoch that ended it.
    function unStakeAllNodesFromQueue(bytes[] memory items_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.call(ADDRESS, 0, "unStakeAllNodesFromQueue", items);
    }
}

/// The system contract `validator`. Every function gives the contract's results in order; `value` is native value.
library ValidatorContract {
    address internal constant ADDRESS = address(uint160(0x1ffff));

    /// Adds the value to the caller's stake, and stakes nodes: their number, pairs of BLS key and its signature over the caller's address, a reward address, and a largest stake of a node. Without arguments it adds the value alone. Returns keys that could not be staked, with a code.
    function stake(uint256 value, bytes[] memory items_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.call(ADDRESS, value, "stake", items);
    }

    /// Unstakes nodes of the caller's and what they cost. Returns keys that could not be, with a code.
    function unStake(bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + keys.length);
        items[0] = key;
        for (uint256 i = 0; i < keys.length; i++) items[1 + i] = keys[i];
        return CrossVm.call(ADDRESS, 0, "unStake", items);
    }

    /// Unstakes nodes of the caller's, and leaves the stake. Returns keys that could not be, with a code.
    function unStakeNodes(bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + keys.length);
        items[0] = key;
        for (uint256 i = 0; i < keys.length; i++) items[1 + i] = keys[i];
        return CrossVm.call(ADDRESS, 0, "unStakeNodes", items);
    }

    /// Unstakes a part of the caller's stake.
    function unStakeTokens(uint256 amount)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = CrossVm.fromNumber(amount);
        return CrossVm.call(ADDRESS, 0, "unStakeTokens", items);
    }

    /// Forgets unstaked nodes of the caller's and pays back what they cost. Returns keys that could not be forgotten, with a code.
    function unBond(bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + keys.length);
        items[0] = key;
        for (uint256 i = 0; i < keys.length; i++) items[1 + i] = keys[i];
        return CrossVm.call(ADDRESS, 0, "unBond", items);
    }

    /// Forgets unstaked nodes of the caller's. Returns keys that could not be forgotten, with a code.
    function unBondNodes(bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + keys.length);
        items[0] = key;
        for (uint256 i = 0; i < keys.length; i++) items[1 + i] = keys[i];
        return CrossVm.call(ADDRESS, 0, "unBondNodes", items);
    }

    /// Pays back unstaked tokens whose time is over: an amount, or all of them.
    function unBondTokens()
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(ADDRESS, 0, "unBondTokens", items);
    }

    /// Pays back unstaked tokens whose time is over: an amount, or all of them.
    function unBondTokens(uint256 amount)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = CrossVm.fromNumber(amount);
        return CrossVm.call(ADDRESS, 0, "unBondTokens", items);
    }

    /// Is no longer in use: what is not locked is unstaked with `unStakeTokens`.
    function claim(bytes[] memory items_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.call(ADDRESS, 0, "claim", items);
    }

    /// Is no longer in use.
    function get(bytes[] memory items_)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.read(ADDRESS, "get", items);
    }

    /// Sets the prices of an epoch; for the contract's owner, which is the contract itself.
    function setConfig(uint256 min_stake, uint256 total_supply, uint256 min_step, uint256 node_price, uint256 unjail_price, uint256 epoch)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](6);
        items[0] = CrossVm.fromNumber(min_stake);
        items[1] = CrossVm.fromNumber(total_supply);
        items[2] = CrossVm.fromNumber(min_step);
        items[3] = CrossVm.fromNumber(node_price);
        items[4] = CrossVm.fromNumber(unjail_price);
        items[5] = CrossVm.fromNumber(epoch);
        return CrossVm.call(ADDRESS, 0, "setConfig", items);
    }

    /// Sets where the caller's rewards go.
    function changeRewardAddress(address address_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(address_);
        return CrossVm.call(ADDRESS, 0, "changeRewardAddress", items);
    }

    /// Unjails nodes of the caller's, for the price of each. Returns keys that could not be, with a code, and their price.
    function unJail(uint256 value, bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + keys.length);
        items[0] = key;
        for (uint256 i = 0; i < keys.length; i++) items[1 + i] = keys[i];
        return CrossVm.call(ADDRESS, value, "unJail", items);
    }

    /// Returns what an owner, or the caller, has staked, as text.
    function getTotalStaked()
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(ADDRESS, "getTotalStaked", items);
    }

    /// Returns what an owner, or the caller, has staked, as text.
    function getTotalStaked(address owner)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(owner);
        return CrossVm.read(ADDRESS, "getTotalStaked", items);
    }

    /// Returns an owner's stake above the price of its nodes, its stake, the number of its nodes, and the keys of those that are staked.
    function getTotalStakedTopUpStakedBlsKeys(address owner)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(owner);
        return CrossVm.read(ADDRESS, "getTotalStakedTopUpStakedBlsKeys", items);
    }

    /// Returns key and status of every node of an owner; for the contract itself, in whose name a node asks.
    function getBlsKeysStatus(address owner)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(owner);
        return CrossVm.read(ADDRESS, "getBlsKeysStatus", items);
    }

    /// Takes keys out of the caller's record that are in it twice.
    function cleanRegisteredData()
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(ADDRESS, 0, "cleanRegisteredData", items);
    }

    /// Pauses unstaking and unbonding; for the end of an epoch.
    function pauseUnStakeUnBond()
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(ADDRESS, 0, "pauseUnStakeUnBond", items);
    }

    /// Resumes unstaking and unbonding; for the end of an epoch.
    function unPauseUnStakeUnBond()
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(ADDRESS, 0, "unPauseUnStakeUnBond", items);
    }

    /// Returns amount and remaining epochs of everything that an owner has unstaked.
    function getUnStakedTokensList(address owner)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(owner);
        return CrossVm.read(ADDRESS, "getUnStakedTokensList", items);
    }

    /// Stakes unstaked nodes of the caller's again. Value that comes with it is kept, as in production. Returns keys that could not be staked, with a code.
    function reStakeUnStakedNodes(uint256 value, bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + keys.length);
        items[0] = key;
        for (uint256 i = 0; i < keys.length; i++) items[1 + i] = keys[i];
        return CrossVm.call(ADDRESS, value, "reStakeUnStakedNodes", items);
    }

    /// Adds an owner's record to a delegation contract's; for the delegation manager.
    function mergeValidatorData(address from, address to)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = abi.encodePacked(from);
        items[1] = abi.encodePacked(to);
        return CrossVm.call(ADDRESS, 0, "mergeValidatorData", items);
    }

    /// Makes an owner's record a delegation contract's; for the delegation manager.
    function changeOwnerOfValidatorData(address from, address to)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = abi.encodePacked(from);
        items[1] = abi.encodePacked(to);
        return CrossVm.call(ADDRESS, 0, "changeOwnerOfValidatorData", items);
    }
}

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

/// The system contract `governance`. Every function gives the contract's results in order; `value` is native value.
library GovernanceContract {
    address internal constant ADDRESS = address(uint160(0x3ffff));

    /// Writes the chain's configuration into the state; for the contract itself, in whose name a node calls.
    function initV2(uint256 value)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(ADDRESS, value, "initV2", items);
    }

    /// Makes a proposal, with its fee as value: a Git commit as 40 characters, the first and the last epoch of the vote.
    function proposal(uint256 value, string memory commit, uint256 first_epoch, uint256 last_epoch)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3);
        items[0] = bytes(commit);
        items[1] = CrossVm.fromNumber(first_epoch);
        items[2] = CrossVm.fromNumber(last_epoch);
        return CrossVm.call(ADDRESS, value, "proposal", items);
    }

    /// Votes with all stake of the caller's, who is no contract: the proposal's number, and `yes`, `no`, `veto` or `abstain`.
    function vote(uint256 number, string memory option)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = CrossVm.fromNumber(number);
        items[1] = bytes(option);
        return CrossVm.call(ADDRESS, 0, "vote", items);
    }

    /// Votes with a part of the stake of the caller's, which is a contract: the proposal's number, `yes`, `no`, `veto` or `abstain`, whose vote it is, and how much of the stake.
    function delegateVote(uint256 number, string memory option, address voter, uint256 stake)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](4);
        items[0] = CrossVm.fromNumber(number);
        items[1] = bytes(option);
        items[2] = abi.encodePacked(voter);
        items[3] = CrossVm.fromNumber(stake);
        return CrossVm.call(ADDRESS, 0, "delegateVote", items);
    }

    /// Changes the configuration; for the address that the chain names. The fee, and what of it is lost, as decimal texts; the least part of all stake that votes, of vetoes, and of votes for a proposal that passes, as decimal texts of parts in 10,000.
    function changeConfig(string memory fee, string memory lost_fee, string memory min_quorum, string memory min_veto, string memory min_pass)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](5);
        items[0] = bytes(fee);
        items[1] = bytes(lost_fee);
        items[2] = bytes(min_quorum);
        items[3] = bytes(min_veto);
        items[4] = bytes(min_pass);
        return CrossVm.call(ADDRESS, 0, "changeConfig", items);
    }

    /// Closes a proposal whose vote is over, or, for its issuer, has not begun, and pays the fee back: the proposal's number. Returns how it ended.
    function closeProposal(uint256 number)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = CrossVm.fromNumber(number);
        return CrossVm.call(ADDRESS, 0, "closeProposal", items);
    }

    /// Takes ended proposals out of the lists of voters.
    function clearEndedProposals(address[] memory voters)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + voters.length);
        for (uint256 i = 0; i < voters.length; i++) items[0 + i] = abi.encodePacked(voters[i]);
        return CrossVm.call(ADDRESS, 0, "clearEndedProposals", items);
    }

    /// Returns the power of an account to vote; for the contract itself, in whose name a node asks.
    function viewVotingPower(address account)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(account);
        return CrossVm.read(ADDRESS, "viewVotingPower", items);
    }

    /// Returns fee, lost fee, the least parts for the quorum, for a veto, and to pass, and the number of the last proposal, all as texts; for the contract itself, in whose name a node asks.
    function viewConfig()
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(ADDRESS, "viewConfig", items);
    }

    /// Returns the number of delegated votes of an account and their proposals, the number of its own and their proposals; for the contract itself, in whose name a node asks.
    function viewUserVoteHistory(address account)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(account);
        return CrossVm.read(ADDRESS, "viewUserVoteHistory", items);
    }

    /// Returns used stake, used power, all stake, all power of a contract that votes for others on a proposal; for the contract itself, in whose name a node asks.
    function viewDelegatedVoteInfo(address account, bytes memory number)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = abi.encodePacked(account);
        items[1] = number;
        return CrossVm.read(ADDRESS, "viewDelegatedVoteInfo", items);
    }

    /// Returns fee, commit, number, issuer, first and last epoch, stake that voted, votes for it, against it, vetoes, abstentions, whether it is closed, whether it passed; for the contract itself, in whose name a node asks.
    function viewProposal(uint256 number)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = CrossVm.fromNumber(number);
        return CrossVm.read(ADDRESS, "viewProposal", items);
    }

    /// Pays what was lost of fees to the address that the chain names.
    function claimAccumulatedFees()
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(ADDRESS, 0, "claimAccumulatedFees", items);
    }
}

/// The system contract `delegationManager`. Every function gives the contract's results in order; `value` is native value.
library DelegationManagerContract {
    address internal constant ADDRESS = address(uint160(0x4ffff));

    /// Makes a delegation contract of the caller's, with the value as its owner's first delegation: the largest total delegation (0 for no bound), and the service fee. Returns the contract's address.
    function createNewDelegationContract(uint256 value, uint256 cap, uint256 service_fee)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = CrossVm.fromNumber(cap);
        items[1] = CrossVm.fromNumber(service_fee);
        return CrossVm.call(ADDRESS, value, "createNewDelegationContract", items);
    }

    /// Returns the addresses of all delegation contracts; for the contract itself, in whose name a node asks.
    function getAllContractAddresses()
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(ADDRESS, "getAllContractAddresses", items);
    }

    /// Returns number of contracts, address of the last, smallest and largest service fee, smallest deposit, smallest delegation; for the contract itself, in whose name a node asks.
    function getContractConfig()
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(ADDRESS, "getContractConfig", items);
    }

    /// Sets what making a contract costs; for the address that the chain names.
    function changeMinDeposit(uint256 amount)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = CrossVm.fromNumber(amount);
        return CrossVm.call(ADDRESS, 0, "changeMinDeposit", items);
    }

    /// Sets the least that anybody may have delegated; for the address that the chain names.
    function changeMinDelegationAmount(uint256 amount)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = CrossVm.fromNumber(amount);
        return CrossVm.call(ADDRESS, 0, "changeMinDelegationAmount", items);
    }

    /// Makes a delegation contract of the caller's nodes and their stake: the largest total delegation, and the service fee. Returns the contract's address.
    function makeNewContractFromValidatorData(uint256 cap, uint256 service_fee)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = CrossVm.fromNumber(cap);
        items[1] = CrossVm.fromNumber(service_fee);
        return CrossVm.call(ADDRESS, 0, "makeNewContractFromValidatorData", items);
    }

    /// Merges the caller's nodes and their stake into a delegation contract of the caller's.
    function mergeValidatorToDelegationSameOwner(address contract_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(contract_);
        return CrossVm.call(ADDRESS, 0, "mergeValidatorToDelegationSameOwner", items);
    }

    /// Merges the caller's nodes and their stake into a delegation contract whose owner allowed it.
    function mergeValidatorToDelegationWithWhitelist(address contract_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(contract_);
        return CrossVm.call(ADDRESS, 0, "mergeValidatorToDelegationWithWhitelist", items);
    }

    /// Claims the caller's rewards of several delegation contracts. Returns their sum.
    function claimMulti(uint256 value, address contract_, address[] memory contracts)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + contracts.length);
        items[0] = abi.encodePacked(contract_);
        for (uint256 i = 0; i < contracts.length; i++) items[1 + i] = abi.encodePacked(contracts[i]);
        return CrossVm.call(ADDRESS, value, "claimMulti", items);
    }

    /// Delegates the caller's rewards of several delegation contracts again. Returns their sum.
    function reDelegateMulti(uint256 value, address contract_, address[] memory contracts)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + contracts.length);
        items[0] = abi.encodePacked(contract_);
        for (uint256 i = 0; i < contracts.length; i++) items[1 + i] = abi.encodePacked(contracts[i]);
        return CrossVm.call(ADDRESS, value, "reDelegateMulti", items);
    }
}

/// The system contract `linking`. Every function gives the contract's results in order; `value` is native value.
library LinkingContract {
    address internal constant ADDRESS = address(uint160(0x11ffff));

    /// Links an EVM key to an account: the account, the key's 20 bytes, the nonce of the account's proofs, and the signatures of both keys over the message that `getLinkMessage` tells; the EVM key's may be over the typed data that `getLinkDigest` hashes.
    function link(address account, bytes memory key, uint256 nonce, bytes memory key_signature, bytes memory account_signature)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](5);
        items[0] = abi.encodePacked(account);
        items[1] = key;
        items[2] = CrossVm.fromNumber(nonce);
        items[3] = key_signature;
        items[4] = account_signature;
        return CrossVm.call(ADDRESS, 0, "link", items);
    }

    /// Makes every proof that the caller signed before worthless.
    function revokeLinkProofs()
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(ADDRESS, 0, "revokeLinkProofs", items);
    }

    /// Returns the key that is linked to an account; empty for none.
    function getLinkedKey(address account)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(account);
        return CrossVm.read(ADDRESS, "getLinkedKey", items);
    }

    /// Returns the nonce that the next proof of an account has.
    function getLinkNonce(address account)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(account);
        return CrossVm.read(ADDRESS, "getLinkNonce", items);
    }

    /// Returns the message that both keys sign: account, the key's 20 bytes, nonce.
    function getLinkMessage(address account, bytes memory key, uint256 nonce)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3);
        items[0] = abi.encodePacked(account);
        items[1] = key;
        items[2] = CrossVm.fromNumber(nonce);
        return CrossVm.read(ADDRESS, "getLinkMessage", items);
    }

    /// Returns the hash of the typed data (EIP-712) that the EVM key may sign in the place of the message: account, the key's 20 bytes, nonce.
    function getLinkDigest(address account, bytes memory key, uint256 nonce)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3);
        items[0] = abi.encodePacked(account);
        items[1] = key;
        items[2] = CrossVm.fromNumber(nonce);
        return CrossVm.read(ADDRESS, "getLinkDigest", items);
    }
}

/// The system contract `delegation`. Every function gives the contract's results in order; `value` is native value.
library DelegationContract {

    /// Makes the contract: largest total delegation, service fee; the value is the owner's first delegation. For the manager.
    function _init(address at, uint256 value, uint256 cap, uint256 service_fee)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2);
        items[0] = CrossVm.fromNumber(cap);
        items[1] = CrossVm.fromNumber(service_fee);
        return CrossVm.call(at, value, "_init", items);
    }

    /// Makes the contract of an owner's nodes and stake: largest total delegation, service fee. For the manager.
    function initFromValidatorData(address at, address owner, uint256[] memory settings)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + settings.length);
        items[0] = abi.encodePacked(owner);
        for (uint256 i = 0; i < settings.length; i++) items[1 + i] = CrossVm.fromNumber(settings[i]);
        return CrossVm.call(at, 0, "initFromValidatorData", items);
    }

    /// Takes over an owner's nodes and stake; for the manager.
    function mergeValidatorDataToDelegation(address at, address owner)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(owner);
        return CrossVm.call(at, 0, "mergeValidatorDataToDelegation", items);
    }

    /// Allows somebody to merge nodes into the contract.
    function whitelistForMerge(address at, address account)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(account);
        return CrossVm.call(at, 0, "whitelistForMerge", items);
    }

    /// Takes that back.
    function deleteWhitelistForMerge(address at)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(at, 0, "deleteWhitelistForMerge", items);
    }

    /// Returns who may merge nodes into the contract.
    function getWhitelistForMerge(address at)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(at, "getWhitelistForMerge", items);
    }

    /// Enters nodes: pairs of BLS key and its signature over the contract's address; for the owner.
    function addNodes(address at, bytes memory key, bytes memory signature, bytes[] memory pairs)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](2 + pairs.length);
        items[0] = key;
        items[1] = signature;
        for (uint256 i = 0; i < pairs.length; i++) items[2 + i] = pairs[i];
        return CrossVm.call(at, 0, "addNodes", items);
    }

    /// Removes nodes that are not staked; for the owner.
    function removeNodes(address at, bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + keys.length);
        items[0] = key;
        for (uint256 i = 0; i < keys.length; i++) items[1 + i] = keys[i];
        return CrossVm.call(at, 0, "removeNodes", items);
    }

    /// Stakes nodes with what is delegated; for the owner.
    function stakeNodes(address at, bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + keys.length);
        items[0] = key;
        for (uint256 i = 0; i < keys.length; i++) items[1 + i] = keys[i];
        return CrossVm.call(at, 0, "stakeNodes", items);
    }

    /// Unstakes nodes; for the owner.
    function unStakeNodes(address at, bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + keys.length);
        items[0] = key;
        for (uint256 i = 0; i < keys.length; i++) items[1 + i] = keys[i];
        return CrossVm.call(at, 0, "unStakeNodes", items);
    }

    /// Stakes unstaked nodes again; for the owner.
    function reStakeUnStakedNodes(address at, bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + keys.length);
        items[0] = key;
        for (uint256 i = 0; i < keys.length; i++) items[1 + i] = keys[i];
        return CrossVm.call(at, 0, "reStakeUnStakedNodes", items);
    }

    /// Has the validator contract forget unstaked nodes; for the owner.
    function unBondNodes(address at, bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + keys.length);
        items[0] = key;
        for (uint256 i = 0; i < keys.length; i++) items[1 + i] = keys[i];
        return CrossVm.call(at, 0, "unBondNodes", items);
    }

    /// Unjails nodes for the price of each, which comes as value; for a delegator.
    function unJailNodes(address at, uint256 value, bytes memory key, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1 + keys.length);
        items[0] = key;
        for (uint256 i = 0; i < keys.length; i++) items[1 + i] = keys[i];
        return CrossVm.call(at, value, "unJailNodes", items);
    }

    /// Delegates the value.
    function delegate(address at, uint256 value)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(at, value, "delegate", items);
    }

    /// Takes back a part of what the caller has delegated, or all of it.
    function unDelegate(address at, uint256 amount)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = CrossVm.fromNumber(amount);
        return CrossVm.call(at, 0, "unDelegate", items);
    }

    /// Pays out everything that the caller took back long enough ago.
    function withdraw(address at)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(at, 0, "withdraw", items);
    }

    /// Sets the service fee, in parts of the chain's largest; for the owner.
    function changeServiceFee(address at, uint256 service_fee)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = CrossVm.fromNumber(service_fee);
        return CrossVm.call(at, 0, "changeServiceFee", items);
    }

    /// Sets whether the largest total delegation holds for rewards that are delegated again; for the owner.
    function setCheckCapOnReDelegateRewards(address at, bool checks)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = bytes(checks ? "true" : "false");
        return CrossVm.call(at, 0, "setCheckCapOnReDelegateRewards", items);
    }

    /// Sets whether nodes are staked as soon as there is enough for one more; for the owner.
    function setAutomaticActivation(address at, bool is_automatic)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = bytes(is_automatic ? "true" : "false");
        return CrossVm.call(at, 0, "setAutomaticActivation", items);
    }

    /// Sets the largest total delegation, 0 for no bound; for the owner.
    function modifyTotalDelegationCap(address at, uint256 cap)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = CrossVm.fromNumber(cap);
        return CrossVm.call(at, 0, "modifyTotalDelegationCap", items);
    }

    /// Takes the value as the rewards of the epoch; for the end of an epoch.
    function updateRewards(address at, uint256 value)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(at, value, "updateRewards", items);
    }

    /// Pays out the caller's rewards.
    function claimRewards(address at, uint256 value)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(at, value, "claimRewards", items);
    }

    /// Returns an epoch's rewards, what was delegated in all, and the service fee.
    function getRewardData(address at, uint256 epoch)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = CrossVm.fromNumber(epoch);
        return CrossVm.read(at, "getRewardData", items);
    }

    /// Returns the rewards that an account can claim.
    function getClaimableRewards(address at, address account)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(account);
        return CrossVm.read(at, "getClaimableRewards", items);
    }

    /// Returns the rewards of all epochs; for the end of an epoch, in whose name a node asks.
    function getTotalCumulatedRewards(address at)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(at, "getTotalCumulatedRewards", items);
    }

    /// Returns the number of delegators.
    function getNumUsers(address at)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(at, "getNumUsers", items);
    }

    /// Returns what is taken back and not withdrawn.
    function getTotalUnStaked(address at)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(at, "getTotalUnStaked", items);
    }

    /// Returns what is delegated.
    function getTotalActiveStake(address at)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(at, "getTotalActiveStake", items);
    }

    /// Returns what an account has delegated.
    function getUserActiveStake(address at, address account)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(account);
        return CrossVm.read(at, "getUserActiveStake", items);
    }

    /// Returns what an account is taking back.
    function getUserUnStakedValue(address at, address account)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(account);
        return CrossVm.read(at, "getUserUnStakedValue", items);
    }

    /// Returns what an account can withdraw.
    function getUserUnBondable(address at, address account)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(account);
        return CrossVm.read(at, "getUserUnBondable", items);
    }

    /// Returns amount and remaining epochs of everything that an account is taking back.
    function getUserUnDelegatedList(address at, address account)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(account);
        return CrossVm.read(at, "getUserUnDelegatedList", items);
    }

    /// Returns the number of nodes.
    function getNumNodes(address at)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(at, "getNumNodes", items);
    }

    /// Returns the keys of all nodes, behind `staked`, `notStaked` and `unStaked`.
    function getAllNodeStates(address at)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(at, "getAllNodeStates", items);
    }

    /// Returns owner, service fee, largest total delegation, the owner's initial funds, whether nodes are staked automatically, whether there is a largest delegation, whether the fee can change, whether the largest delegation holds for rewards, block in which the contract was made, and epochs until a withdrawal.
    function getContractConfig(address at)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(at, "getContractConfig", items);
    }

    /// Counts nodes as unstaked; for the end of an epoch, and for staking.
    function unStakeAtEndOfEpoch(address at, uint256 value, bytes[] memory keys)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + keys.length);
        for (uint256 i = 0; i < keys.length; i++) items[0 + i] = keys[i];
        return CrossVm.call(at, value, "unStakeAtEndOfEpoch", items);
    }

    /// Delegates the caller's rewards.
    function reDelegateRewards(address at)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(at, 0, "reDelegateRewards", items);
    }

    /// Succeeds for a delegator, and fails for anybody else.
    function isDelegator(address at, address account)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(account);
        return CrossVm.read(at, "isDelegator", items);
    }

    /// Returns what an account has delegated, can claim, is taking back, and can withdraw.
    function getDelegatorFundsData(address at, address account)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(account);
        return CrossVm.read(at, "getDelegatorFundsData", items);
    }

    /// Returns all rewards of an account, paid or not.
    function getTotalCumulatedRewardsForUser(address at, address account)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(account);
        return CrossVm.read(at, "getTotalCumulatedRewardsForUser", items);
    }

    /// Says what the contract is: name, website, identifier; for the owner.
    function setMetaData(address at, string memory name, string memory website, string memory identifier)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](3);
        items[0] = bytes(name);
        items[1] = bytes(website);
        items[2] = bytes(identifier);
        return CrossVm.call(at, 0, "setMetaData", items);
    }

    /// Returns name, website, identifier.
    function getMetaData(address at)
        internal view
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.read(at, "getMetaData", items);
    }

    /// Adds the value to the contract's account; for the address that the chain names.
    function addTokens(address at, uint256 value, bytes[] memory items_)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0 + items_.length);
        for (uint256 i = 0; i < items_.length; i++) items[0 + i] = items_[i];
        return CrossVm.call(at, value, "addTokens", items);
    }

    /// Sorts the nodes anew, by what staking has of them; anybody may.
    function correctNodesStatus(address at)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(at, 0, "correctNodesStatus", items);
    }

    /// Gives the contract, and what its owner has in it, to somebody who has nothing in it; for the owner.
    function changeOwner(address at, address owner)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](1);
        items[0] = abi.encodePacked(owner);
        return CrossVm.call(at, 0, "changeOwner", items);
    }

    /// Makes the contract's account tell its owner; anybody may.
    function synchronizeOwner(address at)
        internal
        returns (bytes[] memory)
    {
        bytes[] memory items = new bytes[](0);
        return CrossVm.call(at, 0, "synchronizeOwner", items);
    }
}
