//! What somebody with bad intent, or in a hurry, cannot do.

use crate::app::{Sample, TestPortal};
use crate::http::{Answer, Server};
use crate::system::doors::{get, session};
use portal::domain::actor::Role;
use portal::domain::security::LinkPurpose;
use portal::domain::wording::supplement::Item;
use portal::office::Error;
use portal::office::intake::writing;
use portal::office::people::credentials::{self, Opening};
use portal::office::review::supplement::{self, SupplementOrder};
use portal::office::ruling::approval::{approve, send_back};

fn code(result: Result<impl Sized, Error>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => "done",
    }
}

#[test]
fn a_supplement_cannot_put_other_people_into_a_case() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let items = [Item { part: "terms".to_owned(), defect: "没有写明日期。".to_owned(), form: "写明".to_owned() }];
    let wanted = SupplementOrder { items: &items, days: 7, reason_again: "" };
    supplement::issue(&portal.office, &portal.clerk, &id, portal.version(&id), &wanted).expect("asked");
    let agency = portal.agency("shifan-market-regulation");
    let whole = writing::draft(&portal.office, &agency, &id).expect("the application").json;
    for (pointer, value) in [("/parties/0/name", "别人"), ("/parties/0/phone", "19900009999"), ("/parties/1/representative/name", "别人")]
    {
        let mut json = whole.clone();
        *json.pointer_mut(pointer).expect("a field") = value.into();
        writing::save(&portal.office, &agency, &id, portal.version(&id), &json).expect("kept");
        let result = supplement::resubmit(&portal.office, &agency, &id, portal.version(&id));
        assert_eq!(code(result), "PARTIES_CHANGED", "{pointer}");
        assert_eq!(portal.stage(&id), "supplementing");
    }
    writing::save(&portal.office, &agency, &id, portal.version(&id), &whole).expect("kept");
    supplement::resubmit(&portal.office, &agency, &id, portal.version(&id)).expect("with the parties as they were");
}

#[test]
fn a_draft_is_its_own_judge_s() {
    let portal = TestPortal::new();
    let (other, secret) = portal.add(Role::Judge, "bai", "白若水", None);
    let (id, draft) = portal.proposed();
    let version = portal.version(&id);
    assert_eq!(code(send_back(&portal.office, &other, &id, version, "再看")), "NOT_YOUR_ACT");
    let fresh = credentials::code_at(&secret, portal.office.now().unix());
    assert_eq!(code(approve(&portal.office, &other, &id, version, &draft, &fresh)), "NOT_YOUR_ACT");
    assert_eq!((portal.stage(&id), portal.version(&id)), ("proposed", version));
}

#[test]
fn a_reset_link_leaves_the_second_factor_alone_and_looking_changes_nothing() {
    let portal = TestPortal::new();
    let clerk = portal.clerk.person.clone().expect("a person");
    let admins = portal.admins();
    let (reset, code) = portal.renewed(&admins, &clerk, LinkPurpose::Reset);
    assert!(credentials::factor_of_link(&portal.office, &reset).is_err(), "a forgotten password is no reason for a new factor");
    let opening = Opening { code: &code, password: "一句不常见的长话" };
    assert_eq!(credentials::set_password(&portal.office, &reset, opening).expect("kept"), None);
    let (invite, code) = portal.renewed(&admins, &clerk, LinkPurpose::Invite);
    let opening = Opening { code: &code, password: "一句不常见的长话" };
    let next = credentials::set_password(&portal.office, &invite, opening).expect("kept").expect("a link for the factor");
    let first = credentials::factor_of_link(&portal.office, &next).expect("a secret");
    assert_eq!(credentials::factor_of_link(&portal.office, &next).expect("the same"), first, "opening the page twice is harmless");
    assert!(credentials::factor_of_link(&portal.office, &invite).is_err(), "whoever made the first link is not shown the secret");
}

/// Somebody's form, with the token of their page.
struct Desk<'a> {
    server: &'a Server,
    token: String,
}

