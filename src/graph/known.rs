//! Which records are known: found by their article and their id.
//!
//! Part of [`crate::graph`]. The hard decision: an article's records are looked through one by one while they are few. They
//! arrive one after the other and are still at hand, whereas a table of all records is a million places of which none is.

use super::intern::{Numbers, hash_of};

/// So many records of an article are looked through; of an article that has more, the rest are found by hash.
const FEW: u32 = 8;

/// The records of each article.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// How many records each article has, and the latest of the few.
    articles: Vec<(u32, u32)>,
    /// For each of the few the one before it.
    before: Vec<u32>,
    rest: Numbers,
}

impl Known {
    /// Of records in a row, each given by its article and its id.
    pub(crate) fn of<'a>(records: impl Iterator<Item = (u32, &'a str)>) -> Self {
        let mut known = Self::default();
        for (at, (article, id)) in (0u32..).zip(records) {
            known.insert(article, id, at);
        }
        known
    }

    /// The article's record that has this id and that `is` recognises.
    pub(crate) fn find(&self, article: u32, id: &str, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let (count, mut at) = self.articles.get(article as usize).copied().unwrap_or_default();
        for _ in 0..count.min(FEW) {
            if is(at) {
                return Some(at);
            }
            at = self.before[at as usize];
        }
        if count > FEW {
            self.rest.find(hash_of(&(article, id)), is)
        } else {
            None
        }
    }

    /// Adds a record that is not known yet.
    pub(crate) fn insert(&mut self, article: u32, id: &str, at: u32) {
        let article_at = article as usize;
        if article_at >= self.articles.len() {
            self.articles.resize(article_at + 1, (0, 0));
        }
        self.before.resize(at as usize + 1, 0);
        let (count, latest) = &mut self.articles[article_at];
        if *count < FEW {
            self.before[at as usize] = std::mem::replace(latest, at);
        } else {
            self.rest.insert(hash_of(&(article, id)), at);
        }
        *count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_records_of_an_article_are_found() {
        let ids: Vec<String> = (0..60).map(|n| format!("r{}", n / 3)).collect();
        let mut known = Known::default();
        for (id, at) in ids.iter().zip(0u32..) {
            let is = |other: u32| ids[other as usize] == *id && other % 3 == at % 3;
            assert_eq!(known.find(at % 3, id, is), None);
            known.insert(at % 3, id, at);
            assert_eq!(known.find(at % 3, id, is), Some(at));
            assert_eq!(known.find(3, id, is), None);
        }
        assert!((0..60u32).all(|at| known.find(at % 3, &ids[at as usize], |other| other == at) == Some(at)));
    }
}
