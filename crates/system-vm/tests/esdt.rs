//! The ESDT contract: issue, properties, roles, supply, and what it refuses.
#![cfg(test)]

mod support;

use num_bigint::BigUint;
use support::{ALICE, BOB, Chain, GAS, ISSUE_COST, is_halt, text};
use system_vm::{ESDT_ADDRESS, EsdtConfig, IssuedToken, RoleHolder, role_name, token_key};
use vm_core::{Address, Bytes, CallOutcome, HaltReason, ReturnCode, ReturnData, U256};

fn issue(chain: &mut Chain, arguments: &[&[u8]], value: u64) -> CallOutcome {
    let mut request = chain.request(ALICE, ESDT_ADDRESS, "issue", arguments);
    request.value = U256::from(value);
    chain.run(request).call
}

fn issued(chain: &mut Chain, token: &[u8]) -> IssuedToken {
    IssuedToken::decode(&chain.storage(ESDT_ADDRESS, token)).unwrap()
}

fn items(outcome: CallOutcome) -> Vec<String> {
    let ReturnData::Items(items) = outcome.data else {
        panic!("items");
    };
    items.iter().map(|it| String::from_utf8_lossy(it).into_owned()).collect()
}

#[test]
fn an_issue_returns_the_identifier_and_pays_the_supply() {
    let mut chain = Chain::new();
    let contract = chain.account(ESDT_ADDRESS);
    let outcome = issue(&mut chain, &[b"Token", b"TOK", &[3, 0xe8], &[18]], ISSUE_COST);
    assert_eq!(outcome.gas_left, GAS - 50_000_000);
    let token = items(outcome).remove(0);
    assert!(token.starts_with("TOK-") && token.len() == 10, "{token}");
    assert_eq!(chain.balance(ALICE, token.as_bytes(), 0), BigUint::from(1000_u32));
    let paid = chain.session().journal.balance(&contract).unwrap();
    assert_eq!(paid, U256::from(ISSUE_COST));
    let stored = issued(&mut chain, token.as_bytes());
    assert_eq!((stored.owner.as_ref(), stored.decimals), (&ALICE.0[..], 18));
}

const LONG: [u8; 101] = [1; 101];

/// Arguments and value of an issue, and what production answers.
type Refused = (&'static [&'static [u8]], u64, ReturnCode, &'static str);

static REFUSED_ISSUES: &[Refused] = &[
    (
        &[b"Token", b"TOK", &[1]],
        ISSUE_COST,
        ReturnCode::FunctionWrongSignature,
        "not enough arguments",
    ),
    (
        &[b"To", b"TOK", &[1], &[]],
        ISSUE_COST,
        ReturnCode::FunctionWrongSignature,
        "token name length not in parameters",
    ),
    (
        &[&[b'T'; 21], b"TOK", &[1], &[]],
        ISSUE_COST,
        ReturnCode::FunctionWrongSignature,
        "token name length not in parameters",
    ),
    (
        &[b"Token", b"TOK", &[1], &[]],
        1,
        ReturnCode::OutOfFunds,
        "callValue not equals with baseIssuingCost",
    ),
    (
        &[b"Token", b"TOK", &LONG, &[]],
        ISSUE_COST,
        ReturnCode::UserError,
        "max length for esdt issue is 100",
    ),
    (
        &[b"Token", b"TOK", &[1], &[19]],
        ISSUE_COST,
        ReturnCode::UserError,
        "invalid number of decimals, minimum: 0, maximum: 18, provided: 19",
    ),
    (
        &[b"To ken", b"TOK", &[1], &[]],
        ISSUE_COST,
        ReturnCode::UserError,
        "token name is not human readable",
    ),
    (&[b"Token", b"tok", &[1], &[]], ISSUE_COST, ReturnCode::UserError, "ticker name is not valid"),
    (
        &[b"Token", b"EGLD", &[1], &[]],
        ISSUE_COST,
        ReturnCode::UserError,
        "token identifier could not be created",
    ),
    (
        &[b"Token", b"TOK", &[1], &[], b"canMint"],
        ISSUE_COST,
        ReturnCode::UserError,
        "invalid number of arguments",
    ),
    (
        &[b"Token", b"TOK", &[1], &[], b"canMint", b"yes"],
        ISSUE_COST,
        ReturnCode::UserError,
        "invalid argument",
    ),
    (
        &[b"Token", b"TOK", &[1], &[], b"canFly", b"true"],
        ISSUE_COST,
        ReturnCode::UserError,
        "invalid argument",
    ),
    (
        &[b"Token", b"TOK", &[1], &[], b"canCreateMultiShard", b"true"],
        ISSUE_COST,
        ReturnCode::UserError,
        "invalid argument",
    ),
];

