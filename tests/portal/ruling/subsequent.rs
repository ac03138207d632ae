//! After the ruling: objections, what becomes of the old ruling, and corrections.

use crate::app::TestPortal;
use crate::ruling::wording::{golden, steady};
use portal::db;
use portal::domain::day::Day;
use portal::domain::decision::ObjectionOrder;
use portal::domain::id::CaseId;
use portal::domain::report::Verdict;
use portal::office::proof::verification::{ReaderEvidence, verify_elsewhere, verify_here};
use portal::office::proof::{audit, log};
use portal::office::ruling::objection::{Objecting, object, of_case};
use portal::office::ruling::subsequent::{Later, propose_later};
use portal::office::ruling::{approval, sealing};
use portal::office::service::recording::{Heard, record};
use portal::office::{Error, SealingStep};
use portal::seal::statement::Draft;
use portal::seal::trust::Trust;

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn code<T>(result: Result<T, Error>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => "OK",
    }
}

const OBJECTS: Objecting<'static> =
    Objecting {
        party: Some("B"), third: ["", ""], knew_on: None, grounds: "第一期付款日与签订的协议不一致", obstacle_ended_on: None
    };

/// A confirmed case, with the ruling's document id; B was served on the day of the ruling, 2026-03-25.
fn confirmed() -> (TestPortal, CaseId, String) {
    let portal = TestPortal::new();
    let (document, _) = portal.sealed();
    let id = portal.issued(&document).case_id;
    let served = Heard::received("B", "personal", "蒋文涛", portal.office.today());
    record(&portal.office, &portal.clerk, &id, portal.version(&id), &served).expect("served");
    (portal, id, document)
}

impl TestPortal {
    fn objected(&self, id: &CaseId) -> String {
        object(&self.office, &self.clerk, id, self.version(id), &OBJECTS).expect("recorded");
        of_case(&self.office, id).expect("objections")[0].row.id.clone()
    }

    fn propose_decision(&self, id: &CaseId, objection: &str, order: ObjectionOrder) -> Result<Draft, Error> {
        let later = Later::Decide { objection, findings: "协议第一条的付款日与当事人签订的文本不一致", order };
        propose_later(&self.office, &self.clerk, id, self.version(id), &later)
    }

    /// Carries a later draft to its sealed document.
    fn seal_later(&self, id: &CaseId, draft: &Draft, step: i64) -> (String, String) {
        approval::approve(&self.office, &self.judge, id, self.version(id), &draft.sha256(), &self.code(step)).expect("approved");
        let document = sealing::seal(&self.office, id).expect("sealed");
        let codes = [
            (portal::domain::id::printed_code(&draft.facts.query_code), "QQQQ-QQQQ-QQQQ"),
            (portal::domain::id::printed_code(&draft.facts.check_code), "CCCC-CCCC"),
        ];
        let pairs: Vec<(&str, &str)> = codes.iter().map(|(from, to)| (from.as_str(), *to)).collect();
        (document, steady(&approval::preview(draft).plain_text(), &pairs))
    }

    fn verdict(&self, document: &str) -> Verdict {
        verify_here(&self.office, &self.bytes(document)).expect("a report").verdict
    }

    /// What somebody finds who has only the ruling, its bundle made today and the trust note.
    fn verdict_offline(&self, document: &str) -> Verdict {
        let bundle = log::bundle_of(&self.office, &self.issued(document)).expect("a bundle");
        let trust = Trust::open(&self.office.keys.trust_note);
        verify_elsewhere(&self.bytes(document), &ReaderEvidence { trust, bundle: Some(&bundle), offline: true }, self.office.now()).verdict
    }

    fn sound(&self) {
        let faults = audit::audit(&self.office).expect("an audit").faults;
        assert!(faults.is_empty(), "{faults:?}");
    }
}

#[test]
fn an_objection_that_alters_a_ruling_supersedes_it_in_the_log_and_offline() {
    let (portal, id, first) = confirmed();
    let objection = portal.objected(&id);
    assert_eq!(portal.verdict(&first), Verdict::Authentic, "an objection alone changes nothing");
    let alter = ObjectionOrder::Alter {
        operative: "申请人周雨桐与示范县清泉净水设备有限公司于2026年3月18日达成的调解协议第一条、第三条有效".to_owned(),
    };
    let draft = portal.propose_decision(&id, &objection, alter).expect("proposed");
    assert_eq!(portal.stage(&id), "ruled", "the case has ended and stays so");
    let (document, text) = portal.seal_later(&id, &draft, 1);
    golden("wording/ruling-on-objection-altering.txt", &text);
    assert_eq!(portal.verdict(&first), Verdict::AuthenticButSuperseded);
    assert_eq!(portal.verdict_offline(&first), Verdict::AuthenticButSuperseded);
    assert_eq!((portal.verdict(&document), portal.verdict_offline(&document)), (Verdict::Authentic, Verdict::Authentic));
    let status = log::status(&portal.office, &first).expect("a status");
    assert!(status.contains(&format!("status superseded by {document}")), "{status}");
    assert_eq!(of_case(&portal.office, &id).expect("objections")[0].row.result, "altered");
    assert!(matches!(portal.propose_decision(&id, &objection, ObjectionOrder::Revoke), Err(Error::Stale)), "an objection is decided once");
    portal.sound();
    assert_eq!(audit::audit(&portal.office).expect("an audit").numbers, ["（2026）浙0499诉前调确1号", "（2026）浙0499民特监1号"]);
}

