//! The shape of the project: arrows one way, words complete, files a person can read.

use portal::words::{Lang, has, refusal_key};
use std::path::{Path, PathBuf};

/// Every file below a folder with one of the endings.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if path.extension().and_then(|e| e.to_str()).is_some_and(|e| endings.contains(&e)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    files(folder, &["rs"])
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn root() -> PathBuf {
    project().join("src")
}

/// The part of a file that is not its tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a source");
    text.split("#[cfg(test)]").next().unwrap_or("").to_owned()
}

/// Which level-1 modules each may name.
const ARROWS: [(&str, &[&str]); 16] = [
    ("domain", &["domain"]),
    ("json", &["json"]),
    ("digest", &["digest"]),
    ("files", &["files", "digest", "vault"]),
    ("foreign", &["foreign", "files", "picture", "vault", "volume"]),
    ("vault", &["vault", "digest"]),
    ("words", &["words", "domain"]),
    ("db", &["db", "domain", "seal"]),
    ("pdf", &["pdf", "digest", "domain", "files"]),
    ("picture", &["picture"]),
    ("volume", &["volume", "picture"]),
    ("seal", &["seal", "digest", "domain", "json", "files", "pdf"]),
    ("post", &["post", "domain"]),
    ("office", &["office", "db", "domain", "files", "foreign", "json", "pdf", "post", "seal", "vault"]),
    ("web", &["web", "digest", "domain", "files", "foreign", "office", "post", "seal", "words"]),
    ("cli", &["cli", "db", "domain", "files", "foreign", "office", "pdf", "seal", "web", "words"]),
];

