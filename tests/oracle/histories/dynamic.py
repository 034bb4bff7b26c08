"""Dynamic collections: metadata that is replaced, changed, its URIs, royalties and creator."""
from record import SYSTEM_ACCOUNT
from tokens import DYNAMIC_META, DYNAMIC_NON_FUNGIBLE, DYNAMIC_SEMI_FUNGIBLE, SEMI_FUNGIBLE, roles, roles_key, settings, token_key

NFT, SFT, MET, PLAIN = b"NFT-abcdef", b"SFT-abcdef", b"MET-abcdef", b"PLA-abcdef"
ROLES = roles("ESDTRoleNFTCreate", "ESDTRoleNFTAddQuantity", "ESDTRoleNFTUpdate", "ESDTRoleNFTRecreate",
              "ESDTRoleModifyCreator", "ESDTRoleModifyRoyalties", "ESDTRoleSetNewURI")


def run(chain):
    chain.watch("system", SYSTEM_ACCOUNT)
    chain.system_account({token_key(NFT): settings(DYNAMIC_NON_FUNGIBLE), token_key(SFT): settings(DYNAMIC_SEMI_FUNGIBLE),
                          token_key(MET): settings(DYNAMIC_META), token_key(PLAIN): settings(SEMI_FUNGIBLE)})
    alice = chain.account("alice", storage={roles_key(token): ROLES for token in (NFT, SFT, MET, PLAIN)})
    bob = chain.account("bob", storage={roles_key(SFT): ROLES})

    def send(step, *arguments, sender=alice, receiver=None, gas=1_000_000, **options):
        chain.send(step, sender, receiver or sender, *arguments, gas=gas, **options)

    create = ("name", 500, "hash", "attributes", "uri")
    again = ("new name", 700, "new hash", "new attributes", "new uri", "another")
    for name, token, count in [("NFT", NFT, 1), ("SFT", SFT, 10), ("meta token", MET, 1000), ("plain SFT", PLAIN, 5)]:
        send(f"create: {name}", "ESDTNFTCreate", token, count, *create)
        send(f"update: {name}", "ESDTMetaDataUpdate", token, 1, *again, gas=2_000_000)
        send(f"recreate: {name}", "ESDTMetaDataRecreate", token, 1, *again, gas=2_000_000)
        send(f"set URIs: {name}", "ESDTSetNewURIs", token, 1, "first", "second")
        send(f"royalties: {name}", "ESDTModifyRoyalties", token, 1, 900)
        send(f"creator: {name}", "ESDTModifyCreator", token, 1)
    send("update of a part", "ESDTMetaDataUpdate", SFT, 1, "", 0, "", "only attributes", "")
    send("update with too few arguments", "ESDTMetaDataUpdate", SFT, 1, "name", 1, "hash")
    send("update of what is not there", "ESDTMetaDataUpdate", SFT, 7, *again)
    send("update with royalties above all", "ESDTMetaDataUpdate", SFT, 1, "name", 10001, "hash", "attributes", "uri", gas=2_000_000)
    send("recreate of what is not there", "ESDTMetaDataRecreate", SFT, 7, *again)
    send("recreate without a nonce", "ESDTMetaDataRecreate", SFT, 0, *again, gas=2_000_000,
         unlike={"message": "there the settings are read as a token, and the text is the decoder's"})
    send("recreate at another account", "ESDTMetaDataRecreate", SFT, 1, *again, receiver=bob)
    send("creator by another account", "ESDTModifyCreator", SFT, 1, sender=bob)
    send("creator without a nonce", "ESDTModifyCreator", SFT)
    send("royalties without a value", "ESDTModifyRoyalties", SFT, 1)
    send("royalties above all", "ESDTModifyRoyalties", SFT, 1, 10001)
    send("URIs of what is not there", "ESDTSetNewURIs", SFT, 7, "uri",
         unlike={"system.storage": "a quantity that is missing there is zero here: 1201_00 and 1202_0000"})
    send("no URIs", "ESDTSetNewURIs", SFT, 1)
    send("royalties without the role", "ESDTModifyRoyalties", NFT, 1, 5, sender=bob)
    send("add to a changed SFT", "ESDTNFTAddQuantity", SFT, 1, 5)
    send("transfer of the changed NFT", "ESDTNFTTransfer", NFT, 1, 1, bob)
    send("transfer of the changed SFT", "ESDTNFTTransfer", SFT, 1, 1, bob)
    send("royalties of an NFT that another has", "ESDTModifyRoyalties", NFT, 1, 100)
    send("transfer of the NFT back", "ESDTNFTTransfer", NFT, 1, 1, alice, sender=bob)
