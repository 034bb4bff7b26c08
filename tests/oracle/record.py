#!/usr/bin/env python3
"""Records what the production node makes of transactions: see README.md beside this script.

    record.py ORACLE_FOLDER [HISTORY...]     # writes ../tests/node_records/HISTORY.json, all histories by default

ORACLE_FOLDER has `node.py`, which starts a node on loopback. Nothing in a record depends on the run: it is the same
bytes each time.
"""
import base64
import contextlib
import hashlib
import importlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import types

HERE = pathlib.Path(__file__).parent
RECORDS = HERE.parent / "tests" / "node_records"
REPOSITORY = HERE.parent.parent
SYSTEM_ACCOUNT = b"\xff" * 32
PROCESSOR_EVENTS = {"completedTxEvent", "signalError", "internalVMErrors", "SCDeploy"}
ISSUE_EVENTS = {"issue", "issueNonFungible", "issueSemiFungible", "registerMetaESDT", "registerDynamic",
                "registerAndSetAllRoles", "registerAndSetAllRolesDynamic"}
GAS_PRICE = 1_000_000_000
METACHAIN = 0xFFFFFFFF
# What is given back of a fee does not arrive at an address of a contract's form, which sends transactions here only.
NOT_TAKEN = "sending value to non payable contract"
TOO_MUCH_GAS = "@too much gas provided for processing"
# What the node's configuration gives a query.
GAS_OF_QUERIES = 300_000_000_000
# More than a transaction to the metachain takes until all that it sends back has arrived.
ROUNDS_OF_A_STEP = 12
# Until what the metachain pays at the end of an epoch has arrived.
BLOCKS_OF_REWARDS = 6


