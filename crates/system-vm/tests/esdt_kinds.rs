//! The ESDT contract: tokens of every kind, their changes, and what only owners may do.
#![cfg(test)]

mod support;

use num_bigint::BigUint;
use support::{ALICE, BOB, Chain, GAS, ISSUE_COST, text};
use system_vm::{ESDT_ADDRESS, EsdtConfig, IssuedToken, instance_key, role_name, token_key};
use vm_core::{Address, Bytes, ReturnCode, ReturnData, U256};

const TO_CONTRACT: (Address, Address) = (ALICE, ESDT_ADDRESS);
const EVERYTHING: [&str; 8] =
    ["canFreeze", "true", "canWipe", "true", "canChangeOwner", "true", "canPause", "true"];

/// Registers a token of Alice's; gives its identifier.
fn register(chain: &mut Chain, function: &str, arguments: &[&[u8]]) -> Bytes {
    let mut request = chain.request(ALICE, ESDT_ADDRESS, function, arguments);
    request.value = U256::from(ISSUE_COST);
    let outcome = chain.run(request).call;
    assert!(outcome.status.is_success(), "{function}: {}", text(&outcome));
    assert_eq!(outcome.gas_left, GAS - 50_000_000);
    match outcome.data {
        ReturnData::Items(items) => items.into_iter().next().unwrap(),
        ReturnData::Blob(_) => panic!("items"),
    }
}

/// A collection of Alice's that may do everything.
fn collection(chain: &mut Chain, function: &str, more: &[&str]) -> Bytes {
    let mut arguments: Vec<&[u8]> = vec![b"Collection", b"COL"];
    arguments.extend(EVERYTHING.iter().chain(more).map(|it| it.as_bytes()));
    register(chain, function, &arguments)
}

fn issued(chain: &mut Chain, token: &[u8]) -> IssuedToken {
    IssuedToken::decode(&chain.storage(ESDT_ADDRESS, token)).unwrap()
}

/// Roles that an address has in the token's record.
fn roles_of(chain: &mut Chain, token: &[u8], address: Address) -> Vec<String> {
    let roles = issued(chain, token).roles.into_iter();
    let roles = roles.filter(|it| it.address.as_ref() == address.0).flat_map(|it| it.roles);
    roles.map(|it| String::from_utf8(it.to_vec()).unwrap()).collect()
}

