//! Banks of every virtual machine against thieves of every virtual machine: what a bank loses is what its own
//! code gives away.

use crate::attacks::{items, selector};
use crate::stage::{Stage, Tested, bytes, stage_in};
use system_vm::{Endpoint, NativeContext, NativeContract, NativeError, NativeResult};
use test_kit::{Contract, TestError, World, args};
use vm_core::{
    AccountRef, Address, AddressForms, Bytes, CallInput, CallOutcome, CallRequest, CallScheme,
    U256, VmType,
};

/// What others have in a bank, and what the thief brings.
const FUNDS: u64 = 1_000;
const DEPOSIT: u64 = 100;
/// How often a thief withdraws beside the first time.
const TRIES: u8 = 3;
/// The ends of a robbery: the deposit comes back; it does not; it comes back with every try.
const GIVEN: (bool, u64) = (true, 0);
const KEPT: (bool, u64) = (false, 0);
const ALL: (bool, u64) = (true, 300);
/// Gas of an endpoint of the native contracts.
const GAS: u64 = 10_000;
/// Code metadata of an account that takes payments.
const PAYABLE: [u8; 2] = [0, 6];

/// The address of a native contract with a number.
const fn native_address(number: u8) -> Address {
    let mut bytes = [0; Address::LENGTH];
    (bytes[8], bytes[9]) = (VmType::SYSTEM.0[0], VmType::SYSTEM.0[1]);
    (bytes[29], bytes[30], bytes[31]) = (number, 0xff, 0xff);
    Address(bytes)
}

/// A native bank. It pays by a call of the function that the depositor names, so that a native depositor runs
/// code as well, and books before it pays, or behind.
#[derive(Clone, Copy, Debug)]
struct Bank {
    is_careful: bool,
}

/// A native thief: it withdraws again whenever it is paid by a call of its `paid`.
#[derive(Clone, Copy, Debug)]
struct NativeThief;

const CAREFUL: Address = native_address(230);
const CARELESS: Address = native_address(231);
const THIEF: Address = native_address(232);

mod bank {
    use super::{Bank, GAS, body};

    system_vm::endpoints! { Bank;
        /// Adds the value to the caller's deposit.
        "deposit" () write { gas: (GAS), accepts: Value } => body::deposit;
        /// Pays the caller's deposit back, by a call of a function.
        "withdraw" (function: Text Optional) write { gas: (GAS) } => body::withdraw;
    }

    pub(super) fn endpoints() -> &'static [system_vm::Endpoint<Bank>] {
        ENDPOINTS
    }
}

mod thief {
    use super::{GAS, NativeThief, body};

    system_vm::endpoints! { NativeThief;
        /// Deposits the value in a bank and withdraws it: the bank, the function that takes it, how often it shall
        /// be given back again, and the function that gives it, with its arguments. Returns whether both succeeded.
        "rob" (bank: Address, deposit: Text, tries: Number, withdraw: Text, arguments: Bytes Many) write {
            gas: (GAS),
            accepts: Value,
        } => body::rob;
        /// Takes a payment, and withdraws again.
        "paid" () write { gas: (GAS), accepts: Value } => body::paid;
    }

    pub(super) fn endpoints() -> &'static [system_vm::Endpoint<NativeThief>] {
        ENDPOINTS
    }
}

impl NativeContract for Bank {
    fn address(&self) -> Address {
        if self.is_careful { CAREFUL } else { CARELESS }
    }

    fn name(&self) -> &'static str {
        "bank"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        bank::endpoints()
    }
}

impl NativeContract for NativeThief {
    fn address(&self) -> Address {
        THIEF
    }

    fn name(&self) -> &'static str {
        "thief"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        thief::endpoints()
    }
}

/// Bodies of both contracts.
mod body {
    use super::*;

    pub(super) fn deposit(_: &Bank, context: &mut NativeContext) -> NativeResult {
        let key = context.caller().address;
        let before = amount(&context.storage(key.as_slice())?)?;
        let after = before.saturating_add(context.value());
        context.set_storage(key.as_slice(), after.to_be_bytes_trimmed_vec().into())?;
        Ok(Vec::new())
    }

    pub(super) fn withdraw(bank: &Bank, context: &mut NativeContext) -> NativeResult {
        let to = *context.caller();
        let key = to.address;
        let deposit = amount(&context.storage(key.as_slice())?)?;
        if deposit.is_zero() {
            return Err(NativeError::refused("nothing deposited"));
        }
        if bank.is_careful {
            context.set_storage(key.as_slice(), Bytes::new())?;
        }
        let function = context.argument(0);
        if !call(context, to, (function, Vec::new()), deposit)?.status.is_success() {
            return Err(NativeError::refused("not paid"));
        }
        if !bank.is_careful {
            context.set_storage(key.as_slice(), Bytes::new())?;
        }
        Ok(Vec::new())
    }

