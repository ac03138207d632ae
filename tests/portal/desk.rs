//! Supplements, the studio's desk, parties' visits and accounts, act by act.

use crate::app::{Sample, TestPortal};
use portal::db;
use portal::domain::actor::Role;
use portal::domain::application::ServiceChoice;
use portal::domain::day::Day;
use portal::domain::id::CaseId;
use portal::domain::refusal::Refusal;
use portal::domain::wording::supplement::Item;
use portal::office::intake::visit::{self, QUESTIONS};
use portal::office::intake::writing;
use portal::office::people::{accounts, appointments, credentials, sessions};
use portal::office::review::supplement::{self, Wanted};
use portal::office::review::{acceptance, assignment, checklist, recusal};
use portal::office::service::sending;
use portal::office::{Error, case_overview};

fn refused(result: Result<impl Sized, Error>) -> &'static str {
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
    supplement::issue(&portal.office, &portal.clerk, id, portal.version(id), &Wanted { items: &items, days: 7, reason_again })
}

fn clock(portal: &TestPortal, id: &CaseId, name: &str) -> Vec<(Day, Day, Option<Day>)> {
    let mut connection = portal.pool().get().expect("a connection");
    let clocks = db::review::due_dates::of_case(&mut connection, id).expect("clocks");
    clocks.into_iter().filter(|c| c.name == name).map(|c| (c.days[0], c.days[2], c.met_on)).collect()
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
    let none = Wanted { items: &[], days: 7, reason_again: "" };
    assert_eq!(refused(supplement::issue(&portal.office, &portal.clerk, &id, portal.version(&id), &none)), "RECORD_INCOMPLETE");
    let half = [Item { form: String::new(), ..items()[0].clone() }];
    let half = Wanted { items: &half, days: 7, reason_again: "" };
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
    let file = writing::NewFile { kind: "agreement", party: None, name: "新协议.pdf", bytes: &bytes };
    writing::attach(&portal.office, &agency, &id, portal.version(&id), &file).expect("added");
    supplement::resubmit(&portal.office, &agency, &id, portal.version(&id)).expect("handed in");
}

#[test]
fn a_case_in_the_parties_hands_is_not_changed_under_them_but_taken_back_whole() {
    let portal = TestPortal::new();
    let id = portal.hand_in(&Sample::first()).expect("taken in").id;
    let agency = portal.agency("shifan-market-regulation");
    let json = writing::draft(&portal.office, &agency, &id).expect("the application").json;
    assert_eq!(refused(writing::save(&portal.office, &agency, &id, portal.version(&id), &json)), "NOT_NOW");
    let links = case_overview::of(&portal.office, &agency, &id).expect("the case").links;
    assert_eq!(links.len(), 2);
    writing::reopen(&portal.office, &agency, &id, portal.version(&id)).expect("taken back");
    assert_eq!(portal.stage(&id), "drafting");
    assert_eq!(refused(visit::by_code(&portal.office, &links[0].1)), "LINK_OVER", "the old link leads nowhere");
    writing::ask(&portal.office, &agency, &id, portal.version(&id)).expect("asked again");
    assert_ne!(case_overview::of(&portal.office, &agency, &id).expect("the case").links[0].1, links[0].1);
}

#[test]
fn the_review_bars_acceptance_until_every_point_is_met() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let judge = portal.judge.person.clone().expect("a person");
    let mark = |mark: &str| {
        let marks = [("materials".to_owned(), mark.to_owned(), "缺一页".to_owned())];
        checklist::mark(&portal.office, &portal.clerk, &id, &marks).expect("marked");
    };
    mark("fail");
    assert_eq!(refused(acceptance::accept(&portal.office, &portal.clerk, &id, portal.version(&id), &judge)), "CHECK_INCOMPLETE");
    mark("pass");
    let seen = case_overview::of(&portal.office, &portal.clerk, &id).expect("the case");
    assert!(seen.points.iter().any(|p| p.item == "materials" && p.note == "缺一页" && p.by.is_some()));
    acceptance::accept(&portal.office, &portal.clerk, &id, portal.version(&id), &judge).expect("accepted");
}

#[test]
fn whoever_is_recused_decides_nothing_more() {
    let portal = TestPortal::new();
    let id = portal.filed();
    assert_eq!(refused(recusal::recuse(&portal.office, &portal.judge, &id, " ")), "RECORD_INCOMPLETE");
    recusal::recuse(&portal.office, &portal.judge, &id, "与申请人系亲属").expect("recused");
    let judge = portal.judge.person.clone().expect("a person");
    assert_eq!(refused(acceptance::accept(&portal.office, &portal.clerk, &id, portal.version(&id), &judge)), "RECUSED");
    let (other, _) = portal.add(Role::Judge, "bai", "白若水", None);
    let other = other.person.expect("a person");
    acceptance::accept(&portal.office, &portal.clerk, &id, portal.version(&id), &other).expect("accepted with another judge");
}

