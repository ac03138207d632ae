//! Pages of 22 lines × 28 characters on a type area of 156 × 225 mm (民事诉讼文书样式).

use super::font::Weight;
use super::lines::{LINE, break_paragraph, width};
use crate::domain::document::{Block, Codes, Document, Ending, Part, Signer};
use crate::domain::id::printed_code;

/// Points in a millimetre.
pub const MM: f32 = 72.0 / 25.4;
/// Paper, in points.
pub const PAGE: (f32, f32) = (210.0 * MM, 297.0 * MM);
/// Left edge of the type area: the binding margin (订口) of 28 mm.
pub const LEFT: f32 = 28.0 * MM;
/// Top edge of the type area: the head margin (天头) of 37 mm.
pub const TOP: f32 = PAGE.1 - 37.0 * MM;
/// Half a cell: 156 mm / 56.
pub const HALF: f32 = 156.0 * MM / 56.0;
/// Line pitch: 225 mm / 22.
pub const PITCH: f32 = 225.0 * MM / 22.0;
/// Lines on a page.
pub const LINES: usize = 22;
/// Size of the body: exactly one cell, so that every glyph stands on the grid.
pub const BODY: f32 = 2.0 * HALF;
/// Size 2 (二号), for the head.
const HEAD: f32 = 22.0;
/// Size 4 (四号), for page numbers.
const FOLIO: f32 = 14.0;
const CAPTION: f32 = 8.0;
/// Middle of the em box above the baseline, in ems.
const MIDDLE: f32 = 0.38;
/// Radius of the seal: 42 mm across.
pub const SEAL_RADIUS: f32 = 21.0 * MM;

/// Ink.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ink {
    /// Black.
    Black,
    /// The red of the seal.
    Red,
}

/// A line of text at its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Run {
    /// Left edge, points from the paper's left.
    pub x: f32,
    /// Baseline, points from the paper's bottom.
    pub y: f32,
    /// Size in points.
    pub size: f32,
    /// Weight.
    pub weight: Weight,
    /// Ink.
    pub ink: Ink,
    /// Extra space after every character, points.
    pub spacing: f32,
    /// The text.
    pub text: String,
    /// The element it belongs to; `None` for an artifact such as the page number.
    pub element: Option<usize>,
}

/// A drawing at its place, in points from the paper's lower left.
#[expect(missing_docs, reason = "places, sizes and elements, as said above")]
#[derive(Clone, PartialEq, Debug)]
pub enum Drawing {
    /// The court's seal, middle at x, y.
    Seal { x: f32, y: f32, name: String, element: usize },
    /// A QR code, lower left corner at x, y.
    Qr { x: f32, y: f32, side: f32, url: String, element: usize },
    /// A frame.
    Frame { x: f32, y: f32, width: f32, height: f32 },
}

/// A page.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct LaidPage {
    /// Beneath the text.
    pub drawings: Vec<Drawing>,
    /// Text.
    pub runs: Vec<Run>,
}

/// An element of the document's structure.
#[derive(Clone, PartialEq, Debug)]
pub struct Element {
    /// `H1`, `P`, `Figure`.
    pub tag: &'static str,
    /// Bookmark, where it has one.
    pub bookmark: Option<String>,
    /// Alternative text of a figure.
    pub alt: Option<String>,
    /// Page and distance of the top from the paper's bottom: where the bookmark leads.
    pub at: (usize, f32),
}

/// A document laid out.
#[derive(Clone, PartialEq, Debug)]
pub struct Laid {
    /// Pages.
    pub pages: Vec<LaidPage>,
    /// Elements in reading order.
    pub elements: Vec<Element>,
}

