//! Built-in functions that move, make and burn tokens: what they do, and what they refuse.
#![cfg(test)]

mod support;

use num_bigint::BigUint;
use support::{ALICE, BOB, Chain, GAS, contract, contract_address, is_halt, text};
use system_vm::{
    ESDT_ADDRESS, EsdtConfig, NATIVE_TOKEN, TokenKind, TokenSettings, role_name, token_key,
};
use vm_core::{
    AccountData, Address, Authority, Bytes, CallInput, CallScheme, Frame, HaltReason, LogRecord,
    TokenTransfer, U256, VmType,
};

const SPACE: Address = contract_address(VmType::SPACE, 0x11);
const PAYABLE: Address = contract_address(VmType::SPACE, 0x12);
const BY_CONTRACT: Address = contract_address(VmType::SPACE, 0x13);
const EVM: Address = contract_address(VmType::EVM, 0x22);
const EVM_USER: Address = contract_address(VmType::EVM, 0x23);
const NOWHERE: Address = contract_address(VmType::SPACE, 0x99);
const LONG: [u8; 101] = [1; 101];

/// A chain with contracts of each kind.
fn chain() -> Chain {
    Chain::with(EsdtConfig::default(), "", |state| {
        for (address, vm_type, metadata) in [
            (SPACE, VmType::SPACE, [0, 0]),
            (PAYABLE, VmType::SPACE, [0, 2]),
            (BY_CONTRACT, VmType::SPACE, [0, 4]),
            (EVM, VmType::EVM, [0, 0]),
        ] {
            state.accounts.insert(address, contract(vm_type, metadata));
        }
        let user = AccountData::default();
        state.accounts.insert(EVM_USER, user);
    })
}

fn balances(chain: &mut Chain, token: &[u8]) -> (u64, u64) {
    let mut of = |address| u64::try_from(chain.balance(address, token, 0)).unwrap();
    (of(ALICE), of(BOB))
}

#[test]
fn a_transfer_moves_and_logs() {
    let mut chain = chain();
    let token = chain.issue("TOK", &[]);
    let outcome = chain.expect(ALICE, BOB, "ESDTTransfer", &[&token, &[7]]);
    assert_eq!(outcome.gas_left, GAS - 200_000);
    assert_eq!(balances(&mut chain, &token), (993, 7));
    chain.expect(BOB, ALICE, "ESDTTransfer", &[&token, &[7]]);
    assert_eq!(balances(&mut chain, &token), (1000, 0));
    assert_eq!(chain.storage(BOB, &token_key(&token)), [0; 0]);
    chain.expect(ALICE, ALICE, "ESDTTransfer", &[&token, &[3, 0xe8]]);
    assert_eq!(balances(&mut chain, &token), (1000, 0));
    assert!(matches!(chain.logs().last(), Some(LogRecord::Native(log)) if log.topics.len() == 4));
}

#[test]
fn a_transfer_is_refused_with_productions_text() {
    let mut chain = chain();
    let token = chain.issue("TOK", &[]);
    let invalid = "invalid arguments to process built-in function";
    for (function, arguments, message) in [
        ("ESDTTransfer", &[&token[..]][..], invalid),
        ("ESDTTransfer", &[&token, &[]], "negative value"),
        ("ESDTTransfer", &[&token, &[3, 0xe9]], "insufficient funds"),
        ("ESDTTransfer", &[b"NONE-123456", &[1]], "insufficient funds"),
        (
            "ESDTTransfer",
            &[&token, &LONG],
            "invalid arguments to process built-in function: max length for esdt transfer value is 100",
        ),
        ("MultiESDTNFTTransfer", &[&token, &[1], &token, &[]], "invalid receiver address"),
        ("ESDTNFTTransfer", &[&token, &[1], &[1], &BOB.0], "invalid receiver address"),
        ("ESDTLocalMint", &[&token, &[1]], "invalid receiver address"),
    ] {
        chain.refuse((ALICE, BOB), function, arguments, message);
    }
    let mut request = chain.request(ALICE, BOB, "ESDTTransfer", &[&token, &[1]]);
    request.gas = 199_999;
    let outcome = chain.run(request).call;
    assert_eq!(text(&outcome), "not enough gas was sent in the transaction");
    let mut request = chain.request(ALICE, BOB, "ESDTTransfer", &[&token, &[1]]);
    request.value = U256::ONE;
    let outcome = chain.run(request).call;
    assert_eq!(text(&outcome), "built in function called with tx value is not allowed");
    assert_eq!(balances(&mut chain, &token), (1000, 0));
}

