//! The audit: every issued document ↔ log ↔ bytes ↔ signature, every number, every intention; and `doctor`.

use crate::db;
use crate::db::proof::log::KeptTiles;
use crate::db::ruling::documents::DocumentRow;
use crate::domain::id::CaseNumber;
use crate::domain::report::Verdict;
use crate::office::people::administration;
use crate::office::proof::{history_marks, kept, log, verification};
use crate::office::system::{day, roots, watch};
use crate::office::{Error, Office, Result};
use crate::seal::entry::{Issue, Operation, PublishedTrust};
use crate::seal::merkle::{self, Hash, Nodes};
use crate::seal::proof::Checkpoint;
use crate::seal::sealing::SealKeyFault;
use crate::seal::sha256_hex;

/// A document as the audit lists it.
pub struct AuditedDocument {
    /// Case number.
    pub case_number: Option<String>,
    /// The document.
    pub document: DocumentRow,
}

/// What an audit found.
#[derive(Default)]
pub struct Audit {
    /// Every case number given.
    pub numbers: Vec<String>,
    /// Every document.
    pub documents: Vec<AuditedDocument>,
    /// Faults, one sentence each.
    pub faults: Vec<String>,
}

/// Leaves hashed anew, not read from tiles.
struct Leaves(Vec<Hash>);

impl Nodes for Leaves {
    type Error = String;

    fn node(&mut self, height: u32, index: u64) -> std::result::Result<Hash, String> {
        let first = usize::try_from(index << height).map_err(|e| e.to_string())?;
        let leaves = self.0.get(first..first + (1 << height)).ok_or("a leaf is missing")?;
        merkle::pairwise(leaves.to_vec()).ok_or_else(|| "a leaf is missing".to_owned())
    }
}

/// Entries read from the log at a time.
const PORTION: u64 = 4096;

/// Looks at everything that was ever issued.
///
/// # Errors
/// [`Error::Fault`] when the database cannot be read at all.
pub fn audit(office: &Office) -> Result<Audit> {
    let mut audit = Audit::default();
    let mut connection = office.connection()?;
    let size = db::proof::log::size(&mut connection)?;
    let mut leaves = Vec::new();
    let mut issues: Vec<(u64, Issue)> = Vec::new();
    let mut operations: Vec<(u64, Operation)> = Vec::new();
    let mut newest_trust: Option<PublishedTrust> = None;
    for from in (0..size).step_by(usize::try_from(PORTION).unwrap_or(1)) {
        for (offset, entry) in db::proof::log::entries(&mut connection, from, PORTION.min(size - from))?.iter().enumerate() {
            leaves.push(merkle::leaf_hash(entry));
            operations.extend(Operation::parse(entry).map(|operation| (from + offset as u64, operation)));
            if let Some(published) = PublishedTrust::parse(entry) {
                newest_trust = Some(published);
            }
            issues.extend(Issue::parse(entry).map(|issue| (from + offset as u64, issue)));
        }
    }
    if leaves.len() as u64 != size {
        audit.faults.push(format!("the log's head says {size} entries, but {} are there", leaves.len()));
        return Ok(audit);
    }
    let hashed = merkle::root(&mut Leaves(leaves), size)?;
    if !matches!(merkle::root(&mut KeptTiles::new(&mut connection), size), Ok(root) if root == hashed) {
        audit.faults.push("the stored tiles do not match the log's entries".to_owned());
    }
    let published = sha256_hex(office.keys.trust_note.as_bytes());
    if newest_trust.is_none_or(|logged| logged.sha256 != published) {
        audit.faults.push("the trust note that is published is not the newest one in the log".to_owned());
    }
    let numbers = db::intake::cases::numbers(&mut connection)?;
    let objected = db::ruling::objections::numbers(&mut connection)?;
    audit.faults.extend(gaps(&numbers));
    audit.faults.extend(gaps(&objected));
    audit.faults.extend(standings(&mut connection, &operations)?);
    audit.numbers = numbers.iter().chain(&objected).map(ToString::to_string).collect();
    let documents = db::ruling::documents::all(&mut connection)?;
    for (state, count) in db::ruling::intents::tally(&mut connection)? {
        if state == "intended" {
            audit.faults.push(format!("{count} intentions to seal are unfinished: start the portal once, it finishes them"));
        }
    }
    drop(connection);
    for (index, issue) in &issues {
        let known = documents.iter().filter(|(d, _)| d.id == issue.id && d.log_index == i64::try_from(*index).ok()).count();
        if known != 1 {
            audit.faults.push(format!("log entry {index} is of a document that is not kept"));
        }
    }
    for (document, case_number) in documents {
        audit.faults.extend(one(office, &document, &issues)?);
        audit.documents.push(AuditedDocument { case_number, document });
    }
    audit.faults.extend(kept::faults(office)?);
    audit.faults.extend(history_marks::faults(office)?);
    audit.faults.extend(administration::faults(office)?);
    if let Err(error) = log::hold_against_guard(office) {
        audit.faults.push(match error {
            Error::Fault(sentence) | Error::NotReady(sentence) => sentence,
            other => format!("the log cannot be held against its last checkpoint: {other:?}"),
        });
    }
    Ok(audit)
}

