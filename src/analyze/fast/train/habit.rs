//! Counts habits: contexts with the decisions taken in them.

use std::collections::BTreeMap;

/// Decisions by context.
#[derive(Default)]
pub(crate) struct Counter {
    counts: BTreeMap<u32, BTreeMap<u8, u32>>,
}

impl Counter {
    /// Counts one decision in all its contexts.
    pub(crate) fn add(&mut self, contexts: &[u32], decision: u8) {
        for &context in contexts {
            *self.counts.entry(context).or_default().entry(decision).or_default() += 1;
        }
    }

    /// Contexts seen at least `least` times whose commonest decision is all but one in `purity`.
    pub(crate) fn habits(&self, least: u32, purity: u32) -> Vec<(u32, u8)> {
        let habit = |(&context, decisions): (&u32, &BTreeMap<u8, u32>)| {
            let total: u32 = decisions.values().sum();
            let (&best, &count) = decisions.iter().max_by_key(|d| d.1)?;
            (total >= least && (total - count) * purity <= total && best != 255).then_some((context, best))
        };
        self.counts.iter().filter_map(habit).collect()
    }
}
