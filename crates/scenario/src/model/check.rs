//! Values and conditions.

use std::borrow::Borrow;

/// A value and the expression it was written as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given<T> {
    /// The value.
    pub value: T,
    /// The expression, or compact JSON when it was a list or a map.
    pub text: String,
}

/// What a condition asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule<T> {
    /// Nothing was written. Each field says what that means.
    Omitted,
    /// `*`: any value.
    Any,
    /// Exactly this value.
    Is(T),
}

/// A condition on one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check<T> {
    /// The condition.
    pub rule: Rule<T>,
    /// The expression; empty when omitted.
    pub text: String,
}

impl<T> Default for Check<T> {
    fn default() -> Self {
        Self { rule: Rule::Omitted, text: String::new() }
    }
}

impl<T> Check<T> {
    /// A condition that accepts any value.
    #[must_use]
    pub fn any() -> Self {
        Self { rule: Rule::Any, text: "*".to_owned() }
    }

    /// Whether nothing was written.
    #[must_use]
    pub const fn is_omitted(&self) -> bool {
        matches!(self.rule, Rule::Omitted)
    }

    /// Whether `actual` fits, an omitted condition meaning zero or empty.
    pub fn accepts<B>(&self, actual: &B) -> bool
    where
        T: Borrow<B> + Default,
        B: PartialEq + ?Sized,
    {
        match &self.rule {
            Rule::Omitted => T::default().borrow() == actual,
            Rule::Any => true,
            Rule::Is(value) => value.borrow() == actual,
        }
    }

    /// Whether `actual` fits, an omitted condition meaning anything.
    pub fn accepts_if_given<B>(&self, actual: &B) -> bool
    where
        T: Borrow<B>,
        B: PartialEq + ?Sized,
    {
        match &self.rule {
            Rule::Omitted | Rule::Any => true,
            Rule::Is(value) => value.borrow() == actual,
        }
    }
}

/// A condition on a list of values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ListCheck {
    /// Nothing was written. Each field says what that means.
    #[default]
    Omitted,
    /// `*`: any list.
    Any,
    /// As many values as conditions, one to one.
    Values(Vec<Check<Vec<u8>>>),
}

impl ListCheck {
    /// Whether nothing was written.
    #[must_use]
    pub const fn is_omitted(&self) -> bool {
        matches!(self, Self::Omitted)
    }

    /// Whether `actual` fits, an omitted condition meaning an empty list.
    #[must_use]
    pub fn accepts(&self, actual: &[Vec<u8>]) -> bool {
        match self {
            Self::Omitted => actual.is_empty(),
            Self::Any => true,
            Self::Values(checks) => {
                checks.len() == actual.len()
                    && checks
                        .iter()
                        .zip(actual)
                        .all(|(check, value)| check.accepts::<[u8]>(value.as_slice()))
            }
        }
    }

    /// Whether `actual` fits, an omitted condition meaning anything.
    #[must_use]
    pub fn accepts_if_given(&self, actual: &[Vec<u8>]) -> bool {
        self.is_omitted() || self.accepts(actual)
    }

    /// The expressions as written: `["1", "*"]`.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Omitted => "[]".to_owned(),
            Self::Any => "\"*\"".to_owned(),
            Self::Values(checks) => {
                let texts: Vec<String> =
                    checks.iter().map(|check| format!("\"{}\"", check.text)).collect();
                format!("[{}]", texts.join(", "))
            }
        }
    }
}

/// A condition on a map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum MapCheck<E> {
    /// Nothing was written. Each field says what that means.
    #[default]
    Omitted,
    /// `*`: anything.
    Any,
    /// These entries.
    Entries {
        /// The entries, in file order.
        entries: Vec<E>,
        /// Whether `"+": ""` allows other entries.
        more_allowed: bool,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn omitted_star_and_value() {
        let is = |value: u64| Check { rule: Rule::Is(value), text: value.to_string() };
        let cases = [
            (Check::default(), 0, true, true),
            (Check::default(), 5, false, true),
            (Check::any(), 5, true, true),
            (is(5), 5, true, true),
            (is(5), 0, false, false),
        ];
        for (check, actual, strict, lenient) in cases {
            assert_eq!(check.accepts(&actual), strict, "{check:?} {actual}");
            assert_eq!(check.accepts_if_given(&actual), lenient, "{check:?} {actual}");
        }
    }

    #[test]
    fn lists_fit_one_to_one() {
        let one = Check { rule: Rule::Is(vec![1]), text: "1".to_owned() };
        let list = ListCheck::Values(vec![one, Check::any()]);
        assert!(list.accepts(&[vec![1], vec![9]]));
        assert!(!list.accepts(&[vec![1]]));
        assert!(!list.accepts(&[vec![2], vec![9]]));
        assert!(ListCheck::Omitted.accepts(&[]));
        assert!(!ListCheck::Omitted.accepts(&[vec![]]));
        assert!(ListCheck::Omitted.accepts_if_given(&[vec![]]));
        assert_eq!(list.text(), r#"["1", "*"]"#);
    }
}
