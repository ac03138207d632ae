//! A draft ruling frozen: everything it states drawn from the case, with its codes; and whether what it decides can be
//! decided.

use crate::db::intake::cases::Case;
use crate::db::ruling::drafts::DraftRow;
use crate::db::{self, DbConnection};
use crate::domain::act::ActName;
use crate::domain::application::{Application, AttachmentKind};
use crate::domain::case::{Stage, StageName};
use crate::domain::day::Day;
use crate::domain::decision::{Decision, OrderedDuty};
use crate::domain::id::{CaseId, CaseNumber, PersonId, base32};
use crate::domain::refusal::Refusal;
use crate::domain::register::{Court, Officer};
use crate::domain::request::RequestKind;
use crate::domain::ruling::{Official, RulingFacts, TakenUp, applicants, confirmed_terms};
use crate::domain::wording;
use crate::office::place::Place;
use crate::office::{Error, Office, Result, document_id, random, row_id};
use crate::seal::hex;
use crate::seal::sealing::wording_fingerprint;
use crate::seal::statement::{Draft, NamedFile};

/// Refuses what cannot be decided: a ground of another ruling, a term that still runs, a reason that is missing.
///
/// # Errors
/// [`Refusal::GroundNotHere`], [`Refusal::RecordIncomplete`], [`Refusal::DayImpossible`], [`Refusal::TermRunning`].
pub(crate) fn check(tx: &mut DbConnection, case: &Case, decision: &Decision, today: Day) -> Result<()> {
    let given = |field: &'static str, text: &str| {
        if text.trim().is_empty() { Err(Refusal::RecordIncomplete { field }) } else { Ok(()) }
    };
    let possible = |day: Day, holds: bool| if holds { Ok(()) } else { Err(Refusal::DayImpossible { day }) };
    match decision {
        Decision::Confirm => {
            let waiting = db::review::requests::of_case(tx, &case.id)?;
            if waiting.iter().any(|r| matches!(r.kind, RequestKind::Withdraw | RequestKind::Differs | RequestKind::NotMe)) {
                return Err(Refusal::RequestOpen.into());
            }
        }
        Decision::Dismiss { ground, reason } | Decision::NotAccept { ground, reason, .. } => {
            if !decision.outcome().is_some_and(|outcome| ground.serves(outcome)) {
                return Err(Refusal::GroundNotHere.into());
            }
            given("ground_reason", reason)?;
            if let Decision::NotAccept { remedy, .. } = decision {
                given("remedy", remedy)?;
            }
        }
        Decision::PermitWithdrawal { by, on, reason } => {
            given("withdrawn_by", by)?;
            given("withdrawal_reason", reason)?;
            possible(*on, filed_on(&case.stage).is_none_or(|filed| *on >= filed) && *on <= today)?;
        }
        Decision::DeemWithdrawn(omission) => {
            given("omitted_by", &omission.who)?;
            if omission.duty == OrderedDuty::Supplement && db::review::supplements::of_case(tx, &case.id)?.is_empty() {
                return Err(Refusal::RecordIncomplete { field: "notice" }.into());
            }
            possible(omission.ordered_on, filed_on(&case.stage).is_none_or(|filed| omission.ordered_on >= filed))?;
            possible(omission.served_on, (omission.ordered_on..=omission.until).contains(&omission.served_on))?;
            if omission.until >= today {
                return Err(Refusal::TermRunning { due: omission.until }.into());
            }
        }
        Decision::Terminate { dispute } => given("dispute", dispute)?,
        // These come after the end of a case, by `later`.
        Decision::Correct { .. } | Decision::DecideObjection(_) => {
            return Err(Refusal::NotNow { act: ActName::ProposeLater, stage: case.stage.name() }.into());
        }
    }
    Ok(())
}

fn filed_on(stage: &Stage) -> Option<Day> {
    stage.origin().map(|origin| origin.filed_on())
}

/// What a draft is made of, but for its number.
pub(crate) struct Material {
    application: Application,
    decision: Decision,
    judge: Official,
    beside: Vec<Official>,
    assistant: Option<Official>,
    clerk: Official,
    agency: String,
    files: Vec<db::mediation::attachments::AttachmentRow>,
}

