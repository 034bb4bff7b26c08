//! The block, the one before it, the epoch's first, and the transaction
//! (`mx-chain-vm-go:vmhost/vmhooks/baseOps.go`).

use crate::guest::{Guest, GuestAccess};
use crate::table::{Handle, MemPtr, hooks};
use vm_core::{B256, BlockInfo, Bytes, Environment, HookTrap};

/// Milliseconds of a round, which production's chains have (`mx-chain-go:cmd/node/config`).
const ROUND_TIME_MS: i64 = 6_000;

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Gas that is left, after the price of asking.
    "getGasLeft" => GetGasLeft = gas_left() -> i64, gas GetGasLeft, since Genesis;
    /// Time of the block, in seconds since the Unix epoch.
    "getBlockTimestamp" => GetBlockTimestamp = timestamp() -> i64, gas GetBlockTimeStamp, since Genesis;
    /// Time of the block, in milliseconds since the Unix epoch.
    "getBlockTimestampMs" => GetBlockTimestampMs = timestamp_ms() -> i64, gas GetBlockTimeStamp, since Barnard;
    /// Number of the block.
    "getBlockNonce" => GetBlockNonce = nonce() -> i64, gas GetBlockNonce, since Genesis;
    /// Round of the block.
    "getBlockRound" => GetBlockRound = round() -> i64, gas GetBlockRound, since Genesis;
    /// Epoch of the block.
    "getBlockEpoch" => GetBlockEpoch = epoch() -> i64, gas GetBlockEpoch, since Genesis;
    /// Writes the random seed of the block into guest memory.
    "getBlockRandomSeed" => GetBlockRandomSeed = random_seed(result: MemPtr) -> (), gas GetBlockRandomSeed, since Genesis;
    /// Puts the random seed of the block into a buffer.
    "managedGetBlockRandomSeed" => ManagedGetBlockRandomSeed = managed_random_seed(result: Handle) -> (), gas GetBlockRandomSeed, since Genesis;
    /// Writes the root hash of the state into guest memory.
    "getStateRootHash" => GetStateRootHash = root_hash(result: MemPtr) -> (), gas GetStateRootHash, since Genesis;
    /// Puts the root hash of the state into a buffer.
    "managedGetStateRootHash" => ManagedGetStateRootHash = managed_root_hash(result: Handle) -> (), gas GetStateRootHash, since Genesis;
    /// Time of the previous block, in seconds since the Unix epoch.
    "getPrevBlockTimestamp" => GetPrevBlockTimestamp = previous_timestamp() -> i64, gas GetBlockTimeStamp, since Genesis;
    /// Time of the previous block, in milliseconds since the Unix epoch.
    "getPrevBlockTimestampMs" => GetPrevBlockTimestampMs = previous_timestamp_ms() -> i64, gas GetBlockTimeStamp, since Barnard;
    /// Number of the previous block.
    "getPrevBlockNonce" => GetPrevBlockNonce = previous_nonce() -> i64, gas GetBlockNonce, since Genesis;
    /// Round of the previous block.
    "getPrevBlockRound" => GetPrevBlockRound = previous_round() -> i64, gas GetBlockRound, since Genesis;
    /// Epoch of the previous block.
    "getPrevBlockEpoch" => GetPrevBlockEpoch = previous_epoch() -> i64, gas GetBlockEpoch, since Genesis;
    /// Writes the random seed of the previous block into guest memory.
    "getPrevBlockRandomSeed" => GetPrevBlockRandomSeed = previous_random_seed(result: MemPtr) -> (), gas GetBlockRandomSeed, since Genesis;
    /// Puts the random seed of the previous block into a buffer.
    "managedGetPrevBlockRandomSeed" => ManagedGetPrevBlockRandomSeed = managed_previous_random_seed(result: Handle) -> (), gas GetBlockRandomSeed, since Genesis;
    /// Duration of a round, in milliseconds.
    "getBlockRoundTimeMs" => GetBlockRoundTimeMs = round_time_ms() -> i64, gas GetRoundTime, since Barnard;
    /// Time of the block that started the epoch, in milliseconds since the Unix epoch.
    "epochStartBlockTimestampMs" => EpochStartBlockTimestampMs = epoch_start_timestamp_ms() -> i64, gas EpochStartBlockTimeStamp, since Barnard;
    /// Number of the block that started the epoch.
    "epochStartBlockNonce" => EpochStartBlockNonce = epoch_start_nonce() -> i64, gas EpochStartBlockNonce, since Barnard;
    /// Round of the block that started the epoch.
    "epochStartBlockRound" => EpochStartBlockRound = epoch_start_round() -> i64, gas EpochStartBlockRound, since Barnard;
    /// Writes the hash of a recent block into guest memory; returns 0.
    "getBlockHash" => GetBlockHash = block_hash(nonce: i64, result: MemPtr) -> i32, gas GetBlockHash, since Genesis;
    /// Writes the hash of the first transaction of a chain of results into guest memory.
    "getOriginalTxHash" => GetOriginalTxHash = original_hash(result: MemPtr) -> (), gas GetOriginalTxHash, since Genesis;
    /// Puts the hash of the first transaction of a chain of results into a buffer.
    "managedGetOriginalTxHash" => ManagedGetOriginalTxHash = managed_original_hash(result: Handle) -> (), gas GetOriginalTxHash, since Genesis;
    /// Writes the hash of the transaction into guest memory.
    "getCurrentTxHash" => GetCurrentTxHash = current_hash(result: MemPtr) -> (), gas GetCurrentTxHash, since Genesis;
    /// Writes the hash of the previous transaction of a chain of results into guest memory.
    "getPrevTxHash" => GetPrevTxHash = previous_hash(result: MemPtr) -> (), gas GetPrevTxHash, since Genesis;
}

