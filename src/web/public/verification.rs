//! The public verification pages: a file is hashed on the device and never leaves it; a code opens public facts; the
//! parties masked and the operative part in brief need the check code as well (`src/web/INTERFACE.md` §5).

use crate::domain::document::DocumentKind;
use crate::domain::id::{printed_code, read_code};
use crate::domain::report::{FactState, Report, Verdict};
use crate::office::Office;
use crate::office::case_overview::DocumentRow;
use crate::office::proof::log::{self, DocumentKey, Followed};
use crate::office::proof::verification;
use crate::seal::statement::Statement;
use crate::web::State;
use crate::web::page::days;
use crate::web::page::field::Said;
use crate::web::page::frame::{Frame, see_other};
use crate::web::page::link::KeyedFact;
use crate::web::page::problem::Problem;
use crate::web::page::render::{Page, respond, respond_with};
use crate::web::party::home;
use crate::web::request::body::read;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::web::request::route::Everybody;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query};
use serde::{Deserialize, Serialize};

/// Where one asks.
#[derive(Serialize)]
pub struct VerifyPage {
    code: String,
    faults: Vec<Said>,
}

impl Page for VerifyPage {
    const TEMPLATE: &'static str = "pages/proof/verify.html";
    const ANONYMOUS_FORM: bool = true;

    fn samples() -> Vec<Self> {
        let said = Said { tone: "bad", text: "查询码有 12 个字符。".to_owned(), article: String::new(), at: "code".to_owned() };
        vec![Self { code: String::new(), faults: vec![] }, Self { code: "R5VN".to_owned(), faults: vec![said] }]
    }
}

/// One of the three rows.
#[derive(Serialize, Clone)]
pub struct FactLine {
    key: &'static str,
    tone: &'static str,
    word: String,
    why: String,
}

/// A fact as the report has it: its name, its state, and why.
#[derive(Serialize, Clone)]
pub struct FactDetail {
    fact: String,
    state: String,
    why: String,
}

/// The verdict.
#[derive(Serialize)]
pub struct VerdictPage {
    verdict: &'static str,
    tone: &'static str,
    badge: &'static str,
    at: String,
    rows: Vec<FactLine>,
    facts: Vec<KeyedFact>,
    parties: Vec<String>,
    operative: String,
    ask_check: Option<String>,
    faults: Vec<Said>,
    details: Vec<FactDetail>,
    sha256: String,
}

impl Page for VerdictPage {
    const TEMPLATE: &'static str = "pages/proof/verdict.html";
    const ANONYMOUS_FORM: bool = true;

    fn samples() -> Vec<Self> {
        let all = [
            Verdict::Authentic,
            Verdict::AuthenticButSuperseded,
            Verdict::AuthenticButRevoked,
            Verdict::Altered,
            Verdict::NotIssuedHere,
            Verdict::CannotEstablish,
        ];
        let said = Said { tone: "bad", text: "核对码不对。".to_owned(), article: String::new(), at: "check".to_owned() };
        let page = |verdict: Verdict| {
            let (tone, badge) = tone_of(verdict);
            Self {
                verdict: verdict.name(),
                tone,
                badge,
                at: "2026年11月22日 10:32".to_owned(),
                rows: vec![FactLine {
                    key: "row-content", tone: "good", word: "没有改动".to_owned(), why: "逐字节相同。".to_owned()
                }],
                facts: vec![KeyedFact { key: "fact-row-kind", value: "民事裁定书，共 2 页".to_owned() }],
                parties: vec!["陈＊芳".to_owned()],
                operative: "协议有效。".to_owned(),
                ask_check: Some("R5VN-3TWD-8KQ4".to_owned()),
                faults: vec![said.clone()],
                details: vec![FactDetail { fact: "signature".to_owned(), state: "pass".to_owned(), why: "成立".to_owned() }],
                sha256: "00".to_owned(),
            }
        };
        let alone = Self { verdict: "CODE_ALONE", tone: "none", badge: "i", ..page(Verdict::Authentic) };
        let bare = Self {
            rows: vec![],
            facts: vec![],
            parties: vec![],
            operative: String::new(),
            ask_check: None,
            faults: vec![],
            details: vec![],
            sha256: String::new(),
            ..page(Verdict::NotIssuedHere)
        };
        all.into_iter().map(page).chain([alone, bare]).collect()
    }
}

const fn tone_of(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Authentic => ("good", "✓"),
        Verdict::AuthenticButSuperseded | Verdict::AuthenticButRevoked => ("warn", "!"),
        Verdict::Altered | Verdict::NotIssuedHere => ("bad", "✕"),
        Verdict::CannotEstablish => ("none", "?"),
    }
}

