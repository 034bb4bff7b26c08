//! The row of an endpoint table: all that there is of an endpoint outside of its body.

use super::{NativeContext, NativeResult};
use crate::error::NativeError;
use vm_core::{HaltReason, MetaChainSystemCost, Release, Rules};

/// What may come with a call of an endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Accepts {
    /// Arguments only.
    #[default]
    Nothing,
    /// Native value.
    Value,
    /// Native value and tokens.
    ValueAndTokens,
}

/// What an endpoint costs before its body runs, in MultiversX gas.
#[derive(Clone, Copy, Debug)]
pub enum Charge {
    /// Nothing.
    Free,
    /// Nothing before, because what it costs depends on what the body finds.
    InBody,
    /// A cost of the schedule.
    Key {
        /// The key in `[MetaChainSystemSCsCost]`.
        key: &'static str,
        /// The cost of that key.
        cost: fn(&MetaChainSystemCost) -> u64,
    },
    /// An amount that no schedule has; for contracts that production does not have.
    Fixed(u64),
}

impl Charge {
    /// The charge in a gas schedule.
    #[must_use]
    pub fn of(self, schedule: &MetaChainSystemCost) -> u64 {
        match self {
            Self::Free | Self::InBody => 0,
            Self::Key { cost, .. } => cost(schedule),
            Self::Fixed(gas) => gas,
        }
    }
}

/// How an argument's bytes are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// Bytes as they are.
    Bytes,
    /// Text.
    Text,
    /// A 32-byte address, or the 20-byte face that Solidity has.
    Address,
    /// An unsigned number, big-endian; zero may be empty.
    Number,
    /// The text `true` or `false`.
    Flag,
}

/// How often an argument comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occurs {
    /// Once.
    Once,
    /// Once or not at all; only optional and repeated arguments come behind it.
    Optional,
    /// Any number of times, none included; the last argument.
    Many,
}

/// An argument of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// How its bytes are read.
    pub shape: Shape,
    /// How often it comes.
    pub occurs: Occurs,
}

/// A refusal that stands in a table: production's code and text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The halt that gives the code; a plain user error where there is none.
    pub reason: Option<HaltReason>,
    /// The text.
    pub text: &'static str,
}

impl Denial {
    /// A user error.
    #[must_use]
    pub const fn user_error(text: &'static str) -> Self {
        Self { reason: None, text }
    }

    /// A refusal with the code of a halt.
    #[must_use]
    pub const fn halt(reason: HaltReason, text: &'static str) -> Self {
        Self { reason: Some(reason), text }
    }
}

impl From<Denial> for NativeError {
    fn from(denial: Denial) -> Self {
        match denial.reason {
            None => Self::refused(denial.text),
            Some(reason) => Self::halted(reason, denial.text),
        }
    }
}

/// A check that the system VM makes before a body runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// The number of arguments.
    Arguments,
    /// No native value where the endpoint takes none.
    Value,
    /// The charge.
    Gas,
    /// No argument twice.
    Duplicates,
    /// The contract's own check, for instance of the caller.
    Guard,
}

/// A row, without what belongs to a type of contract.
#[derive(Clone, Copy, Debug)]
pub struct EndpointRow {
    /// The function's name.
    pub name: &'static str,
    /// What it does, and what it returns.
    pub doc: &'static str,
    /// Its arguments.
    pub arguments: &'static [Argument],
    /// Whether more arguments than those are ignored.
    pub ignores_more: bool,
    /// Whether it writes nothing. Every other endpoint is refused in a read-only frame.
    pub is_pure: bool,
    /// What may come with a call.
    pub accepts: Accepts,
    /// Its cost.
    pub charge: Charge,
    /// The first release that has it.
    pub since: Release,
    /// Production's activation flag, which [`NativeContract::is_enabled`](super::NativeContract::is_enabled)
    /// is asked about.
    pub flag: Option<&'static str>,
    /// The checks before the body, in production's order.
    pub checks: &'static [Check],
    /// What a wrong number of arguments is refused with.
    pub wrong_count: Denial,
    /// What native value is refused with.
    pub wrong_value: Denial,
}

impl EndpointRow {
    /// Whether the rules of the block have it.
    #[must_use]
    pub fn is_active(&self, rules: &Rules) -> bool {
        self.since <= rules.release
    }

