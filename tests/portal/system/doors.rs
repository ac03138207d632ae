//! Who comes in where: every page by every role, every form without its token, every answer with its headers.

use crate::app::{Sample, TestPortal};
use crate::http::{Answer, Server};
use portal::domain::actor::Role;
use portal::office::people::{credentials, sessions};

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

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.head.lines().find_map(|l| l.split_once(": ").filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim()))
}

/// Pages, and the roles that come in; everybody else is told that there is nothing, and a guest goes to the sign-in.
fn doors(case: &str) -> Vec<(String, Vec<Role>)> {
    use Role::{Admin, Bureau, Clerk, Judge, Mediator};
    let own = |roles: &[Role]| roles.to_vec();
    vec![
        ("/account".to_owned(), own(&[Mediator, Clerk, Bureau, Judge, Admin])),
        ("/agency".to_owned(), own(&[Mediator])),
        ("/agency/new".to_owned(), own(&[Mediator])),
        (format!("/agency/cases/{case}"), own(&[Mediator])),
        (format!("/agency/cases/{case}/terms"), own(&[Mediator])),
        (format!("/agency/cases/{case}/files"), own(&[Mediator])),
        (format!("/agency/cases/{case}/check"), own(&[Mediator])),
        (format!("/cases/{case}/application"), own(&[Mediator, Clerk, Bureau, Judge])),
        ("/studio".to_owned(), own(&[Clerk, Bureau])),
        (format!("/studio/cases/{case}"), own(&[Clerk, Bureau])),
        (format!("/studio/cases/{case}/supplement"), own(&[Clerk, Bureau])),
        (format!("/studio/cases/{case}/verify"), own(&[Clerk, Bureau])),
        ("/judge".to_owned(), own(&[Judge])),
        (format!("/judge/cases/{case}"), own(&[Judge])),
        ("/admin".to_owned(), own(&[Admin])),
        ("/admin/people".to_owned(), own(&[Admin])),
        ("/admin/people/new".to_owned(), own(&[Admin])),
        ("/admin/agencies".to_owned(), own(&[Admin])),
        ("/admin/agencies/new".to_owned(), own(&[Admin])),
        ("/admin/agencies/shifan-health".to_owned(), own(&[Admin])),
        ("/admin/court".to_owned(), own(&[Admin])),
    ]
}

struct House {
    portal: TestPortal,
    server: Server,
    case: String,
    people: Vec<(Role, String)>,
    stranger: String,
}

fn house() -> House {
    let portal = TestPortal::new();
    let (case, _) = portal.proposed();
    let mut people = Vec::new();
    let agency = Some("shifan-market-regulation");
    for (role, login, unit) in [
        (Role::Mediator, "fang", agency),
        (Role::Clerk, "chi", None),
        (Role::Bureau, "qiu", None),
        (Role::Judge, "bai", None),
        (Role::Admin, "fan", None),
    ] {
        let (_, secret) = portal.add(role, login, login, unit);
        people.push((role, session(&portal, login, &secret)));
    }
    let (_, secret) = portal.add(Role::Mediator, "yu", "yu", Some("shifan-health"));
    let stranger = session(&portal, "yu", &secret);
    let server = Server::start(&portal);
    House { portal, server, case: case.to_string(), people, stranger }
}

#[test]
fn every_page_opens_for_its_roles_and_for_nobody_else() {
    let house = house();
    for (path, roles) in doors(&house.case) {
        let guest = get(&house.server, &path, "");
        assert_eq!(guest.status, 303, "{path} for a guest");
        assert!(header(&guest, "Location").is_some_and(|l| l.starts_with("/login?next=")), "{path}");
        for (role, cookie) in &house.people {
            let wanted = if roles.contains(role) { 200 } else { 404 };
            // The administrator reads no case: what a case says is not theirs.
            assert_eq!(get(&house.server, &path, cookie).status, wanted, "{path} for {}", role.name());
        }
    }
    for path in [format!("/agency/cases/{}", house.case), format!("/cases/{}/application", house.case)] {
        assert_eq!(get(&house.server, &path, &house.stranger).status, 404, "{path} for another agency");
    }
    drop(house.portal);
}

#[test]
fn a_form_without_its_token_or_from_another_site_changes_nothing() {
    let house = house();
    let before = house.portal.version(&portal::domain::id::CaseId::parse(&house.case).expect("an id"));
    let form = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/html")];
    let body = format!("do=send_back&reason=x&version={before}");
    let paths = [
        format!("/agency/cases/{}", house.case),
        format!("/studio/cases/{}", house.case),
        format!("/judge/cases/{}", house.case),
        "/account".to_owned(),
        "/admin/people/new".to_owned(),
        "/logout".to_owned(),
        "/login".to_owned(),
    ];
    for path in &paths {
        for (role, cookie) in &house.people {
            let answer = house.server.send("POST", path, &[form[0], form[1], ("Cookie", cookie)], body.as_bytes());
            assert!(matches!(answer.status, 403 | 404), "{path} for {}: {}", role.name(), answer.status);
        }
    }
    let (_, judge) = &house.people[3];
    for foreign in [("Origin", "https://elsewhere.example"), ("Sec-Fetch-Site", "cross-site")] {
        let answer = house.server.send("POST", &paths[2], &[form[0], form[1], foreign, ("Cookie", judge)], body.as_bytes());
        assert_eq!(answer.status, 403, "{foreign:?}");
    }
    let after = house.portal.version(&portal::domain::id::CaseId::parse(&house.case).expect("an id"));
    assert_eq!(before, after, "nothing changed");
}

#[test]
fn every_answer_carries_its_headers_and_cookies_are_kept_close() {
    let house = house();
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
    for (path, roles) in doors(&house.case) {
        let cookie = house.people.iter().find(|(r, _)| roles.contains(r)).map_or("", |(_, c)| c.as_str());
        paths.push((path, cookie));
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
