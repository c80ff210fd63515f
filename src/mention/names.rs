//! Names in the text: from the gazetteer, from the layer of names, and from runs of proper nouns.
//!
//! First step of mention finding. The hard decision: a gazetteer hit is evidence and not a verdict. A hit that is only a
//! part of a longer name of the text ("Bush" of "Laura Bush") gives way to the longer name, known or not.

use crate::document::{Deprel, Document, NameKind, Upos, Xpos};
use crate::ontology::{ActorKind, Sector};
use crate::resources::{EntryIdx, EntryKind, Gazetteer, Hit, Lexicon, Until};
use crate::span::{Span, TokenId, TokenRange};
use std::collections::BTreeSet;

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameClass {
    /// A person.
    Person,
    /// A state by its own name.
    State,
    /// A body, organisation, group, party or people.
    Body(ActorKind),
    /// A nationality: adjective or noun for the people.
    Demonym,
    /// A place; one that stands for its state or body when it acts.
    Place,
    /// Not known.
    Unknown,
}

/// A name found in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) tokens: TokenRange,
    /// The tokens with the titles and nationalities right before them: "Pakistan President General Pervez Musharraf".
    pub(super) run: TokenRange,
    pub(super) head: TokenId,
    pub(super) class: NameClass,
    /// Best first.
    pub(super) candidates: Vec<EntryIdx>,
    /// Whether all candidates go by a name that others or ordinary words share.
    pub(super) doubtful: bool,
    /// Whether it is a place or building that acts for the first candidate.
    pub(super) metonym: bool,
    /// Whether it only describes the person named after it, and is no mention of its own.
    pub(super) absorbed: bool,
}

/// All names, in text order, not overlapping.
pub(super) fn find(doc: &Document, kb: &Gazetteer, lexicon: &Lexicon) -> Vec<Name> {
    let hits = kb.find(doc.text());
    let evidence = Evidence::new(kb, &hits);
    let mut names = known(doc, kb, lexicon, &hits, &evidence);
    let mut taken = vec![false; doc.tokens.len()];
    for name in &names {
        name.tokens.iter().for_each(|t| taken[t.index()] = true);
    }
    let unknown = runs(doc, lexicon, &taken);
    names.extend(unknown);
    names.sort_by_key(|n| n.tokens.start);
    call_by_surname(doc, kb, &mut names, &evidence);
    bind_titles(doc, kb, lexicon, &mut names);
    names
}

/// Ties a person's name to the titles and nationalities right before it, whatever the parse made of them: a run such as
/// "Pakistan President General Pervez Musharraf" is reached by one head, and that head is his.
fn bind_titles(doc: &Document, kb: &Gazetteer, lexicon: &Lexicon, names: &mut [Name]) {
    for i in 0..names.len() {
        if !matches!(names[i].class, NameClass::Person | NameClass::Unknown) {
            continue;
        }
        let sentence = doc.sentence(doc.sentence_of(names[i].tokens.start)).tokens;
        let mut start = names[i].tokens.start.index();
        let mut title = None;
        while start > sentence.start.index() {
            let before = TokenId::new(start - 1);
            let bearing = is_title(doc, lexicon, before) || begins_office(doc, kb, before, title);
            let upos = doc.token(before).upos;
            let nation = names[..i].iter().rev().find(|n| n.tokens.contains(before));
            if let Some(nation) = nation.filter(|n| {
                matches!(n.class, NameClass::Demonym | NameClass::State)
                    || n.class == NameClass::Body(ActorKind::Organisation) && title.is_some()
            }) {
                if title.is_none() && nation.class != NameClass::Demonym {
                    break;
                }
                start = nation.tokens.start.index();
            } else if bearing && matches!(upos, Upos::Propn | Upos::Noun | Upos::Adj) && nation.is_none() {
                title = title.or(Some(before));
                start -= 1;
            } else if title.is_some() && upos == Upos::Adj && nation.is_none() {
                start -= 1;
            } else {
                break;
            }
        }
        if title.is_none() {
            continue;
        }
        let run = TokenRange::new(start, names[i].tokens.end.index());
        let head = head_of(doc, run);
        for name in names[..i].iter_mut().rev().take_while(|n| n.tokens.start >= run.start) {
            name.absorbed = name.tokens.contains(head);
        }
        names[i].run = run;
        names[i].head = head;
        names[i].class = NameClass::Person;
    }
}

