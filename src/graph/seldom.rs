//! Numbers of what is hardly ever told twice, found by its hash: the articles.
//!
//! Part of [`crate::graph`]. The hard decision: nothing is sorted in before somebody looks. What is added waits in a list; a
//! look that nothing answers costs a filter, which is small, and only one that may be answered the table. A table of a
//! million is never at hand: entry by entry each would wait for the memory, many in a row do not.

use super::intern::{Numbers, place};

/// Numbers by hash.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seldom {
    /// A power of two of words, or none; each hash sets two bits of one of them.
    filter: Vec<u64>,
    /// What is not in the table yet, and how many of those are in the filter.
    fresh: Vec<(u32, u32)>,
    marked: usize,
    table: Numbers,
}

impl Seldom {
    /// So many hashes to a word let a twentieth of what is new pass for known.
    const FULL: usize = 8;

    /// The number of the value with this hash that `is` recognises.
    pub(crate) fn find(&mut self, hash: u32, is: impl FnMut(u32) -> bool) -> Option<u32> {
        self.mark_fresh();
        if self.filter.is_empty() {
            return None;
        }
        let bits = bits(hash);
        if self.filter[place(hash, self.filter.len())] & bits != bits {
            return None;
        }
        for (hash, number) in self.fresh.drain(..) {
            self.table.insert(hash, number);
        }
        self.marked = 0;
        self.table.find(hash, is)
    }

    /// Adds a number that is not there yet.
    pub(crate) fn insert(&mut self, hash: u32, number: u32) {
        self.fresh.push((hash, number));
    }

    fn mark_fresh(&mut self) {
        let words = (self.table.len() + self.fresh.len()).div_ceil(Self::FULL);
        if words > self.filter.len() {
            self.filter = vec![0; words.next_power_of_two().max(16)];
            self.table.hashes().for_each(|hash| mark(&mut self.filter, hash));
            self.marked = 0;
        }
        for (hash, _) in &self.fresh[self.marked..] {
            mark(&mut self.filter, *hash);
        }
        self.marked = self.fresh.len();
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
            seldom.mark_fresh();
            let word = (!seldom.filter.is_empty()).then(|| seldom.filter[place(hash, seldom.filter.len())]);
            passed += u32::from(word.is_some_and(|word| word & bits(hash) == bits(hash)));
            seldom.insert(hash, number);
        }
        assert!(passed < 2_500, "{passed} of 50,000");
    }
}
