//! The model file: named sections of bytes, and the fast engine's models read from them.
//!
//! The hard decision: the file is compact (features as key gaps) and the hash tables are built on reading, which is a few milliseconds and
//! saves half the bytes that every binary carries.
#![cfg_attr(not(feature = "train"), allow(dead_code, reason = "training writes what reading only reads"))]

use super::habit::Habits;
use super::names::Gazetteer;
use super::parser::Arcs;
use super::relations::Namer;
use super::search::{Parser, Search};
use super::weights::Weights;
use super::word::Clusters;

/// First bytes of a model file; the digit is the format's version.
const MAGIC: &[u8; 8] = b"dgfast4\n";

/// Puts sections together.
pub(crate) fn write_sections(sections: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    for (name, bytes) in sections {
        out.push(name.len() as u8);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        out.extend_from_slice(bytes);
    }
    out
}

/// Takes them apart; `None` where the bytes are no model file.
pub(crate) fn read_sections(bytes: &[u8]) -> Option<Vec<(&str, &[u8])>> {
    let mut rest = bytes.strip_prefix(MAGIC)?;
    let mut sections = Vec::new();
    while let Some((&len, tail)) = rest.split_first() {
        let (name, tail) = tail.split_at_checked(usize::from(len))?;
        let (size, tail) = tail.split_at_checked(4)?;
        let size = u32::from_le_bytes(size.try_into().ok()?) as usize;
        let (body, tail) = tail.split_at_checked(size)?;
        sections.push((std::str::from_utf8(name).ok()?, body));
        rest = tail;
    }
    Some(sections)
}

/// Words written as lines.
pub(crate) fn write_lines<S: AsRef<str>>(lines: &[S]) -> Vec<u8> {
    lines.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("\n").into_bytes()
}

/// Cluster entries as the file keeps them: keys, which must rise, as gaps of three bytes, the coarse cluster in one, the fine in two. A gap
/// too long for that is bridged by entries of fine cluster 0, which stand for nothing.
pub(crate) fn write_clusters(entries: &[(u32, u16, u16)]) -> Vec<u8> {
    let (mut out, mut last) = (Vec::new(), 0);
    let mut put = |gap: u32, coarse: u16, fine: u16| {
        out.extend_from_slice(&gap.to_le_bytes()[..3]);
        out.push(coarse as u8);
        out.extend_from_slice(&fine.to_le_bytes());
    };
    for (key, coarse, fine) in entries {
        while key - last > LONGEST_GAP {
            put(LONGEST_GAP, 0, 0);
            last += LONGEST_GAP;
        }
        put(key - last, *coarse, *fine);
        last = *key;
    }
    out
}

/// The longest gap between two cluster entries' keys.
const LONGEST_GAP: u32 = (1 << 24) - 1;

/// Reads what [`write_clusters`] wrote.
pub(crate) fn read_clusters(bytes: &[u8]) -> Vec<(u32, u16, u16)> {
    let mut key = 0u32;
    let entries = bytes.chunks_exact(6).map(|c| {
        key = key.wrapping_add(u32::from_le_bytes([c[0], c[1], c[2], 0]));
        (key, u16::from(c[3]), u16::from_le_bytes([c[4], c[5]]))
    });
    entries.filter(|entry| entry.2 > 0).collect()
}

