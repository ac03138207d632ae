//! How the portal does, for the administrator: what is not in order and what to do, the jobs, the letters that were given
//! up, and the day, where it has to be confirmed.

use crate::domain::day::Day;
use crate::domain::refusal::Refusal;
use crate::office::service::sending;
use crate::office::system::health::{Ailment, ailments};
use crate::office::system::watch::JobState;
use crate::office::system::{config, day};
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::field::{Said, refused};
use crate::web::page::frame::{Frame, done};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::Page;
use crate::web::page::{days, navigation};
use crate::web::request::actor::Admin;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Serialize;

/// Most letters that are listed.
const LETTERS: i64 = 100;

/// Something that is not in order.
#[derive(Serialize, Clone)]
pub struct AilmentRow {
    tone: &'static str,
    text: String,
}

/// A job.
#[derive(Serialize, Clone)]
pub struct JobRow {
    name: String,
    tone: &'static str,
    badge: &'static str,
    state: String,
    seconds: u64,
}

/// A letter that was given up.
#[derive(Serialize, Clone)]
pub struct LetterRow {
    id: String,
    kind: String,
    channel: String,
    written: String,
    why: String,
}

/// The day to be confirmed.
#[derive(Serialize, Clone)]
pub struct DayQuestion {
    /// What the clock shows, as people write it.
    shown: String,
    /// The same as the form sends it.
    value: String,
}

/// How the portal does.
#[derive(Serialize)]
pub struct ConditionPage {
    ailments: Vec<AilmentRow>,
    jobs: Vec<JobRow>,
    letters: Vec<LetterRow>,
    day: Option<DayQuestion>,
    proxy: Option<String>,
    faults: Vec<Said>,
}

impl Page for ConditionPage {
    const TEMPLATE: &'static str = "pages/system/condition.html";

    fn samples() -> Vec<Self> {
        let job = |name: &str, tone, badge, state: &str| JobRow { name: name.to_owned(), tone, badge, state: state.to_owned(), seconds: 1 };
        let letter = LetterRow {
            id: "L".to_owned(),
            kind: "已立案".to_owned(),
            channel: "短信".to_owned(),
            written: "2026年11月30日 10:32".to_owned(),
            why: "通道没有接收".to_owned(),
        };
        let said = Said {
            tone: "bad", text: "服务器的时钟显示的是另一天。".to_owned(), article: String::new(), at: "day".to_owned()
        };
        let full = Self {
            ailments: vec![AilmentRow { tone: "bad", text: "有 1 封信没有发出。".to_owned() }],
            jobs: vec![job("期限", "warn", "◐", "暂停，等待确认日期"), job("发信", "bad", "✕", "不正常"), job("时钟", "good", "●", "正常")],
            letters: vec![letter],
            day: Some(DayQuestion { shown: "2026年11月30日".to_owned(), value: "2026-11-30".to_owned() }),
            proxy: Some("trusted_proxies = [\"127.0.0.1\"]".to_owned()),
            faults: vec![said],
        };
        let bare = Self { ailments: vec![], jobs: vec![], letters: vec![], day: None, proxy: None, faults: vec![] };
        vec![full, bare]
    }
}

fn job_row(lang: Lang, job: &JobState) -> JobRow {
    let (tone, badge, word) = match (job.waits, job.sound()) {
        (true, _) => ("warn", "◐", "job-waits"),
        (_, true) => ("good", "●", "job-sound"),
        (_, false) => ("bad", "✕", "job-fails"),
    };
    let seconds = job.beat.elapsed().as_secs();
    let counted = [("failures", job.failures.to_string()), ("restarts", job.restarts.to_string())];
    JobRow { name: say(lang, &format!("job-{}", job.name), &[]), tone, badge, state: say(lang, word, &counted), seconds }
}

fn page_of(office: &Office, lang: Lang, said: Option<Said>) -> crate::office::Result<ConditionPage> {
    let found = ailments(office);
    let row = |ailment: &Ailment| AilmentRow {
        tone: if ailment.grave() { "bad" } else { "warn" },
        text: say(lang, ailment.word(), &ailment.arguments()),
    };
    let moment = |at: chrono::NaiveDateTime| {
        let at = crate::domain::day::Moment::from_naive(at);
        format!("{} {}", days::long_day(lang, at.day_in_shanghai()), days::time_of(at.naive()))
    };
    let letters = sending::dead(office, LETTERS)?.into_iter().map(|letter| LetterRow {
        id: letter.id,
        kind: say(lang, &format!("letter-kind-{}", letter.kind.replace('_', "-")), &[]),
        channel: say(lang, &format!("channel-{}", letter.channel), &[]),
        written: moment(letter.written_at),
        why: say(lang, &format!("letter-fault-{}", letter.fault.unwrap_or_default()), &[]),
    });
    let today = office.clock.wall().day_in_shanghai();
    let question = || DayQuestion { shown: days::long_day(lang, today), value: today.to_string() };
    Ok(ConditionPage {
        ailments: found.iter().map(row).collect(),
        jobs: office.watch.jobs().iter().map(|job| job_row(lang, job)).collect(),
        letters: letters.collect(),
        day: office.watch.doubt().map(|_| question()),
        proxy: found.contains(&Ailment::UnnamedProxy).then(|| config::TRUST_THIS_MACHINE.to_owned()),
        faults: said.into_iter().collect(),
    })
}

/// `GET /admin/condition`.
///
/// # Errors
/// [`Error::Busy`].
pub async fn show(frame: Frame, state: Data<State>, who: Admin) -> Result<HttpResponse, Problem> {
    navigation::page(frame, &state, who.0, |office, _, lang| page_of(office, lang, None)).await
}

/// `POST /admin/condition`: confirms the day, or sends a letter again.
///
/// # Errors
/// What is no refusal.
pub async fn change(frame: Frame, state: Data<State>, who: Admin, posted: Posted) -> Result<HttpResponse, Problem> {
    let [day, letter] = ["day", "letter"].map(|field| posted.get(field).to_owned());
    let by = who.0.actor.person.clone();
    let result = act(&state, move |office| {
        if !letter.is_empty() {
            return sending::send_again(office, &letter).map(|()| "flash-letter-again");
        }
        let day = Day::parse(&day).ok_or(Refusal::RecordIncomplete { field: "day" })?;
        day::confirm(office, by.as_ref(), day).map(|()| "flash-day-confirmed")
    })
    .await;
    match result {
        Ok(word) => Ok(done("/admin/condition", word)),
        // Somebody else sent it again a moment before: that is what was wanted.
        Err(Problem::Office(Error::Stale)) => Ok(done("/admin/condition", "flash-letter-again")),
        Err(problem) => {
            let said = refused(frame.lang, &refusal(problem)?, "day");
            let mut answer = navigation::page(frame, &state, who.0, move |office, _, lang| page_of(office, lang, Some(said))).await?;
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(answer)
        }
    }
}