/// Lays a document out.
#[must_use]
pub fn lay_out(document: &Document) -> Laid {
    let mut flow = Flow { laid: Laid { pages: vec![LaidPage::default()], elements: Vec::new() }, line: 0 };
    for (index, block) in document.blocks.iter().enumerate() {
        match block {
            Block::Head(lines) => flow.head(lines),
            Block::Number(text) => flow.number(text),
            Block::Paragraph { text, part } => {
                let keep = document.blocks.get(index + 1).and_then(closing_lines);
                flow.paragraph(text, *part, keep);
            }
            Block::Flush(text) => flow.flush(text),
            Block::SignHere(lines) => flow.sign_here(lines),
            Block::Ending(ending) => flow.ending(ending),
        }
    }
    flow.page_numbers();
    flow.laid
}

/// Lines a block fills that closes a document: it never stands alone on a page.
fn closing_lines(block: &Block) -> Option<usize> {
    match block {
        Block::Ending(ending) => Some(ending_lines(ending)),
        Block::SignHere(lines) => Some(lines.len() + 1),
        _ => None,
    }
}

/// Lines an ending fills.
fn ending_lines(ending: &Ending) -> usize {
    let below = if ending.codes.is_some() { ending.below.len().max(2) } else { ending.below.len() };
    let seal = if ending.seal.is_some() { 3 } else { 1 };
    let after = if ending.true_copy || ending.seal.is_some() { 1 } else { 0 };
    1 + ending.above.len() + seal + 1 + after + below
}

/// Baseline of a text of this size in the middle of a line.
fn baseline(line: usize, size: f32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a page has 22 lines")]
    let middle = TOP - PITCH * (line as f32 + 0.5);
    middle - MIDDLE * size
}

#[expect(clippy::cast_precision_loss, reason = "a line has 56 half cells")]
fn halves(count: usize) -> f32 {
    count as f32 * HALF
}

struct Flow {
    laid: Laid,
    line: usize,
}

impl Flow {
    fn page(&mut self) -> &mut LaidPage {
        if self.laid.pages.is_empty() {
            self.laid.pages.push(LaidPage::default());
        }
        let last = self.laid.pages.len() - 1;
        &mut self.laid.pages[last]
    }

    fn break_page(&mut self) {
        self.laid.pages.push(LaidPage::default());
        self.line = 0;
    }

    fn room_for(&mut self, lines: usize) {
        if self.line + lines > LINES && self.line > 0 {
            self.break_page();
        }
    }

    fn element(&mut self, tag: &'static str, bookmark: Option<String>, alt: Option<String>) -> usize {
        #[expect(clippy::cast_precision_loss, reason = "a page has 22 lines")]
        let top = TOP - PITCH * self.line.min(LINES) as f32;
        self.laid.elements.push(Element { tag, bookmark, alt, at: (self.laid.pages.len() - 1, top) });
        self.laid.elements.len() - 1
    }

    fn run(&mut self, x: f32, text: &str, spacing: f32, element: Option<usize>) {
        let y = baseline(self.line, BODY);
        let run = Run { x, y, size: BODY, weight: Weight::Regular, ink: Ink::Black, spacing, text: text.to_owned(), element };
        self.page().runs.push(run);
    }

    /// Two blank lines, then the head's lines in size 2, as wide as the widest of them.
    fn head(&mut self, lines: &[String]) {
        self.line = 2;
        let element = self.element("H1", Some(lines.join("")), None);
        #[expect(clippy::cast_precision_loss, reason = "a line has few characters")]
        let cells = |text: &str| width(text) as f32 / 2.0 * HEAD;
        let widest = lines.iter().map(|l| cells(l)).fold(0.0, f32::max);
        for text in lines {
            let count = text.chars().count();
            #[expect(clippy::cast_precision_loss, reason = "a line has few characters")]
            let spacing = if count > 1 { ((widest - cells(text)) / (count as f32 - 1.0)).max(0.0) } else { 0.0 };
            let y = baseline(self.line, HEAD);
            let x = LEFT + (156.0 * MM - widest) / 2.0;
            let (weight, ink) = (Weight::Bold, Ink::Black);
            self.page().runs.push(Run { x, y, size: HEAD, weight, ink, spacing, text: text.clone(), element: Some(element) });
            self.line += 1;
        }
        self.line += 1;
    }

