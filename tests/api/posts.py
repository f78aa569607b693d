"""What does each address take by POST? A body that is granted, and the same one altered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from domain.accounts.commands import ReverseEntry
from domain.claims.vocabulary import digest_text, said_of
from domain.journal.envelope import By
from tests.api import bodies, posts_of_claims
from tests.api.asking import Api
from tests.api.bodies import Body
from tests.api.files import zipped
from tests.api.posts_of_bureaus import placing, settlement
from tests.api.posts_of_disputes import DISPUTES, LAST_DISPUTE
from tests.api.posts_of_drafts import ALTERED_OF_DRAFTS, DRAFTS
from tests.api.posts_of_drafts import LAST as LAST_DRAFT
from tests.api.posts_of_evaluations import ALTERED, EVALUATIONS, PACK
from tests.api.posts_of_quarters import ALTERED_OF_QUARTERS, QUARTERS
from tests.api.posts_of_quarters import LAST as LAST_OF_QUARTERS
from tests.conftest import OFFICE

Making = Callable[[Api, str], Body]
"""Makes a body about an officer that is granted, after writing what it rests on."""


def _reversal(api: Api, number: str) -> Body:
    return bodies.reversal(api.entry("/bonuses", bodies.bonus(number)))


def _correction(api: Api, number: str) -> Body:
    return bodies.correction(api.entry("/deductions", bodies.deduction(number)), quantity=1)


def _unit(_: Api, number: str) -> Body:
    return bodies.unit(f"u{number}")


def _closing(api: Api, number: str) -> Body:
    api.write("/units", bodies.unit(f"v{number}"))
    return {"unit": f"v{number}", "into": "zg", "effective_on": "2024-12-01"}


def _posting(api: Api, number: str) -> Body:
    api.write("/officers", bodies.officer(f"p{number}"))
    return bodies.posting(f"p{number}", until="2024-07-01")


def _plan(api: Api, number: str) -> Body:
    api.write("/units", bodies.unit(f"w{number}"))
    line = {"indicator": f"w{number}", "base": "100", "step": "0.1", "role": "owner"}
    return {"year": 2024, "plans": [{"unit": f"w{number}", "indicators": [line]}]}


def _withdrawal(_: Api, number: str) -> Body:
    return {"year": 2024, "subject": f"officer:{number}", "number": 1, "reason": "录入错误"}


def _end(api: Api, number: str) -> Body:
    api.write("/restrictions", bodies.restriction(number))
    said = {"number": 1, "how": "lifted", "effective_on": "2024-08-01"}
    return {"subject": f"officer:{number}", **said}


def _edition_withdrawal(api: Api, _: str) -> Body:
    published = bodies.publication()
    api.write("/rulebooks", published)
    version = int(published["document"].partition("version: ")[2].split()[0])
    return {"version": version, "reason": "尚需征求意见"}


def _batch(api: Api, number: str) -> Body:
    row = {"ref": f"r{number}", "kind": "bonus", **bodies.bonus(number)}
    upload(api, zipped({"entries": [row]}))
    batches = api.read("/imports", limit=1000)["items"]
    said = {"reason": "误导入", "ground": "绩效办决定"}
    return {"year": 2024, "batch": batches[-1]["batch"], **said}


def upload(api: Api, content: bytes, **form: str) -> None:
    answer = api.client.post(
        "/v1/imports",
        data={"bureau": bodies.BUREAU, "year": "2024", **form},
        files={"workbook": ("book.zip", content)},
    )
    assert answer.status_code == 201, answer.text


def _grant(_: Api, number: str) -> Body:
    return {"grantee": f"token:{number}", "role": "recorder", "scope": "unit:zg"}


def _revocation(api: Api, number: str) -> Body:
    for role in ("recorder", "approver"):
        api.write("/grants", {"grantee": f"oidc:{number}", "role": role})
    return {"grantee": f"oidc:{number}", "number": 1}


_YEARS: Final[dict[str, Iterator[int]]] = {}
"""By the ledger of a file: the years over that none of its tests has taken yet."""
_of_year = 2024
_claim_number = 1


def _year(*before: str, body: Body) -> Making:
    """A bureau-year of its own, so far on its way."""

    def making(api: Api, _: str) -> Body:
        global _of_year
        untaken = _YEARS.setdefault(api.database.owner, iter(range(1991, 2022)))
        _of_year = next(untaken)
        for act in before:
            api.write(where(f"/years/{{bureau}}/{{year}}/{act}"), _YEAR_BODIES[act])
        return body

    return making


def where(path: str) -> str:
    """The path with its bureau-year, quarter or case filled in: the last one that was made."""
    if path.startswith(("/quarters", "/remediations")):
        return path.format(**LAST_OF_QUARTERS)
    if path.startswith("/packs"):
        return path.format(**PACK)
    if path.startswith("/disputes"):
        return path.format(**LAST_DISPUTE)
    number = LAST_DRAFT["number"] if path.startswith("/drafts") else _claim_number
    return path.format(bureau=bodies.BUREAU, year=_of_year, number=number)


def _committee(said: Body) -> Making:
    def making(api: Api, number: str) -> Body:
        global _of_year
        _of_year = 2024
        whose = {"order": [number, bodies.hire(api)]} if "reason" not in said else {}
        return {**said, **(whose or {"officer": number})}

    return making


def claimed(api: Api, number: str, by: str = "token:clerk") -> tuple[int, str]:
    """A reversal that waits for a second person: the number of the claim, and its digest."""
    api.write("/grants", {"grantee": by, "role": "recorder"})
    command = ReverseEntry.model_validate(_reversal(api, number))
    receipt = api.service.ledger.handle(command, By(by, ""))
    return int(receipt.details["claim"].partition("/")[2]), digest_text(said_of(command))


def _claim(by: str = "token:clerk", **said: str) -> Making:
    def making(api: Api, number: str) -> Body:
        global _claim_number
        _claim_number, digest = claimed(api, number, by)
        return {"digest": digest, **said}

    return making


def _stepped(step: posts_of_claims.Step) -> Making:
    def making(api: Api, number: str) -> Body:
        global _claim_number
        _claim_number, body = step(api, number)
        return body

    return making


def _result(api: Api, number: str) -> Body:
    _year("freeze", "publish", body={})(api, number)
    whose = f"unit:{posts_of_claims.unit_of(api, number)}"
    said = {"subject": whose, "result": "published", "agrees": True}
    return {"bureau": bodies.BUREAU, "year": _of_year, **said}


def _deferral(api: Api, number: str) -> Body:
    _year("freeze", "publish", "close", body={})(api, number)
    return settlement(api, number, _of_year)


_MINUTES: Final = {"minutes": "考评委〔2025〕2号", "decided_on": "2025-01-09"}
_YEAR_BODIES: Final[Mapping[str, Body]] = {
    "freeze": {},
    "publish": {},
    "close": {"waived": "公示无异议"},
    "restate": {"authorised_by": "0001", "ground": "第五十六条", "reason": "表彰被撤销"},
}
YEARS: Final[Mapping[str, Making]] = {
    "/years/{bureau}/{year}/open": _year(body={}),
    **{
        f"/years/{{bureau}}/{{year}}/{act}": _year(*[*_YEAR_BODIES][:n], body=_YEAR_BODIES[act])
        for n, act in enumerate(_YEAR_BODIES)
    },
    "/years/{bureau}/{year}/ties": _committee(_MINUTES),
    "/years/{bureau}/{year}/grades": _committee(
        {**_MINUTES, "grade": "basically_competent", "reason": "平时考核一般"}
    ),
    "/years/{bureau}/{year}/deferrals": _deferral,
    "/calendars": lambda _api, _number: {
        "calendar_year": 2027,
        "holidays": ["2027-01-01"],
        "document_no": "国办发明电〔2026〕7号",
    },
}
CLAIMS: Final[Mapping[str, Making]] = {
    "/claims/{bureau}/{number}/approve": _claim(),
    "/claims/{bureau}/{number}/reject": _claim(reason="依据不足"),
    "/claims/{bureau}/{number}/withdraw": _claim(OFFICE.actor),
}
_STEPS: Final[Mapping[str, Making]] = {
    f"/claims/{{bureau}}/{{number}}/{name}": _stepped(step)
    for name, step in posts_of_claims.STEPS.items()
}
WAITING: Final[Mapping[str, Making]] = {"/claims": lambda _, number: posts_of_claims.award(number)}
"""What always waits for others."""
ENTRIES: Final[Mapping[str, Making]] = {
    "/bonuses": lambda _, number: bodies.bonus(number),
    "/deductions": lambda _, number: bodies.deduction(number),
    "/commendations": lambda _, number: bodies.commendation(number),
    "/reprimands": lambda _, number: bodies.reprimand(number),
    "/losses": lambda _api, _number: bodies.loss(),
}
"""What brings forth a new entry each time."""
POSTS: Final[Mapping[str, Making]] = {
    **ENTRIES,
    "/reversals": _reversal,
    "/corrections": _correction,
    "/units": _unit,
    "/units/closings": _closing,
    "/officers": lambda _, number: bodies.officer(f"o{number}"),
    "/postings": _posting,
    "/indicators": _plan,
    "/reviews": lambda _, number: bodies.mark(number, "95", "2024Q2"),
    "/reviews/withdrawals": _withdrawal,
    "/restrictions": lambda _, number: bodies.restriction(number),
    "/restrictions/ends": _end,
    "/rulebooks": lambda _api, _number: bodies.publication(),
    "/rulebooks/withdrawals": _edition_withdrawal,
    "/imports/reversals": _batch,
    "/bureaus": placing,
    "/grants": _grant,
    "/grants/revocations": _revocation,
    **YEARS,
    **CLAIMS,
    **DISPUTES,
    **QUARTERS,
    **EVALUATIONS,
    **DRAFTS,
    **_STEPS,
    "/claims/links": posts_of_claims.link,
    "/acknowledgements": posts_of_claims.acknowledgement,
    "/acknowledgements/results": _result,
    "/erasures": lambda _, number: {
        "subject": f"officer:{number}",
        "authorised_by": "0001",
        "ground": "个人信息保护法第四十七条",
    },
}
_ALTERED: Final[Mapping[str, Body]] = {
    **{path: {"digest": "sha256:" + "00" * 32} for path in CLAIMS},
    "/disputes": {"relief": "请求改为提醒"},
    "/disputes/{bureau}/{number}/hear": {"record": "有异议"},
    **ALTERED_OF_DRAFTS,
    **{
        f"/claims/{{bureau}}/{{number}}/{name}": said
        for name, said in posts_of_claims.STEPS_ALTERED.items()
    },
    "/claims/links": {"merit": "另一事项"},
    **{key: {"agrees": False} for key in ("/acknowledgements", "/acknowledgements/results")},
    "/units": {"name": "别名"},
    "/units/closings": {"effective_on": "2024-12-02"},
    "/officers": {"name": "别名"},
    "/postings": {"until": "2024-07-02"},
    "/indicators": {"year": 2023},
    "/reviews": {"score": "96"},
    "/rulebooks": {"document": bodies.edition(99, bodies.LATER)},
    "/bureaus": {"document_no": "衡税人〔2024〕2号"},
    "/grants": {"role": "approver"},
    "/grants/revocations": {"number": 2},
    "/erasures": {"ground": "另一依据"},
    "/calendars": {"document_no": "国办发明电〔2026〕8号"},
    "/years/{bureau}/{year}/open": {"carry_plans": False},
    "/years/{bureau}/{year}/publish": {"working_days": 6},
    "/years/{bureau}/{year}/close": {"waived": "另一理由"},
    "/years/{bureau}/{year}/ties": {"minutes": "考评委〔2025〕3号"},
    **ALTERED_OF_QUARTERS,
    **ALTERED,
}
_SILENT: Final = (
    *("/freeze", "/waive", "{quarter}/open", "/accept", "/acknowledge"),
    "/disputes/{bureau}/{number}/withdraw",
)
ALTERABLE: Final = [path for path in POSTS if not path.endswith(_SILENT)]
"""Whose body says anything that could be otherwise."""


def altered(path: str, body: Body) -> Body:
    """The body with one thing changed."""
    return {**body, **_ALTERED.get(path, {"reason": "另一事由"})}
