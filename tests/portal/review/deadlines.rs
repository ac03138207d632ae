//! The clocks of all cases: swept, warned of, extended, moved by another rest-day table.

use crate::app::{Sample, TestPortal};
use crate::http::Server;
use crate::system::doors::{get, session};
use portal::db;
use portal::domain::actor::Role;
use portal::domain::day::Day;
use portal::domain::id::CaseId;
use portal::domain::joining::JoiningWay;
use portal::domain::period::Period;
use portal::domain::refusal::Refusal;
use portal::office::Error;
use portal::office::county::changes;
use portal::office::intake::joining::{Joins, join};
use portal::office::intake::submission;
use portal::office::people::administration::Signed;
use portal::office::review::deadlines::{Approved, extend};
use portal::office::service::sending;
use portal::office::system::sweep::{Swept, sweep, sweep_daily};

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn days(clock: &db::review::due_dates::DueDateRow) -> [String; 3] {
    [clock.deadline.start, clock.deadline.nominal, clock.deadline.due].map(|d| d.to_string())
}

impl TestPortal {
    /// A case whose parties have been asked; its last day to apply is 2026-04-17.
    fn asked(&self) -> CaseId {
        self.hand_in(&Sample::first()).expect("taken in").id
    }

    fn clock(&self, id: &CaseId, period: Period) -> db::review::due_dates::DueDateRow {
        let pool = self.pool();
        let clocks = db::review::due_dates::of_case(&mut pool.get().expect("a connection"), id).expect("clocks");
        clocks.into_iter().rfind(|c| c.period == period).expect("the clock")
    }

    fn told(&self, id: &CaseId, act: &str) -> usize {
        let pool = self.pool();
        let lines = db::intake::history::of_case(&mut pool.get().expect("a connection"), id).expect("history");
        lines.iter().filter(|l| l.act.name() == act).count()
    }

    fn letters(&self, words: &str) -> usize {
        sending::recent(&self.office, 500).expect("letters").iter().filter(|l| l.text.contains(words)).count()
    }
}

#[test]
fn what_the_thirty_days_ran_out_for_lapses_the_day_after_and_not_on_the_last_day() {
    let portal = TestPortal::new();
    let id = portal.asked();
    let due = portal.clock(&id, Period::Apply).deadline.due;
    portal.office.clock.set_today(due);
    assert_eq!(sweep(&portal.office).expect("swept").lapsed, 0, "the last day is the parties' own");
    assert_eq!(portal.stage(&id), "joining");
    portal.office.clock.set_today(due.plus_days(1));
    assert_eq!(sweep(&portal.office).expect("swept").lapsed, 1);
    assert_eq!(portal.stage(&id), "lapsed");
    assert_eq!(sweep(&portal.office).expect("swept"), Swept::default(), "a second sweep finds nothing");
    assert!(portal.clock(&id, Period::Apply).met_on.is_some());
}

#[test]
fn a_draft_begun_when_the_days_were_over_is_left_to_its_check() {
    let portal = TestPortal::new();
    // The true day on which the draft is begun is long after the agreement's thirty days.
    let sample = Sample::first();
    let agency = portal.agency("shifan-market-regulation");
    let taken = submission::take_in(&portal.office, &agency, sample.text.as_bytes(), Vec::new()).expect("taken in");
    assert_eq!(taken.stage.name(), "drafting");
    portal.office.clock.set_today(day("2026-05-20"));
    assert_eq!(sweep(&portal.office).expect("swept").lapsed, 0);
    assert_eq!(portal.stage(&taken.id), "drafting");
}

#[test]
fn warnings_come_on_the_configured_days_once_each_and_only_to_who_has_not_joined() {
    let portal = TestPortal::new();
    let id = portal.asked();
    let effective = portal.clock(&id, Period::Apply).deadline.start;
    let agency = portal.agency("shifan-market-regulation");
    let joins = Joins { party: "A", way: JoiningWay::Kiosk, acted_by: "周雨桐", last_four: "0022", scan: None };
    let number = Sample::first().application().parties[0].id_number.clone().unwrap_or_default();
    let joins = Joins { last_four: &number[number.len() - 4..], ..joins };
    join(&portal.office, &agency, &id, portal.version(&id), &joins).expect("A joins");
    for (after, warned) in [(19, 0), (20, 1), (21, 0), (26, 1), (28, 1), (28, 0)] {
        portal.office.clock.set_today(effective.plus_days(after));
        assert_eq!(sweep(&portal.office).expect("swept").warned, warned, "day {after}");
    }
    assert_eq!(portal.told(&id, "warn"), 3);
    assert_eq!(portal.letters("过期就不能申请"), 3, "B alone is written to: A has joined");
}

#[test]
fn a_civil_day_is_swept_once_by_whoever_comes_first() {
    let portal = TestPortal::new();
    let id = portal.asked();
    portal.office.clock.set_today(portal.clock(&id, Period::Apply).deadline.due.plus_days(1));
    assert_eq!(sweep_daily(&portal.office).expect("swept").lapsed, 1);
    assert_eq!(sweep_daily(&portal.reopened()).expect("swept"), Swept::default());
}

