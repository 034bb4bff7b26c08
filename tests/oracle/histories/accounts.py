"""Functions of accounts: keys and values, owners, developer rewards, usernames, migration of tries."""
ADDER = "contracts/artifacts/adder.wasm"


def run(chain):
    alice, bob = chain.account("alice"), chain.account("bob")
    adder = chain.account("adder", code=ADDER, owner=alice, storage={"sum": b"\x05"})
    other = chain.account("other", code=ADDER, owner=bob, storage={"sum": b"\x05"})

    def send(step, receiver, *arguments, sender=alice, gas=1_000_000, **options):
        chain.send(step, sender, receiver, *arguments, gas=gas, **options)

    send("save", alice, "SaveKeyValue", "key", "value", gas=250_000)
    send("save again what is there", alice, "SaveKeyValue", "key", "value")
    send("save something longer", alice, "SaveKeyValue", "key", "a longer value")
    send("save something shorter", alice, "SaveKeyValue", "key", "v")
    send("save pairs", alice, "SaveKeyValue", "one", "1", "two", "22", "three", "333", "one", "4444")
    send("remove", alice, "SaveKeyValue", "key", "")
    send("save under an empty key", alice, "SaveKeyValue", "", "value")
    send("save under a protected key", alice, "SaveKeyValue", "ELRONDkey", "value")
    send("save a key without a value", alice, "SaveKeyValue", "key")
    send("save nothing", alice, "SaveKeyValue")
    send("save at another account", bob, "SaveKeyValue", "key", "value")
    send("save with too little gas", alice, "SaveKeyValue", "k", "a value that is far too long for it" * 4, gas=420_000)
    send("save with value", alice, "SaveKeyValue", "k", "v", value=1)

    send("call, so that the owner has a reward", adder, "add", 5, gas=5_000_000, sender=bob)
    send("claim of one who is not the owner", adder, "ClaimDeveloperRewards", sender=bob, gas=6_000_000)
    send("claim", adder, "ClaimDeveloperRewards", gas=6_000_000)
    send("claim of nothing", adder, "ClaimDeveloperRewards", gas=6_000_000)
    send("claim with value", adder, "ClaimDeveloperRewards", gas=6_000_000, value=1)
    send("claim at a user", bob, "ClaimDeveloperRewards", gas=6_000_000)
    send("claim with too little gas", adder, "ClaimDeveloperRewards")
    send("change of the owner by another", adder, "ChangeOwnerAddress", bob, sender=bob, gas=6_000_000)
    send("change of the owner", adder, "ChangeOwnerAddress", bob, gas=6_000_000)
    send("change of the owner to a contract", adder, "ChangeOwnerAddress", other, sender=bob, gas=6_000_000)
    send("change of the owner without an address", other, "ChangeOwnerAddress", sender=bob, gas=6_000_000)
    send("change of the owner to a short address", other, "ChangeOwnerAddress", "short", sender=bob, gas=6_000_000)
    send("change of the owner at a user", bob, "ChangeOwnerAddress", alice, sender=bob, gas=6_000_000)

    send("username of a user", alice, "SetUserName", "alice.elrond", gas=5_000_000)
    send("username without a name", alice, "SetUserName", gas=5_000_000)
    send("no username of a user", alice, "DeleteUserName", gas=5_000_000)
    send("no username with an argument", bob, "DeleteUserName", "bob", gas=5_000_000)
    send("migration", alice, "MigrateDataTrie", gas=400_000)
    send("migration with much gas", alice, "MigrateDataTrie", gas=50_000_000)
    send("migration of another account", adder, "MigrateDataTrie", gas=400_000)
    reason = "whether an account has any storage is not known here"
    send("migration of an account without storage", bob, "MigrateDataTrie", gas=5_000_000,
         unlike={"success": reason, "message": reason})
    send("migration with an argument", alice, "MigrateDataTrie", 1, gas=5_000_000)
    send("migration with value", alice, "MigrateDataTrie", gas=5_000_000, value=1)
    send("migration with too little gas", alice, "MigrateDataTrie", gas=80_000)
