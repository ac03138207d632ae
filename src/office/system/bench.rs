//! The pipeline on synthetic rulings: real cases, taken through every act; only the issue itself is counted.

use crate::db;
use crate::db::ruling::documents::{DocumentKey, DocumentRow};
use crate::domain::actor::{Actor, Role};
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::identity::example_resident_id;
use crate::domain::joining::JoiningWay;
use crate::office::intake::joining::{Joins, join};
use crate::office::intake::submission::{HandedFile, take_in};
use crate::office::people::appointments::{self, NewPerson};
use crate::office::people::credentials;
use crate::office::place::Place;
use crate::office::proof::{log, verification};
use crate::office::review::acceptance::accept;
use crate::office::review::record::{CHECKLIST, Signing, Verification, record_verification};
use crate::office::ruling::approval::{approve, propose};
use crate::office::ruling::sealing;
use crate::office::{Error, Office, Result, person_id, random, row_id};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SAMPLE: &str = include_str!("../../cli/demo/samples/01-consumer-instalments/application.json");

const SAMPLE_ON: &str = "2026-03-25";

/// What a run measured.
#[derive(Default)]
pub struct Measured {
    /// Documents.
    pub count: u64,
    /// Wall time of the counted work.
    pub seconds: f64,
    /// CPU time of the counted work.
    pub cpu_seconds: f64,
    /// Bytes of all documents.
    pub bytes: u64,
    /// Pages of a document.
    pub pages: i32,
}

