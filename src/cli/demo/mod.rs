//! `portal demo`: the eight sample agreements on a set civil clock, one of them through every station.

mod sample;
pub mod stories;

use crate::cli::Done;
use crate::cli::demo::sample::{SAMPLES, Sample, Until};
use crate::cli::demo::stories::{STORIES, tell};
use crate::cli::failure::Failure;
use crate::db::intake::cases::Case;
use crate::domain::actor::{Actor, Role};
use crate::domain::case::StageName;
use crate::domain::day::Day;
use crate::domain::id::CaseId;
use crate::domain::joining::JoiningWay;
use crate::domain::report::Verdict;
use crate::office::county::register::RegisterFiles;
use crate::office::intake::application;
use crate::office::intake::joining::{Joins, join};
use crate::office::intake::submission::{HandedFile, take_in};
use crate::office::people::appointments::{self, NewPerson};
use crate::office::people::credentials;
use crate::office::proof::verification::{ReaderEvidence, verify_elsewhere, verify_here};
use crate::office::proof::{audit, log};
use crate::office::review::acceptance::accept;
use crate::office::review::record::{CHECKLIST, Signing, Verification, record_verification};
use crate::office::ruling::approval::{approve, propose};
use crate::office::ruling::sealing;
use crate::office::service::recording::{Heard, record};
use crate::office::system::config::Waits;
use crate::office::system::roots;
use crate::office::system::setup::{self, Init};
use crate::office::{Error, Office, case_overview};
use crate::seal::trust::Trust;
use crate::web::State;
use crate::web::system::demo::{self, DemoAccount};
use std::path::{Path, PathBuf};

const HOST: &str = "confirm.shifan.example";

/// `portal demo`.
#[derive(clap::Args)]
pub struct DemoArguments {
    /// Folder to make
    #[arg(long, default_value = "var/demo")]
    data: PathBuf,
    /// Stop before serving
    #[arg(long)]
    exit: bool,
    /// Make an existing folder anew
    #[arg(long)]
    again: bool,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
}

/// The people of the demo; their secrets live only in this run.
pub(crate) struct Players {
    pub(super) clerk: Actor,
    pub(super) judge: Actor,
    judge_secret: String,
    accounts: Vec<DemoAccount>,
}

pub(super) fn run(arguments: &DemoArguments) -> Done {
    let data = &arguments.data;
    if data.exists() {
        if !arguments.again {
            return Err(Failure::Refused("EXISTS", format!("{} is there already: give --again to make it anew", data.display())));
        }
        // Only a folder of this program is ever removed.
        if !data.join("portal.toml").exists() && std::fs::read_dir(data).is_ok_and(|mut d| d.next().is_some()) {
            return Err(Failure::Refused("EXISTS", format!("{} is not a data folder: it is left as it is", data.display())));
        }
        let removed = |folder: &Path| {
            std::fs::remove_dir_all(folder).map_err(|e| Failure::Refused("EXISTS", format!("{} cannot be removed: {e}", folder.display())))
        };
        removed(data)?;
        // The root keys of the demo before are its own.
        if roots::beside(data).exists() {
            removed(&roots::beside(data))?;
        }
    }
    let init =
        Init { register: RegisterFiles::built_in(), host: HOST, database: "sqlite:portal.sqlite", waits: Waits::NONE, roots: Vec::new() };
    setup::init(data, &init)?;
    let office = setup::open(data)?;
    say("建立数据文件夹、登记簿、密钥和日志", &data.display().to_string());
    let mut cast = cast(&office)?;
    for sample in &SAMPLES {
        carry(&office, &mut cast, sample, data)?;
    }
    let last = office.today();
    for story in &STORIES {
        tell(&office, &cast, story, SAMPLES[0].files)?;
    }
    office.clock.set_today(last);
    let faults = audit::audit(&office)?.faults;
    if !faults.is_empty() {
        return Err(Failure::Office(Error::Fault(faults.join("; "))));
    }
    say("核对全部文书、日志、字节与签名", "没有发现问题");
    println!("\n留下的文件：");
    for name in ["ruling.pdf", "ruling.proof.zip", "trust.note", "root.pem"] {
        println!("  {}", data.join(name).display());
    }
    if arguments.exit {
        return Ok(0);
    }
    println!("\n演示人物（动态验证码和发出的短信见 http://{}/demo）：", arguments.listen);
    for account in &cast.accounts {
        println!("  {:<8} {:<14} {}（{}，{}）", account.login, account.password, account.name, account.role, account.unit);
    }
    println!("\n在 http://{} 提供服务；按 Ctrl-C 结束。演示日期：{}", arguments.listen, office.today().written());
    let played = demo::Cast { listen: arguments.listen.clone(), accounts: cast.accounts };
    let listen = crate::web::system::server::Listen { pages: &arguments.listen, metrics: None };
    crate::web::system::server::serve(State::new(office)?.playing(played), listen).map_err(|e| Failure::Refused("SERVE", e))?;
    Ok(0)
}