    /// Fewest arguments.
    #[must_use]
    pub fn arguments_min(&self) -> usize {
        self.arguments.iter().filter(|it| it.occurs == Occurs::Once).count()
    }

    /// Most arguments; none where there is no limit.
    #[must_use]
    pub fn arguments_max(&self) -> Option<usize> {
        let is_open =
            self.ignores_more || self.arguments.iter().any(|it| it.occurs == Occurs::Many);
        (!is_open).then_some(self.arguments.len())
    }

    /// Whether a number of arguments is right.
    #[must_use]
    pub fn takes(&self, count: usize) -> bool {
        count >= self.arguments_min() && self.arguments_max().is_none_or(|most| count <= most)
    }
}

/// A check of the contract's own, before the body.
pub type Guard<C> = fn(&C, &mut NativeContext) -> Result<(), NativeError>;

/// One endpoint of a contract `C`. The system VM checks and charges what the row says before the
/// body runs, so that no body has to. Tables are written with [`endpoints!`](crate::endpoints).
#[derive(Debug)]
pub struct Endpoint<C: ?Sized> {
    /// What is not the contract's.
    pub row: EndpointRow,
    /// The contract's own check.
    pub guard: Option<Guard<C>>,
    /// The body.
    pub run: fn(&C, &mut NativeContext) -> NativeResult,
}

const WRONG_COUNT: Denial = Denial::user_error("invalid number of arguments");
const NO_VALUE: &str = "callValue must be 0";

impl<C: ?Sized> Endpoint<C> {
    /// An endpoint that may write. Native value is refused as production's writing functions do.
    #[must_use]
    pub const fn write(
        name: &'static str,
        arguments: &'static [Argument],
        run: fn(&C, &mut NativeContext) -> NativeResult,
    ) -> Self {
        let row = EndpointRow {
            name,
            doc: "",
            arguments,
            ignores_more: false,
            is_pure: false,
            accepts: Accepts::Nothing,
            charge: Charge::Free,
            since: Release::Genesis,
            flag: None,
            checks: &[Check::Arguments, Check::Value, Check::Gas],
            wrong_count: WRONG_COUNT,
            wrong_value: Denial::halt(HaltReason::OutOfFunds, NO_VALUE),
        };
        Self { row, guard: None, run }
    }

    /// An endpoint that writes nothing. Native value is refused as production's views do.
    #[must_use]
    pub const fn view(
        name: &'static str,
        arguments: &'static [Argument],
        run: fn(&C, &mut NativeContext) -> NativeResult,
    ) -> Self {
        let mut endpoint = Self::write(name, arguments, run);
        endpoint.row.is_pure = true;
        endpoint.row.wrong_value = Denial::user_error(NO_VALUE);
        endpoint
    }

    /// What it does, and what it returns.
    #[must_use]
    pub const fn doc(mut self, doc: &'static str) -> Self {
        self.row.doc = doc;
        self
    }

    /// What it costs.
    #[must_use]
    pub const fn gas(mut self, charge: Charge) -> Self {
        self.row.charge = charge;
        self
    }

    /// What may come with a call.
    #[must_use]
    pub const fn accepts(mut self, accepts: Accepts) -> Self {
        self.row.accepts = accepts;
        self
    }

    /// What a wrong number of arguments is refused with.
    #[must_use]
    pub const fn count(mut self, denial: Denial) -> Self {
        self.row.wrong_count = denial;
        self
    }

    /// Whether more arguments than the table has are ignored.
    #[must_use]
    pub const fn ignores_more(mut self, ignores: bool) -> Self {
        self.row.ignores_more = ignores;
        self
    }

    /// What native value is refused with.
    #[must_use]
    pub const fn value(mut self, denial: Denial) -> Self {
        self.row.wrong_value = denial;
        self
    }

    /// The order of the checks before the body.
    #[must_use]
    pub const fn checks(mut self, checks: &'static [Check]) -> Self {
        self.row.checks = checks;
        self
    }

    /// The contract's own check; [`Check::Guard`] says when it is made.
    #[must_use]
    pub const fn guard(mut self, guard: Guard<C>) -> Self {
        self.guard = Some(guard);
        self
    }

    /// The first release that has it.
    #[must_use]
    pub const fn since(mut self, release: Release) -> Self {
        self.row.since = release;
        self
    }

