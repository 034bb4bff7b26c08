"""Views that are for a contract itself, in whose name a node asks: of governance, of the delegation manager, of the staking and
the validator contract; with what they refuse. Stake comes from nodes and from a delegation contract, and a contract votes for
others."""
import base64

from node_keys import key, sign
from record import delegation_contract, system_contract

ROUNDS = 60
SETTINGS = {"systemSmartContractsConfig.toml": {"NodeLimitPercentage = 0.1": "NodeLimitPercentage = 10.0"}}
STAKING, VALIDATOR, ESDT, GOVERNANCE, MANAGER = (system_contract(number) for number in range(5))
FUND = delegation_contract(1)
# The node's own.
ESDT_OWNER = bytes.fromhex("486d8467f546377388006adf5891389d16431e3e8d91a0281bb185cab41dde1f")
ONE = 10**18
FEE = 1_000 * ONE
NO_REWARD = "no developer has a part of the fee of a system contract"
UNLIKE = {f"{name}.reward": NO_REWARD for name in ("staking", "validator", "governance", "delegation manager", "fund")}
LATER = {"data": "later versions of the node tell the lost fee too, and shares with four digits"}
NO_REFUND = "what is given back of the fee does not arrive at an address of a contract, and goes back to where it came from"
NOBODY = b"\x07" * 32


def run(chain):
    alice, bob, carol = (chain.account(name, 10**23) for name in ("alice", "bob", "carol"))
    # Only its address is a contract's: that is what governance looks at.
    liquid = chain.account("liquid", 10**23, address=bytes(8) + b"\x05\x00" + b"\x4c" * 20 + bytes(2))
    for number, name in enumerate(["staking", "validator"]):
        chain.existing(name, system_contract(number))
    chain.existing("governance", GOVERNANCE)
    chain.existing("delegation manager", MANAGER)
    chain.watch("fund", FUND)
    secrets = (21, 22, 23)
    chain.node.call("POST", "/simulator/add-keys", {"privateKeysBase64": [
        base64.b64encode(secret.to_bytes(32, "little").hex().encode()).decode() for secret in secrets]})

    def send(step, function, *arguments, sender=alice, gas=60_000_000, value=0, receiver=GOVERNANCE):
        back = {f"{name}.balance": NO_REFUND for name in ("fund", "governance", "liquid")} if sender == liquid else {}
        chain.send(step, sender, receiver, function, *arguments, gas=gas, value=value, unlike=UNLIKE | back)

    chain.query("no delegation contract", MANAGER, "getAllContractAddresses")
    chain.query("settings of the manager", MANAGER, "getContractConfig")
    chain.query("governance's settings", GOVERNANCE, "viewConfig", unlike=LATER)
    send("stake a node", "stake", 1, key(21), sign(21, alice), value=5_000 * ONE, receiver=VALIDATOR)
    send("stake another's", "stake", 1, key(22), sign(22, bob), sender=bob, value=4_000 * ONE, receiver=VALIDATOR)
    send("make a delegation contract", "createNewDelegationContract", 0, 1000, sender=bob, value=1250 * ONE, receiver=MANAGER)
    send("delegate", "delegate", sender=carol, value=700 * ONE, receiver=FUND)
    send("a contract delegates", "delegate", sender=liquid, value=900 * ONE, receiver=FUND)

    start = chain.epoch() + 2
    send("proposal", "proposal", "a" * 40, start, start, value=FEE)
    send("another proposal", "proposal", "b" * 40, start + 5, start + 5, sender=bob, value=FEE)
    while chain.epoch() < start:
        chain.advance(1)
    send("vote", "vote", 1, "yes")
    send("vote with delegated stake", "vote", 1, "no", sender=carol)
    send("a contract votes for others", "delegateVote", 1, "abstain", carol, 500 * ONE, sender=liquid)
    send("it votes for others again", "delegateVote", 1, "veto", bob, 100 * ONE, sender=liquid)
    send("it votes with more than it has", "delegateVote", 1, "veto", bob, 500 * ONE, sender=liquid)
    send("it votes for what is no address", "delegateVote", 1, "yes", "bob", ONE, sender=liquid)
    send("it votes for itself", "vote", 1, "yes", sender=liquid)
    governance(chain, (alice, bob, carol, liquid))
    others(chain, (alice, bob))


def governance(chain, accounts):
    alice, bob, carol, liquid = accounts

    def ask(step, function, *arguments, **options):
        chain.query(step, GOVERNANCE, function, *arguments, **options)

    ask("settings", "viewConfig", unlike=LATER)
    ask("settings for another", "viewConfig", caller=alice)
    ask("settings with an argument", "viewConfig", 1)
    for name, who in [("Alice", alice), ("Carol", carol), ("the contract", liquid), ("nobody", NOBODY)]:
        ask(f"power of {name}", "viewVotingPower", who)
        ask(f"votes of {name}", "viewUserVoteHistory", who)
    ask("power for another", "viewVotingPower", alice, caller=alice)
    ask("power without an address", "viewVotingPower")
    ask("power of a short address", "viewVotingPower", "alice")
    ask("votes for another", "viewUserVoteHistory", alice, caller=alice)
    ask("votes without an address", "viewUserVoteHistory")
    ask("votes of a short address", "viewUserVoteHistory", "alice")
    ask("votes for others", "viewDelegatedVoteInfo", liquid, 1)
    ask("votes for others by nobody", "viewDelegatedVoteInfo", NOBODY, 1)
    ask("votes for others, for another", "viewDelegatedVoteInfo", liquid, 1, caller=alice)
    ask("votes for others without a number", "viewDelegatedVoteInfo", liquid)
    ask("votes for others on no proposal", "viewDelegatedVoteInfo", liquid, 9)
    ask("proposal", "viewProposal", 1)
    ask("another proposal", "viewProposal", 2)
    ask("no proposal", "viewProposal", 9)
    ask("proposal without a number", "viewProposal")
    ask("proposal for another", "viewProposal", 1, caller=alice)


def others(chain, accounts):
    alice, bob = accounts
    chain.query("delegation contracts", MANAGER, "getAllContractAddresses")
    chain.query("delegation contracts for another", MANAGER, "getAllContractAddresses", caller=alice)
    chain.query("delegation contracts with an argument", MANAGER, "getAllContractAddresses", 1)
    chain.query("settings of the manager again", MANAGER, "getContractConfig")
    chain.query("settings of the manager for another", MANAGER, "getContractConfig", caller=alice)
    chain.query("owner of a node", STAKING, "getOwner", key(21), caller=VALIDATOR)
    chain.query("owner of no node", STAKING, "getOwner", key(29), caller=VALIDATOR)
    chain.query("owner of nothing", STAKING, "getOwner", caller=VALIDATOR)
    chain.query("owner for another", STAKING, "getOwner", key(21), caller=alice)
    chain.query("queue", STAKING, "getQueueRegisterNonceAndRewardAddress", caller=VALIDATOR)
    chain.query("queue for another", STAKING, "getQueueRegisterNonceAndRewardAddress", caller=alice)
    chain.query("status of nodes", VALIDATOR, "getBlsKeysStatus", alice)
    chain.query("status of nobody's nodes", VALIDATOR, "getBlsKeysStatus", NOBODY)
    chain.query("status of nodes for another", VALIDATOR, "getBlsKeysStatus", alice, caller=bob)
    chain.query("status without an address", VALIDATOR, "getBlsKeysStatus")
    chain.query("rewards in all", FUND, "getTotalCumulatedRewards", caller=bytes(8) + b"\x00\x01" + bytes(5) + b"\xff" * 17)
