//! The machine interface for agencies: handing in, adding files, looking.

use crate::domain::actor::Actor;
use crate::domain::id::CaseId;
use crate::office::case_overview;
use crate::office::intake::files;
use crate::office::intake::submission::{self, HandedFile, KeptAnswer, TakenIn};
use crate::office::{Error, Office};
use crate::seal::sha256_hex;
use crate::web::State;
use crate::web::page::problem::Problem;
use crate::web::request::actor::{Inquirer, Submitter};
use crate::web::request::hop::{act, body};
use crate::words::{self, Lang};
use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use futures_util::StreamExt;
use serde_json::{Value, json};

/// Room for the parts' own headers beside the files.
const MARGIN: usize = 5 * 1024 * 1024;

const LARGEST_APPLICATION: usize = 2 * 1024 * 1024;

/// What was sent: the application, and files under their paths.
#[derive(Default)]
struct Submission {
    application: Option<Vec<u8>>,
    files: Vec<HandedFile>,
}

async fn receive(request: &HttpRequest, payload: Payload, most: usize) -> Result<Submission, Problem> {
    let content_type = request.content_type().to_ascii_lowercase();
    if content_type == "application/json" {
        let bytes = body(payload, LARGEST_APPLICATION).await?;
        return Ok(Submission { application: Some(bytes), files: Vec::new() });
    }
    if content_type != "multipart/form-data" {
        return Err(Problem::MediaType);
    }
    parts(Multipart::new(request.headers(), payload.into_inner()), most).await
}

