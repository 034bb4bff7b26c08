//! The short form of every fuzzing target: the same attempts in every run.
//!
//! `cargo run -p tests --example fuzz` makes longer runs.
#![cfg(test)]

use tests::fuzz::{TARGETS, Tally, Target};

fn short(name: &str) {
    let target = Target::named(name).unwrap();
    let mut tally = Tally::default();
    target.run(0..target.attempts, &mut tally).unwrap_or_else(|finding| panic!("{finding}"));
    let Tally { accepted, refused } = tally;
    let (accepted_at_least, refused_at_least) = target.at_least;
    assert!(accepted >= accepted_at_least && refused >= refused_at_least, "{name}: {tally:?}");
}

macro_rules! targets {
    ($($test:ident $name:literal)*) => {
        $(
            #[test]
            fn $test() {
                short($name);
            }
        )*

        #[test]
        fn no_target_is_forgotten() {
            assert_eq!(TARGETS.map(|it| it.name), [$($name),*]);
        }
    };
}

targets! {
    modules "modules"
    modules_smith "modules-smith"
    modules_any "modules-any"
    hooks "hooks"
    hooks_smith "hooks-smith"
    scenarios "scenarios"
    schedules "schedules"
    call_data "call-data"
    signatures "signatures"
    items "items"
}
