//! What was typed on the application's pages becomes the application: a field's name is the JSON pointer of what it
//! writes.

use crate::domain::day::Day;
use crate::domain::money::Fen;
use crate::domain::text::half_width;
use serde_json::{Value, json};

/// Keys that are lists: each posted value is an item.
const LISTS: [&str; 3] = ["scope", "powers", "papers"];

/// Keys that are true or false: absent from a form, they are false where their group was sent.
const FLAGS: [&str; 2] = ["electronic", "invited_by_court"];

/// What the page of facts may write.
const FACTS: [&str; 13] = [
    "/lane",
    "/cause",
    "/facts",
    "/responsibility",
    "/subject_matter_division",
    "/external_ref",
    "/mediation/organisation",
    "/mediation/mediators",
    "/mediation/invited_by_court",
    "/mediation/accepted_on",
    "/mediation/concluded_on",
    "/mediation/effective_on",
    "/mediation/effective_evidence",
];

/// Whether a page may write what a pointer leads to: its own part, and neither references nor numbers.
fn may_write(part: &str, pointer: &str) -> bool {
    if part == "facts" {
        return FACTS.contains(&pointer);
    }
    let Some((index, rest)) = pointer.strip_prefix(&format!("/{part}/")).and_then(|r| r.split_once('/')) else { return false };
    index.parse::<usize>().is_ok() && !matches!(rest, "ref" | "no" | "amount_capital") && rest.split('/').count() <= 3
}

/// Writes posted fields into the application: a field's name is the pointer of what it writes, within its page's part.
pub fn write_fields(json: &mut Value, part: &str, fields: &[(String, String)]) {
    let fields: Vec<&(String, String)> = fields.iter().filter(|(n, _)| may_write(part, n)).collect();
    let pointers: Vec<&str> = fields.iter().map(|(n, _)| n.as_str()).collect();
    // A box that is not ticked is not sent: the group it belongs to is known by its neighbours.
    for pointer in &pointers {
        if let Some(group) = pointer.strip_suffix("/service/channel") {
            set(json, &format!("{group}/service/electronic"), json!(false));
            set(json, &format!("{group}/service/scope"), json!([]));
        } else if pointer.ends_with("/mediation/mediators") {
            set(json, "/mediation/invited_by_court", json!(false));
        } else if let Some(group) = pointer.strip_suffix("/authority") {
            set(json, &format!("{group}/powers"), json!([]));
            set(json, &format!("{group}/papers"), json!([]));
        }
    }
    for (name, value) in fields {
        let key = name.rsplit('/').next().unwrap_or("");
        if LISTS.contains(&key) {
            if let Some(list) = json.pointer_mut(name).and_then(Value::as_array_mut) {
                list.push(value.clone().into());
            }
        } else if FLAGS.contains(&key) {
            set(json, name, json!(value == "true"));
        } else {
            set(json, name, typed(key, value));
        }
    }
}

/// What a text means under a key; what cannot be read is kept as it was typed, and found there.
fn typed(key: &str, value: &str) -> Value {
    if value.is_empty() {
        return Value::Null;
    }
    match key {
        "amount_fen" => fen(value).map_or_else(|| value.into(), |fen| fen.into()),
        "mediators" => value.split(['、', '，', ',', ' ']).map(str::trim).filter(|n| !n.is_empty()).collect(),
        _ => value.into(),
    }
}

/// `20,000.5` in 分.
pub fn fen(text: &str) -> Option<i64> {
    let plain: String = text.chars().map(half_width).filter(|c| !matches!(c, ',' | '，' | ' ' | '元' | '¥' | '￥')).collect();
    let (yuan, cents) = plain.split_once('.').unwrap_or((&plain, ""));
    if cents.len() > 2 || !cents.chars().all(|c| c.is_ascii_digit()) || yuan.is_empty() {
        return None;
    }
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(cents)
}

/// Sets what a pointer leads to, making objects on the way; nothing takes the key away.
fn set(json: &mut Value, pointer: &str, value: Value) {
    let Some((parent, key)) = pointer.rsplit_once('/') else { return };
    if json.pointer(parent).is_none() && !value.is_null() && !parent.is_empty() {
        // Lists grow by their buttons alone: a pointer past their end is not ours.
        if parent.rsplit('/').next().is_some_and(|k| k.parse::<usize>().is_ok()) {
            return;
        }
        set(json, parent, json!({}));
    }
    if let Some(object) = json.pointer_mut(parent).and_then(Value::as_object_mut) {
        if value.is_null() {
            object.shift_remove(key);
        } else {
            object.insert(key.to_owned(), value);
        }
    }
}