/// Who signs: judge and clerk, by name.
pub(crate) struct Signers<'a> {
    pub(crate) judge: &'a str,
    pub(crate) clerk: &'a str,
}

impl Material {
    /// Gathers it.
    ///
    /// # Errors
    /// [`Refusal::NotInOffice`] for an assistant the register does not know.
    pub(crate) fn gather(
        office: &Office,
        case: &Case,
        decision: &Decision,
        Signers { judge, clerk }: Signers<'_>,
        assistant: Option<&str>,
    ) -> Result<Self> {
        let court = &office.register.court;
        let post = |name: &str, list: &[Officer], default: &str| Official {
            name: name.to_owned(),
            post: list.iter().find(|o| o.name == name).map_or_else(|| default.to_owned(), |o| o.post.clone()),
        };
        let assistant = match assistant {
            None => None,
            Some(name) if court.assistants.iter().any(|o| o.name == name) => Some(post(name, &court.assistants, "法官助理")),
            Some(name) => return Err(Refusal::NotInOffice { name: name.to_owned() }.into()),
        };
        let application = office.application(case)?;
        let mut connection = office.connection()?;
        let matter = db::mediation::matters::load(&mut connection, &case.matter)?.ok_or(Error::NotFound)?;
        let (judge, beside) = bench(&mut connection, court, &case.id, judge)?;
        Ok(Self {
            application,
            decision: decision.clone(),
            judge,
            beside,
            assistant,
            clerk: post(clerk, &court.clerks, "书记员"),
            agency: db::mediation::matters::agency_code(&mut connection, &matter.agency)?.ok_or(Error::NotFound)?,
            files: db::mediation::attachments::of_matter(&mut connection, &case.matter)?,
        })
    }

    /// The application the draft is made of.
    pub(crate) fn application(&self) -> &Application {
        &self.application
    }

    fn facts(&self, office: &Office, stage: &Stage, number: &CaseNumber) -> Result<RulingFacts> {
        let court = &office.register.court;
        let day = |value: Option<Day>| value.ok_or_else(|| Error::Fault("an application without its days".to_owned()));
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let origin = stage.origin().ok_or(Refusal::NotNow { act: ActName::Propose, stage: stage.name() })?;
        Ok(RulingFacts {
            court: court.code.clone(),
            court_name: court.name.clone(),
            case_number: number.clone(),
            applicants: applicants(&self.application),
            taken_up: origin.review().map_or(TakenUp::Received(origin.filed_on()), |r| TakenUp::Accepted(r.accepted_on)),
            cause: text(&self.application.cause),
            agreement_on: day(self.application.mediation.concluded_on)?,
            effective_on: day(self.application.mediation.effective_on)?,
            organisation: text(&self.application.mediation.organisation),
            terms: confirmed_terms(&self.application),
            decision: self.decision.clone(),
            ruled_on: office.today(),
            judge: self.judge.clone(),
            beside: self.beside.clone(),
            assistant: self.assistant.clone(),
            clerk: self.clerk.clone(),
            query_code: String::new(),
            check_code: String::new(),
            host: office.config.host.clone(),
        })
    }

    /// The draft, with its number.
    ///
    /// # Errors
    /// [`Refusal::CannotPrint`], [`Refusal::NotNow`] where no ruling can be proposed.
    pub(crate) fn freeze(&self, office: &Office, stage: &Stage, number: &CaseNumber) -> Result<Draft> {
        let named = |row: &db::mediation::attachments::AttachmentRow| NamedFile {
            kind: row.kind.to_string(),
            sha256: row.sha256.clone(),
            size: row.size,
            media_type: row.media_type.clone(),
        };
        let agreement = self
            .files
            .iter()
            .find(|f| f.kind == AttachmentKind::Agreement)
            .ok_or_else(|| Error::Fault(format!("{number} has no agreement")))?;
        fresh(
            office,
            Draft {
                id: String::new(),
                rev: 1,
                agency: self.agency.clone(),
                facts: self.facts(office, stage, number)?,
                agreement: named(agreement),
                attachments: self.files.iter().filter(|f| f.kind != AttachmentKind::Agreement).map(named).collect(),
                renderer: String::new(),
                wording: String::new(),
                wording_sha256: String::new(),
                fonts: Vec::new(),
                salt: String::new(),
            },
        )
    }
}

