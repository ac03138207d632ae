//! Content streams: text with its structure marks, the seal, the QR code.

use super::font::{Placed, Typesetter, Weight, is_half};
use super::layout::{Drawing, Ink, LaidPage, Run, SEAL_RADIUS};
use pdf_writer::types::{ArtifactType, TextRenderingMode};
use pdf_writer::{Content, Name, Str};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;
use ttf_parser::OutlineBuilder;

/// The red of the seal: #C8141E as device-independent sRGB through the output intent.
const RED: [f32; 3] = [0.784, 0.078, 0.118];

/// Glyphs used of one face, and what they stand for.
#[derive(Default)]
pub struct Used {
    /// Old glyph numbers to those of the subset.
    pub remapper: GlyphRemapper,
    /// By number in the subset: the character, and the advance in 1/1000 em.
    pub glyphs: BTreeMap<u16, (char, f32)>,
}

/// Glyphs used, by face slot.
pub type UsedFaces = BTreeMap<usize, Used>;

/// A page's content and the elements its marks belong to, by mark number.
pub struct Drawn {
    /// Content stream.
    pub content: Vec<u8>,
    /// Element of each MCID.
    pub marks: Vec<usize>,
}

/// A character no face has.
pub struct MissingGlyph(pub char);

/// Draws a page.
///
/// # Errors
/// The first character that cannot be printed.
pub fn page(page: &LaidPage, typesetter: &mut Typesetter<'_>, used: &mut UsedFaces) -> Result<Drawn, MissingGlyph> {
    let mut content = Content::new();
    let mut marks = Vec::new();
    for drawing in &page.drawings {
        match drawing {
            Drawing::Seal { x, y, name, element } => {
                begin(&mut content, "Figure", *element, &mut marks);
                seal(&mut content, *x, *y, name, typesetter)?;
                content.end_marked_content();
            }
            Drawing::Qr { x, y, side, url, element } => {
                begin(&mut content, "Figure", *element, &mut marks);
                qr(&mut content, *x, *y, *side, url);
                content.end_marked_content();
            }
            Drawing::Frame { x, y, width, height } => {
                let mut artifact = content.begin_marked_content_with_properties(Name(b"Artifact"));
                artifact.properties().artifact().kind(ArtifactType::Layout);
                drop(artifact);
                content.save_state().set_stroke_rgb(RED[0], RED[1], RED[2]).set_line_width(0.9);
                content.rect(*x, *y, *width, *height).stroke().restore_state();
                content.end_marked_content();
            }
        }
    }
    for run in &page.runs {
        match run.element {
            Some(element) => begin(&mut content, "P", element, &mut marks),
            None => {
                let mut artifact = content.begin_marked_content_with_properties(Name(b"Artifact"));
                artifact.properties().artifact().kind(ArtifactType::Pagination);
            }
        }
        text(&mut content, run, typesetter, used)?;
        content.end_marked_content();
    }
    Ok(Drawn { content: content.finish().into_vec(), marks })
}

fn begin(content: &mut Content, tag: &str, element: usize, marks: &mut Vec<usize>) {
    let mcid = i32::try_from(marks.len()).unwrap_or(i32::MAX);
    content.begin_marked_content_with_properties(Name(tag.as_bytes())).properties().identify(mcid);
    marks.push(element);
}

fn text(content: &mut Content, run: &Run, typesetter: &mut Typesetter<'_>, used: &mut UsedFaces) -> Result<(), MissingGlyph> {
    content.begin_text();
    content.set_text_rendering_mode(TextRenderingMode::Fill);
    match run.ink {
        Ink::Black => content.set_fill_gray(0.0),
        Ink::Red => content.set_fill_rgb(RED[0], RED[1], RED[2]),
    };
    content.set_char_spacing(run.spacing);
    content.set_text_matrix([1.0, 0.0, 0.0, 1.0, run.x, run.y]);
    let mut at = 0;
    let placed: Vec<(char, Placed)> =
        run.text.chars().map(|c| typesetter.place(run.weight, c).map(|p| (c, p)).ok_or(MissingGlyph(c))).collect::<Result<_, _>>()?;
    while at < placed.len() {
        let slot = placed[at].1.slot;
        let end = placed[at..].iter().position(|(_, p)| p.slot != slot).map_or(placed.len(), |n| at + n);
        content.set_font(Name(font_name(slot).as_bytes()), run.size);
        show(content, &placed[at..end], used.entry(slot).or_default());
        at = end;
    }
    content.end_text();
    Ok(())
}

/// Shows glyphs of one face on the grid: a glyph narrower or wider than its cell stands in the cell's middle.
fn show(content: &mut Content, glyphs: &[(char, Placed)], used: &mut Used) {
    let mut positioned = content.show_positioned();
    let mut items = positioned.items();
    let mut bytes: Vec<u8> = Vec::new();
    for (character, placed) in glyphs {
        let id = used.remapper.remap(placed.glyph);
        used.glyphs.entry(id).or_insert((*character, placed.advance));
        let cell = if is_half(*character) { 500.0 } else { 1000.0 };
        let off = cell - placed.advance;
        if off.abs() < 0.5 {
            bytes.extend(id.to_be_bytes());
            continue;
        }
        if !bytes.is_empty() {
            items.show(Str(&bytes));
            bytes.clear();
        }
        items.adjust(-off / 2.0);
        items.show(Str(&id.to_be_bytes()));
        items.adjust(-off / 2.0);
    }
    if !bytes.is_empty() {
        items.show(Str(&bytes));
    }
}

/// Resource name of a face.
#[must_use]
pub fn font_name(slot: usize) -> String {
    format!("F{slot}")
}

