//! A hundred random histories: whatever people do in whatever order, no stage is illegal, no document is lost, no number
//! is skipped or repeated, and every clock agrees with a calculation of its own.

use crate::app::{Sample, TestPortal};
use crate::system::campaign::Campaign;
use chrono::{Datelike, Months, NaiveDate, Weekday};
use portal::db;
use portal::domain::case::Stage;
use portal::domain::day::Day;
use portal::domain::decision::{Decision, Ground, ObjectionOrder, Omission, OrderedDuty};
use portal::domain::id::CaseId;
use portal::domain::joining::JoiningWay;
use portal::domain::performance::PerformanceKind;
use portal::domain::wording::supplement::Item;
use portal::office::Error;
use portal::office::intake::joining::{self, Joins, join};
use portal::office::intake::writing;
use portal::office::performance::obligations::{PerformanceReport, tell};
use portal::office::proof::audit;
use portal::office::review::deadlines::{Approved, extend};
use portal::office::review::supplement::{self, SupplementOrder};
use portal::office::review::{acceptance, record};
use portal::office::ruling::approval::{self, Proposal, propose_ruling};
use portal::office::ruling::objection::{self, Objecting, object};
use portal::office::ruling::sealing;
use portal::office::ruling::subsequent::{Later, propose_later};
use portal::office::service::recording::{Heard, record};
use portal::office::system::sweep::sweep;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;

/// Something somebody tries.
#[derive(Clone, Copy, Debug)]
enum Try {
    Days(u8),
    Join(usize),
    Decline,
    Reopen,
    Abandon,
    Supplement(u8),
    Resubmit,
    Accept,
    Extend(u8),
    Verify,
    Propose(u8),
    SendBack,
    Approve,
    TakeBack,
    Seal,
    Serve(usize),
    Object(usize),
    Decide(u8),
    Correct,
    Perform(u8),
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    // The straight road is likelier than the ditch beside it: else hardly a history would come to its end.
    let one = prop_oneof![
        8 => (0_u8..9).prop_map(Try::Days),
        40 => (0_usize..2).prop_map(Try::Join),
        1 => Just(Try::Decline),
        1 => Just(Try::Reopen),
        1 => Just(Try::Abandon),
        6 => (1_u8..15).prop_map(Try::Supplement),
        10 => Just(Try::Resubmit),
        24 => Just(Try::Accept),
        4 => (1_u8..40).prop_map(Try::Extend),
        20 => Just(Try::Verify),
        20 => (0_u8..6).prop_map(Try::Propose),
        3 => Just(Try::SendBack),
        20 => Just(Try::Approve),
        3 => Just(Try::TakeBack),
        20 => Just(Try::Seal),
        14 => (0_usize..2).prop_map(Try::Serve),
        8 => (0_usize..3).prop_map(Try::Object),
        12 => (0_u8..3).prop_map(Try::Decide),
        4 => Just(Try::Correct),
        8 => (0_u8..4).prop_map(Try::Perform),
    ];
    prop::collection::vec(one, 12..72)
}

const NAMES: [[&str; 2]; 2] = [["A", "程亦安"], ["B", "蒋文涛"]];

