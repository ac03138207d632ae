"""Doctors a genuine ruling, its bundle and its trust note in every way we know; none may pass.

usage: mutations.py PORTAL_BINARY FOLDER SCRATCH

FOLDER is a demo folder, SCRATCH a folder for what is made here. Three families of attackers:
  outsider  changes files, and the reader has the genuine bundle and trust note;
  insider   also runs the log, so that the digest of the doctored file is in it: what is left to
            stop him is the form of the file and its signature;
  impostor  has a court of his own, with the same names, and signs what he likes.
Each of the last two begins with a control that passes, without which its refusals prove nothing.
"""

import base64
import datetime
import hashlib
import io
import json
import os
import random
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

sys.dont_write_bytecode = True  # a run leaves nothing beside the sources

from asn1crypto import algos, cms, core, x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import log_check as outside

EXITS = {"AUTHENTIC": 0, "AUTHENTIC_BUT_SUPERSEDED": 3, "AUTHENTIC_BUT_REVOKED": 3,
         "ALTERED": 1, "NOT_ISSUED_HERE": 1, "CANNOT_ESTABLISH": 4}
ALTERED, FOREIGN, UNKNOWN = {"ALTERED"}, {"NOT_ISSUED_HERE"}, {"CANNOT_ESTABLISH"}
GENUINE = {"AUTHENTIC"}
REFUSED = ALTERED | FOREIGN | UNKNOWN
ORDER = 2**252 + 27742317777372353535851937790883648493  # of the Ed25519 base point
BATCH = 200


# --- Running the portal ------------------------------------------------------------------------

@dataclass(frozen=True)
class Answer:
    code: int
    lines: list
    errors: str

    def fault(self):
        """What no input whatever may cause."""
        if self.code == 5:
            return "exit code 5"
        if self.code < 0:
            return f"killed by signal {-self.code}"
        if "panicked" in self.errors or "Traceback" in self.errors:
            return "a panic on stderr"
        return None


