//! What takes two people: no administrator alone makes a judge or a clerk, or gets into the account of one.

use crate::app::TestPortal;
use crate::http::Server;
use crate::system::doors::{get, session};
use portal::db;
use portal::domain::actor::{Actor, Role};
use portal::domain::administration::AdminAct;
use portal::domain::id::PersonId;
use portal::domain::register::UnitKind;
use portal::domain::security::LinkPurpose;
use portal::office::people::accounts::{self, FirstRun, Newcomer};
use portal::office::people::administration::{self, Hand};
use portal::office::people::appointments::{self, KeptPosts, NewPerson};
use portal::office::people::contact::{self, Contact};
use portal::office::people::credentials::{self, Opening};
use portal::office::people::links::{Link, LinkOpens};
use portal::office::people::proposals::{self, Post};
use portal::office::people::sessions;
use portal::office::service::sending;
use portal::office::{Error, Office, Result};

const PASSWORD: &str = "一句不常见的长话";

fn code<T>(result: Result<T>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code(),
        Err(Error::Stale) => "STALE",
        Err(Error::NotFound) => "NOT_FOUND",
        Err(other) => panic!("{other:?}"),
        Ok(_) => "done",
    }
}

fn id_of(actor: &Actor) -> PersonId {
    actor.person.clone().expect("a person")
}

fn unit(portal: &TestPortal, kind: UnitKind, code: &str) -> String {
    let mut connection = portal.pool().get().expect("a connection");
    db::county::units::find(&mut connection, "浙0499", kind, code).expect("asked").expect("the unit").id
}

/// A unit in which a role sits.
fn unit_of(portal: &TestPortal, role: Role) -> String {
    match role {
        Role::Mediator => unit(portal, UnitKind::Agency, "shifan-market-regulation"),
        Role::Bureau => unit(portal, UnitKind::Studio, "浙0499"),
        _ => unit(portal, UnitKind::Court, "浙0499"),
    }
}

fn invites(portal: &TestPortal, hand: &Hand, login: &str, role: Role) -> Result<(PersonId, Link)> {
    let contact = Contact::read("19900001452", "new@court.example").expect("sound");
    let unit = unit_of(portal, role);
    accounts::invite(&portal.office, hand, &Newcomer { name: "新人", login, post: Post { role, unit: &unit }, contact: &contact })
}

fn waiting(portal: &TestPortal, person: &PersonId) -> String {
    proposals::waiting_about(&portal.office, person).expect("what waits").first().expect("something waits").id.clone()
}

fn roles(portal: &TestPortal, person: &PersonId) -> Vec<Role> {
    accounts::person(&portal.office, person).expect("a person").1.iter().filter(|h| h.until.is_none()).map(|h| h.role).collect()
}

fn opens(portal: &TestPortal, link: &str, opening: &str) -> &'static str {
    code(credentials::set_password(&portal.office, link, Opening { code: opening, password: PASSWORD }))
}

/// The same folder, so many seconds later.
fn after(portal: &TestPortal, seconds: i64) -> Office {
    let office = portal.reopened();
    office.clock.jump(seconds);
    office.clock.believe();
    office
}