/// How the parser searches, as the file keeps it.
pub(crate) fn write_search(search: Search) -> Vec<u8> {
    let numbers = [search.width as u32, search.slack as u32, search.kin as u32];
    numbers.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// Reads what [`write_search`] wrote.
pub(crate) fn read_search(bytes: &[u8]) -> Option<Search> {
    let &[width, slack, kin] = bytes.as_chunks().0 else {
        return None;
    };
    let search = Search {
        width: u32::from_le_bytes(width) as usize,
        slack: i32::from_le_bytes(slack),
        kin: i32::from_le_bytes(kin),
    };
    Some(search).filter(|s| s.width > 0 && s.slack >= 0 && s.kin >= 0)
}

/// Each relation's moves as a left and as a right arc.
pub(crate) fn write_arcs(arcs: &Arcs) -> Vec<u8> {
    arcs.of.concat()
}

/// Reads what [`write_arcs`] wrote.
pub(crate) fn read_arcs(bytes: &[u8]) -> Vec<[u8; 2]> {
    bytes.as_chunks().0.to_vec()
}

/// Keys with a byte each, as the file keeps gazetteers and habits.
pub(crate) fn write_pairs(entries: &[(u32, u8)]) -> Vec<u8> {
    entries
        .iter()
        .flat_map(|(key, bits)| key.to_le_bytes().into_iter().chain([*bits]))
        .collect()
}

/// The models of the fast engine.
#[derive(Debug, Default, Clone)]
pub(crate) struct Model {
    /// `UPOS|XPOS`, by tag number.
    pub(crate) tags: Vec<String>,
    /// Relations, by label number.
    pub(crate) labels: Vec<String>,
    /// Kinds of names, by number.
    pub(crate) kinds: Vec<String>,
    pub(crate) gazetteer: Gazetteer,
    pub(crate) clusters: Clusters,
    pub(crate) tagger: Weights,
    pub(crate) parser: Parser,
    pub(crate) namer: Namer,
    pub(crate) names: Weights,
    pub(crate) tag_habits: Habits,
}

impl Model {
    /// Reads a model file's bytes; the error says what is missing.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, String> {
        let sections = read_sections(bytes).ok_or("not a model file of this version")?;
        let section = |name: &str| {
            let found = sections.iter().find(|s| s.0 == name);
            found.map(|s| s.1).ok_or_else(|| format!("the model has no section {name:?}"))
        };
        let lines = |name: &str| -> Result<Vec<String>, String> {
            let text = std::str::from_utf8(section(name)?).map_err(|_| format!("section {name:?} is not text"))?;
            Ok(text.lines().map(str::to_owned).collect())
        };
        let weights = &|name: &str| Weights::read(section(name)?).ok_or_else(|| format!("section {name:?} is damaged"));
        let pairs = |body: &[u8]| -> Vec<(u32, u8)> {
            let pair = |c: &[u8]| (u32::from_le_bytes([c[0], c[1], c[2], c[3]]), c[4]);
            body.chunks_exact(5).map(pair).collect()
        };
        // Habits only save time; a model may do without.
        let habits = |name: &str| Habits::new(&pairs(section(name).unwrap_or_default()));
        // The tables are what takes time, and they can be read beside one another.
        let [tagger, parser, relations, names] = std::thread::scope(|threads| {
            ["tagger", "parser", "relations", "names"]
                .map(|name| threads.spawn(move || weights(name)))
                .map(|thread| thread.join().unwrap_or_else(|_| Err("a table cannot be read".into())))
        });
        let model = Self {
            tags: lines("tags")?,
            labels: lines("labels")?,
            kinds: lines("kinds")?,
            gazetteer: Gazetteer::new(pairs(section("gazetteer")?)),
            clusters: Clusters::new(&read_clusters(section("clusters")?)),
            tagger: tagger?,
            parser: Parser {
                weights: parser?,
                arcs: Arcs::new(read_arcs(section("arcs")?)),
                habits: habits("move-habits"),
                search: read_search(section("search")?).ok_or("section \"search\" is damaged")?,
            },
            namer: Namer {
                weights: relations?,
                habits: habits("relation-habits"),
            },
            names: names?,
            tag_habits: habits("tag-habits"),
        };
        let names = model.names.labels();
        if names > 1 + 2 * model.kinds.len()
            || model.tagger.labels() != model.tags.len()
            || model.parser.arcs.of.len() != model.labels.len()
            || model.parser.weights.labels() != model.parser.arcs.moves()
            || model.namer.weights.labels() != model.labels.len()
        {
            return Err("the model's label lists do not fit its weights".into());
        }
        Ok(model)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_are_read_back_across_long_gaps() {
        let entries = [(3, 128, 1024), (4, 1, 1), (u32::MAX - 5, 7, 9), (u32::MAX, 2, 65535)];
        assert_eq!(read_clusters(&write_clusters(&entries)), entries);
    }

    #[test]
    fn arcs_are_read_back() {
        let arcs = Arcs::new(vec![[1, 4], [2, 3], [2, 4]]);
        assert_eq!(read_arcs(&write_arcs(&arcs)), arcs.of);
    }

    #[test]
    fn the_search_is_read_back_or_refused() {
        let search = |width| Search {
            width,
            slack: 4000,
            kin: 1000,
        };
        assert_eq!(read_search(&write_search(search(3))), Some(search(3)));
        assert_eq!(read_search(&write_search(search(0))), None);
        assert_eq!(read_search(&[1, 2, 3]), None);
    }
}
