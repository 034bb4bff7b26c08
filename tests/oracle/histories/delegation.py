"""The delegation manager and the delegation contracts: making them, delegating, rewards, nodes, taking back, merging nodes of
validators, what an owner sets, and everything that is refused on the way. The node verifies no signature of a delegation
contract's nodes."""
import base64

from node_keys import key, sign
from record import delegation_contract, system_contract

ROUNDS = 100
SETTINGS = {"systemSmartContractsConfig.toml": {"NodeLimitPercentage = 0.1": "NodeLimitPercentage = 10.0"}}
VALIDATOR, MANAGER = system_contract(1), system_contract(4)
# Whom the packaged configuration names.
OWNER = bytes.fromhex("6188a519e99544cd5ecbd91a83b029beb3c63d58154887f7ae86863eb69da75c")
# Who calls at the end of an epoch; a chain that checks no signature lets it send transactions.
END_OF_EPOCH = bytes(8) + b"\x00\x01" + bytes(5) + b"\xff" * 17
ONE = 10**18
NODE = 2500 * ONE
NO_REWARD = "no developer has a part of the fee of a system contract"
NAMES = ["staking", "validator", "delegation manager", "first", "second", "third"]
UNLIKE = {f"{name}.reward": NO_REWARD for name in NAMES}
SECRETS = range(31, 39)


def run(chain):
    alice, bob, carol, dave, erin, frank, gus = (
        chain.account(name, 10**23) for name in ("alice", "bob", "carol", "dave", "erin", "frank", "gus"))
    owner = chain.account("owner", 10**22, address=OWNER)
    end_of_epoch = chain.account("end of epoch", 10**22, address=END_OF_EPOCH)
    for name, address in zip(NAMES, [system_contract(0), VALIDATOR, MANAGER]):
        chain.existing(name, address)
    first, second, third = (delegation_contract(number) for number in (1, 2, 3))
    for name, address in zip(NAMES[3:], [first, second, third]):
        chain.watch(name, address)
    chain.node.call("POST", "/simulator/add-keys", {"privateKeysBase64": [
        base64.b64encode(secret.to_bytes(32, "little").hex().encode()).decode() for secret in SECRETS]})
    keys = [key(secret) for secret in SECRETS]

    def pairs(signer, *numbers):
        return [part for number in numbers for part in (keys[number], sign(SECRETS[number], signer))]

    def send(step, function, *arguments, sender=alice, gas=60_000_000, value=0, receiver=first):
        chain.send(step, sender, receiver, function, *arguments, gas=gas, value=value, unlike=UNLIKE)

    def manage(step, function, *arguments, **rest):
        send(step, function, *arguments, receiver=MANAGER, **rest)

    make(manage, send, (alice, bob, owner), first)
    delegate(send, (alice, bob, carol, end_of_epoch))
    own(send, (alice, bob, owner))
    stake(chain, send, pairs, keys, (alice, bob), first)
    validators(chain, manage, send, pairs, (dave, erin, frank), (alice, bob), (first, second, third), keys)
    rewards(chain, manage, send, (alice, bob, carol, frank), (first, third), end_of_epoch)
    take_back(chain, send, (alice, bob, carol), keys)
    change_owner(send, (alice, bob, gus))
    for function in ["_init", "initFromValidatorData", "mergeValidatorDataToDelegation", "noSuchFunction"]:
        send(f"{function} of the contract", function, bob, sender=gus)
    manage("noSuchFunction of the manager", "noSuchFunction")
    send("the template", "getNumUsers", receiver=delegation_contract(0))


def make(manage, send, accounts, first):
    """Contracts, and the manager's settings."""
    alice, bob, owner = accounts
    create = "createNewDelegationContract"
    manage("create with too little", create, 0, 1000, value=1250 * ONE - 1)
    manage("create with one argument", create, 0, value=1250 * ONE)
    manage("create with too high a fee", create, 0, 10_001, value=1250 * ONE)
    manage("create with a small cap", create, 1249 * ONE, 1000, value=1250 * ONE)
    manage("create with too little gas", create, 0, 1000, value=1250 * ONE, gas=10_000_000)
    manage("create", create, 5000 * ONE, 1000, value=1300 * ONE)
    manage("create again", create, 0, 1000, value=1250 * ONE)
    for function, amount in [("changeMinDeposit", 1200 * ONE), ("changeMinDelegationAmount", 2 * ONE)]:
        manage(f"{function}, not the owner", function, amount)
        manage(f"{function} with value", function, amount, sender=owner, value=1)
        manage(f"{function} without an amount", function, sender=owner)
        manage(f"{function} to nothing", function, 0, sender=owner)
        manage(function, function, amount, sender=owner)
    manage("addresses from outside", "getAllContractAddresses")
    manage("configuration from outside", "getContractConfig")