#[test]
fn a_list_is_refused_with_productions_text() {
    let mut chain = chain();
    let token = chain.issue("TOK", &[]);
    let id = String::from_utf8(token.to_vec()).unwrap();
    let invalid = "invalid arguments to process built-in function";
    let bob = &BOB.0[..];
    for (arguments, message) in [
        (&[bob, &[1], &token][..], invalid.to_owned()),
        (
            &[&bob[..31], &[1], &token, &[], &[1]],
            format!("{invalid}, not a valid destination address"),
        ),
        (&[&ALICE.0, &[1], &token, &[], &[1]], format!("{invalid}, can not transfer to self")),
        (&[bob, &[], &token, &[], &[1]], format!("{invalid}, 0 tokens to transfer")),
        (&[bob, &[2], &token, &[], &[1]], format!("{invalid}, invalid number of arguments")),
        (&[bob, &[0xff; 8], &token, &[], &[1]], format!("{invalid}, invalid number of arguments")),
        (&[bob, &[0x55; 8], &token, &[], &[1]], format!("{invalid}, invalid number of arguments")),
        (
            &[bob, &[1], &token, &[], &LONG],
            format!("{invalid}: max length for a transfer value is 100"),
        ),
        (&[bob, &[1], &token, &[5], &[1]], format!("new NFT data on sender for token {id}")),
        (
            &[bob, &[1], NATIVE_TOKEN, &[1], &[1]],
            "invalid nonce for esdt for token EGLD-000000".to_owned(),
        ),
        (
            &[bob, &[1], NATIVE_TOKEN, &[], &[0xff; 40]],
            "insufficient funds for token EGLD-000000".to_owned(),
        ),
        (
            &[bob, &[1], NATIVE_TOKEN, &[], &[0xff; 12]],
            "insufficient funds for token EGLD-000000".to_owned(),
        ),
        // The first transfer of a refused list is undone.
        (
            &[bob, &[2], &token, &[], &[1], &token, &[], &[3, 0xe8]],
            format!("insufficient quantity for token: {id} for token {id}"),
        ),
    ] {
        chain.refuse((ALICE, ALICE), "MultiESDTNFTTransfer", arguments, &message);
    }
    assert_eq!(balances(&mut chain, &token), (1000, 0));
}

#[test]
fn payable_destinations_take_tokens() {
    let mut chain = chain();
    let token = chain.issue("TOK", &[]);
    let refused = "sending value to non payable contract";
    for (destination, is_taken) in [
        (SPACE, false),
        (BY_CONTRACT, false),
        (NOWHERE, false),
        (ESDT_ADDRESS, false),
        (Address::SYSTEM_ACCOUNT, false),
        (Address::ZERO, false),
        (PAYABLE, true),
        (EVM, true),
        (EVM_USER, true),
        (Address([0x77; 32]), true),
    ] {
        let listed: [&[u8]; 5] = [&destination.0, &[1], &token, &[], &[1]];
        let outcome = chain.call(ALICE, destination, "ESDTTransfer", &[&token, &[1]]);
        let list = chain.call(ALICE, ALICE, "MultiESDTNFTTransfer", &listed);
        for outcome in [outcome, list] {
            assert_eq!(outcome.status.is_success(), is_taken, "{destination}");
            assert!(is_taken || text(&outcome) == refused);
        }
        let taken = if is_taken { 2_u32 } else { 0 };
        assert_eq!(chain.balance(destination, &token, 0), BigUint::from(taken));
    }
    // From a contract, `payable by contract` is enough.
    chain.expect(ALICE, PAYABLE, "ESDTTransfer", &[&token, &[5]]);
    chain.expect(PAYABLE, BY_CONTRACT, "ESDTTransfer", &[&token, &[1]]);
}

