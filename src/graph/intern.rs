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

fn hash_of<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

fn number(position: usize) -> u32 {
    u32::try_from(position).expect("fewer than four thousand million distinct values fit in memory")
}

/// Distinct strings, end to end in one buffer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strings {
    buffer: String,
    ends: Vec<usize>,
    table: HashTable<u32>,
}

impl Strings {
    /// The string's number, given now if it has none.
    pub(crate) fn intern(&mut self, text: &str) -> Sym {
        let Self { buffer, ends, table } = self;
        let hash = hash_of(text);
        let get = |at: u32| slice(buffer, ends, at);
        if let Some(at) = table.find(hash, |at| get(*at) == text) {
            return Sym(*at);
        }
        let at = number(ends.len());
        buffer.push_str(text);
        ends.push(buffer.len());
        table.insert_unique(hash, at, |at| hash_of(slice(buffer, ends, *at)));
        Sym(at)
    }

    /// The string's number, if it has one.
    pub(crate) fn find(&self, text: &str) -> Option<Sym> {
        let found = self.table.find(hash_of(text), |at| slice(&self.buffer, &self.ends, *at) == text);
        found.map(|at| Sym(*at))
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

/// Distinct lists of numbers, end to end in one buffer.
#[derive(Debug, Clone)]
pub(crate) struct Lists {
    buffer: Vec<u32>,
    ends: Vec<usize>,
    table: HashTable<u32>,
}

impl Default for Lists {
    fn default() -> Self {
        let mut lists = Self {
            buffer: Vec::new(),
            ends: Vec::new(),
            table: HashTable::new(),
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
        if let Some(at) = table.find(hash, |at| part(buffer, ends, *at) == list) {
            return ListId(*at);
        }
        let at = number(ends.len());
        buffer.extend_from_slice(list);
        ends.push(buffer.len());
        table.insert_unique(hash, at, |at| hash_of(part(buffer, ends, *at)));
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
    table: HashTable<u32>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            table: HashTable::new(),
        }
    }
}

impl<T: Hash + Eq> Pool<T> {
    /// The value's number, given now if it has none.
    pub(crate) fn intern(&mut self, value: T) -> u32 {
        let Self { values, table } = self;
        let hash = hash_of(&value);
        if let Some(at) = table.find(hash, |at| values[*at as usize] == value) {
            return *at;
        }
        let at = number(values.len());
        values.push(value);
        table.insert_unique(hash, at, |at| hash_of(&values[*at as usize]));
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
