//! From the selected part of a graph to measured boxes in their places.
//!
//! Part of the picture. The hard decision: words decide the size of boxes, boxes the size of the page, and if that is
//! larger than a page should be, fewer events are chosen; no word is ever shortened.

use crate::export::picture::PictureOptions;
use crate::export::picture::font::Font;
use crate::export::picture::place::{Placement, Point, Problem, place};
use crate::export::picture::route::{Arc, route};
use crate::export::picture::select::{Card, Limits, Selection};
use crate::export::picture::style::{self, ActorLook, actor_look};
use crate::export::view::GraphView;
use crate::export::words::{date_words, deed_words, latest_office};
use crate::graph::{ActorNode, EventNode};
use crate::ontology::Polarity;
use std::collections::BTreeSet;

/// Largest area of the drawing, in square pixels, without margins and legend.
const LARGEST: f64 = 1640.0 * 1130.0;
/// Area of the drawing over area of its boxes.
const AIR: f64 = 2.35;
/// Width over height.
const ASPECT: f64 = 1.45;
/// Events on one card.
const ROWS: usize = 6;
/// Widest line of topics.
const TOPIC_WIDTH: f64 = 186.0;
/// Most lines of topics, unless the first topic alone takes more.
const TOPIC_LINES: usize = 3;

/// Words in their sizes, boxes in their places.
pub(crate) struct Scene<'a> {
    pub(crate) selection: Selection<'a>,
    pub(crate) actors: Vec<ActorBox>,
    pub(crate) cards: Vec<CardBox<'a>>,
    /// Centres of the actors, then of the cards.
    pub(crate) placement: Placement,
    /// The course of every link, card by card, from actor to card.
    pub(crate) arcs: Vec<Arc>,
}

/// An actor's words and size.
pub(crate) struct ActorBox {
    pub(crate) look: ActorLook,
    pub(crate) name: Vec<String>,
    pub(crate) name_font: Font,
    pub(crate) office: Vec<String>,
    pub(crate) size: [f64; 2],
}

/// A card's rows and size.
pub(crate) struct CardBox<'a> {
    pub(crate) rows: Vec<Row<'a>>,
    /// What is not on the card, in words; empty where all is.
    pub(crate) rest: String,
    pub(crate) size: [f64; 2],
}

/// One event's words and height.
pub(crate) struct Row<'a> {
    pub(crate) event: &'a EventNode,
    pub(crate) deed: String,
    pub(crate) date: String,
    /// "×3" where three articles tell it.
    pub(crate) told: String,
    pub(crate) matter: Vec<String>,
    pub(crate) height: f64,
}

/// Blank between the rows of a card.
pub(crate) const ROW_GAP: f64 = 3.0;
/// Blank left of a row's words, with its coloured bar.
pub(crate) const ROW_LEFT: f64 = 13.0;
/// Height of a line of an event's words.
pub(crate) const DEED_LINE: f64 = 17.0;
/// Height of a line of topics.
pub(crate) const TOPIC_LINE: f64 = 15.5;
/// Height of the line that tells what is not on a card.
pub(crate) const REST_LINE: f64 = 19.0;
/// Blank above and below a row's words.
pub(crate) const ROW_PAD: f64 = 5.5;
const ROW_RIGHT: f64 = 11.0;

impl<'a> Scene<'a> {
    /// Chooses, measures and places.
    pub(crate) fn new(view: &'a GraphView, options: &PictureOptions) -> Self {
        let mut limits = Limits {
            events: options.max_events,
            actors: options.max_actors,
            rows: ROWS,
        };
        loop {
            let selection = Selection::new(view, limits);
            let actors = actor_boxes(&selection);
            let cards: Vec<CardBox<'a>> = selection.cards.iter().map(card_box).collect();
            let problem = problem(&selection, &actors, &cards);
            let grown = |s: &[f64; 2]| (s[0] + problem.gap) * (s[1] + problem.gap);
            let area = problem.sizes.iter().map(grown).sum::<f64>() * AIR;
            let shown = selection.events();
            if area <= LARGEST || shown <= 1 {
                let placement = place(&problem);
                let arcs = route(&problem.sizes, &placement.centres, &problem.links, placement.size);
                return Self {
                    selection,
                    actors,
                    cards,
                    placement,
                    arcs,
                };
            }
            limits.events = (shown * 19 / 20).min(shown - 1);
            limits.actors = limits.actors.min(selection.actors.len());
        }
    }

    /// Centre of an actor.
    pub(crate) fn actor_at(&self, actor: usize) -> Point {
        self.placement.centres[actor]
    }

    /// Centre of a card.
    pub(crate) fn card_at(&self, card: usize) -> Point {
        self.placement.centres[self.actors.len() + card]
    }
}

fn problem(selection: &Selection<'_>, actors: &[ActorBox], cards: &[CardBox<'_>]) -> Problem {
    let sizes = actors.iter().map(|a| a.size).chain(cards.iter().map(|c| c.size)).collect();
    let link = |(c, card): (usize, &Card<'_>)| {
        let ends: Vec<_> = card.links.iter().map(|l| (l.actor, actors.len() + c)).collect();
        ends
    };
    Problem {
        sizes,
        links: selection.cards.iter().enumerate().flat_map(link).collect(),
        gap: style::GAP,
        aspect: ASPECT,
        air: AIR,
    }
}

