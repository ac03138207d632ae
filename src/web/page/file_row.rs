//! A file as a list shows it.

use crate::domain::application::Application;
use crate::office::case_overview::AttachmentRow;
use crate::words::{Lang, say};
use serde::Serialize;

/// A file as a page shows it.
#[derive(Serialize, Clone)]
pub struct FileRow {
    /// Id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Whose.
    pub party: String,
    /// Size in plain words.
    pub size: String,
    /// First eight of its hash.
    pub digest: String,
    /// Its bytes are there.
    pub there: bool,
}

/// A file as a page shows it.
#[must_use]
pub fn shown(lang: Lang, file: &AttachmentRow, application: &Application) -> FileRow {
    let party = application.parties.iter().find(|p| Some(&p.reference) == file.party.as_ref());
    let kib = file.size / 1024 + 1;
    FileRow {
        id: file.id.clone(),
        title: say(lang, &format!("file-kind-{}", file.kind.name().replace('_', "-")), &[]),
        party: party.map(|p| p.name().to_owned()).unwrap_or_default(),
        size: if kib >= 1024 { format!("{:.1} MB", file.size as f64 / 1_048_576.0) } else { format!("{kib} kB") },
        digest: file.sha256.chars().take(8).collect(),
        there: !file.sha256.is_empty(),
    }
}
