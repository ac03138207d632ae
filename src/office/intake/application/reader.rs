//! The small tools that read a form: each reports what is missing or wrong where it stands, and goes on.

use crate::domain::day::Day;
use crate::domain::finding::{Code, Finding};
use crate::domain::text::{self, TextFault, Writing};
use crate::json::{Json, pointer_token};
use std::collections::HashSet;

/// Most names in a list (mediators).
const MOST_NAMES: usize = 20;

/// Most elements of a list of words (powers, papers).
const MOST_WORDS: usize = 200;

/// Elements of a list beyond its limit are still read, up to this many: what else is wrong is said at once.
const MOST_READ: usize = 400;

/// What was folded in one text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Folding {
    /// JSON pointer (RFC 6901).
    pub at: String,
    /// Characters removed or replaced.
    pub changed: Vec<char>,
}

/// Collects the findings while a form is read.
#[derive(Default)]
pub(crate) struct Reader {
    pub(crate) found: Vec<Finding>,
    pub(crate) folded: Vec<Folding>,
}

/// An object of the form and where it stands.
#[derive(Clone)]
pub(crate) struct FieldPlace<'a> {
    pub(crate) at: String,
    members: &'a [(String, Json)],
}

/// What the absence of a key means.
pub(crate) enum Absent {
    /// Nothing: the key is optional.
    Fine,
    /// Not of the form.
    Schema,
    /// The code that speaks of it.
    As(Code, &'static str, &'static str),
}

impl<'a> FieldPlace<'a> {
    pub(crate) fn pointer(&self, key: &str) -> String {
        format!("{}/{}", self.at, pointer_token(key))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Json> {
        self.members.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }
}

impl Reader {
    pub(crate) fn schema(&mut self, at: String, why: &'static str, words: impl ToString) {
        self.found.push(Finding::new(Code::Schema, at, why).with("words", words));
    }

