//! Gas of the tree: numbers in groups, and each VM's part.

use std::collections::BTreeMap;
use vm_core::{TraceFrame, VmType};

/// A number with a comma between groups of three digits.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut output = String::new();
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len().saturating_sub(index);
        if index > 0 && left.checked_rem(3) == Some(0) {
            output.push(',');
        }
        output.push(digit);
    }
    output
}

/// What each VM used itself, in per cent of the whole; the largest part first.
pub(crate) fn shares(frames: &[TraceFrame], gas_ratio: u64) -> Vec<(VmType, u64)> {
    let mut own: Vec<u64> = frames.iter().map(|frame| used(frame, gas_ratio)).collect();
    for frame in frames {
        if let Some(parent) = frame.parent.and_then(|index| own.get_mut(index)) {
            *parent = parent.saturating_sub(used(frame, gas_ratio));
        }
    }
    let mut parts: BTreeMap<VmType, u64> = BTreeMap::new();
    for (frame, gas) in frames.iter().zip(&own) {
        if let Some(vm_type) = frame.vm_type {
            let part = parts.entry(vm_type).or_default();
            *part = part.saturating_add(*gas);
        }
    }
    let whole = parts.values().fold(0u64, |sum, part| sum.saturating_add(*part));
    let per_cent = |part: u64| {
        let share = u128::from(part).saturating_mul(100).checked_div(u128::from(whole));
        u64::try_from(share.unwrap_or_default()).unwrap_or_default()
    };
    let mut shares: Vec<(VmType, u64)> =
        parts.into_iter().map(|(vm_type, part)| (vm_type, per_cent(part))).collect();
    shares.sort_by_key(|(_, share)| core::cmp::Reverse(*share));
    shares
}

/// Gas of a frame with its children, in `MultiversX` units.
fn used(frame: &TraceFrame, gas_ratio: u64) -> u64 {
    match frame.vm_type {
        Some(VmType::EVM) => frame.gas_used.saturating_mul(gas_ratio),
        Some(_) => frame.gas_used,
        None => 0,
    }
}