#[test]
fn a_function_after_the_transfer_becomes_a_call() {
    let mut chain = chain();
    let token = chain.issue("TOK", &[]);
    for (destination, is_called) in [(SPACE, true), (EVM, true), (EVM_USER, false), (BOB, false)] {
        let direct: [&[u8]; 4] = [&token, &[9], b"deposit", b"argument"];
        let listed: [&[u8]; 7] = [&destination.0, &[1], &token, &[], &[9], b"deposit", b"argument"];
        let requests = [
            chain.request(ALICE, destination, "ESDTTransfer", &direct),
            chain.request(ALICE, ALICE, "MultiESDTNFTTransfer", &listed),
        ];
        for request in requests {
            let outcome = chain.run(request);
            assert!(outcome.call.status.is_success(), "{}", text(&outcome.call));
            let Some(follow_up) = outcome.follow_up else {
                assert!(!is_called, "{destination}");
                assert_eq!(outcome.call.gas_left, GAS - 200_000);
                continue;
            };
            assert!(is_called, "{destination}");
            assert_eq!(outcome.call.gas_left, 0);
            assert_eq!(follow_up.gas, GAS - 200_000);
            assert_eq!(follow_up.callee.address, destination);
            assert_eq!(follow_up.code, follow_up.callee);
            assert_eq!(follow_up.caller.address, ALICE);
            assert_eq!(follow_up.value, U256::ZERO);
            let argument = Bytes::from_static(b"argument");
            assert_eq!(follow_up.input, CallInput::function("deposit", vec![argument]));
            let amount = BigUint::from(9_u8);
            let transfer = TokenTransfer { token: token.clone(), nonce: 0, amount };
            assert_eq!(follow_up.tokens, [transfer]);
        }
        assert_eq!(chain.balance(destination, &token, 0), BigUint::from(18_u8));
    }
}

#[test]
fn a_face_is_a_destination() {
    let mut chain = chain();
    let token = chain.issue("TOK", &[]);
    for (destination, face) in
        [(EVM_USER, chain.account(EVM_USER).face), (BOB, chain.account(BOB).face)]
    {
        let arguments: [&[u8]; 5] = [face.as_slice(), &[1], &token, &[], &[4]];
        chain.expect(ALICE, ALICE, "MultiESDTNFTTransfer", &arguments);
        assert_eq!(chain.balance(destination, &token, 0), BigUint::from(4_u8));
    }
    chain.expect(
        ALICE,
        ESDT_ADDRESS,
        "setSpecialRole",
        &[&token, chain_face(EVM).as_slice(), role_name::LOCAL_MINT.as_bytes()],
    );
    chain.expect(EVM, EVM, "ESDTLocalMint", &[&token, &[6]]);
    assert_eq!(chain.balance(EVM, &token, 0), BigUint::from(6_u8));
}

fn chain_face(address: Address) -> vm_core::EvmAddress {
    vm_core::EvmAddress::from_slice(&address.0[10..30])
}

#[test]
fn native_value_travels_in_a_list() {
    let mut chain = chain();
    let token = chain.issue("TOK", &[]);
    let account = chain.account(BOB);
    let before = chain.session().journal.balance(&account).unwrap();
    let arguments: [&[u8]; 8] = [&BOB.0, &[2], &token, &[], &[4], NATIVE_TOKEN, &[], &[9]];
    let outcome = chain.expect(ALICE, ALICE, "MultiESDTNFTTransfer", &arguments);
    assert_eq!(outcome.gas_left, GAS - 400_000);
    let after = chain.session().journal.balance(&account).unwrap();
    assert_eq!(after - before, U256::from(9));
    assert_eq!(balances(&mut chain, &token), (996, 4));
}

