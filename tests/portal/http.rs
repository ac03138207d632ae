//! The machine interface as an agency's program and a stranger meet it: a real server, real requests.

use crate::app::{Sample, TestPortal};
use portal::db::system::settings;
use portal::office::people::tokens;
use portal::office::ruling::sealing;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A server over the portal's folder, ended with the test.
pub struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer: status, head, body.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }
}

impl Server {
    pub fn start(portal: &TestPortal) -> Self {
        Self::start_with(portal, Command::new(env!("CARGO_BIN_EXE_portal")), &[])
    }

    /// Started by another command, which ends in the program, and with more arguments.
    pub fn start_with(portal: &TestPortal, mut command: Command, more: &[&str]) -> Self {
        // The server keeps the true day, on which the samples' thirty days are long over: it finds this day swept.
        let today = portal::office::clock::Clock::default().today().to_string();
        let pool = portal.pool();
        settings::set(&mut pool.get().expect("a connection"), "swept_on", &today).expect("set");
        let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let child = command
            .args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(&portal.data)
            .args(more)
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let server = Self { child, port };
        for _ in 0..200 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() && server.get("/readyz").status == 200 {
                return server;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the server is not ready");
    }

    /// Process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A bare connection.
    pub fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).expect("connected")
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connected");
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
        // A server that refuses early may close while we still send: what it answered counts.
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(b"\r\n")).and_then(|()| stream.write_all(body));
        read_answer(&mut stream, path)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }
}

fn read_answer(stream: &mut TcpStream, path: &str) -> Answer {
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    let at = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or_else(|| panic!("{path}: no answer, but {read:?}"));
    let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).expect("a status");
    let mut body = bytes[at + 4..].to_vec();
    if head.to_lowercase().contains("transfer-encoding: chunked") {
        body = unchunk(&body);
    }
    Answer { status, head, body }
}

/// What stands at a path of another listener.
pub fn fetch(port: u16, path: &str) -> Answer {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").expect("sent");
    read_answer(&mut stream, path)
}

fn unchunk(mut body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(at) = body.windows(2).position(|w| w == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&body[..at]), 16).unwrap_or(0);
        if size == 0 {
            break;
        }
        out.extend_from_slice(&body[at + 2..at + 2 + size]);
        body = &body[at + 4 + size..];
    }
    out
}

pub const BOUNDARY: &str = "portal-test-boundary";