#[test]
fn of_two_who_claim_a_case_one_has_it() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let (second, _) = portal.add(Role::Clerk, "chi", "池晓岚", None);
    let me = |actor: &portal::domain::actor::Actor| actor.person.clone().expect("a person");
    assignment::assign(&portal.office, &portal.clerk, &id, None, &me(&portal.clerk)).expect("claimed");
    assert!(matches!(assignment::assign(&portal.office, &second, &id, None, &me(&second)), Err(Error::Stale)));
    assignment::assign(&portal.office, &second, &id, Some(me(&portal.clerk).as_str()), &me(&second)).expect("handed over");
    assert_eq!(refused(assignment::assign(&portal.office, &second, &id, Some(me(&second).as_str()), &me(&portal.judge))), "NOT_IN_OFFICE");
}

/// The newest one-time code in the outbox.
fn sent_code(portal: &TestPortal) -> String {
    let sent = sending::recent(&portal.office, 20).expect("letters");
    let text = sent.into_iter().find(|l| l.text.contains("验证码 ")).expect("a code").text;
    text.split("验证码 ").nth(1).expect("a code").chars().take(6).collect()
}

fn visit(portal: &TestPortal, id: &CaseId) -> visit::Visit {
    let code = case_overview::of_party(&portal.office, id).expect("the case").links[0].1.clone();
    visit::by_code(&portal.office, &code).expect("a visit")
}

#[test]
fn a_party_proves_itself_answers_and_joins_on_its_phone() {
    let portal = TestPortal::new();
    let id = portal.hand_in(&Sample::first()).expect("taken in").id;
    let office = &portal.office;
    assert!(matches!(visit::by_code(office, "0000-0000"), Err(Error::NotFound)));
    assert!(matches!(visit::by_code(office, "nonsense"), Err(Error::NotFound)), "malformed and unknown answer alike");
    assert_eq!(refused(visit::prove(office, &visit(&portal, &id), "0000")), "LAST_FOUR_WRONG");
    visit::prove(office, &visit(&portal, &id), "1228").expect("the right digits");
    visit::send_code(office, &visit(&portal, &id)).expect("sent");
    assert_eq!(refused(visit::send_code(office, &visit(&portal, &id))), "CODE_TOO_SOON");
    assert_eq!(refused(visit::check_code(office, &visit(&portal, &id), "abcdef")), "CODE_WRONG");
    let code = sent_code(&portal);
    visit::check_code(office, &visit(&portal, &id), &code).expect("the right code");
    assert_eq!(refused(visit::check_code(office, &visit(&portal, &id), &code)), "CODE_OLD", "a code is good once");
    assert_eq!(refused(visit::confirm(office, &visit(&portal, &id), None, "周雨桐")), "CHOOSE_ONE");
    for question in QUESTIONS {
        visit::keep_progress(office, &visit(&portal, &id), question, true.into()).expect("kept");
    }
    let choice = ServiceChoice {
        electronic: Some(false),
        scope: vec!["notices".to_owned()],
        channel: Some("post".to_owned()),
        address: Some("浙江省示范县城关镇春晖路18号".to_owned()),
    };
    visit::choose_service(office, &visit(&portal, &id), &choice).expect("kept");
    assert_eq!(visit(&portal, &id).party().service, Some(choice), "the party's own word replaces the mediator's");
    assert_eq!(refused(visit::confirm(office, &visit(&portal, &id), None, "周雨")), "NAME_DIFFERS");
    assert_eq!(visit::confirm(office, &visit(&portal, &id), None, "周 雨桐").expect("joined"), "joining");
    assert_eq!(refused(visit::confirm(office, &visit(&portal, &id), None, "周雨桐")), "PARTY_CANNOT_JOIN");
}

#[test]
fn five_wrong_digits_lock_a_link_for_a_while() {
    let portal = TestPortal::new();
    let id = portal.hand_in(&Sample::first()).expect("taken in").id;
    for _ in 0..5 {
        assert_eq!(refused(visit::prove(&portal.office, &visit(&portal, &id), "0000")), "LAST_FOUR_WRONG");
    }
    assert_eq!(refused(visit::prove(&portal.office, &visit(&portal, &id), "1228")), "LOCKED", "even the right digits wait");
}

