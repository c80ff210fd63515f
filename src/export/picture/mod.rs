//! The picture of a graph: chosen, measured, placed and drawn without any other program.
//!
//! Behind the SVG and PNG formats. The hard decision: a layout of our own. Kept crates place plain nodes; here boxes
//! hold words of every length, lines must not run through them, and the same graph must give the same bytes anywhere.

mod canvas;
mod draw;
pub(crate) mod font;
mod place;
mod route;
mod scene;
mod select;
mod style;

use crate::export::view::GraphView;
use scene::Scene;
use std::collections::BTreeSet;

/// What a picture shows, for SVG and PNG alike.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PictureOptions {
    /// The headline; the names of the leading actors where it is not set.
    pub title: Option<String>,
    /// At most so many events, fewer where their words fill the page.
    pub max_events: usize,
    /// At most so many actors.
    pub max_actors: usize,
    /// Whether an SVG carries its font, so that it looks the same everywhere (about 36 kB).
    pub embed_font: bool,
}

impl Default for PictureOptions {
    fn default() -> Self {
        Self {
            title: None,
            max_events: 40,
            max_actors: 26,
            embed_font: true,
        }
    }
}

impl PictureOptions {
    /// With this headline.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// With at most so many events.
    #[must_use]
    pub fn with_max_events(mut self, events: usize) -> Self {
        self.max_events = events;
        self
    }

    /// With at most so many actors.
    #[must_use]
    pub fn with_max_actors(mut self, actors: usize) -> Self {
        self.max_actors = actors;
        self
    }

    /// Without a font inside the SVG.
    #[must_use]
    pub fn without_font(mut self) -> Self {
        self.embed_font = false;
        self
    }
}

/// The picture as SVG.
pub(crate) fn picture(view: &GraphView, options: &PictureOptions) -> String {
    draw::draw(view, &Scene::new(view, options), options)
}

/// The part of the graph that the picture shows, as a graph.
pub(crate) fn shown(view: &GraphView, options: &PictureOptions) -> GraphView {
    let limits = select::Limits {
        events: options.max_events,
        actors: options.max_actors,
        rows: usize::MAX,
    };
    let selection = select::Selection::new(view, limits);
    let actors: Vec<_> = selection.actors.iter().map(|a| (*a).clone()).collect();
    let on_page: BTreeSet<_> = actors.iter().map(|a| a.id.clone()).collect();
    let mut events: Vec<_> = selection.cards.iter().flat_map(|c| &c.events).map(|e| (*e).clone()).collect();
    for event in &mut events {
        event.participants.retain(|p| on_page.contains(&p.actor));
    }
    GraphView::new(actors, events)
}
