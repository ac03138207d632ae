//! What a ruling decides, and on which ground: each selectable, with its article (民诉法 157; 解释 355, 357, 358).

use super::day::{Day, below_hundred};
use super::document::DocumentKind;
use super::outcome::Outcome;
use super::statute::{Topic, article_written, interpretation_written};

/// What a ruling decides, with what its reasons need.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// 确认调解协议有效.
    Confirm,
    /// 驳回申请.
    Dismiss {
        /// Ground.
        ground: Ground,
        /// Why, in the court's words.
        reason: String,
    },
    /// 不予受理.
    NotAccept {
        /// Ground.
        ground: Ground,
        /// Why, in the court's words.
        reason: String,
        /// The remedy sentence, which the court chooses and which has no default.
        remedy: String,
    },
    /// 准许撤回申请.
    PermitWithdrawal {
        /// Who asked.
        by: String,
        /// When.
        on: Day,
        /// For what reason.
        reason: String,
    },
    /// 按撤回申请处理.
    DeemWithdrawn(Omission),
    /// 终结特别程序.
    Terminate {
        /// The dispute that was found.
        dispute: String,
    },
    /// 补正裁定书中的笔误.
    Correct {
        /// The ruling that is corrected.
        ruling: RulingNamed,
        /// Wrong and right wording, each to the letter.
        errata: Vec<[String; 2]>,
    },
    /// 对异议作出裁定.
    DecideObjection(ObjectionDecided),
}

/// An earlier ruling, as a later one names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RulingNamed {
    /// Document id.
    pub id: String,
    /// SHA-256 of its file, hex.
    pub sha256: String,
    /// Case number.
    pub number: String,
    /// Its date.
    pub on: Day,
}

/// An objection with what becomes of it (民诉法解释第三百七十二条).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ObjectionDecided {
    /// The ruling objected to.
    pub ruling: RulingNamed,
    /// Who objects.
    pub by: String,
    /// As what: applicant, or interested third person.
    pub standing: Objector,
    /// When.
    pub on: Day,
    /// For what reason, in its own words as the court sums them up.
    pub grounds: String,
    /// What the court finds.
    pub findings: String,
    /// What it orders.
    pub order: ObjectionOrder,
}

/// Who objects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Objector {
    /// An applicant (当事人).
    Party,
    /// An interested third person (利害关系人).
    ThirdPerson,
}

impl Objector {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Party, Self::ThirdPerson];

    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::ThirdPerson => "third_person",
        }
    }

    /// The objector of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.name() == name)
    }
}

/// What a ruling on an objection orders.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ObjectionOrder {
    /// 驳回异议: the ruling stands.
    Dismiss,
    /// 撤销原裁定.
    Revoke,
    /// 变更原裁定, with what takes its place.
    Alter {
        /// The new operative wording.
        operative: String,
    },
}

impl ObjectionOrder {
    /// The word programs use.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Dismiss => "objection_dismissed",
            Self::Revoke => "revoked",
            Self::Alter { .. } => "altered",
        }
    }
}

/// What a party was ordered to do and did not do, without good reason (民诉法解释第三百五十七条第二款).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Omission {
    /// Who did not do it.
    pub who: String,
    /// What was ordered.
    pub duty: OrderedDuty,
    /// When it was ordered.
    pub ordered_on: Day,
    /// When the notice was served.
    pub served_on: Day,
    /// The last day for it.
    pub until: Day,
}

/// What a party was ordered to do (民诉法解释第三百五十七条第二款).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrderedDuty {
    /// Supplement materials.
    Supplement,
    /// Attend and answer.
    Attend,
}

impl OrderedDuty {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Supplement, Self::Attend];

    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Supplement => "supplement",
            Self::Attend => "attend",
        }
    }

    /// The duty of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.name() == name)
    }
}

impl Decision {
    /// How the case ends by it; nothing where it comes after the end.
    #[must_use]
    pub const fn outcome(&self) -> Option<Outcome> {
        Some(match self {
            Self::Confirm => Outcome::Confirmed,
            Self::Dismiss { .. } => Outcome::Dismissed,
            Self::NotAccept { .. } => Outcome::NotAccepted,
            Self::PermitWithdrawal { .. } => Outcome::WithdrawalPermitted,
            Self::DeemWithdrawn(_) => Outcome::DeemedWithdrawn,
            Self::Terminate { .. } => Outcome::Terminated,
            Self::Correct { .. } | Self::DecideObjection(_) => return None,
        })
    }

    /// The word for what comes of it.
    #[must_use]
    pub const fn result(&self) -> &'static str {
        match self {
            Self::Correct { .. } => "corrected",
            Self::DecideObjection(decided) => decided.order.name(),
            Self::Confirm => Outcome::Confirmed.name(),
            Self::Dismiss { .. } => Outcome::Dismissed.name(),
            Self::NotAccept { .. } => Outcome::NotAccepted.name(),
            Self::PermitWithdrawal { .. } => Outcome::WithdrawalPermitted.name(),
            Self::DeemWithdrawn(_) => Outcome::DeemedWithdrawn.name(),
            Self::Terminate { .. } => Outcome::Terminated.name(),
        }
    }

    /// The document that states it.
    #[must_use]
    pub const fn kind(&self) -> DocumentKind {
        match self {
            Self::Correct { .. } => DocumentKind::RulingCorrecting,
            Self::DecideObjection(_) => DocumentKind::RulingOnObjection,
            Self::Confirm => DocumentKind::RulingConfirming,
            Self::Dismiss { .. } => DocumentKind::RulingDismissing,
            Self::NotAccept { .. } => DocumentKind::RulingNotAccepting,
            Self::PermitWithdrawal { .. } => DocumentKind::RulingPermittingWithdrawal,
            Self::DeemWithdrawn(_) => DocumentKind::RulingDeemedWithdrawn,
            Self::Terminate { .. } => DocumentKind::RulingTerminating,
        }
    }

    /// The earlier ruling it speaks of.
    #[must_use]
    pub const fn of_ruling(&self) -> Option<&RulingNamed> {
        match self {
            Self::Correct { ruling, .. } => Some(ruling),
            Self::DecideObjection(decided) => Some(&decided.ruling),
            _ => None,
        }
    }
}

