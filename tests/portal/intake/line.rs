//! The main line, act by act, with its refusals.

use crate::app::{Sample, TestPortal, acts_for};
use portal::db::mediation::matters;
use portal::domain::actor::Role;
use portal::domain::day::Day;
use portal::domain::id::CaseId;
use portal::domain::joining::JoiningWay;
use portal::domain::refusal::Refusal;
use portal::domain::report::Verdict;
use portal::office::Error;
use portal::office::intake::joining::{self, Joins, join};
use portal::office::intake::submission::{HandedFile, add_files, take_in};
use portal::office::people::{appointments, credentials};
use portal::office::proof::{audit, verification};
use portal::office::review::acceptance::accept;
use portal::office::review::record::{CHECKLIST, Signing, Verification, record_verification};
use portal::office::ruling::approval::{approve, propose, send_back, take_back};
use portal::office::ruling::sealing;
use portal::office::service::recording::{Heard, record};

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    match result.expect_err("refused") {
        Error::Refused(refusal) => refusal.code(),
        Error::NotFound => "NOT_FOUND",
        Error::Stale => "STALE",
        Error::Taken => "TAKEN",
        Error::Busy(busy) => busy.code(),
        Error::Fault(sentence) | Error::NotReady(sentence) => panic!("a fault: {sentence}"),
    }
}

#[test]
fn an_agreement_becomes_a_ruling_that_is_authentic() {
    let portal = TestPortal::new();
    let (_, bytes) = portal.sealed();
    let report = verification::verify_here(&portal.office, &bytes).expect("a report");
    assert_eq!(report.verdict, Verdict::Authentic, "{:?}", report.facts);
    let audit = audit::audit(&portal.office).expect("an audit");
    assert!(audit.faults.is_empty(), "{:?}", audit.faults);
    assert_eq!(audit.numbers, ["（2026）浙0499诉前调确1号"]);
    let kinds: Vec<&str> = audit.documents.iter().map(|d| d.document.kind.name()).collect();
    for kind in ["application", "filing_receipt", "acceptance_notice", "ruling_confirming"] {
        assert_eq!(kinds.iter().filter(|k| **k == kind).count(), 1, "{kind}");
    }
    let logged = audit.documents.iter().filter(|d| d.document.log_index.is_some()).count();
    assert_eq!(logged, 1, "sealed and logged is the ruling alone");
}

#[test]
fn an_application_that_refuses_keeps_nothing() {
    let portal = TestPortal::on("2026-06-01");
    let sample = Sample::first();
    assert_eq!(code(portal.hand_in(&sample)), "FINDINGS");
    assert!(matters::by_external_ref(&mut portal.pool().get().expect("c"), "x", "ODR-330499-2026-000101").expect("q").is_none());
    portal.office.clock.set_today(Day::parse("2026-03-25").expect("a day"));
    assert_eq!(portal.hand_in(&sample).expect("taken in").stage.name(), "joining", "the refused one left no trace");
}

#[test]
fn a_repeated_import_is_told_so() {
    let portal = TestPortal::new();
    let sample = Sample::first();
    portal.hand_in(&sample).expect("taken in");
    assert_eq!(code(portal.hand_in(&sample)), "EXTERNAL_REF");
}

#[test]
fn an_agency_hands_in_for_itself_alone() {
    let portal = TestPortal::new();
    let sample = Sample::first();
    let other = portal.agency("shifan-health");
    assert_eq!(code(take_in(&portal.office, &other, sample.text.as_bytes(), sample.files())), "NOT_YOUR_ACT");
}

