// SPDX-License-Identifier: MIT OR Apache-2.0
// A ballot: everybody votes once for one of a few options. With a token every vote weighs what the voter has of it;
// the token is a Solidity contract, asked by the signature of its function.
#include "support.h"

// The keys of an option's votes and of a voter.
typedef struct {
    uint8_t name;
    uint8_t option;
} VotesKey;
typedef struct {
    uint8_t name;
    Address voter;
} VoterKey;

static VotesKey votes_key(uint64_t option) {
    REQUIRE(option < (uint64_t)smallIntStorageLoadUnsigned(TEXT("options")), "no such option");
    VotesKey key = {'n', (uint8_t)option};
    return key;
}

// What a voter has of the token, or one where there is none.
static uint64_t weight(const Address *voter) {
    Address token;
    if (storageLoadLength(TEXT("token")) == 0) return 1;
    storageLoad(TEXT("token"), &token);
    const int32_t lengths[1] = {sizeof(*voter)};
    executeReadOnly(getGasLeft(), &token, TEXT("balanceOf(address)"), 1, lengths, voter);
    Number balance = word_result();
    return small(&balance);
}

// Arguments: the number of options, and the token where votes have weights.
ENDPOINT("init") init(void) {
    checkNoPayment();
    int32_t count = getNumArguments();
    REQUIRE(count == 1 || count == 2, "wrong number of arguments");
    uint64_t options = (uint64_t)smallIntGetUnsignedArgument(0);
    REQUIRE(options >= 2 && options <= 255, "a ballot has 2 to 255 options");
    smallIntStorageStoreUnsigned(TEXT("options"), (int64_t)options);
    if (count == 2) {
        Address token = address_argument(1);
        storageStore(TEXT("token"), &token, sizeof(token));
    }
}

// Arguments: the option. Returns the weight of the vote.
ENDPOINT("vote") vote(void) {
    checkNoPayment();
    require_arguments(1);
    VotesKey votes = votes_key((uint64_t)smallIntGetUnsignedArgument(0));
    VoterKey voter = {'v', {{0}}};
    getCaller(&voter.voter);
    REQUIRE(storageLoadLength(&voter, sizeof(voter)) == 0, "voted already");
    uint64_t more = weight(&voter.voter);
    REQUIRE(more != 0, "nothing to vote with");

    uint64_t sum = (uint64_t)smallIntStorageLoadUnsigned(&votes, sizeof(votes));
    REQUIRE(sum + more > sum, "too many votes");
    smallIntStorageStoreUnsigned(&votes, sizeof(votes), (int64_t)(sum + more));
    smallIntStorageStoreUnsigned(&voter, sizeof(voter), 1);
    writeLog(&votes.option, 1, &voter.voter, 1);
    // What the token returned stands among the results: only the weight is to remain.
    cleanReturnData();
    smallIntFinishUnsigned((int64_t)more);
}

// Arguments: the option.
ENDPOINT("getVotes") get_votes(void) {
    require_arguments(1);
    VotesKey votes = votes_key((uint64_t)smallIntGetUnsignedArgument(0));
    smallIntFinishUnsigned(smallIntStorageLoadUnsigned(&votes, sizeof(votes)));
}

// The option with the most votes, the first of equal ones.
ENDPOINT("getWinner") get_winner(void) {
    require_arguments(0);
    uint64_t options = (uint64_t)smallIntStorageLoadUnsigned(TEXT("options"));
    uint64_t winner = 0, most = 0;
    for (uint64_t option = 0; option < options; option++) {
        VotesKey key = {'n', (uint8_t)option};
        uint64_t votes = (uint64_t)smallIntStorageLoadUnsigned(&key, sizeof(key));
        if (votes > most) {
            most = votes;
            winner = option;
        }
    }
    smallIntFinishUnsigned((int64_t)winner);
}
