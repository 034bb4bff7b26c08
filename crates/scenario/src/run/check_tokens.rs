//! Tokens of a state check.

use super::check_result::written;
use super::execution::Execution;
use super::report::Place;
use super::tokens::{Holding, read_tokens};
use crate::model::{AccountCheck, EsdtCheck, EsdtInstanceCheck, MapCheck};
use crate::value::{Hint, describe, describe_list};
use num_bigint::BigUint;
use std::collections::{BTreeMap, BTreeSet};
use system_vm::DigitalToken;
use vm_core::Bytes;

/// The bit of a token's properties that freezes it.
const FROZEN: u8 = 1;

impl Execution<'_> {
    /// Compares the tokens of an account.
    pub(super) fn check_tokens(
        &mut self,
        place: &Place,
        expected: &AccountCheck,
        storage: &BTreeMap<Bytes, Bytes>,
        system: Option<&BTreeMap<Bytes, Bytes>>,
    ) {
        let (entries, more_allowed) = match &expected.esdt {
            MapCheck::Any => return,
            MapCheck::Omitted => (&[][..], false),
            MapCheck::Entries { entries, more_allowed } => (entries.as_slice(), *more_allowed),
        };
        let account = &expected.address.text;
        let mut held = match read_tokens(storage, system) {
            Ok(held) => held,
            Err(malformed) => {
                let field = format!("accounts[{account}].esdt");
                return self.fail(place, field, "token records", malformed.to_string());
            }
        };
        for entry in entries {
            let holding = held.remove(&entry.identifier.value).unwrap_or_default();
            let field = format!("accounts[{account}].esdt[{}]", entry.identifier.text);
            self.check_holding(place, &field, entry, &holding);
        }
        if more_allowed {
            return;
        }
        for (identifier, holding) in held {
            let name = describe(&identifier, Hint::Text);
            let field = format!("accounts[{account}].esdt[{name}]");
            for (nonce, token) in &holding.instances {
                let actual = format!("balance {} of nonce {nonce}", token.value);
                self.fail(place, field.clone(), "no such token", actual);
            }
            if holding.last_nonce != 0 {
                let actual = format!("last nonce {}", holding.last_nonce);
                self.fail(place, field.clone(), "no such token", actual);
            }
            if !holding.roles.is_empty() {
                let actual = format!("roles {}", role_list(&holding.roles));
                self.fail(place, field, "no such token", actual);
            }
        }
    }

    fn check_holding(
        &mut self,
        place: &Place,
        field: &str,
        expected: &EsdtCheck,
        holding: &Holding,
    ) {
        let mut unlisted: BTreeSet<u64> = holding.instances.keys().copied().collect();
        for instance in &expected.instances {
            let nonce = instance.nonce.value;
            unlisted.remove(&nonce);
            let none = DigitalToken::default();
            let token = holding.instances.get(&nonce).unwrap_or(&none);
            let field = format!("{field}.instances[{nonce}]");
            self.check_instance(place, &field, instance, token);
            let frozen = token.properties.first().is_some_and(|it| it & FROZEN != 0);
            if !expected.frozen.accepts_if_given(&u64::from(frozen)) {
                let actual = u64::from(frozen).to_string();
                self.fail(place, format!("{field}.frozen"), written(&expected.frozen, ""), actual);
            }
        }
        for nonce in unlisted {
            let actual = holding.instances.get(&nonce).map(|it| it.value.to_string());
            let field = format!("{field}.instances[{nonce}].balance");
            self.fail(place, field, "\"0\"", actual.unwrap_or_default());
        }
        if !expected.last_nonce.accepts(&holding.last_nonce) {
            let wanted = written(&expected.last_nonce, "0");
            let actual = holding.last_nonce.to_string();
            self.fail(place, format!("{field}.lastNonce"), wanted, actual);
        }
        let wanted: BTreeSet<&[u8]> = expected.roles.iter().map(|it| it.as_bytes()).collect();
        let actual: BTreeSet<&[u8]> = holding.roles.iter().map(AsRef::as_ref).collect();
        if wanted != actual {
            let wanted = format!("[{}]", expected.roles.join(", "));
            self.fail(place, format!("{field}.roles"), wanted, role_list(&holding.roles));
        }
    }

    fn check_instance(
        &mut self,
        place: &Place,
        field: &str,
        expected: &EsdtInstanceCheck,
        token: &DigitalToken,
    ) {
        if !expected.balance.accepts::<BigUint>(&token.value) {
            let wanted = written(&expected.balance, "0");
            self.fail(place, format!("{field}.balance"), wanted, token.value.to_string());
        }
        let metadata = token.metadata.clone().unwrap_or_default();
        for (name, check, actual, hint) in [
            ("creator", &expected.creator, &metadata.creator, Hint::Address),
            ("hash", &expected.hash, &metadata.hash, Hint::Unknown),
            ("attributes", &expected.attributes, &metadata.attributes, Hint::Unknown),
        ] {
            if !check.accepts_if_given::<[u8]>(actual) {
                let actual = describe(actual, hint);
                self.fail(place, format!("{field}.{name}"), written(check, ""), actual);
            }
        }
        if !expected.royalties.accepts_if_given(&u64::from(metadata.royalties)) {
            let wanted = written(&expected.royalties, "");
            let actual = metadata.royalties.to_string();
            self.fail(place, format!("{field}.royalties"), wanted, actual);
        }
        let uris: Vec<Vec<u8>> = metadata.uris.iter().map(|it| it.to_vec()).collect();
        if !expected.uris.accepts_if_given(&uris) {
            let actual = describe_list(&uris, Hint::Text);
            self.fail(place, format!("{field}.uri"), expected.uris.text(), actual);
        }
    }
}

fn role_list(roles: &[Bytes]) -> String {
    let roles: Vec<_> = roles.iter().map(|it| String::from_utf8_lossy(it)).collect();
    format!("[{}]", roles.join(", "))
}
