#!/usr/bin/env python3
"""Records the transfers that the production VM's outputs list, account by account, as the node's queries show them.

    outputs.py ORACLE_FOLDER     # writes ../tests/async_between_shards/outputs.json

`tests/tests/async_between_shards/outputs.rs` makes the same calls through `VmExecutionHandler`.
"""
import base64
import json
import pathlib
import sys

from sharded import ShardedChain, address

HERE = pathlib.Path(__file__).parent
OUTPUT = HERE.parent / "tests" / "async_between_shards" / "outputs.json"
PROMISE_GAS = (b"\x00\x98\x96\x80", b"\x0f\x42\x40")


def argument(value):
    if isinstance(value, int):
        return value.to_bytes((value.bit_length() + 7) // 8, "big")
    return value.encode() if isinstance(value, str) else value


def listed(*values):
    """Arguments as one, each with its length before it."""
    return b"".join(len(it).to_bytes(4, "big") + it for it in map(argument, values))


class Chain(ShardedChain):
    def __init__(self, node, bech32):
        super().__init__(node, bech32)
        self.calls = []

    def query(self, name, contract, caller, function, *arguments, value=0):
        arguments = [argument(it) for it in arguments]
        body = {"scAddress": self.bech32.encode(contract), "funcName": function, "caller": self.bech32.encode(caller),
                "value": str(value), "args": [it.hex() for it in arguments]}
        output = self.node.call("POST", "/vm-values/query", body)["data"]
        transfers = {}
        for account in (output["outputAccounts"] or {}).values():
            it = self.bech32.decode(account["address"]).hex()
            listed_transfers = [{"from": self.bech32.decode(it["senderAddress"]).hex(), "value": str(it["value"]), "gas": it["gasLimit"],
                          "data": base64.b64decode(it["data"] or "").decode(), "kind": it["callType"]}
                         for it in account["outputTransfers"] or []]
            if listed_transfers:
                transfers[it] = listed_transfers
        self.calls.append({"name": name, "contract": contract.hex(), "caller": caller.hex(), "function": function,
                           "arguments": [it.hex() for it in arguments], "value": str(value), "code": output["returnCode"],
                           "message": output["returnMessage"], "transfers": dict(sorted(transfers.items()))})
        print(name, output["returnCode"], output["returnMessage"], {k[20:40]: v for k, v in transfers.items()}, flush=True)


def history(chain):
    """Tokens move in no query: the node lets queries write no other account."""
    alice, carol, bob = chain.account("alice", 0), chain.account("carol", 0), chain.account("bob", 1)
    forwarder = chain.account("forwarder", 0, code="forwarder")
    asynchronous = chain.account("asynchronous", 0, code="forwarder-async")
    deposit = [b"balance" + who + b"\0\0\0\4EGLD" + bytes(8) for who in (alice, forwarder, asynchronous)]
    vault = chain.account("vault", 0, {key: b"\x64" for key in deposit}, code="esdt-vault")
    far = chain.account("far", 1, code="esdt-vault")

    def call(name, function, *arguments, contract=forwarder, **options):
        chain.query(name, contract, alice, function, *arguments, **options)

    call("value to a key", "forwardTransferExecute", carol, 1_000, "", value=5)
    call("value with a text to a key", "forwardTransferExecute", carol, 1_000, "hello", 7, value=5)
    call("value with a call", "forwardTransferExecute", vault, 9_000_000, "deposit", value=5)
    call("value with a call to another shard", "forwardTransferExecute", far, 9_000_000, "deposit", value=5)
    call("value to a key of another shard", "forwardTransferExecute", bob, 1_000, "hello", value=5)
    call("value back", "forwardValue", vault, b"", "withdraw", "EGLD", b"", 2)
    call("value from below to a key", "forwardValue", vault, b"", "withdrawTo", carol, "EGLD", b"", 2)
    call("value from below to a key of another shard", "forwardValue", vault, b"", "withdrawTo", bob, "EGLD", b"", 2)
    call("one after the other", "forwardBatch",
         vault, 5, "deposit", b"",
         vault, b"", "withdraw", listed("EGLD", b"", 2),
         vault, b"", "withdrawTo", listed(carol, "EGLD", b"", 3),
         vault, b"", "withdrawTo", listed(bob, "EGLD", b"", 4),
         vault, b"", "withdrawTo", listed(carol, "EGLD", b"", 5),
         vault, b"", "withdraw", listed("EGLD", b"", 6))
    call("a vault pays its caller", "withdraw", "EGLD", b"", 3, contract=vault)
    call("a promise of value to a key", "forwardPromise", carol, *PROMISE_GAS, "hello", contract=asynchronous, value=7)
    call("a promise of value with a call", "forwardPromise", vault, *PROMISE_GAS, "deposit", contract=asynchronous, value=7)
    call("a promise of value with a call to another shard", "forwardPromise", far, *PROMISE_GAS, "deposit", contract=asynchronous, value=7)
    call("a promise that brings value", "forwardPromise", vault, *PROMISE_GAS, "withdraw", "EGLD", b"", 2, contract=asynchronous)
    call("a promise whose callee pays a key", "forwardPromise", vault, *PROMISE_GAS, "withdrawTo", carol, "EGLD", b"", 2, contract=asynchronous)
    call("two promises to another shard", "forwardPromiseTwice", far, *PROMISE_GAS, "deposit", contract=asynchronous)
    call("two promises to a key", "forwardPromiseTwice", carol, *PROMISE_GAS, "hello", contract=asynchronous)


def main():
    sys.path.insert(0, sys.argv[1])
    import bech32
    from node import Node
    with Node() as node:
        chain = Chain(node, bech32)
        history(chain)
    OUTPUT.write_text(json.dumps({"start": chain.start, "calls": chain.calls}, indent=1) + "\n")


if __name__ == "__main__":
    main()
