//! The agency's own set of forms (行政调解文书): filled in as far as the draft of a case tells, with blanks for what
//! only people know. They are printed for signing and sealing on paper; the portal keeps none of them.

mod agreement;
mod course;
mod notices;

pub use agreement::{AddressGiven, NumberedParty, service_address};

use super::{introductions, numbered, side};
use crate::domain::application::{Application, Lane};
use crate::domain::day::Day;
use crate::domain::document::{Block, Document, DocumentKind};
use crate::domain::register::{Agency, Court, DisputeKind};
use crate::domain::ruling::applicants;

/// A form of the agency.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AgencyForm {
    /// 立案审批表.
    Opening,
    /// 行政调解申请书.
    Request,
    /// 征求意见函（申请人）.
    ConsentOfApplicant,
    /// 征求意见函（对方当事人）.
    ConsentOfOther,
    /// 行政调解受理通知书.
    Acceptance,
    /// 行政调解不予受理通知书.
    NonAcceptance,
    /// 行政调解会议通知书.
    Meeting,
    /// 权利义务告知书.
    Rights,
    /// 行政调解协议书.
    Agreement,
    /// 调解组织主持调解的证明.
    PresidingProof,
    /// 送达地址确认书.
    ServiceAddress,
    /// 口头申请司法确认笔录 (民诉法解释第三百五十三条).
    OralApplication,
    /// 终结行政调解通知书.
    Termination,
    /// 结案审批表.
    Closing,
    /// 卷内文件目录.
    Contents,
    /// 行政调解案件登记表.
    Register,
}

impl AgencyForm {
    /// Every form, in the order of a case.
    pub const ALL: [Self; 16] = [
        Self::Request,
        Self::Register,
        Self::ConsentOfApplicant,
        Self::ConsentOfOther,
        Self::Opening,
        Self::Acceptance,
        Self::NonAcceptance,
        Self::Rights,
        Self::Meeting,
        Self::Agreement,
        Self::PresidingProof,
        Self::ServiceAddress,
        Self::OralApplication,
        Self::Termination,
        Self::Closing,
        Self::Contents,
    ];

    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Request => "request",
            Self::ConsentOfApplicant => "consent_of_applicant",
            Self::ConsentOfOther => "consent_of_other",
            Self::Acceptance => "acceptance",
            Self::NonAcceptance => "non_acceptance",
            Self::Meeting => "meeting",
            Self::Rights => "rights",
            Self::Agreement => "agreement",
            Self::PresidingProof => "presiding_proof",
            Self::ServiceAddress => "service_address",
            Self::OralApplication => "oral_application",
            Self::Termination => "termination",
            Self::Closing => "closing",
            Self::Contents => "contents",
            Self::Register => "register",
        }
    }

    /// The form of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.name() == name)
    }

    /// Its title.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Opening => "行政调解立案审批表",
            Self::Request => "行政调解申请书",
            Self::ConsentOfApplicant => "行政调解征求意见函（申请人）",
            Self::ConsentOfOther => "行政调解征求意见函（对方当事人）",
            Self::Acceptance => "行政调解受理通知书",
            Self::NonAcceptance => "行政调解不予受理通知书",
            Self::Meeting => "行政调解会议通知书",
            Self::Rights => "行政调解权利义务告知书",
            Self::Agreement => "行政调解协议书",
            Self::PresidingProof => "主持调解证明",
            Self::ServiceAddress => "送达地址确认书",
            Self::OralApplication => "口头申请司法确认笔录",
            Self::Termination => "终结行政调解通知书",
            Self::Closing => "行政调解结案审批表",
            Self::Contents => "行政调解卷内文件目录",
            Self::Register => "行政调解案件登记表",
        }
    }
}

/// What the forms are filled in from.
pub struct Papers<'a> {
    /// The draft.
    pub application: &'a Application,
    /// The agency.
    pub agency: &'a Agency,
    /// Its power for this kind of dispute.
    pub power: Option<&'a DisputeKind>,
    /// The court that would confirm.
    pub court: &'a Court,
    /// The reference that the agency finds the case by.
    pub reference: &'a str,
    /// The day on which it is drawn up.
    pub today: Day,
}