/// A draft with an id, codes and salt of its own, of the wording and fonts in use.
///
/// # Errors
/// [`Refusal::CannotPrint`] naming the characters that no font has.
pub(crate) fn fresh(office: &Office, draft: Draft) -> Result<Draft> {
    let mut draft = Draft {
        id: document_id()?.to_string(),
        renderer: format!("portal {}", env!("CARGO_PKG_VERSION")),
        wording: wording::VERSION.to_owned(),
        wording_sha256: wording_fingerprint().to_owned(),
        fonts: office.fonts.digests().map(|(family, digest)| (family.to_owned(), digest.to_owned())).collect(),
        salt: hex(&random::<16>()?),
        ..draft
    };
    base32(&random::<8>()?)[..12].clone_into(&mut draft.facts.query_code);
    draft.facts.check_code = base32(&random::<5>()?);
    let missing = office.fonts.missing(&wording::ruling::ruling(&draft.facts).plain_text());
    if missing.is_empty() { Ok(draft) } else { Err(Refusal::CannotPrint { characters: missing }.into()) }
}

/// Who signs a ruling as judge, the presiding one first, with the posts they have in this case.
pub(crate) fn bench(tx: &mut DbConnection, court: &Court, id: &CaseId, presiding: &str) -> Result<(Official, Vec<Official>)> {
    let post = |name: &str| court.judges.iter().find(|o| o.name == name).map_or_else(|| "审判员".to_owned(), |o| o.post.clone());
    let mut beside = Vec::new();
    for judge in db::review::panels::members(tx, id)? {
        let name = db::people::people::by_id(tx, &judge)?.map(|p| p.name).unwrap_or_default();
        beside.push(Official { name, post: "审判员".to_owned() });
    }
    let own = if beside.is_empty() { post(presiding) } else { "审判长".to_owned() };
    Ok((Official { name: presiding.to_owned(), post: own }, beside))
}

/// A draft, and the stage it was frozen at.
pub(crate) struct FrozenAt<'a> {
    pub(crate) draft: &'a Draft,
    pub(crate) from: StageName,
}

/// The draft as it is kept.
pub(crate) fn row_of(
    office: &Office,
    tx: &mut db::DbConnection,
    case: &Case,
    FrozenAt { draft, from }: FrozenAt<'_>,
    by: &PersonId,
) -> Result<DraftRow> {
    let id = row_id()?;
    let body = String::from_utf8(draft.to_bytes()).map_err(|e| Error::Fault(e.to_string()))?;
    Ok(DraftRow {
        body: office.seal(Place::Draft(&id), &body)?,
        id,
        rev: db::ruling::drafts::count(tx, &case.id)?.saturating_add(1),
        sha256: draft.sha256(),
        outcome: draft.facts.decision.result().to_owned(),
        proposed_from: from,
        objection: None,
        proposed_by: by.clone(),
        proposed_at: office.now().naive(),
        approved_by: None,
        approved_at: None,
    })
}

/// Opens the standing draft of a case: what the judge sees, and what will be sealed.
///
/// # Errors
/// [`Refusal::NotNow`] when none stands.
pub fn standing(office: &Office, case: &Case) -> Result<(DraftRow, Draft)> {
    let row = db::ruling::drafts::standing(&mut *office.connection()?, &case.id)?
        .ok_or(Refusal::NotNow { act: ActName::Approve, stage: case.stage.name() })?;
    let body = office.open(Place::Draft(&row.id), &row.body)?;
    let draft = Draft::parse(body.as_bytes()).ok_or_else(|| Error::Fault(format!("draft {} does not read back", row.id)))?;
    if draft.sha256() == row.sha256 { Ok((row, draft)) } else { Err(Error::Fault(format!("draft {} is not the one approved", row.id))) }
}
