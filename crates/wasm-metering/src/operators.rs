//! Which operators are accepted, and what the pass needs to know of each.

use crate::costs::CostError;
use wasmparser::Operator;

macro_rules! accepted_operators {
    ($($name:ident)*) => {
        /// The price of each accepted operator, under the name it has in the gas schedule.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[expect(non_snake_case, reason = "the names are the keys of the gas schedule")]
        pub(crate) struct Prices { $($name: u32,)* }

        impl Prices {
            /// Asks for each price by its key.
            pub(crate) fn from_lookup(
                value: &dyn Fn(&'static str) -> Result<u32, CostError>,
            ) -> Result<Self, CostError> {
                Ok(Self { $($name: value(stringify!($name))?,)* })
            }

            /// The price of an operator, or nothing when it is not accepted.
            pub(crate) const fn of(&self, operator: &Operator<'_>) -> Option<u32> {
                match operator {
                    $(Operator::$name { .. } => Some(self.$name),)*
                    _ => None,
                }
            }
        }
    };
}

// The operators of production (exec-rs:vm-executor-wasmer/src/wasmer_metering_helpers.rs) without
// those of exceptions and tail calls, which its list names and its validation refuses.
accepted_operators! {
    Unreachable Nop Block Loop If Else End Br BrIf BrTable Return Call CallIndirect Drop Select TypedSelect
    LocalGet LocalSet LocalTee GlobalGet GlobalSet
    I32Load I64Load I32Load8S I32Load8U I32Load16S I32Load16U
    I64Load8S I64Load8U I64Load16S I64Load16U I64Load32S I64Load32U
    I32Store I64Store I32Store8 I32Store16 I64Store8 I64Store16 I64Store32
    MemorySize MemoryGrow I32Const I64Const
    I32Eqz I32Eq I32Ne I32LtS I32LtU I32GtS I32GtU I32LeS I32LeU I32GeS I32GeU
    I64Eqz I64Eq I64Ne I64LtS I64LtU I64GtS I64GtU I64LeS I64LeU I64GeS I64GeU
    I32Clz I32Ctz I32Popcnt I32Add I32Sub I32Mul I32DivS I32DivU I32RemS I32RemU
    I32And I32Or I32Xor I32Shl I32ShrS I32ShrU I32Rotl I32Rotr
    I64Clz I64Ctz I64Popcnt I64Add I64Sub I64Mul I64DivS I64DivU I64RemS I64RemU
    I64And I64Or I64Xor I64Shl I64ShrS I64ShrU I64Rotl I64Rotr
    I32WrapI64 I64ExtendI32S I64ExtendI32U I32Extend8S I32Extend16S I64Extend8S I64Extend16S I64Extend32S
    RefNull RefIsNull RefFunc TableInit TableGet TableSet TableGrow TableSize
}

/// Whether production charges before an operator
/// (exec-rs:vm-executor-wasmer/src/wasmer_helpers.rs).
pub(crate) const fn moves_control(operator: &Operator<'_>) -> bool {
    use Operator as O;
    matches!(
        operator,
        O::Block { .. }
            | O::Loop { .. }
            | O::If { .. }
            | O::Else
            | O::End
            | O::Br { .. }
            | O::BrIf { .. }
            | O::BrTable { .. }
            | O::Return
            | O::Call { .. }
            | O::CallIndirect { .. }
            | O::Unreachable
    )
}

macro_rules! harmless_operators {
    ($($name:ident)*) => {
        /// Whether an accepted operator that moves no control can trap.
        ///
        /// What is not known to be harmless counts as a trap, so that a mistake here costs a check
        /// and no gas.
        pub(crate) const fn may_trap(operator: &Operator<'_>) -> bool {
            !matches!(operator, $(Operator::$name { .. })|*)
        }
    };
}

harmless_operators! {
    Nop Drop Select TypedSelect LocalGet LocalSet LocalTee GlobalGet GlobalSet MemorySize TableSize
    I32Const I64Const RefNull RefIsNull RefFunc
    I32Eqz I32Eq I32Ne I32LtS I32LtU I32GtS I32GtU I32LeS I32LeU I32GeS I32GeU
    I64Eqz I64Eq I64Ne I64LtS I64LtU I64GtS I64GtU I64LeS I64LeU I64GeS I64GeU
    I32Clz I32Ctz I32Popcnt I32Add I32Sub I32Mul I32And I32Or I32Xor I32Shl I32ShrS I32ShrU I32Rotl I32Rotr
    I64Clz I64Ctz I64Popcnt I64Add I64Sub I64Mul I64And I64Or I64Xor I64Shl I64ShrS I64ShrU I64Rotl I64Rotr
    I32WrapI64 I64ExtendI32S I64ExtendI32U I32Extend8S I32Extend16S I64Extend8S I64Extend16S I64Extend32S
}

/// The name of an operator, in the spelling of the gas schedule.
pub(crate) fn name(operator: &Operator<'_>) -> &'static str {
    macro_rules! names {
        ($(@$proposal:ident $name:ident $({ $($argument:ident: $kind:ty),* })? => $visit:ident ($($arity:tt)*))*) => {
            match operator {
                $(Operator::$name { .. } => stringify!($name),)*
                _ => "unknown",
            }
        };
    }
    wasmparser::for_each_operator!(names)
}
