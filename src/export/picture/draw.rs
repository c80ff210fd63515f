//! Draws a placed scene: headline, lines, cards, actors, legend, footnote.
//!
//! Part of the picture. The hard decision: everything said by colour is said by a second sign too (shape, dashes, the
//! word in the legend), and what is left out is told in the line under the headline, not in small print.

use crate::export::picture::PictureOptions;
use crate::export::picture::canvas::{Align, Canvas, escaped};
use crate::export::picture::font::Font;
use crate::export::picture::route::Arc;
use crate::export::picture::scene::{
    ActorBox, CardBox, DEED_LINE, REST_LINE, ROW_GAP, ROW_LEFT, ROW_PAD, Row, Scene, TOPIC_LINE, articles, plural,
};
use crate::export::picture::select::{Card, Link};
use crate::export::picture::style::{self, ActorLook, EventLook, INK, MARGIN, NOTE, NOTE_HEAD, SOFT_INK, Shape, actor_look, event_look};
use crate::export::view::{GraphView, period};
use crate::export::words::date_words;
use crate::graph::ActorNode;
use crate::ontology::{ActorKind, Quad, Role, Status};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The strokes of hosts, mediators and venues.
const DOTS: &str = " stroke-dasharray=\"2 4\" stroke-linecap=\"round\"";
/// Narrowest page: the legend needs room.
const NARROWEST: f64 = 720.0;

/// The picture as SVG.
pub(crate) fn draw(view: &GraphView, scene: &Scene<'_>, options: &PictureOptions) -> String {
    let mut canvas = Canvas::new(options.embed_font);
    let inner = scene.placement.size[0].max(NARROWEST);
    let width = inner + 2.0 * MARGIN;
    let title = options.title.clone().unwrap_or_else(|| headline(scene));
    let summary = summary(view, scene);

    let legend = legend(scene);
    let titles = style::TITLE.wrap_evenly(&title, inner);
    let summaries = style::SUBTITLE.wrap_evenly(&summary, inner);
    let top = MARGIN + titles.len() as f64 * 32.0 + summaries.len() as f64 * 20.0 + 26.0;
    let left = MARGIN + (inner - scene.placement.size[0]) / 2.0;
    let legend_top = top + scene.placement.size[1] + 30.0;

    // The background is opened first and its height known only after the legend.
    let mut body = Canvas::new(options.embed_font);
    let bottom = draw_legend(&mut body, &legend, &footnote(view), legend_top, inner);
    let height = bottom + MARGIN - 8.0;
    canvas.rect([0.0, 0.0], [width, height], 0.0, &fill(style::PAPER));
    let mut y = MARGIN + 14.0;
    for line in &titles {
        canvas.text([MARGIN, y], Align::Left, &[(line, style::TITLE, INK)]);
        y += 32.0;
    }
    y -= 6.0;
    for line in &summaries {
        canvas.text([MARGIN, y], Align::Left, &[(line, style::SUBTITLE, SOFT_INK)]);
        y += 20.0;
    }
    draw_graph(&mut canvas, scene, [left, top]);
    canvas.append(body);
    canvas.finish([width, height], &title, &summary)
}

fn fill(colour: &str) -> String {
    format!("fill=\"{colour}\"")
}

/// The actors most in the picture.
fn headline(scene: &Scene<'_>) -> String {
    let mut events = vec![0_usize; scene.selection.actors.len()];
    for card in &scene.selection.cards {
        for link in &card.links {
            events[link.actor] += card.events.len();
        }
    }
    let mut ranked: Vec<(usize, &str)> = events
        .iter()
        .zip(&scene.selection.actors)
        .map(|(n, a)| (*n, a.name.as_str()))
        .collect();
    ranked.sort_by_key(|(n, name)| (Reverse(*n), *name));
    let names: Vec<&str> = ranked.iter().map(|(_, name)| *name).collect();
    match names[..] {
        [] => "No events".to_owned(),
        [one] => one.to_owned(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, three, ..] => format!("{one}, {two}, {three} and {} others", names.len() - 3),
    }
}

