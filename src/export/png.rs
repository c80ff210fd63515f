//! The picture as PNG: the SVG painted by resvg with the bundled font.
//!
//! The hard decision: no font of the machine is ever consulted. resvg silently drops words whose font it does not
//! find, and with fonts found by chance the same graph would not give the same bytes.

use crate::error::{Error, ErrorKind, Result};
use crate::export::broken;
use crate::export::picture::font::{FAMILY, REGULAR, SEMIBOLD};
use crate::export::picture::{PictureOptions, picture};
use crate::export::view::GraphView;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use std::io;

/// How a PNG is painted.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PngOptions {
    /// What it shows.
    pub picture: PictureOptions,
    /// Pixels of the image for each of the SVG; 2 is sharp on most screens and in print at postcard size.
    pub scale: f32,
}

impl Default for PngOptions {
    fn default() -> Self {
        Self {
            picture: PictureOptions::default(),
            scale: 2.0,
        }
    }
}

impl PngOptions {
    /// Showing this.
    #[must_use]
    pub fn with_picture(mut self, picture: PictureOptions) -> Self {
        self.picture = picture;
        self
    }

    /// At this scale.
    #[must_use]
    pub fn with_scale(mut self, scale: f32) -> Self {
        self.scale = scale;
        self
    }
}

/// Draws the graph as PNG.
///
/// # Errors
/// Where the scale is not between 0.1 and 8, or `out` cannot be written.
pub fn write_png(view: &GraphView, options: &PngOptions, mut out: impl io::Write) -> Result<()> {
    if !(0.1..=8.0).contains(&options.scale) {
        let message = format!("scale {} is not between 0.1 and 8", options.scale);
        return Err(Error::new(ErrorKind::Usage, message));
    }
    let svg = picture(view, &options.picture.clone().without_font());
    out.write_all(&painted(&svg, options.scale)?).map_err(broken)
}

fn painted(svg: &str, scale: f32) -> Result<Vec<u8>> {
    let mut fonts = Options {
        font_family: FAMILY.to_owned(),
        ..Options::default()
    };
    for data in [REGULAR, SEMIBOLD] {
        fonts.fontdb_mut().load_font_data(data.to_vec());
    }
    let failed = |why: String| Error::new(ErrorKind::Export, format!("the picture could not be painted: {why}"));
    let tree = Tree::from_str(svg, &fonts).map_err(|e| failed(e.to_string()))?;
    let size = tree
        .size()
        .to_int_size()
        .scale_by(scale)
        .ok_or_else(|| failed(format!("scale {scale} leaves nothing of it")))?;
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(|| {
        failed(format!(
            "{}x{} pixels are too many; use a smaller scale",
            size.width(),
            size.height()
        ))
    })?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|e| failed(e.to_string()))
}
