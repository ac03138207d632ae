//! Texts of letters, one template each, embedded.

use crate::domain::letter::LetterKind;
use crate::domain::register::Court;
use std::sync::LazyLock;
use tera::{Context, Tera};

const LETTERS: [(LetterKind, &str); LetterKind::ALL.len()] = [
    (LetterKind::Filing, include_str!("../../templates/letters/filing.txt")),
    (LetterKind::Acceptance, include_str!("../../templates/letters/accepted.txt")),
    (LetterKind::Ruling, include_str!("../../templates/letters/ruling.txt")),
    (LetterKind::LaterRuling, include_str!("../../templates/letters/ruling-later.txt")),
    (LetterKind::Service, include_str!("../../templates/letters/served.txt")),
    (LetterKind::Panel, include_str!("../../templates/letters/composed.txt")),
    (LetterKind::Call, include_str!("../../templates/letters/called.txt")),
    (LetterKind::CallOnline, include_str!("../../templates/letters/called-online.txt")),
    (LetterKind::Invitation, include_str!("../../templates/letters/invite.txt")),
    (LetterKind::Code, include_str!("../../templates/letters/code.txt")),
    (LetterKind::Supplement, include_str!("../../templates/letters/supplement.txt")),
    (LetterKind::DaysRunOut, include_str!("../../templates/letters/near.txt")),
    (LetterKind::DueSoon, include_str!("../../templates/letters/due-soon.txt")),
    (LetterKind::DueLate, include_str!("../../templates/letters/due-late.txt")),
    (LetterKind::DueLateOwed, include_str!("../../templates/letters/due-late-owed.txt")),
    (LetterKind::AccountRenewed, include_str!("../../templates/letters/account-renewed.txt")),
    (LetterKind::ContactChanged, include_str!("../../templates/letters/contact-changed.txt")),
    (LetterKind::ConfirmedAtMachine, include_str!("../../templates/letters/confirmed-at-machine.txt")),
    (LetterKind::KeysEnd, include_str!("../../templates/letters/keys-end.txt")),
    (LetterKind::CalendarMissing, include_str!("../../templates/letters/calendar-missing.txt")),
    (LetterKind::Refusal, include_str!("../../templates/letters/refusal.txt")),
];

static TERA: LazyLock<Result<Tera, String>> = LazyLock::new(|| {
    let mut tera = Tera::default();
    tera.add_raw_templates(LETTERS.map(|(kind, text)| (kind.name(), text))).map_err(|e| e.to_string())?;
    Ok(tera)
});

/// The text of a letter: court and surname alone, never a full name, an amount or a number of a person; `words` is what only
/// this letter speaks of, such as a code or the host.
///
/// # Errors
/// A sentence when its text does not render.
pub fn text(kind: LetterKind, court: &Court, name: &str, words: &[(&'static str, &str)]) -> Result<String, String> {
    let tera = TERA.as_ref().map_err(|e| format!("the letters do not load: {e}"))?;
    let mut context = Context::new();
    context.insert("court", &court.name);
    context.insert("phone", &court.studio.phone);
    context.insert("name", &crate::domain::identity::masked_name(name));
    for (key, value) in words {
        context.insert(*key, value);
    }
    let text = tera.render(kind.name(), &context).map_err(|e| format!("the letter {kind} does not render: {e}"))?;
    Ok(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_renders_and_names_nobody_in_full() {
        let files = crate::office::county::register::RegisterFiles::built_in();
        let court = files.parse(1).map(|r| r.court);
        for (kind, _) in LETTERS {
            let letter = court.as_ref().map_err(Clone::clone).and_then(|c| {
                text(
                    kind,
                    c,
                    "周雨桐",
                    &[
                        ("host", "h.example"),
                        ("code", "123456"),
                        ("due", "2026年4月1日"),
                        ("day", "2026年4月1日"),
                        ("time", "09:30"),
                        ("place", "公正路10号"),
                        ("document", "确认调解协议裁定书"),
                        ("judges", "江明理、白若水、石守正"),
                        ("whom", "叶*秋"),
                        ("days", "30"),
                        ("year", "2027"),
                    ],
                )
            });
            let letter = letter.unwrap_or_default();
            assert!(letter.contains("示范县人民法院") && letter.contains("周*桐") && !letter.contains("周雨桐"), "{kind}: {letter}");
        }
    }
}
