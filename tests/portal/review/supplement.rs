//! Supplements, the studio's desk, parties' visits and accounts, act by act.

use crate::app::{Sample, TestPortal};
use portal::db;
use portal::domain::application::AttachmentKind;
use portal::domain::day::Day;
use portal::domain::id::CaseId;
use portal::domain::wording::supplement::Item;
use portal::office::Error;
use portal::office::intake::writing;
use portal::office::review::acceptance;
use portal::office::review::supplement::{self, SupplementOrder};

pub(crate) fn refused(result: Result<impl Sized, Error>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => "done",
    }
}

fn items() -> Vec<Item> {
    vec![Item { part: "files".to_owned(), defect: "身份证明看不清。".to_owned(), form: "重新上传".to_owned() }]
}

fn ask(portal: &TestPortal, id: &CaseId, reason_again: &str) -> Result<(), Error> {
    let items = items();
    supplement::issue(&portal.office, &portal.clerk, id, portal.version(id), &SupplementOrder { items: &items, days: 7, reason_again })
}

fn clock(portal: &TestPortal, id: &CaseId, name: &str) -> Vec<(Day, Day, Option<Day>)> {
    let mut connection = portal.pool().get().expect("a connection");
    let clocks = db::review::due_dates::of_case(&mut connection, id).expect("clocks");
    clocks.into_iter().filter(|c| c.period.name() == name).map(|c| (c.deadline.start, c.deadline.due, c.met_on)).collect()
}

#[test]
fn a_supplement_stops_the_acceptance_clock_and_starts_it_anew() {
    let portal = TestPortal::new();
    let id = portal.filed();
    ask(&portal, &id, "").expect("asked");
    assert_eq!(portal.stage(&id), "supplementing");
    let day = |text| Day::parse(text).expect("a day");
    assert_eq!(clock(&portal, &id, "accept"), [(day("2026-03-25"), day("2026-03-30"), Some(day("2026-03-25")))]);
    assert_eq!(clock(&portal, &id, "supplement")[0].1, day("2026-04-01"));
    portal.office.clock.set_today(day("2026-03-27"));
    let agency = portal.agency("shifan-market-regulation");
    supplement::resubmit(&portal.office, &agency, &id, portal.version(&id)).expect("handed in");
    assert_eq!(portal.stage(&id), "filed");
    assert_eq!(clock(&portal, &id, "accept")[1].0, day("2026-03-27"), "the clock starts anew when the supplement is there");
    let judge = portal.judge.person.clone().expect("a person");
    acceptance::accept(&portal.office, &portal.clerk, &id, portal.version(&id), &judge).expect("accepted");
    ask(&portal, &id, "核实时才发现").expect("asked from review");
    supplement::resubmit(&portal.office, &agency, &id, portal.version(&id)).expect("handed in");
    assert_eq!(portal.stage(&id), "reviewing", "it returns to the stage it came from");
}

#[test]
fn a_notice_is_complete_and_a_second_one_wants_its_reason() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let none = SupplementOrder { items: &[], days: 7, reason_again: "" };
    assert_eq!(refused(supplement::issue(&portal.office, &portal.clerk, &id, portal.version(&id), &none)), "RECORD_INCOMPLETE");
    let half = [Item { form: String::new(), ..items()[0].clone() }];
    let half = SupplementOrder { items: &half, days: 7, reason_again: "" };
    assert_eq!(refused(supplement::issue(&portal.office, &portal.clerk, &id, portal.version(&id), &half)), "RECORD_INCOMPLETE");
    ask(&portal, &id, "").expect("asked");
    let agency = portal.agency("shifan-market-regulation");
    supplement::resubmit(&portal.office, &agency, &id, portal.version(&id)).expect("handed in");
    assert_eq!(refused(ask(&portal, &id, " ")), "SECOND_NOTICE");
    ask(&portal, &id, "对方提出新材料").expect("asked again, with the reason");
}

#[test]
fn changed_terms_want_a_newly_signed_agreement() {
    let portal = TestPortal::new();
    let id = portal.filed();
    ask(&portal, &id, "").expect("asked");
    let agency = portal.agency("shifan-market-regulation");
    let mut json = writing::draft(&portal.office, &agency, &id).expect("the application").json;
    json["terms"][2]["text"] = "双方就本纠纷再无任何争议。".into();
    writing::save(&portal.office, &agency, &id, portal.version(&id), &json).expect("kept");
    assert_eq!(refused(supplement::resubmit(&portal.office, &agency, &id, portal.version(&id))), "AGREEMENT_OUTDATED");
    let bytes = std::fs::read(Sample::first().folder.join("agreement.pdf")).expect("a file");
    let file = writing::NewFile { kind: AttachmentKind::Agreement, party: None, name: "新协议.pdf", bytes: &bytes };
    writing::attach(&portal.office, &agency, &id, portal.version(&id), &file).expect("added");
    supplement::resubmit(&portal.office, &agency, &id, portal.version(&id)).expect("handed in");
}