fn say(step: &str, detail: &str) {
    println!("● {step}：{detail}");
}

/// One account per role, and a second clerk; each with a password and a second factor made now.
fn cast(office: &Office) -> Result<Players, Error> {
    let court = office.register().court.clone();
    let agencies = office.register().agencies.clone();
    let mut accounts = Vec::new();
    let mut add = |role: Role, login: &str, name: &str, agency: Option<&crate::domain::register::Agency>| {
        let mut bits = [0_u8; 8];
        getrandom::fill(&mut bits).map_err(|e| Error::Fault(e.to_string()))?;
        let password = crate::domain::id::base32(&bits).to_lowercase();
        let new = NewPerson { login, name, role, agency: agency.map(|a| a.code.as_str()), password: &password };
        let (_, secret) = appointments::add_invented(office, &new)?;
        let unit = match (agency, role) {
            (Some(agency), _) => agency.name.clone(),
            (None, Role::Bureau) => court.studio.name.clone(),
            (None, Role::Mediator | Role::Clerk | Role::Judge | Role::President | Role::Admin | Role::Party | Role::System) => {
                court.name.clone()
            }
        };
        accounts.push(DemoAccount {
            login: login.to_owned(),
            name: name.to_owned(),
            role: role.name(),
            unit,
            password,
            secret: secret.clone(),
        });
        Ok::<_, Error>((appointments::actor(office, login, role)?, secret))
    };
    let named = |code: &str| agencies.iter().find(|a| a.code == code);
    let (clerk, _) = add(Role::Clerk, "clerk", &court.clerks[0].name, None)?;
    let (judge, judge_secret) = add(Role::Judge, "judge", &court.judges[0].name, None)?;
    add(Role::Clerk, "clerk2", &court.clerks[1].name, None)?;
    add(Role::Judge, "judge2", &court.judges[1].name, None)?;
    add(Role::Bureau, "bureau", "邱月明", None)?;
    add(Role::Admin, "admin", "范守一", None)?;
    add(Role::Admin, "admin2", "阮青禾", None)?;
    add(Role::President, "president", "闻人靖", None)?;
    for (login, code) in [("market", "shifan-market-regulation"), ("ecology", "shifan-ecology"), ("town", "shifan-chengguan")] {
        let agency = named(code).ok_or(Error::NotFound)?;
        add(Role::Mediator, login, &agency.mediators[0].name, Some(agency))?;
    }
    Ok(Players { clerk, judge, judge_secret, accounts })
}