#[test]
fn a_case_waits_in_drafting_until_its_files_are_there_and_sound() {
    let portal = TestPortal::new();
    let sample = Sample::first();
    let agency = portal.agency("shifan-market-regulation");
    let mut files = sample.files();
    let last = files.pop().expect("a file");
    let taken = take_in(&portal.office, &agency, sample.text.as_bytes(), files).expect("taken in");
    assert_eq!(taken.stage.name(), "drafting");
    let broken = HandedFile { path: last.path.clone(), content: last.content.read().expect("bytes")[..100].to_vec().into() };
    let found = add_files(&portal.office, &agency, &taken.id, vec![broken]).expect("answered");
    assert_eq!(found.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["FILE"]);
    assert_eq!(portal.stage(&taken.id), "drafting", "an unsound file is not kept");
    let stranger = HandedFile { path: "other.pdf".into(), content: last.content.clone() };
    assert_eq!(code(add_files(&portal.office, &agency, &taken.id, vec![stranger])), "FILE_NOT_EXPECTED");
    add_files(&portal.office, &agency, &taken.id, vec![last]).expect("added");
    assert_eq!(portal.stage(&taken.id), "joining");
}

fn joins<'a>(party: &'a str, acted_by: &'a str, last_four: &'a str, way: JoiningWay) -> Joins<'a> {
    Joins { party, way, acted_by, last_four, scan: None }
}

#[test]
fn a_party_joins_only_as_itself_and_only_once() {
    let portal = TestPortal::new();
    let id = portal.hand_in(&Sample::first()).expect("taken in").id;
    let agency = portal.agency("shifan-market-regulation");
    let try_join = |j: &Joins<'_>| join(&portal.office, &agency, &id, portal.version(&id), j);
    assert_eq!(code(try_join(&joins("C", "周雨桐", "1228", JoiningWay::Kiosk))), "PARTY_CANNOT_JOIN");
    assert_eq!(code(try_join(&joins("A", "周雨", "1228", JoiningWay::Kiosk))), "NOT_ENTITLED");
    assert_eq!(code(try_join(&joins("A", "周雨桐", "1229", JoiningWay::Kiosk))), "LAST_FOUR_WRONG");
    assert_eq!(code(try_join(&joins("A", "周雨桐", "1228", JoiningWay::Paper))), "JOIN_NEEDS");
    assert_eq!(
        code(try_join(&joins("B", "示范县清泉净水设备有限公司", "1T76", JoiningWay::Kiosk))),
        "NOT_ENTITLED",
        "a company acts through people"
    );
    assert_eq!(code(try_join(&joins("A", "程亦安", "1228", JoiningWay::Phone))), "NOT_YOUR_ACT", "a phone is the party's own");
    assert_eq!(try_join(&joins("A", "程亦安", "1228", JoiningWay::Kiosk)).expect("by the agent").name(), "joining");
    assert_eq!(code(try_join(&joins("A", "周雨桐", "1228", JoiningWay::Kiosk))), "PARTY_CANNOT_JOIN");
    assert_eq!(try_join(&joins("B", "蒋文涛", "1t76", JoiningWay::Kiosk)).expect("the last").name(), "filed");
}

#[test]
fn a_landline_joins_at_the_agency_or_on_paper() {
    let portal = TestPortal::on("2026-09-30");
    let sample = Sample::named("08-neighbour-lump-sum");
    let id = portal.hand_in(&sample).expect("taken in").id;
    let agency = portal.agency("shifan-chengguan");
    let phone = joins("A", "姚桂英", "4802", JoiningWay::Phone);
    let party = portal::domain::actor::Actor { role: Role::Party, ..agency.clone() };
    assert_eq!(code(join(&portal.office, &party, &id, portal.version(&id), &phone)), "JOIN_NEEDS");
    let scan = std::fs::read(sample.folder.join("agreement.pdf")).expect("a scan");
    let paper = Joins { scan: Some(&scan), ..joins("A", "姚桂英", "4802", JoiningWay::Paper) };
    assert_eq!(join(&portal.office, &agency, &id, portal.version(&id), &paper).expect("on paper").name(), "joining");
}

