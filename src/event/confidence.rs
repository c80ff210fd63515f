//! How sure a coding is: from the rule, the links of its parties, and how much of it the text spells out.

use super::matching::Candidate;
use crate::ontology::Status;

/// A value in 0 to 1; calibrated bins stand in the README.
pub(super) fn confidence(candidate: &Candidate<'_>) -> f32 {
    let parties = || candidate.actors.iter().chain(&candidate.recipients);
    let link = parties().map(|p| p.entity.certainty).fold(1.0f32, f32::min);
    let known = parties().any(|p| p.entity.country.is_some());
    let both = !candidate.actors.is_empty() && (!candidate.recipients.is_empty() || candidate.actors.len() > 1);
    let mut value = candidate.frame.weight;
    value *= 0.6 + 0.4 * link;
    value *= if both { 1.0 } else { 0.85 };
    value *= if known { 1.0 } else { 0.8 };
    value *= if candidate.status == Status::Happened { 1.0 } else { 0.95 };
    (value.clamp(0.0, 1.0) * 100.0).round() / 100.0
}