/// Whether an office of several words begins here and ends at the title: "Prime" before "Minister".
fn begins_office(doc: &Document, kb: &Gazetteer, token: TokenId, title: Option<TokenId>) -> bool {
    let Some(title) = title.filter(|t| t.index() - token.index() <= 3) else {
        return false;
    };
    let words = TokenRange::new(token.index(), title.index() + 1);
    let phrase = doc.span_of(words).of(doc.text()).to_lowercase();
    !kb.office_words(&phrase).is_empty()
}

/// The tokens that a stretch of text covers exactly, within one sentence.
fn tokens_at(doc: &Document, span: Span) -> Option<TokenRange> {
    let start = doc.tokens.partition_point(|t| t.span.start < span.start);
    if doc.tokens.get(start)?.span.start != span.start {
        return None;
    }
    let len = doc.tokens[start..].partition_point(|t| t.span.end <= span.end);
    // An abbreviation's full stop may belong to the token and not to the name: "U.S" of "U.S.".
    let end = match doc.tokens.get(start + len) {
        Some(next) if next.span.start < span.end => (next.span.end == span.end + 1).then_some(start + len + 1)?,
        _ => start + len,
    };
    let tokens = TokenRange::new(start, end);
    let same_sentence = !tokens.is_empty() && doc.sentence_of(tokens.start) == doc.sentence_of(TokenId::new(end - 1));
    same_sentence.then_some(tokens)
}

/// The token of the range by which the rest of the sentence reaches it.
pub(super) fn head_of(doc: &Document, tokens: TokenRange) -> TokenId {
    let outside = |t: TokenId| doc.token(t).head.is_none_or(|h| !tokens.contains(h));
    let mut heads = tokens.iter().filter(|t| outside(*t));
    let first = heads.next().unwrap_or(tokens.start);
    // A parse that tears a name apart: the last part that is no mere modifier carries it.
    let modifier = |t: TokenId| {
        matches!(
            doc.token(t).deprel,
            Deprel::Compound | Deprel::Amod | Deprel::Det | Deprel::Case | Deprel::Punct | Deprel::NmodDesc
        )
    };
    if modifier(first) {
        heads.find(|t| !modifier(*t)).unwrap_or(first)
    } else {
        first
    }
}

/// Which states the text speaks of by names that nothing else bears: what tells namesakes apart.
struct Evidence<'g>(BTreeSet<&'g str>);

impl<'g> Evidence<'g> {
    fn new(kb: &'g Gazetteer, hits: &[Hit]) -> Self {
        let mut states = BTreeSet::new();
        let mut at = 0;
        while at < hits.len() {
            let same = hits[at..].iter().take_while(|h| h.span == hits[at].span).count();
            let group = &hits[at..at + same];
            at += same;
            let country = kb.entry(group[0].entry).country();
            let sure = group.iter().all(|h| {
                let entry = kb.entry(h.entry);
                !h.flags.needs_context()
                    && entry.country() == country
                    && entry.kind() != EntryKind::Topic
                    && entry.sector() != Some(Sector::Med)
            });
            states.extend(country.filter(|_| sure));
        }
        Self(states)
    }

    /// 0 where the state is spoken of, 1 where the entry is of none, 2 where it is not.
    fn against(&self, country: Option<&str>) -> u8 {
        country.map_or(1, |c| if self.0.contains(c) { 0 } else { 2 })
    }
}

/// A word that is also a state or place, after a longer name that holds it and where nothing speaks of that state, is the
/// person's: "Jordan" after "Michael Jordan".
fn call_by_surname(doc: &Document, kb: &Gazetteer, names: &mut [Name], evidence: &Evidence<'_>) {
    for i in 1..names.len() {
        let name = &names[i];
        let place = name.doubtful && name.tokens.len() == 1 && matches!(name.class, NameClass::State | NameClass::Place);
        if !place || name.candidates.iter().any(|c| evidence.against(kb.entry(*c).country()) == 0) {
            continue;
        }
        let form = doc.form(name.tokens.start);
        let whole = names[..i].iter().any(|other| {
            matches!(other.class, NameClass::Person | NameClass::Unknown)
                && other.tokens.len() > 1
                && other.tokens.iter().any(|t| doc.form(t) == form)
        });
        if whole {
            names[i].class = NameClass::Person;
            names[i].candidates.clear();
            names[i].metonym = false;
        }
    }
}