/// The seal: a ring, the star, the court's name along the upper arc.
fn seal(content: &mut Content, x: f32, y: f32, name: &str, typesetter: &mut Typesetter<'_>) -> Result<(), MissingGlyph> {
    const RING: f32 = 3.4;
    content.save_state();
    content.set_stroke_rgb(RED[0], RED[1], RED[2]).set_fill_rgb(RED[0], RED[1], RED[2]).set_line_width(RING);
    circle(content, x, y, SEAL_RADIUS - RING / 2.0);
    content.stroke();
    star(content, x, y, SEAL_RADIUS * 0.33);
    content.fill_nonzero();
    let count = name.chars().count();
    let size = if count <= 10 { SEAL_RADIUS * 0.30 } else { SEAL_RADIUS * 3.0 / cast(count) };
    let radius = SEAL_RADIUS * 0.86 - size * 0.5;
    let sweep = (cast(count.saturating_sub(1)) * 0.60).min(4.3);
    for (index, character) in name.chars().enumerate() {
        let part = if count > 1 { cast(index) / cast(count - 1) - 0.5 } else { 0.0 };
        let angle = -part * sweep;
        outline(content, character, [x, y, radius, angle, size], typesetter)?;
    }
    content.restore_state();
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "counts of characters")]
fn cast(count: usize) -> f32 {
    count as f32
}

/// One character of the arc, as an outline: `angle` from the top, counter-clockwise.
fn outline(content: &mut Content, character: char, place: [f32; 5], typesetter: &mut Typesetter<'_>) -> Result<(), MissingGlyph> {
    let [x, y, radius, angle, size] = place;
    let placed = typesetter.place(Weight::Bold, character).ok_or(MissingGlyph(character))?;
    let program = typesetter.program(placed.slot).ok_or(MissingGlyph(character))?;
    let scale = size / f32::from(program.units_per_em());
    let (sin, cos) = angle.sin_cos();
    let mut pen = Pen { content, last: (0.0, 0.0), map: [x, y, radius, sin, cos, scale, size] };
    program.outline_glyph(ttf_parser::GlyphId(placed.glyph), &mut pen);
    content.fill_nonzero();
    Ok(())
}

struct Pen<'a> {
    content: &'a mut Content,
    last: (f32, f32),
    map: [f32; 7],
}

impl Pen<'_> {
    /// From font units to the page: middle of the em box on the circle, upright to it.
    fn at(&self, px: f32, py: f32) -> (f32, f32) {
        let [x, y, radius, sin, cos, scale, size] = self.map;
        let (u, v) = (px * scale - size / 2.0, py * scale - size * 0.38 + radius);
        (round(x + u * cos - v * sin), round(y + u * sin + v * cos))
    }
}

fn round(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

impl OutlineBuilder for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.last = (x, y);
        let (x, y) = self.at(x, y);
        self.content.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.last = (x, y);
        let (x, y) = self.at(x, y);
        self.content.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (x0, y0) = self.last;
        let third = |from: f32, control: f32| from + (control - from) * 2.0 / 3.0;
        self.curve_to(third(x0, x1), third(y0, y1), third(x, x1), third(y, y1), x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.last = (x, y);
        let (a, b, c) = (self.at(x1, y1), self.at(x2, y2), self.at(x, y));
        self.content.cubic_to(a.0, a.1, b.0, b.1, c.0, c.1);
    }

    fn close(&mut self) {
        self.content.close_path();
    }
}

fn circle(content: &mut Content, x: f32, y: f32, r: f32) {
    const K: f32 = 0.552_284_8;
    let k = r * K;
    content.move_to(x + r, y);
    content.cubic_to(x + r, y + k, x + k, y + r, x, y + r);
    content.cubic_to(x - k, y + r, x - r, y + k, x - r, y);
    content.cubic_to(x - r, y - k, x - k, y - r, x, y - r);
    content.cubic_to(x + k, y - r, x + r, y - k, x + r, y);
    content.close_path();
}

fn star(content: &mut Content, x: f32, y: f32, radius: f32) {
    const INNER: f32 = 0.381_966;
    for point in 0..10_u8 {
        let angle = std::f32::consts::FRAC_PI_2 + f32::from(point) * std::f32::consts::PI / 5.0;
        let r = if point % 2 == 0 { radius } else { radius * INNER };
        let (px, py) = (round(x + r * angle.cos()), round(y + r * angle.sin()));
        if point == 0 {
            content.move_to(px, py);
        } else {
            content.line_to(px, py);
        }
    }
    content.close_path();
}

/// The modules of a QR code, row by row; `true` is dark.
#[must_use]
pub fn qr_modules(url: &str) -> Option<(usize, Vec<bool>)> {
    use qrcode::{Color, EcLevel, QrCode};
    let code = QrCode::with_error_correction_level(url, EcLevel::Q).ok()?;
    Some((code.width(), code.to_colors().into_iter().map(|c| c == Color::Dark).collect()))
}

fn qr(content: &mut Content, x: f32, y: f32, side: f32, url: &str) {
    let Some((width, modules)) = qr_modules(url) else { return };
    let module = side / cast(width);
    content.save_state().set_fill_gray(0.0);
    for row in 0..width {
        let mut column = 0;
        while column < width {
            let start = column;
            while column < width && modules[row * width + column] {
                column += 1;
            }
            if column > start {
                let top = y + side - module * cast(row + 1);
                content.rect(x + module * cast(start), top, module * cast(column - start), module);
            }
            column += 1;
        }
    }
    content.fill_nonzero().restore_state();
}
