//! The application for confirmation (司法确认申请) as handed in: `portal/application/1`, read and typed.
//!
//! A field that was missing or unreadable is `None`: whoever read it has reported that already.

use super::day::Day;
use super::identity::{normalise_code, phone_is_mobile};
use super::money::Fen;
use super::named::named;

named! {
    /// Which way the dispute goes.
    pub enum Lane {
        /// A civil dispute: this portal's.
        Civil = "civil",
        /// A labour dispute: arbitral review confirmation is the other way.
        Labour = "labour",
        /// An administrative dispute: not a civil ruling.
        Administrative = "administrative",
    }
}

/// A whole application.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Application {
    /// The agency's or platform's own number, unique per agency.
    pub external_ref: Option<String>,
    /// Agency code.
    pub agency: Option<String>,
    /// Court code.
    pub court: Option<String>,
    /// Lane.
    pub lane: Option<Lane>,
    /// Matter code of the agencies' register.
    pub dispute_kind: Option<String>,
    /// Cause (案由).
    pub cause: Option<String>,
    /// Main facts.
    pub facts: Option<String>,
    /// Points at issue and each side's responsibility.
    pub responsibility: Option<String>,
    /// Division of the subject matter: a ground of jurisdiction.
    pub subject_matter_division: Option<String>,
    /// The mediation.
    pub mediation: Mediation,
    /// The parties, all of them applicants (申请人).
    pub parties: Vec<Party>,
    /// The agreement's terms.
    pub terms: Vec<Term>,
    /// The files that come with it.
    pub attachments: Vec<Attachment>,
    /// The four undertakings (承诺), in the order of [`UNDERTAKINGS`]: `Some(false)` and `None` are not given.
    pub undertakings: [Option<bool>; 4],
}

impl Application {
    /// Its parties by name, in their order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.parties.iter().map(|p| p.name().to_owned()).collect()
    }
}

/// Keys of the four undertakings.
pub const UNDERTAKINGS: [&str; 4] = ["voluntary", "truthful", "no_collusion", "no_status_or_title"];

/// How the agreement came about.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mediation {
    /// The organisation that presided (主持调解的组织).
    pub organisation: Option<String>,
    /// Mediators' names.
    pub mediators: Vec<String>,
    /// Invited by the court named in the application (邀请先行调解).
    pub invited_by_court: Option<bool>,
    /// Day the agency accepted the dispute.
    pub accepted_on: Option<Day>,
    /// Day the agreement was reached.
    pub concluded_on: Option<Day>,
    /// Day the agreement took effect (生效之日): the thirty days run from here.
    pub effective_on: Option<Day>,
    /// What shows that day.
    pub effective_evidence: Option<String>,
}

named! {
    /// Kind of party.
    pub enum PartyKind {
        /// Natural person (自然人).
        Natural = "natural",
        /// Legal person (法人).
        LegalPerson = "legal_person",
        /// Unincorporated organisation (非法人组织), a sole trader's shop (个体工商户) among them.
        Unincorporated = "unincorporated",
    }
}

named! {
    /// Kind of identifier.
    pub enum IdKind {
        /// 居民身份证.
        ResidentId = "resident_id",
        /// 港澳居民来往内地通行证.
        HkMacaoPass = "hk_macao_pass",
        /// 台湾居民来往大陆通行证.
        TaiwanPass = "taiwan_pass",
        /// 港澳台居民居住证.
        ResidencePermit = "residence_permit",
        /// 外国人永久居留身份证.
        ForeignPermanentResident = "foreign_permanent_resident",
        /// 护照.
        Passport = "passport",
        /// 统一社会信用代码.
        Uscc = "uscc",
    }
}

