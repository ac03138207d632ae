//! What people's text may hold, and what an input method or a telephone leaves in it: folded once, before every check
//! (`src/web/INTERFACE.md` §4, “Text” and “Lengths”).

use icu_properties::props::{BidiControl, DefaultIgnorableCodePoint, GeneralCategory, NoncharacterCodePoint, Script};
use icu_properties::{CodePointMapData, CodePointSetData};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// What a field holds, as far as its text goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Writing {
    /// A code, a day, a path, a word of a closed set: taken as it comes.
    Code,
    /// The name of a natural person.
    PersonName,
    /// Any other name.
    Name,
    /// One line.
    Line,
    /// What an act is done to.
    Object,
    /// An account or identity number, an address for service.
    Number,
    /// A telephone number.
    Telephone,
    /// A term's wording.
    Term,
    /// Facts and responsibility.
    Story,
}

impl Writing {
    /// Longest text, in characters.
    #[must_use]
    pub const fn longest(self) -> usize {
        match self {
            Self::PersonName => 100,
            Self::Name => 200,
            Self::Code | Self::Line | Self::Number | Self::Telephone => 300,
            Self::Object => 1_000,
            Self::Term => 4_000,
            Self::Story => 8_000,
        }
    }

    const fn of_many_lines(self) -> bool {
        matches!(self, Self::Term | Self::Story)
    }

    const fn of_digits(self) -> bool {
        matches!(self, Self::Number | Self::Telephone)
    }
}

/// A text as it is kept, and what folding took away or changed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Folded {
    /// The text.
    pub text: String,
    /// Characters that were removed or replaced, in their order.
    pub changed: Vec<char>,
}

/// Why a text is not of the form.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextFault {
    /// Not in Normalization Form C.
    NotComposed,
    /// This character may not stand there.
    Character(char),
    /// Longer than so many characters.
    TooLong(usize),
}

/// Folds what may be folded in a field of this kind.
#[must_use]
pub fn fold(text: &str, writing: Writing) -> Folded {
    if writing == Writing::Code {
        return Folded { text: text.to_owned(), changed: Vec::new() };
    }
    let mut changed = Vec::new();
    let visible: Vec<char> = text.chars().collect();
    let visible = keep(visible, &mut changed, |_, c| !is_invisible(c, writing));
    let mut visible = without_returns(visible);
    let end = visible.iter().rposition(|c| !is_blank(*c)).map_or(0, |at| at + 1);
    changed.extend(visible.drain(end..));
    let start = visible.iter().position(|c| !is_blank(*c)).unwrap_or(0);
    changed.extend(visible.drain(..start));
    let visible = match writing {
        Writing::Telephone => replaced(visible, &mut changed, |c| is_dash(c).then_some('-')),
        Writing::PersonName => {
            let dotted = replaced(visible, &mut changed, |c| matches!(c, '•' | '・' | '‧' | '．').then_some('\u{b7}'));
            let whole = dotted.clone();
            keep(dotted, &mut changed, |at, c| !(is_blank(c) && between_han(&whole, at)))
        }
        _ => visible,
    };
    Folded { text: visible.into_iter().collect(), changed }
}

/// What keeps a folded text out of a field of this kind.
///
/// # Errors
/// The first fault.
pub fn sound(text: &str, writing: Writing) -> Result<(), TextFault> {
    if !is_nfc(text) {
        return Err(TextFault::NotComposed);
    }
    if let Some(wrong) = text.chars().find(|c| !is_sound(*c, writing)) {
        return Err(TextFault::Character(wrong));
    }
    if text.chars().count() > writing.longest() {
        return Err(TextFault::TooLong(writing.longest()));
    }
    Ok(())
}

/// Whether a character is drawn at all: an ignorable one (variation selector, joiner) needs no glyph.
#[must_use]
pub fn is_drawn(c: char) -> bool {
    !c.is_whitespace() && !CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Full-width figures, letters and marks in their usual width: for comparing, never for keeping.
#[must_use]
pub const fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(half) => half,
            None => c,
        },
        '\u{3000}' => ' ',
        other => other,
    }
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

fn is_bidi(c: char) -> bool {
    CodePointSetData::new::<BidiControl>().contains(c)
}

