//! Two at once: one wins, the other is told.

use crate::app::{Sample, TestPortal};
use crate::system::campaign::Campaign;
use portal::office::Error;
use portal::office::proof::{audit, log};
use portal::office::review::acceptance::accept;
use portal::office::ruling::approval::approve;
use portal::office::ruling::sealing;
use portal::office::system::setup;
use std::sync::Barrier;

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

/// A process that issues is killed at moments of its own, started again, and nothing is lost or doubled.
#[test]
fn killed_at_any_moment_and_started_again_nothing_is_lost() {
    let folder = crate::app::scratch("killed");
    let bench = |count: &str| {
        std::process::Command::new(env!("CARGO_BIN_EXE_portal"))
            .args(["--progress", "never", "bench", "issue", "--json", "--count", count, "--data"])
            .arg(&folder)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("the bench starts")
    };
    assert!(bench("1").wait().expect("it ends").success(), "the folder is made whole first");
    let campaign = Campaign::of("kills");
    for round in 0..campaign.times(8) {
        let mut child = bench("1000");
        std::thread::sleep(std::time::Duration::from_millis(700 + campaign.below(round, 1400)));
        child.kill().expect("killed");
        child.wait().expect("gone");
    }
    assert!(bench("1").wait().expect("it ends").success());
    let office = setup::open(&folder).expect("it opens");
    log::checkpoint(&office).expect("a checkpoint");
    let audit = audit::audit(&office).expect("an audit");
    assert!(audit.faults.is_empty(), "{:?}", audit.faults);
    let rulings = audit.documents.iter().filter(|d| d.document.kind.name() == "ruling_confirming").count();
    assert!(rulings > 8 && audit.numbers.len() >= rulings, "{rulings} rulings, {} numbers", audit.numbers.len());
    let _ = std::fs::remove_dir_all(folder);
}
