"""How does one compare runs, and try a rulebook on past years, on the command line?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from domain.paying import Money, Yuan
from domain.rulebook import read_edition
from domain.vocabulary import Day, EntryRef
from projections.bureaus import edition_above
from projections.differences import DifferenceRow, RunDifference, get_counterfactual, get_difference
from projections.evidence.plain_files import read_file
from projections.kept_runs import Runs
from projections.moments import known_position
from projections.pay import PayAsked, PayLine, get_pay
from projections.records import the_bureau
from projections.rehearsals import Asked, CandidateRun, RehearsalView, YearRehearsed, get_rehearsal
from scripts.commands.output import (
    console,
    print_json,
    print_table,
    progress_bar,
    query_line,
    totals_line,
)
from scripts.commands.scores import BUREAU, YEAR, Digits, Shaped
from scripts.installation import installation
from scripts.keeping import keep

EFFECTS_TOLD_MAX = 200
YUAN = Shaped("yuan", Yuan)
_PAY = ("干部 officer", "单位 unit", "段 band", "系数 coefficient", "原 before", "差 delta")


@click.command()
@click.argument("before")
@click.argument("after", required=False)
@click.option("--without", type=Shaped("entry", EntryRef), help="the run without this entry")
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
def diff(before: str, after: str | None, without: str | None, as_json: bool) -> None:
    """Who moved between two runs, by what, and why / 两次运行的差异.

    A run is named bureau:year:closed (frozen, published, restated-1, live), or by both clocks,
    bureau:year:2024-12-31@1234.
    """
    if (after is None) == (without is None):
        raise click.UsageError("give two runs, or one run and --without an entry")
    with installation() as home, home.reading() as conn:
        known = known_position(conn)
        if after is None:
            told = get_counterfactual(conn, before, without or "", known)
        else:
            with progress_bar("comparing / 比较") as bar:
                task = bar.task_ids[0]
                told = get_difference(
                    conn,
                    Runs(),
                    (before, after, known),
                    lambda n, of: bar.update(task, completed=n, total=of),
                )
                bar.update(task, completed=told.count, total=told.count)
        keep(conn, told, told.bureau, before=before, after=after, without=without, position=known)
    if as_json:
        print_json(told)
    else:
        _print_difference(told)


def _print_difference(told: RunDifference) -> None:
    def moved(row: DifferenceRow, what: str) -> str:
        before, after = row.before.get(what), row.after.get(what)
        return (after or "—") if before == after else f"{before or '—'} → {after or '—'}"

    rows = (
        [
            row.subject,
            moved(row, "score"),
            row.points,
            "\n".join(f"{p.points}  {p.cause} {p.ref}" for p in row.parts or ()),
            moved(row, "rank"),
            "" if row.rank_own is None else f"{row.rank_own:+d} / {row.rank_others or 0:+d}",
            moved(row, "band"),
            moved(row, "grade"),
        ]
        for row in told.changes
    )
    columns = (
        *("对象 subject", "成绩 score", "差 points", "原因 causes", "名次 rank"),
        *("自身/他人 own/others", "段 band", "等次 grade"),
    )
    print_table(f"{told.before.run} → {told.after.run}", columns, rows)
    runs = {"before": told.before.run, "after": told.after.run, "without": told.without}
    console().print(query_line(bureau=told.bureau, year=told.year, **runs))
    console().print(totals_line(("差 points", row.points) for row in told.changes))
    console().print(
        f"{told.before.edition}@{told.before.position} → {told.after.edition}@{told.after.position}"
        f" · as of {told.after.as_of} · {told.count} changed · {told.digest}"
    )


@click.command()
@click.argument("run")
@click.option("--base", type=YUAN, help="yuan that a coefficient of 1 is worth")
@click.option("--fund", type=YUAN, help="yuan shared out by the coefficients, to the last fen")
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
def pay(run: str, base: Decimal | None, fund: Decimal | None, as_json: bool) -> None:
    """Bonus by a run, in coefficients or yuan; of a restated one what it changes / 绩效奖金."""
    with installation() as home, home.reading() as conn:
        told = get_pay(conn, Runs(), (run, known_position(conn)), PayAsked(Money(base, fund)))
        keep(conn, told, told.bureau, run=run, position=told.position)
    if as_json:
        print_json(told)
        return
    columns = [*_PAY]
    if base is not None or fund is not None:
        columns += ["金额 yuan", "原金额 yuan before", "差额 yuan delta"]
    title = " ".join(filter(None, (f"{told.run}  合计 total {told.total}", told.total_amount)))
    print_table(title, columns, (_pay_cells(line)[: len(columns)] for line in told.lines))
    console().print(query_line(run=told.run, follows=told.follows, base=told.base, fund=told.fund))
    console().print(
        f"as of {told.as_of} · position {told.position} · edition {told.edition}"
        f" · {told.count} lines · {told.digest}"
    )


def _pay_cells(line: PayLine) -> list[str | None]:
    coefficients = [str(line.band or ""), line.coefficient, line.before, line.delta]
    yuan = [line.amount, line.amount_before, line.amount_delta]
    return [line.officer, line.unit, *coefficients, *yuan]


@click.command()
@click.option("--bureau", type=BUREAU, help="may be left out where there is one")
@click.option("--year", "years", type=YEAR, required=True, multiple=True, help="once or more")
@click.option(
    "--rulebook",
    "rulebooks",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    multiple=True,
    help="a candidate; once or more",
)
@click.option("--as-of", type=Shaped("YYYY-MM-DD", Day))
@click.option("--position", type=Digits(0))
@click.option("--json", "as_json", is_flag=True, help="machine form on stdout")
def rehearse(
    bureau: str | None,
    years: tuple[int, ...],
    rulebooks: tuple[Path, ...],
    as_of: date | None,
    position: int | None,
    as_json: bool,
) -> None:
    """Candidate rulebooks over past years, beside the editions in force / 回归推演.

    Nothing is recorded in any account.
    """
    texts = [read_file(path, followed=True) for path in rulebooks]
    with installation() as home, home.reading() as conn:
        known = known_position(conn, None, position)
        asked = Asked(the_bureau(conn, known, bureau), years, as_of, known)
        above = edition_above(conn, asked.bureau, known)
        candidates = [read_edition(text, above) for text in texts]
        with progress_bar("rehearsing / 推演") as bar:
            task = bar.task_ids[0]

            def progress(label: str, n: int, of: int) -> None:
                bar.update(task, description=f"{label} / 推演", completed=n, total=of)

            told = get_rehearsal(conn, asked, candidates, progress)
        keep(conn, told, told.bureau, years=years, as_of=as_of, position=known)
    if as_json:
        print_json(told)
    else:
        print_rehearsal(told)


def print_rehearsal(told: RehearsalView) -> None:
    for year in told.years:
        _print_spread(year)
        for candidate in year.candidates:
            _print_candidate(year, candidate)
        rows = ([f.series, f.period, f.unit, str(f.rated), f.score] for f in year.flat_marks)
        columns = ("项目 series", "周期 period", "单位 unit", "人数 rated", "同分 score")
        if year.flat_marks:
            print_table(f"{year.year} 同分评价 flat marks", columns, rows)
    for n, turned in enumerate(told.rotations):
        rows = (
            [
                r.group,
                f"{r.years[0]}–{r.years[1]}",
                *map(str, (r.both_years, r.first_band_once, r.first_band_twice)),
            ]
            for r in turned
        )
        columns = ("组 group", "年度 years", "两年均排名 both", "一年一段 once", "两年一段 twice")
        if turned:
            name = "施行规则 in force" if n == 0 else f"候选 candidate {n}"
            print_table(f"{name} 第一段轮换 rotation", columns, rows)
    console().print(
        f"{told.bureau} · position {told.position} · {told.count} years · {told.digest}"
        " · nothing recorded 未记账"
    )


def _print_spread(year: YearRehearsed) -> None:
    columns = (
        *("规则 rules", "组 group", "人数 n", "均值 mean", "标准差 deviation", "最低 lowest"),
        *("最高 highest", "各段 bands", "优秀 excellent", "并列 tied", "未决 unresolved"),
    )
    runs = [(year.in_force.edition, year.spread)]
    runs += [(f"{c.edition} ({c.candidate[7:15]})", c.spread) for c in year.candidates]
    rows = (
        [
            *(name, g.group, str(g.n), g.mean, g.deviation, g.lowest, g.highest),
            ", ".join(f"{b}: {n}" for b, n in g.bands.items()),
            *map(str, (g.excellent, g.tied, g.unresolved)),
        ]
        for name, spread in runs
        for g in spread
    )
    print_table(f"{year.year} 离散度 spread, as of {year.as_of}", columns, rows)


def _print_candidate(year: YearRehearsed, candidate: CandidateRun) -> None:
    rules = ([r.rule, r.before, r.after] for r in candidate.rules)
    title = f"{year.year} {year.in_force.edition} → {candidate.edition}"
    print_table(f"{title}  规则差异 rules", ("条款 rule", "现行 in force", "候选 candidate"), rules)
    moves: dict[str, list[str]] = {}
    for move in candidate.moves:
        text = f"{move.what}: {move.before or '—'} → {move.after or '—'}"
        moves.setdefault(move.subject, []).append(text)
    rows = (
        [subject, "\n".join(texts), "\n".join(_by_rule(candidate, subject))]
        for subject, texts in list(moves.items())[:EFFECTS_TOLD_MAX]
    )
    columns = ("对象 subject", "变动 moves", "由哪条规则 by rule")
    print_table(f"{title}  变动 {len(moves)} moved", columns, rows)
    if len(moves) > EFFECTS_TOLD_MAX:
        console().print(f"… {len(moves) - EFFECTS_TOLD_MAX} more in --json / 其余见 --json")


def _by_rule(candidate: CandidateRun, subject: str) -> list[str]:
    return [
        f"{e.rule}: {e.what} {e.before or '—'} → {e.after or '—'}"
        for e in candidate.effects
        if e.subject == subject
    ]


COMMANDS = (diff, rehearse, pay)
