//! A world with tokens of the chain, and how tests make them.

use num_bigint::BigUint;
use test_kit::{Abi, Account, Contract, TestError, TestOutcome, World};
use vm_core::{AccountRef, AddressForms, Bytes, CallInput};

pub(crate) type Tested = Result<(), TestError>;

/// What issuing a token costs.
const COST: u64 = 50_000_000_000_000_000;

/// A world with an account that issues tokens and has all their roles.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) issuer: Account,
}

/// The ABI of a face, from the interface in `contracts/solidity/TokenFaces.sol`.
pub(crate) fn face_abi(world: &World, interface: &str) -> Result<Abi, TestError> {
    Ok(Abi::Solidity(world.artifacts().evm(interface)?.1))
}

impl Stage {
    pub(crate) fn new() -> Self {
        let mut world = World::new();
        let issuer = world.account("issuer", u64::MAX);
        Self { world, issuer }
    }

    /// Issues a token of type `FNG`, `NFT`, `SFT` or `META`.
    pub(crate) fn issue(&mut self, kind: &str) -> Result<String, TestError> {
        let esdt = self.world.runtime().forms().of_address(&system_vm::ESDT_ADDRESS);
        let arguments = bytes(&[b"SuiteToken", b"SUITE", kind.as_bytes(), &[18]]);
        let input = CallInput::function("registerAndSetAllRoles", arguments);
        let outcome = self.world.call_raw(&self.issuer, esdt, input).value(COST).run()?;
        let items = outcome.expect_success().raw.items();
        let token = String::from_utf8(items[0].to_vec()).expect("an identifier");
        for property in ["canFreeze", "canWipe", "canPause"] {
            let arguments = bytes(&[token.as_bytes(), property.as_bytes(), b"true"]);
            self.esdt("controlChanges", arguments)?.expect_success();
        }
        Ok(token)
    }

    /// The face of a token, with the ABI of an interface.
    pub(crate) fn face(&mut self, token: &str, interface: &str) -> Result<Contract, TestError> {
        let face = account_map::token_face(token.as_bytes()).expect("a face");
        let reference = self.world.runtime().forms().of_face(face);
        let abi = face_abi(&self.world, interface)?;
        Ok(self.world.attach("face", reference, abi))
    }

    /// A call of the ESDT contract by the issuer.
    pub(crate) fn esdt(
        &mut self,
        function: &str,
        arguments: Vec<Bytes>,
    ) -> Result<TestOutcome, TestError> {
        let esdt = self.world.runtime().forms().of_address(&system_vm::ESDT_ADDRESS);
        self.world.call_raw(&self.issuer, esdt, CallInput::function(function, arguments)).run()
    }

    /// A built-in function that an account calls at itself.
    pub(crate) fn own(
        &mut self,
        account: AccountRef,
        function: &str,
        arguments: Vec<Bytes>,
    ) -> Result<TestOutcome, TestError> {
        self.world.call_raw(account, account, CallInput::function(function, arguments)).run()
    }

    /// Makes an amount of a fungible token for an account.
    pub(crate) fn mint(&mut self, token: &str, to: AccountRef, amount: &BigUint) -> Tested {
        let issuer = self.issuer.reference;
        let arguments = vec![text(token), number(amount)];
        self.own(issuer, "ESDTLocalMint", arguments.clone())?.expect_success();
        let input = CallInput::function("ESDTTransfer", arguments);
        self.world.call_raw(issuer, to, input).run()?.expect_success();
        Ok(())
    }

    /// Makes a new instance for an account.
    pub(crate) fn create(&mut self, token: &str, to: AccountRef, quantity: u64) -> Tested {
        let issuer = self.issuer.reference;
        let quantity = number(&BigUint::from(quantity));
        let arguments = [
            &[text(token), quantity.clone()][..],
            &bytes(&[b"name", &[1, 0xf4], b"hash", b"attributes", b"ipfs://one", b"ipfs://two"]),
        ];
        let outcome = self.own(issuer, "ESDTNFTCreate", arguments.concat())?;
        let nonce = outcome.expect_success().raw.items()[0].clone();
        self.send(token, nonce, to, quantity)
    }

    /// Makes more of an instance for an account.
    pub(crate) fn add(&mut self, token: &str, nonce: u64, to: AccountRef, more: u64) -> Tested {
        let (nonce, more) = (number(&BigUint::from(nonce)), number(&BigUint::from(more)));
        // The issuer keeps one: who has nothing of an instance cannot make more.
        let arguments = vec![text(token), nonce.clone(), more.clone()];
        self.own(self.issuer.reference, "ESDTNFTAddQuantity", arguments)?.expect_success();
        self.send(token, nonce, to, more)
    }

    fn send(&mut self, token: &str, nonce: Bytes, to: AccountRef, quantity: Bytes) -> Tested {
        let issuer = self.issuer.reference;
        if to == issuer {
            return Ok(());
        }
        let destination = Bytes::copy_from_slice(to.address.as_slice());
        let arguments = vec![text(token), nonce, quantity, destination];
        self.own(issuer, "ESDTNFTTransfer", arguments)?.expect_success();
        Ok(())
    }
}

pub(crate) fn bytes(items: &[&[u8]]) -> Vec<Bytes> {
    items.iter().map(|it| Bytes::copy_from_slice(it)).collect()
}

pub(crate) fn text(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

/// A number as MultiversX writes it.
pub(crate) fn number(number: &BigUint) -> Bytes {
    if *number == BigUint::ZERO { Bytes::new() } else { Bytes::from(number.to_bytes_be()) }
}
