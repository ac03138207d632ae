//! The shape of the project: arrows one way, words complete, files a person can read.

use portal::words::{Lang, has, refusal_key};
use std::path::{Path, PathBuf};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The part of a file that is not its tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a source");
    text.split("#[cfg(test)]").next().unwrap_or("").to_owned()
}

/// Which level-1 modules each may name.
const ARROWS: [(&str, &[&str]); 13] = [
    ("domain", &["domain"]),
    ("json", &["json"]),
    ("digest", &["digest"]),
    ("files", &["files", "digest"]),
    ("vault", &["vault", "digest"]),
    ("words", &["words", "domain"]),
    ("db", &["db", "domain", "seal"]),
    ("pdf", &["pdf", "digest", "domain", "files"]),
    ("seal", &["seal", "digest", "domain", "json", "files", "pdf"]),
    ("post", &["post", "domain"]),
    ("office", &["office", "db", "domain", "files", "json", "pdf", "post", "seal", "vault"]),
    ("web", &["web", "db", "domain", "office", "seal", "post", "words"]),
    ("cli", &["cli", "db", "domain", "files", "office", "pdf", "seal", "web", "words"]),
];

#[test]
fn imports_go_one_way() {
    let mut looked = 0;
    for path in sources(&root()) {
        let relative = path.strip_prefix(root()).expect("below src").display().to_string();
        let own = relative.split(['/', '.']).next().expect("a module").to_owned();
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == own) else {
            assert!(matches!(own.as_str(), "lib" | "main"), "{relative} belongs to no level");
            continue;
        };
        for part in code(&path).split("crate::").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            assert!(allowed.contains(&name.as_str()), "{relative} names crate::{name}");
        }
        looked += 1;
    }
    assert!(looked > 50, "only {looked} files were looked at");
}

#[test]
fn the_domain_knows_no_framework_and_no_clock() {
    for path in sources(&root().join("domain")) {
        let text = code(&path);
        for word in ["serde", "diesel", "actix", "std::fs", "SystemTime", "Utc::now", "getrandom"] {
            assert!(!text.contains(&format!("{word}::")) && !text.contains(&format!("use {word}")), "{} uses {word}", path.display());
        }
    }
}

#[test]
fn only_the_pdf_module_names_the_pdf_writer() {
    for path in sources(&root()).iter().filter(|p| !p.starts_with(root().join("pdf"))) {
        assert!(!code(path).contains("pdf_writer"), "{}", path.display());
    }
}

#[test]
fn a_file_can_be_read_in_one_sitting_and_is_not_called_utils() {
    for path in sources(&root()) {
        let lines = std::fs::read_to_string(&path).expect("a source").lines().count();
        // The tables are a list, not something to read.
        assert!(lines <= 450 || path.ends_with("db/schema.rs"), "{} has {lines} lines", path.display());
        let name = path.file_stem().and_then(|n| n.to_str()).unwrap_or("");
        assert!(!matches!(name, "utils" | "helpers" | "common" | "types"), "{}", path.display());
    }
}

fn keys(language: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/locales").join(language);
    let mut keys = Vec::new();
    for entry in std::fs::read_dir(folder).expect("words").filter_map(Result::ok) {
        let text = std::fs::read_to_string(entry.path()).expect("words");
        keys.extend(text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(" = ").map(|(k, _)| k.to_owned())));
    }
    keys.sort();
    keys
}

#[test]
fn both_languages_have_the_same_words_and_every_word_is_used() {
    let (chinese, english) = (keys("zh-CN"), keys("en"));
    assert_eq!(chinese, english);
    assert!(chinese.len() > 100);
    let all: String = sources(&root()).iter().map(|p| std::fs::read_to_string(p).expect("a source")).collect();
    for key in &chinese {
        assert!(has(Lang::Zh, key) && has(Lang::En, key), "{key} does not load");
        let refusal = key.strip_prefix("refusal-").map(|k| k.to_uppercase().replace('-', "_"));
        let verdict = key.strip_prefix("verdict-").map(str::to_owned);
        let used = refusal.or(verdict).unwrap_or_else(|| key.clone());
        assert!(all.contains(&format!("\"{used}\"")), "nothing says {key}");
    }
}

#[test]
fn every_sentence_that_is_named_exists() {
    for path in sources(&root()) {
        let text = code(&path);
        for part in text.split('"').skip(1).step_by(2) {
            let prefixes = [
                "schema-",
                "term-",
                "agent-",
                "party-",
                "material-",
                "undertaking-",
                "file-",
                "scope-",
                "signal-",
                "fact-",
                "apply-period-",
                "effective-",
                "authority-",
            ];
            let plain = part.chars().all(|c| c.is_ascii_lowercase() || c == '-');
            if plain && prefixes.iter().any(|p| part.starts_with(p) && part.len() > p.len()) {
                assert!(has(Lang::Zh, part) && has(Lang::En, part), "{}: {part}", path.display());
            }
        }
    }
    let refusals = code(&root().join("domain/refusal.rs"));
    let mut count = 0;
    for line in refusals.lines().filter(|l| l.contains("=> \"")) {
        let code = line.split('"').nth(1).expect("a code");
        if !code.chars().all(|c| c.is_ascii_uppercase() || c == '_') {
            continue;
        }
        assert!(has(Lang::Zh, &refusal_key(code)) && has(Lang::En, &refusal_key(code)), "{code}");
        count += 1;
    }
    assert!(count > 20);
}

#[test]
fn no_legal_wording_stands_outside_its_folder() {
    for path in sources(&root()).iter().filter(|p| !p.starts_with(root().join("domain/wording"))) {
        for word in ["裁定如下", "依照《", "本院经审查"] {
            assert!(!code(path).contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn every_test_the_law_table_names_exists() {
    let table = include_str!("../../src/domain/LAW.md");
    let mut all: String = sources(&root()).iter().map(|p| std::fs::read_to_string(p).expect("a source")).collect();
    all.extend(
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/portal")).iter().map(|p| std::fs::read_to_string(p).expect("a test")),
    );
    let mut count = 0;
    for row in table.lines().filter(|l| l.starts_with("| ") && l.contains('🟢')) {
        let named = row.rsplit('|').nth(1).expect("a last cell");
        for name in named.split('`').skip(1).step_by(2) {
            assert!(all.contains(&format!("fn {name}()")), "{name} does not exist");
            count += 1;
        }
    }
    assert!(count > 20, "only {count} tests are named");
}