/// The modules of our own that a text names: `crate::a::b`, `use crate::{a, b::c}`.
fn named(text: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    let mut names = Vec::new();
    for part in text.split("crate::").skip(1) {
        let Some(list) = part.strip_prefix('{') else {
            names.push(word(part));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                c if start && !c.is_whitespace() => {
                    names.push(word(&list[at..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    names
}

#[test]
fn a_list_of_imports_is_read_like_single_ones() {
    assert_eq!(named("use crate::{db, office::{case, x}, web::page};"), ["db", "office", "web"]);
    assert_eq!(named("crate::db::x(crate::office::y)"), ["db", "office"]);
}

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
        for name in named(&code(&path)) {
            assert!(allowed.contains(&name.as_str()), "{relative} names crate::{name}");
        }
        looked += 1;
    }
    assert!(looked > 100, "only {looked} files were looked at");
}

/// The chapters, in the order of a case's life.
const CHAPTERS: [&str; 11] =
    ["mediation", "intake", "review", "ruling", "service", "performance", "proof", "county", "oversight", "people", "system"];

/// What may stand beside the chapters, floor by floor.
const BESIDE: [(&str, &[&str]); 7] = [
    ("src/office", &["mod", "clock", "letter", "print", "worklist", "case_overview", "place", "act"]),
    ("src/db", &["mod", "schema", "guards"]),
    ("src/web", &["mod", "request", "page", "party", "public", "api"]),
    ("templates/pages", &["base", "problem", "staff", "plain", "form-staff", "form-plain"]),
    ("templates/locales/zh-CN", &["common", "findings", "refusals", "facts"]),
    ("templates/locales/en", &["common", "findings", "refusals", "facts"]),
    ("tests/portal", &["app", "http", "main", "shape"]),
];

#[test]
fn every_floor_has_the_same_rooms() {
    for (floor, beside) in BESIDE {
        for entry in std::fs::read_dir(project().join(floor)).expect("a floor").filter_map(Result::ok) {
            let path = entry.path();
            if path.extension().is_some_and(|e| e == "md") {
                continue;
            }
            let name = path.file_stem().and_then(|n| n.to_str()).expect("a name").to_owned();
            assert!(CHAPTERS.contains(&name.as_str()) || beside.contains(&name.as_str()), "{floor} has {name}");
        }
    }
}

/// Files of a chapter with the files of the same chapter that each names.
fn neighbours(chapter: &Path) -> Vec<(String, Vec<String>)> {
    let stem = |p: &Path| p.file_stem().and_then(|n| n.to_str()).expect("a name").to_owned();
    let own: Vec<String> = sources(chapter).iter().map(|p| stem(p)).collect();
    let prefix = format!("crate::office::{}::", stem(chapter));
    let mut list = Vec::new();
    for path in sources(chapter) {
        let text = code(&path);
        let mut seen: Vec<String> = Vec::new();
        for part in text.split(&prefix).skip(1) {
            let until = part.find(';').unwrap_or(part.len());
            let listed = if part.starts_with('{') { &part[..until] } else { part };
            let words = listed.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            let words = if part.starts_with('{') { words.collect::<Vec<_>>() } else { words.take(1).collect() };
            seen.extend(words.into_iter().filter(|w| own.iter().any(|o| o == w)).map(str::to_owned));
        }
        seen.retain(|w| *w != stem(&path));
        seen.sort();
        seen.dedup();
        list.push((stem(&path), seen));
    }
    list
}

#[test]
fn the_acts_of_a_chapter_know_each_other_one_way() {
    let mut looked = 0;
    for chapter in CHAPTERS {
        let folder = root().join("office").join(chapter);
        if !folder.is_dir() {
            continue;
        }
        let mut open = neighbours(&folder);
        // Takes away, again and again, whatever names nobody that is left.
        loop {
            let left: Vec<String> = open.iter().map(|(name, _)| name.clone()).collect();
            let before = open.len();
            open.retain(|(_, names)| names.iter().any(|n| left.contains(n)));
            if open.len() == before {
                break;
            }
        }
        assert!(open.is_empty(), "office/{chapter} goes round in a circle: {open:?}");
        looked += 1;
    }
    assert!(looked > 8, "only {looked} chapters were looked at");
}

#[test]
fn a_stage_is_named_in_one_place() {
    use portal::domain::case::StageName;
    let home = root().join("domain/case.rs");
    for path in sources(&root()).iter().filter(|p| **p != home) {
        let text = code(path);
        for stage in StageName::ALL {
            let quoted = format!("\"{stage}\"");
            // The name of another kind may read alike where that kind is defined.
            let defines = |l: &str| l.trim_start().starts_with(|c: char| c.is_ascii_uppercase()) && l.ends_with(&format!(" = {quoted},"));
            let line = text.lines().find(|l| l.contains(&quoted) && !l.trim_start().starts_with("//") && !defines(l));
            assert!(line.is_none(), "{}: {}", path.display(), line.unwrap_or(""));
        }
    }
}

#[test]
fn a_case_is_kept_by_the_shape_of_an_act_alone() {
    for path in sources(&root()).iter().filter(|p| !p.ends_with("office/act.rs")) {
        let text = code(path);
        assert!(!text.contains("cases::keep(") && !text.contains("case.stage = "), "{} keeps a case by itself", path.display());
    }
}

fn templates() -> Vec<PathBuf> {
    let folder = project().join("templates");
    ["pages", "components", "assets"].iter().flat_map(|f| files(&folder.join(f), &["html", "css"])).collect()
}

#[test]
fn a_template_can_be_read_and_decides_nothing() {
    let mut looked = 0;
    for path in templates() {
        let text = std::fs::read_to_string(&path).expect("a template");
        for (number, line) in text.lines().enumerate() {
            let at = format!("{}:{}", path.display(), number + 1);
            assert!(line.chars().count() <= 120, "{at} has {} characters", line.chars().count());
            for word in ["stage ==", "stage !=", "role ==", "role !="] {
                assert!(!line.contains(word), "{at} decides: {word}");
            }
            let index = |part: &str| part.split(']').next().is_some_and(|i| !i.is_empty() && i.chars().all(|c| c.is_ascii_digit()));
            let code = line.split(['{', '}']).any(|part| part.split('[').skip(1).any(index));
            assert!(!code || path.extension().is_some_and(|e| e == "css"), "{at} reads by an index");
        }
        looked += 1;
    }
    assert!(looked > 40, "only {looked} templates were looked at");
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
        assert!(lines <= 450 || path.ends_with("db/schema/mod.rs"), "{} has {lines} lines", path.display());
        let name = path.file_stem().and_then(|n| n.to_str()).unwrap_or("");
        assert!(!matches!(name, "utils" | "helpers" | "common" | "types"), "{}", path.display());
    }
}

fn locales(language: &str) -> PathBuf {
    project().join("templates/locales").join(language)
}

/// Keys of a language, with the file each stands in; a key that stands twice is a fault.
fn keys(language: &str) -> Vec<(String, String)> {
    let mut keys: Vec<(String, String)> = Vec::new();
    for entry in std::fs::read_dir(locales(language)).expect("words").filter_map(Result::ok) {
        let file = entry.file_name().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(entry.path()).expect("words");
        for key in text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once(" = ").map(|(k, _)| k)) {
            assert!(!keys.iter().any(|(k, _)| k == key), "{language}/{file}: {key} stands twice");
            keys.push((key.to_owned(), file.clone()));
        }
    }
    keys.sort();
    keys
}

#[test]
fn both_languages_have_the_same_words() {
    let of = |language: &str| -> Vec<String> { keys(language).into_iter().map(|(k, _)| k).collect() };
    let (chinese, english) = (of("zh-CN"), of("en"));
    let missing: Vec<&String> =
        chinese.iter().filter(|k| !english.contains(k)).chain(english.iter().filter(|k| !chinese.contains(k))).collect();
    assert!(missing.is_empty(), "in one language only: {missing:?}");
    assert!(chinese.len() > 400);
    for key in &chinese {
        assert!(has(Lang::Zh, key) && has(Lang::En, key), "{key} does not load");
    }
}

/// Every text in which a word can be named: sources and templates.
fn everything() -> String {
    let mut all: String = sources(&root()).iter().map(|p| std::fs::read_to_string(p).expect("a source")).collect();
    for path in templates() {
        all.push_str(&std::fs::read_to_string(path).expect("a template"));
    }
    all
}

/// Beginnings and endings with which names of words are put together: `format!("stage-{…`, `key="tab-" ~`, `{…}-why"`.
fn composed(all: &str) -> (Vec<String>, Vec<String>) {
    let plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let mut beginnings: Vec<String> = all
        .split("format!(\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('{').map(|(b, _)| b))
        .chain(all.split("key=\"").skip(1).filter_map(|rest| rest.split_once("\" ~").map(|(b, _)| b)))
        .filter(|b| b.ends_with('-') && plain(b))
        .map(str::to_owned)
        .collect();
    beginnings.dedup();
    let endings = all
        .split("}-")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(e, _)| e))
        .filter(|e| plain(e))
        .map(|e| format!("-{e}"))
        .collect();
    (beginnings, endings)
}

#[test]
fn every_word_is_used() {
    let all = everything();
    let (beginnings, endings) = composed(&all);
    let named = |word: &str| all.contains(&format!("\"{word}\""));
    let mut unused = Vec::new();
    for (key, _) in keys("zh-CN") {
        let refusal = key.strip_prefix("refusal-").map(|k| k.to_uppercase().replace('-', "_"));
        let verdict = key.strip_prefix("verdict-").map(str::to_owned);
        let whole = named(&key) || refusal.or(verdict).is_some_and(|k| named(&k));
        let begun = beginnings.iter().any(|b| key.starts_with(b.as_str()));
        let ended = endings.iter().any(|e| key.strip_suffix(e.as_str()).is_some_and(named));
        // A choice names the beginning of its words: `select(at, "method", &[…])`.
        let chosen = key.match_indices('-').any(|(at, _)| all.contains(&format!("\"{}\", &", &key[..at])));
        let article = key
            .split('-')
            .next()
            .is_some_and(|name| named(name) && key[name.len()..].starts_with(['-']) && key.contains(|c: char| c.is_ascii_digit()));
        if !(whole || begun || ended || chosen || article) {
            unused.push(key);
        }
    }
    assert!(unused.is_empty(), "nothing says {unused:?}");
}

#[test]
fn every_word_a_page_names_exists() {
    let mut missing = Vec::new();
    for path in sources(&root().join("web")) {
        let text = code(&path);
        for opening in ["say(lang, \"", "say(frame.lang, \"", " w(\"", "(w(\"", ".word(\"", "done(&back, \"", "\"flash-"] {
            for part in text.split(opening).skip(1) {
                let key = part.split('"').next().unwrap_or("");
                let key = if opening == "\"flash-" { format!("flash-{key}") } else { key.to_owned() };
                if !has(Lang::Zh, &key) {
                    missing.push(format!("{}: {key}", path.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_sentence_that_is_named_exists() {
    for path in sources(&root()).iter().filter(|p| !p.starts_with(root().join("web"))) {
        let text = code(path);
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
    all.extend(sources(&project().join("tests/portal")).iter().map(|p| std::fs::read_to_string(p).expect("a test")));
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