    /// An object with none but the allowed keys, each once.
    pub(crate) fn object<'a>(&mut self, json: &'a Json, at: String, allowed: &[&str]) -> Option<FieldPlace<'a>> {
        let Json::Object(members) = json else {
            self.schema(at, "schema-type", "object");
            return None;
        };
        if members.len() > MOST_READ {
            self.schema(at, "schema-many", MOST_READ);
            return None;
        }
        let place = FieldPlace { at, members };
        let mut seen = HashSet::new();
        for (key, _) in members {
            if !seen.insert(key) {
                self.schema(place.pointer(key), "schema-duplicate-key", key);
            } else if !allowed.contains(&key.as_str()) {
                self.schema(place.pointer(key), "schema-unknown-key", key);
            }
        }
        Some(place)
    }

    fn absent(&mut self, place: &FieldPlace<'_>, key: &str, absent: &Absent) {
        let at = place.pointer(key);
        match absent {
            Absent::Fine => {}
            Absent::Schema => self.schema(at, "schema-missing", key),
            Absent::As(code, why, article) => {
                self.found.push(Finding::new(*code, at, why).with("words", key).under(*article));
            }
        }
    }

    /// The value of a key that must or may be there.
    pub(crate) fn value<'a>(&mut self, place: &FieldPlace<'a>, key: &str, absent: &Absent) -> Option<&'a Json> {
        let value = place.get(key);
        if value.is_none() {
            self.absent(place, key, absent);
        }
        value
    }

    /// A text, folded; one of nothing but white space counts as absent.
    pub(crate) fn text(&mut self, place: &FieldPlace<'_>, key: &str, writing: Writing, absent: &Absent) -> Option<String> {
        match self.value(place, key, absent)? {
            Json::Text(text) if is_empty(text) => {
                let absent = if matches!(absent, Absent::Fine) { &Absent::Schema } else { absent };
                self.absent(place, key, absent);
                None
            }
            Json::Text(text) => self.sound(place.pointer(key), text, writing),
            _ => {
                self.schema(place.pointer(key), "schema-type", "text");
                None
            }
        }
    }

    /// A text as it is kept: folded, then NFC, printable and not too long.
    fn sound(&mut self, at: String, text: &str, writing: Writing) -> Option<String> {
        let folded = text::fold(text, writing);
        match text::sound(&folded.text, writing) {
            Err(TextFault::NotComposed) => self.schema(at, "schema-nfc", shortened(&folded.text)),
            Err(TextFault::Character(c)) => self.schema(at, "schema-control", format!("U+{:04X}", u32::from(c))),
            Err(TextFault::TooLong(longest)) => self.schema(at, "schema-long", longest),
            Ok(()) => {
                if !folded.changed.is_empty() {
                    self.folded.push(Folding { at, changed: folded.changed });
                }
                return Some(folded.text);
            }
        }
        None
    }

    /// One of a closed set of words.
    pub(crate) fn word<T: Copy>(&mut self, place: &FieldPlace<'_>, key: &str, absent: &Absent, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(place, key, Writing::Code, absent)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            self.schema(place.pointer(key), "schema-value", shortened(&text));
        }
        found
    }

    /// A civil date.
    pub(crate) fn day(&mut self, place: &FieldPlace<'_>, key: &str, absent: &Absent) -> Option<Day> {
        let text = self.text(place, key, Writing::Code, absent)?;
        let day = Day::parse(&text);
        if day.is_none() {
            self.schema(place.pointer(key), "schema-date", shortened(&text));
        }
        day
    }

    /// A six-digit division code.
    pub(crate) fn division(&mut self, place: &FieldPlace<'_>, key: &str, absent: &Absent) -> Option<String> {
        let text = self.text(place, key, Writing::Code, absent)?;
        if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Some(text);
        }
        self.schema(place.pointer(key), "schema-value", shortened(&text));
        None
    }

    /// An integer.
    pub(crate) fn integer(&mut self, place: &FieldPlace<'_>, key: &str, absent: &Absent) -> Option<i64> {
        match self.value(place, key, absent)? {
            Json::Int(value) => Some(*value),
            _ => {
                self.schema(place.pointer(key), "schema-type", "integer");
                None
            }
        }
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, place: &FieldPlace<'_>, key: &str, absent: &Absent) -> Option<bool> {
        match self.value(place, key, absent)? {
            Json::Bool(value) => Some(*value),
            _ => {
                self.schema(place.pointer(key), "schema-type", "bool");
                None
            }
        }
    }

    /// The elements of a list with their pointers; more than `most` are a fault.
    pub(crate) fn list<'a>(&mut self, place: &FieldPlace<'a>, key: &str, most: usize, absent: &Absent) -> Option<Vec<(String, &'a Json)>> {
        let at = place.pointer(key);
        match self.value(place, key, absent)? {
            Json::Array(items) => {
                if items.len() > most {
                    self.schema(at.clone(), "schema-many", most);
                }
                Some(items.iter().take(MOST_READ).enumerate().map(|(i, item)| (format!("{at}/{i}"), item)).collect())
            }
            _ => {
                self.schema(at, "schema-type", "array");
                None
            }
        }
    }

    /// A list of texts; `None` where one of them is of another type.
    pub(crate) fn texts(&mut self, place: &FieldPlace<'_>, key: &str, writing: Writing, absent: &Absent) -> Option<Vec<String>> {
        let most = if writing == Writing::PersonName { MOST_NAMES } else { MOST_WORDS };
        let items = self.list(place, key, most, absent)?;
        let (mut out, mut whole) = (Vec::new(), true);
        for (at, item) in items {
            match item {
                Json::Text(text) if is_empty(text) => self.schema(at, "schema-missing", key),
                // A text that is not sound bars the application; until then it stands for itself in the other checks.
                Json::Text(text) => out.push(self.sound(at, text, writing).unwrap_or_else(|| text.clone())),
                _ => {
                    self.schema(at, "schema-type", "text");
                    whole = false;
                }
            }
        }
        whole.then_some(out)
    }

    /// A list of nothing but these words.
    pub(crate) fn words(&mut self, place: &FieldPlace<'_>, key: &str, absent: &Absent, words: &[&str]) -> Option<Vec<String>> {
        let found = self.texts(place, key, Writing::Code, absent)?;
        for (index, wrong) in found.iter().enumerate().filter(|(_, word)| !words.contains(&word.as_str())) {
            self.schema(format!("{}/{index}", place.pointer(key)), "schema-value", shortened(wrong));
        }
        Some(found)
    }
}

/// Whether nothing that is seen is in a text.
fn is_empty(text: &str) -> bool {
    text::fold(text, Writing::Number).text.trim().is_empty()
}

/// The beginning of a text, as a finding quotes it.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Characters by their code points, each once: U+202D U+200B.
#[must_use]
pub fn code_points(characters: &[char]) -> String {
    let mut told: Vec<String> = Vec::new();
    for c in characters {
        let name = format!("U+{:04X}", u32::from(*c));
        if !told.contains(&name) {
            told.push(name);
        }
    }
    told.join(" ")
}
