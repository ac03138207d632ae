//! The rulings that do not confirm: proposed, approved, sealed, verified, and read as reviewed.

use crate::app::TestPortal;
use crate::ruling::wording::{golden, steady};
use portal::db;
use portal::domain::day::Day;
use portal::domain::decision::{Decision, Ground, Omission, OrderedDuty};
use portal::domain::id::CaseId;
use portal::domain::outcome::Outcome;
use portal::domain::report::Verdict;
use portal::domain::wording::supplement::Item;
use portal::office::Error;
use portal::office::proof::{audit, verification};
use portal::office::review::acceptance;
use portal::office::review::supplement::{self, SupplementOrder};
use portal::office::ruling::approval::{self, Proposal, propose_ruling};
use portal::office::ruling::sealing;
use portal::seal::statement::Draft;

fn dismissal() -> Decision {
    Decision::Dismiss {
        ground: Ground::NotDefinite, reason: "协议第二条约定的返还没有写明标的物，内容不明确。".to_owned()
    }
}

fn non_acceptance() -> Decision {
    Decision::NotAccept {
        ground: Ground::Title,
        reason: "协议内容涉及不动产权属的确认，不属于司法确认的范围".to_owned(),
        remedy: "申请人可以另行提起诉讼".to_owned(),
    }
}

fn withdrawal(on: Day) -> Decision {
    Decision::PermitWithdrawal { by: "申请人周雨桐".to_owned(), on, reason: "款项已经全部付清".to_owned() }
}

fn termination() -> Decision {
    Decision::Terminate { dispute: "申请人对调解协议所涉款项是否已经支付存在争议".to_owned() }
}

impl TestPortal {
    fn propose(&self, id: &CaseId, decision: &Decision) -> Result<Draft, Error> {
        let judge = self.judge.person.clone().expect("a person");
        let proposal = Proposal { decision: decision.clone(), judge: Some(&judge), assistant: None };
        propose_ruling(&self.office, &self.clerk, id, self.version(id), &proposal)
    }

    /// Carries a decision to its sealed document; gives the document's id and the wording.
    fn rule(&self, id: &CaseId, decision: &Decision, code: i64) -> (String, String) {
        let draft = self.propose(id, decision).expect("proposed");
        approval::approve(&self.office, &self.judge, id, self.version(id), &draft.sha256(), &self.code(code)).expect("approved");
        let document = sealing::seal(&self.office, id).expect("sealed");
        let codes = [
            (portal::domain::id::printed_code(&draft.facts.query_code), "QQQQ-QQQQ-QQQQ"),
            (portal::domain::id::printed_code(&draft.facts.check_code), "CCCC-CCCC"),
        ];
        let pairs: Vec<(&str, &str)> = codes.iter().map(|(from, to)| (from.as_str(), *to)).collect();
        (document, steady(&approval::preview(&draft).plain_text(), &pairs))
    }

    fn ask_for_supplement(&self, id: &CaseId) -> Day {
        let items = [Item { part: "files".to_owned(), defect: "身份证明看不清。".to_owned(), form: "原件扫描".to_owned() }];
        let wanted = SupplementOrder { items: &items, days: 7, reason_again: "" };
        supplement::issue(&self.office, &self.clerk, id, self.version(id), &wanted).expect("asked for");
        let pool = self.pool();
        let mut connection = pool.get().expect("a connection");
        db::review::supplements::of_case(&mut connection, id).expect("notices")[0].due_on
    }
}

fn code(result: Result<Draft, Error>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => "OK",
    }
}

/// Ends in the outcome, with a document anybody verifies, and nothing can be done to it any more.
fn holds(portal: &TestPortal, id: &CaseId, document: &str, outcome: Outcome) {
    let case = portal.office.case(&portal.clerk, id).expect("the case");
    assert_eq!(case.stage.name().name(), "ruled");
    let issued = portal.issued(document);
    assert_eq!(issued.kind, outcome.ruling());
    let bytes = portal.bytes(document);
    let report = verification::verify_here(&portal.office, &bytes).expect("a report");
    assert_eq!(report.verdict, Verdict::Authentic, "{:?}", report.facts);
    assert_eq!(report.document.expect("public facts").kind, outcome.ruling().name());
    assert_eq!(code(portal.propose(id, &dismissal())), "NOT_NOW", "one ruling ends a case");
    assert!(audit::audit(&portal.office).expect("an audit").faults.is_empty());
    let pool = portal.pool();
    let clocks = db::review::due_dates::of_case(&mut pool.get().expect("a connection"), id).expect("clocks");
    assert!(!clocks.iter().any(|c| c.period.name() == "enforce"), "only what is confirmed can be enforced");
    assert!(clocks.iter().all(|c| c.met_on.is_some() || c.period.name() == "apply"), "the court owes nothing more: {clocks:?}");
}

#[test]
fn an_application_is_dismissed_on_a_ground_of_the_interpretation() {
    let portal = TestPortal::new();
    let id = portal.accepted();
    let (document, text) = portal.rule(&id, &dismissal(), 0);
    golden("wording/ruling-dismissing.txt", &text);
    holds(&portal, &id, &document, Outcome::Dismissed);
}

