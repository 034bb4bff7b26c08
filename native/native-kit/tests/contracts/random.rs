// SPDX-License-Identifier: GPL-3.0-only
//! Random calls of a contract with every common storage mapper: native and WASM agree after each.

use super::executor;
use proptest::prelude::*;
use std::sync::Arc;
use test_kit::{Account, Contract, Value, World, args};

/// A function of `counter` and its arguments; few keys, so that calls meet.
fn call() -> impl Strategy<Value = (bool, &'static str, Vec<Value>)> {
    let key = prop::sample::select(vec!["", "a", "b", "key"]);
    let amount = prop_oneof![0u64..5, Just(u64::MAX), any::<u64>()];
    let call = prop_oneof![
        amount.clone().prop_map(|it| ("increment", args![it])),
        amount.prop_map(|it| ("decrement", args![it])),
        (key.clone(), ".{0,40}").prop_map(|(key, note)| ("setNote", args![key, note])),
        key.clone().prop_map(|key| ("removeNote", args![key])),
        key.clone().prop_map(|key| ("addTag", args![key])),
        key.clone().prop_map(|key| ("removeTag", args![key])),
        key.prop_map(|key| ("getNote", args![key])),
        (0u64..4).prop_map(|it| ("getHistoryAt", args![it])),
        Just(("increment", args![])),
        Just(("getNotes", args![])),
        Just(("getTags", args![])),
        Just(("getCallers", args![])),
        Just(("clear", args![])),
    ];
    (any::<bool>(), call).prop_map(|(owner, (function, arguments))| (owner, function, arguments))
}

fn stage(mut world: World) -> (World, [Account; 2], Contract) {
    let accounts = ["owner", "other"].map(|name| world.account(name, 1_000u64));
    let counter = world.deploy_wasm(&accounts[0], "counter", args![0u64]).unwrap();
    (world, accounts, counter)
}

#[test]
fn random_calls_agree() {
    let native = Arc::new(executor(&["counter"]));
    let native = World::builder().runtime(|runtime| runtime.wasm_executor(native));
    let (wasm, native) = (stage(World::new()), stage(native.build().unwrap()));
    let calls = prop::collection::vec(call(), 1..30);
    proptest!(ProptestConfig::with_cases(40), |(calls in calls)| {
        let mut worlds = [&wasm, &native].map(|(world, accounts, counter)| (world.fork(), accounts, counter));
        for (is_owner, function, arguments) in calls {
            let [wasm, native] = worlds.each_mut().map(|(world, accounts, counter)| {
                let from = &accounts[usize::from(!is_owner)];
                let outcome = world.call(from, counter, function, arguments.clone()).untraced();
                let raw = outcome.run().unwrap().raw;
                (raw.status, raw.message, raw.data, raw.logs)
            });
            prop_assert_eq!(native, wasm, "{} {:?}", function, arguments);
        }
        let [wasm, native] = worlds.map(|(world, ..)| world.state());
        prop_assert!(wasm == native, "the states differ");
    });
}
