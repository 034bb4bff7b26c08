"""Governance before production's fixes, as the node has it: proposals, votes with stake, their end, the owner's endpoints, and
everything that is refused on the way. Stake comes from nodes and from a delegation contract."""
import base64

from node_keys import key, sign
from record import delegation_contract, system_contract

ROUNDS = 60
SETTINGS = {"systemSmartContractsConfig.toml": {"NodeLimitPercentage = 0.1": "NodeLimitPercentage = 10.0"}}
VALIDATOR, GOVERNANCE, MANAGER = system_contract(1), system_contract(3), system_contract(4)
# Whom the packaged configuration names.
OWNER = bytes.fromhex("6188a519e99544cd5ecbd91a83b029beb3c63d58154887f7ae86863eb69da75c")
ONE = 10**18
FEE = 1_000 * ONE
NO_REWARD = "no developer has a part of the fee of a system contract"
UNLIKE = {f"{name}.reward": NO_REWARD for name in ("staking", "validator", "governance", "delegation manager", "fund")}


def run(chain):
    alice, bob, carol = (chain.account(name, 10**23) for name in ("alice", "bob", "carol"))
    owner = chain.account("owner", 10**22, address=OWNER)
    for number, name in enumerate(["staking", "validator"]):
        chain.existing(name, system_contract(number))
    chain.existing("governance", GOVERNANCE)
    chain.existing("delegation manager", MANAGER)
    fund = delegation_contract(1)
    chain.watch("fund", fund)
    chain.node.call("POST", "/simulator/add-keys", {"privateKeysBase64": [
        base64.b64encode(secret.to_bytes(32, "little").hex().encode()).decode() for secret in (21, 22)]})

    def send(step, function, *arguments, sender=alice, gas=60_000_000, value=0, receiver=GOVERNANCE):
        chain.send(step, sender, receiver, function, *arguments, gas=gas, value=value, unlike=UNLIKE)

    for sender, secret in [(alice, 21), (bob, 22)]:
        send("stake a node", "stake", 1, key(secret), sign(secret, sender), sender=sender, value=5_000 * ONE, receiver=VALIDATOR)
    send("make a delegation contract", "createNewDelegationContract", 0, 1000, sender=bob, value=1250 * ONE, receiver=MANAGER)
    send("delegate", "delegate", sender=carol, value=700 * ONE, receiver=fund)

    first, second, third = (letter * 40 for letter in "abc")
    epoch = chain.epoch()
    send("proposal of no fee", "proposal", first, epoch + 1, epoch + 1)
    send("proposal of another fee", "proposal", first, epoch + 1, epoch + 1, value=FEE + 1)
    send("proposal without epochs", "proposal", first, value=FEE)
    send("proposal of a short commit", "proposal", "abc", epoch + 4, epoch + 4, value=FEE)
    send("proposal of the past", "proposal", first, 1, 2, value=FEE)
    send("proposal that ends before it begins", "proposal", first, epoch + 9, epoch + 8, value=FEE)
    send("proposal with a long vote", "proposal", first, epoch + 9, epoch + 12, value=FEE)
    send("proposal with too little gas", "proposal", first, epoch + 9, epoch + 9, value=FEE, gas=3_000_000)
    start = chain.epoch() + 2
    send("proposal", "proposal", first, start, start, value=FEE)
    send("proposal again", "proposal", first, start, start, value=FEE)
    send("proposal for later", "proposal", second, start + 30, start + 30, sender=bob, value=FEE)
    send("vote too early", "vote", 2, "yes")
    send("close before the vote", "closeProposal", 2, sender=bob)
    send("close another's", "closeProposal", 2)

    while chain.epoch() < start:
        chain.advance(1)
    send("vote", "vote", 1, "yes")
    send("vote again", "vote", 1, "no")
    send("vote with a number of two bytes", "vote", b"\x00\x01", "no", sender=bob)
    send("vote with delegated stake", "vote", 1, "abstain", sender=carol)
    send("vote of nobody", "vote", 1, "yes", sender=owner)

    third_start = chain.epoch() + 2
    send("proposal to be vetoed", "proposal", third, third_start, third_start, sender=carol, value=FEE)
    send("close while votes come", "closeProposal", 1) if chain.epoch() == start else None
    while chain.epoch() < third_start:
        chain.advance(1)
    send("vote that is over", "vote", 1, "veto", sender=bob)
    send("veto", "vote", 3, "veto", sender=bob)
    send("vote against", "vote", 3, "no")
    send("vote of no option", "vote", 3, "perhaps", sender=carol)
    send("vote on nothing", "vote", 9, "yes", sender=carol)
    chain.advance(1)
    send("close, not its issuer", "closeProposal", 1, sender=carol)
    send("close", "closeProposal", 1)
    send("close again", "closeProposal", 1)
    send("close the vetoed one", "closeProposal", 3, sender=carol)
    send("close what is not there", "closeProposal", 9)
    send("close with value", "closeProposal", 1, value=1)
    send("close without a number", "closeProposal")
    send("close with too little gas", "closeProposal", 2, sender=bob, gas=3_000_000)

    empty = chain.epoch() + 1
    send("proposal that nobody votes on", "proposal", "d" * 40, empty, empty, value=FEE)
    while chain.epoch() <= empty:
        chain.advance(1)
    send("close without a quorum", "closeProposal", 4)

    send("vote with value", "vote", 2, "yes", value=1)
    send("vote without an option", "vote", 2)
    send("vote with too little gas", "vote", 2, "yes", gas=3_000_000)
    send("vote for others, by a user", "delegateVote", 2, "yes", bob, 1)
    send("vote for others with value", "delegateVote", 2, "yes", bob, 1, value=1)
    send("vote for others, three arguments", "delegateVote", 2, "yes", bob)
    good = [str(500 * ONE), str(20 * ONE), "2500", "3000", "6000"]
    send("change the configuration, not its owner", "changeConfig", *good)
    for step, index, text in [
        ("a fee of nothing", 0, "0"), ("a fee that is no number", 0, "x"), ("a lost fee that is no number", 1, "x"),
        ("a fee below the lost one", 0, str(19 * ONE)), ("a quorum of nothing", 2, "0"), ("a quorum above all", 2, "10001"),
        ("a veto that is no number", 3, "x"), ("a share to pass below zero", 4, "-3"), ("a share to pass of nothing", 4, "0"),
    ]:
        send(f"change the configuration to {step}", "changeConfig", *good[:index], text, *good[index + 1:], sender=owner)
    send("change the configuration with four arguments", "changeConfig", *good[:4], sender=owner)
    send("change the configuration with value", "changeConfig", *good, sender=owner, value=1)
    send("change the configuration", "changeConfig", *good, sender=owner)
    late = chain.epoch() + 5
    send("proposal of the old fee", "proposal", "e" * 40, late, late, value=FEE)
    send("proposal of the new fee", "proposal", "e" * 40, late, late, value=500 * ONE)
    send("claim lost fees, not their owner", "claimAccumulatedFees")
    send("claim lost fees with an argument", "claimAccumulatedFees", 1, sender=owner)
    send("claim lost fees with value", "claimAccumulatedFees", sender=owner, value=1)
    send("claim lost fees", "claimAccumulatedFees", sender=owner)
    send("claim them again", "claimAccumulatedFees", sender=owner)
    send("clear ended proposals", "clearEndedProposals", alice, bob)
    for function in ["initV2", "viewConfig", "viewVotingPower", "viewProposal", "viewDelegatedVoteInfo", "viewUserVoteHistory",
                     "noSuchFunction"]:
        send(f"{function} from outside", function, alice)