#[test]
fn nobody_joins_after_the_thirty_days() {
    let portal = TestPortal::new();
    let id = portal.hand_in(&Sample::first()).expect("taken in").id;
    portal.office.clock.set_today(Day::parse("2026-04-18").expect("a day"));
    let agency = portal.agency("shifan-market-regulation");
    let late = joins("A", "周雨桐", "1228", JoiningWay::Kiosk);
    assert_eq!(code(join(&portal.office, &agency, &id, portal.version(&id), &late)), "APPLY_PERIOD");
    assert_eq!(portal.stage(&id), "joining");
}

#[test]
fn a_party_that_says_no_ends_the_case_and_an_agency_can_give_it_up() {
    let portal = TestPortal::new();
    let agency = portal.agency("shifan-market-regulation");
    let one = portal.hand_in(&Sample::first()).expect("taken in").id;
    joining::decline(&portal.office, &agency, &one, portal.version(&one), "B").expect("declined");
    assert_eq!(portal.stage(&one), "declined");
    let two = portal.hand_in(&Sample::first().again("second")).expect("taken in").id;
    joining::abandon(&portal.office, &agency, &two, portal.version(&two)).expect("abandoned");
    assert_eq!(portal.stage(&two), "abandoned");
    assert_eq!(code(joining::abandon(&portal.office, &agency, &two, portal.version(&two))), "NOT_NOW");
}

#[test]
fn acceptance_needs_a_judge_a_calendar_and_a_filed_case() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let clerk_id = portal.clerk.person.clone().expect("a person");
    let judge = portal.judge.person.clone().expect("a person");
    assert_eq!(code(accept(&portal.office, &portal.clerk, &id, portal.version(&id), &clerk_id)), "NOT_IN_OFFICE");
    portal.office.clock.set_today(Day::parse("2027-01-04").expect("a day"));
    assert_eq!(code(accept(&portal.office, &portal.clerk, &id, portal.version(&id), &judge)), "CALENDAR_MISSING");
    portal.office.clock.set_today(Day::parse("2026-03-26").expect("a day"));
    let number = accept(&portal.office, &portal.clerk, &id, portal.version(&id), &judge).expect("accepted");
    assert_eq!(number.to_string(), "（2026）浙0499诉前调确1号");
    assert_eq!(code(accept(&portal.office, &portal.clerk, &id, portal.version(&id), &judge)), "NOT_NOW");
    let next = portal.accepted_again("next");
    assert_eq!(next, "（2026）浙0499诉前调确2号", "the refused acceptances used no number");
}

impl TestPortal {
    fn accepted_again(&self, external_ref: &str) -> String {
        let sample = Sample::first().again(external_ref);
        let id = self.hand_in(&sample).expect("taken in").id;
        self.join_all(&sample, &id);
        let judge = self.judge.person.clone().expect("a person");
        accept(&self.office, &self.clerk, &id, self.version(&id), &judge).expect("accepted").to_string()
    }
}

#[test]
fn a_record_of_verification_is_whole_or_it_is_none() {
    let portal = TestPortal::new();
    let id = portal.accepted();
    let all: Vec<(String, String)> = CHECKLIST.iter().map(|q| ((*q).to_owned(), "是".to_owned())).collect();
    let both = [("A".to_owned(), "周雨桐".to_owned()), ("B".to_owned(), "蒋文涛".to_owned())];
    let held = |present: &[(String, String)], answers: &[(String, String)], on: &str, place: &str| {
        let record =
            Verification { held_on: Day::parse(on).expect("a day"), place, online: false, present, answers, signing: Signing::OnSpot };
        record_verification(&portal.office, &portal.clerk, &id, portal.version(&id), &record)
    };
    assert_eq!(code(held(&both[..1], &all, "2026-03-25", "本院")), "NOT_ALL_PRESENT");
    assert_eq!(code(held(&both, &all[1..], "2026-03-25", "本院")), "RECORD_INCOMPLETE");
    assert_eq!(code(held(&both, &all, "2026-03-25", " ")), "RECORD_INCOMPLETE");
    assert_eq!(code(held(&both, &all, "2026-03-26", "本院")), "DAY_IMPOSSIBLE");
    assert_eq!(code(held(&both, &all, "2026-03-24", "本院")), "DAY_IMPOSSIBLE");
    assert_eq!(code(propose(&portal.office, &portal.clerk, &id, portal.version(&id), None)), "NOT_VERIFIED");
    held(&both, &all, "2026-03-25", "本院").expect("recorded");
    propose(&portal.office, &portal.clerk, &id, portal.version(&id), None).expect("proposed");
}