#[test]
fn an_issue_is_refused_with_productions_code_and_text() {
    let mut chain = Chain::new();
    for (arguments, value, code, message) in REFUSED_ISSUES {
        let outcome = issue(&mut chain, arguments, *value);
        assert_eq!((outcome.return_code(), text(&outcome).as_str()), (*code, *message));
        assert_eq!(outcome.gas_left, 0);
    }
    let mut request = chain.request(ALICE, ESDT_ADDRESS, "issue", &[b"Token", b"TOK", &[1], &[]]);
    (request.gas, request.value) = (49_999_999, U256::from(ISSUE_COST));
    let outcome = chain.run(request).call;
    assert!(is_halt(&outcome, HaltReason::OutOfGas));
    let contract = chain.account(ESDT_ADDRESS);
    assert_eq!(chain.session().journal.balance(&contract), Ok(U256::ZERO));
}

#[test]
fn identifiers_do_not_collide_and_have_the_chains_prefix() {
    for (prefix, head) in [("", "TOK-"), ("sov", "sov-TOK-")] {
        let mut chain = Chain::with(EsdtConfig::default(), prefix, |_| {});
        let first = chain.issue("TOK", &[]);
        let second = chain.issue("TOK", &[]);
        let number = |id: &Bytes| {
            let id = core::str::from_utf8(id).unwrap();
            u32::from_str_radix(id.strip_prefix(head).unwrap(), 16).unwrap()
        };
        assert_eq!(number(&second), number(&first) + 1);
        assert_eq!(chain.balance(ALICE, &first, 0), BigUint::from(1000_u32));
    }
}

#[test]
fn roles_are_given_and_taken_by_the_owner() {
    let mut chain = Chain::new();
    let token = chain.issue("TOK", &[]);
    let [mint, burn] = [role_name::LOCAL_MINT, role_name::LOCAL_BURN].map(str::as_bytes);
    let bob = &BOB.0[..];
    chain.expect(ALICE, ESDT_ADDRESS, "setSpecialRole", &[&token, bob, mint, burn]);
    let holder = RoleHolder {
        address: Bytes::copy_from_slice(bob),
        roles: vec![Bytes::copy_from_slice(mint), Bytes::copy_from_slice(burn)],
    };
    assert_eq!(issued(&mut chain, &token).roles[1], holder);
    chain.expect(ALICE, ESDT_ADDRESS, "unSetSpecialRole", &[&token, bob, burn, mint]);
    assert_eq!(issued(&mut chain, &token).roles.len(), 1);
    chain.refuse((BOB, BOB), "ESDTLocalMint", &[&token, &[1]], "action is not allowed");
}

#[test]
fn roles_are_refused_with_productions_text() {
    let mut chain = Chain::new();
    let token = chain.issue("TOK", &[]);
    let [mint, create] = [role_name::LOCAL_MINT, role_name::CREATE].map(str::as_bytes);
    let bob = &BOB.0[..];
    chain.expect(ALICE, ESDT_ADDRESS, "setSpecialRole", &[&token, bob, mint]);
    let to_contract = (ALICE, ESDT_ADDRESS);
    for (function, arguments, message) in [
        ("setSpecialRole", &[&token[..], bob][..], "not enough arguments"),
        ("setSpecialRole", &[&token, &bob[1..], mint], "second argument must be an address"),
        ("setSpecialRole", &[&token, &ALICE.0, mint, mint], "duplicates found in arguments"),
        ("setSpecialRole", &[b"NONE-123456", bob, mint], "no ticker with given name"),
        ("setSpecialRole", &[&token, bob, mint], "special role already exists for given address"),
        ("setSpecialRole", &[&token, bob, create], "invalid argument"),
        ("setSpecialRole", &[&token, bob, b"ESDTRole\xff"], "invalid argument"),
        ("unSetSpecialRole", &[&token, &ALICE.0, mint], "address does not have special role"),
        ("unSetSpecialRole", &[&token, bob, mint, b"x"], "special role does not exist for address"),
        ("unSetSpecialRole", &[&token, bob, create], "cannot un set NFT create role"),
    ] {
        chain.refuse(to_contract, function, arguments, message);
    }
    let message = "can be called by owner only";
    chain.refuse((BOB, ESDT_ADDRESS), "setSpecialRole", &[&token, bob, mint], message);
}