def delegate(send, accounts):
    alice, bob, carol, end_of_epoch = accounts
    send("delegate", "delegate", sender=bob, value=1000 * ONE)
    send("delegate more", "delegate", sender=bob, value=50 * ONE + 1)
    send("delegate with an argument", "delegate", 1, sender=carol, value=700 * ONE)
    send("delegate too little", "delegate", sender=carol, value=2 * ONE - 1)
    send("delegate above the cap", "delegate", sender=carol, value=4000 * ONE)
    for function in ["getUserActiveStake", "getUserUnStakedValue", "getUserUnBondable", "getUserUnDelegatedList",
                     "getClaimableRewards", "isDelegator", "getDelegatorFundsData", "getTotalCumulatedRewardsForUser"]:
        send(function, function, bob)
        send(f"{function} of nobody", function, end_of_epoch)
        send(f"{function} without an account", function)
    for function in ["getNumUsers", "getTotalUnStaked", "getTotalActiveStake", "getNumNodes", "getAllNodeStates",
                     "getContractConfig", "getMetaData", "getWhitelistForMerge"]:
        send(function, function)
    send("number of delegators with value", "getNumUsers", value=1)
    send("number of delegators with an argument", "getNumUsers", 1)
    send("rewards in all, from outside", "getTotalCumulatedRewards")
    send("rewards in all", "getTotalCumulatedRewards", sender=end_of_epoch)


def own(send, accounts):
    """What the contract's owner sets."""
    alice, bob, owner = accounts
    for function, good, bad in [("changeServiceFee", 2000, 10_001), ("modifyTotalDelegationCap", 9000 * ONE, ONE),
                                ("setCheckCapOnReDelegateRewards", "false", "no"), ("setAutomaticActivation", "false", "maybe"),
                                ("setAutomaticActivation", "true", 1)]:
        send(f"{function} {good}", function, good)
        send(f"{function} {bad}", function, bad)
        send(f"{function} {good}, not the owner", function, good, sender=bob)
        send(f"{function} {good} with value", function, good, value=1)
        send(f"{function} without an argument", function)
    send("set metadata", "setMetaData", "name", "site", "id")
    send("set metadata with two arguments", "setMetaData", "name", "site")
    send("set metadata, not the owner", "setMetaData", "name", "site", "id", sender=bob)
    send("set metadata with one text twice", "setMetaData", "name", "name", "id")
    send("metadata", "getMetaData")
    send("allow a merge", "whitelistForMerge", bob)
    send("who may merge", "getWhitelistForMerge")
    send("allow a merge, not the owner", "whitelistForMerge", alice, sender=bob)
    send("allow oneself a merge", "whitelistForMerge", alice)
    send("allow what is no account a merge", "whitelistForMerge", "bob")
    send("allow a merge with value", "whitelistForMerge", bob, value=1)
    send("forbid a merge, not the owner", "deleteWhitelistForMerge", sender=bob)
    send("forbid a merge with an argument", "deleteWhitelistForMerge", 1)
    send("forbid a merge", "deleteWhitelistForMerge")
    send("add tokens, not the chain's owner", "addTokens", value=ONE)
    send("add tokens", "addTokens", value=ONE, sender=owner)


