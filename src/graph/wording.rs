//! A party, word for word, as one row of bytes: parties are looked for by it.
//!
//! Part of [`crate::graph`]. The hard decision: one comparison with bytes that lie together costs less than ten with words
//! that lie anywhere, though they are copied for it.

use crate::ontology::Role;
use crate::record::Party;

/// Writes everything that is told of a party; two parties differ wherever their bytes do, and nowhere else.
pub(crate) fn wording(bytes: &mut Vec<u8>, role: Role, party: &Party) {
    let entity = &party.entity;
    let [c, e, r, t] = entity.certainty.to_bits().to_ne_bytes();
    let sector = entity.sector.map_or(u8::MAX, |sector| sector as u8);
    bytes.clear();
    bytes.extend_from_slice(&[role as u8, u8::from(party.initiator), entity.kind as u8, sector, c, e, r, t]);
    let told = [party.mention.as_str(), entity.id.as_str(), &entity.name, &entity.why].map(Some);
    let rest = [entity.country.as_deref(), entity.office.as_deref(), entity.wikidata.as_deref()];
    let aliases = entity.aliases.iter().map(|alias| Some(alias.as_str()));
    for text in told.into_iter().chain(rest).chain(aliases) {
        // Behind its length, so that no text can pass for two.
        let len = text.map_or(u64::MAX, |text| text.len() as u64);
        bytes.extend_from_slice(&len.to_ne_bytes());
        bytes.extend_from_slice(text.unwrap_or_default().as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ontology::{ActorKind, Sector};
    use crate::record::Entity;
    use crate::span::EntityId;
    use std::collections::BTreeSet;

    #[test]
    fn parties_that_differ_in_anything_are_worded_differently() {
        let plain = Party {
            entity: Entity {
                id: EntityId::new("a"),
                name: "b".to_owned(),
                kind: ActorKind::Person,
                country: None,
                sector: None,
                office: None,
                wikidata: None,
                aliases: Vec::new(),
                why: String::new(),
                certainty: 0.5,
            },
            mention: String::new(),
            initiator: false,
        };
        let changes: [fn(&mut Party); 15] = [
            |_| {},
            |p| p.initiator = true,
            |p| p.mention = "b".to_owned(),
            |p| p.mention = "b".repeat(64),
            |p| p.mention = "b".repeat(65),
            |p| p.entity.id = EntityId::new("ab"),
            |p| p.entity.name = String::new(),
            |p| p.entity.kind = ActorKind::State,
            |p| p.entity.country = Some(String::new().into()),
            |p| p.entity.office = Some(String::new()),
            |p| p.entity.sector = Some(Sector::Gov),
            |p| p.entity.certainty = 0.25,
            |p| p.entity.aliases = vec!["cd".to_owned()],
            |p| p.entity.aliases = vec!["c".to_owned(), "d".to_owned()],
            |p| p.entity.why = "\u{1}".to_owned(),
        ];
        let mut told = BTreeSet::new();
        for change in changes {
            let mut party = plain.clone();
            change(&mut party);
            let mut bytes = Vec::new();
            for role in [Role::Actor, Role::Recipient] {
                wording(&mut bytes, role, &party);
                assert!(told.insert(bytes.clone()), "{party:?}");
                assert!(!told.insert(bytes.clone()));
            }
        }
    }
}
