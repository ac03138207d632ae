//! What comes after confirmation: performance, the pack for enforcement, the file of a case, and the papers along the way.

use crate::app::TestPortal;
use crate::ruling::wording::{self, golden, steady, text_of, text_of_pdf};
use portal::domain::actor::{Actor, Role};
use portal::domain::day::Day;
use portal::domain::id::CaseId;
use portal::domain::money::Fen;
use portal::domain::performance::{ObligationState, PerformanceKind};
use portal::domain::wording::supplement::Item;
use portal::office::Error;
use portal::office::performance::archive::{ArchiveForm, archive, case_of_number};
use portal::office::performance::enforcement::enforcement_pack;
use portal::office::performance::obligations::{PerformanceReport, of_case, tell};
use portal::office::performance::reminders;
use portal::office::review::supplement::{self, SupplementOrder};
use portal::office::service::recording::{Heard, record};
use portal::office::service::sending;
use portal::office::system::sweep;
use std::io::Read;

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

/// Names and bytes of an archive.
fn files(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).expect("a file");
            let mut content = Vec::new();
            file.read_to_end(&mut content).expect("read");
            (file.name().expect("a name").into_owned(), content)
        })
        .collect()
}

/// A confirmed case: B owes A 20000 in two instalments (2026-04-30, 2026-05-31) and an act (2026-04-15).
fn confirmed() -> (TestPortal, CaseId) {
    let portal = TestPortal::new();
    let (document, _) = portal.sealed();
    let id = portal.issued(&document).case_id;
    for (party, by) in [("A", "周雨桐"), ("B", "蒋文涛")] {
        let served = Heard::received(party, "personal", by, portal.office.today());
        record(&portal.office, &portal.clerk, &id, portal.version(&id), &served).expect("served");
    }
    (portal, id)
}

impl TestPortal {
    fn party(&self, name: &str) -> Actor {
        Actor { person: None, name: name.to_owned(), role: Role::Party, unit: self.agency("shifan-market-regulation").unit }
    }

    fn tells(&self, id: &CaseId, party: Option<&str>, place: (i32, i32), kind: PerformanceKind, yuan: Option<i64>) -> &'static str {
        let actor = if party.is_some() { self.party("当事人") } else { self.clerk.clone() };
        let told = PerformanceReport {
            place,
            kind,
            amount: yuan.and_then(|y| Fen::new(y * 100)),
            on: self.office.today(),
            note: "转账回单",
            party,
        };
        code(tell(&self.office, &actor, id, &told))
    }

    fn stands(&self, id: &CaseId) -> Vec<(ObligationState, Option<i64>)> {
        of_case(&self.office, id).expect("duties").into_iter().map(|s| (s.state, s.left.map(|l| l.fen() / 100))).collect()
    }
}

#[test]
fn a_duty_is_done_when_who_is_owed_or_the_studio_says_so_and_not_by_a_claim() {
    let (portal, id) = confirmed();
    let open = portal.accepted_as("ODR-2");
    portal.office.clock.set_today(day("2026-04-30"));
    assert_eq!(
        portal.stands(&id),
        [(ObligationState::Coming, Some(10_000)), (ObligationState::Coming, Some(10_000)), (ObligationState::Overdue, None)]
    );
    assert_eq!(portal.tells(&id, Some("B"), (1, 1), PerformanceKind::Claimed, None), "OK");
    assert_eq!(portal.stands(&id)[0].0, ObligationState::Coming, "a claim counts for nothing yet");
    assert_eq!(portal.tells(&id, Some("B"), (1, 1), PerformanceKind::Missed, None), "NOT_YOUR_ACT");
    assert_eq!(portal.tells(&id, Some("A"), (1, 1), PerformanceKind::Performed, Some(4_000)), "OK");
    assert_eq!(portal.stands(&id)[0], (ObligationState::Part, Some(6_000)));
    assert_eq!(portal.tells(&id, Some("A"), (1, 1), PerformanceKind::Performed, Some(6_001)), "RECORD_INCOMPLETE", "more than is left");
    assert_eq!(portal.tells(&id, None, (1, 1), PerformanceKind::Performed, None), "OK", "all that is left");
    assert_eq!(portal.stands(&id)[0], (ObligationState::Done, Some(0)));
    assert_eq!(portal.tells(&id, None, (9, 1), PerformanceKind::Performed, None), "RECORD_INCOMPLETE");
    assert_eq!(portal.tells(&id, None, (2, 1), PerformanceKind::Visit, None), "OK");
    assert_eq!(
        portal.tells(&open, None, (1, 1), PerformanceKind::Performed, None),
        "NOT_NOW",
        "nothing is performed before it is confirmed"
    );
}

