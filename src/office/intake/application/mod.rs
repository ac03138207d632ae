//! Reads `portal/application/1` (`src/web/INTERFACE.md` §4): every fault of the form is a finding with its place, and
//! what could be read goes on to the checks.

mod parts;
mod reader;

use crate::domain::application::{Application, Lane, UNDERTAKINGS};
use crate::domain::check::{self, Context};
use crate::domain::finding::{Code, Finding};
use crate::domain::text::Writing;
use crate::json::Json;
pub use crate::office::intake::application::parts::{email_is_sound, inside};
use crate::office::intake::application::reader::{Absent, FieldPlace, Reader};
pub use crate::office::intake::application::reader::{Folding, code_points};
use crate::seal::sha256_hex;

/// The form's name and version.
pub const SCHEMA: &str = "portal/application/1";

const TOP: [&str; 15] = [
    "schema",
    "external_ref",
    "agency",
    "court",
    "lane",
    "matter",
    "cause",
    "facts",
    "responsibility",
    "subject_matter_division",
    "mediation",
    "parties",
    "terms",
    "attachments",
    "undertakings",
];

const MOST_PARTIES: usize = 100;
const MOST_TERMS: usize = 100;
const MOST_ATTACHMENTS: usize = 300;

/// Longest wordings of all terms together, in characters.
const LONGEST_WORDINGS: usize = 16_000;

const MATERIAL: Absent = Absent::As(Code::Material, "material-list", "民事诉讼法解释第三百五十四条");

/// An application as read, with what was wrong with its form.
pub struct Read {
    /// Digest of what was read.
    pub sha256: String,
    /// The document, for its order and its text.
    pub json: Json,
    /// What could be read; `None` when it was not even an object.
    pub application: Option<Application>,
    /// Faults of form.
    pub found: Vec<Finding>,
    /// What was folded in its texts, and where.
    pub folded: Vec<Folding>,
}

/// Reads the bytes of an application.
#[must_use]
pub fn read(bytes: &[u8]) -> Read {
    let sha256 = sha256_hex(bytes);
    let json = match Json::parse(bytes) {
        Ok(json) => json,
        Err(error) => {
            let place = format!("{}:{}", error.line(), error.column());
            let found = vec![Finding::new(Code::Schema, "", "schema-json").with("words", place)];
            return Read { sha256, json: Json::Null, application: None, found, folded: Vec::new() };
        }
    };
    let mut reader = Reader::default();
    let application = application(&mut reader, &json);
    Read { sha256, json, application, found: reader.found, folded: reader.folded }
}

impl Read {
    /// All findings of form and content, in document order.
    #[must_use]
    pub fn check(&self, context: &Context<'_>) -> Vec<Finding> {
        let mut found = self.found.clone();
        if let Some(application) = &self.application {
            found.extend(check::check(application, context));
        }
        self.in_document_order(found)
    }

    /// Sorts findings by where they stand in the document; a missing key stands after its siblings.
    #[must_use]
    pub fn in_document_order(&self, mut found: Vec<Finding>) -> Vec<Finding> {
        found.sort_by_cached_key(|finding| position(&self.json, &finding.at));
        found
    }
}

/// Index by index, where a pointer leads; a member that is not there comes last among its siblings.
fn position(json: &Json, pointer: &str) -> Vec<usize> {
    let mut here = Some(json);
    let mut path = Vec::new();
    for token in pointer.split('/').skip(1) {
        let key = token.replace("~1", "/").replace("~0", "~");
        let (index, next) = match here {
            Some(Json::Object(members)) => match members.iter().position(|(k, _)| *k == key) {
                Some(index) => (index, Some(&members[index].1)),
                None => (members.len(), None),
            },
            Some(Json::Array(items)) => {
                let index = key.parse::<usize>().unwrap_or(items.len());
                (index, items.get(index))
            }
            _ => (0, None),
        };
        path.push(index);
        here = next;
    }
    path
}

