"""Built-in functions that a user may not call, and those that are switched off."""
from record import system_contract
from tokens import balance, token_key

TOKEN = b"TOK-abcdef"


def run(chain):
    alice = chain.account("alice", storage={token_key(TOKEN): balance(1000)})
    bob = chain.account("bob")
    for function, *arguments in [
            ("ESDTFreeze", TOKEN), ("ESDTUnFreeze", TOKEN), ("ESDTWipe", TOKEN), ("ESDTSetRole", TOKEN, "ESDTRoleLocalMint"),
            ("ESDTUnSetRole", TOKEN, "ESDTRoleLocalMint"), ("ESDTNFTCreateRoleTransfer", TOKEN, bob),
            ("ESDTPause", TOKEN), ("ESDTUnPause", TOKEN), ("ESDTSetLimitedTransfer", TOKEN),
            ("ESDTUnSetLimitedTransfer", TOKEN), ("ESDTSetBurnRoleForAll", TOKEN), ("ESDTUnSetBurnRoleForAll", TOKEN),
            ("ESDTTransferRoleAddAddress", TOKEN, bob), ("ESDTTransferRoleDeleteAddress", TOKEN, bob),
            ("ESDTSetTokenType", TOKEN, "FungibleESDT"), ("ESDTAddMetadata", TOKEN, 1, b"\x08\x01"),
            ("ESDTDeleteMetadata", TOKEN, 1, 1, 2)]:
        chain.send(f"{function} of a user at himself", alice, alice, function, *arguments, gas=1_000_000)
        chain.send(f"{function} of a user at another", alice, bob, function, *arguments, gas=1_000_000)
        chain.send(f"{function} without arguments", alice, bob, function, gas=1_000_000)
    chain.send("ESDTBurn at oneself", alice, alice, "ESDTBurn", TOKEN, 1, gas=1_000_000)
    chain.send("ESDTBurn at the contract", alice, system_contract(2), "ESDTBurn", TOKEN, 1, gas=60_000_000)
    chain.send("a name that is no function", alice, alice, "ESDTNothing", TOKEN, gas=1_000_000)
