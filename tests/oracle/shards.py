#!/usr/bin/env python3
"""Records how the production node moves tokens between two of its shards, and what its built-in functions do with
accounts of the other one.

    shards.py ORACLE_FOLDER [NAME...]     # writes ../tests/async_between_shards/{tokens,functions}.json

A step is one transaction, with every result that it led to in another account (refunds of gas left out) and what the
accounts hold after it. `tests/tests/async_between_shards/tokens.rs` replays it on two of our shards.
"""
import json
import pathlib
import sys

from sharded import ShardedChain, address
from tokens import FUNGIBLE, balance, instance, instance_key, settings, token_key

HERE = pathlib.Path(__file__).parent
OUTPUT = HERE.parent / "tests" / "async_between_shards"
SYSTEM_ACCOUNT = b"\xff" * 32
TOKEN, HELD, SFT, NFT = b"TOK-abcdef", b"HEL-abcdef", b"SFT-abcdef", b"NFT-abcdef"
# The packaged configuration's name service; it lies in shard 0.
NAME_SERVICE = bytes.fromhex("000000000000000005001d7521987a1ab93e82fea710d8bced71a8c44eeebd7c")
PROMISE_GAS = (b"\x00\x98\x96\x80", b"\x0f\x42\x40")
SEMI_FUNGIBLE_SETTING, NON_FUNGIBLE_SETTING = 4, 2
CALL_TYPES = {0: "direct", 1: "call", 2: "callback"}


