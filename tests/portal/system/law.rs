//! The law: samples, vectors, periods, and the printed table of stage × act.

use crate::app::Sample;
use crate::ruling::wording;
use portal::domain::actor::Role;
use portal::domain::case::{Act, Approval, Back, Filed, Origin, Proposed, Reviewing, Ruled, Stage, StandingDraft, Supplementing};
use portal::domain::check::Context;
use portal::domain::day::{Day, Moment};
use portal::domain::decide::decide;
use portal::domain::finding::{Finding, Severity};
use portal::domain::id::{CaseNumber, PersonId};
use portal::domain::outcome::Outcome;
use portal::domain::period::{Deadline, Period};
use portal::domain::register::Register;
use portal::office::county::register::RegisterFiles;
use portal::office::intake::application;
use portal::pdf::font::{DEFAULT_FAMILIES, Fonts};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

fn register() -> Register {
    RegisterFiles::built_in().parse(1).expect("the built-in register")
}

fn check(text: &str, on: &str) -> Vec<Finding> {
    check_with(&register(), text, on)
}

fn check_with(register: &Register, text: &str, on: &str) -> Vec<Finding> {
    static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::load(&DEFAULT_FAMILIES.map(str::to_owned), &[]).expect("the fonts"));
    let context = Context { register, on: Day::parse(on).expect("a day"), can_print: &|c| FONTS.can_print(c), held_post: &|_, _, _| false };
    application::read(text.as_bytes()).check(&context)
}

fn codes(found: &[Finding], severity: Severity) -> Vec<&'static str> {
    let mut codes: Vec<&str> = found.iter().filter(|f| f.severity == severity).map(|f| f.code.as_str()).collect();
    codes.sort_unstable();
    codes
}

#[test]
fn every_sample_meets_its_expectation_exactly() {
    for sample in Sample::all() {
        let expected: Value =
            serde_json::from_str(&std::fs::read_to_string(sample.folder.join("expected.json")).expect("expected")).expect("json");
        let found = check(&sample.text, expected["on"].as_str().expect("a day"));
        for (severity, key) in [(Severity::Refuse, "refuse"), (Severity::Warn, "warn")] {
            let wanted: Vec<&str> = expected[key].as_array().expect("codes").iter().filter_map(Value::as_str).collect();
            assert_eq!(codes(&found, severity), wanted, "{}", sample.folder.display());
        }
    }
}

/// Applies RFC 6902 add, replace, remove.
fn patched(text: &str, patch: &Value) -> String {
    let mut value: Value = serde_json::from_str(text).expect("json");
    for step in patch.as_array().expect("a patch") {
        let path = step["path"].as_str().expect("a path");
        let (parent, key) = path.rsplit_once('/').expect("a pointer");
        let key = key.replace("~1", "/").replace("~0", "~");
        let parent = value.pointer_mut(parent).unwrap_or_else(|| panic!("no {path}"));
        match (parent, step["op"].as_str().expect("an op")) {
            (Value::Object(map), "remove") => drop(map.shift_remove(&key)),
            (Value::Object(map), _) => drop(map.insert(key, step["value"].clone())),
            (Value::Array(list), "add") if key == "-" => list.push(step["value"].clone()),
            (Value::Array(list), "add") => list.insert(key.parse().expect("an index"), step["value"].clone()),
            (Value::Array(list), "remove") => drop(list.remove(key.parse().expect("an index"))),
            (Value::Array(list), _) => list[key.parse::<usize>().expect("an index")] = step["value"].clone(),
            (other, op) => panic!("{op} {path} in {other}"),
        }
    }
    value.to_string()
}