    pub(super) fn rob(_: &NativeThief, context: &mut NativeContext) -> NativeResult {
        let withdrawal: Vec<Bytes> = context.arguments().iter().skip(3).cloned().collect();
        let (bank_address, tries) = (context.argument(0), context.argument(2));
        context.set_storage(b"bank", bank_address)?;
        context.set_storage(b"tries", tries)?;
        context.set_storage(b"withdrawal", cross_vm::encode_items(&withdrawal))?;
        let (bank, value) = (bank(context)?, context.value());
        let deposit = context.argument(1);
        let deposited = call(context, bank, (deposit, Vec::new()), value)?.status.is_success();
        let withdrawn = again(context)?.status.is_success();
        Ok([deposited, withdrawn].map(|it| Bytes::copy_from_slice(&[u8::from(it)])).to_vec())
    }

    pub(super) fn paid(_: &NativeThief, context: &mut NativeContext) -> NativeResult {
        let tries = context.storage(b"tries")?;
        let [left] = *tries.as_ref() else { return Ok(Vec::new()) };
        let left = left.saturating_sub(1);
        let left = if left == 0 { Bytes::new() } else { Bytes::copy_from_slice(&[left]) };
        context.set_storage(b"tries", left)?;
        // A failure here lets the first withdrawal go on.
        again(context)?;
        Ok(Vec::new())
    }

    fn again(context: &mut NativeContext) -> Result<CallOutcome, NativeError> {
        let bank = bank(context)?;
        let withdrawal = cross_vm::decode_items(&context.storage(b"withdrawal")?);
        let mut withdrawal = withdrawal.unwrap_or_default().into_iter();
        let function = withdrawal.next().unwrap_or_default();
        let arguments = withdrawal.collect();
        call(context, bank, (function, arguments), U256::ZERO)
    }

    fn bank(context: &mut NativeContext) -> Result<AccountRef, NativeError> {
        let stored = context.storage(b"bank")?;
        let address =
            Address::from_slice(&stored).ok_or_else(|| NativeError::refused("no bank"))?;
        Ok(context.journal().reference(&address))
    }

    fn amount(stored: &[u8]) -> Result<U256, NativeError> {
        U256::try_from_be_slice(stored).ok_or_else(|| NativeError::refused("no amount"))
    }

    /// A call with half of the gas that is left; one of no function is a plain payment.
    fn call(
        context: &mut NativeContext,
        to: AccountRef,
        (name, arguments): (Bytes, Vec<Bytes>),
        value: U256,
    ) -> Result<CallOutcome, NativeError> {
        let input = if name.is_empty() {
            CallInput::CallData(Bytes::new())
        } else {
            CallInput::Function { name, arguments }
        };
        context.call(CallRequest {
            scheme: CallScheme::Call,
            caller: *context.callee(),
            callee: to,
            code: to,
            value,
            tokens: Vec::new(),
            input,
            gas: context.gas_left() / 2,
            read_only: false,
        })
    }
}

