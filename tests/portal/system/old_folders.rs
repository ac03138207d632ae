//! A data folder of the commit before opens and goes on. What a change of the schema or of the wording does to it stands in
//! the table of `migrations/README.md`; each row is a test, here or where it says.

use crate::app::{Sample, TestPortal, scratch};
use crate::ruling::wording::golden;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use portal::domain::act::ActName;
use portal::domain::actor::{Role, SessionKind};
use portal::domain::administration::AdminAct;
use portal::domain::application::{AttachmentKind, IdKind, PartyKind, TermKind};
use portal::domain::case::StageName;
use portal::domain::joining::{Capacity, JoiningWay};
use portal::domain::letter::LetterKind;
use portal::domain::meeting::{MeetingWay, SignatureWay};
use portal::domain::outcome::Outcome;
use portal::domain::register::UnitKind;
use portal::domain::request::RequestKind;
use portal::domain::review::{ReviewMark, ReviewPoint};
use portal::domain::security::LinkPurpose;
use portal::office::case_overview;
use portal::office::county::register::RegisterFiles;
use portal::office::people::credentials::{self, Opening};
use portal::office::people::{accounts, administration, sessions};
use portal::office::review::acceptance::accept;
use portal::office::service::sending;
use portal::office::system::day;
use portal::office::system::watch::Doubt;
use portal::pdf::font::Fonts;
use portal::seal::{sealing, verify};
use std::path::{Path, PathBuf};

const STABLE_NAMES: &str = include_str!("../../../migrations/2026-11-30-000018_stable_names/up.sql");
const FORMER_NAMES: &str = include_str!("../../../migrations/2026-11-30-000018_stable_names/down.sql");

const ADMINISTRATION: &str = include_str!("../../../migrations/2026-12-01-000023_administration/up.sql");
const WITHOUT_ADMINISTRATION: &str = include_str!("../../../migrations/2026-12-01-000023_administration/down.sql");

const LETTER_KINDS: &str = include_str!("../../../migrations/2026-11-30-000019_letter_kinds/up.sql");
const FORMER_LETTER_KINDS: &str = include_str!("../../../migrations/2026-11-30-000019_letter_kinds/down.sql");

#[derive(diesel::QueryableByName)]
struct PartyKinds {
    #[diesel(sql_type = diesel::sql_types::Text)]
    kind: String,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    id_kind: Option<String>,
}

#[derive(diesel::QueryableByName)]
struct RowCount {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

fn kinds(portal: &TestPortal) -> Vec<(String, Option<String>)> {
    let query = diesel::sql_query("SELECT kind, id_kind FROM parties ORDER BY ordinal");
    let rows: Vec<PartyKinds> = query.load(&mut *portal.pool().get().expect("a connection")).expect("parties");
    rows.into_iter().map(|r| (r.kind, r.id_kind)).collect()
}

#[test]
fn kinds_of_parties_in_the_former_spelling_get_their_stable_names_and_the_case_goes_on() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let stable = kinds(&portal);
    let run = |sql: &str| portal.pool().get().expect("a connection").batch_execute(sql).expect("it runs");
    run(FORMER_NAMES);
    let former = kinds(&portal);
    assert!(former.iter().any(|(kind, _)| kind == "Natural") && former != stable, "{former:?}");
    run(STABLE_NAMES);
    assert_eq!(kinds(&portal), stable);
    let office = portal.reopened();
    assert_eq!(case_overview::of(&office, &portal.clerk, &id).expect("it reads").case.stage.name(), StageName::Filed);
    let judge = portal.judge.person.clone().expect("a judge");
    accept(&office, &portal.clerk, &id, portal.version(&id), &judge).expect("it goes on");
}

#[test]
fn a_draft_frozen_under_another_wording_is_not_sealed() {
    let portal = TestPortal::new();
    let (document, bytes) = portal.sealed();
    let fonts = Fonts::load(&portal.office.config.fonts.families, &[]).expect("fonts");
    let mut statement = verify::inspect(&bytes).statement.expect("a statement");
    sealing::prepare(statement.clone(), &fonts).unwrap_or_else(|defects| panic!("{document}: {defects:?}"));
    // The fingerprint of the program before: of its source, no longer of what it prints.
    statement.draft.wording_sha256 = "0".repeat(64);
    let defects = sealing::prepare(statement, &fonts).err().expect("it is not sealed");
    assert!(defects[0].contains("wording"), "{defects:?}");
}

