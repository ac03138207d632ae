//! Service (送达): what was sent, what reached whom, and from when on a ruling counts as served.

use crate::app::TestPortal;
use crate::ruling::wording::{self, golden, steady};
use portal::db::intake::party_links;
use portal::db::ruling::documents::DocumentRow;
use portal::domain::day::Day;
use portal::domain::id::CaseId;
use portal::domain::request::RequestKind;
use portal::domain::service::{AddressSource, Channel, Delivery, Event, earliest};
use portal::office::Error;
use portal::office::case_overview::{self, Overview};
use portal::office::intake::visit;
use portal::office::performance::archive;
use portal::office::service::recording::{Heard, opened, record};
use portal::office::service::sending;
use portal::office::system::sweep;
use portal::post::Played;

fn code<T>(result: Result<T, Error>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => "OK",
    }
}

/// A sealed case, its letters not sent yet.
fn sealed() -> (TestPortal, CaseId, DocumentRow) {
    let portal = TestPortal::new();
    let (document, _) = portal.sealed();
    let issued = portal.issued(&document);
    let id = issued.case_id.clone();
    (portal, id, issued)
}

impl TestPortal {
    fn seen(&self, id: &CaseId) -> Overview {
        case_overview::of(&self.office, &self.clerk, id).expect("the case")
    }

    fn served_on(&self, id: &CaseId, party: &str) -> Option<String> {
        self.seen(id).served(party, self.office.today()).map(|s| s.on.to_string())
    }

    fn objects_until(&self, id: &CaseId, party: &str) -> Vec<String> {
        let clocks = self.seen(id).clocks;
        let own = clocks.iter().filter(|c| c.period.name() == "object-party" && c.party.as_deref() == Some(party));
        own.map(|c| c.deadline.due.to_string()).collect()
    }

