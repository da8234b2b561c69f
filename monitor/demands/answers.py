"""What an office's answer says of a demand: its state, or that it cannot be told. Pure.

Precision comes first: an answer of which two things may be understood says nothing here, and a
person decides. Its words are in `answers.toml`: a new turn of phrase is a row there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from monitor.decoding import tidy
from monitor.folding import compose, fold
from monitor.labels import DemandState

NOTE_ROOM: Final = 2_000  # characters that the demand's history keeps of an answer
SEEN: Final = 6_000  # characters that are looked at: whoever answers says it at the beginning
FOLIO: Final = re.compile(r"(?<![\d-])(20\d{2})\s?[-–—]\s?(\d{5,7})(?![\d-])")

UNCLEAR: Final = "no se entiende qué estado da"
EMPTY: Final = "no dice nada"
TWO: Final = "se entienden dos cosas distintas"
ASKS: Final = "es una pregunta"
PARTLY: Final = "dice que algo falta"
WHOSE: Final = "dice que toca a otra área y no a qué autoridad"
OURS: Final = "dice que toca a otra dependencia nuestra: reasígnela"

_ATTENDED, _IN_PROGRESS = DemandState.ATTENDED, DemandState.IN_PROGRESS
_DECLINED, _NOT_OURS = DemandState.DECLINED, DemandState.NOT_OURS
_CLAUSE = re.compile(r"[^.;:!\n]+[.;:!\n]?")
_BREATH = re.compile(r"[,()]")
_AFFIRMED = re.compile(r"\b[sS][íÍ]\b")
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}")
_STOP: Final = r"\s*(?:$|[.,;:!()\n–—-])"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was understood: a state, a mere acknowledgement, or the reason why nothing."""

    state: DemandState | None = None
    acknowledged: bool = False
    body: str = ""  # the authority that it names when it is not ours
    note: str = ""
    reason: str = ""


def folios(words: str) -> tuple[str, ...]:
    """The folios that are written in a text, each once."""
    found = (f"{year}-{number}" for year, number in FOLIO.findall(words))
    return tuple(dict.fromkeys(found))


def understood(words: str, *, subject: str = "", offices: Iterable[str] = ()) -> Said:
    """What the words of an answer say; `offices` are the names of ours.

    The subject counts only where the words are none: it is the card's own, unless the answer was
    begun by one of the card's links.
    """
    note = noted(words)
    plain = _INITIALS.sub(_without_stops, _plain(_AFFIRMED.sub("  ", note)[:SEEN]))
    if not plain.strip():
        return _begun(subject)
    explicit, rest = _explicit(plain)
    told = _told(rest, note, offices)
    if explicit is None:
        return _said(told, note)
    if told.state not in (None, explicit) or told.reason == TWO:
        return Said(note=note, reason=TWO)
    if explicit is _ATTENDED and _rules()["lacking"].search(rest):
        return Said(note=note, reason=PARTLY)
    body = told.body or (_named(plain) if explicit is _NOT_OURS else "")
    return Said(state=explicit, body=body, note=_after(explicit, note))


def noted(words: str) -> str:
    """The words without what says nothing: greeting, folio, empty labels."""
    lines = [tidy(line) for line in words.split("\n")]
    kept = [line for line in lines if line and not _is_empty(fold(compose(line)))]
    text = "\n".join(kept)
    return text if len(text) <= NOTE_ROOM else text[: NOTE_ROOM - 1] + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    state: DemandState | None = None
    acknowledged: bool = False
    body: str = ""
    reason: str = UNCLEAR


def _said(told: _Told, note: str) -> Said:
    reason = "" if told.state or told.acknowledged else told.reason
    return Said(
        state=told.state,
        acknowledged=told.acknowledged,
        body=told.body,
        note=note,
        reason=reason,
    )


def _begun(subject: str) -> Said:
    """An answer without words: one of the card's links may have put them in its subject."""
    after = FOLIO.split(subject)[-1] if FOLIO.search(subject) else ""
    plain = _plain(after).strip(" ])}.:-")
    state, rest = _explicit(plain)
    return Said(state=state) if state and not rest.strip() else Said(reason=EMPTY)


def _told(plain: str, note: str, offices: Iterable[str]) -> _Told:
    rules = _rules()
    plain = rules["courtesy"].sub(lambda found: " " * len(found[0]), plain)
    if rules["acknowledged"].fullmatch(plain):
        return _Told(acknowledged=True)
    clauses = [each[0] for each in _CLAUSE.finditer(plain)]
    asked = any(rules["question"].search(each) for each in clauses)
    found = {state for state in _CUES if _is_said(state, plain, note)}
    whose = _whose(plain, offices)
    if whose.state:
        found = (found - {_DECLINED}) | {_NOT_OURS}
    if len(found) > 1 or (found and whose.reason in (OURS, WHOSE)):
        return _Told(reason=TWO)
    if asked:
        return _Told(reason=ASKS)
    if not found:
        return _Told(reason=whose.reason or UNCLEAR)
    state = next(iter(found))
    return _doubted(state, plain) or _Told(state=state, body=whose.body)


def _doubted(state: DemandState, plain: str) -> _Told | None:
    rules = _rules()
    if state is _ATTENDED and rules["pending"].search(plain):
        return _Told(reason=PARTLY)
    if state is _DECLINED and rules["postponed"].search(plain):
        return _Told()
    if state is _IN_PROGRESS and rules["unfunded"].search(plain):
        return _Told()
    return None