pub fn multipart(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in parts {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

pub fn token(portal: &TestPortal, agency: &str) -> String {
    let scopes = ["applications:write".to_owned(), "applications:read".to_owned()];
    let (_, secret) = tokens::add_token(&portal.office, agency, "ODR", &scopes, 30).expect("a token");
    format!("Bearer {secret}")
}

/// A sample whose thirty days run today: the server keeps the true calendar.
fn current() -> Sample {
    let today = portal::office::clock::Clock::default().today();
    let before = |days: i64| portal::domain::day::Day::from_date(today.date() - chrono::Duration::days(days)).to_string();
    let mut sample = Sample::first();
    let mut value: Value = serde_json::from_str(&sample.text).expect("json");
    for (key, days) in [("accepted_on", 6), ("concluded_on", 2), ("effective_on", 2)] {
        value["mediation"][key] = before(days).into();
    }
    sample.text = value.to_string();
    sample
}

#[test]
fn an_agency_hands_in_looks_and_is_told_apart_from_others() {
    let portal = TestPortal::new();
    let bearer = token(&portal, "shifan-market-regulation");
    let other = token(&portal, "shifan-health");
    let server = Server::start(&portal);
    let sample = current();
    let files = sample.files();
    let mut parts: Vec<(&str, &[u8])> = vec![("application", sample.text.as_bytes())];
    let bytes: Vec<Vec<u8>> = files.iter().map(|f| f.content.read().expect("bytes")).collect();
    parts.extend(files.iter().zip(&bytes).map(|(f, bytes)| (f.path.as_str(), bytes.as_slice())));
    let body = multipart(&parts);
    let form = format!("multipart/form-data; boundary={BOUNDARY}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", form.as_str()), ("Idempotency-Key", "one")];
    let first = server.send("POST", "/api/v1/applications", &headers, &body);
    assert_eq!(first.status, 201, "{}", String::from_utf8_lossy(&first.body));
    assert_eq!(first.json()["stage"], "joining");
    let again = server.send("POST", "/api/v1/applications", &headers, &body);
    assert_eq!((again.status, again.json()), (201, first.json()), "the same request is answered the same");
    let reused = server.send("POST", "/api/v1/applications", &headers, &multipart(&[("application", b"{}")]));
    assert_eq!((reused.status, reused.json()["code"].clone()), (409, json!("IDEMPOTENCY_KEY")));
    let twice = server.send("POST", "/api/v1/applications", &headers[..2], &body);
    assert_eq!((twice.status, twice.json()["code"].clone()), (409, json!("EXTERNAL_REF")));

    let path = format!("/api/v1/applications/{}", first.json()["id"].as_str().expect("an id"));
    let shown = server.send("GET", &path, &headers[..1], b"").json();
    assert_eq!((shown["stage"].clone(), shown["case_number"].clone()), (json!("joining"), Value::Null));
    assert_eq!(shown["due"][0]["name"], "apply");
    assert!(shown["due"][0]["article"].as_str().expect("an article").contains("第二百零五条"));
    assert_eq!(server.send("GET", &path, &[("Authorization", &other)], b"").status, 404, "another's case is not there");
    assert_eq!(server.get(&path).status, 401);
}

#[test]
fn what_cannot_be_taken_is_answered_in_plain_words() {
    let portal = TestPortal::new();
    let bearer = token(&portal, "shifan-market-regulation");
    let server = Server::start(&portal);
    let post = |content_type: &str, body: &[u8]| {
        server.send("POST", "/api/v1/applications", &[("Authorization", &bearer), ("Content-Type", content_type)], body)
    };
    let refused = post("application/json", b"{\"schema\":\"portal/application/1\"}");
    assert_eq!((refused.status, refused.json()["code"].clone()), (422, json!("FINDINGS")));
    assert!(refused.json()["findings"].as_array().expect("findings").len() > 10, "all at once");
    assert!(refused.json()["article"].as_str().expect("an article").contains("第二百零五条"));
    assert!(refused.head.contains("application/problem+json"));
    assert_eq!(post("application/json", b"\xff").status, 422);
    assert_eq!(post("text/plain", b"hello").status, 415);
    assert_eq!(post("multipart/form-data", b"hello").status, 400);
    assert_eq!(post("application/json", &vec![b' '; 3 * 1024 * 1024]).status, 413);
    let wrong = server.send("POST", "/api/v1/applications", &[("Authorization", "Bearer portal_x")], b"");
    assert_eq!(wrong.status, 401);
    for path in [
        "/nowhere",
        "/api/v1/applications/x",
        "/log/tile/9/000",
        "/log/tile/0/5",
        "/log/tile/0/000.p/0",
        "/log/tile/entries/999",
        "/status/x",
    ] {
        let status = server.get(path).status;
        assert!(status == 404 || status == 401, "{path}: {status}");
    }
}

#[test]
fn a_stranger_verifies_by_file_and_by_hash_and_learns_no_name() {
    let portal = TestPortal::new();
    let (document, bytes) = portal.sealed();
    let server = Server::start(&portal);
    let by_file = server.send("POST", "/api/v1/verify", &[("Content-Type", "application/pdf")], &bytes);
    assert_eq!(by_file.json()["verdict"], "AUTHENTIC");
    let by_hash = server.get(&format!("/api/v1/verify/{}", portal.issued(&document).sha256));
    assert_eq!(by_hash.json()["verdict"], "AUTHENTIC");
    for answer in [&by_file, &by_hash] {
        let text = String::from_utf8_lossy(&answer.body);
        assert!(!text.contains("周雨桐") && !text.contains("清泉") && !text.contains("20000"), "{text}");
        for header in
            ["x-content-type-options: nosniff", "content-security-policy:", "cache-control: no-store", "referrer-policy: no-referrer"]
        {
            assert!(answer.head.to_lowercase().contains(header), "{header} is missing from {}", answer.head);
        }
    }
    let (unknown, malformed) = (server.get(&format!("/api/v1/verify/{}", "0".repeat(64))), server.get("/api/v1/verify/xyz"));
    assert_eq!((unknown.status, unknown.body), (malformed.status, malformed.body), "unknown and malformed answer alike");
    assert_eq!(server.get("/trust.note").body, portal.office.keys.trust_note.as_bytes());
    assert!(server.get(&format!("/status/{document}")).head.contains("200"));
    assert!(server.get(&format!("/api/v1/proofs/{document}")).body.starts_with(b"c2sp.org/tlog-proof@v1\n"));
}

#[test]
fn the_interface_describes_itself() {
    let portal = TestPortal::new();
    let server = Server::start(&portal);
    let described = server.get("/api/v1/openapi.json").json();
    assert_eq!(described["openapi"], "3.1.0");
    let served: Vec<&str> = portal::web::routes().iter().map(|r| r.path).collect();
    for path in described["paths"].as_object().expect("paths").keys() {
        let route = path.replace("{path}", "{path:.*}");
        assert!(served.contains(&route.as_str()), "{path} is described and not served");
    }
    assert_eq!(server.get("/version").json()["name"], "portal");
    assert_eq!(server.get("/healthz").body, b"ok\n");
}

#[test]
fn what_a_crash_left_is_finished_when_the_server_starts() {
    let mut portal = TestPortal::new();
    let id = portal.approved();
    portal.office.interrupt = Some(portal::office::SealingStep::Intended);
    assert!(sealing::seal(&portal.office, &id).is_err());
    let _server = Server::start(&portal);
    for _ in 0..100 {
        if portal.stage(&id) == "ruled" {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the ruling was not finished");
}