def argument(value):
    """An argument as bytes: a number without leading zeros, a text, bytes."""
    if isinstance(value, int):
        return value.to_bytes((value.bit_length() + 7) // 8, "big")
    return value.encode() if isinstance(value, str) else bytes(value)


def system_contract(number):
    """The metachain's contracts: 0 staking, 1 validator, 2 ESDT, 3 governance, 4 delegation manager."""
    return bytes(8) + b"\x00\x01" + bytes(19) + bytes([number]) + b"\xff\xff"


def delegation_contract(number):
    """The contracts that the delegation manager makes, from 1 on."""
    return bytes(8) + b"\x00\x01" + bytes(16) + (number + 1).to_bytes(3, "big") + b"\xff" * 3


SYSTEM_CONTRACTS = [system_contract(number) for number in range(5)] + [delegation_contract(number) for number in range(1, 9)]


class Chain:
    """One history: accounts, then transactions, each with what it gave and what it changed."""

    def __init__(self, node, bech32, name, doc):
        self.node, self.bech32, self.name = node, bech32, name
        self.names = {}
        self.last = {}
        self.tokens = []
        self.tells_blocks = False
        self.record = {"about": doc, "accounts": {}, "start": [], "steps": []}

    # What a history is written with.

    def account(self, name, balance=10**20, *, contract=False, code=None, metadata=b"\x05\x06", owner=None, storage=None,
                address=None):
        """An account in shard 0 that exists from the start; `code` is a module's path in the repository."""
        address = address or hashlib.sha256(f"{self.name}/{name}".encode()).digest()[:30] + bytes(2)
        if contract or code:
            address = bytes(8) + b"\x05\x00" + address[10:]
        state = {"address": self.text(address), "balance": str(balance), "nonce": 0}
        start = {"address": address.hex(), "balance": str(balance)}
        if storage:
            pairs = {argument(key).hex(): argument(value).hex() for key, value in storage.items()}
            state["pairs"] = start["storage"] = pairs
        if contract or code:
            module = (REPOSITORY / code).read_bytes() if code else b"\x00asm\x01\x00\x00\x00"
            state |= {"code": module.hex(), "codeMetadata": base64.b64encode(metadata).decode(),
                      "ownerAddress": self.text(owner)}
            start |= {"code": code or "", "metadata": metadata.hex(), "owner": owner.hex()}
        self.node.call("POST", "/simulator/set-state", [state])
        self.node.blocks(1)
        self.record["start"].append(start)
        self.watch(name, address)
        return address

    def system_account(self, storage):
        """Settings of tokens from the start, at the account that has them."""
        pairs = {argument(key).hex(): argument(value).hex() for key, value in storage.items()}
        self.node.call("POST", "/simulator/set-state", [{"address": self.text(SYSTEM_ACCOUNT), "pairs": pairs}])
        self.node.blocks(1)
        self.record["start"].append({"address": SYSTEM_ACCOUNT.hex(), "storage": pairs})
        if SYSTEM_ACCOUNT in self.last:
            self.last[SYSTEM_ACCOUNT] = self.state(SYSTEM_ACCOUNT)

    def existing(self, name, address):
        """A contract of the metachain that has storage from the start; steps then tell of the metachain's blocks, and of
        what happened between them. What the contract has of the nodes of genesis and their owners is left out: the node
        makes their keys up, and no step reads it."""
        state = self.state(address)
        storage = {key: value for key, value in state["storage"].items() if len(key) not in (64, 192)}
        self.record["start"].append({"address": address.hex(), "balance": state["balance"], "storage": storage})
        self.watch(name, address)
        self.tells_blocks = True

    def watch(self, name, address):
        """From now on a step says what it changed of this account."""
        assert not self.record["steps"], "what is watched is said before the first step"
        self.record["accounts"][address.hex()] = name
        self.names[address] = name
        self.last[address] = self.state(address)

    def account_of(self, name):
        """The address of an account of this history."""
        return next(address for address, known in self.names.items() if known == name)

    def token(self, ticker):
        """The identifier that an issued token got."""
        return next(real for real, _ in reversed(self.tokens) if real.startswith(ticker.encode() + b"-"))

    def advance(self, epochs):
        """Lets epochs pass before the next step. Each is a step of its own, where a history has an existing contract."""
        for _ in range(epochs):
            meanwhile = self.changes() if self.tells_blocks else {}
            epoch = self.status(0)["erd_epoch_number"] + 1
            self.node.call("POST", f"/simulator/generate-blocks-until-epoch-reached/{epoch}")
            if self.tells_blocks:
                self.pass_blocks(BLOCKS_OF_REWARDS)
                nonce = self.status(METACHAIN)["erd_nonce_at_epoch_start"]
                block = self.node.get(f"/block/{METACHAIN}/by-nonce/{nonce}")["block"]
                entry = {"step": f"epoch {epoch}"} | {key: block[key] for key in ("epoch", "round", "nonce")}
                entry |= {"meanwhile": meanwhile} if meanwhile else {}
                self.record["steps"].append(self.plain(entry | {"changes": self.changes()}))

    def epoch(self):
        """The epoch of the next step."""
        self.settle()
        return self.status(METACHAIN)["erd_epoch_number"]

    def pass_blocks(self, count):
        """Lets blocks pass before the next step."""
        self.node.blocks(count)

    def send(self, step, sender, receiver, function="", *arguments, gas=10_000_000, value=0, unlike=None, **fields):
        """A step: one transaction. `unlike` names what may differ on a chain of one shard, with the reason: keys are
        `gas`, `logs`, `order` of the logs, `message`, `data`, or an account's field; `fields` go into the transaction as they are."""
        data = "@".join([function] + [argument(it).hex() for it in arguments])
        self.settle()
        meanwhile = self.changes() if self.tells_blocks else {}
        nonce = self.node.nonce(sender)
        sent = self.node.transaction(sender, receiver, data, gas, value=value, nonce=nonce) | fields
        transaction = {"sender": sender, "receiver": receiver, "nonce": nonce, "value": str(value), "gas": gas,
                       "data": data} | {key: self.field(value) for key, value in fields.items()}
        done = self.execute(sent, sender, nonce)
        if isinstance(done, str):
            status = self.status(0)
            entry = {"step": step, "epoch": status["erd_epoch_number"], "round": status["erd_current_round"],
                     "transaction": transaction, "expect": {"refused": True, "message": done}, "changes": {}}
            self.record["steps"].append(self.plain(entry))
            return None
        self.learn_tokens(done)
        entry = {"step": step, "epoch": done["epoch"], "round": done["round"], "transaction": transaction, "expect": self.result(done),
                 "changes": self.changes()}
        self.correct_fee(done, entry, value)
        if "notarizedAtDestinationInMetaNonce" in done and self.tells_blocks:
            block = self.node.get(f"/block/{METACHAIN}/by-nonce/{done['notarizedAtDestinationInMetaNonce']}")["block"]
            entry |= {key: block[key] for key in ("epoch", "round", "nonce")}
        if meanwhile:
            entry["meanwhile"] = meanwhile
        if unlike:
            entry["unlike"] = unlike
        self.record["steps"].append(self.plain(entry))
        return done

    def query(self, step, receiver, function, *arguments, caller=None, unlike=None):
        """A step that only reads: a query of the node's interface in a caller's name, by default the contract's own."""
        caller = caller or receiver
        body = {"scAddress": self.text(receiver), "funcName": function, "caller": self.text(caller), "value": "0",
                "args": [argument(it).hex() for it in arguments]}
        meanwhile = self.changes() if self.tells_blocks else {}
        answer = self.node.call("POST", "/vm-values/query", body)
        result, number = answer["data"], answer["blockInfo"]["nonce"]
        block = self.node.get(f"/block/{METACHAIN}/by-nonce/{number}")["block"]
        is_success = result["returnCode"] == "ok"
        items = [base64.b64decode(it or "") for it in result["returnData"] or []]
        message = result["returnMessage"] or ("" if is_success else result["returnCode"])
        entry = {"step": step} | {key: block[key] for key in ("epoch", "round", "nonce")}
        entry |= {"query": {"caller": caller, "receiver": receiver, "function": function, "arguments": body["args"]},
                  "expect": {"success": is_success, "message": message, "data": items}}
        if is_success:
            entry["expect"]["gas"] = GAS_OF_QUERIES - result["gasRemaining"]
        entry |= {"changes": {}} | ({"meanwhile": meanwhile} if meanwhile else {}) | ({"unlike": unlike} if unlike else {})
        self.record["steps"].append(self.plain(entry))

    # How a record is made of it.

    def status(self, shard):
        return self.node.get(f"/network/status/{shard}")["status"]

    def settle(self):
        """No epoch ends within a step, where a history tells what happens between steps."""
        status = self.status(METACHAIN)
        if self.tells_blocks and status["erd_rounds_passed_in_current_epoch"] + ROUNDS_OF_A_STEP > status["erd_rounds_per_epoch"]:
            self.advance(1)

    def execute(self, sent, sender, nonce):
        """Sends a transaction and makes blocks until it is final; the reason where it is not executed."""
        self.before = int(self.state(sender)["balance"])
        try:
            tx_hash = self.node.call("POST", "/transaction/send", sent)["txHash"]
        except ValueError as refusal:
            return str(refusal)
        for count in range(20):
            self.node.blocks(1)
            if self.node.get(f"/transaction/{tx_hash}/process-status")["status"] != "pending":
                break
            if count == 2 and self.node.nonce(sender) == nonce:
                return "not executed"
        self.node.blocks(1)
        return self.node.get(f"/transaction/{tx_hash}?withResults=true")["transaction"]

    def correct_fee(self, done, entry, value):
        """The node's interface names the gas of moving a balance where nothing ran, whatever was paid."""
        expect, spent = entry["expect"], self.before - int(self.state(self.bech32.decode(done["sender"]))["balance"])
        is_moved = done["processingTypeOnSource"] == "MoveBalance" and done["status"] == "success"
        # Nor does it name the gas of the functions that take all there is.
        takes_all = done["sender"] == done["receiver"] and not value and str(spent) != expect["fee"]
        if done["status"] == "invalid" or is_moved or takes_all:
            fee = spent - value if is_moved and done["sender"] != done["receiver"] else spent
            moving = 50_000 + 1_500 * len(entry["transaction"]["data"])
            if entry["transaction"].get("options"):
                moving += 50_000
            expect |= {"fee": str(fee), "gas": moving + (fee - moving * GAS_PRICE) * 100 // GAS_PRICE}

    def text(self, address):
        return self.bech32.encode(address)

    def field(self, value):
        return self.bech32.decode(value) if isinstance(value, str) and value.startswith("erd1") else value

    def state(self, address):
        text = self.text(address)
        shard = "?forced-shard-id=0" if address == SYSTEM_ACCOUNT else ""
        account = self.node.get(f"/address/{text}{shard}")["account"]
        pairs = self.node.get(f"/address/{text}/keys{shard}")["pairs"]
        owner, metadata = account.get("ownerAddress"), account.get("codeMetadata")
        return {"balance": account["balance"], "nonce": account["nonce"], "username": account["username"],
                "owner": self.bech32.decode(owner).hex() if owner else "",
                "metadata": base64.b64decode(metadata or "").hex(), "reward": account["developerReward"],
                "storage": pairs}

    def changes(self):
        """What every watched account has now that it had not before; a removed value is empty."""
        changes = {}
        for address, before in self.last.items():
            now = self.state(address)
            change = {key: now[key] for key in now if key != "storage" and now[key] != before[key]}
            keys = {key for key in before["storage"] | now["storage"]
                    if before["storage"].get(key) != now["storage"].get(key)}
            if keys:
                change["storage"] = {bytes.fromhex(key): bytes.fromhex(now["storage"].get(key, "")) for key in sorted(keys)}
            if change:
                changes[self.names[address]] = change
            self.last[address] = now
        return changes

    def events(self, done):
        for source in [done] + sorted(done.get("smartContractResults", []), key=lambda it: it["data"] if "data" in it else ""):
            yield from (source.get("logs") or {}).get("events") or []

    def learn_tokens(self, done):
        for event in self.events(done):
            if event["identifier"] in ISSUE_EVENTS and event["topics"]:
                real = base64.b64decode(event["topics"][0])
                if all(real != known for known, _ in self.tokens):
                    ticker = real.rpartition(b"-")[0]
                    self.tokens.append((real, ticker + b"-%06x" % (len(self.tokens) + 1)))

    def result(self, done):
        decode = base64.b64decode
        message, data, logs = b"", None, []
        parties = [self.bech32.decode(done[party]) for party in ("sender", "receiver")]
        is_contract = parties[0].startswith(bytes(8))
        for event in self.events(done):
            topics = [decode(topic or "") for topic in event["topics"] or []]
            items = event.get("additionalData")
            items = [event["data"]] if items is None and event["data"] else items or []
            items = [decode(item or "") for item in items]
            name, address = event["identifier"], self.bech32.decode(event["address"])
            if name == "signalError" and not (is_contract and topics[1] == NOT_TAKEN.encode()):
                message = message or topics[1]
            if name == "writeLog" and items and items[0].startswith(b"@6f6b"):
                data = items[0]
            # A system contract has no hook of this name: the processor writes it for results without effect.
            elif name not in PROCESSOR_EVENTS and not (
                    name == "writeLog" and (topics[0] in parties or address in SYSTEM_CONTRACTS)):
                logs.append({"address": address, "identifier": name, "topics": topics, "data": items})
        for result in done.get("smartContractResults", []):
            if is_contract and result.get("returnMessage") == NOT_TAKEN:
                continue
            message = message or result.get("returnMessage", "").encode() if not result.get("isRefund") else message
            if result["receiver"] == done["sender"] and result.get("data", "").startswith("@6f6b"):
                data = result["data"].encode()
        items = [bytes.fromhex(it) for it in data.decode().split("@")[2:]] if data else []
        is_success = done["status"] == "success" and not message
        message = self.said(done) if is_success else message.decode(errors="replace")
        return {"success": is_success, "status": done["status"], "message": message,
                "data": items, "gas": done["gasUsed"], "fee": done["fee"], "logs": logs}

    def said(self, done):
        """The text of a success: it comes with the gas that is given back, and what is said of gas itself is left out."""
        texts = (it.get("returnMessage", "") for it in done.get("smartContractResults", []) if it["receiver"] == done["sender"])
        return next((text.partition(TOO_MUCH_GAS)[0] for text in texts if text), "")

    def plain(self, value):
        """A value as JSON has it: bytes in hexadecimal digits, issued tokens under their lasting names."""
        if isinstance(value, bytes):
            for real, lasting in self.tokens:
                value = value.replace(real, lasting).replace(real.hex().encode(), lasting.hex().encode())
            return value.hex()
        if isinstance(value, str):
            for real, lasting in self.tokens:
                value = value.replace(real.decode(), lasting.decode()).replace(real.hex(), lasting.hex())
            return value
        if isinstance(value, dict):
            return {self.plain(key): self.plain(it) for key, it in value.items()}
        return [self.plain(it) for it in value] if isinstance(value, list) else value


@contextlib.contextmanager
def configured(oracle, settings, rounds):
    """Lets nodes start with other settings: by file of their configuration, texts and what stands in their place; and
    with a number of rounds in an epoch."""
    packaged = oracle.CONFIG

    def start(command, **rest):
        command[command.index("--rounds-per-epoch") + 1] = str(rounds)
        return subprocess.Popen(command, **rest)

    oracle.subprocess = types.SimpleNamespace(Popen=start)
    with tempfile.TemporaryDirectory() as folder:
        if settings:
            oracle.CONFIG = shutil.copytree(packaged, f"{folder}/config")
        for name, changes in settings.items():
            path = pathlib.Path(oracle.CONFIG, "node/config", name)
            text = path.read_text()
            for before, after in changes.items():
                assert before in text, before
                text = text.replace(before, after)
            path.write_text(text)
        yield
        oracle.CONFIG = packaged


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.path[:0] = [sys.argv[1], str(HERE)]
    bech32, oracle = importlib.import_module("bech32"), importlib.import_module("node")
    names = sys.argv[2:] or sorted(it.stem for it in (HERE / "histories").glob("*.py"))
    RECORDS.mkdir(exist_ok=True)
    for name in names:
        history = importlib.import_module(f"histories.{name}")
        settings, rounds = getattr(history, "SETTINGS", {}), getattr(history, "ROUNDS", 20)
        with configured(oracle, settings, rounds), oracle.Node() as node:
            chain = Chain(node, bech32, name, history.__doc__.strip())
            chain.record |= {"rules": history.RULES} if hasattr(history, "RULES") else {}
            history.run(chain)
        (RECORDS / f"{name}.json").write_text(json.dumps(chain.record, indent=1) + "\n")
        print(f"{name}: {len(chain.record['steps'])} steps")


if __name__ == "__main__":
    main()
