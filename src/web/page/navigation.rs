//! What every staff page shares: the frame with its navigation and counts, and what happens when somebody was faster.

use crate::domain::act::ActName;
use crate::domain::actor::Role;
use crate::domain::case::StageName;
use crate::domain::id::CaseId;
use crate::domain::period::Deadline;
use crate::office::people::administration;
use crate::office::people::sessions::StaffSession;
use crate::office::worklist::{self, QueueRow};
use crate::office::{Error, Office, case_overview};
use crate::web::State;
use crate::web::page::days::{clock_of, moment_of, time_of};
use crate::web::page::frame::{Frame, NavGroup, NavLink};
use crate::web::page::problem::{Overtaken, Problem};
use crate::web::page::render::{Page, respond_with};
use crate::web::request::hop::act;
use crate::words::Lang;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;

/// A staff page: read and shown in one hop, its navigation with it.
///
/// # Errors
/// What reading it answers.
pub async fn page<P: Page + Send + 'static>(
    frame: Frame,
    state: &State,
    signed: StaffSession,
    read: impl FnOnce(&Office, &StaffSession, Lang) -> crate::office::Result<P> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    page_with(frame, state, signed, StatusCode::OK, read).await
}

/// [`page`] with a status.
///
/// # Errors
/// What reading it answers.
pub async fn page_with<P: Page + Send + 'static>(
    mut frame: Frame,
    state: &State,
    signed: StaffSession,
    status: StatusCode,
    read: impl FnOnce(&Office, &StaffSession, Lang) -> crate::office::Result<P> + Send + 'static,
) -> Result<HttpResponse, Problem> {
    frame.sign(&signed);
    let lang = frame.lang;
    let (page, nav, machine) = act(state, move |office| {
        let machine = administration::confirmed_at_machine(office)?;
        Ok((read(office, &signed, lang)?, navigation(office, &signed)?, machine))
    })
    .await?;
    frame.machine = machine.map(|at| moment_of(lang, at));
    frame.navigate(nav);
    Ok(respond_with(&frame, &page, status))
}

fn link(key: &'static str, href: &'static str, of: &[&QueueRow], today: crate::domain::day::Day) -> NavLink {
    let late = of.iter().any(|l| deadline_of(l).is_some_and(|d| d.is_over(today)));
    NavLink { key, href, count: Some(of.len()), late, current: false }
}

/// The period that counts for a case in a list.
fn deadline_of(listed: &QueueRow) -> Option<Deadline> {
    let period = clock_of(listed.stage)?;
    listed.clocks.iter().rfind(|c| c.period == period).map(|c| c.deadline)
}

/// The last day of the period that counts for a case in a list.
#[must_use]
pub fn due_of(listed: &QueueRow) -> Option<crate::domain::day::Day> {
    deadline_of(listed).map(|d| d.due)
}

fn navigation(office: &Office, signed: &StaffSession) -> crate::office::Result<Vec<NavGroup>> {
    let group = |key, links| NavGroup { key, links };
    let plain = |key, href| NavLink { key, href, count: None, late: false, current: false };
    let today = office.today();
    let listed = worklist::list(office, &signed.actor, &StageName::OPEN)?;
    let at = |stages: &[StageName]| listed.iter().filter(|l| stages.contains(&l.stage)).collect::<Vec<&QueueRow>>();
    Ok(match signed.actor.role {
        Role::Mediator => vec![
            group(
                "nav-work",
                vec![
                    link("nav-cases", "/agency", &at(&StageName::OPEN), today),
                    link("nav-joining", "/agency?at=joining", &at(&[StageName::Joining]), today),
                    link("nav-supplement", "/agency?at=supplementing", &at(&[StageName::Supplementing]), today),
                    plain("nav-ended", "/agency?at=ended"),
                ],
            ),
            group("nav-new-title", vec![plain("nav-new", "/agency/new")]),
        ],
        Role::Clerk | Role::Bureau => vec![
            group(
                "nav-work",
                vec![
                    link("nav-inbox", "/studio", &at(&StageName::WITH_THE_STUDIO), today),
                    link("nav-proposed", "/studio?at=proposed", &at(&[StageName::Proposed]), today),
                    link("nav-supplementing", "/studio?at=supplementing", &at(&[StageName::Supplementing]), today),
                    plain("nav-service", "/studio?at=ruled"),
                ],
            ),
            group("nav-county", vec![link("nav-before", "/studio?at=before", &at(&StageName::BEFORE_FILING), today)]),
        ],
        Role::Judge => vec![group("nav-work", vec![plain("nav-judge", "/judge")])],
        Role::President => {
            vec![group("nav-admin", vec![plain("nav-proposals", "/admin/proposals"), plain("nav-history", "/admin/history")])]
        }
        Role::Admin => vec![group(
            "nav-admin",
            vec![
                plain("nav-tasks", "/admin"),
                plain("nav-people", "/admin/people"),
                plain("nav-proposals", "/admin/proposals"),
                plain("nav-agencies", "/admin/agencies"),
                plain("nav-condition", "/admin/condition"),
                plain("nav-keys", "/admin/keys"),
                plain("nav-history", "/admin/history"),
                plain("nav-security", "/admin/security"),
            ],
        )],
        Role::Party | Role::System => Vec::new(),
    })
}

/// A case, and the page its act was sent from.
pub struct CaseAddress<'a> {
    /// The case.
    pub id: &'a CaseId,
    /// The page.
    pub back: &'a str,
}

/// What came of an act on a case; where somebody was faster, who and when.
///
/// # Errors
/// The problem to answer with.
pub async fn unless_overtaken<T>(
    state: &State,
    signed: &StaffSession,
    CaseAddress { id, back }: CaseAddress<'_>,
    result: Result<T, Problem>,
) -> Result<T, Problem> {
    let Err(Problem::Office(Error::Stale)) = result else { return result };
    let (actor, case) = (signed.actor.clone(), id.clone());
    let lines = act(state, move |office| case_overview::history(office, &actor, &case)).await?;
    let key = |act: ActName| format!("act-{}", act.name().replace('_', "-"));
    let last = lines.last();
    Err(Problem::Overtaken(Box::new(Overtaken {
        who: last.map(|l| l.who.clone()).unwrap_or_default(),
        when: last.map(|l| time_of(l.at)).unwrap_or_default(),
        act: last.map_or_else(|| "act-edit".to_owned(), |l| key(l.act)),
        back: back.to_owned(),
    })))
}

/// The case id in a path.
///
/// # Errors
/// 404.
pub fn case_id(text: &str) -> Result<CaseId, Problem> {
    CaseId::parse(text).ok_or(Problem::Office(Error::NotFound))
}
