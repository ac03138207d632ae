//! Everything a stranger can ask for, at once and from one address, against a real server with few descriptors: it goes on
//! answering everybody else, and its memory stays where it was.

use crate::app::{Sample, TestPortal};
use crate::http::{BOUNDARY, Server, token};
use crate::system::doors::{get, session};
use portal::domain::actor::Role;
use portal::domain::id::CaseId;
use portal::office::intake::submission::take_in;
use std::io::{Read, Write};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const MIB: u64 = 1024 * 1024;

/// Memory of a process by its share, bytes; nothing where it has gone.
fn pss(pid: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// The children of a process.
fn children(pid: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().filter_map(Result::ok);
    let listed = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok()).collect::<Vec<_>>().join(" ");
    listed.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

/// What was seen of a server's memory.
#[derive(Default)]
struct Watched {
    own: AtomicU64,
    child: AtomicU64,
    children: AtomicU64,
    over: AtomicBool,
}

impl Watched {
    fn watch(&self, pid: u32) {
        while !self.over.load(Ordering::Relaxed) {
            self.own.fetch_max(pss(pid), Ordering::Relaxed);
            let children = children(pid);
            self.children.fetch_max(children.len() as u64, Ordering::Relaxed);
            for child in children {
                self.child.fetch_max(pss(child), Ordering::Relaxed);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn sum(pid: u32) -> u64 {
    pss(pid) + children(pid).into_iter().map(pss).sum::<u64>()
}

/// Sends, and reads to the end; gives the status, or nothing where there was none.
fn ended(server: &Server, bytes: &[&[u8]]) -> String {
    let mut stream = server.connect();
    let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
    // A server that refuses early closes while we still send.
    let _ = bytes.iter().try_for_each(|part| stream.write_all(part));
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(answer.get(9..12).unwrap_or_default()).into_owned()
}

/// Sends an upload again and again until it is taken.
fn insists(server: &Server, upload: &[Vec<u8>]) {
    for _ in 0..20 {
        if !["429", "503", ""].contains(&ended(server, &[&upload[0], &upload[1]]).as_str()) {
            return;
        }
        std::thread::sleep(Duration::from_secs(2));
    }
}

fn sign_in(server: &Server, number: usize) {
    let page = get(server, "/login", "");
    let text = format!("{}\n{}", page.head, String::from_utf8_lossy(&page.body));
    let between = |from: &str, to: char| text.split(from).nth(1).and_then(|r| r.split(to).next()).unwrap_or("").to_owned();
    let cookie =
        text.lines().find_map(|l| l.to_lowercase().starts_with("set-cookie: ").then(|| l[12..].split(';').next().unwrap_or("").to_owned()));
    let body = format!("csrf={}&login=nobody{number}&password=x", between("name=\"csrf\" value=\"", '"'));
    let headers =
        [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/html"), ("Cookie", cookie.as_deref().unwrap_or(""))];
    server.send("POST", "/login", &headers, body.as_bytes());
}

fn post(path: &str, kind: &str, more: &str, length: usize) -> Vec<u8> {
    format!("POST {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: {kind}\r\n{more}Content-Length: {length}\r\n\r\n")
        .into_bytes()
}

/// Eight megabytes that begin like a ruling and go on in empty names.
fn hostile_ruling() -> Vec<u8> {
    let mut bytes = b"%PDF-2.0\n%\xe2\xe3\xcf\xd3\n1 0 obj\n[".to_vec();
    bytes.resize(8 * 1024 * 1024 - 16, b'/');
    bytes
}

/// An upload of a file of nearly twenty megabytes that begins like a PDF and goes on in brackets.
fn hostile_upload(bearer: &str, case: &CaseId) -> Vec<Vec<u8>> {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"agreement.pdf\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.7\n");
    let mut body = head.into_bytes();
    body.resize(20 * 1024 * 1024 - 1024, b'[');
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    let more = format!("Authorization: {bearer}\r\n");
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    vec![post(&format!("/api/v1/applications/{case}/files"), &kind, &more, body.len()), body]
}

/// Eight megabytes of parts of which there is nothing but a name.
fn names() -> Vec<u8> {
    let mut body = Vec::new();
    while body.len() < 8 * 1024 * 1024 - 64 * 1024 {
        body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n\r\n", "n".repeat(60_000)).as_bytes());
    }
    body
}

/// Sends thousands of requests in a row and takes none of their answers.
fn never_reads(server: &Server, over: &AtomicBool) {
    let mut stream = server.connect();
    let _ = stream.set_write_timeout(Some(Duration::from_secs(5)));
    // The server stops reading: what does not fit into the system's own buffers is not sent.
    let _ = stream.write_all("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(4_300).as_bytes());
    let began = Instant::now();
    while !over.load(Ordering::Relaxed) && began.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Ends what lasts as long as the storm, also where a stranger fails: nobody would wait for the others' end otherwise.
struct Ends<'a>([&'a AtomicBool; 2]);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.iter().for_each(|over| over.store(true, Ordering::Relaxed));
    }
}

/// Asks as others would while the storm lasts; says what was not answered.
fn others(server: &Server, clerk: &str, over: &AtomicBool) -> Vec<String> {
    let (mut faults, mut rounds) = (Vec::new(), 0);
    while !over.load(Ordering::Relaxed) {
        for (path, cookie) in [("/healthz", ""), ("/", ""), ("/studio", clerk)] {
            let began = Instant::now();
            let status = get(server, path, cookie).status;
            if status != 200 {
                faults.push(format!("{path}: {status} after {:?}", began.elapsed()));
            }
        }
        rounds += 1;
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(rounds > 10, "others asked only {rounds} times");
    faults
}

#[test]
fn a_stranger_s_storm_stops_nobody_and_leaves_no_trace() {
    // The strangers stand in this process: it needs more descriptors than the server is given.
    rlimit::increase_nofile_limit(8_192).expect("descriptors");
    let portal = TestPortal::new();
    let bearer = token(&portal, "shifan-market-regulation");
    let agency = portal.agency("shifan-market-regulation");
    // A case that waits for its files.
    let case = take_in(&portal.office, &agency, Sample::first().text.as_bytes(), Vec::new()).expect("taken in").id;
    let (_, secret) = portal.add(Role::Clerk, "chi", "池清", None);
    let clerk = session(&portal, "chi", &secret);
    let mut command = Command::new("bash");
    command.args(["-c", "ulimit -n 1024 && exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_portal")]);
    let server = Server::start_with(&portal, command, &[]);
    assert_eq!(get(&server, "/studio", &clerk).status, 200);
    let before = sum(server.pid());
    assert!(before <= 150 * MIB, "idle after start: {} MiB", before / MIB);
    let (watched, over) = (Watched::default(), AtomicBool::new(false));
    let (ruling, upload, names) = (hostile_ruling(), hostile_upload(&bearer, &case), names());
    let faults = std::thread::scope(|scope| {
        let (server, watched, over) = (&server, &watched, &over);
        let asking = scope.spawn(|| others(server, &clerk, over));
        scope.spawn(|| watched.watch(server.pid()));
        let ends = Ends([over, &watched.over]);
        let mut storm = Vec::new();
        let silent =
            b"POST /login HTTP/1.1\r\nHost: test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\na";
        storm.extend((0..400).map(|_| scope.spawn(move || drop(ended(server, &[silent])))));
        storm.extend((0..200).map(|number| scope.spawn(move || sign_in(server, number))));
        storm.extend((0..60).map(|_| scope.spawn(move || never_reads(server, over))));
        let verify = post("/api/v1/verify", "application/pdf", "", ruling.len());
        let (ruling, upload, names) = (&ruling, &upload, &names);
        storm.extend((0..50).map(|_| {
            let head = verify.clone();
            scope.spawn(move || drop(ended(server, &[&head, ruling])))
        }));
        storm.extend((0..50).map(|_| scope.spawn(move || insists(server, upload))));
        let named = post("/api/v1/verify", &format!("multipart/form-data; boundary={BOUNDARY}"), "", names.len());
        storm.extend((0..50).map(|_| {
            let head = named.clone();
            scope.spawn(move || drop(ended(server, &[&head, names])))
        }));
        for one in storm {
            one.join().expect("a stranger ends");
        }
        drop(ends);
        asking.join().expect("others end")
    });
    assert!(faults.is_empty(), "{} were not answered: {}", faults.len(), faults.join("; "));
    let (own, child) = (watched.own.load(Ordering::Relaxed), watched.child.load(Ordering::Relaxed));
    let many = watched.children.load(Ordering::Relaxed);
    println!("before {} MiB, at most {} MiB, a child at most {} MiB, {many} children", before / MIB, own / MIB, child / MIB);
    assert!(own < before + 300 * MIB, "from {} to {} MiB", before / MIB, own / MIB);
    assert!(child > 0 && child <= 768 * MIB && many <= 2, "{many} children, of at most {} MiB", child / MIB);
    let deadline = Instant::now() + Duration::from_secs(60);
    while sum(server.pid()) > before + 60 * MIB {
        assert!(Instant::now() < deadline, "a minute later {} MiB are held, {} before", sum(server.pid()) / MIB, before / MIB);
        std::thread::sleep(Duration::from_millis(500));
    }
}