/// How much is shown, of how much, and of which time.
fn summary(view: &GraphView, scene: &Scene<'_>) -> String {
    let part = |shown: usize, all: usize, one, many| {
        if shown == all {
            format!("{all} {}", plural(all, one, many))
        } else {
            format!("{shown} of {all} {many}")
        }
    };
    let events = scene.selection.events();
    let involved = view.actors.len();
    let actors = scene.selection.actors.len();
    let mut text = if events < view.events.len() || actors < involved {
        format!(
            "Showing {} and {}, the most reported",
            part(events, view.events.len(), "event", "events"),
            part(actors, involved, "actor", "actors")
        )
    } else {
        format!(
            "{} between {}",
            part(events, events, "event", "events"),
            part(actors, actors, "actor", "actors")
        )
    };
    let shown = scene.selection.cards.iter().flat_map(|c| &c.events).copied();
    if let Some(period) = period(shown) {
        text.push_str(&format!(" · {}", date_words(&period)));
    }
    text
}

/// Where it all comes from.
fn footnote(view: &GraphView) -> String {
    let articles = view.articles.len();
    let publishers = view
        .articles
        .iter()
        .filter_map(|a| a.source.as_deref())
        .collect::<BTreeSet<_>>()
        .len();
    let mut text = format!("Source: {articles} {}", plural(articles, "article", "articles"));
    if publishers > 1 {
        text.push_str(&format!(" by {publishers} publishers"));
    }
    text.push_str(". Events of the same parties stand on one card, the oldest on top.");
    text
}

fn draw_graph(canvas: &mut Canvas, scene: &Scene<'_>, [left, top]: [f64; 2]) {
    let moved = |[x, y]: [f64; 2]| [x + left, y + top];
    canvas.raw("<g id=\"roles\" fill=\"none\" stroke-width=\"1.6\">");
    let mut arcs = scene.arcs.iter();
    for (card, card_box) in scene.selection.cards.iter().zip(&scene.cards) {
        for (link, arc) in card.links.iter().zip(&mut arcs) {
            let arc = Arc {
                from: moved(arc.from),
                control: moved(arc.control),
                to: moved(arc.to),
            };
            draw_link(canvas, card, *link, &scene.actors[link.actor], card_box, &arc);
        }
    }
    canvas.raw("</g>\n<g id=\"events\">");
    for (c, card) in scene.cards.iter().enumerate() {
        draw_card(canvas, card, moved(scene.card_at(c)));
    }
    canvas.raw("</g>\n<g id=\"actors\">");
    for (a, actor) in scene.actors.iter().enumerate() {
        draw_actor(canvas, scene.selection.actors[a], actor, moved(scene.actor_at(a)));
    }
    canvas.raw("</g>");
}

/// The colours of a card's lines: those of its weightiest deed.
fn card_look(card: &Card<'_>) -> EventLook {
    let quads = card.events.iter().map(|e| e.event_type.quad());
    let deeds = |q: &Quad| matches!(q, Quad::MaterialCooperation | Quad::MaterialConflict);
    let weightiest = quads.max_by_key(deeds).unwrap_or(Quad::VerbalCooperation);
    event_look(weightiest)
}

fn draw_link(canvas: &mut Canvas, card: &Card<'_>, link: Link, actor: &ActorBox, card_box: &CardBox<'_>, arc: &Arc) {
    let colour = card_look(card).line;
    let shape = actor.look.shape;
    let away = |centre: [f64; 2], [x, y]: [f64; 2]| [x - centre[0], y - centre[1]];
    let begin = border(|t| shape.contains(actor.size[0], actor.size[1], away(arc.from, arc.at(t))));
    let end = border(|t| Shape::Box.contains(card_box.size[0], card_box.size[1], away(arc.to, arc.at(1.0 - t))));
    let seen = arc.piece(begin, (1.0 - end).max(begin));
    let dashes = match link.role {
        Role::Actor | Role::Recipient => "",
        Role::Host | Role::Mediator | Role::Venue => DOTS,
    };
    let paint = format!("stroke=\"{colour}\"{dashes}");
    match link.role {
        Role::Recipient => arrow(canvas, &seen.piece(1.0, 0.0), colour, &paint),
        Role::Actor if link.initiator => arrow(canvas, &seen, colour, &paint),
        _ => course(canvas, &seen, &paint),
    }
}

