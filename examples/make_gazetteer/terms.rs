//! Terms of office: the offices of the raw tables in the project's words, and how overlapping reports are reconciled.
//!
//! The hard decision: where a good source covers a term, a worse one is silent about it. The sources' order is in
//! [`quality`].

/// A term of office as a table reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) country: String,
    pub(crate) office: &'static str,
    pub(crate) title: String,
    pub(crate) start: String,
    pub(crate) end: String,
    pub(crate) source: String,
}

/// How much a source is believed, 0 the most: hand-written overlays, hand-written tables, Wikidata, archives.
pub(crate) fn quality(source: &str) -> u8 {
    match source {
        "overlay" => 0,
        s if s.starts_with("known") || s.starts_with("public repo") => 1,
        s if s.starts_with("peppercat") => 2,
        s if s.starts_with("factbook") => 3,
        s if s.starts_with("CountryInfo") => 4,
        _ => 5,
    }
}

/// The date where it is a year, month or day; a decade ("2010s") and other vagueness is no date.
pub(crate) fn date(raw: &str) -> String {
    let digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = raw.split('-').collect();
    let sound = digits(parts[0], 4) && parts.len() < 4 && parts[1..].iter().all(|p| digits(p, 2) && *p != "00");
    if sound { raw.to_owned() } else { String::new() }
}

/// Month as a count, for rough distances; days are ignored.
pub(crate) fn months(date: &str) -> Option<i32> {
    let year: i32 = date.get(..4)?.parse().ok()?;
    let month: i32 = date.get(5..7).and_then(|m| m.parse().ok()).unwrap_or(7);
    Some(year * 12 + month - 1)
}

impl Term {
    /// First and last month; a term without an end runs to the end of the tables.
    pub(crate) fn span(&self) -> (i32, i32) {
        let start = months(&self.start).unwrap_or(1980 * 12);
        let end = if self.end.is_empty() {
            2027 * 12
        } else {
            months(&self.end).unwrap_or(2027 * 12)
        };
        (start, end.max(start))
    }

    /// Months that both terms cover.
    pub(crate) fn shared(&self, other: &Self) -> i32 {
        let (a, b) = (self.span(), other.span());
        (a.1.min(b.1) - a.0.max(b.0)).max(0)
    }

    /// The end as written in the gazetteer: open terms of a source that stopped looking end with "last seen".
    fn end_cell(&self, verified: bool) -> String {
        if !self.end.is_empty() {
            return self.end.clone();
        }
        let head = matches!(self.office, "head_of_state" | "head_of_government");
        let seen = match self.source.as_str() {
            s if quality(s) <= 1 => "",
            _ if head && verified => "",
            s if s.starts_with("factbook") => "2026-02-28?",
            _ if head => "2026-02-28?",
            s if s.contains("2025-01") => "2025-01-31?",
            _ if matches!(self.office, "ambassador" | "spokesperson" | "chief_of_staff") => "2023-01-31?",
            _ => "2025-01-31?",
        };
        seen.to_owned()
    }

    /// The cell of the offices column.
    pub(crate) fn cell(&self, verified: bool) -> String {
        format!(
            "{}:{}:{}:{}..{}",
            self.country,
            self.office,
            self.title,
            self.start,
            self.end_cell(verified)
        )
    }
}

/// The office and title for a raw table's office and title.
pub(crate) fn office(raw: &str, title: &str) -> (&'static str, String) {
    let lower = title.to_lowercase();
    let office = match raw {
        "head_of_state" => "head_of_state",
        "head_of_government" => "head_of_government",
        "foreign_minister" => "foreign_minister",
        "defence_minister" => "defence_minister",
        _ => by_title(&lower),
    };
    let title = match lower.as_str() {
        "governor general" => "governor-general",
        "head of government" => "prime minister",
        "external affairs minister" | "minister of international relations" => "foreign minister",
        "defense secretary" => "defence secretary",
        "acting president" | "interim president" | "transitional president" => "president",
        "acting prime minister" => "prime minister",
        "leader of the taliban" => "supreme leader",
        _ => lower.as_str(),
    };
    let title = title.replace("the united states of america", "the united states").replace(':', " ");
    (office, title)
}

fn by_title(title: &str) -> &'static str {
    let has = |part: &str| title.contains(part);
    match title {
        _ if has("spokes") || has("press secretary") => "spokesperson",
        _ if has("deputy foreign") || has("deputy secretary of state") || has("under secretary of state") || has("vice foreign") => {
            "deputy_foreign_minister"
        }
        _ if has("ambassador") || has("permanent representative") || has("permanent observer") || has("chargé") => "ambassador",
        _ if has("special envoy") || has("envoy") || has("special representative") || has("negotiator") || has("mediator") => "envoy",
        "vice president" => "vice_president",
        _ if has("deputy prime minister") || has("vice premier") => "deputy_head_of_government",
        "finance minister" | "treasury secretary" | "chancellor of the exchequer" => "finance_minister",
        "interior minister" | "home secretary" | "home minister" | "homeland security secretary" => "interior_minister",
        _ if has("trade minister") || has("commerce") || has("trade representative") || has("trade commissioner") => "trade_minister",
        "economy minister" => "economy_minister",
        "energy minister" | "oil minister" => "energy_minister",
        "armed forces minister" | "defence commissioner" => "defence_minister",
        _ if has("speaker") || has("president of the european parliament") || has("national assembly president") => "speaker",
        _ if has("military chief") || has("commander") || has("army chief") || has("joint chiefs") || has("chief of the general staff") => {
            "military_chief"
        }
        _ if has("national security adviser") || has("security council") => "security_adviser",
        _ if has("intelligence") || has("cia director") || has("mossad") => "intelligence_chief",
        _ if has("idf chief of staff") => "military_chief",
        _ if has("chief of staff") || has("head of the presidential office") => "chief_of_staff",
        "crown prince" => "heir",
        _ if has("european council") => "organisation_head",
        _ if has("prosecutor") || has("attorney general") => "judicial",
        _ if has("opposition leader") || has("communist party general secretary") => "party_leader",
        _ if has("foreign minister") => "foreign_minister",
        _ if has("defence minister") => "defence_minister",
        _ if has("minister") => "minister",
        _ if has("advis") || has("aide") => "adviser",
        _ => "other",
    }
}
