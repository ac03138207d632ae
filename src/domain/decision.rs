//! What a ruling decides, and on which ground: each selectable, with its article (law.md §6, §10).

use super::case::Outcome;
use super::day::{Day, below_hundred};
use super::document::DocumentKind;
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
}

/// What a party was ordered to do and did not do, without good reason (民诉法解释第三百五十七条第二款).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Omission {
    /// Who did not do it.
    pub who: String,
    /// What was ordered.
    pub duty: Duty,
    /// When it was ordered.
    pub ordered_on: Day,
    /// When the notice was served.
    pub served_on: Day,
    /// The last day for it.
    pub until: Day,
}

/// What a party was ordered to do (民诉法解释第三百五十七条第二款).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Duty {
    /// Supplement materials.
    Supplement,
    /// Attend and answer.
    Attend,
}

impl Duty {
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
    /// How the case ends by it.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        match self {
            Self::Confirm => Outcome::Confirmed,
            Self::Dismiss { .. } => Outcome::Dismissed,
            Self::NotAccept { .. } => Outcome::NotAccepted,
            Self::PermitWithdrawal { .. } => Outcome::WithdrawalPermitted,
            Self::DeemWithdrawn(_) => Outcome::DeemedWithdrawn,
            Self::Terminate { .. } => Outcome::Terminated,
        }
    }

    /// The document that states it.
    #[must_use]
    pub const fn kind(&self) -> DocumentKind {
        self.outcome().ruling()
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
