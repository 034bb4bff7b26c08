"""Fungible tokens: transfer, local mint and burn, with refusals."""
from record import SYSTEM_ACCOUNT, system_contract

TOKEN = b"TOK-abcdef"
ROLES = b"ELRONDroleesdt" + TOKEN


def run(chain):
    alice = chain.account("alice", storage={
        b"ELRONDesdt" + TOKEN: bytes.fromhex("12030003e8"),
        ROLES: b"\x0a\x11ESDTRoleLocalMint\x0a\x11ESDTRoleLocalBurn"})
    bob = chain.account("bob")
    chain.watch("system", SYSTEM_ACCOUNT)
    chain.watch("esdt", system_contract(2))
    chain.send("transfer", alice, bob, "ESDTTransfer", TOKEN, 100, gas=500_000)
    chain.send("transfer of too much", alice, bob, "ESDTTransfer", TOKEN, 1001, gas=500_000)
    chain.send("mint", alice, alice, "ESDTLocalMint", TOKEN, 7, gas=500_000)
    
    chain.send("issue", alice, system_contract(2), "issue", "Oracle", "ORC", 1000, 2, "canFreeze", "true", gas=60_000_000, value=5 * 10**16)
    orc = chain.token("ORC")
    chain.send("freeze", alice, system_contract(2), "freeze", orc, bob, gas=60_000_000)
    chain.send("transfer frozen", alice, bob, "ESDTTransfer", orc, 1, gas=500_000)
