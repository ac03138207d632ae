"""Checks the log, the trust note and the proof bundle of a portal from the outside.

usage: log_check.py BASE_URL FOLDER

FOLDER is a demo folder (ruling.pdf, ruling.proof.zip, trust.note); BASE_URL is where the same
demo is served. Nothing here comes from the portal: the formats are C2SP signed-note,
tlog-checkpoint, tlog-tiles and tlog-proof, the tree is RFC 6962, the entries are RFC 8785.
"""

import base64
import binascii
import datetime
import hashlib
import json
import re
import sys
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"  # the algorithm byte of C2SP signed-note
MEMBERS = ["ruling.pdf", "statement.json", "ruling.tlog-proof", "status.note", "crl.der",
           "trust.note", "root.pem", "VERIFY.txt"]
# Whatever else stood in the public log might tell about a person.
ENTRY_KEYS = set("op id rev stmt agr pdf kid t v role spki nb na version sha256 by reason last_good".split())
STANDINGS = {"valid", "superseded", "revoked", "suspended"}


class Failed(Exception):
    """A check that did not hold, as one plain sentence."""


@dataclass(frozen=True)
class Key:
    name: str
    key_id: bytes
    public: bytes


@dataclass(frozen=True)
class Trust:
    threshold: int
    roots: list
    log: Key
    status: Key
    seals: dict  # kid -> SPKI in DER


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes


def require(condition, otherwise):
    if not condition:
        raise Failed(otherwise)


def unbase64(text):
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Failed(f"not base64: {text[:60]}") from error


# --- Notes -----------------------------------------------------------------------------------

def key_id_of(name, public):
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def parse_vkey(text):
    # The base64 part may itself hold a "+", so only the first two separate.
    name, hex_id, encoded = text.split("+", 2)
    material = unbase64(encoded)
    require(material[:1] == ED25519 and len(material) == 33, f"the key {name} is not an Ed25519 vkey")
    require(hex_id == key_id_of(name, material[1:]).hex(), f"the key id of {name} does not fit its key")
    return Key(name, bytes.fromhex(hex_id), material[1:])


def split_note(note):
    """The signed text, and (name, key id, signature) of each signature line."""
    text, separator, tail = note.decode("utf-8").rpartition("\n\n")
    require(separator and tail.endswith("\n"), "a note has no signature block")
    signatures = []
    for line in tail[:-1].split("\n"):
        found = re.fullmatch(r"— (\S+) (\S+)", line)
        require(found, f"a signature line is malformed: {line[:60]}")
        raw = unbase64(found[2])
        signatures.append((found[1], raw[:4], raw[4:]))
    return text + "\n", signatures