#[test]
fn every_vector_of_the_contract_holds() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/check.jsonl");
    let text = std::fs::read_to_string(path).expect("the vectors");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let vector: Value = serde_json::from_str(line).expect("a vector");
        let sample = Sample::named(vector["sample"].as_str().expect("a sample"));
        let own = std::fs::read_to_string(sample.folder.join("on")).expect("on");
        let on = vector["on"].as_str().unwrap_or(own.trim());
        let found = check(&patched(&sample.text, &vector["patch"]), on);
        count += 1;
        for (severity, key) in [(Severity::Refuse, "refuse"), (Severity::Warn, "warn")] {
            let mut wanted: Vec<&str> = vector[key].as_array().expect("codes").iter().filter_map(Value::as_str).collect();
            wanted.sort_unstable();
            let got = codes(&found, severity);
            if got != wanted {
                wrong.push(format!("{}: {key}: wanted {wanted:?}, got {got:?}", vector["name"]));
            }
        }
    }
    assert!(count > 100, "only {count} vectors");
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The register a vector asks for: the samples', with what it changes of an agency, or with prime rates.
fn register_of(vector: &Value) -> Register {
    let mut files = RegisterFiles::built_in();
    if let Some(changes) = vector["register"]["agencies"].as_object() {
        let mut agencies: Value = serde_json::from_str(&files.agencies).expect("json");
        for agency in agencies["agencies"].as_array_mut().expect("a list") {
            let change = changes.get(agency["code"].as_str().expect("a code")).and_then(Value::as_object);
            for (key, value) in change.into_iter().flatten() {
                agency[key] = value.clone();
            }
        }
        files.agencies = agencies.to_string();
    }
    if vector["lpr"] == true {
        files.prime_rates = "from,rate\n2024-10-21,3.10\n2025-05-20,3.10\n2026-01-20,3.00\n".to_owned();
    }
    files.parse(1).expect("a register")
}

/// Vectors written from the contract alone, by somebody who had not seen the check.
#[test]
fn every_application_written_from_the_contract_alone_is_judged_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/reading");
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the vectors") {
        let text = std::fs::read_to_string(entry.expect("a file").path()).expect("read");
        for line in text.lines().filter(|l| !l.trim().is_empty()) {
            let vector: Value = serde_json::from_str(line).expect("a vector");
            let sample = Sample::named(vector["sample"].as_str().expect("a sample"));
            let register = register_of(&vector);
            let found = check_with(&register, &patched(&sample.text, &vector["patch"]), vector["on"].as_str().expect("a day"));
            count += 1;
            for (severity, key) in [(Severity::Refuse, "refuse"), (Severity::Warn, "warn")] {
                let wanted: BTreeSet<&str> = vector[key].as_array().expect("codes").iter().filter_map(Value::as_str).collect();
                let got: BTreeSet<&str> = codes(&found, severity).into_iter().collect();
                if got != wanted {
                    wrong.push(format!("{}: {key}: wanted {wanted:?}, got {got:?}", vector["name"]));
                }
            }
        }
    }
    assert!(count > 800, "only {count} vectors");
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_worked_period_comes_out_as_the_law_counts_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/periods.csv");
    let text = std::fs::read_to_string(path).expect("the vectors");
    let register = register();
    let mut count = 0;
    for line in text.lines().skip(1).filter(|l| !l.trim().is_empty()) {
        let cells: Vec<&str> = line.splitn(7, ',').collect();
        let [name, start, length, nominal, due, provisional, _] = cells[..] else { panic!("{line}") };
        let period = Period::named(name).expect("a period");
        let got = period.from(Day::parse(start).expect("a day"), length.parse().ok(), &register.calendar).expect("a length");
        assert_eq!(
            (got.deadline.nominal.to_string().as_str(), got.deadline.due.to_string().as_str(), got.provisional),
            (nominal, due, provisional == "true"),
            "{line}"
        );
        count += 1;
    }
    assert!(count >= 17, "the worked examples of the law are all there");
}

#[test]
fn a_filing_on_the_last_day_is_in_time_and_one_day_later_is_not() {
    let sample = Sample::first();
    // In force on 18 March: the thirtieth day is 17 April, a Friday.
    assert!(codes(&check(&sample.text, "2026-04-17"), Severity::Refuse).is_empty());
    assert_eq!(codes(&check(&sample.text, "2026-04-17"), Severity::Warn), ["APPLY_PERIOD_NEAR"]);
    assert_eq!(codes(&check(&sample.text, "2026-04-18"), Severity::Refuse), ["APPLY_PERIOD"]);
}

