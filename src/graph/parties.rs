//! How the participants of two accounts compare: who is the same, who may stand for whom, who excludes whom.
//!
//! Part of [`crate::graph`]. The hard decision: a state, its government and its minister are kin, not one; kin support
//! sameness without proving it, and only strangers on both sides contradict.

use super::actors::{ActorFeature, Actors};
use super::comparison::PartyFit;
use super::intern::{ListId, Listed, Lists};
use crate::ontology::{ActorKind, Sector};
use smallvec::SmallVec;
use std::borrow::Cow;

/// Who takes part in an account, and all else that the comparison of participants depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Cast {
    /// Sorted actors; for what is done together, everybody.
    pub(crate) actors: ListId,
    /// Sorted recipients.
    pub(crate) recipients: ListId,
    pub(crate) kind: CastKind,
}

/// What a cast does, as far as the comparison of participants depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CastKind {
    /// Done by all together, whoever is named first.
    pub(crate) together: bool,
    /// A contact.
    pub(crate) consult: bool,
    /// Told as multilateral.
    pub(crate) multilateral: bool,
}

/// Compares the participants.
pub(crate) fn parties(a: &Cast, b: &Cast, actors: &Actors, lists: &Lists) -> PartyFit {
    let [one, other] = [a, b].map(|cast| [cast.actors, cast.recipients].map(|list| lists.get(list)));
    let doers = side(&one[0], &other[0], actors);
    let mut fit = if a.kind.together || b.kind.together {
        // One may call a mutual act what the other tells as done by one to the other.
        let (ours, theirs) = (union(&one[0], &one[1]), union(&other[0], &other[1]));
        let everybody = side(&ours, &theirs, actors);
        let new = if ours == theirs {
            0
        } else {
            new_countries(&ours, &theirs, actors).max(new_countries(&theirs, &ours, actors))
        };
        let one_many = a.kind.multilateral != b.kind.multilateral;
        let many = a.kind.multilateral && b.kind.multilateral;
        // The meeting of two is not the meeting of ten on the same day, even if both are at both.
        let crowd = a.kind.consult && !many && new >= if one_many { 1 } else { 2 };
        PartyFit {
            contradict: everybody.contradict && (everybody.shared < 2 || ours.len().min(theirs.len()) < 3) || crowd,
            ..everybody
        }
    } else {
        let suffered = side(&one[1], &other[1], actors);
        PartyFit {
            shared: doers.shared.saturating_add(suffered.shared),
            kin: doers.kin.saturating_add(suffered.kin),
            unclear: doers.unclear.saturating_add(suffered.unclear),
            extra: doers.extra.saturating_add(suffered.extra),
            same_actor: doers.shared > 0,
            contradict: doers.contradict || suffered.contradict,
            lone: false,
        }
    };
    let size = |cast: &[Listed; 2]| cast[0].len() + cast[1].len();
    fit.lone = size(&one).min(size(&other)) < 2;
    fit.same_actor = doers.shared > 0;
    fit
}

fn union<'a>(a: &'a [u32], b: &[u32]) -> Cow<'a, [u32]> {
    if b.is_empty() {
        return Cow::Borrowed(a);
    }
    let mut all = [a, b].concat();
    all.sort_unstable();
    all.dedup();
    Cow::Owned(all)
}

/// Compares the participants in one role.
fn side(ours: &[u32], theirs: &[u32], actors: &Actors) -> PartyFit {
    if ours == theirs {
        return PartyFit {
            shared: u8::try_from(ours.len()).unwrap_or(u8::MAX),
            ..PartyFit::default()
        };
    }
    let mut fit = PartyFit::default();
    let mut left: SmallVec<[u32; 8]> = ours.iter().copied().filter(|a| theirs.binary_search(a).is_err()).collect();
    let mut right: SmallVec<[u32; 8]> = theirs.iter().copied().filter(|b| ours.binary_search(b).is_err()).collect();
    fit.shared = u8::try_from(ours.len() - left.len()).unwrap_or(u8::MAX);
    for wanted in [Kinship::Kin, Kinship::Unclear] {
        left.retain(|a| {
            let found = right.iter().position(|b| kinship(*a, *b, actors) == wanted);
            if let Some(at) = found {
                right.remove(at);
                let count = if wanted == Kinship::Kin { &mut fit.kin } else { &mut fit.unclear };
                *count = count.saturating_add(1);
            }
            found.is_none()
        });
    }
    fit.extra = u8::try_from(left.len() + right.len()).unwrap_or(u8::MAX);
    fit.contradict = !left.is_empty() && !right.is_empty();
    fit
}

