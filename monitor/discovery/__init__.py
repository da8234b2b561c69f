"""Finds where an outlet announces its notes, tries each place and says which to read.

    page, robots.txt ─front→ candidates ─trial→ what they give ─choice→ sources ─written→ YAML

Few requests: what a site declares is tried; the usual places of its family only where that is not
enough, and until one answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from monitor import urls
from monitor.collectors import answers
from monitor.discovery.choice import Choice, judged
from monitor.discovery.front import (
    Candidate,
    Found,
    Front,
    distinct,
    own_address,
    read_front,
    sent_on,
    sitemaps_of,
    usual,
)
from monitor.discovery.knowledge import family, host_of
from monitor.discovery.trial import Opened, Trial, Visit, opened, tried
from monitor.errors import FetchError
from monitor.fetch import FEED_LIMIT, Fetch
from monitor.model import Page

__all__ = ["Discovery", "discover", "offline", "own_address"]

USUAL = 8  # usual places of one kind that are tried


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What was found at one address."""

    address: str
    front: Front
    choice: Choice = field(default_factory=Choice)
    untried: tuple[Candidate, ...] = ()  # of a saved page: nobody was asked
    opened: Opened | None = None  # a note of the best source
    problem: str | None = None  # why the page itself could not be read
    requests: int = 0


def offline(body: bytes, address: str, *, now: datetime, zone: tzinfo) -> Discovery:
    """What a saved page tells, without asking anybody; the page itself is tried as one."""
    front = read_front(body, address)
    listed = Candidate(kind="page", url=front.url, found=Found.PAGE)
    trial = tried(listed, _Saved(body), now=now, zone=zone)
    return Discovery(
        address=address,
        front=front,
        untried=distinct([*front.candidates, *_likely(front)]),
        choice=Choice(ranked=(trial,)) if trial.works else Choice(failed=(trial,)),
    )


def _likely(front: Front) -> Iterator[Candidate]:
    """The first place that a family has for what a page does not declare; unknown ones have none.

    Of WordPress the feed of the whole site too: what a section announces may be its own.
    """
    declared = {each.kind for each in front.candidates}
    for kind in ("feed", "sitemap", "wordpress") if front.family else ():
        places = [each for each in usual(front, family(front.family)) if each.kind == kind]
        yield from places[: 1 if kind not in declared or kind == "feed" else 0]


class _Saved:
    """The door to one page, which is here already."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __call__(self, url: str, **_: object) -> Page:
        return Page(url=url, body=self._body, content_type="text/html")


def discover(address: str, fetch: Fetch, *, now: datetime, zone: tzinfo) -> Discovery:
    """What an outlet's address leads to, with a test read of each place."""
    visit = Visit(fetch)
    try:
        page = _arrived(visit, address)
    except FetchError as error:
        front = _without_page(address)
        problem: str | None = error.detail
    else:
        front, problem = _front(page, address, visit), None
    trials = list(_trials(front, visit, now=now, zone=zone))
    choice = judged(trials, now=now)
    best = choice.chosen[0] if choice.chosen else None
    return Discovery(
        address=address,
        front=front,
        choice=choice,
        opened=opened(best, visit, now=now, zone=zone) if best else None,
        problem=problem,
        requests=len(visit.pages),
    )


def _arrived(visit: Visit, address: str) -> Page:
    """The page at an address; the one that it sends every reader on to, where it is such a page."""
    page = visit(address, limit=FEED_LIMIT)
    onward = sent_on(page.body, page.url, charset=page.charset)
    return visit(onward, limit=FEED_LIMIT) if onward else page


def _without_page(address: str) -> Front:
    url = urls.canonical(address) or address
    return Front(url=url, name=host_of(url), family="", candidates=())


def _front(page: Page, address: str, visit: Visit) -> Front:
    """What the page tells; of a feed or a map, what the page of its site tells, and itself."""
    text = answers.decoded(page.body, page.charset)
    if answers.is_html(text) or answers.root_of(text) not in _ROOTS:
        return read_front(page.body, page.url, charset=page.charset)
    kind = "sitemap" if answers.root_of(text) in ("urlset", "sitemapindex") else "feed"
    given = Candidate(kind=kind, url=address, found=Found.GIVEN)
    home = _home(page.url, visit)
    return replace(home, candidates=distinct([given, *home.candidates]))


_ROOTS = frozenset({"rss", "feed", "rdf", "channel", "urlset", "sitemapindex"})


def _home(url: str, visit: Visit) -> Front:
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    try:
        page = visit(root, limit=FEED_LIMIT)
    except FetchError:
        return _without_page(root)
    return read_front(page.body, page.url, charset=page.charset)


def _trials(front: Front, visit: Visit, *, now: datetime, zone: tzinfo) -> Iterator[Trial]:
    """What is declared, and what an announced page of feeds lists; then the usual places."""
    declared = [*front.candidates, *_of_robots(front, visit)]
    places = usual(front, family(front.family))
    if front.family and not any(each.found is Found.GIVEN for each in declared):
        # The feed of a whole site is worth a request where only that of a section is announced.
        declared += [each for each in places if each.kind == "feed"][:1]
    found: list[Trial] = []
    for candidate in distinct(declared):
        if candidate.kind == "sitemap" and _has(found, now, "sitemap"):
            continue  # those of news come first, and a map may be of many files
        trial = tried(candidate, visit, now=now, zone=zone)
        inner = _listed(trial, visit) if not trial.works else ()
        found += [trial, *(tried(each, visit, now=now, zone=zone) for each in inner)]
    known = {each.candidate.url for each in found}
    for kind in ("feed", "wordpress", "sitemap"):
        if not _has(found, now, kind):
            waiting = [each for each in places if each.kind == kind and each.url not in known]
            found += _first_that_works(waiting[:USUAL], visit, now=now, zone=zone)
    if not _has(found, now):
        listed = Candidate(kind="page", url=front.url, found=Found.PAGE)
        found.append(tried(listed, visit, now=now, zone=zone))
    yield from found


def _has(found: Iterable[Trial], now: datetime, kind: str | None = None) -> bool:
    """One that works and lives, of a kind or of any."""
    of_kind = (each for each in found if kind in (None, each.candidate.kind))
    return any(each.works and not each.is_stale(now) for each in of_kind)


def _first_that_works(
    waiting: Iterable[Candidate], visit: Visit, *, now: datetime, zone: tzinfo
) -> Iterator[Trial]:
    """The first usual place that answers; that the others do not is no news."""
    for candidate in waiting:
        trial = tried(candidate, visit, now=now, zone=zone)
        if trial.works:
            yield trial
            return


def _of_robots(front: Front, visit: Visit) -> tuple[Candidate, ...]:
    parts = urlsplit(front.url)
    try:
        page = visit(f"{parts.scheme}://{parts.netloc}/robots.txt")
    except FetchError:
        return ()
    return sitemaps_of(answers.decoded(page.body, page.charset), page.url)


def _listed(trial: Trial, visit: Visit) -> tuple[Candidate, ...]:
    """The feeds of a page that lists them, where a link promised one."""
    page = visit.pages.get(trial.candidate.url)
    if trial.candidate.found is not Found.LINKED or not isinstance(page, Page):
        return ()
    inner = read_front(page.body, page.url, charset=page.charset)
    feeds = [each for each in inner.candidates if each.kind == "feed"]
    return tuple(each for each in feeds if each.url not in visit.pages)
