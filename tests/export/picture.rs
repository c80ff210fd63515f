//! The pictures, measured with resvg: every word is there, lies on the page and on no other word.

use crate::{bytes, golden, sample};
use diplograph::export::{ExportFormat, GraphView, PictureOptions, PngOptions, write_png, write_svg};
use resvg::usvg;

const FONTS: [&[u8]; 2] = [
    include_bytes!("../../data/fonts/DiplographSans-Regular.ttf"),
    include_bytes!("../../data/fonts/DiplographSans-SemiBold.ttf"),
];

fn svg(view: &GraphView, options: &PictureOptions) -> String {
    let mut out = Vec::new();
    write_svg(view, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn tree(svg: &str) -> usvg::Tree {
    let mut options = usvg::Options::default();
    for font in FONTS {
        options.fontdb_mut().load_font_data(font.to_vec());
    }
    usvg::Tree::from_str(svg, &options).unwrap()
}

/// Every line of words with the box it covers.
fn words(group: &usvg::Group, found: &mut Vec<(String, usvg::Rect)>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => words(group, found),
            usvg::Node::Text(text) => {
                let line: String = text.chunks().iter().map(|c| c.text()).collect();
                // What is drawn, not the taller box that the font reserves for accents on capitals.
                found.push((line, text.flattened().abs_bounding_box()));
            }
            _ => {}
        }
    }
}

fn assert_readable(view: &GraphView, options: &PictureOptions) -> Vec<String> {
    let tree = tree(&svg(view, options));
    let mut found = Vec::new();
    words(tree.root(), &mut found);
    let (width, height) = (tree.size().width(), tree.size().height());
    for (n, (line, at)) in found.iter().enumerate() {
        assert!(
            at.left() >= 0.0 && at.top() >= 0.0 && at.right() <= width && at.bottom() <= height,
            "{line:?} runs off the page"
        );
        for (other, there) in &found[..n] {
            let apart =
                at.left() >= there.right() || there.left() >= at.right() || at.top() >= there.bottom() || there.top() >= at.bottom();
            assert!(apart, "{line:?} lies on {other:?}");
        }
    }
    found.into_iter().map(|(line, _)| line).collect()
}

#[test]
fn small_picture_is_drawn_as_agreed() {
    golden("small.svg", &svg(&sample::small(), &PictureOptions::default().without_font()));
}

#[test]
fn words_never_overlap_nor_leave_the_page() {
    for view in [sample::small(), sample::large(), sample::huge(), GraphView::default()] {
        assert_readable(&view, &PictureOptions::default());
    }
    for words in [
        "Donaudampfschifffahrtsgesellschaftskapitän ".repeat(8).as_str(),
        "a \"b\" <c> & d\n\u{0}e",
        "習近平",
    ] {
        assert_readable(&sample::nasty(words), &PictureOptions::default().with_title(words));
    }
}

#[test]
fn a_small_graph_is_shown_whole() {
    let view = sample::small();
    let lines = assert_readable(&view, &PictureOptions::default()).join("\n");
    for actor in &view.actors {
        for word in actor.name.split(' ') {
            assert!(lines.contains(word), "{word} is missing in\n{lines}");
        }
    }
    assert!(lines.contains("called · 3 Jul 2025") && lines.contains("not discussed:"), "{lines}");
    assert!(
        lines.contains("met (planned) · 15 Aug 2025") && lines.contains("in Anchorage"),
        "{lines}"
    );
    assert!(!lines.contains("Showing"), "{lines}");
}

#[test]
fn a_large_graph_says_what_is_left_out() {
    let view = sample::huge();
    let lines = assert_readable(&view, &PictureOptions::default());
    let summary = lines.iter().find(|l| l.starts_with("Showing ")).expect("says what it shows");
    assert!(summary.contains(&format!(" of {} events", view.events.len())), "{summary}");
    let one = PictureOptions::default().with_max_events(1).with_max_actors(2);
    assert!(
        assert_readable(&view, &one)
            .iter()
            .any(|l| l.starts_with("Showing 1 of 360 events"))
    );
}

#[test]
fn every_shown_event_carries_its_proof() {
    let view = sample::small();
    let svg = svg(&view, &PictureOptions::default());
    for event in &view.events {
        assert!(svg.contains(&format!("<g id=\"{}\">", event.id)), "{} is not drawn", event.id);
    }
    assert!(svg.contains("This sentence of the"));
    assert!(svg.contains("@font-face"));
}

#[test]
fn png_has_its_words() {
    let view = sample::small();
    let png = bytes(&view, ExportFormat::Png);
    let picture = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap();
    // The headline is dark on white; were the font not found, nothing would be dark there.
    let dark = (60..130)
        .flat_map(|y| (60..900).map(move |x| (x, y)))
        .filter(|(x, y)| picture.pixel(*x, *y).is_some_and(|p| p.red() < 90))
        .count();
    assert!(dark > 1500, "only {dark} dark pixels where the headline should be");
    let mut half = Vec::new();
    write_png(&view, &PngOptions::default().with_scale(1.0), &mut half).unwrap();
    assert!(half.len() < png.len());
    let error = write_png(&view, &PngOptions::default().with_scale(0.0), Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "scale 0 is not between 0.1 and 8");
}

/// Not a test: writes the pictures somewhere to be looked at, as `LOOK=folder cargo test --test export look`.
#[test]
fn look() {
    let Ok(folder) = std::env::var("LOOK") else { return };
    for (name, view) in [("small", sample::small()), ("large", sample::large()), ("huge", sample::huge())] {
        for format in [ExportFormat::Svg, ExportFormat::Png] {
            let start = std::time::Instant::now();
            std::fs::write(format!("{folder}/{name}.{format}"), bytes(&view, format)).unwrap();
            eprintln!("{name}.{format}: {:?}", start.elapsed());
        }
    }
}