/// How many countries take part in `ours` that have nobody in `theirs`.
fn new_countries(ours: &[u32], theirs: &[u32], actors: &Actors) -> usize {
    let country = |a: &u32| actors.features[*a as usize].country;
    let among = |country_of: u32, list: &[u32]| list.iter().any(|other| country(other) == Some(country_of));
    let new = |(at, a): &(usize, &u32)| country(a).is_some_and(|c| !among(c, theirs) && !among(c, &ours[..*at]));
    ours.iter().enumerate().filter(new).count()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kinship {
    Strangers,
    Unclear,
    Kin,
}

/// Whether two actors that are not one may stand for one another in the news.
fn kinship(a: u32, b: u32, actors: &Actors) -> Kinship {
    use ActorKind::{ArmedGroup, GovernmentBody, Organisation, Person, State};
    if actors.apart.contains(&(a, b)) {
        return Kinship::Strangers;
    }
    let (one, other) = (&actors.features[a as usize], &actors.features[b as usize]);
    let countries_differ = one.country.is_some() && other.country.is_some() && one.country != other.country;
    if countries_differ {
        return Kinship::Strangers;
    }
    let one_country = one.country.is_some() && one.country == other.country;
    match (one.kind, other.kind) {
        (Person, Person) => {
            if surname_of(one, other) || surname_of(other, one) {
                Kinship::Kin
            } else {
                Kinship::Strangers
            }
        }
        _ if against_state(one) != against_state(other) && !(one.generic && other.generic) => {
            if one_country && (one.generic || other.generic) && !matches!((one.kind, other.kind), (State, _) | (_, State)) {
                Kinship::Unclear
            } else {
                Kinship::Strangers
            }
        }
        (State, GovernmentBody | Person | Organisation) | (GovernmentBody | Person | Organisation, State) if one_country => Kinship::Kin,
        (GovernmentBody, Person) | (Person, GovernmentBody) if one_country => Kinship::Kin,
        (Organisation, Person) | (Person, Organisation) if one_country => Kinship::Kin,
        (GovernmentBody, GovernmentBody) if one_country && one.sector == other.sector => Kinship::Kin,
        (ArmedGroup, ArmedGroup) if one_country && share_word(one, other) => Kinship::Kin,
        (GovernmentBody | Organisation, GovernmentBody | Organisation) if one_country => Kinship::Unclear,
        (State, ArmedGroup) | (ArmedGroup, State) if one_country && one.sector.max(other.sector) == Some(Sector::Mil) => Kinship::Kin,
        _ if one.generic || other.generic => {
            if one_country || one.country.is_none() || other.country.is_none() {
                Kinship::Unclear
            } else {
                Kinship::Strangers
            }
        }
        _ => Kinship::Strangers,
    }
}

fn against_state(actor: &ActorFeature) -> bool {
    matches!(actor.sector, Some(Sector::Reb | Sector::Opp | Sector::Uaf | Sector::Crm))
        || (actor.kind == ActorKind::ArmedGroup && actor.sector != Some(Sector::Mil))
}

/// "Orban", whom nobody knows, beside "Viktor Orban".
fn surname_of(short: &ActorFeature, long: &ActorFeature) -> bool {
    long.words.len() > 1 && short.bare_surname().is_some_and(|name| long.surname() == Some(name))
}

fn share_word(a: &ActorFeature, b: &ActorFeature) -> bool {
    a.words.iter().any(|w| b.words.contains(w))
}
