//! The kinds of arcs that the parser tells apart: relations that behave alike in a tree are one kind until it stands.

use super::super::parser::Arcs;

/// Kinds of arcs to a word on the left of its head. The last takes all other relations.
const LEFT: [&[&str]; 15] = [
    &["det", "det:predet"],
    &["case"],
    &["nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass", "csubj:outer", "expl"],
    &["amod"],
    &["punct"],
    &["advmod"],
    &["compound", "nmod:desc", "flat", "goeswith"],
    &["cc", "cc:preconj"],
    &["mark"],
    &["aux", "aux:pass"],
    &["cop"],
    &["nmod:poss"],
    &["nummod", "nmod:unmarked", "obl:unmarked"],
    &["obl", "obl:agent", "advcl", "advcl:relcl", "acl", "acl:relcl", "nmod"],
    &[],
];

/// Kinds of arcs to a word on the right.
const RIGHT: [&[&str]; 16] = [
    &["punct"],
    &["obj", "iobj"],
    &["obl", "obl:agent", "obl:unmarked", "obl:npmod"],
    &["conj"],
    &["nmod", "nmod:unmarked", "nmod:desc", "nmod:poss"],
    &["xcomp"],
    &["ccomp"],
    &["advcl", "advcl:relcl"],
    &["advmod"],
    &["flat", "fixed", "goeswith", "compound"],
    &["acl", "acl:relcl"],
    &["appos"],
    &[
        "case",
        "cop",
        "aux",
        "aux:pass",
        "mark",
        "cc",
        "cc:preconj",
        "compound:prt",
        "det",
        "det:predet",
    ],
    &["nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass", "csubj:outer", "expl"],
    &["amod", "nummod"],
    &[],
];

/// The kinds that `relations` fall in.
pub(crate) fn kinds(relations: &[String]) -> Arcs {
    let kind = |kinds: &[&[&str]], relation: &str| kinds.iter().position(|k| k.contains(&relation)).unwrap_or(kinds.len() - 1);
    let moves = |r: &String| [1 + kind(&LEFT, r) as u8, (1 + LEFT.len() + kind(&RIGHT, r)) as u8];
    Arcs::new(relations.iter().map(moves).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relation_is_of_one_kind_on_each_side() {
        for kinds in [LEFT.as_slice(), RIGHT.as_slice()] {
            let mut named = kinds.concat();
            named.sort_unstable();
            assert!(named.windows(2).all(|pair| pair[0] != pair[1]), "{named:?}");
        }
        assert_eq!(1 + LEFT.len() + RIGHT.len(), 32, "the parser keeps kinds as bits of 32");
    }
}