fn is_invisible(c: char, writing: Writing) -> bool {
    category(c) == GeneralCategory::Format && (writing.of_digits() || !is_bidi(c))
}

fn is_blank(c: char) -> bool {
    c == '\t' || category(c) == GeneralCategory::SpaceSeparator
}

fn is_dash(c: char) -> bool {
    c != '-' && (category(c) == GeneralCategory::DashPunctuation || c == '\u{2212}')
}

fn is_han(c: char) -> bool {
    CodePointMapData::<Script>::new().get(c) == Script::Han
}

fn is_sound(c: char, writing: Writing) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator};
    if c == '\n' {
        return writing.of_many_lines();
    }
    let kind = category(c);
    let lookalike = || is_han(c) && !std::iter::once(c).nfkc().eq([c]);
    !matches!(kind, Control | Format | LineSeparator | ParagraphSeparator)
        && c != '\u{fffd}'
        && !is_bidi(c)
        && !CodePointSetData::new::<NoncharacterCodePoint>().contains(c)
        && !lookalike()
}

fn between_han(text: &[char], at: usize) -> bool {
    let before = text[..at].iter().rev().find(|c| !is_blank(**c));
    let after = text[at..].iter().find(|c| !is_blank(**c));
    before.copied().is_some_and(is_han) && after.copied().is_some_and(is_han)
}

fn keep(text: Vec<char>, changed: &mut Vec<char>, stays: impl Fn(usize, char) -> bool) -> Vec<char> {
    let mut kept = Vec::with_capacity(text.len());
    for (at, c) in text.into_iter().enumerate() {
        if stays(at, c) { kept.push(c) } else { changed.push(c) }
    }
    kept
}

fn replaced(text: Vec<char>, changed: &mut Vec<char>, by: impl Fn(char) -> Option<char>) -> Vec<char> {
    let one = |c: char| {
        by(c).map_or(c, |new| {
            changed.push(c);
            new
        })
    };
    text.into_iter().map(one).collect()
}

/// CR LF read as LF: the ending of a line, nothing anybody need be told of.
fn without_returns(text: Vec<char>) -> Vec<char> {
    let whole = text.clone();
    text.into_iter().enumerate().filter(|(at, c)| !(*c == '\r' && whole.get(at + 1) == Some(&'\n'))).map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str, writing: Writing) -> String {
        fold(text, writing).text
    }

    #[test]
    fn what_a_telephone_leaves_in_a_number_goes_and_is_told() {
        let found = fold("\u{202d}199\u{2013}0000\u{200b}0011\u{202c} ", Writing::Telephone);
        assert_eq!(found.text, "199-00000011");
        assert_eq!(found.changed, ['\u{202d}', '\u{200b}', '\u{202c}', ' ', '\u{2013}']);
    }

    #[test]
    fn a_persons_name_is_written_one_way_and_a_companys_as_given() {
        assert_eq!(folded("买买提•吐尔逊", Writing::PersonName), "买买提·吐尔逊");
        assert_eq!(folded("张 三\u{3000}丰", Writing::PersonName), "张三丰");
        assert_eq!(folded("Anna Maria 李", Writing::PersonName), "Anna Maria 李");
        assert_eq!(folded("示范 • 公司", Writing::Name), "示范 • 公司");
    }

    #[test]
    fn marks_that_turn_the_line_or_break_it_are_refused() {
        for wrong in ["甲\n方", "甲\u{202e}方", "甲\u{2028}方", "甲\u{fffd}", "甲\u{fdd0}", "甲\u{7}方", "甲\t方", "\u{2f08}"] {
            let text = folded(wrong, Writing::Line);
            assert!(sound(&text, Writing::Line).is_err(), "{wrong:?}");
        }
        assert_eq!(sound(&folded("第一行\r\n第二行", Writing::Story), Writing::Story), Ok(()));
        assert_eq!(sound("\u{e000}", Writing::PersonName), Ok(()), "a character of an old register is a matter of fonts");
    }

    #[test]
    fn a_variation_selector_needs_no_glyph() {
        assert!(!is_drawn('\u{fe00}') && !is_drawn('\u{e0100}') && is_drawn('葛'));
    }
}
