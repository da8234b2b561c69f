"""What was said, in exact words: by who governs, and by others about those whom we follow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from monitor.config import Config, Outlet, SubjectKind
from monitor.folding import fold
from monitor.model import Clipping, Entry, Field, Quote, Reading, Stance
from reports.accounts import WEIGHT, Account
from reports.headlines import headline
from reports.model import Reference, Saying, SubjectMark
from reports.treatment import SPEAKER_ROOM, quote_at
from reports.words import clean, link

MOST = 3  # of who governs, and as many of others
ROOM = (30, 280)  # characters: less says nothing, more is a speech
OPEN = re.compile(r"[“\"«‘—–]\s*$")
MARKS = '“”«»"‘’—– '
FOLLOWED = frozenset(
    {SubjectKind.MAYOR, SubjectKind.GOVERNMENT, SubjectKind.PROGRAMME, SubjectKind.DEPARTMENT}
)

Choice = Callable[[Entry, Config], Iterator[tuple[Quote, Reading | None]]]


def sayings(accounts: Sequence[Account], config: Config) -> tuple[Saying, ...]:
    """One a story at most, of the widest stories; nobody is quoted twice with the same words."""
    told: set[str] = set()
    groups = ((_own, True), (_about, False))
    return tuple(
        each
        for choose, own in groups
        for each in _few(accounts, config, choose=choose, own=own, told=told)
    )


def _few(
    accounts: Sequence[Account], config: Config, *, choose: Choice, own: bool, told: set[str]
) -> Iterator[Saying]:
    found = 0
    for account in accounts:
        saying = next(_of_story(account, config, choose=choose, own=own, told=told), None)
        if saying is None:
            continue
        told.add(_key(saying.text))
        yield saying
        found += 1
        if found == MOST:
            return


def _of_story(
    account: Account, config: Config, *, choose: Choice, own: bool, told: set[str]
) -> Iterator[Saying]:
    if not account.news:
        return
    for entry, outlet in zip(account.entries, account.outlets, strict=True):
        for quote, reading in choose(entry, config):
            text = _exact(entry.clipping, quote)
            if text and quote.speaker and not _is_told(text, told):
                about = _mark(reading, config) if reading else None
                yield _saying(entry, outlet, quote, text=text, own=own, about=about)


def _own(entry: Entry, config: Config) -> Iterator[tuple[Quote, Reading | None]]:
    for quote in entry.analysis.quotes:
        speaker = config.subject.get(quote.subject_id or "")
        if speaker and speaker.kind is SubjectKind.MAYOR:
            yield quote, None


def _about(entry: Entry, config: Config) -> Iterator[tuple[Quote, Reading | None]]:
    """Praise and reproach of others, where it falls on the weightiest first."""
    known = [(config.subject.get(each.subject_id), each) for each in entry.analysis.readings]
    ours = [(subject, each) for subject, each in known if subject and subject.kind in FOLLOWED]
    for _, reading in sorted(ours, key=lambda pair: WEIGHT[pair[0].kind]):
        quote = quote_at(entry, reading.evidence)
        if quote and not quote.subject_id and reading.stance is not Stance.NEUTRAL:
            yield quote, reading


def _exact(clipping: Clipping, quote: Quote) -> str:
    """The words, when they stand between marks or after a dash: what is told by others is not."""
    words = quote.words.of(clipping)
    if not OPEN.search(_before(clipping, quote)) and words[:1] not in MARKS:
        return ""
    text = clean(words).strip(MARKS).rstrip(",;: ").replace("«", "“").replace("»", "”")
    fewest, most = ROOM
    return text if fewest <= len(text) <= most else ""


def _before(clipping: Clipping, quote: Quote) -> str:
    whole = clipping.title if quote.words.field is Field.TITLE else clipping.text
    return whole[max(0, quote.words.start - 2) : quote.words.start]


def _key(text: str) -> str:
    return fold(text).strip(" .,;:!¡?¿")


def _is_told(text: str, told: set[str]) -> bool:
    key = _key(text)
    return any(key in each or each in key for each in told)


def _mark(reading: Reading, config: Config) -> SubjectMark:
    subject = config.subject[reading.subject_id]
    return SubjectMark(id=subject.id, name=clean(subject.name), stance=reading.stance)


def _saying(
    entry: Entry, outlet: Outlet, quote: Quote, *, text: str, own: bool, about: SubjectMark | None
) -> Saying:
    return Saying(
        text=text,
        speaker=clean(quote.speaker)[:SPEAKER_ROOM],
        own=own,
        about=about,
        where=reference(entry, outlet),
    )


def reference(entry: Entry, outlet: Outlet) -> Reference:
    clipping = entry.clipping
    return Reference(outlet=clean(outlet.name), title=headline(clipping), url=link(clipping.url))
