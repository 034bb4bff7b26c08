//! Gas schedules: what loads, what is refused and by what name, and the resolved values.
#![cfg(test)]

use std::fmt::Write as _;

use vm_core::{GasKey, GasSchedule, GasScheduleError, GasScheduleVersion};

/// The latest production file, with `edit` applied to one section's table.
fn edited(section: &str, edit: impl FnOnce(&mut toml::Table)) -> String {
    let mut root: toml::Table = GasScheduleVersion::LATEST.text().parse().unwrap();
    edit(root[section].as_table_mut().unwrap());
    root.to_string()
}

/// The spelling that the file uses for `key`.
fn spelling(table: &toml::Table, key: &str) -> String {
    table.keys().find(|name| name.eq_ignore_ascii_case(key)).unwrap().clone()
}

#[test]
fn every_builtin_version_loads() {
    for &version in GasScheduleVersion::ALL {
        let schedule = GasSchedule::builtin(version);
        let schedule = schedule.unwrap_or_else(|error| panic!("{}: {error}", version.name()));
        assert_eq!(schedule.max_per_transaction.is_none(), version.is_scenario());
    }
}

#[test]
fn every_checked_key_is_refused_by_name_when_zero_or_missing() {
    let schedule = GasSchedule::builtin(GasScheduleVersion::LATEST).unwrap();
    let unchecked = ["ManagedMapAPICost", "DynamicStorageLoad"];
    let root: toml::Table = GasScheduleVersion::LATEST.text().parse().unwrap();
    // All names are checked but most opcodes, which would only repeat one loop of the reader.
    let rows = schedule.rows().filter(|(section, key, _)| {
        !unchecked.contains(section) && (*section != "WASMOpcodeCost" || key.starts_with("I32Lo"))
    });
    for (section, key, _) in rows {
        let name = spelling(root[section].as_table().unwrap(), key);
        let mut zero = root.clone();
        zero[section].as_table_mut().unwrap().insert(name.clone(), 0.into());
        assert_eq!(
            GasSchedule::parse(&zero.to_string()),
            Err(GasScheduleError::ZeroCost { section, key })
        );
        let mut missing = root.clone();
        missing[section].as_table_mut().unwrap().remove(&name);
        assert_eq!(
            GasSchedule::parse(&missing.to_string()),
            Err(GasScheduleError::MissingKey { section, key })
        );
    }
}

#[test]
fn a_missing_section_is_refused_by_name() {
    let root: toml::Table = GasScheduleVersion::LATEST.text().parse().unwrap();
    for section in [
        "BuiltInCost",
        "MetaChainSystemSCsCost",
        "BaseOperationCost",
        "BaseOpsAPICost",
        "BigIntAPICost",
        "CryptoAPICost",
        "ManagedBufferAPICost",
        "BigFloatAPICost",
        "WASMOpcodeCost",
        "MaxPerTransaction",
    ] {
        let mut without = root.clone();
        without.remove(section);
        assert_eq!(
            GasSchedule::parse(&without.to_string()),
            Err(GasScheduleError::MissingSection { section })
        );
    }
}

#[test]
fn managed_maps_are_free_before_their_section_exists() {
    let before = GasSchedule::builtin(GasScheduleVersion::V8).unwrap();
    let since = GasSchedule::builtin(GasScheduleVersion::V9).unwrap();
    assert_eq!(before.cost(GasKey::ManagedMapPut), 0);
    assert_ne!(since.cost(GasKey::ManagedMapPut), 0);
}

#[test]
fn other_spellings_unknown_keys_and_the_exact_one() {
    let other_case = edited("BigIntAPICost", |table| {
        table.remove("BigIntAdd");
        table.insert("bIGiNTaDD".into(), 77.into());
        table.insert("BigIntUnheardOf".into(), 0.into());
    });
    let schedule = GasSchedule::parse(&other_case).unwrap();
    assert_eq!(schedule.cost(GasKey::BigIntAdd), 77);

    let exact_first = edited("BigIntAPICost", |table| {
        table.insert("BIGINTADD".into(), 77.into());
        table.insert("BigIntAdd".into(), 78.into());
    });
    let schedule = GasSchedule::parse(&exact_first).unwrap();
    assert_eq!(schedule.cost(GasKey::BigIntAdd), 78);
}