#[test]
fn findings_come_in_document_order_with_pointers() {
    let text = patched(
        &Sample::first().text,
        &serde_json::json!([
            {"op": "replace", "path": "/lane", "value": "administrative"},
            {"op": "replace", "path": "/parties/1/phone", "value": "12"},
            {"op": "remove", "path": "/terms/1/due_on"},
            {"op": "add", "path": "/surprise", "value": 1},
        ]),
    );
    let found = check(&text, "2026-03-25");
    let places: Vec<&str> = found.iter().map(|f| f.at.as_str()).collect();
    assert_eq!(places, ["/lane", "/parties/1/phone", "/terms/1/due_on", "/surprise"]);
}

#[test]
fn hostile_bytes_give_findings_and_never_a_panic() {
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    for bytes in
        [&b""[..], b"null", b"[]", b"\xff\xfe", b"{\"a\":1e999}", b"{\"parties\":[null,1,\"x\",[]]}", b"{\"terms\":{}}", deep.as_bytes()]
    {
        let read = application::read(bytes);
        let register = register();
        let context = Context {
            register: &register,
            on: Day::parse("2026-03-25").expect("a day"),
            can_print: &|_| true,
            held_post: &|_, _, _| false,
        };
        assert!(!read.check(&context).is_empty());
    }
    let twice = Sample::first().text.replacen("\"lane\"", "\"lane\":\"civil\",\"lane\"", 1);
    assert_eq!(codes(&check(&twice, "2026-03-25"), Severity::Refuse), ["SCHEMA"]);
}

#[test]
fn every_half_of_an_application_is_answered() {
    let text = Sample::first().text;
    for end in (0..text.len()).step_by(37).filter(|i| text.is_char_boundary(*i)) {
        assert!(!check(&text[..end], "2026-03-25").is_empty(), "{end}");
    }
}

fn person(byte: u8) -> PersonId {
    PersonId::from_bits([byte; 16])
}

fn stages() -> Vec<Stage> {
    let day = Day::parse("2026-03-25").expect("a day");
    let number = CaseNumber { year: 2026, court: "浙0499".into(), kind: "诉前调确".into(), serial: 1 };
    let review = |verified| Reviewing { filed_on: day, accepted_on: day, number: number.clone(), verified };
    let approval = Approval { judge: person(2), at: Moment::from_unix(0), until: Moment::from_unix(60) };
    let filed = Filed { on: day, number: None };
    let standing = |approval| StandingDraft { proposed_by: person(1), draft: "d".into(), approval };
    let ruled = |later| Stage::Ruled(Ruled { number: number.clone(), outcome: Outcome::Confirmed, on: day, later });
    let proposed = |approval| Proposed {
        origin: Origin::Reviewing(review(true)),
        number: number.clone(),
        outcome: Outcome::Confirmed,
        standing: standing(approval),
    };
    let early = Proposed { origin: Origin::Filed(filed.clone()), outcome: Outcome::NotAccepted, ..proposed(None) };
    vec![
        Stage::Drafting,
        Stage::Joining,
        Stage::Filed(filed.clone()),
        Stage::Supplementing(Supplementing { back: Back::Filed(filed) }),
        Stage::Supplementing(Supplementing { back: Back::Reviewing(review(false)) }),
        Stage::Reviewing(review(false)),
        Stage::Reviewing(review(true)),
        Stage::Proposed(early),
        Stage::Proposed(proposed(None)),
        Stage::Proposed(proposed(Some(approval.clone()))),
        ruled(None),
        ruled(Some(standing(None))),
        ruled(Some(standing(Some(approval)))),
        Stage::Ruled(Ruled { number: number.clone(), outcome: Outcome::Dismissed, on: day, later: None }),
        Stage::Lapsed(day),
        Stage::Declined(day),
        Stage::Abandoned(day),
    ]
}

fn until(due: Day) -> Deadline {
    Deadline { start: due, nominal: due, due }
}