    fn number(&mut self, text: &str) {
        let element = self.element("P", None, None);
        let x = LEFT + halves((LINE - 4).saturating_sub(width(text)));
        self.run(x, text, 0.0, Some(element));
        self.line += 2;
    }

    fn flush(&mut self, text: &str) {
        self.lines(text, 0, "P", None, None);
    }

    /// `keep`: lines of the ending that must stand on one page with at least two lines of this paragraph.
    fn paragraph(&mut self, text: &str, part: Part, keep: Option<usize>) {
        let bookmark = if let Part::Section(name) = part { Some(name.to_owned()) } else { None };
        self.lines(text, 4, "P", bookmark, keep);
    }

    fn lines(&mut self, text: &str, indent: usize, tag: &'static str, bookmark: Option<String>, keep: Option<usize>) {
        let lines = break_paragraph(text, indent);
        self.room_for(1);
        if let Some(ending) = keep {
            // A paragraph of up to three lines goes over whole rather than leave a single line behind.
            if lines.len() <= 3 && self.line + lines.len() + ending > LINES && self.line + lines.len() <= LINES {
                self.break_page();
            }
        }
        let element = self.element(tag, bookmark, None);
        for (index, line) in lines.iter().enumerate() {
            let carry = keep.is_some_and(|ending| {
                let rest = lines.len() - index;
                rest == 2 && self.line + rest + ending > LINES && self.line + rest <= LINES && self.line > 0
            });
            if carry {
                self.break_page();
            }
            self.room_for(1);
            let count = line.text.chars().count();
            #[expect(clippy::cast_precision_loss, reason = "a line has few characters")]
            let spacing = if line.slack > 0 && count > 1 { halves(line.slack) / (count as f32 - 1.0) } else { 0.0 };
            self.run(LEFT + halves(line.indent), &line.text, spacing, Some(element));
            self.line += 1;
        }
    }

    /// Lines for signatures on paper: they end two characters from the edge.
    fn sign_here(&mut self, lines: &[String]) {
        self.room_for(lines.len() + 1);
        self.line += 1;
        for text in lines {
            let element = self.element("P", None, None);
            let x = LEFT + halves((LINE - 4).saturating_sub(width(text)));
            self.run(x, text, 0.0, Some(element));
            self.line += 1;
        }
    }

    fn ending(&mut self, ending: &Ending) {
        self.room_for(ending_lines(ending));
        self.line += 1;
        let longest = ending.above.iter().chain(&ending.below).map(|s| width(&s.name)).max().unwrap_or(6).max(6);
        for signer in &ending.above {
            self.signer(signer, longest);
        }
        self.line += if ending.seal.is_some() { 3 } else { 1 };
        self.date(ending);
        if ending.true_copy {
            self.true_copy(ending);
        }
        if ending.true_copy || ending.seal.is_some() {
            self.line += 1;
        }
        let first_below = self.line;
        for signer in &ending.below {
            self.signer(signer, longest);
        }
        if let Some(codes) = &ending.codes {
            self.codes(codes, first_below);
            self.line = self.line.max(first_below + 2);
        }
    }

    /// Post spread over seven characters, three free, the name ending two from the edge.
    fn signer(&mut self, signer: &Signer, longest: usize) {
        let element = self.element("P", None, None);
        let name_at = LINE - 4 - longest;
        let post_at = name_at.saturating_sub(6 + 14);
        let text = spread(&signer.post);
        self.run(LEFT + halves(post_at), &text, 0.0, Some(element));
        self.run(LEFT + halves(name_at), &spread_name(&signer.name), 0.0, Some(element));
        self.line += 1;
    }

    fn date(&mut self, ending: &Ending) {
        let length = width(&ending.date);
        let left = LEFT + halves((LINE - 4).saturating_sub(length));
        if let Some(name) = &ending.seal {
            let element = self.element("Figure", None, Some(format!("{name}印章")));
            let x = left + halves(length) / 2.0;
            let y = baseline(self.line, BODY) + MIDDLE * BODY + 11.8 * MM;
            self.page().drawings.push(Drawing::Seal { x, y, name: name.clone(), element });
        }
        let element = self.element("P", None, None);
        self.run(left, &ending.date, 0.0, Some(element));
        self.line += 1;
    }