/// What the address names.
#[derive(Deserialize)]
pub struct VerificationQuery {
    code: Option<String>,
}

/// `GET /v`: asks for a code or a file; a code leads to its own page.
pub async fn ask(_: Everybody, frame: Frame, asked: Query<VerificationQuery>) -> HttpResponse {
    let typed = asked.code.clone().unwrap_or_default();
    if let Some(code) = read_code(&typed, 3) {
        return see_other(&format!("/v/{}", printed_code(&code)));
    }
    let said = Said { tone: "bad", text: say(frame.lang, "verify-code-malformed", &[]), article: String::new(), at: "code".to_owned() };
    let faults = if asked.code.is_some() { vec![said] } else { Vec::new() };
    respond(&frame, &VerifyPage { code: typed, faults })
}

/// The file somebody holds: its hash, and how many bytes it has.
struct LookedAt {
    sha256: String,
    bytes: String,
}

/// What is shown of a document of ours.
struct Seen<'a> {
    report: &'a Report,
    /// The whole file was looked at, or is the one that was issued.
    file: Option<LookedAt>,
    /// The statement, where the check code fitted.
    statement: Option<&'a Statement>,
    issued: Option<&'a DocumentRow>,
}

fn page_of(office: &Office, lang: Lang, seen: &Seen<'_>) -> crate::office::Result<VerdictPage> {
    let followed = match seen.issued {
        Some(issued) => log::followed(office, &issued.id)?,
        None => None,
    };
    // A code alone says that there is such a ruling, not that the paper in somebody's hand is it.
    let alone = seen.file.is_none() && seen.report.verdict == Verdict::Authentic;
    let (tone, badge) = if alone { ("none", "i") } else { tone_of(seen.report.verdict) };
    let now = office.now();
    let at = format!("{} {}", days::long_day(lang, now.day_in_shanghai()), days::time_of(now.naive()));
    let fact = |name: &str| seen.report.facts.iter().find(|f| f.fact == name);
    let detail = |f: &crate::domain::report::VerificationFact| FactDetail {
        fact: f.fact.to_owned(),
        state: f.state.name().to_owned(),
        why: say(lang, f.why, &f.args),
    };
    let details = seen.report.facts.iter().map(detail).collect();
    let document = seen.report.document.as_ref();
    let mut facts = Vec::new();
    if let Some(document) = document {
        let kind = DocumentKind::named(&document.kind).map_or("", DocumentKind::title);
        let pages = seen.issued.map(|i| i.pages.to_string()).unwrap_or_default();
        facts.push(KeyedFact { key: "fact-row-kind", value: say(lang, "fact-kind", &[("kind", kind.to_owned()), ("pages", pages)]) });
        facts.push(KeyedFact { key: "fact-row-court", value: document.court.clone() });
        facts.push(KeyedFact { key: "fact-row-number", value: document.case_number.clone() });
        facts.push(KeyedFact { key: "fact-row-date", value: document.date.clone() });
    }
    let state = |name: &str| fact(name).map_or(FactState::NotChecked, |f| f.state);
    let index = fact("log").and_then(|f| f.args.iter().find(|a| a.0 == "index")).map(|a| a.1.clone()).unwrap_or_default();
    let row_facts = RowFacts { signature: state("signature"), issuer: state("issuer"), status: state("status"), index: &index };
    let rows = rows(lang, seen, followed.as_ref(), &row_facts);
    Ok(VerdictPage {
        verdict: if alone { "CODE_ALONE" } else { seen.report.verdict.name() },
        tone,
        badge,
        at,
        rows,
        facts,
        parties: seen.statement.map(|s| s.draft.facts.applicants.iter().map(|a| home::masked(&a.name)).collect()).unwrap_or_default(),
        operative: seen.statement.map(|s| operative(lang, s)).unwrap_or_default(),
        ask_check: None,
        faults: Vec::new(),
        details,
        sha256: seen.file.as_ref().map(|f| f.sha256.clone()).unwrap_or_default(),
    })
}

fn operative(lang: Lang, statement: &Statement) -> String {
    let facts = &statement.draft.facts;
    say(lang, "operative-brief", &[("day", facts.agreement_on.written()), ("organisation", facts.organisation.clone())])
}

/// What the report says of the facts that the rows rest on.
struct RowFacts<'a> {
    signature: FactState,
    issuer: FactState,
    status: FactState,
    /// Where it stands in the log.
    index: &'a str,
}