fn acts() -> Vec<Act> {
    let day = Day::parse("2026-03-25").expect("a day");
    let before = Day::parse("2026-03-24").expect("a day");
    let number = CaseNumber { year: 2026, court: "浙0499".into(), kind: "诉前调确".into(), serial: 1 };
    let moment = Moment::from_unix;
    let proposals = Outcome::ALL.map(|outcome| Act::Propose { by: person(1), draft: "d".into(), outcome, number: number.clone() });
    let mut list = vec![
        Act::Edit,
        Act::Complete,
        Act::Reopen,
        Act::Join { last: false, apply: until(day) },
        Act::Join { last: true, apply: until(day) },
        Act::Join { last: true, apply: until(before) },
        Act::Decline,
        Act::Abandon,
        Act::Lapse { apply: until(day) },
        Act::Lapse { apply: until(before) },
        Act::Accept { number: number.clone() },
        Act::Supplement,
        Act::Resubmit,
        Act::Verify,
        Act::SendBack,
        Act::Approve { by: person(2), draft: "d".into(), at: moment(0), until: moment(60) },
        Act::Approve { by: person(1), draft: "d".into(), at: moment(0), until: moment(60) },
        Act::Approve { by: person(2), draft: "e".into(), at: moment(0), until: moment(60) },
        Act::TakeBack { at: moment(59) },
        Act::TakeBack { at: moment(60) },
        Act::Seal { at: moment(59), ruled_on: day },
        Act::Seal { at: moment(60), ruled_on: day },
        Act::Void,
        Act::Serve,
        Act::Extend,
        Act::Compose,
        Act::Call,
        Act::Object,
        Act::ProposeLater { by: person(1), draft: "d".into() },
    ];
    list.extend(proposals);
    list
}

fn describe(stage: &Stage) -> String {
    match stage {
        Stage::Supplementing(Supplementing { back: Back::Reviewing(_) }) => "supplementing, from review".to_owned(),
        Stage::Reviewing(r) if r.verified => "reviewing, verified".to_owned(),
        Stage::Proposed(p) if p.origin.review().is_none() => "proposed, before acceptance".to_owned(),
        Stage::Ruled(Ruled { later: Some(s), .. }) if s.approval.is_some() => "ruled, later one approved".to_owned(),
        Stage::Ruled(Ruled { later: Some(_), .. }) => "ruled, later one proposed".to_owned(),
        Stage::Ruled(r) if r.outcome == Outcome::Dismissed => "ruled, dismissed".to_owned(),
        Stage::Proposed(p) if p.standing.approval.is_some() => "proposed, approved until 60 s".to_owned(),
        other => other.name().to_string(),
    }
}

fn describe_act(act: &Act) -> String {
    match act {
        Act::Join { last, apply } => format!("join{}, period until {}", if *last { " (last)" } else { "" }, apply.due),
        Act::Lapse { apply } => format!("lapse, period until {}", apply.due),
        Act::Approve { by, draft, .. } => {
            let who = if *by == person(1) { "the proposer" } else { "the judge" };
            format!("approve by {who}, draft {draft}")
        }
        Act::Propose { outcome, .. } => format!("propose {}", outcome.name()),
        Act::TakeBack { at } | Act::Seal { at, .. } => format!("{} at {} s", act.name(), at.unix()),
        other => other.name().to_string(),
    }
}

/// The whole table stage × act, for its own role; and that it is nobody else's.
#[test]
fn the_table_of_stage_and_act_is_the_reviewed_one() {
    let on = Day::parse("2026-03-25").expect("a day");
    let mut table = String::from("Every stage x every act on 2026-03-25, by a role whose act it is. Reviewed like code.\n");
    for act in acts() {
        let roles: Vec<&str> = act.roles().iter().map(|r| r.name()).collect();
        table.push_str(&format!("\n{} [{}]\n", describe_act(&act), roles.join(", ")));
        for stage in stages() {
            let outcome = match decide(stage.clone(), act.clone(), act.roles()[0], on) {
                Ok(next) => format!("→ {}", describe(&next)),
                Err(refusal) => format!("refused: {}", refusal.code()),
            };
            table.push_str(&format!("  {:<30} {outcome}\n", describe(&stage)));
            for role in Role::ALL.into_iter().filter(|r| !act.roles().contains(r)) {
                let refusal = decide(stage.clone(), act.clone(), role, on).expect_err("nobody else's act");
                assert_eq!(refusal.code(), "NOT_YOUR_ACT", "{} by {}", act.name(), role.name());
            }
        }
    }
    wording::golden("transitions.txt", &table);
}

