//! The tables of functions, one for each standard. A row is all that there is of a function outside of
//! its body; tests hold `docs/token-faces.md` and `contracts/solidity/TokenFaces.sol` against them.
// tidy: table: a row a function

use super::call::{FaceCall, FaceResult};
use super::{collection, erc20, erc721, erc1155, permit};
use crate::token::TokenKind;
use vm_core::BuiltInCost;

/// A function of a face.
#[derive(Clone, Copy, Debug)]
pub struct FaceFunction {
    /// Its signature as Solidity has it, which gives the selector.
    pub signature: &'static str,
    /// The selector.
    pub selector: u32,
    /// Whether it writes nothing. Every other is refused in a read-only frame.
    pub is_view: bool,
    /// How many values of storage it reads, each at the price of `StorageLoad`.
    pub reads: u64,
    /// What it costs beside its reads and writes: what the built-in function that does the same costs.
    pub built_in: fn(&BuiltInCost) -> u64,
    /// The key of that in `[BuiltInCost]`; empty where there is none.
    pub key: &'static str,
    /// What it does.
    pub doc: &'static str,
    pub(super) body: fn(&mut FaceCall) -> FaceResult,
}

/// Ethereum's standard for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaceStandard {
    /// Fungible tokens.
    Erc20,
    /// Non-fungible tokens.
    Erc721,
    /// Semi-fungible and meta tokens.
    Erc1155,
}

impl FaceStandard {
    /// Every standard.
    pub const ALL: [Self; 3] = [Self::Erc20, Self::Erc721, Self::Erc1155];

    /// The standard of a type of token. What has no type is from before types were kept, or was never
    /// issued: a fungible token.
    #[must_use]
    pub fn of(kind: Option<TokenKind>) -> Self {
        match kind {
            None | Some(TokenKind::FUNGIBLE) => Self::Erc20,
            Some(kind) if kind.is_non_fungible() => Self::Erc721,
            Some(_) => Self::Erc1155,
        }
    }

    /// Its functions.
    #[must_use]
    pub const fn functions(self) -> &'static [FaceFunction] {
        match self {
            Self::Erc20 => ERC20,
            Self::Erc721 => ERC721,
            Self::Erc1155 => ERC1155,
        }
    }

    /// The interfaces that `supportsInterface` knows (ERC-165).
    pub(super) const fn interfaces(self) -> &'static [u32] {
        match self {
            Self::Erc20 => &[0x01ff_c9a7, 0x3637_2b07, 0xa219_a025, 0x9d8f_f7da],
            Self::Erc721 => &[0x01ff_c9a7, 0x80ac_58cd, 0x5b5e_139f, 0x780e_9d63],
            Self::Erc1155 => &[0x01ff_c9a7, 0xd9b6_7a26, 0x0e89_341c],
        }
    }

    pub(super) fn find(self, selector: u32) -> Option<&'static FaceFunction> {
        self.functions().iter().find(|row| row.selector == selector)
    }
}