#[test]
fn two_people_approve_and_neither_is_the_mediator() {
    let portal = TestPortal::new();
    let (both, both_secret) = portal.add(Role::Judge, "both", "白若水", None);
    let (id, draft) = portal.proposed();
    let other = approve(&portal.office, &both, &id, portal.version(&id), &draft, &code_of(&portal, &both_secret));
    assert_eq!(code(other), "NOT_YOUR_ACT", "the ruling names another judge");
    assert_eq!(code(approve(&portal.office, &portal.judge, &id, portal.version(&id), &"0".repeat(64), &portal.code(0))), "DRAFT_CHANGED");
    assert_eq!(code(approve(&portal.office, &portal.judge, &id, portal.version(&id), &draft, "000000")), "SECOND_FACTOR");
    assert_eq!(code(sealing::seal(&portal.office, &id)), "NOT_APPROVED");
    approve(&portal.office, &portal.judge, &id, portal.version(&id), &draft, &portal.code(1)).expect("approved");
    assert_eq!(portal.stage(&id), "proposed", "until it is sealed the case is still proposed");
    sealing::seal(&portal.office, &id).expect("sealed");
    assert_eq!(portal.stage(&id), "ruled");
}

fn code_of(portal: &TestPortal, secret: &str) -> String {
    credentials::code_at(secret, portal.office.now().unix())
}

#[test]
fn the_database_itself_refuses_one_person_in_two_roles() {
    use diesel::connection::SimpleConnection;
    let portal = TestPortal::new();
    let (_, _) = portal.proposed();
    let pool = portal.pool();
    let mut connection = pool.get().expect("a connection");
    assert!(connection.batch_execute("UPDATE drafts SET approved_by = proposed_by").is_err());
    assert!(connection.batch_execute("UPDATE drafts SET mediator = proposed_by").is_err());
}

#[test]
fn a_code_counts_once() {
    let portal = TestPortal::new();
    let (id, draft) = portal.proposed();
    let used = portal.code(0);
    approve(&portal.office, &portal.judge, &id, portal.version(&id), &draft, &used).expect("approved");
    let judge = portal.judge.person.clone().expect("a person");
    let again = credentials::step_up(&portal.office, &judge, &used);
    assert_eq!(code(again), "SECOND_FACTOR");
}

#[test]
fn a_draft_sent_back_needs_a_reason_and_a_new_draft() {
    let portal = TestPortal::new();
    let (id, draft) = portal.proposed();
    assert_eq!(code(send_back(&portal.office, &portal.judge, &id, portal.version(&id), " ")), "RECORD_INCOMPLETE");
    send_back(&portal.office, &portal.judge, &id, portal.version(&id), "第一条账户请核对").expect("sent back");
    assert_eq!(portal.stage(&id), "reviewing");
    let next = propose(&portal.office, &portal.clerk, &id, portal.version(&id), None).expect("proposed anew");
    assert_ne!(next.sha256(), draft, "a new draft has new codes");
    assert_eq!(code(approve(&portal.office, &portal.judge, &id, portal.version(&id), &draft, &portal.code(0))), "DRAFT_CHANGED");
}

#[test]
fn an_approval_can_be_taken_back_until_its_moment_has_passed() {
    let portal = TestPortal::new();
    let id = portal.approved();
    let late = take_back(&portal.office, &portal.judge, &id, portal.version(&id));
    assert_eq!(code(late), "TOO_LATE_TO_TAKE_BACK", "the moment is 0 s in tests");
}