/// What one administrator can do alone, and what of it waits for somebody else: the reviewed table.
#[test]
fn what_one_administrator_can_do_alone_leads_to_no_ruling() {
    let portal = TestPortal::new();
    let [first, second] = portal.admins();
    portal.add(Role::Admin, "xia", "夏槐", None);
    let mut lines = vec!["act\trole of the person\talone".to_owned()];
    let mut row = |act: &str, role: Role, what: String| lines.push(format!("{act}\t{role}\t{what}"));
    let told = |result: Result<Option<Link>>| match result {
        Ok(Some(Link { opens: LinkOpens::Now, .. })) => "a whole link".to_owned(),
        Ok(Some(_)) => "half a link, and waits".to_owned(),
        Ok(None) => "done or waits".to_owned(),
        Err(Error::Refused(refusal)) => refusal.code().to_owned(),
        Err(other) => panic!("{other:?}"),
    };
    for (n, role) in [Role::Mediator, Role::Bureau, Role::Clerk, Role::Judge, Role::President, Role::Admin].into_iter().enumerate() {
        let invited = invites(&portal, &portal.hand(&first), &format!("new{n}"), role);
        let person = invited.as_ref().expect("invited").0.clone();
        row("invite", role, told(invited.map(|(_, link)| Some(link))));
        assert_eq!(roles(&portal, &person).is_empty(), role.takes_two(), "{role}: no post before a second person");
        if role.takes_two() {
            row(
                "confirm the own proposal",
                role,
                code(proposals::confirm(&portal.office, &portal.hand(&first), &waiting(&portal, &person))).to_owned(),
            );
        }
        let agency = (role == Role::Mediator).then_some("shifan-market-regulation");
        let (there, _) = portal.add(role, &format!("old{n}"), "旧人", agency);
        let there = id_of(&there);
        for purpose in [LinkPurpose::Reset, LinkPurpose::Invite] {
            row(&format!("{purpose} link"), role, told(proposals::renew(&portal.office, &portal.hand(&first), &there, purpose).map(Some)));
        }
        let (mediator, _) = portal.add(Role::Mediator, &format!("med{n}"), "调解员", Some("shifan-market-regulation"));
        let unit = unit_of(&portal, role);
        let appointed = proposals::appoint(&portal.office, &portal.hand(&first), &id_of(&mediator), Post { role, unit: &unit });
        row("appoint a mediator as", role, told(appointed));
        let held = accounts::person(&portal.office, &there).expect("a person").1.remove(0);
        row(
            "end the post of",
            role,
            code(appointments::end_appointment(&portal.office, &portal.hand(&first), &there, &held.id)).to_owned(),
        );
    }
    let text = lines.join("\n") + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/administration.txt");
    if std::env::var("GOLDEN").is_ok() {
        std::fs::write(path, &text).expect("written");
    }
    assert_eq!(text, std::fs::read_to_string(path).expect("the reviewed table"));
    // Whoever judges, sits in the studio or administers got there by two: what one did alone made none of them.
    let alone = [AdminAct::Invite, AdminAct::Appoint, AdminAct::Link];
    for done in administration::newest(&portal.office).expect("the history").iter().filter(|r| alone.contains(&r.act)) {
        assert!(!done.role.is_some_and(Role::takes_two), "{:?}", done.act);
    }
    assert_eq!(code(Hand::of_admin(&portal.office, &portal.clerk, "000000").map(|_| ())), "NOT_YOUR_ACT");
    assert_eq!(code(Hand::of_admin(&portal.office, &second.0, "000000").map(|_| ())), "SECOND_FACTOR");
}

#[test]
fn an_invitation_opens_with_both_halves_once_and_by_nobody_else() {
    let portal = TestPortal::new();
    let [first, second] = portal.admins();
    let (person, link) = invites(&portal, &portal.hand(&first), "lan", Role::Judge).expect("proposed");
    assert_eq!(opens(&portal, &link.token, "0000-0000-0000"), "LINK_WAITS", "before it is confirmed");
    let id = waiting(&portal, &person);
    let confirmed = proposals::confirm(&portal.office, &portal.hand(&second), &id).expect("confirmed");
    let opening = confirmed.code.expect("an opening code");
    assert_eq!(code(proposals::confirm(&portal.office, &portal.hand(&second), &id)), "STALE", "once");
    assert_eq!(opens(&portal, &link.token, ""), "OPENING_CODE", "the link alone");
    assert_eq!(opens(&portal, &link.token, "0000-0000-0000"), "OPENING_CODE");
    assert_eq!(opens(&portal, "ANOTHERLINK", &opening), "LINK_OVER", "the code alone");
    // Another's code does not open it.
    let (other, _) = invites(&portal, &portal.hand(&first), "qiu", Role::Clerk).expect("proposed");
    let others = proposals::confirm(&portal.office, &portal.hand(&second), &waiting(&portal, &other)).expect("confirmed").code;
    assert_eq!(opens(&portal, &link.token, &others.expect("a code")), "OPENING_CODE");
    let next = credentials::set_password(&portal.office, &link.token, Opening { code: &opening.to_lowercase(), password: PASSWORD });
    let next = next.expect("both halves").expect("a link for the factor");
    assert_eq!(opens(&portal, &link.token, &opening), "LINK_OVER", "used up");
    assert_eq!(code(credentials::factor_of_link(&portal.office, &link.token)), "LINK_OVER", "the first link shows no secret");
    assert!(credentials::factor_of_link(&portal.office, &next).is_ok());
    let history = administration::newest(&portal.office).expect("the history");
    let about: Vec<(AdminAct, Option<String>)> =
        history.iter().rev().filter(|r| r.whom.as_deref() == Some(person.as_str())).map(|r| (r.act, r.by_person.clone())).collect();
    let by = |admin: &(Actor, String)| Some(id_of(&admin.0).to_string());
    assert_eq!(about, [(AdminAct::Propose, by(&first)), (AdminAct::Confirm, by(&second))], "who proposed, who confirmed");
}

