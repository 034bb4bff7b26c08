//! Checks of the segments that a module is instantiated with, so that instantiation cannot fail in
//! an engine.

use crate::error::{LimitKind, ModuleError};
use crate::limits::Limits;
use crate::survey::Totals;
use wasmparser::{
    ConstExpr, Data, DataKind, Element, ElementItems, ElementKind, Operator, TableType,
};

const PAGE: u64 = 1 << 16;

/// Checks that an active data segment lies within the memory's first pages.
pub(crate) fn check_data(segment: u32, data: &Data<'_>, pages: u64) -> Result<(), ModuleError> {
    if let DataKind::Active { offset_expr, .. } = &data.kind {
        let length = u64::try_from(data.data.len()).unwrap_or(u64::MAX);
        if !lies_within(offset_expr, length, pages.saturating_mul(PAGE))? {
            return Err(ModuleError::DataOutOfBounds { segment });
        }
    }
    Ok(())
}

/// Checks that an active element segment lies within its table, and notes the functions it names.
pub(crate) fn check_elements(
    segment: u32,
    element: Element<'_>,
    tables: &[TableType],
    (limits, totals): (&Limits, &mut Totals),
) -> Result<(), ModuleError> {
    let length = match element.items {
        ElementItems::Functions(functions) => {
            check_count(functions.count(), limits, totals)?;
            let length = functions.count();
            for function in functions {
                totals.indirect_targets.push(function?);
            }
            length
        }
        ElementItems::Expressions(_, expressions) => {
            check_count(expressions.count(), limits, totals)?;
            let length = expressions.count();
            for expression in expressions {
                note_references(&expression?, totals)?;
            }
            length
        }
    };
    if let ElementKind::Active { table_index, offset_expr } = element.kind {
        let table =
            usize::try_from(table_index.unwrap_or(0)).ok().and_then(|index| tables.get(index));
        let size = table.map_or(0, |table| table.initial);
        if !lies_within(&offset_expr, u64::from(length), size)? {
            return Err(ModuleError::ElementsOutOfBounds { segment });
        }
    }
    Ok(())
}

/// Notes the functions whose reference a constant expression takes.
pub(crate) fn note_references(
    expression: &ConstExpr<'_>,
    totals: &mut Totals,
) -> Result<(), ModuleError> {
    for operator in expression.get_operators_reader() {
        if let Operator::RefFunc { function_index } = operator? {
            totals.indirect_targets.push(function_index);
        }
    }
    Ok(())
}

fn check_count(more: u32, limits: &Limits, totals: &mut Totals) -> Result<(), ModuleError> {
    totals.segment_elements = totals.segment_elements.saturating_add(more);
    LimitKind::SegmentElements.check(totals.segment_elements, limits.segment_elements)
}

/// Without imported globals, a valid offset is one constant.
fn lies_within(offset: &ConstExpr<'_>, length: u64, size: u64) -> Result<bool, ModuleError> {
    let Operator::I32Const { value } = offset.get_operators_reader().read()? else {
        return Ok(false);
    };
    let end = u64::from(value.cast_unsigned()).saturating_add(length);
    Ok(end <= size)
}
