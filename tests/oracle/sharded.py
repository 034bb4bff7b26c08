"""Accounts in the shards of a production node, as `outputs.py` and `shards.py` start with them."""
import base64
import pathlib

CONTRACTS = pathlib.Path(__file__).parent.parent.parent / "contracts" / "artifacts"
BALANCE = 10**20


def address(name, shard, is_contract=False):
    body = name.encode().ljust(21, b"\0")
    return (bytes(8) + b"\x05\x00" if is_contract else b"\1" * 10) + body + bytes([shard])


class ShardedChain:
    def __init__(self, node, bech32):
        self.node, self.bech32 = node, bech32
        self.accounts, self.start = {}, []

    def account(self, name, shard, storage=(), code=None, owner=None, reward=0, at=None):
        it = at or address(name, shard, code is not None)
        pairs = {key.hex(): value.hex() for key, value in dict(storage).items()}
        state = {"address": self.bech32.encode(it), "balance": str(BALANCE), "nonce": 0, "pairs": pairs}
        owner = owner or address("owner", shard)
        if code:
            module = (CONTRACTS / f"{code}.wasm").read_bytes()
            state |= {"code": module.hex(), "codeMetadata": base64.b64encode(b"\x05\x06").decode(),
                      "ownerAddress": self.bech32.encode(owner), "developerReward": str(reward)}
        self.node.call("POST", "/simulator/set-state", [state])
        self.node.blocks(1)
        self.accounts[name] = it
        self.start.append({"name": name, "address": it.hex(), "code": code or "", "storage": pairs,
                           "owner": owner.hex() if code else "", "reward": reward})
        return it
