//! Each limit of `web::request::limits`, on both of its sides, against the real server.

use crate::app::TestPortal;
use crate::http::{Answer, BOUNDARY, Server, multipart, token};
use crate::system::doors::{get, header};
use portal::web::request::limits::{BODIES_OF_ONE, LARGEST_FORM, LARGEST_RULING, LONGEST_PART_NAME, PARTS};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const FORM: &str = "application/x-www-form-urlencoded";

/// What came back on a connection, until it was closed or as far as it came.
fn answer(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The status of an answer, as soon as it is there: a server that refuses a body waits a little before it hangs up.
fn status_of(stream: &mut TcpStream) -> u16 {
    let mut head = [0; 12];
    stream.read_exact(&mut head).map_or(0, |()| status(&String::from_utf8_lossy(&head)))
}

fn status(text: &str) -> u16 {
    text.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0)
}

/// The head of a request whose body is to follow.
fn head(path: &str, kind: &str, length: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nHost: test\r\nAccept: text/html\r\nContent-Type: {kind}\r\n{length}\r\n\r\n")
}

fn begin(server: &Server, path: &str, length: &str, first: &[u8]) -> TcpStream {
    let mut stream = server.connect();
    stream.set_read_timeout(Some(Duration::from_secs(90))).expect("a time");
    stream.write_all(head(path, FORM, length).as_bytes()).expect("sent");
    stream.write_all(first).expect("sent");
    stream
}

#[test]
fn a_body_that_is_too_large_is_refused_before_it_is_sent() {
    let portal = TestPortal::new();
    let server = Server::start(&portal);
    for (path, largest) in [("/login", LARGEST_FORM), ("/v", LARGEST_RULING), ("/api/v1/verify", LARGEST_RULING)] {
        let over = format!("Content-Length: {}", largest + 1);
        assert_eq!(status_of(&mut begin(&server, path, &over, b"")), 413, "{path}");
        // In pieces, its length unsaid: refused when it is passed, and not read further.
        let mut stream = begin(&server, path, "Transfer-Encoding: chunked", b"");
        let piece = vec![b'a'; 64 * 1024];
        for _ in 0..=largest / piece.len() {
            let sent =
                write!(stream, "{:x}\r\n", piece.len()).and_then(|()| stream.write_all(&piece)).and_then(|()| stream.write_all(b"\r\n"));
            if sent.is_err() {
                break;
            }
        }
        assert_eq!(status_of(&mut stream), 413, "{path}, in pieces");
    }
    let exactly = server.send("POST", "/api/v1/verify", &[("Content-Type", "application/pdf")], &vec![b' '; LARGEST_RULING]);
    assert_eq!(exactly.status, 200, "exactly as large as may be is looked at");
}

#[test]
fn every_form_has_its_largest_body() {
    let house = crate::system::routes::House::new();
    for route in portal::web::routes().iter().filter(|route| route.method == "POST") {
        let path = house.path(route);
        let path = path.split('?').next().unwrap_or("");
        let over = format!("Content-Length: {}", route.bounds.largest + 1);
        assert_eq!(status_of(&mut begin(&house.server, path, &over, b"")), 413, "{path}");
        // Of a body that is not too large, the first thing that is wrong is another.
        let mut stream = begin(&house.server, path, &format!("Content-Length: {}", route.bounds.largest), b"");
        stream.shutdown(std::net::Shutdown::Write).expect("no more comes");
        assert_ne!(status_of(&mut stream), 413, "{path}");
    }
}

#[test]
fn so_many_bodies_of_one_network_at_once_and_no_more() {
    let portal = TestPortal::new();
    let server = Server::start(&portal);
    // The one before the last is begun, each with a byte, so that all are surely being received.
    let mut held: Vec<TcpStream> = (0..BODIES_OF_ONE).map(|_| begin(&server, "/preferences", "Content-Length: 100", b"a")).collect();
    let deadline = Instant::now() + Duration::from_secs(20);
    let refused = loop {
        let mut one_more = begin(&server, "/preferences", "Content-Length: 100", b"a");
        one_more.set_read_timeout(Some(Duration::from_millis(500))).expect("a time");
        let text = answer(&mut one_more);
        if !text.is_empty() {
            break text;
        }
        assert!(Instant::now() < deadline, "one too many waits instead of being told");
        held.push(one_more);
    };
    assert_eq!(status(&refused), 429, "{refused}");
    assert!(refused.to_lowercase().contains("retry-after: 60"), "{refused}");
    assert_eq!(get(&server, "/", "").status, 200, "what has no body is answered");
    drop(held);
    let deadline = Instant::now() + Duration::from_secs(20);
    while server.send("POST", "/preferences", &[("Content-Type", FORM)], b"lang=en").status == 429 {
        assert!(Instant::now() < deadline, "room is given back");
    }
}

