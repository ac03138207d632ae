//! The statement: canonical JSON that is embedded in the ruling, hashed, and all that the ruling was made from
//! (`src/seal/FORMATS.md` §1). Reading holds received bytes to the restricted profile and never re-serialises them.

use super::entry::{Issue, canonical, tagged, untagged};
use crate::domain::day::{Day, Moment};
use crate::domain::decision::{Decision, Ground, ObjectionDecided, ObjectionOrder, Objector, Omission, OrderedDuty, RulingNamed};
use crate::domain::id::CaseNumber;
use crate::domain::outcome::Outcome;
use crate::domain::ruling::{Applicant, ConfirmedTerm, Official, RulingFacts, SpokenFor, TakenUp};
use crate::json::Json;
use serde_json::{Value, json};
use std::collections::HashSet;
use unicode_normalization::is_nfc;

/// Name and version of the form.
pub const SCHEMA: &str = "urn:portal:statement:1";
/// Largest statement, bytes.
pub const LARGEST: usize = 64 * 1024;
const DEEPEST: usize = 8;
const SAFE_INTEGER: u64 = (1 << 53) - 1;

/// A file the statement names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedFile {
    /// Kind of attachment.
    pub kind: String,
    /// SHA-256 of its bytes as submitted, hex.
    pub sha256: String,
    /// Size in bytes.
    pub size: i64,
    /// Media type.
    pub media_type: String,
}

/// One of the approvals.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApprovalFact {
    /// `proposer` or `judge`.
    pub role: String,
    /// The person's id.
    pub user_ref: String,
    /// When.
    pub at: Moment,
}

/// A draft: everything but approvals, time and key. Approvals bind to its hash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// Document id.
    pub id: String,
    /// Revision.
    pub rev: i64,
    /// Agency code.
    pub agency: String,
    /// The facts the wording is drawn from.
    pub facts: RulingFacts,
    /// The agreement as submitted.
    pub agreement: NamedFile,
    /// The other attachments.
    pub attachments: Vec<NamedFile>,
    /// Program that printed it.
    pub renderer: String,
    /// Version of the wording.
    pub wording: String,
    /// SHA-256 of the wording's source, hex.
    pub wording_sha256: String,
    /// Font families and the digests of their files.
    pub fonts: Vec<(String, String)>,
    /// 128 random bits, hex: makes the hashes unguessable.
    pub salt: String,
}

impl Draft {
    fn value(&self) -> Value {
        let f = &self.facts;
        let official = |o: &Official| json!({"name": o.name, "post": o.post});
        let file = |n: &NamedFile| json!({"kind": n.kind, "sha256": tagged(&n.sha256), "size": n.size, "media_type": n.media_type});
        let applicant = |a: &Applicant| {
            let spoken: Vec<Value> =
                a.spoken_for.iter().map(|s| json!({"title": s.title, "name": s.name, "particulars": s.particulars})).collect();
            json!({"name": a.name, "particulars": a.particulars, "spoken_for": spoken})
        };
        let term = |t: &ConfirmedTerm| match &t.account {
            Some(account) => json!({"text": t.text, "account": account}),
            None => json!({"text": t.text}),
        };
        let mut value = json!({
            "schema": SCHEMA,
            "kind": f.decision.kind().name(),
            "result": f.decision.result(),
            "id": self.id,
            "rev": self.rev,
            "court": f.court,
            "court_name": f.court_name,
            "case_no": f.case_number.to_string(),
            "agency": self.agency,
            "parties": f.applicants.iter().map(applicant).collect::<Vec<_>>(),
            "cause": f.cause,
            "agreement_on": f.agreement_on.to_string(),
            "effective_on": f.effective_on.to_string(),
            "organisation": f.organisation,
            "terms": f.terms.iter().map(term).collect::<Vec<_>>(),
            "ruled_on": f.ruled_on.to_string(),
            "judge": official(&f.judge),
            "clerk": official(&f.clerk),
            "query_code": f.query_code,
            "check_code": f.check_code,
            "host": f.host,
            "agreement": file(&self.agreement),
            "attachments": self.attachments.iter().map(file).collect::<Vec<_>>(),
            "template": {"name": crate::domain::wording::ruling::template(&f.decision), "version": self.wording, "sha256": tagged(&self.wording_sha256)},
            "renderer": self.renderer,
            "fonts": self.fonts.iter().map(|(family, digest)| json!({"family": family, "sha256": tagged(digest)})).collect::<Vec<_>>(),
            "salt": self.salt,
        });
        // What a confirming ruling does not need is not in its statement.
        let grounds = match f.decision {
            Decision::Confirm => None,
            _ => Some(decided(&f.decision)),
        };
        let (taken_up, day) = match f.taken_up {
            TakenUp::Accepted(day) => ("accepted_on", day),
            TakenUp::Received(day) => ("received_on", day),
        };
        let beside = Some(f.beside.iter().map(official).collect::<Vec<_>>()).filter(|list| !list.is_empty()).map(Value::from);
        let optional = [
            ("assistant", f.assistant.as_ref().map(official)),
            ("panel", beside),
            (taken_up, Some(day.to_string().into())),
            ("decision", grounds),
        ];
        if let Some(object) = value.as_object_mut() {
            object.extend(optional.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
        }
        value
    }

    /// Canonical bytes of the draft.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical(&self.value())
    }

