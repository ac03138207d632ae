//! The files of an application: what is needed and there, adding, taking away, looking.

use crate::domain::actor::Role;
use crate::domain::application::AttachmentKind;
use crate::domain::case::StageName;
use crate::domain::refusal::Refusal;
use crate::foreign::MediaType;
use crate::office::case_overview::AttachmentRow;
use crate::office::intake::writing::{self, NewFile};
use crate::office::print::{self, PageOfFile};
use crate::office::proof::log;
use crate::office::{Error, case_overview};
use crate::web::State;
use crate::web::intake::application::document;
use crate::web::page::case_parts::part_of;
use crate::web::page::document;
use crate::web::page::field::{self, Choice, Field, Said, found};
use crate::web::page::file_row::{FileRow, shown};
use crate::web::page::frame::{Frame, done, home_of};
use crate::web::page::navigation::{self, CaseAddress, case_id, unless_overtaken};
use crate::web::page::problem::{Problem, refusal};
use crate::web::page::render::Page;
use crate::web::request::actor::{Mediator, Reader};
use crate::web::request::body::read;
use crate::web::request::hop::act;
use crate::web::request::posted::Posted;
use crate::words::{Lang, say};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// The files page.
#[derive(Serialize)]
pub struct FilesPage {
    case: String,
    name: String,
    version: i32,
    editable: bool,
    faults: Vec<Said>,
    files: Vec<FileRow>,
    fields: Vec<Field>,
}

impl Page for FilesPage {
    const TEMPLATE: &'static str = "pages/intake/files.html";

    fn samples() -> Vec<Self> {
        let file = FileRow {
            id: "F".to_owned(),
            title: "调解协议".to_owned(),
            party: "高文静".to_owned(),
            size: "120 kB".to_owned(),
            digest: "0123abcd".to_owned(),
            there: true,
        };
        let said = Said { tone: "bad", text: "缺少调解协议。".to_owned(), article: String::new(), at: String::new() };
        let full = Self {
            case: "C".to_owned(),
            name: "高文静".to_owned(),
            version: 1,
            editable: true,
            faults: vec![said],
            files: vec![file.clone(), FileRow { there: false, party: String::new(), ..file }],
            fields: vec![Field::new("file", "file", "文件".to_owned())],
        };
        let empty =
            Self { case: "C".to_owned(), name: String::new(), version: 1, editable: false, faults: vec![], files: vec![], fields: vec![] };
        vec![full, empty]
    }
}

async fn files_page(
    frame: Frame,
    state: &State,
    who: Mediator,
    id: crate::domain::id::CaseId,
    wrong: Vec<Said>,
) -> Result<HttpResponse, Problem> {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    navigation::page_with(frame, state, who.0, status, move |office, signed, lang| {
        let seen = case_overview::of(office, &signed.actor, &id)?;
        let choice = |value: &str, label: String| Choice { value: value.to_owned(), label, hint: String::new() };
        let kinds = AttachmentKind::ALL.map(|k| choice(k.name(), say(lang, &format!("file-kind-{}", k.name().replace('_', "-")), &[])));
        let nobody = choice("", say(lang, "file-of-case", &[]));
        let parties = seen.application.parties.iter().map(|p| choice(&p.reference, p.name().to_owned()));
        let fields = vec![
            Field::new("select", "kind", say(lang, "field-file-kind", &[])).offering(kinds.into()),
            Field::new("select", "party", say(lang, "field-file-party", &[])).offering(std::iter::once(nobody).chain(parties).collect()),
            Field::new("file", "file", say(lang, "field-file", &[])).hint(say(lang, "file-hint", &[])).wide("wide"),
        ];
        let mut faults = wrong;
        faults.extend(seen.found.iter().filter(|f| part_of(f) == "files").map(|f| Said { at: String::new(), ..found(lang, f) }));
        Ok(FilesPage {
            case: id.to_string(),
            name: seen.application.parties.iter().map(|p| p.name().to_owned()).collect::<Vec<_>>().join("、"),
            version: seen.case.version,
            editable: matches!(seen.case.stage.name(), StageName::Drafting | StageName::Supplementing),
            faults,
            files: seen.files.iter().map(|f| shown(lang, f, &seen.application)).collect(),
            fields,
        })
    })
    .await
}

/// `GET /agency/cases/{id}/files`.
///
/// # Errors
/// 404.
pub async fn show(frame: Frame, state: Data<State>, who: Mediator, id: Path<String>) -> Result<HttpResponse, Problem> {
    files_page(frame, &state, who, case_id(&id)?, Vec::new()).await
}

