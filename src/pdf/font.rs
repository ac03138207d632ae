//! System fonts by family, with a fall-back chain for rare characters, and the subsets a document embeds.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use subsetter::GlyphRemapper;
use ttf_parser::gsub::{SingleSubstitution, SubstitutionSubtable};
use ttf_parser::{Face as Program, GlyphId, Tag};

/// Regular or bold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Weight {
    /// Body.
    Regular,
    /// Head and court name.
    Bold,
}

/// One face of a font file.
pub struct Face {
    /// Family it was asked for by.
    pub family: String,
    /// SHA-256 of the file, hex.
    pub digest: String,
    data: Arc<Vec<u8>>,
    index: u32,
}

/// The configured faces: a chain for each weight.
pub struct Fonts {
    faces: Vec<Face>,
    regular: Vec<usize>,
    bold: Vec<usize>,
}

/// Why fonts could not be loaded: one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontError(pub String);

impl fmt::Display for FontError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Families when none are configured: Debian's `fonts-noto-cjk`.
pub const DEFAULT_FAMILIES: [&str; 2] = ["Noto Serif CJK SC", "Noto Sans CJK SC"];

impl Fonts {
    /// Finds the families on the system (or in `dirs` alone, where given), in order of preference.
    ///
    /// # Errors
    /// When the first family has no regular face.
    pub fn load(families: &[String], dirs: &[PathBuf]) -> Result<Self, FontError> {
        let mut database = fontdb::Database::new();
        if dirs.is_empty() {
            database.load_system_fonts();
        }
        for dir in dirs {
            database.load_fonts_dir(dir);
        }
        let mut fonts = Self { faces: Vec::new(), regular: Vec::new(), bold: Vec::new() };
        let mut files: BTreeMap<PathBuf, (Arc<Vec<u8>>, String)> = BTreeMap::new();
        for family in families {
            for (weight, value) in [(Weight::Regular, fontdb::Weight::NORMAL), (Weight::Bold, fontdb::Weight::BOLD)] {
                let Some((path, index)) = find(&database, family, value) else { continue };
                let (data, digest) = match files.get(&path) {
                    Some(known) => known.clone(),
                    None => files.entry(path.clone()).or_insert(read(&path)?).clone(),
                };
                fonts.faces.push(Face { family: family.clone(), digest, data, index });
                let slot = fonts.faces.len() - 1;
                match weight {
                    Weight::Regular => fonts.regular.push(slot),
                    Weight::Bold => fonts.bold.push(slot),
                }
            }
        }
        if fonts.regular.is_empty() {
            let names = families.join(", ");
            return Err(FontError(format!("none of the fonts {names} is installed; on Debian: apt-get install fonts-noto-cjk")));
        }
        Ok(fonts)
    }

    /// Face by slot.
    #[must_use]
    pub fn face(&self, slot: usize) -> &Face {
        &self.faces[slot]
    }

    /// The faces of a weight in the order they are tried; bold falls back to regular.
    pub fn chain(&self, weight: Weight) -> impl Iterator<Item = usize> + '_ {
        let bold = if weight == Weight::Bold { self.bold.as_slice() } else { &[] };
        bold.iter().chain(&self.regular).copied()
    }

    /// Whether some face has the character.
    #[must_use]
    pub fn can_print(&self, character: char) -> bool {
        self.regular.iter().any(|slot| self.faces[*slot].program().is_some_and(|p| glyph(&p, character).is_some()))
    }

    /// The characters of a text that no face has, each once.
    #[must_use]
    pub fn missing(&self, text: &str) -> String {
        let mut missing = String::new();
        let programs: Vec<Program<'_>> = self.regular.iter().filter_map(|slot| self.faces[*slot].program()).collect();
        for c in text.chars() {
            let printable = c == '\n' || c == ' ' || c == '\u{3000}' || programs.iter().any(|p| glyph(p, c).is_some());
            if !printable && !missing.contains(c) {
                missing.push(c);
            }
        }
        missing
    }

    /// Family and file digest of each face, for the statement.
    pub fn digests(&self) -> impl Iterator<Item = (&str, &str)> {
        self.faces.iter().map(|f| (f.family.as_str(), f.digest.as_str()))
    }
}

fn find(database: &fontdb::Database, family: &str, weight: fontdb::Weight) -> Option<(PathBuf, u32)> {
    let face = database
        .faces()
        .find(|f| f.weight == weight && f.style == fontdb::Style::Normal && f.families.iter().any(|(name, _)| name == family))?;
    match &face.source {
        fontdb::Source::File(path) | fontdb::Source::SharedFile(path, _) => Some((path.clone(), face.index)),
        fontdb::Source::Binary(_) => None,
    }
}