/// Hits of the gazetteer that hold, the longest first served.
fn known(doc: &Document, kb: &Gazetteer, lexicon: &Lexicon, hits: &[Hit], evidence: &Evidence<'_>) -> Vec<Name> {
    let mut found: Vec<(Span, Name)> = Vec::new();
    let mut at = 0;
    while at < hits.len() {
        let span = hits[at].span;
        let count = hits[at..].iter().take_while(|h| h.span == span).count();
        if let Some(name) = judge(doc, kb, lexicon, &hits[at..at + count], evidence) {
            match found.last() {
                // Hits come by start, shorter first: a longer one from the same start replaces, a later overlapping one loses.
                Some((last, _)) if last.start == span.start => {
                    found.pop();
                    found.push((span, name));
                }
                Some((last, _)) if span.start < last.end => {}
                _ => found.push((span, name)),
            }
        }
        at += count;
    }
    found.into_iter().map(|(_, name)| name).collect()
}

/// What the candidates for one stretch of text come to, if they hold at all.
fn judge(doc: &Document, kb: &Gazetteer, lexicon: &Lexicon, hits: &[Hit], evidence: &Evidence<'_>) -> Option<Name> {
    let tokens = without_title(doc, lexicon, kb, tokens_at(doc, hits[0].span)?, hits);
    if tokens.len() == 1 && calendar(doc, tokens) {
        return None;
    }
    let head = head_of(doc, tokens);
    let single = tokens.len() == 1;
    let upos = doc.token(head).upos;
    // An acronym may pass for a common noun, but not where everything is in capitals.
    let acronym = || {
        let sentence = doc.sentence(doc.sentence_of(head)).span.of(doc.text());
        all_capitals(doc, tokens) && sentence.chars().any(char::is_lowercase)
    };
    let proper = tokens.iter().any(|t| doc.token(t).upos == Upos::Propn) || acronym();
    let wordlike = single && !matches!(upos, Upos::Propn | Upos::Noun | Upos::Adj | Upos::X | Upos::Sym | Upos::Num);
    let layer = doc
        .names
        .iter()
        .find(|n| n.tokens.contains(head))
        .filter(|n| n.tokens.contains(tokens.start));
    let mut kept: Vec<((u8, u8), usize, &Hit)> = Vec::new();
    for (order, hit) in hits.iter().enumerate() {
        let entry = kb.entry(hit.entry);
        let kind = entry.kind();
        let shared = hit.flags.needs_context();
        if kind == EntryKind::Topic || (shared && (wordlike || !proper)) || (wordlike && !all_capitals(doc, tokens)) {
            continue;
        }
        if hit.flags.is_demonym() && single && upos == Upos::Verb {
            continue;
        }
        let person = kind == EntryKind::Actor(ActorKind::Person);
        if person && !whole_person(doc, lexicon, tokens, entry.name()) {
            continue;
        }
        // "Briton Mary Smith": a nationality is no first name.
        let nation = hit.flags.is_demonym() && !shared && layer.is_none_or(|l| l.tokens.start == tokens.start && l.tokens.len() > 2);
        if !person && !nation && inside_person(doc, lexicon, tokens) {
            continue;
        }
        let agrees = layer.is_none_or(|n| match n.kind {
            NameKind::Person => person,
            NameKind::Place => kind == EntryKind::Place || kind == EntryKind::Actor(ActorKind::State) || hit.flags.is_metonym(),
            NameKind::Organisation => !person && kind != EntryKind::Place,
            NameKind::Other => !person,
        });
        // Namesakes of one kind are told apart by the states that the text speaks of.
        let against = if person { 1 } else { evidence.against(entry.country()) };
        if shared && layer.is_some() && !agrees && against > 0 {
            continue;
        }
        let titled = titled(doc, lexicon, tokens);
        let gone = entry.dates().is_some_and(|d| match doc.article.published {
            Some(day) => !d.covers(day),
            None => matches!(d.until, Until::Ended(_)),
        });
        let rank = u8::from(gone && kind == EntryKind::Actor(ActorKind::State)) * 8
            + u8::from(titled != person && (titled || person && shared)) * 4
            + u8::from(!agrees) * 2
            + u8::from(shared);
        kept.push(((rank, against), order, hit));
    }
    kept.sort_by_key(|(rank, order, _)| (*rank, *order));
    let (_, _, best) = *kept.first()?;
    let class = class_of(kb, best);
    let mut candidates: Vec<EntryIdx> = Vec::new();
    for (_, _, hit) in kept
        .iter()
        .filter(|(_, _, h)| class_of(kb, h) == class || class != NameClass::Demonym)
    {
        if !candidates.contains(&hit.entry) {
            candidates.push(hit.entry);
        }
    }
    let doubtful = kept.iter().all(|(_, _, h)| h.flags.needs_context());
    Some(Name {
        tokens,
        run: tokens,
        head,
        class,
        candidates,
        doubtful,
        metonym: best.flags.is_metonym(),
        absorbed: false,
    })
}