#[test]
fn a_declined_or_late_proposal_opens_nothing() {
    let portal = TestPortal::new();
    let [first, second] = portal.admins();
    let (person, link) = invites(&portal, &portal.hand(&first), "lan", Role::Judge).expect("proposed");
    proposals::end(&portal.office, &portal.hand(&second), &waiting(&portal, &person)).expect("declined");
    assert_eq!(opens(&portal, &link.token, ""), "LINK_OVER");
    assert!(proposals::waiting(&portal.office).expect("what waits").is_empty() && roles(&portal, &person).is_empty());
    let (late, link) = invites(&portal, &portal.hand(&first), "qiu", Role::Clerk).expect("proposed");
    let id = waiting(&portal, &late);
    let opening = proposals::confirm(&portal.office, &portal.hand(&second), &id).expect("confirmed").code.expect("a code");
    let tomorrow = after(&portal, 73 * 3600);
    let result = credentials::set_password(&tomorrow, &link.token, Opening { code: &opening, password: PASSWORD });
    assert_eq!(code(result), "LINK_OVER", "three days after it was confirmed");
    let (stale, _) = invites(&portal, &portal.hand(&first), "mei", Role::Clerk).expect("proposed");
    let id = waiting(&portal, &stale);
    let later = after(&portal, 15 * 86_400);
    assert_eq!(code(proposals::confirm(&later, &portal.hand(&second), &id)), "STALE", "two weeks are over");
    // A second proposal about somebody takes the first one's place, and its link.
    let (person, link) = invites(&portal, &portal.hand(&first), "tao", Role::Clerk).expect("proposed");
    let unit = unit_of(&portal, Role::Judge);
    let again =
        proposals::appoint(&portal.office, &portal.hand(&second), &person, Post { role: Role::Judge, unit: &unit }).expect("proposed");
    assert!(again.is_some());
    assert_eq!(opens(&portal, &link.token, ""), "LINK_OVER");
    assert_eq!(proposals::waiting_about(&portal.office, &person).expect("what waits").len(), 1);
}

#[test]
fn an_account_that_one_hand_opened_is_shut_before_it_gets_a_post_of_the_court() {
    let portal = TestPortal::new();
    let [first, second] = portal.admins();
    let (person, link) = invites(&portal, &portal.hand(&first), "puppet", Role::Mediator).expect("invited alone");
    let next = credentials::set_password(&portal.office, &link.token, Opening { code: "", password: PASSWORD }).expect("set");
    let (_, typed) = credentials::factor_of_link(&portal.office, &next.clone().expect("a link")).expect("a secret");
    let secret = crate::people::accounts::rfc4648(&typed);
    let fresh = credentials::code_at(&secret, portal.office.now().unix());
    credentials::confirm_factor(&portal.office, &next.expect("a link"), &fresh).expect("connected");
    let unit = unit_of(&portal, Role::Judge);
    let link = proposals::appoint(&portal.office, &portal.hand(&first), &person, Post { role: Role::Judge, unit: &unit });
    let link = link.expect("proposed").expect("half a link");
    proposals::confirm(&portal.office, &portal.hand(&second), &waiting(&portal, &person)).expect("confirmed");
    assert_eq!(code(sessions::password(&portal.office, "puppet", PASSWORD, "")), "SIGN_IN_WRONG", "the password of before is nobody's");
    assert_eq!(opens(&portal, &link.token, ""), "OPENING_CODE", "and whoever holds the link has not got the code");
}

