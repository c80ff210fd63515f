//! An entity, word for word, as one row of bytes: descriptions are looked for by it.
//!
//! Part of [`crate::graph`]. The hard decision: one comparison with bytes that lie together costs less than ten with words
//! that lie anywhere, though they are copied for it.

use crate::record::Entity;

/// Writes everything that is told of an entity; two differ wherever their bytes do, and nowhere else.
pub(crate) fn wording(bytes: &mut Vec<u8>, entity: &Entity) {
    let [c, e, r, t] = entity.certainty.to_bits().to_ne_bytes();
    let sector = entity.sector.map_or(u8::MAX, |sector| sector as u8);
    bytes.clear();
    bytes.extend_from_slice(&[entity.kind as u8, sector, c, e, r, t]);
    let told = [entity.id.as_str(), &entity.name, &entity.why].map(Some);
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
    use crate::span::EntityId;
    use std::collections::BTreeSet;

    #[test]
    fn entities_that_differ_in_anything_are_worded_differently() {
        let plain = Entity {
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
        };
        let changes: [fn(&mut Entity); 16] = [
            |_| {},
            |e| e.id = EntityId::new("ab"),
            |e| e.name = String::new(),
            |e| e.kind = ActorKind::State,
            |e| e.country = Some("c".into()),
            |e| e.country = Some(String::new().into()),
            |e| e.office = Some("c".to_owned()),
            |e| e.office = Some(String::new()),
            |e| e.wikidata = Some("c".into()),
            |e| e.wikidata = Some(String::new().into()),
            |e| e.sector = Some(Sector::Gov),
            |e| e.certainty = 0.25,
            |e| e.aliases = vec![String::new()],
            |e| e.aliases = vec!["cd".to_owned()],
            |e| e.aliases = vec!["c".to_owned(), "d".to_owned()],
            |e| e.why = "\u{1}".to_owned(),
        ];
        let mut told = BTreeSet::new();
        let mut bytes = Vec::new();
        for change in changes {
            let mut entity = plain.clone();
            change(&mut entity);
            wording(&mut bytes, &entity);
            assert!(told.insert(bytes.clone()), "{entity:?}");
        }
    }
}
