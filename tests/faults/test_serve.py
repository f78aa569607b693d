"""Does the service start, share, and end as its operator expects?"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.workbook.writing import write_workbook
from tests.commands.answers import BUREAU, YEAR
from tests.commands.homes import Home, an_own_home
from tests.commands.served import START_SECONDS, TESTS_ROLES, Served, served
from tests.setup.users import within

pytestmark = pytest.mark.postgres

STOP_SECONDS = 10
OFFICER = ("officer:0012", "--year", YEAR)
ASKED = f"/v1/officers/0012/score?year={YEAR}"
A_BONUS = {
    "bureau": BUREAU,
    "subject": "officer:0003",
    "item": "W1",
    "points": "0.5",
    "effective_on": "2024-05-06",
}


@pytest.fixture(scope="module")
def demo() -> Iterator[Home]:
    """The demo bureau, loaded by the first start of the service."""
    with an_own_home(empty=True) as home:
        began = time.monotonic()
        with served(home, "serve") as service:
            assert time.monotonic() - began < START_SECONDS
            assert "loading the demo bureau" in service.said()
            assert service.url in service.said()
            assert service.stop(STOP_SECONDS) == 0
        yield home


@pytest.fixture(scope="module")
def shared(a_small_bureau: Path) -> Iterator[tuple[Home, Served]]:
    """The small bureau-year, served all the while."""
    with an_own_home(a_small_bureau) as home, served(home) as service:
        yield home, service


def test_the_demo_is_served_and_the_command_line_says_the_same_bytes(demo: Home) -> None:
    began = time.monotonic()
    with served(demo, "serve") as service:
        assert time.monotonic() - began < START_SECONDS / 4
        assert "loading" not in service.said()
        command = demo.begin("score", *OFFICER, "--json")
        answer = service.client.get(ASKED)
        out, err = command.communicate(timeout=60)
        assert (command.returncode, err) == (0, "")
        assert answer.json()["score"] == "97.720"
        assert answer.content + b"\n" == out.encode()


@pytest.mark.long
def test_each_start_prints_a_token_for_the_demo_and_leaves_no_other(demo: Home) -> None:
    shown = []
    for _ in range(2):
        with served(demo, "serve") as service:
            token, in_link = re.findall(r"ml_\S+", service.said())
            assert f"{service.url}/console/sign-in#{token}" in service.said()
            assert in_link == token
            shown.append({"Authorization": f"Bearer {token}"})
            answers = [service.client.get("/v1/me", headers=h).status_code for h in shown]
            assert answers == [401] * (len(shown) - 1) + [200]
            assert service.client.get("/v1/journal", headers=shown[-1]).status_code == 200
            assert service.client.get("/v1/me", headers={"Authorization": ""}).status_code == 401
            assert service.stop(STOP_SECONDS) == 0


def test_an_answer_about_a_moment_has_the_same_bytes_for_ever(demo: Home) -> None:
    """After a restart, after more was recorded and after a rebuild."""
    with served(demo, "serve") as service:
        position = service.ready()["journal"] - 200
        asked = f"{ASKED}&as_of=2024-09-15&position={position}"
        paths = (asked, asked.replace("score", "statement"), asked.replace("score", "history"))
        then = [service.client.get(path).content for path in paths]
        mine = A_BONUS | {"subject": "officer:0012", "reason": "专项", "evidence": [DIGEST]}
        assert service.post("/v1/bonuses", mine).status_code == 201
        assert service.stop(STOP_SECONDS) == 0
    assert "differed" not in demo.did("rebuild").out
    with served(demo, "serve") as service:
        assert [service.client.get(path).content for path in paths] == then
        assert service.client.get(ASKED).json()["position"] == position + 201


DIGEST = "sha256:" + "ab" * 32


def test_a_port_that_is_taken_is_named(shared: tuple[Home, Served]) -> None:
    home, service = shared
    for command in ("serve", "api"):
        said = home.merit(command, "--port", service.port)
        assert (said.code, said.out) == (1, "")
        assert f"port {service.port} is taken" in said.err
        assert f"端口 {service.port} 已被占用" in said.err
    assert service.is_ready()


def test_a_service_that_is_asked_to_end_ends_though_a_stream_is_open(bureau: Home) -> None:
    lines: list[str] = []

    def listen() -> None:
        path = f"{service.url}/v1/journal/stream"
        with httpx.stream("GET", path, timeout=60, headers=service.client.headers) as stream:
            lines.extend(stream.iter_lines())

    with served(bureau) as service:
        listener = threading.Thread(target=listen)
        listener.start()
        assert within(60, lambda: service.post("/v1/bonuses", A_BONUS).status_code == 201)
        last = service.ready()["journal"]
        time.sleep(0.5)
        began = time.monotonic()
        assert service.stop(STOP_SECONDS) == 0
        assert time.monotonic() - began < STOP_SECONDS
        listener.join(STOP_SECONDS)
    assert [line for line in lines if line.startswith("id: ")][-1] == f"id: {last}"
    assert "Traceback" not in service.said()


@pytest.mark.long
def test_two_homes_run_side_by_side(shared: tuple[Home, Served], demo: Home) -> None:
    _, one = shared
    with served(demo, "serve") as other:
        heads = [service.ready()["journal"] for service in (one, other)]
        assert one.post("/v1/bonuses", A_BONUS).status_code == 201
        assert [service.ready()["journal"] for service in (one, other)] == [heads[0] + 1, heads[1]]
        assert one.get("/v1/officers/0012/score", year=YEAR).json()["group"] != "sections"
        assert other.get("/v1/officers/0012/score", year=YEAR).json()["group"] == "sections"


@pytest.mark.long
def test_one_projector_leads_and_another_stands_by(bureau: Home) -> None:
    with served(bureau) as one, served(bureau) as other:
        states = {service: service.ready()["projector"] for service in (one, other)}
        assert sorted(states.values()) == ["leading", "standby"]
        for n, (writer, reader) in enumerate(((one, other), (other, one))):
            written = writer.post("/v1/bonuses", A_BONUS | {"document_no": str(n)})
            assert written.status_code == 201
            score = reader.get("/v1/officers/0003/score", year=YEAR).json()
            assert score["position"] == int(written.headers["Merit-Position"])
        leader = next(service for service in states if states[service] == "leading")
        follower = other if leader is one else one
        leader.kill()
        assert within(60, lambda: follower.ready().get("projector") == "leading")
        assert follower.post("/v1/bonuses", A_BONUS).status_code == 201
        assert follower.get("/v1/officers/0003/score", year=YEAR).status_code == 200


@pytest.mark.long
def test_the_api_and_the_projector_run_apart(bureau: Home) -> None:
    with served(bureau, "api") as api:
        assert api.ready()["projector"] == "elsewhere"
        assert api.post("/v1/bonuses", A_BONUS).status_code == 201
        behind = api.get("/v1/officers/0003/score", year=YEAR)
        assert (behind.status_code, behind.json()["code"]) == (503, "read-model-behind")
        with served(bureau, "project", wait=False) as projector:
            assert within(60, api.is_ready), projector.said()
            told = api.get("/v1/officers/0003/score", year=YEAR).json()
            assert told["position"] == 354 + len(TESTS_ROLES)
            assert within(60, projector.listens)
            assert projector.stop(STOP_SECONDS) == 0
        assert api.stop(STOP_SECONDS) == 0


def test_an_import_on_the_command_line_is_seen_over_http_at_once(
    shared: tuple[Home, Served], tmp_path: Path
) -> None:
    home, service = shared
    row = {k: v for k, v in A_BONUS.items() if k != "bureau"} | {"ref": "more", "kind": "bonus"}
    write_workbook(tmp_path / "book", {"entries": [row]})
    before = service.get("/v1/officers/0003/score", year=YEAR).json()
    home.did("import", tmp_path / "book", "--bureau", BUREAU, "--year", YEAR)
    after = service.get("/v1/officers/0003/score", year=YEAR).json()
    refs = [{line["ref"] for line in answer["lines"]} for answer in (before, after)]
    assert refs[1] - refs[0] == {"more"}
    assert after["position"] == before["position"] + 2
