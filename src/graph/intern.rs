//! Numbers for repeated things: each distinct string, list or record part is stored once.
//!
//! Part of [`crate::graph`]: this is what keeps a million mentions in memory. The hard decision: numbers are given in
//! order of arrival and therefore never leave the graph, and nothing is ever ordered by them.

use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// A string's number in [`Strings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Sym(pub(crate) u32);

/// Numbers found by the hash of what they stand for.
///
/// Each stands at the place that its hash names, or at the next free one after it. It is kept with that hash, so that
/// neither a miss nor growth has to look at the values themselves: of a million texts hardly one is at hand in the cache,
/// and a look into the table costs one line of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numbers {
    /// Hash and number; a power of two of them, or none.
    slots: Vec<(u32, u32)>,
    taken: usize,
}

/// A slot without a number.
const FREE: (u32, u32) = (0, u32::MAX);

impl Numbers {
    /// The number of the value with this hash that `is` recognises.
    pub(crate) fn find(&self, hash: u32, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = place(hash, self.slots.len());
        loop {
            let slot = self.slots[at];
            if slot == FREE {
                return None;
            }
            if slot.0 == hash && is(slot.1) {
                return Some(slot.1);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Adds a number that is not there yet.
    pub(crate) fn insert(&mut self, hash: u32, number: u32) {
        // A third of the slots stays free, so that the next free one is near.
        if 3 * (self.taken + 1) > 2 * self.slots.len() {
            let room = (2 * self.slots.len()).max(16);
            let old = std::mem::replace(&mut self.slots, vec![FREE; room]);
            old.into_iter().filter(|slot| *slot != FREE).for_each(|slot| self.put(slot));
        }
        self.put((hash, number));
        self.taken += 1;
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.taken
    }

    /// Their hashes.
    pub(crate) fn hashes(&self) -> impl Iterator<Item = u32> {
        self.slots.iter().filter(|slot| **slot != FREE).map(|slot| slot.0)
    }

    fn put(&mut self, slot: (u32, u32)) {
        let mut at = place(slot.0, self.slots.len());
        while self.slots[at] != FREE {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = slot;
    }
}

/// Where a number with this hash belongs, in order of the spread hashes, so that a growing table is rewritten from one end
/// to the other.
pub(crate) fn place(hash: u32, slots: usize) -> usize {
    let spread = u64::from(hash.wrapping_mul(0x9e37_79b1));
    ((spread * slots as u64) >> 32) as usize
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

    /// The string with this number.
    pub(crate) fn get(&self, sym: Sym) -> &str {
        slice(&self.buffer, &self.ends, sym.0)
    }
}

/// Strings that are hardly ever told twice, or else twice in a row, end to end in one buffer.
///
/// To look for each among a million others would cost more than all else that is done with it, since none of them is at
/// hand: it is looked for among the latest alone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    buffer: String,
    ends: Vec<usize>,
    /// The latest, with their hashes.
    latest: Vec<(u32, u32)>,
}

impl Texts {
    /// How many are looked through: few enough for the cache of a core.
    const LATEST: usize = 1 << 12;

    /// A new number for the string.
    pub(crate) fn add(&mut self, text: &str) -> Sym {
        let at = number(self.ends.len());
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len());
        Sym(at)
    }

    /// The string's number if it was told lately, or else a new one.
    pub(crate) fn add_once(&mut self, text: &str) -> Sym {
        let hash = hash_of(text);
        let place = hash as usize % Self::LATEST;
        self.latest.resize(Self::LATEST, FREE);
        let (known, at) = self.latest[place];
        if known == hash && (at as usize) < self.ends.len() && self.get(Sym(at)) == text {
            return Sym(at);
        }
        let sym = self.add(text);
        self.latest[place] = (hash, sym.0);
        sym
    }

    /// The string with this number.
    pub(crate) fn get(&self, sym: Sym) -> &str {
        slice(&self.buffer, &self.ends, sym.0)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Forgets all but the first `len`.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.ends.truncate(len);
        self.buffer.truncate(self.ends.last().copied().unwrap_or(0));
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
        Self {
            buffer: Vec::new(),
            ends: vec![0],
            table: Numbers::default(),
        }
    }
}

impl Lists {
    /// The list's number, given now if it has none.
    pub(crate) fn intern(&mut self, list: &[u32]) -> ListId {
        if list.is_empty() {
            return ListId::EMPTY;
        }
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

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
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
///
/// They may be told on shelves, a value always on the same: then it is looked for on that one alone, and where what comes
/// together is shelved together, the few shelves in use stay at hand, however many values there are.
#[derive(Debug, Clone)]
pub(crate) struct Pool<T> {
    values: Vec<T>,
    shelves: Vec<Numbers>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            shelves: vec![Numbers::default()],
        }
    }
}

impl<T: Hash + Eq> Pool<T> {
    /// The value's number, given now if it has none.
    pub(crate) fn intern(&mut self, value: T) -> u32 {
        self.intern_on(0, value)
    }

    /// The same for a value of this shelf.
    pub(crate) fn intern_on(&mut self, shelf: usize, value: T) -> u32 {
        let Self { values, shelves } = self;
        if shelf >= shelves.len() {
            shelves.resize(shelf + 1, Numbers::default());
        }
        let table = &mut shelves[shelf];
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
    fn what_was_told_lately_is_not_told_again() {
        let mut texts = Texts::default();
        let (a, b) = (texts.add_once("Kyiv"), texts.add("Kyiv"));
        assert!(a != b && texts.add_once("Kyiv") == a && texts.get(b) == "Kyiv");
        let lviv = texts.add_once("Lviv");
        texts.truncate(2);
        assert_eq!((texts.add_once("Odesa"), texts.len()), (lviv, 3));
        assert_ne!(texts.add_once("Lviv"), lviv);
        assert_eq!(texts.get(lviv), "Odesa");
    }

    #[test]
    fn every_distinct_value_has_one_number() {
        let mut strings = Strings::default();
        let (a, b) = (strings.intern("Kyiv"), strings.intern(""));
        assert_eq!((strings.intern("Kyiv"), strings.intern("")), (a, b));
        assert_eq!((strings.get(a), strings.get(b)), ("Kyiv", ""));
        let many: Vec<Sym> = (0..1000).map(|n| strings.intern(&n.to_string())).collect();
        assert!((0..1000).all(|n| strings.intern(&n.to_string()) == many[n]));
        let mut lists = Lists::default();
        assert_eq!(lists.intern(&[]), ListId(0));
        let list = lists.intern(&[3, 1]);
        assert_ne!(lists.intern(&[1, 3]), list);
        assert_eq!(lists.get(list), [3, 1]);
    }
}
