//! Forms: what is posted, with its token; and what is shown, with the faults at their fields.

use crate::domain::finding::{Finding, Severity};
use crate::domain::refusal::Refusal;
use crate::words::{self, Lang};
use serde::Serialize;

/// One of several answers.
#[derive(Clone, Serialize, Default)]
pub struct Choice {
    /// Value.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// A line more.
    pub hint: String,
}

/// What is said at a field.
#[derive(Clone, Serialize)]
pub struct Said {
    /// `bad` or `warn`.
    pub tone: &'static str,
    /// The sentence.
    pub text: String,
    /// The article behind it.
    pub article: String,
    /// The field it belongs to.
    pub at: String,
}

/// A field of a form.
#[derive(Clone, Serialize, Default)]
pub struct Field {
    /// `text`, `password`, `date`, `money`, `area`, `select`, `radio`, `check`, `file`, `code`, `tel`.
    pub kind: &'static str,
    /// Name; at the same time its id.
    pub name: String,
    /// What it asks.
    pub label: String,
    /// A line more.
    pub hint: String,
    /// What stands in it.
    pub value: String,
    /// What it offers.
    pub options: Vec<Choice>,
    /// `autocomplete` token.
    pub autocomplete: &'static str,
    /// `wide`, `third`, or half a line.
    pub width: &'static str,
    /// May stay empty.
    pub optional: bool,
    /// What is wrong with it.
    pub said: Vec<Said>,
}

impl Field {
    /// A field of a kind.
    #[must_use]
    pub fn new(kind: &'static str, name: &str, label: String) -> Self {
        Self { kind, name: name.to_owned(), label, ..Self::default() }
    }

    /// With what stands in it.
    #[must_use]
    pub fn with(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }

    /// With a line more.
    #[must_use]
    pub fn hint(mut self, hint: String) -> Self {
        self.hint = hint;
        self
    }

    /// With what it offers.
    #[must_use]
    pub fn offering(mut self, options: Vec<Choice>) -> Self {
        self.options = options;
        self
    }

    /// With a width.
    #[must_use]
    pub const fn wide(mut self, width: &'static str) -> Self {
        self.width = width;
        self
    }

    /// With an `autocomplete` token.
    #[must_use]
    pub const fn complete(mut self, token: &'static str) -> Self {
        self.autocomplete = token;
        self
    }

    /// May stay empty.
    #[must_use]
    pub const fn may_be_empty(mut self) -> Self {
        self.optional = true;
        self
    }

    /// With a fault.
    #[must_use]
    pub fn wrong(mut self, said: Option<Said>) -> Self {
        self.said.extend(said);
        self
    }
}

/// What a refusal says, at a field.
#[must_use]
pub fn refused(lang: Lang, refusal: &Refusal, at: &str) -> Said {
    let article = refusal.article(crate::office::clock::Clock::default().today());
    Said { tone: "bad", text: words::of_refusal(lang, refusal), article, at: at.to_owned() }
}

/// What a finding says, at the field of its place.
#[must_use]
pub fn found(lang: Lang, finding: &Finding) -> Said {
    Said {
        tone: if finding.severity == Severity::Refuse { "bad" } else { "warn" },
        text: words::of_finding(lang, finding),
        article: finding.article.clone(),
        at: finding.at.clone(),
    }
}
