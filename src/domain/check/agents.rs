//! Agents: authority, papers, and one agent for both sides (民诉法 61–62; 解释 88–89).

use super::Context;
use crate::domain::application::{Agent, AgentKind, Application, Particulars, Party};
use crate::domain::finding::{Code, Finding};
use crate::domain::identity::normalise_code;
use crate::domain::statute::{Topic, cite};

/// Powers that count; other words are kept and count for nothing (民诉法解释第八十九条).
pub const POWERS: &[&str] = &["admit", "waive", "settle", "counterclaim", "receive"];

/// A power that by itself is no special authority.
const RECEIVE: &str = "receive";

pub(super) fn check(application: &Application, context: &Context<'_>, found: &mut Vec<Finding>) {
    for (index, party) in application.parties.iter().enumerate() {
        for (agent, pointer) in party.agents.iter().zip(&party.agent_pointers) {
            let at = format!("/parties/{index}{pointer}");
            authority(agent, &at, context, found);
            papers(agent, &at, found);
            if let Some(other) = other_side(application, index, agent) {
                let finding = Finding::new(Code::AgentBothSides, at, "agent-both-sides")
                    .with("agent", agent.name.as_deref().unwrap_or(""))
                    .with("other", other.name())
                    .under(cite(Topic::Agents, context.on));
                let lawyer = agent.kind == Some(AgentKind::Lawyer)
                    || other.agents.iter().any(|a| a.name == agent.name && a.kind == Some(AgentKind::Lawyer));
                found.push(if lawyer { finding } else { finding.as_warning() });
            }
        }
    }
}

fn authority(agent: &Agent, at: &str, context: &Context<'_>, found: &mut Vec<Finding>) {
    let counted = agent.powers.iter().filter(|p| POWERS.contains(&p.as_str()) && *p != RECEIVE).count();
    let sweeping = agent.powers.iter().any(|p| p.contains("全权"));
    if counted == 0 && (agent.special == Some(true) || sweeping) {
        let why = if sweeping { "agent-sweeping-power" } else { "agent-no-powers" };
        found.push(
            Finding::new(Code::AgentAuthority, format!("{at}/powers"), why)
                .under(format!("{}、民事诉讼法解释第八十九条", cite(Topic::Agents, context.on))),
        );
    }
}

fn papers(agent: &Agent, at: &str, found: &mut Vec<Finding>) {
    let Some(kind) = agent.kind else { return };
    let missing: Vec<&str> = kind.papers().iter().copied().filter(|p| !agent.papers.iter().any(|g| g == p)).collect();
    if !missing.is_empty() {
        found.push(
            Finding::new(Code::AgentPapers, format!("{at}/papers"), "agent-papers")
                .with("papers", missing.join("、"))
                .under("民事诉讼法解释第八十八条"),
        );
    }
}

/// An earlier party on the other side whom the same agent serves.
fn other_side<'a>(application: &'a Application, index: usize, agent: &Agent) -> Option<&'a Party> {
    agent.name.as_ref()?;
    let party = &application.parties[index];
    application.parties[..index]
        .iter()
        .find(|other| other.agents.iter().any(|a| a.name == agent.name) && opposed(application, &party.reference, &other.reference))
}

/// Somebody who acts for a party, or the party itself.
struct Person<'a> {
    name: &'a str,
    number: Option<String>,
    at: String,
}

impl<'a> Person<'a> {
    fn new(name: Option<&'a String>, particulars: &Particulars, at: String) -> Option<Self> {
        Some(Self { name: name?, number: particulars.id_number.as_deref().map(normalise_code), at })
    }

    fn has_number_of(&self, other: &Self) -> bool {
        self.number.is_some() && self.number == other.number
    }
}

/// Who speaks for an organisation or a person without full capacity.
fn speakers<'a>(party: &'a Party, at: &str) -> Vec<Person<'a>> {
    let representative =
        party.representative.as_ref().and_then(|r| Person::new(r.name.as_ref(), &r.particulars, format!("{at}/representative")));
    let guardian = party.guardian.as_ref().and_then(|g| Person::new(g.name.as_ref(), &g.particulars, format!("{at}/guardian")));
    representative.into_iter().chain(guardian).collect()
}

/// Who acts for one side and is, or speaks for, the other. One agent for both is found elsewhere.
pub(super) fn opposed_in_person(application: &Application, found: &mut Vec<Finding>) {
    for (index, party) in application.parties.iter().enumerate() {
        let at = format!("/parties/{index}");
        let agents = party.agents.iter().zip(&party.agent_pointers);
        let agents = agents.filter_map(|(a, pointer)| Person::new(a.name.as_ref(), &a.particulars, format!("{at}{pointer}")));
        for (place, other) in application.parties.iter().enumerate() {
            if place == index || !opposed(application, &party.reference, &other.reference) {
                continue;
            }
            let itself = Person { name: other.name(), number: other.id_number.as_deref().map(normalise_code), at: String::new() };
            let others: Vec<Person<'_>> = speakers(other, "").into_iter().chain([itself]).collect();
            let acting = speakers(party, &at).into_iter().chain(agents.clone());
            found.extend(acting.filter_map(|one| one_of(&one, &others, other)));
        }
    }
}

fn one_of(one: &Person<'_>, others: &[Person<'_>], party: &Party) -> Option<Finding> {
    let finding = |key: &str, why| {
        Finding::new(Code::AgentOpposed, format!("{}/{key}", one.at), why).with("agent", one.name).with("other", party.name())
    };
    if others.iter().any(|other| one.has_number_of(other)) {
        return Some(finding("id_number", "agent-opposed"));
    }
    others.iter().any(|other| other.name == one.name).then(|| finding("name", "agent-opposed-name").as_warning())
}

/// Two parties are opposed when a term binds one to the other.
pub fn opposed(application: &Application, one: &str, other: &str) -> bool {
    application.terms.iter().any(|term| {
        let pair = (term.obligor.as_deref(), term.obligee.as_deref());
        pair == (Some(one), Some(other)) || pair == (Some(other), Some(one))
    })
}
