//! The ESDT contract.

use super::{Stage, bytes, text, visit};
use crate::support::pool::CONFIG_OWNER;
use crate::support::{ALICE, BOB, ISSUE_COST};
use system_vm::ESDT_ADDRESS;

/// Gives a fungible token of Alice's.
pub fn esdt(stage: &mut impl Stage) -> Vec<u8> {
    let properties = ["canMint", "canBurn", "canPause", "canFreeze", "canWipe", "canChangeOwner"];
    let every: Vec<_> = properties.iter().flat_map(|it| [text(it), text("true")]).collect();
    let token = register(stage, "issue", &[vec![vec![3, 0xe8], vec![2]], every].concat());
    let of_collection = ["canFreeze", "canWipe", "canPause", "canTransferNFTCreateRole"];
    let every: Vec<_> = of_collection.iter().flat_map(|it| [text(it), text("true")]).collect();
    let semi = register(stage, "issueSemiFungible", &every);
    let old = register(stage, "issueNonFungible", &every);
    let single = register(stage, "issueNonFungible", &every);
    register(stage, "registerMetaESDT", &[vec![7]]);
    register(stage, "registerAndSetAllRoles", &[text("SFT"), Vec::new()]);
    register(stage, "registerDynamic", &[text("NFT")]);
    register(stage, "registerAndSetAllRolesDynamic", &[text("META"), vec![7]]);
    let call = |function, arguments: &[&[u8]]| {
        let arguments = arguments.iter().map(|it| it.to_vec()).collect();
        (ALICE, ESDT_ADDRESS, function, arguments, 0)
    };
    let (alice, bob) = (bytes(ALICE), bytes(BOB));
    let create = text("ESDTRoleNFTCreate");
    let rows = vec![
        call("mint", &[&token, &[5]]),
        call("mint", &[&token, &[6], &bob]),
        (BOB, ESDT_ADDRESS, "ESDTBurn", vec![token.clone(), vec![2]], 0),
        call("setSpecialRole", &[&token, &bob, b"ESDTRoleLocalMint", b"ESDTTransferRole"]),
        call("sendAllTransferRoleAddresses", &[&token]),
        call("getSpecialRoles", &[&token]),
        call("getAllAddressesAndRoles", &[&token]),
        call("unSetSpecialRole", &[&token, &bob, b"ESDTRoleLocalMint", b"ESDTTransferRole"]),
        call("unsetBurnRoleGlobally", &[&token]),
        call("setBurnRoleGlobally", &[&token]),
        call("pause", &[&token]),
        call("unPause", &[&token]),
        call("freeze", &[&token, &bob]),
        call("unFreeze", &[&token, &bob]),
        call("freeze", &[&token, &bob]),
        call("wipe", &[&token, &bob]),
        call("getTokenProperties", &[&token]),
        call("controlChanges", &[&token, b"canMint", b"false"]),
        call("transferOwnership", &[&token, &bob]),
        call("setSpecialRole", &[&old, &alice, &create]),
        call("setSpecialRole", &[&single, &alice, &create]),
        call("changeToMultiShardCreate", &[&single]),
        call("updateTokenID", &[&old]),
    ];
    visit(stage, rows);
    let arguments: [&[u8]; 7] = [&old, &[1], b"name", &[], b"hash", b"attributes", b"uri"];
    stage.own("ESDTNFTCreate", &arguments);
    let rows = vec![
        call("freezeSingleNFT", &[&old, &[1], &alice]),
        call("unFreezeSingleNFT", &[&old, &[1], &alice]),
        call("freezeSingleNFT", &[&old, &[1], &alice]),
        call("wipeSingleNFT", &[&old, &[1], &alice]),
        call("transferNFTCreateRole", &[&old, &alice, &bob]),
        call("stopNFTCreate", &[&old]),
        call("changeSFTToMetaESDT", &[&semi, &[4]]),
        call("changeToDynamic", &[&semi]),
        (CONFIG_OWNER, ESDT_ADDRESS, "claim", Vec::new(), 0),
        (
            CONFIG_OWNER,
            ESDT_ADDRESS,
            "configChange",
            vec![bytes(CONFIG_OWNER), vec![5], vec![3], vec![20]],
            0,
        ),
        call("getContractConfig", &[]),
    ];
    visit(stage, rows);
    token
}

fn register(stage: &mut impl Stage, function: &'static str, more: &[Vec<u8>]) -> Vec<u8> {
    let arguments = [&[text("TestToken"), text("TEST")], more].concat();
    let value = u128::from(ISSUE_COST);
    let items = stage.visit((ALICE, ESDT_ADDRESS, function, arguments, value));
    items[0].to_vec()
}
