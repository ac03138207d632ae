//! The documents as text: read by a lawyer, reviewed like code. `GOLDEN=1` writes them anew.

use crate::app::TestPortal;
use portal::db::ruling::documents;
use portal::domain::wording::agency::AgencyForm;
use portal::domain::wording::catalogue::{CatalogueLine, catalogue};
use portal::office::mediation::forms;
use portal::office::proof::log;
use portal::office::ruling::approval;
use std::path::Path;

/// Holds a text against its golden file.
pub fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("GOLDEN").is_some() {
        std::fs::write(&path, text).expect("written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "{} differs; look at it, then write it anew with GOLDEN=1:\n{text}", path.display());
}

/// What changes from run to run, named.
pub fn steady(text: &str, pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

pub fn text_of(portal: &TestPortal, kind: &str, id: &portal::domain::id::CaseId) -> String {
    let pool = portal.pool();
    let documents = documents::of_case(&mut pool.get().expect("a connection"), id).expect("documents");
    let issued = documents.iter().find(|d| d.kind.name() == kind).unwrap_or_else(|| panic!("no {kind}"));
    let bytes = log::document_bytes(&portal.office, issued).expect("bytes");
    keep(kind, &bytes);
    text_of_pdf(&bytes)
}

/// Keeps a printed document where somebody wants to look at it.
pub fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("PORTAL_TEST_KEEP") {
        std::fs::write(Path::new(&folder).join(format!("{name}.pdf")), bytes).expect("kept to be looked at");
    }
}

/// The text of a PDF as a reader extracts it, line by line.
pub fn text_of_pdf(bytes: &[u8]) -> String {
    let pdf = crate::app::scratch("text.pdf");
    std::fs::write(&pdf, bytes).expect("written");
    let out = std::process::Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output().expect("pdftotext runs");
    assert!(out.status.success());
    let text = String::from_utf8(out.stdout).expect("text");
    // How far a line is indented is the extractor's guess; the lines themselves are ours.
    text.lines().map(|l| l.trim_matches([' ', '\u{c}'])).filter(|l| !l.is_empty()).map(|l| format!("{l}\n")).collect()
}

#[test]
fn the_documents_of_a_case_read_as_reviewed() {
    let portal = TestPortal::new();
    let id = portal.accepted();
    let receipt = text_of(&portal, "filing_receipt", &id);
    golden("wording/filing-receipt.txt", &steady(&receipt, &[(id.as_str(), "CASE-REFERENCE")]));
    golden("wording/application.txt", &text_of(&portal, "application", &id));
    golden("wording/acceptance-notice.txt", &text_of(&portal, "acceptance_notice", &id));
    portal.verify(&id);
    let draft = approval::propose(&portal.office, &portal.clerk, &id, portal.version(&id), Some("梅清扬")).expect("proposed");
    let text = approval::preview(&draft).plain_text();
    let codes = [
        (portal::domain::id::printed_code(&draft.facts.query_code), "QQQQ-QQQQ-QQQQ"),
        (portal::domain::id::printed_code(&draft.facts.check_code), "CCCC-CCCC"),
    ];
    let pairs: Vec<(&str, &str)> = codes.iter().map(|(from, to)| (from.as_str(), *to)).collect();
    golden("wording/ruling.txt", &steady(&text, &pairs));
}

/// The agency's own set, each form filled in from the same draft.
#[test]
fn the_agency_s_forms_read_as_reviewed() {
    let portal = TestPortal::new();
    let id = portal.hand_in(&crate::app::Sample::first()).expect("taken in").id;
    let agency = portal.agency("shifan-market-regulation");
    std::fs::create_dir_all(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/wording/agency")).expect("a folder");
    for form in AgencyForm::ALL {
        let bytes = forms::agency_form(&portal.office, &agency, &id, form).expect("printed");
        keep(&format!("agency-{}", form.name()), &bytes);
        let text = text_of_pdf(&bytes);
        assert!(in_court_layout(&text), "{}: a line is too long\n{text}", form.name());
        golden(&format!("wording/agency/{}.txt", form.name().replace('_', "-")), &text);
    }
    let other = portal.agency("shifan-tourism");
    assert!(forms::agency_form(&portal.office, &other, &id, AgencyForm::Agreement).is_err(), "another agency's case");
}

/// Twenty-eight characters a line, Latin letters and digits half as wide; punctuation that hangs at the end counts one more.
fn in_court_layout(text: &str) -> bool {
    let width = |line: &str| line.chars().filter(|c| *c != ' ').map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>();
    text.lines().all(|line| width(line) <= 58)
}

#[test]
fn an_address_for_service_is_confirmed_by_joining() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let text = text_of(&portal, "service_address", &id);
    golden("wording/service-address.txt", &steady(&text, &[(id.as_str(), "CASE-REFERENCE")]));
}

#[test]
fn the_catalogue_of_a_file_reads_as_reviewed() {
    let portal = TestPortal::new();
    let line = |title: &str, pages| CatalogueLine { title: title.to_owned(), pages, sha256: "0123456789abcdef".repeat(4) };
    let lines = [
        line("司法确认申请书", Some((1, 3))),
        line("调解协议", Some((4, 5))),
        line("身份证明（示范县清泉净水设备有限公司）", Some((6, 6))),
        line("核实笔录", None),
        line("确认调解协议裁定书", Some((7, 8))),
    ];
    let document = catalogue("示范县人民法院", "（2026）浙0499诉前调确1号", &lines, portal.office.today());
    let printed = portal.office.print(&document, portal.office.now(), "catalogue").expect("printed");
    keep("catalogue", &printed.bytes);
    golden("wording/catalogue.txt", &text_of_pdf(&printed.bytes));
}
