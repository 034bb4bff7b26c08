"""The ESDT contract's owner, what production switched off, which is global mint and burn, and refusals that other histories
leave out. A good `claim` stops the packaged node."""
from record import system_contract

SETTINGS = {"enableEpochs.toml": {"    GlobalMintBurnDisableEpoch = 1": "    GlobalMintBurnDisableEpoch = 100000"}}
RULES = {"global_mint_burn": True}
ROUNDS = 100
ESDT = system_contract(2)
OWNER = bytes.fromhex("486d8467f546377388006adf5891389d16431e3e8d91a0281bb185cab41dde1f")
COST = 5 * 10**16
NO_REWARD = {"esdt.reward": "a system contract has no developer who could claim it"}
AT_ONCE = NO_REWARD | {"data": "one shard returns the identifier", "order": "shards log behind the metachain"}
SHARDS = {"order": "shards log behind the metachain, and each of them what concerns all"}
BURN = NO_REWARD | {reason: "production burns in the caller's shard, and then tells the contract" for reason in
                    ("gas", "fee", "logs", "alice.balance", "bob.balance")}


def run(chain):
    chain.existing("esdt", ESDT)
    alice, bob = chain.account("alice"), chain.account("bob")
    # The packaged configuration's, which lies in shard 1.
    owner = chain.account("owner", address=OWNER)

    def send(step, function, *arguments, sender=alice, gas=60_000_000, value=0, unlike=NO_REWARD):
        chain.send(step, sender, ESDT, function, *arguments, gas=gas, value=value, unlike=unlike)

    every = [it for name in ("canMint", "canBurn", "canFreeze", "canChangeOwner", "canUpgrade", "canAddSpecialRoles")
             for it in (name, "true")]
    send("issue", "issue", "TokenOne", "TOK", 1000, 2, *every, value=COST, gas=70_000_000, unlike=AT_ONCE)
    send("issue what cannot be minted", "issue", "TokenTwo", "TWO", 1000, 2, value=COST, gas=70_000_000, unlike=AT_ONCE)
    tok, two = chain.token("TOK"), chain.token("TWO")
    send("mint", "mint", tok, 5)
    send("mint for another", "mint", tok, 7, bob)
    send("mint nothing", "mint", tok, 0)
    send("mint for a short address", "mint", tok, 7, "bob")
    send("mint without an amount", "mint", tok)
    send("mint what cannot be minted", "mint", two, 5)
    send("mint of another's token", "mint", tok, 5, sender=bob)
    send("mint of no token", "mint", "NON-abcdef", 5)
    send("mint with value", "mint", tok, 5, value=1)
    send("mint with too little gas", "mint", tok, 5, gas=40_000_000)
    send("burn", "ESDTBurn", tok, 3, unlike=BURN)
    send("burn by another", "ESDTBurn", tok, 2, sender=bob, unlike=BURN)

    send("freeze", "freeze", tok, bob)
    send("unfreeze", "unFreeze", tok, bob)
    send("unfreeze again", "unFreeze", tok, bob)
    send("unfreeze without an address", "unFreeze", tok)
    send("unfreeze of a short address", "unFreeze", tok, "bob")
    send("unfreeze by another", "unFreeze", tok, bob, sender=bob)
    send("unfreeze where not allowed", "unFreeze", two, bob)

    send("freeze without an address", "freeze", tok)
    send("freeze where not allowed", "freeze", two, bob)
    send("unfreeze of an instance of a fungible token", "unFreezeSingleNFT", tok, 1, bob)
    send("unfreeze of an instance without an address", "unFreezeSingleNFT", tok, 1)
    send("unpause where not allowed", "unPause", tok)
    send("unpause without a token", "unPause")
    send("transfer role", "setSpecialRole", tok, bob, "ESDTTransferRole", unlike=NO_REWARD | SHARDS)
    send("transfer role again", "setSpecialRole", tok, bob, "ESDTTransferRole")
    send("no transfer role", "unSetSpecialRole", tok, bob, "ESDTTransferRole", unlike=NO_REWARD | SHARDS)
    send("no transfer role again", "unSetSpecialRole", tok, bob, "ESDTTransferRole")
    send("no role of no token", "unSetSpecialRole", "NON-abcdef", bob, "ESDTTransferRole")
    send("no role without a role", "unSetSpecialRole", tok, bob)
    send("roles of no token", "getSpecialRoles", "NON-abcdef")
    send("roles of two tokens", "getSpecialRoles", tok, two)
    send("issue for too little", "issue", "TokenBad", "BAD", 1000, 2, value=COST - 1, gas=70_000_000)
    send("issue of a short ticker", "issue", "TokenBad", "BA", 1000, 2, value=COST, gas=70_000_000)
    send("issue of a name with a space", "issue", "Token Bad", "BAD", 1000, 2, value=COST, gas=70_000_000)
    send("issue with 19 decimals", "issue", "TokenBad", "BAD", 1000, 19, value=COST, gas=70_000_000)
    send("issue without decimals", "issue", "TokenBad", "BAD", 1000, value=COST, gas=70_000_000)
    send("issue with half a property", "issue", "TokenBad", "BAD", 1000, 2, "canFreeze", value=COST, gas=70_000_000)
    send("issue with an unknown property", "issue", "TokenBad", "BAD", 1000, 2, "canFly", "true", value=COST, gas=70_000_000)
    send("dynamic with roles of no kind", "registerAndSetAllRolesDynamic", "Dynamic", "DYN", "FUN", value=COST, gas=70_000_000)
    send("dynamic with roles without decimals", "registerAndSetAllRolesDynamic", "Dynamic", "DYN", "META", value=COST, gas=70_000_000)

    send("configuration", "getContractConfig")
    send("configuration with value", "getContractConfig", value=1)
    send("claim by another", "claim")
    send("claim with an argument", "claim", 1, sender=owner)
    send("claim with value", "claim", sender=owner, value=1)
    send("change the configuration by another", "configChange", bob, 1, 3, 20)
    send("change the configuration with three arguments", "configChange", bob, 1, 3, sender=owner)
    send("change the configuration to a short owner", "configChange", "bob", 1, 3, 20, sender=owner)
    send("change the configuration to names without end", "configChange", bob, 1, 20, 3, sender=owner)
    send("change the configuration with value", "configChange", bob, 1, 3, 20, sender=owner, value=1)
    send("change the configuration", "configChange", bob, COST * 2, 3, 30, sender=owner)
    send("change it as the last owner", "configChange", bob, 1, 3, 20, sender=owner)
    send("the new configuration", "getContractConfig", sender=bob)
    send("issue for the old price", "issue", "TokenOld", "OLD", 1000, 2, value=COST, gas=70_000_000, unlike=AT_ONCE)
    send("issue for the new price", "issue", "NEW", "NEW", 1000, 2, value=2 * COST, gas=70_000_000, unlike=AT_ONCE)
