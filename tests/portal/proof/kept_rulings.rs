//! Rulings that were sealed by earlier programs go on verifying: files and evidence as they were handed out then.

use portal::domain::day::Moment;
use portal::domain::report::Verdict;
use portal::office::proof::verification::{ReaderEvidence, verify_elsewhere};
use portal::seal::trust::Trust;
use std::path::{Path, PathBuf};

/// A ruling as it was handed out, and when its evidence was fresh.
struct KeptRuling {
    folder: PathBuf,
    at: Moment,
    verdict: String,
}

impl KeptRuling {
    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.join(name)).unwrap_or_else(|e| panic!("{}/{name}: {e}", self.folder.display()))
    }

    fn verdict_of(&self, ruling: &[u8]) -> Verdict {
        let trust = Trust::open(&String::from_utf8(self.bytes("trust.note")).expect("a text"));
        assert!(trust.is_some(), "{}: the trust note is whole", self.folder.display());
        let bundle = self.bytes("ruling.proof.zip");
        verify_elsewhere(ruling, &ReaderEvidence { trust, bundle: Some(&bundle), offline: true }, self.at).verdict
    }
}

fn kept() -> Vec<KeptRuling> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/rulings");
    let table = std::fs::read_to_string(folder.join("expected.tsv")).expect("the table");
    let rows = table.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>());
    let read =
        |row: Vec<&str>| KeptRuling { folder: folder.join(row[0]), at: Moment::parse(row[1]).expect("a time"), verdict: row[2].to_owned() };
    rows.map(read).collect()
}

#[test]
fn rulings_sealed_by_earlier_programs_go_on_verifying() {
    let all = kept();
    assert!(all.len() >= 14);
    for ruling in &all {
        let verdict = ruling.verdict_of(&ruling.bytes("ruling.pdf"));
        assert_eq!(verdict.name(), ruling.verdict, "{}", ruling.folder.display());
    }
}

#[test]
fn a_kept_ruling_with_one_byte_changed_is_altered() {
    for ruling in kept() {
        let mut bytes = ruling.bytes("ruling.pdf");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert_eq!(ruling.verdict_of(&bytes), Verdict::Altered, "{}", ruling.folder.display());
    }
}
