//! Tokens: set, checked, and sent.
//!
//! A token is a balance, or a map. The fields of an instance may stand in the map itself, which
//! makes a first instance before those of `instances` (an old form that is still read).

use num_bigint::BigUint;

use super::Reader;
use super::fields::{self, Fields, Known};
use super::problem::{ParseReason, Problem};
use crate::json::{Entry, Node, NodeKind};
use crate::model::{
    Check, EsdtCheck, EsdtInstance, EsdtInstanceCheck, EsdtToken, EsdtTransfer, Given, ListCheck,
    Rule,
};

const INSTANCE_FIELDS: [&str; 7] =
    ["nonce", "balance", "creator", "royalties", "hash", "uri", "attributes"];

const INSTANCE: Known = Known { common: &INSTANCE_FIELDS, extended: &[] };

const TOKEN: Known = Known {
    common: &[
        "instances",
        "lastNonce",
        "roles",
        "frozen",
        "nonce",
        "balance",
        "creator",
        "royalties",
        "hash",
        "uri",
        "attributes",
    ],
    extended: &[],
};

const TRANSFER: Known = Known { common: &["tokenIdentifier", "nonce", "value"], extended: &[] };

/// Royalties are in hundredths of a percent.
const LARGEST_ROYALTIES: u64 = 10_000;

impl Reader<'_> {
    pub(super) fn esdt_token(&self, entry: &Entry) -> Result<EsdtToken, Problem> {
        let identifier = self.expression(&entry.key, entry.line)?;
        if let NodeKind::Text(_) = entry.value.kind {
            let balance = self.big(&entry.value)?;
            let instances = vec![EsdtInstance { balance, ..EsdtInstance::default() }];
            return Ok(EsdtToken {
                identifier,
                instances,
                last_nonce: None,
                roles: Vec::new(),
                frozen: None,
            });
        }
        let fields = self.fields(&entry.value, TOKEN)?;
        let mut instances = Vec::new();
        if has_instance_field(&fields) {
            instances.push(self.esdt_instance(&fields)?);
        }
        instances.extend(fields.or_default("instances", |node| {
            fields::items(node, |item| self.esdt_instance(&self.fields(item, INSTANCE)?))
        })?);
        Ok(EsdtToken {
            identifier,
            instances,
            last_nonce: fields.optional("lastNonce", |node| self.number(node))?,
            roles: fields.or_default("roles", |node| fields::items(node, fields::string))?,
            frozen: fields.optional("frozen", |node| self.number(node))?,
        })
    }

    fn esdt_instance(&self, fields: &Fields<'_>) -> Result<EsdtInstance, Problem> {
        Ok(EsdtInstance {
            nonce: fields.or_default("nonce", |node| self.number(node))?,
            balance: fields.or_default("balance", |node| self.big(node))?,
            creator: fields.optional("creator", |node| self.creator(node))?,
            royalties: fields.or_default("royalties", |node| self.royalties(node))?,
            hash: fields.or_default("hash", |node| self.bytes(node))?,
            uris: fields.or_default("uri", |node| fields::items(node, |item| self.bytes(item)))?,
            attributes: fields.or_default("attributes", |node| self.tree(node))?,
        })
    }

    fn creator(&self, node: &Node) -> Result<Given<Vec<u8>>, Problem> {
        let creator = self.bytes(node)?;
        if creator.value.len() == 32 {
            return Ok(creator);
        }
        let (text, actual) = (creator.text, creator.value.len());
        Err(Problem::new(node.line, ParseReason::Length { text, actual, expected: "32" }))
    }

    fn royalties(&self, node: &Node) -> Result<Given<u64>, Problem> {
        let royalties = self.number(node)?;
        if royalties.value <= LARGEST_ROYALTIES {
            return Ok(royalties);
        }
        let reason = ParseReason::TooLarge { text: royalties.text, limit: LARGEST_ROYALTIES };
        Err(Problem::new(node.line, reason))
    }

    pub(super) fn esdt_check(&self, entry: &Entry) -> Result<EsdtCheck, Problem> {
        let identifier = self.expression(&entry.key, entry.line)?;
        if let NodeKind::Text(_) = entry.value.kind {
            let instances = vec![plain_balance(self.check_big(&entry.value)?)];
            return Ok(EsdtCheck {
                identifier,
                instances,
                last_nonce: Check::default(),
                roles: Vec::new(),
                frozen: Check::default(),
            });
        }
        let fields = self.fields(&entry.value, TOKEN)?;
        let mut instances = Vec::new();
        if has_instance_field(&fields) {
            instances.push(self.esdt_instance_check(&fields)?);
        }
        instances.extend(fields.or_default("instances", |node| {
            fields::items(node, |item| self.esdt_instance_check(&self.fields(item, INSTANCE)?))
        })?);
        Ok(EsdtCheck {
            identifier,
            instances,
            last_nonce: fields.or_default("lastNonce", |node| self.check_number(node))?,
            roles: fields.or_default("roles", |node| fields::items(node, fields::string))?,
            frozen: fields.or_default("frozen", |node| self.check_number(node))?,
        })
    }

    fn esdt_instance_check(&self, fields: &Fields<'_>) -> Result<EsdtInstanceCheck, Problem> {
        let royalties = fields.or_default("royalties", |node| self.check_number(node))?;
        if let Rule::Is(value) = royalties.rule
            && value > LARGEST_ROYALTIES
        {
            let reason = ParseReason::TooLarge { text: royalties.text, limit: LARGEST_ROYALTIES };
            return Err(fields.problem("royalties", reason));
        }
        Ok(EsdtInstanceCheck {
            nonce: fields.or_default("nonce", |node| self.number(node))?,
            balance: fields.or_default("balance", |node| self.check_big(node))?,
            creator: fields.or_default("creator", |node| self.check_bytes(node))?,
            royalties,
            hash: fields.or_default("hash", |node| self.check_bytes(node))?,
            uris: fields.or_default("uri", |node| self.check_list(node))?,
            attributes: fields.or_default("attributes", |node| self.check_bytes(node))?,
        })
    }

    /// Tokens sent with a transaction: a list, or a single map in the old form.
    pub(super) fn esdt_transfers(&self, node: &Node) -> Result<Vec<EsdtTransfer>, Problem> {
        if let NodeKind::Map(_) = node.kind {
            return Ok(vec![self.esdt_transfer(node)?]);
        }
        fields::items(node, |item| self.esdt_transfer(item))
    }

    fn esdt_transfer(&self, node: &Node) -> Result<EsdtTransfer, Problem> {
        let fields = self.fields(node, TRANSFER)?;
        Ok(EsdtTransfer {
            identifier: fields.or_default("tokenIdentifier", |node| self.bytes(node))?,
            nonce: fields.or_default("nonce", |node| self.number(node))?,
            value: fields.or_default("value", |node| self.big(node))?,
        })
    }
}

fn has_instance_field(fields: &Fields<'_>) -> bool {
    INSTANCE_FIELDS.iter().any(|name| fields.has(name))
}

/// A token checked by its balance alone has no metadata at all, as in the reference.
fn plain_balance(balance: Check<BigUint>) -> EsdtInstanceCheck {
    let empty = || Check { rule: Rule::Is(Vec::new()), text: String::new() };
    EsdtInstanceCheck {
        nonce: Given::default(),
        balance,
        creator: empty(),
        royalties: Check { rule: Rule::Is(0), text: String::new() },
        hash: empty(),
        uris: ListCheck::Values(Vec::new()),
        attributes: empty(),
    }
}
