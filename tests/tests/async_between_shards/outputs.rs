//! The transfers that an output lists for a node, account by account, as the production VM's do
//! (`tests/oracle/outputs.py`).

use super::tokens::{Start, state_of};
use super::{Address32, Shards, Tested};
use alloy_primitives::hex;
use runtime::BlockContext;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use vm_core::{
    Bytes, ContractCallInput, OutputTransfer, ReturnCode, U256, VmExecutionHandler, VmInput,
};

const RECORDS: &str = include_str!("outputs.json");

#[derive(Deserialize)]
struct Records {
    start: Vec<Start>,
    calls: Vec<Call>,
}

#[derive(Deserialize)]
struct Call {
    name: String,
    contract: Address32,
    caller: Address32,
    function: String,
    arguments: Vec<String>,
    value: String,
    transfers: BTreeMap<String, Vec<Transfer>>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
struct Transfer {
    from: String,
    value: String,
    gas: u64,
    data: String,
    kind: u8,
}

impl From<&OutputTransfer> for Transfer {
    fn from(it: &OutputTransfer) -> Self {
        Self {
            from: hex::encode(it.sender_address.as_slice()),
            value: it.value.to_string(),
            gas: it.gas_limit,
            data: String::from_utf8_lossy(&it.data).into_owned(),
            kind: it.call_type as u8,
        }
    }
}

#[test]
fn an_output_lists_the_transfers_that_production_lists() -> Tested {
    let records: Records = serde_json::from_str(RECORDS)?;
    let shards = Shards::new(state_of(&records.start)?.into())?;
    let near = Arc::clone(shards.shards.first().ok_or("a shard")?);
    let runtime = Arc::new(shards.runtime);
    for call in &records.calls {
        let handler = runtime.handler(&near, BlockContext::default());
        let decoded = |text: &String| hex::decode(text).map(Bytes::from);
        let vm_input = VmInput {
            caller_address: call.caller.address(),
            arguments: call.arguments.iter().map(decoded).collect::<Result<_, _>>()?,
            call_value: U256::from_str_radix(&call.value, 10)?,
            gas_provided: 500_000_000,
            ..VmInput::default()
        };
        let output = handler.run_smart_contract_call(ContractCallInput {
            vm_input,
            recipient_address: call.contract.address(),
            function: Bytes::copy_from_slice(call.function.as_bytes()),
            allow_init_function: false,
        })?;
        let name = &call.name;
        assert_eq!(output.return_code, ReturnCode::Ok, "{name}: {:?}", output.return_message);
        let transfers: BTreeMap<String, Vec<Transfer>> = output
            .output_accounts
            .values()
            .filter(|it| !it.output_transfers.is_empty())
            .map(|it| {
                let transfers = it.output_transfers.iter().map(Transfer::from).collect();
                (hex::encode(it.address.as_slice()), transfers)
            })
            .collect();
        assert_eq!(transfers, call.transfers, "{name}");
        let all = output.output_accounts.values().flat_map(|it| &it.output_transfers);
        let mut places: Vec<u32> = all.map(|it| it.index).collect();
        places.sort_unstable();
        let count = u32::try_from(places.len())?;
        assert!(places.into_iter().eq(1..=count), "{name}");
    }
    Ok(())
}