/// The same read the other way round: at a stage, what each role may do.
#[test]
fn what_each_role_may_do_at_a_stage_is_the_reviewed_list() {
    let on = Day::parse("2026-03-25").expect("a day");
    let mut list = String::from("What each role may do at each stage on 2026-03-25, as domain/decide.rs allows it. Reviewed like code.\n");
    for stage in stages() {
        list.push_str(&format!("\n{}\n", describe(&stage)));
        for role in Role::ALL {
            let allowed = acts().into_iter().filter(|act| decide(stage.clone(), act.clone(), role, on).is_ok());
            let mut names: Vec<&str> = allowed.map(|act| act.name().name()).collect();
            names.dedup();
            let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
            list.push_str(&format!("  {:<10}{names}\n", role.name()));
        }
    }
    wording::golden("acts.txt", &list);
}

/// Pieces from which wordings are made that nobody wrote: words the reader knows, brackets, figures, marks.
const PIECES: [&str; 48] = [
    "甲方",
    "乙方",
    "丙方",
    "双方",
    "由",
    "的",
    "应当",
    "不",
    "支付",
    "退还",
    "于",
    "2026年4月30日",
    "前",
    "月底",
    "农历",
    "五月初五",
    "签订之日起",
    "十日内",
    "20000元",
    "贰万元整",
    "2万5千元",
    "￥",
    "3,000.00",
    "99999999999999999999元",
    "（",
    "）",
    "《",
    "》",
    "，",
    "。",
    "；",
    "：",
    "\n",
    "房屋",
    "所有权",
    "归",
    "孩子",
    "抚养",
    "王应当",
    "张保证金",
    "有限公司",
    "第二季度",
    "每月31日",
    "年利率",
    "百分之",
    "待",
    "后",
    "償還",
];

/// Any wording is read to its end, and the same way twice.
#[test]
fn any_wording_is_read_to_its_end() {
    let config = proptest::test_runner::Config { cases: 400, failure_persistence: None, ..proptest::test_runner::Config::default() };
    proptest::proptest!(config, |(pieces in proptest::collection::vec(0..PIECES.len(), 0..200), kind in 0..3_usize)| {
        let text: String = pieces.into_iter().map(|p| PIECES[p]).collect();
        let wording = if text.trim().is_empty() { "空".to_owned() } else { text };
        let place = ["/terms/0/text", "/terms/1/text", "/terms/2/text"][kind];
        let patch = serde_json::json!([{ "op": "replace", "path": place, "value": wording }]);
        let text = patched(&Sample::first().text, &patch);
        proptest::prop_assert_eq!(check(&text, "2026-03-25"), check(&text, "2026-03-25"));
    });
}

#[test]
fn names_that_are_words_are_names() {
    let text = patched(
        &Sample::first().text,
        &serde_json::json!([
            { "op": "replace", "path": "/parties/0/name", "value": "王应当" },
            { "op": "replace", "path": "/terms/0/account/name", "value": "王应当" },
            { "op": "add", "path": "/terms/-", "value": { "no": 4, "kind": "other", "text": "王应当应当于收货时当面验看，张保证金不是本协议当事人，不承担义务。" } },
        ]),
    );
    assert_eq!(check(&text, "2026-03-25"), []);
}

#[test]
fn two_hundred_findings_are_told_and_the_rest_counted() {
    let terms: Vec<Value> = (1..=100)
        .map(|no| {
            serde_json::json!({ "no": no, "kind": "payment", "text": "乙方尽快支付甲方3000元。", "obligor": "B", "obligee": "A", "amount_fen": 2_000_000,
                "amount_capital": "壹万元整", "method": "bank_transfer", "due_on": "2026-04-30" })
        })
        .collect();
    let text = patched(&Sample::first().text, &serde_json::json!([{ "op": "replace", "path": "/terms", "value": terms }]));
    let found = check(&text, "2026-03-25");
    let barring = codes(&found, Severity::Refuse).len();
    let count = found.len();
    let (told, omitted) = portal::domain::finding::told(found);
    assert!(count > 300 && barring > 200, "{count} findings, {barring} of them bar");
    assert_eq!((told.len(), omitted), (200, count - 200));
    assert!(told.iter().all(|f| f.severity == Severity::Refuse), "what bars is told first");
}
