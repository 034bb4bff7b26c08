//! What the face of a non-fungible collection lists: of all its instances, and of each owner's.

use super::{Balances, Market};
use crate::stage::Tested;
use alloy_primitives::{Address as Face, U256};
use std::collections::BTreeSet;
use test_kit::args;

impl Market {
    /// Every holder has the instances that are listed as its own, and no more.
    pub(super) fn check_owners(&mut self, balances: &Balances) -> Tested {
        let unique = self.tokens[1].clone();
        for holder in self.holders.clone() {
            let count = self.stage.world.query(&self.faces[1], "balanceOf", args![holder])?;
            let owned: BTreeSet<u64> = balances
                .keys()
                .filter(|(token, _, face)| *token == unique && *face == holder.face)
                .map(|(_, nonce, _)| *nonce)
                .collect();
            assert_eq!(count.single::<usize>()?, owned.len());
            let mut listed = BTreeSet::new();
            for index in 0..owned.len() as u64 {
                let arguments = args![holder, index];
                let world = &mut self.stage.world;
                let answer = world.query(&self.faces[1], "tokenOfOwnerByIndex", arguments)?;
                listed.insert(answer.single::<u64>()?);
            }
            assert_eq!(listed, owned, "each of them once");
            let (issuer, beyond) = (self.stage.issuer.reference, U256::from(owned.len()));
            let world = &mut self.stage.world;
            let arguments = args![holder, beyond];
            let beyond_all = world.call(issuer, &self.faces[1], "tokenOfOwnerByIndex", arguments);
            let error = "ERC721OutOfBoundsIndex(address,uint256)";
            beyond_all.run()?.expect_error(error, &[holder.face.into(), beyond.into()]);
        }
        Ok(())
    }

    /// The list of the non-fungible collection has every instance once.
    pub(super) fn check_list(&mut self, balances: &Balances) -> Tested {
        let unique = self.tokens[1].clone();
        let mut held: Vec<u64> = balances
            .keys()
            .filter(|(token, ..)| *token == unique)
            .map(|(_, nonce, _)| *nonce)
            .collect();
        held.sort_unstable();
        let world = &mut self.stage.world;
        let count: u64 = world.query(&self.faces[1], "totalSupply", args![])?.single()?;
        let mut listed = (0..count)
            .map(|index| world.query(&self.faces[1], "tokenByIndex", args![index])?.single())
            .collect::<Result<Vec<u64>, _>>()?;
        listed.sort_unstable();
        assert_eq!(listed, held);
        for index in [U256::from(count), U256::MAX] {
            let issuer = self.stage.issuer.reference;
            let beyond = world.call(issuer, &self.faces[1], "tokenByIndex", args![index]).run()?;
            let error = "ERC721OutOfBoundsIndex(address,uint256)";
            beyond.expect_error(error, &[Face::ZERO.into(), index.into()]);
        }
        Ok(())
    }
}