#[test]
fn a_token_may_be_closed_to_roles() {
    let mut chain = Chain::new();
    let to_contract = (ALICE, ESDT_ADDRESS);
    let (bob, mint) = (&BOB.0[..], role_name::LOCAL_MINT.as_bytes());
    let closed = chain.issue("TOK", &["canAddSpecialRoles", "false"]);
    let message = "cannot add special roles";
    chain.refuse(to_contract, "setSpecialRole", &[&closed, bob, mint], message);
}

#[test]
fn global_mint_and_burn_are_off_unless_the_chain_wants_them() {
    let mut chain = Chain::new();
    let token = chain.issue("TOK", &["canMint", "true", "canBurn", "true"]);
    let to_contract = (ALICE, ESDT_ADDRESS);
    let message = "global mint is no more enabled, use local mint";
    chain.refuse(to_contract, "mint", &[&token, &[5]], message);
    let message = "global burn is no more enabled, use local burn";
    chain.refuse(to_contract, "ESDTBurn", &[&token, &[5]], message);

    let config = EsdtConfig { global_mint_burn: true, ..EsdtConfig::default() };
    let mut chain = Chain::with(config, "", |_| {});
    let token = chain.issue("TOK", &["canMint", "true", "canBurn", "true"]);
    chain.expect(ALICE, ESDT_ADDRESS, "mint", &[&token, &[5]]);
    chain.expect(ALICE, ESDT_ADDRESS, "mint", &[&token, &[6], &BOB.0]);
    chain.expect(BOB, ESDT_ADDRESS, "ESDTBurn", &[&token, &[2]]);
    assert_eq!(chain.balance(ALICE, &token, 0), BigUint::from(1005_u32));
    assert_eq!(chain.balance(BOB, &token, 0), BigUint::from(4_u32));
    let stored = issued(&mut chain, &token);
    assert_eq!((stored.minted, stored.burned), (BigUint::from(1011_u32), BigUint::from(2_u32)));

    let plain = chain.issue("TOK", &[]);
    for (function, arguments, message) in [
        ("mint", &[&token[..]][..], "accepted arguments number 2/3"),
        ("mint", &[&token, &[]], "negative or zero mint value"),
        ("mint", &[&token, &LONG], "max length for esdt mint is 100"),
        ("mint", &[&token, &[1], &[1]], "destination address of invalid length"),
        ("mint", &[&plain, &[1]], "token is not mintable"),
        ("ESDTBurn", &[&token], "number of arguments must be equal with 2"),
        ("ESDTBurn", &[&token, &[0]], "negative or 0 value to burn"),
        ("ESDTBurn", &[&plain, &[1]], "token is not burnable"),
        ("ESDTBurn", &[&token, &[4, 0]], "insufficient funds"),
    ] {
        chain.refuse((ALICE, ESDT_ADDRESS), function, arguments, message);
    }
    let outcome = issue(&mut chain, &[b"Token", b"TOK", &[], &[]], ISSUE_COST);
    assert_eq!(text(&outcome), "negative initial supply was provided");
}

