//! What the studio does with a case: marks, claims, accepts, asks for a supplement, records verification, proposes,
//! recuses itself.

use crate::domain::refusal::Refusal;
use crate::domain::review::{ReviewMark, ReviewPoint};
use crate::domain::wording::supplement::Item;
use crate::office::review::checklist;
use crate::office::review::supplement::{self, PARTS, SupplementOrder};
use crate::office::{Office, case_overview};
use crate::web::State;
use crate::web::page::field::{Choice, Field, refused};
use crate::web::page::form::{Section, StaffForm};
use crate::web::page::frame::Frame;
use crate::web::page::navigation::case_id;
use crate::web::page::problem::Problem;
use crate::web::request::actor::Studio;
use crate::web::request::posted::Posted;
use crate::web::review::case_form::{self, FormAct, FormName, FormSent, TypedForm, frame_of};
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

/// Lines of a supplement notice that a form offers.
const LINES: usize = 6;

fn supplement_form(office: &Office, lang: Lang, seen: &case_overview::Overview, posted: &Posted, said: Option<&Refusal>) -> StaffForm {
    let w = |key: &str| say(lang, key, &[]);
    let choice = |value: &str, key: String| Choice { value: value.to_owned(), label: w(&key), hint: String::new() };
    let parts =
        || std::iter::once(choice("", "choose".to_owned())).chain(PARTS.iter().map(|p| choice(p, format!("task-{p}")))).collect::<Vec<_>>();
    let fail: Vec<&checklist::Point> = seen.points.iter().filter(|p| p.mark == ReviewMark::Fail).collect();
    let mut page = frame_of(lang, &seen.case.id, FormName { key: "supplement", words: "supplement" }, seen.case.version);
    for line in 0..LINES {
        // What the checklist found wrong stands there already.
        let offered = fail.get(line);
        let text = |name: &str, offer: String| if posted.has("version") { posted.get(&format!("{name}-{line}")).to_owned() } else { offer };
        let part = offered.map_or("", |p| match p.item {
            ReviewPoint::Content => "terms",
            ReviewPoint::Materials => "files",
            ReviewPoint::Subject => "parties",
            _ => "facts",
        });
        let defect = offered.map(|p| {
            // The notice is a document: in Chinese, whoever writes it.
            let found = p.found.first().map(|f| crate::words::of_finding(Lang::Zh, f));
            if p.note.is_empty() { found.unwrap_or_default() } else { p.note.clone() }
        });
        page.sections.push(Section {
            title: say(lang, "supplement-item", &[("number", (line + 1).to_string())]),
            fields: vec![
                Field::new("select", &format!("part-{line}"), w("supplement-part")).offering(parts()).with(&text("part", part.to_owned())),
                Field::new("text", &format!("form-{line}"), w("supplement-form"))
                    .with(&text("form", String::new()))
                    .hint(w("supplement-form-hint")),
                Field::new("area", &format!("defect-{line}"), w("supplement-defect"))
                    .with(&text("defect", defect.unwrap_or_default()))
                    .wide("wide"),
            ],
        });
    }
    let days = if posted.has("days") { posted.get("days").to_owned() } else { "7".to_owned() };
    let until = days
        .parse()
        .ok()
        .and_then(|n| crate::domain::period::Period::Supplement.from(office.today(), Some(n), &office.register().calendar));
    let mut last = vec![
        Field::new("text", "days", w("supplement-days"))
            .with(&days)
            .hint(until.map(|d| say(lang, "supplement-until", &[("day", d.deadline.due.written())])).unwrap_or_default()),
    ];
    if !seen.supplements.is_empty() {
        last.push(Field::new("area", "reason_again", w("supplement-again")).with(posted.get("reason_again")).wide("wide"));
    }
    page.sections.push(Section { title: w("supplement-period"), fields: last });
    let at = match said {
        Some(Refusal::SecondNotice) => "reason_again",
        Some(Refusal::RecordIncomplete { field: "days" }) => "days",
        _ => "part-0",
    };
    page.faults = said.map(|r| refused(lang, r, at)).into_iter().collect();
    StaffForm(page)
}

/// `GET /studio/cases/{id}/supplement`.
///
/// # Errors
/// 404.
pub async fn supplement(frame: Frame, state: Data<State>, who: Studio, id: Path<String>) -> Result<HttpResponse, Problem> {
    case_form::show(frame, &state, who, case_id(&id)?, TypedForm { posted: Posted::default(), said: None }, supplement_form).await
}

/// `POST /studio/cases/{id}/supplement`.
///
/// # Errors
/// What is no refusal.
pub async fn notify(frame: Frame, state: Data<State>, who: Studio, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    case_form::sent(
        frame,
        &state,
        FormSent { who, id: case_id(&id)?, posted },
        FormAct { word: "flash-supplement", build: supplement_form },
        |office, actor, id, posted| {
            let line = |n: usize| Item {
                part: posted.get(&format!("part-{n}")).to_owned(),
                defect: posted.get(&format!("defect-{n}")).to_owned(),
                form: posted.get(&format!("form-{n}")).to_owned(),
            };
            let items: Vec<Item> =
                (0..LINES).map(line).filter(|i| !(i.part.is_empty() && i.defect.is_empty() && i.form.is_empty())).collect();
            let days = posted.get("days").parse().unwrap_or(0);
            let wanted = SupplementOrder { items: &items, days, reason_again: posted.get("reason_again") };
            supplement::issue(office, actor, id, posted.version(), &wanted)
        },
    )
    .await
}