/// A bank, and how it is called: function with its arguments.
struct Case {
    name: &'static str,
    bank: AccountRef,
    deposit: &'static str,
    withdraw: (&'static str, Vec<Bytes>),
    /// Whether the bank is of the EVM.
    is_evm: bool,
    /// Whether each thief gets its deposit back, and what it robs beside: of the EVM, of WASM, native.
    ends: [(bool, u64); 3],
}

impl Case {
    /// Call data for the bank.
    fn data(&self, function: &str, arguments: &[Bytes]) -> Bytes {
        if !self.is_evm {
            return items(function, &arguments.iter().map(AsRef::as_ref).collect::<Vec<_>>());
        }
        let words = arguments
            .iter()
            .flat_map(|it| U256::try_from_be_slice(it).unwrap().to_be_bytes::<32>());
        selector(function).into_iter().chain(words).collect::<Vec<_>>().into()
    }
}

/// The thieves, each in the language of its virtual machine.
#[derive(Clone, Copy, Debug)]
enum Robber {
    /// Runs when it is paid, and withdraws again.
    Solidity,
    /// Is paid without running, and withdraws as often as it calls.
    Wasm,
    /// Runs when it is paid by a call of its function, which only the native banks make.
    Native,
}

/// Has a thief rob a bank. Gives whether it came to deposit and to withdraw, and the thief.
fn rob(
    stage: &Stage,
    world: &mut World,
    (robber, solidity): (Robber, &Contract),
    case: &Case,
) -> Result<(bool, bool, AccountRef), TestError> {
    let (alice, (function, arguments)) = (&stage.alice, &case.withdraw);
    match robber {
        Robber::Solidity => {
            let data = args![
                case.bank,
                case.data(case.deposit, &[]),
                case.data(function, arguments),
                u64::from(TRIES)
            ];
            let outcome = world.call(alice, solidity, "rob", data).value(DEPOSIT).run()?;
            let (deposited, withdrawn) = outcome.expect_success().returns()?;
            Ok((deposited, withdrawn, solidity.reference))
        }
        Robber::Wasm => {
            let wasm = &stage.wasm;
            let mut forward = |function: &str, arguments: &[Bytes], value: u64| {
                let call = args![case.bank, function, arguments.to_vec()];
                Ok::<_, TestError>(
                    world.call(alice, wasm, "forward", call).value(value).run()?.is_success(),
                )
            };
            let deposited = forward(case.deposit, &[], DEPOSIT)?;
            let withdrawn = forward(function, arguments, 0)?;
            for _ in 0..TRIES {
                forward(function, arguments, 0)?;
            }
            Ok((deposited, withdrawn, wasm.reference))
        }
        Robber::Native => {
            let thief = world.runtime().forms().of_address(&THIEF);
            let is_native = case.bank.address.vm_type() == Some(VmType::SYSTEM);
            let head = [bytes(case.bank.address.0), bytes(case.deposit), bytes([TRIES])];
            let withdrawal = if is_native { vec![bytes("paid")] } else { arguments.clone() };
            let arguments = head.into_iter().chain([bytes(function)]).chain(withdrawal);
            let input = CallInput::function("rob", arguments.collect());
            let outcome = world.call_raw(alice, thief, input).value(DEPOSIT).run()?;
            let results = outcome.expect_success().raw.items();
            Ok((results[0].as_ref() == [1], results[1].as_ref() == [1], thief))
        }
    }
}

#[test]
fn a_bank_is_robbed_by_its_own_code_alone() -> Tested {
    let natives = |builder: runtime::RuntimeBuilder| {
        [true, false]
            .into_iter()
            .fold(builder, |it, is_careful| it.system_contract(Bank { is_careful }))
            .system_contract(NativeThief)
    };
    let mut stage = stage_in(World::builder().runtime(natives).build()?)?;
    let solidity = stage.world.deploy_evm(&stage.alice, "Thief", args![])?;
    let vault = stage.world.deploy_evm(&stage.alice, "Vault", args![])?;
    let careless = stage.world.deploy_evm(&stage.alice, "CarelessBank", args![])?;
    let native = |address| stage.world.runtime().forms().of_address(&address);
    let hundred = vec![bytes([100])];
    let token = vec![bytes("EGLD-000000"), Bytes::new(), bytes([100])];
    let case = |name, bank, (deposit, function), arguments, ends| Case {
        name,
        bank,
        deposit,
        withdraw: (function, arguments),
        is_evm: bank.address.vm_type() == Some(VmType::EVM),
        ends,
    };
    let calls = ("deposit", "withdraw");
    let cases = [
        case(
            "Vault",
            vault.reference,
            ("deposit()", "withdraw(uint256)"),
            hundred,
            [GIVEN, GIVEN, GIVEN],
        ),
        case(
            "CarelessBank",
            careless.reference,
            ("deposit()", "withdraw()"),
            vec![],
            [ALL, GIVEN, GIVEN],
        ),
        case("WASM", stage.vault.reference, calls, token, [KEPT, GIVEN, GIVEN]),
        case("careful native", native(CAREFUL), calls, vec![], [GIVEN, GIVEN, GIVEN]),
        case("careless native", native(CARELESS), calls, vec![], [ALL, GIVEN, ALL]),
    ];
    for case in &cases {
        for (robber, (comes_back, robbed)) in
            [Robber::Solidity, Robber::Wasm, Robber::Native].into_iter().zip(case.ends)
        {
            let what = format!("{robber:?} robs {}", case.name);
            let mut world = stage.world.fork();
            let others = world.balance(stage.wasm.reference);
            world.update(|state| {
                state.account_mut(&case.bank.address).data.balance = U256::from(FUNDS);
                state.account_mut(&THIEF).data.native.metadata = PAYABLE;
            });
            let (deposited, withdrawn, thief) = rob(&stage, &mut world, (robber, &solidity), case)?;
            assert_eq!((deposited, withdrawn), (true, comes_back), "{what}");
            let had = if thief == stage.wasm.reference { others } else { U256::ZERO };
            let (bank, has) = (world.balance(case.bank), world.balance(thief) - had);
            assert_eq!(bank + has, U256::from(FUNDS + DEPOSIT), "{what}");
            let kept = if withdrawn { 0 } else { DEPOSIT };
            assert_eq!(bank, U256::from(FUNDS + kept - robbed), "{what}");
        }
    }
    Ok(())
}