    /// 本件与原本核对无异 in a red frame, on the line under the date, left of the seal.
    fn true_copy(&mut self, ending: &Ending) {
        const TEXT: &str = "本件与原本核对无异";
        let element = self.element("P", None, None);
        let seal_left = LEFT + halves(LINE - 4) - halves(width(&ending.date)) / 2.0 - SEAL_RADIUS;
        let (spacing, pad) = (1.6, 5.0);
        #[expect(clippy::cast_precision_loss, reason = "nine characters")]
        let text_width = TEXT.chars().count() as f32 * (FOLIO + spacing) - spacing;
        let right = seal_left - 10.0 * MM;
        let x = right - pad - text_width;
        let y = baseline(self.line, FOLIO);
        let frame = Drawing::Frame { x: x - pad, y: y - 0.12 * FOLIO - 4.0, width: text_width + 2.0 * pad, height: FOLIO + 8.0 };
        let (size, weight, ink) = (FOLIO, Weight::Regular, Ink::Red);
        let page = self.page();
        page.drawings.push(frame);
        page.runs.push(Run { x, y, size, weight, ink, spacing, text: TEXT.to_owned(), element: Some(element) });
    }

    /// QR code of 19 mm and its captions at the lower left, beside the names, ending with the last of them.
    fn codes(&mut self, codes: &Codes, first_below: usize) {
        let side = 19.0 * MM;
        let captions = [
            codes.number.clone(),
            format!("查询码 {}　核对码 {}", printed_code(&codes.query), printed_code(&codes.check)),
            format!("扫码或到 {} 核验", codes.host),
        ];
        #[expect(clippy::cast_precision_loss, reason = "a page has 22 lines")]
        let bottom = TOP - PITCH * self.line.max(first_below + 2) as f32;
        let figure = self.element("Figure", None, Some(format!("二维码，内容为核验网址 {}", codes.url)));
        let leading = 10.4;
        let captions_top = bottom + 2.0 + leading * 3.0;
        self.page().drawings.push(Drawing::Qr { x: LEFT, y: captions_top + 3.0, side, url: codes.url.clone(), element: figure });
        let element = self.element("P", None, None);
        for (index, text) in captions.into_iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "three captions")]
            let y = captions_top - leading * (index as f32 + 1.0) + 2.0;
            let (size, weight, ink) = (CAPTION, Weight::Regular, Ink::Black);
            self.page().runs.push(Run { x: LEFT, y, size, weight, ink, spacing: 0.0, text, element: Some(element) });
        }
    }

    /// `— 1 —`, 7 mm under the type area, odd pages right, even left, one character in.
    fn page_numbers(&mut self) {
        for (index, page) in self.laid.pages.iter_mut().enumerate() {
            let text = format!("— {} —", index + 1);
            #[expect(clippy::cast_precision_loss, reason = "a folio is short")]
            let length = width(&text) as f32 * FOLIO / 2.0;
            let x = if index % 2 == 0 { LEFT + 156.0 * MM - BODY - length } else { LEFT + BODY };
            let y = TOP - 225.0 * MM - 7.0 * MM - 0.88 * FOLIO + FOLIO * 0.2;
            let (size, weight, ink) = (FOLIO, Weight::Regular, Ink::Black);
            page.runs.push(Run { x, y, size, weight, ink, spacing: 0.0, text, element: None });
        }
    }
}

/// A post over seven characters: 审　　判　　员, 法　官　助　理.
fn spread(post: &str) -> String {
    let chars: Vec<char> = post.chars().collect();
    let gap = match chars.len() {
        2 => "　　　　　",
        3 => "　　",
        4 => "　",
        _ => "",
    };
    chars.iter().map(char::to_string).collect::<Vec<_>>().join(gap)
}

/// A name of two characters stands over three.
fn spread_name(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    match chars.as_slice() {
        [first, last] => format!("{first}　{last}"),
        _ => name.to_owned(),
    }
}