/// Endpoint, arguments behind name and ticker, type, number of roles of the caller.
type Kind = (&'static str, &'static [&'static [u8]], &'static str, usize);

static KINDS: &[Kind] = &[
    ("issueSemiFungible", &[], "SemiFungibleESDT", 0),
    ("issueNonFungible", &[], "NonFungibleESDTv2", 0),
    ("registerMetaESDT", &[&[7]], "MetaESDT", 0),
    ("registerAndSetAllRoles", &[b"FNG", &[7]], "FungibleESDT", 2),
    ("registerAndSetAllRoles", &[b"NFT", &[7]], "NonFungibleESDTv2", 9),
    ("registerAndSetAllRoles", &[b"SFT", &[7]], "SemiFungibleESDT", 3),
    ("registerAndSetAllRoles", &[b"META", &[7]], "MetaESDT", 3),
    ("registerDynamic", &[b"NFT"], "DynamicNonFungibleESDT", 0),
    ("registerDynamic", &[b"SFT"], "DynamicSemiFungibleESDT", 0),
    ("registerDynamic", &[b"META", &[7]], "DynamicMetaESDT", 0),
    ("registerAndSetAllRolesDynamic", &[b"NFT"], "DynamicNonFungibleESDT", 9),
    ("registerAndSetAllRolesDynamic", &[b"SFT"], "DynamicSemiFungibleESDT", 10),
    ("registerAndSetAllRolesDynamic", &[b"META", &[7]], "DynamicMetaESDT", 10),
];

#[test]
fn tokens_of_every_kind_are_registered() {
    for (function, more, kind, roles) in KINDS {
        let mut chain = Chain::new();
        let named: [&[u8]; 2] = [b"TestToken", b"TEST"];
        let arguments = [&named, *more].concat();
        let token = register(&mut chain, function, &arguments);
        let stored = issued(&mut chain, &token);
        let decimals = if kind.contains("Meta") || kind.starts_with("Fung") { 7 } else { 0 };
        assert_eq!(
            (stored.kind.as_ref(), stored.decimals),
            (kind.as_bytes(), decimals),
            "{function}"
        );
        assert_eq!(roles_of(&mut chain, &token, ALICE).len(), *roles, "{function} {kind}");
        assert_eq!(chain.storage(Address::SYSTEM_ACCOUNT, &token_key(&token))[0], 4);
        let contract = chain.account(ESDT_ADDRESS);
        assert_eq!(chain.session().journal.balance(&contract), Ok(U256::from(ISSUE_COST)));
    }
}

/// Endpoint, arguments, and what production answers.
type Refused = (&'static str, &'static [&'static [u8]], ReturnCode, &'static str);

static REFUSED_ORDERS: &[Refused] = {
    use ReturnCode::{FunctionWrongSignature as Signature, UserError as User};
    const LENGTH: &str = "token name length not in parameters";
    const DECIMALS: &str = "invalid number of decimals, minimum: 0, maximum: 18, provided: 19";
    const FEW: &str = "not enough arguments";
    &[
        ("issueSemiFungible", &[], User, FEW),
        ("issueSemiFungible", &[b"Token"], User, FEW),
        ("issueSemiFungible", &[b"To", b"TOK"], Signature, LENGTH),
        ("issueNonFungible", &[&[b'T'; 21]], Signature, LENGTH),
        ("issueNonFungible", &[b"Tok_n", b"TOK"], User, "token name is not human readable"),
        ("issueNonFungible", &[b"Token", b"TO"], User, "ticker name is not valid"),
        (
            "issueNonFungible",
            &[b"Token", b"TOK", b"canMint", b"true"],
            User,
            "invalid argument only fungible tokens are mintable at system SC",
        ),
        (
            "issueSemiFungible",
            &[b"Token", b"TOK", b"canBurn", b"false"],
            User,
            "invalid argument only fungible tokens are burnable at system SC",
        ),
        ("issueSemiFungible", &[b"Token", b"TOK", b"canBurn"], User, "invalid number of arguments"),
        ("registerMetaESDT", &[b"Token", b"TOK"], User, FEW),
        ("registerMetaESDT", &[b"Token", b"TOK", &[19]], User, DECIMALS),
        ("registerAndSetAllRoles", &[b"Token", b"TOK", b"NFT"], User, "arguments length mismatch"),
        ("registerAndSetAllRoles", &[b"Token", b"TOK", b"N", &[]], User, "invalid argument"),
        ("registerAndSetAllRoles", &[b"Token", b"TOK", b"FNG", &[19]], User, DECIMALS),
        ("registerDynamic", &[b"Token", b"TOK"], User, FEW),
        ("registerDynamic", &[b"Token", b"TOK", b"N"], User, "invalid argument"),
        (
            "registerDynamic",
            &[b"Token", b"TOK", b"FNG", &[1]],
            User,
            "cannot create FungibleESDT tokens as dynamic",
        ),
        ("registerDynamic", &[b"Token", b"TOK", b"META"], User, FEW),
        ("registerAndSetAllRolesDynamic", &[b"Token", b"TOK", b"META", &[19]], User, DECIMALS),
        (
            "registerAndSetAllRolesDynamic",
            &[b"Token", b"TOK", b"NFT", b"canAddSpecialRoles", b"false"],
            User,
            "cannot add special roles",
        ),
    ]
};

#[test]
fn orders_are_refused_with_productions_code_and_text() {
    let mut chain = Chain::new();
    for (function, arguments, code, message) in REFUSED_ORDERS {
        let mut request = chain.request(ALICE, ESDT_ADDRESS, function, arguments);
        request.value = U256::from(ISSUE_COST);
        let outcome = chain.run(request).call;
        let seen = (outcome.return_code(), text(&outcome));
        assert_eq!((seen.0, seen.1.as_str()), (*code, *message), "{function}");
        assert!(chain.logs().is_empty(), "{function}");
    }
    let outcome = chain.call(ALICE, ESDT_ADDRESS, "issueNonFungible", &[b"Token", b"TOK"]);
    assert_eq!(outcome.return_code(), ReturnCode::OutOfFunds);
    assert_eq!(text(&outcome), "callValue not equals with baseIssuingCost");
}

#[test]
fn frozen_accounts_are_wiped() {
    let mut chain = Chain::new();
    let token = chain.issue("TOK", &EVERYTHING);
    let message = "cannot wipe because the account is not frozen for this esdt token";
    chain.refuse(TO_CONTRACT, "wipe", &[&token, &ALICE.0], message);
    chain.expect(ALICE, ESDT_ADDRESS, "freeze", &[&token, &ALICE.0]);
    chain.expect(ALICE, ESDT_ADDRESS, "wipe", &[&token, &ALICE.0]);
    assert_eq!(chain.balance(ALICE, &token, 0), BigUint::ZERO);
    assert_eq!(issued(&mut chain, &token).wiped, 1);
    let fixed = chain.issue("TOK", &[]);
    for (function, arguments, message) in [
        ("wipe", &[&fixed[..], &ALICE.0][..], "cannot wipe"),
        ("wipe", &[&token, b"alice"], "invalid address to wipe"),
        ("wipe", &[b"NONE-123456", &ALICE.0], "no ticker with given name"),
        (
            "wipeSingleNFT",
            &[&token, &[1], &ALICE.0],
            "only non fungible tokens can be wiped per nonce",
        ),
        (
            "freezeSingleNFT",
            &[&token, &[1], &ALICE.0],
            "only non fungible tokens can be freezed per nonce",
        ),
        ("freezeSingleNFT", &[&fixed, &[1], &ALICE.0], "cannot freeze"),
    ] {
        chain.refuse(TO_CONTRACT, function, arguments, message);
    }
    chain.refuse((BOB, ESDT_ADDRESS), "wipe", &[&token, &BOB.0], "can be called by owner only");
}

#[test]
fn single_instances_are_frozen_and_wiped() {
    let mut chain = Chain::new();
    let token = collection(&mut chain, "issueNonFungible", &[]);
    let create = role_name::CREATE.as_bytes();
    chain.expect(ALICE, ESDT_ADDRESS, "setSpecialRole", &[&token, &ALICE.0, create]);
    let arguments: [&[u8]; 7] = [&token, &[1], b"name", &[], b"hash", b"attributes", b"uri"];
    chain.expect(ALICE, ALICE, "ESDTNFTCreate", &arguments);
    let instance: [&[u8]; 3] = [&token, &[1], &ALICE.0];
    chain.expect(ALICE, ESDT_ADDRESS, "freezeSingleNFT", &instance);
    let transfer: [&[u8]; 4] = [&token, &[1], &[1], &BOB.0];
    let message = "account is frozen for this esdt token";
    chain.refuse((ALICE, ALICE), "ESDTNFTTransfer", &transfer, message);
    chain.expect(ALICE, ESDT_ADDRESS, "unFreezeSingleNFT", &instance);
    chain.expect(ALICE, ESDT_ADDRESS, "freezeSingleNFT", &instance);
    chain.expect(ALICE, ESDT_ADDRESS, "wipeSingleNFT", &instance);
    assert!(chain.storage(ALICE, &instance_key(&token, 1)).is_empty());
    let long = [1; 9];
    for (function, arguments, message) in [
        (
            "freezeSingleNFT",
            &[&token[..], &long, &ALICE.0][..],
            "invalid second argument, wanted nonce as bigInt",
        ),
        (
            "wipeSingleNFT",
            &[&token, &long, &ALICE.0],
            "invalid second argument, wanted nonce as bigInt",
        ),
        ("unFreezeSingleNFT", &[&token, &[1], b"a"], "invalid address to freeze/unfreeze"),
        ("wipeSingleNFT", &[&token, &[1], b"a"], "invalid address to wipe"),
    ] {
        chain.refuse(TO_CONTRACT, function, arguments, message);
    }
}

#[test]
fn the_create_role_moves_and_stops() {
    let mut chain = Chain::new();
    let fungible = chain.issue("TOK", &["canTransferNFTCreateRole", "true"]);
    let fixed = collection(&mut chain, "issueSemiFungible", &[]);
    let token = collection(&mut chain, "issueSemiFungible", &["canTransferNFTCreateRole", "true"]);
    let [create, add] = [role_name::CREATE, role_name::ADD_QUANTITY].map(str::as_bytes);
    let mismatch = "address mismatch, second argument must be the one holding the NFT create role";
    for (function, arguments, message) in [
        (
            "transferNFTCreateRole",
            &[&token[..], &ALICE.0, &BOB.0][..],
            "no address is holding the NFT create role",
        ),
        (
            "transferNFTCreateRole",
            &[&fixed, &ALICE.0, &BOB.0],
            "NFT create role transfer is not allowed",
        ),
        (
            "transferNFTCreateRole",
            &[&fungible, &ALICE.0, &BOB.0],
            "invalid function call for fungible tokens",
        ),
        ("transferNFTCreateRole", &[&token, &ALICE.0, b"bob"], "third argument must be an address"),
        (
            "transferNFTCreateRole",
            &[&token, &ALICE.0, &ALICE.0],
            "second and third arguments must not be equal",
        ),
        ("stopNFTCreate", &[&token], "no address is holding the NFT create role"),
        ("stopNFTCreate", &[&fungible], "invalid function call for fungible tokens"),
    ] {
        chain.refuse(TO_CONTRACT, function, arguments, message);
    }
    chain.expect(ALICE, ESDT_ADDRESS, "setSpecialRole", &[&token, &ALICE.0, create, add]);
    let from_bob: [&[u8]; 3] = [&token, &BOB.0, &ALICE.0];
    chain.refuse(TO_CONTRACT, "transferNFTCreateRole", &from_bob, mismatch);
    chain.expect(ALICE, ESDT_ADDRESS, "transferNFTCreateRole", &[&token, &ALICE.0, &BOB.0]);
    assert_eq!(roles_of(&mut chain, &token, ALICE), [role_name::ADD_QUANTITY]);
    assert_eq!(roles_of(&mut chain, &token, BOB), [role_name::CREATE]);
    let arguments: [&[u8]; 7] = [&token, &[1], b"name", &[], b"hash", b"attributes", b"uri"];
    chain.expect(BOB, BOB, "ESDTNFTCreate", &arguments);
    chain.refuse((ALICE, ALICE), "ESDTNFTCreate", &arguments, "action is not allowed");

    chain.expect(ALICE, ESDT_ADDRESS, "stopNFTCreate", &[&token]);
    assert!(issued(&mut chain, &token).is_create_stopped);
    chain.refuse((BOB, BOB), "ESDTNFTCreate", &arguments, "action is not allowed");
    let message = "NFT create was already stopped";
    chain.refuse(TO_CONTRACT, "stopNFTCreate", &[&token], message);
    let message = "cannot add NFT create role as NFT creation was stopped";
    chain.refuse(TO_CONTRACT, "setSpecialRole", &[&token, &ALICE.0, create], message);
}

#[test]
fn the_create_role_is_shared() {
    let mut chain = Chain::new();
    let shared = ["canCreateMultiShard", "true", "canTransferNFTCreateRole", "true"];
    let token = collection(&mut chain, "issueNonFungible", &shared);
    let single = collection(&mut chain, "issueNonFungible", &[]);
    let closed = collection(&mut chain, "issueNonFungible", &["canAddSpecialRoles", "false"]);
    let create = role_name::CREATE.as_bytes();
    for (token, message) in [
        (&token, "it is already multi shard create"),
        (&single, "element was not found"),
        (&closed, "cannot add special roles"),
    ] {
        chain.refuse(TO_CONTRACT, "changeToMultiShardCreate", &[token], message);
    }
    // Bob's last byte is 1, as Alice's is.
    chain.expect(ALICE, ESDT_ADDRESS, "setSpecialRole", &[&token, &ALICE.0, create]);
    let same: [&[u8]; 3] = [&token, &BOB.0, create];
    chain.refuse(TO_CONTRACT, "setSpecialRole", &same, "invalid address");
    let other: [&[u8]; 3] = [&token, &ALICE.0, &ESDT_ADDRESS.0];
    let message = "transfer NFT create cannot happen for addresses that don't end in the same byte";
    chain.refuse(TO_CONTRACT, "transferNFTCreateRole", &other, message);

    chain.expect(ALICE, ESDT_ADDRESS, "setSpecialRole", &[&single, &ALICE.0, create]);
    chain.expect(ALICE, ESDT_ADDRESS, "changeToMultiShardCreate", &[&single]);
    assert!(issued(&mut chain, &single).can_create_multi_shard);
    let arguments: [&[u8]; 7] = [&single, &[1], b"name", &[], b"hash", b"attributes", b"uri"];
    chain.expect(ALICE, ALICE, "ESDTNFTCreate", &arguments);
    assert!(chain.record(ALICE, &single, u64::MAX / 256 + 1).is_some());
}

#[test]
fn everybody_may_burn_or_not() {
    let mut chain = Chain::new();
    let token = chain.issue("TOK", &[]);
    let set = "cannot set burn role globally as it was already set";
    chain.refuse(TO_CONTRACT, "setBurnRoleGlobally", &[&token], set);
    chain.expect(ALICE, ESDT_ADDRESS, "unsetBurnRoleGlobally", &[&token]);
    assert!(issued(&mut chain, &token).roles.is_empty());
    chain.refuse((ALICE, ALICE), "ESDTLocalBurn", &[&token, &[1]], "action is not allowed");
    let unset = "cannot unset burn role globally as it was not set";
    chain.refuse(TO_CONTRACT, "unsetBurnRoleGlobally", &[&token], unset);
    chain.expect(ALICE, ESDT_ADDRESS, "setBurnRoleGlobally", &[&token]);
    chain.expect(ALICE, ALICE, "ESDTLocalBurn", &[&token, &[1]]);

    let none = "no address with transfer role";
    chain.refuse(TO_CONTRACT, "sendAllTransferRoleAddresses", &[&token], none);
    let role = role_name::TRANSFER.as_bytes();
    chain.expect(ALICE, ESDT_ADDRESS, "setSpecialRole", &[&token, &BOB.0, role]);
    chain.expect(ALICE, ESDT_ADDRESS, "sendAllTransferRoleAddresses", &[&token]);
}

#[test]
fn types_change() {
    let mut chain = Chain::new();
    let token = collection(&mut chain, "issueSemiFungible", &[]);
    let fungible = chain.issue("TOK", &[]);
    let decimals = "invalid number of decimals, minimum: 0, maximum: 18, provided: 20";
    chain.refuse(TO_CONTRACT, "changeSFTToMetaESDT", &[&token, &[20]], decimals);
    chain.expect(ALICE, ESDT_ADDRESS, "changeSFTToMetaESDT", &[&token, &[4]]);
    let stored = issued(&mut chain, &token);
    assert_eq!((stored.kind.as_ref(), stored.decimals), (&b"MetaESDT"[..], 4));
    let only = "change can happen to semi fungible tokens only";
    chain.refuse(TO_CONTRACT, "changeSFTToMetaESDT", &[&token, &[4]], only);

    let burn = role_name::UPDATE_ATTRIBUTES.as_bytes();
    let doubled = collection(&mut chain, "issueSemiFungible", &[]);
    let mut stored = issued(&mut chain, &doubled);
    for address in [ALICE, BOB] {
        let address = Bytes::copy_from_slice(&address.0);
        let roles = vec![Bytes::copy_from_slice(burn)];
        stored.roles.push(system_vm::RoleHolder { address, roles });
    }
    chain.set_storage(ESDT_ADDRESS, &doubled, stored.encode());
    let message = "cannot change to dynamic because of duplicated roles, role \
                   ESDTRoleNFTUpdateAttributes was found multiple times";
    chain.refuse(TO_CONTRACT, "changeToDynamic", &[&doubled], message);
    let message = "cannot change FungibleESDT tokens to dynamic";
    chain.refuse(TO_CONTRACT, "changeToDynamic", &[&fungible], message);
    chain.expect(ALICE, ESDT_ADDRESS, "changeToDynamic", &[&token]);
    assert_eq!(issued(&mut chain, &token).kind.as_ref(), b"DynamicMetaESDT");
    assert_eq!(chain.storage(Address::SYSTEM_ACCOUNT, &token_key(&token)), [4, 8]);
    chain.refuse(TO_CONTRACT, "changeToDynamic", &[&token], "tokenID is already dynamic");

    // A token from before the types were told apart.
    let old = collection(&mut chain, "issueNonFungible", &[]);
    let mut stored = issued(&mut chain, &old);
    stored.kind = Bytes::from_static(b"NonFungibleESDT");
    chain.set_storage(ESDT_ADDRESS, &old, stored.encode());
    chain.set_storage(Address::SYSTEM_ACCOUNT, &token_key(&old), vec![4, 0]);
    chain.expect(BOB, ESDT_ADDRESS, "updateTokenID", &[&old]);
    assert_eq!(issued(&mut chain, &old).kind.as_ref(), b"NonFungibleESDTv2");
    assert_eq!(chain.storage(Address::SYSTEM_ACCOUNT, &token_key(&old)), [4, 3]);
}

#[test]
fn properties_and_owners_change() {
    let mut chain = Chain::new();
    let token = chain.issue("TOK", &EVERYTHING);
    let fixed = chain.issue("TOK", &["canUpgrade", "false"]);
    for (function, arguments, message) in [
        ("controlChanges", &[&fixed[..], b"canWipe", b"true"][..], "token is not upgradable"),
        ("controlChanges", &[&token, b"canWipe"], "invalid number of arguments"),
        ("controlChanges", &[&token, b"canCreateMultiShard", b"true"], "invalid argument"),
        ("transferOwnership", &[&fixed, &BOB.0], "cannot change owner of the token"),
        ("transferOwnership", &[&token, b"bob"], "destination address is invalid"),
    ] {
        chain.refuse(TO_CONTRACT, function, arguments, message);
    }
    let change: [&[u8]; 5] = [&token, b"canWipe", b"false", b"canMint", b"true"];
    chain.expect(ALICE, ESDT_ADDRESS, "controlChanges", &change);
    let stored = issued(&mut chain, &token);
    assert!(!stored.can_wipe && stored.is_mintable && stored.can_freeze);

    // Solidity has the 20 bytes of a face; what is stored is the address.
    chain.expect(ALICE, ESDT_ADDRESS, "transferOwnership", &[&token, &BOB.0]);
    assert_eq!(issued(&mut chain, &token).owner.as_ref(), BOB.0);
    chain.refuse(TO_CONTRACT, "pause", &[&token], "can be called by owner only");
    chain.expect(BOB, ESDT_ADDRESS, "pause", &[&token]);
}

#[test]
fn the_contracts_owner_configures_and_claims() {
    let owner = Bytes::copy_from_slice(&BOB.0);
    let config = EsdtConfig { owner, ..EsdtConfig::default() };
    let mut chain = Chain::with(config, "", |_| {});
    chain.issue("TOK", &[]);
    let contract = chain.account(ESDT_ADDRESS);
    let message = "claim can be called by whitelisted address only";
    chain.refuse(TO_CONTRACT, "claim", &[], message);
    chain.refuse((BOB, ESDT_ADDRESS), "claim", &[&[1]], "invalid number of arguments");
    chain.expect(BOB, ESDT_ADDRESS, "claim", &[]);
    assert_eq!(chain.session().journal.balance(&contract), Ok(U256::ZERO));

    let message = "configChange can be called by whitelisted address only";
    chain.refuse(TO_CONTRACT, "configChange", &[&BOB.0, &[5], &[3], &[9]], message);
    for (arguments, message) in [
        (&[&BOB.0[..], &[5], &[3]][..], "invalid number of arguments"),
        (&[b"bob", &[5], &[3], &[9]], "invalid arguments, first argument must be a valid address"),
        (&[&BOB.0, &[5], &[9], &[3]], "invalid min and max token name lengths"),
    ] {
        chain.refuse((BOB, ESDT_ADDRESS), "configChange", arguments, message);
    }
    chain.expect(BOB, ESDT_ADDRESS, "configChange", &[&ALICE.0, &[5], &[3], &[9]]);
    let mut stored = vec![0x0a, 32];
    stored.extend_from_slice(&ALICE.0);
    stored.extend_from_slice(&[0x12, 2, 0, 5, 0x18, 3, 0x20, 9]);
    assert_eq!(chain.storage(ESDT_ADDRESS, b"esdtConfig"), stored);
    let mut request = chain.request(BOB, ESDT_ADDRESS, "issueNonFungible", &[b"TokenName", b"TOK"]);
    request.value = U256::from(5);
    assert!(chain.run(request).call.status.is_success());
    // The end of the epoch may configure too.
    let mut bytes = [0xff; 32];
    bytes[..15].copy_from_slice(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
    chain.expect(Address(bytes), ESDT_ADDRESS, "configChange", &[&BOB.0, &[], &[], &[]]);
}

#[test]
fn roles_are_listed_by_address() {
    let mut chain = Chain::new();
    let token = chain.issue("TOK", &[]);
    let mint = role_name::LOCAL_MINT.as_bytes();
    chain.expect(ALICE, ESDT_ADDRESS, "setSpecialRole", &[&token, &BOB.0, mint]);
    let mut request = chain.request(BOB, ESDT_ADDRESS, "getAllAddressesAndRoles", &[&token]);
    (request.read_only, request.gas) = (true, 0);
    let outcome = chain.run(request).call;
    let items = [&b""[..], role_name::BURN_FOR_ALL.as_bytes(), &BOB.0, mint];
    let items = items.map(Bytes::copy_from_slice).to_vec();
    assert_eq!(outcome.data, ReturnData::Items(items));
}