class Chain(ShardedChain):
    def __init__(self, node, bech32):
        super().__init__(node, bech32)
        self.steps, self.tells_accounts = [], False

    def account_fields(self, address):
        """What built-in functions change of an account, but for what is empty; the reward where it began with one."""
        account = self.node.get(f"/address/{self.bech32.encode(address)}")["account"]
        owner = self.bech32.decode(account["ownerAddress"]).hex() if account["ownerAddress"] else ""
        fields = {"owner": owner, "username": account["username"].encode().hex()}
        if any(it["address"] == address.hex() and it["reward"] for it in self.start):
            fields["reward"] = account["developerReward"].lstrip("0")
        return {name: value for name, value in fields.items() if value}

    def system(self, shard, storage):
        """What the system account of a shard has: the node sets it in all shards, so that it is said once."""
        pairs = {key.hex(): value.hex() for key, value in storage.items()}
        self.node.call("POST", "/simulator/set-state", [{"address": self.bech32.encode(SYSTEM_ACCOUNT), "pairs": pairs}])
        self.node.blocks(1)
        self.start.append({"name": "system", "address": SYSTEM_ACCOUNT.hex(), "code": "", "storage": pairs})

    def held(self):
        held = {}
        for name, it in self.accounts.items():
            pairs = self.node.get(f"/address/{self.bech32.encode(it)}/keys")["pairs"]
            held[name] = {key: value for key, value in sorted(pairs.items()) if bytes.fromhex(key).startswith(b"ELRONDesdt")}
            waiting = sum(bytes.fromhex(key).startswith(b"ELRONDVM@ASYNC") for key in pairs)
            if waiting:
                held[name]["waiting"] = str(waiting)
            if self.tells_accounts:
                held[name] |= self.account_fields(it)
        for shard in (0, 1):
            pairs = self.node.get(f"/address/{self.bech32.encode(SYSTEM_ACCOUNT)}/keys?forced-shard-id={shard}")["pairs"]
            held[f"system {shard}"] = {key: value for key, value in sorted(pairs.items())
                                       if bytes.fromhex(key).startswith((b"ELRONDesdtSFT", b"ELRONDesdtNFT"))}
        return held

    def send(self, step, sender, receiver, function, *arguments, gas=30_000_000, value=0):
        parts = [it.encode() if isinstance(it, str) else it if isinstance(it, bytes) else
                 it.to_bytes((it.bit_length() + 7) // 8, "big") for it in arguments]
        data = "@".join([function] + [it.hex() for it in parts])
        done = self.node.send(sender, receiver, data, gas, value=value)
        self.node.blocks(1)
        done = self.node.get(f"/transaction/{done['hash']}?withResults=true")["transaction"] if "hash" in done else done
        hops = []
        for it in done.get("smartContractResults", []):
            text = it.get("data", "")
            if it.get("isRefund") or text.startswith("@6f6b") or not text and not it["value"]:
                continue
            hops.append({"kind": CALL_TYPES[it.get("callType", 0)], "from": self.bech32.decode(it["sender"]).hex(),
                         "to": self.bech32.decode(it["receiver"]).hex(), "value": int(it["value"]),
                         "gas": it["gasLimit"], "data": text, "is_return": bool(it.get("returnMessage"))})
        hops.sort(key=lambda it: (it["kind"], it["from"], it["to"], it["data"]))
        self.steps.append({"name": step, "hash": done["hash"], "from": sender.hex(), "to": receiver.hex(), "data": data,
                           "gas_limit": gas, "value": value, "hops": hops, "held": self.held()})
        print(step, done["status"], len(hops), flush=True)


def history(chain):
    sft_key, nft_key = instance_key(SFT, 1), instance_key(NFT, 1)
    chain.system(0, {token_key(TOKEN): settings(FUNGIBLE), token_key(SFT): settings(SEMI_FUNGIBLE_SETTING),
                     token_key(NFT): settings(NON_FUNGIBLE_SETTING)})
    creator = address("creator", 0)
    alice = chain.account("alice", 0, {
        token_key(TOKEN): balance(10_000), sft_key: instance(3, 1_000, 1, creator), nft_key: instance(2, 1, 1, creator)})
    bob = chain.account("bob", 1)
    forwarder = chain.account("forwarder", 0, code="forwarder-async")
    sender = chain.account("sender", 0, code="forwarder")
    vault = chain.account("vault", 1, code="esdt-vault")

    chain.send("transfer to a key", alice, bob, "ESDTTransfer", TOKEN, 100)
    chain.send("transfer to a key with a function", alice, bob, "ESDTTransfer", TOKEN, 1, "hello", 7)
    chain.send("transfer to a contract", alice, vault, "ESDTTransfer", TOKEN, 5)
    chain.send("transfer with a call", alice, vault, "ESDTTransfer", TOKEN, 10, "deposit")
    chain.send("transfer with a call that fails", alice, vault, "ESDTTransfer", TOKEN, 11, "nothing")
    chain.send("instance to a key", alice, alice, "ESDTNFTTransfer", SFT, 1, 20, bob)
    chain.send("instance with a call", alice, alice, "ESDTNFTTransfer", SFT, 1, 30, vault, "deposit")
    chain.send("instance with a call that fails", alice, alice, "ESDTNFTTransfer", SFT, 1, 7, vault, "nothing")
    chain.send("the only instance to a key", alice, alice, "ESDTNFTTransfer", NFT, 1, 1, bob)
    chain.send("several to a key", alice, alice, "MultiESDTNFTTransfer", bob, 2, TOKEN, 0, 3, SFT, 1, 4)
    chain.send("several with a call", alice, alice, "MultiESDTNFTTransfer", vault, 2, TOKEN, 0, 3, SFT, 1, 4, "deposit")
    chain.send("several with a call that fails", alice, alice, "MultiESDTNFTTransfer", vault, 2, TOKEN, 0, 3, SFT, 1, 4, "nothing")
    chain.send("native value among several", alice, alice, "MultiESDTNFTTransfer", bob, 2, TOKEN, 0, 3, b"EGLD-000000", 0, 40)
    chain.send("instance back", bob, bob, "ESDTNFTTransfer", SFT, 1, 24, alice)
    chain.send("the only instance back", bob, bob, "ESDTNFTTransfer", NFT, 1, 1, alice)

    chain.send("a contract pays a key", bob, vault, "ESDTTransfer", TOKEN, 50, "deposit")
    chain.send("a contract pays a key of another shard", bob, vault, "withdrawTo", alice, TOKEN, 0, 6)
    chain.send("a contract pays an instance to a key", alice, vault, "withdrawTo", alice, SFT, 1, 8)
    chain.send("a contract pays the caller", alice, vault, "withdraw", TOKEN, 0, 2)

    for mode in ("forwardAsync", "forwardPromise"):
        gas = () if mode == "forwardAsync" else (b"\x00\x98\x96\x80", b"\x0f\x42\x40")
        chain.send(f"{mode} of a token", alice, forwarder, "ESDTTransfer", TOKEN, 12, mode, vault, *gas, "deposit", gas=60_000_000)
        chain.send(f"{mode} of an instance", alice, alice, "ESDTNFTTransfer", SFT, 1, 13, forwarder, mode, vault, *gas, "deposit", gas=60_000_000)
        chain.send(f"{mode} of several", alice, alice, "MultiESDTNFTTransfer", forwarder, 2, TOKEN, 0, 14, SFT, 1, 15, mode, vault, *gas, "deposit", gas=60_000_000)
        chain.send(f"{mode} of a token that fails", alice, forwarder, "ESDTTransfer", TOKEN, 16, mode, vault, *gas, "nothing", gas=60_000_000)
        chain.send(f"{mode} of an instance that fails", alice, alice, "ESDTNFTTransfer", SFT, 1, 17, forwarder, mode, vault, *gas, "nothing", gas=60_000_000)
        chain.send(f"{mode} of several that fails", alice, alice, "MultiESDTNFTTransfer", forwarder, 2, TOKEN, 0, 18, SFT, 1, 19, mode, vault, *gas, "nothing", gas=60_000_000)
        chain.send(f"{mode} gets a token back", alice, forwarder, mode, vault, *gas, "withdraw", TOKEN, b"", 3, gas=60_000_000)
        chain.send(f"{mode} gets an instance back", alice, forwarder, mode, vault, *gas, "withdraw", SFT, 1, 4, gas=60_000_000)
        chain.send(f"{mode} to a key", alice, forwarder, "ESDTTransfer", TOKEN, 21, mode, bob, *gas, "thanks", gas=60_000_000)
    chain.send("callbacks fail", alice, forwarder, "setCallbackFails", 1)
    chain.send("a token comes with a callback that fails", alice, forwarder, "forwardPromise", vault, b"\x00\x98\x96\x80", b"\x0f\x42\x40", "withdraw", TOKEN, b"", 1, gas=60_000_000)
    chain.send("a failure comes with a callback that fails", alice, forwarder, "ESDTTransfer", TOKEN, 22, "forwardPromise", vault, b"\x00\x98\x96\x80", b"\x0f\x42\x40", "nothing", gas=60_000_000)
    chain.send("native value comes with a callback that fails", alice, forwarder, "forwardPromise", vault, b"\x00\x98\x96\x80", b"\x0f\x42\x40", "nothing", gas=60_000_000, value=23)

    chain.send("a contract sends a token with a call", alice, sender, "ESDTTransfer", TOKEN, 31, "forwardTransferExecute", vault, 9_000_000, "deposit", gas=60_000_000)
    chain.send("a contract sends an instance with a call", alice, alice, "ESDTNFTTransfer", SFT, 1, 32, sender, "forwardTransferExecute", vault, 9_000_000, "deposit", gas=60_000_000)
    chain.send("a contract sends several with a call", alice, alice, "MultiESDTNFTTransfer", sender, 2, TOKEN, 0, 33, SFT, 1, 34, "forwardTransferExecute", vault, 9_000_000, "deposit", gas=60_000_000)
    chain.send("a contract sends a token with a call that fails", alice, sender, "ESDTTransfer", TOKEN, 35, "forwardTransferExecute", vault, 9_000_000, "nothing", gas=60_000_000)
    chain.send("a contract sends native value with a call", alice, sender, "forwardTransferExecute", vault, 9_000_000, "deposit", gas=60_000_000, value=36)
    chain.send("a contract sends native value with a call that fails", alice, sender, "forwardTransferExecute", vault, 9_000_000, "nothing", gas=60_000_000, value=37)


def functions(chain):
    """Built-in functions that move no tokens, for accounts of the other shard."""
    chain.tells_accounts = True
    alice, bob = chain.account("alice", 0), chain.account("bob", 1)
    forwarder = chain.account("forwarder", 0, code="forwarder-async")
    names = chain.account("names", 0, code="forwarder-async", at=NAME_SERVICE)
    mine = chain.account("mine", 1, code="adder", owner=alice, reward=7)
    its = chain.account("its", 1, code="adder", owner=forwarder, reward=8)
    near = chain.account("near", 0, code="adder", owner=forwarder, reward=8)

    chain.send("a claim of another", bob, mine, "ClaimDeveloperRewards")
    chain.send("a claim of another from another shard", alice, its, "ClaimDeveloperRewards")
    chain.send("a claim with little gas", alice, mine, "ClaimDeveloperRewards", gas=100_000)
    chain.send("a claim with value", alice, mine, "ClaimDeveloperRewards", value=1)
    chain.send("a claim", alice, mine, "ClaimDeveloperRewards")
    chain.send("a claim again", alice, mine, "ClaimDeveloperRewards")
    chain.send("an owner for what is another's", alice, its, "ChangeOwnerAddress", bob)
    chain.send("an owner that is none", alice, mine, "ChangeOwnerAddress", "nobody")
    chain.send("no owner", alice, mine, "ChangeOwnerAddress")
    chain.send("an owner with little gas", alice, mine, "ChangeOwnerAddress", bob, gas=300_000)
    chain.send("an owner", alice, mine, "ChangeOwnerAddress", bob)
    chain.send("a username of a key", alice, bob, "SetUserName", "bob.elrond")
    chain.send("a value", alice, bob, "SaveKeyValue", "key", "value")
    chain.send("a migration", alice, bob, "MigrateDataTrie")
    chain.send("a guardian", alice, bob, "SetGuardian", alice, "service")
    chain.send("a mint", alice, bob, "ESDTLocalMint", TOKEN, 5)
    chain.send("a role", alice, bob, "ESDTSetRole", TOKEN, "ESDTRoleLocalMint")
    for mode in ("forwardAsync", "forwardPromise"):
        gas = () if mode == "forwardAsync" else PROMISE_GAS

        def call(step, contract, *arguments, **options):
            chain.send(f"{mode} of {step}", alice, contract, mode, arguments[0], *gas, *arguments[1:], gas=60_000_000, **options)

        call("a username", names, bob, "SetUserName", "bob.elrond")
        call("two usernames", names, bob, "SetUserName", "bob", "elrond")
        call("no username", names, bob, "DeleteUserName")
        call("a username by another", forwarder, bob, "SetUserName", "bob.elrond")
        call("a claim near", forwarder, near, "ClaimDeveloperRewards")
        call("a claim", forwarder, its, "ClaimDeveloperRewards")
        call("an owner for what is another's", forwarder, mine, "ChangeOwnerAddress", alice)
        call("an owner that is none", forwarder, its, "ChangeOwnerAddress", "nobody")
        call("an owner", forwarder, its, "ChangeOwnerAddress", forwarder)
        call("a value", forwarder, bob, "SaveKeyValue", "key", "value")
        call("a migration", forwarder, bob, "MigrateDataTrie")
        call("a mint", forwarder, bob, "ESDTLocalMint", TOKEN, 5)
        call("a role", forwarder, bob, "ESDTSetRole", TOKEN, "ESDTRoleLocalMint")
    chain.send("forwardPromise of an owner with little gas", alice, forwarder, "forwardPromise", its,
               *(it.to_bytes(4, "big") for it in (1_000_000, 1_000_000)), "ChangeOwnerAddress", alice, gas=60_000_000)
    chain.send("forwardPromise of a username with little gas", alice, names, "forwardPromise", bob,
               *(it.to_bytes(4, "big") for it in (1_000_000, 1_000_000)), "SetUserName", "bob", gas=60_000_000)
    chain.send("two promises of an owner", alice, forwarder, "forwardPromiseTwice", its, *PROMISE_GAS, "ChangeOwnerAddress", alice, gas=60_000_000)


HISTORIES = {"tokens": history, "functions": functions}


def main():
    sys.path.insert(0, sys.argv[1])
    import bech32
    from node import Node
    for name in sys.argv[2:] or HISTORIES:
        with Node() as node:
            chain = Chain(node, bech32)
            HISTORIES[name](chain)
        record = {"tells_accounts": chain.tells_accounts, "start": chain.start, "steps": chain.steps}
        (OUTPUT / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
