"""What does a PDF say? Its text by the fonts' own tables, and a run to print."""

from __future__ import annotations

import re
import zlib
from typing import Any, Final

from domain.runsheet import OfficerRow, RunSheet
from projections.names import Names
from projections.printouts import AccountLine, Printout
from projections.scores import LineView
from tests.projections.test_words import a_row

DIGEST: Final = "sha256:" + "5a" * 32
HOSTILE: Final = (
    r"""#panic("x") #[*_$\ ] $1/0$ "a" 'b' `c` <d> @e // f /* g */ #let x = 1; {h} ~ -- = i"""
)
_OBJECT: Final = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.S)
_SHOWN: Final = re.compile(rb"/(f\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\((?:\\.|[^\\()])*\)", re.S)


def text_of(pdf: bytes) -> str:
    """All text of all pages, without any space: spaces are often only moves of the pen."""
    return "".join(page_texts(pdf))


def page_texts(pdf: bytes) -> list[str]:
    parts = {int(n): body for n, body in _OBJECT.findall(pdf)}
    pages = [body for body in parts.values() if re.search(rb"/Type/Page\b", body)]
    return [_shown(_stream(_part(parts, page, b"Contents")), _fonts(parts, page)) for page in pages]


def _part(parts: dict[int, bytes], of: bytes, name: bytes) -> bytes:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", of)
    assert found, name
    return parts[int(found[1])]


def _fonts(parts: dict[int, bytes], page: bytes) -> dict[bytes, dict[bytes, str]]:
    named = re.findall(rb"/(f\d+) (\d+) 0 R", _part(parts, page, b"Resources"))
    return {
        name: _unicode(_stream(_part(parts, parts[int(ref)], b"ToUnicode"))) for name, ref in named
    }


def _stream(body: bytes) -> bytes:
    raw = body[body.index(b"stream\n") + 7 : body.rindex(b"\nendstream")]
    return zlib.decompress(raw) if b"/FlateDecode" in body else raw


def _unicode(table: bytes) -> dict[bytes, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>", table)
    return {
        bytes.fromhex(glyph.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in pairs
    }


def _shown(content: bytes, fonts: dict[bytes, dict[bytes, str]]) -> str:
    text: list[str] = []
    font: dict[bytes, str] = {}
    for found in _SHOWN.finditer(content):
        if found[1]:
            font = fonts[found[1]]
            continue
        glyphs = bytes.fromhex(found[2].decode()) if found[2] else _literal(found[0][1:-1])
        text += [font.get(glyphs[n : n + 2], "") for n in range(0, len(glyphs), 2)]
    copied = re.search(rb"ActualText<FEFF(....)*200B", content)
    assert not copied, "what is copied has no more in it than what is seen"
    return re.sub(r"\s", "", "".join(text))


_NAMED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def _literal(escaped: bytes) -> bytes:
    def meant(found: re.Match[bytes]) -> bytes:
        if found[1].isdigit():
            return bytes([int(found[1], 8)])
        return _NAMED.get(found[1], found[1])

    return re.sub(rb"\\([0-7]{1,3}|.)", meant, escaped, flags=re.S)


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


def a_sheet(*officers: OfficerRow, **but: Any) -> RunSheet:
    said: dict[str, Any] = {
        "form": "run.1",
        "bureau": "nanyue",
        "year": 2024,
        "as_of": "2024-12-31",
        "position": 1234,
        "edition": "nanyue@2",
        "candidate": None,
        "restates": None,
        "without": None,
        "units": (
            {
                "unit": "zg",
                "components": {"indicators": "98.400000"},
                "bonus": "0",
                "deduction": "-1.25",
                "score": "97.150",
            },
        ),
        "officers": officers,
        "groups": ({"group": "heads", "n": 2, "seats": {"1": 0, "2": 2}, "excellent": 0},),
        "count": len(officers),
        "digest": DIGEST,
    }
    return RunSheet.model_validate(said | but)


def a_printout(*officers: OfficerRow, run: str = "nanyue:2024:closed", **but: Any) -> Printout:
    names = Names({"0012": "周敏", "0013": "贺磊"}, {"zg": "征收管理股"})
    said: dict[str, Any] = {"run": run, "sheet": a_sheet(*officers), "names": names}
    return Printout(**(said | but))


def an_officer(officer: str = "0012", **but: Any) -> OfficerRow:
    components = {"regular_review": "91.500000", "org_link": "98.412345"}
    return a_row(**({"officer": officer, "components": components} | but))


def nobody_scored(officer: str = "0013") -> OfficerRow:
    return a_row(
        officer=officer,
        unit=None,
        group=None,
        base=None,
        bonus="0",
        deduction="0",
        score=None,
        rank=None,
        band=None,
        grade="ungraded",
        pay=None,
        reasons=("no posting on as_of",),
    )


def a_line(number: int, title: str = "重点工作") -> AccountLine:
    view = LineView(
        entry=f"nanyue/2024/officer:0012#{number}",
        ref=None,
        item="W1",
        indicator=None,
        kind="bonus",
        effective_on="2024-06-12",
        position=7,
        edition="nanyue@2",
        claimed="1.2",
        counted="0.8",
        cuts=(),
        reason=None,
    )
    return AccountLine(view, {"zh": title}, {"zh": "单项封顶", "en": "item cap"})