#[test]
fn an_objection_that_revokes_a_ruling_ends_its_enforcement() {
    let (portal, id, first) = confirmed();
    let objection = portal.objected(&id);
    let draft = portal.propose_decision(&id, &objection, ObjectionOrder::Revoke).expect("proposed");
    let (_, text) = portal.seal_later(&id, &draft, 1);
    golden("wording/ruling-on-objection-revoking.txt", &text);
    assert_eq!((portal.verdict(&first), portal.verdict_offline(&first)), (Verdict::AuthenticButRevoked, Verdict::AuthenticButRevoked));
    let pool = portal.pool();
    let clocks = db::review::due_dates::of_case(&mut pool.get().expect("a connection"), &id).expect("clocks");
    assert!(clocks.iter().filter(|c| c.period.name() == "enforce").all(|c| c.met_on.is_some()));
    portal.sound();
}

#[test]
fn an_objection_that_is_dismissed_leaves_the_ruling_as_it_is() {
    let (portal, id, first) = confirmed();
    let objection = portal.objected(&id);
    let draft = portal.propose_decision(&id, &objection, ObjectionOrder::Dismiss).expect("proposed");
    let (_, text) = portal.seal_later(&id, &draft, 1);
    golden("wording/ruling-on-objection-dismissing.txt", &text);
    assert_eq!((portal.verdict(&first), portal.verdict_offline(&first)), (Verdict::Authentic, Verdict::Authentic));
    portal.sound();
}

#[test]
fn a_party_objects_within_fifteen_days_of_its_own_service_and_later_only_after_an_obstacle() {
    let (portal, id, _) = confirmed();
    let try_on = |on: &str, objecting: &Objecting<'_>| {
        portal.office.clock.set_today(day(on));
        code(object(&portal.office, &portal.clerk, &id, portal.version(&id), objecting))
    };
    assert_eq!(try_on("2026-04-09", &Objecting { grounds: " ", ..OBJECTS }), "RECORD_INCOMPLETE");
    assert_eq!(try_on("2026-04-09", &OBJECTS), "OK", "the fifteenth day");
    assert_eq!(try_on("2026-04-10", &OBJECTS), "OBJECTION_LATE");
    let kept = |ended| Objecting { obstacle_ended_on: Some(day(ended)), ..OBJECTS };
    assert_eq!(try_on("2026-04-20", &kept("2026-04-10")), "OK", "ten days after the obstacle");
    assert_eq!(try_on("2026-04-21", &kept("2026-04-10")), "OBJECTION_LATE");
    assert_eq!(try_on("2026-04-21", &kept("2026-04-22")), "DAY_IMPOSSIBLE");
    let unserved = Objecting { party: Some("A"), ..OBJECTS };
    assert_eq!(try_on("2026-05-30", &unserved), "OK", "before its own service no period runs");
}

#[test]
fn a_third_person_objects_within_six_months_of_knowing_and_nothing_restores_them() {
    let (portal, id, _) = confirmed();
    let third = Objecting { party: None, third: ["高文静", "0573-80000111"], knew_on: Some(day("2026-04-01")), ..OBJECTS };
    let try_on = |on: &str, objecting: &Objecting<'_>| {
        portal.office.clock.set_today(day(on));
        code(object(&portal.office, &portal.clerk, &id, portal.version(&id), objecting))
    };
    assert_eq!(try_on("2026-10-08", &Objecting { third: ["", ""], ..third }), "RECORD_INCOMPLETE");
    assert_eq!(try_on("2026-10-08", &Objecting { knew_on: None, ..third }), "RECORD_INCOMPLETE");
    assert_eq!(try_on("2026-10-08", &Objecting { knew_on: Some(day("2026-03-24")), ..third }), "DAY_IMPOSSIBLE", "before the ruling");
    assert_eq!(try_on("2026-10-08", &third), "OK", "2026-10-01 rolls over the national holidays");
    let restored = Objecting { obstacle_ended_on: Some(day("2026-10-08")), ..third };
    assert_eq!(try_on("2026-10-09", &restored), "OBJECTION_LATE", "a fixed period");
}