macro_rules! functions {
    ($table:ident; $(
        $(#[doc = $doc:literal])+
        $signature:literal = $selector:literal $kind:ident reads $reads:literal $($cost:ident)?
        => $body:path;
    )+) => {
        static $table: &[FaceFunction] = &[$(
            FaceFunction {
                signature: $signature,
                selector: $selector,
                is_view: functions!(@kind $kind),
                reads: $reads,
                built_in: functions!(@cost $($cost)?),
                key: functions!(@key $($cost)?),
                doc: concat!($($doc),+),
                body: $body,
            },
        )+];
    };
    (@kind view) => { true };
    (@kind write) => { false };
    (@key) => { "" };
    (@key $cost:ident) => {
        match BuiltInCost::key_of(stringify!($cost)) {
            Some(key) => key,
            // The cost of the same name does not compile then.
            None => "",
        }
    };
    (@cost) => { |_| 0 };
    (@cost $cost:ident) => { |costs| costs.$cost };
}

functions! { ERC20;
    /// Name of the token.
    "name()" = 0x06fd_de03 view reads 1 => collection::name;
    /// Ticker of the token.
    "symbol()" = 0x95d8_9b41 view reads 1 => collection::symbol;
    /// Decimals of the token.
    "decimals()" = 0x313c_e567 view reads 1 => collection::decimals;
    /// What was made since the chain began, less what was burned.
    "totalSupply()" = 0x1816_0ddd view reads 1 => erc20::total_supply;
    /// What an account has.
    "balanceOf(address)" = 0x70a0_8231 view reads 1 => erc20::balance_of;
    /// Moves tokens of the caller.
    "transfer(address,uint256)" = 0xa905_9cbb write reads 0 esdt_transfer => erc20::transfer;
    /// Moves tokens of an account that lets the caller.
    "transferFrom(address,address,uint256)" = 0x23b8_72dd write reads 1 esdt_transfer => erc20::transfer_from;
    /// Lets an account spend tokens of the caller.
    "approve(address,uint256)" = 0x095e_a7b3 write reads 0 => erc20::approve;
    /// What an account lets another spend.
    "allowance(address,address)" = 0xdd62_ed3e view reads 1 => erc20::allowance;
    /// Lets an account spend tokens of whoever signed that (EIP-2612).
    "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)" = 0xd505_accf write reads 2 => permit::permit;
    /// How many permits of an account were used (EIP-2612).
    "nonces(address)" = 0x7ece_be00 view reads 1 => permit::nonces;
    /// What permits are signed under (EIP-712).
    "DOMAIN_SEPARATOR()" = 0x3644_e515 view reads 1 => permit::domain_separator;
    /// The fields of that (EIP-5267).
    "eip712Domain()" = 0x84b0_196e view reads 1 => permit::domain;
    /// Whether the face has an interface (ERC-165).
    "supportsInterface(bytes4)" = 0x01ff_c9a7 view reads 0 => collection::supports_interface;
}

functions! { ERC721;
    /// Name of the collection.
    "name()" = 0x06fd_de03 view reads 1 => collection::name;
    /// Ticker of the collection.
    "symbol()" = 0x95d8_9b41 view reads 1 => collection::symbol;
    /// First URI of an instance; empty where it has none.
    "tokenURI(uint256)" = 0xc87b_56dd view reads 3 => erc721::token_uri;
    /// How many instances there are whose owner is known.
    "totalSupply()" = 0x1816_0ddd view reads 1 => erc721::total_supply;
    /// One of these instances, by its place from 0 on.
    "tokenByIndex(uint256)" = 0x4f6c_cce7 view reads 2 => erc721::token_by_index;
    /// One of the instances that an account has, by its place among them from 0 on; each instance that is looked at costs
    /// three reads more.
    "tokenOfOwnerByIndex(address,uint256)" = 0x2f74_5c59 view reads 2 => erc721::token_of_owner_by_index;
    /// How many instances an account has.
    "balanceOf(address)" = 0x70a0_8231 view reads 1 => erc721::balance_of;
    /// Who has an instance.
    "ownerOf(uint256)" = 0x6352_211e view reads 2 => erc721::owner_of;
    /// Who may move an instance beside its owner.
    "getApproved(uint256)" = 0x0818_12fc view reads 3 => erc721::get_approved;
    /// Whether an account may move all that another has.
    "isApprovedForAll(address,address)" = 0xe985_e9c5 view reads 1 => collection::is_approved_for_all;
    /// Lets an account move an instance of the caller.
    "approve(address,uint256)" = 0x095e_a7b3 write reads 3 => erc721::approve;
    /// Lets an account move all that the caller has, or no more.
    "setApprovalForAll(address,bool)" = 0xa22c_b465 write reads 0 => collection::set_approval_for_all;
    /// Moves an instance.
    "transferFrom(address,address,uint256)" = 0x23b8_72dd write reads 4 esdt_nft_transfer => erc721::transfer_from;
    /// Moves an instance, and asks an EVM contract at the destination whether it takes it.
    "safeTransferFrom(address,address,uint256)" = 0x4284_2e0e write reads 4 esdt_nft_transfer => erc721::safe_transfer_from;
    /// The same, with data for that contract.
    "safeTransferFrom(address,address,uint256,bytes)" = 0xb88d_4fde write reads 4 esdt_nft_transfer => erc721::safe_transfer_from_with;
    /// Whether the face has an interface (ERC-165).
    "supportsInterface(bytes4)" = 0x01ff_c9a7 view reads 0 => collection::supports_interface;
}

functions! { ERC1155;
    /// Name of the collection.
    "name()" = 0x06fd_de03 view reads 1 => collection::name;
    /// Ticker of the collection.
    "symbol()" = 0x95d8_9b41 view reads 1 => collection::symbol;
    /// Decimals of the collection.
    "decimals()" = 0x313c_e567 view reads 1 => collection::decimals;
    /// First URI of an instance; empty where it has none.
    "uri(uint256)" = 0x0e89_341c view reads 1 => erc1155::uri;
    /// What an account has of an instance.
    "balanceOf(address,uint256)" = 0x00fd_d58e view reads 1 => erc1155::balance_of;
    /// What accounts have of instances, pair by pair.
    "balanceOfBatch(address[],uint256[])" = 0x4e12_73f4 view reads 0 => erc1155::balance_of_batch;
    /// How much there is of an instance.
    "totalSupply(uint256)" = 0xbd85_b039 view reads 1 => erc1155::total_supply;
    /// Whether there is anything of an instance.
    "exists(uint256)" = 0x4f55_8e79 view reads 1 => erc1155::exists;
    /// Whether an account may move all that another has.
    "isApprovedForAll(address,address)" = 0xe985_e9c5 view reads 1 => collection::is_approved_for_all;
    /// Lets an account move all that the caller has, or no more.
    "setApprovalForAll(address,bool)" = 0xa22c_b465 write reads 0 => collection::set_approval_for_all;
    /// Moves a quantity of an instance, and asks an EVM contract at the destination whether it takes it.
    "safeTransferFrom(address,address,uint256,uint256,bytes)" = 0xf242_432a write reads 1 esdt_nft_transfer => erc1155::safe_transfer_from;
    /// The same for several instances, each at the price of a transfer.
    "safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)" = 0x2eb2_c2d6 write reads 1 => erc1155::safe_batch_transfer_from;
    /// Whether the face has an interface (ERC-165).
    "supportsInterface(bytes4)" = 0x01ff_c9a7 view reads 0 => collection::supports_interface;
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::keccak256;
    use std::collections::BTreeSet;

    #[test]
    fn selectors_are_those_of_the_signatures() {
        for standard in FaceStandard::ALL {
            for row in standard.functions() {
                let hash = keccak256(row.signature);
                let selector = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
                assert_eq!(row.selector, selector, "{}: {selector:#010x}", row.signature);
                assert!(row.doc.ends_with('.'), "{}", row.signature);
                assert_eq!(standard.find(selector).map(|it| it.signature), Some(row.signature));
            }
            let selectors: BTreeSet<u32> =
                standard.functions().iter().map(|row| row.selector).collect();
            assert_eq!(selectors.len(), standard.functions().len());
        }
    }

    #[test]
    fn a_type_has_one_standard() {
        use FaceStandard::{Erc20, Erc721, Erc1155};
        assert_eq!(FaceStandard::of(None), Erc20);
        let standards = (0..8).map(|kind| FaceStandard::of(Some(TokenKind(kind))));
        assert!(standards.eq([Erc20, Erc721, Erc721, Erc1155, Erc1155, Erc721, Erc1155, Erc1155]));
    }
}
