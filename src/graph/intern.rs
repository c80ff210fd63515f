//! Numbers for repeated things: each distinct string, list or record part is stored once.
//!
//! Part of [`crate::graph`]: this is what keeps a million mentions in memory. The hard decision: numbers are given in
//! order of arrival and therefore never leave the graph, and nothing that leaves it is ordered by them.

use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::num::NonZeroU32;
use std::ops::{Deref, Range};

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

/// An odd number of random bits: the upper bits of a product with it depend on all bits of the other.
pub(crate) const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Half of the value's hash, spread so that every bit of the value tells: by themselves the upper bits of a word would not.
#[allow(clippy::cast_possible_truncation)]
pub(crate) fn hash_of<T: Hash + ?Sized>(value: &T) -> u32 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    (hasher.finish().wrapping_mul(SPREAD) >> 32) as u32
}

/// A position as a number.
pub(crate) fn number(position: usize) -> u32 {
    u32::try_from(position).expect("fewer than four thousand million of a kind fit in memory")
}

/// Where each of many parts of a buffer ends, in half the bytes of a position: there is one for every text.
#[derive(Debug, Clone, Default)]
struct Ends {
    /// The lower half of each end.
    low: Vec<u32>,
    /// The parts from which on the upper half is greater by one.
    rises: Vec<u32>,
}

impl Ends {
    fn len(&self) -> usize {
        self.low.len()
    }

    /// Adds a part that ends there; its number.
    fn push(&mut self, end: usize) -> u32 {
        let at = number(self.low.len());
        while (end as u64 >> 32) as usize > self.rises.len() {
            self.rises.push(at);
        }
        self.low.push(end as u32);
        at
    }

    fn end(&self, at: u32) -> usize {
        let rises = self.rises.partition_point(|rise| *rise <= at) as u64;
        (rises << 32 | u64::from(self.low[at as usize])) as usize
    }

    /// Where the part begins: at the end of the one before it.
    fn begin(&self, at: u32) -> usize {
        at.checked_sub(1).map_or(0, |before| self.end(before))
    }

    /// Where the part lies.
    fn range(&self, at: u32) -> Range<usize> {
        self.begin(at)..self.end(at)
    }

    /// Forgets all parts but the first `len`.
    fn truncate(&mut self, len: usize) {
        self.low.truncate(len);
        self.rises.retain(|rise| (*rise as usize) < len);
    }
}

/// Distinct strings, end to end in one buffer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Strings {
    buffer: String,
    ends: Ends,
    table: Numbers,
}

impl Strings {
    /// The string's number, given now if it has none.
    pub(crate) fn intern(&mut self, text: &str) -> Sym {
        let Self { buffer, ends, table } = self;
        let hash = hash_of(text);
        if let Some(at) = table.find(hash, |at| buffer[ends.range(at)] == *text) {
            return Sym(at);
        }
        buffer.push_str(text);
        let at = ends.push(buffer.len());
        table.insert(hash, at);
        Sym(at)
    }

    /// The string with this number.
    pub(crate) fn get(&self, sym: Sym) -> &str {
        &self.buffer[self.ends.range(sym.0)]
    }
}

/// A text's number in [`Texts`], from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text(NonZeroU32);

impl Text {
    fn at(at: u32) -> Self {
        Self(NonZeroU32::MIN.saturating_add(at))
    }
}

/// Strings that are hardly ever told twice, or else twice in a row, end to end in one buffer.
///
/// To look for each among a million others would cost more than all else that is done with it, since none of them is at
/// hand: it is looked for among the latest alone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Texts {
    buffer: String,
    ends: Ends,
    /// The latest, with their hashes.
    latest: Vec<(u32, u32)>,
}

impl Texts {
    /// How many are looked through: few enough for the cache of a core.
    const LATEST: usize = 1 << 12;

    /// A new number for the string.
    pub(crate) fn add(&mut self, text: &str) -> Text {
        self.buffer.push_str(text);
        Text::at(self.ends.push(self.buffer.len()))
    }

    /// The string's number if it was told lately, or else a new one.
    pub(crate) fn add_once(&mut self, text: &str) -> Text {
        let hash = hash_of(text);
        let place = hash as usize % Self::LATEST;
        self.latest.resize(Self::LATEST, FREE);
        let (known, at) = self.latest[place];
        if known == hash && (at as usize) < self.ends.len() && self.get(Text::at(at)) == text {
            return Text::at(at);
        }
        self.latest[place] = (hash, number(self.ends.len()));
        self.add(text)
    }

    /// The string with this number.
    pub(crate) fn get(&self, text: Text) -> &str {
        &self.buffer[self.ends.range(text.0.get() - 1)]
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Forgets all but the first `len`.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.buffer.truncate(self.ends.begin(number(len)));
        self.ends.truncate(len);
    }
}

/// A list of numbers: the numbers themselves if they are few and small, as they nearly always are, or else the list's number
/// in [`Lists`]. Equal lists are equal here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ListId(u64);

impl ListId {
    /// The empty list.
    pub(crate) const EMPTY: Self = Self(0);
    /// Bits of each of the few numbers, which stand there plus one, the first in the lowest bits.
    const BITS: u32 = 21;
    const FEW: usize = 3;
    /// Set where the rest is the number of a list.
    const MANY: u64 = 1 << 63;

