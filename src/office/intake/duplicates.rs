//! Whether an agreement lies before the court already: the same file, or the same parties, day of effect and sums.
//! Another agency's case is never named.

use crate::db::intake::duplicates::{self, Standing};
use crate::db::{self, DbConnection};
use crate::domain::application::{Application, AttachmentKind};
use crate::domain::case::StageName;
use crate::domain::finding::{Code, Finding};
use crate::domain::identity::normalise_code;
use crate::domain::money::Fen;
use crate::domain::outcome::Outcome;
use crate::office::{Office, Result};

/// What was found of an application's twins: nothing while its agreement is still to come and nobody is alike.
///
/// `matter` is the application's own, empty before it is kept; `agreements` the digests of its agreement files.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub(crate) fn findings(
    office: &Office,
    tx: &mut DbConnection,
    matter: &str,
    application: &Application,
    agreements: &[String],
) -> Result<Vec<Finding>> {
    let court = &office.register.court.code;
    let place = application.attachments.iter().position(|a| a.kind == Some(AttachmentKind::Agreement)).unwrap_or(0);
    if !agreements.is_empty() {
        for twin in duplicates::with_agreement(tx, court, matter, agreements)? {
            if counts(tx, &twin)? {
                return Ok(vec![Finding::new(Code::Duplicate, format!("/attachments/{place}/path"), "duplicate")]);
            }
        }
    }
    for twin in alike(office, tx, matter, application)? {
        if counts(tx, &twin)? {
            return Ok(vec![Finding::new(Code::Duplicate, "/mediation/effective_on", "duplicate-alike").as_warning()]);
        }
    }
    Ok(Vec::new())
}

/// [`findings`] of an application that is not kept: for a check beside a data folder.
///
/// # Errors
/// [`crate::office::Error::Fault`].
pub(crate) fn of_unkept(office: &Office, application: &Application, agreements: &[String]) -> Result<Vec<Finding>> {
    findings(office, &mut *office.connection()?, "", application, agreements)
}

/// Filed, under review, or confirmed and in force.
fn counts(tx: &mut DbConnection, twin: &Standing) -> Result<bool> {
    if twin.stage != StageName::Ruled {
        return Ok(true);
    }
    Ok(twin.outcome == Some(Outcome::Confirmed) && !duplicates::is_set_aside(tx, &twin.case)?)
}

/// Cases with the same parties, day of effect and sums.
fn alike(office: &Office, tx: &mut DbConnection, matter: &str, application: &Application) -> Result<Vec<Standing>> {
    let index = |number: &str| office.vault.index("id", &normalise_code(number));
    let mut people: Vec<String> = application.parties.iter().filter_map(|p| p.id_number.as_deref()).map(index).collect();
    let mut sums: Vec<i64> = application.terms.iter().filter_map(|t| t.amount).map(Fen::fen).collect();
    people.sort_unstable();
    sums.sort_unstable();
    let (Some(first), Some(effective)) = (people.first(), application.mediation.effective_on) else { return Ok(Vec::new()) };
    if people.len() != application.parties.len() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for twin in duplicates::with_party(tx, &office.register.court.code, matter, first)? {
        let same = duplicates::likeness(tx, &twin.matter)? == (people.clone(), sums.clone());
        if same && duplicates::effective_on(tx, &twin.case)? == Some(effective) {
            found.push(twin);
        }
    }
    Ok(found)
}

/// The digests of an application's agreement files that are there.
pub(crate) fn agreements(rows: &[db::mediation::attachments::AttachmentRow]) -> Vec<String> {
    let there = rows.iter().filter(|r| r.kind == AttachmentKind::Agreement && !r.sha256.is_empty());
    there.map(|r| r.sha256.clone()).collect()
}
