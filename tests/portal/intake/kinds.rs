//! Every kind of person through the whole line: several parties a side, agents, guardians, sole traders, persons from Hong
//! Kong, Macao, Taiwan and abroad; from intake to a sealed ruling that verifies.

use crate::app::{Sample, TestPortal, acts_for};
use crate::ruling::wording::{golden, keep, steady, text_of_pdf};
use portal::domain::day::Day;
use portal::domain::id::CaseId;
use portal::domain::joining::JoiningWay;
use portal::domain::report::Verdict;
use portal::domain::review::ReviewMark;
use portal::domain::review::ReviewPoint;
use portal::office::case_overview;
use portal::office::intake::joining::{Joins, join};
use portal::office::proof::verification::verify_here;
use portal::office::review::acceptance::accept;
use portal::office::review::checklist;
use portal::office::review::record::{CHECKLIST, Signing, Verification, record_verification};
use portal::office::ruling::approval::{approve, propose};
use portal::office::ruling::sealing;
use serde_json::{Value, json};

/// Who speaks for a party before the court: its agent where it has one.
fn speaks_for(party: &portal::domain::application::Party) -> String {
    party.agents.first().and_then(|a| a.name.clone()).unwrap_or_else(|| acts_for(party))
}

/// Takes a filed case to its sealed ruling, and gives the ruling's text with what changes from run to run named.
fn ruled(portal: &TestPortal, id: &CaseId, name: &str) -> String {
    let judge = portal.judge.person.clone().expect("a person");
    accept(&portal.office, &portal.clerk, id, portal.version(id), &judge).expect("accepted");
    let seen = case_overview::of(&portal.office, &portal.clerk, id).expect("the case");
    let present: Vec<(String, String)> = seen.application.parties.iter().map(|p| (p.reference.clone(), speaks_for(p))).collect();
    let answers: Vec<(String, String)> = CHECKLIST.iter().map(|q| ((*q).to_owned(), "无异议".to_owned())).collect();
    let today = portal.office.today();
    let held =
        Verification { held_on: today, place: "本院", online: false, present: &present, answers: &answers, signing: Signing::OnSpot };
    record_verification(&portal.office, &portal.clerk, id, portal.version(id), &held).expect("recorded");
    if seen.points.iter().any(|p| p.item == ReviewPoint::Signals && p.mark == ReviewMark::Open) {
        let marks = [checklist::NewMark { item: ReviewPoint::Signals, mark: ReviewMark::Pass, note: "已当面核实".to_owned() }];
        checklist::mark(&portal.office, &portal.clerk, id, &marks).expect("marked");
    }
    let draft = propose(&portal.office, &portal.clerk, id, portal.version(id), None).expect("proposed");
    portal.forget_codes();
    approve(&portal.office, &portal.judge, id, portal.version(id), &draft.sha256(), &portal.code(0)).expect("approved");
    let bytes = portal.bytes(&sealing::seal(&portal.office, id).expect("sealed"));
    keep(&format!("ruling-{name}"), &bytes);
    assert_eq!(verify_here(&portal.office, &bytes).expect("verified").verdict, Verdict::Authentic, "{name}");
    let codes = [
        (portal::domain::id::printed_code(&draft.facts.query_code), "QQQQ-QQQQ-QQQQ"),
        (portal::domain::id::printed_code(&draft.facts.check_code), "CCCC-CCCC"),
    ];
    let pairs: Vec<(&str, &str)> = codes.iter().map(|(from, to)| (from.as_str(), *to)).collect();
    steady(&text_of_pdf(&bytes), &pairs)
}

#[test]
fn every_sample_comes_to_a_ruling_that_reads_as_reviewed() {
    std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/wording/rulings")).expect("a folder");
    for sample in Sample::all() {
        let name = sample.folder.file_name().expect("a name").to_string_lossy().into_owned();
        let on = std::fs::read_to_string(sample.folder.join("on")).expect("on");
        let portal = TestPortal::on(on.trim());
        let id = portal.hand_in(&sample).expect("taken in").id;
        portal.join_all(&sample, &id);
        golden(&format!("wording/rulings/{name}.txt"), &ruled(&portal, &id, &name));
    }
}

/// The first sample with another first party.
fn with(change: impl Fn(&mut Value)) -> Sample {
    let sample = Sample::first();
    let mut json: Value = serde_json::from_str(&sample.text).expect("json");
    change(&mut json["parties"][0]);
    Sample { text: json.to_string(), ..sample }
}

#[test]
fn persons_from_elsewhere_are_named_by_what_their_document_tells() {
    let cases = [
        ("hk_macao_pass", "H01234567", "香港特别行政区居民"),
        ("hk_macao_pass", "M01234567", "澳门特别行政区居民"),
        ("taiwan_pass", "01234567", "台湾地区居民"),
        ("residence_permit", "830000199003071221", "台湾地区居民"),
        ("foreign_permanent_resident", "911124199003071221", "持外国人永久居留身份证"),
        ("passport", "E12345678", "持护照"),
    ];
    for (kind, number, told) in cases {
        let number = if number.len() == 18 { checked(number) } else { number.to_owned() };
        let sample = with(|party| {
            party["id_kind"] = json!(kind);
            party["id_number"] = json!(number);
            if let Some(party) = party.as_object_mut() {
                party.shift_remove("ethnicity");
            }
        });
        let portal = TestPortal::new();
        let id = portal.hand_in(&sample).unwrap_or_else(|e| panic!("{kind} {number}: {e:?}")).id;
        portal.join_all(&sample, &id);
        let text = ruled(&portal, &id, kind).replace('\n', "");
        assert!(text.contains(&format!("1990年3月7日出生，{told}，住")), "{kind}: {text}");
    }
}

/// An 18-digit number with its check character put right (GB 11643).
fn checked(number: &str) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = number.chars().zip(WEIGHTS).filter_map(|(c, w)| Some(c.to_digit(10)? * w)).sum();
    format!("{}{}", &number[..17], ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][(sum % 11) as usize])
}

#[test]
fn an_agent_joins_on_paper_and_speaks_before_the_court() {
    let portal = TestPortal::new();
    let sample = Sample::first();
    let id = portal.hand_in(&sample).expect("taken in").id;
    let agency = portal.agency("shifan-market-regulation");
    let scan = std::fs::read(sample.folder.join("agreement.pdf")).expect("a scan");
    let application = sample.application();
    for party in &application.parties {
        let number = party.id_number.clone().unwrap_or_default();
        let acted_by = speaks_for(party);
        let joins = Joins {
            party: &party.reference,
            way: JoiningWay::Paper,
            acted_by: &acted_by,
            last_four: &number[number.len() - 4..],
            scan: Some(&scan),
        };
        join(&portal.office, &agency, &id, portal.version(&id), &joins).expect("the agent joins");
    }
    let seen = case_overview::of(&portal.office, &portal.clerk, &id).expect("the case");
    assert_eq!(seen.joinings.iter().map(|j| j.capacity.name()).collect::<Vec<_>>(), ["agent", "representative"]);
    assert_eq!(portal.stage(&id), "filed");
    portal.office.clock.set_today(Day::parse("2026-03-26").expect("a day"));
    let text = ruled(&portal, &id, "agent").replace('\n', "");
    assert!(text.contains("委托诉讼代理人：程亦安，浙江示范律师事务所律师。"), "{text}");
}
