//! Verification (核实): both parties called together, on-line only with every party's consent, the record signed by all.

use crate::app::TestPortal;
use portal::db::intake::party_links;
use portal::domain::id::CaseId;
use portal::domain::meeting::MeetingWay;
use portal::office::Error;
use portal::office::intake::visit::{self, Visit};
use portal::office::review::meeting::{Calling, answer, call, newest};
use portal::office::review::record::{CHECKLIST, PagesRead, Signing, Verification, printed, record_verification, sign};
use portal::office::ruling::approval::propose;
use portal::office::service::sending;

fn code<T>(result: Result<T, Error>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => "OK",
    }
}

impl TestPortal {
    fn call(&self, id: &CaseId, way: MeetingWay) -> &'static str {
        let calling = Calling { way, on: self.office.today().plus_days(2), at: "09:30", place: "青禾共享法庭" };
        code(call(&self.office, &self.clerk, id, self.version(id), &calling))
    }

    fn held(&self, id: &CaseId, online: bool, signing: Signing) -> &'static str {
        let present = [("A".to_owned(), "程亦安".to_owned()), ("B".to_owned(), "蒋文涛".to_owned())];
        let answers: Vec<(String, String)> = CHECKLIST.iter().map(|q| ((*q).to_owned(), "无异议".to_owned())).collect();
        let record =
            Verification {
                held_on: self.office.today(), place: "青禾共享法庭", online, present: &present, answers: &answers, signing
            };
        code(record_verification(&self.office, &self.clerk, id, self.version(id), &record))
    }

    /// A party on its own phone.
    fn visit(&self, id: &CaseId, party: &str) -> Visit {
        let pool = self.pool();
        let links = party_links::of_case(&mut pool.get().expect("a connection"), id).expect("links");
        let link = links.into_iter().find(|l| l.party == party).expect("a link");
        visit::by_link(&self.office, &link.id).expect("the party's case")
    }

    fn proposes(&self, id: &CaseId) -> &'static str {
        code(propose(&self.office, &self.clerk, id, self.version(id), None))
    }
}

#[test]
fn a_call_reaches_both_parties_with_day_time_and_place() {
    let portal = TestPortal::new();
    let id = portal.accepted();
    assert_eq!(portal.call(&id, MeetingWay::InPerson), "OK");
    let sent = sending::recent(&portal.office, 500).expect("letters");
    let told = sent.iter().filter(|l| l.text.contains("09:30") && l.text.contains("青禾共享法庭") && l.text.contains("2026年3月27日"));
    assert_eq!(told.count(), 2);
    let filed = portal.filed_as("ODR-2");
    assert_eq!(portal.call(&filed, MeetingWay::InPerson), "NOT_NOW", "before acceptance nothing is verified");
}

#[test]
fn on_line_wants_every_party_s_consent_to_this_very_step() {
    let portal = TestPortal::new();
    let id = portal.accepted();
    assert_eq!(portal.held(&id, true, Signing::OnSpot), "ONLINE_NOT_AGREED", "nobody was asked");
    assert_eq!(portal.call(&id, MeetingWay::Online), "OK");
    answer(&portal.office, &portal.visit(&id, "A"), true).expect("A agrees");
    assert_eq!(portal.held(&id, true, Signing::OnSpot), "ONLINE_NOT_AGREED", "B has not answered");
    answer(&portal.office, &portal.visit(&id, "B"), false).expect("B objects");
    assert_eq!(portal.held(&id, true, Signing::OnSpot), "ONLINE_NOT_AGREED");
    answer(&portal.office, &portal.visit(&id, "B"), true).expect("B agrees after all");
    assert_eq!(newest(&portal.office, &id).expect("a call").expect("one").answers.len(), 2);
    assert_eq!(portal.call(&id, MeetingWay::Online), "OK");
    assert_eq!(portal.held(&id, true, Signing::OnSpot), "ONLINE_NOT_AGREED", "consent to one step is none to the next");
    for party in ["A", "B"] {
        answer(&portal.office, &portal.visit(&id, party), true).expect("agrees");
    }
    assert_eq!(portal.held(&id, true, Signing::OnSpot), "OK");
}

#[test]
fn a_record_is_signed_by_each_party_on_its_phone_before_anything_is_confirmed() {
    let portal = TestPortal::new();
    let id = portal.accepted();
    assert_eq!(portal.held(&id, false, Signing::Phones), "OK");
    assert_eq!(portal.proposes(&id), "RECORD_UNSIGNED");
    let record = printed(&portal.office, &id).expect("the record");
    let pages: Vec<i32> = (1..=record.pages).collect();
    let all = PagesRead { read: record.sha256.as_str(), pages: pages.as_slice() };
    assert!(
        matches!(sign(&portal.office, &portal.visit(&id, "A"), "1228", PagesRead { read: "another", pages: &pages }), Err(Error::Stale)),
        "not what was read"
    );
    assert!(pages.len() > 1, "a record of several pages");
    assert_eq!(
        code(sign(&portal.office, &portal.visit(&id, "A"), "1228", PagesRead { read: all.read, pages: &pages[1..] })),
        "PAGES_UNREAD",
        "each page"
    );
    assert_eq!(code(sign(&portal.office, &portal.visit(&id, "A"), "0000", all)), "LAST_FOUR_WRONG");
    sign(&portal.office, &portal.visit(&id, "A"), "1228", all).expect("A signs");
    assert_eq!(portal.proposes(&id), "RECORD_UNSIGNED", "B has not");
    assert_eq!(code(sign(&portal.office, &portal.visit(&id, "A"), "1228", all)), "NOT_NOW", "signed once");
    sign(&portal.office, &portal.visit(&id, "B"), "1t76", all).expect("B signs");
    assert_eq!(portal.proposes(&id), "OK");
}