#[test]
fn pausing_and_freezing_need_the_property() {
    let mut chain = Chain::new();
    let fixed = chain.issue("TOK", &[]);
    let token = chain.issue("TOK", &["canPause", "true", "canFreeze", "true"]);
    let to_contract = (ALICE, ESDT_ADDRESS);
    chain.expect(ALICE, ESDT_ADDRESS, "pause", &[&token]);
    for (function, arguments, message) in [
        ("pause", &[&fixed[..]][..], "cannot pause/un-pause"),
        ("pause", &[&token], "cannot pause an already paused contract"),
        ("unPause", &[&token, &token], "invalid number of arguments, wanted 1"),
        ("freeze", &[&fixed, &BOB.0], "cannot freeze"),
        ("freeze", &[&token], "invalid number of arguments, wanted 2"),
        ("unFreeze", &[&token, b"bob"], "invalid address to freeze/unfreeze"),
    ] {
        chain.refuse(to_contract, function, arguments, message);
    }
    chain.expect(ALICE, ESDT_ADDRESS, "unPause", &[&token]);
    chain.refuse(to_contract, "unPause", &[&token], "cannot unPause an already un-paused contract");
    chain.expect(ALICE, ESDT_ADDRESS, "freeze", &[&token, &BOB.0]);
    assert_eq!(chain.storage(BOB, &token_key(&token)), [0x12, 2, 0, 0, 0x1a, 2, 1, 0]);
    chain.expect(ALICE, ESDT_ADDRESS, "unFreeze", &[&token, &BOB.0]);
    assert_eq!(chain.storage(BOB, &token_key(&token)), [0; 0]);
}

#[test]
fn views_answer_in_read_only_frames() {
    let mut chain = Chain::new();
    let token = chain.issue("TOK", &["canPause", "true"]);
    let role = role_name::LOCAL_MINT.as_bytes();
    chain.expect(ALICE, ESDT_ADDRESS, "setSpecialRole", &[&token, &ALICE.0, role]);
    let mut view = |function: &str, arguments: &[&[u8]]| {
        let mut request = chain.request(BOB, ESDT_ADDRESS, function, arguments);
        request.read_only = true;
        let outcome = chain.run(request).call;
        assert!(outcome.status.is_success(), "{}", text(&outcome));
        items(outcome)
    };
    let properties = view("getTokenProperties", &[&token]);
    assert_eq!(properties.len(), 18);
    assert_eq!(properties[..2], ["TestToken", "FungibleESDT"]);
    assert_eq!(properties[3..7], ["1000", "0", "NumDecimals-2", "IsPaused-false"]);
    assert_eq!(properties[11..13], ["CanPause-true", "CanFreeze-false"]);
    assert_eq!(properties[17], "NumWiped-0");
    assert_eq!(
        view("getSpecialRoles", &[&token]),
        [
            ":ESDTRoleBurnForAll",
            "erd1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsl6e0p7:ESDTRoleLocalMint",
        ]
    );
    let config = view("getContractConfig", &[]);
    assert_eq!((config.len(), config[2].as_str(), config[3].as_str()), (4, "\n", "\u{14}"));

    let mut request = chain.request(ALICE, ESDT_ADDRESS, "pause", &[&token]);
    request.read_only = true;
    let outcome = chain.run(request).call;
    assert!(is_halt(&outcome, HaltReason::ReadOnlyViolation));
    assert!(!issued(&mut chain, &token).is_paused);
}

/// Arguments of every shape, at every endpoint and built-in function: outcomes, never a panic.
#[test]
fn arbitrary_arguments_are_refused_or_taken() {
    let mut chain = Chain::new();
    let token = chain.issue("TOK", &["canPause", "true", "canFreeze", "true"]);
    let pool: [&[u8]; 12] = [
        &[],
        &[0],
        &[1],
        &[0xff; 9],
        &LONG,
        &token,
        &BOB.0,
        &BOB.0[12..],
        b"EGLD-000000",
        b"ESDTRoleLocalMint",
        b"FungibleESDT",
        b"canMint",
    ];
    let built_ins = system_vm::BUILT_IN_TABLE.iter().map(|row| row.name);
    let endpoints = ["issue", "mint", "setSpecialRole", "unSetSpecialRole", "freeze", "pause"];
    let views = ["getTokenProperties", "getSpecialRoles", "getContractConfig", ""];
    let mut random = 1_u64;
    for function in built_ins.chain(endpoints).chain(views) {
        for round in 0..200_u64 {
            let mut next = |bound: usize| {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(round);
                usize::try_from(random >> 33).unwrap() % bound
            };
            let arguments: Vec<&[u8]> = (0..next(9)).map(|_| pool[next(12)]).collect();
            let callers = [ALICE, BOB, ESDT_ADDRESS];
            let callees = [ALICE, ESDT_ADDRESS, Address::SYSTEM_ACCOUNT];
            let (caller, callee) = (callers[next(3)], callees[next(3)]);
            let outcome = chain.call(caller, callee, function, &arguments);
            assert!(outcome.status.is_success() || outcome.gas_left == 0);
        }
    }
}
