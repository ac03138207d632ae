//! Two at once: one wins, the other is told.

use crate::app::{Sample, TestPortal};
use crate::system::campaign::Campaign;
use portal::office::Error;
use portal::office::proof::audit;
use portal::office::review::acceptance::accept;
use portal::office::ruling::approval::approve;
use portal::office::ruling::sealing;
use portal::office::system::setup;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::time::Duration;

/// Runs two acts at the same moment; gives what each answered.
fn at_once<T: Send>(one: impl FnOnce() -> T + Send, other: impl FnOnce() -> T + Send) -> (T, T) {
    let barrier = Barrier::new(2);
    std::thread::scope(|scope| {
        let first = scope.spawn(|| {
            barrier.wait();
            one()
        });
        barrier.wait();
        let second = other();
        (first.join().expect("no panic"), second)
    })
}

#[test]
fn of_two_approvals_at_once_one_wins() {
    let portal = TestPortal::new();
    let (id, draft) = portal.proposed();
    let seen = portal.version(&id);
    let try_approve = |code: String| approve(&portal.office, &portal.judge, &id, seen, &draft, &code);
    let (one, other) = at_once(|| try_approve(portal.code(0)), || try_approve(portal.code(1)));
    let won = [&one, &other].iter().filter(|r| r.is_ok()).count();
    assert_eq!(won, 1, "{one:?} {other:?}");
    let lost = if one.is_ok() { other } else { one };
    assert!(matches!(lost, Err(Error::Stale | Error::Refused(_))), "{lost:?}");
}

#[test]
fn of_two_clerks_accepting_at_once_one_wins_and_one_number_is_given() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let seen = portal.version(&id);
    let judge = portal.judge.person.clone().expect("a person");
    let try_accept = || accept(&portal.office, &portal.clerk, &id, seen, &judge);
    let (one, other) = at_once(try_accept, try_accept);
    assert_eq!([&one, &other].iter().filter(|r| r.is_ok()).count(), 1, "{one:?} {other:?}");
    assert!([one, other].iter().any(|r| matches!(r, Err(Error::Stale))));
    assert_eq!(audit::audit(&portal.office).expect("an audit").numbers.len(), 1);
}

#[test]
fn of_two_imports_at_once_one_is_kept() {
    let portal = TestPortal::new();
    let sample = Sample::first();
    let (one, other) = at_once(|| portal.hand_in(&sample), || portal.hand_in(&sample));
    assert_eq!([&one, &other].iter().filter(|r| r.is_ok()).count(), 1, "{one:?} {other:?}");
    let lost = if one.is_ok() { other } else { one };
    assert!(matches!(lost, Err(Error::Refused(ref r)) if r.code() == "EXTERNAL_REF"), "{lost:?}");
}

#[test]
fn of_two_nodes_sealing_at_once_one_document_comes() {
    let portal = TestPortal::new();
    let id = portal.approved();
    let node = portal.reopened();
    let (one, other) = at_once(|| sealing::seal(&portal.office, &id), || sealing::seal(&node, &id));
    assert!([&one, &other].iter().any(|r| r.is_ok()), "{one:?} {other:?}");
    let audit = audit::audit(&portal.office).expect("an audit");
    assert!(audit.faults.is_empty(), "{:?}", audit.faults);
    assert_eq!(audit.documents.iter().filter(|d| d.document.kind.name() == "ruling_confirming").count(), 1);
}

#[test]
fn an_act_on_a_version_somebody_has_overtaken_is_stale() {
    let portal = TestPortal::new();
    let id = portal.filed();
    let seen = portal.version(&id);
    let judge = portal.judge.person.clone().expect("a person");
    accept(&portal.office, &portal.clerk, &id, seen, &judge).expect("accepted");
    assert!(matches!(accept(&portal.office, &portal.clerk, &id, seen, &judge), Err(Error::Stale)));
}

#[test]
fn many_acceptances_at_once_skip_and_repeat_no_number() {
    let portal = TestPortal::new();
    let ids: Vec<_> = (0..8)
        .map(|n| {
            let sample = Sample::first().again(&format!("many-{n}"));
            let id = portal.hand_in(&sample).expect("taken in").id;
            portal.join_all(&sample, &id);
            id
        })
        .collect();
    let judge = portal.judge.person.clone().expect("a person");
    std::thread::scope(|scope| {
        for id in &ids {
            let (portal, judge) = (&portal, &judge);
            scope.spawn(move || accept(&portal.office, &portal.clerk, id, portal.version(id), judge).expect("accepted"));
        }
    });
    let audit = audit::audit(&portal.office).expect("an audit");
    assert!(audit.faults.is_empty(), "{:?}", audit.faults);
    assert_eq!(audit.numbers.len(), 8);
}

/// Kills after which a folder is begun anew, so that looking at all of it stays quick.
const ROUNDS_OF_A_FOLDER: usize = 100;

/// A process that takes cases over the whole line, from the application to the sealed ruling.
fn working(folder: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_portal"))
        .args(["--progress", "never", "bench", "issue", "--json", "--count", "1000", "--data"])
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts")
}

/// What a start after a kill finishes, and what an audit then says.
fn after_the_kill(folder: &Path) -> audit::Audit {
    let office = setup::open(folder).expect("it opens");
    sealing::reconcile(&office).expect("what was begun is finished");
    audit::audit(&office).expect("an audit")
}

/// Killed with no warning at any moment of the whole line, and looked at each time: nothing is lost, doubled or skipped.
#[test]
fn killed_at_any_moment_of_the_whole_line_nothing_is_lost() {
    let campaign = Campaign::of("kills");
    let (mut folder, mut rulings, mut before) = (None, 0, 0);
    for round in 0..campaign.either(20, 1_000) {
        if round % ROUNDS_OF_A_FOLDER == 0 {
            let next = crate::app::scratch("killed");
            crate::app::init(&next);
            rulings += before;
            before = 0;
            if let Some(last) = folder.replace(next) {
                let _ = std::fs::remove_dir_all(last);
            }
        }
        let folder = folder.as_deref().expect("a folder");
        let mut child = working(folder);
        std::thread::sleep(Duration::from_millis(250 + campaign.below(round, 900)));
        child.kill().expect("killed");
        child.wait().expect("gone");
        let audit = after_the_kill(folder);
        assert!(audit.faults.is_empty(), "round {round}: {:?}", audit.faults);
        let now = audit.documents.iter().filter(|d| d.document.kind.name() == "ruling_confirming").count();
        assert!(now >= before && audit.numbers.len() >= now, "round {round}: {now} rulings, {before} before");
        before = now;
    }
    rulings += before;
    println!("kills: {} rulings came of it", rulings);
    assert!(rulings >= 5, "only {rulings} rulings: the kills came too soon");
    if let Some(last) = folder {
        let _ = std::fs::remove_dir_all(last);
    }
}
