//! The transparency log over HTTP (C2SP tlog-tiles): checkpoint, tiles, entry bundles.

use crate::office::Error;
use crate::office::proof::log;
use crate::seal::merkle::{TILE_HEIGHT, TILE_WIDTH, parse_tile_path};
use crate::web::State;
use crate::web::page::problem::Problem;
use crate::web::request::hop::act;
use crate::web::request::route::Everybody;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

/// `GET /log/checkpoint`.
pub async fn checkpoint(_: Everybody, state: Data<State>) -> Result<HttpResponse, Problem> {
    let (_, note) = act(&state, log::checkpoint).await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").insert_header(("Cache-Control", "no-cache")).body(note))
}

/// A tile's number and width: `x001/067`, or `067.p/12` for a partial one.
fn address(path: &str) -> Option<(u64, u64)> {
    match path.split_once(".p/") {
        None => Some((parse_tile_path(path)?, TILE_WIDTH)),
        Some((tile, width)) => {
            let number: u64 = width.parse().ok()?;
            let exact = number.to_string() == width && (1..TILE_WIDTH).contains(&number);
            exact.then_some((parse_tile_path(tile)?, number))
        }
    }
}

fn bytes(body: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header(("Cache-Control", "public, max-age=31536000, immutable"))
        .body(body)
}

/// `GET /log/tile/{level}/{path}`.
pub async fn tile(_: Everybody, state: Data<State>, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (level, path) = path.into_inner();
    let missing = || Problem::Office(Error::NotFound);
    let level = level.parse().ok().filter(|l: &u32| *l < 64 / TILE_HEIGHT && l.to_string() == level).ok_or_else(missing)?;
    let (tile, width) = address(&path).ok_or_else(missing)?;
    let hashes = act(&state, move |office| log::tile(office, level, tile)).await?;
    let wanted = usize::try_from(width).map_err(|_| missing())?;
    let part = hashes.get(..wanted).ok_or_else(missing)?;
    Ok(bytes(part.concat()))
}

/// `GET /log/tile/entries/{path}`: each entry with its length in two bytes before it.
pub async fn entries(_: Everybody, state: Data<State>, path: Path<String>) -> Result<HttpResponse, Problem> {
    let missing = || Problem::Office(Error::NotFound);
    let (tile, width) = address(&path).ok_or_else(missing)?;
    let from = tile.checked_mul(TILE_WIDTH).ok_or_else(missing)?;
    let list = act(&state, move |office| log::entries(office, from, width)).await?;
    let mut body = Vec::new();
    for entry in list {
        let length = u16::try_from(entry.len()).map_err(|_| Problem::Office(Error::Fault("an entry is too long".to_owned())))?;
        body.extend(length.to_be_bytes());
        body.extend(entry);
    }
    Ok(bytes(body))
}
