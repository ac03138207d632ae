//! Required material, judged by the list of attachments (民诉法解释 354), and the four undertakings.

use crate::domain::application::{Application, AttachmentKind, UNDERTAKINGS};
use crate::domain::finding::{Code, Finding};

pub(super) fn check(application: &Application, found: &mut Vec<Finding>) {
    let article = "民事诉讼法解释第三百五十四条";
    let has = |kind: AttachmentKind, party: Option<&str>| {
        application.attachments.iter().any(|a| a.kind == Some(kind) && (party.is_none() || a.party.as_deref() == party))
    };
    let mut require = |there: bool, why: &'static str, party: &str| {
        if !there {
            found.push(Finding::new(Code::Material, "/attachments", why).with("party", party).under(article));
        }
    };
    require(has(AttachmentKind::Agreement, None), "material-agreement", "");
    require(has(AttachmentKind::PresidingProof, None), "material-presiding-proof", "");
    for party in &application.parties {
        let reference = Some(party.reference.as_str());
        require(has(AttachmentKind::Identity, reference), "material-identity", party.name());
        if !party.agents.is_empty() {
            require(has(AttachmentKind::PowerOfAttorney, reference), "material-power-of-attorney", party.name());
        }
    }
    for (name, given) in UNDERTAKINGS.iter().zip(application.undertakings) {
        if given == Some(false) {
            found.push(undertaking(name));
        }
    }
}

/// An undertaking that was not given.
pub fn undertaking(name: &str) -> Finding {
    let why = match name {
        "voluntary" => "undertaking-voluntary",
        "truthful" => "undertaking-truthful",
        "no_collusion" => "undertaking-no-collusion",
        _ => "undertaking-no-status-or-title",
    };
    Finding::new(Code::Undertaking, format!("/undertakings/{name}"), why).under("民事诉讼法解释第三百五十八条")
}