/// What the loader says of the latest file with `value` under `key`.
fn refusal(section: &str, key: &str, value: impl Into<toml::Value>) -> GasScheduleError {
    let text = edited(section, |table| {
        table.insert(key.into(), value.into());
    });
    GasSchedule::parse(&text).unwrap_err()
}

#[test]
fn values_that_are_no_costs_are_refused() {
    let section = "BigIntAPICost";
    let invalid = GasScheduleError::InvalidCost { section, key: "BigIntAdd" };
    assert_eq!(refusal(section, "BigIntAdd", -1), invalid);
    assert_eq!(refusal(section, "BigIntAdd", "many"), invalid);
    let section = "WASMOpcodeCost";
    let invalid = GasScheduleError::InvalidCost { section, key: "I32Add" };
    assert_eq!(refusal(section, "I32Add", 1_i64 << 32), invalid);

    let twice = edited("BigIntAPICost", |table| {
        table.remove("BigIntAdd");
        table.insert("BIGINTADD".into(), 1.into());
        table.insert("bigintadd".into(), 1.into());
    });
    let ambiguous = GasScheduleError::AmbiguousKey { section: "BigIntAPICost", key: "BigIntAdd" };
    assert_eq!(GasSchedule::parse(&twice), Err(ambiguous));
    assert!(matches!(GasSchedule::parse("[broken"), Err(GasScheduleError::Syntax(_))));
}

#[test]
fn storage_load_curve_has_to_grow() {
    let curve = |quadratic, linear, constant| GasScheduleError::StorageLoadCurve {
        quadratic,
        linear,
        constant,
    };
    let section = "DynamicStorageLoad";
    assert_eq!(refusal(section, "QuadraticCoefficient", 0), curve(0, 31_858, 15_287));
    assert_eq!(refusal(section, "SignOfQuadratic", 1), curve(-688, 31_858, 15_287));
    assert_eq!(refusal(section, "SignOfLinear", 1), curve(688, -31_858, 15_287));
    assert_eq!(refusal(section, "SignOfConstant", 1), curve(688, 31_858, -15_287));
    let flat = edited(section, |table| {
        table.remove("LinearCoefficient");
        table.remove("MinimumGasCost");
        table.insert("ConstantCoefficient".into(), 0.into());
    });
    let schedule = GasSchedule::parse(&flat).unwrap();
    assert_eq!(schedule.storage_load.cost(2, 1), Some(4 * 688));
}

#[test]
fn opcodes_are_found_by_name_and_fingerprinted() {
    let [v5, v6, v9] = [GasScheduleVersion::V5, GasScheduleVersion::V6, GasScheduleVersion::V9]
        .map(|version| GasSchedule::builtin(version).unwrap().opcodes);
    assert_eq!(v9.by_name("I32DivS"), Some(18));
    assert_eq!(v9.by_name("V8x16Swizzle"), Some(1_000_000));
    assert_eq!(v9.by_name("NoSuchOperator"), None);
    assert_ne!(v5.fingerprint(), v6.fingerprint());
}

/// Compares the resolved costs of `version` with the recorded ones.
fn check_snapshot(version: GasScheduleVersion, recorded: &str) {
    let mut resolved = String::new();
    for (section, key, cost) in GasSchedule::builtin(version).unwrap().rows() {
        writeln!(resolved, "{section}.{key} = {cost}").unwrap();
    }
    for (resolved, recorded) in resolved.lines().zip(recorded.lines()) {
        assert_eq!(resolved, recorded, "in {}", version.name());
    }
    assert_eq!(resolved.lines().count(), recorded.lines().count());
}

#[test]
fn resolved_costs_of_version_4() {
    check_snapshot(GasScheduleVersion::V4, include_str!("gas_schedule/v4.txt"));
}

#[test]
fn resolved_costs_of_version_9() {
    check_snapshot(GasScheduleVersion::V9, include_str!("gas_schedule/v9.txt"));
}
