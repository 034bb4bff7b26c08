"""Built-in functions of accounts that a chain appoints: usernames by the name service, metadata by its keeper."""
from record import SYSTEM_ACCOUNT

# The packaged configuration's; it lies in shard 0, as all accounts here.
NAME_SERVICE = bytes.fromhex("000000000000000005001d7521987a1ab93e82fea710d8bced71a8c44eeebd7c")
KEEPER = bytes.fromhex("be4ee71a75e8a323a83e738106dbc5ab77ebe06e993493b5394593fec6bc69bc")
TOKEN = "NFT-1a2b3c"
# No contract sends transactions, but on a chain that checks no signature.
A_CONTRACT = "of the fee of a sender that is a contract, the node gives a part to its developer, and does not give back the rest"
UNLIKE = {"name service.balance": A_CONTRACT, "name service.reward": A_CONTRACT}
TEXT = {"message": "the text is that of a library"}


def metadata(nonce, name):
    """The message `MetaData` with a nonce and a name."""
    return bytes([0x08, nonce, 0x12, len(name)]) + name.encode()


def run(chain):
    chain.watch("system", SYSTEM_ACCOUNT)
    alice = chain.account("alice")
    service = chain.account("name service", address=NAME_SERVICE)
    keeper = chain.account("keeper", address=KEEPER)

    def name(step, function, *arguments, sender=service, receiver=alice, gas=5_000_000, **options):
        chain.send(step, sender, receiver, function, *arguments, gas=gas, unlike=UNLIKE, **options)

    name("username", "SetUserName", "alice.elrond")
    name("another username", "SetUserName", "alice.x")
    name("username without a name", "SetUserName")
    name("username of two names", "SetUserName", "a", "b")
    name("username with value", "SetUserName", "alice", value=1)
    name("username with too little gas", "SetUserName", "alice", gas=100_000)
    name("no username", "DeleteUserName")
    name("no username again", "DeleteUserName")
    name("no username with an argument", "DeleteUserName", "alice")
    name("no username with value", "DeleteUserName", value=1)
    name("no username with too little gas", "DeleteUserName", gas=100_000)
    name("username by another", "SetUserName", "keeper", sender=alice, receiver=keeper)

    def keep(step, function, *arguments, sender=keeper, gas=5_000_000, **options):
        chain.send(step, sender, sender, function, *arguments, gas=gas, **options)

    keep("add metadata", "ESDTAddMetadata", TOKEN, 1, metadata(1, "one"))
    keep("add metadata again", "ESDTAddMetadata", TOKEN, 1, metadata(1, "two"))
    keep("add metadata of several", "ESDTAddMetadata", TOKEN, 2, metadata(2, "two"), TOKEN, 3, metadata(3, "three"))
    keep("add metadata of another nonce", "ESDTAddMetadata", TOKEN, 4, metadata(5, "five"))
    keep("add metadata of no nonce", "ESDTAddMetadata", TOKEN, 0, metadata(0, "zero"))
    keep("add metadata of no token", "ESDTAddMetadata", "NFT", 6, metadata(6, "six"))
    keep("add metadata that is none", "ESDTAddMetadata", TOKEN, 7, "seven", unlike=TEXT)
    keep("add metadata without metadata", "ESDTAddMetadata", TOKEN, 8)
    keep("add metadata by another", "ESDTAddMetadata", TOKEN, 9, metadata(9, "nine"), sender=alice)
    keep("add metadata with value", "ESDTAddMetadata", TOKEN, 9, metadata(9, "nine"), value=1)
    keep("delete metadata", "ESDTDeleteMetadata", TOKEN, 1, 1, 2)
    keep("delete metadata again", "ESDTDeleteMetadata", TOKEN, 1, 1, 2)
    keep("delete metadata of several spans", "ESDTDeleteMetadata", TOKEN, 2, 3, 3, 8, 9)
    keep("delete metadata of a turned span", "ESDTDeleteMetadata", TOKEN, 1, 2, 1)
    keep("delete metadata of no token", "ESDTDeleteMetadata", "NFT", 1, 1, 2)
    keep("delete metadata of no span", "ESDTDeleteMetadata", TOKEN, 1)
    keep("delete metadata of half a span", "ESDTDeleteMetadata", TOKEN, 2, 1, 2)
    keep("delete metadata by another", "ESDTDeleteMetadata", TOKEN, 1, 1, 2, sender=alice)
    keep("delete metadata with value", "ESDTDeleteMetadata", TOKEN, 1, 1, 2, value=1)
