//! PLOVER and the codebook as closed enums: event types, modes, actions, statuses, roles, actor kinds, sectors.
//!
//! Base of the module order. The hard decision: PLOVER's README and manual disagree; this follows the manual's sixteen
//! types (REQUEST and ACCUSE, not DEMAND, DISAPPROVE or CRIME), as data from POLECAT does.

use crate::error::{Error, ErrorKind};

/// Declares an enum whose variants each have one wire name, with parsing, printing, listing and serde.
macro_rules! closed_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!("<code>", $text, "</code>")] $(#[$vdoc])* $variant,)+
        }

        impl $name {
            /// Every value, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name on the wire and in rule files.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::error::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err($crate::ontology::unknown(stringify!($name), text, &[$($text),+])),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use closed_enum;

/// The error for a word that is in no closed list, naming what would be right.
pub(crate) fn unknown(what: &str, found: &str, known: &[&str]) -> Error {
    let mut words = String::new();
    for (i, c) in what.chars().enumerate() {
        if c.is_ascii_uppercase() && i > 0 {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    Error::new(
        ErrorKind::Data,
        format!("unknown {words} {found:?}; use one of: {}", known.join(", ")),
    )
}

closed_enum! {
    /// The sixteen PLOVER event types (codebook section 3).
    EventType {
        Agree = "AGREE", Consult = "CONSULT", Support = "SUPPORT", Concede = "CONCEDE", Cooperate = "COOPERATE",
        Aid = "AID", Retreat = "RETREAT", Request = "REQUEST", Accuse = "ACCUSE", Reject = "REJECT",
        Threaten = "THREATEN", Protest = "PROTEST", Sanction = "SANCTION", Mobilize = "MOBILIZE",
        Coerce = "COERCE", Assault = "ASSAULT",
    }
}

closed_enum! {
    /// PLOVER's quad categories: is it cooperation or conflict, in words or in deeds.
    Quad {
        VerbalCooperation = "verbal-cooperation", MaterialCooperation = "material-cooperation",
        VerbalConflict = "verbal-conflict", MaterialConflict = "material-conflict",
    }
}

impl EventType {
    /// The quad category of the type. SANCTION is material conflict, as in its own section of PLOVER's manual.
    #[must_use]
    pub fn quad(self) -> Quad {
        match self {
            Self::Agree | Self::Consult | Self::Support | Self::Concede => Quad::VerbalCooperation,
            Self::Cooperate | Self::Aid | Self::Retreat => Quad::MaterialCooperation,
            Self::Request | Self::Accuse | Self::Reject | Self::Threaten => Quad::VerbalConflict,
            Self::Protest | Self::Sanction | Self::Mobilize | Self::Coerce | Self::Assault => Quad::MaterialConflict,
        }
    }
}

closed_enum! {
    /// How an event was done, where PLOVER has a mode for it (codebook section 3).
    Mode {
        Phone = "phone", Visit = "visit", Multilateral = "multilateral", ThirdParty = "third-party",
        Withdraw = "withdraw", Release = "release", Disarm = "disarm", Ceasefire = "ceasefire", Access = "access", Resign = "resign",
        Assist = "assist", Change = "change", Yield = "yield", Meet = "meet",
        Disapprove = "disapprove", Allege = "allege", Investigate = "investigate",
        Restrict = "restrict", Arrest = "arrest", Relations = "relations", Expel = "expel", Territory = "territory", Violence = "violence",
        Demo = "demo", Riot = "riot", Strike = "strike", Hunger = "hunger", Boycott = "boycott", Obstruct = "obstruct", Vandalize = "vandalize",
        Convict = "convict", Discontinue = "discontinue",
        Troops = "troops", Weapons = "weapons", Police = "police", Militia = "militia",
        Seize = "seize", Censor = "censor", Curfew = "curfew", MartialLaw = "martial-law", Deport = "deport", Withhold = "withhold",
        Misinformation = "misinformation", Cyber = "cyber",
        Abduct = "abduct", Beat = "beat", Torture = "torture", Sexual = "sexual", Targeted = "targeted", Destroy = "destroy",
        Primitive = "primitive", Firearms = "firearms", Explosives = "explosives", SuicideAttack = "suicide-attack", Aerial = "aerial",
        Drone = "drone", HeavyWeapons = "heavy-weapons", CrowdControl = "crowd-control", Unconventional = "unconventional",
    }
}

closed_enum! {
    /// The relation's name that a person reads (codebook section 3).
    Action {
        Called = "called", WroteTo = "wrote_to", Met = "met", Visited = "visited", HeldTalks = "held_talks", Mediated = "mediated",
        Agreed = "agreed", Pledged = "pledged", Offered = "offered", Invited = "invited",
        Praised = "praised", Congratulated = "congratulated", Thanked = "thanked", Condoled = "condoled", Backed = "backed",
        Recognised = "recognised", Signed = "signed", OpenedRelations = "opened_relations",
        Apologised = "apologised", Eased = "eased", Pardoned = "pardoned", Conceded = "conceded",
        Cooperated = "cooperated", ExercisedWith = "exercised_with", TradedWith = "traded_with", Extradited = "extradited",
        Aided = "aided", Armed = "armed", Sheltered = "sheltered",
        Withdrew = "withdrew", Released = "released", Disarmed = "disarmed", CeasedFire = "ceased_fire", Admitted = "admitted", Resigned = "resigned",
        Urged = "urged", Demanded = "demanded", Proposed = "proposed",
        Criticised = "criticised", Condemned = "condemned", Summoned = "summoned", Accused = "accused", Investigated = "investigated",
        Rejected = "rejected", Denied = "denied", Vetoed = "vetoed", Cancelled = "cancelled",
        Threatened = "threatened", Warned = "warned",
        Protested = "protested",
        Sanctioned = "sanctioned", Expelled = "expelled", Recalled = "recalled", Suspended = "suspended", Left = "left", Convicted = "convicted",
        Mobilised = "mobilised", Tested = "tested",
        Arrested = "arrested", Seized = "seized", Restricted = "restricted", Deported = "deported", Blockaded = "blockaded", Hacked = "hacked",
        Attacked = "attacked", Killed = "killed", Abducted = "abducted", Invaded = "invaded", Fought = "fought",
    }
}

impl Action {
    /// The event type the action belongs to.
    #[must_use]
    pub fn event_type(self) -> EventType {
        use Action as A;
        match self {
            A::Called | A::WroteTo | A::Met | A::Visited | A::HeldTalks | A::Mediated => EventType::Consult,
            A::Agreed | A::Pledged | A::Offered | A::Invited => EventType::Agree,
            A::Praised | A::Congratulated | A::Thanked | A::Condoled | A::Backed | A::Recognised | A::Signed | A::OpenedRelations => {
                EventType::Support
            }
            A::Apologised | A::Eased | A::Pardoned | A::Conceded => EventType::Concede,
            A::Cooperated | A::ExercisedWith | A::TradedWith | A::Extradited => EventType::Cooperate,
            A::Aided | A::Armed | A::Sheltered => EventType::Aid,
            A::Withdrew | A::Released | A::Disarmed | A::CeasedFire | A::Admitted | A::Resigned => EventType::Retreat,
            A::Urged | A::Demanded | A::Proposed => EventType::Request,
            A::Criticised | A::Condemned | A::Summoned | A::Accused | A::Investigated => EventType::Accuse,
            A::Rejected | A::Denied | A::Vetoed | A::Cancelled => EventType::Reject,
            A::Threatened | A::Warned => EventType::Threaten,
            A::Protested => EventType::Protest,
            A::Sanctioned | A::Expelled | A::Recalled | A::Suspended | A::Left | A::Convicted => EventType::Sanction,
            A::Mobilised | A::Tested => EventType::Mobilize,
            A::Arrested | A::Seized | A::Restricted | A::Deported | A::Blockaded | A::Hacked => EventType::Coerce,
            A::Attacked | A::Killed | A::Abducted | A::Invaded | A::Fought => EventType::Assault,
        }
    }
}

closed_enum! {
    /// Did it happen (codebook section 2).
    Status { Happened = "happened", Planned = "planned", Hypothetical = "hypothetical", Denied = "denied" }
}

closed_enum! {
    /// Whether a topic was talked about or expressly not.
    Polarity { Discussed = "discussed", NotDiscussed = "not_discussed" }
}

closed_enum! {
    /// How somebody takes part in an event; the edge labels of the graph.
    Role { Actor = "actor", Recipient = "recipient", Host = "host", Mediator = "mediator", Venue = "venue" }
}

closed_enum! {
    /// What an actor is (codebook section 5).
    ActorKind {
        Person = "person", State = "state", GovernmentBody = "government_body", Organisation = "organisation",
        ArmedGroup = "armed_group", Party = "party", People = "people", Other = "other",
    }
}

closed_enum! {
    /// PLOVER/CAMEO sector codes of actors.
    Sector {
        Gov = "GOV", Mil = "MIL", Reb = "REB", Opp = "OPP", Leg = "LEG", Jud = "JUD", Cop = "COP", Spy = "SPY", Pty = "PTY",
        Igo = "IGO", Ngo = "NGO", Cvl = "CVL", Med = "MED", Bus = "BUS", Edu = "EDU", Rel = "REL", Ref = "REF", Crm = "CRM",
        Lab = "LAB", Uaf = "UAF", Una = "UNA",
    }
}

closed_enum! {
    /// PLOVER's contexts: the matter an event was about.
    Context {
        Military = "military", Intelligence = "intelligence", Executive = "executive", Legislative = "legislative", Election = "election",
        Legal = "legal", Economic = "economic", Resource = "resource", Crime = "crime", Terrorism = "terrorism", Rights = "rights",
        Territory = "territory", HumanSecurity = "human_security", Migration = "migration", Cyber = "cyber", Health = "health",
        Disaster = "disaster", Environment = "environment", Peacekeeping = "peacekeeping", Diplomatic = "diplomatic",
        Misinformation = "misinformation", Cbrn = "cbrn", Corruption = "corruption",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_types_each_with_actions() {
        assert_eq!(EventType::ALL.len(), 16);
        for kind in EventType::ALL {
            assert!(Action::ALL.iter().any(|a| a.event_type() == *kind), "{kind} has no action");
        }
    }

    #[test]
    fn names_read_back_and_wrong_ones_are_explained() {
        for mode in Mode::ALL {
            assert_eq!(mode.as_str().parse::<Mode>().unwrap(), *mode);
        }
        let message = "MEET".parse::<EventType>().unwrap_err().to_string();
        assert!(message.starts_with("unknown event type \"MEET\"; use one of: AGREE"), "{message}");
    }
}