/// An alias may hold a title ("President Bush"); the name is what follows it.
fn without_title(doc: &Document, lexicon: &Lexicon, kb: &Gazetteer, tokens: TokenRange, hits: &[Hit]) -> TokenRange {
    let person = hits.iter().any(|h| kb.entry(h.entry).actor_kind() == Some(ActorKind::Person));
    if person { without_titles(doc, lexicon, tokens) } else { tokens }
}

fn class_of(kb: &Gazetteer, hit: &Hit) -> NameClass {
    match kb.entry(hit.entry).kind() {
        _ if hit.flags.is_demonym() => NameClass::Demonym,
        _ if hit.flags.is_metonym() => NameClass::Place,
        EntryKind::Actor(ActorKind::Person) => NameClass::Person,
        EntryKind::Actor(ActorKind::State) => NameClass::State,
        EntryKind::Actor(kind) => NameClass::Body(kind),
        EntryKind::Place | EntryKind::Topic => NameClass::Place,
    }
}

fn all_capitals(doc: &Document, tokens: TokenRange) -> bool {
    let form = doc.span_of(tokens).of(doc.text());
    form.len() > 1 && !form.chars().any(char::is_lowercase)
}

/// Whether the word before the name is a title or honorific: "President Bush", "Mr. Jordan".
fn titled(doc: &Document, lexicon: &Lexicon, tokens: TokenRange) -> bool {
    let Some(before) = tokens.start.0.checked_sub(1).map(TokenId) else {
        return false;
    };
    if doc.sentence_of(before) != doc.sentence_of(tokens.start) {
        return false;
    }
    is_title(doc, lexicon, before) && matches!(doc.token(before).upos, Upos::Propn | Upos::Noun)
}

/// Whether the token is a word that people carry before their names.
pub(super) fn is_title(doc: &Document, lexicon: &Lexicon, token: TokenId) -> bool {
    let form = doc.form(token);
    if !form.is_ascii() || form.len() > 24 {
        return false;
    }
    let lower = form.to_ascii_lowercase();
    lexicon.honorific(&lower).is_some()
        || lexicon
            .noun(&lower)
            .is_some_and(|n| n.kind == crate::resources::NounKind::Actor(ActorKind::Person))
}

fn part_of_name(doc: &Document, token: TokenId) -> bool {
    doc.token(token).upos == Upos::Propn && doc.form(token).chars().next().is_some_and(char::is_uppercase)
}

