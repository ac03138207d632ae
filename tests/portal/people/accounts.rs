//! Invitations, recovery codes, leavers.

use crate::app::TestPortal;
use crate::review::supplement::refused;
use portal::db;
use portal::domain::actor::Role;
use portal::domain::refusal::Refusal;
use portal::domain::register::UnitKind;
use portal::office::people::{accounts, appointments, credentials, sessions};
use portal::office::review::assignment;
use portal::office::{Error, case_overview};

#[test]
fn an_invitation_works_once_and_recovery_codes_too() {
    let portal = TestPortal::new();
    let court = {
        let mut connection = portal.pool().get().expect("a connection");
        db::county::units::find(&mut connection, "浙0499", UnitKind::Court, "浙0499").expect("asked").expect("the court").id
    };
    let new = accounts::Newcomer { name: "池晓岚", login: "chi", role: Role::Clerk, unit: &court };
    let (person, link) = accounts::invite(&portal.office, &new).expect("invited");
    let wrong = accounts::Newcomer { role: Role::Mediator, login: "x", ..new };
    assert_eq!(refused(accounts::invite(&portal.office, &wrong)), "RECORD_INCOMPLETE", "a mediator sits in an agency");
    assert_eq!(refused(credentials::set_password(&portal.office, &link, "12345678")), "WEAK_PASSWORD");
    credentials::set_password(&portal.office, &link, "一句不常见的长话").expect("kept");
    let (_, typed) = credentials::factor_of_link(&portal.office, &link).expect("a secret");
    assert_eq!(typed.len(), 32);
    assert_eq!(refused(credentials::confirm_factor(&portal.office, &link, "000000")), "SECOND_FACTOR");
    let secret = rfc4648(&typed);
    let codes =
        credentials::confirm_factor(&portal.office, &link, &credentials::code_at(&secret, portal.office.now().unix())).expect("confirmed");
    assert_eq!(refused(credentials::invited(&portal.office, &link)), "LINK_OVER");
    let half = sessions::password(&portal.office, "chi", "一句不常见的长话", "").expect("the password");
    let (whole, recovery) = sessions::second(&portal.office, &half, &codes[0], "").expect("a recovery code");
    assert!(recovery && sessions::who(&portal.office, &whole).is_ok());
    assert_eq!(credentials::recovery_left(&portal.office, &person).expect("counted"), 9);
    let half = sessions::password(&portal.office, "chi", "一句不常见的长话", "").expect("the password");
    assert_eq!(refused(sessions::second(&portal.office, &half, &codes[0], "")), "SECOND_FACTOR", "each is good once");
    accounts::new_link(&portal.office, None, &person, "reset").expect("a link");
    assert!(matches!(sessions::who(&portal.office, &whole), Err(Error::NotFound)), "a reset signs out everywhere");
}

/// RFC 4648 base 32 to hex.
fn rfc4648(text: &str) -> String {
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
    assert_eq!(refused(appointments::leave(&portal.office, &clerk, None)), "HAND_OVER_FIRST");
    let (second, _) = portal.add(Role::Clerk, "chi", "池晓岚", None);
    let second = second.person.expect("a person");
    appointments::leave(&portal.office, &clerk, Some(&second)).expect("left");
    let seen = case_overview::of_party(&portal.office, &id).expect("the case");
    assert_eq!(seen.assigned.map(|a| a.1).as_deref(), Some("池晓岚"));
    let (admin, _) = portal.add(Role::Admin, "fan", "范守一", None);
    let admin = admin.person.expect("a person");
    assert_eq!(refused(appointments::leave(&portal.office, &admin, None)), Refusal::LastAdmin.code());
}
