"""Does the service say what it must, and the same again? One service over one database, watched."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import httpx
from hypothesis import note

from projections.projector import rebuild
from tests.api.asking import Api, refused, serving
from tests.conftest import Database
from tests.laws.machine_book import BUREAU, Body, Expected
from tests.laws.machine_folds import grant
from tests.laws.oracle import Oracle

KEPT_BACK: Final = 12
"""Of all that was ever answered, how much is asked once more at the end."""


@dataclass(frozen=True)
class Sent:
    """A request that was granted, and what it was told."""

    path: str
    body: Body
    content: bytes


@dataclass(frozen=True)
class Moment:
    """Both clocks of a question."""

    as_of: date
    position: int

    @property
    def query(self) -> dict[str, Any]:
        clocks = {"as_of": self.as_of.isoformat(), "position": self.position}
        return {"bureau": BUREAU, "year": self.as_of.year, **clocks}


Question = tuple[str, tuple[tuple[str, Any], ...]]


@dataclass
class Watched:
    """The service, the clerk's book beside it, and every receipt and answer there was."""

    database: Database
    book: Expected
    receipts: dict[str, Sent] = field(default_factory=dict)
    answers: dict[Question, bytes] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.api: Api = self._stack.enter_context(serving(self.database))

    def stop(self) -> None:
        self._stack.close()

    def restart(self) -> None:
        """The same database under another process: nothing that was kept in memory is left."""
        self.stop()
        self.start()

    def rebuild(self) -> None:
        found = rebuild(self.database.dsn("projector"))
        assert not found.differed, found

    # --- what is written

    def post(self, path: str, body: Body, key: str) -> httpx.Response:
        answer = self.api.post(path, body, key)
        assert str(answer.status_code) in documented(self.api, path), answer.text
        return answer

    def grant(self, path: str, body: Body, key: str | None = None) -> str | None:
        """It must be granted; the first entry that it brought forth."""
        key = key or f"key-{len(self.receipts)}"
        note(
            f"POST {path} { ({**body, 'document': '…'} if 'document' in body else body) } as {key}"
        )
        answer = self.post(path, body, key)
        assert answer.status_code == 201, answer.text
        assert "Idempotency-Replayed" not in answer.headers
        return self._take(Sent(path, body, answer.content), key, answer.json())

    def _take(self, sent: Sent, key: str, told: Any) -> str | None:
        grant(self.book, sent.path, sent.body, told)
        self.receipts[key] = sent
        return told["entries"][0] if told["entries"] else None

    def refuse(self, path: str, body: Body, status: int, code: str, key: str = "refused") -> None:
        """It must be refused, so named, and leave nothing behind."""
        note(f"POST {path} {body} must be refused: {code}")
        refused(self.post(path, body, key), status, code)
        assert self.api.head == self.book.head

    def again(self, key: str) -> None:
        """A request that comes once more, however late, has the first answer."""
        sent = self.receipts[key]
        answer = self.post(sent.path, sent.body, key)
        assert (answer.status_code, answer.content) == (201, sent.content), key
        assert answer.headers["Idempotency-Replayed"] == "true"
        assert self.api.head == self.book.head

    def at_once(self, requests: list[tuple[str, Body, str]]) -> None:
        """Requests that cross each other: any order, but each is done once."""
        with ThreadPoolExecutor(len(requests)) as pool:
            answers = list(pool.map(lambda asked: self.post(*asked), requests))
        first: dict[str, tuple[Sent, Any]] = {}
        for (path, body, key), answer in zip(requests, answers, strict=True):
            assert answer.status_code == 201, answer.text
            sent, told = first.setdefault(key, (Sent(path, body, answer.content), answer.json()))
            assert sent.content == answer.content, key
        for key, (sent, told) in sorted(first.items(), key=lambda kept: kept[1][1]["position"]):
            self._take(sent, key, told)
        assert self.api.head == self.book.head

    # --- what is read

    def ask(self, path: str, query: dict[str, Any]) -> Any:
        """An answer, which must be the one given before if there was one."""
        answer = self.api.ask(path, query)
        assert answer.status_code in (200, 404), answer.text
        question = path, tuple(sorted(query.items()))
        assert self.answers.setdefault(question, answer.content) == answer.content, question
        return answer.json() if answer.status_code == 200 else None

    def ask_again(self, pick: Callable[[list[Question]], Question]) -> None:
        if self.answers:
            path, query = pick(list(self.answers))
            self.ask(path, dict(query))

    def check_score(self, subject: str, moment: Moment) -> None:
        kind, _, named = subject.partition(":")
        said = self.ask(f"/{kind}s/{named}/score", moment.query)
        oracle = self.oracle(moment)
        if kind == "unit":
            expected = oracle.unit_shown(named, oracle.lines_of(subject))
            expected["lines"] = [line.shown() for line in oracle.lines_of(subject)]
        elif named not in oracle.officers:
            assert said is None
            return
        else:
            rows, _ = oracle.rows()
            (row,) = (row for row in rows if row.officer == named)
            expected = oracle.officer_shown(row)
        assert shown(said, expected) == expected, moment

    def check_run(self, moment: Moment) -> None:
        """Everybody's place at once."""
        run = f"{BUREAU}:{moment.as_of.year}:{moment.as_of.isoformat()}@{moment.position}"
        self.check_sheet(self.ask(f"/runs/{run}", {}), moment)

    def check_sheet(self, said: Any, moment: Moment) -> None:
        ranked = ("officer", "group", "score", "rank", "band", "grade")
        rows, _ = (oracle := self.oracle(moment)).rows()
        expected = [oracle.officer_shown(row) for row in rows]
        assert [tuple(row[name] for name in ranked) for row in said["officers"]] == [
            tuple(row[name] for name in ranked) for row in expected
        ], moment

    def oracle(self, moment: Moment) -> Oracle:
        return Oracle(self.book.history, moment.as_of.year, moment.as_of, moment.position)

    def check_journal(self) -> None:
        """Every position once, and every entry that was told to somebody once."""
        positions, refs, after = [], [], 0
        while items := self.api.read("/journal", after=after, limit=1000)["items"]:
            positions += [item["position"] for item in items]
            refs += [ref for item in items if (ref := granted_ref(item))]
            after = positions[-1]
        assert positions == list(range(1, self.book.head + 1))
        assert sorted(refs) == sorted(self.book.entries)

    def check_all(self) -> None:
        """The last look: the journal, and the oldest and latest answers, the tables built anew."""
        self.check_journal()
        self.rebuild()
        asked = list(self.answers)
        for path, query in asked[:KEPT_BACK] + asked[-KEPT_BACK:]:
            self.ask(path, dict(query))
        for key in list(self.receipts)[-KEPT_BACK:]:
            self.again(key)