#[test]
fn service_is_recorded_per_party_and_starts_its_own_period() {
    let portal = TestPortal::new();
    let id = portal.approved();
    sealing::seal(&portal.office, &id).expect("sealed");
    portal.office.clock.set_today(Day::parse("2026-09-16").expect("a day"));
    let serve = |party: &str, channel: &str, on: &str| {
        let served = Heard::received(party, channel, "本人", Day::parse(on).expect("a day"));
        record(&portal.office, &portal.clerk, &id, portal.version(&id), &served)
    };
    assert_eq!(code(serve("A", "pigeon", "2026-05-25")), "RECORD_INCOMPLETE");
    assert_eq!(code(serve("A", "sms", "2026-09-17")), "DAY_IMPOSSIBLE");
    assert_eq!(code(serve("Z", "sms", "2026-05-25")), "PARTY_CANNOT_JOIN");
    assert_eq!(serve("A", "sms", "2026-05-25").expect("served").map(|d| d.to_string()).as_deref(), Some("2026-06-09"));
    assert_eq!(
        serve("B", "personal", "2026-09-16").expect("served").map(|d| d.to_string()).as_deref(),
        Some("2026-10-08"),
        "never one date per case"
    );
}

#[test]
fn a_party_that_did_not_consent_is_not_served_electronically() {
    let portal = TestPortal::on("2026-09-30");
    let sample = Sample::named("08-neighbour-lump-sum");
    let id: CaseId = portal.hand_in(&sample).expect("taken in").id;
    portal.join_all(&sample, &id);
    let judge = portal.judge.person.clone().expect("a person");
    accept(&portal.office, &portal.clerk, &id, portal.version(&id), &judge).expect("accepted");
    let application = sample.application();
    let present: Vec<(String, String)> = application.parties.iter().map(|p| (p.reference.clone(), acts_for(p))).collect();
    let answers: Vec<(String, String)> = CHECKLIST.iter().map(|q| ((*q).to_owned(), "是".to_owned())).collect();
    let held = Verification {
        held_on: portal.office.today(),
        place: "本院",
        online: false,
        present: &present,
        answers: &answers,
        signing: Signing::OnSpot,
    };
    record_verification(&portal.office, &portal.clerk, &id, portal.version(&id), &held).expect("recorded");
    let draft = propose(&portal.office, &portal.clerk, &id, portal.version(&id), None).expect("proposed").sha256();
    approve(&portal.office, &portal.judge, &id, portal.version(&id), &draft, &portal.code(0)).expect("approved");
    sealing::seal(&portal.office, &id).expect("sealed");
    let served = Heard::received("A", "sms", "姚桂英", portal.office.today());
    assert_eq!(code(record(&portal.office, &portal.clerk, &id, portal.version(&id), &served)), "NO_CONSENT");
    let served = Heard { channel: "post", ..served };
    record(&portal.office, &portal.clerk, &id, portal.version(&id), &served).expect("by post");
}

#[test]
fn a_refusal_always_says_what_to_do() {
    for code in [
        Refusal::NotVerified,
        Refusal::FourEyes,
        Refusal::DraftChanged,
        Refusal::SecondFactor,
        Refusal::LastFourWrong,
        Refusal::WeakPassword,
    ] {
        for lang in [portal::words::Lang::Zh, portal::words::Lang::En] {
            let sentence = portal::words::of_refusal(lang, &code);
            assert!(sentence.chars().count() > 12 && !sentence.starts_with("refusal-"), "{sentence}");
        }
    }
}

#[test]
fn weak_passwords_and_taken_names_are_refused() {
    let portal = TestPortal::new();
    let add = |login: &str, password: &str| {
        let new = appointments::NewPerson { login, name: "某某", role: Role::Clerk, agency: None, password };
        appointments::add_invented(&portal.office, &new)
    };
    assert_eq!(code(add("x", "short")), "WEAK_PASSWORD");
    assert_eq!(code(add("x", "Password1")), "WEAK_PASSWORD");
    assert_eq!(code(add("ye", "长而不常见的密码")), "LOGIN_TAKEN");
}
