//! Who comes in where: every page by every role, every form without its token, every answer with its headers.

use crate::app::{Sample, TestPortal};
use crate::http::{Answer, Server};
use crate::system::routes::{House, turned_away};
use portal::domain::actor::Role;
use portal::office::people::{credentials, sessions};
use portal::web::request::route::Door;

/// A signed-in cookie.
pub fn session(portal: &TestPortal, login: &str, secret: &str) -> String {
    let half = sessions::password(&portal.office, login, "长而不常见的密码", "test").expect("the password fits");
    let code = credentials::code_at(secret, portal.office.now().unix());
    let (whole, recovery) = sessions::second(&portal.office, &half, &code, "test").expect("the code fits");
    assert!(!recovery);
    format!("__Host-session={whole}")
}

pub fn get(server: &Server, path: &str, cookie: &str) -> Answer {
    server.send("GET", path, &[("Accept", "text/html"), ("Cookie", cookie)], b"")
}

pub fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.head.lines().find_map(|l| l.split_once(": ").filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim()))
}

#[test]
fn a_form_without_its_token_or_from_another_site_changes_nothing() {
    let house = House::new();
    let before = house.portal.version(&house.case);
    let form = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/html")];
    let body = format!("do=send_back&reason=x&version={before}");
    let forms = portal::web::routes();
    // A choice of language changes nothing of anybody's; programs bear tokens of their own.
    let forms = forms.iter().filter(|r| r.method == "POST" && r.path != "/preferences" && !r.path.starts_with("/api/"));
    for route in forms {
        for (role, cookie) in &house.people {
            let answer = house.server.send("POST", &house.path(route), &[form[0], form[1], ("Cookie", cookie)], body.as_bytes());
            assert!(answer.status == 403 || turned_away(&answer), "{route} for {}: {}", role.name(), answer.status);
        }
    }
    let (_, judge) = &house.people[3];
    for foreign in [("Origin", "https://elsewhere.example"), ("Sec-Fetch-Site", "cross-site")] {
        let answer = house.server.send(
            "POST",
            &format!("/judge/cases/{}", house.case),
            &[form[0], form[1], foreign, ("Cookie", judge)],
            body.as_bytes(),
        );
        assert_eq!(answer.status, 403, "{foreign:?}");
    }
    let after = house.portal.version(&house.case);
    assert_eq!(before, after, "nothing changed");
}

#[test]
fn every_answer_carries_its_headers_and_cookies_are_kept_close() {
    let house = House::new();
    let mut paths: Vec<(String, &str)> = [
        "/",
        "/apply",
        "/agencies",
        "/privacy",
        "/v",
        "/v/0000-0000-0000",
        "/V/0000-0000-0000",
        "/c",
        "/login",
        "/forgot",
        "/nothing",
        "/robots.txt",
        "/trust.note",
    ]
    .into_iter()
    .map(|p| (p.to_owned(), ""))
    .collect();
    for route in portal::web::routes().iter().filter(|r| r.method == "GET") {
        let Door::Roles(roles) = route.door else { continue };
        let cookie = house.people.iter().find(|(r, _)| roles.contains(r)).map_or("", |(_, c)| c.as_str());
        paths.push((house.path(route), cookie));
    }
    for (path, cookie) in &paths {
        let answer = get(&house.server, path, cookie);
        let policy = header(&answer, "Content-Security-Policy").unwrap_or("");
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{path}: {policy}");
        assert_eq!(header(&answer, "X-Content-Type-Options"), Some("nosniff"), "{path}");
        assert_eq!(header(&answer, "Referrer-Policy"), Some("no-referrer"), "{path}");
        assert!(header(&answer, "Strict-Transport-Security").is_some(), "{path}");
        if header(&answer, "Content-Type").is_some_and(|t| t.starts_with("text/html")) {
            assert_eq!(header(&answer, "Cache-Control"), Some("private, no-store"), "{path}");
            let body = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(!body.contains("<script>") && !body.contains("style=\"") && !body.contains("onclick"), "{path} has something inline");
            assert!(!body.contains("src=\"http") && !body.contains("href=\"http"), "{path} reaches elsewhere");
        }
        for line in answer.head.lines().filter(|l| l.to_ascii_lowercase().starts_with("set-cookie:")) {
            let all = ["__Host-", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"].iter().all(|w| line.contains(w));
            assert!(all, "{path}: {line}");
        }
    }
    for path in ["/v", "/v/0000-0000-0000"] {
        let answer = house.server.send("GET", path, &[("Accept", "text/html")], b"");
        assert_eq!(answer.status, 200, "{path} needs no account");
    }
}

#[test]
fn what_is_asked_of_the_wrong_stage_is_refused_in_plain_words() {
    let portal = TestPortal::new();
    let id = portal.hand_in(&Sample::first()).expect("taken in").id;
    let (_, secret) = portal.add(Role::Mediator, "fang", "方志远", Some("shifan-market-regulation"));
    let cookie = session(&portal, "fang", &secret);
    let server = Server::start(&portal);
    let page = get(&server, &format!("/agency/cases/{id}"), &cookie);
    let body = String::from_utf8_lossy(&page.body).into_owned();
    let token = body.split("name=\"csrf\" value=\"").nth(1).and_then(|r| r.split('"').next()).expect("a token");
    let send = |path: &str, fields: &str| {
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/html"), ("Cookie", cookie.as_str())];
        server.send("POST", path, &headers, format!("csrf={token}&version={}&{fields}", portal.version(&id)).as_bytes())
    };
    let before = portal.version(&id);
    let refused = send(&format!("/agency/cases/{id}"), "do=resubmit");
    assert_eq!(refused.status, 422);
    let told = String::from_utf8_lossy(&refused.body).into_owned();
    assert!(told.contains("提交补正") && told.contains("待当事人确认") && told.contains("NOT_NOW"), "{told}");
    let edited = send(&format!("/agency/cases/{id}/terms"), "do=save&/terms/0/text=x");
    assert_eq!(edited.status, 422, "what the parties have been asked is not changed under their hands");
    assert_eq!(portal.version(&id), before);
    let stale = server.send(
        "POST",
        &format!("/agency/cases/{id}"),
        &[("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/html"), ("Cookie", cookie.as_str())],
        format!("csrf={token}&version=1&do=abandon&reason=typed+words").as_bytes(),
    );
    assert_eq!(stale.status, 409);
    assert!(String::from_utf8_lossy(&stale.body).contains("typed words"), "what was typed is shown again");
}
