//! The examples of the guides: each line is in a contract, and each contract runs.

use crate::stage::{Stage, TOKEN, Tested, bytes, stage};
use std::fs;
use test_kit::{Contract, Value, args};
use vm_core::U256;

/// A text without white space.
fn dense(text: &str) -> String {
    text.split_whitespace().collect()
}

#[test]
fn every_line_of_the_guides_is_in_a_contract() {
    let root = tests::root();
    let mut sources = String::new();
    for entry in fs::read_dir(root.join("contracts/solidity")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|it| it == "sol") {
            sources.push_str(&dense(&fs::read_to_string(path).unwrap()));
        }
    }
    for (guide, least) in [("solidity.md", 8), ("token-faces.md", 7)] {
        let text = fs::read_to_string(root.join("docs").join(guide)).unwrap();
        let examples = text.lines().filter(|line| line.starts_with("    "));
        let is_code = |line: &&str| line.ends_with([';', '{', '}', '=']);
        let mut count = 0;
        for line in examples.filter(is_code) {
            // A body that the guide leaves out.
            let code = dense(line.trim_end_matches("{ ... }"));
            assert!(sources.contains(&code), "{guide}: {line}");
            count += 1;
        }
        assert!(count >= least, "{guide}: {count}");
    }
}

/// The contract of the guide, with value and tokens.
fn guide(stage: &mut Stage) -> Result<Contract, test_kit::TestError> {
    let guide = stage.world.deploy_evm(&stage.alice, "Guide", args![])?;
    stage.world.update(|state| {
        state.account_mut(&guide.address()).data.balance = U256::from(10);
    });
    stage.world.set_token_balance(&guide, TOKEN, 120u32);
    Ok(guide)
}

#[test]
fn the_examples_do_what_the_guide_says() -> Tested {
    let mut stage = stage()?;
    let guide = guide(&mut stage)?;
    let (alice, vault, newer) = (stage.alice.clone(), stage.vault.clone(), stage.newer.clone());
    let adder = stage.world.deploy_wasm(&alice, "adder", args![5u64])?;
    let sum: u64 = stage.world.call(&alice, &guide, "add", args![&adder]).succeed()?.single()?;
    assert_eq!(sum, 12);
    let paid: bool =
        stage.world.call(&alice, &guide, "deposit", args![&vault]).succeed()?.single()?;
    assert!(paid);
    assert_eq!(stage.tokens(&vault, TOKEN), 40);
    let destination = bytes(newer.address().as_slice());
    let outcome = stage.world.call(&alice, &guide, "fund", args![destination.clone()]).succeed()?;
    assert_eq!(outcome.returns::<(u64, u64, u64)>()?, (0, 0, 0));
    assert_eq!(stage.tokens(&newer, TOKEN), 40);
    let outcome =
        stage.world.call(&alice, &guide, "fundLater", args![destination, 9u64]).succeed()?;
    let [event] = &outcome.expect_events("Answered", 1)[..] else { panic!("an event") };
    let fields: [Value; 4] = [9u64.into(), 0u64.into(), 0u64.into(), 0u64.into()];
    assert_eq!(event.values, fields);
    assert_eq!(stage.tokens(&newer, TOKEN), 80);
    assert_eq!(stage.world.balance(&newer), U256::from(6));
    assert_eq!((stage.tokens(&guide, TOKEN), stage.world.balance(&guide)), (0, U256::from(4)));
    Ok(())
}
