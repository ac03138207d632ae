//! Small rows that many pages show: a link, a fact, an act's button, somebody by id and name.

use serde::Serialize;

/// Where a link leads, and what it says.
#[derive(Serialize, Clone, Debug, Default)]
pub struct Link {
    /// Address.
    pub href: String,
    /// Text.
    pub label: String,
}

impl Link {
    /// A link.
    #[must_use]
    pub fn new(href: impl Into<String>, label: String) -> Self {
        Self { href: href.into(), label }
    }
}

/// A row of a list of facts: what it is, and its value.
#[derive(Serialize, Clone, Debug, Default)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: String,
}

impl Fact {
    /// A fact.
    #[must_use]
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into() }
    }
}

/// A fact whose label is named by its word.
#[derive(Serialize, Clone, Debug)]
pub struct KeyedFact {
    /// Name of the word.
    pub key: &'static str,
    /// Its value.
    pub value: String,
}

/// A button of a form with several: what it does, and what it says.
#[derive(Serialize, Clone, Debug)]
pub struct ActButton {
    /// Value of `do`.
    pub act: String,
    /// Text.
    pub label: String,
}

/// Somebody, by id or reference, and name.
#[derive(Serialize, Clone, Debug)]
pub struct PersonLink {
    /// Id or reference.
    pub id: String,
    /// Name.
    pub name: String,
}

/// A field that goes along unseen.
#[derive(Serialize, Clone, Debug)]
pub struct HiddenField {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl HiddenField {
    /// A field.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}
