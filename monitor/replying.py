"""The step that reads what offices answer by mail: who says what of which folio, each once.

Only the office that has the demand is heard, and only when what it says can be understood in one
way; whatever else waits for a person (`sintesis demands replies`), with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from monitor import leaving, letters
from monitor.archive import Archive
from monitor.archive.replied import Fate, Place, Proof, Replies, Reply
from monitor.casework import Change, Demand
from monitor.config import Config
from monitor.demands import answers, moves
from monitor.demands.moves import Word
from monitor.demands.quoting import own_words
from monitor.demands.states import said
from monitor.errors import CaseError, FetchError
from monitor.fetch.mailbox import Account, Mailbox, Message, open_mailbox
from monitor.keeping import PROOFS
from monitor.leaving import address_of
from monitor.letters import Enclosed, Letter
from monitor.model import computed_id
from reports.leaving import Ask

BEFORE: Final = timedelta(days=7)  # how far back a mailbox is read the first time, or anew
LONGEST_WAIT: Final = timedelta(hours=1)  # between two tries of a mailbox that does not open
TEXT_ROOM: Final = 10_000  # characters that are kept of an answer
ACKNOWLEDGED: Final = "Acusa recibo."
TOO_LARGE: Final = "pesa demasiado para leerlo entero"
NO_ANSWER: Final = "no es respuesta a ningún folio"

Open = Callable[..., AbstractContextManager[Mailbox]]


FATES: Final = {
    Fate.APPLIED: "aplicadas",
    Fate.QUARANTINED: "en cuarentena",
    Fate.IGNORED: "ignoradas",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is to become of a mail."""

    fate: Fate
    reason: str
    folio: str | None = None
    words: str = ""
    change: Change | None = None
    leaves: str | None = None  # the list that its sender leaves
    known: bool = False  # its sender is one of ours: its files may be kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Replier:
    config: Config
    archive: Archive
    folder: Path  # of the editions: the files that come with answers are kept in it
    password: str | None = field(default=None, repr=False)
    open: Open = open_mailbox

    @property
    def account(self) -> Account | None:
        given = self.config.demands.replies
        if given is None:
            return None
        return Account(
            host=given.host,
            port=given.port,
            security=given.security,
            user=given.user,
            folder=given.folder,
        )

    @property
    def _kept(self) -> Replies:
        return self.archive.cases.replies

    def due(self, *, now: datetime) -> list[str]:
        """The mailbox to read now, by its address."""
        if self.account is None:
            return []
        due_at = self._kept.place(self.account.address).due_at
        return [self.account.address] if due_at is None or due_at <= now else []

    def read(self, mailbox: str, *, now: datetime) -> str:
        """Read what arrived. A mailbox that does not open is a fact to record."""
        account, given = self.account, self.config.demands.replies
        if account is None or given is None or account.address != mailbox:
            return f"{mailbox}: ya no se lee"
        visit = _Visit(place=self._kept.place(mailbox))
        try:
            with self.open(account, password=self.password) as opened:
                self._take_all(opened, visit, now=now)
        except FetchError as error:
            place = replace(visit.place, failures=visit.place.failures + 1, detail=error.detail)
            wait = min(given.every * 2 ** min(place.failures, 10), max(LONGEST_WAIT, given.every))
            self._kept.moved(place, due_at=now + wait)
            return f"{given.user}: {error.detail}"
        read = replace(visit.place, read_at=now, failures=0, detail="")
        self._kept.moved(read, due_at=now + given.every)
        return f"{given.user}: {_told(visit.fates)}"

    def _take_all(self, opened: Mailbox, visit: _Visit, *, now: datetime) -> None:
        """Each in turn; what was taken stays taken although the next cannot be read."""
        place = visit.place
        same = place.validity == opened.validity
        since = self.config.local((place.read_at or now) - BEFORE).date()
        if not same:
            visit.place = replace(place, validity=opened.validity, uid=0)
        for message in opened.fetch(place.uid or None if same else None, since=since):
            fate = self._take(message, now=now)
            visit.fates += [fate] if fate else []
            visit.place = replace(visit.place, uid=message.uid)

    def _take(self, message: Message, *, now: datetime) -> Fate | None:
        """None when it was taken before, from another folder or under another number."""
        letter = letters.read(message.content)
        sender = letter.senders[0] if letter.senders else ""
        identity = letter.message_id or sha256(message.content).hexdigest()
        reply_id = computed_id("reply", sender, identity)
        if self._kept.knows(reply_id):
            return None
        verdict = self.judge(letter, whole=message.whole, now=now)
        reply = Reply(
            id=reply_id,
            folio=verdict.folio,
            sender=sender,
            subject=letter.subject[:300],
            text=verdict.words[:TEXT_ROOM],
            files=self._keep_files(letter, verdict),
            received_at=min(message.received_at or now, now),
            fate=verdict.fate,
            reason=verdict.reason,
        )
        return self._apply(reply, verdict, now=now)

    def _apply(self, reply: Reply, verdict: Verdict, *, now: datetime) -> Fate | None:
        if verdict.leaves is not None:
            return self._let_go(reply, verdict.leaves, now=now)
        change = verdict.change
        if change is not None and reply.files:
            change = replace(change, step=replace(change.step, evidence=evidence(reply)))
        local = self.config.local(now)
        try:
            return reply.fate if self._kept.take(reply, change=change, now=local) else None
        except CaseError as error:
            reply = replace(reply, fate=Fate.QUARANTINED, reason=str(error))
            return reply.fate if self._kept.take(reply, now=local) else None

    def _let_go(self, reply: Reply, list_id: str, *, now: datetime) -> Fate | None:
        """Killed between the two, it is read again, and lets nobody go twice."""
        leaving.leave(
            address_of(reply.sender),
            list_id,
            config=self.config,
            archive=self.archive,
            by=f"correo {reply.id[:12]}",
            now=now,
        )
        return reply.fate if self._kept.take(reply, now=self.config.local(now)) else None

    def judge(self, letter: Letter, *, whole: bool, now: datetime) -> Verdict:
        """What becomes of a mail; nothing is written."""
        named = (letter.message_id, *letter.answers, *letter.returned)
        ours = self._kept.letters([each for each in named if each])
        if back := [each for each in letter.returned if each in ours]:
            return Verdict(fate=Fate.QUARANTINED, reason=letter.bounced, folio=ours[back[0]])
        if letter.message_id in ours:
            return Verdict(fate=Fate.IGNORED, reason="es un envío nuestro")
        if ask := leaving.asks(letter.subject, self.config):
            return self._leaving(letter, ask)
        if letter.automatic:
            return Verdict(fate=Fate.IGNORED, reason=letter.automatic)
        words = own_words(letter)
        judged = Court(self.config, self.archive, letter, words, ours).verdict(now=now)
        if judged.fate is Fate.IGNORED:
            return judged
        if whole:
            return replace(judged, words=words)
        return replace(judged, fate=Fate.QUARANTINED, reason=TOO_LARGE, change=None, words=words)

    def _leaving(self, letter: Letter, ask: Ask) -> Verdict:
        """Before anything else: mail programs ask to leave by themselves, and say so."""
        sender = address_of(letter.senders[0]) if len(letter.senders) == 1 else ""
        doubt = letter.flaw or letter.doubted
        doubt = doubt or leaving.refusal(ask, sender, self.config, self.archive)
        if doubt and letter.automatic:
            return Verdict(fate=Fate.IGNORED, reason=letter.automatic)
        if doubt:
            return Verdict(fate=Fate.QUARANTINED, reason=doubt, words=own_words(letter))
        reason = f"dejó {leaving.named(ask.list_id, self.config)}"
        return Verdict(fate=Fate.APPLIED, reason=reason, leaves=ask.list_id)

    def _keep_files(self, letter: Letter, verdict: Verdict) -> tuple[Proof, ...]:
        """Those of strangers stay in the mailbox: only their names are told."""
        if verdict.fate is Fate.IGNORED:
            return ()
        named = [Proof(name=each) for each in letter.left_out]
        if not verdict.known:
            return (*(Proof(name=each.name) for each in letter.enclosed), *named)
        place = f"{PROOFS}/{verdict.folio or 'sin-folio'}"
        return (*(_keep(each, self.folder, place) for each in letter.enclosed), *named)