/// Carries one sample as far as it goes.
fn carry(office: &Office, cast: &mut Players, sample: &Sample, data: &Path) -> Result<(), Failure> {
    let on = Day::parse(sample.on.trim()).ok_or_else(|| Error::Fault(format!("{} has no day", sample.name)))?;
    office.clock.set_today(on);
    println!("\n{}（{}）", sample.name, on.written());
    let id = hand_in(office, sample)?;
    if sample.until <= Until::Drafting {
        return Ok(());
    }
    parties_join(office, sample, &id)?;
    if sample.until <= Until::Filed {
        return Ok(());
    }
    let judge = cast.judge.person.clone().ok_or_else(|| Error::Fault("a judge without a person".to_owned()))?;
    let number = accept(office, &cast.clerk, &id, version(office, &cast.clerk, &id)?, &judge)?;
    say("工作室受理，立案编号", &number.to_string());
    if sample.until <= Until::Accepted {
        return Ok(());
    }
    verification(office, cast, sample, &id)?;
    if sample.until <= Until::Verified {
        return Ok(());
    }
    let assistant = office.register().court.assistants.first().map(|o| o.name.clone());
    let draft = propose(office, &cast.clerk, &id, version(office, &cast.clerk, &id)?, assistant.as_deref())?;
    say("书记员提出裁定书草稿，校验值", &draft.sha256()[..8]);
    if sample.until <= Until::Proposed {
        return Ok(());
    }
    issue(office, cast, &id, &draft.sha256(), data)?;
    serve_all(office, cast, sample, &id)
}

fn hand_in(office: &Office, sample: &Sample) -> Result<CaseId, Failure> {
    let files = sample.files.iter().map(|(path, bytes)| HandedFile { path: (*path).to_owned(), content: bytes.to_vec().into() }).collect();
    let application = application::read(sample.application.as_bytes()).application.unwrap_or_default();
    let agency = appointments::agency_actor(office, application.agency.as_deref().unwrap_or(""))?;
    let taken = take_in(office, &agency, sample.application.as_bytes(), files)?;
    let stage = if taken.stage == StageName::Drafting { "草稿，材料还没有交齐" } else { "材料齐全，等待当事人确认" };
    say(&format!("{}提交申请", agency.name), stage);
    for finding in &taken.findings {
        say("提示", &crate::words::of_finding(crate::words::Lang::Zh, finding));
    }
    Ok(taken.id)
}

fn parties_join(office: &Office, sample: &Sample, id: &CaseId) -> Result<(), Failure> {
    let application = application::read(sample.application.as_bytes()).application.unwrap_or_default();
    let agency = appointments::agency_actor(office, application.agency.as_deref().unwrap_or(""))?;
    let count = application.parties.len();
    for (index, party) in application.parties.iter().enumerate() {
        if sample.until == Until::Joining && index + 1 == count {
            say("还在等", party.name());
            break;
        }
        let acted_by = acts_for(party);
        let number = party.id_number.clone().unwrap_or_default();
        let mobile = party.has_mobile();
        let by_post = party.service.as_ref().is_some_and(|s| s.electronic == Some(false));
        let way = if by_post {
            JoiningWay::Paper
        } else if mobile {
            JoiningWay::Phone
        } else {
            JoiningWay::Kiosk
        };
        let scan = sample.files.iter().find(|(path, _)| *path == "agreement.pdf").map(|(_, bytes)| *bytes);
        let joins = Joins { party: &party.reference, way, acted_by: &acted_by, last_four: &number[number.len().saturating_sub(4)..], scan };
        let role = if way == JoiningWay::Phone { Role::Party } else { Role::Mediator };
        let actor = Actor { role, name: acted_by.clone(), ..agency.clone() };
        let stage = join(office, &actor, id, version(office, &agency, id)?, &joins)?;
        let how = match way {
            JoiningWay::Phone => "手机确认",
            JoiningWay::Kiosk => "现场确认",
            JoiningWay::Paper | JoiningWay::Transcript => "书面确认",
        };
        say(&format!("{}（{acted_by}）", party.name()), how);
        if stage == StageName::Filed {
            say("各方都已确认，申请已提交", &office.today().written());
        }
    }
    Ok(())
}

/// Who acts for a party: guardian, representative, or the party itself.
pub(crate) fn acts_for(party: &crate::domain::application::Party) -> String {
    let guardian = party.guardian.as_ref().and_then(|g| g.name.clone());
    let representative = party.representative.as_ref().and_then(|r| r.name.clone());
    guardian.or(representative).unwrap_or_else(|| party.name().to_owned())
}