/// A party (当事人).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Party {
    /// How terms name the party.
    pub reference: String,
    /// Kind.
    pub kind: Option<PartyKind>,
    /// Name, as the identity document writes it.
    pub name: Option<String>,
    /// 男 or 女.
    pub sex: Option<String>,
    /// Ethnic group (民族).
    pub ethnicity: Option<String>,
    /// Occupation.
    pub occupation: Option<String>,
    /// Birth date.
    pub born_on: Option<Day>,
    /// Nationality (国籍), for somebody from abroad.
    pub nationality: Option<String>,
    /// Name in its own script (原文姓名).
    pub original_name: Option<String>,
    /// Kind of identifier.
    pub id_kind: Option<IdKind>,
    /// Identifier.
    pub id_number: Option<String>,
    /// Domicile (住所).
    pub domicile: Option<String>,
    /// Its six-digit division.
    pub domicile_division: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Legal representative or person in charge (法定代表人、主要负责人、经营者).
    pub representative: Option<Representative>,
    /// Guardian (法定代理人).
    pub guardian: Option<Guardian>,
    /// Agents (委托诉讼代理人), two at most.
    pub agents: Vec<Agent>,
    /// JSON pointers of the agents, in the same order: `/agent` or `/agent/0`.
    pub agent_pointers: Vec<String>,
    /// Service (送达) as chosen in the application.
    pub service: Option<ServiceChoice>,
}

impl Party {
    /// The name, or nothing.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or("")
    }

    /// How the party calls itself in an agreement: by its post for a sole trader, else by kind.
    #[must_use]
    pub const fn is_natural(&self) -> bool {
        matches!(self.kind, Some(PartyKind::Natural))
    }

    /// Who acts for it: its guardian, whoever speaks for an organisation, or itself.
    #[must_use]
    pub fn who_acts(&self) -> String {
        let guardian = self.guardian.as_ref().and_then(|g| g.name.clone());
        let representative = self.representative.as_ref().and_then(|r| r.name.clone());
        guardian.or(representative).unwrap_or_else(|| self.name().to_owned())
    }

    /// Whether these are the last four characters of its identifier; never so where it has none.
    #[must_use]
    pub fn has_last_four(&self, typed: &str) -> bool {
        let number: Vec<char> = normalise_code(self.id_number.as_deref().unwrap_or("")).chars().collect();
        let last: String = number[number.len().saturating_sub(4)..].iter().collect();
        !last.is_empty() && normalise_code(typed) == last
    }

    /// Whether a message reaches it on a mobile telephone.
    #[must_use]
    pub fn has_mobile(&self) -> bool {
        self.phone.as_deref().is_some_and(phone_is_mobile)
    }
}

/// What documents say of somebody who acts for a party, where it was given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Particulars {
    /// 男 or 女.
    pub sex: Option<String>,
    /// Birth date.
    pub born_on: Option<Day>,
    /// Ethnic group (民族).
    pub ethnicity: Option<String>,
    /// Domicile (住所).
    pub domicile: Option<String>,
    /// Kind of identifier.
    pub id_kind: Option<IdKind>,
    /// Identifier.
    pub id_number: Option<String>,
}

/// Who speaks for an organisation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Representative {
    /// Name.
    pub name: Option<String>,
    /// Post.
    pub post: Option<String>,
    /// Particulars.
    pub particulars: Particulars,
}

/// Who acts for a person without full capacity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guardian {
    /// Name.
    pub name: Option<String>,
    /// Relation to the party.
    pub relation: Option<String>,
    /// Particulars; its kind of identifier is a resident identity card where none is named.
    pub particulars: Particulars,
}

named! {
    /// Kind of agent (民诉法 61).
    pub enum AgentKind {
        /// 律师.
        Lawyer = "lawyer",
        /// 基层法律服务工作者.
        LegalWorker = "legal_worker",
        /// 近亲属.
        Relative = "relative",
        /// 工作人员.
        Employee = "employee",
        /// 社区、单位、社会团体推荐的公民.
        Recommended = "recommended",
    }
}

impl AgentKind {
    /// The papers this kind of agent must show (民诉法解释第八十八条).
    #[must_use]
    pub const fn papers(self) -> &'static [&'static str] {
        match self {
            Self::Lawyer => &["practice_certificate", "firm_letter"],
            Self::LegalWorker => &["legal_worker_certificate", "firm_introduction", "locality_proof"],
            Self::Relative => &["identity", "kinship_proof"],
            Self::Employee => &["identity", "employment_proof"],
            Self::Recommended => &["identity", "recommendation", "membership_proof"],
        }
    }
}

