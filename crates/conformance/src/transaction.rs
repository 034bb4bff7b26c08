//! Transaction tests: bytes, and what each fork makes of them.

use crate::ReadError;
use crate::files::read;
use crate::fork::{FORKS, config};
use crate::tally::{Tally, Verdict};
use alloy_primitives::{Address, B256, Bytes, U64};
use runtime::{BuildError, EthereumTransaction};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use vm_core::{ChainConfig, SpecId};

#[derive(Deserialize)]
struct Test {
    txbytes: Bytes,
    result: BTreeMap<String, Expected>,
}

/// What a fork makes of the bytes.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Expected {
    exception: Option<String>,
    hash: Option<B256>,
    sender: Option<Address>,
    intrinsic_gas: U64,
}

/// Runs transaction tests.
#[derive(Debug)]
pub struct TransactionTests {
    configs: BTreeMap<&'static str, (SpecId, ChainConfig)>,
}

impl TransactionTests {
    /// For every fork.
    ///
    /// # Errors
    /// [`BuildError`] when the default configuration is not usable.
    pub fn new() -> Result<Self, BuildError> {
        let of = |(name, fork)| Ok((name, (fork, config(fork)?)));
        Ok(Self { configs: FORKS.into_iter().map(of).collect::<Result<_, BuildError>>()? })
    }

    /// Runs the tests of a file; `name` is what it is called in reports.
    ///
    /// # Errors
    /// [`ReadError`] when the file has no such tests.
    pub fn run(&self, name: &str, file: &Path) -> Result<Tally, ReadError> {
        let mut tally = Tally::default();
        for (title, test) in read::<Test>(file)? {
            for (fork, expected) in &test.result {
                let verdict = self.check(&test.txbytes, fork, expected);
                tally.count(|| format!("{name} {title} {fork}"), verdict);
            }
        }
        Ok(tally)
    }

    fn check(&self, bytes: &[u8], fork: &str, expected: &Expected) -> Verdict {
        let (fork, config) = self.configs.get(fork).ok_or("the fork is unknown")?;
        let decoded = EthereumTransaction::decode(bytes, *fork).map_err(|error| error.to_string());
        let checked = decoded.and_then(|it| match it.check(*fork, config) {
            Ok(gas) => Ok((it.hash, it.sender, gas.initial)),
            Err(invalid) => Err(invalid.to_string()),
        });
        let gas = expected.intrinsic_gas.to::<u64>();
        match (checked, &expected.exception) {
            (Err(_), Some(_)) => Ok(true),
            (Err(reason), None) => Err(format!("refused: {reason}")),
            (Ok(_), Some(reason)) => Err(format!("accepted in spite of {reason}")),
            (Ok((hash, sender, initial)), None) => {
                let is = (Some(hash), Some(sender), initial);
                let should = (expected.hash, expected.sender, gas);
                if is == should {
                    Ok(true)
                } else {
                    Err(format!("is {is:?}, should be {should:?}"))
                }
            }
        }
    }
}
