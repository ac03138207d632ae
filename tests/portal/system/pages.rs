//! Every page in every example: templates load, words are there, and nothing is left over.

use portal::web::page::render;
use portal::web::page::samples::{Rendered, rendered};
use portal::words::Lang;
use std::path::Path;

/// Every page × example × language × size of type renders.
#[test]
fn every_page_renders_in_every_example_and_language() {
    render::loads().expect("every template loads");
    let mut faults = Vec::new();
    let mut count = 0;
    for lang in [Lang::Zh, Lang::En] {
        for large in [false, true] {
            for Rendered { template, number, text } in rendered(lang, large) {
                count += 1;
                match text {
                    Err(fault) => faults.push(format!("{template} {number} {}: {fault}", lang.tag())),
                    Ok(text) => {
                        let one = text.matches("<h1").count();
                        if one != 1 {
                            faults.push(format!("{template} {number}: {one} headings of the first level"));
                        }
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 300, "only {count} examples");
}

#[test]
fn every_template_belongs_to_a_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/pages");
    let used: Vec<&str> = rendered(Lang::Zh, false).iter().map(|r| r.template).collect();
    let mut looked = 0;
    let mut folders = vec![folder.clone()];
    while let Some(open) = folders.pop() {
        for entry in std::fs::read_dir(open).expect("templates").filter_map(Result::ok) {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let name = format!("pages/{}", entry.path().strip_prefix(&folder).expect("below pages").display());
            let frame = ["pages/base.html", "pages/staff.html", "pages/plain.html"].contains(&name.as_str());
            assert!(frame || used.contains(&name.as_str()), "{name} shows nothing");
            looked += 1;
        }
    }
    assert!(looked > 35, "only {looked} templates were looked at");
}
