//! The small tools that read a form: each reports what is missing or wrong where it stands, and goes on.

use crate::domain::day::Day;
use crate::domain::finding::{Code, Finding};
use crate::json::{Json, pointer_token};
use std::collections::HashSet;
use unicode_normalization::is_nfc;

/// Longest text of one field, in characters.
const LONGEST_TEXT: usize = 8_000;

/// Most elements of one list.
const MOST_ITEMS: usize = 200;

/// Collects the findings while a form is read.
#[derive(Default)]
pub(crate) struct Reader {
    pub(crate) found: Vec<Finding>,
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
        if members.len() > MOST_ITEMS {
            self.schema(at, "schema-many", MOST_ITEMS);
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

    /// A text; one of nothing but white space counts as absent.
    pub(crate) fn text(&mut self, place: &FieldPlace<'_>, key: &str, absent: &Absent) -> Option<String> {
        match self.value(place, key, absent)? {
            Json::Text(text) if text.trim().is_empty() => {
                let absent = if matches!(absent, Absent::Fine) { &Absent::Schema } else { absent };
                self.absent(place, key, absent);
                None
            }
            Json::Text(text) => self.sound(place.pointer(key), text),
            _ => {
                self.schema(place.pointer(key), "schema-type", "text");
                None
            }
        }
    }

    /// A text that is NFC, printable and not too long.
    fn sound(&mut self, at: String, text: &str) -> Option<String> {
        if !is_nfc(text) {
            self.schema(at, "schema-nfc", text.chars().take(20).collect::<String>());
        } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            self.schema(at, "schema-control", "");
        } else if text.chars().count() > LONGEST_TEXT {
            self.schema(at, "schema-long", LONGEST_TEXT);
        } else {
            return Some(text.to_owned());
        }
        None
    }

    /// One of a closed set of words.
    pub(crate) fn word<T: Copy>(&mut self, place: &FieldPlace<'_>, key: &str, absent: &Absent, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(place, key, absent)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            self.schema(place.pointer(key), "schema-value", text.chars().take(40).collect::<String>());
        }
        found
    }

    /// A civil date.
    pub(crate) fn day(&mut self, place: &FieldPlace<'_>, key: &str, absent: &Absent) -> Option<Day> {
        let text = self.text(place, key, absent)?;
        let day = Day::parse(&text);
        if day.is_none() {
            self.schema(place.pointer(key), "schema-date", text.chars().take(40).collect::<String>());
        }
        day
    }

    /// A six-digit division code.
    pub(crate) fn division(&mut self, place: &FieldPlace<'_>, key: &str, absent: &Absent) -> Option<String> {
        let text = self.text(place, key, absent)?;
        if text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
            return Some(text);
        }
        self.schema(place.pointer(key), "schema-value", text.chars().take(40).collect::<String>());
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

    /// The elements of a list with their pointers.
    pub(crate) fn list<'a>(&mut self, place: &FieldPlace<'a>, key: &str, absent: &Absent) -> Option<Vec<(String, &'a Json)>> {
        let at = place.pointer(key);
        match self.value(place, key, absent)? {
            Json::Array(items) if items.len() > MOST_ITEMS => {
                self.schema(at, "schema-many", MOST_ITEMS);
                None
            }
            Json::Array(items) => Some(items.iter().enumerate().map(|(i, item)| (format!("{at}/{i}"), item)).collect()),
            _ => {
                self.schema(at, "schema-type", "array");
                None
            }
        }
    }

    /// A list of texts; with `words`, of nothing but these.
    pub(crate) fn texts(&mut self, place: &FieldPlace<'_>, key: &str, absent: &Absent, words: Option<&[&str]>) -> Option<Vec<String>> {
        let items = self.list(place, key, absent)?;
        let mut out = Vec::new();
        for (at, item) in items {
            match item {
                Json::Text(text) if text.trim().is_empty() => self.schema(at, "schema-missing", key),
                Json::Text(text) if words.is_some_and(|w| !w.contains(&text.as_str())) => {
                    self.schema(at, "schema-value", text.chars().take(40).collect::<String>());
                }
                Json::Text(text) => out.extend(self.sound(at, text)),
                _ => self.schema(at, "schema-type", "text"),
            }
        }
        Some(out)
    }
}