/// `POST /agency/cases/{id}/files`: adds a file, or takes one away.
///
/// # Errors
/// What is no refusal of the file.
pub async fn change(frame: Frame, state: Data<State>, who: Mediator, id: Path<String>, posted: Posted) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    let here = format!("/agency/cases/{id}/files");
    let (actor, case, seen) = (who.0.actor.clone(), id.clone(), posted.version());
    let mut posted = posted;
    let files = std::mem::take(&mut posted.files);
    let [kind, party, gone] = ["kind", "party", "gone"].map(|f| posted.get(f).to_owned());
    let result = act(&state, move |office| {
        if !gone.is_empty() {
            return writing::detach(office, &actor, &case, seen, &gone).map(|()| "flash-file-gone");
        }
        let file = files.first().ok_or(Refusal::RecordIncomplete { field: "file" })?;
        let kind = AttachmentKind::named(&kind).ok_or(Error::NotFound)?;
        let party = Some(party.as_str()).filter(|p| !p.is_empty());
        let bytes = read(&file.content)?;
        let new = NewFile { kind, party, name: &file.name, bytes: &bytes };
        writing::attach(office, &actor, &case, seen, &new).map(|()| "flash-file-added")
    })
    .await;
    match unless_overtaken(&state, &who.0, CaseAddress { id: &id, back: &here }, result).await {
        Ok(word) => Ok(done(&here, word)),
        Err(problem) => {
            let wrong = match refusal(problem)? {
                Refusal::Findings(list) => list.iter().map(|f| Said { at: "file".to_owned(), ..found(frame.lang, f) }).collect(),
                other => vec![field::refused(frame.lang, &other, "file")],
            };
            files_page(frame, &state, who, id, wrong).await
        }
    }
}

/// A file, found for somebody who may see its case.
async fn file_of(state: &State, staff: &Reader, place: (String, String)) -> Result<(AttachmentRow, Vec<u8>), Problem> {
    let id = case_id(&place.0)?;
    let actor = staff.0.actor.clone();
    act(state, move |office| {
        let seen = case_overview::of(office, &actor, &id)?;
        let file = seen.files.into_iter().find(|f| f.id == place.1).ok_or(Error::NotFound)?;
        let bytes = case_overview::file_bytes(office, &file)?;
        case_overview::note_reading(office, &actor, &id, file.kind.name())?;
        Ok((file, bytes))
    })
    .await
}

/// `GET /cases/{id}/files/{file}`: as it was handed in, to keep.
///
/// # Errors
/// 404.
pub async fn download(state: Data<State>, who: Reader, place: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (file, bytes) = file_of(&state, &who, place.into_inner()).await?;
    Ok(attachment(&bytes, &file.media_type, &file.path))
}

/// Bytes to keep: never shown by the browser itself.
#[must_use]
pub fn attachment(bytes: &[u8], media_type: &str, name: &str) -> HttpResponse {
    let ascii: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '_' }).collect();
    let full: String = name
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-._".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    HttpResponse::Ok()
        .content_type(media_type.to_owned())
        .insert_header(("Content-Disposition", format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{full}")))
        .insert_header(("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'"))
        .insert_header(("Cache-Control", "private, no-store"))
        .body(bytes.to_vec())
}

/// A page as it was drawn; where it cannot be, a picture that says so and what to do.
#[must_use]
pub fn picture_of(lang: Lang, drawn: Option<Vec<u8>>) -> HttpResponse {
    match drawn {
        Some(png) => picture_answer("image/png", png),
        None => picture_answer("image/svg+xml", unshown(&say(lang, "view-page-none", &[])).into_bytes()),
    }
}

/// A sheet with a sentence of ours.
fn unshown(sentence: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1240 1754\"><rect width=\"1240\" height=\"1754\" fill=\"#fff\"/>\
         <text x=\"620\" y=\"400\" text-anchor=\"middle\" font-family=\"sans-serif\" font-size=\"40\" fill=\"#444\">{sentence}</text></svg>"
    )
}

fn picture_answer(media_type: &'static str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header(("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"))
        .insert_header(("Cache-Control", "private, no-store"))
        .body(bytes)
}

/// Width of a picture of a page, in pixels: readable at twice the size of a column.
pub const WIDTH: u16 = 1240;

/// `GET /cases/{id}/files/{file}/{page}.png`: a page of it, drawn by us.
///
/// # Errors
/// 404.
pub async fn picture(frame: Frame, state: Data<State>, who: Reader, place: Path<(String, String, usize)>) -> Result<HttpResponse, Problem> {
    let (id, file, page) = place.into_inner();
    let (file, bytes) = file_of(&state, &who, (id, file)).await?;
    let drawn = act(&state, move |office| {
        let media_type = MediaType::named(&file.media_type);
        let page = PageOfFile { media_type, number: page.saturating_sub(1), width: WIDTH };
        print::drawn(office, &file.sha256, &page, || Ok(bytes))
    })
    .await?;
    Ok(picture_of(frame.lang, drawn))
}