/// The proper nouns right before and after that the parse binds into one person's name with these tokens.
fn bound(doc: &Document, lexicon: &Lexicon, tokens: TokenRange) -> (Option<TokenId>, Option<TokenId>) {
    let tied = |a: TokenId, b: TokenId| {
        let flat = |t: TokenId| matches!(doc.token(t).deprel, Deprel::Flat);
        (flat(b) && (doc.token(b).head == Some(a) || doc.token(b).head == doc.token(a).head && flat(a)))
            || (flat(a) && doc.token(a).head == Some(b))
    };
    let before = tokens
        .start
        .0
        .checked_sub(1)
        .map(TokenId)
        .filter(|t| part_of_name(doc, *t) && tied(*t, tokens.start) && !is_title(doc, lexicon, *t));
    let last = TokenId(tokens.end.0.saturating_sub(1));
    let after = Some(tokens.end)
        .filter(|t| t.index() < doc.tokens.len())
        .filter(|t| part_of_name(doc, *t) && (tied(last, *t) || tied(tokens.start, *t)));
    (before, after)
}

/// Whether these tokens are all of the person's name that the text gives, or the rest agrees with the known name.
fn whole_person(doc: &Document, lexicon: &Lexicon, tokens: TokenRange, name: &str) -> bool {
    let (before, after) = bound(doc, lexicon, tokens);
    let fits = |t: Option<TokenId>| {
        t.is_none_or(|t| {
            let form = doc.form(t);
            let initial = form.trim_end_matches('.');
            name.split(' ')
                .any(|part| part == form || initial.len() == 1 && part.starts_with(initial))
        })
    };
    fits(before) && fits(after)
}

/// Whether these tokens, the name of no person, are bound into a person's name: "Jordan" of "Michael Jordan".
fn inside_person(doc: &Document, lexicon: &Lexicon, tokens: TokenRange) -> bool {
    let (before, after) = bound(doc, lexicon, tokens);
    let layer = |t: TokenId| {
        doc.name_of(t)
            .is_some_and(|n| n.kind == NameKind::Person && n.tokens.len() > tokens.len())
    };
    before.is_some() && (after.is_none() || layer(tokens.start)) || layer(tokens.start)
}

/// Names nobody listed: of the layer of names, and runs of proper nouns.
fn runs(doc: &Document, lexicon: &Lexicon, taken: &[bool]) -> Vec<Name> {
    let mut names = Vec::new();
    let mut seen = taken.to_vec();
    for layer in &doc.names {
        if layer.tokens.is_empty() || layer.tokens.iter().any(|t| taken[t.index()]) {
            continue;
        }
        let tokens = without_day(doc, without_titles(doc, lexicon, layer.tokens));
        layer.tokens.iter().for_each(|t| seen[t.index()] = true);
        let head = head_of(doc, tokens);
        let class = match layer.kind {
            NameKind::Person => NameClass::Person,
            NameKind::Organisation => NameClass::Body(body_kind(doc, lexicon, head)),
            NameKind::Place => NameClass::Place,
            NameKind::Other => continue,
        };
        names.push(Name {
            tokens,
            run: tokens,
            head,
            class,
            candidates: Vec::new(),
            doubtful: false,
            metonym: false,
            absorbed: false,
        });
    }
    let mut at = 0;
    while at < doc.tokens.len() {
        let first = TokenId::new(at);
        if seen[at] || !part_of_name(doc, first) {
            at += 1;
            continue;
        }
        let sentence = doc.sentence(doc.sentence_of(first)).tokens;
        let mut end = at + 1;
        while end < sentence.end.index() && !seen[end] {
            let next = end + particles(doc, lexicon, end, sentence.end.index());
            let capital = next < sentence.end.index() && !seen[next] && part_of_name(doc, TokenId::new(next));
            if capital && (next > end || joined(doc, at, end)) {
                end = next + 1;
            } else {
                break;
            }
        }
        let all = TokenRange::new(at, end);
        at = end;
        let tokens = without_day(doc, without_titles(doc, lexicon, all));
        let head = head_of(doc, tokens);
        // A title or office with no name after it is a common noun in capitals: "the President", "Foreign Minister".
        if tokens
            .iter()
            .all(|t| is_title(doc, lexicon, t) || lexicon.noun(&doc.form(t).to_lowercase()).is_some())
            || calendar(doc, tokens)
        {
            continue;
        }
        let had_title = tokens.start > all.start || titled(doc, lexicon, tokens);
        let class = if had_title {
            NameClass::Person
        } else {
            match body_kind(doc, lexicon, head) {
                ActorKind::Other if tokens.len() > 1 && doc.token(TokenId::new(end - 1)).deprel == Deprel::Flat => NameClass::Person,
                ActorKind::Other => NameClass::Unknown,
                kind => NameClass::Body(kind),
            }
        };
        names.push(Name {
            tokens,
            run: tokens,
            head,
            class,
            candidates: Vec::new(),
            doubtful: false,
            metonym: false,
            absorbed: false,
        });
    }
    names
}

