//! Fields of the application's pages: each is named by the JSON pointer of what it writes, so that a finding stands
//! at its field by itself.

use crate::domain::finding::Finding;
use crate::domain::money::Fen;
use crate::office::intake::application::{Folding, code_points};
use crate::web::page::case_parts;
use crate::web::page::field::{Choice, Field, Said, found};
use crate::words::{Lang, say};
use serde_json::Value;

/// Builds fields over an application and what was found in it.
pub struct Fields<'a> {
    /// Language.
    pub lang: Lang,
    /// The application as JSON.
    pub json: &'a Value,
    /// What was found.
    pub found: &'a [Finding],
    /// What was folded in its texts.
    pub folded: &'a [Folding],
    /// Pointers of findings that stand at a field already.
    pub placed: Vec<String>,
}

impl Fields<'_> {
    /// A word.
    pub fn word(&self, key: &str) -> String {
        say(self.lang, key, &[])
    }

    /// Text at a pointer.
    pub fn text(&self, at: &str) -> String {
        match self.json.pointer(at) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) if at.ends_with("_fen") => {
                number.as_i64().and_then(Fen::new).map(Fen::with_commas).unwrap_or_default()
            }
            Some(Value::Bool(value)) => value.to_string(),
            Some(Value::Array(items)) => {
                let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
                texts.join(if at.ends_with("mediators") { "、" } else { "|" })
            }
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }

    /// What was found at a pointer, or below it.
    pub fn said(&mut self, at: &str) -> Vec<Said> {
        let below = format!("{at}/");
        let own: Vec<&Finding> = self.found.iter().filter(|f| f.at == at || f.at.starts_with(&below)).collect();
        self.placed.extend(own.iter().map(|f| f.at.clone()));
        let notes = self.folded.iter().filter(|f| f.at == at).map(|f| self.folding(f));
        own.into_iter().map(|f| Said { at: at.to_owned(), ..found(self.lang, f) }).chain(notes).collect()
    }

    /// That something was taken away or put right, and what.
    fn folding(&self, folding: &Folding) -> Said {
        let text = say(self.lang, "folded-note", &[("characters", code_points(&folding.changed))]);
        Said { tone: "warn", text, article: String::new(), at: folding.at.clone() }
    }

    /// A field of a kind at a pointer; its word is that of the last key.
    pub fn field(&mut self, kind: &'static str, at: &str) -> Field {
        let key = at.rsplit('/').next().unwrap_or("").trim_end_matches("_fen").replace('_', "-");
        let label = self.word(&format!("field-{key}"));
        Field { said: self.said(at), value: self.text(at), ..Field::new(kind, at, label) }
    }

    /// A choice among words `{prefix}-{value}`.
    pub fn select(&mut self, at: &str, prefix: &str, values: &[&str]) -> Field {
        let options = values.iter().map(|v| self.choice(v, prefix)).collect();
        self.field("select", at).offering(options)
    }

    /// Several of words `{prefix}-{value}`.
    pub fn checks(&mut self, at: &str, prefix: &str, values: &[&str]) -> Field {
        let options = values.iter().map(|v| self.choice(v, prefix)).collect();
        self.field("checks", at).offering(options)
    }

    fn choice(&self, value: &str, prefix: &str) -> Choice {
        // Names of words are plain; the values of sex are the application's own.
        let name = match value {
            "" => "none",
            "男" => "male",
            "女" => "female",
            other => other,
        };
        Choice { value: value.to_owned(), label: self.word(&format!("{prefix}-{}", name.replace('_', "-"))), hint: String::new() }
    }

    /// What was found in a part and stands at no field: it is listed all the same.
    pub fn rest(&self, part: &str) -> Vec<Said> {
        let own = self.found.iter().filter(|f| case_parts::part_of(f) == part && !self.placed.contains(&f.at));
        own.map(|f| Said { at: String::new(), ..found(self.lang, f) }).collect()
    }
}