#[test]
fn a_head_that_does_not_come_is_told_so() {
    let portal = TestPortal::new();
    let server = Server::start(&portal);
    // Two clocks run down together, and only one of them answers: many tries.
    let mut strangers: Vec<TcpStream> = (0..40).map(|_| server.connect()).collect();
    strangers.iter_mut().for_each(|stream| stream.write_all(b"GET / HTTP/1.1\r\nHost: test\r\n").expect("half of a head"));
    for mut stream in strangers {
        assert_eq!(status(&answer(&mut stream)), 408);
    }
}

#[test]
fn a_silent_body_ends_and_so_does_one_that_nobody_reads() {
    let portal = TestPortal::new();
    let server = Server::start(&portal);
    let bodies = [
        ("in pieces", begin(&server, "/login", "Transfer-Encoding: chunked", b"1\r\na\r\n"), 408),
        ("of a length", begin(&server, "/login", "Content-Length: 100", b"a"), 408),
        // Nobody is signed in: it is refused at once, and its rest never comes.
        ("unread, in pieces", begin(&server, "/nowhere", "Transfer-Encoding: chunked", b"1\r\na\r\n"), 404),
        ("unread, of a length", begin(&server, "/nowhere", "Content-Length: 100", b"a"), 404),
    ];
    for (which, mut stream, wanted) in bodies {
        // The connection is closed by the server: reading comes to its end before the time is over.
        let text = answer(&mut stream);
        assert!(status(&text) == wanted || status(&text) == 408, "{which}: {text}");
        assert_eq!(stream.read(&mut [0]).expect("closed, not merely silent"), 0, "{which}");
    }
}

#[test]
fn the_parts_of_a_form_are_counted_and_their_names_measured() {
    let portal = TestPortal::new();
    let bearer = token(&portal, "shifan-market-regulation");
    let server = Server::start(&portal);
    let form = format!("multipart/form-data; boundary={BOUNDARY}");
    let post = |path: &str, parts: &[(&str, &[u8])]| -> Answer {
        server.send("POST", path, &[("Authorization", bearer.as_str()), ("Content-Type", form.as_str())], &multipart(parts))
    };
    let long = |more: usize| "n".repeat(LONGEST_PART_NAME + more);
    let many = |count: usize| vec![("x", &b""[..]); count];
    for path in ["/api/v1/verify", "/api/v1/applications", "/v"] {
        assert_eq!(post(path, &many(PARTS + 1)).status, 413, "{path}: one part too many");
        assert_eq!(post(path, &[(long(1).as_str(), b"")]).status, 413, "{path}: too long a name");
        assert_ne!(post(path, &[(long(0).as_str(), b"")]).status, 413, "{path}: as long as may be");
    }
    // A page's form has few files; a program's may have as many as an application.
    for path in ["/api/v1/verify", "/api/v1/applications"] {
        assert_ne!(post(path, &many(PARTS)).status, 413, "{path}: as many as may be");
    }
}

#[test]
fn sign_ins_are_paced_by_name_and_nobody_else_waits() {
    let portal = TestPortal::new();
    let server = Server::start(&portal);
    let page = get(&server, "/login", "");
    let cookie = header(&page, "Set-Cookie").and_then(|c| c.split(';').next()).unwrap_or("").to_owned();
    let token = String::from_utf8_lossy(&page.body)
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .and_then(|r| r.split('"').next())
        .expect("a token")
        .to_owned();
    let try_as = |login: &str| {
        let body = format!("csrf={token}&login={login}&password=nothing-of-the-kind");
        let headers = [("Content-Type", FORM), ("Accept", "text/html"), ("Cookie", cookie.as_str())];
        server.send("POST", "/login", &headers, body.as_bytes())
    };
    let tries: Vec<u16> = (0..16).map(|_| try_as("ye").status).collect();
    assert_eq!(tries[..15], [422; 15], "{tries:?}");
    let over = try_as("ye");
    assert_eq!((over.status, header(&over, "Retry-After")), (429, Some("60")));
    assert_eq!(try_as("jiang").status, 422, "another name is another matter");
}

