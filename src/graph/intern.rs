//! Numbers for repeated things: each distinct string, list or record part is stored once.
//!
//! Part of [`crate::graph`]: this is what keeps a million mentions in memory. The hard decision: numbers are given in
//! order of arrival and therefore never leave the graph, and nothing is ever ordered by them.

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// A string's number in [`Strings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Sym(pub(crate) u32);

/// Numbers found by the hash of what they stand for.
///
/// Each is kept with half of that hash, so that neither a miss nor growth has to look at the values themselves: of a
/// million texts hardly one is at hand in the cache.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numbers(HashTable<(u32, u32)>);

impl Numbers {
    /// The number of the value with this hash that `is` recognises.
    pub(crate) fn find(&self, hash: u32, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let found = self.0.find(spread(hash), |(other, at)| *other == hash && is(*at));
        found.map(|(_, at)| *at)
    }

    /// Adds a number that is not there yet.
    pub(crate) fn insert(&mut self, hash: u32, at: u32) {
        self.0.insert_unique(spread(hash), (hash, at), |(hash, _)| spread(*hash));
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The table takes its bits from both ends of a hash.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Half of the value's hash.
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn hash_of<T: Hash + ?Sized>(value: &T) -> u32 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    (hasher.finish() >> 32) as u32
}

fn number(position: usize) -> u32 {
    u32::try_from(position).expect("fewer than four thousand million distinct values fit in memory")
}

/// Distinct strings, end to end in one buffer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strings {
    buffer: String,
    ends: Vec<usize>,
    table: Numbers,
}

impl Strings {
    /// The string's number, given now if it has none.
    pub(crate) fn intern(&mut self, text: &str) -> Sym {
        let Self { buffer, ends, table } = self;
        let hash = hash_of(text);
        let get = |at: u32| slice(buffer, ends, at);
        if let Some(at) = table.find(hash, |at| get(at) == text) {
            return Sym(at);
        }
        let at = number(ends.len());
        buffer.push_str(text);
        ends.push(buffer.len());
        table.insert(hash, at);
        Sym(at)
    }

    /// A new number for a string that is hardly ever told twice. It is not found by [`Strings::intern`].
    pub(crate) fn add(&mut self, text: &str) -> Sym {
        let at = number(self.ends.len());
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len());
        Sym(at)
    }

    /// The string's number, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<Sym> {
        let found = self.table.find(hash_of(text), |at| slice(&self.buffer, &self.ends, at) == text);
        found.map(Sym)
    }

    /// The string with this number.
    pub(crate) fn get(&self, sym: Sym) -> &str {
        slice(&self.buffer, &self.ends, sym.0)
    }

    /// How many distinct strings there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}

fn slice<'a>(buffer: &'a str, ends: &[usize], at: u32) -> &'a str {
    let at = at as usize;
    let start = if at == 0 { 0 } else { ends[at - 1] };
    &buffer[start..ends[at]]
}

/// A list's number in [`Lists`]; the empty list is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ListId(pub(crate) u32);

impl ListId {
    /// The empty list.
    pub(crate) const EMPTY: Self = Self(0);
}

/// Distinct lists of numbers, end to end in one buffer.
#[derive(Debug, Clone)]
pub(crate) struct Lists {
    buffer: Vec<u32>,
    ends: Vec<usize>,
    table: Numbers,
}

impl Default for Lists {
    fn default() -> Self {
        let mut lists = Self {
            buffer: Vec::new(),
            ends: Vec::new(),
            table: Numbers::default(),
        };
        lists.intern(&[]);
        lists
    }
}

impl Lists {
    /// The list's number, given now if it has none.
    pub(crate) fn intern(&mut self, list: &[u32]) -> ListId {
        let Self { buffer, ends, table } = self;
        let hash = hash_of(list);
        if let Some(at) = table.find(hash, |at| part(buffer, ends, at) == list) {
            return ListId(at);
        }
        let at = number(ends.len());
        buffer.extend_from_slice(list);
        ends.push(buffer.len());
        table.insert(hash, at);
        ListId(at)
    }

    /// The list with this number.
    pub(crate) fn get(&self, list: ListId) -> &[u32] {
        part(&self.buffer, &self.ends, list.0)
    }
}

fn part<'a>(buffer: &'a [u32], ends: &[usize], at: u32) -> &'a [u32] {
    let at = at as usize;
    let start = if at == 0 { 0 } else { ends[at - 1] };
    &buffer[start..ends[at]]
}

/// Distinct values of a small type.
#[derive(Debug, Clone)]
pub(crate) struct Pool<T> {
    values: Vec<T>,
    table: Numbers,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            table: Numbers::default(),
        }
    }
}

impl<T: Hash + Eq> Pool<T> {
    /// The value's number, given now if it has none.
    pub(crate) fn intern(&mut self, value: T) -> u32 {
        let Self { values, table } = self;
        let hash = hash_of(&value);
        if let Some(at) = table.find(hash, |at| values[at as usize] == value) {
            return at;
        }
        let at = number(values.len());
        values.push(value);
        table.insert(hash, at);
        at
    }

    /// The value with this number.
    pub(crate) fn get(&self, at: u32) -> &T {
        &self.values[at as usize]
    }

    /// All values, by number.
    pub(crate) fn values(&self) -> &[T] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_distinct_value_has_one_number() {
        let mut strings = Strings::default();
        let (a, b) = (strings.intern("Kyiv"), strings.intern(""));
        assert_eq!((strings.intern("Kyiv"), strings.intern("")), (a, b));
        assert_eq!((strings.get(a), strings.get(b), strings.len()), ("Kyiv", "", 2));
        assert_eq!((strings.find("Kyiv"), strings.find("Oslo")), (Some(a), None));
        let mut lists = Lists::default();
        assert_eq!(lists.intern(&[]), ListId(0));
        let list = lists.intern(&[3, 1]);
        assert_ne!(lists.intern(&[1, 3]), list);
        assert_eq!(lists.get(list), [3, 1]);
    }
}
