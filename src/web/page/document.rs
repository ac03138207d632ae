//! A document as HTML, from the same blocks as its print.

use crate::domain::document::{Block, Document, Part};
use serde::Serialize;

/// A block as the page shows it.
#[derive(Clone, Serialize)]
pub struct BlockRow {
    /// `head`, `number`, `text`, `flush`, `item`, `ending`.
    pub kind: &'static str,
    /// Lines or text.
    pub lines: Vec<String>,
    /// Which clause of the agreement it carries, from 1; 0 for none.
    pub clause: usize,
    /// Where the seal goes, in an ending: the line of the date.
    pub seal: Option<usize>,
}

fn block(kind: &'static str, lines: Vec<String>) -> BlockRow {
    BlockRow { kind, lines, clause: 0, seal: None }
}

/// The blocks of a document, top to bottom.
#[must_use]
pub fn of(document: &Document) -> Vec<BlockRow> {
    let mut clause = 0;
    document
        .blocks
        .iter()
        .map(|b| match b {
            Block::Head(lines) => block("head", lines.clone()),
            Block::Number(text) => block("number", vec![text.clone()]),
            Block::Paragraph { text, part } => {
                let mut shown = block("text", vec![text.clone()]);
                if matches!(part, Part::Item) {
                    clause += 1;
                    shown.clause = clause;
                }
                shown
            }
            Block::Flush(text) => block("flush", vec![text.clone()]),
            Block::Ending(ending) => {
                let signer = |s: &crate::domain::document::Signer| format!("{}　{}", s.post, s.name);
                let mut lines: Vec<String> = ending.above.iter().map(signer).collect();
                let date = lines.len();
                lines.push(ending.date.clone());
                lines.extend(ending.below.iter().map(signer));
                BlockRow { seal: ending.seal.as_ref().map(|_| date), ..block("ending", lines) }
            }
            Block::SignHere(lines) => block("ending", lines.clone()),
        })
        .collect()
}