    /// SHA-256 of the canonical draft, hex.
    #[must_use]
    pub fn sha256(&self) -> String {
        super::sha256_hex(&self.to_bytes())
    }

    /// Reads a draft back.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let draft = read_draft(&restricted(bytes)?)?;
        (draft.to_bytes() == bytes).then_some(draft)
    }
}

/// What a ruling that does not confirm rests on.
fn decided(decision: &Decision) -> Value {
    match decision {
        Decision::Confirm => json!({}),
        Decision::Dismiss { ground, reason } => json!({"ground": ground.name(), "reason": reason}),
        Decision::NotAccept { ground, reason, remedy } => json!({"ground": ground.name(), "reason": reason, "remedy": remedy}),
        Decision::PermitWithdrawal { by, on, reason } => json!({"by": by, "on": on.to_string(), "reason": reason}),
        Decision::DeemWithdrawn(omission) => json!({
            "who": omission.who, "duty": omission.duty.name(), "ordered_on": omission.ordered_on.to_string(),
            "served_on": omission.served_on.to_string(), "until": omission.until.to_string(),
        }),
        Decision::Terminate { dispute } => json!({"dispute": dispute}),
        Decision::Correct { ruling, errata } => {
            let pairs: Vec<Value> = errata.iter().map(|[wrong, right]| json!({"wrong": wrong, "right": right})).collect();
            json!({"ruling": named_ruling(ruling), "errata": pairs})
        }
        Decision::DecideObjection(decided) => {
            let mut value = json!({
                "ruling": named_ruling(&decided.ruling), "by": decided.by, "standing": decided.standing.name(), "on": decided.on.to_string(),
                "grounds": decided.grounds, "findings": decided.findings,
            });
            if let (ObjectionOrder::Alter { operative }, Some(object)) = (&decided.order, value.as_object_mut()) {
                object.insert("operative".to_owned(), operative.clone().into());
            }
            value
        }
    }
}

fn named_ruling(ruling: &RulingNamed) -> Value {
    json!({"id": ruling.id, "pdf": tagged(&ruling.sha256), "case_no": ruling.number, "on": ruling.on.to_string()})
}

/// A whole statement: the draft with its approvals, the time and the key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// The draft.
    pub draft: Draft,
    /// The two approvals.
    pub approvals: Vec<ApprovalFact>,
    /// When it was issued.
    pub issued_at: Moment,
    /// Key that seals it.
    pub kid: String,
}