/// Where a ground stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Source {
    /// 民诉法解释第三百五十五条第一款, with its item.
    NonAcceptance(u32),
    /// 民诉法第二百零五条: what an application must be.
    Application,
    /// 民诉法解释第三百五十八条, with its item.
    Dismissal(u32),
}

/// A ground on which an application is not accepted or is dismissed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ground {
    /// 不属于人民法院受理范围.
    Remit,
    /// 不属于收到申请的人民法院管辖.
    Jurisdiction,
    /// 确认身份关系无效、有效或者解除.
    Status,
    /// 涉及适用其他特别程序、公示催告程序、破产程序审理.
    OtherProcedure,
    /// 涉及物权、知识产权确权.
    Title,
    /// 超过三十日、不是双方共同申请、不是依法设立的调解组织: 民诉法第二百零五条.
    Application,
    /// 违反法律强制性规定.
    MandatoryLaw,
    /// 损害国家利益、社会公共利益、他人合法权益.
    OthersInterests,
    /// 违背公序良俗.
    PublicOrder,
    /// 违反自愿原则.
    Involuntary,
    /// 内容不明确.
    NotDefinite,
    /// 其他不能进行司法确认的情形.
    Other,
}

impl Ground {
    /// Every ground, in the articles' order.
    pub const ALL: [Self; 12] = [
        Self::Remit,
        Self::Jurisdiction,
        Self::Status,
        Self::OtherProcedure,
        Self::Title,
        Self::Application,
        Self::MandatoryLaw,
        Self::OthersInterests,
        Self::PublicOrder,
        Self::Involuntary,
        Self::NotDefinite,
        Self::Other,
    ];

    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Remit => "remit",
            Self::Jurisdiction => "jurisdiction",
            Self::Status => "status",
            Self::OtherProcedure => "other_procedure",
            Self::Title => "title",
            Self::Application => "application",
            Self::MandatoryLaw => "mandatory_law",
            Self::OthersInterests => "others_interests",
            Self::PublicOrder => "public_order",
            Self::Involuntary => "involuntary",
            Self::NotDefinite => "not_definite",
            Self::Other => "other",
        }
    }

    /// The ground of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.name() == name)
    }

    const fn source(self) -> Source {
        match self {
            Self::Remit => Source::NonAcceptance(1),
            Self::Jurisdiction => Source::NonAcceptance(2),
            Self::Status => Source::NonAcceptance(3),
            Self::OtherProcedure => Source::NonAcceptance(4),
            Self::Title => Source::NonAcceptance(5),
            Self::Application => Source::Application,
            Self::MandatoryLaw => Source::Dismissal(1),
            Self::OthersInterests => Source::Dismissal(2),
            Self::PublicOrder => Source::Dismissal(3),
            Self::Involuntary => Source::Dismissal(4),
            Self::NotDefinite => Source::Dismissal(5),
            Self::Other => Source::Dismissal(6),
        }
    }

    /// Whether a ruling of this outcome can rest on it: before acceptance the five of art. 355, after it these and
    /// the six of art. 358.
    #[must_use]
    pub const fn serves(self, outcome: Outcome) -> bool {
        match (outcome, self.source()) {
            (Outcome::Dismissed, _) => true,
            (Outcome::NotAccepted, source) => !matches!(source, Source::Dismissal(_)),
            _ => false,
        }
    }

    /// The article, short: for forms and notes.
    #[must_use]
    pub fn article(self, on: Day) -> String {
        match self.source() {
            Source::NonAcceptance(item) => {
                format!("民事诉讼法解释{}第一款第（{}）项", interpretation_written(355, on), below_hundred(item))
            }
            Source::Application => super::statute::cite(Topic::Application, on),
            Source::Dismissal(item) => format!("民事诉讼法解释{}第（{}）项", interpretation_written(358, on), below_hundred(item)),
        }
    }

    /// The basis a ruling of this outcome cites, after 依照.
    #[must_use]
    pub fn basis(self, outcome: Outcome, on: Day) -> String {
        let law = |topics: &[Topic]| {
            let list: Vec<String> = topics.iter().map(|t| article_written(*t, on)).collect();
            format!("《中华人民共和国民事诉讼法》{}", list.join("、"))
        };
        let interpretation = |article: u16, rest: String| format!("{}{}{rest}", INTERPRETATION, interpretation_written(article, on));
        match (outcome, self.source()) {
            (Outcome::NotAccepted, Source::NonAcceptance(item)) => interpretation(355, format!("第一款第（{}）项", below_hundred(item))),
            (Outcome::NotAccepted, _) => law(&[Topic::Application]),
            (_, Source::NonAcceptance(_)) => format!("{}、{}", law(&[Topic::Effect]), interpretation(355, "第二款".to_owned())),
            (_, Source::Application) => law(&[Topic::Application, Topic::Effect]),
            (_, Source::Dismissal(item)) => {
                format!("{}、{}", law(&[Topic::Effect]), interpretation(358, format!("第（{}）项", below_hundred(item))))
            }
        }
    }
}

/// How a ruling names the interpretation.
pub const INTERPRETATION: &str = "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》";