#[test]
fn two_posts_that_do_not_go_together_are_refused_and_who_holds_them_chooses_first() {
    let portal = TestPortal::new();
    let [first, second] = portal.admins();
    let unit = unit_of(&portal, Role::Clerk);
    let both = proposals::appoint(&portal.office, &portal.hand(&first), &id_of(&second.0), Post { role: Role::Judge, unit: &unit });
    assert_eq!(code(both), "POSTS_APART");
    let judge = id_of(&portal.judge);
    let both = proposals::appoint(&portal.office, &portal.hand(&first), &judge, Post { role: Role::Admin, unit: &unit });
    assert_eq!(code(both), "POSTS_APART");
    // A folder of before: the judge is an administrator as well.
    let mut connection = portal.pool().get().expect("a connection");
    db::people::appointments::add(&mut connection, "OLD", &judge, &unit, Role::Admin, portal.office.today()).expect("added");
    drop(connection);
    let cookie = session(&portal, "jiang", &portal.judge_secret);
    let server = Server::start(&portal);
    for page in ["/judge", "/admin", "/account", "/desk"] {
        let answer = get(&server, page, &cookie);
        assert!(answer.status == 303 && answer.head.to_lowercase().contains("location: /posts"), "{page}: {}", answer.head);
    }
    let page = String::from_utf8_lossy(&get(&server, "/posts", &cookie).body).into_owned();
    assert!(page.contains("请先选择职务"), "{page}");
    appointments::choose_posts(&portal.office, &judge, KeptPosts::Court).expect("two other administrators are there");
    assert_eq!(roles(&portal, &judge), [Role::Judge]);
    assert_eq!(code(appointments::choose_posts(&portal.office, &judge, KeptPosts::Court)), "STALE", "once");
}

#[test]
fn no_judge_and_no_clerk_before_two_administrators() {
    let portal = TestPortal::new();
    let first = portal.add(Role::Admin, "fan", "范守一", None);
    assert_eq!(code(invites(&portal, &portal.hand(&first), "lan", Role::Judge)), "TWO_ADMINISTRATORS_FIRST");
    let new = |login, role| NewPerson { login, name: "某某", role, agency: None, password: PASSWORD };
    assert_eq!(code(appointments::add_at_machine(&portal.office, &new("wei", Role::Clerk))), "TWO_ADMINISTRATORS_FIRST");
    let link = accounts::setup_link(&portal.office).expect("one administrator is there");
    let contact = Contact::read("19900001453", "").expect("sound");
    let run = |login| FirstRun { name: "阮青禾", login, contact: &contact, password: PASSWORD };
    accounts::first_admin(&portal.office, &link, &run("ruan")).expect("the second one");
    assert_eq!(code(accounts::first_admin(&portal.office, &link, &run("xia"))), "LINK_OVER");
    assert_eq!(code(accounts::setup_link(&portal.office)), "ADMINISTRATORS_THERE");
    invites(&portal, &portal.hand(&first), "lan", Role::Judge).expect("now");
}

#[test]
fn what_is_confirmed_at_the_machine_is_told_to_all_and_shown_for_thirty_days() {
    let portal = TestPortal::new();
    let [first, _] = portal.admins();
    let clerk = id_of(&portal.clerk);
    let own = portal.fresh(&(portal.clerk.clone(), portal.clerk_secret.clone()));
    contact::change(&portal.office, &clerk, &Contact::read("19900001452", "ye@court.example").expect("sound"), &own).expect("kept");
    let new = NewPerson { login: "wei", name: "魏思源", role: Role::Judge, agency: None, password: PASSWORD };
    let added = appointments::add_at_machine(&portal.office, &new).expect("added");
    assert!(added.waits && roles(&portal, &added.id).is_empty());
    let before = administration::confirmed_at_machine(&portal.office).expect("asked");
    assert_eq!(before, None);
    proposals::confirm_at_machine(&portal.office, "wei").expect("confirmed");
    assert_eq!(roles(&portal, &added.id), [Role::Judge]);
    let letters = sending::recent(&portal.office, 10).expect("letters");
    let told: Vec<&str> = letters.iter().filter(|l| l.text.contains("在服务器上直接确认")).map(|l| l.to.as_str()).collect();
    assert_eq!(told.len(), 2, "wherever they can be reached: {told:?}");
    portal.fresh(&(portal.clerk.clone(), portal.clerk_secret.clone()));
    let cookie = session(&portal, "ye", &portal.clerk_secret);
    let server = Server::start(&portal);
    let page = String::from_utf8_lossy(&get(&server, "/studio", &cookie).body).into_owned();
    assert!(page.contains("是在服务器上直接确认的"), "{page}");
    let row = &administration::newest(&portal.office).expect("the history")[0];
    assert_eq!((row.act, row.by_person.as_deref(), row.whom.as_deref()), (AdminAct::ConfirmAtMachine, None, Some(added.id.as_str())));
    let later = after(&portal, 31 * 86_400);
    assert_eq!(administration::confirmed_at_machine(&later).expect("asked"), None, "after thirty days no more");
    assert_eq!(code(proposals::confirm(&portal.office, &portal.hand(&first), "NOTHING")), "STALE");
}

