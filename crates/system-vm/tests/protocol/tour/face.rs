//! The faces of tokens.

use super::solidity::{encode, face_of, face_of_key, sign, signing_key};
use super::{Stage, text};
use crate::support::{ALICE, BOB, ISSUE_COST};
use account_map::{EvmForms, token_face};
use alloy_primitives::{B256, FixedBytes, U256, keccak256};
use std::collections::BTreeSet;
use system_vm::{ESDT_ADDRESS, FaceStandard};
use vm_core::{Address, AddressForms, Bytes, EvmAddress};

/// A call of a face: caller, signature, arguments.
type Call = (Address, &'static str, Vec<u8>);

/// Calls every function of every face.
pub fn faces(stage: &mut impl Stage) {
    let amount = U256::from(7_u8);
    let one = U256::ONE;
    let (alice, bob) = (face_of(ALICE), face_of(BOB));
    for (standard, kind) in [
        (FaceStandard::Erc20, "FNG"),
        (FaceStandard::Erc721, "NFT"),
        (FaceStandard::Erc1155, "SFT"),
    ] {
        let token = register(stage, kind);
        let place = EvmForms::default().of_face(token_face(&token).unwrap()).address;
        let mut covered = BTreeSet::new();
        let calls = match standard {
            FaceStandard::Erc20 => fungible(stage, place),
            FaceStandard::Erc721 => non_fungible((alice, bob), one),
            FaceStandard::Erc1155 => semi_fungible((alice, bob), (one, amount)),
        };
        for (caller, signature, data) in calls.into_iter().chain(common()) {
            if standard.functions().iter().any(|it| it.signature == signature) {
                stage.visit((caller, place, signature, vec![data], 0));
                covered.insert(signature);
            }
        }
        let all: BTreeSet<&str> = standard.functions().iter().map(|it| it.signature).collect();
        assert_eq!(covered, all, "{standard:?}");
    }
}

/// A token of Alice's with all its roles, of which she has some.
fn register(stage: &mut impl Stage, kind: &'static str) -> Vec<u8> {
    let arguments = vec![text("FaceToken"), text("FACE"), text(kind), vec![18]];
    let value = u128::from(ISSUE_COST);
    let row = (ALICE, ESDT_ADDRESS, "registerAndSetAllRoles", arguments, value);
    let token = stage.visit(row)[0].to_vec();
    match kind {
        "FNG" => stage.own("ESDTLocalMint", &[&token, &[100]]),
        _ => {
            let quantity = if kind == "NFT" { 1 } else { 50 };
            for _ in 0..3 {
                stage.own(
                    "ESDTNFTCreate",
                    &[&token, &[quantity], b"name", &[], b"hash", b"attributes", b"uri"],
                );
            }
        }
    }
    token
}

/// Functions that more than one standard has.
fn common() -> Vec<Call> {
    let (alice, bob) = (face_of(ALICE), face_of(BOB));
    let mut calls: Vec<Call> = ["name()", "symbol()", "decimals()", "eip712Domain()"]
        .map(|signature| (BOB, signature, Vec::new()))
        .to_vec();
    calls.extend([
        (ALICE, "setApprovalForAll(address,bool)", encode(&(bob, true))),
        (BOB, "isApprovedForAll(address,address)", encode(&(alice, bob))),
        (BOB, "supportsInterface(bytes4)", encode(&(FixedBytes([0x01, 0xff, 0xc9, 0xa7]),))),
    ]);
    calls
}

fn fungible(stage: &mut impl Stage, place: Address) -> Vec<Call> {
    let (alice, bob) = (face_of(ALICE), face_of(BOB));
    let amount = U256::from(7_u8);
    vec![
        (BOB, "totalSupply()", Vec::new()),
        (BOB, "balanceOf(address)", encode(&(alice,))),
        (ALICE, "transfer(address,uint256)", encode(&(bob, amount))),
        (ALICE, "approve(address,uint256)", encode(&(bob, amount))),
        (BOB, "allowance(address,address)", encode(&(alice, bob))),
        (BOB, "transferFrom(address,address,uint256)", encode(&(alice, bob, U256::from(3_u8)))),
        (
            ALICE,
            "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
            permit(stage, place),
        ),
        (BOB, "nonces(address)", encode(&(alice,))),
        (BOB, "DOMAIN_SEPARATOR()", Vec::new()),
    ]
}

/// What a key of the EVM lets Bob spend.
fn permit(stage: &mut impl Stage, place: Address) -> Vec<u8> {
    let secret = signing_key(8);
    let (owner, spender) = (face_of_key(&secret), face_of(BOB));
    let (amount, deadline) = (U256::from(4_u8), U256::MAX);
    let kind = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
    );
    let separator = stage.visit((BOB, place, "DOMAIN_SEPARATOR()", vec![Vec::new()], 0)).concat();
    let permit = keccak256(encode(&(kind, owner, spender, amount, U256::ZERO, deadline)));
    let digest = keccak256([&[0x19, 0x01], separator.as_slice(), permit.as_slice()].concat());
    let signature = sign(&secret, digest);
    let word = |from: usize| B256::from_slice(&signature[from..from + 32]);
    let parity = U256::from(signature[64]);
    encode(&(owner, spender, amount, deadline, parity, word(0), word(32)))
}

fn non_fungible((alice, bob): (EvmAddress, EvmAddress), one: U256) -> Vec<Call> {
    let (two, three) = (U256::from(2_u8), U256::from(3_u8));
    vec![
        (BOB, "tokenURI(uint256)", encode(&(one,))),
        (BOB, "totalSupply()", Vec::new()),
        (BOB, "tokenByIndex(uint256)", encode(&(one,))),
        (BOB, "tokenOfOwnerByIndex(address,uint256)", encode(&(alice, one))),
        (BOB, "balanceOf(address)", encode(&(alice,))),
        (BOB, "ownerOf(uint256)", encode(&(one,))),
        (ALICE, "approve(address,uint256)", encode(&(bob, one))),
        (BOB, "getApproved(uint256)", encode(&(one,))),
        (BOB, "transferFrom(address,address,uint256)", encode(&(alice, bob, one))),
        (ALICE, "safeTransferFrom(address,address,uint256)", encode(&(alice, bob, two))),
        (
            ALICE,
            "safeTransferFrom(address,address,uint256,bytes)",
            encode(&(alice, bob, three, Bytes::from_static(b"data"))),
        ),
    ]
}

fn semi_fungible((alice, bob): (EvmAddress, EvmAddress), (one, amount): (U256, U256)) -> Vec<Call> {
    let (ids, two) = (vec![one, U256::from(2_u8)], vec![U256::from(2_u8); 2]);
    let data = Bytes::from_static(b"data");
    vec![
        (BOB, "uri(uint256)", encode(&(one,))),
        (BOB, "balanceOf(address,uint256)", encode(&(alice, one))),
        (BOB, "balanceOfBatch(address[],uint256[])", encode(&(vec![alice, bob], ids.clone()))),
        (BOB, "totalSupply(uint256)", encode(&(one,))),
        (BOB, "exists(uint256)", encode(&(one,))),
        (
            ALICE,
            "safeTransferFrom(address,address,uint256,uint256,bytes)",
            encode(&(alice, bob, one, amount, data.clone())),
        ),
        (
            ALICE,
            "safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)",
            encode(&(alice, bob, ids, two, data)),
        ),
    ]
}