#[test]
fn letters_under_their_former_names_are_renamed_and_sent() {
    let portal = TestPortal::new();
    portal.filed();
    let waiting = || sending::recent(&portal.office, 300).expect("letters").into_iter().map(|l| l.text).collect::<Vec<_>>();
    let count = |kind: &str| {
        let query = format!("SELECT COUNT(*) AS count FROM outbox WHERE kind = '{kind}'");
        let mut connection = portal.pool().get().expect("a connection");
        diesel::sql_query(query).get_result::<RowCount>(&mut *connection).expect("a count").count
    };
    let run = |sql: &str| portal.pool().get().expect("a connection").batch_execute(sql).expect("it runs");
    let letters = waiting();
    run(FORMER_LETTER_KINDS);
    assert!(count("filed") > 0 && count("filing") == 0);
    run(LETTER_KINDS);
    assert!(count("filing") > 0 && count("filed") == 0);
    assert_eq!(waiting(), letters, "they read as they were written");
}

#[test]
fn names_in_rows_are_the_reviewed_ones() {
    let mut list = String::new();
    macro_rules! names {
        ($($kind:path),+ $(,)?) => {
            $(list.push_str(&format!("{}: {}\n", stringify!($kind), <$kind>::ALL.map(<$kind>::name).join(" ")));)+
        };
    }
    names![
        StageName,
        ActName,
        UnitKind,
        Role,
        SessionKind,
        Outcome,
        PartyKind,
        IdKind,
        TermKind,
        AttachmentKind,
        JoiningWay,
        Capacity,
        MeetingWay,
        SignatureWay,
        ReviewPoint,
        ReviewMark,
        RequestKind,
        LetterKind,
    ];
    golden("names.txt", &list);
}

const DEAD_LETTERS: &str = include_str!("../../../migrations/2026-11-30-000020_dead_letters/up.sql");
const WITHOUT_DEAD_LETTERS: &str = include_str!("../../../migrations/2026-11-30-000020_dead_letters/down.sql");

#[test]
fn letters_that_waited_or_were_tried_before_are_sent() {
    let portal = TestPortal::new();
    portal.filed();
    let run = |sql: &str| portal.pool().get().expect("a connection").batch_execute(sql).expect("it runs");
    // The program before tried for ever, and knew no pause.
    run(WITHOUT_DEAD_LETTERS);
    run("UPDATE outbox SET attempts = 500, claimed_by = '1', claimed_until = '2026-01-01 00:00:00'");
    run(DEAD_LETTERS);
    let office = portal.reopened();
    let waiting = portal::db::service::outbox::waiting(&mut portal.pool().get().expect("a connection")).expect("a count");
    assert_eq!(sending::send(&office, &portal::post::Recorder).expect("sent"), usize::try_from(waiting).expect("few"));
}

#[test]
fn a_folder_that_has_never_noted_when_it_ran_goes_by_its_log() {
    let portal = TestPortal::new();
    let office = portal.reopened();
    day::look_at_start(&office).expect("looked");
    assert_eq!(office.watch.doubt(), None, "the log was written to just now");
    office.clock.jump(3 * 86_400);
    office.clock.believe();
    day::look_at_start(&office).expect("looked");
    assert!(matches!(office.watch.doubt(), Some(Doubt::LongStop { .. })), "the log is three days old");
    day::confirm(&office, None, office.clock.wall().day_in_shanghai()).expect("confirmed");
    assert_eq!(office.watch.doubt(), None);
}

#[test]
fn a_folder_without_the_new_settings_and_folders_has_them_at_their_safest() {
    let portal = TestPortal::new();
    let settings = std::fs::read_to_string(portal.data.join("portal.toml")).expect("settings");
    let former: String = settings.lines().filter(|line| !line.contains("trusted_proxies")).map(|line| format!("{line}\n")).collect();
    std::fs::write(portal.data.join("portal.toml"), former).expect("written");
    for folder in ["spool", "drawn"] {
        std::fs::remove_dir_all(portal.data.join(folder)).expect("removed");
    }
    let office = portal.reopened();
    assert!(office.config.trusted_proxies.is_empty(), "nobody is believed");
    for folder in ["spool", "drawn"] {
        use std::os::unix::fs::PermissionsExt;
        let about = std::fs::metadata(portal.data.join(folder)).expect("made");
        assert_eq!(about.permissions().mode() & 0o777, 0o700, "{folder}");
    }
}

#[test]
fn a_session_that_was_kept_alive_for_days_is_over() {
    let portal = TestPortal::new();
    let cookie = crate::system::doors::session(&portal, "jiang", &portal.judge_secret);
    let run = |sql: &str| portal.pool().get().expect("a connection").batch_execute(sql).expect("it runs");
    run("UPDATE sessions SET created_at = '2026-01-01 00:00:00'");
    assert!(sessions::who(&portal.office, cookie.trim_start_matches("__Host-session=")).is_err());
}