fn attempt(portal: &TestPortal, id: &CaseId, what: Try) -> Result<(), Error> {
    let (office, clerk, judge) = (&portal.office, &portal.clerk, &portal.judge);
    let agency = portal.agency("shifan-market-regulation");
    let (seen, today) = (portal.version(id), office.today());
    let sitting = judge.person.clone().expect("a person");
    match what {
        Try::Days(days) => {
            office.clock.set_today(today.plus_days(u32::from(days)));
            sweep(office).map(|_| ())
        }
        Try::Join(who) => {
            let number = Sample::first().application().parties[who].id_number.clone().unwrap_or_default();
            let [party, acted_by] = NAMES[who];
            let joins = Joins { party, way: JoiningWay::Kiosk, acted_by, last_four: &number[number.len() - 4..], scan: None };
            join(office, &agency, id, seen, &joins).map(|_| ())
        }
        Try::Decline => joining::decline(office, &agency, id, seen, "B"),
        Try::Reopen => writing::reopen(office, &agency, id, seen),
        Try::Abandon => joining::abandon(office, &agency, id, seen),
        Try::Supplement(days) => {
            let items = [Item { part: "files".into(), defect: "看不清".into(), form: "重新扫描".into() }];
            supplement::issue(office, clerk, id, seen, &SupplementOrder { items: &items, days: u32::from(days), reason_again: "新发现" })
        }
        Try::Resubmit => supplement::resubmit(office, &agency, id, seen),
        Try::Accept => acceptance::accept(office, clerk, id, seen, &sitting).map(|_| ()),
        Try::Extend(days) => {
            extend(office, clerk, id, seen, &Approved { by: "院长", on: today, days: i32::from(days), reason: "案情复杂" }).map(|_| ())
        }
        Try::Verify => {
            let present: Vec<(String, String)> = NAMES.iter().map(|[p, who]| ((*p).to_owned(), (*who).to_owned())).collect();
            let answers: Vec<(String, String)> = record::CHECKLIST.iter().map(|q| ((*q).to_owned(), "无异议".to_owned())).collect();
            let held = record::Verification {
                held_on: today,
                place: "本院",
                online: false,
                present: &present,
                answers: &answers,
                signing: record::Signing::OnSpot,
            };
            record::record_verification(office, clerk, id, seen, &held)
        }
        Try::Propose(which) => {
            let decision = decision(which, today);
            propose_ruling(office, clerk, id, seen, &Proposal { decision, judge: Some(&sitting), assistant: None }).map(|_| ())
        }
        Try::SendBack => approval::send_back(office, judge, id, seen, "再看"),
        Try::Approve => {
            let case = office.case(clerk, id)?;
            let draft = case.stage.standing().map(|s| s.draft.clone()).unwrap_or_default();
            portal.forget_codes();
            approval::approve(office, judge, id, seen, &draft, &portal.code(0))
        }
        Try::TakeBack => approval::take_back(office, judge, id, seen),
        Try::Seal => sealing::seal(office, id).map(|_| ()),
        Try::Serve(who) => {
            let served = Heard::received(NAMES[who][0], "personal", NAMES[who][1], today);
            record(office, clerk, id, seen, &served).map(|_| ())
        }
        Try::Object(who) => {
            let party = NAMES.get(who).map(|n| n[0]);
            let objecting =
                Objecting {
                    party, third: ["高文静", "0573-80000111"], knew_on: Some(today), grounds: "有误", obstacle_ended_on: None
                };
            object(office, clerk, id, seen, &objecting).map(|_| ())
        }
        Try::Decide(which) => {
            let open = objection::of_case(office, id)?.into_iter().find(|o| o.row.result.is_empty()).ok_or(Error::NotFound)?;
            let order = match which {
                0 => ObjectionOrder::Dismiss,
                1 => ObjectionOrder::Revoke,
                _ => ObjectionOrder::Alter { operative: "调解协议第一条有效".to_owned() },
            };
            propose_later(office, clerk, id, seen, &Later::Decide { objection: &open.row.id, findings: "经查", order }).map(|_| ())
        }
        Try::Correct => {
            let errata = [["周雨桐".to_owned(), "周雨彤".to_owned()]];
            propose_later(office, clerk, id, seen, &Later::Correct { ruling: None, errata: &errata }).map(|_| ())
        }
        Try::Perform(which) => {
            let place = [(1, 1), (1, 2), (2, 1), (7, 1)][usize::from(which)];
            tell(
                office,
                clerk,
                id,
                &PerformanceReport { place, kind: PerformanceKind::Performed, amount: None, on: today, note: "", party: None },
            )
        }
    }
}

fn decision(which: u8, today: Day) -> Decision {
    match which {
        0 | 5 => Decision::Confirm,
        1 => Decision::Dismiss { ground: Ground::NotDefinite, reason: "内容不明确".to_owned() },
        2 => Decision::NotAccept { ground: Ground::Remit, reason: "不属于受理范围".to_owned(), remedy: "可以起诉".to_owned() },
        3 => Decision::PermitWithdrawal { by: "全体申请人".to_owned(), on: today, reason: "已经履行".to_owned() },
        _ => {
            let (ordered_on, until) = (today, today);
            let who = "全体申请人".to_owned();
            Decision::DeemWithdrawn(Omission { who, duty: OrderedDuty::Attend, ordered_on, served_on: ordered_on, until })
        }
    }
}

/// Which stages may follow which: written down apart from `decide`.
fn may_follow(from: &str, to: &str) -> bool {
    let next: &[&str] = match from {
        "drafting" => &["joining", "abandoned", "lapsed"],
        "joining" => &["filed", "drafting", "declined", "abandoned", "lapsed"],
        "filed" => &["reviewing", "supplementing", "proposed"],
        "supplementing" => &["filed", "reviewing", "proposed"],
        "reviewing" => &["supplementing", "proposed"],
        "proposed" => &["filed", "reviewing", "supplementing", "ruled"],
        _ => &[],
    };
    from == to || next.contains(&to)
}

/// Rest days read from the table itself.
struct Rest(BTreeMap<NaiveDate, bool>);

impl Rest {
    fn read() -> Self {
        let text = include_str!("../../samples/holidays.csv");
        let row = |line: &str| {
            let mut cells = line.split(',');
            let day = NaiveDate::parse_from_str(cells.next()?, "%Y-%m-%d").ok()?;
            Some((day, cells.next()? == "rest"))
        };
        Self(text.lines().filter_map(row).collect())
    }

