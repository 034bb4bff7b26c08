"""Instances of collections: creation, quantities, attributes, URIs, transfers of one and of several tokens."""
from record import SYSTEM_ACCOUNT
from tokens import FUNGIBLE, META, NON_FUNGIBLE_V2, PAUSED, SEMI_FUNGIBLE, balance, roles, roles_key, settings, token_key

NFT, SFT, MET, TOKEN, HELD = b"NFT-abcdef", b"SFT-abcdef", b"MET-abcdef", b"TOK-abcdef", b"PAU-abcdef"
ROLES = roles("ESDTRoleNFTCreate", "ESDTRoleNFTBurn", "ESDTRoleNFTAddURI", "ESDTRoleNFTUpdateAttributes",
              "ESDTRoleNFTAddQuantity")
VAULT = "contracts/artifacts/esdt-vault.wasm"
NATIVE = b"EGLD-000000"


def run(chain):
    chain.watch("system", SYSTEM_ACCOUNT)
    chain.system_account({token_key(NFT): settings(NON_FUNGIBLE_V2), token_key(SFT): settings(SEMI_FUNGIBLE),
                          token_key(MET): settings(META), token_key(TOKEN): settings(FUNGIBLE),
                          token_key(HELD): settings(FUNGIBLE, PAUSED)})
    alice = chain.account("alice", storage={
        roles_key(NFT): ROLES, roles_key(SFT): ROLES, roles_key(MET): ROLES, token_key(TOKEN): balance(1000),
        token_key(HELD): balance(1000)})
    bob, carol = chain.account("bob"), chain.account("carol")
    vault = chain.account("vault", code=VAULT, metadata=b"\x05\x00", owner=carol)

    def send(step, *arguments, sender=alice, receiver=None, gas=1_000_000, **options):
        chain.send(step, sender, receiver or sender, *arguments, gas=gas, **options)

    create = ("name", 500, "hash", "attributes", "uri")
    send("create an NFT", "ESDTNFTCreate", NFT, 1, *create)
    send("create another with several URIs", "ESDTNFTCreate", NFT, 1, *create, "second", "third")
    send("create an SFT", "ESDTNFTCreate", SFT, 10, *create)
    send("create a meta token", "ESDTNFTCreate", MET, 10**12, *create)
    send("create without texts", "ESDTNFTCreate", SFT, 10, "", 0, "", "", "")
    send("create two of an NFT", "ESDTNFTCreate", NFT, 2, *create)
    send("create none", "ESDTNFTCreate", SFT, 0, *create)
    send("create with royalties above all", "ESDTNFTCreate", SFT, 1, "name", 10001, "hash", "attributes", "uri")
    send("create with too few arguments", "ESDTNFTCreate", SFT, 1, "name", 1, "hash", "attributes")
    send("create without the role", "ESDTNFTCreate", SFT, 1, *create, sender=bob)
    send("create at another account", "ESDTNFTCreate", SFT, 1, *create, receiver=bob)
    send("create with little gas", "ESDTNFTCreate", SFT, 1, *create, gas=300_000)
    send("create with long attributes", "ESDTNFTCreate", SFT, 1, "name", 1, "hash", "a" * 500, "uri", gas=40_000_000)

    send("add to an SFT", "ESDTNFTAddQuantity", SFT, 1, 5)
    send("add to an NFT", "ESDTNFTAddQuantity", NFT, 1, 5)
    send("add to what is not there", "ESDTNFTAddQuantity", SFT, 9, 5)
    send("add nothing", "ESDTNFTAddQuantity", SFT, 1, 0)
    send("add without the role", "ESDTNFTAddQuantity", SFT, 1, 5, sender=bob)
    send("burn of an SFT", "ESDTNFTBurn", SFT, 1, 2)
    send("burn of too much", "ESDTNFTBurn", SFT, 1, 200)
    send("burn of an NFT", "ESDTNFTBurn", NFT, 2, 1)
    send("burn without the role", "ESDTNFTBurn", SFT, 1, 2, sender=bob)
    send("add URIs", "ESDTNFTAddURI", SFT, 1, "one", "two")
    send("add URIs to an NFT", "ESDTNFTAddURI", NFT, 1, "one")
    send("add no URIs", "ESDTNFTAddURI", SFT, 1)
    send("add URIs without the role", "ESDTNFTAddURI", SFT, 1, "one", sender=bob)
    send("attributes", "ESDTNFTUpdateAttributes", SFT, 1, "other attributes")
    send("attributes of an NFT", "ESDTNFTUpdateAttributes", NFT, 1, "other")
    send("attributes without the role", "ESDTNFTUpdateAttributes", SFT, 1, "other", sender=bob)
    send("attributes of what is not there", "ESDTNFTUpdateAttributes", SFT, 9, "other")

    send("transfer of an SFT", "ESDTNFTTransfer", SFT, 1, 3, bob)
    send("transfer of one SFT", "ESDTNFTTransfer", SFT, 1, 1, bob)
    send("transfer of an NFT", "ESDTNFTTransfer", NFT, 1, 1, bob)
    send("transfer of an NFT that one has no more", "ESDTNFTTransfer", NFT, 1, 1, bob)
    send("transfer of too much", "ESDTNFTTransfer", SFT, 1, 300, bob)
    send("transfer of nothing", "ESDTNFTTransfer", SFT, 1, 0, bob)
    send("transfer to oneself", "ESDTNFTTransfer", SFT, 1, 1, alice)
    send("transfer to a short address", "ESDTNFTTransfer", SFT, 1, 1, "short")
    send("transfer called at the receiver", "ESDTNFTTransfer", SFT, 1, 1, bob, receiver=bob)
    send("transfer of an instance without a nonce", "ESDTNFTTransfer", TOKEN, 0, 1, bob)
    send("transfer to a contract", "ESDTNFTTransfer", SFT, 1, 1, vault)
    send("transfer to a contract with a function", "ESDTNFTTransfer", SFT, 1, 1, vault, "deposit", gas=20_000_000)
    send("transfer to a contract with a function that is not there", "ESDTNFTTransfer", SFT, 1, 1, vault, "none", gas=20_000_000)
    send("back", "ESDTNFTTransfer", NFT, 1, 1, alice, sender=bob)

    send("several", "MultiESDTNFTTransfer", bob, 3, TOKEN, 0, 5, SFT, 1, 1, MET, 1, 1000)
    send("several with an NFT", "MultiESDTNFTTransfer", bob, 2, NFT, 1, 1, TOKEN, 0, 5)
    send("several with native value", "MultiESDTNFTTransfer", bob, 2, NATIVE, 0, 1000, TOKEN, 0, 5)
    send("native value alone", "MultiESDTNFTTransfer", bob, 1, NATIVE, 0, 1000)
    send("native value with a nonce", "MultiESDTNFTTransfer", bob, 1, NATIVE, 1, 1000)
    send("native value above all", "MultiESDTNFTTransfer", bob, 2, NATIVE, 0, 10**30, TOKEN, 0, 5)
    send("several with too much of one", "MultiESDTNFTTransfer", bob, 2, TOKEN, 0, 5, SFT, 1, 500)
    send("several with nothing of one", "MultiESDTNFTTransfer", bob, 2, TOKEN, 0, 5, SFT, 1, 0)
    send("several with a paused one", "MultiESDTNFTTransfer", bob, 2, TOKEN, 0, 5, HELD, 0, 1)
    send("several of none", "MultiESDTNFTTransfer", bob, 0, TOKEN, 0, 5)
    send("several with a count too high", "MultiESDTNFTTransfer", bob, 3, TOKEN, 0, 5)
    send("several with value", "MultiESDTNFTTransfer", bob, 1, TOKEN, 0, 5, value=7)
    send("several to oneself", "MultiESDTNFTTransfer", alice, 1, TOKEN, 0, 5)
    send("several to a contract", "MultiESDTNFTTransfer", vault, 1, TOKEN, 0, 5)
    reason = "reads are paid by their depth in the contract's trie, which a world in memory does not tell"
    send("several to a contract with a function", "MultiESDTNFTTransfer", vault, 2, TOKEN, 0, 5, SFT, 1, 1, "deposit",
         gas=20_000_000, unlike={what: reason for what in ["gas", "fee", "alice.balance", "vault.reward"]})
    send("several with native value to a contract with a function", "MultiESDTNFTTransfer", vault, 2, NATIVE, 0, 55,
         TOKEN, 0, 5, "deposit", gas=20_000_000)
    send("250 transfers", "MultiESDTNFTTransfer", bob, 250, *([TOKEN, 0, 1] * 250), gas=200_000_000)
    send("251 transfers", "MultiESDTNFTTransfer", bob, 251, *([TOKEN, 0, 1] * 251), gas=200_000_000)
