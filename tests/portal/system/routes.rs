//! The table of routes, and every line of it tried by every role: a door opens for whom it names and for nobody else.

use crate::app::{TestPortal, acts_for};
use crate::http::{Answer, Server};
use crate::ruling::wording::golden;
use crate::system::doors::{get, header, session};
use portal::db;
use portal::domain::actor::Role;
use portal::domain::id::CaseId;
use portal::domain::meeting::MeetingWay;
use portal::domain::register::UnitKind;
use portal::office::people::sessions::{self, PartySessionKind};
use portal::office::people::tokens;
use portal::office::review::meeting::{Calling, call};
use portal::office::ruling::approval::{approve, propose};
use portal::office::ruling::objection::{Objecting, object};
use portal::office::ruling::sealing;
use portal::web::request::route::{Door, Route};

/// A portal with a case that has everything a path can name, and somebody of each role signed in.
pub struct House {
    pub portal: TestPortal,
    pub server: Server,
    pub case: CaseId,
    pub people: Vec<(Role, String)>,
    pub stranger: String,
    unit: String,
    names: Vec<(&'static str, String)>,
}

/// What a path's parameters stand for in the house, but for the id of a case.
fn names_of(portal: &TestPortal, case: &CaseId, objection: &str) -> Vec<(&'static str, String)> {
    let pool = portal.pool();
    let mut connection = pool.get().expect("a connection");
    let documents = db::ruling::documents::of_case(&mut connection, case).expect("documents");
    let notice = documents.iter().find(|d| d.kind.name() == "acceptance_notice").expect("a notice");
    let matter = portal.office.case(&portal.clerk, case).expect("the case").matter;
    let files = db::mediation::attachments::of_matter(&mut connection, &matter).expect("files");
    let person = portal.judge.person.clone().expect("a person");
    vec![
        ("/admin/people/{id}", format!("/admin/people/{person}")),
        ("/my/documents/{id}", format!("/my/documents/{}", notice.id)),
        ("{name:apply|privacy|accessibility|keys}", "apply".to_owned()),
        ("{v:v|V}", "v".to_owned()),
        ("{path:.*}", "000".to_owned()),
        ("{level}", "0".to_owned()),
        ("{code}", "shifan-health".to_owned()),
        ("{document}", notice.id.clone()),
        ("{file}", files[0].id.clone()),
        ("{form}", "agreement".to_owned()),
        ("{number}", "1".to_owned()),
        ("{objection}", objection.to_owned()),
        ("{page}", "1".to_owned()),
        ("{part}", "terms".to_owned()),
        ("{id}", case.to_string()),
    ]
}

impl House {
    pub fn new() -> Self {
        let portal = TestPortal::new();
        let case = portal.accepted();
        let calling = Calling { way: MeetingWay::Online, on: portal.office.today(), at: "09:30", place: "青禾共享法庭" };
        call(&portal.office, &portal.clerk, &case, portal.version(&case), &calling).expect("called");
        portal.verify(&case);
        let draft = propose(&portal.office, &portal.clerk, &case, portal.version(&case), None).expect("proposed").sha256();
        approve(&portal.office, &portal.judge, &case, portal.version(&case), &draft, &portal.code(0)).expect("approved");
        sealing::seal(&portal.office, &case).expect("sealed");
        let objects =
            Objecting { party: Some("B"), third: ["", ""], knew_on: None, grounds: "付款日与协议不一致", obstacle_ended_on: None };
        object(&portal.office, &portal.clerk, &case, portal.version(&case), &objects).expect("recorded");
        let objection = portal::office::ruling::objection::of_case(&portal.office, &case).expect("objections")[0].row.id.clone();
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
        let links = db::intake::party_links::of_case(&mut portal.pool().get().expect("a connection"), &case).expect("links");
        let secret = sessions::party(&portal.office, PartySessionKind::Phone, &links[0].id, "test").expect("a session");
        people.push((Role::Party, format!("__Host-session={secret}")));
        let (_, secret) = portal.add(Role::Mediator, "yu", "yu", Some("shifan-health"));
        let stranger = session(&portal, "yu", &secret);
        let names = names_of(&portal, &case, &objection);
        let court = portal.office.register().court.code.clone();
        let units = db::county::units::of_court(&mut portal.pool().get().expect("a connection"), &court).expect("units");
        let unit = units.iter().find(|u| u.kind == UnitKind::Court).expect("the court").id.clone();
        let server = Server::start(&portal);
        Self { portal, server, case, people, stranger, unit, names }
    }

    /// A route's path with its parameters filled in.
    pub fn path(&self, route: &Route) -> String {
        let path = self.names.iter().fold(route.path.to_owned(), |path, (name, value)| path.replace(name, value));
        // Whose paper it is stands in the query.
        if path.ends_with("/paper") { path + "?party=A" } else { path }
    }

    fn send(&self, route: &Route, cookie: &str) -> Answer {
        let path = self.path(route);
        if route.method == "GET" {
            return get(&self.server, &path, cookie);
        }
        let judge = self.portal.judge.person.as_ref().map(ToString::to_string).unwrap_or_default();
        let clerk = self.portal.clerk.person.as_ref().map(ToString::to_string).unwrap_or_default();
        // Whatever a form may ask for is there, so that no door is mistaken for a missing field.
        let mut body = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("csrf", token_under(&self.server, cookie).as_str()),
            ("version", "1"),
            ("do", button_of(&path)),
            ("kind", "paper"),
            ("party", "A"),
            ("answer", "yes"),
            ("role", "clerk"),
            ("unit", &self.unit),
            ("to", &clerk),
            ("presiding", &judge),
            ("judge", &judge),
            ("as", "confirmed"),
        ] {
            body.append_pair(name, value);
        }
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "text/html"), ("Cookie", cookie)];
        self.server.send("POST", &path, &headers, body.finish().as_bytes())
    }
}

