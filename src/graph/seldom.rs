//! Numbers of what is hardly ever told twice, found by its hash: the articles.
//!
//! Part of [`crate::graph`]. The hard decision: nearly all that is looked for is new, so a filter that stays at hand says so
//! without a look into the table, and what is new waits outside until somebody has to look. A table of a million is never at
//! hand: one by one each entry would wait for the memory, many in a row do not.

use super::intern::{Numbers, place};

/// Numbers by hash.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seldom {
    /// A power of two of words, or none; each hash sets two bits of one of them.
    filter: Vec<u64>,
    /// What is not in the table yet.
    fresh: Vec<(u32, u32)>,
    table: Numbers,
}

impl Seldom {
    /// So many hashes to a word let a twentieth of what is new pass for known.
    const FULL: usize = 8;
    /// So many wait at most.
    const WAITING: usize = 1 << 10;

    /// The number of the value with this hash that `is` recognises.
    pub(crate) fn find(&mut self, hash: u32, is: impl FnMut(u32) -> bool) -> Option<u32> {
        if self.filter.is_empty() {
            return None;
        }
        let bits = bits(hash);
        if self.filter[place(hash, self.filter.len())] & bits != bits {
            return None;
        }
        self.settle();
        self.table.find(hash, is)
    }

    /// Adds a number that is not there yet.
    pub(crate) fn insert(&mut self, hash: u32, number: u32) {
        if self.table.len() + self.fresh.len() >= Self::FULL * self.filter.len() {
            self.settle();
            self.filter = vec![0; (2 * self.filter.len()).max(16)];
            self.table.hashes().for_each(|hash| mark(&mut self.filter, hash));
        }
        mark(&mut self.filter, hash);
        self.fresh.push((hash, number));
        if self.fresh.len() == Self::WAITING {
            self.settle();
        }
    }

    fn settle(&mut self) {
        for (hash, number) in self.fresh.drain(..) {
            self.table.insert(hash, number);
        }
    }
}

fn mark(filter: &mut [u64], hash: u32) {
    filter[place(hash, filter.len())] |= bits(hash);
}

/// The two bits of a hash, or one if they coincide.
fn bits(hash: u32) -> u64 {
    1 << (hash & 63) | 1 << (hash >> 6 & 63)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::intern::hash_of;

    #[test]
    fn what_was_told_is_found_whether_it_waits_or_not() {
        let mut seldom = Seldom::default();
        for number in 0..5000u32 {
            let hash = hash_of(&number);
            assert_eq!(seldom.find(hash, |other| other == number), None);
            seldom.insert(hash, number);
            for earlier in [number, number / 2, 0] {
                assert_eq!(seldom.find(hash_of(&earlier), |other| other == earlier), Some(earlier));
            }
        }
    }

    #[test]
    fn what_is_new_seldom_passes_for_known() {
        let mut seldom = Seldom::default();
        let mut passed = 0;
        for number in 0..50_000u32 {
            let hash = hash_of(&format!("wire-{number:08}.txt"));
            let word = (!seldom.filter.is_empty()).then(|| seldom.filter[place(hash, seldom.filter.len())]);
            passed += u32::from(word.is_some_and(|word| word & bits(hash) == bits(hash)));
            seldom.insert(hash, number);
        }
        assert!(passed < 2_500, "{passed} of 50,000");
    }
}