const FACTORS: &str = include_str!("../../../migrations/2026-11-30-000022_factors/up.sql");
const BEFORE_FACTORS: &str = include_str!("../../../migrations/2026-11-30-000022_factors/down.sql");

#[test]
fn an_account_that_waited_under_the_former_counter_is_open_and_appointments_go_on() {
    let portal = TestPortal::new();
    let run = |sql: &str| portal.pool().get().expect("a connection").batch_execute(sql).expect("it runs");
    run(BEFORE_FACTORS);
    run("UPDATE people SET failures = 5, locked_until = '2099-01-01 00:00:00'");
    run(FACTORS);
    let cookie = crate::system::doors::session(&portal, "jiang", &portal.judge_secret);
    let signed = sessions::who(&portal.reopened(), cookie.trim_start_matches("__Host-session=")).expect("signed in");
    assert_eq!((signed.actor.role, signed.actor.unit), (Role::Judge, portal.judge.unit.clone()));
}

const PRIME_RATES: &str = include_str!("../../../migrations/2026-11-30-000021_prime_rates/up.sql");
const WITHOUT_PRIME_RATES: &str = include_str!("../../../migrations/2026-11-30-000021_prime_rates/down.sql");

#[test]
fn a_register_without_prime_rates_days_and_bodies_counts_as_it_did() {
    let portal = TestPortal::new();
    let run = |sql: &str| portal.pool().get().expect("a connection").batch_execute(sql).expect("it runs");
    // Such a folder has no guard on its registers.
    portal::db::guards::lift(&mut portal.pool().get().expect("a connection")).expect("lifted");
    run(WITHOUT_PRIME_RATES);
    // Names alone, laws without days: as registers were written before.
    let mut agencies: serde_json::Value = serde_json::from_str(&RegisterFiles::built_in().agencies).expect("json");
    for basis in agencies["agencies"].as_array_mut().expect("a list").iter_mut().flat_map(|a| a["matters"].as_array_mut().expect("a list"))
    {
        let first = basis["basis"][0].clone();
        let plain = serde_json::json!([{ "law": first["law"], "articles": first["articles"] }]);
        basis["basis"] = plain;
    }
    run(&format!("UPDATE registers SET agencies_json = '{agencies}'"));
    run(PRIME_RATES);
    let office = portal.reopened();
    let register = office.register();
    assert!(register.prime_rates.on(office.today()).is_none(), "without a table nothing is said of rates");
    let ecology = register.agency("shifan-ecology").expect("there");
    assert!(ecology.has_power("noise_pollution", Some(office.today())) && ecology.has_mediator("尤海波", Some(office.today())));
    let stale: Vec<String> = ecology.stale_bases().into_iter().map(|b| b.matter).collect();
    assert_eq!(stale.len(), 3, "and the administrator is told which laws have given way: {stale:?}");
}

#[test]
fn texts_that_would_now_be_folded_or_refused_open_and_are_told() {
    let portal = TestPortal::new();
    let mut text = Sample::first().text.replace("\"phone\": \"19900000011\"", "\"phone\": \"\\u202d19900000011\\u202c\"");
    text = text.replace("屋净水设备", "屋\\u200b净水设备");
    let sample = Sample { text, ..Sample::first() };
    let taken = portal.hand_in(&sample).expect("taken in");
    assert!(taken.folded.iter().any(|f| f.at == "/parties/0/phone"), "{:?}", taken.folded);
    let office = portal.reopened();
    let seen = portal::office::case_overview::of(&office, &portal.agency("shifan-market-regulation"), &taken.id).expect("it opens");
    assert_eq!(seen.application.parties[0].phone.as_deref(), Some("19900000011"));
    assert_eq!(seen.folded, taken.folded, "what was sent is kept, and what was folded is told again");
}

