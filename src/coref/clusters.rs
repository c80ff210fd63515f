//! The chains in the making: which mentions are one so far, and what is known of them together.
//!
//! Under all steps of coreference. The hard decision: two clusters that contradict each other in anything known (candidates,
//! country, gender, number, kind) can never be joined, whoever asks, so that no step has to look twice.

use crate::document::{Document, Upos};
use crate::ontology::ActorKind;
use crate::record::{Gender, Mention, MentionKind, Number};
use smol_str::SmolStr;

/// What is known of mentions that are one.
#[derive(Debug, Clone)]
pub(super) struct Cluster {
    /// In text order.
    pub(super) mentions: Vec<usize>,
    /// Who it may be; empty where nothing in the knowledge base fits.
    pub(super) candidates: Vec<SmolStr>,
    pub(super) country: Option<SmolStr>,
    pub(super) gender: Gender,
    pub(super) number: Number,
    pub(super) kind: Option<ActorKind>,
    pub(super) place: bool,
    /// Whether one of the mentions is a name.
    pub(super) named: bool,
}

/// All mentions with the clusters they are in.
pub(super) struct Clusters<'a> {
    pub(super) doc: &'a Document,
    pub(super) mentions: &'a [Mention],
    of: Vec<usize>,
    all: Vec<Cluster>,
    /// For each sentence, how many before it say something: addresses and credits between paragraphs do not count.
    prose: Vec<usize>,
    /// For a cluster that stands for several: mentions of its members.
    pub(super) members: Vec<(usize, Vec<usize>)>,
}

impl<'a> Clusters<'a> {
    pub(super) fn new(doc: &'a Document, mentions: &'a [Mention]) -> Self {
        let single = |(i, m): (usize, &Mention)| Cluster {
            mentions: vec![i],
            candidates: m.candidates.clone(),
            country: m.country.clone(),
            gender: m.gender,
            number: m.number,
            kind: m.actor,
            place: m.place,
            named: m.kind == MentionKind::Name,
        };
        let mut said = 0;
        let prose = doc
            .sentences
            .iter()
            .map(|s| {
                let before = said;
                said += usize::from(s.tokens.iter().any(|t| matches!(doc.token(t).upos, Upos::Verb | Upos::Aux)));
                before
            })
            .collect();
        Self {
            doc,
            prose,
            mentions,
            of: (0..mentions.len()).collect(),
            all: mentions.iter().enumerate().map(single).collect(),
            members: Vec::new(),
        }
    }

    pub(super) fn of(&self, mention: usize) -> &Cluster {
        &self.all[self.of[mention]]
    }

    /// The number of the mention's cluster.
    pub(super) fn id(&self, mention: usize) -> usize {
        self.of[mention]
    }

    pub(super) fn same(&self, a: usize, b: usize) -> bool {
        self.of[a] == self.of[b]
    }

    /// The sentence a mention stands in.
    pub(super) fn sentence(&self, mention: usize) -> usize {
        self.doc.sentence_of(self.mentions[mention].head).index()
    }

    /// How many sentences that say something lie from the earlier mention's to the later one's; 0 in one sentence.
    pub(super) fn prose_between(&self, earlier: usize, later: usize) -> usize {
        let (from, to) = (self.sentence(earlier), self.sentence(later));
        if from == to {
            0
        } else {
            (self.prose[to] - self.prose[from]).max(1)
        }
    }

    /// Whether nothing that is known keeps the two mentions' clusters apart.
    pub(super) fn agree(&self, a: usize, b: usize) -> bool {
        if self.mentions[a].detail.dateline || self.mentions[b].detail.dateline {
            return false;
        }
        let (a, b) = (self.of(a), self.of(b));
        let people = |c: &Cluster| c.kind == Some(ActorKind::Person);
        let gender = a.gender == Gender::Unknown || b.gender == Gender::Unknown || a.gender == b.gender;
        let number = a.number == Number::Unknown || b.number == Number::Unknown || a.number == b.number;
        let country = a.country.is_none() || b.country.is_none() || a.country == b.country;
        let kind = match (a.kind, b.kind) {
            (Some(x), Some(y)) if x == ActorKind::Other || y == ActorKind::Other => true,
            (Some(_), Some(_)) => people(a) == people(b),
            _ => true,
        };
        let known = a.candidates.is_empty() || b.candidates.is_empty() || a.candidates.iter().any(|c| b.candidates.contains(c));
        gender && number && country && kind && known
    }

    /// [`Clusters::agree`] for a pronoun, whose number a body of people may differ from ("the army ... they").
    pub(super) fn agree_pronoun(&self, a: usize, pronoun: usize) -> bool {
        if self.mentions[a].detail.dateline {
            return false;
        }
        let (a, p) = (self.of(a), self.of(pronoun));
        let known = a.candidates.is_empty() || p.candidates.is_empty() || a.candidates.iter().any(|c| p.candidates.contains(c));
        known && (p.gender == Gender::Unknown || a.gender == Gender::Unknown || a.gender == p.gender || p.number == Number::Plural)
    }

    /// Makes the two mentions one, unless something known keeps them apart. Whether they are one now.
    pub(super) fn join(&mut self, a: usize, b: usize) -> bool {
        if self.same(a, b) {
            return true;
        }
        let pronoun = [a, b].iter().any(|m| self.mentions[*m].kind == MentionKind::Pronoun);
        if !(self.agree(a, b) || pronoun && self.agree_pronoun(a, b)) {
            return false;
        }
        let (keep, gone) = (self.of[a].min(self.of[b]), self.of[a].max(self.of[b]));
        let other = std::mem::replace(
            &mut self.all[gone],
            Cluster {
                mentions: Vec::new(),
                candidates: Vec::new(),
                country: None,
                gender: Gender::Unknown,
                number: Number::Unknown,
                kind: None,
                place: false,
                named: false,
            },
        );
        for mention in &other.mentions {
            self.of[*mention] = keep;
        }
        let own = &mut self.all[keep];
        own.mentions.extend(other.mentions);
        own.mentions.sort_unstable();
        if own.candidates.is_empty() {
            own.candidates = other.candidates;
        } else if !other.candidates.is_empty() {
            own.candidates.retain(|c| other.candidates.contains(c));
        }
        own.country = own.country.take().or(other.country);
        if own.gender == Gender::Unknown {
            own.gender = other.gender;
        }
        if own.number == Number::Unknown {
            own.number = other.number;
        }
        own.kind = match (own.kind, other.kind) {
            (None | Some(ActorKind::Other), kind @ Some(_)) => kind,
            (kind, _) => kind,
        };
        own.place |= other.place;
        own.named |= other.named;
        true
    }

    /// The words of the mention's own name, or of its head.
    pub(super) fn name(&self, mention: usize) -> &'a str {
        let m = &self.mentions[mention];
        let tokens = m.detail.name.unwrap_or(m.tokens);
        self.doc.span_of(tokens).of(self.doc.text())
    }

    /// One mention of every cluster that has any, in text order.
    pub(super) fn firsts(&self) -> impl Iterator<Item = usize> + '_ {
        self.all.iter().filter_map(|c| c.mentions.first().copied())
    }
}