/// How many particles of a name stand here: "de", "van der".
fn particles(doc: &Document, lexicon: &Lexicon, from: usize, to: usize) -> usize {
    (from..to).take_while(|t| lexicon.is_particle(doc.form(TokenId::new(*t)))).count()
}

/// Whether the token at `end` continues the name that runs from `start`: bound to it by the parse.
fn joined(doc: &Document, start: usize, end: usize) -> bool {
    let token = &doc.tokens[end];
    let inside = |t: Option<TokenId>| t.is_some_and(|t| (start..end).contains(&t.index()));
    let before = &doc.tokens[end - 1];
    inside(token.head) && matches!(token.deprel, Deprel::Flat | Deprel::Compound | Deprel::NmodDesc | Deprel::Appos)
        || before.head == Some(TokenId::new(end))
        || before.head == token.head
            && matches!(before.deprel, Deprel::Compound | Deprel::Flat | Deprel::Amod | Deprel::NmodDesc)
            && matches!(token.deprel, Deprel::Compound | Deprel::Flat | Deprel::NmodDesc)
        || (start..end).any(|t| {
            doc.tokens[t].head == Some(TokenId::new(end))
                && matches!(doc.tokens[t].deprel, Deprel::Compound | Deprel::NmodDesc | Deprel::Amod)
        })
}

fn without_titles(doc: &Document, lexicon: &Lexicon, tokens: TokenRange) -> TokenRange {
    let skipped = tokens.iter().take_while(|t| is_title(doc, lexicon, *t)).count();
    if skipped == tokens.len() {
        tokens
    } else {
        TokenRange::new(tokens.start.index() + skipped, tokens.end.index())
    }
}

/// What kind of body the head word of a name tells: "Party", "Council", "University".
fn body_kind(doc: &Document, lexicon: &Lexicon, head: TokenId) -> ActorKind {
    let lemma = doc.lemma(head).to_lowercase();
    match lexicon.noun(&lemma).map(|n| n.kind) {
        Some(crate::resources::NounKind::Actor(kind)) if kind != ActorKind::Person => kind,
        _ => ActorKind::Other,
    }
}

/// Months and days begin and end no name ("Brown Monday"), and alone they are none.
fn is_day(word: &str) -> bool {
    const WORDS: [&str; 33] = [
        "am",
        "april",
        "aug.",
        "august",
        "christmas",
        "day",
        "dec.",
        "december",
        "easter",
        "feb.",
        "february",
        "friday",
        "gmt",
        "jan.",
        "january",
        "july",
        "june",
        "march",
        "may",
        "monday",
        "nov.",
        "november",
        "oct.",
        "october",
        "pm",
        "ramadan",
        "saturday",
        "sept.",
        "september",
        "sunday",
        "thursday",
        "tuesday",
        "wednesday",
    ];
    WORDS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

/// Names of months, days and holidays name no actor.
fn calendar(doc: &Document, tokens: TokenRange) -> bool {
    let last = TokenId(tokens.end.0 - 1);
    let form = doc.form(last);
    is_day(form) || matches!(doc.token(last).xpos, Xpos::Cd) && form.bytes().any(|b| b.is_ascii_digit())
}

/// The name without the day that the parse took for its last word: "Brown" of "Brown Monday".
fn without_day(doc: &Document, tokens: TokenRange) -> TokenRange {
    let day = |t: TokenId| {
        let form = doc.form(t);
        is_day(form) && form.len() > 3 && tokens.len() > 1
    };
    let end = tokens.iter().rev().find(|t| !day(*t)).map_or(tokens.end.index(), |t| t.index() + 1);
    TokenRange::new(tokens.start.index(), end)
}