#[test]
fn links_one_administrator_made_for_the_court_s_people_are_made_anew_by_two() {
    let portal = TestPortal::new();
    let (mediator, _) = portal.add(Role::Mediator, "fang", "方志远", Some("shifan-market-regulation"));
    let run = |sql: &str| portal.pool().get().expect("a connection").batch_execute(sql).expect("it runs");
    run(WITHOUT_ADMINISTRATION);
    let (judge, mediator) = (portal.judge.person.clone().expect("a person"), mediator.person.expect("a person"));
    for (token, whose) in [("JUDGE", &judge), ("MEDIATOR", &mediator)] {
        run(&format!(
            "INSERT INTO invitations (hash, purpose, person, created_at, expires_at) \
             VALUES ('{}', 'invite', '{whose}', '2026-03-24 00:00:00', '2099-01-01 00:00:00')",
            portal::seal::sha256_hex(token.as_bytes())
        ));
    }
    run(ADMINISTRATION);
    let office = portal.reopened();
    let opens = |token: &str| credentials::invited(&office, token).is_ok();
    assert!(!opens("JUDGE"), "a link of one hand opens no account of the court");
    assert!(opens("MEDIATOR"), "a mediator's is good as it was");
    let [first, second] = portal.admins();
    let vouched = |id| accounts::person(&office, id).expect("a person").0.vouched_at.is_some();
    assert!(vouched(&judge) && !vouched(&mediator), "accounts of the court go on as they are");
    let (link, code) = portal.renewed(&[first, second], &judge, LinkPurpose::Reset);
    let opening = Opening { code: &code, password: "一句不常见的长话" };
    assert_eq!(credentials::set_password(&office, &link, opening).expect("set"), None);
    // The history of administration begins with the upgrade.
    let rows = administration::newest(&office).expect("the history");
    assert_eq!(rows.last().map(|row| (row.ordinal, row.act)), Some((1, AdminAct::Propose)));
}

#[test]
fn histories_without_marks_are_marked_as_they_are_when_the_portal_starts() {
    let portal = TestPortal::new();
    portal.filed();
    let marks = || {
        let query = diesel::sql_query("SELECT COUNT(*) AS count FROM history_marks");
        query.get_result::<RowCount>(&mut *portal.pool().get().expect("a connection")).expect("counted").count
    };
    assert_eq!(marks(), 0);
    let _server = crate::http::Server::start(&portal);
    assert!(marks() > 0);
    assert_eq!(portal::office::proof::audit::audit(&portal.office).expect("an audit").faults, Vec::<String>::new());
}

/// A folder that its own program made, as it lies in `tests/vectors/folders`, in a place of its own.
struct KeptFolder {
    place: PathBuf,
}

impl KeptFolder {
    fn of_86c53cb() -> Self {
        let place = scratch("86c53cb");
        copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/folders"), &place);
        Self { place }
    }

    fn data(&self) -> PathBuf {
        self.place.join("86c53cb")
    }

    /// Runs the program on it, under the passphrase it was made with.
    fn run(&self, arguments: &[&str]) -> String {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_portal"))
            .env("PORTAL_PASSPHRASE_FILE", self.place.join("86c53cb.passphrase"))
            .env_remove("PORTAL_DATABASE")
            .args(arguments)
            .arg("--data")
            .arg(self.data())
            .output()
            .expect("it runs");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{arguments:?}: {said}");
        said
    }

    fn audited(&self) -> (usize, usize) {
        let found: serde_json::Value = serde_json::from_str(&self.run(&["audit", "--json"])).expect("JSON");
        assert_eq!(found["faults"], serde_json::json!([]));
        let count = |key: &str| found[key].as_array().expect("a list").len();
        (count("numbers"), count("documents"))
    }
}

impl Drop for KeptFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.place);
    }
}

fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").filter_map(Result::ok) {
        let into = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &into);
        } else {
            std::fs::copy(entry.path(), into).expect("copied");
        }
    }
}

#[test]
fn the_folder_of_86c53cb_opens_moves_its_roots_rotates_and_goes_on() {
    let folder = KeptFolder::of_86c53cb();
    folder.run(&["migrate"]);
    assert_eq!(folder.audited(), (2, 14));
    let roots = folder.place.join("roots");
    let to = roots.to_str().expect("a path");
    folder.run(&["keys", "roots", "--to", to]);
    assert!(!folder.data().join("keys/root-a.pem").exists() && roots.join("root-a.pem").exists());
    folder.run(&["keys", "rewrap"]);
    let data_key = std::fs::read_to_string(folder.data().join("keys/data.key")).expect("the data key");
    assert!(data_key.starts_with("portal/data-key/1\n"), "wrapped, and what it encrypted opens: {:?}", folder.audited());
    for role in ["seal", "log", "status"] {
        folder.run(&["keys", "rotate", role, "--roots", to]);
    }
    let keys = folder.run(&["keys", "show"]);
    let former = keys.lines().find(|line| line.starts_with("seal") && !line.contains("in use")).expect("the former key");
    let kid = former.split_whitespace().nth(1).expect("its id");
    folder.run(&["keys", "retire", kid, "--roots", to]);
    folder.run(&["trust", "renew", "--roots", to]);
    folder.run(&["bench", "issue", "--count", "1"]);
    let (numbers, documents) = folder.audited();
    assert!(numbers == 3 && documents > 14, "what was sealed under every key verifies: {numbers} {documents}");
}
