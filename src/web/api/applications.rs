//! The machine interface for agencies: handing in, adding files, looking.

use crate::domain::actor::Actor;
use crate::domain::id::CaseId;
use crate::files::spool::Spooled;
use crate::office::case_overview;
use crate::office::intake::application::{Folding, code_points};
use crate::office::intake::submission::{self, HandedFile, KeptAnswer, TakenIn};
use crate::office::{Error, Office};
use crate::seal::sha256_hex;
use crate::web::State;
use crate::web::page::problem::Problem;
use crate::web::request::actor::{Inquirer, Submitter};
use crate::web::request::body::{read, spooled};
use crate::web::request::bounds;
use crate::web::request::hop::act;
use crate::web::request::limits::LARGEST_APPLICATION;
use crate::web::request::multipart::{Part, parts};
use crate::words::{self, Lang};
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// What was sent: the application, and files under their paths.
#[derive(Default)]
struct Submission {
    application: Option<Spooled>,
    files: Vec<HandedFile>,
}

/// Receives all of it, then takes the turn that looking at it needs.
async fn receive(request: &HttpRequest, payload: Payload, state: &State) -> Result<Submission, Problem> {
    let sent = match request.content_type().to_ascii_lowercase().as_str() {
        "application/json" => {
            let application = spooled(payload.into_inner(), &state.office.spool).await?;
            Submission { application: Some(application), files: Vec::new() }
        }
        "multipart/form-data" => sorted(parts(request.headers(), payload.into_inner(), &state.office.spool).await?)?,
        _ => return Err(Problem::MediaType),
    };
    if sent.application.as_ref().is_some_and(|a| a.len() > LARGEST_APPLICATION) {
        return Err(Problem::TooLarge);
    }
    bounds::begin(request, state).await?;
    Ok(sent)
}

fn sorted(parts: Vec<Part>) -> Result<Submission, Problem> {
    let mut sent = Submission::default();
    for Part { name, content, .. } in parts {
        match name.as_str() {
            "" => return Err(Problem::Unreadable("MULTIPART", "分段内容无法读取，请重新提交。".to_owned())),
            "application" if sent.application.is_none() => sent.application = Some(content),
            _ => sent.files.push(HandedFile { path: name, content }),
        }
    }
    Ok(sent)
}

fn digest_of(application: &[u8], files: &[HandedFile]) -> String {
    let mut all = application.to_vec();
    for file in files {
        all.extend(file.path.as_bytes());
        all.extend(file.content.sha256().as_bytes());
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
    let sent = receive(&request, payload, &state).await?;
    let key = request.headers().get("Idempotency-Key").and_then(|v| v.to_str().ok()).map(str::to_owned);
    if key.as_ref().is_some_and(|k| k.is_empty() || k.len() > 200) {
        return Err(Problem::Unreadable("IDEMPOTENCY_KEY", "Idempotency-Key 最多 200 个字符。".to_owned()));
    }
    let Some(application) = sent.application else {
        return Err(Problem::Unreadable("MULTIPART", "缺少 application 部分。".to_owned()));
    };
    let application = read(&application)?;
    let digest = digest_of(&application, &sent.files);
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
    let mut answer = json!({"id": taken.id.as_str(), "stage": taken.stage.name()});
    words::tell_findings(&mut answer, &taken.findings, Lang::Zh);
    if !taken.folded.is_empty() {
        let folded = |f: &Folding| json!({"at": f.at, "characters": code_points(&f.changed)});
        answer["folded"] = taken.folded.iter().map(folded).collect();
    }
    answer
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
    let sent = receive(&request, payload, &state).await?;
    if sent.application.is_some() || sent.files.is_empty() {
        return Err(Problem::Unreadable("MULTIPART", "请以附件路径为名称提交文件。".to_owned()));
    }
    let files = sent.files;
    let taken = act(&state, move |office| {
        let found = submission::add_files(office, &actor, &id, files)?;
        let stage = office.case(&actor, &id)?.stage.name();
        Ok(TakenIn { id, findings: found, folded: Vec::new(), stage })
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