#[test]
fn a_case_that_is_not_accepted_gets_its_number_and_the_court_s_own_remedy() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let (document, text) = portal.rule(&id, &non_acceptance(), 0);
    golden("wording/ruling-not-accepting.txt", &text);
    holds(&portal, &id, &document, Outcome::NotAccepted);
    assert!(text.contains("诉前调确1号"), "{text}");
    let bare = Decision::NotAccept { ground: Ground::Title, reason: "权属".to_owned(), remedy: " ".to_owned() };
    assert_eq!(code(portal.propose(&portal.filed_as("ODR-2"), &bare)), "RECORD_INCOMPLETE", "the remedy has no default");
}

#[test]
fn a_withdrawal_is_permitted_before_and_after_acceptance() {
    let portal = TestPortal::new();
    let today = portal.office.today();
    let id = portal.accepted();
    let (document, text) = portal.rule(&id, &withdrawal(today), 0);
    golden("wording/ruling-permitting-withdrawal.txt", &text);
    holds(&portal, &id, &document, Outcome::WithdrawalPermitted);
    let other = portal.filed_as("ODR-2");
    assert_eq!(code(portal.propose(&other, &withdrawal(today.plus_days(1)))), "DAY_IMPOSSIBLE");
    assert_eq!(code(portal.propose(&other, &withdrawal(today))), "OK");
}

#[test]
fn who_did_not_supplement_in_time_may_be_treated_as_withdrawn_and_not_a_day_sooner() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let ordered_on = portal.office.today();
    let omission = |until| {
        let who = "申请人周雨桐".to_owned();
        Decision::DeemWithdrawn(Omission { who, duty: OrderedDuty::Supplement, ordered_on, served_on: ordered_on, until })
    };
    assert_eq!(code(portal.propose(&id, &omission(ordered_on))), "RECORD_INCOMPLETE", "no notice was ever issued");
    let until = portal.ask_for_supplement(&id);
    portal.office.clock.set_today(until);
    assert_eq!(code(portal.propose(&id, &omission(until))), "TERM_RUNNING", "the last day is theirs");
    portal.office.clock.set_today(until.plus_days(1));
    let (document, text) = portal.rule(&id, &omission(until), 0);
    golden("wording/ruling-deemed-withdrawn.txt", &text);
    holds(&portal, &id, &document, Outcome::DeemedWithdrawn);
}

#[test]
fn a_real_dispute_ends_the_special_procedure() {
    let portal = TestPortal::new();
    let id = portal.accepted();
    let (document, text) = portal.rule(&id, &termination(), 0);
    golden("wording/ruling-terminating.txt", &text);
    holds(&portal, &id, &document, Outcome::Terminated);
}

#[test]
fn each_ruling_is_refused_where_it_has_no_place() {
    let portal = TestPortal::new();
    let filed = portal.filed();
    let accepted = portal.accepted_as("ODR-2");
    for decision in [Decision::Confirm, dismissal(), termination()] {
        assert_eq!(code(portal.propose(&filed, &decision)), "OUTCOME_NOT_HERE", "{decision:?}");
    }
    assert_eq!(code(portal.propose(&accepted, &non_acceptance())), "OUTCOME_NOT_HERE");
    let ground =
        Decision::NotAccept { ground: Ground::PublicOrder, reason: "违背公序良俗".to_owned(), remedy: "可以起诉".to_owned() };
    assert_eq!(code(portal.propose(&filed, &ground)), "GROUND_NOT_HERE", "a ground of dismissal is none of non-acceptance");
    let silent = Decision::Dismiss { ground: Ground::Other, reason: "\n".to_owned() };
    assert_eq!(code(portal.propose(&accepted, &silent)), "RECORD_INCOMPLETE");
    let nobody = Proposal { decision: non_acceptance(), judge: None, assistant: None };
    let refused = propose_ruling(&portal.office, &portal.clerk, &filed, portal.version(&filed), &nobody);
    assert_eq!(code(refused), "NOT_IN_OFFICE", "before acceptance a judge is named");
    assert_eq!(portal.stage(&filed), "filed");
    assert_eq!(portal.audit_numbers(), ["（2026）浙0499诉前调确1号"], "nothing of it took a number");
}

#[test]
fn a_number_given_before_acceptance_is_kept_when_the_judge_wants_another_outcome() {
    let portal = TestPortal::new();
    let id = portal.filed();
    portal.propose(&id, &non_acceptance()).expect("proposed");
    approval::send_back(&portal.office, &portal.judge, &id, portal.version(&id), "可以受理").expect("sent back");
    assert_eq!(portal.stage(&id), "filed");
    let judge = portal.judge.person.clone().expect("a person");
    let number = acceptance::accept(&portal.office, &portal.clerk, &id, portal.version(&id), &judge).expect("accepted");
    assert_eq!(number.serial, 1, "a number is given once");
    assert_eq!(portal.audit_numbers().len(), 1);
}

#[test]
fn a_supplement_still_awaited_goes_on_after_a_draft_is_sent_back() {
    let portal = TestPortal::new();
    let id = portal.accepted();
    portal.ask_for_supplement(&id);
    portal.propose(&id, &withdrawal(portal.office.today())).expect("proposed");
    approval::send_back(&portal.office, &portal.judge, &id, portal.version(&id), "再等补正").expect("sent back");
    assert_eq!(portal.stage(&id), "supplementing");
}

impl TestPortal {
    fn audit_numbers(&self) -> Vec<String> {
        audit::audit(&self.office).expect("an audit").numbers
    }
}