fn verification(office: &Office, cast: &Players, sample: &Sample, id: &CaseId) -> Result<(), Failure> {
    let application = application::read(sample.application.as_bytes()).application.unwrap_or_default();
    record_held(office, cast, &application, id)?;
    say("各方共同到场核实", &office.register().court.studio.address);
    Ok(())
}

/// Records that all parties came, and what they said.
pub(crate) fn record_held(
    office: &Office,
    cast: &Players,
    application: &crate::domain::application::Application,
    id: &CaseId,
) -> Result<(), Failure> {
    let present: Vec<(String, String)> = application.parties.iter().map(|p| (p.reference.clone(), acts_for(p))).collect();
    let answers: Vec<(String, String)> = CHECKLIST.iter().map(|q| ((*q).to_owned(), "各方陈述一致，无异议。".to_owned())).collect();
    let place = office.register().court.studio.address.clone();
    let held = Verification {
        held_on: office.today(),
        place: &place,
        online: false,
        present: &present,
        answers: &answers,
        signing: Signing::OnSpot,
    };
    Ok(record_verification(office, &cast.clerk, id, version(office, &cast.clerk, id)?, &held)?)
}

fn issue(office: &Office, cast: &mut Players, id: &CaseId, draft: &str, data: &Path) -> Result<(), Failure> {
    // The code before the present one: whoever then signs in as the judge finds the present one unused.
    let code = credentials::code_at(&cast.judge_secret, office.now().unix() - 30);
    approve(office, &cast.judge, id, version(office, &cast.judge, id)?, draft, &code)?;
    say("法官核对后签发", &cast.judge.name);
    let document = sealing::seal(office, id)?;
    say("裁定书已盖章、签名、登记日志", &document);
    let issued = log::document(office, &log::DocumentKey::Id(&document))?.ok_or(Error::NotFound)?;
    let pdf = log::document_bytes(office, &issued)?;
    let bundle = log::bundle_of(office, &issued)?;
    let keep = |name: &str, bytes: &[u8]| {
        crate::files::replace(&data.join(name), bytes).map_err(|e| Error::Fault(format!("cannot write {name}: {e}")))
    };
    keep("ruling.pdf", &pdf)?;
    keep("ruling.proof.zip", &bundle)?;
    keep("trust.note", office.keys.trust_note.as_bytes())?;
    keep("root.pem", office.keys.root_pem.as_bytes())?;
    let here = verify_here(office, &pdf)?.verdict;
    let trust = Trust::open(&office.keys.trust_note);
    let away = verify_elsewhere(&pdf, &ReaderEvidence { trust, bundle: Some(&bundle), offline: true }, office.now()).verdict;
    say("核验（对照日志）", here.name());
    say("核验（离线，只凭裁定书、证明包和信任清单）", away.name());
    if (here, away) == (Verdict::Authentic, Verdict::Authentic) {
        Ok(())
    } else {
        Err(Failure::Office(Error::Fault("the ruling does not verify".to_owned())))
    }
}

fn serve_all(office: &Office, cast: &Players, sample: &Sample, id: &CaseId) -> Result<(), Failure> {
    let application = application::read(sample.application.as_bytes()).application.unwrap_or_default();
    for party in &application.parties {
        let channel = party.service.as_ref().and_then(|s| s.channel.clone()).unwrap_or_default();
        if case_overview::of(office, &cast.clerk, id)?.served(&party.reference, office.today()).is_some() {
            say(&format!("送达{}", party.name()), "电子送达已到达");
            continue;
        }
        let acts = acts_for(party);
        let served = Heard::received(&party.reference, &channel, acts.as_str(), office.today());
        let objection = record(office, &cast.clerk, id, version(office, &cast.clerk, id)?, &served)?;
        let objection = objection.map(|day| format!("异议期至{}", day.written())).unwrap_or_default();
        say(&format!("送达{}", party.name()), &objection);
    }
    Ok(())
}

pub(crate) fn version(office: &Office, actor: &Actor, id: &CaseId) -> Result<i32, Error> {
    let case: Case = office.case(actor, id)?;
    Ok(case.version)
}