#[test]
fn on_default_the_pack_for_enforcement_holds_all_that_is_wanted() {
    let (portal, id) = confirmed();
    assert_eq!(code(enforcement_pack(&portal.office, &portal.clerk, &id, "A")), "NOTHING_TO_ENFORCE");
    portal.office.clock.set_today(day("2026-05-06"));
    assert_eq!(portal.tells(&id, Some("A"), (1, 1), PerformanceKind::Performed, Some(4_000)), "OK");
    assert_eq!(code(enforcement_pack(&portal.office, &portal.clerk, &id, "B")), "NOTHING_TO_ENFORCE", "nothing is owed to B");
    let pack = files(&enforcement_pack(&portal.office, &portal.party("周雨桐"), &id, "A").expect("a pack"));
    let names: Vec<&str> = pack.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["1-申请执行书.pdf", "2-民事裁定书-（2026）浙0499诉前调确1号.pdf", "3-裁定书证明包.zip", "4-送达回证-1.pdf", "4-送达回证-2.pdf"]
    );
    let receipts: String = pack[3..].iter().map(|(_, bytes)| text_of_pdf(bytes)).collect();
    assert!(receipts.contains("周雨桐") && receipts.contains("蒋文涛"), "{receipts}");
    assert!(!receipts.contains("工业路66号") && !receipts.contains("1990000"), "the other side's address is not handed on: {receipts}");
    let studio = files(&enforcement_pack(&portal.office, &portal.clerk, &id, "A").expect("a pack"));
    assert!(text_of_pdf(&studio[4].1).contains("工业路66号"), "the studio's own pack has the receipts as issued");
    golden("wording/enforcement-application.txt", &text_of_pdf(&pack[0].1));
    if let Some(folder) = std::env::var_os("PORTAL_TEST_KEEP") {
        std::fs::write(std::path::Path::new(&folder).join("enforcement.pdf"), &pack[0].1).expect("kept to be looked at");
    }
}

#[test]
fn the_file_of_a_case_is_in_order_complete_and_says_what_is_missing() {
    let (portal, id) = confirmed();
    let made = archive(&portal.office, &portal.clerk, &id, ArchiveForm::Papers).expect("an archive");
    assert!(made.missing.is_empty(), "{:?}", made.missing);
    let all = files(&made.bytes);
    let titles: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(titles[..3], ["00-卷宗目录.pdf", "00-catalogue.json", "01-司法确认申请书.pdf"]);
    let place = |what: &str| titles.iter().position(|t| t.contains(what)).unwrap_or_else(|| panic!("no {what} in {titles:?}"));
    let order =
        ["司法确认申请书", "调解协议", "身份证明", "授权委托书", "收件回执", "受理通知书", "核实笔录", "确认调解协议裁定书", "送达回证"];
    assert!(order.windows(2).all(|w| place(w[0]) < place(w[1])), "{titles:?}");
    let index: serde_json::Value = serde_json::from_slice(&all[1].1).expect("json");
    for (listed, (name, bytes)) in index["files"].as_array().expect("files").iter().zip(&all[2..]) {
        assert_eq!(listed["file"], name.as_str());
        assert_eq!(listed["sha256"], portal::seal::sha256_hex(bytes).as_str());
    }
    let pages: Vec<u64> = index["files"].as_array().expect("files").iter().map(|f| f["first_page"].as_u64().expect("a page")).collect();
    assert!(pages.windows(2).all(|w| w[0] < w[1]), "pages are counted through: {pages:?}");
    assert_eq!(case_of_number(&portal.office, "(2026)浙0499诉前调确1号").expect("found").as_str(), id.as_str());
    let filed = portal.accepted_as("ODR-2");
    portal.verify(&filed);
    let unfinished = archive(&portal.office, &portal.clerk, &filed, ArchiveForm::Papers).expect("an archive");
    assert!(unfinished.missing.is_empty(), "what cannot be there yet is not missing: {:?}", unfinished.missing);
    let asked = portal.hand_in(&crate::app::Sample::first().again("ODR-3")).expect("taken in").id;
    assert_eq!(code(archive(&portal.office, &portal.clerk, &asked, ArchiveForm::Papers)), "NOT_NOW");
}

