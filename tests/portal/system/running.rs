//! The portal while it runs: its jobs, its letters, its day, its database, and what it tells whoever watches it.

use crate::app::TestPortal;
use crate::http::Server;
use crate::system::doors::{get, header, session};
use crate::system::routes::token_under;
use portal::db;
use portal::domain::actor::Role;
use portal::domain::day::Day;
use portal::office::people::{credentials, sessions};
use portal::office::service::sending;
use portal::office::system::day;
use portal::office::system::health::{Ailment, ailments};
use portal::office::system::watch::Doubt;
use portal::office::system::worker;
use portal::post::{Handed, Sender};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

const YEAR: i64 = 365 * 86_400;

/// Waits for something that a job brings about.
fn soon(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(40);
    while !holds() {
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Jobs that run while the test does.
struct Jobs {
    stop: Arc<AtomicBool>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl Jobs {
    fn start(portal: &TestPortal, carrier: &'static dyn Sender) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        Self { threads: worker::start(&portal.office, carrier, &stop), stop }
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.threads.drain(..).for_each(|thread| thread.join().expect("a job ends"));
    }
}

struct Takes;
impl Sender for Takes {
    fn send(&self, _: &str, _: &str, _: &str) -> Result<Handed, String> {
        Ok(Handed::Recorded)
    }
}

/// Panics at first, and takes letters afterwards.
struct PanicsOnce(AtomicU32);
impl Sender for PanicsOnce {
    fn send(&self, _: &str, _: &str, _: &str) -> Result<Handed, String> {
        assert!(self.0.fetch_add(1, Ordering::Relaxed) > 0, "the gateway's library is broken");
        Ok(Handed::Recorded)
    }
}

struct Refuses;
impl Sender for Refuses {
    fn send(&self, _: &str, address: &str, _: &str) -> Result<Handed, String> {
        Err(format!("{address} is no number"))
    }
}

fn waiting(portal: &TestPortal) -> i64 {
    db::service::outbox::waiting(&mut portal.pool().get().expect("a connection")).expect("a count")
}

#[test]
fn a_clock_that_jumps_a_year_and_back_lapses_nothing_and_keeps_nobody_out() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let joining = portal.hand_in(&crate::app::Sample::first().again("ODR-330499-2026-000177")).expect("taken in").id;
    let approved = portal.approved_as("ODR-330499-2026-000178");
    let jobs = Jobs::start(&portal, &Takes);
    soon("the first ruling", || portal.stage(&approved) == "ruled");
    portal.office.clock.jump(YEAR);
    soon("the doubt", || matches!(portal.office.watch.doubt(), Some(Doubt::Jumped { .. })));
    // Two beats and more of every job.
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!((portal.stage(&id), portal.stage(&joining)), ("filed", "joining"));
    portal.forget_codes();
    let cookie = session(&portal, "jiang", &portal.judge_secret);
    assert!(ailments(&portal.office).iter().any(|a| a.code() == "DAY" && !a.grave()));
    portal.office.clock.jump(-YEAR);
    soon("the belief", || portal.office.watch.doubt().is_none());
    assert!(sessions::who(&portal.office, cookie.trim_start_matches("__Host-session=")).is_ok(), "who signed in meanwhile still is");
    let (_, secret) = portal.add(Role::Clerk, "chi", "池清", None);
    session(&portal, "chi", &secret);
    let after = portal.approved_as("ODR-330499-2026-000179");
    soon("the next ruling", || portal.stage(&after) == "ruled");
    drop(jobs);
    assert_eq!((portal.stage(&id), portal.stage(&joining)), ("filed", "joining"));
}

#[test]
fn five_hours_back_and_everybody_gets_in() {
    let portal = TestPortal::new();
    session(&portal, "jiang", &portal.judge_secret);
    portal.office.clock.jump(-5 * 3600);
    // The authenticator shows what the true time gives; the code of before counts once.
    let unix = portal.office.now().unix() + 30;
    let half = sessions::password(&portal.office, "jiang", "长而不常见的密码", "test").expect("the password fits");
    sessions::second(&portal.office, &half, &credentials::code_at(&portal.judge_secret, unix), "test").expect("the code fits");
    // An authenticator that goes by the same wrong clock is believed as well.
    let half = sessions::password(&portal.office, "jiang", "长而不常见的密码", "test").expect("the password fits");
    let wrong = credentials::code_at(&portal.judge_secret, portal.office.clock.wall().unix());
    sessions::second(&portal.office, &half, &wrong, "test").expect("the code fits");
}

#[test]
fn what_a_wrong_clock_has_kept_is_not_believed_later() {
    let portal = TestPortal::new();
    let ahead = portal.reopened();
    ahead.clock.jump(YEAR);
    ahead.clock.believe();
    let half = sessions::password(&ahead, "jiang", "长而不常见的密码", "test").expect("the password fits");
    let code = credentials::code_at(&portal.judge_secret, ahead.now().unix());
    let (cookie, _) = sessions::second(&ahead, &half, &code, "test").expect("the code fits");
    assert!(sessions::who(&portal.office, &cookie).is_err(), "a session of the future is none");
    session(&portal, "jiang", &portal.judge_secret);
    let person = portal.judge.person.clone().expect("a person");
    let fresh = credentials::code_at(&portal.judge_secret, portal.office.now().unix() + 30);
    credentials::step_up(&portal.office, &person, &fresh).expect("a code used in the future uses up none of now");
}

#[test]
fn a_session_ends_however_much_it_is_used() {
    let portal = TestPortal::new();
    let cookie = session(&portal, "jiang", &portal.judge_secret);
    let cookie = cookie.trim_start_matches("__Host-session=");
    for hour in 1..=12 {
        portal.office.clock.jump(if hour == 12 { 3601 } else { 3600 });
        portal.office.clock.believe();
        assert_eq!(sessions::who(&portal.office, cookie).is_ok(), hour < 12, "after {hour} hours");
    }
}

#[test]
fn a_start_after_two_days_or_before_the_last_sign_of_life_waits_for_the_administrator() {
    let portal = TestPortal::new();
    let approved = portal.approved();
    for (seconds, doubted) in [(47 * 3600, false), (49 * 3600, true), (-300, false), (-900, true)] {
        let again = portal.reopened();
        again.clock.jump(seconds);
        again.clock.believe();
        day::look_at_start(&again).expect("looked");
        assert_eq!(again.watch.doubt().is_some(), doubted, "{seconds} seconds later");
        day::look(&again).expect("looked");
        assert_eq!(again.watch.doubt().is_some(), doubted, "{seconds} seconds later, while it runs");
        let noted = db::system::settings::get(&mut portal.pool().get().expect("a connection"), "seen_at").expect("a setting");
        assert!(!doubted || noted.is_none_or(|noted| noted.parse::<i64>().is_ok_and(|at| at < again.now().unix() || seconds < 0)));
        db::system::settings::set(&mut portal.pool().get().expect("a connection"), "seen_at", "0").expect("set");
    }
    portal.office.clock.jump(3 * 86_400);
    portal.office.clock.believe();
    day::look_at_start(&portal.office).expect("looked");
    let jobs = Jobs::start(&portal, &Takes);
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(portal.stage(&approved), "proposed", "nothing is sealed on a doubted day");
    let wrong = Day::parse("2020-01-01").expect("a day");
    assert!(day::confirm(&portal.office, None, wrong).is_err(), "the clock shows another day");
    day::confirm(&portal.office, None, portal.office.clock.wall().day_in_shanghai()).expect("confirmed");
    soon("the ruling", || portal.stage(&approved) == "ruled");
    drop(jobs);
}

#[test]
fn a_job_that_panics_is_started_again_and_told() {
    let portal = TestPortal::new();
    portal.filed();
    let carrier: &'static PanicsOnce = Box::leak(Box::new(PanicsOnce(AtomicU32::new(0))));
    let letters = waiting(&portal);
    assert!(letters > 0);
    let jobs = Jobs::start(&portal, carrier);
    soon("the panic", || portal.office.watch.jobs().iter().any(|job| job.name == "letters" && job.restarts == 1));
    // What the broken beat had claimed is free again when its claim is over; the rest of the jobs never noticed.
    db_frees_claims(&portal);
    soon("the letters", || waiting(&portal) == 0);
    assert!(ailments(&portal.office).contains(&Ailment::Restarted { name: "letters", times: 1 }));
    assert!(portal.office.watch.jobs().iter().filter(|job| job.name != "letters").all(|job| job.restarts == 0 && job.sound()));
    drop(jobs);
}

/// Ends the claims of letters, as time would.
fn db_frees_claims(portal: &TestPortal) {
    use diesel::connection::SimpleConnection;
    portal.pool().get().expect("a connection").batch_execute("UPDATE outbox SET claimed_until = NULL").expect("freed");
}

#[test]
fn one_bad_letter_keeps_nobody_waiting_and_is_seen_and_sent_again() {
    let portal = TestPortal::new();
    portal.filed();
    let all = waiting(&portal);
    assert!(all >= 2, "{all} letters");
    use diesel::connection::SimpleConnection;
    let spoil = "UPDATE outbox SET body = 'spoilt', written_at = '2020-01-01 00:00:00' WHERE id = (SELECT MIN(id) FROM outbox)";
    portal.pool().get().expect("a connection").batch_execute(spoil).expect("spoilt");
    assert_eq!(sending::send(&portal.office, &Takes).expect("sent"), usize::try_from(all).expect("few") - 1, "all but the spoilt one");
    let dead = sending::dead(&portal.office, 9).expect("listed");
    assert_eq!((dead.len(), dead[0].fault.as_deref()), (1, Some("unreadable")));

    portal.filed_as("ODR-330499-2026-000155");
    for round in 0..9 {
        sending::send(&portal.office, &Refuses).expect("tried");
        portal.office.clock.jump(5 * 3600);
        portal.office.clock.believe();
        assert!(round >= 8 || waiting(&portal) > 0 || round == 7, "given up after {round} tries");
    }
    assert_eq!(waiting(&portal), 0, "given up at last");
    let dead = sending::dead(&portal.office, 99).expect("listed");
    let refused: Vec<_> = dead.iter().filter(|letter| letter.fault.as_deref() == Some("refused")).collect();
    assert!(!refused.is_empty());
    assert!(ailments(&portal.office).iter().any(|a| matches!(a, Ailment::DeadLetters { count } if *count == dead.len() as i64)));

    portal.office.clock.jump(-9 * 5 * 3600);
    portal.office.clock.believe();
    let (_, secret) = portal.add(Role::Admin, "fan", "樊一", None);
    let admin = session(&portal, "fan", &secret);
    let server = Server::start(&portal);
    let page = String::from_utf8_lossy(&get(&server, "/admin/condition", &admin).body).into_owned();
    assert!(page.contains(&refused[0].id), "the letter is listed");
    let body = format!("csrf={}&letter={}", token_under(&server, &admin), refused[0].id);
    let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/html"), ("Cookie", admin.as_str())];
    assert_eq!(server.send("POST", "/admin/condition", &headers, body.as_bytes()).status, 303);
    soon("the letter", || !sending::dead(&portal.office, 99).expect("listed").iter().any(|letter| letter.id == refused[0].id));
}

#[test]
fn whoever_watches_is_told_on_a_listener_of_its_own() {
    let portal = TestPortal::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let server = Server::start_with(&portal, Command::new(env!("CARGO_BIN_EXE_portal")), &["--metrics", &format!("127.0.0.1:{port}")]);
    assert_eq!(server.get("/metrics").status, 404, "not on the pages' own");
    get(&server, "/v/0000-0000-0000", "");
    server.send("BREW", "/v", &[], b"");
    let metrics = crate::http::fetch(port, "/metrics");
    let text = String::from_utf8_lossy(&metrics.body).into_owned();
    assert_eq!(header(&metrics, "Content-Type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    for figure in [
        "portal_requests_total{method=\"GET\",route=\"/{v:v|V}/{code}\",status=\"200\"} 1",
        "portal_requests_total{method=\"other\",route=\"/{v:v|V}\",status=\"405\"} 1",
        "portal_job_beat_age_seconds{job=\"sealing\"}",
        "portal_letters{state=\"waiting\"} 0",
        "portal_oldest_seconds{queue=\"sealing\"} 0",
        "portal_log_entries{log=\"main\"}",
        "portal_memory_bytes{kind=\"resident\"}",
        "portal_database_up{database=\"main\"} 1",
    ] {
        assert!(text.contains(figure), "{figure} is missing from\n{text}");
    }
    assert!(!text.contains("0000-0000"), "a path may be a secret");
    // A watcher that falls silent takes nobody's place.
    use std::io::{Read, Write};
    let mut silent = std::net::TcpStream::connect(("127.0.0.1", port)).expect("connected");
    silent.set_read_timeout(Some(Duration::from_secs(60))).expect("a time");
    silent.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n").expect("sent");
    silent.read_to_end(&mut Vec::new()).expect("closed, not merely silent");
}

#[test]
fn an_unnamed_proxy_is_told_and_a_named_one_is_believed() {
    let portal = TestPortal::new();
    let forwarded = |server: &Server, from: &str| {
        server.send("GET", "/c/0000-0000-0000", &[("Accept", "text/html"), ("X-Forwarded-For", from)], b"").status
    };
    let server = Server::start(&portal);
    for _ in 0..300 {
        assert_ne!(forwarded(&server, "198.51.100.7"), 429, "no limit by network holds for it");
    }
    let ready = String::from_utf8_lossy(&server.get("/readyz").body).into_owned();
    assert!(ready.starts_with("ready\n") && ready.contains("PROXY: "), "{ready}");
    soon("the note", || {
        db::system::settings::get(&mut portal.pool().get().expect("a connection"), "unnamed_proxy").expect("read").is_some()
    });
    drop(server);
    let settings = std::fs::read_to_string(portal.data.join("portal.toml")).expect("settings");
    let doctor = || Command::new(env!("CARGO_BIN_EXE_portal")).args(["doctor", "--data"]).arg(&portal.data).output().expect("a doctor");
    assert!(String::from_utf8_lossy(&doctor().stdout).contains("✕ proxy"));
    std::fs::write(portal.data.join("portal.toml"), format!("trusted_proxies = [\"127.0.0.1\"]\n{settings}")).expect("written");
    assert!(String::from_utf8_lossy(&doctor().stdout).contains("● proxy"));
    let server = Server::start(&portal);
    let statuses: Vec<u16> = (0..250).map(|_| forwarded(&server, "198.51.100.7")).collect();
    assert_eq!((statuses[0] == 429, statuses[249] == 429), (false, true));
    assert_ne!(forwarded(&server, "198.51.100.8"), 429, "another visitor of the same proxy");
    assert_ne!(forwarded(&server, "198.51.100.7, 203.0.113.5"), 429, "what a visitor writes further left counts for nothing");
}

/// A way to the PostgreSQL server that can be cut and mended, by a socket of its own.
struct Wire {
    folder: std::path::PathBuf,
    open: Arc<AtomicBool>,
}

impl Wire {
    fn to(socket: std::path::PathBuf) -> Self {
        let folder = crate::app::scratch("wire");
        std::fs::create_dir_all(&folder).expect("a folder");
        let listener = std::os::unix::net::UnixListener::bind(folder.join(".s.PGSQL.5432")).expect("a socket");
        let open = Arc::new(AtomicBool::new(true));
        let up = Arc::clone(&open);
        std::thread::spawn(move || {
            for client in listener.incoming().filter_map(Result::ok) {
                // While it is cut, whoever calls is hung up on.
                if up.load(Ordering::Relaxed) {
                    let server = std::os::unix::net::UnixStream::connect(&socket).expect("the server");
                    let up = Arc::clone(&up);
                    std::thread::spawn(move || carry(&client, &server, &up));
                }
            }
        });
        Self { folder, open }
    }
}

fn carry(client: &std::os::unix::net::UnixStream, server: &std::os::unix::net::UnixStream, up: &AtomicBool) {
    std::thread::scope(|scope| {
        for (from, to) in [(client, server), (server, client)] {
            scope.spawn(move || {
                // One side ends when the other does.
                let _ = std::io::copy(&mut &*from, &mut &*to);
                let _ = to.shutdown(std::net::Shutdown::Both);
            });
        }
        while up.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = client.shutdown(std::net::Shutdown::Both);
        let _ = server.shutdown(std::net::Shutdown::Both);
    });
}

#[test]
fn a_database_that_goes_away_is_told_and_comes_back_by_itself() {
    if std::env::var("PORTAL_TEST_DATABASE").as_deref() != Ok("postgres") {
        // A file does not go away: on SQLite the same page is shown by the same error.
        let away = portal::office::Error::from(db::DbError::Away);
        assert!(matches!(away, portal::office::Error::Busy(portal::office::Busy::Database)));
        return;
    }
    let portal = TestPortal::new();
    let (_, secret) = portal.add(Role::Clerk, "chi", "池清", None);
    let clerk = session(&portal, "chi", &secret);
    let settings = std::fs::read_to_string(portal.data.join("portal.toml")).expect("settings");
    let server_folder = std::env::var("PORTAL_TEST_POSTGRES").expect("a server");
    let server_folder = server_folder.split("host=").nth(1).expect("a socket's folder").split('&').next().expect("a folder").to_owned();
    let wire = Wire::to(std::path::PathBuf::from(&server_folder).join(".s.PGSQL.5432"));
    let rerouted = settings.replace(&server_folder, &wire.folder.display().to_string());
    assert_ne!(rerouted, settings, "the server is reached by a socket");
    std::fs::write(portal.data.join("portal.toml"), rerouted).expect("written");
    let server = Server::start(&portal);
    assert_eq!(get(&server, "/studio", &clerk).status, 200);
    wire.open.store(false, Ordering::Relaxed);
    std::thread::sleep(Duration::from_millis(300));
    for (path, cookie) in [("/studio", clerk.as_str()), ("/v/0000-0000-0000", ""), ("/readyz", "")] {
        let answer = get(&server, path, cookie);
        assert_eq!(answer.status, 503, "{path}");
        assert!(header(&answer, "Retry-After").is_some(), "{path} says when to come again");
    }
    let ready = String::from_utf8_lossy(&server.get("/readyz").body).into_owned();
    assert!(ready.contains("DATABASE: "), "{ready}");
    assert_eq!(server.get("/healthz").status, 200, "the process lives");
    wire.open.store(true, Ordering::Relaxed);
    soon("the queue", || get(&server, "/studio", &clerk).status == 200);
    soon("readiness", || server.get("/readyz").status == 200);
}

#[test]
fn readme_shows_what_the_program_prints() {
    let readme = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("a README");
    let folder = crate::app::scratch("deployment");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("portal.toml"), "host = \"confirm.court.example\"").expect("written");
    let folder = folder.display().to_string();
    for (what, data) in [("proxy", folder.as_str()), ("unit", "/srv/portal")] {
        let printed = Command::new(env!("CARGO_BIN_EXE_portal")).args(["config", what, "--data", data]).output().expect("printed");
        let text = String::from_utf8_lossy(&printed.stdout).into_owned();
        assert!(printed.status.success() && text.lines().count() > 20, "{what}: {text}");
        assert!(readme.contains(&text), "README shows another {what} than portal config {what} prints");
    }
}
