//! What to call an actor that no table knows.
//!
//! Under linking. The hard decision: it is named by its own words without determiners and counts, with its country's
//! adjective before them where the words tell no country; so "the Israeli government" and "Israel's government" are one.

use crate::document::{Deprel, Document, Upos};
use crate::ontology::ActorKind;
use crate::record::{Mention, Number, folded};
use crate::resources::{EntryKind, Gazetteer, Lexicon};
use crate::span::{TokenId, TokenRange};

/// How many words a phrase behind an unnamed actor may have to be part of what it is called.
const LONGEST_PHRASE: usize = 8;

/// The adjective of a country ("Russian"), as its entry's first such name; the name or acronym of an organisation.
pub(super) fn adjective<'g>(kb: &'g Gazetteer, country: &'g str) -> &'g str {
    let Some(state) = kb.by_id(&format!("state:{country}")) else {
        return country;
    };
    state
        .aliases()
        .find(|(flags, _)| flags.is_demonym())
        .map_or(state.name(), |(_, text)| text)
}

/// The country's name.
pub(super) fn country_name<'g>(kb: &'g Gazetteer, country: &'g str) -> &'g str {
    kb.by_id(&format!("state:{country}"))
        .filter(|e| e.kind() == EntryKind::Actor(ActorKind::State))
        .map_or(country, |e| e.name())
}

/// The words of the mention that name it, and whether they name its country.
pub(super) fn words(doc: &Document, mention: &Mention, names_country: impl Fn(TokenId) -> bool) -> (String, bool) {
    let lexicon = Lexicon::embedded();
    let mut text = String::new();
    let mut told = false;
    let mut last_end = None;
    let mut skip_until = 0;
    let (tokens, head) = mention.detail.core.unwrap_or((mention.tokens, mention.head));
    for token in tokens.iter() {
        if token.index() < skip_until {
            continue;
        }
        let lower = doc.form(token).to_lowercase();
        let t = doc.token(token);
        let before_head = token < head;
        // A possessor ("Israel's army", "Ivory Coast's army") gives way to the adjective of its country.
        let possessor = before_head
            .then(|| {
                std::iter::once(token)
                    .chain(doc.ancestors(token))
                    .take_while(|t| *t != head)
                    .find(|t| doc.token(*t).deprel == Deprel::NmodPoss)
            })
            .flatten();
        if let Some(possessor) = possessor {
            skip_until = doc.subtree(possessor).end.index();
            continue;
        }
        let idle = lexicon.is_dropped(&lower) || t.upos == Upos::Num || matches!(t.deprel, Deprel::Punct if text.is_empty());
        if idle && before_head || lower == "'s" || lower == "’s" {
            continue;
        }
        told |= names_country(token);
        if !text.is_empty() && last_end != Some(t.span.start) {
            text.push(' ');
        }
        text.push_str(doc.form(token));
        last_end = Some(t.span.end);
    }
    if let Some(of) = set_apart(doc, mention, head) {
        told = true;
        text.push(' ');
        text.push_str(&folded(doc.span_of(of).of(doc.text())));
    }
    (text, told)
}

/// The whole phrase of those whom no country tells from others of their kind: "other aid groups", "defence chiefs of nine
/// nations", "Assad's allies"; without article and count, up to a clause or a phrase that is none of its own.
pub(super) fn whole_phrase(doc: &Document, mention: &Mention) -> String {
    let lexicon = Lexicon::embedded();
    let (tokens, head) = mention.detail.core.unwrap_or((mention.tokens, mention.head));
    let idle = |t: &TokenId| {
        let lower = doc.form(*t).to_lowercase();
        let token = doc.token(*t);
        lexicon.is_dropped(&lower) && !lexicon.is_apart(&lower) || matches!(token.upos, Upos::Num | Upos::Pron | Upos::Punct)
    };
    let start = tokens.iter().take_while(|t| *t < head).find(|t| !idle(t)).unwrap_or(head);
    let mut end = tokens.end.index();
    if end == head.index() + 1 {
        for of in doc.children_by(head, Deprel::Nmod).filter(|n| *n > head) {
            let range = doc.subtree(of);
            let clause = |t: TokenId| doc.token(t).upos == Upos::Verb;
            let tells = doc
                .children_by(of, Deprel::Case)
                .any(|c| lexicon.tells_whose(&doc.lemma(c).to_lowercase()));
            if !tells || range.start.index() != end || range.len() > LONGEST_PHRASE || range.iter().any(clause) {
                break;
            }
            end = range.end.index();
        }
    }
    let span = doc.span_of(TokenRange::new(start.index(), end));
    folded(span.of(doc.text()))
}

/// What those of a plural lead or hold, where it is no name that would tell their country instead: "leaders of the uprising".
fn set_apart(doc: &Document, mention: &Mention, head: TokenId) -> Option<TokenRange> {
    if mention.detail.role.is_none() || mention.number != Number::Plural || mention.tokens.end.index() != head.index() + 1 {
        return None;
    }
    let of = doc
        .children_by(head, Deprel::Nmod)
        .find(|n| doc.children_by(*n, Deprel::Case).any(|c| doc.lemma(c) == "of"))?;
    let words = TokenRange::new(head.index() + 1, of.index() + 1);
    (doc.subtree(of).start == words.start && doc.token(of).upos == Upos::Noun).then_some(words)
}

/// The letters of a name as an id carries them: folded, lower case, blanks as underscores.
pub(super) fn slug(name: &str) -> String {
    let folded = crate::resources::fold::fold_lower(name);
    let mut slug = String::with_capacity(folded.len());
    for part in folded.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()) {
        if !slug.is_empty() {
            slug.push('_');
        }
        slug.push_str(part);
    }
    slug
}