#[test]
fn frozen_paused_and_limited_tokens_stay() {
    let mut chain = chain();
    let token = chain.issue("TOK", &["canFreeze", "true", "canPause", "true"]);
    let transfer = |chain: &mut Chain, message: &str| {
        let listed: [&[u8]; 5] = [&BOB.0, &[1], &token, &[], &[1]];
        if message.is_empty() {
            chain.expect(ALICE, BOB, "ESDTTransfer", &[&token, &[1]]);
            chain.expect(ALICE, ALICE, "MultiESDTNFTTransfer", &listed);
            return;
        }
        chain.refuse((ALICE, BOB), "ESDTTransfer", &[&token, &[1]], message);
        let id = String::from_utf8_lossy(&token);
        let message = format!("{message} for token {id}");
        chain.refuse((ALICE, ALICE), "MultiESDTNFTTransfer", &listed, &message);
    };
    let frozen = "account is frozen for this esdt token";
    for account in [ALICE, BOB] {
        chain.expect(ALICE, ESDT_ADDRESS, "freeze", &[&token, &account.0]);
        transfer(&mut chain, frozen);
        chain.expect(ALICE, ESDT_ADDRESS, "unFreeze", &[&token, &account.0]);
        transfer(&mut chain, "");
    }
    chain.expect(ALICE, ESDT_ADDRESS, "pause", &[&token]);
    transfer(&mut chain, "esdt token is paused");
    chain.expect(ALICE, ESDT_ADDRESS, "unPause", &[&token]);
    transfer(&mut chain, "");

    let role = role_name::TRANSFER.as_bytes();
    let third = Address([3; 32]);
    chain.expect(ALICE, ESDT_ADDRESS, "setSpecialRole", &[&token, &third.0, role]);
    transfer(&mut chain, "action is not allowed");
    chain.expect(ALICE, third, "ESDTTransfer", &[&token, &[1]]);
    chain.expect(third, BOB, "ESDTTransfer", &[&token, &[1]]);
    chain.expect(ALICE, ESDT_ADDRESS, "setSpecialRole", &[&token, &BOB.0, role]);
    transfer(&mut chain, "");
    for account in [third, BOB] {
        chain.expect(ALICE, ESDT_ADDRESS, "unSetSpecialRole", &[&token, &account.0, role]);
    }
    chain.expect(ALICE, Address([4; 32]), "ESDTTransfer", &[&token, &[1]]);
}

#[test]
fn local_mint_and_burn_need_the_role() {
    let mut chain = chain();
    let token = chain.issue("TOK", &[]);
    let amount: [&[u8]; 2] = [&token, &[5]];
    let own = (ALICE, ALICE);
    chain.refuse(own, "ESDTLocalMint", &amount, "action is not allowed");
    let roles = [role_name::LOCAL_MINT, role_name::LOCAL_BURN].map(str::as_bytes);
    chain.expect(ALICE, ESDT_ADDRESS, "setSpecialRole", &[&token, &ALICE.0, roles[0]]);
    let outcome = chain.expect(ALICE, ALICE, "ESDTLocalMint", &amount);
    assert_eq!(outcome.gas_left, GAS - 50_000);
    assert_eq!(balances(&mut chain, &token), (1005, 0));
    // Everybody may burn, until the token says otherwise.
    chain.expect(ALICE, ALICE, "ESDTLocalBurn", &amount);
    let settings = TokenSettings { kind: Some(TokenKind::FUNGIBLE), ..TokenSettings::default() };
    let key = token_key(&token);
    chain.set_storage(Address::SYSTEM_ACCOUNT, &key, settings.encode().to_vec());
    chain.refuse(own, "ESDTLocalBurn", &amount, "action is not allowed");
    chain.expect(ALICE, ESDT_ADDRESS, "setSpecialRole", &[&token, &ALICE.0, roles[1]]);
    chain.expect(ALICE, ALICE, "ESDTLocalBurn", &amount);
    assert_eq!(balances(&mut chain, &token), (995, 0));

    let invalid = "invalid arguments to process built-in function";
    chain.refuse(own, "ESDTLocalBurn", &[&token, &[4, 0]], "insufficient funds");
    for (function, what) in [("ESDTLocalMint", "mint"), ("ESDTLocalBurn", "burn")] {
        chain.refuse(own, function, &[&token], invalid);
        chain.refuse(own, function, &[&token, &[0, 0]], "negative value");
        let message = format!("{invalid}: max length for esdt local {what} value is 100");
        chain.refuse(own, function, &[&token, &LONG], &message);
    }
}