#[test]
fn an_extension_runs_from_the_nominal_end_and_wants_the_president_s_approval_in_time() {
    let portal = TestPortal::on("2026-04-10");
    let (id, filed) = (portal.accepted(), portal.filed_as("ODR-2"));
    let before = portal.clock(&id, Period::Review);
    assert_eq!(days(&before), ["2026-04-10", "2026-05-10", "2026-05-11"]);
    let approved = |by, on, days, reason| Approved { by, on, days, reason };
    let try_to = |a: &Approved<'_>| match extend(&portal.office, &portal.clerk, &id, portal.version(&id), a) {
        Err(Error::Refused(refusal)) => refusal.code().to_owned(),
        Ok(due) => due.to_string(),
        Err(other) => panic!("{other:?}"),
    };
    let on = day("2026-04-10");
    assert_eq!(try_to(&approved("", on, 15, "案情复杂")), "RECORD_INCOMPLETE");
    assert_eq!(try_to(&approved("院长", on, 0, "案情复杂")), "RECORD_INCOMPLETE");
    assert_eq!(try_to(&approved("院长", on.plus_days(1), 15, "案情复杂")), "DAY_IMPOSSIBLE", "nobody has approved tomorrow yet");
    assert_eq!(try_to(&approved("院长", on, 300, "案情复杂")), "CALENDAR_MISSING", "no day is fixed in a year without a table");
    // 2026-05-10 + 15 = Monday 2026-05-25, not 2026-05-26 from the rolled day.
    assert_eq!(try_to(&approved("院长", on, 15, "案情复杂")), "2026-05-25");
    assert_eq!(days(&portal.clock(&id, Period::Review)), ["2026-04-10", "2026-05-25", "2026-05-25"]);
    portal.office.clock.set_today(day("2026-05-27"));
    assert_eq!(try_to(&approved("院长", day("2026-05-27"), 5, "案情复杂")), "DAY_IMPOSSIBLE", "the period was over");
    let early = extend(&portal.office, &portal.clerk, &filed, portal.version(&filed), &approved("院长", on, 5, "x"));
    assert!(matches!(early, Err(Error::Refused(Refusal::NotNow { .. }))), "before acceptance nothing is reviewed");
}

#[test]
fn a_new_rest_day_table_shows_what_it_moves_and_then_moves_it() {
    let portal = TestPortal::new();
    let admin = portal.add(Role::Admin, "fan", "范守一", None);
    let (document, _) = portal.sealed();
    let id = portal.issued(&document).case_id;
    let before = portal.clock(&id, Period::Enforce);
    assert!(before.provisional, "no table for 2028");
    assert_eq!(before.deadline.due.to_string(), "2028-05-31");
    let csv = "date,kind,note\n2028-05-31,rest,虚构\n2028-06-01,rest,虚构\n";
    let looked = changes::look_at_calendar(&portal.office, csv).expect("read");
    assert_eq!(looked.years, [2028]);
    let moved: Vec<(String, String)> = looked.moved.iter().map(|m| (m.clock.period.name().to_owned(), m.due.to_string())).collect();
    assert_eq!(moved, [("enforce".to_owned(), "2028-06-02".to_owned())]);
    assert_eq!(portal.clock(&id, Period::Enforce), before, "looking changes nothing");
    let office = portal.office.current();
    let version = office.register().version;
    assert_eq!(changes::keep_calendar(&office, Signed { actor: &admin.0, code: &portal.fresh(&admin) }, version, csv).expect("kept"), 1);
    let after = portal.clock(&id, Period::Enforce);
    assert_eq!((after.deadline.due.to_string().as_str(), after.provisional), ("2028-06-02", false));
    assert_eq!(portal.told(&id, "calendar"), 1);
    let again = portal.office.current();
    assert!(again.register().calendar.has_table(2026) && again.register().calendar.has_table(2028), "other years stay");
    assert!(
        matches!(changes::keep_calendar(&again, Signed { actor: &admin.0, code: &portal.fresh(&admin) }, version, csv), Err(Error::Stale)),
        "on an older register"
    );
    for bad in ["", "date,kind,note\n", "2028-05-31,half,\n", "2028-13-01,rest,\n"] {
        let refused = changes::look_at_calendar(&again, bad);
        assert!(matches!(refused, Err(Error::Refused(Refusal::EntryWrong(_)))), "{bad:?}");
    }
}

#[test]
fn the_clocks_of_a_case_are_a_calendar_file_for_whoever_handles_it() {
    let portal = TestPortal::on("2026-04-10");
    let id = portal.accepted();
    let (_, own) = portal.add(Role::Mediator, "fang", "方志远", Some("shifan-market-regulation"));
    let (_, other) = portal.add(Role::Mediator, "lin", "林知夏", Some("shifan-health"));
    let server = Server::start(&portal);
    let path = format!("/cases/{id}/calendar.ics");
    let mine = get(&server, &path, &session(&portal, "fang", &own));
    assert_eq!(mine.status, 200);
    let text = String::from_utf8_lossy(&mine.body).into_owned();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
    assert!(text.contains("DTSTART;VALUE=DATE:20260511\r\nSUMMARY:审查期限"), "{text}");
    assert!(text.split("\r\n").all(|line| line.len() <= 75));
    assert!(!text.contains("周雨桐"), "a calendar travels: it names nobody");
    assert_eq!(get(&server, &path, &session(&portal, "lin", &other)).status, 404);
}
