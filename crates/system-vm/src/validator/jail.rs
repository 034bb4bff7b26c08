//! `unJail`: nodes come back for a price.

use super::registry::{call_staking, charge_arguments, check_keys, load_own, pay_caller, prices};
use super::{KeyResult, ValidatorContract, key_result};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::token::{amount_bytes, amount_of, difference, product, sum};
use num_bigint::BigUint;

/// Where the contract keeps what was paid for unjailing.
const FUNDS_KEY: &[u8] = b"unJailFunds";

pub(super) fn unjail(contract: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    let price = prices(contract, context)?.unjail_price;
    let count = u64::try_from(context.arguments().len()).unwrap_or(u64::MAX);
    let paid = amount_of(context.value());
    if paid != product(&price, count) {
        return Err(NativeError::refused("wanted exact unjail price * numNodes"));
    }
    let cost = context.environment().rules.gas_schedule.metachain_system.unjail;
    charge_arguments(context, cost)?;
    check_keys(&load_own(context)?, context.arguments())?;
    let (mut results, mut failed) = (Vec::new(), 0_u64);
    for key in context.arguments().to_vec() {
        if !call_staking(context, "unJail", vec![key.clone()])?.status.is_success() {
            failed = failed.saturating_add(1);
            results.extend(key_result(&key, KeyResult::Failed));
        }
    }
    let back = product(&price, failed);
    if back != BigUint::ZERO {
        pay_caller(context, &back)?;
    }
    let funds = BigUint::from_bytes_be(&context.storage(FUNDS_KEY)?);
    let funds = sum(&funds, &difference(&paid, &back).unwrap_or_default());
    context.set_storage(FUNDS_KEY, amount_bytes(&funds))?;
    Ok(results)
}