#[test]
fn after_a_new_factor_nothing_is_signed_for_a_day_and_the_person_is_told() {
    let portal = TestPortal::new();
    let admins = portal.admins();
    let judge = id_of(&portal.judge);
    contact::change(&portal.office, &judge, &Contact::read("19900001470", "").expect("sound"), &portal.code(0)).expect("kept");
    let mut office = portal.reopened();
    std::sync::Arc::make_mut(&mut office.config).freeze_seconds = 86_400;
    let (link, opening) = portal.renewed(&admins, &judge, LinkPurpose::Invite);
    let letters = sending::recent(&portal.office, 10).expect("letters");
    assert!(letters.iter().any(|l| l.to == "19900001470" && l.text.contains("重新办理")), "the person is told");
    let next = credentials::set_password(&office, &link, Opening { code: &opening, password: PASSWORD }).expect("set").expect("a link");
    let (_, typed) = credentials::factor_of_link(&office, &next).expect("a secret");
    let secret = crate::people::accounts::rfc4648(&typed);
    let at = |steps: i64| credentials::code_at(&secret, office.now().unix() + 30 * steps);
    credentials::confirm_factor(&office, &next, &at(-1)).expect("connected");
    assert_eq!(code(credentials::step_up(&office, &judge, &at(0))), "SIGNING_FROZEN");
    let half = sessions::password(&office, "jiang", PASSWORD, "").expect("the new password");
    sessions::second(&office, &half, &at(0), "").expect("signing in is not signing");
    assert_eq!(proposals::frozen(&office).expect("who").len(), 1);
    proposals::lift(&office, &portal.hand(&admins[0]), &judge).expect("seen in person");
    credentials::step_up(&office, &judge, &at(1)).expect("signs again");
    assert_eq!(code(proposals::lift(&office, &portal.hand(&admins[0]), &judge)), "STALE");
}

#[test]
fn sessions_are_ended_one_by_one() {
    let portal = TestPortal::new();
    let signed = |steps| {
        let half = sessions::password(&portal.office, "jiang", "长而不常见的密码", "").expect("the password fits");
        sessions::second(&portal.office, &half, &portal.code(steps), "").expect("the code fits").0
    };
    let (one, other) = (signed(0), signed(1));
    let here = sessions::who(&portal.office, &one).expect("signed in");
    let there = sessions::who(&portal.office, &other).expect("signed in");
    let name = sessions::name_of(&there.hash);
    assert!(!there.hash.contains(&name), "the name tells nothing of what is kept");
    sessions::end_one(&portal.office, &here, &name).expect("ended");
    assert!(sessions::who(&portal.office, &other).is_err() && sessions::who(&portal.office, &one).is_ok());
    assert_eq!(code(sessions::end_one(&portal.office, &here, &name)), "NOT_FOUND");
}