fn application(reader: &mut Reader, json: &Json) -> Option<Application> {
    let top = reader.object(json, String::new(), &TOP)?;
    match top.get("schema") {
        Some(Json::Text(text)) if text == SCHEMA => {}
        Some(_) => reader.schema(top.pointer("schema"), "schema-value", "schema"),
        None => reader.schema(top.pointer("schema"), "schema-missing", "schema"),
    }
    let unknown = Absent::As(Code::AuthorityUnknown, "authority-missing", "民事诉讼法第二百零五条");
    let court = Absent::As(Code::Jurisdiction, "court-missing", "民事诉讼法第二百零五条");
    let parties = Absent::As(Code::PartyCount, "", "");
    let mut out = Application {
        external_ref: reader.text(&top, "external_ref", Writing::Code, &Absent::Fine),
        agency: reader.text(&top, "agency", Writing::Code, &unknown),
        court: reader.text(&top, "court", Writing::Code, &court),
        lane: reader.word(&top, "lane", &Absent::Schema, &Lane::ALL.map(|l| (l.name(), l))),
        dispute_kind: reader.text(&top, "matter", Writing::Code, &unknown),
        cause: reader.text(&top, "cause", Writing::Line, &Absent::Schema),
        facts: reader.text(&top, "facts", Writing::Story, &Absent::Schema),
        responsibility: reader.text(&top, "responsibility", Writing::Story, &Absent::Fine),
        subject_matter_division: reader.division(&top, "subject_matter_division", &Absent::Fine),
        ..Application::default()
    };
    if let Some(value) = reader.value(&top, "mediation", &Absent::Schema) {
        out.mediation = parts::mediation(reader, value, top.pointer("mediation"));
    }
    // A missing list of parties is found as too few of them, by the check itself.
    if top.get("parties").is_some()
        && let Some(items) = reader.list(&top, "parties", MOST_PARTIES, &parties)
    {
        out.parties = items.into_iter().filter_map(|(at, item)| parts::party(reader, item, at)).collect();
        duplicate_references(reader, &top, &out);
    }
    if let Some(items) = reader.list(&top, "terms", MOST_TERMS, &Absent::Schema) {
        if items.is_empty() {
            reader.schema(top.pointer("terms"), "schema-missing", "terms");
        }
        out.terms = items.into_iter().filter_map(|(at, item)| parts::term(reader, item, at)).collect();
        wordings_together(reader, &top, &mut out);
    }
    attachments(reader, &top, &mut out);
    undertakings(reader, &top, &mut out);
    Some(out)
}

/// All wordings together are bounded; beyond it none of them is read.
fn wordings_together(reader: &mut Reader, top: &FieldPlace<'_>, out: &mut Application) {
    let together: usize = out.terms.iter().filter_map(|t| t.text.as_ref()).map(|t| t.chars().count()).sum();
    if together > LONGEST_WORDINGS {
        reader.schema(top.pointer("terms"), "schema-long", LONGEST_WORDINGS);
        out.terms.iter_mut().for_each(|term| term.text = None);
    }
}

fn duplicate_references(reader: &mut Reader, top: &FieldPlace<'_>, out: &Application) {
    for (index, party) in out.parties.iter().enumerate() {
        if out.parties[..index].iter().any(|p| p.reference == party.reference) {
            reader.schema(format!("{}/{index}/ref", top.pointer("parties")), "schema-value", &party.reference);
        }
    }
}

fn attachments(reader: &mut Reader, top: &FieldPlace<'_>, out: &mut Application) {
    // A missing list is found material by material.
    let Some(items) = top.get("attachments").and_then(|_| reader.list(top, "attachments", MOST_ATTACHMENTS, &MATERIAL)) else { return };
    for (at, item) in items {
        if let Some(attachment) = parts::attachment(reader, item, at.clone()) {
            if attachment.party.as_ref().is_some_and(|r| !out.parties.iter().any(|p| p.reference == *r)) {
                reader.schema(format!("{at}/party"), "schema-value", attachment.party.as_deref().unwrap_or(""));
            }
            out.attachments.push(attachment);
        }
    }
}

fn undertakings(reader: &mut Reader, top: &FieldPlace<'_>, out: &mut Application) {
    let given = top.get("undertakings").and_then(|json| reader.object(json, top.pointer("undertakings"), &UNDERTAKINGS));
    if given.is_none() && top.get("undertakings").is_some() {
        return;
    }
    for (slot, key) in out.undertakings.iter_mut().zip(UNDERTAKINGS) {
        *slot = match given.as_ref().and_then(|g| g.get(key)) {
            None => Some(false),
            Some(Json::Bool(value)) => Some(*value),
            Some(_) => {
                reader.schema(format!("/undertakings/{key}"), "schema-type", "bool");
                None
            }
        };
    }
}