    fn heard(&self, id: &CaseId, told: &Heard<'_>) -> &'static str {
        code(record(&self.office, &self.clerk, id, self.version(id), told))
    }

    fn facts(&self, id: &CaseId, party: &str) -> Vec<String> {
        let seen = self.seen(id);
        seen.services.iter().filter(|s| s.row.party == party).flat_map(|s| s.facts.iter().map(|f| f.fact.name().to_owned())).collect()
    }

    fn receipts(&self, id: &CaseId) -> Vec<String> {
        let seen = self.seen(id);
        let own = seen.documents.iter().filter(|d| d.kind.name() == "service_receipt");
        own.map(|d| wording::text_of_pdf(&self.bytes(&d.id))).collect()
    }
}

#[test]
fn a_ruling_is_served_when_it_reaches_who_consented_and_not_when_it_is_sealed() {
    let (portal, id, issued) = sealed();
    assert_eq!(portal.served_on(&id, "A"), None, "sealed, but nothing has gone out");
    assert!(portal.objects_until(&id, "A").is_empty());
    portal.office.clock.set_today(portal.office.today().plus_days(1));
    sending::send(&portal.office, &Played).expect("sent");
    let letter = sending::recent(&portal.office, 50).expect("letters").into_iter().find(|l| l.text.contains("电子送达")).expect("a letter");
    assert!(letter.text.contains("/c/") && !letter.text.contains("周雨桐"), "{}", letter.text);
    assert_eq!(portal.served_on(&id, "A").as_deref(), Some("2026-03-26"));
    assert_eq!(portal.objects_until(&id, "A"), ["2026-04-10"]);
    let application = portal.seen(&id).application;
    let party = &application.parties[0];
    opened(&portal.office, &id, party, &issued, Event::Read).expect("read");
    opened(&portal.office, &id, party, &issued, Event::Read).expect("read again");
    opened(&portal.office, &id, party, &issued, Event::Downloaded).expect("downloaded");
    assert_eq!(portal.facts(&id, "A"), ["sent", "reached", "read", "downloaded"]);
    let certificate = portal.receipts(&id).into_iter().find(|t| t.contains("周雨桐")).expect("a certificate");
    golden("wording/service-certificate.txt", &steady(&certificate, &[(&issued.sha256[..8], "DDDDDDDD")]));
    // Sending again changes nothing.
    sending::send(&portal.office, &Played).expect("sent");
    assert_eq!(portal.receipts(&id).len(), 2);
}

#[test]
fn the_earliest_valid_channel_counts_also_when_it_is_heard_of_later() {
    let (portal, id, _) = sealed();
    let first = portal.office.today();
    portal.office.clock.set_today(first.plus_days(5));
    sending::send(&portal.office, &Played).expect("sent");
    assert_eq!(portal.served_on(&id, "A").as_deref(), Some("2026-03-30"));
    assert_eq!(portal.heard(&id, &Heard::received("A", "personal", "程亦安", first.plus_days(2))), "OK");
    assert_eq!(portal.served_on(&id, "A").as_deref(), Some("2026-03-27"));
    assert_eq!(portal.objects_until(&id, "A"), ["2026-04-13"], "one clock, from the earlier day");
    assert_eq!(portal.heard(&id, &Heard::received("A", "post", "程亦安", first.plus_days(4))), "OK");
    assert_eq!(portal.objects_until(&id, "A"), ["2026-04-13"], "a later one starts nothing anew");
}

#[test]
fn paper_asked_for_stays_open_until_it_is_given() {
    let (portal, id, _) = sealed();
    let pool = portal.pool();
    let links = party_links::of_case(&mut pool.get().expect("a connection"), &id).expect("links");
    let link = links.into_iter().find(|l| l.party == "A").expect("a link");
    let visit = visit::by_link(&portal.office, &link.id).expect("the party's case");
    visit::ask(&portal.office, &visit, RequestKind::Paper, "").expect("asked");
    assert_eq!(portal.seen(&id).requests.len(), 1);
    let today = portal.office.today();
    let sent = Heard { event: "sent", ..Heard::received("A", "post", "", today) };
    assert_eq!(portal.heard(&id, &sent), "OK");
    assert_eq!((portal.served_on(&id, "A"), portal.seen(&id).requests.len()), (None, 1), "on its way is not served");
    assert_eq!(portal.heard(&id, &Heard::received("A", "post", "程亦安", today)), "OK");
    assert_eq!(portal.seen(&id).requests.len(), 0);
    assert_eq!(portal.facts(&id, "A"), ["sent", "received"], "one delivery, from its sending to its receipt");
}

#[test]
fn what_came_of_a_delivery_is_told_in_full() {
    let (portal, id, _) = sealed();
    let today = portal.office.today();
    let refused = Heard { event: "refused", ..Heard::received("B", "personal", "", today) };
    assert_eq!(portal.heard(&id, &refused), "RECORD_INCOMPLETE", "why, and who saw it");
    assert_eq!(portal.heard(&id, &Heard { event: "returned", ..Heard::received("B", "personal", "", today) }), "RECORD_INCOMPLETE");
    assert_eq!(portal.heard(&id, &Heard { note: "认为金额不对；见证人陆小满", ..refused }), "OK");
    assert_eq!(portal.served_on(&id, "B"), Some(today.to_string()));
    let receipt = portal.receipts(&id).pop().expect("a receipt").replace('\n', "");
    assert!(receipt.contains("见证人陆小满") && receipt.contains("第一百三十一条"), "{receipt}");
    let found = Heard { event: "returned", found: "示范县旧街1号", note: "查无此人", ..Heard::received("A", "post", "", today) };
    assert_eq!(portal.heard(&id, &found), "OK");
    assert_eq!(portal.served_on(&id, "A"), None, "returned from an address the court merely found");
}

#[test]
fn a_public_notice_counts_after_thirty_days_by_itself() {
    let (portal, id, _) = sealed();
    let today = portal.office.today();
    assert_eq!(portal.heard(&id, &Heard::received("B", "public_notice", "", today)), "OK");
    assert!(portal.objects_until(&id, "B").is_empty() && portal.receipts(&id).is_empty());
    portal.office.clock.set_today(today.plus_days(31));
    sweep::sweep(&portal.office).expect("swept");
    assert_eq!(portal.served_on(&id, "B"), Some(today.plus_days(30).to_string()));
    assert_eq!(portal.objects_until(&id, "B"), ["2026-05-09"], "a Saturday on which people work");
    assert_eq!(portal.receipts(&id).len(), 1);
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn on(channel: Channel, source: AddressSource, consented: bool, events: &[(Event, &str)]) -> Option<String> {
    let events = events.iter().map(|(e, d)| (*e, day(d))).collect();
    Delivery { channel, source, consented, events }.served(day("2026-11-22")).map(|s| s.on.to_string())
}

#[test]
fn a_document_is_served_by_what_became_of_it() {
    use AddressSource::{Confirmed, Found, Given};
    use Event::{Acted, Downloaded, Left, Proved, Published, Reached, Read, Received, Refused, Returned, Sent};
    let cases = [
        (on(Channel::Personal, Given, false, &[(Received, "2026-11-02")]), Some("2026-11-02")),
        (on(Channel::Personal, Given, false, &[(Refused, "2026-11-03")]), Some("2026-11-03")),
        (on(Channel::Left, Found, false, &[(Left, "2026-11-03")]), Some("2026-11-03")),
        (on(Channel::Post, Given, false, &[(Sent, "2026-11-02")]), None),
        (on(Channel::Post, Given, false, &[(Sent, "2026-11-02"), (Received, "2026-11-05")]), Some("2026-11-05")),
        (on(Channel::Post, Confirmed, false, &[(Returned, "2026-11-09")]), Some("2026-11-09")),
        (on(Channel::Post, Found, false, &[(Returned, "2026-11-09")]), None),
        (on(Channel::PublicNotice, Found, false, &[(Published, "2026-10-23")]), Some("2026-11-22")),
        (on(Channel::PublicNotice, Found, false, &[(Published, "2026-10-24")]), None),
        (on(Channel::Sms, Given, true, &[(Sent, "2026-11-02")]), None),
        (on(Channel::Sms, Given, true, &[(Reached, "2026-11-02")]), Some("2026-11-02")),
        (on(Channel::Sms, Given, true, &[(Reached, "2026-11-02"), (Proved, "2026-11-04")]), Some("2026-11-04")),
        (on(Channel::Sms, Given, true, &[(Reached, "2026-11-05"), (Read, "2026-11-03")]), Some("2026-11-03")),
        (on(Channel::Sms, Given, true, &[(Acted, "2026-11-03")]), Some("2026-11-03")),
        (on(Channel::Post, Given, false, &[(Returned, "2026-11-09")]), None),
        (on(Channel::Email, Found, true, &[(Reached, "2026-11-02")]), None),
        (on(Channel::Email, Found, true, &[(Reached, "2026-11-02"), (Read, "2026-11-06")]), Some("2026-11-06")),
        (on(Channel::Email, Found, true, &[(Downloaded, "2026-11-07"), (Acted, "2026-11-05")]), Some("2026-11-05")),
        (on(Channel::Platform, Given, false, &[(Reached, "2026-11-02"), (Read, "2026-11-02")]), None),
        (on(Channel::Platform, Given, false, &[(Read, "2026-11-02"), (Acted, "2026-11-08")]), Some("2026-11-08")),
    ];
    for (index, (found, wanted)) in cases.iter().enumerate() {
        assert_eq!(found.as_deref(), *wanted, "case {index}");
    }
}

#[test]
fn the_earliest_valid_channel_counts() {
    let delivery =
        |channel, event, on: &str| Delivery { channel, source: AddressSource::Given, consented: true, events: vec![(event, day(on))] };
    let several = [
        delivery(Channel::Post, Event::Received, "2026-11-06"),
        delivery(Channel::Sms, Event::Reached, "2026-11-04"),
        delivery(Channel::Email, Event::Sent, "2026-11-02"),
    ];
    assert_eq!(earliest(&several, day("2026-11-22")).map(|s| s.on.to_string()).as_deref(), Some("2026-11-04"));
}

#[test]
fn a_letter_that_was_only_written_down_serves_nobody() {
    let (portal, id, _) = sealed();
    sending::send(&portal.office, &portal::post::Recorder).expect("handed over");
    assert_eq!(portal.served_on(&id, "A"), None);
    assert!(portal.facts(&id, "A").is_empty() && portal.objects_until(&id, "A").is_empty() && portal.receipts(&id).is_empty());
}

#[test]
fn a_consent_covers_the_address_it_was_given_for_and_no_other() {
    let (portal, id, _) = sealed();
    let today = portal.office.today();
    let elsewhere = |event: &'static str| Heard { event, found: "19900009999", ..Heard::received("A", "sms", "", today) };
    assert_eq!(portal.heard(&id, &elsewhere("reached")), "OK");
    assert_eq!(portal.served_on(&id, "A"), None, "a number the court merely found");
    assert_eq!(portal.heard(&id, &Heard::received("A", "email", "", today)), "RECORD_INCOMPLETE", "which address?");
    assert_eq!(portal.heard(&id, &elsewhere("acted")), "OK");
    assert_eq!(portal.served_on(&id, "A"), Some(today.to_string()), "it answered from there");
    let receipt = portal.receipts(&id).pop().expect("a certificate").replace('\n', "");
    assert!(receipt.contains("19900009999（法院查得）"), "{receipt}");
}

#[test]
fn a_wrong_record_is_annulled_and_its_clock_with_it() {
    let (portal, id, _) = sealed();
    let today = portal.office.today();
    let wrong = Heard::received("B", "personal", "蒋文涛", today);
    assert_eq!(portal.heard(&id, &Heard { event: "annulled", note: "写错了", ..wrong }), "RECORD_INCOMPLETE", "there is nothing to annul");
    assert_eq!(portal.heard(&id, &wrong), "OK");
    assert_eq!(portal.objects_until(&id, "B").len(), 1);
    assert_eq!(portal.heard(&id, &Heard { event: "annulled", ..wrong }), "RECORD_INCOMPLETE", "with a reason");
    assert_eq!(portal.heard(&id, &Heard { event: "annulled", note: "写错了当事人", ..wrong }), "OK");
    assert_eq!((portal.served_on(&id, "B"), portal.objects_until(&id, "B").len()), (None, 0));
    let file = archive::archive(&portal.office, &portal.clerk, &id, archive::ArchiveForm::Papers).expect("a file");
    assert!(String::from_utf8_lossy(&file.bytes).contains("送达回证（已作废）"), "the receipt of a wrong record stays, and says so");
    let acts: Vec<String> = portal.seen(&id).lines.iter().map(|l| l.act.to_string()).collect();
    assert!(acts.ends_with(&["serve".to_owned(), "service_annulled".to_owned()]), "{acts:?}");
    portal.office.clock.set_today(today.plus_days(3));
    assert_eq!(portal.heard(&id, &Heard { on: today.plus_days(3), ..wrong }), "OK");
    assert_eq!(portal.served_on(&id, "B"), Some(today.plus_days(3).to_string()), "the earlier record counts for nothing");
}

#[test]
fn a_notice_is_served_while_the_case_is_under_review() {
    let portal = TestPortal::new();
    let id = portal.accepted();
    let notice = portal.seen(&id).documents.iter().find(|d| d.kind.name() == "acceptance_notice").map(|d| d.id.clone()).expect("a notice");
    let other = portal.seen(&id).documents.iter().find(|d| d.kind.name() == "application").map(|d| d.id.clone()).expect("an application");
    let today = portal.office.today();
    let told = Heard::received("A", "personal", "周雨桐", today);
    assert_eq!(portal.heard(&id, &told), "NOT_NOW", "there is no ruling");
    assert_eq!(portal.heard(&id, &Heard { document: Some(&other), ..told }), "NOT_NOW", "nobody is served with its own application");
    assert_eq!(portal.heard(&id, &Heard { document: Some(&notice), ..told }), "OK");
    assert!(portal.objects_until(&id, "A").is_empty() && portal.receipts(&id).len() == 1);
}

#[test]
fn what_the_portal_saw_itself_is_never_annulled() {
    let (portal, id, _) = sealed();
    sending::send(&portal.office, &Played).expect("sent");
    let today = portal.office.today();
    portal.office.clock.set_today(today.plus_days(2));
    let proved = Heard { event: "proved", note: "运营商回执", on: today.plus_days(1), ..Heard::received("A", "sms", "", today) };
    assert_eq!(portal.heard(&id, &proved), "OK");
    assert_eq!(portal.served_on(&id, "A"), Some(today.plus_days(1).to_string()));
    assert_eq!(portal.heard(&id, &Heard { event: "annulled", note: "回执是别人的", on: today.plus_days(2), ..proved }), "OK");
    assert_eq!(portal.served_on(&id, "A"), Some(today.to_string()), "the system's own arrival stands");
    assert_eq!(portal.heard(&id, &Heard { event: "annulled", note: "再来", on: today.plus_days(2), ..proved }), "RECORD_INCOMPLETE");
}