async fn parts(mut multipart: Multipart, most: usize) -> Result<Submission, Problem> {
    let broken = || Problem::Unreadable("MULTIPART", "分段内容无法读取，请重新提交。".to_owned());
    let mut sent = Submission::default();
    let mut total = 0;
    while let Some(part) = multipart.next().await {
        let mut part = part.map_err(|_| broken())?;
        let name = part.name().unwrap_or("").to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|_| broken())?;
            total += chunk.len();
            if total > most || bytes.len() + chunk.len() > files::LARGEST + MARGIN {
                return Err(Problem::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        match name.as_str() {
            "" => return Err(broken()),
            "application" if sent.application.is_none() => sent.application = Some(bytes),
            _ => sent.files.push(HandedFile { path: name, bytes }),
        }
    }
    Ok(sent)
}

fn digest_of(sent: &Submission) -> String {
    let mut all = sent.application.clone().unwrap_or_default();
    for file in &sent.files {
        all.extend(file.path.as_bytes());
        all.extend(sha256_hex(&file.bytes).as_bytes());
    }
    sha256_hex(&all)
}

/// An answer, with its status, as it is remembered for the request's key.
struct Answer {
    status: u16,
    body: Value,
}

/// `POST /api/v1/applications`.
pub async fn hand_in(submitter: Submitter, request: HttpRequest, state: Data<State>, payload: Payload) -> Result<HttpResponse, Problem> {
    let Submitter { actor, token } = submitter;
    let sent = receive(&request, payload, files::LARGEST_TOTAL + MARGIN).await?;
    let key = request.headers().get("Idempotency-Key").and_then(|v| v.to_str().ok()).map(str::to_owned);
    if key.as_ref().is_some_and(|k| k.is_empty() || k.len() > 200) {
        return Err(Problem::Unreadable("IDEMPOTENCY_KEY", "Idempotency-Key 最多 200 个字符。".to_owned()));
    }
    let digest = digest_of(&sent);
    let Some(application) = sent.application else {
        return Err(Problem::Unreadable("MULTIPART", "缺少 application 部分。".to_owned()));
    };
    if let Some(key) = key.clone()
        && let Some(answer) = remembered(&state, token.clone(), key, digest.clone()).await?
    {
        return answered(answer);
    }
    let files = sent.files;
    let again = (token.clone(), key.clone(), digest.clone());
    let taken = act(&state, move |office| {
        submission::take_in_and(office, &actor, &application, files, |tx, taken| match &key {
            None => Ok(()),
            Some(key) => {
                let answer = KeptAnswer { request_sha256: digest, status: 201, body: taken_json(taken).to_string() };
                submission::remember(office, tx, submission::Key { token: &token, key }, &answer)
            }
        })
    })
    .await;
    if let (Err(Problem::Office(Error::Refused(_) | Error::Taken)), (token, Some(key), digest)) = (&taken, again)
        && let Some(answer) = remembered(&state, token, key, digest).await?
    {
        // Another request with this key was faster: its answer is ours.
        return answered(answer);
    }
    answered(Answer { status: 201, body: taken_json(&taken?) })
}

async fn remembered(state: &State, token: String, key: String, digest: String) -> Result<Option<Answer>, Problem> {
    let key_of = move |office: &Office| submission::remembered(office, submission::Key { token: &token, key: &key });
    match act(state, key_of).await? {
        None => Ok(None),
        Some(kept) if kept.request_sha256 != digest => Err(Problem::KeyReused),
        Some(kept) => {
            let body = serde_json::from_str(&kept.body).unwrap_or(Value::Null);
            Ok(Some(Answer { status: u16::try_from(kept.status).unwrap_or(500), body }))
        }
    }
}

fn answered(Answer { status, body }: Answer) -> Result<HttpResponse, Problem> {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    Ok(HttpResponse::build(status).insert_header(("Cache-Control", "private, no-store")).json(body))
}

fn taken_json(taken: &TakenIn) -> Value {
    json!({"id": taken.id.as_str(), "stage": taken.stage.name(), "findings": words::findings_json(&taken.findings, Lang::Zh)})
}

fn case_id(text: &str) -> Result<CaseId, Problem> {
    CaseId::parse(text).ok_or(Problem::Office(Error::NotFound))
}

/// `POST /api/v1/applications/{id}/files`.
pub async fn add_files(
    submitter: Submitter,
    request: HttpRequest,
    state: Data<State>,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let actor = submitter.actor;
    let id = case_id(&id)?;
    let sent = receive(&request, payload, files::LARGEST_TOTAL + MARGIN).await?;
    if sent.application.is_some() || sent.files.is_empty() {
        return Err(Problem::Unreadable("MULTIPART", "请以附件路径为名称提交文件。".to_owned()));
    }
    let files = sent.files;
    let taken = act(&state, move |office| {
        let found = submission::add_files(office, &actor, &id, files)?;
        let stage = office.case(&actor, &id)?.stage.name();
        Ok(TakenIn { id, findings: found, stage })
    })
    .await?;
    let status = if crate::domain::finding::refuses(&taken.findings) { 422 } else { 200 };
    answered(Answer { status, body: taken_json(&taken) })
}

/// `GET /api/v1/applications/{id}`.
pub async fn show(inquirer: Inquirer, state: Data<State>, id: Path<String>) -> Result<HttpResponse, Problem> {
    let actor = inquirer.0;
    let id = case_id(&id)?;
    let shown = act(&state, move |office| case_json(office, &actor, &id)).await?;
    answered(Answer { status: 200, body: shown })
}

fn case_json(office: &Office, actor: &Actor, id: &CaseId) -> crate::office::Result<Value> {
    let case = office.case(actor, id)?;
    let due: Vec<Value> = case_overview::clocks(office, id)?
        .iter()
        .map(|c| {
            json!({
                "name": c.period.name(), "party": c.party, "start": c.deadline.start.to_string(), "nominal": c.deadline.nominal.to_string(),
                "due": c.deadline.due.to_string(), "article": c.article, "provisional": c.provisional,
                "met_on": c.met_on.map(|d| d.to_string()),
            })
        })
        .collect();
    let documents: Vec<Value> = case_overview::documents(office, id)?
        .iter()
        .map(|d| json!({"id": d.id, "kind": d.kind.name(), "rev": d.rev, "sha256": d.sha256, "date": d.issued_on.to_string(), "pages": d.pages}))
        .collect();
    let files = case_overview::files(office, &case)?;
    let missing: Vec<String> = files.into_iter().filter(|a| a.sha256.is_empty()).map(|a| a.path).collect();
    Ok(json!({
        "id": id.as_str(), "stage": case.stage.name().name(), "version": case.version,
        "case_number": case.stage.number().map(ToString::to_string), "due": due, "documents": documents,
        "files_missing": missing,
    }))
}

/// The first file of a form: a ruling to verify.
pub(crate) async fn first_file(request: &HttpRequest, payload: Payload, most: usize) -> Result<Vec<u8>, Problem> {
    let sent = receive(request, payload, most).await?;
    let first = sent.files.into_iter().next();
    first.map(|f| f.bytes).ok_or_else(|| Problem::Unreadable("MULTIPART", "请附上要核验的文件。".to_owned()))
}
