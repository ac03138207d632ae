//! What is verified is bounded by what a ruling of ours can be, and what is named at a shell by what a file can be.

use crate::app::TestPortal;
use portal::domain::report::Verdict;
use portal::office::proof::verification::verify_here;
use std::path::Path;
use std::process::{Command, Output};

/// One object of our profile's spelling around a value, without more of a file.
fn around(value: &[u8]) -> Vec<u8> {
    [b"%PDF-2.0\n%\xe2\xe3\xcf\xd3\n1 0 obj\n".as_slice(), value, b"\nendobj\nxref\n"].concat()
}

fn filled(first: &[u8], piece: &[u8], last: &[u8]) -> Vec<u8> {
    let mut value = first.to_vec();
    while value.len() < 7 * 1024 * 1024 {
        value.extend_from_slice(piece);
    }
    value.extend_from_slice(last);
    around(&value)
}

#[test]
fn what_no_ruling_of_ours_can_be_is_refused_as_it_is_read() {
    let portal = TestPortal::new();
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/status").expect("a status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
    };
    let hostile = [
        ("empty names", filled(b"[", b"/", b"]")),
        ("short names", filled(b"[", b"/a", b"]")),
        ("one long name", filled(b"/", b"abcdefgh", b"")),
        ("numbers", filled(b"[", b"0 ", b"]")),
        ("references", filled(b"[", b"1 0 R ", b"]")),
        ("nothing", filled(b"[", b"null ", b"]")),
        ("empty lists", filled(b"[", b"[]", b"]")),
        ("lists in lists", filled(b"", b"[", b"")),
        ("empty dictionaries", filled(b"[", b"<<>>", b"]")),
        ("a long dictionary", filled(b"<<", b"/abcdefg 1", b">>")),
        ("short strings", filled(b"[", b"()", b"]")),
        ("one long string", filled(b"(", b"abcdefgh", b")")),
        ("one long string of digits", filled(b"<", b"00", b">")),
        ("small objects", filled(b"0\nendobj\n", b"2 0 obj\n0\nendobj\n", b"")),
        ("contents without end", [b"/Contents<".as_slice(), &vec![b'0'; 7 << 20]].concat()),
        ("ids", b"\"id\":\"00000000000000000000000000\"".repeat(200_000)),
        ("a statement of lists", [b"{\"agency\":".as_slice(), &vec![b'['; 7 << 20], b"\nendstream"].concat()),
    ];
    // The fonts and the rest are there before anything is counted.
    verify_here(&portal.office, b"%PDF-2.0\n").expect("a report");
    let before = resident();
    for (name, bytes) in hostile {
        let report = verify_here(&portal.office, &bytes).expect("a report");
        assert_ne!(report.verdict, Verdict::Authentic, "{name}");
        assert!(resident() < before + 80, "{name} took {} MiB", resident() - before);
    }
}

#[test]
fn the_largest_agreement_the_contract_allows_is_within_the_bounds() {
    let portal = TestPortal::new();
    let (_, bytes) = portal.sealed();
    let objects = bytes.windows(8).filter(|window| window.starts_with(b" 0 obj\n")).count();
    // Two pages of a plain ruling; a hundred parties and a hundred terms come to some fifty pages.
    assert!(objects * 25 < 20_000, "{objects} objects in a plain ruling");
    assert_eq!(verify_here(&portal.office, &bytes).expect("a report").verdict, Verdict::Authentic);
}

fn portal(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_portal")).current_dir(folder).args(arguments).output().expect("it runs")
}

#[test]
fn a_pipe_a_device_or_a_giant_named_at_a_shell_is_told_and_not_read() {
    let test = TestPortal::new();
    let (_, bytes) = test.sealed();
    let folder = &test.data;
    std::fs::write(folder.join("ruling.pdf"), &bytes).expect("written");
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().expect("it runs").success());
    std::fs::File::create(folder.join("giant")).expect("a file").set_len(2 << 30).expect("a length");
    for (command, named) in [("verify", "pipe"), ("verify", "/dev/zero"), ("verify", "giant"), ("verify", "."), ("verify", "missing")] {
        let output = portal(folder, &[command, "--offline", named]);
        assert_eq!(output.status.code(), Some(4), "{named}: a verdict all the same");
        assert!(String::from_utf8_lossy(&output.stderr).contains("FILE: "), "{named}");
    }
    for named in ["pipe", "/dev/zero", "giant"] {
        let output = portal(folder, &["check", named]);
        assert_eq!(output.status.code(), Some(2), "{named}");
    }
    for option in ["--bundle", "--trust"] {
        for named in ["missing", "pipe", "/dev/zero"] {
            let output = portal(folder, &["verify", "--offline", "ruling.pdf", option, named]);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(said.contains("counts as not given"), "{option} {named}: {said}");
            assert_eq!(output.status.code(), Some(4), "{option} {named}");
        }
    }
    let coloured = "a\u{1b}[31mred\u{7}.pdf";
    std::fs::write(folder.join(coloured), b"x").expect("written");
    let output = portal(folder, &["verify", "--offline", coloured, "b\u{1b}[2J.pdf"]);
    let shown = [output.stdout, output.stderr].concat();
    assert!(!shown.contains(&0x1b) && !shown.contains(&7), "{}", String::from_utf8_lossy(&shown));
}