fn read(path: &Path) -> Result<(Arc<Vec<u8>>, String), FontError> {
    let data = crate::files::read_bytes(path).map_err(|e| FontError(format!("cannot read the font {}: {e}", path.display())))?;
    let digest = crate::digest::hex(&Sha256::digest(&data));
    Ok((Arc::new(data), digest))
}

fn glyph(program: &Program<'_>, character: char) -> Option<GlyphId> {
    program.glyph_index(character).filter(|g| g.0 != 0)
}

impl Face {
    /// The parsed font program.
    #[must_use]
    pub fn program(&self) -> Option<Program<'_>> {
        Program::parse(&self.data, self.index).ok()
    }

    /// Writes the subset of these glyphs as an OpenType font.
    ///
    /// # Errors
    /// A sentence when the font program is damaged.
    pub fn subset(&self, remapper: &GlyphRemapper) -> Result<Vec<u8>, FontError> {
        subsetter::subset(&self.data, self.index, remapper)
            .map_err(|e| FontError(format!("the font {} cannot be subset: {e}", self.family)))
    }
}

/// Whether a character stands in half a cell: ASCII does, everything else fills one.
#[must_use]
pub const fn is_half(character: char) -> bool {
    matches!(character, ' '..='~')
}

/// A glyph of a face and its own advance in thousandths of an em.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Placed {
    /// Face slot.
    pub slot: usize,
    /// Glyph of the whole font.
    pub glyph: u16,
    /// Advance, 1/1000 em.
    pub advance: f32,
}

/// Finds glyphs and remembers which were used, while one document is laid out.
pub struct Typesetter<'a> {
    fonts: &'a Fonts,
    programs: BTreeMap<usize, Program<'a>>,
    halves: BTreeMap<usize, Option<Vec<SingleSubstitution<'a>>>>,
    cache: BTreeMap<(Weight, char), Placed>,
}

impl<'a> Typesetter<'a> {
    /// Starts a document.
    #[must_use]
    pub fn new(fonts: &'a Fonts) -> Self {
        Self { fonts, programs: BTreeMap::new(), halves: BTreeMap::new(), cache: BTreeMap::new() }
    }

    /// The program of a face.
    pub fn program(&mut self, slot: usize) -> Option<&Program<'a>> {
        if !self.programs.contains_key(&slot) {
            let program = self.fonts.face(slot).program()?;
            self.halves.insert(slot, Some(half_width(&program)));
            self.programs.insert(slot, program);
        }
        self.programs.get(&slot)
    }

    /// The glyph for a character: the first face of the chain that has it; half-width forms for ASCII.
    /// `None` when no face has it.
    pub fn place(&mut self, weight: Weight, character: char) -> Option<Placed> {
        if let Some(known) = self.cache.get(&(weight, character)) {
            return Some(*known);
        }
        let chain: Vec<usize> = self.fonts.chain(weight).collect();
        let placed = chain.into_iter().find_map(|slot| self.place_in(slot, character))?;
        self.cache.insert((weight, character), placed);
        Some(placed)
    }

    fn place_in(&mut self, slot: usize, character: char) -> Option<Placed> {
        let program = self.program(slot)?;
        let mut id = glyph(program, character)?;
        let upem = f32::from(program.units_per_em());
        if is_half(character)
            && let Some(Some(lookups)) = self.halves.get(&slot)
        {
            id = lookups.iter().find_map(|l| substitute(l, id)).unwrap_or(id);
        }
        let advance = self.programs.get(&slot).and_then(|p| p.glyph_hor_advance(id)).unwrap_or(0);
        Some(Placed { slot, glyph: id.0, advance: f32::from(advance) / upem * 1000.0 })
    }
}

/// The lookups of the `hwid` feature (half-width forms).
fn half_width<'a>(program: &Program<'a>) -> Vec<SingleSubstitution<'a>> {
    let Some(gsub) = program.tables().gsub else { return Vec::new() };
    let mut found = Vec::new();
    let Some(feature) = gsub.features.find(Tag::from_bytes(b"hwid")) else { return found };
    for index in feature.lookup_indices {
        let Some(lookup) = gsub.lookups.get(index) else { continue };
        for subtable in lookup.subtables.into_iter::<SubstitutionSubtable<'a>>() {
            if let SubstitutionSubtable::Single(single) = subtable {
                found.push(single);
            }
        }
    }
    found
}

fn substitute(lookup: &SingleSubstitution<'_>, id: GlyphId) -> Option<GlyphId> {
    match lookup {
        SingleSubstitution::Format1 { coverage, delta } => coverage.get(id).map(|_| GlyphId(id.0.wrapping_add_signed(*delta))),
        SingleSubstitution::Format2 { coverage, substitutes } => substitutes.get(coverage.get(id)?),
    }
}
