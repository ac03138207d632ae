//! The documents as text: read by a lawyer, reviewed like code. `GOLDEN=1` writes them anew.

use crate::app::TestPortal;
use portal::office::proposing;
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
    let documents = portal::db::documents::of_case(&mut pool.get().expect("a connection"), id.as_str()).expect("documents");
    let issued = documents.iter().find(|d| d.kind == kind).unwrap_or_else(|| panic!("no {kind}"));
    let bytes = portal::office::logging::document_bytes(&portal.office, issued).expect("bytes");
    let pdf = portal.data.join("text.pdf");
    std::fs::write(&pdf, &bytes).expect("written");
    if let Some(folder) = std::env::var_os("PORTAL_TEST_KEEP") {
        std::fs::write(Path::new(&folder).join(format!("{kind}.pdf")), &bytes).expect("kept to be looked at");
    }
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
    let draft = proposing::propose(&portal.office, &portal.clerk, &id, portal.version(&id), Some("梅清扬")).expect("proposed");
    let text = proposing::preview(&draft).plain_text();
    let codes = [
        (portal::domain::id::printed_code(&draft.facts.query_code), "QQQQ-QQQQ-QQQQ"),
        (portal::domain::id::printed_code(&draft.facts.check_code), "CCCC-CCCC"),
    ];
    let pairs: Vec<(&str, &str)> = codes.iter().map(|(from, to)| (from.as_str(), *to)).collect();
    golden("wording/ruling.txt", &steady(&text, &pairs));
}
