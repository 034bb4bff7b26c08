"""The staking and the validator contract: owners stake, unstake and unbond nodes and tokens, and everything that is refused on
the way. The node is started with room for more nodes than it has, because one owner may have a part of the eligible ones."""
import base64

from node_keys import key, sign
from record import system_contract

ROUNDS = 60
SETTINGS = {"systemSmartContractsConfig.toml": {"NodeLimitPercentage = 0.1": "NodeLimitPercentage = 10.0"}}
STAKING, VALIDATOR = system_contract(0), system_contract(1)
ONE = 10**18
NODE = 2500 * ONE
# Nobody's: what consensus pays out is no part of a transaction.
REWARDS, OTHER_REWARDS = b"\x71" * 32, b"\x72" * 32
NO_REWARD = "no developer has a part of the fee of a system contract"
UNLIKE = {"staking.reward": NO_REWARD, "validator.reward": NO_REWARD}


def run(chain):
    alice, bob, carol = (chain.account(name, 10**23) for name in ("alice", "bob", "carol"))
    chain.existing("staking", STAKING)
    chain.existing("validator", VALIDATOR)
    chain.existing("delegation manager", system_contract(4))
    # The node signs blocks for those that it makes validators of.
    chain.node.call("POST", "/simulator/add-keys", {"privateKeysBase64": [
        base64.b64encode(secret.to_bytes(32, "little").hex().encode()).decode() for secret in range(5, 12)]})
    keys = [key(secret) for secret in range(5, 12)]

    def nodes(owner, *secrets):
        pairs = [part for secret in secrets for part in (keys[secret], sign(secret + 5, owner))]
        return [len(secrets), *pairs]

    def send(step, function, *arguments, sender=alice, gas=50_000_000, value=0, receiver=VALIDATOR):
        chain.send(step, sender, receiver, function, *arguments, gas=gas, value=value, unlike=UNLIKE)

    send("stake a node, with another address for rewards", "stake", *nodes(alice, 0), REWARDS, value=NODE)
    send("stake two more, with tokens to spare", "stake", *nodes(alice, 1, 2), value=2 * NODE + 100 * ONE)
    send("stake a key that is another's", "stake", 1, keys[0], sign(5, bob), sender=bob, value=NODE)
    send("stake no key", "stake", 1, b"\x11" * 96, b"\x22" * 48, REWARDS, sender=bob, value=NODE)
    send("stake too little", "stake", *nodes(carol, 3), sender=carol, value=NODE - 1)
    send("stake with tokens from before", "stake", *nodes(bob, 3), sender=bob)
    send("stake more nodes than are paid for", "stake", *nodes(bob, 3, 4), sender=bob, value=0)
    send("stake one key twice", "stake", *nodes(bob, 3, 3), sender=bob, value=NODE)
    send("stake with a missing signature", "stake", 1, keys[3], sender=bob, value=NODE)
    send("stake no nodes", "stake", 0, sender=bob, value=NODE)
    send("stake with too little gas", "stake", *nodes(bob, 3), sender=bob, value=NODE, gas=1_500_000)
    send("stake two with gas for one", "stake", *nodes(bob, 3, 4), sender=bob, value=NODE, gas=6_500_000)
    send("stake a staked node with a largest stake", "stake", *nodes(bob, 3), 5 * NODE, sender=bob)
    send("stake a staked node with another address for rewards", "stake", *nodes(bob, 3), alice, sender=bob)
    send("add tokens", "stake", value=50 * ONE)
    send("add tokens without nodes", "stake", sender=carol, value=NODE)

    send("what is staked", "getTotalStaked")
    send("what another has staked", "getTotalStaked", bob)
    send("what nobody has staked", "getTotalStaked", b"\x07" * 32)
    send("top-up", "getTotalStakedTopUpStakedBlsKeys", alice)
    send("top-up of nobody", "getTotalStakedTopUpStakedBlsKeys", b"\x07" * 32)
    send("top-up without an address", "getTotalStakedTopUpStakedBlsKeys")
    send("top-up with gas for half of it", "getTotalStakedTopUpStakedBlsKeys", alice, gas=10_000_000)
    send("view with value", "getTotalStaked", value=1)

    for step, function in [("status", "getBLSKeyStatus"), ("reward address", "getRewardAddress"), ("is staked", "isStaked"),
                           ("remaining period of a staked node", "getRemainingUnBondPeriod")]:
        send(step, function, keys[0], receiver=STAKING)
        send(f"{step}, of no node", function, b"\x11" * 96, receiver=STAKING)
        send(f"{step}, without a key", function, receiver=STAKING)
        send(f"{step}, with value", function, keys[0], receiver=STAKING, value=1)
    send("number of nodes", "getTotalNumberOfRegisteredNodes", receiver=STAKING)

    send("change the reward address", "changeRewardAddress", OTHER_REWARDS)
    send("change it to what it is", "changeRewardAddress", OTHER_REWARDS)
    send("change it to something short", "changeRewardAddress", b"short")
    send("change it to the jailing address", "changeRewardAddress", bytes(9) + b"\x01" + bytes(6) + b"\xff" * 16)
    send("change it without an address", "changeRewardAddress")
    send("change it of nobody", "changeRewardAddress", alice, sender=carol)
    send("change it with too little gas", "changeRewardAddress", alice, gas=10_000_000)

    send("unstake a node", "unStake", keys[0])
    send("unstake it again", "unStake", keys[0])
    send("unstake a node and leave its stake", "unStakeNodes", keys[1])
    send("unstake another's node", "unStake", keys[3])
    send("unstake nothing", "unStake")
    send("unstake with value", "unStake", keys[2], value=1)
    send("unstake with too little gas", "unStake", keys[1], keys[2], gas=6_500_000)
    send("stake a node again", "reStakeUnStakedNodes", keys[1])
    send("stake a node again that is staked", "reStakeUnStakedNodes", keys[1])
    send("stake nothing again", "reStakeUnStakedNodes")
    send("stake another's node again", "reStakeUnStakedNodes", keys[3])
    send("unstake tokens", "unStakeTokens", 30 * ONE)
    send("unstake fewer tokens than may be", "unStakeTokens", ONE // 2)
    send("unstake more tokens than there are", "unStakeTokens", 9 * NODE)
    send("unstake what has to stay", "unStakeTokens", 5000 * ONE)
    send("unstake no tokens", "unStakeTokens")
    send("unstake tokens of nobody", "unStakeTokens", ONE, sender=carol)
    send("what is unstaked", "getUnStakedTokensList", alice)
    send("what nobody has unstaked", "getUnStakedTokensList", b"\x07" * 32)
    send("unbond too early", "unBond", keys[0])
    send("unbond a staked node", "unBondNodes", keys[1])
    send("unbond another's node", "unBondNodes", keys[3])
    send("remaining period", "getRemainingUnBondPeriod", keys[0], receiver=STAKING)
    send("status of an unstaked node", "getBLSKeyStatus", keys[0], receiver=STAKING)
    send("unjail a node that is not jailed", "unJail", keys[1], value=25 * ONE // 10)
    send("unjail for another price", "unJail", keys[1], value=ONE)
    send("unjail nothing", "unJail")
    send("unjail another's node", "unJail", keys[3], value=25 * ONE // 10)
    send("clean", "cleanRegisteredData")
    send("clean with an argument", "cleanRegisteredData", 1)
    send("clean with value", "cleanRegisteredData", value=1)

    chain.pass_blocks(150)
    send("unbond a part of the tokens", "unBondTokens", 10 * ONE)
    send("unbond no tokens", "unBondTokens", 0)
    send("unbond with two arguments", "unBondTokens", 1, 2)
    send("unbond a node", "unBond", keys[0])
    send("unbond the rest of the tokens", "unBondTokens")
    send("unbond tokens where there are none", "unBondTokens")

    for function in ["claim", "get", "setConfig", "getBlsKeysStatus", "pauseUnStakeUnBond", "unPauseUnStakeUnBond",
                     "mergeValidatorData", "changeOwnerOfValidatorData", "noSuchFunction"]:
        send(f"{function} of the validator contract", function, alice)
    for function in ["stake", "register", "unStake", "unBond", "get", "slash", "jail", "unJail", "changeRewardAddress",
                     "changeValidatorKeys", "switchJailedWithWaiting", "getQueueIndex", "getQueueSize",
                     "getQueueRegisterNonceAndRewardAddress", "updateConfigMinNodes", "setOwnersOnAddresses", "getOwner",
                     "updateConfigMaxNodes", "stakeNodesFromQueue", "unStakeAtEndOfEpoch", "resetLastUnJailedFromQueue",
                     "cleanAdditionalQueue", "changeOwnerAndRewardAddress", "fixWaitingListQueueSize", "addMissingNodeToQueue",
                     "unStakeAllNodesFromQueue", "noSuchFunction"]:
        send(f"{function} of the staking contract", function, keys[0], receiver=STAKING)
