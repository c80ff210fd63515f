//! Coreference against GUM's chains of people, places and organisations in news, interviews and speeches.
//!
//! Mentions are compared by their heads, as the CorefUD scorer does, on the treebank's own trees, so that coreference is
//! measured and not the parser. Chains of one are left out on both sides.

use crate::measure::{Chains, Score};
use diplograph::record::MentionKind;
use diplograph::resources::Gazetteer;
use diplograph::{Document, conllu, coref, mention};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// One gold mention: its group, type and tokens.
struct Gold {
    group: String,
    etype: String,
    from: usize,
    to: usize,
}

/// Reads the bracketed `Entity=` annotation of one document; token numbers count over the document.
fn gold_mentions(block: &str) -> Vec<Gold> {
    let mut found = Vec::new();
    let mut open: Vec<(String, String, usize)> = Vec::new();
    let mut token = 0;
    for line in block.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        if columns[0].contains(['-', '.']) {
            continue;
        }
        let notes = columns[9].split('|').find_map(|m| m.strip_prefix("Entity=")).unwrap_or("");
        let mut rest = notes;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('(') {
                let end = after.find(['(', ')']).unwrap_or(after.len());
                let mut fields = after[..end].split('-');
                let group = fields.next().unwrap_or("").split('[').next().unwrap_or("").to_owned();
                let etype = fields.next().unwrap_or("").to_owned();
                rest = &after[end..];
                if let Some(after) = rest.strip_prefix(')') {
                    found.push(Gold {
                        group,
                        etype,
                        from: token,
                        to: token + 1,
                    });
                    rest = after;
                } else {
                    open.push((group, etype, token));
                }
            } else {
                let end = rest.find(')').unwrap_or(rest.len() - 1);
                let group = rest[..end].split('[').next().unwrap_or("");
                if let Some(at) = open.iter().rposition(|o| o.0 == group) {
                    let (group, etype, from) = open.remove(at);
                    found.push(Gold {
                        group,
                        etype,
                        from,
                        to: token + 1,
                    });
                }
                rest = &rest[end + 1..];
            }
        }
        token += 1;
    }
    found
}

fn head(doc: &Document, from: usize, to: usize) -> u32 {
    let outside = |t: &usize| doc.tokens[*t].head.is_none_or(|h| !(from..to).contains(&h.index()));
    u32::try_from((from..to).find(outside).unwrap_or(from)).unwrap()
}

/// Gold chains of people, places and organisations with two or more mentions, as sets of heads.
fn gold_chains(doc: &Document, block: &str) -> Chains {
    let mut chains: BTreeMap<String, (BTreeMap<String, usize>, Vec<Gold>)> = BTreeMap::new();
    for gold in gold_mentions(block) {
        let slot = chains.entry(gold.group.clone()).or_default();
        *slot.0.entry(gold.etype.clone()).or_default() += 1;
        slot.1.push(gold);
    }
    // Of two mentions with one head (a coordination and its first part) the smaller counts.
    let mut at_head: BTreeMap<u32, (usize, String)> = BTreeMap::new();
    for (group, (types, mentions)) in &chains {
        let main = types.iter().max_by_key(|(_, n)| **n).map_or("", |(t, _)| t);
        if !matches!(main, "person" | "place" | "organization") {
            continue;
        }
        for gold in mentions {
            let (head, size) = (head(doc, gold.from, gold.to), gold.to - gold.from);
            if at_head.get(&head).is_none_or(|(s, _)| size < *s) {
                at_head.insert(head, (size, group.clone()));
            }
        }
    }
    let mut sets: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for (head, (_, group)) in at_head {
        sets.entry(group).or_default().insert(head);
    }
    sets.into_values().filter(|s| s.len() > 1).collect()
}

fn found_chains(doc: &Document) -> Chains {
    let mentions = mention::find_mentions(doc, Gazetteer::embedded());
    let chains = coref::resolve(doc, &mentions);
    let heads = |c: &diplograph::record::Chain| -> BTreeSet<u32> {
        c.mentions
            .iter()
            .map(|m| &mentions[m.index()])
            .filter(|m| m.kind != MentionKind::Modifier)
            .map(|m| m.head.0)
            .collect()
    };
    chains.iter().map(heads).filter(|s| s.len() > 1).collect()
}

/// Documents of one file with their raw blocks.
fn documents(name: &str) -> Option<Vec<(Document, String)>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/treebanks").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    };
    let blocks = text.split("# newdoc id = ").skip(1).map(|b| format!("# newdoc id = {b}"));
    Some(
        blocks
            .filter(|b| {
                ["GUM_news", "GUM_interview", "GUM_speech"]
                    .iter()
                    .any(|g| b[..40.min(b.len())].contains(g))
            })
            .map(|b| (conllu::read(&b).unwrap().remove(0), b))
            .collect(),
    )
}

fn score(name: &str) -> Option<[f64; 4]> {
    let mut total = Score::default();
    let verbose = std::env::var("SHOW").unwrap_or_default();
    for (doc, block) in documents(name)? {
        let (gold, found) = (gold_chains(&doc, &block), found_chains(&doc));
        let mut own = Score::default();
        own.add(&gold, &found);
        total.add(&gold, &found);
        if !verbose.is_empty() {
            let [muc, b3, ceaf, mean] = own.f1();
            println!(
                "{:28} muc {muc:5.1}  b3 {b3:5.1}  ceafe {ceaf:5.1}  mean {mean:5.1}",
                doc.article.id.as_str()
            );
            if doc.article.id.as_str().contains(&verbose) {
                show(&doc, &gold, &found);
            }
        }
    }
    let [muc, b3, ceaf, mean] = total.f1();
    let [mp, mr, bp, br, cp, cr] = total.precision_recall();
    println!("{name}: muc {muc:.1} ({mp:.1}/{mr:.1})  b3 {b3:.1} ({bp:.1}/{br:.1})  ceafe {ceaf:.1} ({cp:.1}/{cr:.1})  CoNLL {mean:.1}");
    Some(total.f1())
}

fn show(doc: &Document, gold: &Chains, found: &Chains) {
    let of = |chains: &Chains, t: u32| chains.iter().position(|c| c.contains(&t));
    for sentence in &doc.sentences {
        let mut line = String::new();
        for t in sentence.tokens.iter() {
            line.push_str(doc.form(t));
            match (of(gold, t.0), of(found, t.0)) {
                (None, None) => {}
                (g, f) => line.push_str(&format!(
                    "[{}/{}]",
                    g.map_or("-".into(), |g| g.to_string()),
                    f.map_or("-".into(), |f| f.to_string())
                )),
            }
            line.push(' ');
        }
        println!("{line}");
    }
}

#[test]
fn chains_of_gum_reach_the_floor() {
    for name in ["gum-train.conllu", "gum-dev.conllu"] {
        score(name);
    }
    if let Some([.., mean]) = score("gum-test.conllu") {
        assert!(mean >= 50.0, "CoNLL score {mean:.1} on the test files is below 50");
    }
}