    /// Production's activation flag.
    #[must_use]
    pub const fn flag(mut self, flag: &'static str) -> Self {
        self.row.flag = Some(flag);
        self
    }
}

/// Writes the endpoint table of a contract, `ENDPOINTS`.
///
/// A row is docs, name, arguments, `view` or `write`, settings, body. An argument is `name: Shape`,
/// with `Optional` or `Many` behind the [`Shape`] where it does not come once. A setting is one
/// of these; what is left out has the default of [`Endpoint::view`] or [`Endpoint::write`].
///
/// | setting | value |
/// |---|---|
/// | `gas` | a field of [`MetaChainSystemCost`], `InBody`, or an amount (in parentheses, where it is no literal) |
/// | `accepts` | an [`Accepts`] |
/// | `checks` | `[Guard, Value, Gas, Arguments]` in production's order; each [`Check`] but `Guard` once |
/// | `guard` | the contract's own check |
/// | `count` | the [`Denial`] of a wrong number of arguments: `"text"`, or `(HaltReason, "text")` |
/// | `value` | the [`Denial`] of native value |
/// | `ignores_more` | `true` where production ignores further arguments |
/// | `flag` | the name of production's activation flag |
/// | `since` | the first [`Release`] |
///
/// ```
/// # use system_vm::{NativeContext, NativeResult, endpoints};
/// # #[derive(Debug)]
/// # struct Counter;
/// # fn add(_: &Counter, context: &mut NativeContext) -> NativeResult { Ok(context.arguments().to_vec()) }
/// endpoints! { Counter;
///     /// Adds to the count: how much. Returns the count.
///     "add" (amount: Number, notes: Text Many) write {
///         gas: stake,
///         accepts: Value,
///         count: (FunctionWrongSignature, "not enough arguments"),
///     } => add;
/// }
/// assert_eq!(ENDPOINTS[0].row.arguments_min(), 1);
/// ```
#[macro_export]
macro_rules! endpoints {
    ($contract:ty; $(
        $(#[doc = $doc:literal])+
        $name:literal ($($argument:ident: $($shape:ident)+),* $(,)?) $purity:ident
        { $($setting:ident: $value:tt),* $(,)? } => $body:expr;
    )+) => {
        // tidy: table: a row an endpoint
        static ENDPOINTS: &[$crate::Endpoint<$contract>] = &[$(
            $crate::Endpoint::$purity(
                $name,
                &[$($crate::endpoints!(@argument $argument $($shape)+)),*],
                $body,
            )
            .doc(concat!($($doc),+))
            $(.$setting($crate::endpoints!(@$setting $value)))*,
        )+];
    };
    (@argument $name:ident $shape:ident) => {
        $crate::endpoints!(@argument $name $shape Once)
    };
    (@argument $name:ident $shape:ident $occurs:ident) => {
        $crate::Argument {
            name: stringify!($name),
            shape: $crate::Shape::$shape,
            occurs: $crate::Occurs::$occurs,
        }
    };
    (@gas InBody) => { $crate::Charge::InBody };
    (@gas $gas:literal) => { $crate::Charge::Fixed($gas) };
    (@gas ($gas:expr)) => { $crate::Charge::Fixed($gas) };
    (@gas $field:ident) => {
        $crate::Charge::Key {
            key: match ::vm_core::MetaChainSystemCost::key_of(stringify!($field)) {
                Some(key) => key,
                // The next line does not compile then.
                None => "",
            },
            cost: |costs| costs.$field,
        }
    };
    (@accepts $accepts:ident) => { $crate::Accepts::$accepts };
    (@checks [$($check:ident),+]) => { &[$($crate::Check::$check),+] };
    (@guard ($guard:path)) => { $guard };
    (@count $denial:tt) => { $crate::endpoints!(@denial $denial) };
    (@value $denial:tt) => { $crate::endpoints!(@denial $denial) };
    (@denial ($reason:ident, $text:expr)) => {
        $crate::Denial::halt(::vm_core::HaltReason::$reason, $text)
    };
    (@denial $text:expr) => { $crate::Denial::user_error($text) };
    (@ignores_more $ignores:literal) => { $ignores };
    (@flag $flag:literal) => { $flag };
    (@since $release:ident) => { ::vm_core::Release::$release };
}