@dataclass(slots=True)
class _Visit:
    """How far one reading came."""

    place: Place
    fates: list[Fate] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Court:
    """What is known of one mail, and what follows."""

    config: Config
    archive: Archive
    letter: Letter
    words: str
    ours: Mapping[str, str | None]  # the messages of ours that it answers, and their folios

    def verdict(self, *, now: datetime) -> Verdict:
        folio, doubt = self._folio()
        if not folio and not self.ours and self._sender not in self._known:
            return Verdict(fate=Fate.IGNORED, reason=NO_ANSWER)
        if not folio and leaving.is_said(self.words):
            return self._quarantined(None, leaving.UNMARKED)
        doubt = self.letter.flaw or doubt or self._stranger()
        demand = self.archive.cases.demand(folio) if folio else None
        if demand is None:
            reason = doubt or (f"no hay un folio {folio}" if folio else "no dice de qué folio es")
            return self._quarantined(folio, reason)
        doubt = doubt or self._not_theirs(demand)
        if doubt:
            return self._quarantined(folio, doubt)
        return self._understood(demand, now=now)

    def _quarantined(self, folio: str | None, reason: str) -> Verdict:
        known = self._sender in self._known and not self.letter.doubted
        return Verdict(fate=Fate.QUARANTINED, reason=reason, folio=folio, known=known)

    @property
    def _sender(self) -> str:
        return address_of(self.letter.senders[0]) if len(self.letter.senders) == 1 else ""

    @property
    def _known(self) -> frozenset[str]:
        """All that may answer for some office."""
        given = self.config.demands.replies
        offices = [each for one in self.config.offices for each in (one.email, one.escalation)]
        trusted = given.trusted if given else ()
        return frozenset(address_of(each) for each in (*offices, *trusted) if each)

    def _folio(self) -> tuple[str | None, str]:
        """Of which folio it speaks; two of them, or a reason to doubt."""
        answered = dict.fromkeys(folio for folio in self.ours.values() if folio)
        said = tuple(dict.fromkeys((*answered, *answers.folios(self.letter.subject))))
        written = answers.folios(self.words)
        every = tuple(dict.fromkeys((*said, *written)))
        if len(every) > 1:
            return (said[0] if len(said) == 1 else None), f"habla de {' y '.join(every[:5])}"
        return (every[0] if every else None), ""

    def _stranger(self) -> str:
        if len(self.letter.senders) != 1:
            return "no dice de quién es, o dice que es de varios"
        if self.letter.doubted:
            return self.letter.doubted
        return "" if self._sender in self._known else "no escribe ninguna de las dependencias"

    def _not_theirs(self, demand: Demand) -> str:
        office = self.config.office.get(demand.office_id or "")
        given = self.config.demands.replies
        theirs = (office.email, office.escalation) if office else ()
        may = {address_of(each) for each in (*theirs, *(given.trusted if given else ())) if each}
        if self._sender in may:
            return ""
        return f"la demanda es de {office.name}" if office else "la demanda no tiene dependencia"

    def _understood(self, demand: Demand, *, now: datetime) -> Verdict:
        told = answers.understood(
            self.words,
            subject=self.letter.subject,
            offices=(each.name for each in self.config.offices),
        )
        if told.reason:
            return self._quarantined(demand.folio, told.reason)
        word = Word(by=self._sender, at=now, note=told.note)
        try:
            change = self._change(demand, told, word)
        except CaseError as error:
            return self._quarantined(demand.folio, str(error))
        reason = said(told.state) if told.state else "acuse de recibo"
        return Verdict(
            fate=Fate.APPLIED, reason=reason, folio=demand.folio, change=change, known=True
        )

    def _change(self, demand: Demand, told: answers.Said, word: Word) -> Change:
        """What is already so is said again as a note: a photograph that was forgotten."""
        if told.state is None or told.state is demand.state:
            return moves.note(demand, replace(word, note=word.note or ACKNOWLEDGED))
        closing = self.config.demands.closing
        return moves.answer(demand, told.state, word, closing=closing, body=told.body)


def _keep(given: Enclosed, folder: Path, place: str) -> Proof:
    """Write a file once, whole or not at all, under a name that its content gives."""
    digest = sha256(given.content).hexdigest()
    path = folder / place / f"{digest[:16]}.{given.kind}"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.part")
        partial.write_bytes(given.content)
        partial.chmod(0o600)  # it may show people
        partial.replace(path)
    return Proof(
        name=given.name,
        path=f"{place}/{path.name}",
        digest=digest,
        size=len(given.content),
    )


def evidence(reply: Reply) -> str:
    """The files that came with an answer, as its demand's history names them."""
    return ", ".join(each.path or f"{each.name} (en el buzón)" for each in reply.files)


def _told(fates: Sequence[Fate]) -> str:
    if not fates:
        return "sin respuestas nuevas"
    counts = ((FATES[fate], fates.count(fate)) for fate in FATES)
    return ", ".join(f"{count} {words}" for words, count in counts if count)
