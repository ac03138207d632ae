//! A party on its own phone: it proves itself, answers, joins, or says no; and the case taken back before all have joined.

use crate::app::{Sample, TestPortal};
use crate::review::supplement::refused;
use portal::domain::application::ServiceChoice;
use portal::domain::id::CaseId;
use portal::domain::request::RequestKind;
use portal::office::intake::visit::{self, QUESTIONS};
use portal::office::intake::writing;
use portal::office::people::accounts;
use portal::office::service::sending;
use portal::office::{Error, case_overview};

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
    assert_eq!(visit::confirm(office, &visit(&portal, &id), None, "周 雨桐").expect("joined").name(), "joining");
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
    assert!(seen.requests.iter().any(|r| r.kind == RequestKind::Declined && r.body == "日子不对" && r.party == "A"));
    let key = accounts::form_key().expect("a key");
    let again = writing::begin_again(&portal.office, &agency, &id, &key).expect("begun again");
    assert_eq!(writing::begin_again(&portal.office, &agency, &id, &key).expect("once"), again, "the same form makes one case");
    assert_eq!(portal.stage(&again), "drafting");
}
