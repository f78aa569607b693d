"""In which language is a refusal told?"""

from __future__ import annotations

import pytest

from tests.api import bodies
from tests.api.askers import asker
from tests.api.asking import Api, refused

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en", "en"),
        ("EN-us", "en"),
        ("en-GB-oxendict", "en"),
        ("zh-CN", "zh"),
        ("zh-Hant-TW,en;q=0.9", "zh"),
        ("en,zh", "en"),
        ("zh,en", "zh"),
        ("zh;q=0.1,en;q=0.9", "en"),
        ("zh; q=0.3, en; q=0.9", "en"),
        ("en;q=0.3 , zh;q=0.4", "zh"),
        ("en;q=0.001,zh;q=0", "en"),
        ("fr,en;q=0.1", "en"),
        ("fr;q=1, *;q=0.5, en;q=0.8", "en"),
        ("*;q=0.5, en;q=0.1", "zh"),
        ("zh;q=0,*", "en"),
        # Nobody is left without a title: what is neither of ours reads in Chinese.
        ("", "zh"),
        ("*", "zh"),
        ("fr", "zh"),
        ("en;q=0", "zh"),
        ("zh;q=0,en;q=0", "zh"),
        ("english", "zh"),
        ("enx,e n,e\u00f1", "zh"),
        ("en;q=nan", "zh"),
        ("en;q=inf", "zh"),
        ("en;q=2", "zh"),
        ("en;q=-1", "zh"),
        ("en;q=1e-1", "zh"),
        ("en;q", "zh"),
        (";;;,,,===", "zh"),
        ("," * 5000, "zh"),
        ("fr," * 5000 + "en", "zh"),
        ("zh" * 5000, "zh"),
        ("en;q=" + "0" * 5000, "zh"),
    ],
    ids=lambda text: repr(text[:30]),
)
def test_the_title_is_in_the_language_preferred(bureau: Api, header: str, language: str) -> None:
    asked = {"Accept-Language": header.encode("latin-1")}
    answer = bureau.client.get("/v1/nothing", headers=asked)  # type: ignore[arg-type]
    refused(answer, 404, "not-found")
    assert answer.headers["Content-Language"] == language


def test_a_header_given_twice_is_read_as_one(bureau: Api) -> None:
    headers = [("Accept-Language", "zh;q=0.2"), ("Accept-Language", "en;q=0.3")]
    answer = bureau.client.get("/v1/nothing", headers=headers)
    assert answer.headers["Content-Language"] == "en"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sort_of_refusal_is_told_in_it(bureau: Api, language: str) -> None:
    asked = {"Accept-Language": language}
    document = bodies.edition(60).replace("points: 0.5", "points: -0.5")
    posts = [
        ("/bonuses", {}, 422, "malformed"),
        ("/bonuses", bodies.bonus("nobody"), 404, "unknown-officer"),
        ("/losses", bodies.loss(points="0"), 409, "loss-not-positive"),
        ("/rulebooks", {"bureau": "nanyue", "document": document}, 422, "rulebook-faulty"),
    ]
    for path, body, status, code in posts:
        answer = bureau.post(path, body, None, **asked)
        problem = refused(answer, status, code)
        assert answer.headers["Content-Language"] == language
        for said in (problem, *problem["errors"]):
            assert said["messages"]["zh"] != said["messages"]["en"]
            assert any("\u4e00" <= c <= "\u9fff" for c in said["messages"]["zh"])
            assert said["title"].isascii() is (language == "en")


@pytest.mark.parametrize(
    ("path", "change", "told"),
    [
        ("/contacts", {"channel": "fax"}, ("phone", "coaching")),
        ("/risks", {"difficulty": 6}, ("5",)),
        ("/risks", {"difficulty": 0}, ("1",)),
        ("/bonuses", {"share": "0.5"}, ("^[1-9]",)),
        ("/bonuses", {"reason": "因" * 5000}, ("2000",)),
        ("/bonuses", {"evidence": ["sha256:" + "0" * 64] * 51}, ("50",)),
        ("/contacts", {"with": []}, ("1",)),
    ],
)
def test_a_wrong_shape_names_its_bounds_and_choices_in_both_languages(
    bureau: Api, path: str, change: bodies.Body, told: tuple[str, ...]
) -> None:
    (field,) = change
    problem = refused(bureau.post(path, change), 422, "malformed")
    (said,) = (e["messages"] for e in problem["errors"] if e["pointer"].startswith(f"/{field}"))
    for words in told:
        assert words in said["zh"]
        assert words in said["en"]


def test_who_may_not_is_told_in_words_what_and_which_roles_may(bureau: Api) -> None:
    """Not even where the body names the bureau does he hear of all bureaus, or of a code."""
    clerk = asker(bureau, "clerk", "recorder")
    body = {"bureau": "nanyue", "year": 2025, "quarter": 1}
    said = refused(bureau.post("/packs", body, **clerk), 403, "not-permitted")["messages"]
    assert said["zh"].startswith(
        "您在任何一局范围内没有“季度管理”权限；具有该权限的角色：考核办、独立经办。"
    )
    assert said["en"].startswith(
        "You do not hold the permission to “manage the quarter” for any bureau;"
        " roles that have it: appraisal office, sole clerk."
    )


def test_the_type_is_the_same_in_every_language(bureau: Api) -> None:
    types = {
        bureau.post("/bonuses", bodies.bonus("nobody"), None, **{"Accept-Language": x}).json()[
            "type"
        ]
        for x in ("zh", "en", "fr")
    }
    assert types == {"urn:merit-ledger:problem:unknown-officer"}