#[test]
fn a_correction_quotes_the_ruling_and_leaves_it_in_force() {
    let (portal, id, first) = confirmed();
    let correct = |wrong: &str, right: &str| {
        let errata = [[wrong.to_owned(), right.to_owned()]];
        propose_later(&portal.office, &portal.clerk, &id, portal.version(&id), &Later::Correct { ruling: None, errata: &errata })
    };
    assert_eq!(code(correct("没有这句话", "有")), "NOT_IN_RULING");
    assert_eq!(code(correct("贰万元整", "贰万元整")), "RECORD_INCOMPLETE");
    let draft = correct("贰万元整", "贰万圆整").expect("proposed");
    assert_eq!(code(correct("贰万元整", "贰万圆整")), "NOT_NOW", "one later draft at a time");
    let (document, text) = portal.seal_later(&id, &draft, 1);
    golden("wording/ruling-correcting.txt", &text);
    assert_eq!((portal.verdict(&first), portal.verdict_offline(&first)), (Verdict::Authentic, Verdict::Authentic));
    let status = log::status(&portal.office, &first).expect("a status");
    assert!(status.contains(&format!("status valid corrected-by {document}")), "{status}");
    assert_eq!(correct("叶知秋", "叶之秋").expect("proposed").rev, 2, "another correction is another document");
    portal.sound();
}

#[test]
fn a_ruling_on_an_objection_is_corrected_under_its_own_number() {
    let (portal, id, first) = confirmed();
    let objection = portal.objected(&id);
    let draft = portal.propose_decision(&id, &objection, ObjectionOrder::Dismiss).expect("proposed");
    let number = draft.facts.case_number.clone();
    let (decision, _) = portal.seal_later(&id, &draft, 1);
    let errata = [["协议第一条的付款日".to_owned(), "协议第二条的付款日".to_owned()]];
    let correct = |ruling: Option<&str>| {
        let later = Later::Correct { ruling, errata: &errata };
        propose_later(&portal.office, &portal.clerk, &id, portal.version(&id), &later)
    };
    assert_eq!(code(correct(None)), "NOT_IN_RULING", "the first ruling does not say so");
    assert!(matches!(correct(Some("another case's")), Err(Error::NotFound)));
    let draft = correct(Some(&decision)).expect("proposed");
    assert_eq!(draft.facts.case_number, number);
    portal.forget_codes();
    let (document, _) = portal.seal_later(&id, &draft, 1);
    let status = log::status(&portal.office, &decision).expect("a status");
    assert!(status.contains(&format!("status valid corrected-by {document}")), "{status}");
    assert_eq!((portal.verdict(&decision), portal.verdict(&first)), (Verdict::Authentic, Verdict::Authentic));
    portal.sound();
}

#[test]
fn a_later_draft_is_sent_back_taken_back_and_approved_like_the_first() {
    let (portal, id, _) = confirmed();
    let objection = portal.objected(&id);
    let draft = portal.propose_decision(&id, &objection, ObjectionOrder::Revoke).expect("proposed");
    let wrong = approval::approve(&portal.office, &portal.judge, &id, portal.version(&id), "0", &portal.code(1));
    assert_eq!(code(wrong), "DRAFT_CHANGED");
    approval::send_back(&portal.office, &portal.judge, &id, portal.version(&id), "先听对方意见").expect("sent back");
    assert_eq!(code(approval::approve(&portal.office, &portal.judge, &id, portal.version(&id), &draft.sha256(), "")), "NOT_NOW");
    portal.propose_decision(&id, &objection, ObjectionOrder::Dismiss).expect("proposed anew");
    assert!(of_case(&portal.office, &id).expect("objections")[0].row.result.is_empty(), "nothing is decided by a draft");
}

#[test]
fn a_later_ruling_survives_a_power_cut_at_every_step() {
    for step in [SealingStep::Prepared, SealingStep::Intended, SealingStep::Signed, SealingStep::Stored, SealingStep::Kept] {
        let (mut portal, id, first) = confirmed();
        let objection = portal.objected(&id);
        let draft = portal.propose_decision(&id, &objection, ObjectionOrder::Revoke).expect("proposed");
        approval::approve(&portal.office, &portal.judge, &id, portal.version(&id), &draft.sha256(), &portal.code(1)).expect("approved");
        portal.office.interrupt = Some(step);
        assert!(sealing::seal(&portal.office, &id).is_err());
        portal.office = portal.reopened();
        sealing::reconcile(&portal.office).expect("reconciled");
        sealing::seal_due(&portal.office).expect("sealed");
        assert_eq!(portal.verdict(&first), Verdict::AuthenticButRevoked, "{step:?}");
        portal.sound();
    }
}

#[test]
fn nobody_objects_to_a_ruling_that_confirms_nothing() {
    let portal = TestPortal::new();
    let id = portal.accepted();
    assert_eq!(code(object(&portal.office, &portal.clerk, &id, portal.version(&id), &OBJECTS)), "NOT_NOW");
}
