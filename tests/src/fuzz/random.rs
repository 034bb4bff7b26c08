//! Random numbers and bytes that are the same in every run.

/// Splitmix64.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The numbers of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number of 64 bits.
    pub fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    /// So many bytes.
    #[must_use]
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        let words = core::iter::repeat_with(|| self.any().to_le_bytes());
        words.flatten().take(count).collect()
    }

    /// A number below another; 0 below 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        let number = self.any().checked_rem(bound).unwrap_or_default();
        usize::try_from(number).unwrap_or_default()
    }

    /// One of some values; the default of none.
    pub fn of<T: Copy + Default>(&mut self, values: &[T]) -> T {
        values.get(self.below(values.len())).copied().unwrap_or_default()
    }

    /// The same bytes with one to four changes: bits and bytes of any value, and pieces that are cut out, repeated, or
    /// put in of `pieces`.
    #[must_use]
    pub fn mutated(&mut self, bytes: &[u8], pieces: &[&[u8]]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            let end = at.saturating_add(self.below(12)).min(bytes.len());
            let any = self.any().to_le_bytes();
            match self.below(6) {
                0 => bytes.iter_mut().skip(at).take(1).for_each(|it| *it ^= 1 << (any[0] & 7)),
                1 => bytes.iter_mut().skip(at).take(1).for_each(|it| *it = any[0]),
                2 => drop(bytes.drain(at..end)),
                3 => {
                    let copy: Vec<u8> = bytes.iter().skip(at).take(12).copied().collect();
                    bytes.splice(at..at, copy);
                }
                4 => bytes.truncate(end),
                _ => {
                    let piece = pieces.get(self.below(pieces.len())).copied().unwrap_or_default();
                    bytes.splice(at..at, piece.iter().copied());
                }
            }
        }
        bytes
    }
}