#[test]
fn what_may_be_got_may_be_asked_for_and_another_method_is_told_which() {
    let house = crate::system::routes::House::new();
    for route in portal::web::routes() {
        let path = house.path(&route);
        if route.method == "GET" {
            let cookie = house.people.iter().find(|(role, _)| opens(&route, *role)).map_or("", |(_, cookie)| cookie.as_str());
            let headers = [("Accept", "text/html"), ("Cookie", cookie)];
            let (whole, bare) = (house.server.send("GET", &path, &headers, b""), house.server.send("HEAD", &path, &headers, b""));
            assert_eq!(bare.status, whole.status, "HEAD {path}");
            assert!(bare.body.is_empty(), "HEAD {path} has a body");
            assert_eq!(header(&bare, "Content-Type"), header(&whole, "Content-Type"), "HEAD {path}");
        }
        let other = house.server.send("DELETE", &path, &[("Accept", "text/html")], b"");
        assert_eq!(other.status, 405, "DELETE {path}");
        let allowed = header(&other, "Allow").unwrap_or_default().to_owned();
        assert!(allowed.contains(route.method.as_str()) && allowed.contains("GET") == allowed.contains("HEAD"), "{path}: {allowed}");
    }
}

fn opens(route: &portal::web::request::route::Route, role: portal::domain::actor::Role) -> bool {
    matches!(route.door, portal::web::request::route::Door::Roles(roles) if roles.contains(&role))
}

#[test]
fn the_name_of_a_scheme_is_written_in_any_case() {
    let portal = TestPortal::new();
    let bearer = token(&portal, "shifan-market-regulation");
    let secret = bearer.trim_start_matches("Bearer ").to_owned();
    let server = Server::start(&portal);
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let header = format!("{scheme} {secret}");
        let answer = server.send("GET", "/api/v1/applications/x", &[("Authorization", &header)], b"");
        assert_eq!(answer.status, 404, "{scheme}");
    }
    for header in [format!("Basic {secret}"), secret] {
        assert_eq!(server.send("GET", "/api/v1/applications/x", &[("Authorization", &header)], b"").status, 401);
    }
}

#[test]
fn connections_that_say_nothing_are_given_up() {
    let portal = TestPortal::new();
    let server = Server::start(&portal);
    rlimit::increase_nofile_limit(8_192).expect("descriptors");
    let silent: Vec<TcpStream> = (0..900).map(|_| server.connect()).collect();
    assert_eq!(server.get("/healthz").status, 200, "whoever says something is heard in the end");
    let mut first = &silent[0];
    first.set_read_timeout(Some(Duration::from_secs(30))).expect("a time");
    // Told that its request did not come, or not: it is closed.
    let mut told = Vec::new();
    first.read_to_end(&mut told).expect("closed, not merely silent");
}

#[test]
fn requests_sent_ahead_are_answered_one_after_another() {
    let portal = TestPortal::new();
    let server = Server::start(&portal);
    let mut stream = server.connect();
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a time");
    let form =
        "POST /preferences HTTP/1.1\r\nHost: test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\nlang=en";
    let pieces = "POST /api/v1/verify HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    let get = |path: &str, close: &str| format!("GET {path} HTTP/1.1\nHost: test\r\n{close}\r\n");
    let all =
        [get("/healthz", ""), form.to_owned(), get("/version", ""), pieces.to_owned(), get("/nowhere", "Connection: close\r\n")].concat();
    stream.write_all(all.as_bytes()).expect("sent");
    let text = answer(&mut stream);
    let statuses: Vec<&str> = text.match_indices("HTTP/1.1 ").map(|(at, _)| &text[at + 9..at + 12]).collect();
    assert_eq!(statuses, ["200", "303", "200", "200", "404"], "{text}");
}

#[test]
fn a_second_head_that_does_not_come_is_given_up_as_the_first_is() {
    let portal = TestPortal::new();
    let server = Server::start(&portal);
    for begun in ["GET /healthz HT", "\r\n"] {
        let mut stream = server.connect();
        stream.set_read_timeout(Some(Duration::from_secs(40))).expect("a time");
        stream.write_all(format!("GET /healthz HTTP/1.1\r\nHost: test\r\n\r\n{begun}").as_bytes()).expect("sent");
        let mut told = Vec::new();
        stream.read_to_end(&mut told).expect("closed, not merely silent");
        assert!(String::from_utf8_lossy(&told).starts_with("HTTP/1.1 200"));
    }
}