#[test]
fn a_party_that_says_no_stops_the_case_and_the_mediator_reads_why() {
    let portal = TestPortal::new();
    let id = portal.hand_in(&Sample::first()).expect("taken in").id;
    visit::decline(&portal.office, &visit(&portal, &id), "日子不对").expect("stopped");
    assert_eq!(portal.stage(&id), "declined");
    let agency = portal.agency("shifan-market-regulation");
    let seen = case_overview::of(&portal.office, &agency, &id).expect("the case");
    assert!(seen.requests.iter().any(|r| r.kind == "declined" && r.body == "日子不对" && r.party == "A"));
    let key = accounts::form_key().expect("a key");
    let again = writing::begin_again(&portal.office, &agency, &id, &key).expect("begun again");
    assert_eq!(writing::begin_again(&portal.office, &agency, &id, &key).expect("once"), again, "the same form makes one case");
    assert_eq!(portal.stage(&again), "drafting");
}

#[test]
fn an_invitation_works_once_and_recovery_codes_too() {
    let portal = TestPortal::new();
    let court = {
        let mut connection = portal.pool().get().expect("a connection");
        db::county::units::find(&mut connection, "浙0499", "court", "浙0499").expect("asked").expect("the court").id
    };
    let new = accounts::Newcomer { name: "池晓岚", login: "chi", role: Role::Clerk, unit: &court };
    let (person, link) = accounts::invite(&portal.office, &new).expect("invited");
    let wrong = accounts::Newcomer { role: Role::Mediator, login: "x", ..new };
    assert_eq!(refused(accounts::invite(&portal.office, &wrong)), "RECORD_INCOMPLETE", "a mediator sits in an agency");
    assert_eq!(refused(credentials::set_password(&portal.office, &link, "12345678")), "WEAK_PASSWORD");
    credentials::set_password(&portal.office, &link, "一句不常见的长话").expect("kept");
    let (_, typed) = credentials::factor_of_link(&portal.office, &link).expect("a secret");
    assert_eq!(typed.len(), 32);
    assert_eq!(refused(credentials::confirm_factor(&portal.office, &link, "000000")), "SECOND_FACTOR");
    let secret = rfc4648(&typed);
    let codes =
        credentials::confirm_factor(&portal.office, &link, &credentials::code_at(&secret, portal.office.now().unix())).expect("confirmed");
    assert_eq!(refused(accounts::invited(&portal.office, &link)), "LINK_OVER");
    let half = sessions::password(&portal.office, "chi", "一句不常见的长话", "").expect("the password");
    let (whole, recovery) = sessions::second(&portal.office, &half, &codes[0], "").expect("a recovery code");
    assert!(recovery && sessions::who(&portal.office, &whole).is_ok());
    assert_eq!(credentials::recovery_left(&portal.office, &person).expect("counted"), 9);
    let half = sessions::password(&portal.office, "chi", "一句不常见的长话", "").expect("the password");
    assert_eq!(refused(sessions::second(&portal.office, &half, &codes[0], "")), "SECOND_FACTOR", "each is good once");
    accounts::new_link(&portal.office, &person, "reset").expect("a link");
    assert!(matches!(sessions::who(&portal.office, &whole), Err(Error::NotFound)), "a reset signs out everywhere");
}

/// RFC 4648 base 32 to hex.
fn rfc4648(text: &str) -> String {
    let digit = |c: u8| u32::from(if c >= b'A' { c - b'A' } else { c - b'2' + 26 });
    let bits: String = text.bytes().map(|c| format!("{:05b}", digit(c))).collect();
    (0..bits.len() / 8).map(|i| format!("{:02x}", u8::from_str_radix(&bits[i * 8..i * 8 + 8], 2).expect("bits"))).collect()
}

#[test]
fn a_leaver_hands_over_first_and_the_last_administrator_stays() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let clerk = portal.clerk.person.clone().expect("a person");
    assignment::assign(&portal.office, &portal.clerk, &id, None, &clerk).expect("claimed");
    assert_eq!(refused(appointments::leave(&portal.office, &clerk, None)), "HAND_OVER_FIRST");
    let (second, _) = portal.add(Role::Clerk, "chi", "池晓岚", None);
    let second = second.person.expect("a person");
    appointments::leave(&portal.office, &clerk, Some(&second)).expect("left");
    let seen = case_overview::of_party(&portal.office, &id).expect("the case");
    assert_eq!(seen.assigned.map(|a| a.1).as_deref(), Some("池晓岚"));
    let (admin, _) = portal.add(Role::Admin, "fan", "范守一", None);
    let admin = admin.person.expect("a person");
    assert_eq!(refused(appointments::leave(&portal.office, &admin, None)), Refusal::LastAdmin.code());
}