/// A button of the page behind a path, of several the one that the stage refuses.
fn button_of(path: &str) -> &'static str {
    match path.split('/').nth(1) {
        Some("agency") => "abandon",
        Some("judge") => "approve",
        Some("admin") if path.ends_with("/proposals") => "end",
        Some("admin") => "leave",
        _ => "accept",
    }
}

/// The token of the forms that go with a cookie.
pub fn token_under(server: &Server, cookie: &str) -> String {
    let page = String::from_utf8_lossy(&get(server, "/v", cookie).body).into_owned();
    page.split("name=\"csrf\" value=\"").nth(1).and_then(|r| r.split('"').next()).expect("a token").to_owned()
}

/// Told that there is nothing, or to say first who one is.
pub fn turned_away(answer: &Answer) -> bool {
    let to_sign_in = answer.status == 303 && header(answer, "Location").is_some_and(|l| l.starts_with("/login?next="));
    matches!(answer.status, 401 | 404) || to_sign_in
}

#[test]
fn the_table_of_routes_is_the_reviewed_one() {
    let mut lines: Vec<String> =
        portal::web::routes().iter().map(|r| format!("{:<4} {} · {} · {}\n", r.method, r.path, r.door, r.bounds.load.name())).collect();
    lines.sort_by_key(|line| line.split_once(' ').map(|(method, rest)| (rest.trim_start().to_owned(), method.to_owned())));
    let doubled = lines.windows(2).find(|pair| pair[0] == pair[1]);
    assert!(doubled.is_none(), "{doubled:?} is mounted twice");
    golden("routes.txt", &lines.concat());
}

#[test]
fn every_route_opens_for_whom_it_names_and_for_nobody_else() {
    let house = House::new();
    let (mut tried, mut faults) = (0, Vec::new());
    for route in portal::web::routes() {
        let Door::Roles(roles) = route.door else { continue };
        let guest = house.send(&route, "");
        assert!(turned_away(&guest) || guest.status == 403, "{route} for a guest: {}", guest.status);
        for (role, cookie) in &house.people {
            let answer = house.send(&route, cookie);
            if turned_away(&answer) == roles.contains(role) || answer.status >= 500 {
                faults.push(format!("{route} for {}: {}", role.name(), answer.status));
            }
            tried += 1;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(tried > 600, "only {tried} doors were tried");
}

#[test]
fn what_everybody_may_open_asks_nobody_who_they_are() {
    let house = House::new();
    for route in portal::web::routes().iter().filter(|r| r.door == Door::Everybody && r.method == "GET") {
        let answer = get(&house.server, &house.path(route), "");
        let asks = answer.status == 401 || answer.status == 403 || header(&answer, "Location").is_some_and(|l| l.starts_with("/login"));
        assert!(!asks && answer.status < 500, "{route}: {}", answer.status);
    }
}

#[test]
fn a_token_opens_what_its_scope_names_and_nothing_else() {
    let house = House::new();
    let made =
        |scope: &str| tokens::add_token(&house.portal.office, "shifan-market-regulation", "t", &[scope.to_owned()], 1).expect("a token").1;
    let tokens = [tokens::WRITE, tokens::READ].map(|scope| (scope, made(scope)));
    let mut tried = 0;
    for route in portal::web::routes() {
        let Door::Token(wanted) = route.door else { continue };
        let send = |header: &str| {
            let headers = [("Content-Type", "application/json"), ("Authorization", header)];
            house.server.send(route.method.as_str(), &house.path(&route), &headers, b"{}").status
        };
        assert_eq!(send(""), 401, "{route} without a token");
        assert_eq!(send("Bearer portal_0000"), 401, "{route} with an invented token");
        for (scope, token) in &tokens {
            let status = send(&format!("Bearer {token}"));
            assert_eq!(matches!(status, 401 | 403), *scope != wanted, "{route} with {scope}: {status}");
            tried += 1;
        }
        for (role, cookie) in &house.people {
            assert_eq!(
                house.server.send(route.method.as_str(), &house.path(&route), &[("Cookie", cookie)], b"").status,
                401,
                "{route} for {}",
                role.name()
            );
        }
    }
    assert!(tried >= 6, "only {tried} were tried");
}

#[test]
fn another_s_case_is_not_there() {
    let house = House::new();
    let sample = crate::app::Sample::first().application();
    assert!(sample.parties.iter().all(|p| !acts_for(p).is_empty()), "there is somebody to keep out");
    let mut tried = 0;
    for route in portal::web::routes().iter().filter(|r| r.path.contains("/cases/{id}") && r.method == "GET") {
        if matches!(route.door, Door::Roles(roles) if roles.contains(&Role::Mediator)) {
            assert_eq!(get(&house.server, &house.path(route), &house.stranger).status, 404, "{route} for another agency");
            tried += 1;
        }
    }
    assert!(tried > 10, "only {tried} were tried");
}
