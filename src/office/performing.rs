//! Performance of what was confirmed (履行): told by the parties, the mediator, the studio; and on default the pack with
//! which the other side applies for enforcement (申请执行).

use super::{Error, Office, Result, later, logging, row_id};
use crate::db::performances::Performance;
use crate::db::{self};
use crate::domain::actor::{Actor, Role};
use crate::domain::case::{Outcome, Stage};
use crate::domain::day::Day;
use crate::domain::document::DocumentKind;
use crate::domain::id::CaseId;
use crate::domain::money::Fen;
use crate::domain::performance::{Duty, Fact, FactKind, State, duties, left, state};
use crate::domain::period::Period;
use crate::domain::refusal::Refusal;
use crate::domain::wording::enforcement::{EnforcementFacts, Unkept, application};
use std::io::Write;

/// Something told of performance.
pub struct Told<'a> {
    /// Place of the term and of its instalment, from 1.
    pub place: (i32, i32),
    /// What.
    pub kind: FactKind,
    /// The sum, for a payment; all that is left where none is given.
    pub amount: Option<Fen>,
    /// Day.
    pub on: Day,
    /// In plain words: proof, or what was heard.
    pub note: &'a str,
    /// The party that tells it; none for mediator and studio.
    pub party: Option<&'a str>,
}

/// A duty as it stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The duty.
    pub duty: Duty,
    /// How it stands.
    pub state: State,
    /// What is left of a sum.
    pub left: Option<Fen>,
    /// What was told of it: kind, day, who, sum, note.
    pub told: Vec<(FactKind, Day, String, Option<Fen>, String)>,
}

fn confirmed(stage: &Stage) -> Result<()> {
    match stage {
        Stage::Ruled(ruled) if ruled.outcome == Outcome::Confirmed => Ok(()),
        other => Err(Refusal::NotNow { act: "perform", stage: other.name() }.into()),
    }
}

/// Records what is told of performance.
///
/// # Errors
/// [`Refusal::NotNow`] unless the agreement was confirmed, [`Refusal::RecordIncomplete`], [`Refusal::DayImpossible`].
pub fn tell(office: &Office, actor: &Actor, id: &CaseId, told: &Told<'_>) -> Result<()> {
    let case = office.case(actor, id)?;
    confirmed(&case.stage)?;
    if !matches!(actor.role, Role::Party | Role::Mediator | Role::Clerk | Role::Bureau) {
        return Err(Refusal::NotYourAct { act: "perform", role: actor.role.name() }.into());
    }
    let application = office.application(&case)?;
    let all = duties(&application);
    let duty = all.iter().find(|d| (d.term, d.instalment) == told.place).ok_or(Refusal::RecordIncomplete { field: "duty" })?;
    let kind = kind_of(duty, told)?;
    if told.on > office.today() {
        return Err(Refusal::DayImpossible { day: told.on }.into());
    }
    let standing = of_case(office, id)?;
    let open = standing.iter().find(|s| (s.duty.term, s.duty.instalment) == told.place).and_then(|s| s.left);
    let amount = match (duty.amount, kind) {
        (Some(_), FactKind::Performed | FactKind::Claimed) => told.amount.or(open),
        _ => None,
    };
    if amount.is_some_and(|a| a.fen() <= 0 || open.is_some_and(|left| a.fen() > left.fen())) {
        return Err(Refusal::RecordIncomplete { field: "performed_sum" }.into());
    }
    if kind == FactKind::Visit && told.note.trim().is_empty() {
        return Err(Refusal::RecordIncomplete { field: "note" }.into());
    }
    let row = row_id()?;
    let fact = Performance {
        note: office.vault.seal(&format!("performances/{row}"), told.note.trim())?,
        id: row,
        place: told.place,
        kind: kind.name().to_owned(),
        amount_fen: amount.map(Fen::fen),
        on: told.on,
        told_by: actor.name.clone(),
    };
    office.write(|tx| {
        db::performances::add(tx, id, &fact, actor.person.as_ref(), office.now().naive())?;
        let told = db::cases::Told { at: office.now().naive(), on: office.today(), act: "perform", detail: kind.name() };
        Ok(db::cases::tell(tx, &case, actor, &told)?)
    })
}

/// Who owes only claims; who is owed, the mediator and the studio say it is so.
fn kind_of(duty: &Duty, told: &Told<'_>) -> Result<FactKind> {
    let party = match told.party {
        None => return Ok(told.kind),
        Some(party) => party,
    };
    match told.kind {
        FactKind::Performed | FactKind::Claimed if duty.obligor == party => Ok(FactKind::Claimed),
        FactKind::Performed | FactKind::Missed if duty.obligee == party => Ok(told.kind),
        _ => Err(Refusal::NotYourAct { act: "perform", role: Role::Party.name() }.into()),
    }
}

