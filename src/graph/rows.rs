//! Rows of values, end to end in one list: what belongs to each of many numbered things.
//!
//! Part of [`crate::graph`]. The hard decision: a row keeps the order in which its values come, so that whoever wants them
//! sorted gives them so, or sorts them once.

use std::cmp::Ordering;

/// Values by row.
#[derive(Debug, Clone)]
pub(crate) struct Rows<T> {
    /// Where each row begins in `flat`, and where the last ends.
    starts: Vec<u32>,
    flat: Vec<T>,
}

impl<T: Copy> Rows<T> {
    /// `pairs`: row and value, in any order of rows; of `count` rows.
    pub(crate) fn gather(count: usize, pairs: impl Iterator<Item = (u32, T)> + Clone) -> Self {
        let mut starts = vec![0u32; count + 1];
        for (row, _) in pairs.clone() {
            starts[row as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let (mut flat, mut next) = (Vec::new(), starts.clone());
        if let Some((_, any)) = pairs.clone().next() {
            flat.resize(starts[count] as usize, any);
        }
        for (row, value) in pairs {
            let place = &mut next[row as usize];
            flat[*place as usize] = value;
            *place += 1;
        }
        Self { starts, flat }
    }

    /// Sorts every row.
    pub(crate) fn sorted(self) -> Self
    where
        T: Ord,
    {
        self.sorted_by(T::cmp)
    }

    /// Sorts every row so.
    pub(crate) fn sorted_by(mut self, by: impl Fn(&T, &T) -> Ordering) -> Self {
        for ends in self.starts.windows(2) {
            self.flat[ends[0] as usize..ends[1] as usize].sort_unstable_by(&by);
        }
        self
    }

    /// The values of all rows, one after another.
    pub(crate) fn into_flat(self) -> Vec<T> {
        self.flat
    }

    /// The values of a row.
    pub(crate) fn of(&self, row: u32) -> &[T] {
        &self.flat[self.starts[row as usize] as usize..self.starts[row as usize + 1] as usize]
    }

    /// All rows, one after another.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[T]> {
        self.starts.windows(2).map(|ends| &self.flat[ends[0] as usize..ends[1] as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_their_rows() {
        let rows = Rows::gather(4, [(2u32, 'c'), (0, 'b'), (2, 'a'), (0, 'b')].into_iter());
        let all: Vec<&[char]> = rows.iter().collect();
        assert_eq!(all, [&['b', 'b'][..], &[], &['c', 'a'], &[]]);
        assert_eq!(rows.sorted().of(2), ['a', 'c']);
        assert!(Rows::<u8>::gather(2, [].into_iter()).of(1).is_empty());
    }
}
