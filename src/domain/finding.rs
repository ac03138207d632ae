//! What a check finds: a code, where, why, and the article. Words are chosen outside (`words.rs`).

/// The closed set of codes (`src/web/INTERFACE.md` §4).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is defined in the contract under its own name")]
pub enum Code {
    Schema,
    LaneAdministrative,
    LaneLabour,
    AuthorityUnknown,
    ScopeStatus,
    ScopeTitle,
    PartyCount,
    PartySame,
    PartyIdChecksum,
    PartyIdContradicts,
    PartyUsccChecksum,
    PartyMinor,
    PartyAddress,
    PartyPhone,
    PartyNameGlyph,
    PartyGone,
    PartyPhoneAbroad,
    AgencyParty,
    AgentAuthority,
    AgentBothSides,
    AgentPapers,
    AgentOpposed,
    Organisation,
    Duplicate,
    EffectiveDate,
    ApplyPeriod,
    ApplyPeriodNear,
    CalendarMissing,
    Jurisdiction,
    TermDue,
    TermVague,
    TermSum,
    TermCapital,
    TermText,
    TermParty,
    TermAccount,
    TermCustody,
    TermRate,
    TermDayEvent,
    Material,
    File,
    Undertaking,
    FalseMediationSignal,
}

/// Whether a finding bars the application.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// The application cannot go on until this is mended.
    Refuse,
    /// Shown to those who decide.
    Warn,
}

impl Severity {
    /// `refuse` or `warn`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Warn => "warn",
        }
    }
}

impl Code {
    /// The code as programs know it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "SCHEMA",
            Self::LaneAdministrative => "LANE_ADMINISTRATIVE",
            Self::LaneLabour => "LANE_LABOUR",
            Self::AuthorityUnknown => "AUTHORITY_UNKNOWN",
            Self::ScopeStatus => "SCOPE_STATUS",
            Self::ScopeTitle => "SCOPE_TITLE",
            Self::PartyCount => "PARTY_COUNT",
            Self::PartySame => "PARTY_SAME",
            Self::PartyIdChecksum => "PARTY_ID_CHECKSUM",
            Self::PartyIdContradicts => "PARTY_ID_CONTRADICTS",
            Self::PartyUsccChecksum => "PARTY_USCC_CHECKSUM",
            Self::PartyMinor => "PARTY_MINOR",
            Self::PartyAddress => "PARTY_ADDRESS",
            Self::PartyPhone => "PARTY_PHONE",
            Self::PartyNameGlyph => "PARTY_NAME_GLYPH",
            Self::PartyGone => "PARTY_GONE",
            Self::PartyPhoneAbroad => "PARTY_PHONE_ABROAD",
            Self::AgencyParty => "AGENCY_PARTY",
            Self::AgentAuthority => "AGENT_AUTHORITY",
            Self::AgentBothSides => "AGENT_BOTH_SIDES",
            Self::AgentPapers => "AGENT_PAPERS",
            Self::AgentOpposed => "AGENT_OPPOSED",
            Self::Organisation => "ORGANISATION",
            Self::Duplicate => "DUPLICATE",
            Self::EffectiveDate => "EFFECTIVE_DATE",
            Self::ApplyPeriod => "APPLY_PERIOD",
            Self::ApplyPeriodNear => "APPLY_PERIOD_NEAR",
            Self::CalendarMissing => "CALENDAR_MISSING",
            Self::Jurisdiction => "JURISDICTION",
            Self::TermDue => "TERM_DUE",
            Self::TermVague => "TERM_VAGUE",
            Self::TermSum => "TERM_SUM",
            Self::TermCapital => "TERM_CAPITAL",
            Self::TermText => "TERM_TEXT",
            Self::TermParty => "TERM_PARTY",
            Self::TermAccount => "TERM_ACCOUNT",
            Self::TermCustody => "TERM_CUSTODY",
            Self::TermRate => "TERM_RATE",
            Self::TermDayEvent => "TERM_DAY_EVENT",
            Self::Material => "MATERIAL",
            Self::File => "FILE",
            Self::Undertaking => "UNDERTAKING",
            Self::FalseMediationSignal => "FALSE_MEDIATION_SIGNAL",
        }
    }

    /// How severe the code is. A single finding may be lowered to a warning ([`Finding::as_warning`]): one agent for both
    /// sides who is no lawyer, equal names alone, further mediators, a case that only looks alike.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::LaneLabour
            | Self::PartyUsccChecksum
            | Self::PartyNameGlyph
            | Self::PartyGone
            | Self::PartyPhoneAbroad
            | Self::TermCustody
            | Self::TermRate
            | Self::TermDayEvent
            | Self::ApplyPeriodNear
            | Self::TermAccount
            | Self::FalseMediationSignal => Severity::Warn,
            _ => Severity::Refuse,
        }
    }
}

/// One finding (审查发现).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Its code.
    pub code: Code,
    /// Whether it bars.
    pub severity: Severity,
    /// JSON pointer (RFC 6901) to the place, or empty for the whole.
    pub at: String,
    /// Name of the sentence that explains it.
    pub why: &'static str,
    /// What the sentence speaks of.
    pub args: Vec<(&'static str, String)>,
    /// The article behind it; empty where it is the form that asks.
    pub article: String,
}

impl Finding {
    /// A finding with the severity of its code.
    #[must_use]
    pub fn new(code: Code, at: impl Into<String>, why: &'static str) -> Self {
        Self { code, severity: code.severity(), at: at.into(), why, args: Vec::new(), article: String::new() }
    }

    /// Adds what the sentence speaks of.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Names the article.
    #[must_use]
    pub fn under(mut self, article: impl Into<String>) -> Self {
        self.article = article.into();
        self
    }

    /// Lowers it to a warning.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warn;
        self
    }
}

/// Most findings that are told at once.
pub const MOST_TOLD: usize = 200;

/// The findings that are told, and how many are left out; one that bars is told before one that is only shown.
#[must_use]
pub fn told(mut findings: Vec<Finding>) -> (Vec<Finding>, usize) {
    let omitted = findings.len().saturating_sub(MOST_TOLD);
    if omitted > 0 {
        let barring = findings.iter().filter(|f| f.severity == Severity::Refuse).count();
        let mut shown_left = MOST_TOLD.saturating_sub(barring);
        findings.retain(|finding| {
            let keep = finding.severity == Severity::Refuse || shown_left > 0;
            shown_left = shown_left.saturating_sub(usize::from(keep && finding.severity == Severity::Warn));
            keep
        });
        findings.truncate(MOST_TOLD);
    }
    (findings, omitted)
}

/// Whether any finding bars.
#[must_use]
pub fn refuses(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.severity == Severity::Refuse)
}