def _is_said(state: DemandState, plain: str, note: str) -> bool:
    """Whether some cue of that state stands, and nothing before it takes it back."""
    for start, clause in _clauses(plain):
        for cue in _rules()[state.value].finditer(clause):
            if cue["bare"] and _is_noun(note[start + cue.start("bare") : start + cue.end("bare")]):
                continue
            if not _is_taken_back(state, clause[: cue.start()]):
                return True
    return False


def _is_noun(word: str) -> bool:
    """Alone, "cambio" is a change and "cambió" one that was made."""
    return word.endswith(("o", "O"))


def _clauses(plain: str) -> Iterator[tuple[int, str]]:
    for found in _CLAUSE.finditer(plain):
        lead = len(found[0]) - len(found[0].lstrip())
        yield found.start() + lead, found[0].strip()


def _is_taken_back(state: DemandState, before: str) -> bool:
    breath = _BREATH.split(before)[-1]
    if state is _IN_PROGRESS:
        return bool(_rules()["hindered"].search(breath))
    return bool(_rules()["before"].search(breath))


def _whose(plain: str, offices: Iterable[str]) -> _Told:
    """Whose it is, as it says: another authority that we know, or another of our offices."""
    names = [_bare(name) for name in offices]
    elsewhere = False
    for _, clause in _clauses(plain):
        for cue in _rules()[_NOT_OURS.value].finditer(clause):
            rest = clause[cue.end() :][:120]
            body = _named(rest)
            denied = bool(_rules()["denied"].search(clause[: cue.start()]))
            if body and not denied:
                return _Told(state=_NOT_OURS, body=body)
            if any(name and name in rest for name in names) and not denied:
                return _Told(reason=OURS)
            elsewhere |= denied or bool(re.search(r"\botr[oa] (?:area|dep|dir|inst)", rest))
    return _Told(reason=WHOSE if elsewhere else "")


def _named(words: str) -> str:
    """The first authority that the words name."""
    found = (
        (match.start(), name) for name, body in _bodies().items() if (match := body.search(words))
    )
    return min(found, default=(0, ""))[1]


def _bare(name: str) -> str:
    """ "Dirección de Servicios Públicos" → "servicios publicos"."""
    return _rules()["office_kind"].sub("", _plain(name))


def _explicit(plain: str) -> tuple[DemandState | None, str]:
    """The state that it begins with, in the words that the card asks for; and the rest.

    The rest is as long as the whole, so that offsets still hold.
    """
    label = _rules()["label"].match(plain)
    start = label.end() if label else 0
    for state, pattern in _explicits().items():
        if found := pattern.match(plain, start):
            return state, " " * found.end() + plain[found.end() :]
    return None, plain


def _after(state: DemandState, note: str) -> str:
    """The note without the word of the card that it begins with, if it says something more."""
    first, _, rest = note.partition("\n")
    begun, more = _explicit(_plain(first))
    return rest.strip() if begun is state and not more.strip(" .,;:!") else note


def _is_empty(line: str) -> bool:
    rules = _rules()
    line = line.strip(" .,;:-*_·")
    return (
        not line
        or bool(rules["greeting"].fullmatch(line))
        or bool(rules["folio"].fullmatch(line))
        or bool(rules["label"].fullmatch(f"{line}:"))
    )


def _without_stops(initials: re.Match[str]) -> str:
    """The stops of "C.F.E." end no sentence."""
    return initials[0].replace(".", "·")


def _plain(text: str) -> str:
    return fold(compose(text))


_CUES: Final = (_ATTENDED, _IN_PROGRESS, _DECLINED)


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("answers.toml").read_text(encoding="utf-8"))


@cache
def _rules() -> Mapping[str, re.Pattern[str]]:
    table = _table()
    words = _forms()
    cues = {name: _compiled(cues, words) for name, cues in table["cues"].items()}
    plain = {name: re.compile(pattern) for name, pattern in table["empty"].items()}
    unsaid = {
        name: re.compile(rows if isinstance(rows, str) else "|".join(rows))
        for name, rows in table["not_said"].items()
    }
    acknowledged = re.compile(
        rf"[\s.,;:!]*(?:{table['empty']['acknowledgement']}(?:[\s.,;:!]+|$))+"
    )
    return cues | plain | unsaid | {"acknowledged": acknowledged}


def _compiled(cues: Sequence[str], words: Mapping[str, str]) -> re.Pattern[str]:
    pattern = "|".join(cues)
    for name, forms in words.items():
        pattern = pattern.replace(f"<{name}>", forms)
    return re.compile(pattern if "(?P<bare>" in pattern else f"{pattern}|(?P<bare>(?!))")


def _forms() -> Mapping[str, str]:
    """The forms of the verbs and nouns of work, as patterns."""
    verbs = _table()["verbs"]
    regular = "|".join(verbs["ar"])
    return {
        "done_we": f"(?:(?:re)?(?:{regular})amos|{'|'.join(verbs['done_we'])})",
        "done": f"(?:(?:re)?(?:{regular})(?:o|aron)|{'|'.join(verbs['done'])})",
        "ready": f"(?:(?:re)?(?:{regular})ad|{'|'.join(verbs['ready'])})(?:[oa]s?)",
        "core": f"(?:{'|'.join(verbs['core'])})[oa]s?",
        "will": f"(?:(?:{regular})ar|{'|'.join(verbs['will'])})(?:a|an|emos)",
        "work": f"(?:{'|'.join(_table()['nouns']['work'])})",
    }


@cache
def _explicits() -> Mapping[DemandState, re.Pattern[str]]:
    rows = _table()["explicit"]
    return {DemandState(key): re.compile(f"(?:{'|'.join(rows[key])})(?={_STOP})") for key in rows}


@cache
def _bodies() -> Mapping[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in _table()["bodies"].items()}