impl Statement {
    /// Canonical bytes: what is embedded and hashed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut value = self.draft.value();
        if let Some(object) = value.as_object_mut() {
            let approvals: Vec<Value> =
                self.approvals.iter().map(|a| json!({"role": a.role, "user_ref": a.user_ref, "at": a.at.to_string()})).collect();
            object.insert("approvals".to_owned(), approvals.into());
            object.insert("issued_at".to_owned(), self.issued_at.to_string().into());
            object.insert("kid".to_owned(), self.kid.clone().into());
        }
        canonical(&value)
    }

    /// Reads received bytes: of the restricted profile, of this form, with two approvals by two people, and
    /// byte for byte canonical.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let json = restricted(bytes)?;
        let draft = read_draft(&json)?;
        let approvals = json
            .get("approvals")?
            .as_array()?
            .iter()
            .map(|a| {
                Some(ApprovalFact { role: text(a, "role")?, user_ref: text(a, "user_ref")?, at: Moment::parse(a.get("at")?.as_text()?)? })
            })
            .collect::<Option<Vec<_>>>()?;
        let people: HashSet<&str> = approvals.iter().map(|a| a.user_ref.as_str()).collect();
        let statement = Self {
            draft,
            issued_at: Moment::parse(json.get("issued_at")?.as_text()?)?,
            kid: text(&json, "kid")?,
            approvals: approvals.clone(),
        };
        // The proposer, the judge, and every judge who sat beside it.
        let needed = 2 + statement.draft.facts.beside.len();
        (people.len() >= needed && people.len() == approvals.len() && statement.to_bytes() == bytes).then_some(statement)
    }

    /// The log entry of this statement printed as these bytes.
    #[must_use]
    pub fn entry(&self, pdf_sha256: &str) -> Issue {
        Issue {
            id: self.draft.id.clone(),
            rev: self.draft.rev,
            stmt: super::sha256_hex(&self.to_bytes()),
            agr: self.draft.agreement.sha256.clone(),
            pdf: pdf_sha256.to_owned(),
            kid: self.kid.clone(),
            t: self.issued_at.to_string(),
        }
    }
}

/// JSON of the restricted profile: NFC, plain keys, no float, no null, no duplicate key, shallow and small.
#[must_use]
pub fn restricted(bytes: &[u8]) -> Option<Json> {
    let json = if bytes.len() <= LARGEST { Json::parse(bytes).ok()? } else { return None };
    is_restricted(&json, 1).then_some(json)
}

fn is_restricted(json: &Json, depth: usize) -> bool {
    depth <= DEEPEST
        && match json {
            Json::Null | Json::Float(_) => false,
            Json::Bool(_) => true,
            Json::Int(value) => value.unsigned_abs() <= SAFE_INTEGER,
            Json::Text(text) => is_nfc(text),
            Json::Array(items) => items.iter().all(|item| is_restricted(item, depth + 1)),
            Json::Object(members) => {
                let mut seen = HashSet::new();
                members.iter().all(|(key, value)| is_key(key) && seen.insert(key) && is_restricted(value, depth + 1))
            }
        }
}

fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase()) && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn text(json: &Json, key: &str) -> Option<String> {
    json.get(key)?.as_text().map(str::to_owned)
}

fn day(json: &Json, key: &str) -> Option<Day> {
    Day::parse(json.get(key)?.as_text()?)
}

fn official(json: &Json) -> Option<Official> {
    Some(Official { name: text(json, "name")?, post: text(json, "post")? })
}

fn file(json: &Json) -> Option<NamedFile> {
    Some(NamedFile {
        kind: text(json, "kind")?,
        sha256: untagged(json.get("sha256")?.as_text()?)?.to_owned(),
        size: json.get("size")?.as_int()?,
        media_type: text(json, "media_type")?,
    })
}

fn list<T>(json: &Json, key: &str, read: impl Fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    json.get(key)?.as_array()?.iter().map(read).collect()
}

fn read_draft(json: &Json) -> Option<Draft> {
    if text(json, "schema")? != SCHEMA {
        return None;
    }
    let template = json.get("template")?;
    Some(Draft {
        id: text(json, "id")?,
        rev: json.get("rev")?.as_int()?,
        agency: text(json, "agency")?,
        facts: read_facts(json)?,
        agreement: file(json.get("agreement")?)?,
        attachments: list(json, "attachments", file)?,
        renderer: text(json, "renderer")?,
        wording: text(template, "version")?,
        wording_sha256: untagged(template.get("sha256")?.as_text()?)?.to_owned(),
        fonts: list(json, "fonts", |f| Some((text(f, "family")?, untagged(f.get("sha256")?.as_text()?)?.to_owned())))?,
        salt: text(json, "salt")?,
    })
}