/// An agent (委托诉讼代理人).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agent {
    /// Name.
    pub name: Option<String>,
    /// Kind.
    pub kind: Option<AgentKind>,
    /// Firm, for lawyers and legal workers.
    pub firm: Option<String>,
    /// Special authority (特别授权) claimed.
    pub special: Option<bool>,
    /// Powers as listed.
    pub powers: Vec<String>,
    /// Papers shown.
    pub papers: Vec<String>,
    /// Relation to the party, for a relative.
    pub relation: Option<String>,
    /// Who recommended the agent.
    pub recommended_by: Option<String>,
    /// Particulars.
    pub particulars: Particulars,
}

/// Service as a party chose it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceChoice {
    /// Consents to electronic service (电子送达).
    pub electronic: Option<bool>,
    /// `notices`, `rulings`.
    pub scope: Vec<String>,
    /// `sms`, `email` or `post`.
    pub channel: Option<String>,
    /// Number or address.
    pub address: Option<String>,
}

named! {
    /// Kind of term.
    pub enum TermKind {
        /// Money is paid.
        Payment = "payment",
        /// Something is done.
        Act = "act",
        /// Nothing more is owed.
        Release = "release",
        /// What follows a breach (违约责任).
        Default = "default",
        /// Anything else.
        Other = "other",
    }
}

/// A term of the agreement (协议条款).
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Number.
    pub no: Option<i64>,
    /// Kind; `None` when unreadable.
    pub kind: Option<TermKind>,
    /// Wording.
    pub text: Option<String>,
    /// Who owes.
    pub obligor: Option<String>,
    /// To whom.
    pub obligee: Option<String>,
    /// Sum.
    pub amount: Option<Fen>,
    /// Sum in capitals, as written.
    pub amount_capital: Option<String>,
    /// `bank_transfer`, `cash` or `other`.
    pub method: Option<String>,
    /// Account for a transfer.
    pub account: Option<Account>,
    /// Instalments.
    pub instalments: Vec<Instalment>,
    /// What was paid before the agreement was handed in; `amount` stays whole.
    pub paid: Vec<Paid>,
    /// What is done to what.
    pub object: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Last day.
    pub due_on: Option<Day>,
}

impl Term {
    /// Every last day of performance the fields fix, in order.
    #[must_use]
    pub fn days(&self) -> Vec<Day> {
        let mut days: Vec<Day> = self.instalments.iter().filter_map(|i| i.due_on).collect();
        days.extend(self.due_on);
        days.sort_unstable();
        days
    }
}

/// A bank account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// Holder.
    pub name: Option<String>,
    /// Bank.
    pub bank: Option<String>,
    /// Number.
    pub number: Option<String>,
}

/// One instalment (一期).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Instalment {
    /// Last day.
    pub due_on: Option<Day>,
    /// Sum.
    pub amount: Option<Fen>,
    /// What of it was paid before the agreement was handed in.
    pub paid: Vec<Paid>,
}

/// A payment made before the agreement was handed in: counted off what is due.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paid {
    /// Day of payment.
    pub on: Option<Day>,
    /// Sum.
    pub amount: Option<Fen>,
}

named! {
    /// Kind of a file that comes with an application (民诉法解释 354).
    pub enum AttachmentKind {
        /// 调解协议.
        Agreement = "agreement",
        /// 调解组织主持调解的证明.
        PresidingProof = "presiding_proof",
        /// 身份证明.
        Identity = "identity",
        /// 法定代表人身份证明.
        RepresentativeCertificate = "representative_certificate",
        /// 监护关系证明.
        GuardianProof = "guardian_proof",
        /// 授权委托书.
        PowerOfAttorney = "power_of_attorney",
        /// 代理人材料.
        AgentPapers = "agent_papers",
        /// 送达地址确认书.
        ServiceAddress = "service_address",
        /// 财产权利证明.
        PropertyEvidence = "property_evidence",
        /// 调解笔录.
        MediationRecord = "mediation_record",
        /// 其他材料.
        Other = "other",
    }
}

/// A file that comes with the application.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attachment {
    /// Kind.
    pub kind: Option<AttachmentKind>,
    /// The party it belongs to.
    pub party: Option<String>,
    /// Relative path.
    pub path: Option<String>,
}