/// Every duty of a case as it stands today.
///
/// # Errors
/// [`Error::Fault`].
pub fn of_case(office: &Office, id: &CaseId) -> Result<Vec<Standing>> {
    let scope = db::cases::Scope::Court(office.register.court.code.clone());
    let mut connection = office.connection()?;
    let case = db::cases::load(&mut connection, id, &scope)?.ok_or(Error::NotFound)?;
    let rows = db::performances::of_case(&mut connection, id)?;
    drop(connection);
    let mut told = Vec::new();
    for row in &rows {
        let note = office.vault.open(&format!("performances/{}", row.id), &row.note);
        let note = note.map_err(|_| Error::Fault(format!("performance {} cannot be opened with this data key", row.id)))?;
        let kind = FactKind::named(&row.kind).ok_or_else(|| Error::Fault(format!("performance {} is of no kind", row.id)))?;
        told.push((row.place, (kind, row.on, row.told_by.clone(), row.amount_fen.and_then(Fen::new), note)));
    }
    let facts: Vec<Fact> =
        told.iter().map(|((term, instalment), t)| Fact { term: *term, instalment: *instalment, kind: t.0, amount: t.3 }).collect();
    let one = |duty: Duty| {
        let place = (duty.term, duty.instalment);
        Standing {
            state: state(&duty, &facts, office.today()),
            left: left(&duty, &facts),
            told: told.iter().filter(|(p, _)| *p == place).map(|(_, t)| t.clone()).collect(),
            duty,
        }
    };
    Ok(duties(&office.application(&case)?).into_iter().map(one).collect())
}

/// The pack with which one party applies for enforcement against another: the application, the ruling with its proof, the
/// receipts of service. Gives the archive's bytes.
///
/// # Errors
/// [`Refusal::NothingToEnforce`] while nothing that is owed to this party is overdue.
pub fn enforcement_pack(office: &Office, actor: &Actor, id: &CaseId, creditor: &str) -> Result<Vec<u8>> {
    let case = office.case(actor, id)?;
    confirmed(&case.stage)?;
    let overdue: Vec<Standing> =
        of_case(office, id)?.into_iter().filter(|s| s.state == State::Overdue && s.duty.obligee == creditor).collect();
    let Some(debtor) = overdue.first().map(|s| s.duty.obligor.clone()) else { return Err(Refusal::NothingToEnforce.into()) };
    let parties = office.application(&case)?.parties;
    let (issued, statement) = later::first_ruling(office, id)?;
    let facts = &statement.draft.facts;
    let person = |reference: &str| {
        let index = parties.iter().position(|p| p.reference == reference)?;
        facts.applicants.get(index).cloned()
    };
    let (Some(who), Some(against)) = (person(creditor), person(&debtor)) else { return Err(Error::NotFound) };
    let unkept: Vec<Unkept> = overdue
        .iter()
        .filter(|s| s.duty.obligor == debtor)
        .map(|s| Unkept { text: s.duty.text.clone(), left: s.left, due: s.duty.due.unwrap_or(facts.ruled_on) })
        .collect();
    let last = duties(&office.application(&case)?).iter().filter_map(|d| d.due).max().unwrap_or(facts.ruled_on);
    let until = Period::Enforce.from(last, None, &office.register.calendar).ok_or(Error::NotFound)?;
    let number = facts.case_number.to_string();
    let term = |d: &Standing| usize::try_from(d.duty.term - 1).ok().and_then(|i| facts.terms.get(i)).and_then(|t| t.account.clone());
    let account = overdue.iter().filter(|s| s.left.is_some()).find_map(term).unwrap_or_default();
    let document = application(&EnforcementFacts {
        court_name: &facts.court_name,
        creditor: &who,
        debtor: &against,
        ruling: (&number, facts.ruled_on),
        account: &account,
        unkept: &unkept,
        until: until.due,
        on: office.today(),
    });
    let mut files = vec![
        ("1-申请执行书.pdf".to_owned(), office.print(&document, office.now(), id.as_str())?.bytes),
        (format!("2-民事裁定书-{number}.pdf"), logging::document_bytes(office, &issued)?),
        ("3-裁定书证明包.zip".to_owned(), logging::bundle_of(office, &issued)?),
    ];
    for (place, bytes) in receipts(office, actor, id)?.into_iter().enumerate() {
        files.push((format!("4-送达回证-{}.pdf", place + 1), bytes));
    }
    zipped(&files)
}

/// The receipts of service: as they were issued for those who handle the case; for a party without the addresses, since the
/// other side's telephone is none of its business.
fn receipts(office: &Office, actor: &Actor, id: &CaseId) -> Result<Vec<Vec<u8>>> {
    let mut connection = office.connection()?;
    let documents = db::documents::of_case(&mut connection, id.as_str())?;
    let services = super::delivering::of_case(&mut connection, id)?;
    drop(connection);
    if actor.role != Role::Party {
        // A receipt that another has replaced, or whose record was annulled, proves nothing.
        let counts = |d: &db::documents::Issued| services.iter().any(|s| s.row.receipt.as_deref() == Some(&d.id));
        let own = documents.iter().filter(|d| d.kind == DocumentKind::ServiceReceipt.name() && counts(d));
        return own.map(|d| logging::document_bytes(office, d)).collect();
    }
    let case = office.case(actor, id)?;
    let mut list = Vec::new();
    let ruling = |id: &str| documents.iter().any(|d| d.id == id && super::serving::ends_a_case(d));
    for service in services.iter().filter(|s| ruling(&s.row.document)) {
        if let Some(document) = super::receipts::receipt_of(office, &case, service, &documents, super::receipts::Address::Kept)? {
            list.push(office.print(&document, office.now(), service.row.id.as_str())?.bytes);
        }
    }
    Ok(list)
}

/// Files as one archive, stored.
pub(super) fn zipped(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
    let fault = |e: zip::result::ZipError| Error::Fault(format!("the archive cannot be written: {e}"));
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        archive.start_file(name.as_str(), options).map_err(fault)?;
        archive.write_all(bytes).map_err(|e| Error::Fault(e.to_string()))?;
    }
    Ok(archive.finish().map_err(fault)?.into_inner())
}
