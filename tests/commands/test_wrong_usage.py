"""What do the commands say when they are used wrongly, or may not do what they are asked?"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.commands.answers import BUREAU, SAMPLES, YEAR
from tests.commands.homes import Home, Said

pytestmark = pytest.mark.postgres

OFFICER: Final = ("officer:0001", "--year", YEAR)
BOOK: Final = ("--bureau", BUREAU, "--year", YEAR)
WHY: Final = ("--reason", "误", "--ground", "复核")
RULEBOOK: Final = SAMPLES / "small" / "rulebook-1.yaml"
FACTS: Final = 353


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files and folders that are not what is asked for."""
    folder = tmp_path_factory.mktemp("files")
    for name in ("empty", "nothing"):
        (folder / name).mkdir()
    (folder / "nothing" / "notes.txt").write_text("no sheet")
    for name in ("text.yaml", "text.xlsx", "text.zip"):
        (folder / name).write_bytes(b"just words, \xe5\x8d\x97\n")
    (folder / "bytes.yaml").write_bytes(bytes(range(256)))
    (folder / "deep.yaml").write_text("[" * 20_000)
    (folder / "torn.xlsx").write_bytes(b"PK\x03\x04" + bytes(200))
    return folder


def is_plain(said: Said) -> bool:
    """A refusal in words, of which stdout knows nothing."""
    return said.out == "" and said.err != "" and "Traceback" not in said.err


WRONG: Final[tuple[tuple[object, ...], ...]] = (
    (),
    ("nonsense",),
    ("score",),
    ("score", "officer:0001"),
    ("score", "0001", "--year", YEAR),
    ("score", "团体:0001", "--year", YEAR),
    ("score", "officer:0001", "--year", "二〇二四"),
    ("score", "officer:0001", "--year", "1980"),
    ("score", *OFFICER, "--as-of", "2024-02-30"),
    ("score", *OFFICER, "--as-of", "30.6.2024"),
    ("score", *OFFICER, "--known-at", "2024-06-30T12:00:00"),
    ("score", *OFFICER, "--known-at", "5"),
    ("statement", *OFFICER, "--known-at", "2024"),
    ("appraise", *BOOK, "--known-at", "1735689600"),
    ("score", *OFFICER, "--position", "-1"),
    ("score", *OFFICER, "--bureau", "南岳"),
    ("statement", *OFFICER, "--nonsense"),
    ("history", *OFFICER, "--axis", "sideways"),
    ("appraise", *BOOK, "--as-of", "2024-13-01"),
    ("appraise", *BOOK, "--rulebook", "nowhere.yaml"),
    ("import", "nowhere", *BOOK),
    ("import", SAMPLES / "small" / "book", "--bureau", BUREAU),
    ("import", SAMPLES / "small" / "book", *BOOK, "--approved-by", "a b"),
    ("workbook", *BOOK),
    ("template",),
    ("reverse-import", "first", "--year", YEAR, *WHY),
    ("reverse-import", 1, "--year", YEAR),
    ("reverse-import", 1, "--year", YEAR, "--reason", "", "--ground", "复核"),
    ("reverse-import", 1, "--year", YEAR, "--reason", "误", "--ground", "据" * 201),
    ("rulebook",),
    ("rulebook", "check", "nowhere.yaml"),
    ("rulebook", "publish", RULEBOOK),
    ("rulebook", "print", RULEBOOK, "--language", "fr"),
    ("replay", "--to", "-1"),
    ("rebuild", "now"),
    ("dsn", "--role", "root"),
    ("serve", "--port", "0"),
    ("api", "--port", "http"),
    ("project", "--port", "8000"),
)


@pytest.mark.parametrize("words", WRONG, ids=lambda words: " ".join(map(str, words))[-60:])
def test_wrong_usage_ends_with_2_and_says_how_it_is_used(
    home: Home, words: tuple[object, ...]
) -> None:
    said = home.merit(*words)
    assert said.code == 2
    assert is_plain(said)
    assert "Usage: merit" in said.err


