//! The knowledge base as a whole: office by date, confusable names, cleanliness of the tables, users' files.
//!
//! The hard decision: what depends on reading an article (which Bush) is asked of linking elsewhere; here the gazetteer
//! must offer the right candidate and, where the words or the date suffice, exclude the wrong one.

use diplograph::ontology::ActorKind;
use diplograph::resources::{EntryKind, Gazetteer, Gender, longest};
use jiff::civil::Date;
use std::collections::BTreeMap;

fn table(text: &str) -> Vec<Vec<&str>> {
    text.lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .skip(1)
        .map(|l| l.split('\t').collect())
        .collect()
}

#[test]
fn office_by_date() {
    let kb = Gazetteer::embedded();
    let rows = table(include_str!("../gold/office_by_date.tsv"));
    assert!(rows.len() >= 60);
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let [country, phrase, date, holder] = row[..] else {
                panic!("four columns: {row:?}")
            };
            let found = kb.holder(country, phrase, Some(date.parse::<Date>().unwrap())).map(|e| e.name());
            (found != Some(holder)).then(|| format!("{country} {phrase} on {date}: {holder}, found {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn confusable_names_offer_the_right_candidate() {
    let kb = Gazetteer::embedded();
    let rows = table(include_str!("../gold/confusable.tsv"));
    assert!(rows.len() >= 60, "thirty pairs");
    for row in rows {
        let [mention, date, sentence, id, not] = row[..] else {
            panic!("five columns: {row:?}")
        };
        for known in [id, not].into_iter().filter(|i| !i.is_empty()) {
            assert!(kb.by_id(known).is_some(), "{known} is not in the gazetteer");
        }
        let hits = kb.find(sentence);
        let candidates: Vec<&str> = hits.iter().map(|h| kb.entry(h.entry).id()).collect();
        if !id.is_empty() {
            assert!(
                candidates.contains(&id),
                "{mention} in {sentence:?} ({date}) does not offer {id}: {candidates:?}"
            );
        }
    }
}

#[test]
fn longer_names_hide_shorter_ones() {
    let kb = Gazetteer::embedded();
    for (text, id, not) in [
        ("Papua New Guinea signed.", "state:PNG", "state:GIN"),
        ("South Sudan seized Heglig.", "state:SSD", "state:SDN"),
        ("South Sudanese troops came.", "state:SSD", "state:SDN"),
        ("North Korean officials protested.", "state:PRK", "state:KOR"),
        ("the Republic of the Congo asked", "state:COG", "state:COD"),
        ("New Jersey voted.", "place:new-jersey-usa", "state:JEY"),
    ] {
        let kept: Vec<&str> = longest(&kb.find(text)).iter().map(|h| kb.entry(h.entry).id()).collect();
        assert!(kept.contains(&id) && !kept.contains(&not), "{text}: {kept:?}");
    }
}

#[test]
fn spellings_of_one_name_are_one_entry() {
    let kb = Gazetteer::embedded();
    for spellings in [
        &[
            "Volodymyr Zelensky",
            "Volodymyr Zelenskyy",
            "Volodymyr Zelenskiy",
            "Zelensky",
            "Zelenskiy",
        ][..],
        &["Recep Tayyip Erdogan", "Recep Tayyip Erdoğan", "Tayyip Erdogan", "Erdoğan"],
        &["Muammar Gaddafi", "Moammar Gadhafi", "Muammar Qaddafi", "Gaddafi", "Kadhafi"],
        &[
            "Gerhard Schröder",
            "Gerhard Schroeder",
            "Gerhard Schroder",
            "Schroeder",
            "SCHROEDER",
        ],
        &["Osama bin Laden", "Usama bin Laden", "bin Laden"],
        &["Falluja", "Fallujah"],
        &["Hezbollah", "Hizbollah", "Hizbullah", "HEZBOLLAH"],
        &["al-Qaeda", "Al-Qaida", "al Qaeda"],
        &["U.S.", "US", "United States", "America"],
        &["U.N.", "UN", "United Nations"],
        &["Ivory Coast", "Cote d'Ivoire", "Côte d’Ivoire"],
        &["Tamil Tigers", "LTTE", "Liberation Tigers of Tamil Eelam"],
    ] {
        let ids: Vec<Vec<&str>> = spellings
            .iter()
            .map(|s| kb.lookup(s).iter().map(|h| kb.entry(h.entry).id()).collect())
            .collect();
        let shared = ids[0].iter().find(|id| ids.iter().all(|found| found.contains(id)));
        assert!(shared.is_some(), "{spellings:?} share no entry: {ids:?}");
    }
}

#[test]
fn ordinary_words_are_not_believed_alone() {
    let kb = Gazetteer::embedded();
    for word in [
        "Reading", "Mobile", "March", "Nice", "Of", "Major", "Bush", "Chad", "Jordan", "Georgia", "Rice", "Straw", "May", "Lee", "Kim",
    ] {
        for hit in kb.find(&format!("and {word} was")) {
            assert!(hit.flags.needs_context(), "{word} is {} without context", kb.entry(hit.entry).id());
        }
    }
    for text in [
        "the march of the mobile unit was nice reading",
        "who is it",
        "a polish company and a turkey",
    ] {
        assert!(kb.find(text).is_empty(), "{text}: {:?}", kb.find(text));
    }
}

#[test]
fn names_of_nations_and_places_have_their_country() {
    let kb = Gazetteer::embedded();
    for (word, country) in [
        ("French", "FRA"),
        ("Israelis", "ISR"),
        ("Palestinian", "PSE"),
        ("Nigerien", "NER"),
        ("Kosovar", "XKX"),
        ("Czechs", "CZE"),
    ] {
        assert_eq!(kb.demonym(word), Some(country), "{word}");
    }
    assert_eq!(kb.demonyms("Congolese"), ["COD", "COG"]);
    for (place, country) in [
        ("Falluja", "IRQ"),
        ("Gaza", "PSE"),
        ("Chechnya", "RUS"),
        ("Darfur", "SDN"),
        ("Crimea", "UKR"),
        ("Donbas", "UKR"),
        ("Texas", "USA"),
        ("Kandahar", "AFG"),
        ("Sharm el-Sheikh", "EGY"),
        ("Srebrenica", "BIH"),
        ("Moscow", "RUS"),
        ("Calcutta", "IND"),
    ] {
        assert_eq!(kb.country_of_place(place), Some(country), "{place}");
    }
    for (name, code) in [
        ("Britain", "GBR"),
        ("Burma", "MMR"),
        ("Zaire", "COD"),
        ("Soviet Union", "SUN"),
        ("the Gambia", "GMB"),
        ("Yugoslavia", "YUG"),
    ] {
        assert_eq!(kb.state_named(name.trim_start_matches("the ")), Some(code), "{name}");
    }
    for metonym in ["Kremlin", "Washington", "White House", "Tehran", "Beijing", "Downing Street"] {
        assert!(
            kb.lookup(metonym).iter().any(|h| h.flags.is_metonym()),
            "{metonym} stands for nobody"
        );
    }
}

#[test]
fn genders_are_known_where_pronouns_need_them() {
    let kb = Gazetteer::embedded();
    for (name, gender) in [
        ("Angela Merkel", Gender::Female),
        ("Vladimir Putin", Gender::Male),
        ("Condoleezza Rice", Gender::Female),
        ("Kofi Annan", Gender::Male),
    ] {
        let hit = kb.lookup(name)[0];
        assert_eq!(kb.entry(hit.entry).gender(), Some(gender), "{name}");
    }
}

#[test]
fn tables_are_sorted_and_ids_unique() {
    let kb = Gazetteer::embedded();
    let mut seen = BTreeMap::new();
    for entry in kb.entries() {
        assert!(seen.insert(entry.id(), entry.name()).is_none(), "{} stands twice", entry.id());
        if entry.actor_kind() == Some(ActorKind::Person) {
            assert!(
                !["-elect", "-Elect", "(", ";", "Chargé"]
                    .iter()
                    .any(|wrong| entry.name().contains(wrong)),
                "{}",
                entry.name()
            );
        }
        if let EntryKind::Actor(_) = entry.kind() {
            assert!(entry.sector().is_some(), "{} has no sector", entry.id());
        }
    }
    for file in [
        "bodies",
        "groups",
        "organisations",
        "parties",
        "peoples",
        "persons",
        "places",
        "states",
        "topics",
    ] {
        let text = std::fs::read_to_string(format!("{}/data/gazetteer/{file}.tsv", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let ids: Vec<&str> = text
            .lines()
            .filter(|l| !l.starts_with('#'))
            .skip(1)
            .filter_map(|l| l.split('\t').next())
            .collect();
        assert!(ids.is_sorted(), "{file}.tsv is not sorted by id");
    }
}

#[test]
fn a_user_file_adds_and_a_bad_one_is_refused_by_place() {
    let kb = Gazetteer::embedded();
    let dir = std::env::temp_dir().join(format!("diplograph-gazetteer-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let header = "id\tkind\tcountry\tsector\tname\taliases\toffices\tdates\tgender\twikidata\n";
    let good = dir.join("good.tsv");
    std::fs::write(
        &good,
        format!("{header}person:ada-example\tperson\tISL\tGOV\tAda Exempelsdottir\tAda E.\tISL:foreign_minister:foreign minister:2030-01-01..\t\tf\t\nperson:Q7747\tperson\tRUS\tGOV\tVladimir Putin\tVova Putin\t\t\tm\tQ7747\n"),
    )
    .unwrap();
    let grown = kb.with_user_file(&good).unwrap();
    assert_eq!(
        grown
            .holder("ISL", "foreign minister", Some(Date::constant(2031, 1, 1)))
            .map(|e| e.name()),
        Some("Ada Exempelsdottir")
    );
    assert_eq!(grown.persons_with_surname("Exempelsdottir").len(), 1);
    assert_eq!(
        grown.lookup("Vova Putin").first().map(|h| grown.entry(h.entry).id()),
        Some("person:Q7747")
    );
    assert_eq!(
        grown.holder("RUS", "president", Some(Date::constant(2015, 1, 1))).map(|e| e.id()),
        Some("person:Q7747")
    );
    assert!(
        grown
            .lookup("Vladimir Putin")
            .iter()
            .any(|h| grown.entry(h.entry).id() == "person:Q7747")
    );
    let bad = dir.join("bad.tsv");
    std::fs::write(&bad, format!("{header}person:x\tperson\tICELAND0000\tGOV\tX Y\t\t\t\t\t\n")).unwrap();
    let message = kb.with_user_file(&bad).unwrap_err().to_string();
    assert!(message.contains("bad.tsv:2: country \"ICELAND0000\""), "{message}");
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn a_directory_loads_like_the_embedded_tables() {
    let dir = format!("{}/data/gazetteer", env!("CARGO_MANIFEST_DIR"));
    let loaded = Gazetteer::load(dir).unwrap();
    let embedded = Gazetteer::embedded();
    assert_eq!(loaded.entries().count(), embedded.entries().count());
    assert_eq!(loaded.alias_count(), embedded.alias_count());
}
