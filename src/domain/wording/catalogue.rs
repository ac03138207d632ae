//! 卷宗目录: the file of a case in fixed order, each with its pages and hash, and what is missing (人民法院诉讼档案).

use crate::domain::day::Day;
use crate::domain::document::{Block, Document, DocumentKind};

/// A line of the catalogue.
pub struct CatalogueLine {
    /// What it is.
    pub title: String,
    /// First and last page, counted through the file; nothing where it is missing.
    pub pages: Option<(usize, usize)>,
    /// SHA-256 of the file, hex.
    pub sha256: String,
}

/// The catalogue as blocks.
#[must_use]
pub fn catalogue(court_name: &str, number: &str, lines: &[CatalogueLine], on: Day) -> Document {
    let mut blocks = vec![Block::Head(vec![court_name.to_owned(), "卷宗目录".to_owned()]), Block::Number(number.to_owned())];
    for (index, line) in lines.iter().enumerate() {
        let text = match line.pages {
            Some((first, last)) if first == last => format!("{}. {}　第{first}页，校验值{}", index + 1, line.title, &line.sha256[..8]),
            Some((first, last)) => format!("{}. {}　第{first}页至第{last}页，校验值{}", index + 1, line.title, &line.sha256[..8]),
            None => format!("{}. {}　缺", index + 1, line.title),
        };
        blocks.push(Block::text(text));
    }
    blocks.push(Block::SignHere(vec!["立卷人：".to_owned(), on.written()]));
    Document { kind: DocumentKind::Catalogue, title: "卷宗目录".to_owned(), blocks }
}