impl Measured {
    /// As the contract prints it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        #[expect(clippy::cast_precision_loss, reason = "figures for people")]
        let count = self.count.max(1) as f64;
        #[expect(clippy::cast_precision_loss, reason = "figures for people")]
        let bytes = self.bytes as f64 / count;
        json!({
            "count": self.count,
            "seconds": round(self.seconds),
            "documents_per_second": round(count / self.seconds.max(1e-9)),
            "cpu_ms_per_document": round(self.cpu_seconds * 1000.0 / count),
            "peak_rss_kib": peak_rss_kib(),
            "bytes_per_document": round(bytes),
            "pages": self.pages,
        })
    }
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// CPU time of every thread so far: the file store works on threads of its own.
fn cpu() -> Duration {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().filter_map(std::result::Result::ok);
    let nanos = threads.filter_map(|thread| {
        let text = crate::files::read_text(&thread.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanos.sum())
}

fn peak_rss_kib() -> u64 {
    let text = crate::files::read_text(std::path::Path::new("/proc/self/status")).unwrap_or_default();
    let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// The people of a bench folder: clerk and judge with the judge's secret.
struct People {
    clerk: Actor,
    judge: Actor,
    secret: String,
}

fn people(office: &Office) -> Result<People> {
    let court = &office.register.court;
    let suffix = row_id()?;
    let add = |role: Role, name: &str| {
        let login = format!("bench-{}-{suffix}", role.name());
        let password = row_id()?;
        let new = NewPerson { login: &login, name, role, agency: None, password: &password };
        let (_, secret) = appointments::add_invented(office, &new)?;
        Ok::<_, Error>((appointments::actor(office, &login, role)?, secret))
    };
    let (clerk, _) = add(Role::Clerk, &court.clerks[0].name)?;
    let (judge, secret) = add(Role::Judge, &court.judges[0].name)?;
    Ok(People { clerk, judge, secret })
}

/// A sound picture of one pixel, for every attachment.
fn pixel() -> Result<Vec<u8>> {
    let mut out = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(1, 1).write_to(&mut out, image::ImageFormat::Png).map_err(|e| Error::Fault(e.to_string()))?;
    Ok(out.into_inner())
}

/// A picture that no other case has: an agreement of this case's own.
fn own_picture() -> Result<Vec<u8>> {
    let mut out = std::io::Cursor::new(Vec::new());
    let pixels = random::<64>()?.to_vec();
    let picture = image::GrayImage::from_raw(8, 8, pixels).ok_or_else(|| Error::Fault("a picture of 8 by 8".to_owned()))?;
    image::DynamicImage::ImageLuma8(picture).write_to(&mut out, image::ImageFormat::Png).map_err(|e| Error::Fault(e.to_string()))?;
    Ok(out.into_inner())
}

/// Makes the first party somebody of its own, so that no two agreements are alike.
fn own_person(application: &mut Value) -> Result<()> {
    const BIRTHDAYS: u32 = 15_000;
    let drawn = u32::from_be_bytes(random::<4>()?);
    let first = Day::new(1950, 1, 1).ok_or_else(|| Error::Fault("the calendar has no 1950".to_owned()))?;
    let born_on = first.plus_days(drawn % BIRTHDAYS);
    let party = &mut application["parties"][0];
    // The sample's first party is a woman: an even number.
    let number = example_resident_id("330499", born_on, drawn / BIRTHDAYS % 500 * 2);
    party["born_on"] = json!(born_on.to_string());
    party["id_number"] = json!(number);
    Ok(())
}

/// One approved case, ready to be sealed.
fn approved_case(office: &Office, people: &mut People, picture: &[u8]) -> Result<CaseId> {
    let mut application: Value = serde_json::from_str(SAMPLE).map_err(|e| Error::Fault(e.to_string()))?;
    application["external_ref"] = json!(format!("BENCH-{}", row_id()?));
    own_person(&mut application)?;
    let mut files = Vec::new();
    for attachment in application["attachments"].as_array_mut().into_iter().flatten() {
        let path = format!("{}.png", files.len());
        attachment["path"] = json!(path);
        let agreement = attachment["kind"] == "agreement";
        files.push(HandedFile { path, content: if agreement { own_picture()? } else { picture.to_vec() }.into() });
    }
    let agency = appointments::agency_actor(office, application["agency"].as_str().unwrap_or(""))?;
    let taken = take_in(office, &agency, application.to_string().as_bytes(), files)?;
    let id = taken.id;
    for party in application["parties"].as_array().into_iter().flatten() {
        let text = |key: &str| party[key].as_str().unwrap_or("").to_owned();
        let number = text("id_number");
        let acted_by = party["representative"]["name"].as_str().map_or_else(|| text("name"), str::to_owned);
        let joins =
            Joins { party: &text("ref"), way: JoiningWay::Kiosk, acted_by: &acted_by, last_four: &number[number.len() - 4..], scan: None };
        join(office, &agency, &id, version(office, &people.clerk, &id)?, &joins)?;
    }
    let judge = people.judge.person.clone().unwrap_or(person_id()?);
    accept(office, &people.clerk, &id, version(office, &people.clerk, &id)?, &judge)?;
    let answers: Vec<(String, String)> = CHECKLIST.iter().map(|q| ((*q).to_owned(), "是".to_owned())).collect();
    let present = [("A".to_owned(), "本人".to_owned()), ("B".to_owned(), "法定代表人".to_owned())];
    let record = Verification {
        held_on: office.today(),
        place: "本院",
        online: false,
        present: &present,
        answers: &answers,
        signing: Signing::OnSpot,
    };
    record_verification(office, &people.clerk, &id, version(office, &people.clerk, &id)?, &record)?;
    let draft = propose(office, &people.clerk, &id, version(office, &people.clerk, &id)?, None)?;
    let seen = version(office, &people.judge, &id)?;
    forget_used_code(office, people)?;
    let code = credentials::code_at(&people.secret, office.now().unix());
    approve(office, &people.judge, &id, seen, &draft.sha256(), &code)?;
    Ok(id)
}

/// A code counts once in thirty seconds: a bench that approves faster enrols its judge anew each time.
fn forget_used_code(office: &Office, people: &mut People) -> Result<()> {
    let Some(id) = people.judge.person.clone() else { return Ok(()) };
    let secret = crate::seal::hex(&random::<20>()?);
    let sealed = office.seal(Place::SecondFactor(&id), &secret)?;
    office.write(|tx| {
        let person = db::people::people::by_id(tx, &id)?.ok_or(Error::NotFound)?;
        Ok(db::people::people::set_secrets(tx, &id, &person.password_hash, &sealed)?)
    })?;
    people.secret = secret;
    Ok(())
}

fn version(office: &Office, actor: &Actor, id: &CaseId) -> Result<i32> {
    office.case(actor, id).map(|c| c.version)
}

/// Issues `count` rulings, one after another.
///
/// # Errors
/// [`Error`] of the act that failed.
pub fn issue(office: &Office, count: u64, mut progress: impl FnMut(u64)) -> Result<Measured> {
    office.clock.set_today(Day::parse(SAMPLE_ON).ok_or_else(|| Error::Fault("the sample has no day".to_owned()))?);
    let mut people = people(office)?;
    let picture = pixel()?;
    let mut measured = Measured::default();
    for done in 0..count {
        let case = approved_case(office, &mut people, &picture)?;
        let (wall, used) = (Instant::now(), cpu());
        let id = sealing::seal(office, &case)?;
        measured.seconds += wall.elapsed().as_secs_f64();
        measured.cpu_seconds += cpu().saturating_sub(used).as_secs_f64();
        let document = document(office, &id)?;
        measured.count += 1;
        measured.bytes += u64::try_from(document.size).unwrap_or(0);
        measured.pages = document.pages;
        progress(done + 1);
    }
    Ok(measured)
}

fn document(office: &Office, id: &str) -> Result<DocumentRow> {
    db::ruling::documents::find(&mut *office.connection()?, &DocumentKey::Id(id))?.ok_or(Error::NotFound)
}

/// Verifies one ruling `count` times, strictly, as an offline reader does.
///
/// # Errors
/// [`Error`] of the act that failed.
pub fn verify(office: &Office, count: u64) -> Result<Measured> {
    office.clock.set_today(Day::parse(SAMPLE_ON).ok_or_else(|| Error::Fault("the sample has no day".to_owned()))?);
    let case = approved_case(office, &mut people(office)?, &pixel()?)?;
    let document = document(office, &sealing::seal(office, &case)?)?;
    let bytes = log::document_bytes(office, &document)?;
    let bundle = log::bundle_of(office, &document)?;
    let trust = office.keys.trust.clone();
    let sources = verification::ReaderEvidence { trust: Some(trust), bundle: Some(&bundle), offline: true };
    let mut measured = Measured { pages: document.pages, ..Measured::default() };
    let (wall, used) = (Instant::now(), cpu());
    for _ in 0..count {
        let report = verification::verify_elsewhere(&bytes, &sources, office.now());
        if report.verdict != crate::domain::report::Verdict::Authentic {
            return Err(Error::Fault(format!("a fresh ruling is {}", report.verdict.name())));
        }
        measured.count += 1;
        measured.bytes += bytes.len() as u64;
    }
    measured.seconds = wall.elapsed().as_secs_f64();
    measured.cpu_seconds = cpu().saturating_sub(used).as_secs_f64();
    Ok(measured)
}