/// Numbers skipped or given twice, series by series.
fn gaps(numbers: &[CaseNumber]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expected = 1;
    for (index, number) in numbers.iter().enumerate() {
        let same = index > 0 && {
            let before = &numbers[index - 1];
            (before.year, &before.court, &before.kind) == (number.year, &number.court, &number.kind)
        };
        expected = if same { expected + 1 } else { 1 };
        if number.serial != expected {
            faults.push(format!("case number {number} where {expected} was next"));
            expected = number.serial;
        }
    }
    faults
}

/// What is kept of rulings that no longer stand, held against what the log says of them.
fn standings(tx: &mut db::DbConnection, operations: &[(u64, Operation)]) -> Result<Vec<String>> {
    let kept = db::proof::standings::all(tx)?;
    let mut faults = Vec::new();
    for (index, operation) in operations {
        let (id, standing) = match operation {
            Operation::Supersede { id, .. } => (id, "superseded"),
            Operation::Revoke { id, .. } => (id, "revoked"),
            _ => continue,
        };
        let fits = |s: &&db::proof::standings::StandingRow| s.log_index == i64::try_from(*index).unwrap_or(-1);
        if !kept.iter().find(fits).is_some_and(|s| s.document == *id && s.standing == standing) {
            faults.push(format!("log entry {index} says document {id} is {standing}, and nothing is kept of it"));
        }
    }
    let said = operations.iter().filter(|(_, o)| matches!(o, Operation::Supersede { .. } | Operation::Revoke { .. })).count();
    if kept.len() != said {
        faults.push(format!("{} rulings are kept as standing no longer, and the log says so of {said}", kept.len()));
    }
    Ok(faults)
}

/// Faults of one document: its bytes, and for a sealed one signature, entry and proof.
fn one(office: &Office, document: &DocumentRow, issues: &[(u64, Issue)]) -> Result<Vec<String>> {
    let bytes = match log::document_bytes(office, document) {
        Ok(bytes) => bytes,
        Err(Error::Fault(sentence)) => return Ok(vec![sentence]),
        Err(other) => return Err(other),
    };
    let Some(index) = document.log_index else { return Ok(Vec::new()) };
    let mut faults = Vec::new();
    let entry = issues.iter().find(|(at, _)| i64::try_from(*at).ok() == Some(index)).map(|(_, issue)| issue);
    match entry {
        Some(entry) if entry.pdf == document.sha256 && Some(&entry.stmt) == document.statement_sha256.as_ref() => {}
        _ => faults.push(format!("document {} is not the one of log entry {index}", document.id)),
    }
    match verification::verify_here(office, &bytes) {
        Ok(report) if report.facts.iter().any(|f| matches!(f.why, "fact-key-compromised" | "fact-key-retired")) => {
            faults.push(format!("document {} was sealed after its key was given up: issue it anew", document.id));
        }
        Ok(report) if matches!(report.verdict, Verdict::CannotEstablish | Verdict::Altered | Verdict::NotIssuedHere) => {
            faults.push(format!("document {} does not verify: {}", document.id, report.verdict.name()));
        }
        Ok(_) => {}
        Err(error) => faults.push(format!("document {} cannot be verified: {error:?}", document.id)),
    }
    Ok(faults)
}

/// One thing `doctor` looked at.
pub struct Symptom {
    /// What.
    pub what: &'static str,
    /// In order, or what is wrong and what to do.
    pub state: std::result::Result<String, String>,
}

/// Whether the rest-day tables reach far enough; that one will be missing is said before it stops anything.
fn rest_days(office: &Office) -> std::result::Result<String, String> {
    let today = office.today();
    match office.register.calendar.gap(today) {
        None => Ok(format!("table for {}", today.year())),
        Some(gap) if today < gap.from => {
            Ok(format!("no table for {}: agreements in effect from {} on will be refused until it is imported", gap.year, gap.from))
        }
        Some(gap) => Err(format!("no table for {}: agreements in effect from {} on are refused until it is imported", gap.year, gap.from)),
    }
}

