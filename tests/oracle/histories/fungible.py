"""Fungible tokens: transfers to users and contracts, local mint and burn, frozen, paused and limited tokens."""
from record import SYSTEM_ACCOUNT
from tokens import BURN_FOR_ALL, FUNGIBLE, LIMITED_TRANSFER, PAUSED, balance, roles, roles_key, settings, token_key

TOKEN, FROZEN, HELD, LIMITED, BURNABLE = b"TOK-abcdef", b"FRO-abcdef", b"PAU-abcdef", b"LIM-abcdef", b"BUR-abcdef"
VAULT = "contracts/artifacts/esdt-vault.wasm"


def run(chain):
    chain.watch("system", SYSTEM_ACCOUNT)
    chain.system_account({token_key(HELD): settings(FUNGIBLE, PAUSED), token_key(LIMITED): settings(FUNGIBLE, LIMITED_TRANSFER),
                          token_key(BURNABLE): settings(FUNGIBLE, BURN_FOR_ALL), token_key(TOKEN): settings(FUNGIBLE)})
    alice = chain.account("alice", storage={
        token_key(TOKEN): balance(1000), roles_key(TOKEN): roles("ESDTRoleLocalMint", "ESDTRoleLocalBurn"),
        token_key(FROZEN): balance(1000, True), token_key(HELD): balance(1000), token_key(LIMITED): balance(1000),
        token_key(BURNABLE): balance(1000),
        roles_key(HELD): roles("ESDTRoleLocalMint", "ESDTRoleLocalBurn"),
        roles_key(FROZEN): roles("ESDTRoleLocalMint", "ESDTRoleLocalBurn")})
    bob = chain.account("bob", storage={token_key(LIMITED): balance(5), roles_key(LIMITED): roles("ESDTTransferRole")})
    carol = chain.account("carol")
    vault = chain.account("vault", code=VAULT, metadata=b"\x05\x00", owner=carol)
    payable = chain.account("payable", code=VAULT, metadata=b"\x05\x02", owner=carol)
    by_contract = chain.account("by contract", code=VAULT, metadata=b"\x05\x04", owner=carol)

    def send(step, receiver, *arguments, sender=alice, gas=500_000, **options):
        chain.send(step, sender, receiver, *arguments, gas=gas, **options)

    send("transfer", bob, "ESDTTransfer", TOKEN, 100)
    send("transfer of all that is left of it", carol, "ESDTTransfer", TOKEN, 100, sender=bob)
    send("transfer of too much", bob, "ESDTTransfer", TOKEN, 1001)
    send("transfer of nothing", bob, "ESDTTransfer", TOKEN, 0)
    send("transfer to oneself", alice, "ESDTTransfer", TOKEN, 1)
    send("transfer of a token that one has not", bob, "ESDTTransfer", b"NON-abcdef", 1)
    send("transfer without an amount", bob, "ESDTTransfer", TOKEN)
    send("transfer without arguments", bob, "ESDTTransfer")
    send("transfer with a function for a user", bob, "ESDTTransfer", TOKEN, 1, "hello", 7)
    send("transfer with value", bob, "ESDTTransfer", TOKEN, 1, value=5)
    send("transfer of an amount of 101 bytes", bob, "ESDTTransfer", TOKEN, b"\x01" + bytes(100))
    send("transfer with too little gas", bob, "ESDTTransfer", TOKEN, 1, gas=200_000)
    send("transfer of a frozen token", bob, "ESDTTransfer", FROZEN, 1)
    send("transfer of a paused token", bob, "ESDTTransfer", HELD, 1)
    send("transfer of a limited token to one with the role", bob, "ESDTTransfer", LIMITED, 1)
    send("transfer of a limited token from one with the role", carol, "ESDTTransfer", LIMITED, 1, sender=bob)
    send("transfer of a limited token between others", carol, "ESDTTransfer", LIMITED, 1)
    send("transfer to a contract that takes no payment", vault, "ESDTTransfer", TOKEN, 1)
    send("transfer to a contract that takes payments", payable, "ESDTTransfer", TOKEN, 1)
    send("transfer by a user to a contract that takes payments of contracts", by_contract, "ESDTTransfer", TOKEN, 1)
    send("transfer with a function", vault, "ESDTTransfer", TOKEN, 10, "deposit", gas=10_000_000)
    send("transfer with a function that is empty", vault, "ESDTTransfer", TOKEN, 10, "", gas=10_000_000)
    send("transfer with a function that is not there", vault, "ESDTTransfer", TOKEN, 10, "nothing", gas=10_000_000)

    send("mint", alice, "ESDTLocalMint", TOKEN, 7)
    send("mint without the role", carol, "ESDTLocalMint", TOKEN, 7, sender=carol)
    send("mint of nothing", alice, "ESDTLocalMint", TOKEN, 0)
    send("mint of an amount of 101 bytes", alice, "ESDTLocalMint", TOKEN, b"\x01" + bytes(100))
    send("mint without an amount", alice, "ESDTLocalMint", TOKEN)
    send("mint with an argument too many", alice, "ESDTLocalMint", TOKEN, 1, 2)
    send("mint at another account", bob, "ESDTLocalMint", TOKEN, 7)
    send("mint of a frozen token", alice, "ESDTLocalMint", FROZEN, 7)
    send("mint of a paused token", alice, "ESDTLocalMint", HELD, 7)
    send("mint with too little gas", alice, "ESDTLocalMint", TOKEN, 7, gas=100_000)
    send("mint with value", alice, "ESDTLocalMint", TOKEN, 7, value=1)
    send("burn", alice, "ESDTLocalBurn", TOKEN, 7)
    send("burn of too much", alice, "ESDTLocalBurn", TOKEN, 70_000)
    send("burn without the role", carol, "ESDTLocalBurn", TOKEN, 7, sender=carol)
    send("burn of what everybody may burn", alice, "ESDTLocalBurn", BURNABLE, 7)
    send("burn of all of it", alice, "ESDTLocalBurn", BURNABLE, 993)
    send("burn of a frozen token", alice, "ESDTLocalBurn", FROZEN, 7)
    send("burn of a paused token", alice, "ESDTLocalBurn", HELD, 7)
    send("burn of nothing", alice, "ESDTLocalBurn", TOKEN, 0)