    fn rolled(&self, nominal: NaiveDate) -> NaiveDate {
        let rests = |day: NaiveDate| self.0.get(&day).copied().unwrap_or(matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
        nominal.iter_days().find(|day| !rests(*day)).expect("a working day")
    }
}

/// The end of a period before rest days, counted by hand; nothing for one whose length the court set.
fn nominal(name: &str, start: NaiveDate) -> Option<NaiveDate> {
    let days = |n: i64| Some(start + chrono::Duration::days(n));
    match name {
        "apply" => days(30),
        "accept" => days(3),
        "review-local" | "object-party" => days(15),
        "object-third-party" => start.checked_add_months(Months::new(6)),
        "enforce" => start.checked_add_months(Months::new(24)),
        _ => None,
    }
}

fn clocks_agree(portal: &TestPortal, id: &CaseId, rest: &Rest) {
    let pool = portal.pool();
    for clock in db::review::due_dates::of_case(&mut pool.get().expect("a connection"), id).expect("clocks") {
        let [start, ends, due] = [clock.deadline.start, clock.deadline.nominal, clock.deadline.due].map(Day::date);
        if let Some(counted) = nominal(clock.period.name(), start) {
            assert_eq!(ends, counted, "{clock:?}");
        }
        assert_eq!(due, rest.rolled(ends), "{clock:?}");
    }
}

/// What a case must have by now, by what it has been through.
fn documents_are_there(portal: &TestPortal, id: &CaseId) {
    let case = portal.office.case(&portal.clerk, id).expect("the case");
    let pool = portal.pool();
    let mut connection = pool.get().expect("a connection");
    let kinds: Vec<String> =
        db::ruling::documents::of_case(&mut connection, id).expect("documents").into_iter().map(|d| d.kind.name().to_owned()).collect();
    let lines = db::intake::history::of_case(&mut connection, id).expect("history");
    let count = |act: &str| lines.iter().filter(|l| l.act.name() == act).count();
    let has = |kind: &str| kinds.iter().filter(|k| *k == kind).count();
    if lines.iter().any(|l| l.stage.name() == "filed") {
        assert_eq!((has("application"), has("filing_receipt")), (1, 1), "{kinds:?}");
    }
    assert_eq!(has("acceptance_notice"), count("accept"), "{kinds:?}");
    assert_eq!(has("supplement_notice"), count("supplement"), "{kinds:?}");
    assert_eq!(has("verification_record"), count("verify"), "{kinds:?}");
    assert_eq!(has("service_receipt"), count("serve"), "{kinds:?}");
    if let Stage::Ruled(ruled) = &case.stage {
        assert_eq!(has(ruled.outcome.ruling().name()), 1, "{kinds:?}");
    }
    let sealed = kinds.iter().filter(|k| k.starts_with("ruling_")).count();
    assert_eq!(sealed, count("seal"), "{kinds:?}");
}

/// Lives one history; gives the stage it ended at.
fn live(portal: &TestPortal, external_ref: &str, history: &[Try], rest: &Rest) -> &'static str {
    portal.office.clock.set_today(Day::parse("2026-03-25").expect("a day"));
    let id = portal.hand_in(&Sample::first().again(external_ref)).expect("taken in").id;
    for what in history {
        let (from, version) = (portal.stage(&id), portal.version(&id));
        match attempt(portal, &id, *what) {
            Ok(()) => {}
            Err(Error::Refused(_) | Error::NotFound | Error::Stale) => {
                assert_eq!((portal.stage(&id), portal.version(&id)), (from, version), "{what:?} was refused and changed something");
            }
            Err(other) => panic!("{what:?} at {from}: {other:?}"),
        }
        assert!(may_follow(from, portal.stage(&id)), "{what:?}: {from} → {}", portal.stage(&id));
    }
    clocks_agree(portal, &id, rest);
    documents_are_there(portal, &id);
    portal.stage(&id)
}

#[test]
fn a_hundred_random_histories_break_nothing() {
    let portal = TestPortal::new();
    let rest = Rest::read();
    let campaign = Campaign::of("histories");
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&campaign.seed.to_le_bytes());
    let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(proptest::test_runner::Config::default(), chance);
    let mut ends: BTreeMap<&'static str, usize> = BTreeMap::new();
    for number in 0..campaign.times(100) {
        let history = tries().new_tree(&mut runner).expect("a history").current();
        *ends.entry(live(&portal, &format!("ODR-H{number}"), &history, &rest)).or_default() += 1;
    }
    let audit = audit::audit(&portal.office).expect("an audit");
    assert!(audit.faults.is_empty(), "{:?}", audit.faults);
    let mut numbers = audit.numbers.clone();
    numbers.dedup();
    assert_eq!(numbers.len(), audit.numbers.len(), "a number twice");
    assert!(ends.get("ruled").copied().unwrap_or(0) > 10 && ends.len() > 4, "the histories are of many kinds: {ends:?}");
}
