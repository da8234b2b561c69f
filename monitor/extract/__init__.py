"""Page bytes → the piece, or why there is none; pure: no network, no clock.

    bytes ─decode→ html ─facts→ what the page states ─verdict→ refused?
                          └─prune, trafilatura, lines→ text ─verdict→ refused? → Article

What leaks, which names mean noise, what tells a section page: tables of `rules/`, one line a rule.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from monitor import decoding, urls
from monitor.extract import body as bodies
from monitor.extract import facts, fields, lines, titles, verdict
from monitor.extract.facts import Facts
from monitor.model import Article, Item, Rejected

__all__ = ["extract"]


def extract(
    body: bytes,
    *,
    url: str,
    charset: str | None = None,
    zone: tzinfo,
    now: datetime,
    hint: Item | None = None,
) -> Article | Rejected:
    """The piece of a page; dates without a zone are of `zone`, `hint` is what the feed said."""
    if refused := verdict.of_bytes(body):
        return refused
    page = facts.read(bodies.calm(decoding.decode(body, charset)))
    address = urls.canonical(page.canonical, url or None) if page.canonical else None
    here = _own_address(page, url=url, canonical=address)
    if refused := verdict.of_facts(page, url=here):
        return refused
    stated = _stated(page, url=here, canonical=address, zone=zone, now=now, hint=hint)
    return _with_text(stated, page, url=here)


def _own_address(page: Facts, *, url: str, canonical: str | None) -> str:
    """Where the page stands on its own site, also when it was saved or copied to another."""
    stated = canonical or urls.canonical(page.meta("og:url") or "") or ""
    if not url or (stated and urlsplit(stated).netloc != urlsplit(url).netloc):
        return stated or url
    return url


def _stated(
    page: Facts,
    *,
    url: str,
    canonical: str | None,
    zone: tzinfo,
    now: datetime,
    hint: Item | None,
) -> Article:
    """All but the text; the feed's word stands where the page has none."""
    title = titles.title_of(page, url=url, hint=hint.title if hint else None)
    section = fields.section_of(page)
    announced = hint.published_at if hint else None
    return Article(
        title=title,
        text="",
        author=fields.author_of(page, url=url) or (hint.author if hint else None),
        published_at=fields.published_at(page, url=url, zone=zone, now=now, hint=announced),
        modified_at=fields.modified_at(page, zone=zone, now=now),
        section=section,
        kind=fields.kind_of(page, url=url, section=section, title=title),
        image_url=fields.image_of(page, url),
        url=canonical,
    )


def _with_text(stated: Article, page: Facts, *, url: str) -> Article | Rejected:
    """Changes the tree: nothing may read it afterwards but the verdict on headings."""
    bodies.strip(page)
    walled = verdict.is_walled(page)
    links = bodies.links(page, url)
    teasers = bodies.prune(page, url)
    raw = bodies.text_of(page)
    text = lines.clean(raw, title=stated.title, author=stated.author, links=links)
    listed = sum(1 for line in raw.split("\n") if lines.letters(line) in links)
    shown = verdict.Shown(
        title=stated.title, text=text, walled=walled, listed=listed, teasers=teasers
    )
    if refused := verdict.of_text(page, shown, url=url):
        return refused
    author = fields.signer(raw, stated.author)
    return replace(stated, text=text, author=author)
