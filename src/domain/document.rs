//! A document as blocks: shown as HTML and printed as PDF from the same blocks, so that preview equals print.

/// Kind of document (文书种类).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DocumentKind {
    /// 确认调解协议裁定书.
    RulingConfirming,
    /// 驳回申请裁定书.
    RulingDismissing,
    /// 不予受理裁定书.
    RulingNotAccepting,
    /// 准许撤回申请裁定书.
    RulingPermittingWithdrawal,
    /// 按撤回申请处理裁定书.
    RulingDeemedWithdrawn,
    /// 终结特别程序裁定书.
    RulingTerminating,
    /// 补正裁定书.
    RulingCorrecting,
    /// 异议裁定书.
    RulingOnObjection,
    /// 受理通知书.
    AcceptanceNotice,
    /// 司法确认申请书.
    Application,
    /// 收件回执.
    FilingReceipt,
    /// 补正通知书.
    SupplementNotice,
    /// 核实笔录.
    VerificationRecord,
    /// 送达回证.
    ServiceReceipt,
    /// 申请执行书.
    EnforcementApplication,
    /// 卷宗目录.
    Catalogue,
    /// 送达地址确认书.
    ServiceAddress,
    /// A form of the agency's own set (行政调解文书): printed for signing, never kept.
    AgencyForm,
}

impl DocumentKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::RulingConfirming,
        Self::RulingDismissing,
        Self::RulingNotAccepting,
        Self::RulingPermittingWithdrawal,
        Self::RulingDeemedWithdrawn,
        Self::RulingTerminating,
        Self::RulingCorrecting,
        Self::RulingOnObjection,
        Self::AcceptanceNotice,
        Self::Application,
        Self::FilingReceipt,
        Self::SupplementNotice,
        Self::VerificationRecord,
        Self::ServiceReceipt,
        Self::EnforcementApplication,
        Self::Catalogue,
        Self::ServiceAddress,
        Self::AgencyForm,
    ];

    /// The word programs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RulingConfirming => "ruling_confirming",
            Self::RulingDismissing => "ruling_dismissing",
            Self::RulingNotAccepting => "ruling_not_accepting",
            Self::RulingPermittingWithdrawal => "ruling_permitting_withdrawal",
            Self::RulingDeemedWithdrawn => "ruling_deemed_withdrawn",
            Self::RulingTerminating => "ruling_terminating",
            Self::RulingCorrecting => "ruling_correcting",
            Self::RulingOnObjection => "ruling_on_objection",
            Self::AcceptanceNotice => "acceptance_notice",
            Self::Application => "application",
            Self::FilingReceipt => "filing_receipt",
            Self::SupplementNotice => "supplement_notice",
            Self::VerificationRecord => "verification_record",
            Self::ServiceReceipt => "service_receipt",
            Self::EnforcementApplication => "enforcement_application",
            Self::Catalogue => "catalogue",
            Self::ServiceAddress => "service_address",
            Self::AgencyForm => "agency_form",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }

    /// One of the rulings that end a case.
    #[must_use]
    pub fn ends_a_case(self) -> bool {
        super::outcome::Outcome::ALL.iter().any(|outcome| outcome.ruling() == self)
    }

    /// One of the rulings, that ends a case or follows its end.
    #[must_use]
    pub fn is_ruling(self) -> bool {
        self.ends_a_case() || matches!(self, Self::RulingCorrecting | Self::RulingOnObjection)
    }

    /// Whether it is served on the parties.
    #[must_use]
    pub fn is_served(self) -> bool {
        self.is_ruling() || matches!(self, Self::AcceptanceNotice | Self::SupplementNotice)
    }

    /// What it is called in Chinese.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::RulingConfirming => "确认调解协议裁定书",
            Self::RulingDismissing => "驳回申请裁定书",
            Self::RulingNotAccepting => "不予受理裁定书",
            Self::RulingPermittingWithdrawal => "准许撤回申请裁定书",
            Self::RulingDeemedWithdrawn => "按撤回申请处理裁定书",
            Self::RulingTerminating => "终结特别程序裁定书",
            Self::RulingCorrecting => "补正裁定书",
            Self::RulingOnObjection => "异议裁定书",
            Self::AcceptanceNotice => "受理通知书",
            Self::Application => "司法确认申请书",
            Self::FilingReceipt => "收件回执",
            Self::SupplementNotice => "补正通知书",
            Self::VerificationRecord => "核实笔录",
            Self::ServiceReceipt => "送达回证",
            Self::EnforcementApplication => "申请执行书",
            Self::Catalogue => "卷宗目录",
            Self::ServiceAddress => "送达地址确认书",
            Self::AgencyForm => "行政调解文书",
        }
    }
}

