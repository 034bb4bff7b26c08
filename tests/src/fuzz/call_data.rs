//! The forms of call data: what a call asks for is done, or fails as a contract does.

use super::{Attempt, Random, Tested, Verdict, equal};
use runtime::{BlockContext, ExecuteOptions, ExecutionError, MultiversXTransaction};
use std::sync::Arc;
use test_kit::{Account, Contract, World, args};
use vm_core::{Bytes, CallInput};
use world::World as Committed;

/// A contract of each kind, and who calls them.
struct Stage {
    world: World,
    alice: Account,
    carol: Account,
    wasm: Contract,
    evm: Contract,
    token: Contract,
}

impl Stage {
    fn new() -> Tested<Self> {
        let mut world = World::new();
        let alice = world.account("alice", 1_000_000_000_000_000_000_u64);
        let carol = world.evm_account("carol", 1_000_000_000_u64);
        let wasm = world.deploy_wasm(&alice, "forwarder", args![])?;
        let evm = world.deploy_evm(&alice, "Forwarder", args![])?;
        let token = world.deploy_evm(&alice, "Token", args![1_000_u64])?;
        Ok(Self { world, alice, carol, wasm, evm, token })
    }
}

fn address(contract: &Contract) -> Bytes {
    Bytes::copy_from_slice(contract.address().as_slice())
}

/// The data of MultiversX transactions, as text.
pub(super) fn texts() -> Tested<Attempt> {
    const PIECES: [&[u8]; 12] = [
        b"@",
        b"@@",
        b"@0",
        b"@01",
        b"@zz",
        b"ESDTTransfer@",
        b"MultiESDTNFTTransfer@",
        b"ESDTNFTTransfer@",
        b"@ffffffffffffffffff",
        b"\0",
        b"upgradeContract@",
        b"callBack",
    ];
    let stage = Stage::new()?;
    let runtime = Arc::clone(stage.world.runtime());
    let state = Arc::new(Committed::with_state(stage.world.state()));
    let wasm = hex::encode(stage.wasm.address().as_slice());
    let token = hex::encode(stage.token.address().as_slice());
    let balance = hex::encode("balanceOf(address)");
    let originals = [
        format!("forward@{token}@{balance}@{wasm}"),
        "fund".to_owned(),
        format!("ESDTTransfer@544f4b2d616263646566@0a@{}@01", hex::encode("fund")),
        format!("MultiESDTNFTTransfer@{wasm}@01@544f4b2d616263646566@@05@{}", hex::encode("fund")),
        format!("SaveKeyValue@{wasm}@0102"),
        "SetUserName@616c696365".to_owned(),
    ];
    Ok(Box::new(move |random| {
        let original = originals.get(random.below(originals.len())).ok_or("there are some")?;
        let data = random.mutated(original.as_bytes(), &PIECES);
        let to_itself = random.below(3) == 0;
        let receiver = if to_itself { stage.alice.address() } else { stage.wasm.address() };
        let transaction = MultiversXTransaction {
            sender: stage.alice.address(),
            receiver,
            nonce: stage.world.nonce(&stage.alice),
            gas_price: 1_000_000_000,
            gas_limit: 50_000_000,
            data: data.into(),
            chain_id: "sovereign".to_owned(),
            ..MultiversXTransaction::default()
        };
        let options = ExecuteOptions::default();
        match runtime.execute(&state, &BlockContext::default(), &transaction, &options) {
            Ok(outcome) => Ok(Verdict::of(outcome.is_success())),
            Err(ExecutionError::Invalid(_)) => Ok(Verdict::Refused),
            Err(ExecutionError::Fault(fault)) => Err(fault.into()),
        }
    }))
}

/// WASM calls Solidity by names that are nearly a signature, with arguments that nearly fit.
pub(super) fn signatures() -> Tested<Attempt> {
    const PIECES: [&[u8]; 12] = [
        b"(",
        b")",
        b"[]",
        b"[4294967295]",
        b",",
        b"uint256",
        b"bytes",
        b"(returns",
        b"tuple",
        b"string",
        b"0x",
        b"@",
    ];
    const ORIGINALS: [(&str, &[&[u8]]); 6] = [
        ("balanceOf(address)", &[&[1; 32]]),
        ("transfer(address,uint256)", &[&[1; 32], &[5]]),
        ("forwardBatch((address,uint256,bytes)[])", &[&[1; 32], &[5], &[]]),
        ("a9059cbb", &[&[1; 32], &[5]]),
        ("callFunction(address,uint256,string,bytes[])(bytes[])", &[&[1; 32], &[], b"add", b"x"]),
        (
            "f(uint8[2][],int64,bool,bytes4)(uint256,string)",
            &[&[1], &[2], &[0xff; 8], &[1], b"abcd"],
        ),
    ];
    let mut stage = Stage::new()?;
    Ok(Box::new(move |random| {
        let (signature, arguments) =
            ORIGINALS.get(random.below(ORIGINALS.len())).ok_or("there are some")?;
        let name = perhaps_mutated(random, signature.as_bytes(), &PIECES);
        let to = if random.below(2) == 0 { &stage.token } else { &stage.evm };
        let mut items = vec![address(to), name.into()];
        items.extend(arguments.iter().map(|it| Bytes::from(perhaps_mutated(random, it, &[]))));
        let input = CallInput::Function { name: "forward".into(), arguments: items };
        let call = stage.world.call_raw(&stage.alice, &stage.wasm, input);
        Ok(Verdict::of(call.gas(50_000_000).dry().run()?.is_success()))
    }))
}

fn perhaps_mutated(random: &mut Random, bytes: &[u8], pieces: &[&[u8]]) -> Vec<u8> {
    if random.below(2) == 0 { bytes.to_vec() } else { random.mutated(bytes, pieces) }
}

/// An Ethereum account calls WASM with a list of items whose lengths nearly fit.
pub(super) fn items() -> Tested<Attempt> {
    const PIECES: [&[u8]; 4] =
        [&[0, 0, 0, 0], &[0xff; 4], &[0, 0, 0, 4, 1, 2, 3, 4], &[0, 0, 0, 1]];
    let mut stage = Stage::new()?;
    let originals: [Vec<Bytes>; 3] = [
        vec!["sendValue".into(), Bytes::copy_from_slice(&[1; 32]), Bytes::new()],
        vec![
            "forward".into(),
            address(&stage.token),
            "balanceOf(address)".into(),
            Bytes::copy_from_slice(&[1; 32]),
        ],
        vec!["ESDTTransfer".into(), "TOK-abcdef".into(), "x".into(), "deposit".into()],
    ];
    let originals = originals.map(|it| cross_vm::encode_items(&it));
    Ok(Box::new(move |random| {
        let original = originals.get(random.below(originals.len())).ok_or("there are some")?;
        let data = Bytes::from(random.mutated(original, &PIECES));
        if let Ok(decoded) = cross_vm::decode_items(&data) {
            equal("items written again", &cross_vm::encode_items(&decoded), &data)?;
        }
        let call = stage.world.call_raw(&stage.carol, &stage.wasm, CallInput::CallData(data));
        Ok(Verdict::of(call.gas(5_000_000).dry().run()?.is_success()))
    }))
}