class Bench:
    """Where files are put, verified and counted."""

    def __init__(self, binary, scratch):
        self.binary, self.scratch = os.path.abspath(binary), scratch
        self.passed = self.failed = 0
        # Settings of the one who runs this must not reach the portal.
        self.environment = {key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")}

    def put(self, name, data):
        path = self.scratch / name
        path.write_bytes(data)
        return path

    def verify(self, files, bundle, trust):
        options = ["--offline", "--json"]
        if bundle is not None:
            options += ["--bundle", self.put("bundle.zip", bundle)]
        if trust is not None:
            options += ["--trust", self.put("trust.note", trust)]
        run = subprocess.run([self.binary, "verify", *files, *options], capture_output=True, timeout=300,
                             env=self.environment, cwd=self.scratch)
        lines = [json.loads(line) for line in run.stdout.decode().splitlines()]
        return Answer(run.returncode, lines, run.stderr.decode(errors="replace"))

    def count(self, name, wrong):
        self.failed += bool(wrong)
        self.passed += not wrong
        print(f"FAILED  {name}: {wrong}" if wrong else f"ok  {name}")

    def expect(self, name, pdf, bundle, trust, allowed, facts=None):
        """One file, one verdict out of those allowed, the exit code that belongs to it, and these facts."""
        answer = self.verify([self.put("file.pdf", pdf)], bundle, trust)
        self.count(name, wrong_with(answer, allowed, facts or {}))

    def expect_all_altered(self, name, pdfs, bundle, trust):
        """Many files in few runs; one that passes is named."""
        wrong = None
        for start in range(0, len(pdfs), BATCH):
            batch = [self.put(f"batch{number}.pdf", pdf) for number, (_, pdf) in enumerate(pdfs[start:start + BATCH])]
            answer = self.verify(batch, bundle, trust)
            verdicts = [line["verdict"] for line in answer.lines]
            passed = [pdfs[start + at][0] for at, verdict in enumerate(verdicts) if verdict != "ALTERED"]
            if answer.fault() or answer.code != 1 or len(verdicts) != len(batch) or passed:
                wrong = wrong or f"exit {answer.code}, {len(verdicts)} verdicts, not ALTERED: {passed[:5]}, {answer.fault()}"
        self.count(f"{name} ({len(pdfs)} files)", wrong)


def wrong_with(answer, allowed, facts):
    if answer.fault() or len(answer.lines) != 1:
        return answer.fault() or f"{len(answer.lines)} lines of JSON, not one: {answer.errors.strip()}"
    verdict = answer.lines[0]["verdict"]
    if verdict not in allowed:
        return f"{verdict}, expected {' or '.join(sorted(allowed))}"
    if answer.code != EXITS[verdict]:
        return f"{verdict} with exit {answer.code}, not {EXITS[verdict]}"
    states = {fact["fact"]: fact["state"] for fact in answer.lines[0]["facts"]}
    differing = {fact: states.get(fact) for fact, state in facts.items() if states.get(fact) != state}
    return f"facts {differing}, expected {facts}" if differing else None


# --- Taking a ruling apart and putting it together ----------------------------------------------

def once(data, old, new):
    if data.count(old) != 1:
        raise ValueError(f"{old[:40]} stands {data.count(old)} times, not once")
    return data.replace(old, new)


def same_length(data, old, new):
    """Replaces without moving anything: what is shorter is filled with spaces."""
    assert len(new) <= len(old)
    return once(data, old, new.ljust(len(old)))


def byte_range(pdf):
    return re.search(rb"/ByteRange\[([0-9 ]*)\]", pdf)


def with_range(pdf, numbers):
    found = byte_range(pdf)
    return same_length(pdf, found[0], b"/ByteRange[" + numbers + b"]")


def hole(pdf):
    """From the first to past the last hex digit of the signature."""
    start = pdf.index(b"/Contents<", byte_range(pdf).end()) + len(b"/Contents<")
    return start, pdf.index(b">", start)


def with_hole(pdf, change):
    start, end = hole(pdf)
    return pdf[:start] + change(pdf[start:end]) + pdf[end:]


def read_cms(pdf):
    start, end = hole(pdf)
    data = bytes.fromhex(pdf[start:end].decode())
    return data[:4 + int.from_bytes(data[2:4], "big")]  # the rest is padding


def write_cms(pdf, der):
    def fill(old):
        assert len(der) * 2 <= len(old), "the hole is too small for this mutation"
        return der.hex().encode().ljust(len(old), b"0")
    return with_hole(pdf, fill)


def change_cms(pdf, change):
    info = cms.ContentInfo.load(read_cms(pdf))
    change(info["content"])
    return write_cms(pdf, info.dump(force=True))


@dataclass(frozen=True)
class Parts:
    header: bytes
    objects: list  # (number, bytes), in the order of the file
    trailer: bytes


def take_apart(pdf):
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF$", pdf)[1])
    table, trailer = pdf[start:].split(b"trailer\n")
    offsets = sorted((int(line[:10]), number) for number, line in enumerate(table.split(b"\n")[2:-1]) if b"n" in line)
    ends = [offset for offset, _ in offsets[1:]] + [start]
    objects = [(number, pdf[offset:end]) for (offset, number), end in zip(offsets, ends)]
    return Parts(pdf[:offsets[0][0]], objects, trailer.split(b"\nstartxref")[0])


def put_together(parts):
    """A file of the same build, its cross-reference table and ByteRange fitting again."""
    body, offsets = parts.header, {}
    for number, data in parts.objects:
        offsets[number] = len(body)
        body += data
    count = max(offsets) + 1
    rows = [b"%010d 00000 n\r\n" % offsets[n] if n in offsets else b"0000000000 65535 f\r\n" for n in range(count)]
    end = b"xref\n0 %d\n" % count + b"".join(rows) + b"trailer\n" + parts.trailer + b"\nstartxref\n%d\n%%%%EOF" % len(body)
    return refit_range(body + end)


def refit_range(pdf):
    if not byte_range(pdf):
        return pdf
    start, end = hole(pdf)
    width = len(byte_range(pdf)[1])
    return with_range(pdf, (b"0 %d %d %d" % (start - 1, end + 1, len(pdf) - end - 1)).ljust(width))


def number_of(parts, mark):
    return next(number for number, data in parts.objects if mark in data.split(b"stream\n")[0])


def edit(pdf, mark, change):
    """Rebuilds the file with the first object that has the mark changed; None drops it."""
    parts = take_apart(pdf)
    chosen = number_of(parts, mark)
    objects = [(number, change(data) if number == chosen else data) for number, data in parts.objects]
    return put_together(replace(parts, objects=[(number, data) for number, data in objects if data is not None]))


def add_to(pdf, mark, text):
    """Adds to the dictionary of the object that has the mark."""
    return edit(pdf, mark, lambda data: data.replace(b"obj\n<<", b"obj\n<<" + text, 1))


def add_object(pdf, data, number=None):
    parts = take_apart(pdf)
    number = number or max(number for number, _ in parts.objects) + 1
    grown = re.sub(rb"/Size \d+", b"/Size %d" % (max([number] + [n for n, _ in parts.objects]) + 1), parts.trailer)
    added = (number, b"%d 0 obj\n" % number + data + b"\nendobj\n")
    return put_together(replace(parts, objects=parts.objects + [added], trailer=grown))


def edit_trailer(pdf, change):
    parts = take_apart(pdf)
    return put_together(replace(parts, trailer=change(parts.trailer)))


def with_statement(pdf, statement):
    def change(data):
        head, rest = data.split(b"stream\n", 1)
        head = re.sub(rb"/(Length|Size) \d+", lambda found: b"/%s %d" % (found[1], len(statement)), head)
        return head + b"stream\n" + statement + b"\nendstream\nendobj\n"
    return edit(pdf, b"/Type/EmbeddedFile", change)


def update(pdf, objects):
    """An incremental update, as an editor of PDFs would append it."""
    body, table = pdf + b"\n", b"xref\n"
    for number, data in objects:
        table += b"%d 1\n%010d 00000 n\r\n" % (number, len(body))
        body += b"%d 0 obj\n" % number + data + b"\nendobj\n"
    trailer = re.search(rb"<</Size.*>>", pdf[pdf.rindex(b"trailer"):])[0]
    previous = pdf[pdf.rindex(b"startxref"):].split()[1]
    trailer = b"trailer\n" + trailer[:-2] + b"/Prev " + previous + b">>\n"
    return body + table + trailer + b"startxref\n%d\n%%%%EOF" % len(body)


def stream(data, more=b""):
    return b"<</Length %d%s>>\nstream\n" % (len(data), more) + data + b"\nendstream"


PAINT = b"q 1 0 0 rg 100 400 300 100 re f Q"


def first_page(pdf):
    return re.search(rb"\n(\d+) 0 obj\n(<</Type/Page/.*>>)\n", pdf)


def update_annotation(pdf):
    page = first_page(pdf)
    annotated = page[2][:-2] + b"/Annots[900 0 R]>>"
    note = b"<</Type/Annot/Subtype/FreeText/Rect[100 400 400 500]/DA(/F0 12 Tf)/Contents(paid)/F 4>>"
    return update(pdf, [(int(page[1]), annotated), (900, note)])


def update_content(pdf):
    number = int(re.search(rb"/Contents (\d+) 0 R", first_page(pdf)[2])[1])
    return update(pdf, [(number, stream(PAINT))])


# --- Mutations of the file that leave its statement alone ---------------------------------------

def end_mutations(pdf):
    return {
        "trailing newline": pdf + b"\n",
        "trailing garbage": pdf + b"\n%garbage",
        "trailing zero byte": pdf + b"\0",
        "a second end of file": pdf + b"\n%%EOF",
        "the file twice": pdf + pdf,
        "the last byte missing": pdf[:-1],
        "junk before the header": b"junk\n" + pdf,
        "byte order mark before the header": b"\xef\xbb\xbf" + pdf,
        "newline before the header": b"\n" + pdf,
        "another PDF version": once(pdf, b"%PDF-2.0", b"%PDF-1.7"),
        "line endings converted": pdf.replace(b"\n", b"\r\n"),
        "a byte inserted": pdf[:5000] + b" " + pdf[5000:],
        "a byte removed": pdf[:5000] + pdf[5001:],
        "startxref elsewhere": re.sub(rb"startxref\n\d+", b"startxref\n15", pdf),
        "a cross-reference offset changed": re.sub(rb"(\n0000000)(\d{3})( 00000 n)", rb"\g<1>999\3", pdf, count=1),
    }


def hole_mutations(pdf):
    start, end = hole(pdf)
    size = len(read_cms(pdf)) * 2
    return {
        "non-zero padding at the end of the hole": with_hole(pdf, lambda old: old[:-1] + b"1"),
        "non-zero padding behind the CMS": with_hole(pdf, lambda old: old[:size] + b"05" + old[size + 2:]),
        "upper-case hex": with_hole(pdf, bytes.upper),
        "one upper-case digit": with_hole(pdf, lambda old: re.sub(rb"[a-f]", lambda found: found[0].upper(), old, count=1)),
        "whitespace in the padding": with_hole(pdf, lambda old: old[:-2] + b"  "),
        "whitespace inside the hex": with_hole(pdf, lambda old: old[:10] + b"\n" + old[10:-1]),
        "a digit that is not hex": with_hole(pdf, lambda old: b"g" + old[1:]),
        "an odd number of digits": refit_range(with_hole(pdf, lambda old: old[:-1])),
        "a longer hole": refit_range(with_hole(pdf, lambda old: old + b"00")),
        "empty Contents": pdf[:start] + b">".ljust(end - start + 1) + pdf[end + 1:],
        "empty Contents, ByteRange refitted": refit_range(with_hole(pdf, lambda old: b"")),
        "Contents all zero": with_hole(pdf, lambda old: b"0" * len(old)),
        "Contents a literal string": pdf[:start - 1] + b"(" + pdf[start:end] + b")" + pdf[end + 1:],
        "Contents null": pdf[:start - 1] + b" null".ljust(end - start + 2) + pdf[end + 1:],
        "no Contents": once(pdf, b"/Contents<", b"/Kontents<"),
    }


def range_mutations(pdf):
    first, after, rest = map(int, byte_range(pdf)[1].split()[1:])
    numbers = {
        "ByteRange does not start at 0": b"1 %d %d %d" % (first - 1, after, rest),
        "ByteRange with six entries": b"0 %d %d %d %d 0" % (first, after, rest, after + rest),
        "ByteRange with six entries, split": b"0 9 9 %d %d %d" % (first - 9, after, rest),
        "ByteRange with three entries": b"0 %d %d" % (first, after),
        "ByteRange with one entry": b"0",
        "ByteRange empty": b"",
        "ByteRange shorter at the end": b"0 %d %d %d" % (first, after, rest - 1),
        "ByteRange longer than the file": b"0 %d %d %d" % (first, after, rest + 1),
        "ByteRange with a wider gap": b"0 %d %d %d" % (first - 1, after + 1, rest - 1),
        "ByteRange with a narrower gap": b"0 %d %d %d" % (first + 1, after - 1, rest + 1),
        "ByteRange negative": b"0 %d %d -%d" % (first, after, rest),
        "ByteRange with a sign": b"+0 %d %d %d" % (first, after, rest),
        "ByteRange with a real number": b"0.0 %d %d %d" % (first, after, rest),
        "ByteRange with leading zeros": b"00 %d %d %d" % (first, after, rest),
        "ByteRange with a number past 64 bits": b"0 %d %d 99999999999999999999" % (first, after),
        "ByteRange that adds up past 64 bits": b"0 %d 18446744073709551615 1" % first,
        "ByteRange spaced differently": b" 0 %d %d %d" % (first, after, rest),
    }
    return {name: with_range(pdf, value) for name, value in numbers.items()} | {
        "no ByteRange": once(pdf, b"/ByteRange", b"/BiteRange"),
        "ByteRange null": once(pdf, byte_range(pdf)[0], b"/ByteRange null".ljust(len(byte_range(pdf)[0]))),
        "ByteRange wrapped round moved bytes": move_second_range(pdf),
    }


def move_second_range(pdf):
    """Signature wrapping: the signed tail moves to the end, other bytes take its place."""
    first, after, rest = map(int, byte_range(pdf)[1].split()[1:])
    tail = pdf[after:]
    return with_range(pdf, b"0 %d %d %d" % (first, len(pdf) + 40, rest)) + b" " * 40 + tail


def dictionary_mutations(pdf):
    spare = byte_range(pdf)[0]
    return {
        "SubFilter changed": same_length(pdf, b"/SubFilter/ETSI.CAdES.detached", b"/SubFilter/adbe.pkcs7.detached"),
        "Filter changed": once(pdf, b"/Adobe.PPKLite", b"/Adobe.PPKXite"),
        "DocMDP that allows filling in": same_length(pdf, b"/P 1/V/1.2", b"/P 3/V/1.2"),
        "no DocMDP": once(pdf, b"/Perms<<", b"/Xerms<<"),
        "a key twice in the signature": once(pdf, spare, re.sub(rb" {6,}\]", b"]/F 1", spare).ljust(len(spare))),
        "widget without signature": re.sub(rb"/V (\d+ 0 R)", rb"/Y \1", pdf, count=1),
        "seal drawn elsewhere": once(pdf, b"/Rect[0 0 0 0]", b"/Rect[0 0 9 9]"),
    }


def build_mutations(pdf):
    """The whole file written anew, so that its table and ByteRange fit; the signature is the old one."""
    stray = b"<</Type/Sig/Filter/Adobe.PPKLite>>"
    appearances = b"/NeedAppearances true"
    square = b"<</Type/Annot/Subtype/Square/Rect[0 0 9 9]>>"
    return {
        "incremental update: annotation": update_annotation(pdf),
        "incremental update: page content": update_content(pdf),
        "incremental update: nothing": update(pdf, []),
        "incremental update: annotation, ByteRange refitted": refit_range(update_annotation(pdf)),
        "incremental update: page content, ByteRange refitted": refit_range(update_content(pdf)),
        "duplicate object": add_object(pdf, stream(PAINT), number_of(take_apart(pdf), b"/Length")),
        "unused object": add_object(pdf, stray),
        "object hidden in a stream of objects": add_object(pdf, stream(b"2 0 <</Type/Pages>>", b"/Type/ObjStm/N 1/First 4")),
        "page content replaced": edit(pdf, b"/Length", lambda data: data.split(b"<<")[0] + stream(PAINT) + b"\nendobj\n"),
        "action on opening": add_to(pdf, b"/Type/Catalog", b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        "optional content": add_to(pdf, b"/Type/Catalog", b"/OCProperties<</OCGs[]/D<<>>>>"),
        "a key twice in the catalog": add_to(pdf, b"/Type/Catalog", b"/Lang(en)"),
        "NeedAppearances": edit(pdf, b"/Type/Catalog", lambda data: once(data, b"/SigFlags 3", b"/SigFlags 3" + appearances)),
        "annotation on the first page": add_to(pdf, b"/Type/Page/", b"/Annots[" + square + b"]"),
        "trailer with Prev": edit_trailer(pdf, lambda old: old[:-2] + b"/Prev 15>>"),
        "hybrid cross-reference": edit_trailer(pdf, lambda old: old[:-2] + b"/XRefStm 15>>"),
        "trailer with Encrypt": edit_trailer(pdf, lambda old: old[:-2] + b"/Encrypt 1 0 R>>"),
        "trailer with Info": edit_trailer(pdf, lambda old: old[:-2] + b"/Info<</Title(x)>>>>"),
        "another file identifier": edit_trailer(pdf, lambda old: re.sub(rb"/ID\[.*\]", b"/ID[<00><00>]", old)),
        "unsigned file": unsigned(pdf),
    }


def unsigned(pdf):
    def strip(data):
        return re.sub(rb"/Perms<<.*?>>|/AcroForm<<.*?>>", b"", data)
    without_seal = edit(pdf, b"/Type/Catalog", strip)
    without_value = edit(without_seal, b"/FT/Sig", lambda data: re.sub(rb"/V \d+ 0 R", b"", data))
    return edit(without_value, b"/Type/Sig/", lambda data: None)


# --- Mutations of the CMS -----------------------------------------------------------------------

def self_signed(name):
    """A small certificate that has nothing to do with the court."""
    key = Ed25519PrivateKey.generate()
    names = x509.Name.build({"common_name": name})
    algorithm = algos.SignedDigestAlgorithm({"algorithm": "ed25519"})
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    times = {"not_before": x509.Time({"utc_time": now}), "not_after": x509.Time({"utc_time": now + datetime.timedelta(days=99)})}
    body = x509.TbsCertificate({
        "version": "v3", "serial_number": 7, "signature": algorithm, "issuer": names, "subject": names, "validity": times,
        "subject_public_key_info": {"algorithm": {"algorithm": "ed25519"}, "public_key": public_bytes(key)},
    })
    signed = {"tbs_certificate": body, "signature_algorithm": algorithm, "signature_value": key.sign(body.dump())}
    return x509.Certificate(signed)


def public_bytes(key):
    return key.public_key().public_bytes_raw()


def add_certificate(content):
    content["certificates"].append(cms.CertificateChoices("certificate", self_signed("x")))


def add_unsigned_attribute(content):
    attribute = cms.CMSAttribute({"type": "1.2.3.4", "values": [core.Any(core.Integer(1))]})
    content["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([attribute])


def null_parameters(content):
    # pyHanko writes it so; our files have no parameters at all.
    content["digest_algorithms"][0]["parameters"] = core.Null()


def second_signer(content):
    content["signer_infos"].append(content["signer_infos"][0].copy())


def drop_first_certificate(content):
    content["certificates"] = cms.CertificateSet(list(content["certificates"])[1:])


def add_content(content):
    content["encap_content_info"] = cms.ContentInfo({"content_type": "data", "content": core.OctetString(b"x")})


def other_digest_algorithm(content):
    content["signer_infos"][0]["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": "sha256"})


def no_signer(content):
    content["signer_infos"] = cms.SignerInfos([])


def signature_of(pdf):
    return cms.ContentInfo.load(read_cms(pdf))["content"]["signer_infos"][0]["signature"].native


def with_signature(pdf, signature):
    return write_cms(pdf, once(read_cms(pdf), signature_of(pdf), signature))


def malleated(pdf):
    """S + L in place of S: the same equation holds, which only a strict verifier refuses."""
    signature = signature_of(pdf)
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    return with_signature(pdf, signature[:32] + scalar.to_bytes(32, "little"))


def indefinite_length(der):
    return b"\x30\x80" + der[4:] + b"\x00\x00"


def longer_length(der):
    return b"\x30\x83\x00" + der[2:]


def cms_mutations(pdf):
    changes = [add_certificate, add_unsigned_attribute, null_parameters, second_signer, drop_first_certificate,
               add_content, other_digest_algorithm, no_signer]
    named = {f"CMS: {change.__name__.replace('_', ' ')}": change_cms(pdf, change) for change in changes}
    der = read_cms(pdf)
    return named | {
        "CMS: S plus the group order": malleated(pdf),
        "CMS: signature of zeros": with_signature(pdf, bytes(64)),
        "CMS: indefinite length": write_cms(pdf, indefinite_length(der)),
        "CMS: length in more bytes than needed": write_cms(pdf, longer_length(der)),
        # Padding is of zeros: a signature that happens to end in zeros is cut before its last byte that is none.
        "CMS: cut off": write_cms(pdf, der.rstrip(b"\0")[:-1]),
        "CMS: deeply nested": write_cms(pdf, b"\x30\x80" * 1000),
        "CMS: absurd length": write_cms(pdf, b"\x30\x84\xff\xff\xff\xff"),
    }


# --- Mutations of the statement -----------------------------------------------------------------

def statement_mutations(statement):
    doctored = json.loads(statement)
    doctored["parties"][0]["name"] = "某某"
    return {
        "statement: another name": outside.canonical(doctored),
        "statement: a key twice": statement[:-1] + b',"rev":1}',
        "statement: a key twice, the first one false": b'{"accepted_on":"2001-01-01",' + statement[1:],
        "statement: a real number": once(statement, b'"rev":1,', b'"rev":1.0,'),
        "statement: null": once(statement, b'"rev":1,', b'"rev":1,"revoked":null,'),
        "statement: a space": once(statement, b'"rev":1,', b'"rev": 1,'),
        "statement: keys out of order": b'{"rev":1,' + once(statement, b'"rev":1,', b"")[1:],
        "statement: an escaped letter": once(statement, b'"result":"confirmed"', b'"result":"\\u0063onfirmed"'),
        "statement: trailing newline": statement + b"\n",
        "statement: a byte order mark": b"\xef\xbb\xbf" + statement,
        "statement: not UTF-8": once(statement, b'"result":"confirmed"', b'"result":"\xff"'),
        "statement: nested too deep": once(statement, b'"rev":1,', b'"rev":1,"s":' + b"[" * 5000 + b"]" * 5000 + b","),
        "statement: a number too large": once(statement, b'"rev":1,', b'"rev":9007199254740993,'),
    }


def swapped_statements(pdf, statement):
    return {name: with_statement(pdf, changed) for name, changed in statement_mutations(statement).items()}


# --- A log and a court of one's own --------------------------------------------------------------

def moment(days):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def encoded(data):
    return base64.b64encode(data).decode()


class Signer:
    """A note key of our own under a name of the court's."""

    def __init__(self, name):
        self.name, self.key = name, Ed25519PrivateKey.generate()
        self.key_id = outside.key_id_of(name, public_bytes(self.key))

    def vkey(self):
        return f"{self.name}+{self.key_id.hex()}+{encoded(outside.ED25519 + public_bytes(self.key))}"

    def line(self, text):
        return f"— {self.name} {encoded(self.key_id + self.key.sign(text.encode()))}\n"

    def note(self, text):
        return (text + "\n" + self.line(text)).encode()


class OwnLog:
    """A trust note, a log and a status key of our own; the court's certificate stays, unless replaced."""

    def __init__(self, trust_note):
        self.genuine = outside.split_note(trust_note)[0]
        trust = outside.parse_trust(trust_note)
        self.roots = [Signer(root.name) for root in trust.roots]
        self.log, self.status = Signer(trust.log.name), Signer(trust.status.name)

    def trust_text(self):
        own = iter(self.roots)
        text = re.sub(r"(?m)^root .*$", lambda _: f"root {next(own).vkey()}", self.genuine)
        text = re.sub(r"(?m)^log active \S+", f"log active {self.log.vkey()}", text)
        return re.sub(r"(?m)^status active \S+", f"status active {self.status.vkey()}", text)

    def trust(self, change=lambda text: text, signers=None):
        text = change(self.trust_text())
        lines = "".join(root.line(text) for root in (self.roots if signers is None else signers))
        return (text + "\n" + lines).encode()

    def bundle(self, pdf, statement, crl=b"", status=None):
        """The bundle that the log would give for this file, had it logged it as its second entry."""
        first = outside.leaf_hash(b"something else")
        leaf = outside.leaf_hash(outside.issue_entry(statement, pdf))
        root = encoded(outside.node_hash(first, leaf))
        checkpoint = self.log.note(f"{self.log.name}\n2\n{root}\n")
        fields = {"doc": json.loads(statement)["id"], "status": "valid", "size": "2", "root": root,
                  "as-of": moment(-1), "next": moment(6)} | (status or {})
        text = "".join(f"{key} {value}\n" for key, value in fields.items())
        proof = f"c2sp.org/tlog-proof@v1\nindex 1\n{encoded(first)}\n\n".encode() + checkpoint
        return pack({"ruling.pdf": pdf, "statement.json": statement, "ruling.tlog-proof": proof,
                     "status.note": self.status.note(f"{self.status.name}\n{text}"), "crl.der": crl,
                     "trust.note": self.trust(), "VERIFY.txt": b""})


def readable_statement(pdf, otherwise):
    """What the insider would log: the statement in the file, as far as it can be read."""
    try:
        statement = outside.embedded_statement(pdf)
        outside.issue_entry(statement, pdf)
        return statement
    except (outside.Failed, ValueError, KeyError, RecursionError):
        return otherwise


class OwnCourt:
    """A root and a seal certificate with the names, serial numbers and extensions of the genuine ones."""

    def __init__(self, pdf):
        self.cms = read_cms(pdf)
        certificates = [each.chosen for each in cms.ContentInfo.load(self.cms)["content"]["certificates"]]
        self.old_root = next(each for each in certificates if each.ca)
        self.old_leaf = next(each for each in certificates if not each.ca)
        self.root_key, self.key = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        self.root = reissue(self.old_root, public_bytes(self.root_key), self.root_key)
        self.leaf = reissue(self.old_leaf, public_bytes(self.key), self.root_key)
        self.old_kid, self.kid = kid(self.old_leaf), kid(self.leaf)

    def seal(self, pdf, sign=None):
        """Signs the file again. Every replacement has the length of what it replaces."""
        start, end = hole(pdf)
        der = self.cms.replace(self.old_root.dump(), self.root.dump()).replace(self.old_leaf.dump(), self.leaf.dump())
        der = once(der, hashlib.sha256(self.old_leaf.dump()).digest(), hashlib.sha256(self.leaf.dump()).digest())
        der = once(der, old_digest(self.cms), hashlib.sha512(pdf[:start - 1] + pdf[end + 1:]).digest())
        signer = cms.ContentInfo.load(der)["content"]["signer_infos"][0]
        signature = (sign or self.key.sign)(signer["signed_attrs"].untag().dump())
        return write_cms(pdf, once(der, signer["signature"].native, signature))

    def sealed_as_own(self, case, sign=None):
        """The ruling with our kid in its statement."""
        return self.seal(with_statement(case.pdf, self.statement(case.statement)), sign)

    def trust_change(self, text):
        """Makes a trust note believe in this court."""
        text = re.sub(r"x509-root \S+", f"x509-root {outside.digest_name(self.root.dump())}", text)
        return re.sub(r"seal active \S+ \S+", f"seal active {self.kid} {encoded(spki(self.leaf))}", text)

    def statement(self, statement):
        return statement.replace(self.old_kid.encode(), self.kid.encode())


def reissue(certificate, public, issuer_key):
    """The same certificate for another key, signed by another issuer."""
    body = certificate["tbs_certificate"].copy()
    body["subject_public_key_info"]["public_key"] = public
    return x509.Certificate({"tbs_certificate": body, "signature_algorithm": certificate["signature_algorithm"],
                             "signature_value": issuer_key.sign(body.dump())})


def spki(certificate):
    return certificate["tbs_certificate"]["subject_public_key_info"].dump()


def kid(certificate):
    return hashlib.sha256(spki(certificate)).hexdigest()[:16]


def old_digest(der):
    attributes = cms.ContentInfo.load(der)["content"]["signer_infos"][0]["signed_attrs"]
    return next(each["values"][0].native for each in attributes if each["type"].native == "message_digest")


# --- Mutations of the bundle and of the notes -----------------------------------------------------

def pack(members, compression=zipfile.ZIP_STORED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as bundle:
        for name, data in members.items():
            bundle.writestr(zipfile.ZipInfo(name), data, compression)
    return buffer.getvalue()


def unpack(bundle):
    with zipfile.ZipFile(io.BytesIO(bundle)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def break_signature(note):
    """Turns one bit of the last signature, in the middle, so that name and key id stay."""
    lines = note.decode().splitlines()
    name, raw = lines[-1].rsplit(" ", 1)
    signature = bytearray(base64.b64decode(raw))
    signature[40] ^= 1
    return ("\n".join(lines[:-1]) + f"\n{name} {encoded(signature)}\n").encode()


def proof_mutations(proof, other):
    index, path, checkpoint = outside.parse_proof(proof)
    head, size = proof.split(b"\n\n")[0], outside.parse_checkpoint(checkpoint).size
    wrong = encoded(hashlib.sha256(b"wrong").digest()).encode()
    return {
        "empty": b"",
        "cut in half": proof[:len(proof) // 2],
        "of another format": once(proof, b"tlog-proof@v1", b"tlog-proof@v9"),
        "another index": once(proof, b"index %d" % index, b"index %d" % (index - 1)),
        "an index past the end": once(proof, b"index %d" % index, b"index %d" % size),
        "an absurd index": once(proof, b"index %d" % index, b"index 99999999999999999999"),
        "a negative index": once(proof, b"index %d" % index, b"index -1"),
        "a wrong hash": once(proof, head, head.rsplit(b"\n", 1)[0] + b"\n" + wrong),
        "a hash too many": once(proof, head, head + b"\n" + wrong),
        "a hash too few": once(proof, head, head.rsplit(b"\n", 1)[0]),
        "another size": once(proof, b"\n%d\n" % size, b"\n%d\n" % (size + 1)),
        "another origin": proof.replace(b"\n\n", b"\n\nelsewhere.", 1),
        "signature broken": break_signature(proof),
        "signature missing": proof[:proof.index("—".encode())],
        "line endings converted": proof.replace(b"\n", b"\r\n"),
        "trailing garbage": proof + b"garbage\n",
        "of another demo": other,
        "not UTF-8": proof + b"\xff\n",
    }


def status_mutations(status, other):
    return {
        "says revoked": once(status, b"status valid", b"status revoked"),
        "of another document": re.sub(rb"doc \S+", b"doc 00000000000000000000000000", status),
        "valid for longer": re.sub(rb"next 2", b"next 3", status),
        "signature broken": break_signature(status),
        "signature missing": status[:status.index("—".encode())],
        "of another demo": other,
        "empty": b"",
        "random": random.Random(3).randbytes(300),
    }


def trust_mutations(note):
    text, signatures = note.decode().split("\n\n")
    lines = signatures.splitlines(keepends=True)
    return {
        "empty": b"",
        "random": random.Random(4).randbytes(900),
        "a letter changed": once(note, b"version 1", b"version 2"),
        "threshold lowered": re.sub(rb"threshold \d+", b"threshold 1", note),
        "threshold removed": re.sub(rb"threshold \d+\n", b"", note),
        "a line added": once(note, b"\nstatus active", b"\nx\nstatus active"),
        "one signature broken": break_signature(note),
        "one signature missing": (text + "\n\n" + lines[0]).encode(),
        "one signature twice": (text + "\n\n" + lines[0] * 2).encode(),
        "no signature": (text + "\n").encode(),
        "line endings converted": note.replace(b"\n", b"\r\n"),
        "the last newline missing": note[:-1],
        "cut in half": note[:len(note) // 2],
        "trailing garbage": note + b"garbage\n",
    }


def doctored_zips(members, genuine):
    damaged = genuine.replace(b"index ", b"index 1", 1)  # the checksum in the archive no longer fits
    return {
        "empty": b"",
        "random": random.Random(5).randbytes(5000),
        "cut in half": genuine[:len(genuine) // 2],
        "the last ten bytes missing": genuine[:-10],
        "a byte of the proof changed": damaged,
        "no proof in it": pack({name: data for name, data in members.items() if name != "ruling.tlog-proof"}),
        "no members": pack({}),
        "a PDF": members["ruling.pdf"],
        "a proof that unpacks to a great size": pack(members | {"ruling.tlog-proof": bytes(1 << 26)}, zipfile.ZIP_DEFLATED),
    }


# --- The runs ------------------------------------------------------------------------------------

@dataclass(frozen=True)
class Case:
    """The genuine demo and another one, which has all the names in common with it and no key."""
    pdf: bytes
    bundle: bytes
    trust: bytes
    members: dict
    other_pdf: bytes
    other_bundle: bytes
    other_trust: bytes

    @property
    def statement(self):
        return self.members["statement.json"]


def read_case(bench, folder):
    other = bench.scratch / "other"
    command = [bench.binary, "demo", "--exit", "--data", str(other)]
    subprocess.run(command, check=True, capture_output=True, env=bench.environment)
    names = ["ruling.pdf", "ruling.proof.zip", "trust.note"]
    mine, others = ([(place / name).read_bytes() for name in names] for place in [folder, other])
    return Case(*mine, unpack(mine[1]), *others)


def all_mutations(case):
    """Every doctored file that still is, in some part, the genuine ruling."""
    pdf = case.pdf
    return (end_mutations(pdf) | hole_mutations(pdf) | range_mutations(pdf) | dictionary_mutations(pdf)
            | build_mutations(pdf) | cms_mutations(pdf) | swapped_statements(pdf, case.statement)
            | {"the statement of another ruling": with_statement(pdf, unpack(case.other_bundle)["statement.json"])})


def run_controls(bench, case):
    assert put_together(take_apart(case.pdf)) == case.pdf, "the tools of this test do not fit the files of the portal"
    bench.expect("the unmodified file", case.pdf, case.bundle, case.trust, GENUINE)
    bench.expect("no bundle", case.pdf, None, case.trust, UNKNOWN)
    bench.expect("no trust note", case.pdf, case.bundle, None, UNKNOWN)
    bench.expect("neither", case.pdf, None, None, UNKNOWN)


def run_mutations(bench, case):
    for name, pdf in all_mutations(case).items():
        bench.expect(name, pdf, case.bundle, case.trust, ALTERED)
        # Without a proof the contract lets the verifier say less, never more.
        bench.expect(f"{name}, no bundle", pdf, None, case.trust, REFUSED)
        bench.expect(f"{name}, no trust note", pdf, case.bundle, None, UNKNOWN)


def flip(pdf, at, bit):
    return pdf[:at] + bytes([pdf[at] ^ 1 << bit]) + pdf[at + 1:]


def run_flips(bench, case):
    """One bit at every 61st byte of the file, and at every 5th of the last kilobytes, where the structure is."""
    size = len(case.pdf)
    offsets = sorted(set(range(0, size, 61)) | set(range(size - 6000, size, 5)))
    flipped = [(f"byte {at}", flip(case.pdf, at, at % 8)) for at in offsets]
    bench.expect_all_altered("one bit flipped", flipped, case.bundle, case.trust)


def run_truncations(bench, case):
    end_of_statement = case.pdf.index(case.statement) + len(case.statement)
    for length in [1, 8, 9, 100, 1000, len(case.pdf) // 2]:
        bench.expect(f"cut to {length} bytes", case.pdf[:length], case.bundle, case.trust, ALTERED | FOREIGN)
    for length in [end_of_statement + 200, hole(case.pdf)[0], hole(case.pdf)[1], len(case.pdf) - 200, len(case.pdf) - 6]:
        bench.expect(f"cut to {length} bytes, the statement in it", case.pdf[:length], case.bundle, case.trust, ALTERED)


def plain_pdf():
    """Somebody's small PDF."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>"
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, stream(PAINT)]
    objects = [(number, b"%d 0 obj\n" % number + body + b"\nendobj\n") for number, body in enumerate(bodies, 1)]
    return put_together(Parts(b"%PDF-1.7\n", objects, b"<</Size 5/Root 1 0 R>>"))


def run_foreign(bench, case):
    files = {
        "an empty file": b"", "random bytes": random.Random(1).randbytes(50000), "text": "裁定书\n".encode(),
        "a header alone": b"%PDF-2.0\n", "a foreign PDF": plain_pdf(), "a ZIP archive": pack({"a": b"b"}),
        "the ruling of another court with the same names": case.other_pdf,
    }
    for name, data in files.items():
        bench.expect(name, data, case.bundle, case.trust, FOREIGN)
        bench.expect(f"{name}, no bundle", data, None, case.trust, FOREIGN | UNKNOWN)
    # A bundle whose signatures do not hold counts as not given, and without a proof the contract says CANNOT_ESTABLISH.
    bench.expect("the ruling and bundle of another court with the same names", case.other_pdf, case.other_bundle, case.trust,
                 FOREIGN | UNKNOWN, {"issuer": "fail", "content": "not_checked", "certificate": "not_checked"})
    bench.expect("the genuine ruling, a trust note of another court", case.pdf, case.bundle, case.other_trust,
                 FOREIGN | UNKNOWN, {"issuer": "fail"})


def run_bundles(bench, case):
    """The file is genuine: what is damaged counts as not given."""
    other = unpack(case.other_bundle)
    # Not "fail": nothing that may be believed says what was logged.
    bench.expect("bundle of another demo", case.pdf, case.other_bundle, case.trust, UNKNOWN, {"content": "not_checked"})
    for name, bundle in doctored_zips(case.members, case.bundle).items():
        bench.expect(f"bundle: {name}", case.pdf, bundle, case.trust, UNKNOWN)
    for name, proof in proof_mutations(case.members["ruling.tlog-proof"], other["ruling.tlog-proof"]).items():
        bundle = pack(case.members | {"ruling.tlog-proof": proof})
        bench.expect(f"proof: {name}", case.pdf, bundle, case.trust, UNKNOWN)
    for name, status in status_mutations(case.members["status.note"], other["status.note"]).items():
        bundle = pack(case.members | {"status.note": status})
        bench.expect(f"status note: {name}", case.pdf, bundle, case.trust, GENUINE, {"status": "not_checked"})
    for name, note in trust_mutations(case.trust).items():
        bench.expect(f"trust note: {name}", case.pdf, case.bundle, note, UNKNOWN)


def run_other_members(bench, case):
    """Members that carry no proof: the contract leaves open whether they spoil the bundle."""
    either = GENUINE | UNKNOWN
    changes = {"ruling.pdf": case.pdf + b"\n", "statement.json": b"{}", "VERIFY.txt": b"", "crl.der": b"\x30\x00"}
    for name, data in changes.items():
        bench.expect(f"bundle: another {name}", case.pdf, pack(case.members | {name: data}), case.trust, either)
    crl = unpack(case.other_bundle)["crl.der"]
    bench.expect("bundle: the CRL of another court", case.pdf, pack(case.members | {"crl.der": crl}), case.trust, either,
                 {"certificate": "not_checked"})
    own = pack(case.members | {"trust.note": case.other_trust})
    bench.expect("bundle: its trust note is never believed", case.pdf, own, case.trust, GENUINE)
    bench.expect("bundle: its trust note does not stand in for one", case.pdf, own, None, UNKNOWN)


def run_insider(bench, case):
    own, crl = OwnLog(case.trust), case.members["crl.der"]
    trust = own.trust()
    bench.expect("insider: control", case.pdf, own.bundle(case.pdf, case.statement, crl), trust, GENUINE)
    for name, pdf in all_mutations(case).items():
        bundle = own.bundle(pdf, readable_statement(pdf, case.statement), crl)
        bench.expect(f"insider: {name}", pdf, bundle, trust, REFUSED)
    run_own_trust(bench, case, own)
    run_own_status(bench, case, own)


def next_version(text):
    """Another note of the same version would be evidence against its roots."""
    return re.sub(r"version \d+", "version 2", text)


def run_own_trust(bench, case, own):
    bundle = own.bundle(case.pdf, case.statement, case.members["crl.der"])
    kid = json.loads(case.statement)["kid"]

    def expect(name, allowed, change=lambda text: text, signers=None, facts=None):
        bench.expect(f"own trust note: {name}", case.pdf, bundle, own.trust(lambda text: next_version(change(text)), signers),
                     allowed, facts)

    expect("two of three signatures", GENUINE, signers=own.roots[:2])
    expect("one of three signatures", UNKNOWN, signers=own.roots[:1])
    expect("one root signs twice", UNKNOWN, signers=own.roots[:1] * 2)
    expect("threshold 4 of 3", UNKNOWN, lambda text: re.sub(r"threshold \d+", "threshold 4", text))
    expect("threshold 0, nobody signs", UNKNOWN, lambda text: re.sub(r"threshold \d+", "threshold 0", text), [])
    expect("one root listed twice", UNKNOWN, lambda text: re.sub(r"(root \S+\n).*\n", r"\1\1", text, count=1),
           own.roots[:1] * 2)
    expect("expired", GENUINE, lambda text: re.sub(r"expires \S+", f"expires {moment(-1)}", text), facts={"trust": "stale"})
    for last_good, allowed, state in [(1, GENUINE, "pass"), (0, REFUSED, "fail")]:
        line = f"seal compromised {kid} last-good {last_good}"
        expect(line.replace(kid, "…"), allowed, lambda text: re.sub(r"(seal active .*)", rf"\1\n{line}", text),
               facts={"key": state})
    expect("seal window long past", REFUSED,
           lambda text: re.sub(r"(seal .*) \S+ \S+\n", r"\1 2001-01-01 2002-01-01\n", text))
    expect("another seal key", REFUSED, lambda text: re.sub(r"(seal active \S+) \S+", rf"\1 {encoded(bytes(44))}", text))
    expect("no seal at all", REFUSED, lambda text: re.sub(r"seal .*\n", "", text))


def run_own_status(bench, case, own):
    def expect(name, allowed, facts=None, **status):
        bundle = own.bundle(case.pdf, case.statement, case.members["crl.der"], status=status)
        bench.expect(f"own status note: {name}", case.pdf, bundle, own.trust(), allowed, facts)

    expect("out of date", GENUINE, {"status": "stale"}, **{"as-of": moment(-9), "next": moment(-2)})
    expect("revoked", {"AUTHENTIC_BUT_REVOKED"}, {"status": "fail"}, status="revoked")
    expect("superseded", {"AUTHENTIC_BUT_SUPERSEDED"}, {"status": "fail"}, status="superseded")
    expect("another document", GENUINE, {"status": "not_checked"}, doc="00000000000000000000000000")


ALL_BUT_ISSUER = dict.fromkeys(["form", "content", "signature", "statement", "log"], "pass") | {"issuer": "fail"}
# The file identifier follows from the statement by a rule of the portal's own, so that an impostor who puts
# his kid into the statement fails there, and there only.
ALL_BUT_STATEMENT = dict.fromkeys(["form", "content", "signature", "issuer", "log"], "pass") | {"statement": "fail"}


def run_impostor(bench, case):
    court, own = OwnCourt(case.pdf), OwnLog(case.trust)
    believing = own.trust(lambda text: next_version(court.trust_change(text)))

    def expect(name, pdf, statement, facts, trust=believing):
        bench.expect(f"impostor: {name}", pdf, own.bundle(pdf, statement), trust, REFUSED, facts)

    statement, sealed, resigned = court.statement(case.statement), court.sealed_as_own(case), court.seal(case.pdf)
    bench.expect("re-signed by a self-made root with the same names", resigned, case.bundle, case.trust, ALTERED,
                 {"issuer": "fail"})
    expect("control, the kid of the genuine seal", resigned, case.statement, ALL_BUT_ISSUER)
    expect("control, the kid of his own seal", sealed, statement, ALL_BUT_STATEMENT)
    expect("the readers do not believe in him", sealed, statement, {"issuer": "fail"}, own.trust())
    run_signed_builds(expect, case, court)
    run_certificates(expect, case, court, own)


def run_signed_builds(expect, case, court):
    """His signature holds, so only the form speaks against these files."""
    for name, changed in build_mutations(case.pdf).items():
        if name == "another file identifier":
            expect(f"{name}, then signed", court.seal(changed), case.statement, {"statement": "fail"})
        elif name not in ["unsigned file", "page content replaced"]:
            # What the page says is not judged by its form; the log and our own rendering are for that.
            expect(f"{name}, then signed", court.seal(changed), case.statement, {"form": "fail"})


def run_certificates(expect, case, court, own):
    statement, sealed = court.statement(case.statement), court.sealed_as_own(case)

    def pinned(certificate):
        line = f"x509-root {outside.digest_name(certificate.dump())}"
        return own.trust(lambda text: re.sub(r"x509-root \S+", line, court.trust_change(text)))

    expect("the seal certificate pinned as root", sealed, statement, {"issuer": "fail"}, pinned(court.leaf))
    expect("the genuine root pinned", sealed, statement, {"issuer": "fail"}, pinned(court.old_root))
    by_root = court.sealed_as_own(case, court.root_key.sign)
    expect("signed by the root instead of the seal", by_root, statement, {"signature": "fail"})
    court.leaf = reissue(court.old_leaf, public_bytes(court.key), Ed25519PrivateKey.generate())
    expect("a seal certificate that the root did not sign", court.sealed_as_own(case), statement, {"issuer": "fail"})
    run_small_order(expect, case, court, own)


def run_small_order(expect, case, court, own):
    """The identity as public key and as R, and S = 0: a lax verifier accepts it for any message."""
    identity = b"\x01" + bytes(31)
    court.leaf = reissue(court.old_leaf, identity, court.root_key)
    court.kid = kid(court.leaf)
    sealed = court.sealed_as_own(case, lambda message: identity + bytes(32))
    expect("a key of small order", sealed, court.statement(case.statement), {"signature": "fail"},
           own.trust(court.trust_change))


def main(arguments):
    if len(arguments) != 3:
        sys.exit("usage: mutations.py PORTAL_BINARY FOLDER SCRATCH")
    binary, folder, scratch = arguments[0], Path(arguments[1]), Path(arguments[2]).absolute()
    if scratch.exists() and any(scratch.iterdir()):
        sys.exit(f"{scratch} is not empty; name a new folder")
    scratch.mkdir(parents=True, exist_ok=True)
    bench = Bench(binary, scratch)
    case = read_case(bench, folder)
    for run in [run_controls, run_mutations, run_flips, run_truncations, run_foreign, run_bundles, run_other_members,
                run_insider, run_impostor]:
        run(bench, case)
    print(f"{bench.passed} passed, {bench.failed} failed")
    sys.exit(bench.failed > 0)


if __name__ == "__main__":
    main(sys.argv[1:])
