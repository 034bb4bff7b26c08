//! The hook table against production's list of imports, and against its reference page.
#![cfg(test)]

#[path = "../examples/hook_bindings/bindings.rs"]
mod bindings;
#[path = "../examples/hooks_page/page.rs"]
mod page;

use space_vm::{FAMILIES, HookRow, SpaceContext, SpaceHooks};
use std::collections::{BTreeMap, BTreeSet};
use vm_core::{GasKey, Hook, HookBinder, HookSignature, HookTable, Release, WasmReturn, WasmType};

const PRODUCTION: &str = include_str!("hooks/production.txt");

fn rows() -> impl Iterator<Item = &'static HookRow> {
    FAMILIES.iter().flat_map(|family| family.rows)
}

/// Production's signatures by name, each as the text of its line.
fn production() -> BTreeMap<&'static str, &'static str> {
    PRODUCTION
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| (line.split('(').next().unwrap(), line))
        .collect()
}

fn wasm_type(kind: WasmType) -> &'static str {
    match kind {
        WasmType::I32 => "i32",
        WasmType::I64 => "i64",
    }
}

/// A signature as production's list writes it.
fn text(signature: &HookSignature) -> String {
    let parameters: Vec<&str> = signature.parameters.iter().copied().map(wasm_type).collect();
    let result = signature.result.map(wasm_type);
    let result = result.map_or_else(String::new, |result| format!(" -> {result}"));
    format!("{}({}){result}", signature.name, parameters.join(", "))
}

#[test]
fn production_offers_277_imports() {
    assert_eq!(production().len(), 277);
}

#[test]
fn every_row_has_the_signature_of_production() {
    let production = production();
    for row in rows() {
        let expected = production.get(row.signature.name).copied();
        assert_eq!(Some(text(&row.signature).as_str()), expected);
    }
}

#[test]
fn names_are_used_once() {
    let mut names = BTreeSet::new();
    for row in rows() {
        assert!(names.insert(row.signature.name), "{}", row.signature.name);
    }
}

#[test]
fn rows_say_what_they_do() {
    for row in rows() {
        let doc = row.doc.trim();
        let name = row.signature.name;
        assert!(doc.ends_with('.') && !doc.contains('|'), "{name}: {doc}");
        assert_eq!(row.parameters.len(), row.signature.parameters.len());
        assert_eq!(row.result.is_empty(), row.signature.result.is_none());
    }
}

/// The imports that `mx-chain-vm-go:vmhost/contexts/runtime.go` refuses before a release.
///
/// It has two lists. The names of the second that no import has are left out: nothing is refused
/// by them.
#[test]
fn rows_are_accepted_from_the_release_of_production() {
    let crypto = [
        "managedVerifyBLSSignatureShare",
        "managedVerifyBLSAggregatedSignature",
        "managedVerifySecp256r1",
        "managedGetOriginalCallerAddr",
        "managedGetRelayerAddr",
        "managedMultiTransferESDTNFTExecuteByUser",
    ];
    let barnard = [
        "getBlockRoundTimeMs",
        "getBlockTimestampMs",
        "getPrevBlockTimestampMs",
        "epochStartBlockTimestampMs",
        "epochStartBlockNonce",
        "epochStartBlockRound",
        "managedGetAllTransfersCallValue",
        "managedExecuteOnDestContextWithErrorReturn",
        "managedMultiTransferESDTNFTExecuteWithReturn",
        "managedGetCodeHash",
        "managedGetESDTTokenType",
    ];
    for row in rows() {
        let name = row.signature.name;
        let expected = if crypto.contains(&name) {
            Release::CryptoOpcodesV2
        } else if barnard.contains(&name) {
            Release::Barnard
        } else {
            Release::Genesis
        };
        assert_eq!(row.since, expected, "{name}");
    }
}

/// Collects what an engine would bind.
#[derive(Default)]
struct Names(Vec<HookSignature>);

macro_rules! collect {
    ($($method:ident($($letter:ident),*);)*) => {
        impl HookBinder<SpaceContext> for Names {
            $(
                fn $method<H, $($letter: vm_core::WasmValue),*>(&mut self)
                where
                    H: Hook<SpaceContext, Arguments = ($($letter,)*)>,
                {
                    self.0.push(HookSignature {
                        name: H::NAME,
                        parameters: &[$($letter::TYPE),*],
                        result: <H::Return as WasmReturn>::TYPE,
                    });
                }
            )*
        }
    };
}

vm_core::for_each_hook_arity!(collect);

#[test]
fn engines_bind_exactly_the_rows() {
    let mut names = Names::default();
    SpaceHooks::bind(&mut names);
    let listed: Vec<HookSignature> = rows().map(|row| row.signature).collect();
    assert_eq!(names.0, listed);
}

#[test]
fn flat_costs_come_from_hook_sections() {
    for key in rows().filter_map(|row| row.gas) {
        assert!(GasKey::ALL.contains(&key));
        assert_ne!(key, GasKey::CopyPerByteForTooBig, "a price, not a cost");
    }
}

#[test]
fn the_reference_page_is_fresh() {
    let page = include_str!("../../../docs/hooks.md");
    assert!(
        page == page::render(),
        "docs/hooks.md is stale: cargo run -p space-vm --example hooks_page > docs/hooks.md"
    );
}

#[test]
fn the_declarations_for_other_languages_are_fresh() {
    for (language, committed, made) in [
        ("c", include_str!("../../../contracts/c/hooks.h"), bindings::c()),
        (
            "assemblyscript",
            include_str!("../../../contracts/assemblyscript/hooks.ts"),
            bindings::assemblyscript(),
        ),
    ] {
        assert!(
            committed == made,
            "stale: cargo run -p space-vm --example hook_bindings -- {language}"
        );
    }
}
