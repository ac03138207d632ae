//! Signs of false mediation from the county's history: shown with their reasons, never deciding.

use crate::app::{Sample, TestPortal};
use portal::domain::day::Day;
use portal::domain::money::Fen;
use portal::domain::signal::{History, Related, Signal, signals};
use portal::office::review::related::of_case;

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn fen(yuan: i64) -> Fen {
    Fen::new(yuan * 100).expect("a sum")
}

fn related(on: &str, shared: &[&str]) -> Related {
    Related {
        id: String::new(),
        label: format!("case of {on}"),
        on: day(on),
        shared: shared.iter().map(|s| (*s).to_owned()).collect(),
        others: Vec::new(),
    }
}

#[test]
fn each_sign_has_its_reason_and_its_limit() {
    let parties = vec!["A".to_owned(), "B".to_owned()];
    let of = |list: &[Related]| {
        let history = History { parties: parties.clone(), related: list.to_vec(), ..History::default() };
        signals(&history, day("2026-11-22"))
    };
    assert!(of(&[related("2026-10-01", &["A"])]).is_empty(), "one other case is none too many");
    let two = [related("2026-10-01", &["A"]), related("2025-11-22", &["A"])];
    assert_eq!(of(&two), [Signal::ManyCases { party: "A".to_owned(), count: 2 }]);
    assert!(of(&[related("2026-10-01", &["A"]), related("2025-11-21", &["A"])]).is_empty(), "longer ago than a year");
    assert_eq!(of(&[related("2020-01-01", &["A", "B"])]), [Signal::SamePair { case: "case of 2020-01-01".to_owned() }]);
    let sums = |own: i64, others: &[i64]| {
        let history = History { sum: fen(own), usual: others.iter().map(|y| fen(*y)).collect(), ..History::default() };
        signals(&history, day("2026-11-22"))
    };
    assert!(sums(1_000_000, &[100, 100, 100, 100]).is_empty(), "four are too few to compare");
    assert!(sums(499, &[100, 90, 100, 110, 120]).is_empty());
    assert_eq!(sums(500, &[100, 90, 100, 110, 120]), [Signal::UnusualSum { median: fen(100), count: 5 }]);
}

#[test]
fn a_case_finds_the_others_of_its_parties_by_their_numbers_alone() {
    let portal = TestPortal::new();
    let first = portal.filed();
    let case = |id: &portal::domain::id::CaseId| portal.office.case(&portal.clerk, id).expect("the case");
    let of = |id: &portal::domain::id::CaseId| {
        let case = case(id);
        let application = portal.office.application(&case).expect("an application");
        of_case(&portal.office, &case, &application).expect("a history")
    };
    assert!(of(&first).related.is_empty() && of(&first).phones.is_empty());
    let second = portal.filed_as("ODR-2");
    let history = of(&second);
    assert_eq!(history.related.len(), 1);
    assert_eq!((history.related[0].id.as_str(), history.related[0].shared.clone()), (first.as_str(), vec!["A".to_owned(), "B".to_owned()]));
    assert!(signals(&history, portal.office.today()).contains(&Signal::SamePair { case: history.related[0].label.clone() }));
    assert_eq!(history.usual, [fen(20_000)], "the agency's other case of the kind");
    // Another's telephone under another name.
    let sample = Sample::first().again("ODR-3");
    let mut json: serde_json::Value = serde_json::from_str(&sample.text).expect("json");
    json["parties"][0]["name"] = "梅疏影".into();
    json["parties"][0]["id_number"] = "330499199003081223".into();
    json["parties"][0]["born_on"] = "1990-03-08".into();
    let third = portal.hand_in(&Sample { text: json.to_string(), ..sample }).expect("taken in").id;
    let history = of(&third);
    assert!(history.related.iter().all(|r| r.shared == ["B"]), "{history:?}");
    assert!(history.phones.contains(&("A".to_owned(), "周雨桐".to_owned())), "{history:?}");
}

#[test]
fn an_identifier_under_another_name_is_a_sign() {
    let history = History { names: vec![("A".to_owned(), "周雨彤".to_owned())], ..History::default() };
    let today = Day::parse("2026-03-25").expect("a day");
    assert_eq!(signals(&history, today), [Signal::OtherName { party: "A".to_owned(), other: "周雨彤".to_owned() }]);
}
