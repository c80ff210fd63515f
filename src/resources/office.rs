//! Offices: the roles they come down to, who held them when, and the words that name them.
//!
//! Part of the gazetteer. The hard decision: an office is a *role* (what the person does: head of government) plus a
//! *title* (what the newspapers call it: chancellor). "German chancellor" asks by title, "German leader" by role.

use super::entry::{EntryIdx, Gender, Term};
use super::table::Slice;
use crate::error::{Error, ErrorKind};
use crate::ontology::Sector;
use std::collections::BTreeMap;

macro_rules! offices {
    ($($(#[$doc:meta])+ $name:ident = $slug:literal),+ $(,)?) => {
        /// What an office holder does, whatever it is called.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Office { $($(#[$doc])+ $name),+ }

        impl Office {
            /// All offices, most important first.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// As the table writes it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $slug),+ }
            }
        }
    };
}

offices! {
    /// President, king, emir, supreme leader, pope.
    HeadOfState = "head_of_state",
    /// Prime minister, premier, chancellor, president of the European Commission.
    HeadOfGovernment = "head_of_government",
    /// Secretary general, director general, president of an organisation.
    OrganisationHead = "organisation_head",
    /// Leader of an armed group, a rebellion or a region.
    GroupLeader = "group_leader",
    /// Head of a province or region, governor.
    RegionalLeader = "regional_leader",
    /// Foreign minister, secretary of state, EU high representative.
    ForeignMinister = "foreign_minister",
    /// Defence minister or secretary.
    DefenceMinister = "defence_minister",
    /// Crown prince.
    Heir = "heir",
    /// Vice president.
    VicePresident = "vice_president",
    /// Deputy prime minister.
    DeputyHeadOfGovernment = "deputy_head_of_government",
    /// Interior or home minister.
    InteriorMinister = "interior_minister",
    /// Finance minister, treasury secretary, chancellor of the exchequer.
    FinanceMinister = "finance_minister",
    /// Trade or commerce minister, trade representative.
    TradeMinister = "trade_minister",
    /// Economy minister.
    EconomyMinister = "economy_minister",
    /// Energy or oil minister.
    EnergyMinister = "energy_minister",
    /// Another minister.
    Minister = "minister",
    /// Leader of a party or of the opposition.
    PartyLeader = "party_leader",
    /// Speaker or president of a parliament or chamber.
    Speaker = "speaker",
    /// Chief of staff of the armed forces, commander.
    MilitaryChief = "military_chief",
    /// National security adviser, security council secretary.
    SecurityAdviser = "security_adviser",
    /// Head of an intelligence service.
    IntelligenceChief = "intelligence_chief",
    /// Head of the office of a head of state or government.
    ChiefOfStaff = "chief_of_staff",
    /// Deputy foreign minister or secretary of state.
    DeputyForeignMinister = "deputy_foreign_minister",
    /// Envoy, mediator, negotiator.
    Envoy = "envoy",
    /// Ambassador or permanent representative.
    Ambassador = "ambassador",
    /// Spokesman, spokeswoman, press secretary.
    Spokesperson = "spokesperson",
    /// Adviser or aide.
    Adviser = "adviser",
    /// Prosecutor, judge.
    Judicial = "judicial",
    /// Member of a parliament.
    Legislator = "legislator",
    /// Cleric or head of a church.
    ReligiousLeader = "religious_leader",
    /// Central banker.
    CentralBanker = "central_banker",
    /// Any other office.
    Other = "other",
}

impl Office {
    /// From the table's word.
    #[must_use]
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == slug)
    }

    /// Whether a state or organisation has one holder of it at a time, so that the office alone tells who is meant; it has
    /// many ambassadors, envoys, spokesmen, advisers, judges and party leaders.
    #[must_use]
    pub fn is_single(self) -> bool {
        !matches!(
            self,
            Self::GroupLeader
                | Self::RegionalLeader
                | Self::DeputyHeadOfGovernment
                | Self::Minister
                | Self::PartyLeader
                | Self::DeputyForeignMinister
                | Self::Envoy
                | Self::Ambassador
                | Self::Spokesperson
                | Self::Adviser
                | Self::Judicial
                | Self::Legislator
                | Self::ReligiousLeader
                | Self::Other
        )
    }

    /// Importance, 0 the highest: of two offices held at once newspapers name the lower number.
    #[must_use]
    pub fn rank(self) -> u8 {
        self as u8
    }
}

/// One office held for one term by one person. Texts are asked of the gazetteer: [`super::Gazetteer::text_of`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// Who.
    pub person: EntryIdx,
    /// Country code or acronym of the organisation.
    pub country: Slice,
    /// What the holder does.
    pub office: Office,
    /// What it is called, lower case ("chancellor").
    pub title: Slice,
    /// When.
    pub term: Term,
}

/// Words that name an office ("foreign secretary"), and what they may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeWord {
    /// The phrase, lower case.
    pub phrase: String,
    /// The offices it may name; empty where it names no single office ("official", "diplomat").
    pub offices: Vec<Office>,
    /// The titles it is limited to; empty where the role decides.
    pub titles: Vec<String>,
    /// The countries it is limited to (and their reading of the phrase); empty for everywhere.
    pub countries: Vec<String>,
    /// Whether it names whoever leads the country in fact ("leader").
    pub leader: bool,
    /// Gender of its holder, where the word says it ("spokeswoman", "king").
    pub gender: Option<Gender>,
    /// Sector of its holder.
    pub sector: Option<Sector>,
}

/// The columns of the file of office words.
const COLUMNS: [&str; 6] = ["phrase", "offices", "titles", "countries", "gender", "sector"];

/// Parses the file of office words.
pub(super) fn parse_words(file: &str, text: &str) -> Result<BTreeMap<String, Vec<OfficeWord>>, Error> {
    let mut words: BTreeMap<String, Vec<OfficeWord>> = BTreeMap::new();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
        let place = |e: Error| e.at(file).on_line(number + 1);
        let cells: Vec<_> = line.split('\t').collect();
        let [phrase, offices, titles, countries, gender, sector] = cells[..] else {
            let message = format!(
                "row has {} columns instead of {}; write: {}",
                cells.len(),
                COLUMNS.len(),
                COLUMNS.join("<tab>")
            );
            return Err(place(Error::new(ErrorKind::Data, message)));
        };
        if phrase == COLUMNS[0] {
            continue;
        }
        let list = |cell: &str| cell.split('|').filter(|c| !c.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let mut word = OfficeWord {
            phrase: phrase.to_owned(),
            offices: Vec::new(),
            titles: list(titles),
            countries: list(countries),
            leader: false,
            gender: match gender {
                "f" => Some(Gender::Female),
                "m" => Some(Gender::Male),
                _ => None,
            },
            sector: if sector.is_empty() {
                None
            } else {
                Some(sector.parse().map_err(place)?)
            },
        };
        for slug in list(offices) {
            if slug == "leader" {
                word.leader = true;
            } else {
                let unknown = || {
                    place(Error::new(
                        ErrorKind::Data,
                        format!("unknown office {slug:?}; see the list in the readme"),
                    ))
                };
                word.offices.push(Office::parse(&slug).ok_or_else(unknown)?);
            }
        }
        words.entry(word.phrase.clone()).or_default().push(word);
    }
    Ok(words)
}