def granted_ref(item: Any) -> str | None:
    """The entry that a fact of the journal grants."""
    fact = item["fact"]
    if "claimed" not in fact or item["name"] == "entry-reversed":
        return None
    return f"{fact['bureau']}/{fact['year']}/{fact['subject']}#{fact['number']}"


def shown(said: Any, expected: dict[str, Any]) -> dict[str, Any]:
    """Of an answer what the oracle prints too; losses are no lines to it."""
    lines = [
        {"ref": line["entry"], "item": line["item"]}
        | {name: line[name] for name in ("claimed", "counted")}
        | {"cuts": [{name: cut[name] for name in ("stage", "points")} for cut in line["cuts"]]}
        | ({"reason": line["reason"]} if line["reason"] else {})
        for line in said["lines"]
        if line["item"] is not None
    ]
    return {name: lines if name == "lines" else said[name] for name in expected}


_DOCUMENT: Final[dict[str, Any]] = {}


def documented(api: Api, path: str) -> set[str]:
    """The statuses that the API's own document names for a POST to the path."""
    if not _DOCUMENT:
        _DOCUMENT.update(api.client.get("/openapi.json").json()["paths"])
    if path.startswith("/years/"):
        path = f"/years/{{bureau}}/{{year}}/{path.rpartition('/')[2]}"
    return set(_DOCUMENT[f"/v1{path}"]["post"]["responses"])
