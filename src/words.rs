//! Sentences for people, by key and language: Fluent files embedded in the program.
//! Legal wording is not here but in `domain::wording`.

use crate::domain::finding::{Finding, told};
use crate::domain::report::Report;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use serde_json::{Value, json};
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// A language of the interface.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lang {
    /// Chinese, the default.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language's tag (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// `zh`, `zh-CN`, `en`, `en-GB` …
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name.split(['-', '_']).next()? {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// The words of a language, a file a chapter; those that several chapters share first.
macro_rules! words_of {
    ($tag:literal, $($file:literal)*) => {
        &[$(include_str!(concat!("../templates/locales/", $tag, "/", $file, ".ftl")),)*]
    };
    ($tag:literal) => {
        words_of!(
            $tag,
            "common"
            "findings"
            "refusals"
            "facts"
            "mediation"
            "intake"
            "review"
            "ruling"
            "service"
            "performance"
            "proof"
            "county"
            "people"
            "system"
        )
    };
}

const SOURCES: [(Lang, &[&str]); 2] = [(Lang::Zh, words_of!("zh-CN")), (Lang::En, words_of!("en"))];

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 2]> = LazyLock::new(|| SOURCES.map(|(lang, sources)| bundle(lang, sources)));

fn bundle(lang: Lang, sources: &[&str]) -> FluentBundle<FluentResource> {
    let id: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    for source in sources {
        // What a broken file still holds is kept; a test finds the rest missing.
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The sentence of this key; the key itself where there is none, so that nothing is ever silent.
#[must_use]
pub fn say(lang: Lang, key: &str, args: &[(&'static str, String)]) -> String {
    say_with(lang, key, args)
}

/// [`say`] with arguments whose names come from a template.
#[must_use]
pub fn say_with<N: AsRef<str>>(lang: Lang, key: &str, args: &[(N, String)]) -> String {
    let own = match lang {
        Lang::En if BUNDLES[1].has_message(key) => &BUNDLES[1],
        _ => &BUNDLES[0],
    };
    let Some(pattern) = own.get_message(key).and_then(|m| m.value()) else { return key.to_owned() };
    let mut values = FluentArgs::new();
    for (name, value) in args {
        values.set(name.as_ref().to_owned(), value.as_str());
    }
    own.format_pattern(pattern, Some(&values), &mut Vec::new()).into_owned()
}

/// A remark in brackets after a word, as the language writes them.
#[must_use]
pub fn bracketed(lang: Lang, remark: &str) -> String {
    say(lang, "bracketed", &[("text", remark.to_owned())])
}

/// Whether this key says something to a reader of a language, be it in Chinese.
#[must_use]
pub fn known(lang: Lang, key: &str) -> bool {
    has(lang, key) || has(Lang::Zh, key)
}

/// Whether a language has a sentence of this key.
#[must_use]
pub fn has(lang: Lang, key: &str) -> bool {
    match lang {
        Lang::Zh => BUNDLES[0].has_message(key),
        Lang::En => BUNDLES[1].has_message(key),
    }
}

/// The sentence of a finding.
#[must_use]
pub fn of_finding(lang: Lang, finding: &Finding) -> String {
    say(lang, finding.why, &finding.args)
}

/// The sentence of a refusal: what, and what to do instead.
#[must_use]
pub fn of_refusal(lang: Lang, refusal: &crate::domain::refusal::Refusal) -> String {
    // Stages, acts, roles and fields have words of their own.
    let mut args = refusal.args();
    for (name, value) in &mut args {
        let kind = if *name == "words" { "field" } else { *name };
        let key = format!("{kind}-{}", value.replace('_', "-"));
        if known(lang, &key) {
            *value = say(lang, &key, &[]);
        }
    }
    say(lang, &refusal_key(refusal.code()), &args)
}

/// Name of a refusal's sentence.
#[must_use]
pub fn refusal_key(code: &str) -> String {
    format!("refusal-{}", code.to_lowercase().replace('_', "-"))
}

/// A report in the form of the contract.
#[must_use]
pub fn report_json(report: &Report, lang: Lang) -> Value {
    let facts: Vec<Value> =
        report.facts.iter().map(|f| json!({"fact": f.fact, "state": f.state.name(), "why": say(lang, f.why, &f.args)})).collect();
    let document = report
        .document
        .as_ref()
        .map(|d| json!({"id": d.id, "kind": d.kind, "court": d.court, "case_number": d.case_number, "date": d.date, "rev": d.rev}));
    let mut answer = json!({
        "verdict": report.verdict.name(),
        "document": document,
        "facts": facts,
        "checkpoint": report.checkpoint.as_ref().map(|(size, time)| json!({"size": size, "time": time})),
        "not_established": report.not_established,
    });
    if !report.contradictions.is_empty() {
        answer["contradictions"] = json!(report.contradictions);
    }
    answer
}

/// Puts findings into an answer, and how many were left out.
pub fn tell_findings(answer: &mut Value, found: &[Finding], lang: Lang) {
    let (told, omitted) = told(found.to_vec());
    answer["findings"] = findings_json(&told, lang);
    if omitted > 0 {
        answer["omitted"] = json!(omitted);
    }
}

/// Findings in the form of the contract.
#[must_use]
pub fn findings_json(found: &[Finding], lang: Lang) -> Value {
    found
        .iter()
        .map(|f| {
            json!({
                "code": f.code.as_str(),
                "severity": f.severity.as_str(),
                "at": f.at,
                "article": f.article,
                "message": of_finding(lang, f),
            })
        })
        .collect()
}