fn rows(lang: Lang, seen: &Seen<'_>, followed: Option<&Followed>, facts: &RowFacts<'_>) -> Vec<FactLine> {
    let RowFacts { signature, issuer, status, index } = *facts;
    let verdict = seen.report.verdict;
    let ours = seen.report.document.is_some();
    let genuine = matches!(verdict, Verdict::Authentic | Verdict::AuthenticButSuperseded | Verdict::AuthenticButRevoked);
    let row = |key, tone, word: &str, args: &[(&'static str, String)]| FactLine {
        key,
        tone,
        word: say(lang, word, args),
        why: say(lang, &format!("{word}-why"), args),
    };
    let content = match (&seen.file, genuine, verdict) {
        (None, ..) => row("row-content", "none", "content-not-looked", &[]),
        (Some(file), true, _) => row("row-content", "good", "content-same", &[("bytes", file.bytes.clone())]),
        (Some(_), _, Verdict::Altered) => row("row-content", "bad", "content-differs", &[]),
        _ => row("row-content", "bad", "content-unknown", &[]),
    };
    let court = seen.report.document.as_ref().map(|d| d.court.clone()).unwrap_or_default();
    let day = seen.report.document.as_ref().map(|d| d.date.clone()).unwrap_or_default();
    let said = [("court", court), ("day", day), ("index", index.to_owned())];
    let issuer = match (ours, signature, issuer) {
        (false, ..) => row("row-issuer", "bad", "issuer-none", &[]),
        (_, FactState::Fail, _) | (_, _, FactState::Fail) if seen.file.is_some() => row("row-issuer", "bad", "issuer-broken", &said),
        _ => row("row-issuer", "good", "issuer-ours", &said),
    };
    let after = after(lang, followed);
    let standing = match (ours, verdict, status) {
        (false, ..) => row("row-standing", "none", "standing-none", &[]),
        (_, Verdict::AuthenticButSuperseded, _) => row("row-standing", "warn", "standing-superseded", &after),
        (_, Verdict::AuthenticButRevoked, _) => row("row-standing", "bad", "standing-revoked", &after),
        (_, _, FactState::Pass) if followed.is_some_and(|f| f.standing == "corrected") => {
            row("row-standing", "warn", "standing-corrected", &after)
        }
        (_, _, FactState::Pass) => row("row-standing", "good", "standing-valid", &[]),
        _ => row("row-standing", "none", "standing-unknown", &[]),
    };
    vec![content, issuer, standing]
}

/// What a later ruling is called, for the sentence on how this one stands.
fn after(lang: Lang, followed: Option<&Followed>) -> Vec<(&'static str, String)> {
    let Some(followed) = followed else { return vec![("day", String::new()), ("number", String::new())] };
    vec![("day", days::long_day(lang, followed.by.issued_on)), ("number", followed.by.number.clone().unwrap_or_default())]
}

fn nothing(office: &Office, lang: Lang, file: Option<LookedAt>) -> crate::office::Result<VerdictPage> {
    let report = Report {
        verdict: Verdict::NotIssuedHere,
        document: None,
        facts: Vec::new(),
        checkpoint: None,
        not_established: Vec::new(),
        contradictions: Vec::new(),
    };
    page_of(office, lang, &Seen { report: &report, file, statement: None, issued: None })
}

/// A document of ours, looked at in its kept bytes: its report and its statement.
fn kept(office: &Office, issued: &DocumentRow) -> crate::office::Result<(Report, Option<Statement>)> {
    let bytes = log::document_bytes(office, issued)?;
    let statement = crate::seal::verify::inspect(&bytes).statement;
    Ok((verification::verify_here(office, &bytes)?, statement))
}

fn by_code(office: &Office, lang: Lang, code: &str, check: &str) -> crate::office::Result<VerdictPage> {
    // Unknown and malformed codes answer alike.
    let found = match read_code(code, 3) {
        Some(code) => log::document(office, &DocumentKey::QueryCode(&code))?,
        None => None,
    };
    let Some(issued) = found.filter(|d| d.log_index.is_some()) else { return nothing(office, lang, None) };
    let (report, statement) = kept(office, &issued)?;
    let fitting = statement.as_ref().filter(|s| read_code(check, 2).is_some_and(|c| c == s.draft.facts.check_code));
    let mut page = page_of(office, lang, &Seen { report: &report, file: None, statement: fitting, issued: Some(&issued) })?;
    if fitting.is_none() {
        page.ask_check = issued.query_code.as_deref().map(printed_code);
        if !check.is_empty() {
            let text = say(lang, "check-code-wrong", &[]);
            page.faults.push(Said { tone: "bad", text, article: String::new(), at: "check".to_owned() });
        }
    }
    Ok(page)
}

/// `GET /v/{code}`: what the QR code of a ruling leads to.
///
/// # Errors
/// 429.
pub async fn by_path(_: Everybody, frame: Frame, state: Data<State>, place: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (lang, code) = (frame.lang, place.into_inner().1);
    let page = act(&state, move |office| by_code(office, lang, &code, "")).await?;
    Ok(respond(&frame, &page))
}

/// `POST /v/{code}`: the same with the check code.
///
/// # Errors
/// 429.
pub async fn check(
    _: Everybody,
    frame: Frame,
    state: Data<State>,
    place: Path<(String, String)>,
    posted: Posted,
) -> Result<HttpResponse, Problem> {
    let (lang, code, check) = (frame.lang, place.into_inner().1, posted.get("check").to_owned());
    let page = act(&state, move |office| by_code(office, lang, &code, &check)).await?;
    let status = if page.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(respond_with(&frame, &page, status))
}

/// `POST /v`: a file's hash, made on the device; or, for a browser without script, the file itself, looked at in
/// memory and kept nowhere.
///
/// # Errors
/// 429.
pub async fn file(_: Everybody, frame: Frame, state: Data<State>, posted: Posted) -> Result<HttpResponse, Problem> {
    let lang = frame.lang;
    let asked = Hashed {
        sha256: posted.get("sha256").to_ascii_lowercase(),
        check: posted.get("check").to_owned(),
        bytes: posted.get("bytes").to_owned(),
        named: posted.get("named").to_owned(),
    };
    if let Some(file) = posted.files.into_iter().next() {
        let page = act(&state, move |office| uploaded(office, lang, &read(&file.content)?)).await?;
        return Ok(respond(&frame, &page));
    }
    if asked.sha256.is_empty() {
        let said = Said { tone: "bad", text: say(lang, "verify-no-file", &[]), article: String::new(), at: "file".to_owned() };
        return Ok(respond_with(&frame, &VerifyPage { code: String::new(), faults: vec![said] }, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let page = act(&state, move |office| by_hash(office, lang, &asked)).await?;
    Ok(respond(&frame, &page))
}

/// What the device says of a file that stays on it.
struct Hashed {
    sha256: String,
    check: String,
    bytes: String,
    /// The 查询码 its statement names.
    named: String,
}

fn by_hash(office: &Office, lang: Lang, asked: &Hashed) -> crate::office::Result<VerdictPage> {
    let exact = log::document(office, &DocumentKey::Sha256(&asked.sha256))?.filter(|d| d.log_index.is_some());
    let named = match (&exact, read_code(&asked.named, 3)) {
        (None, Some(code)) => log::document(office, &DocumentKey::QueryCode(&code))?.filter(|d| d.log_index.is_some()),
        _ => None,
    };
    let size = exact.as_ref().map_or_else(|| asked.bytes.clone(), |d| d.size.to_string());
    let file = Some(LookedAt { sha256: asked.sha256.clone(), bytes: size });
    let Some(issued) = exact.as_ref().or(named.as_ref()) else { return nothing(office, lang, file) };
    let (mut report, statement) = kept(office, issued)?;
    if exact.is_none() {
        // It names a document of ours and is not that document, byte for byte.
        report.verdict = Verdict::Altered;
    }
    let fitting = statement.as_ref().filter(|s| asked.check.eq_ignore_ascii_case(&s.draft.facts.check_code));
    page_of(office, lang, &Seen { report: &report, file, statement: fitting, issued: Some(issued) })
}

fn uploaded(office: &Office, lang: Lang, bytes: &[u8]) -> crate::office::Result<VerdictPage> {
    let report = verification::verify_here(office, bytes)?;
    let inspected = crate::seal::verify::inspect(bytes);
    let issued = match report.document.as_ref() {
        Some(document) => log::document(office, &DocumentKey::Id(&document.id))?,
        None => None,
    };
    let genuine = issued.as_ref().is_some_and(|i| i.sha256 == inspected.sha256);
    let statement = inspected.statement.as_ref().filter(|_| genuine);
    let file = Some(LookedAt { sha256: inspected.sha256.clone(), bytes: bytes.len().to_string() });
    page_of(office, lang, &Seen { report: &report, file, statement, issued: issued.as_ref() })
}
