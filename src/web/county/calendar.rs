//! The administrator's page of rest days: which years have a table, what another one would move, and its import.

use crate::domain::refusal::Refusal;
use crate::domain::register::{EntryFault, EntryWrong};
use crate::office::county::changes::{self, Looked};
use crate::office::people::administration::Signed;
use crate::office::review::deadlines::Moved;
use crate::office::{Error, Office};
use crate::web::State;
use crate::web::page::days;
use crate::web::page::field::{Field, Said, refused};
use crate::web::page::frame::{Frame, done};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::{Page, respond_with};
use crate::web::people::inviting::{OWN_CODE, code_field};
use crate::web::request::actor::Admin;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use serde::Serialize;

/// A clock that would move: case, period, its last day as it stands and by the new table.
#[derive(Serialize)]
pub struct MovedRow {
    case: String,
    period: String,
    from: String,
    to: String,
    provisional: bool,
}

/// A year with a table, and how many days stand in it.
#[derive(Serialize)]
pub struct YearRow {
    year: i32,
    days: usize,
}

/// Years with a table, a table to import, and what it would move.
#[derive(Serialize)]
pub struct CalendarPage {
    years: Vec<YearRow>,
    version: i32,
    fields: Vec<Field>,
    faults: Vec<Said>,
    looked: bool,
    /// The field that asks for a code, below what would move.
    sign: Vec<Field>,
    read: String,
    rows: String,
    moved: Vec<MovedRow>,
}

impl Page for CalendarPage {
    const TEMPLATE: &'static str = "pages/county/calendar.html";

    fn samples() -> Vec<Self> {
        let row = |provisional| MovedRow {
            case: "（2026）浙0499诉前调确136号".to_owned(),
            period: "审查期限".to_owned(),
            from: "2027年2月19日（周五）".to_owned(),
            to: "2027年2月22日（周一）".to_owned(),
            provisional,
        };
        let wrong = Said { tone: "bad", text: "第 3 行读不懂。".to_owned(), article: String::new(), at: "rows".to_owned() };
        let page = |looked: bool, moved| Self {
            years: vec![YearRow { year: 2025, days: 33 }, YearRow { year: 2026, days: 39 }],
            version: 1,
            fields: if looked {
                Vec::new()
            } else {
                vec![Field::new("area", "rows", "放假安排".to_owned()).wrong(Some(wrong.clone()))]
            },
            faults: if looked { Vec::new() } else { vec![wrong.clone()] },
            looked,
            sign: if looked { vec![code_field(Lang::Zh)] } else { Vec::new() },
            read: "2027".to_owned(),
            rows: "2027-01-01,rest,元旦".to_owned(),
            moved,
        };
        let empty = Self { years: vec![], fields: vec![], faults: vec![], ..page(false, vec![]) };
        vec![page(false, vec![]), page(true, vec![row(true), row(false)]), page(true, vec![]), empty]
    }
}

fn moved_row(lang: Lang, moved: &Moved) -> MovedRow {
    MovedRow {
        case: moved.clock.number.clone().unwrap_or_else(|| moved.clock.case_id.to_string()),
        period: say(lang, &format!("period-{}", moved.clock.period.name()), &[]),
        from: days::long_day(lang, moved.clock.deadline.due),
        to: days::long_day(lang, moved.due),
        provisional: moved.provisional,
    }
}

fn page_of(office: &Office, lang: Lang, rows: &str, said: Option<&Refusal>, looked: Option<&Looked>) -> CalendarPage {
    let register = office.register();
    let years = register.calendar.years().map(|year| YearRow { year, days: register.calendar.days_in(year) }).collect();
    let fault = said.and_then(|refusal| match refusal {
        Refusal::EntryWrong(faults) => faults.first().map(|f| said_of(lang, f)),
        _ => None,
    });
    let code = said.filter(|refusal| !matches!(refusal, Refusal::EntryWrong(_))).map(|refusal| refused(lang, refusal, OWN_CODE));
    let field = Field::new("area", "rows", say(lang, "calendar-rows", &[]))
        .hint(say(lang, "calendar-rows-hint", &[]))
        .with(rows)
        .wide("wide")
        .wrong(fault.clone());
    CalendarPage {
        years,
        version: register.version,
        fields: vec![field],
        faults: fault.into_iter().collect(),
        looked: looked.is_some(),
        sign: vec![code_field(lang).wrong(code)],
        read: looked.map(|l| l.years.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")).unwrap_or_default(),
        rows: rows.to_owned(),
        moved: looked.map(|l| l.moved.iter().map(|m| moved_row(lang, m)).collect()).unwrap_or_default(),
    }
}

/// What a fault of the table says.
fn said_of(lang: Lang, fault: &EntryFault) -> Said {
    let lines = match fault.what {
        EntryWrong::Line(line) => vec![("line", line.to_string())],
        EntryWrong::TwoMeanings { first, second } => vec![("first", first.to_string()), ("second", second.to_string())],
        _ => Vec::new(),
    };
    Said { tone: "bad", text: say(lang, fault.what.key(), &lines), article: String::new(), at: fault.at.clone() }
}

async fn page(mut frame: Frame, state: &State, who: Admin, rows: String, said: Option<Refusal>) -> Result<HttpResponse, Problem> {
    frame.sign(&who.0);
    let lang = frame.lang;
    let status = if said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = act(state, move |office| {
        // What has been read well is shown with what it would do, before anything is kept.
        let of_the_table = matches!(said, Some(Refusal::EntryWrong(_)));
        let looked = match (of_the_table, rows.is_empty()) {
            (false, false) => Some(changes::look_at_calendar(office, &rows)?),
            _ => None,
        };
        Ok(page_of(office, lang, &rows, said.as_ref(), looked.as_ref()))
    })
    .await?;
    Ok(respond_with(&frame, &page, status))
}

/// `GET /admin/calendar`.
///
/// # Errors
/// [`Error::Fault`].
pub async fn show(frame: Frame, state: Data<State>, who: Admin) -> Result<HttpResponse, Problem> {
    page(frame, &state, who, String::new(), None).await
}

/// `POST /admin/calendar`: look at what a table would move, then keep it.
///
/// # Errors
/// What is no fault of the table.
pub async fn change(frame: Frame, state: Data<State>, who: Admin, posted: Posted) -> Result<HttpResponse, Problem> {
    let rows = posted.get("rows").to_owned();
    let (by, version, typed, keep) = (who.0.actor.clone(), posted.version(), rows.clone(), posted.get("do") == "keep");
    let code = posted.get(OWN_CODE).to_owned();
    let result = act(&state, move |office| {
        if keep {
            return changes::keep_calendar(office, Signed { actor: &by, code: &code }, version, &typed).map(|_| ());
        }
        changes::look_at_calendar(office, &typed).map(|_| ())
    })
    .await;
    match result {
        Ok(()) if keep => Ok(done("/admin/calendar", "flash-calendar")),
        Ok(()) => page(frame, &state, who, rows, None).await,
        Err(Problem::Office(Error::Stale)) => Err(Problem::Office(Error::Stale)),
        Err(problem) => {
            let said = refusal(problem)?;
            page(frame, &state, who, rows, Some(said)).await
        }
    }
}
