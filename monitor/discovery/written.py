"""What was discovered in words of the office: a row for each place, and the outlet's YAML."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from urllib.parse import urlsplit

from monitor.configfile.adding import NewOutlet, NewSource
from monitor.discovery import Discovery
from monitor.discovery.choice import pace
from monitor.discovery.front import Candidate, Found
from monitor.discovery.identity import outlet_id
from monitor.discovery.knowledge import guess, host_of
from monitor.discovery.opml import CHECK
from monitor.discovery.trial import LONG, Trial
from monitor.model import Outcome

FOUND: Mapping[Found, str] = {
    Found.GIVEN: "la que se dio",
    Found.ANNOUNCED: "anunciada en la página",
    Found.ROBOTS: "en su robots.txt",
    Found.INTERFACE: "interfaz anunciada de WordPress",
    Found.LINKED: "enlazada en la página",
    Found.USUAL: "donde suele estar",
    Found.PAGE: "la propia página",
}
_EVERY = {
    timedelta(minutes=15): "15 min",
    timedelta(minutes=30): "30 min",
    timedelta(hours=1): "1 h",
}
_SHUT = frozenset({Outcome.BLOCKED, Outcome.PAYWALLED, Outcome.ROBOTS})


def outlet_of(
    found: Discovery, *, taken: Collection[str], now: datetime, zone: tzinfo
) -> NewOutlet | None:
    """The outlet as `sources.yaml` would have it; None where nothing can be read."""
    sources = _sources(found, now=now, zone=zone)
    if not sources:
        return None
    guessed = guess(found.front.name, host_of(found.front.url))
    return NewOutlet(
        id=outlet_id(found.front.name, taken),
        name=found.front.name,
        scope=guessed.scope,
        medium=guessed.medium,
        sources=sources,
        check=CHECK,
        notes=_others(found, sources),
    )


def _sources(found: Discovery, *, now: datetime, zone: tzinfo) -> tuple[NewSource, ...]:
    day = f"{now.astimezone(zone):%Y-%m-%d}"
    chosen = tuple(
        _source(each, found, day=day, zone=zone, first=not number)
        for number, each in enumerate(found.choice.chosen)
    )
    if any(each.kind != "page" for each in chosen):
        return chosen
    # A page alone is a poor source: what is declared and did not answer today may do so tomorrow.
    return (*_silent(found, day=day), *chosen) or _untried(found, day=day)


def _silent(found: Discovery, *, day: str) -> tuple[NewSource, ...]:
    """What is declared and may answer another day: the feed of the whole site, else its maps."""
    passing = [each for each in found.choice.failed if each.passing]
    feed = whole([each.candidate for each in passing if each.candidate.kind == "feed"])
    maps = [each.candidate for each in passing if each.candidate.found is Found.ROBOTS]
    waiting = [feed] if feed else maps
    details = {each.candidate.url: each.detail for each in passing}
    return tuple(
        NewSource(
            kind=each.kind,
            url=each.url,
            remark=f"{day}: {FOUND[each.found]}; no contestó: {details[each.url]}",
        )
        for each in waiting
    )


def _untried(found: Discovery, *, day: str) -> tuple[NewSource, ...]:
    """Of a saved page: the feed of the whole site; without one, the page itself."""
    best = whole([each for each in found.untried if each.kind == "feed"])
    if best:
        words = f"{day}: {FOUND[best.found]}; sin probar: pruébela con «sintesis sources check»"
        return (NewSource(kind=best.kind, url=best.url, remark=words),)
    return tuple(
        NewSource(kind="page", url=each.url, remark=f"{day}: {_listed(each)}")
        for each in found.choice.ranked
        if each.candidate.kind == "page"
    )


def whole(candidates: Sequence[Candidate]) -> Candidate | None:
    """The feed of the whole site, and not of a section: the one of shortest path."""
    return min(candidates, key=lambda each: len(urlsplit(each.url).path), default=None)


def _listed(trial: Trial) -> str:
    return f"sin canal a la vista; la página lista {counted(len(trial.items))}"


def _source(trial: Trial, found: Discovery, *, day: str, zone: tzinfo, first: bool) -> NewSource:
    keys = {"every": _EVERY[pace(trial)]}
    if first and _carries_all(trial, found):
        keys["text"] = "entry"
    return NewSource(
        kind=trial.candidate.kind,
        url=trial.url,
        keys=keys,
        remark=f"{day}: {FOUND[trial.candidate.found]}; {said(trial, zone=zone)}",
    )


def _carries_all(trial: Trial, found: Discovery) -> bool:
    """Its entries are the pieces: posts without title, or notes whose pages do not let us in."""
    untitled = sum(bool(item.text) and not item.title for item in trial.items)
    shut = found.opened is not None and found.opened.outcome in _SHUT
    return 2 * untitled > len(trial.items) or (shut and 2 * trial.long > len(trial.items))


def said(trial: Trial, *, zone: tzinfo) -> str:
    """ "10 notas, la más nueva del 22/11/2026 08:15, 8 con texto completo"."""
    parts = [counted(len(trial.items))]
    if trial.newest:
        parts.append(f"la más nueva del {trial.newest.astimezone(zone):%d/%m/%Y %H:%M}")
    if trial.long:
        parts.append(f"{trial.long} con texto completo")
    return ", ".join(parts)


def counted(notes: int) -> str:
    return "1 nota" if notes == 1 else f"{notes} notas"


def _others(found: Discovery, sources: Sequence[NewSource]) -> tuple[str, ...]:
    """What else answers, for whoever wants a section alone or the notes by another way."""
    taken = {each.url for each in sources}
    repeated = {each.trial.candidate.url for each in found.choice.repeats}
    lines = [
        f"También contesta{_same(each, repeated)}: {each.candidate.kind} {each.url}"
        for each in found.choice.ranked
        if each.url not in taken
    ]
    untried = [
        f"Sin probar, {FOUND[each.found]}: {each.kind} {each.url}"
        for each in found.untried
        if each.url not in taken and each.found is not Found.USUAL
    ]
    silent = [
        f"No contestó, {FOUND[each.candidate.found]}: {each.candidate.kind} {each.candidate.url}"
        for each in found.choice.failed
        if each.passing and each.candidate.url not in taken
    ]
    return (*lines, *untried, *silent)


def _same(trial: Trial, repeated: Collection[str]) -> str:
    return ", con lo mismo" if trial.candidate.url in repeated else ""


def verdict(found: Discovery) -> str:
    """What happens to whoever opens a note of the best source."""
    if found.opened is None:
        return ""
    if found.opened.outcome is None:
        letters = f"{found.opened.letters:,}"
        short = " (es corta)" if found.opened.letters < LONG else ""
        return f"Sus notas se abren: la más nueva trae {letters} letras{short}."
    return f"Sus notas no se pueden leer: {found.opened.detail or found.opened.outcome.value}."
