//! What the ESDT contract does to accounts of another shard is sent there.

use super::tokens::plain_arrival;
use super::{Shards, Tested, delivered, message};
use alloy_primitives::{B256, hex};
use runtime::{Message, Outcome, RuntimeBuilder};
use std::error::Error;
use system_vm::ESDT_ADDRESS;
use vm_core::{AccountData, Address, Bytes, CallType, OutgoingTransfer, U256};
use world::{WorldAccount, WorldState};

/// What an issue costs.
const PRICE: u64 = 50_000_000_000_000_000;
const GAS_LIMIT: u64 = 100_000_000;
/// Keys of this shard.
const OWNER: Address = Address([4; 32]);
const CREATOR: Address = Address([8; 32]);
/// A key of the other shard.
const FAR: Address = Address([1; 32]);

struct Stage {
    shards: Shards,
    calls: u8,
}

impl Stage {
    fn new() -> Result<Self, Box<dyn Error>> {
        let mut near = RuntimeBuilder::default().build()?.genesis();
        let funds =
            AccountData { balance: U256::from(PRICE).pow(U256::from(2)), ..AccountData::default() };
        near.insert(OWNER, WorldAccount { data: funds, ..WorldAccount::default() });
        Ok(Self { shards: Shards::new(vec![near, WorldState::default()])?, calls: 0 })
    }

    /// Has the owner call the contract.
    fn call(
        &mut self,
        function: &str,
        arguments: &[&[u8]],
        value: u64,
    ) -> Result<Outcome, Box<dyn Error>> {
        let mut data = function.to_owned();
        for argument in arguments {
            data = format!("{data}@{}", hex::encode(argument));
        }
        self.calls += 1;
        let call = message(OWNER, ESDT_ADDRESS, &data, GAS_LIMIT, value);
        let hash = B256::repeat_byte(self.calls);
        let outcome = self.shards.execute(&Message { hash, ..call })?;
        assert!(outcome.is_success(), "{function}: {:?}", outcome.message);
        Ok(outcome)
    }

    fn issue(&mut self, function: &str, arguments: &[&[u8]]) -> Result<Bytes, Box<dyn Error>> {
        let properties = [&b"canFreeze"[..], b"canWipe", b"canTransferNFTCreateRole"];
        let properties = properties.map(|it| [it, b"true"]).concat();
        let arguments = [&[&b"Token"[..], b"TOK"], arguments, properties.as_slice()].concat();
        let outcome = self.call(function, &arguments, PRICE)?;
        Ok(outcome.items().first().cloned().ok_or("an identifier")?)
    }

    /// Delivers the one transfer of an outcome.
    fn deliver(&self, outcome: &Outcome) -> Result<OutgoingTransfer, Box<dyn Error>> {
        let [sent] = &outcome.outgoing[..] else {
            return Err(format!("one transfer: {:?}", outcome.outgoing).into());
        };
        assert_eq!((sent.to, sent.value, sent.call_type), (FAR, U256::ZERO, CallType::DirectCall));
        let mut arrived = Message { arrival: Some(plain_arrival()), ..delivered(sent) };
        arrived.hash = B256::ZERO;
        let outcome = self.shards.execute(&arrived)?;
        assert!(outcome.is_success(), "{:?}", outcome.message);
        Ok(sent.clone())
    }

    fn far(&self, prefix: &[u8], token: &[u8]) -> Bytes {
        self.shards.value(&FAR, &[prefix, token].concat())
    }

    /// Nothing is written to an account that this shard does not have.
    fn is_untouched_here(&self) -> bool {
        self.shards.shards[0].world.read(|state| state.account(&FAR).is_none())
    }
}

#[test]
fn accounts_of_another_shard_are_frozen_there() -> Tested {
    let mut stage = Stage::new()?;
    let token = stage.issue("issue", &[&[100], &[0]])?;
    for (function, sent, stored) in
        [("freeze", "ESDTFreeze", &[0x12, 2, 0, 0, 0x1a, 2, 1, 0][..]), ("wipe", "ESDTWipe", &[])]
    {
        let outcome = stage.call(function, &[&token, FAR.as_slice()], 0)?;
        let transfer = stage.deliver(&outcome)?;
        assert_eq!(transfer.from, ESDT_ADDRESS);
        assert_eq!(transfer.data.as_ref(), format!("{sent}@{}", hex::encode(&token)).as_bytes());
        assert_eq!(stage.far(b"ELRONDesdt", &token).as_ref(), stored, "{function}");
    }
    assert!(stage.is_untouched_here());
    Ok(())
}

#[test]
fn roles_are_given_in_another_shard_and_the_create_role_moves_there() -> Tested {
    let mut stage = Stage::new()?;
    let token = stage.issue("issueNonFungible", &[])?;
    let roles = b"ELRONDroleesdt";
    let burn = b"ESDTRoleNFTBurn";
    let outcome = stage.call("setSpecialRole", &[&token, FAR.as_slice(), burn], 0)?;
    stage.deliver(&outcome)?;
    let burn_role = [&[0x0a, 15], &burn[..]].concat();
    assert_eq!(stage.far(roles, &token).as_ref(), burn_role);

    let create = b"ESDTRoleNFTCreate";
    stage.call("setSpecialRole", &[&token, CREATOR.as_slice(), create], 0)?;
    stage.shards.change(&CREATOR, |account| {
        let key = [&b"ELRONDnonce"[..], &token].concat();
        account.storage.insert(key.into(), Bytes::from_static(&[5]));
    });
    let arguments = [&token[..], CREATOR.as_slice(), FAR.as_slice()];
    let outcome = stage.call("transferNFTCreateRole", &arguments, 0)?;
    let transfer = stage.deliver(&outcome)?;
    assert_eq!(transfer.from, CREATOR);
    assert_eq!(stage.far(b"ELRONDnonce", &token)[..], [5]);
    let both = [&burn_role, &[0x0a, 17][..], create].concat();
    assert_eq!(stage.far(roles, &token).as_ref(), both);
    let left = stage.shards.value(&CREATOR, &[&b"ELRONDnonce"[..], &token].concat());
    assert!(left.is_empty());
    assert!(stage.is_untouched_here());
    Ok(())
}