impl<'a> Desk<'a> {
    fn at(server: &'a Server, cookie: &str, page: &str) -> Self {
        let body = String::from_utf8_lossy(&get(server, page, cookie).body).into_owned();
        let token = body.split("name=\"csrf\" value=\"").nth(1).and_then(|r| r.split('"').next()).expect("a token").to_owned();
        Self { server, token }
    }

    fn send(&self, path: &str, cookie: &str, fields: &str) -> Answer {
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Accept", "text/html"),
            ("Sec-Fetch-Site", "same-origin"),
            ("Cookie", cookie),
        ];
        self.server.send("POST", path, &headers, format!("csrf={}&{fields}", self.token).as_bytes())
    }
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

#[test]
fn a_form_sets_its_own_fields_and_no_others() {
    let portal = TestPortal::new();
    let id = portal.hand_in(&Sample::first()).expect("taken in").id;
    let agency = portal.agency("shifan-market-regulation");
    writing::reopen(&portal.office, &agency, &id, portal.version(&id)).expect("taken back");
    let (_, secret) = portal.add(Role::Mediator, "fang", "方志远", Some("shifan-market-regulation"));
    let cookie = session(&portal, "fang", &secret);
    let server = Server::start(&portal);
    let path = format!("/agency/cases/{id}/facts");
    let desk = Desk::at(&server, &cookie, &path);
    let before = writing::draft(&portal.office, &agency, &id).expect("the application").json;
    let fields = format!(
        "version={}&do=save&/cause=另一案由&/court=浙9999&/agency=shifan-health&/parties/0/name=别人&/undertakings/voluntary=true&/x=1",
        portal.version(&id)
    );
    let answer = desk.send(&path, &cookie, &fields);
    assert!(matches!(answer.status, 200 | 303 | 422), "{}", answer.status);
    let mut after = writing::draft(&portal.office, &agency, &id).expect("the application").json;
    assert_eq!(after["cause"], "另一案由", "its own field is kept");
    after["cause"] = before["cause"].clone();
    assert_eq!(after["court"], before["court"]);
    assert_eq!(after["agency"], before["agency"]);
    assert_eq!(after["parties"], before["parties"]);
    assert_eq!(after["undertakings"], before["undertakings"]);
    assert!(after.get("x").is_none());
}

#[test]
fn after_sign_out_what_was_typed_is_shown_and_can_be_sent_again() {
    let portal = TestPortal::new();
    let (id, _) = portal.proposed();
    let (_, secret) = portal.add(Role::Admin, "fan", "范守一", None);
    let cookie = session(&portal, "fan", &secret);
    let server = Server::start(&portal);
    let desk = Desk::at(&server, &cookie, "/admin/people/new");
    let typed = "name=叶先声&login=yexs&role=clerk&unit=";
    let out = desk.send("/admin/people/new", "__Host-session=over", typed);
    assert_eq!(out.status, 401);
    let told = text(&out);
    assert!(told.contains("登录已经过期") && told.contains("<li>叶先声</li>") && told.contains("name=\"login\" value=\"yexs\""), "{told}");
    let secret_form = desk.send("/login", "", "login=fan&password=长而不常见的密码");
    assert_eq!(secret_form.status, 403);
    let told = text(&secret_form);
    assert!(!told.contains("长而不常见的密码") && !told.contains("name=\"login\""), "a password is never shown or kept: {told}");
    let page = text(&get(&server, "/admin/people/new", &cookie));
    let units = page.split("id=\"unit\"").nth(1).expect("a choice of units");
    let unit = units.split("value=\"").nth(1).and_then(|v| v.split('"').next()).expect("a unit");
    let tokenless = desk.send("/admin/people/new", &cookie, &format!("name=&login=&role=clerk&unit={unit}&phone=19900001452")).status;
    assert_eq!(tokenless, 422, "with its token the form is read");
    let wrong = Desk { token: "0".repeat(32), ..Desk::at(&server, &cookie, "/admin/people/new") };
    let again = wrong.send("/admin/people/new", &cookie, typed);
    assert_eq!(again.status, 403);
    let told = text(&again);
    assert!(told.contains(&format!("name=\"csrf\" value=\"{}\"", desk.token)) && told.contains("name=\"login\" value=\"yexs\""), "{told}");
    assert_eq!(portal.stage(&id), "proposed");
}
