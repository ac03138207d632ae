//! Who presided over the mediation: the agency or a body of it, with a mediator of its own, and no party to the
//! dispute (民诉法第二百零五条: 依法设立的调解组织).

use super::Context;
use crate::domain::application::Application;
use crate::domain::finding::{Code, Finding};
use crate::domain::register::Agency;
use crate::domain::statute::{Topic, cite};
use crate::domain::text::half_width;

pub(super) fn check(application: &Application, context: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(agency) = application.agency.as_deref().and_then(|code| context.register.agency(code)) else { return };
    for (index, party) in application.parties.iter().enumerate() {
        if folded(party.name()) == folded(&agency.name) {
            found.push(Finding::new(Code::AgencyParty, format!("/parties/{index}/name"), "agency-party").with("agency", &agency.name));
        }
    }
    let mediation = &application.mediation;
    let Some(organisation) = mediation.organisation.as_deref().filter(|_| !mediation.mediators.is_empty()) else { return };
    presiding(organisation, agency, context, found);
    mediators(application, agency, context, found);
}

/// The body that presided, which may name others that joined in behind it or before it.
fn presiding(organisation: &str, agency: &Agency, context: &Context<'_>, found: &mut Vec<Finding>) {
    let whole = folded(organisation);
    let own: Vec<String> = agency.organisations.iter().chain([&agency.name]).map(|name| folded(name)).collect();
    if own.contains(&whole) {
        return;
    }
    let finding = |why| {
        Finding::new(Code::Organisation, "/mediation/organisation", why)
            .with("organisation", organisation)
            .with("agency", &agency.name)
            .under(cite(Topic::Application, context.on))
    };
    if own.iter().any(|name| is_one_of(&whole, name)) {
        found.push(finding("organisation-joined").as_warning());
    } else {
        found.push(finding("organisation-other"));
    }
}

/// Whether a name stands for itself in a list of names: whole, between marks or words that join.
fn is_one_of(list: &str, name: &str) -> bool {
    const JOIN: &[&str] = &["、", "，", ",", ";", "；", "/", "和", "与", "及", "会同", "联合", "同"];
    list.match_indices(name).any(|(at, _)| {
        let (before, after) = (&list[..at], &list[at + name.len()..]);
        let left = before.is_empty() || JOIN.iter().any(|j| before.ends_with(j));
        let right = after.is_empty() || JOIN.iter().any(|j| after.starts_with(j));
        left && right
    })
}

fn mediators(application: &Application, agency: &Agency, context: &Context<'_>, found: &mut Vec<Finding>) {
    let mediation = &application.mediation;
    let held = |name: &str| mediation.concluded_on.is_some_and(|day| (context.held_post)(agency, name, day));
    let own = |name: &String| agency.has_mediator(name, mediation.concluded_on) || held(name);
    let finding =
        |at: String, why, names: &str| Finding::new(Code::Organisation, at, why).with("mediator", names).with("agency", &agency.name);
    if !mediation.mediators.iter().any(own) {
        found.push(finding("/mediation/mediators".to_owned(), "organisation-no-mediator", &mediation.mediators.join("、")));
        return;
    }
    let further = mediation.mediators.iter().enumerate().filter(|(_, name)| !own(name));
    found.extend(further.map(|(index, name)| finding(format!("/mediation/mediators/{index}"), "organisation-mediator", name).as_warning()));
}

/// A name for comparing: without spaces, marks in their usual width.
fn folded(name: &str) -> String {
    name.chars().map(half_width).filter(|c| !c.is_whitespace()).collect()
}
