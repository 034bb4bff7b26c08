//! What the consensus of a chain knows of its validators, and contracts ask for.

/// The list in which consensus has the node with a key (`mx-chain-go:common/constants.go`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ValidatorList {
    /// Takes part in the consensus of this epoch.
    Eligible,
    /// Waits to be eligible.
    Waiting,
    /// Leaves at the end of the epoch.
    Leaving,
    /// Has no part; so is a key that consensus does not know.
    #[default]
    Inactive,
    /// Was staked in this epoch.
    New,
    /// Was jailed for its rating.
    Jailed,
    /// Bids for a place.
    Auction,
    /// Won a place in the auction.
    SelectedFromAuction,
}

impl ValidatorList {
    /// Production's name of the list.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::Waiting => "waiting",
            Self::Leaving => "leaving",
            Self::Inactive => "inactive",
            Self::New => "new",
            Self::Jailed => "jailed",
            Self::Auction => "auction",
            Self::SelectedFromAuction => "selectedFromAuction",
        }
    }
}

/// What consensus knows of the node with a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValidatorStatus {
    /// The list that the node is in.
    pub list: ValidatorList,
    /// Whether its rating is under the one that a new node starts with a chance from
    /// (`mx-chain-go:vm/systemSmartContracts/eei.go`, `IsBadRating`).
    pub has_bad_rating: bool,
}

impl ValidatorStatus {
    /// Whether consensus still counts on the node.
    #[must_use]
    pub const fn is_validator(self) -> bool {
        matches!(
            self.list,
            ValidatorList::Eligible | ValidatorList::Waiting | ValidatorList::Leaving
        )
    }

    /// Whether the node is jailed.
    #[must_use]
    pub const fn is_jailed(self) -> bool {
        matches!(self.list, ValidatorList::Jailed)
    }
}