/// The share of the way at which a shape ends.
fn border(inside: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..24 {
        let middle = (low + high) / 2.0;
        if inside(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// A line without a head.
fn course(canvas: &mut Canvas, arc: &Arc, paint: &str) {
    if arc.is_straight() {
        canvas.line(arc.from, arc.to, paint);
    } else {
        canvas.curve(arc.from, arc.control, arc.to, paint);
    }
}

/// A line with a head at its end.
fn arrow(canvas: &mut Canvas, arc: &Arc, colour: &str, paint: &str) {
    let (to, before) = (arc.to, arc.control);
    let (dx, dy) = (to[0] - before[0], to[1] - before[1]);
    let length = (dx * dx + dy * dy).sqrt();
    if length < 1.0 {
        return;
    }
    let (ux, uy) = (dx / length, dy / length);
    let (head, half) = (10.0_f64.min(length), 4.6);
    let neck = [to[0] - ux * head, to[1] - uy * head];
    // The stroke ends inside the head, or it would stick out beyond the point.
    let stem = Arc {
        to: [neck[0] + ux * 1.5, neck[1] + uy * 1.5],
        ..*arc
    };
    course(canvas, &stem, paint);
    let points = [
        to,
        [neck[0] - uy * half, neck[1] + ux * half],
        [neck[0] + uy * half, neck[1] - ux * half],
    ];
    canvas.polygon(&points, &format!("fill=\"{colour}\""));
}

fn draw_card(canvas: &mut Canvas, card: &CardBox<'_>, centre: [f64; 2]) {
    let [width, height] = card.size;
    let left = centre[0] - width / 2.0;
    let mut top = centre[1] - height / 2.0;
    for row in &card.rows {
        draw_row(canvas, row, [left, top], width);
        top += row.height + ROW_GAP;
    }
    if !card.rest.is_empty() {
        let look = card.rows.last().map(|r| event_look(r.event.event_type.quad()));
        let line = look.map_or(style::HAIRLINE, |l| l.line);
        let paint = format!("{} stroke=\"{line}\" stroke-opacity=\"0.55\"", fill(style::PAPER));
        canvas.rect([left + 0.5, top + 0.5], [width - 1.0, REST_LINE - 1.0], 4.0, &paint);
        canvas.text([left + ROW_LEFT, top + 13.5], Align::Left, &[(&card.rest, style::TOPIC, SOFT_INK)]);
    }
}

fn draw_row(canvas: &mut Canvas, row: &Row<'_>, [left, top]: [f64; 2], width: f64) {
    let event = row.event;
    let look = event_look(event.event_type.quad());
    canvas.raw(&format!(
        "<g id=\"{}\">\n<title>{}</title>",
        escaped(event.id.as_str()),
        escaped(&proof(row))
    ));
    let ground = if event.status == Status::Happened {
        look.fill
    } else {
        style::PAPER
    };
    let line = format!("stroke=\"{}\" stroke-width=\"1.2\"{}", look.line, dashes(event.status));
    canvas.rect(
        [left + 0.6, top + 0.6],
        [width - 1.2, row.height - 1.2],
        4.0,
        &format!("{} {line}", fill(ground)),
    );
    canvas.rect([left, top], [5.0, row.height], 2.5, &fill(look.line));
    let mut y = top + ROW_PAD + 12.5;
    let x = left + ROW_LEFT;
    canvas.text(
        [x, y],
        Align::Left,
        &[
            (&row.deed, style::DEED, INK),
            (&row.date, style::DATE, INK),
            (&row.told, style::TOLD, SOFT_INK),
        ],
    );
    y += DEED_LINE - 1.0;
    for line in &row.matter {
        canvas.text([x, y], Align::Left, &[(line, style::TOPIC, SOFT_INK)]);
        y += TOPIC_LINE;
    }
    canvas.raw("</g>");
}

fn dashes(status: Status) -> &'static str {
    match status {
        Status::Happened => "",
        Status::Planned | Status::Hypothetical => " stroke-dasharray=\"5 3\"",
        Status::Denied => " stroke-dasharray=\"1.5 2.5\"",
    }
}

/// What a reader sees who points at an event: the sentence that proves it, and where it stands.
fn proof(row: &Row<'_>) -> String {
    let mut text = format!("{}{}", row.deed, row.date);
    if let Some((report, mention)) = row.event.evidence() {
        text.push_str(&format!(" — “{}”", mention.text));
        let source = report.article.source.as_deref().unwrap_or(report.article.id.as_str());
        text.push_str(&format!(" ({source}"));
        if let Some(day) = report.article.published {
            text.push_str(&format!(", {day}"));
        }
        text.push(')');
    }
    text
}

fn draw_actor(canvas: &mut Canvas, node: &ActorNode, actor: &ActorBox, centre: [f64; 2]) {
    canvas.raw(&format!(
        "<g id=\"{}\">\n<title>{}</title>",
        escaped(node.id.as_str()),
        escaped(&node.name)
    ));
    draw_shape(canvas, actor.look, actor.size, centre);
    let line = actor.name_font.size * 1.18;
    let words = actor.name.len() as f64 * line + actor.office.len() as f64 * 14.5;
    let mut y = centre[1] - words / 2.0 + line * 0.5 + actor.name_font.size * 0.33;
    for name in &actor.name {
        canvas.text([centre[0], y], Align::Middle, &[(name, actor.name_font, "#FFFFFF")]);
        y += line;
    }
    y += 14.5 * 0.5 + 4.0 - (line * 0.5 + actor.name_font.size * 0.33) + 0.0;
    for office in &actor.office {
        canvas.text([centre[0], y], Align::Middle, &[(office, style::OFFICE, "#E4E7EB")]);
        y += 14.5;
    }
    canvas.raw("</g>");
}

fn draw_shape(canvas: &mut Canvas, look: ActorLook, size: [f64; 2], centre: [f64; 2]) {
    let [w, h] = size;
    let paint = format!("fill=\"{}\" stroke=\"{}\" stroke-width=\"2\"", look.fill, style::PAPER);
    match look.shape.corners(w, h) {
        Some(corners) => {
            let points: Vec<_> = corners.iter().map(|[x, y]| [x + centre[0], y + centre[1]]).collect();
            canvas.polygon(&points, &paint);
        }
        None => canvas.rect([centre[0] - w / 2.0, centre[1] - h / 2.0], size, h / 2.0, &paint),
    }
    if look.shape == Shape::DoubleBox {
        let inset = (h * 0.12).min(4.0);
        let inner = [w - 2.0 * inset, h - 2.0 * inset];
        let paint = "fill=\"none\" stroke=\"#FFFFFF\" stroke-opacity=\"0.6\" stroke-width=\"1\"";
        canvas.rect([centre[0] - inner[0] / 2.0, centre[1] - inner[1] / 2.0], inner, 0.0, paint);
    }
}

/// One thing the legend explains.
enum Sign {
    Actor(ActorLook),
    Event(EventLook),
    Status(Status),
    Told,
    Line(Stroke, &'static str),
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy)]
enum Stroke {
    Plain,
    Arrow,
    Dotted,
}

/// Lines of the legend: a head and what is under it, only what the picture has.
fn legend(scene: &Scene<'_>) -> Vec<(&'static str, Vec<Sign>)> {
    let mut actors: Vec<ActorLook> = Vec::new();
    for kind in ActorKind::ALL {
        let look = actor_look(*kind);
        let used = scene.selection.actors.iter().any(|a| actor_look(a.kind).words == look.words);
        if used && !actors.iter().any(|l| l.words == look.words) {
            actors.push(look);
        }
    }
    let events = || scene.selection.cards.iter().flat_map(|c| &c.events);
    let quads = Quad::ALL.iter().filter(|q| events().any(|e| e.event_type.quad() == **q));
    let mut event_signs: Vec<Sign> = quads.map(|q| Sign::Event(event_look(*q))).collect();
    let unreal = |status: &Status| events().any(|e| e.status == *status);
    if unreal(&Status::Planned) || unreal(&Status::Hypothetical) {
        event_signs.push(Sign::Status(Status::Planned));
    }
    if unreal(&Status::Denied) {
        event_signs.push(Sign::Status(Status::Denied));
    }
    if events().any(|e| articles(e) > 1) {
        event_signs.push(Sign::Told);
    }
    let links = || scene.selection.cards.iter().flat_map(|c| &c.links);
    let mut lines = Vec::new();
    if links().any(|l| l.role == Role::Actor && !l.initiator) {
        lines.push(Sign::Line(Stroke::Plain, "takes part"));
    }
    let recipients = links().any(|l| l.role == Role::Recipient);
    let initiators = links().any(|l| l.initiator);
    match (recipients, initiators) {
        (true, true) => lines.push(Sign::Line(Stroke::Arrow, "from who began it, to whom it is done")),
        (true, false) => lines.push(Sign::Line(Stroke::Arrow, "to whom it is done")),
        (false, true) => lines.push(Sign::Line(Stroke::Arrow, "from who began it")),
        (false, false) => {}
    }
    if links().any(|l| matches!(l.role, Role::Host | Role::Mediator | Role::Venue)) {
        lines.push(Sign::Line(Stroke::Dotted, "host, mediator or venue"));
    }
    vec![
        ("Actors", actors.into_iter().map(Sign::Actor).collect()),
        ("Events", event_signs),
        ("Lines", lines),
    ]
}

/// Draws the legend and the footnote; answers where they end.
fn draw_legend(canvas: &mut Canvas, legend: &[(&str, Vec<Sign>)], footnote: &str, top: f64, width: f64) -> f64 {
    let rule = format!("stroke=\"{}\"", style::HAIRLINE);
    canvas.raw("<g id=\"legend\">");
    canvas.line([MARGIN, top], [MARGIN + width, top], &rule);
    let mut y = top + 24.0;
    for (head, signs) in legend.iter().filter(|(_, signs)| !signs.is_empty()) {
        canvas.text([MARGIN, y], Align::Left, &[(head, NOTE_HEAD, INK)]);
        let mut x = MARGIN + 62.0;
        for sign in signs {
            let words = sign.words();
            let room = SIGN + 8.0 + NOTE.width(words) + 22.0;
            if x + room - 22.0 > MARGIN + width {
                x = MARGIN + 62.0;
                y += 23.0;
            }
            sign.draw(canvas, [x, y - 4.5]);
            canvas.text([x + SIGN + 8.0, y], Align::Left, &[(words, NOTE, INK)]);
            x += room;
        }
        y += 24.0;
    }
    y += 2.0;
    for line in Font::wrap_evenly(NOTE, footnote, width) {
        canvas.text([MARGIN, y], Align::Left, &[(&line, NOTE, SOFT_INK)]);
        y += 17.0;
    }
    canvas.raw("</g>");
    y - 17.0
}

/// Width of a sign.
const SIGN: f64 = 32.0;

impl Sign {
    fn words(&self) -> &'static str {
        match self {
            Self::Actor(look) => look.words,
            Self::Event(look) => look.words,
            Self::Status(Status::Denied) => "denied",
            Self::Status(_) => "planned or possible",
            Self::Told => "told by two articles",
            Self::Line(_, words) => words,
        }
    }

    /// `at`: the left end, at half height.
    fn draw(&self, canvas: &mut Canvas, [x, y]: [f64; 2]) {
        match self {
            Self::Actor(look) => draw_shape(canvas, *look, [SIGN, 17.0], [x + SIGN / 2.0, y]),
            Self::Event(look) => {
                let paint = format!("{} stroke=\"{}\" stroke-width=\"1.2\"", fill(look.fill), look.line);
                canvas.rect([x + 0.6, y - 7.4], [SIGN - 1.2, 14.8], 3.5, &paint);
                canvas.rect([x, y - 8.0], [5.0, 16.0], 2.5, &fill(look.line));
            }
            Self::Status(status) => {
                let line = format!("stroke=\"{SOFT_INK}\" stroke-width=\"1.2\"{}", dashes(*status));
                let paint = format!("{} {line}", fill(style::PAPER));
                canvas.rect([x + 0.6, y - 7.4], [SIGN - 1.2, 14.8], 3.5, &paint);
            }
            Self::Told => canvas.text([x + SIGN / 2.0, y + 4.5], Align::Middle, &[("×2", style::TOLD, SOFT_INK)]),
            Self::Line(stroke, _) => {
                let paint = format!("stroke=\"{SOFT_INK}\" stroke-width=\"1.6\"");
                let (from, to) = ([x, y], [x + SIGN, y]);
                match stroke {
                    Stroke::Arrow => {
                        let control = [x + SIGN / 2.0, y];
                        arrow(canvas, &Arc { from, control, to }, SOFT_INK, &paint);
                    }
                    Stroke::Plain => canvas.line(from, to, &paint),
                    Stroke::Dotted => canvas.line(from, to, &format!("{paint}{DOTS}")),
                }
            }
        }
    }
}