#[test]
fn whoever_is_proposed_is_no_longer_one_administrator_s_to_let_in() {
    let portal = TestPortal::new();
    let [first, second] = portal.admins();
    let (person, half) = invites(&portal, &portal.hand(&first), "lan", Role::Judge).expect("proposed");
    // A whole link in place of the half one, and the proposal confirmed beside it.
    let again = proposals::renew(&portal.office, &portal.hand(&first), &person, LinkPurpose::Invite).expect("a link");
    assert_eq!(again.opens, LinkOpens::WithCode, "not a whole one");
    assert_eq!(opens(&portal, &half.token, ""), "LINK_OVER");
    let waits = proposals::waiting_about(&portal.office, &person).expect("what waits");
    assert_eq!((waits.len(), waits[0].role), (1, None), "the new proposal takes the place of the post's");
    // An account made at the machine is not opened and confirmed by the same one.
    let new = NewPerson { login: "wei", name: "魏思源", role: Role::Judge, agency: None, password: PASSWORD };
    let added = appointments::add_at_machine(&portal.office, &new).expect("added");
    let link = proposals::renew(&portal.office, &portal.hand(&first), &added.id, LinkPurpose::Invite).expect("a link");
    assert_eq!(link.opens, LinkOpens::WithCode);
    assert_eq!(code(proposals::confirm(&portal.office, &portal.hand(&first), &waiting(&portal, &added.id))), "ANOTHER_PERSON");
    // Every other link of a person is over once two have decided.
    let (mediator, whole) = invites(&portal, &portal.hand(&first), "puppet", Role::Mediator).expect("alone");
    let unit = unit_of(&portal, Role::Clerk);
    proposals::appoint(&portal.office, &portal.hand(&first), &mediator, Post { role: Role::Clerk, unit: &unit }).expect("proposed");
    proposals::confirm(&portal.office, &portal.hand(&second), &waiting(&portal, &mediator)).expect("confirmed");
    assert_eq!(opens(&portal, &whole.token, ""), "LINK_OVER");
}

#[test]
fn a_promoted_account_that_had_a_factor_signs_nothing_for_a_day_and_its_old_ways_in_are_over() {
    let portal = TestPortal::new();
    let [first, second] = portal.admins();
    let mediator = portal.add(Role::Mediator, "fang", "方志远", Some("shifan-market-regulation"));
    let person = id_of(&mediator.0);
    let recovery = credentials::recovery_codes(&portal.office, &person).expect("codes");
    let half = sessions::password(&portal.office, "fang", "长而不常见的密码", "").expect("the password");
    let cookie = sessions::second(&portal.office, &half, &portal.fresh(&mediator), "").expect("signed in").0;
    let signed = sessions::who(&portal.office, &cookie).expect("signed in");
    let unit = unit_of(&portal, Role::Clerk);
    let link = proposals::appoint(&portal.office, &portal.hand(&first), &person, Post { role: Role::Clerk, unit: &unit });
    let link = link.expect("proposed").expect("half a link");
    let confirmed = proposals::confirm(&portal.office, &portal.hand(&second), &waiting(&portal, &person)).expect("confirmed");
    // A request that began before the confirmation opens nothing after it.
    let others = vec![(Role::Clerk, unit.clone())];
    let late = sessions::StaffSession { others, ..signed.clone() };
    assert_eq!(code(sessions::switch(&portal.office, &late, Role::Clerk, &unit, "")), "NOT_FOUND");
    let changed = credentials::change_password(&portal.office, &person, &signed.hash, "长而不常见的密码", "另外一句想不到的话");
    assert_eq!(code(changed), "OLD_PASSWORD_WRONG");
    let mut office = portal.reopened();
    std::sync::Arc::make_mut(&mut office.config).freeze_seconds = 86_400;
    let opening = Opening { code: &confirmed.code.expect("a code"), password: PASSWORD };
    let next = credentials::set_password(&office, &link.token, opening).expect("set").expect("a link");
    let half = sessions::password(&office, "fang", PASSWORD, "").expect("the new password");
    assert_eq!(code(sessions::second(&office, &half, &recovery[0], "")), "SECOND_FACTOR", "recovery codes of before are over");
    let (_, typed) = credentials::factor_of_link(&office, &next).expect("a secret");
    let secret = crate::people::accounts::rfc4648(&typed);
    let at = |steps: i64| credentials::code_at(&secret, office.now().unix() + 30 * steps);
    credentials::confirm_factor(&office, &next, &at(0)).expect("connected");
    assert_eq!(code(credentials::step_up(&office, &person, &at(1))), "SIGNING_FROZEN");
}
