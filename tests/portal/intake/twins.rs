//! Agreements that lie before the court already.

use crate::app::{Sample, TestPortal};
use portal::domain::finding::{Finding, Severity};
use portal::domain::refusal::Refusal;
use portal::office::Error;
use portal::office::intake::submission::{HandedFile, take_in};

/// A sample's files as they are: with the very same agreement.
fn as_they_are(sample: &Sample) -> Vec<HandedFile> {
    let paths = sample.application().attachments.into_iter().filter_map(|a| a.path);
    paths.map(|path| HandedFile { content: std::fs::read(sample.folder.join(&path)).expect("a file").into(), path }).collect()
}

fn handed_in(portal: &TestPortal, sample: &Sample) -> Result<Vec<Finding>, Vec<Finding>> {
    match take_in(&portal.office, &portal.agency("shifan-market-regulation"), sample.text.as_bytes(), as_they_are(sample)) {
        Ok(taken) => Ok(taken.findings),
        Err(Error::Refused(Refusal::Findings(found))) => Err(found),
        Err(other) => panic!("{other:?}"),
    }
}

fn codes(found: &[Finding]) -> Vec<(&'static str, Severity)> {
    found.iter().map(|f| (f.code.as_str(), f.severity)).collect()
}

#[test]
fn the_same_agreement_is_taken_in_once_it_is_not_before_the_court_and_refused_while_it_is() {
    let portal = TestPortal::new();
    let first = Sample::first();
    let id = portal.hand_in(&first).expect("taken in").id;
    assert_eq!(handed_in(&portal, &first.again("second")), Ok(vec![]), "one that nobody has joined is not before the court");
    portal.join_all(&first, &id);
    let refused = handed_in(&portal, &first.again("third")).expect_err("refused");
    assert_eq!(codes(&refused), [("DUPLICATE", Severity::Refuse)]);
    assert_eq!(refused[0].at, "/attachments/0/path");
    assert!(refused[0].args.is_empty(), "nobody's case is named");
}

#[test]
fn the_same_parties_day_and_sums_under_another_agreement_are_shown() {
    let portal = TestPortal::new();
    let first = Sample::first();
    portal.filed();
    let mut other = as_they_are(&first.again("second"));
    let agreement = other.iter_mut().find(|f| f.path == "agreement.pdf").expect("an agreement");
    let bytes = std::fs::read(first.folder.join("agreement.pdf")).expect("a file");
    agreement.content = [bytes, b"%another copy\n".to_vec()].concat().into();
    let taken = take_in(&portal.office, &portal.agency("shifan-market-regulation"), first.again("second").text.as_bytes(), other)
        .expect("taken in");
    assert_eq!(codes(&taken.findings), [("DUPLICATE", Severity::Warn)]);
}
