//! A failure at any host call of any endpoint leaves nothing, and a contract of another VM that called the
//! endpoint goes on as if it had never run.

use crate::chain::Protocol;
use crate::parents::{Form, Parents};
use crate::tour::{check_covered, contracts, faces};

#[test]
fn a_failure_at_any_host_call_of_any_endpoint_leaves_nothing() {
    let mut protocol = Protocol::new(true);
    contracts(&mut protocol);
    check_covered(protocol.vm.tables(), protocol.succeeded());
    // Some ten host calls an endpoint.
    assert!(protocol.injected > 1_650, "{}", protocol.injected);
}

#[test]
fn a_contract_outlives_a_failure_at_any_host_call_of_what_it_called() {
    let mut parents = Parents::new();
    faces(&mut parents);
    contracts(&mut parents);
    check_covered(parents.tables.clone(), parents.succeeded.clone());
    for form in Form::ALL {
        let outlived = parents.outlived[&form];
        assert!(outlived > 1_900, "{form:?}: {outlived}");
    }
}
