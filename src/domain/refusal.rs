//! Why not, as data: an ordinary situation of a person, never an error of ours. Words are chosen by variant.

use super::act::ActName;
use super::actor::Role;
use super::case::StageName;
use super::day::Day;
use super::finding::Finding;
use super::outcome::Outcome;
use super::register::EntryFault;
use super::review::CHECKLIST;
use super::statute::{Topic, cite, interpretation_written};

/// An expected "no".
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// The act belongs to another role.
    NotYourAct {
        /// Act.
        act: ActName,
        /// Role that tried.
        role: Role,
    },
    /// The act is not possible at this stage.
    NotNow {
        /// Act.
        act: ActName,
        /// Stage.
        stage: StageName,
    },
    /// The thirty days are over.
    ApplyPeriodOver {
        /// The last day.
        due: Day,
    },
    /// This ruling cannot be proposed from this stage.
    OutcomeNotHere {
        /// Outcome.
        outcome: Outcome,
        /// Stage.
        stage: StageName,
    },
    /// Not every party has agreed to this step on-line.
    OnlineNotAgreed {
        /// Who has not.
        missing: String,
    },
    /// The record of verification is not signed by all.
    RecordUnsigned {
        /// Who has not signed.
        missing: String,
    },
    /// Nothing that is owed to this party is overdue.
    NothingToEnforce,
    /// The ruling does not have this wording.
    NotInRuling {
        /// The words.
        text: String,
    },
    /// The period to object is over.
    ObjectionLate {
        /// Its last day.
        due: Day,
    },
    /// The ground does not serve this outcome.
    GroundNotHere,
    /// The term that was set for the party has not ended.
    TermRunning {
        /// Its last day.
        due: Day,
    },
    /// A rest-day table is missing for a year that is needed.
    CalendarMissing {
        /// Year.
        year: i32,
    },
    /// No record of verification.
    NotVerified,
    /// One person for both approvals, or the mediator for one.
    FourEyes,
    /// The draft is not the one that was seen.
    DraftChanged,
    /// The court's seal key may not sign any more.
    SealKeyOver {
        /// The last day it could.
        until: Day,
    },
    /// The trust note calls the court's seal key compromised.
    SealKeyCompromised,
    /// The moment to take the approval back has passed.
    TooLateToTakeBack,
    /// The judge's approval is missing, or can still be taken back.
    NotApproved,
    /// The application does not pass the checks.
    Findings(Vec<Finding>),
    /// The agency has used this external reference.
    ExternalRefUsed {
        /// The reference.
        external_ref: String,
    },
    /// No such party, or it has joined.
    PartyCannotJoin {
        /// The party's reference.
        party: String,
    },
    /// The person who acts for the party does not fit the application.
    NotEntitled {
        /// The name given.
        name: String,
    },
    /// The last four characters of the identifier differ.
    LastFourWrong,
    /// This way of joining needs something that is missing: a mobile number, a scan, a transcript.
    JoinNeeds {
        /// What.
        what: &'static str,
    },
    /// The name or text cannot be printed.
    CannotPrint {
        /// The characters.
        characters: String,
    },
    /// The document cannot be sealed: what the lint found.
    Defects(Vec<String>),
    /// A judge, clerk or assistant must be named who holds that post.
    NotInOffice {
        /// The name given.
        name: String,
    },
    /// What is recorded is incomplete.
    RecordIncomplete {
        /// Which field.
        field: &'static str,
    },
    /// A page of the record has not been confirmed.
    PagesUnread {
        /// The first such page, from 1.
        page: i32,
    },
    /// Not every judge of the panel has approved the draft.
    PanelIncomplete {
        /// Who has not, by name.
        missing: String,
    },
    /// The parties must have been called together (共同到场).
    NotAllPresent {
        /// Who is missing.
        missing: String,
    },
    /// The day given cannot be.
    DayImpossible {
        /// The day.
        day: Day,
    },
    /// No consent to be served this way.
    NoConsent {
        /// The recipient.
        party: String,
    },
    /// A file with this path was not announced, or has been handed in.
    FileNotExpected {
        /// The path.
        path: String,
    },
    /// The second factor is wrong, used, or not enrolled.
    SecondFactor,
    /// Codes at the door are used up: the password is known to somebody who has not got the second factor.
    DoorShut,
    /// Codes in acts are used up: every session has ended.
    SignedOut,
    /// The password so far is another.
    OldPasswordWrong,
    /// The person holds no appointment for this.
    NoAppointment,
    /// A password that is too short or too common.
    WeakPassword,
    /// The login name is taken.
    LoginTaken,
    /// Name and password do not fit.
    SignInWrong,
    /// Too many wrong answers: for some minutes none is taken.
    Locked {
        /// Minutes.
        minutes: i64,
    },
    /// The one-time code is wrong.
    CodeWrong {
        /// Tries left.
        left: i32,
    },
    /// The one-time code is too old.
    CodeOld,
    /// A new code was sent less than a minute ago, or too many today.
    CodeTooSoon,
    /// The link does not count any more.
    LinkOver,
    /// A question has not been answered.
    ChooseOne,
    /// The name typed is not the name of who acts.
    NameDiffers {
        /// The name expected.
        name: String,
    },
    /// Points of the review are open or not met.
    CheckIncomplete {
        /// How many.
        count: usize,
    },
    /// A second notice for what the first should have named wants its reason.
    SecondNotice,
    /// Terms have changed, and no newly signed agreement is there.
    AgreementOutdated,
    /// A supplement changes who the parties are, or how they are reached without having been asked to.
    PartiesChanged,
    /// A party asks for something that must be settled before this.
    RequestOpen,
    /// The person is recused from this case (回避).
    Recused,
    /// An entry of the register cannot be kept: fields and what is wrong with each.
    EntryWrong(Vec<EntryFault>),
    /// With this administrator gone, fewer than two would be there.
    LastAdmin,
    /// Before judges and clerks there are two people who answer for them.
    TwoAdministratorsFirst {
        /// Role that was wanted.
        role: Role,
    },
    /// Two administrators are there: further ones are invited by them.
    AdministratorsThere,
    /// One's own proposal, or one about oneself, is for somebody else to confirm.
    AnotherPerson,
    /// Two posts that one person does not hold together.
    PostsApart {
        /// The one held.
        held: Role,
        /// The one wanted.
        wanted: Role,
    },
    /// A link waits for the second person.
    LinkWaits,
    /// The opening code does not open this link.
    OpeningCode,
    /// After a new second factor nothing is signed for a day.
    SigningFrozen {
        /// Until when, UTC.
        until: chrono::NaiveDateTime,
    },
    /// A telephone or an e-mail address by which nobody can be reached.
    ContactUnsound {
        /// Which.
        field: &'static str,
    },
    /// The clock shows another day than was confirmed.
    DayDiffers {
        /// The clock's day.
        clock: Day,
    },
    /// Cases are still at hand: somebody must take them over.
    HandOverFirst {
        /// How many.
        count: usize,
    },
}