REFUSED: Final[tuple[tuple[tuple[object, ...], str, str], ...]] = (
    (("score", "officer:9999", "--year", YEAR), "not registered", "未登记"),
    (("score", "unit:zz", "--year", YEAR, "--json"), "not registered", "登记"),
    (("score", *OFFICER, "--bureau", "elsewhere"), "no rulebook yet", "尚未发布规则"),
    (("score", *OFFICER, "--as-of", "2023-12-31"), "no day of 2024", "不在 2024 年内"),
    (("score", "officer:0001", "--year", 2199), "lies in the future", "尚未到来"),
    (("score", *OFFICER, "--position", FACTS + 1), "lies in the future", "尚未到来"),
    (("score", *OFFICER, "--position", 10**30), "lies in the future", "尚未到来"),
    (("score", *OFFICER, "--known-at", "2199-01-01T00:00:00Z"), "in the future", "尚未到来"),
    (
        ("score", *OFFICER, "--known-at", "2025-01-01T00:00:00+08:00", "--position", 5),
        "not both",
        "只能给出其一",
    ),
    (("score", *OFFICER, "--position", 0), "not registered", "未登记"),
    (("statement", "officer:9999", "--year", YEAR, "--json"), "not registered", "未登记"),
    (("history", "unit:zz", "--year", YEAR), "not registered", "登记"),
    (("appraise", "--bureau", "elsewhere", "--year", YEAR), "Nothing is known of bureau", "没有局"),
    (("appraise", *BOOK, "--as-of", "2023-12-31", "--json"), "no day of 2024", "不在 2024 年内"),
    (("appraise", *BOOK, "--rulebook", "{files}/text.yaml"), "1 fault(s)", "1 处错误"),
    (("import", "{files}/empty", *BOOK), "none of the known sheets", "没有可识别的工作表"),
    (("import", "{files}/nothing", *BOOK), "none of the known sheets", "没有可识别的工作表"),
    (("import", "{files}/text.xlsx", *BOOK), "neither an .xlsx", "既不是 .xlsx"),
    (("import", "{files}/text.zip", *BOOK, "--json"), "neither an .xlsx", "既不是 .xlsx"),
    (("import", "{files}/torn.xlsx", *BOOK), "torn.xlsx", "请"),
    (("import", "/proc/self/mem", *BOOK), "cannot be opened", "无法打开"),
    (
        ("import", SAMPLES / "small" / "book", "--bureau", "zz", "--year", YEAR),
        "no bureau zz",
        "没有 zz 局",
    ),
    (("workbook", *BOOK, "--to", "/proc/book.xlsx"), "cannot be written", "无法写入"),
    (("workbook", *BOOK, "--to", "{files}/text.zip"), "cannot be written", "无法写入"),
    (("template", "{files}/nowhere/book.xlsx"), "cannot be written", "无法写入"),
    (("template", "{files}/empty"), "cannot be written", "无法写入"),
    (("reverse-import", 9, "--year", YEAR, *WHY), "no import 9", "没有第 9 批"),
    (("reverse-import", 1, "--year", 2023, *WHY), "no import 1", "没有第 1 批"),
    (("rulebook", "check", "{files}/text.yaml"), "1 fault(s)", "1 处错误"),
    (("rulebook", "check", "{files}/bytes.yaml"), "not UTF-8", "不是 UTF-8"),
    (("rulebook", "check", "{files}/deep.yaml"), "fault(s)", "错误"),
    (("rulebook", "check", "/proc/self/mem"), "Input/output error", "系统拒绝"),
    (("rulebook", "print", "{files}/text.xlsx"), "fault(s)", "错误"),
    (("rulebook", "publish", "{files}/bytes.yaml", "--bureau", BUREAU), "not UTF-8", "UTF-8"),
    (
        ("rulebook", "publish", SAMPLES / "medium" / "rulebook-1.yaml", "--bureau", BUREAU),
        "goes by rulebook",
        "适用规则",
    ),
    (("replay", "--to", FACTS + 1), "lies in the future", "尚未到来"),
)


@pytest.mark.parametrize(
    ("words", "english", "chinese"), REFUSED, ids=lambda w: " ".join(map(str, w))[-60:]
)
def test_a_refusal_ends_with_1_and_says_why_in_both_languages(
    home: Home, files: Path, words: tuple[object, ...], english: str, chinese: str
) -> None:
    said = home.merit(*(str(word).replace("{files}", str(files)) for word in words))
    assert said.code == 1
    assert is_plain(said)
    assert english in said.err
    assert chinese in said.err


def test_wrong_usage_and_refusals_record_nothing(home: Home) -> None:
    assert list(home.facts()) == list(range(1, FACTS + 1))


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xff\xfe", b"ab" * 31])
def test_a_damaged_key_is_named(home: Home, content: bytes) -> None:
    key = home.path / "keys" / "master"
    whole = key.read_bytes()
    try:
        key.write_bytes(content)
        said = home.merit("score", *OFFICER)
        assert key.read_bytes() == content
    finally:
        key.write_bytes(whole)
    assert said.code == 1
    assert is_plain(said)
    assert f"{key} holds no key of 32 bytes" in said.err


def test_the_keys_of_another_home_are_refused(home: Home) -> None:
    key = home.path / "keys" / "master"
    whole = key.read_bytes()
    try:
        key.write_bytes(b"ab" * 32)
        said = home.merit("score", *OFFICER)
    finally:
        key.write_bytes(whole)
    assert said.code == 1
    assert "keys of another home" in said.err
    assert "另一安装的密钥" in said.err


ELSEWHERE: Final = (
    ("{files}/text.yaml", None, "set MERIT_HOME to a folder that you may write"),
    ("/proc/home", None, "set MERIT_HOME to a folder that you may write"),
    ("{files}/home", "nonsense", "MERIT_DATABASE_URL cannot be read"),
    ("{files}/home", "postgresql://me:hidden@127.0.0.1:1/merit", "does not answer"),
)


@pytest.mark.parametrize(("path", "url", "english"), ELSEWHERE)
def test_a_home_or_a_database_that_cannot_be_used_is_refused(
    files: Path, path: str, url: str | None, english: str
) -> None:
    said = Home(Path(path.format(files=files)), url).merit("score", *OFFICER)
    assert said.code == 1
    assert is_plain(said)
    assert english in said.err
    assert "hidden" not in said.err
