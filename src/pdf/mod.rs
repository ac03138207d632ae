//! How documents are printed: blocks become bytes, without clock, chance or map order. Nothing else in the
//! program names pdf-writer.

pub mod draw;
pub mod font;
pub mod layout;
pub mod lines;
pub mod write;
mod xmp;

use crate::domain::document::Document;
use font::{FontError, Fonts, Typesetter};
use std::fmt;
pub use write::Meta;

/// A document printed.
pub struct Printed {
    /// The file; where it is to be signed, with a place left for the signature.
    pub bytes: Vec<u8>,
    /// Pages.
    pub pages: usize,
}

/// Why a document could not be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintError {
    /// No configured font has this character.
    MissingGlyph(char),
    /// A font program is damaged.
    Font(FontError),
}

impl fmt::Display for PrintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingGlyph(c) => write!(f, "no configured font has the character {c} (U+{:04X})", u32::from(*c)),
            Self::Font(error) => error.fmt(f),
        }
    }
}

/// Prints a document.
///
/// # Errors
/// The first character that no font has, or a damaged font.
pub fn print(document: &Document, fonts: &Fonts, meta: &Meta<'_>) -> Result<Printed, PrintError> {
    let laid = layout::lay_out(document);
    let mut typesetter = Typesetter::new(fonts);
    let mut used = draw::UsedFaces::new();
    let mut drawn = Vec::new();
    for page in &laid.pages {
        drawn.push(draw::page(page, &mut typesetter, &mut used).map_err(|m| PrintError::MissingGlyph(m.0))?);
    }
    let bytes = write::write(&laid, &drawn, &used, fonts, meta).map_err(PrintError::Font)?;
    Ok(Printed { bytes, pages: laid.pages.len() })
}