#[test]
fn the_papers_along_the_way_read_as_reviewed() {
    let (portal, id) = confirmed();
    golden("wording/verification-record.txt", &text_of(&portal, "verification_record", &id));
    let receipt = text_of(&portal, "service_receipt", &id);
    let digest = receipt.split("校验值").nth(1).map(|r| r[..8].to_owned()).expect("a digest");
    golden("wording/service-receipt.txt", &steady(&receipt, &[(&digest, "DDDDDDDD")]));
    let other = portal.filed_as("ODR-2");
    let item = |part: &str, defect: &str, form: &str| Item { part: part.into(), defect: defect.into(), form: form.into() };
    let items = [item("files", "对方的身份证明看不清号码。", "重新拍照或者扫描上传"), item("service", "送达地址没有门牌号", "写明门牌号")];
    let wanted = SupplementOrder { items: &items, days: 7, reason_again: "" };
    supplement::issue(&portal.office, &portal.clerk, &other, portal.version(&other), &wanted).expect("asked for");
    let notice = text_of(&portal, "supplement_notice", &other);
    golden("wording/supplement-notice.txt", &steady(&notice, &[(other.as_str(), "CASE-REFERENCE")]));
}

#[test]
fn who_owes_is_reminded_before_the_day_and_both_after_it_each_once() {
    let (portal, id) = confirmed();
    let sweep = |day: &str| {
        portal.office.clock.set_today(Day::parse(day).expect("a day"));
        sweep::sweep(&portal.office).expect("swept").reminded
    };
    let written = |words: &str| {
        let all = sending::recent(&portal.office, 500).expect("letters");
        all.iter().filter(|l| l.text.contains(words)).count()
    };
    assert_eq!(sweep("2026-04-11"), 0, "the act is due on the 15th");
    assert_eq!((sweep("2026-04-12"), sweep("2026-04-13")), (1, 0), "once");
    assert_eq!(written("到2026年4月15日为止"), 1, "to who owes alone");
    assert_eq!((sweep("2026-04-16"), sweep("2026-04-17")), (1, 0));
    assert_eq!((written("你有一项约定已于2026年4月15日到期"), written("对方有一项约定已于2026年4月15日到期")), (1, 1));
    assert_eq!(portal.tells(&id, None, (1, 1), PerformanceKind::Performed, None), "OK");
    assert_eq!(sweep("2026-04-29"), 0, "what is done is not asked for");
    assert_eq!((sweep("2026-05-31"), sweep("2026-06-07")), (1, 2), "the second instalment, and the return visit");
    assert_eq!(sweep("2026-06-08"), 0);
    let standings = of_case(&portal.office, &id).expect("duties");
    assert_eq!(reminders::visit_due(&standings).map(|d| d.to_string()).as_deref(), Some("2026-06-07"));
    assert_eq!(portal.tells(&id, None, (1, 2), PerformanceKind::Visit, None), "OK");
    assert_eq!(reminders::visit_due(&of_case(&portal.office, &id).expect("duties")), None);
}

#[test]
fn the_file_is_also_one_pdf_with_a_bookmark_for_each_paper() {
    let (portal, id) = confirmed();
    let bound = archive(&portal.office, &portal.clerk, &id, ArchiveForm::Volume).expect("a volume");
    wording::keep("volume", &bound.bytes);
    let pdf = portal.data.join("volume.pdf");
    std::fs::write(&pdf, &bound.bytes).expect("written");
    let qpdf = |arguments: &[&str]| {
        let out = std::process::Command::new("qpdf").args(arguments).arg(&pdf).output().expect("qpdf runs");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).expect("text")
    };
    qpdf(&["--check"]);
    let json: serde_json::Value =
        serde_json::from_str(&qpdf(&["--json=2", "--json-key=outlines", "--json-key=pagelabels", "--json-key=pages"])).expect("json");
    let titles: Vec<&str> = json["outlines"].as_array().expect("bookmarks").iter().filter_map(|o| o["title"].as_str()).collect();
    let papers = files(&archive(&portal.office, &portal.clerk, &id, ArchiveForm::Papers).expect("an archive").bytes);
    assert_eq!(titles.len(), papers.len() - 1, "the catalogue and every paper: {titles:?}");
    let index: serde_json::Value = serde_json::from_slice(&papers[1].1).expect("json");
    let labels = json["pagelabels"].as_array().expect("labels");
    let front = labels[1]["index"].as_u64().expect("where counting begins");
    let pages = json["pages"].as_array().expect("pages").len() as u64;
    assert_eq!(pages, front + index["pages"].as_u64().expect("pages"), "pages are those the catalogue counts");
    let text = text_of_pdf(&bound.bytes);
    assert!(["承诺", "本院经审查认为", "签收人"].iter().all(|words| text.contains(words)), "the papers themselves");
}