fn actor_boxes(selection: &Selection<'_>) -> Vec<ActorBox> {
    let mut events = vec![0_usize; selection.actors.len()];
    for card in &selection.cards {
        for link in &card.links {
            events[link.actor] += card.events.len();
        }
    }
    let most = events.iter().copied().max().unwrap_or(1).max(1) as f64;
    let sized = |(actor, n): (&&ActorNode, &usize)| actor_box(actor, *n as f64 / most);
    selection.actors.iter().zip(&events).map(sized).collect()
}

/// `share`: of the events of the actor with most; who does more is larger.
fn actor_box(actor: &ActorNode, share: f64) -> ActorBox {
    let look = actor_look(actor.kind);
    let size = ((14.0 + 5.5 * share.sqrt()) * 2.0).round() / 2.0;
    let name_font = Font::bold(size);
    let name = name_font.wrap_evenly(&actor.name, size * 11.0);
    let office = match latest_office(actor) {
        Some(office) => style::OFFICE.wrap_evenly(office, 165.0),
        None => Vec::new(),
    };
    let widest = |font: Font, lines: &[String]| lines.iter().map(|l| font.width(l)).fold(0.0, f64::max);
    let words = widest(name_font, &name).max(widest(style::OFFICE, &office));
    let height = name.len() as f64 * size * 1.18 + office.len() as f64 * 14.5 + 15.0;
    ActorBox {
        look,
        name,
        name_font,
        office,
        size: [even(words + 2.0 * look.shape.padding(height)), even(height)],
    }
}

fn card_box<'a>(card: &Card<'a>) -> CardBox<'a> {
    let rows: Vec<Row<'a>> = card.events.iter().map(|e| row(e)).collect();
    let mut rest = Vec::new();
    if card.others > 0 {
        rest.push(format!("with {} more {}", card.others, plural(card.others, "party", "parties")));
    }
    if card.more > 0 {
        rest.push(format!("+ {} more {}", card.more, plural(card.more, "event", "events")));
    }
    let rest = rest.join(", ");
    let widest = |row: &Row<'_>| {
        let matter = row.matter.iter().map(|l| style::TOPIC.width(l)).fold(0.0, f64::max);
        matter.max(style::DEED.width(&row.deed) + style::DATE.width(&row.date) + style::TOLD.width(&row.told))
    };
    let words = rows.iter().map(widest).fold(style::TOPIC.width(&rest), f64::max);
    let mut height = rows.iter().map(|r| r.height).sum::<f64>() + ROW_GAP * (rows.len().max(1) - 1) as f64;
    if !rest.is_empty() {
        height += REST_LINE + ROW_GAP;
    }
    CardBox {
        rows,
        rest,
        size: [even(words + ROW_LEFT + ROW_RIGHT), even(height)],
    }
}

fn row(event: &EventNode) -> Row<'_> {
    let matter = matter(event);
    Row {
        event,
        deed: deed_words(event),
        date: event.date.as_ref().map_or_else(String::new, |d| format!(" · {}", date_words(d))),
        told: match articles(event) {
            0 | 1 => String::new(),
            several => format!("\u{2002}×{several}"),
        },
        height: DEED_LINE + matter.len() as f64 * TOPIC_LINE + 2.0 * ROW_PAD,
        matter,
    }
}

/// Place and topics, as many whole ones as fit.
fn matter(event: &EventNode) -> Vec<String> {
    let mut parts: Vec<String> = event.place.iter().map(|p| format!("in {}", p.name)).collect();
    parts.extend(event.topics.iter().map(|topic| match topic.polarity {
        Polarity::Discussed => topic.label.clone(),
        Polarity::NotDiscussed => format!("not discussed: {}", topic.label),
    }));
    // What is wider than all lines together need not be wrapped to see that it will not fit.
    let mut width = 0.0;
    let narrow = parts.iter().take_while(|part| {
        width += style::TOPIC.width(part);
        width <= TOPIC_LINES as f64 * TOPIC_WIDTH
    });
    let mut count = narrow.count().max(1).min(parts.len());
    loop {
        let mut text = parts[..count].join("; ");
        if count < parts.len() {
            text.push_str(&format!("; +\u{a0}{}\u{a0}more", parts.len() - count));
        }
        let lines = style::TOPIC.wrap_evenly(&text, TOPIC_WIDTH);
        if lines.len() <= TOPIC_LINES || count <= 1 {
            return lines;
        }
        count -= 1;
    }
}

/// How many articles tell an event.
pub(crate) fn articles(event: &EventNode) -> usize {
    event.reports.iter().map(|r| &r.article.id).collect::<BTreeSet<_>>().len()
}

pub(crate) fn plural<'t>(count: usize, one: &'t str, many: &'t str) -> &'t str {
    if count == 1 { one } else { many }
}

/// Rounded up to an even number, so that halves are whole.
fn even(length: f64) -> f64 {
    (length / 2.0).ceil() * 2.0
}
