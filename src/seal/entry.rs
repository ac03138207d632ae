//! Log entries: public, canonical JSON, no personal datum (`src/seal/FORMATS.md` §2).

use crate::json::Json;
use serde_json::json;

/// A hash as statements and entries write it.
#[must_use]
pub fn tagged(hex: &str) -> String {
    format!("sha256:{hex}")
}

/// The hex digits of `sha256:…`.
#[must_use]
pub fn untagged(text: &str) -> Option<&str> {
    text.strip_prefix("sha256:").filter(|h| super::unhex::<32>(h).is_some())
}

/// The entry of an issued document: a pure function of its statement and its bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issue {
    /// Document id.
    pub id: String,
    /// Revision.
    pub rev: i64,
    /// SHA-256 of the statement, hex.
    pub stmt: String,
    /// SHA-256 of the agreement as submitted, hex.
    pub agr: String,
    /// SHA-256 of the final file, hex.
    pub pdf: String,
    /// Key that sealed it.
    pub kid: String,
    /// `issued_at` of the statement.
    pub t: String,
}

impl Issue {
    /// Canonical JSON (RFC 8785).
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        canonical(&json!({
            "op": "issue", "v": 1, "id": self.id, "rev": self.rev, "stmt": tagged(&self.stmt), "agr": tagged(&self.agr),
            "pdf": tagged(&self.pdf), "kid": self.kid, "t": self.t,
        }))
    }

    /// Reads an entry of op `issue`; `None` for any other.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let json = Json::parse(bytes).ok()?;
        let text = |key: &str| json.get(key).and_then(Json::as_text);
        if text("op")? != "issue" {
            return None;
        }
        let entry = Self {
            id: text("id")?.to_owned(),
            rev: json.get("rev")?.as_int()?,
            stmt: untagged(text("stmt")?)?.to_owned(),
            agr: untagged(text("agr")?)?.to_owned(),
            pdf: untagged(text("pdf")?)?.to_owned(),
            kid: text("kid")?.to_owned(),
            t: text("t")?.to_owned(),
        };
        (entry.to_bytes() == bytes).then_some(entry)
    }
}

/// The other operations a log knows (`src/seal/FORMATS.md` §2); the fields are those of the entry.
#[expect(missing_docs, reason = "the fields are the entry's own keys")]
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operation {
    /// A document is replaced by another.
    Supersede { id: String, by: String },
    /// A document is revoked.
    Revoke { id: String, reason: String },
    /// A document is suspended.
    Suspend { id: String },
    /// A suspension ends.
    Resume { id: String },
    /// A key comes into use.
    KeyAdd { kid: String, role: String, spki: String, nb: String, na: String },
    /// A key is retired in order.
    KeyRetire { kid: String },
    /// A key is compromised; entries up to `last_good` stand.
    KeyCompromise { kid: String, last_good: i64 },
    /// A trust note is published.
    Trust { version: i64, sha256: String },
}

impl Operation {
    /// Canonical JSON at a time.
    #[must_use]
    pub fn to_bytes(&self, t: &str) -> Vec<u8> {
        let value = match self {
            Self::Supersede { id, by } => json!({"op": "supersede", "id": id, "by": by, "t": t, "v": 1}),
            Self::Revoke { id, reason } => json!({"op": "revoke", "id": id, "reason": reason, "t": t, "v": 1}),
            Self::Suspend { id } => json!({"op": "suspend", "id": id, "t": t, "v": 1}),
            Self::Resume { id } => json!({"op": "resume", "id": id, "t": t, "v": 1}),
            Self::KeyAdd { kid, role, spki, nb, na } => {
                json!({"op": "key_add", "kid": kid, "role": role, "spki": spki, "nb": nb, "na": na, "t": t, "v": 1})
            }
            Self::KeyRetire { kid } => json!({"op": "key_retire", "kid": kid, "t": t, "v": 1}),
            Self::KeyCompromise { kid, last_good } => {
                json!({"op": "key_compromise", "kid": kid, "last_good": last_good, "t": t, "v": 1})
            }
            Self::Trust { version, sha256 } => {
                json!({"op": "trust", "version": version, "sha256": tagged(sha256), "t": t, "v": 1})
            }
        };
        canonical(&value)
    }
}

impl Operation {
    /// Reads an entry that supersedes or revokes a document; `None` for any other.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let json = Json::parse(bytes).ok()?;
        let text = |key: &str| json.get(key).and_then(Json::as_text).map(str::to_owned);
        let operation = match text("op")?.as_str() {
            "supersede" => Self::Supersede { id: text("id")?, by: text("by")? },
            "revoke" => Self::Revoke { id: text("id")?, reason: text("reason")? },
            _ => return None,
        };
        (operation.to_bytes(&text("t")?) == bytes).then_some(operation)
    }
}

/// The entry of a trust note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublishedTrust {
    /// Its version.
    pub version: i64,
    /// SHA-256 of its text, hex.
    pub sha256: String,
}

impl PublishedTrust {
    /// Reads an entry of op `trust`; `None` for any other.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let json = Json::parse(bytes).ok()?;
        let text = |key: &str| json.get(key).and_then(Json::as_text);
        if text("op")? != "trust" {
            return None;
        }
        let (version, sha256) = (json.get("version")?.as_int()?, untagged(text("sha256")?)?.to_owned());
        (Operation::Trust { version, sha256: sha256.clone() }.to_bytes(text("t")?) == bytes).then_some(Self { version, sha256 })
    }
}

/// Canonical JSON (RFC 8785) of a value of our restricted profile, which always has one.
#[must_use]
pub fn canonical(value: &serde_json::Value) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_reads_back_and_only_in_its_canonical_form() {
        let hash = "0".repeat(64);
        let entry = Issue { id: "A".into(), rev: 1, stmt: hash.clone(), agr: hash.clone(), pdf: hash, kid: "k".into(), t: "t".into() };
        let bytes = entry.to_bytes();
        assert!(bytes.starts_with(br#"{"agr":"sha256:000"#));
        assert_eq!(Issue::parse(&bytes), Some(entry));
        let spaced = String::from_utf8_lossy(&bytes).replace(",", ", ");
        assert_eq!(Issue::parse(spaced.as_bytes()), None);
    }
}
