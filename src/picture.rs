//! Pictures of documents: pages of a PDF or a photograph, drawn anew by us, so that nothing a file carries beside
//! its picture reaches a browser. Drawing takes memory by what a file says, not by its size: only a child does it.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use std::io::Cursor;
use std::sync::Arc;

/// Most memory a photograph may take when it is opened, bytes.
const LARGEST_PHOTOGRAPH: u64 = 160 * 1024 * 1024;

/// Tallest picture for its width: a longer page is not drawn.
const TALLEST: f32 = 6.0;

/// How many pages of a PDF can be drawn.
#[must_use]
pub fn pages(bytes: &[u8]) -> usize {
    Pdf::new(Arc::new(bytes.to_vec())).map_or(0, |pdf| pdf.pages().len())
}

/// A page (from 0) as PNG of a width in pixels; `None` when it cannot be drawn.
#[must_use]
pub fn page(bytes: &[u8], media_type: &str, number: usize, width: u16) -> Option<Vec<u8>> {
    if media_type != "application/pdf" {
        return photograph(bytes, number, width);
    }
    let pdf = Pdf::new(Arc::new(bytes.to_vec())).ok()?;
    let page = pdf.pages().get(number)?;
    let (own_width, own_height) = page.render_dimensions();
    if own_width <= 0.0 || own_height <= 0.0 || own_height / own_width > TALLEST {
        return None;
    }
    let scale = f32::from(width) / own_width;
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let pixmap = render(page, &RenderCache::new(), &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    pixmap.into_png().ok()
}

/// A photograph, opened within the memory it may take.
#[must_use]
pub fn opened(bytes: &[u8]) -> Option<image::DynamicImage> {
    let mut reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(LARGEST_PHOTOGRAPH);
    reader.limits(limits);
    reader.decode().ok()
}

fn photograph(bytes: &[u8], number: usize, width: u16) -> Option<Vec<u8>> {
    if number > 0 {
        return None;
    }
    let picture = opened(bytes)?;
    let small = picture.thumbnail(u32::from(width), u32::from(width) * 3);
    let mut out = Vec::new();
    small.write_to(&mut Cursor::new(&mut out), image::ImageFormat::Png).ok()?;
    Some(out)
}
