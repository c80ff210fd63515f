//! The look of the picture: colours, shapes, type sizes and distances, in one place.
//!
//! The hard decision: events are light with a strong edge, actors dark with white words, so that the two never mix;
//! cooperation is blue and conflict orange (Okabe and Ito's hues), which hold apart for every kind of colour blindness.

use crate::export::picture::font::Font;
use crate::ontology::{ActorKind, Quad};

/// Headline.
pub(crate) const TITLE: Font = Font::bold(27.0);
/// The line under the headline.
pub(crate) const SUBTITLE: Font = Font::regular(15.0);
/// Deed and date of an event.
pub(crate) const DEED: Font = Font::bold(13.5);
/// The date beside the deed.
pub(crate) const DATE: Font = Font::regular(13.5);
/// How many articles tell it.
pub(crate) const TOLD: Font = Font::bold(12.0);
/// Topics of an event.
pub(crate) const TOPIC: Font = Font::regular(12.5);
/// Office under a name.
pub(crate) const OFFICE: Font = Font::regular(12.0);
/// Legend and footnote.
pub(crate) const NOTE: Font = Font::regular(12.5);
/// Heads of the legend's lines.
pub(crate) const NOTE_HEAD: Font = Font::bold(12.5);

/// Words.
pub(crate) const INK: &str = "#1B2430";
/// Lesser words.
pub(crate) const SOFT_INK: &str = "#56616D";
/// Rules.
pub(crate) const HAIRLINE: &str = "#D5D9DD";
/// Paper.
pub(crate) const PAPER: &str = "#FFFFFF";

/// Blank between any two boxes.
pub(crate) const GAP: f64 = 22.0;
/// Margin of the page.
pub(crate) const MARGIN: f64 = 36.0;

/// Colours of an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EventLook {
    /// Its edge and its links.
    pub(crate) line: &'static str,
    /// Its ground.
    pub(crate) fill: &'static str,
    /// What it stands for, in the legend.
    pub(crate) words: &'static str,
}

/// The colours of a quad category.
pub(crate) fn event_look(quad: Quad) -> EventLook {
    let (line, fill, words) = match quad {
        Quad::VerbalCooperation => ("#56A0D3", "#EAF4FB", "cooperation in words"),
        Quad::MaterialCooperation => ("#0A5C99", "#CFE4F3", "cooperation in deeds"),
        Quad::VerbalConflict => ("#E09F1F", "#FDF3DC", "conflict in words"),
        Quad::MaterialConflict => ("#C24A0A", "#F9DDCB", "conflict in deeds"),
    };
    EventLook { line, fill, words }
}

/// Outline of an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Straight corners.
    Box,
    /// Straight corners, thin inner line.
    DoubleBox,
    /// Half circles left and right.
    Pill,
    /// Points left and right.
    Hexagon,
    /// Corners cut off.
    Octagon,
    /// Slanted sides.
    Slanted,
}

/// Shape and colour of an actor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActorLook {
    pub(crate) shape: Shape,
    pub(crate) fill: &'static str,
    /// What it stands for, in the legend.
    pub(crate) words: &'static str,
}

/// The look of a kind of actor.
pub(crate) fn actor_look(kind: ActorKind) -> ActorLook {
    let (shape, fill, words) = match kind {
        ActorKind::Person => (Shape::Pill, "#5C4A82", "person"),
        ActorKind::State => (Shape::Box, "#1E2B3A", "state"),
        ActorKind::GovernmentBody => (Shape::DoubleBox, "#46586B", "government body"),
        ActorKind::Organisation => (Shape::Hexagon, "#23665A", "organisation"),
        ActorKind::ArmedGroup => (Shape::Octagon, "#5A2A33", "armed group"),
        ActorKind::Party | ActorKind::People | ActorKind::Other => (Shape::Slanted, "#6A6F77", "party, people or other"),
    };
    ActorLook { shape, fill, words }
}

impl Shape {
    /// Blank left and right of the words, for a box of this height.
    pub(crate) fn padding(self, height: f64) -> f64 {
        match self {
            Self::Box => 13.0,
            Self::DoubleBox => 15.0,
            Self::Pill => 8.0 + height * 0.28,
            Self::Hexagon => 8.0 + height * 0.3,
            Self::Octagon => 16.0,
            Self::Slanted => 10.0 + height * 0.2,
        }
    }

    /// Corners of the shape around the origin; `None` for the pill, which has none.
    pub(crate) fn corners(self, width: f64, height: f64) -> Option<Vec<[f64; 2]>> {
        let (w, h) = (width / 2.0, height / 2.0);
        match self {
            Self::Box | Self::DoubleBox => Some(vec![[-w, -h], [w, -h], [w, h], [-w, h]]),
            Self::Pill => None,
            Self::Hexagon => {
                let cut = height * 0.3;
                Some(vec![
                    [-w + cut, -h],
                    [w - cut, -h],
                    [w, 0.0],
                    [w - cut, h],
                    [-w + cut, h],
                    [-w, 0.0],
                ])
            }
            Self::Octagon => {
                let cut = 10.0;
                Some(vec![
                    [-w + cut, -h],
                    [w - cut, -h],
                    [w, -h + cut],
                    [w, h - cut],
                    [w - cut, h],
                    [-w + cut, h],
                    [-w, h - cut],
                    [-w, -h + cut],
                ])
            }
            Self::Slanted => {
                let cut = height * 0.2;
                Some(vec![[-w + cut, -h], [w, -h], [w - cut, h], [-w, h]])
            }
        }
    }

    /// Whether a point, seen from the centre, lies inside.
    pub(crate) fn contains(self, width: f64, height: f64, [x, y]: [f64; 2]) -> bool {
        match self.corners(width, height) {
            Some(corners) => {
                let next = corners.iter().cycle().skip(1);
                corners
                    .iter()
                    .zip(next)
                    .all(|(a, b)| (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]) >= 0.0)
            }
            None => {
                let (w, h) = (width / 2.0, height / 2.0);
                let beyond = (x.abs() - (w - h)).max(0.0);
                beyond * beyond + y * y <= h * h
            }
        }
    }
}
