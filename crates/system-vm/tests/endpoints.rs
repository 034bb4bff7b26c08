//! The tables of the system contracts: what is made from them, and what every row refuses.
#![cfg(test)]

#[path = "../examples/system_contracts/page.rs"]
mod page;
#[path = "../examples/system_contracts/solidity.rs"]
mod solidity;
mod support;

use std::collections::BTreeSet;
use std::path::Path;
use support::{ALICE, Chain, GAS, is_halt, text};
use system_vm::{
    Accepts, Charge, Check, ContractTable, Denial, EndpointRow, EsdtConfig, EsdtContract,
    FIRST_DELEGATION_ADDRESS, FaceStandard, Occurs, SystemVm,
};
use vm_core::{
    AccountData, Address, CallOutcome, CallRequest, CallScheme, Code, HaltReason, ReturnCode,
    Status, TokenTransfer, U256, VmType,
};

/// Where a delegation contract lies.
const POOL: Address = {
    let mut address = FIRST_DELEGATION_ADDRESS;
    address.0[28] = 2;
    address
};

/// Every contract, with what production switches off switched on.
fn vm() -> SystemVm {
    let esdt = EsdtConfig { global_mint_burn: true, ..EsdtConfig::default() };
    SystemVm::protocol().contract(EsdtContract::new(esdt)).build()
}

#[test]
fn the_reference_page_is_fresh() {
    assert!(
        include_str!("../../../docs/system-contracts.md") == page::render(&vm().tables()),
        "stale: cargo run -p system-vm --example system_contracts > docs/system-contracts.md"
    );
}

#[test]
fn the_solidity_libraries_are_fresh() {
    assert!(
        include_str!("../../../contracts/solidity/SystemContracts.sol")
            == solidity::render(&vm().tables()),
        "stale: cargo run -p system-vm --example system_contracts -- solidity > \
         contracts/solidity/SystemContracts.sol"
    );
}

/// The compiler saw the libraries as they are, and every contract as it is: an artifact has the hashes of
/// its sources.
#[test]
fn the_solidity_artifacts_are_of_the_sources() {
    let contracts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts");
    let mut compiled = BTreeSet::new();
    for entry in std::fs::read_dir(contracts.join("artifacts")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|it| it != "json") {
            continue;
        }
        let artifact: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for (name, hash) in artifact["sources"].as_object().into_iter().flatten() {
            let source = std::fs::read(contracts.join("solidity").join(name)).unwrap();
            let seen = alloy_primitives::keccak256(source).to_string();
            assert_eq!(hash.as_str(), Some(seen.as_str()), "stale: {} of {name}", path.display());
            compiled.insert(name.clone());
        }
    }
    assert!(compiled.contains("SystemContracts.sol"), "{compiled:?}");
}

#[test]
fn tables_are_well_formed() {
    for table in vm().tables() {
        let names: BTreeSet<_> = table.rows.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), table.rows.len(), "{}", table.name);
        for row in table.rows {
            let name = row.name;
            assert!(row.doc.starts_with(' ') && row.doc.ends_with('.'), "{name}");
            let unique: BTreeSet<_> = row.checks.iter().collect();
            assert_eq!(unique.len(), row.checks.len(), "{name}: a check is made once");
            for check in [Check::Arguments, Check::Value, Check::Gas] {
                assert!(row.checks.contains(&check), "{name}: {check:?}");
            }
            let occurs: Vec<_> = row.arguments.iter().map(|it| it.occurs).collect();
            assert!(occurs.is_sorted(), "{name}: what may be left out is last");
            let many = occurs.iter().filter(|it| **it == Occurs::Many).count();
            assert!(many <= 1, "{name}");
            assert!(!matches!(row.charge, Charge::Key { key: "", .. }), "{name}");
        }
    }
}

/// The rows that are left when the checks before one of them pass: no check of the contract's own
/// comes before it.
fn rows_before_guard(check: Check) -> Vec<(ContractTable, &'static EndpointRow)> {
    let tables = vm().tables().into_iter();
    let rows = tables.flat_map(|table| {
        let rows = table.rows.clone();
        rows.into_iter().map(move |row| (table.clone(), row))
    });
    rows.filter(|(_, row)| {
        row.checks.iter().take_while(|it| **it != check).all(|it| *it != Check::Guard)
    })
    .collect()
}

/// Every contract, and one that was made of the template.
fn chain() -> Chain {
    Chain::of(vm(), "", |state| {
        let template = FIRST_DELEGATION_ADDRESS.as_slice().to_vec();
        let code = Code::new(VmType::SYSTEM, template.into());
        state.accounts.insert(POOL, AccountData { code, ..AccountData::default() });
    })
}

