//! Passwords and codes: who guesses is stopped, and a stranger stops nobody.

use crate::app::TestPortal;
use portal::domain::security::{LinkPurpose, SecurityEvent};
use portal::office::Error;
use portal::office::people::credentials::{self, Opening};
use portal::office::people::{security, sessions};

const PASSWORD: &str = "长而不常见的密码";

fn code(result: Result<impl Sized, Error>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => "done",
    }
}

/// Tries a wrong code with the right password, as from a new address each time.
fn guess(portal: &TestPortal) -> &'static str {
    let half = sessions::password(&portal.office, "jiang", PASSWORD, "").expect("the password fits");
    code(sessions::second(&portal.office, &half, "000000", ""))
}

fn signed_in(portal: &TestPortal, steps: i64) -> String {
    let half = sessions::password(&portal.office, "jiang", PASSWORD, "").expect("the password fits");
    sessions::second(&portal.office, &half, &portal.code(steps), "").expect("the code fits").0
}

#[test]
fn a_guesser_has_ten_codes_over_any_number_of_addresses_and_the_owner_goes_on() {
    let portal = TestPortal::new();
    let judge = portal.judge.person.clone().expect("a person");
    let recovery = credentials::recovery_codes(&portal.office, &judge).expect("codes");
    let cookie = signed_in(&portal, 0);
    let tries: Vec<&str> = (0..12).map(|_| guess(&portal)).collect();
    assert_eq!(tries[..9], ["SECOND_FACTOR"; 9], "a right password forgets no wrong code");
    assert_eq!(tries[9..], ["DOOR_SHUT"; 3]);
    let half = sessions::password(&portal.office, "jiang", PASSWORD, "").expect("the password fits");
    assert_eq!(code(sessions::second(&portal.office, &half, &portal.code(1), "")), "DOOR_SHUT", "not even the right one is compared");
    // Whoever is signed in signs on.
    assert!(sessions::who(&portal.office, &cookie).is_ok());
    credentials::step_up(&portal.office, &judge, &portal.code(1)).expect("signs");
    // The owner's ways in: a recovery code, or a new password.
    sessions::second(&portal.office, &half, &recovery[0], "").expect("a recovery code opens");
    assert_eq!(guess(&portal), "SECOND_FACTOR", "and the count begins anew");
    for _ in 0..9 {
        guess(&portal);
    }
    let (link, code) = portal.renewed(&portal.admins(), &judge, LinkPurpose::Reset);
    credentials::set_password(&portal.office, &link, Opening { code: &code, password: "另外一句想不到的话" }).expect("set");
    let half = sessions::password(&portal.office, "jiang", "另外一句想不到的话", "").expect("the new password");
    portal.forget_codes();
    sessions::second(&portal.office, &half, &portal.code(0), "").expect("the right code");
}

#[test]
fn who_knows_a_name_keeps_nobody_from_signing_in_or_from_signing() {
    let portal = TestPortal::new();
    let judge = portal.judge.person.clone().expect("a person");
    for _ in 0..12 {
        assert_eq!(code(sessions::password(&portal.office, "jiang", "一个错的密码", "")), "SIGN_IN_WRONG");
        assert_eq!(code(sessions::password(&portal.office, "nobody", "一个错的密码", "")), "SIGN_IN_WRONG");
    }
    let cookie = signed_in(&portal, 0);
    assert!(sessions::who(&portal.office, &cookie).is_ok());
    credentials::step_up(&portal.office, &judge, &portal.code(1)).expect("signs");
    let times = |person| -> Vec<i32> {
        let list = security::newest(&portal.office, None).expect("the log");
        list.iter().filter(|e| e.kind == SecurityEvent::PasswordWrong && e.person == person).map(|e| e.times).collect()
    };
    assert_eq!(times(Some(judge.to_string())).iter().sum::<i32>(), 11, "the first and the tenth");
    assert_eq!(times(None).iter().sum::<i32>(), 11, "for a name that nobody has as well");
}

#[test]
fn wrong_codes_in_acts_end_every_session_once_they_are_used_up() {
    let portal = TestPortal::new();
    let judge = portal.judge.person.clone().expect("a person");
    let cookie = signed_in(&portal, 0);
    let hash = sessions::who(&portal.office, &cookie).expect("signed in").hash;
    let mut tries = Vec::new();
    for _ in 0..5 {
        tries.push(code(credentials::step_up(&portal.office, &judge, "000000")));
        tries.push(code(credentials::change_password(&portal.office, &judge, &hash, "不对的密码", "另外一句想不到的话")));
    }
    assert_eq!(tries[..9].join(" "), ["SECOND_FACTOR OLD_PASSWORD_WRONG"; 5].join(" ").trim_end_matches(" OLD_PASSWORD_WRONG"));
    assert_eq!(tries[9], "SIGNED_OUT", "the own password is guessed at as codes are");
    assert!(sessions::who(&portal.office, &cookie).is_err(), "signed out everywhere");
    assert_eq!(code(credentials::step_up(&portal.office, &judge, &portal.code(1))), "SIGNED_OUT");
    signed_in(&portal, 1);
    portal.forget_codes();
    credentials::step_up(&portal.office, &judge, &portal.code(0)).expect("signed in anew, codes count anew");
    let kinds: Vec<SecurityEvent> = security::newest(&portal.office, Some(&judge)).expect("the log").iter().map(|e| e.kind).collect();
    for kind in [SecurityEvent::SignedIn, SecurityEvent::ActCodeWrong, SecurityEvent::SignedOut] {
        assert!(kinds.contains(&kind), "{kind}");
    }
}

#[test]
fn a_right_password_gives_no_code_back() {
    let portal = TestPortal::new();
    let judge = portal.judge.person.clone().expect("a person");
    let cookie = signed_in(&portal, 0);
    let hash = sessions::who(&portal.office, &cookie).expect("signed in").hash;
    (0..9).for_each(|_| drop(credentials::step_up(&portal.office, &judge, "000000")));
    credentials::change_password(&portal.office, &judge, &hash, PASSWORD, "另外一句想不到的话").expect("changed");
    assert_eq!(code(credentials::step_up(&portal.office, &judge, "000000")), "SIGNED_OUT", "the tenth wrong code is the tenth");
}

#[test]
fn easy_passwords_are_refused_whatever_they_are_made_from() {
    let portal = TestPortal::new();
    let judge = portal.judge.person.clone().expect("a person");
    let admins = portal.admins();
    let set = |password: &str| {
        let (link, opening) = portal.renewed(&admins, &judge, LinkPurpose::Reset);
        code(credentials::set_password(&portal.office, &link, Opening { code: &opening, password }))
    };
    let easy = [
        "passw0rd",
        "P@ssw0rd1",
        "password123",
        "qwertyuiop",
        "1q2w3e4r",
        "abcd1234",
        "aaaaaaaaaa",
        "12345678",
        "20001231",
        "iloveyou1",
        "jiangjiang",
        "江明理江明理",
    ];
    for password in easy {
        assert_eq!(set(password), "WEAK_PASSWORD", "{password}");
    }
    for password in ["correct horse battery staple", "另外一句想不到的话", "mKx7-tqLw-92"] {
        assert_eq!(set(password), "done", "{password}");
    }
}