/// A whole document, ready to be shown or printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// Kind.
    pub kind: DocumentKind,
    /// Title for bookmarks and metadata.
    pub title: String,
    /// Its blocks, top to bottom.
    pub blocks: Vec<Block>,
}

/// One block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// The head: lines of size 2, centred, from the third line of the type area.
    Head(Vec<String>),
    /// The number under the head, right, two characters free.
    Number(String),
    /// A paragraph: first line two characters in, the rest flush.
    Paragraph {
        /// Its text.
        text: String,
        /// What it is in the document's structure.
        part: Part,
    },
    /// A flush line, such as an addressee.
    Flush(String),
    /// The ending (落款).
    Ending(Ending),
    /// Where people sign on paper: one line each, to the right.
    SignHere(Vec<String>),
}

/// What a paragraph is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Running text.
    Text,
    /// First paragraph of a section that has a bookmark.
    Section(&'static str),
    /// A numbered item.
    Item,
}

/// The ending of a document of the court.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ending {
    /// Who signs above the date: post and name.
    pub above: Vec<Signer>,
    /// The date, as it is to be written.
    pub date: String,
    /// Name on the seal, where one is drawn.
    pub seal: Option<String>,
    /// The frame 本件与原本核对无异.
    pub true_copy: bool,
    /// Who stands below the date.
    pub below: Vec<Signer>,
    /// The codes beside the signatures.
    pub codes: Option<Codes>,
}

/// Post and name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signer {
    /// Post.
    pub post: String,
    /// Name.
    pub name: String,
}

/// What is printed for those who verify.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Codes {
    /// What the QR code says.
    pub url: String,
    /// Case number.
    pub number: String,
    /// 查询码, as stored (12 characters).
    pub query: String,
    /// 核对码, as stored (8 characters).
    pub check: String,
    /// Host to go to without a camera.
    pub host: String,
}

impl Block {
    /// A running paragraph.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into(), part: Part::Text }
    }

    /// A numbered item.
    #[must_use]
    pub fn item(text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into(), part: Part::Item }
    }

    /// The first paragraph of a section.
    #[must_use]
    pub fn section(name: &'static str, text: impl Into<String>) -> Self {
        Self::Paragraph { text: text.into(), part: Part::Section(name) }
    }
}

impl Document {
    /// Every text of the document, block by block: for golden files, and to see what must be printable.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let mut out = String::new();
        for block in &self.blocks {
            match block {
                Block::Head(lines) | Block::SignHere(lines) => lines.iter().for_each(|l| push_line(&mut out, l)),
                Block::Number(text) | Block::Flush(text) => push_line(&mut out, text),
                Block::Paragraph { text, .. } => push_line(&mut out, &format!("　　{text}")),
                Block::Ending(ending) => ending_text(&mut out, ending),
            }
        }
        out
    }
}

fn push_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}

fn ending_text(out: &mut String, ending: &Ending) {
    for signer in &ending.above {
        push_line(out, &format!("{}　{}", signer.post, signer.name));
    }
    push_line(out, &ending.date);
    if let Some(seal) = &ending.seal {
        push_line(out, &format!("（{seal}印）"));
    }
    if ending.true_copy {
        push_line(out, "本件与原本核对无异");
    }
    for signer in &ending.below {
        push_line(out, &format!("{}　{}", signer.post, signer.name));
    }
    if let Some(codes) = &ending.codes {
        push_line(out, &codes.number);
        push_line(out, &format!("查询码 {}　核对码 {}", super::id::printed_code(&codes.query), super::id::printed_code(&codes.check)));
    }
}
