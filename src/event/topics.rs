//! Topics: what was discussed, agreed, demanded, as short phrases in the article's own words.
//!
//! Called while frames are filled, and once more when a record is made. The hard decision: a noun that only holds a
//! matter ("calls for a referendum", "a wide range of topics, including trade") is looked through to what it holds,
//! and says nothing where it holds nothing, since an empty topic would join events that have nothing in common.

use super::clause::{ClauseReader, Predicate};
use super::matching::Candidate;
use super::roles::PartyFinder;
use super::topic_words::TopicWords;
use crate::document::{Deprel, Upos, Xpos};
use crate::ontology::{EventType, Polarity};
use crate::record::{MentionKind, TimeExpression, Topic, folded};
use crate::rule::Slot;
use crate::span::{TokenId, TokenRange};

/// No topic is longer than this many tokens; what follows is cut.
const LONGEST: usize = 12;

/// How many nouns that only hold a matter are looked through.
const DEPTH: u8 = 3;

impl ClauseReader<'_> {
    /// The topics that the argument headed at `head` words, coordinated phrases split.
    pub(super) fn topics(self, head: TokenId, polarity: Polarity) -> Vec<Topic> {
        let doc = self.doc;
        let mut heads = Vec::new();
        self.matters(head, DEPTH, &mut heads);
        let mut topics: Vec<Topic> = Vec::new();
        for tokens in heads.into_iter().filter_map(|h| self.phrase(h)) {
            let label = balanced(&folded(doc.span_of(tokens).of(doc.text())));
            if label.chars().any(char::is_alphanumeric) && topics.iter().all(|t| t.label != label) {
                topics.push(Topic { label, polarity, id: None });
            }
        }
        topics
    }

    pub(super) fn is_clause(self, head: TokenId) -> bool {
        matches!(self.doc.token(head).upos, Upos::Verb | Upos::Aux)
    }

    /// The heads of the matters that an argument tells, nouns that only hold them looked through.
    fn matters(self, head: TokenId, depth: u8, out: &mut Vec<TokenId>) {
        let doc = self.doc;
        let words = TopicWords::embedded();
        if self.is_clause(head) {
            for verb in std::iter::once(head).chain(self.further_clauses(head)) {
                let inner = if depth > 0 && words.discussing.contains(doc.lemma(verb)) {
                    self.discussed(verb)
                } else {
                    Vec::new()
                };
                if inner.is_empty() {
                    out.push(verb);
                }
                for matter in inner {
                    self.matters(matter, depth - 1, out);
                }
            }
            return;
        }
        for member in self.members(head) {
            let token = doc.token(member);
            if token.upos == Upos::Pron || token.upos == Upos::Adv {
                continue;
            }
            let lemma = doc.lemma(member);
            let empty = words.empty.contains(lemma);
            if depth > 0 && (empty || words.vessels.contains(lemma)) {
                let inner = self.held(member);
                for matter in &inner {
                    self.matters(*matter, depth - 1, out);
                }
                if !inner.is_empty() || empty || !self.is_described(member) {
                    continue;
                }
            }
            if words.bare.contains(lemma) && !self.is_described(member) {
                continue;
            }
            out.push(member);
        }
    }

    /// Verbs coordinated with a verb that say something of their own: "stop the fire and open the roads", not "made or kept arms".
    fn further_clauses(self, verb: TokenId) -> Vec<TokenId> {
        let doc = self.doc;
        let subject = |c: &TokenId| matches!(doc.token(*c).deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter);
        let says_more = |v: TokenId| {
            doc.children(v).iter().any(|c| {
                matches!(
                    doc.token(*c).deprel,
                    Deprel::Obj | Deprel::Obl | Deprel::Xcomp | Deprel::Ccomp | Deprel::CompoundPrt | Deprel::Iobj
                ) && *c > v
            })
        };
        if !says_more(verb) {
            return Vec::new();
        }
        doc.children_by(verb, Deprel::Conj)
            .filter(|c| doc.token(*c).xpos != Xpos::Vbd || doc.token(verb).xpos != Xpos::Vb)
            .filter(|c| self.is_clause(*c) && !doc.children(*c).iter().any(subject) && says_more(*c))
            .collect()
    }

    /// What a verb of discussing has for its matter.
    fn discussed(self, verb: TokenId) -> Vec<TokenId> {
        let doc = self.doc;
        // "urge him to sign" is about signing.
        let clauses: Vec<TokenId> = doc.children_by(verb, Deprel::Xcomp).collect();
        if !clauses.is_empty() {
            return clauses;
        }
        let objects = doc.children(verb).iter().copied().filter(|c| match doc.token(*c).deprel {
            Deprel::Obj => true,
            Deprel::Obl => self.preposition(*c).is_some_and(|p| TopicWords::embedded().leads_to_matter(&p)),
            Deprel::Ccomp => true,
            _ => false,
        });
        objects.collect()
    }

    /// A noun and what is coordinated with it, also where a long list was parsed as if it hung on a noun inside.
    fn members(self, head: TokenId) -> Vec<TokenId> {
        let doc = self.doc;
        let mut all = vec![head];
        let mut at = 0;
        while at < all.len() {
            // "trade and bilateral ties" may be parsed as if "bilateral" were coordinated.
            let noun = |c: &TokenId| !self.is_clause(*c) && doc.token(*c).upos != Upos::Adj;
            all.extend(doc.children_by(all[at], Deprel::Conj).filter(noun));
            at += 1;
        }
        for listed in self.listed(head) {
            if !all.contains(&listed) {
                all.push(listed);
            }
        }
        all.sort_unstable();
        all
    }

    /// Members of a list of three and more that hang on a noun inside its first member: "talks to end the war in
    /// Ukraine, Syria, the strikes on Iran and a swap of prisoners".
    fn listed(self, head: TokenId) -> Vec<TokenId> {
        let doc = self.doc;
        let inside = doc.subtree(head);
        let listed: Vec<TokenId> = inside
            .iter()
            .filter(|t| {
                let token = doc.token(*t);
                *t > head
                    && token.head != Some(head)
                    && matches!(token.deprel, Deprel::Conj | Deprel::Appos)
                    && matches!(token.upos, Upos::Noun | Upos::Propn)
                    && doc.form(doc.subtree(*t).start) == ","
            })
            .collect();
        if listed.len() > 1 { listed } else { Vec::new() }
    }

    /// What a noun that only holds matters holds: "demands that A resign", "calls for B", "issues including C".
    fn held(self, noun: TokenId) -> Vec<TokenId> {
        let doc = self.doc;
        let words = TopicWords::embedded();
        let examples: Vec<TokenId> = doc
            .children(noun)
            .iter()
            .copied()
            .filter(|c| matches!(doc.token(*c).deprel, Deprel::Nmod | Deprel::Obl | Deprel::Acl | Deprel::Appos))
            .filter(|c| self.preposition(*c).is_some_and(|p| words.examples.contains(&p)))
            .collect();
        if !examples.is_empty() {
            return examples;
        }
        doc.children(noun)
            .iter()
            .copied()
            .filter(|c| match doc.token(*c).deprel {
                Deprel::Ccomp => true,
                Deprel::Acl => !matches!(doc.token(*c).xpos, Xpos::Vbn | Xpos::Vbd),
                Deprel::Nmod => self.preposition(*c).is_some_and(|p| words.leads_to_matter(&p)),
                _ => false,
            })
            .collect()
    }

    /// Whether words before the noun say what it is about: "terrorism charges", not "their demands".
    fn is_described(self, noun: TokenId) -> bool {
        let doc = self.doc;
        doc.children(noun).iter().any(|c| {
            let token = doc.token(*c);
            *c < noun
                && matches!(
                    token.deprel,
                    Deprel::Compound | Deprel::Amod | Deprel::NmodDesc | Deprel::NmodUnmarked
                )
        })
    }

    /// The words of a topic: the head's subtree without determiners, markers, relative clauses and coordinated phrases.
    fn phrase(self, head: TokenId) -> Option<TokenRange> {
        let doc = self.doc;
        let (mut first, mut last) = (head, head);
        let clause = self.is_clause(head);
        let further = if clause { self.further_clauses(head) } else { Vec::new() };
        for &child in doc.children(head) {
            let token = doc.token(child);
            let skip = match token.deprel {
                Deprel::Conj if clause => further.contains(&child) || !self.is_clause(child),
                Deprel::Mark
                | Deprel::Case
                | Deprel::Cc
                | Deprel::CcPreconj
                | Deprel::Punct
                | Deprel::Parataxis
                | Deprel::AclRelcl
                | Deprel::Appos
                | Deprel::Det
                | Deprel::DetPredet
                | Deprel::Conj => true,
                Deprel::Nsubj | Deprel::Aux | Deprel::AuxPass | Deprel::Advcl | Deprel::Cop | Deprel::Discourse => clause,
                Deprel::NmodPoss => token.upos == Upos::Pron,
                Deprel::OblUnmarked | Deprel::Advmod => clause && child < head,
                _ => false,
            };
            if !skip {
                let range = doc.subtree(child);
                first = first.min(range.start);
                last = last.max(TokenId(range.end.0 - 1));
            }
        }
        let cut = self.cut(head, last);
        let mut last = last.min(cut);
        let end = last.index().min(first.index() + LONGEST - 1);
        if end < last.index() {
            last = TokenId::new(end);
            // What was cut off may have left the beginning of a phrase behind.
            while last > head && matches!(doc.token(last).upos, Upos::Det | Upos::Adj | Upos::Num | Upos::Part | Upos::Aux) {
                last = TokenId(last.0 - 1);
            }
        }
        while last > head
            && matches!(
                doc.token(last).upos,
                Upos::Punct | Upos::Cconj | Upos::Adp | Upos::Sconj | Upos::Pron | Upos::Part
            )
        {
            last = TokenId(last.0 - 1);
        }
        Some(TokenRange::new(first.index().min(head.index()), last.index().max(head.index()) + 1))
    }

    /// The last token before a relative clause, an aside, a list's next member or an adverbial clause inside the phrase.
    fn cut(self, head: TokenId, last: TokenId) -> TokenId {
        let doc = self.doc;
        let listed = self.listed(head);
        let words = TopicWords::embedded();
        let clause = self.is_clause(head);
        let further = if clause { self.further_clauses(head) } else { Vec::new() };
        (head.0 + 1..=last.0)
            .map(TokenId)
            .filter(|t| {
                let token = doc.token(*t);
                match token.deprel {
                    Deprel::AclRelcl | Deprel::Parataxis | Deprel::Advcl => true,
                    Deprel::Appos => doc.form(doc.subtree(*t).start) == ",",
                    Deprel::Conj if clause => further.contains(t),
                    Deprel::Conj => token.head == Some(head) || listed.contains(t),
                    Deprel::Nmod | Deprel::Obl => self.preposition(*t).is_some_and(|p| words.examples.contains(&p)),
                    _ => false,
                }
            })
            .map(|t| doc.subtree(t).start)
            .filter(|start| *start > head)
            .min()
            .map_or(last, |start| TokenId(start.0 - 1))
    }

    /// The topics of a record: those of its frame, else those that its type words in a way of its own.
    pub(super) fn record_topics(self, finder: PartyFinder<'_>, times: &[TimeExpression], candidate: &Candidate<'_>) -> Vec<Topic> {
        let words = TopicWords::embedded();
        let kind = candidate.rule.event_type();
        if words.without.contains(&kind) {
            return Vec::new();
        }
        let predicate = &candidate.predicate;
        let mut topics = candidate.topics.clone();
        if kind == EventType::Threaten {
            let (demands, only) = self.conditions(predicate);
            let demands: Vec<Topic> = demands.into_iter().flat_map(|d| self.topics(d, Polarity::Discussed)).collect();
            if only && !demands.is_empty() {
                return demands;
            }
            topics.extend(demands);
        }
        if topics.is_empty() {
            let slots = words.slots.get(&kind).into_iter().flatten();
            for head in slots.flat_map(|slot| self.slot_heads(predicate, slot)) {
                if !self.is_matter(finder, times, candidate, head) {
                    continue;
                }
                for topic in self.topics(head, Polarity::Discussed) {
                    if topics.iter().all(|t| t.label != topic.label) {
                        topics.push(topic);
                    }
                }
            }
        }
        if topics.is_empty() && predicate.nominal {
            topics.extend(self.named_before(finder, times, predicate.trigger, kind));
        }
        // Of "denied Russia had made it", Russia is who made it.
        if kind != EventType::Consult && topics.len() > 1 {
            let party = |t: &Topic| {
                let parties = || candidate.actors.iter().chain(&candidate.recipients);
                parties().any(|p| p.mention == t.label || p.entity.name == t.label)
            };
            topics.retain(|t| !party(t));
        }
        topics
    }

    fn slot_heads(self, predicate: &Predicate, slot: &str) -> Vec<TokenId> {
        let doc = self.doc;
        // A phrase of the object's may be parsed as the verb's, and the other way round; one of a noun may hang on its verb.
        let own = predicate.slot(&Slot::read(slot)).collect::<Vec<_>>();
        if own.is_empty() && predicate.anchor != predicate.trigger && predicate.nominal {
            let beside = doc.children(predicate.anchor).iter().copied().filter(|c| {
                matches!(doc.token(*c).deprel, Deprel::Obl | Deprel::Advcl)
                    && *c > predicate.trigger
                    && match slot {
                        "xcomp" => doc.token(*c).deprel == Deprel::Advcl && doc.children_by(*c, Deprel::Mark).any(|m| doc.form(m) == "to"),
                        _ => doc.token(*c).deprel == Deprel::Obl && self.preposition(*c).as_deref() == Some(slot),
                    }
            });
            return beside.collect();
        }
        // "a round of talks on trade": what stands behind may hang on the round.
        let head = doc.token(predicate.trigger).head;
        if own.is_empty()
            && let Some(measure) = head.filter(|h| predicate.nominal && self.lexicon.measures.contains(doc.lemma(*h)))
        {
            let behind = doc.children(measure).iter().copied().filter(|c| match slot {
                "xcomp" => doc.token(*c).deprel == Deprel::Acl && doc.children_by(*c, Deprel::Mark).any(|m| doc.form(m) == "to"),
                _ => doc.token(*c).deprel == Deprel::Nmod && self.preposition(*c).as_deref() == Some(slot),
            });
            return behind.collect();
        }
        own
    }

    /// Whether an argument can be what the event was about: no time, no party of it, no contact of its own.
    fn is_matter(self, finder: PartyFinder<'_>, times: &[TimeExpression], candidate: &Candidate<'_>, head: TokenId) -> bool {
        let doc = self.doc;
        if times.iter().any(|t| t.tokens.contains(head)) {
            return false;
        }
        if candidate.rule.event_type() == EventType::Consult && TopicWords::embedded().contacts.contains(doc.lemma(head)) {
            return false;
        }
        let Some((id, mention)) = finder.entities.mention_at(head) else {
            return true;
        };
        let known = |id| {
            let mut parties = candidate.actors.iter().chain(&candidate.recipients);
            parties.any(|p| p.entity.id == id)
        };
        mention.kind != MentionKind::Pronoun && !finder.entities.entities_of(id).any(|e| known(e.id.clone()))
    }

    /// A matter named before a noun: "coalition talks", "a trade agreement".
    fn named_before(self, finder: PartyFinder<'_>, times: &[TimeExpression], noun: TokenId, kind: EventType) -> Vec<Topic> {
        let doc = self.doc;
        let words = TopicWords::embedded();
        if !words.named_before.contains(&kind) {
            return Vec::new();
        }
        doc.children(noun)
            .iter()
            .copied()
            .filter(|c| {
                let token = doc.token(*c);
                matches!(token.deprel, Deprel::Compound)
                    && token.upos == Upos::Noun
                    && !words.manners.contains(doc.lemma(*c))
                    && finder.entities.mention_at(*c).is_none()
                    && !times.iter().any(|t| t.tokens.contains(*c))
            })
            .filter_map(|c| self.phrase(c))
            .map(|tokens| Topic {
                label: folded(doc.span_of(tokens).of(doc.text())),
                polarity: Polarity::Discussed,
                id: None,
            })
            .collect()
    }

    /// What must be done, or not be done, for a threat not to be carried out; whether it is an ultimatum, which is all about that.
    fn conditions(self, predicate: &Predicate) -> (Vec<TokenId>, bool) {
        let doc = self.doc;
        let mut found = Vec::new();
        let mut only = false;
        for token in doc.subtree(predicate.anchor).iter() {
            if doc.token(token).deprel != Deprel::Advcl {
                continue;
            }
            for mark in doc.children_by(token, Deprel::Mark) {
                match doc.lemma(mark) {
                    "unless" => {
                        only = true;
                        found.push(token);
                    }
                    "if" => found.push(token),
                    _ => {}
                }
            }
        }
        (found, only)
    }
}

/// The label without quotation marks that open and do not close in it, or close and do not open.
fn balanced(label: &str) -> String {
    let count = |c: char| label.matches(c).count();
    let curly = count('“') != count('”');
    let straight = count('"') % 2 == 1;
    let trimmed: String = label
        .chars()
        .filter(|c| !(curly && matches!(c, '“' | '”') || straight && *c == '"'))
        .collect();
    let enclosed = |open: char, close: char| {
        trimmed.starts_with(open) && trimmed.ends_with(close) && trimmed.matches(open).count() == 1 + usize::from(open == close)
    };
    let whole = [('“', '”'), ('"', '"')].into_iter().any(|(open, close)| enclosed(open, close));
    let inner = if whole {
        trimmed.trim_matches(['“', '”', '"'])
    } else {
        &trimmed
    };
    inner.trim().trim_end_matches([',', ';', ':']).to_owned()
}