#[test]
fn only_the_esdt_contract_calls_internal_functions() {
    let mut chain = chain();
    let token = chain.issue("TOK", &[]);
    let refused = "destination is not system sc address";
    let role = role_name::LOCAL_MINT.as_bytes();
    chain.refuse((ALICE, BOB), "ESDTSetRole", &[&token, role], refused);
    chain.refuse((ALICE, BOB), "ESDTFreeze", &[&token], refused);
    chain.refuse((ALICE, Address::SYSTEM_ACCOUNT), "ESDTPause", &[&token], refused);
    let message = "only system account is accepted";
    chain.refuse((ESDT_ADDRESS, BOB), "ESDTPause", &[&token], message);
}

#[test]
fn a_contract_may_send_back_to_its_caller() {
    let mut chain = chain();
    let token = chain.issue("TOK", &[]);
    chain.expect(ALICE, EVM, "ESDTTransfer", &[&token, &[12]]);
    let (space, evm) = (chain.account(SPACE), chain.account(EVM));
    chain.session().journal.push_frame(Frame {
        scheme: CallScheme::Call,
        vm_type: VmType::EVM,
        caller: space,
        callee: evm,
        code: evm,
        value: U256::ZERO,
        gas: GAS,
        read_only: false,
        authority: Authority::OwnAccount,
    });
    let refused = "sending value to non payable contract";
    chain.refuse((EVM, NOWHERE), "ESDTTransfer", &[&token, &[1]], refused);
    chain.expect(EVM, SPACE, "ESDTTransfer", &[&token, &[2]]);
    chain.expect(EVM, ALICE, "ESDTTransfer", &[&token, &[3]]);
    chain.expect(EVM, SPACE, "ESDTTransfer", &[&token, &[4], b"deposit"]);
    let with_deposit: [&[u8]; 3] = [&token, &[1], b"deposit"];
    for (receiver, arguments) in
        [(SPACE, &with_deposit[..]), (SPACE, &with_deposit[..2]), (ALICE, &with_deposit[..2])]
    {
        let mut request = chain.request(EVM, receiver, "ESDTTransfer", arguments);
        request.scheme = CallScheme::Transfer;
        assert!(chain.run(request).call.status.is_success());
    }
    let text = |bytes: &Bytes| String::from_utf8_lossy(bytes).into_owned();
    let kinds: Vec<String> = chain
        .logs()
        .into_iter()
        .filter_map(|log| match log {
            LogRecord::Native(log) => (log.address == EVM).then(|| text(&log.data[0])),
            LogRecord::Evm { .. } | LogRecord::TokenFace { .. } => None,
        })
        .collect();
    let expected = [
        ["BackTransfer", "DirectCall", "ExecuteOnDestContext"],
        ["TransferAndExecute", "BackTransfer", "DirectCall"],
    ];
    assert_eq!(kinds, expected.concat());
    let records = chain.session().journal.transfer_records();
    let executed = records.iter().filter(|it| it.asks_execution).count();
    assert_eq!(executed, 1, "the call that no hook of a transfer makes");
    let plain = records.iter().filter(|it| it.is_payment());
    let plain: Vec<_> = plain.map(|it| (it.from.address, it.to.address)).collect();
    // The supply of the issue comes first.
    let sent = [(EVM, SPACE), (EVM, ALICE)];
    assert_eq!(plain, [&[(ESDT_ADDRESS, ALICE)][..], &sent, &sent].concat());
}

#[test]
fn a_read_only_frame_refuses_every_built_in_function() {
    let mut chain = chain();
    let token = chain.issue("TOK", &[]);
    for row in system_vm::BUILT_IN_TABLE {
        let mut request = chain.request(ALICE, BOB, row.name, &[&token, &[1]]);
        request.read_only = true;
        let outcome = chain.run(request).call;
        assert!(is_halt(&outcome, HaltReason::ReadOnlyViolation), "{}", row.name);
    }
    assert_eq!(balances(&mut chain, &token), (1000, 0));
}