/// A call of an endpoint with a right number of arguments, all of them empty.
fn call(
    chain: &mut Chain,
    (table, row): &(ContractTable, &'static EndpointRow),
    change: impl FnOnce(&mut CallRequest),
) -> CallOutcome {
    call_with(chain, (table, row), row.arguments_min(), change)
}

fn call_with(
    chain: &mut Chain,
    (table, row): (&ContractTable, &EndpointRow),
    count: usize,
    change: impl FnOnce(&mut CallRequest),
) -> CallOutcome {
    let address = if table.is_template { POOL } else { table.address };
    let mut request = chain.request(ALICE, address, row.name, &vec![&[][..]; count]);
    change(&mut request);
    chain.run(request).call
}

fn expect_denial(outcome: &CallOutcome, denial: Denial, name: &str) {
    let code = denial.reason.map_or(ReturnCode::UserError, HaltReason::return_code);
    assert_eq!((outcome.return_code(), text(outcome).as_str()), (code, denial.text), "{name}");
    assert_eq!(outcome.gas_left, 0, "{name}");
}

#[test]
fn value_comes_only_where_the_row_takes_it() {
    let mut chain = chain();
    let mut checked = 0;
    for place in rows_before_guard(Check::Value) {
        if place.1.accepts == Accepts::Nothing {
            let outcome = call(&mut chain, &place, |it| it.value = U256::ONE);
            expect_denial(&outcome, place.1.wrong_value, place.1.name);
            checked += 1;
        }
    }
    assert!(checked > 0);
}

#[test]
fn tokens_come_only_where_the_row_takes_them() {
    let mut chain = chain();
    for place in rows_before_guard(Check::Guard) {
        if place.1.accepts != Accepts::ValueAndTokens {
            let outcome = call(&mut chain, &place, |it| {
                let token = vm_core::Bytes::from_static(b"TOK-123456");
                it.tokens = vec![TokenTransfer { token, nonce: 0, amount: 1_u8.into() }];
            });
            let denial = Denial::user_error("cannot transfer ESDT to system SCs");
            expect_denial(&outcome, denial, place.1.name);
        }
    }
}

#[test]
fn only_views_run_in_read_only_frames() {
    let mut chain = chain();
    for place in rows_before_guard(Check::Guard) {
        let outcome = call(&mut chain, &place, |it| it.read_only = true);
        let is_refused = is_halt(&outcome, HaltReason::ReadOnlyViolation);
        assert_eq!(is_refused, !place.1.is_pure, "{}", place.1.name);
    }
}

#[test]
fn nobody_delegates_to_an_endpoint() {
    let mut chain = chain();
    for place in rows_before_guard(Check::Guard) {
        for scheme in [CallScheme::Delegate, CallScheme::CallCode] {
            for read_only in [false, true] {
                let outcome = call(&mut chain, &place, |it| {
                    (it.scheme, it.read_only) = (scheme, read_only);
                });
                let name = place.1.name;
                assert!(is_halt(&outcome, HaltReason::CrossVmDelegate), "{name} {scheme:?}");
            }
        }
    }
}

#[test]
fn every_row_charges_before_its_body() {
    let mut chain = chain();
    for place in rows_before_guard(Check::Gas) {
        let costs = chain.session().environment.rules.gas_schedule.metachain_system.clone();
        let cost = place.1.charge.of(&costs);
        assert!(cost <= GAS);
        if let Some(gas) = cost.checked_sub(1) {
            let outcome = call(&mut chain, &place, |it| it.gas = gas);
            assert!(is_halt(&outcome, HaltReason::OutOfGas), "{}", place.1.name);
        }
        let outcome = call(&mut chain, &place, |it| it.gas = cost);
        if matches!(place.1.charge, Charge::Key { .. } | Charge::Fixed(_)) {
            assert_ne!(outcome.status, Status::Halt(HaltReason::OutOfGas), "{}", place.1.name);
        }
    }
}

#[test]
fn a_wrong_number_of_arguments_is_refused_with_the_rows_words() {
    let mut chain = chain();
    let mut checked = 0;
    for (table, row) in rows_before_guard(Check::Arguments) {
        let too_many = row.arguments_max().map(|most| most + 1);
        let too_few = row.arguments_min().checked_sub(1);
        for count in [too_few, too_many].into_iter().flatten() {
            let outcome = call_with(&mut chain, (&table, row), count, |_| {});
            expect_denial(&outcome, row.wrong_count, row.name);
            checked += 1;
        }
    }
    assert!(checked > 0);
}

/// The tables of `docs/token-faces.md`, line by line.
#[test]
fn the_page_of_faces_is_that_of_their_tables() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/token-faces.md");
    let page = std::fs::read_to_string(path).unwrap();
    let written: Vec<&str> = page.lines().filter(|line| line.starts_with("| `")).collect();
    let expected: Vec<String> = FaceStandard::ALL
        .iter()
        .flat_map(|standard| standard.functions())
        .map(|row| {
            let view = if row.is_view { ", view" } else { "" };
            let doc = row.doc.trim();
            format!("| `{}`{view} | {} | {} | {doc} |", row.signature, row.reads, row.key)
        })
        .collect();
    assert_eq!(written, expected);
}
