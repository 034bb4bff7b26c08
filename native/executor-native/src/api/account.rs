// SPDX-License-Identifier: GPL-3.0-only
//! Accounts, blocks, transaction and storage.
// tidy: table: a row for each method of the framework's API

use super::{Argument, FromHook, call, call_into, families, methods};
use crate::guest::with_statics;
use crate::statics::{Scratch, Statics};
use core::cell::RefCell;
use multiversx_sc::api::{
    BlockchainApi, BlockchainApiImpl, StorageReadApi, StorageReadApiImpl, StorageWriteApi,
    StorageWriteApiImpl,
};
use multiversx_sc::types::EsdtLocalRoleFlags;
use multiversx_sc::types::heap::{Address, H256};

families! {
    BlockchainApi::BlockchainApiImpl by blockchain_api_impl;
    StorageReadApi::StorageReadApiImpl by storage_read_api_impl;
    StorageWriteApi::StorageWriteApiImpl by storage_write_api_impl;
}

methods! { StorageReadApiImpl, storage_read {
    fn storage_load_managed_buffer_raw(key: i32, to: i32) -> () = "mBufferStorageLoad"(key, to);
    fn storage_load_from_address(address: i32, key: i32, to: i32) -> () = "mBufferStorageLoadFromAddress"(address, key, to);
} }

methods! { StorageWriteApiImpl, storage_write {
    fn storage_store_managed_buffer_raw(key: i32, value: i32) -> () = "mBufferStorageStore"(key, value);
} }

