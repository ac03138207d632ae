//! Texts of letters, one template each, embedded.

use crate::domain::register::Court;
use std::sync::LazyLock;
use tera::{Context, Tera};

const LETTERS: [(&str, &str); 16] = [
    ("filed", include_str!("../../templates/letters/filed.txt")),
    ("accepted", include_str!("../../templates/letters/accepted.txt")),
    ("ruled", include_str!("../../templates/letters/ruled.txt")),
    ("ruled_later", include_str!("../../templates/letters/ruled-later.txt")),
    ("served", include_str!("../../templates/letters/served.txt")),
    ("composed", include_str!("../../templates/letters/composed.txt")),
    ("called", include_str!("../../templates/letters/called.txt")),
    ("called_online", include_str!("../../templates/letters/called-online.txt")),
    ("invite", include_str!("../../templates/letters/invite.txt")),
    ("code", include_str!("../../templates/letters/code.txt")),
    ("supplement", include_str!("../../templates/letters/supplement.txt")),
    ("near", include_str!("../../templates/letters/near.txt")),
    ("due_soon", include_str!("../../templates/letters/due-soon.txt")),
    ("due_late", include_str!("../../templates/letters/due-late.txt")),
    ("due_late_owed", include_str!("../../templates/letters/due-late-owed.txt")),
    ("declined", include_str!("../../templates/letters/declined.txt")),
];

static TERA: LazyLock<Result<Tera, String>> = LazyLock::new(|| {
    let mut tera = Tera::default();
    tera.add_raw_templates(LETTERS).map_err(|e| e.to_string())?;
    Ok(tera)
});

/// The text of a letter: court and surname alone, never a full name, an amount or a number of a person.
///
/// # Errors
/// A sentence when there is no such letter.
pub fn text(kind: &str, court: &Court, name: &str) -> Result<String, String> {
    text_with(kind, court, name, &[])
}

/// [`text`] with what only this letter speaks of: a code, the host.
///
/// # Errors
/// As there.
pub fn text_with(kind: &str, court: &Court, name: &str, extra: &[(&'static str, &str)]) -> Result<String, String> {
    let tera = TERA.as_ref().map_err(|e| format!("the letters do not load: {e}"))?;
    let mut context = Context::new();
    context.insert("court", &court.name);
    context.insert("phone", &court.studio.phone);
    context.insert("name", &crate::domain::identity::masked_name(name));
    for (key, value) in extra {
        context.insert(*key, value);
    }
    let text = tera.render(kind, &context).map_err(|e| format!("the letter {kind} does not render: {e}"))?;
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
                text_with(
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
                    ],
                )
            });
            let letter = letter.unwrap_or_default();
            assert!(letter.contains("示范县人民法院") && letter.contains("周*桐") && !letter.contains("周雨桐"), "{kind}: {letter}");
        }
    }
}