    fn few(list: &[u32]) -> Option<Self> {
        let small = |number: &u32| u64::from(*number) + 1 < 1 << Self::BITS;
        let fits = list.len() <= Self::FEW && list.iter().all(small);
        let put = |all: u64, number: &u32| all << Self::BITS | (u64::from(*number) + 1);
        fits.then(|| Self(list.iter().rev().fold(0, put)))
    }
}

impl From<ListId> for u64 {
    fn from(list: ListId) -> Self {
        list.0
    }
}

/// The numbers of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Listed<'a> {
    Few([u32; ListId::FEW], usize),
    Many(&'a [u32]),
}

impl Deref for Listed<'_> {
    type Target = [u32];

    fn deref(&self) -> &[u32] {
        match self {
            Self::Few(few, len) => &few[..*len],
            Self::Many(many) => many,
        }
    }
}

impl<'a> IntoIterator for Listed<'a> {
    type Item = u32;
    type IntoIter = ListedNumbers<'a>;

    fn into_iter(self) -> Self::IntoIter {
        ListedNumbers { list: self, next: 0 }
    }
}

/// The numbers of a list, one after another.
#[derive(Debug, Clone)]
pub(crate) struct ListedNumbers<'a> {
    list: Listed<'a>,
    next: usize,
}

impl Iterator for ListedNumbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let number = self.list.get(self.next).copied();
        self.next += 1;
        number
    }
}

/// Distinct lists of many numbers or of large ones.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists(Slices<u32>);

impl Lists {
    /// The list, which is kept if it has to be.
    pub(crate) fn intern(&mut self, list: &[u32]) -> ListId {
        ListId::few(list).unwrap_or_else(|| ListId(ListId::MANY | u64::from(self.0.intern(list))))
    }

    /// The numbers of a list.
    pub(crate) fn get(&self, list: ListId) -> Listed<'_> {
        if list.0 & ListId::MANY != 0 {
            return Listed::Many(self.0.get(list.0 as u32));
        }
        let (mut few, mut len) = ([0; ListId::FEW], 0);
        for (at, number) in few.iter_mut().enumerate() {
            let plus_one = (list.0 >> (ListId::BITS * at as u32)) as u32 & ((1 << ListId::BITS) - 1);
            *number = plus_one.wrapping_sub(1);
            len += usize::from(plus_one != 0);
        }
        Listed::Few(few, len)
    }
}

/// Distinct slices, end to end in one buffer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slices<T> {
    buffer: Vec<T>,
    ends: Ends,
    table: Numbers,
}

impl<T: Copy + Hash + PartialEq> Slices<T> {
    /// The slice's number, given now if it has none.
    pub(crate) fn intern(&mut self, slice: &[T]) -> u32 {
        let Self { buffer, ends, table } = self;
        let hash = hash_of(slice);
        if let Some(at) = table.find(hash, |at| buffer[ends.range(at)] == *slice) {
            return at;
        }
        buffer.extend_from_slice(slice);
        let at = ends.push(buffer.len());
        table.insert(hash, at);
        at
    }

    /// The slice with this number.
    pub(crate) fn get(&self, at: u32) -> &[T] {
        &self.buffer[self.ends.range(at)]
    }
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
    use std::collections::BTreeSet;

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
    fn parts_end_beyond_four_thousand_million_bytes() {
        let mut ends = Ends::default();
        let all = [7, 1 << 32, (1 << 32) + 5, (3 << 32) + 1, (3 << 32) + 1];
        assert!(all.iter().enumerate().all(|(at, end)| ends.push(*end) as usize == at));
        assert!(all.iter().enumerate().all(|(at, end)| ends.end(at as u32) == *end));
        assert_eq!((ends.range(0), ends.range(3)), (0..7, all[2]..all[3]));
        ends.truncate(3);
        ends.push(1 << 33);
        assert_eq!(ends.range(3), all[2]..1 << 33);
    }

    #[test]
    fn every_distinct_value_has_one_number() {
        let mut strings = Strings::default();
        let (a, b) = (strings.intern("Kyiv"), strings.intern(""));
        assert_eq!((strings.intern("Kyiv"), strings.intern("")), (a, b));
        assert_eq!((strings.get(a), strings.get(b)), ("Kyiv", ""));
        let many: Vec<Sym> = (0..1000).map(|n| strings.intern(&n.to_string())).collect();
        assert!((0..1000).all(|n| strings.intern(&n.to_string()) == many[n]));
    }

    #[test]
    fn lists_are_told_apart_whether_few_or_many() {
        let mut lists = Lists::default();
        assert_eq!(lists.intern(&[]), ListId::EMPTY);
        let (small, large) = ((1 << 21) - 2, (1 << 21) - 1);
        let all: [&[u32]; 12] = [
            &[],
            &[0],
            &[0, 0],
            &[0, 0, 0],
            &[0, 0, 0, 0],
            &[3, 1],
            &[1, 3],
            &[small, small, small],
            &[large],
            &[small, large],
            &[u32::MAX],
            &[1, 2, 3, 4, 5],
        ];
        let ids = all.map(|list| lists.intern(list));
        for (at, list) in all.iter().enumerate() {
            assert_eq!(&*lists.get(ids[at]), *list);
            assert!(lists.get(ids[at]).into_iter().eq(list.iter().copied()));
            assert_eq!(ids.iter().position(|id| *id == lists.intern(list)), Some(at));
        }
        let hashes: BTreeSet<u32> = (0..10_000).map(|n| hash_of(&lists.intern(&[0, 1, n]))).collect();
        assert!(hashes.len() > 9_990, "only {} hashes", hashes.len());
    }
}