impl Refusal {
    /// Stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotYourAct { .. } => "NOT_YOUR_ACT",
            Self::NotNow { .. } => "NOT_NOW",
            Self::ApplyPeriodOver { .. } => "APPLY_PERIOD",
            Self::CalendarMissing { .. } => "CALENDAR_MISSING",
            Self::OutcomeNotHere { .. } => "OUTCOME_NOT_HERE",
            Self::OnlineNotAgreed { .. } => "ONLINE_NOT_AGREED",
            Self::RecordUnsigned { .. } => "RECORD_UNSIGNED",
            Self::PanelIncomplete { .. } => "PANEL_INCOMPLETE",
            Self::PagesUnread { .. } => "PAGES_UNREAD",
            Self::NothingToEnforce => "NOTHING_TO_ENFORCE",
            Self::NotInRuling { .. } => "NOT_IN_RULING",
            Self::ObjectionLate { .. } => "OBJECTION_LATE",
            Self::GroundNotHere => "GROUND_NOT_HERE",
            Self::TermRunning { .. } => "TERM_RUNNING",
            Self::NotVerified => "NOT_VERIFIED",
            Self::FourEyes => "FOUR_EYES",
            Self::DraftChanged => "DRAFT_CHANGED",
            Self::SealKeyOver { .. } => "SEAL_KEY_OVER",
            Self::SealKeyCompromised => "SEAL_KEY_COMPROMISED",
            Self::TooLateToTakeBack => "TOO_LATE_TO_TAKE_BACK",
            Self::NotApproved => "NOT_APPROVED",
            Self::Findings(_) => "FINDINGS",
            Self::ExternalRefUsed { .. } => "EXTERNAL_REF",
            Self::PartyCannotJoin { .. } => "PARTY_CANNOT_JOIN",
            Self::NotEntitled { .. } => "NOT_ENTITLED",
            Self::LastFourWrong => "LAST_FOUR_WRONG",
            Self::JoinNeeds { .. } => "JOIN_NEEDS",
            Self::CannotPrint { .. } => "CANNOT_PRINT",
            Self::Defects(_) => "DEFECTS",
            Self::NotInOffice { .. } => "NOT_IN_OFFICE",
            Self::RecordIncomplete { .. } => "RECORD_INCOMPLETE",
            Self::NotAllPresent { .. } => "NOT_ALL_PRESENT",
            Self::DayImpossible { .. } => "DAY_IMPOSSIBLE",
            Self::NoConsent { .. } => "NO_CONSENT",
            Self::FileNotExpected { .. } => "FILE_NOT_EXPECTED",
            Self::SecondFactor => "SECOND_FACTOR",
            Self::DoorShut => "DOOR_SHUT",
            Self::SignedOut => "SIGNED_OUT",
            Self::OldPasswordWrong => "OLD_PASSWORD_WRONG",
            Self::NoAppointment => "NO_APPOINTMENT",
            Self::WeakPassword => "WEAK_PASSWORD",
            Self::LoginTaken => "LOGIN_TAKEN",
            Self::SignInWrong => "SIGN_IN_WRONG",
            Self::Locked { .. } => "LOCKED",
            Self::CodeWrong { .. } => "CODE_WRONG",
            Self::CodeOld => "CODE_OLD",
            Self::CodeTooSoon => "CODE_TOO_SOON",
            Self::LinkOver => "LINK_OVER",
            Self::DayDiffers { .. } => "DAY_DIFFERS",
            Self::ChooseOne => "CHOOSE_ONE",
            Self::NameDiffers { .. } => "NAME_DIFFERS",
            Self::CheckIncomplete { .. } => "CHECK_INCOMPLETE",
            Self::SecondNotice => "SECOND_NOTICE",
            Self::AgreementOutdated => "AGREEMENT_OUTDATED",
            Self::PartiesChanged => "PARTIES_CHANGED",
            Self::RequestOpen => "REQUEST_OPEN",
            Self::Recused => "RECUSED",
            Self::EntryWrong(_) => "ENTRY_WRONG",
            Self::LastAdmin => "LAST_ADMIN",
            Self::TwoAdministratorsFirst { .. } => "TWO_ADMINISTRATORS_FIRST",
            Self::AdministratorsThere => "ADMINISTRATORS_THERE",
            Self::AnotherPerson => "ANOTHER_PERSON",
            Self::PostsApart { .. } => "POSTS_APART",
            Self::LinkWaits => "LINK_WAITS",
            Self::OpeningCode => "OPENING_CODE",
            Self::SigningFrozen { .. } => "SIGNING_FROZEN",
            Self::ContactUnsound { .. } => "CONTACT_UNSOUND",
            Self::HandOverFirst { .. } => "HAND_OVER_FIRST",
        }
    }

    /// What its sentence speaks of.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotYourAct { act, role } => vec![("act", act.to_string()), ("role", role.name().to_owned())],
            Self::NotNow { act, stage } => vec![("act", act.to_string()), ("stage", stage.to_string())],
            Self::ApplyPeriodOver { due } | Self::TermRunning { due } | Self::ObjectionLate { due } => vec![("due", due.written())],
            Self::TwoAdministratorsFirst { role } | Self::PostsApart { held: role, .. } => vec![("role", role.name().to_owned())],
            Self::ContactUnsound { field } => vec![("words", (*field).to_owned())],
            Self::SigningFrozen { until } => vec![("until", in_beijing(*until))],
            Self::SealKeyOver { until } => vec![("until", until.written())],
            Self::NotInRuling { text } => vec![("words", text.clone())],
            Self::OnlineNotAgreed { missing } | Self::RecordUnsigned { missing } => vec![("words", missing.clone())],
            Self::OutcomeNotHere { outcome, stage } => vec![("outcome", outcome.to_string()), ("stage", stage.to_string())],
            Self::CalendarMissing { year } => vec![("year", year.to_string())],
            Self::ExternalRefUsed { external_ref } => vec![("words", external_ref.clone())],
            Self::PartyCannotJoin { party } | Self::NoConsent { party } => vec![("words", party.clone())],
            Self::PagesUnread { page } => vec![("count", page.to_string())],
            Self::Locked { minutes } => vec![("count", minutes.to_string())],
            Self::CodeWrong { left } => vec![("count", left.to_string())],
            Self::CheckIncomplete { count } | Self::HandOverFirst { count } => vec![("count", count.to_string())],
            Self::NotEntitled { name } | Self::NotInOffice { name } | Self::NameDiffers { name } => {
                vec![("words", name.clone())]
            }
            Self::JoinNeeds { what } => vec![("words", (*what).to_owned())],
            Self::CannotPrint { characters } => vec![("words", characters.clone())],
            Self::Defects(defects) => vec![("words", defects.join("; "))],
            Self::RecordIncomplete { field } => vec![("words", (*field).to_owned())],
            Self::NotAllPresent { missing } | Self::PanelIncomplete { missing } => vec![("words", missing.clone())],
            Self::DayImpossible { day } | Self::DayDiffers { clock: day } => vec![("words", day.written())],
            Self::FileNotExpected { path } => vec![("words", path.clone())],
            Self::Findings(found) => {
                vec![("count", found.iter().filter(|f| f.severity == super::finding::Severity::Refuse).count().to_string())]
            }
            _ => Vec::new(),
        }
    }

    /// The article behind it, by the law in force on `on`; empty where it is a rule of the house.
    #[must_use]
    pub fn article(&self, on: Day) -> String {
        match self {
            Self::ApplyPeriodOver { .. } | Self::Findings(_) | Self::PartyCannotJoin { .. } => cite(Topic::Application, on),
            Self::CalendarMissing { .. } => cite(Topic::Periods, on),
            Self::NotVerified | Self::NotAllPresent { .. } => "民事诉讼法解释第三百五十六条".to_owned(),
            // A question of the verification; any other empty field is a matter of the form.
            Self::RecordIncomplete { field } if CHECKLIST.contains(field) => "民事诉讼法解释第三百五十六条".to_owned(),
            Self::NotEntitled { .. } => "民事诉讼法解释第三百五十一条".to_owned(),
            Self::OutcomeNotHere { .. } | Self::GroundNotHere => {
                format!("民事诉讼法解释{}、{}", interpretation_written(355, on), interpretation_written(358, on))
            }
            Self::ObjectionLate { .. } => format!("民事诉讼法解释{}", interpretation_written(372, on)),
            Self::NotInRuling { .. } => cite(Topic::Rulings, on),
            Self::OnlineNotAgreed { .. } => "人民法院在线诉讼规则第四条".to_owned(),
            Self::RecordUnsigned { .. } | Self::PagesUnread { .. } => "民事诉讼法解释第三百五十六条".to_owned(),
            Self::PanelIncomplete { .. } => cite(Topic::OneInstance, on),
            Self::NothingToEnforce => cite(Topic::Effect, on),
            Self::TermRunning { .. } => format!("民事诉讼法解释{}", interpretation_written(357, on)),
            Self::NoConsent { .. } => "民事诉讼法第九十条".to_owned(),
            Self::SecondNotice | Self::AgreementOutdated | Self::PartiesChanged => "民事诉讼法解释第三百五十四条".to_owned(),
            Self::Recused => "民事诉讼法第四十七条".to_owned(),
            _ => String::new(),
        }
    }
}

/// A moment as the clock on the wall shows it: eight hours ahead of UTC, the year round.
fn in_beijing(at: chrono::NaiveDateTime) -> String {
    (at + chrono::TimeDelta::hours(8)).format("%Y-%m-%d %H:%M").to_string()
}