/// Does what a button of the page says.
pub fn do_button(json: &mut Value, part: &str, todo: &str) {
    let (verb, what) = todo.split_once(':').unwrap_or((todo, ""));
    let index: usize = what.parse().unwrap_or(usize::MAX);
    match (verb, what) {
        ("add", "party") => {
            let used: Vec<String> = refs(json);
            let next = ('A'..='Z').map(String::from).find(|r| !used.contains(r)).unwrap_or_default();
            push(json, "parties", json!({"ref": next, "kind": "natural", "id_kind": "resident_id"}));
        }
        ("add", "payment") => push(json, "terms", json!({"kind": "payment", "method": "bank_transfer"})),
        ("add", "release") => push(json, "terms", json!({"kind": "release", "text": "各方就本纠纷再无其他争议。"})),
        ("add", kind @ ("act" | "default" | "other")) => push(json, "terms", json!({"kind": kind})),
        ("remove", _) => {
            if let Some(list) = json[part].as_array_mut().filter(|l| l.len() > index) {
                list.remove(index);
            }
        }
        ("copy", _) => {
            if let Some(term) = json["terms"].get(index).cloned() {
                push(json, "terms", term);
            }
        }
        ("instalment", _) => {
            if let Some(term) = json["terms"].get_mut(index).and_then(Value::as_object_mut) {
                term.shift_remove("due_on");
                if let Some(list) = term.entry("instalments").or_insert_with(|| json!([])).as_array_mut() {
                    list.push(json!({}));
                }
            }
        }
        ("drop", _) => {
            if let Some(list) = json["terms"].get_mut(index).and_then(|t| t["instalments"].as_array_mut()) {
                list.pop();
            }
        }
        _ => {}
    }
}

fn refs(json: &Value) -> Vec<String> {
    json["parties"].as_array().into_iter().flatten().filter_map(|p| p["ref"].as_str().map(str::to_owned)).collect()
}

fn push(json: &mut Value, list: &str, item: Value) {
    if let Some(list) = json[list].as_array_mut()
        && list.len() < 50
    {
        list.push(item);
    }
}

/// What follows from what was typed: numbers, capitals, kinds' own keys, wording where none was given.
pub fn complete(json: &mut Value) {
    for party in json["parties"].as_array_mut().into_iter().flatten() {
        let natural = party["kind"] == "natural";
        let Some(party) = party.as_object_mut() else { continue };
        if natural {
            party.shift_remove("representative");
            if party.get("id_kind").is_none_or(|k| k == "uscc") {
                party.insert("id_kind".to_owned(), "resident_id".into());
            }
        } else {
            for key in ["sex", "ethnicity", "born_on", "guardian"] {
                party.shift_remove(key);
            }
            party.insert("id_kind".to_owned(), "uscc".into());
        }
        // An agent is there once it has a kind; a group with nothing in it is not there.
        if party.get("agent").is_some_and(|a| a.is_object() && a["kind"].is_null()) {
            party.shift_remove("agent");
        }
        for group in ["guardian", "representative"] {
            if party.get(group).and_then(Value::as_object).is_some_and(serde_json::Map::is_empty) {
                party.shift_remove(group);
            }
        }
    }
    let names: Vec<(String, String)> = json["parties"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|p| (p["ref"].as_str().unwrap_or("").to_owned(), p["name"].as_str().unwrap_or("").to_owned()))
        .collect();
    for (index, term) in json["terms"].as_array_mut().into_iter().flatten().enumerate() {
        let text = wording(term, &names);
        let Some(term) = term.as_object_mut() else { continue };
        term.insert("no".to_owned(), (index + 1).into());
        if let Some(amount) = term.get("amount_fen").and_then(Value::as_i64).and_then(Fen::new) {
            term.insert("amount_capital".to_owned(), amount.in_capitals().into());
        }
        if term.get("method").is_some_and(|m| m != "bank_transfer")
            || term.get("account").and_then(Value::as_object).is_some_and(serde_json::Map::is_empty)
        {
            term.shift_remove("account");
        }
        if term.get("instalments").and_then(Value::as_array).is_some_and(Vec::is_empty) {
            term.shift_remove("instalments");
        }
        if let (None, Some(text)) = (term.get("text"), text) {
            term.insert("text".to_owned(), text.into());
        }
    }
}

/// The wording of a payment or an act from its fields, in the agreement's own manner.
fn wording(term: &Value, names: &[(String, String)]) -> Option<String> {
    let who = |key: &str| names.iter().find(|(r, n)| term[key] == r.as_str() && !n.is_empty()).map(|(_, n)| n.clone());
    let day = |value: &Value| value.as_str().and_then(Day::parse).map(Day::written);
    let (obligor, obligee) = (who("obligor")?, who("obligee")?);
    if term["kind"] == "act" {
        let object = term["object"].as_str()?;
        let place = term["place"].as_str().map(|p| format!("（地点：{p}）")).unwrap_or_default();
        return Some(format!("{obligor}于{}前向{obligee}履行：{object}{place}。", day(&term["due_on"])?));
    }
    let amount = term["amount_fen"].as_i64().and_then(Fen::new)?;
    let total = format!("{}元（大写：{}）", amount.with_commas(), amount.in_capitals());
    let instalments: Vec<String> = term["instalments"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|i| Some(format!("于{}前支付{}元", day(&i["due_on"])?, i["amount_fen"].as_i64().and_then(Fen::new)?.with_commas())))
        .collect();
    if instalments.is_empty() {
        return Some(format!("{obligor}于{}前一次性支付{obligee}{total}。", day(&term["due_on"])?));
    }
    Some(format!("{obligor}支付{obligee}{total}，分{}期支付：{}。", instalments.len(), instalments.join("，")))
}