/// A file page by page.
#[derive(Serialize)]
pub struct ViewPage {
    case: String,
    title: String,
    file: String,
    back: String,
    pages: Vec<String>,
    blocks: Vec<document::BlockRow>,
}

impl Page for ViewPage {
    const TEMPLATE: &'static str = "pages/intake/file.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            case: "C".to_owned(),
            title: "调解协议".to_owned(),
            file: "/x".to_owned(),
            back: "/y".to_owned(),
            pages: vec!["/x/1.png".to_owned()],
            blocks: Vec::new(),
        };
        let block = |kind, text: &[&str]| document::BlockRow {
            kind,
            lines: text.iter().map(|t| (*t).to_owned()).collect(),
            clause: 1,
            seal: Some(1),
        };
        let blocks = vec![
            block("head", &["示范县人民法院", "民事裁定书"]),
            block("number", &["（2026）浙0499诉前调确136号"]),
            block("text", &["一、示范县佳和门窗有限公司退还陈桂芳18600元。"]),
            block("flush", &["本裁定为终审裁定。"]),
            block("ending", &["审判员　江明理", "二〇二六年三月二十五日", "书记员　叶知秋"]),
        ];
        vec![
            full,
            Self {
                case: String::new(), title: "民事裁定书".to_owned(), file: String::new(), back: String::new(), pages: vec![], blocks
            },
        ]
    }
}

fn home_of_case(who: &Reader, id: &str) -> String {
    match who.0.actor.role {
        Role::Mediator => format!("/agency/cases/{id}"),
        Role::Judge => format!("/judge/cases/{id}"),
        Role::Clerk | Role::Bureau => format!("/studio/cases/{id}"),
        role @ (Role::President | Role::Admin | Role::Party | Role::System) => home_of(role).to_owned(),
    }
}

/// `GET /cases/{id}/files/{file}/view`.
///
/// # Errors
/// 404.
pub async fn view(frame: Frame, state: Data<State>, who: Reader, place: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (id, file) = place.into_inner();
    let (row, bytes) = file_of(&state, &who, (id.clone(), file.clone())).await?;
    let back = home_of_case(&who, &id);
    navigation::page(frame, &state, who.0, move |office, _, lang| {
        let count = print::pages(office, &row.sha256, &bytes)?.min(200);
        Ok(ViewPage {
            title: say(lang, &format!("file-kind-{}", row.kind.name().replace('_', "-")), &[]),
            pages: (1..=count).map(|n| format!("/cases/{id}/files/{file}/{n}.png")).collect(),
            file: format!("/cases/{id}/files/{file}"),
            case: id,
            back,
            blocks: Vec::new(),
        })
    })
    .await
}

/// `GET /cases/{id}/application`: the application as it will be printed.
///
/// # Errors
/// 404.
pub async fn application(frame: Frame, state: Data<State>, who: Reader, id: Path<String>) -> Result<HttpResponse, Problem> {
    let id = case_id(&id)?;
    let back = home_of_case(&who, id.as_str());
    navigation::page(frame, &state, who.0, move |office, signed, lang| {
        let seen = case_overview::of(office, &signed.actor, &id)?;
        case_overview::note_reading(office, &signed.actor, &id, "application")?;
        Ok(ViewPage {
            title: say(lang, "document-application", &[]),
            blocks: document(office, &seen.application),
            case: id.to_string(),
            file: String::new(),
            back,
            pages: Vec::new(),
        })
    })
    .await
}

/// `GET /cases/{id}/documents/{document}`: an issued document as PDF.
///
/// # Errors
/// 404.
pub async fn issued(state: Data<State>, who: Reader, place: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (id, document) = place.into_inner();
    let id = case_id(&id)?;
    let actor = who.0.actor.clone();
    let (issued, bytes) = act(&state, move |office| {
        let seen = case_overview::of(office, &actor, &id)?;
        let issued = seen.documents.into_iter().find(|d| d.id == document).ok_or(Error::NotFound)?;
        let bytes = log::document_bytes(office, &issued)?;
        case_overview::note_reading(office, &actor, &id, issued.kind.name())?;
        Ok((issued, bytes))
    })
    .await?;
    let title = issued.kind.title();
    Ok(attachment(&bytes, "application/pdf", &format!("{title}.pdf")))
}