def stake(chain, send, pairs, keys, accounts, first):
    """The owner's nodes."""
    alice, bob = accounts
    send("add nodes", "addNodes", *pairs(first, 0, 1, 2))
    send("add a node again", "addNodes", *pairs(first, 1))
    send("add one node twice", "addNodes", *pairs(first, 3, 3))
    send("add half a node", "addNodes", keys[3])
    send("add nothing", "addNodes")
    send("add a node, not the owner", "addNodes", *pairs(first, 3), sender=bob)
    send("add a node with value", "addNodes", *pairs(first, 3), value=1)
    send("add a node with too little gas", "addNodes", *pairs(first, 3), gas=2_000_000)
    send("remove a node", "removeNodes", keys[2])
    send("remove it again", "removeNodes", keys[2])
    send("remove nothing", "removeNodes")
    send("remove a node, not the owner", "removeNodes", keys[1], sender=bob)
    send("stake two with stake for one", "stakeNodes", keys[0], keys[1])
    send("stake a node that is not there", "stakeNodes", keys[2])
    send("stake one node twice", "stakeNodes", keys[0], keys[0])
    send("stake a node, not the owner", "stakeNodes", keys[0], sender=bob)
    send("stake a node with little gas", "stakeNodes", keys[0], gas=4_000_000)
    send("stake a node", "stakeNodes", keys[0])
    send("stake it again", "stakeNodes", keys[0])
    send("remove a staked node", "removeNodes", keys[0])
    send("unstake a node that is not staked", "unStakeNodes", keys[1])
    send("unstake a node, not the owner", "unStakeNodes", keys[0], sender=bob)
    send("unstake a node", "unStakeNodes", keys[0])
    send("stake a node again that is not unstaked", "reStakeUnStakedNodes", keys[1])
    send("stake a node again", "reStakeUnStakedNodes", keys[0])
    send("unbond a node that is staked", "unBondNodes", keys[0])
    send("unbond a node that is not there", "unBondNodes", keys[1])
    send("unbond nothing", "unBondNodes")
    send("states of the nodes", "getAllNodeStates")
    send("unjail, not a delegator", "unJailNodes", keys[0], sender=chain.account_of("dave"), value=25 * ONE // 10)
    send("unjail a node that is not jailed", "unJailNodes", keys[0], sender=bob, value=25 * ONE // 10)
    send("unjail a node for another price", "unJailNodes", keys[0], sender=bob, value=ONE)
    send("unjail a node that is not there", "unJailNodes", keys[4], value=25 * ONE // 10)
    send("unjail nothing", "unJailNodes")
    send("correct the nodes", "correctNodesStatus", sender=bob)
    send("correct the nodes with an argument", "correctNodesStatus", 1)
    send("correct the nodes with value", "correctNodesStatus", value=1)
    send("correct the nodes with too little gas", "correctNodesStatus", gas=5_000_000)


def validators(chain, manage, send, pairs, owners, others, contracts, keys):
    """Nodes of single owners become a contract's."""
    dave, erin, frank = owners
    alice, bob = others
    first, second, third = contracts
    for who, number, value in [(dave, 4, NODE + 10 * ONE), (erin, 5, NODE), (frank, 6, NODE)]:
        send(f"stake a node of one's own, {number}", "stake", 1, *pairs(who, number), sender=who, value=value, receiver=VALIDATOR)
    create, gas = "makeNewContractFromValidatorData", 590_000_000
    manage("a contract of no nodes", create, 0, 1000, sender=bob, gas=gas)
    manage("a contract of one's nodes, one argument", create, 0, sender=dave, gas=gas)
    manage("a contract of one's nodes with value", create, 0, 1000, sender=dave, value=1, gas=gas)
    manage("a contract of one's nodes with too high a fee", create, 0, 10_001, sender=dave, gas=gas)
    manage("a contract of one's nodes with a small cap", create, ONE, 1000, sender=dave, gas=gas)
    manage("a contract of one's nodes with too little gas", create, 0, 1000, sender=dave, gas=60_000_000)
    manage("a contract of one's nodes", create, 0, 500, sender=dave, gas=gas)
    manage("a contract of one's nodes again", create, 0, 500, sender=dave, gas=gas)
    send("states of the second contract", "getAllNodeStates", receiver=second)
    merge = "mergeValidatorToDelegationWithWhitelist"
    manage("merge without permission", merge, first, sender=erin, gas=gas)
    send("allow a merge by Erin", "whitelistForMerge", erin)
    manage("merge into what is no contract", merge, "first", sender=erin, gas=gas)
    manage("merge with value", merge, first, sender=erin, value=1, gas=gas)
    manage("merge without a contract", merge, sender=erin, gas=gas)
    manage("merge", merge, first, sender=erin, gas=gas)
    manage("merge again", merge, first, sender=erin, gas=gas)
    send("funds of Erin", "getDelegatorFundsData", erin)
    merge = "mergeValidatorToDelegationSameOwner"
    manage("merge of who owns no contract", merge, first, sender=frank, gas=gas)
    manage("create the third", "createNewDelegationContract", 0, 3700, sender=frank, value=1250 * ONE)
    manage("merge into another's contract", merge, first, sender=frank, gas=gas)
    manage("merge into one's own contract", merge, third, sender=frank, gas=gas)
    manage("merge into it again", merge, third, sender=frank, gas=gas)


def rewards(chain, manage, send, accounts, contracts, end_of_epoch):
    """Rewards of several epochs, which the node pays."""
    alice, bob, carol, frank = accounts
    first, third = contracts
    send("rewards from anybody", "updateRewards", value=ONE)
    send("rewards with an argument", "updateRewards", 1, sender=end_of_epoch)
    chain.advance(3)
    for name, who in [("the owner", alice), ("Bob", bob), ("Carol", carol)]:
        send(f"rewards of {name}", "getClaimableRewards", who)
    send("rewards of an epoch without any", "getRewardData", 1)
    send("rewards of an epoch", "getRewardData", chain.epoch())
    send("rewards of no epoch", "getRewardData")
    send("rewards of an epoch with value", "getRewardData", chain.epoch(), value=1)
    send("claim", "claimRewards", sender=bob)
    send("claim again", "claimRewards", sender=bob)
    send("claim of nobody", "claimRewards", sender=frank)
    send("claim with an argument", "claimRewards", 1, sender=carol)
    send("claim with value", "claimRewards", sender=carol, value=1)
    send("delegate rewards", "reDelegateRewards", sender=carol)
    send("delegate rewards again", "reDelegateRewards", sender=carol)
    send("delegate rewards of nobody", "reDelegateRewards", sender=frank)
    send("delegate rewards with value", "reDelegateRewards", sender=carol, value=1)
    send("all rewards of Bob", "getTotalCumulatedRewardsForUser", bob)
    send("rewards in all again", "getTotalCumulatedRewards", sender=end_of_epoch)
    send("delegate to the third", "delegate", sender=alice, value=10 * ONE, receiver=third)
    chain.advance(1)
    manage("claim of several", "claimMulti", first, third)
    manage("claim of one twice", "claimMulti", first, first)
    manage("claim of none", "claimMulti")
    manage("claim of what is no contract", "claimMulti", "first")
    manage("claim of another contract", "claimMulti", first, VALIDATOR)
    manage("claim of several with too little gas", "claimMulti", first, third, gas=2_500_000)
    chain.advance(1)
    manage("delegate rewards of several", "reDelegateMulti", first, third)
    manage("delegate rewards of several again", "reDelegateMulti", first, third)
    manage("delegate rewards of none", "reDelegateMulti")


def take_back(chain, send, accounts, keys):
    alice, bob, carol = accounts
    send("take back nothing", "unDelegate", 0, sender=bob)
    send("take back too much", "unDelegate", 9000 * ONE, sender=bob)
    send("leave dust", "unDelegate", 1050 * ONE, sender=bob)
    send("take back, not a delegator", "unDelegate", ONE, sender=chain.account_of("gus"))
    send("take back no number", "unDelegate", sender=bob)
    send("take back with value", "unDelegate", ONE, sender=bob, value=1)
    send("take back less than may be unstaked", "unDelegate", 5 * ONE, sender=bob)
    send("take back", "unDelegate", 20 * ONE, sender=bob)
    send("take back more in one epoch", "unDelegate", 30 * ONE, sender=bob)
    send("take back all", "unDelegate", 700 * ONE, sender=carol)
    send("the owner takes back the first funds", "unDelegate", 500 * ONE)
    send("what Bob takes back", "getUserUnDelegatedList", bob)
    send("withdraw too early", "withdraw", sender=bob)
    send("withdraw, not a delegator", "withdraw", sender=chain.account_of("gus"))
    send("withdraw with an argument", "withdraw", 1, sender=bob)
    send("withdraw with value", "withdraw", sender=bob, value=1)
    # What is left does not pay for all nodes: one of them goes with the epoch.
    chain.advance(1)
    send("take back in the next epoch", "unDelegate", 40 * ONE, sender=bob)
    send("what Bob can withdraw", "getUserUnBondable", bob)
    send("what Bob takes back now", "getUserUnDelegatedList", bob)
    send("funds of Bob", "getDelegatorFundsData", bob)
    send("withdraw", "withdraw", sender=bob)
    send("withdraw again", "withdraw", sender=bob)
    chain.advance(1)
    send("withdraw all", "withdraw", sender=carol)
    send("claim what is left", "claimRewards", sender=carol)
    send("withdraw the rest", "withdraw", sender=bob)
    send("unstake the node", "unStakeNodes", keys[0])
    send("in all", "getTotalActiveStake")
    send("taken back in all", "getTotalUnStaked")


def change_owner(send, accounts):
    alice, bob, gus = accounts
    send("change the owner, not the owner", "changeOwner", gus, sender=bob)
    send("change the owner to a delegator", "changeOwner", bob)
    send("change the owner to who has a contract", "changeOwner", alice)
    send("change the owner to what is no account", "changeOwner", "gus")
    send("change the owner with two arguments", "changeOwner", gus, bob)
    send("change the owner with value", "changeOwner", gus, value=1)
    send("synchronize the owner", "synchronizeOwner", sender=bob)
    send("synchronize the owner with an argument", "synchronizeOwner", 1, sender=bob)
    send("change the owner", "changeOwner", gus)
    send("set a fee as the last owner", "changeServiceFee", 100)
    send("set a fee as the new owner", "changeServiceFee", 100, sender=gus)
