"""The ESDT contract: every endpoint, what it stores and logs, and what it refuses."""
from record import SYSTEM_ACCOUNT, system_contract

ESDT = system_contract(2)
COST = 5 * 10**16
NO_REWARD = {"esdt.reward": "a system contract has no developer who could claim it"}
# What three shards and a metachain do in steps of their own, one shard does at once.
IN_SHARDS = NO_REWARD | {"order": "shards log behind the metachain, and each of them what concerns all"}
AT_ONCE = NO_REWARD | {"data": "one shard returns the identifier"}


def run(chain):
    chain.watch("esdt", ESDT)
    chain.watch("system", SYSTEM_ACCOUNT)
    alice, bob, carol = chain.account("alice"), chain.account("bob"), chain.account("carol")

    def send(step, function, *arguments, sender=alice, gas=60_000_000, value=0, unlike=NO_REWARD):
        chain.send(step, sender, ESDT, function, *arguments, gas=gas, value=value, unlike=unlike)

    def issue(step, function, *arguments, value=COST, unlike=AT_ONCE, **options):
        send(step, function, *arguments, gas=70_000_000, value=value, unlike=unlike, **options)

    every = [it for name in ("canFreeze", "canWipe", "canPause", "canChangeOwner", "canUpgrade", "canAddSpecialRoles")
             for it in (name, "true")]
    # Tokens of every kind.
    issue("issue", "issue", "TokenOne", "TOK", 1000, 2, *every, unlike=AT_ONCE | IN_SHARDS)
    issue("issue without supply", "issue", "TokenTwo", "TWO", 0, 0)
    issue("semi-fungible", "issueSemiFungible", "SemiOne", "SFT", *every, "canTransferNFTCreateRole", "true")
    issue("non-fungible", "issueNonFungible", "NonOne", "NFT", *every, "canCreateMultiShard", "true")
    issue("meta", "registerMetaESDT", "MetaOne", "MET", 18)
    for kind in ("FNG", "NFT", "SFT", "META"):
        issue(f"with roles: {kind}", "registerAndSetAllRoles", "AllRoles", "ALL" + kind, kind, 6, unlike=AT_ONCE | IN_SHARDS)
    issue("dynamic: NFT", "registerDynamic", "Dynamic", "DYNN", "NFT")
    issue("dynamic: SFT", "registerDynamic", "Dynamic", "DYNS", "SFT", "canFreeze", "true")
    issue("dynamic: META", "registerDynamic", "Dynamic", "DYNM", "META", 3, "canWipe", "true")
    for kind in ("NFT", "SFT", "META"):
        issue(f"dynamic with roles: {kind}", "registerAndSetAllRolesDynamic", "Dynamic", "DAR" + kind, kind, *([9] if kind == "META" else []))
    tok, sft, nft, met = (chain.token(it) for it in ("TOK", "SFT", "NFT", "MET"))
    dynn = chain.token("DYNN")

    # Orders that are refused.
    issue("order without arguments", "issueSemiFungible")
    issue("order of a short name", "issueNonFungible", "To", "TOK")
    issue("order of a long name", "issueNonFungible", "T" * 21, "TOK")
    issue("order without ticker", "issueNonFungible", "TokenOne")
    issue("order that pays too little", "issueNonFungible", "TokenOne", "TOK", value=COST - 1)
    issue("order of a bad ticker", "issueNonFungible", "TokenOne", "tok")
    issue("order of a bad name", "issueNonFungible", "Token One", "TOK")
    issue("order of a mintable collection", "issueNonFungible", "TokenOne", "TOK", "canMint", "true")
    issue("order of a burnable collection", "issueSemiFungible", "TokenOne", "TOK", "canBurn", "true")
    issue("order of an unknown property", "issueSemiFungible", "TokenOne", "TOK", "canFly", "true")
    issue("order of half a property", "issueSemiFungible", "TokenOne", "TOK", "canWipe")
    issue("meta without decimals", "registerMetaESDT", "TokenOne", "TOK")
    issue("meta of 19 decimals", "registerMetaESDT", "TokenOne", "TOK", 19)
    issue("with roles: three arguments", "registerAndSetAllRoles", "TokenOne", "TOK", "FNG")
    issue("with roles: unknown type", "registerAndSetAllRoles", "TokenOne", "TOK", "XYZ", 1)
    issue("with roles: 19 decimals", "registerAndSetAllRoles", "TokenOne", "TOK", "FNG", 19)
    issue("dynamic fungible", "registerDynamic", "TokenOne", "TOK", "FNG", 1)
    issue("dynamic meta without decimals", "registerDynamic", "TokenOne", "TOK", "META")
    issue("dynamic without type", "registerDynamic", "TokenOne", "TOK")

    # Roles.
    send("role to create", "setSpecialRole", sft, alice, "ESDTRoleNFTCreate", "ESDTRoleNFTAddQuantity")
    send("role to create again", "setSpecialRole", sft, bob, "ESDTRoleNFTCreate")
    send("role to transfer", "setSpecialRole", tok, bob, "ESDTTransferRole", unlike=IN_SHARDS)
    send("transfer addresses", "sendAllTransferRoleAddresses", tok, unlike=IN_SHARDS)
    send("transfer addresses of none", "sendAllTransferRoleAddresses", sft)
    send("transfer addresses: two arguments", "sendAllTransferRoleAddresses", tok, 1)
    send("role to transfer taken", "unSetSpecialRole", tok, bob, "ESDTTransferRole", unlike=IN_SHARDS)
    send("create role moved", "transferNFTCreateRole", sft, alice, bob)
    send("create role moved from another", "transferNFTCreateRole", sft, carol, alice)
    send("create role moved to oneself", "transferNFTCreateRole", sft, bob, bob)
    send("create role moved where not allowed", "transferNFTCreateRole", nft, alice, bob)
    send("create role moved: two arguments", "transferNFTCreateRole", sft, bob)
    send("create role moved: short address", "transferNFTCreateRole", sft, bob, "bob")
    send("create role stopped", "stopNFTCreate", sft)
    send("create role stopped again", "stopNFTCreate", sft)
    send("create role stopped of a fungible token", "stopNFTCreate", tok)
    send("create role stopped of nobody", "stopNFTCreate", nft)
    send("create role stopped: no arguments", "stopNFTCreate")
    send("create role after the stop", "setSpecialRole", sft, alice, "ESDTRoleNFTCreate")
    send("share what is shared", "changeToMultiShardCreate", nft)
    send("share of nobody", "changeToMultiShardCreate", met)
    send("role to create of a meta token", "setSpecialRole", met, alice, "ESDTRoleNFTCreate")
    send("share", "changeToMultiShardCreate", met)
    send("share: no arguments", "changeToMultiShardCreate")

    # Burning by everybody.
    send("burning forbidden", "unsetBurnRoleGlobally", tok)
    send("burning forbidden again", "unsetBurnRoleGlobally", tok)
    send("burning allowed", "setBurnRoleGlobally", tok)
    send("burning allowed again", "setBurnRoleGlobally", tok)
    send("burning allowed: no arguments", "setBurnRoleGlobally")
    send("burning allowed by another", "setBurnRoleGlobally", tok, sender=bob)

    # Frozen and wiped.
    send("freeze", "freeze", tok, alice)
    send("wipe", "wipe", tok, alice)
    send("wipe where not allowed", "wipe", met, alice)
    send("wipe: one argument", "wipe", tok)
    send("wipe: short address", "wipe", tok, "alice")
    chain.send("nft role", alice, ESDT, "setSpecialRole", nft, alice, "ESDTRoleNFTCreate", gas=60_000_000, unlike=NO_REWARD)
    chain.send("nft", alice, alice, "ESDTNFTCreate", nft, 1, "Name", 100, "hash", "attributes", "uri", gas=700_000)
    first = 1
    send("freeze of an instance", "freezeSingleNFT", nft, first, alice)
    send("unfreeze of an instance", "unFreezeSingleNFT", nft, first, alice)
    send("freeze of an instance again", "freezeSingleNFT", nft, first, alice)
    send("wipe of an instance", "wipeSingleNFT", nft, first, alice)
    send("freeze of an instance of a fungible token", "freezeSingleNFT", tok, 1, alice)
    send("wipe of an instance of a fungible token", "wipeSingleNFT", tok, 1, alice)
    send("freeze of an instance: a nonce of 9 bytes", "freezeSingleNFT", nft, b"\x01" + bytes(8), alice)
    send("freeze of an instance: short address", "freezeSingleNFT", nft, 1, "alice")
    send("freeze of an instance: two arguments", "freezeSingleNFT", nft, 1)
    send("freeze of an instance where not allowed", "freezeSingleNFT", met, 1, alice)
    send("pause", "pause", tok)
    send("unpause", "unPause", tok)

    # What the owner changes.
    send("properties", "controlChanges", tok, "canWipe", "false", "canAddSpecialRoles", "false")
    send("properties: half of one", "controlChanges", tok, "canWipe")
    send("properties: one argument", "controlChanges", tok)
    send("properties: share later", "controlChanges", sft, "canCreateMultiShard", "true")
    send("properties: no more", "controlChanges", tok, "canUpgrade", "false")
    send("properties after that", "controlChanges", tok, "canWipe", "true")
    send("meta of semi-fungible", "changeSFTToMetaESDT", sft, 4)
    send("meta of meta", "changeSFTToMetaESDT", sft, 4)
    send("meta of 19 decimals later", "changeSFTToMetaESDT", sft, 19)
    send("meta: one argument", "changeSFTToMetaESDT", sft)
    send("to dynamic", "changeToDynamic", met)
    send("to dynamic of a fungible token", "changeToDynamic", tok)
    send("to dynamic of a non-fungible token", "changeToDynamic", nft)
    send("to dynamic of what is", "changeToDynamic", dynn)
    send("to dynamic: no arguments", "changeToDynamic")
    send("type taken over", "updateTokenID", met, sender=carol)
    send("type taken over: two arguments", "updateTokenID", met, 1)
    send("ownership", "transferOwnership", tok, bob)
    send("ownership by another", "transferOwnership", tok, alice)
    send("ownership where not allowed", "transferOwnership", met, bob)
    send("ownership: one argument", "transferOwnership", tok)
    send("ownership: short address", "transferOwnership", tok, "bob", sender=bob)

    # The contract's owner, switched off, views, value and gas.
    send("configuration by another", "configChange", alice, 1, 2, 3)
    send("claim by another", "claim")
    send("mint", "mint", tok, 5)
    far = "within a shard, a limit far above the need is paid whole; the metachain asks for a high limit"
    send("addresses and roles", "getAllAddressesAndRoles", met, sender=carol,
         unlike=NO_REWARD | {"gas": far, "fee": far, "carol.balance": far})
    send("addresses and roles: no arguments", "getAllAddressesAndRoles")
    send("addresses and roles with value", "getAllAddressesAndRoles", met, value=1)
    send("properties of a token", "getTokenProperties", tok)
    send("properties of no token", "getTokenProperties", "NON-abcdef")
    send("special roles", "getSpecialRoles", met)
    send("a view with value", "getTokenProperties", tok, value=1)
    send("a write with value", "pause", tok, sender=bob, value=1)
    send("a write with too little gas", "pause", tok, sender=bob, gas=49_000_000)
    send("no such endpoint", "fly", tok)
