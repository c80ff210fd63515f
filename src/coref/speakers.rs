//! Who says "I" and "we": quotations and their speakers.
//!
//! Before pronouns of the third person. The hard decision: a first-person pronoun never looks for agreement; it belongs to
//! whoever speaks where it stands, or, outside quotations, to the one voice of its turn.

use super::clusters::Clusters;
use crate::document::{Deprel, Document};
use crate::record::{MentionKind, Number};
use crate::resources::{Lexicon, Person};
use crate::span::TokenId;
use std::collections::HashMap;

/// Which quotation each token stands in, from 1; 0 is the article's own voice.
fn quotations(doc: &Document) -> Vec<u32> {
    let mut inside = vec![0u32; doc.tokens.len()];
    let mut open: Option<(u32, usize, bool)> = None;
    let mut count = 0;
    for (i, slot) in inside.iter_mut().enumerate() {
        let form = doc.form(TokenId::new(i));
        let curly = matches!(form, "“" | "”" | "``" | "''");
        let mark = curly || form == "\"";
        match open {
            None if mark && !matches!(form, "”" | "''") => {
                count += 1;
                open = Some((count, i, curly));
            }
            Some((_, from, _)) if mark && form == "“" && i > from + 1 => {
                // A paragraph of a longer quotation opens anew without closing: the same voice goes on.
                *slot = open.map_or(0, |o| o.0);
            }
            Some(_) if mark => open = None,
            Some((number, from, _)) => {
                // A quotation that never closes is a stray mark.
                if i - from > 400 { open = None } else { *slot = number }
            }
            None => {}
        }
    }
    inside
}

/// The mention that speaks each quotation.
fn speakers(clusters: &Clusters<'_>, lexicon: &Lexicon, inside: &[u32], at_head: &HashMap<u32, usize>) -> HashMap<u32, usize> {
    let doc = clusters.doc;
    let mut found: HashMap<u32, usize> = HashMap::new();
    let mut last: Option<usize> = None;
    let mut at = 0;
    while at < inside.len() {
        let number = inside[at];
        if number == 0 {
            at += 1;
            continue;
        }
        let end = (at..inside.len())
            .find(|i| inside[*i] != number && inside[*i] != 0 || inside[*i] == 0 && !inside[*i..].contains(&number))
            .unwrap_or(inside.len());
        let sentences = [
            doc.sentence_of(TokenId::new(at)),
            doc.sentence_of(TokenId::new(end.saturating_sub(1).max(at))),
        ];
        let mut best: Option<(usize, usize)> = None;
        for sentence in [sentences[1], sentences[0]] {
            for verb in doc
                .sentence(sentence)
                .tokens
                .iter()
                .filter(|t| inside[t.index()] == 0 && lexicon.is_speech(doc.lemma(*t)))
            {
                let subject = doc
                    .children(verb)
                    .iter()
                    .copied()
                    .find(|c| matches!(doc.token(*c).deprel, Deprel::Nsubj));
                let Some(speaker) = subject.and_then(|s| at_head.get(&s.0)).copied() else {
                    continue;
                };
                let distance = if verb.index() < at {
                    at - verb.index()
                } else {
                    verb.index().saturating_sub(end)
                };
                if best.is_none_or(|(d, _)| distance < d) {
                    best = Some((distance, speaker));
                }
            }
            // "..., according to Ushakov."
            for name in doc.sentence(sentence).tokens.iter().filter(|t| inside[t.index()] == 0) {
                let according = doc
                    .children_by(name, Deprel::Case)
                    .any(|c| doc.form(c).eq_ignore_ascii_case("according"));
                if let Some(speaker) = at_head.get(&name.0).copied().filter(|_| according && best.is_none()) {
                    best = Some((0, speaker));
                }
            }
            if best.is_some() {
                break;
            }
        }
        let speaker = best
            .map(|(_, s)| s)
            .or_else(|| last.filter(|l| sentences[0].index().saturating_sub(clusters.sentence(*l)) <= 2));
        if let Some(speaker) = speaker {
            found.insert(number, speaker);
            last = Some(speaker);
        }
        at = end.max(at + 1);
    }
    found
}

/// Turns of an interview: the paragraphs that end in a question mark are one voice, those between another.
fn turns(doc: &Document) -> Vec<u8> {
    let text = doc.text();
    let mut starts: Vec<usize> = vec![0];
    for (i, pair) in doc.sentences.windows(2).enumerate() {
        let gap = text.get(pair[0].span.end as usize..pair[1].span.start as usize).unwrap_or("");
        if gap.contains('\n') {
            starts.push(i + 1);
        }
    }
    starts.push(doc.sentences.len());
    let asks = |from: usize, to: usize| to > from && doc.sentences[to - 1].span.of(text).trim_end().ends_with('?');
    let questions = starts.windows(2).filter(|w| asks(w[0], w[1])).count();
    let interview = questions >= 3 && starts.len() > 6;
    let mut turn = vec![0; doc.sentences.len()];
    if interview {
        for pair in starts.windows(2) {
            let voice = u8::from(asks(pair[0], pair[1]));
            turn[pair[0]..pair[1]].fill(voice);
        }
    }
    turn
}

/// Joins first and second person with their speakers.
pub(super) fn resolve(clusters: &mut Clusters<'_>, lexicon: &Lexicon, at_head: &HashMap<u32, usize>) {
    let doc = clusters.doc;
    let first_person = |form: &str| lexicon.pronoun(form).is_some_and(|p| p.person != Person::Third);
    let wanted: Vec<usize> = (0..clusters.mentions.len())
        .filter(|i| {
            let mention = &clusters.mentions[*i];
            mention.kind == MentionKind::Pronoun && first_person(&doc.form(mention.head).to_lowercase())
        })
        .collect();
    if wanted.is_empty() {
        return;
    }
    let inside = quotations(doc);
    let speakers = speakers(clusters, lexicon, &inside, at_head);
    let turns = turns(doc);
    // One chain for each voice, person and number.
    let mut chains: HashMap<(usize, u8, bool), usize> = HashMap::new();
    for i in wanted {
        let head = clusters.mentions[i].head;
        let form = doc.form(head).to_lowercase();
        let Some(pronoun) = lexicon.pronoun(&form) else { continue };
        let quotation = inside[head.index()];
        let speaker = speakers.get(&quotation).copied();
        let voice = match (quotation, speaker) {
            (0, _) => usize::from(turns[clusters.sentence(i)]),
            (_, Some(speaker)) => 10 + clusters.id(speaker),
            (number, None) => 1_000_000 + number as usize,
        };
        if pronoun.person == Person::Second {
            // In a dialogue of two, "you" is the other voice.
            if quotation == 0 && turns.contains(&1) {
                let other = *chains.entry((1 - voice, 1, false)).or_insert(i);
                clusters.join(other, i);
            }
            continue;
        }
        let plural = pronoun.number == Number::Plural;
        if let Some(speaker) = speaker.filter(|_| !plural)
            && clusters.of(speaker).number != Number::Plural
        {
            clusters.join(speaker, i);
            continue;
        }
        let chain = *chains.entry((voice, 1, plural)).or_insert(i);
        if chain != i {
            clusters.join(chain, i);
        } else if let Some(speaker) = speaker.filter(|_| plural) {
            clusters.members.push((i, vec![speaker]));
        }
    }
}