/// A form as blocks.
#[must_use]
pub fn form(form: AgencyForm, papers: &Papers<'_>) -> Document {
    let blocks = match form {
        AgencyForm::Opening => course::opening(papers),
        AgencyForm::Request => course::request(papers),
        AgencyForm::Closing => course::closing(papers),
        AgencyForm::Contents => course::contents(papers),
        AgencyForm::Register => course::register(papers),
        AgencyForm::ConsentOfApplicant | AgencyForm::ConsentOfOther => notices::consent(form, papers),
        AgencyForm::Acceptance => notices::acceptance(papers),
        AgencyForm::NonAcceptance => notices::non_acceptance(papers),
        AgencyForm::Meeting => notices::meeting(papers),
        AgencyForm::Rights => notices::rights(papers),
        AgencyForm::Termination => notices::termination(papers),
        AgencyForm::Agreement => agreement::agreement(papers),
        AgencyForm::PresidingProof => agreement::presiding_proof(papers),
        AgencyForm::ServiceAddress => agreement::service_addresses(papers),
        AgencyForm::OralApplication => agreement::oral_application(papers),
    };
    Document { kind: DocumentKind::AgencyForm, title: form.title().to_owned(), blocks }
}

/// A blank of some characters.
fn blank(characters: usize) -> String {
    "＿".repeat(characters)
}

/// A day, or where it is written in.
fn day_or_blank(day: Option<Day>) -> String {
    day.map_or_else(|| "　　　　年　　月　　日".to_owned(), Day::written)
}

fn or_blank(text: Option<&String>, characters: usize) -> String {
    text.filter(|t| !t.trim().is_empty()).cloned().unwrap_or_else(|| blank(characters))
}

impl Papers<'_> {
    fn names(&self) -> Vec<&str> {
        self.application.parties.iter().map(crate::domain::application::Party::name).collect()
    }

    fn all_names(&self) -> String {
        let names = self.names();
        if names.is_empty() { blank(8) } else { names.join("、") }
    }

    fn cause(&self) -> String {
        or_blank(self.application.cause.as_ref(), 6)
    }

    fn mediators(&self) -> String {
        let named = self.application.mediation.mediators.join("、");
        if named.is_empty() { blank(6) } else { named }
    }

    fn organisation(&self) -> String {
        self.application.mediation.organisation.clone().filter(|o| !o.trim().is_empty()).unwrap_or_else(|| self.agency.name.clone())
    }

    /// What gives the agency its power: the law in force on the day of the agreement, or today before there is one.
    fn basis(&self) -> String {
        let day = self.application.mediation.concluded_on.unwrap_or(self.today);
        let cited = self.power.map(|p| p.in_force(day).collect::<Vec<_>>().join("、")).unwrap_or_default();
        if cited.is_empty() { blank(8) } else { cited }
    }

    fn head(&self, title: &str) -> Vec<Block> {
        vec![Block::Head(vec![self.agency.name.clone(), title.to_owned()]), Block::Number(format!("编号：{}", self.reference))]
    }

    /// The parties as an agreement introduces them: 甲方, 乙方.
    fn sides(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (index, (party, person)) in self.application.parties.iter().zip(applicants(self.application)).enumerate() {
            let phone = party.phone.as_ref().map(|p| format!("，联系电话{p}")).unwrap_or_default();
            let number = party.id_number.as_ref().map(|n| format!("，证件号码{n}")).unwrap_or_default();
            blocks.push(Block::text(format!("{}：{}，{}{number}{phone}。", side(index), person.name, person.particulars)));
            for who in person.spoken_for {
                let after = if who.particulars.is_empty() { String::new() } else { format!("，{}", who.particulars) };
                blocks.push(Block::text(format!("{}：{}{after}。", who.title, who.name)));
            }
        }
        blocks
    }

    /// Where each party signs.
    fn signatures(&self) -> Vec<String> {
        let mut lines: Vec<String> =
            self.names().iter().enumerate().map(|(i, name)| format!("{}（签名、盖章、捺印）：{name}", side(i))).collect();
        lines.push("　　　　年　　月　　日".to_owned());
        lines
    }

    /// Where the agency seals.
    fn sealed(&self, on: Option<Day>) -> Block {
        Block::SignHere(vec![format!("{}（盖章）", self.organisation()), day_or_blank(on)])
    }

    /// Which confirmation an agreement of this kind of dispute can get, in one sentence; none for an administrative one.
    fn confirmation(&self) -> Option<String> {
        match self.application.lane {
            Some(Lane::Administrative) => None,
            Some(Lane::Labour) => Some(
                "各方可以自本协议生效之日起十五日内，共同向有管辖权的劳动人事争议仲裁委员会提出仲裁审查申请（《劳动人事争议仲裁办案规则》第七十四条）。".to_owned(),
            ),
            _ => Some(format!(
                "各方可以自本协议生效之日起三十日内，共同向{}申请司法确认（《中华人民共和国民事诉讼法》第二百零五条）。经确认有效的，一方拒绝履行或者未全部履行，对方可以向人民法院申请执行。",
                self.court.name
            )),
        }
    }

    fn addressees(&self) -> Block {
        Block::Flush(format!("{}：", self.all_names()))
    }
}
