//! Invitations, recovery codes, leavers.

use crate::app::TestPortal;
use crate::review::supplement::refused;
use portal::db;
use portal::domain::actor::Role;
use portal::domain::refusal::Refusal;
use portal::domain::register::UnitKind;
use portal::domain::security::LinkPurpose;
use portal::office::people::contact::Contact;
use portal::office::people::credentials::{self, Opening};
use portal::office::people::proposals::{self, Post};
use portal::office::people::{accounts, appointments, sessions};
use portal::office::review::assignment;
use portal::office::{Error, case_overview};

#[test]
fn an_invitation_works_once_and_recovery_codes_too() {
    let portal = TestPortal::new();
    let court = {
        let mut connection = portal.pool().get().expect("a connection");
        db::county::units::find(&mut connection, "浙0499", UnitKind::Court, "浙0499").expect("asked").expect("the court").id
    };
    let [first, second] = portal.admins();
    let contact = Contact::read("19900001452", "chi@court.example").expect("sound");
    let new = accounts::Newcomer { name: "池晓岚", login: "chi", post: Post { role: Role::Clerk, unit: &court }, contact: &contact };
    let (person, link) = accounts::invite(&portal.office, &portal.hand(&first), &new).expect("invited");
    let wrong = accounts::Newcomer { post: Post { role: Role::Mediator, unit: &court }, login: "x", ..new };
    let refusal = refused(accounts::invite(&portal.office, &portal.hand(&first), &wrong));
    assert_eq!(refusal, "RECORD_INCOMPLETE", "a mediator sits in an agency");
    let waiting = proposals::waiting_about(&portal.office, &person).expect("what waits");
    let code = proposals::confirm(&portal.office, &portal.hand(&second), &waiting[0].id).expect("confirmed").code.expect("a code");
    let set = |password| credentials::set_password(&portal.office, &link.token, Opening { code: &code, password });
    assert_eq!(refused(set("12345678")), "WEAK_PASSWORD");
    let next = set("一句不常见的长话").expect("kept").expect("a link for the factor");
    assert_eq!(refused(credentials::invited(&portal.office, &link.token)), "LINK_OVER");
    let (_, typed) = credentials::factor_of_link(&portal.office, &next).expect("a secret");
    assert_eq!(typed.len(), 32);
    assert_eq!(refused(credentials::confirm_factor(&portal.office, &next, "000000")), "SECOND_FACTOR");
    let secret = rfc4648(&typed);
    let codes =
        credentials::confirm_factor(&portal.office, &next, &credentials::code_at(&secret, portal.office.now().unix())).expect("confirmed");
    assert_eq!(refused(credentials::invited(&portal.office, &next)), "LINK_OVER");
    let half = sessions::password(&portal.office, "chi", "一句不常见的长话", "").expect("the password");
    let (whole, recovery) = sessions::second(&portal.office, &half, &codes[0], "").expect("a recovery code");
    assert!(recovery && sessions::who(&portal.office, &whole).is_ok());
    assert_eq!(credentials::recovery_left(&portal.office, &person).expect("counted"), 9);
    let half = sessions::password(&portal.office, "chi", "一句不常见的长话", "").expect("the password");
    assert_eq!(refused(sessions::second(&portal.office, &half, &codes[0], "")), "SECOND_FACTOR", "each is good once");
    portal.renewed(&[first, second], &person, LinkPurpose::Reset);
    assert!(matches!(sessions::who(&portal.office, &whole), Err(Error::NotFound)), "a reset signs out everywhere");
}

/// RFC 4648 base 32 to hex.
pub fn rfc4648(text: &str) -> String {
    let digit = |c: u8| u32::from(if c >= b'A' { c - b'A' } else { c - b'2' + 26 });
    let bits: String = text.bytes().map(|c| format!("{:05b}", digit(c))).collect();
    (0..bits.len() / 8).map(|i| format!("{:02x}", u8::from_str_radix(&bits[i * 8..i * 8 + 8], 2).expect("bits"))).collect()
}

#[test]
fn a_leaver_hands_over_first_and_the_last_administrator_stays() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let clerk = portal.clerk.person.clone().expect("a person");
    assignment::assign(&portal.office, &portal.clerk, &id, None, &clerk).expect("claimed");
    let [first, third] = portal.admins();
    let hand = || portal.hand(&first);
    assert_eq!(refused(appointments::leave(&portal.office, &hand(), &clerk, None)), "HAND_OVER_FIRST");
    let (second, _) = portal.add(Role::Clerk, "chi", "池晓岚", None);
    let second = second.person.expect("a person");
    appointments::leave(&portal.office, &hand(), &clerk, Some(&second)).expect("left");
    let seen = case_overview::of_party(&portal.office, &id).expect("the case");
    assert_eq!(seen.assigned.map(|a| a.1).as_deref(), Some("池晓岚"));
    let admin = third.0.person.clone().expect("a person");
    assert_eq!(refused(appointments::leave(&portal.office, &hand(), &admin, None)), Refusal::LastAdmin.code(), "two stay");
    portal.add(Role::Admin, "xia", "夏槐", None);
    appointments::leave(&portal.office, &hand(), &admin, None).expect("with a third there one can leave");
}