def holds(public, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def signed_by(note, keys):
    """Those of the keys whose signature the note carries. A wrong one under a known key is an error."""
    text, signatures = split_note(note)
    good = set()
    for name, key_id, signature in signatures:
        for key in keys:
            if (key.name, key.key_id) == (name, key_id):
                require(holds(key.public, signature, text.encode()), f"the signature of {name} does not hold")
                good.add(key)
    return good


def fields(lines, word):
    return [line.split(" ")[1:] for line in lines if line.split(" ")[0] == word]


def parse_trust(note):
    lines = split_note(note)[0].splitlines()
    active = [words for words in fields(lines, "seal") if words[0] == "active"]
    return Trust(
        threshold=int(fields(lines, "threshold")[0][0]),
        roots=[parse_vkey(words[0]) for words in fields(lines, "root")],
        log=parse_vkey(fields(lines, "log")[0][1]),
        status=parse_vkey(fields(lines, "status")[0][1]),
        seals={words[1]: unbase64(words[2]) for words in active},
    )


def parse_checkpoint(note):
    lines = split_note(note)[0].splitlines()
    require(len(lines) == 3, "the checkpoint does not have exactly three lines of text")
    require(lines[1].isdigit() and str(int(lines[1])) == lines[1], "the size of the checkpoint is malformed")
    return Checkpoint(lines[0], int(lines[1]), unbase64(lines[2]))


# --- The tree of RFC 6962 --------------------------------------------------------------------

def leaf_hash(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def split_point(count):
    """The largest power of two smaller than count."""
    return 1 << ((count - 1).bit_length() - 1)


def tree_root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = split_point(len(leaves))
    return node_hash(tree_root(leaves[:middle]), tree_root(leaves[middle:]))


def root_from_path(leaf, index, size, path):
    """The root that an inclusion path leads to (RFC 6962, 2.1.1); the path runs from leaf to root."""
    if size == 1:
        require(not path, "the inclusion path is too long")
        return leaf
    require(path, "the inclusion path is too short")
    middle = split_point(size)
    if index < middle:
        return node_hash(root_from_path(leaf, index, middle, path[:-1]), path[-1])
    return node_hash(path[-1], root_from_path(leaf, index - middle, size - middle, path[:-1]))


# --- Entries and statements ------------------------------------------------------------------

def refuse_number(text):
    raise Failed(f"a number that is not whole: {text}")


def distinct(pairs):
    require(len(dict(pairs)) == len(pairs), "a key stands twice")
    return dict(pairs)


def refuse_null(value):
    require(value is not None, "null is not allowed")
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    for child in children:
        refuse_null(child)


def canonical(value):
    """RFC 8785, for ASCII keys and whole numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def parse_canonical(data, what):
    try:
        value = json.loads(data, object_pairs_hook=distinct, parse_float=refuse_number, parse_constant=refuse_number)
        refuse_null(value)
    except (ValueError, Failed) as error:
        raise Failed(f"{what} is not JSON of the restricted profile: {error}") from error
    require(canonical(value) == data, f"{what} is not canonical JSON")
    return value


def parse_entry(data, index):
    entry = parse_canonical(data, f"entry {index}")
    extra = set(entry) - ENTRY_KEYS
    require(not extra, f"entry {index} has keys that the public log must not have: {sorted(extra)}")
    for key, value in entry.items():
        # A name or an address would show as Chinese text or as something nested.
        harmless = type(value) is int or (type(value) is str and re.fullmatch(r"[!-~]*", value))
        require(harmless, f"entry {index} has more than a code, a digest or a number in {key}")
    return entry


def digest_name(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def issue_entry(statement_bytes, pdf):
    """The log entry that issuing this very file must have left."""
    statement = json.loads(statement_bytes)
    return canonical({
        "agr": statement["agreement"]["sha256"], "id": statement["id"], "kid": statement["kid"], "op": "issue",
        "pdf": digest_name(pdf), "rev": statement["rev"], "stmt": digest_name(statement_bytes),
        "t": statement["issued_at"], "v": 1,
    })


def split_bundle(data):
    """The entries of an entry bundle, each after its length in two bytes."""
    entries, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at:at + 2], "big")
        entries.append(data[at + 2:at + 2 + length])
        require(len(entries[-1]) == length, "an entry bundle is cut off")
        at += 2 + length
    return entries


def embedded_statement(pdf):
    """The one uncompressed embedded file, found as a reader without a PDF library would find it."""
    found = list(re.finditer(rb"<<([^\n]*)/Type/EmbeddedFile[^\n]*\nstream\n", pdf))
    require(len(found) == 1, f"the PDF has {len(found)} embedded files that can be read, not one")
    length = int(re.search(rb"/Length (\d+)", found[0][0])[1])
    return pdf[found[0].end():found[0].end() + length]


# --- HTTP ------------------------------------------------------------------------------------

class Site:
    def __init__(self, base):
        self.base = base.rstrip("/")

    def get(self, path):
        """Status, content type and body."""
        try:
            with urllib.request.urlopen(self.base + path, timeout=30) as answer:
                return answer.status, answer.headers.get("Content-Type", ""), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers.get("Content-Type", ""), error.read()
        except OSError as error:
            raise Failed(f"{path} cannot be fetched: {error}") from error

    def body(self, path, kind):
        status, content_type, body = self.get(path)
        require(status == 200, f"{path} answers {status}, not 200")
        require(content_type == kind, f"{path} is served as {content_type}, not {kind}")
        return body

    def binary(self, path):
        first = self.body(path, "application/octet-stream")
        require(first == self.body(path, "application/octet-stream"), f"{path} differs between two downloads")
        return first

    def text(self, path):
        return self.body(path, "text/plain; charset=utf-8")


def tile_name(number):
    """x001/x234/067 for 1234067, as tlog-tiles writes it."""
    name = f"{number % 1000:03d}"
    while number >= 1000:
        number //= 1000
        name = f"x{number % 1000:03d}/{name}"
    return name


def tile_names(count):
    """The name and the width of each tile over count things."""
    names = [(tile_name(number), 256) for number in range(count // 256)]
    if count % 256:
        names.append((f"{tile_name(count // 256)}.p/{count % 256}", count % 256))
    return names


def fetch_entries(site, size):
    entries = []
    for name, width in tile_names(size):
        bundle = split_bundle(site.binary(f"/log/tile/entries/{name}"))
        require(len(bundle) == width, f"the entry bundle {name} has {len(bundle)} entries, not {width}")
        entries += bundle
    return entries


def fetch_hashes(site, level, count):
    hashes = []
    for name, width in tile_names(count):
        tile = site.binary(f"/log/tile/{level}/{name}")
        require(len(tile) == 32 * width, f"the tile {level}/{name} has {len(tile)} bytes, not {32 * width}")
        hashes += [tile[at:at + 32] for at in range(0, len(tile), 32)]
    return hashes


# --- The checks, in the order in which they are printed ----------------------------------------

class Report:
    def __init__(self):
        self.passed = 0

    def ok(self, sentence):
        self.passed += 1
        print(f"ok  {sentence}")


def check_trust(report, note):
    trust = parse_trust(note)
    report.ok(f"trust note: {len(trust.roots)} roots, the key ids fit the keys")
    require(trust.threshold >= 1, "the trust note asks for no signature at all")
    require(len({key.public for key in trust.roots}) == len(trust.roots), "the trust note names one root twice")
    good = signed_by(note, trust.roots)
    require(len(good) >= trust.threshold, f"the trust note has {len(good)} signatures of its roots, needs {trust.threshold}")
    report.ok(f"trust note: signed by {len(good)} of its roots, {trust.threshold} needed")
    for kid, spki in trust.seals.items():
        require(hashlib.sha256(spki).hexdigest()[:16] == kid, f"the kid {kid} does not fit its key")
    report.ok("trust note: each seal kid is the digest of its key")
    return trust


def check_served_trust(report, site, note):
    require(site.text("/trust.note") == note, "the portal serves another trust note than the one in the folder")
    report.ok("trust note: the portal serves the same bytes")


def check_checkpoint(report, note, trust, what):
    require(trust.log in signed_by(note, [trust.log]), f"{what} is not signed by the log in the trust note")
    checkpoint = parse_checkpoint(note)
    require(checkpoint.origin == trust.log.name, f"{what} has the origin {checkpoint.origin}, not {trust.log.name}")
    report.ok(f"{what}: origin {checkpoint.origin}, size {checkpoint.size}, signed by the log")
    return checkpoint


def check_log(report, site, checkpoint):
    entries = fetch_entries(site, checkpoint.size)
    leaves = [leaf_hash(entry) for entry in entries]
    require(tree_root(leaves) == checkpoint.root, "the entries do not give the root of the checkpoint")
    report.ok(f"log: {len(entries)} entries give the root of the checkpoint")
    hashes = fetch_hashes(site, 0, checkpoint.size)
    require(tree_root(hashes) == checkpoint.root, "the level-0 tiles do not give the root of the checkpoint")
    report.ok("log: the level-0 tiles give the same root")
    check_upper_tiles(report, site, hashes)
    for index, entry in enumerate(entries):
        parse_entry(entry, index)
    report.ok("log: every entry is canonical JSON and has nothing about a person")
    return entries


def check_upper_tiles(report, site, hashes):
    level = 0
    while len(hashes) >= 256:
        level += 1
        above = [tree_root(hashes[at:at + 256]) for at in range(0, len(hashes) - 255, 256)]
        require(fetch_hashes(site, level, len(above)) == above, f"the tiles of level {level} do not fit those below")
        hashes = above
    report.ok(f"log: {level} levels of tiles above the lowest, each fits the one below")


def check_past_the_end(report, site, size):
    number, width = divmod(size, 256)
    past = [tile_name(number), tile_name(number + 1), f"{tile_name(number)}.p/{width + 1}",
            f"{tile_name(number + 1)}.p/1"]
    for name in past:
        for kind in ["0", "entries"]:
            status = site.get(f"/log/tile/{kind}/{name}")[0]
            require(status == 404, f"/log/tile/{kind}/{name} is past the end but answers {status}, not 404")
    status = site.get("/log/tile/8/000.p/1")[0]
    require(status == 404, f"a tile of a level the log does not have answers {status}, not 404")
    report.ok("log: 404 past the end")


def open_bundle(report, path):
    with zipfile.ZipFile(path) as bundle:
        names = [info.filename for info in bundle.infolist()]
        require(names == MEMBERS, f"the bundle has the members {names}, not {MEMBERS}")
        report.ok("bundle: the seven members, in order")
        stored = all(info.compress_type == zipfile.ZIP_STORED for info in bundle.infolist())
        require(stored, "a member of the bundle is compressed")
        report.ok("bundle: every member is stored")
        return {name: bundle.read(name) for name in names}


def parse_proof(proof):
    """Index, path and checkpoint of a c2sp.org/tlog-proof@v1."""
    head, _, checkpoint = proof.partition(b"\n\n")
    lines = head.decode("ascii").split("\n")
    require(lines[0] == "c2sp.org/tlog-proof@v1", "the proof is not a c2sp.org/tlog-proof@v1")
    found = re.fullmatch(r"index (0|[1-9]\d*)", lines[1])
    require(found, "the proof has no index")
    return int(found[1]), [unbase64(line) for line in lines[2:]], checkpoint


def check_proof(report, bundle, trust, entries):
    statement = parse_canonical(bundle["statement.json"], "statement.json")
    report.ok("bundle: statement.json is canonical JSON")
    require(statement["kid"] in trust.seals, "the statement names a seal key that the trust note does not have")
    report.ok("bundle: the statement names a seal key of the trust note")
    index, path, note = parse_proof(bundle["ruling.tlog-proof"])
    checkpoint = check_checkpoint(report, note, trust, "checkpoint of the proof")
    require(index < checkpoint.size, "the proof has an index past its checkpoint")
    entry = issue_entry(bundle["statement.json"], bundle["ruling.pdf"])
    root = root_from_path(leaf_hash(entry), index, checkpoint.size, path)
    require(root == checkpoint.root, "the inclusion path does not lead from this ruling to the checkpoint")
    report.ok(f"bundle: the ruling is entry {index}, as its own digests say")
    require(entries[index] == entry, f"the log over HTTP has something else as entry {index}")
    report.ok(f"log: entry {index} over HTTP is the same")
    return statement


def check_status(report, note, trust, statement, entries, what):
    require(trust.status in signed_by(note, [trust.status]), f"{what} is not signed by the status key")
    lines = split_note(note)[0].splitlines()
    require(lines[0] == trust.status.name, f"{what} does not begin with the name of its key")
    words = [line.split(" ")[0] for line in lines[1:]]
    require(words == ["doc", "status", "size", "root", "as-of", "next"], f"{what} has the fields {words}")
    value = dict(line.split(" ", 1) for line in lines[1:])
    require(value["doc"] == statement["id"], f"{what} speaks of another document")
    require(value["status"].split(" ")[0] in STANDINGS, f"{what} has the unknown standing {value['status']}")
    as_of, until = (datetime.datetime.strptime(value[key], "%Y-%m-%dT%H:%M:%SZ") for key in ["as-of", "next"])
    require(as_of < until, f"{what} ends before it begins")
    require(int(value["size"]) <= len(entries), f"{what} names a log larger than the one served")
    leaves = [leaf_hash(entry) for entry in entries[:int(value["size"])]]
    require(tree_root(leaves) == unbase64(value["root"]), f"{what} names a root that the log never had")
    report.ok(f"{what}: signed, {value['status']}, its root is that of the first {value['size']} entries")


def check_copies(report, bundle, folder):
    require(embedded_statement(bundle["ruling.pdf"]) == bundle["statement.json"],
            "the statement in the bundle is not the one embedded in the PDF")
    report.ok("bundle: statement.json is byte for byte the one in the PDF")
    require((folder / "ruling.pdf").read_bytes() == bundle["ruling.pdf"],
            "the ruling in the bundle differs from the ruling downloaded alone")
    report.ok("bundle: the two downloads of the ruling agree")


def check_all(report, site, folder):
    note = (folder / "trust.note").read_bytes()
    trust = check_trust(report, note)
    check_served_trust(report, site, note)
    checkpoint = check_checkpoint(report, site.text("/log/checkpoint"), trust, "checkpoint")
    entries = check_log(report, site, checkpoint)
    check_past_the_end(report, site, checkpoint.size)
    bundle = open_bundle(report, folder / "ruling.proof.zip")
    statement = check_proof(report, bundle, trust, entries)
    check_status(report, bundle["status.note"], trust, statement, entries, "status note of the bundle")
    served = site.text(f"/status/{statement['id']}")
    check_status(report, served, trust, statement, entries, "status note over HTTP")
    check_copies(report, bundle, folder)


def main(arguments):
    if len(arguments) != 2:
        sys.exit("usage: log_check.py BASE_URL FOLDER")
    report = Report()
    try:
        check_all(report, Site(arguments[0]), Path(arguments[1]))
    except Failed as failure:
        sys.exit(f"FAILED  {failure}")
    except (KeyError, IndexError, ValueError, OSError, zipfile.BadZipFile) as error:
        # Something has not the form that the checks above rely on; that is a finding, not a crash.
        sys.exit(f"FAILED  malformed input: {type(error).__name__}: {error}")
    print(f"{report.passed} passed, 0 failed")


if __name__ == "__main__":
    main(sys.argv[1:])