fn read_decision(json: &Json) -> Option<Decision> {
    let result = json.get("result")?.as_text()?;
    if result == Outcome::Confirmed.name() {
        return Some(Decision::Confirm);
    }
    let of = json.get("decision")?;
    match Outcome::named(result) {
        Some(outcome) => read_ending(outcome, of),
        None if result == "corrected" => {
            let errata = list(of, "errata", |e| Some([text(e, "wrong")?, text(e, "right")?]))?;
            Some(Decision::Correct { ruling: read_ruling(of)?, errata })
        }
        None => read_objection(result, of).map(Decision::DecideObjection),
    }
}

/// What ends a case.
fn read_ending(outcome: Outcome, of: &Json) -> Option<Decision> {
    let ground = || Ground::named(of.get("ground")?.as_text()?);
    Some(match outcome {
        Outcome::Confirmed => Decision::Confirm,
        Outcome::Dismissed => Decision::Dismiss { ground: ground()?, reason: text(of, "reason")? },
        Outcome::NotAccepted => Decision::NotAccept { ground: ground()?, reason: text(of, "reason")?, remedy: text(of, "remedy")? },
        Outcome::WithdrawalPermitted => Decision::PermitWithdrawal { by: text(of, "by")?, on: day(of, "on")?, reason: text(of, "reason")? },
        Outcome::DeemedWithdrawn => Decision::DeemWithdrawn(Omission {
            who: text(of, "who")?,
            duty: OrderedDuty::named(of.get("duty")?.as_text()?)?,
            ordered_on: day(of, "ordered_on")?,
            served_on: day(of, "served_on")?,
            until: day(of, "until")?,
        }),
        Outcome::Terminated => Decision::Terminate { dispute: text(of, "dispute")? },
    })
}

fn read_ruling(of: &Json) -> Option<RulingNamed> {
    let ruling = of.get("ruling")?;
    let sha256 = untagged(ruling.get("pdf")?.as_text()?)?.to_owned();
    Some(RulingNamed { id: text(ruling, "id")?, sha256, number: text(ruling, "case_no")?, on: day(ruling, "on")? })
}

fn read_objection(result: &str, of: &Json) -> Option<ObjectionDecided> {
    let order = match result {
        "objection_dismissed" => ObjectionOrder::Dismiss,
        "revoked" => ObjectionOrder::Revoke,
        "altered" => ObjectionOrder::Alter { operative: text(of, "operative")? },
        _ => return None,
    };
    Some(ObjectionDecided {
        ruling: read_ruling(of)?,
        by: text(of, "by")?,
        standing: Objector::named(of.get("standing")?.as_text()?)?,
        on: day(of, "on")?,
        grounds: text(of, "grounds")?,
        findings: text(of, "findings")?,
        order,
    })
}

fn read_facts(json: &Json) -> Option<RulingFacts> {
    let applicant = |a: &Json| {
        let spoken_for = list(a, "spoken_for", |s| {
            Some(SpokenFor { title: text(s, "title")?, name: text(s, "name")?, particulars: text(s, "particulars")? })
        })?;
        Some(Applicant { name: text(a, "name")?, particulars: text(a, "particulars")?, spoken_for })
    };
    let assistant = match json.get("assistant") {
        Some(value) => Some(official(value)?),
        None => None,
    };
    let beside = match json.get("panel") {
        Some(_) => list(json, "panel", official)?,
        None => Vec::new(),
    };
    Some(RulingFacts {
        court: text(json, "court")?,
        court_name: text(json, "court_name")?,
        case_number: CaseNumber::parse(json.get("case_no")?.as_text()?)?,
        applicants: list(json, "parties", applicant)?,
        taken_up: day(json, "accepted_on").map(TakenUp::Accepted).or_else(|| day(json, "received_on").map(TakenUp::Received))?,
        decision: read_decision(json)?,
        cause: text(json, "cause")?,
        agreement_on: day(json, "agreement_on")?,
        effective_on: day(json, "effective_on")?,
        organisation: text(json, "organisation")?,
        terms: list(json, "terms", |t| Some(ConfirmedTerm { text: text(t, "text")?, account: text(t, "account") }))?,
        ruled_on: day(json, "ruled_on")?,
        judge: official(json.get("judge")?)?,
        beside,
        assistant,
        clerk: official(json.get("clerk")?)?,
        query_code: text(json, "query_code")?,
        check_code: text(json, "check_code")?,
        host: text(json, "host")?,
    })
}
