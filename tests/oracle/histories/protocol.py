"""What only the protocol calls: staking, validator and delegation contract at the end of an epoch, and the jail; and refusals of
views that other histories leave out. The node checks no signature, so that the addresses of the protocol send transactions."""
import base64

from node_keys import key, sign
from record import delegation_contract, system_contract

ROUNDS = 100
SETTINGS = {"systemSmartContractsConfig.toml": {"NodeLimitPercentage = 0.1": "NodeLimitPercentage = 10.0"}}
STAKING, VALIDATOR, MANAGER = system_contract(0), system_contract(1), system_contract(4)
FUND = delegation_contract(1)
END_OF_EPOCH = bytes(8) + b"\x00\x01" + bytes(5) + b"\xff" * 17
JAILING = bytes(8) + b"\x00\x01" + bytes(6) + b"\xff" * 16
ONE = 10**18
NO_REWARD = "no developer has a part of the fee of a system contract"
NO_REFUND = "what the metachain gives back of the fee does not arrive at an address of the protocol, and goes back to the contract"
UNLIKE = {f"{name}.reward": NO_REWARD for name in ("staking", "validator", "delegation manager", "fund")}
UNLIKE |= {f"{name}.balance": NO_REFUND for name in ("end of epoch", "jail")}
NOBODY = b"\x07" * 32


def run(chain):
    alice, bob = chain.account("alice", 10**23), chain.account("bob", 10**23)
    end_of_epoch = chain.account("end of epoch", 10**22, address=END_OF_EPOCH)
    jail = chain.account("jail", 10**22, address=JAILING)
    for name, address in [("staking", STAKING), ("validator", VALIDATOR), ("delegation manager", MANAGER)]:
        chain.existing(name, address)
    chain.watch("fund", FUND)
    secrets = range(41, 46)
    chain.node.call("POST", "/simulator/add-keys", {"privateKeysBase64": [
        base64.b64encode(secret.to_bytes(32, "little").hex().encode()).decode() for secret in secrets]})
    first, second, third, fourth, fifth = (key(secret) for secret in secrets)

    def send(step, function, *arguments, sender=alice, gas=60_000_000, value=0, receiver=STAKING):
        back = {f"{name}.balance": NO_REFUND for name in ("staking", "validator", "fund")} if sender in (jail, end_of_epoch) else {}
        chain.send(step, sender, receiver, function, *arguments, gas=gas, value=value, unlike=UNLIKE | back)

    def end(step, function, *arguments, **rest):
        send(step, function, *arguments, sender=end_of_epoch, gas=3_000_000, **rest)

    send("stake", "stake", 2, first, sign(41, alice), second, sign(42, alice), value=5_100 * ONE, receiver=VALIDATOR)
    send("stake another's", "stake", 1, third, sign(43, bob), sender=bob, value=2_600 * ONE, receiver=VALIDATOR)
    send("make a delegation contract", "createNewDelegationContract", 0, 1000, value=1250 * ONE, receiver=MANAGER)
    send("delegate", "delegate", sender=bob, value=3_000 * ONE, receiver=FUND)
    send("add nodes", "addNodes", fourth, sign(44, FUND), fifth, sign(45, FUND), receiver=FUND)
    send("stake a node of the contract", "stakeNodes", fourth, receiver=FUND)

    send("jail", "jail", first, sender=jail, gas=3_000_000)
    send("jail no node", "jail", key(49), sender=jail, gas=3_000_000)
    send("jail nothing", "jail", sender=jail, gas=3_000_000)
    send("status of a jailed node", "getBLSKeyStatus", first)
    send("unstake a jailed node", "unStake", first, receiver=VALIDATOR)
    send("unjail", "unJail", first, value=25 * ONE // 10, receiver=VALIDATOR)

    end("unstake at the end", "unStakeAtEndOfEpoch", second)
    end("unstake at the end again", "unStakeAtEndOfEpoch", second)
    end("unstake no node at the end", "unStakeAtEndOfEpoch", key(49))
    end("unstake nothing at the end", "unStakeAtEndOfEpoch")
    send("unstake at the end as anybody", "unStakeAtEndOfEpoch", third)
    end("owners that are there", "setOwnersOnAddresses", first, alice, third, bob)
    end("owners without an owner", "setOwnersOnAddresses", first)
    end("pause", "pauseUnStakeUnBond", receiver=VALIDATOR)
    send("unstake while that is paused", "unStake", third, sender=bob, receiver=VALIDATOR)
    send("unbond while that is paused", "unBond", second, receiver=VALIDATOR)
    end("resume", "unPauseUnStakeUnBond", receiver=VALIDATOR)
    send("resume as anybody", "unPauseUnStakeUnBond", receiver=VALIDATOR)

    end("rewards", "updateRewards", value=7 * ONE, receiver=FUND)
    end("rewards again", "updateRewards", value=ONE, receiver=FUND)
    end("a node of the contract goes at the end", "unStakeAtEndOfEpoch", fourth, receiver=FUND)
    end("a node that the contract does not have goes", "unStakeAtEndOfEpoch", first, receiver=FUND)
    send("a node goes as anybody has it", "unStakeAtEndOfEpoch", fourth, receiver=FUND)

    for function in ["getWhitelistForMerge", "getTotalUnStaked", "getTotalActiveStake", "getNumNodes", "getAllNodeStates",
                     "getContractConfig"]:
        send(f"{function} with an argument", function, 1, receiver=FUND)
        send(f"{function} with value", function, value=1, receiver=FUND)
    send("number of nodes with value", "getTotalNumberOfRegisteredNodes", value=1)
    send("unstake no nodes", "unStakeNodes", receiver=VALIDATOR)
    send("unstake nodes with value", "unStakeNodes", third, sender=bob, receiver=VALIDATOR, value=1)
    send("unbond nothing", "unBond", receiver=VALIDATOR)
    send("unbond with value", "unBond", second, receiver=VALIDATOR, value=1)
    send("nodes again with a key of nobody's", "reStakeUnStakedNodes", key(49), receiver=VALIDATOR)

    end("fewest nodes", "updateConfigMinNodes", 1)
    end("fewest nodes of nothing", "updateConfigMinNodes", 0)
    end("fewest nodes without a number", "updateConfigMinNodes")
    end("most nodes", "updateConfigMaxNodes", 60)
    end("most nodes of nothing", "updateConfigMaxNodes", 0)
    end("most nodes without a number", "updateConfigMaxNodes")