fn environment<'g>(guest: &'g Guest<'_>) -> &'g Environment {
    guest.context.environment()
}

/// A number of the border; numbers beyond 63 bits turn negative, as in production.
fn number(value: u64) -> Result<i64, HookTrap> {
    Ok(value.cast_signed())
}

fn gas_left(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    number(guest.points.available())
}

fn timestamp(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    number(environment(guest).block.timestamp())
}

fn timestamp_ms(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    number(environment(guest).block.timestamp_ms)
}

fn nonce(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    number(environment(guest).block.nonce)
}

fn round(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    number(environment(guest).block.round)
}

fn epoch(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    Ok(environment(guest).block.epoch.into())
}

fn previous_timestamp(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    number(environment(guest).previous_block.timestamp())
}

fn previous_timestamp_ms(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    number(environment(guest).previous_block.timestamp_ms)
}

fn previous_nonce(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    number(environment(guest).previous_block.nonce)
}

fn previous_round(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    number(environment(guest).previous_block.round)
}

fn previous_epoch(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    Ok(environment(guest).previous_block.epoch.into())
}

fn round_time_ms(_guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    Ok(ROUND_TIME_MS)
}

fn epoch_start_timestamp_ms(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    number(environment(guest).epoch_start.timestamp_ms)
}

fn epoch_start_nonce(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    number(environment(guest).epoch_start.nonce)
}

fn epoch_start_round(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    number(environment(guest).epoch_start.round)
}

fn store(
    guest: &mut Guest<'_>,
    result: MemPtr,
    value: impl Fn(&Environment) -> Bytes,
) -> Result<(), HookTrap> {
    let bytes = value(environment(guest));
    guest.store(result.0, &bytes)
}

fn put(
    guest: &mut Guest<'_>,
    result: Handle,
    value: impl Fn(&Environment) -> Bytes,
) -> Result<(), HookTrap> {
    let bytes = value(environment(guest));
    guest.context.managed.set_buffer(result, bytes);
    Ok(())
}

fn seed(block: &BlockInfo) -> Bytes {
    block.random_seed.clone()
}

fn hash(hash: &B256) -> Bytes {
    Bytes::copy_from_slice(hash.as_slice())
}

fn random_seed(guest: &mut Guest<'_>, result: MemPtr) -> Result<(), HookTrap> {
    store(guest, result, |it| seed(&it.block))
}

fn managed_random_seed(guest: &mut Guest<'_>, result: Handle) -> Result<(), HookTrap> {
    put(guest, result, |it| seed(&it.block))
}

fn root_hash(guest: &mut Guest<'_>, result: MemPtr) -> Result<(), HookTrap> {
    store(guest, result, |it| it.block.root_hash.clone())
}

fn managed_root_hash(guest: &mut Guest<'_>, result: Handle) -> Result<(), HookTrap> {
    put(guest, result, |it| it.block.root_hash.clone())
}

fn previous_random_seed(guest: &mut Guest<'_>, result: MemPtr) -> Result<(), HookTrap> {
    store(guest, result, |it| seed(&it.previous_block))
}

fn managed_previous_random_seed(guest: &mut Guest<'_>, result: Handle) -> Result<(), HookTrap> {
    put(guest, result, |it| seed(&it.previous_block))
}

fn block_hash(guest: &mut Guest<'_>, nonce: i64, result: MemPtr) -> Result<i32, HookTrap> {
    let found = guest
        .context
        .journal()?
        .hook()
        .block_hash(nonce.cast_unsigned());
    if let Some(found) = guest.check(found)? {
        guest.store(result.0, found.as_slice())?;
    }
    Ok(0)
}

fn original_hash(guest: &mut Guest<'_>, result: MemPtr) -> Result<(), HookTrap> {
    store(guest, result, |it| hash(&it.transaction.original_hash))
}

fn managed_original_hash(guest: &mut Guest<'_>, result: Handle) -> Result<(), HookTrap> {
    put(guest, result, |it| hash(&it.transaction.original_hash))
}

fn current_hash(guest: &mut Guest<'_>, result: MemPtr) -> Result<(), HookTrap> {
    store(guest, result, |it| hash(&it.transaction.hash))
}

fn previous_hash(guest: &mut Guest<'_>, result: MemPtr) -> Result<(), HookTrap> {
    store(guest, result, |it| hash(&it.transaction.previous_hash))
}