/// Looks at what the portal needs to work.
///
/// # Errors
/// [`Error::Fault`].
pub fn doctor(office: &Office) -> Result<Vec<Symptom>> {
    let mut connection = office.connection()?;
    let size = db::proof::log::size(&mut connection)?;
    let waiting = db::service::outbox::waiting(&mut connection)?;
    let unfinished = db::ruling::intents::unfinished(&mut connection)?.len();
    drop(connection);
    let mut list = running(office)?;
    list.push(Symptom { what: "database", state: Ok(format!("{size} log entries, {waiting} letters waiting")) });
    list.push(Symptom { what: "rest days", state: rest_days(office) });
    let missing = office.fonts.missing("一二〇（）《》裁定书印䶮𫍯0123456789ABCX");
    list.push(Symptom {
        what: "fonts",
        state: if missing.is_empty() { Ok("complete".to_owned()) } else { Err(format!("no glyph for {missing}")) },
    });
    list.push(Symptom { what: "trial signature", state: trial(office) });
    list.push(Symptom { what: "file store", state: store(office) });
    list.push(Symptom { what: "permissions", state: permissions(office) });
    list.push(Symptom { what: "root keys", state: root_keys(office) });
    list.push(Symptom { what: "seal key", state: seal_key(office) });
    list.push(Symptom {
        what: "intentions",
        state: if unfinished == 0 { Ok("none unfinished".to_owned()) } else { Err(format!("{unfinished} unfinished: start portal serve")) },
    });
    Ok(list)
}

/// What the portal, running or not, has left to see: its day, its proxy, its letters.
fn running(office: &Office) -> Result<Vec<Symptom>> {
    day::look_at_start(office)?;
    let mut connection = office.connection()?;
    let proxy = db::system::settings::get(&mut connection, watch::UNNAMED_PROXY)?;
    let dead = db::service::outbox::count_dead(&mut connection)?;
    let unnamed = proxy.is_some() && office.config.trusted_proxies.is_empty();
    Ok(vec![
        Symptom {
            what: "day",
            state: match office.watch.doubt() {
                None => Ok(format!("{}", office.today())),
                Some(doubt) => Err(format!("{doubt}: confirm it on the administrator's page, or with --confirm-day")),
            },
        },
        Symptom {
            what: "proxy",
            state: if unnamed {
                Err("a proxy on this machine forwards requests and trusted_proxies names none: see portal config proxy".to_owned())
            } else {
                Ok(format!("{} trusted", office.config.trusted_proxies.len()))
            },
        },
        Symptom {
            what: "letters",
            state: if dead == 0 { Ok("none given up".to_owned()) } else { Err(format!("{dead} given up: see the administrator's page")) },
        },
    ])
}

/// Signs and opens a checkpoint of nothing with the log key, without publishing it.
fn trial(office: &Office) -> std::result::Result<String, String> {
    let key = crate::seal::note::Vkey::of(&office.config.log_origin(), &office.keys.log);
    let trial = Checkpoint { origin: office.config.log_origin(), size: 0, root: merkle::empty_root() };
    let note = trial.sign(&office.keys.log);
    if Checkpoint::open(&note, &key).is_some() { Ok("signed and verified".to_owned()) } else { Err("the log key does not sign".to_owned()) }
}

/// Whether the seal key may seal, and for how long yet.
fn seal_key(office: &Office) -> std::result::Result<String, String> {
    let (key, today) = (&office.keys.seal, office.now().day_in_utc());
    let days = today.days_until(key.window.1);
    match key.good_on(today) {
        Err(SealKeyFault::Compromised) => {
            Err("the trust note calls it compromised: nothing is sealed until it is replaced (portal keys rotate seal)".to_owned())
        }
        Err(SealKeyFault::Over(until)) => Err(format!("it could sign until {until}: nothing is sealed until it is replaced")),
        Ok(()) if days <= 90 => Err(format!("it may sign for only {days} more days: have it replaced (portal keys rotate seal)")),
        Ok(()) => Ok(format!("may sign for {days} more days")),
    }
}

/// Whether the root keys lie apart.
fn root_keys(office: &Office) -> std::result::Result<String, String> {
    let misplaced = roots::misplaced(&office.config.keys_dir(&office.data));
    if misplaced.is_empty() {
        return Ok("none beside the portal's own keys".to_owned());
    }
    let (names, to) = (misplaced.join(", "), roots::beside(&office.data));
    Err(format!("{names} lie beside the portal's own keys: portal keys roots --to {} (better: offline media)", to.display()))
}

/// Whether the data folder is its owner's alone.
fn permissions(office: &Office) -> std::result::Result<String, String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(&office.data).map_err(|e| e.to_string())?.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok("the owner's alone".to_owned());
    }
    Err(format!("others may enter the data folder ({mode:o}): chmod 700 {}", office.data.display()))
}

fn store(office: &Office) -> std::result::Result<String, String> {
    let bytes = b"portal doctor".to_vec();
    let digest = crate::seal::sha256_hex(&bytes);
    office
        .files
        .put(&digest, bytes)
        .and_then(|()| office.files.get(&digest))
        .map(|_| "written and read".to_owned())
        .map_err(|e| e.to_string())
}
