//! The points of the review as the clerk marks them and the judge reads them.

use crate::domain::id::CaseId;
use crate::domain::refusal::Refusal;
use crate::domain::review::{ReviewMark, ReviewPoint};
use crate::office::review::checklist::{NewMark, Point};
use crate::office::{Error, Office, case_overview};
use crate::web::page::field::{Said, found};
use crate::words::Lang;
use serde::Serialize;

/// The points that somebody changed on this page; a point that another has changed meanwhile is not overwritten.
pub(crate) fn marks(
    office: &Office,
    actor: &crate::domain::actor::Actor,
    id: &CaseId,
    fields: &[(String, String)],
) -> crate::office::Result<Vec<NewMark>> {
    let get = |name: String| fields.iter().find(|(n, _)| *n == name).map_or("", |(_, v)| v.as_str());
    let standing = case_overview::of(office, actor, id)?.points;
    let mut changed = Vec::new();
    for item in ReviewPoint::ALL {
        let now = (get(format!("mark-{item}")), get(format!("note-{item}")));
        let seen = (get(format!("seen-mark-{item}")), get(format!("seen-note-{item}")));
        if now.0.is_empty() || now == seen {
            continue;
        }
        if !standing.iter().any(|s| s.item == item && (s.mark.name(), s.note.as_str()) == seen) {
            return Err(Error::Stale);
        }
        let mark = ReviewMark::named(now.0).ok_or(Refusal::RecordIncomplete { field: "check" })?;
        changed.push(NewMark { item, mark, note: now.1.to_owned() });
    }
    Ok(changed)
}

/// A point of the checklist.
#[derive(Serialize, Clone)]
pub struct ReviewRow {
    item: &'static str,
    pub(super) mark: String,
    shape: &'static str,
    tone: &'static str,
    note: String,
    said: Vec<Said>,
    automatic: bool,
}

impl ReviewRow {
    /// An example.
    #[must_use]
    pub fn example(mark: &str) -> Self {
        let text = "没有写明日期。".to_owned();
        let said = Said { tone: "bad", text, article: "第三百五十八条".to_owned(), at: String::new() };
        Self {
            item: "content",
            mark: mark.to_owned(),
            shape: "●",
            tone: "good",
            note: "说明".to_owned(),
            said: vec![said],
            automatic: mark == "pass",
        }
    }
}

pub(crate) fn point(lang: Lang, p: &Point) -> ReviewRow {
    let (shape, tone) = match p.mark {
        ReviewMark::Pass => ("●", "good"),
        ReviewMark::Fail => ("✕", "bad"),
        ReviewMark::Open => ("○", "muted"),
    };
    ReviewRow {
        item: p.item.name(),
        mark: p.mark.to_string(),
        shape,
        tone,
        note: p.note.clone(),
        said: p.found.iter().map(|f| found(lang, f)).collect(),
        automatic: p.by.is_none(),
    }
}

/// A point of the checklist, as the judge's page shows it.
#[derive(Serialize, Clone)]
pub struct BriefRow {
    /// Which.
    pub item: &'static str,
    /// ● ✕ ○
    pub shape: &'static str,
    /// `good`, `bad`, `muted`.
    pub tone: &'static str,
    /// Why.
    pub note: String,
}

/// A point of the checklist, in one line.
#[must_use]
pub fn brief_row(lang: Lang, p: &Point) -> BriefRow {
    let row = point(lang, p);
    let found = row.said.first().map(|s| s.text.clone()).unwrap_or_default();
    BriefRow { item: row.item, shape: row.shape, tone: row.tone, note: if row.note.is_empty() { found } else { row.note } }
}