methods! { BlockchainApiImpl, blockchain {
    fn load_caller_managed(to: i32) -> () = "managedCaller"(to);
    fn load_sc_address_managed(to: i32) -> () = "managedSCAddress"(to);
    fn load_owner_address_managed(to: i32) -> () = "managedOwnerAddress"(to);
    fn get_shard_of_address_legacy(address: &Address) -> u32 = "getShardOfAddress"(Argument::At(address.as_bytes()));
    fn get_shard_of_address(address: i32) -> u32 = "getShardOfAddress"(Argument::At(&load_address(address)));
    fn is_smart_contract_legacy(address: &Address) -> bool = "isSmartContract"(Argument::At(address.as_bytes()));
    fn is_smart_contract(address: i32) -> bool = "isSmartContract"(Argument::At(&load_address(address)));
    fn load_balance_legacy(to: i32, address: &Address) -> () = "bigIntGetExternalBalance"(Argument::At(address.as_bytes()), to);
    fn load_balance(to: i32, address: i32) -> () = "bigIntGetExternalBalance"(Argument::At(&load_address(address)), to);
    fn load_state_root_hash_managed(to: i32) -> () = "managedGetStateRootHash"(to);
    fn load_tx_hash_managed(to: i32) -> () = "managedGetOriginalTxHash"(to);
    fn get_gas_left() -> u64 = "getGasLeft"();
    fn get_block_timestamp() -> u64 = "getBlockTimestamp"();
    fn get_block_timestamp_ms() -> u64 = "getBlockTimestampMs"();
    fn get_block_nonce() -> u64 = "getBlockNonce"();
    fn get_block_round() -> u64 = "getBlockRound"();
    fn get_block_epoch() -> u64 = "getBlockEpoch"();
    fn load_block_random_seed_managed(to: i32) -> () = "managedGetBlockRandomSeed"(to);
    fn get_prev_block_timestamp() -> u64 = "getPrevBlockTimestamp"();
    fn get_prev_block_timestamp_ms() -> u64 = "getPrevBlockTimestampMs"();
    fn get_prev_block_nonce() -> u64 = "getPrevBlockNonce"();
    fn get_prev_block_round() -> u64 = "getPrevBlockRound"();
    fn get_prev_block_epoch() -> u64 = "getPrevBlockEpoch"();
    fn load_prev_block_random_seed_managed(to: i32) -> () = "managedGetPrevBlockRandomSeed"(to);
    fn get_block_round_time_ms() -> u64 = "getBlockRoundTimeMs"();
    fn epoch_start_block_timestamp_ms() -> u64 = "epochStartBlockTimestampMs"();
    fn epoch_start_block_nonce() -> u64 = "epochStartBlockNonce"();
    fn epoch_start_block_round() -> u64 = "epochStartBlockRound"();
    fn managed_get_esdt_token_data(address: i32, token: i32, nonce: u64, value: i32, properties: i32, hash: i32, name: i32,
        attributes: i32, creator: i32, royalties: i32, uris: i32) -> ()
        = "managedGetESDTTokenData"(address, token, nonce, value, properties, hash, name, attributes, creator, royalties, uris);
    fn managed_get_back_transfers(tokens: i32, value: i32) -> () = "managedGetBackTransfers"(tokens, value);
    fn check_esdt_frozen(address: i32, token: i32, nonce: u64) -> bool = "managedIsESDTFrozen"(address, token, nonce);
    fn check_esdt_paused(token: i32) -> bool = "managedIsESDTPaused"(token);
    fn check_esdt_limited_transfer(token: i32) -> bool = "managedIsESDTLimitedTransfer"(token);
    fn managed_get_code_metadata(address: i32, to: i32) -> () = "managedGetCodeMetadata"(address, to);
    fn managed_get_code_hash(address: i32, to: i32) -> () = "managedGetCodeHash"(address, to);
    fn managed_is_builtin_function(name: i32) -> bool = "managedIsBuiltinFunction"(name);
    fn managed_get_esdt_token_type(address: i32, token: i32, nonce: u64, to: i32) -> ()
        = "managedGetESDTTokenType"(address, token, nonce, to);
}
    fn get_caller_legacy(&self) -> Address {
        Address::new(written("getCaller"))
    }

    fn get_sc_address_legacy(&self) -> Address {
        Address::new(written("getSCAddress"))
    }

    fn get_tx_hash_legacy(&self) -> H256 {
        H256::new(written("getOriginalTxHash"))
    }

    fn get_prev_block_random_seed_legacy(&self) -> Box<[u8; 48]> {
        Box::new(written("getPrevBlockRandomSeed"))
    }

    fn get_current_esdt_nft_nonce(&self, address: i32, token: i32) -> u64 {
        let length = token_length(token);
        let (address, token) = (load_address(address), load_token(token));
        u64::from_hook(call("getCurrentESDTNFTNonce", &[
            Argument::At(&address),
            Argument::At(&token),
            length.into(),
        ]))
    }

    fn load_esdt_balance(&self, address: i32, token: i32, nonce: u64, to: i32) {
        let length = token_length(token);
        let (address, token) = (load_address(address), load_token(token));
        call("bigIntGetESDTExternalBalance", &[
            Argument::At(&address),
            Argument::At(&token),
            length.into(),
            nonce.into(),
            to.into(),
        ]);
    }

    fn load_esdt_local_roles(&self, token: i32) -> EsdtLocalRoleFlags {
        EsdtLocalRoleFlags::from_bits_retain(call("getESDTLocalRoles", &[token.into()]))
    }
}

/// What a hook without other parameters writes.
fn written<const LENGTH: usize>(hook: &str) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    call_into(hook, &[Argument::Out], &mut bytes);
    bytes
}

fn token_length(token: i32) -> usize {
    usize::from_hook(call("mBufferGetLength", &[token.into()]))
}

/// An address out of a buffer. What a shorter buffer leaves is of the address before, as in WASM.
fn load_address(buffer: i32) -> [u8; 32] {
    load(buffer, |statics| &statics.address)
}

/// A token identifier out of a buffer, in the same way.
fn load_token(buffer: i32) -> [u8; 32] {
    load(buffer, |statics| &statics.token)
}

fn load(buffer: i32, scratch: impl Fn(&Statics) -> &RefCell<Scratch>) -> [u8; 32] {
    let mut bytes = with_statics(|statics| *scratch(statics).borrow());
    call_into("mBufferGetBytes", &[buffer.into(), Argument::Out], &mut bytes);
    with_statics(|statics| scratch(statics).replace(bytes));
    bytes.first_chunk().copied().unwrap_or_default()
}
