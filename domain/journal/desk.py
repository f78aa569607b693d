"""What did one command read, and what does it want to write?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from typing import TypeVar
from uuid import UUID

from domain import refusals as no
from domain.access.state import GrantsState
from domain.accounts.state import AccountState
from domain.acknowledgements.state import AcknowledgementsState
from domain.bureaus.state import PlacedState, TransferState
from domain.calendar import WorkingDays
from domain.claims.state import ClaimState
from domain.disputes.state import DisputeState
from domain.drafts.state import DraftState, SetsState, UpperState
from domain.erasures.state import ErasureState
from domain.evaluations.state import EvaluationsState
from domain.imports.state import ImportsState
from domain.journal.citing import Cited
from domain.journal.envelope import Kept, Recorded
from domain.journal.folding import Folded, Loaded, folded_from, gone_on
from domain.journal.log import Keeping, Log, NotAsked
from domain.journal.memory import Look
from domain.journal.names import NAME_OF, Fact
from domain.journal.streams import Stream, stream_of
from domain.packs.state import PackState
from domain.quarters.state import QuarterState
from domain.recall import Stored, record_of
from domain.record import Record
from domain.registers import state as registers
from domain.remediations.state import RemediationState
from domain.risks.state import RiskState
from domain.rulebook import Editions
from domain.stars.state import StarsState
from domain.work_ledgers.state import WorkLedgerState
from domain.years.state import CalendarState, YearState

State = TypeVar("State")


class Desk:
    """The streams a command reads, folding forward as it writes; the append checks every one."""

    def __init__(
        self,
        select: Callable[[UUID], Iterable[Recorded]],
        bureaus: Callable[[], tuple[str, ...]],
        today: date,
        log: Log | None = None,
        keeping: Keeping = lambda _stream, _versions: (),
    ) -> None:
        self._select, self._bureaus, self.today = select, bureaus, today
        self._log, self._keeping = log, keeping
        self.look: Look | None = None
        """What is known of the streams already, if anything is."""
        self.many: Callable[[Sequence[Stream]], Iterable[tuple[Stream, Folded]]] = lambda _: ()
        """Reads streams in one question; what it cannot read is read where it is wanted."""
        self._loaded: dict[str, Loaded] = {}
        self.pending: list[Recorded] = []
        self.quiet: tuple[str, int, int] | None = None
        """(bureau, year, position): the append refuses if the year holds a later fact."""

    def _load(self, stream: Stream) -> Loaded:
        if (loaded := self._loaded.get(name := stream.name)) is None:
            folded = self._known(stream)
            loaded = self._loaded[name] = Loaded(stream, folded, folded)
        return loaded

    def take_up(self, streams: Iterable[Stream]) -> None:
        """Streams that will be wanted, in one question instead of one each."""
        lacking = [s for s in dict.fromkeys(streams) if s.name not in self._loaded]
        self._loaded |= {s.name: Loaded(s, f, f) for s, f in self.many(lacking)}

    def _known(self, stream: Stream) -> Folded:
        if self.look is None:
            return folded_from(stream, self._select)
        if (known := self.look.of(stream.id)) is None:
            self.look.keep(stream.id, known := folded_from(stream, self._select))
        return known

    def _state(self, stream: Stream, kind: type[State]) -> State:
        state = self._load(stream).now.state
        assert isinstance(state, kind)
        return state

    def write(self, *facts: Fact) -> None:
        """Take facts up: later reads at this desk see them."""
        for fact in facts:
            loaded = self._load(stream_of(fact))
            loaded.now = gone_on(loaded.stream, loaded.now, fact)
            self.pending.append(Recorded(loaded.stream.id, loaded.now.version, fact))

    def taken_in(self) -> None:
        """The journal has what was written: whoever comes next need not read it again."""
        for loaded in self._loaded.values():
            if self.look is not None and loaded.now is not loaded.read:
                self.look.keep(loaded.stream.id, loaded.now)

    def leave(self) -> None:
        """Write nothing of what was decided; whatever it rested on stays read, as it was read."""
        self.pending.clear()
        for loaded in self._loaded.values():
            loaded.now = loaded.read
        self.quiet = None

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(recorded.fact for recorded in self.pending)

    @property
    def reads(self) -> dict[UUID, int]:
        """Every stream that the decision rests on, with the version it had."""
        return {loaded.stream.id: loaded.read.version for loaded in self._loaded.values()}

    @property
    def names(self) -> dict[UUID | str, str]:
        return {loaded.stream.id: loaded.stream.name for loaded in self._loaded.values()}

    @property
    def bureaus(self) -> tuple[str, ...]:
        """Every bureau that a fact names."""
        return self._bureaus()

    def bureau(self, named: str | None) -> str:
        """The bureau named, or the only one there is."""
        if named is not None:
            return named
        bureaus = self._bureaus()
        if len(bureaus) != 1:
            raise no.BureauNotNamed()
        return bureaus[0]

    def founded(self, bureau: str) -> None:
        """Refuse a bureau that a slip of the pen would found. See DECISIONS 46."""
        bureaus = self._bureaus()
        if bureaus and bureau not in bureaus:
            raise no.BureauNotFounded(bureau=bureau, known=", ".join(bureaus))

    @property
    def _asked(self) -> Log:
        if self._log is None:
            raise NotAsked
        return self._log

    @property
    def head(self) -> int:
        """The position that stood when the command came in; nothing below it can change."""
        return self._asked.head

    def record(self, bureau: str, year: int) -> Record:
        """The bureau-year up to the head, from the facts themselves, and as it would stand with
        what is written: at positions after the head."""
        written = (
            Stored(self.head + n, NAME_OF[type(f)], f.model_dump(mode="json", exclude_none=True))
            for n, f in enumerate(self.facts, start=1)
        )
        return record_of(chain(self._asked.select(bureau, year), written), bureau, year)

    def kept(self, stream: Stream, wanted: Callable[[Fact], bool]) -> Sequence[Kept]:
        """Who had a hand in the facts of a stream that are wanted, and when; never their words."""
        found = [r.originator_version for r in self._select(stream.id) if wanted(r.fact)]
        return self._keeping(stream.id, found) if found else ()

    def be_quiet(self, bureau: str, year: int) -> None:
        """The decision rests on all that the bureau-year holds."""
        self.quiet = (bureau, year, self.head)

    def account(self, bureau: str, year: int, subject: str) -> AccountState:
        return self._state(Stream("account", f"{bureau}/{year}/{subject}"), AccountState)

    def unit(self, unit: str) -> registers.UnitState:
        return self._state(Stream("unit", unit), registers.UnitState)

    def units_above(self, parent: str | None) -> list[registers.UnitState]:
        """The parent, its parent, and so on; stops where a known unit comes again."""
        above: list[registers.UnitState] = []
        while parent is not None and parent not in [u.unit for u in above]:
            above.append(self.unit(parent))
            parent = above[-1].parent
        return above

    def officer(self, officer: str) -> registers.OfficerState:
        return self._state(Stream("officer", officer), registers.OfficerState)

    def plans(self, bureau: str, year: int) -> registers.Plans:
        return self._state(Stream("plans", f"{bureau}/{year}"), registers.Plans)

    def marks(self, bureau: str, year: int, subject: str) -> registers.MarksState:
        return self._state(Stream("marks", f"{bureau}/{year}/{subject}"), registers.MarksState)

    def restrictions(self, bureau: str, subject: str) -> registers.RestrictionsState:
        return self._state(
            Stream("restrictions", f"{bureau}/{subject}"), registers.RestrictionsState
        )

    def rulebooks(self, bureau: str) -> registers.RulebookState:
        return self._state(Stream("rulebooks", bureau), registers.RulebookState)

    def editions(self, bureau: str) -> Editions:
        rulebooks = self.rulebooks(bureau)
        if len(rulebooks.published) == len(rulebooks.withdrawn):
            raise no.NoRulebookPublished(bureau=bureau)
        return rulebooks.editions

    def year(self, bureau: str, year: int) -> YearState:
        return self._state(Stream("year", f"{bureau}/{year}"), YearState)

    def calendar(self, bureau: str) -> CalendarState:
        return self._state(Stream("calendar", bureau), CalendarState)

    def working_days(self, bureau: str) -> WorkingDays:
        """The days that the bureau works, as announced up to now."""
        return self.calendar(bureau).working_days

    def erasures(self, bureau: str, subject: str) -> ErasureState:
        return self._state(Stream("erasures", f"{bureau}/{subject}"), ErasureState)

    def grants(self, bureau: str, grantee: str) -> GrantsState:
        return self._state(Stream("grants", f"{bureau}/{grantee}"), GrantsState)

    def claim(self, bureau: str, number: int) -> ClaimState:
        return self._state(Stream("claim", f"{bureau}/{number}"), ClaimState)

    def dispute(self, bureau: str, number: int) -> DisputeState:
        return self._state(Stream("dispute", f"{bureau}/{number}"), DisputeState)

    def risk(self, bureau: str, year: int, indicator: str) -> RiskState:
        return self._state(Stream("risk", f"{bureau}/{year}/{indicator}"), RiskState)

    def quarter(self, bureau: str, year: int, quarter: int) -> QuarterState:
        return self._state(Stream("quarter", f"{bureau}/{year}/{quarter}"), QuarterState)

    def remediation(self, bureau: str, number: int) -> RemediationState:
        return self._state(Stream("remediation", f"{bureau}/{number}"), RemediationState)

    def pack(self, bureau: str, number: int) -> PackState:
        return self._state(Stream("pack", f"{bureau}/{number}"), PackState)

    def evaluations(self, bureau: str, year: int, period: str) -> EvaluationsState:
        return self._state(Stream("evaluations", f"{bureau}/{year}/{period}"), EvaluationsState)

    def stars(self, bureau: str) -> StarsState:
        return self._state(Stream("stars", bureau), StarsState)

    def work_ledger(self, bureau: str, ledger: str) -> WorkLedgerState:
        return self._state(Stream("work-ledger", f"{bureau}/{ledger}"), WorkLedgerState)

    def draft(self, bureau: str, number: int) -> DraftState:
        return self._state(Stream("draft", f"{bureau}/{number}"), DraftState)

    def upper(self, bureau: str, year: int) -> UpperState:
        """What was registered from above for the year."""
        return self._state(Stream("upper", f"{bureau}/{year}"), UpperState)

    def sets(self, bureau: str, year: int) -> SetsState:
        """The indicator sets published for the year."""
        return self._state(Stream("sets", f"{bureau}/{year}"), SetsState)

    def keeps(self, subject: str, digest: str) -> bool:
        """Whether a file of the subject with that digest is kept."""
        return self._asked.keeps(subject, digest)

    def citing(self, cited: Cited) -> tuple[str, ...]:
        """The claims and entries, up to the head, that cite the same."""
        return self._asked.citing(cited)

    def grantees(self, bureau: str) -> tuple[str, ...]:
        """Whoever was granted a role in the bureau up to the head, whether he holds it or not."""
        return self._asked.grantees(bureau)

    def remedied(self, bureau: str, unit: str, indicator: str) -> tuple[int, ...]:
        """The remediations that were opened with the unit on an indicator, up to the head."""
        return self._asked.remedied(bureau, unit, indicator)

    def acknowledgements(self, bureau: str, subject: str) -> AcknowledgementsState:
        return self._state(Stream("acknowledgements", f"{bureau}/{subject}"), AcknowledgementsState)

    def placed(self, bureau: str) -> PlacedState:
        return self._state(Stream("bureau", bureau), PlacedState)

    def transfer(self, officer: str) -> TransferState:
        return self._state(Stream("transfer", officer), TransferState)

    def next_number(self, kind: str, bureau: str) -> int:
        """The first number whose stream is empty: of two at once the later one decides anew."""
        number = self._asked.last_number(kind, bureau) + 1
        while self._load(Stream(kind, f"{bureau}/{number}")).now.version:
            number += 1
        return number

    def imports(self, bureau: str, year: int) -> ImportsState:
        return self._state(Stream("imports", f"{bureau}/{year}"), ImportsState)
