"""Guardians: setting, guarding, transactions of a guarded account, replacing, unguarding."""
GUARDED = 2


def run(chain):
    alice, bob, carol, dave = (chain.account(name) for name in ["alice", "bob", "carol", "dave"])
    adder = chain.account("adder", code="contracts/artifacts/adder.wasm", owner=alice)

    def send(step, receiver, *arguments, sender=alice, guardian=None, gas=1_000_000, **options):
        if guardian:
            options |= {"options": GUARDED, "guardian": chain.text(guardian), "guardianSignature": "00" * 64, "version": 2}
        chain.send(step, sender, receiver, *arguments, gas=gas, **options)

    send("guard without a guardian", alice, "GuardAccount")
    send("unguard without a guardian", alice, "UnGuardAccount")
    send("guardian that is oneself", alice, "SetGuardian", alice, "uuid")
    send("guardian that is a contract", alice, "SetGuardian", adder, "uuid")
    send("guardian without a service", alice, "SetGuardian", bob, "")
    send("guardian with a service of 33 bytes", alice, "SetGuardian", bob, "u" * 33)
    send("guardian with a short address", alice, "SetGuardian", "short", "uuid")
    send("guardian with an argument too few", alice, "SetGuardian", bob)
    send("guardian with an argument too many", alice, "SetGuardian", bob, "uuid", 1)
    send("guardian for another account", dave, "SetGuardian", bob, "uuid")
    send("guardian with value", alice, "SetGuardian", bob, "uuid", value=1)
    send("guardian with too little gas", alice, "SetGuardian", bob, "uuid", gas=300_000)
    send("guardian", alice, "SetGuardian", bob, "uuid")
    send("guardian while one is pending", alice, "SetGuardian", carol, "uuid")
    send("guard before the guardian is active", alice, "GuardAccount")
    send("guarded transaction of an account that is not guarded", dave, guardian=bob, value=1)
    chain.advance(3)
    send("guard with an argument", alice, "GuardAccount", 1)
    send("guard at another account", dave, "GuardAccount")
    send("guard with too little gas", alice, "GuardAccount", gas=200_000)
    send("second guardian, pending", alice, "SetGuardian", carol, "other")
    send("guard", alice, "GuardAccount")
    send("guard twice", alice, "GuardAccount")
    send("transfer without the guardian", dave, value=1)
    send("call without the guardian", adder, "add", 5, gas=5_000_000)
    send("transfer with another guardian", dave, value=1, guardian=carol)
    send("transfer with the guardian", dave, value=1, guardian=bob)
    send("call with the guardian", adder, "add", 5, gas=5_000_000, guardian=bob)
    send("transfer with the guardian and little gas", dave, value=1, guardian=bob, gas=60_000)
    send("guard twice with the guardian", alice, "GuardAccount", guardian=bob)
    send("guardian of a guarded account, not signed by its guardian", alice, "SetGuardian", carol, "later")
    send("guardian while one is pending and the account guarded", alice, "SetGuardian", dave, "later")
    send("guardian at once, signed by the guardian", alice, "SetGuardian", dave, "new", guardian=bob)
    send("transfer with the former guardian", dave, value=1, guardian=bob)
    send("transfer with the new guardian", bob, value=1, guardian=dave)
    send("unguard without the guardian", alice, "UnGuardAccount")
    send("unguard", alice, "UnGuardAccount", guardian=dave)
    send("unguard twice", alice, "UnGuardAccount")
    send("transfer of the account that is guarded no more", dave, value=1)
