"""Lists of subscriptions (OPML): what another reader kept, as outlets; and our feeds, for others.

Feeds of one host are one outlet, but where many outlets share a host: there a name tells them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import listparser

from monitor import urls
from monitor.collectors import answers, markup
from monitor.config import Config, Outlet
from monitor.configfile.adding import NewOutlet, NewSource
from monitor.discovery.identity import outlet_id, outlet_name
from monitor.discovery.knowledge import guess, host_of, is_address, is_shared, scope_of
from monitor.errors import SintesisError
from monitor.folding import fold
from monitor.sandbox import Killed, Sandbox

LIMIT = 5_000_000  # bytes
MOST = 5_000  # feeds
SCOPES = {"local": "Locales", "state": "Estatales", "national": "Nacionales"}
CHECK = "revíselo"

_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>\s*")
_READERS = re.compile(r"^feed:(https?:)?", re.IGNORECASE)  # the scheme of programs that read feeds

_SANDBOX = Sandbox(seconds=20, megabytes=1_000, children=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed of a list, and the folders that hold it, from the outermost."""

    url: str
    title: str
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a list brings to the office."""

    outlets: tuple[NewOutlet, ...] = ()
    sources: Mapping[str, tuple[NewSource, ...]] = field(default_factory=dict)  # by outlet
    known: tuple[Subscription, ...] = ()  # read already, or twice in the list
    refused: tuple[Subscription, ...] = ()  # no address that can be read


def read(body: bytes) -> tuple[Subscription, ...]:
    """The feeds of a list, in its order. Raises SintesisError for what is no list."""
    if len(body) > LIMIT:
        raise SintesisError(f"la lista pasa de {LIMIT // 1_000_000} MB; divídala")
    try:
        return _SANDBOX.call(parse, body)
    except Killed as killed:
        raise SintesisError("la lista no se pudo leer; expórtela de nuevo") from killed


def parse(body: bytes) -> tuple[Subscription, ...]:
    """`read` without its limits of time and memory."""
    # Bytes, always: text that begins as an address would be asked of the network.
    found = listparser.parse(_plain(body))
    feeds = [_subscription(feed) for feed in found.feeds[:MOST]]
    if not feeds and not found.version.startswith("opml"):
        raise SintesisError("no es una lista OPML; expórtela como OPML desde su lector")
    return tuple(feeds)


def _plain(body: bytes) -> bytes:
    """As UTF-8 from its first tag on, whatever it declares: lists pass through many programs."""
    text = answers.with_whole_ampersands(answers.as_xml(answers.as_written(body, None)))
    told = _DECLARATION.sub("", text.lstrip())
    return f'<?xml version="1.0" encoding="utf-8"?>{told}'.encode("utf-8", "replace")


def _subscription(feed: Mapping[str, Any]) -> Subscription:
    folders: Sequence[str] = next(iter(feed.get("categories") or ()), ())
    url = str(feed.get("url") or "").strip()
    return Subscription(
        url=_READERS.sub(lambda found: found[1] or "http:", url),
        title=markup.line(str(feed.get("title") or ""), limit=200),
        folders=tuple(markup.line(str(folder), limit=100) for folder in folders),
    )


def imported(found: Sequence[Subscription], config: Config | None, *, day: str) -> Imported:
    """What the office does not read yet: new outlets, and more sources of those that it has."""
    seen = {_key(source.address) for source in config.sources.values()} if config else set()
    known: list[Subscription] = []
    refused: list[Subscription] = []
    new: dict[str, list[Subscription]] = {}
    for each in found:
        if not is_address(each.url):
            refused.append(each)
        elif _key(each.url) in seen:
            known.append(each)
        else:
            seen.add(_key(each.url))
            new.setdefault(_owner(each), []).append(each)
    homes = _homes(config) if config else {}
    more = {homes[owner]: group for owner, group in new.items() if owner in homes}
    rest = [group for owner, group in new.items() if owner not in homes]
    return Imported(
        outlets=_outlets(rest, taken=set(config.outlet) if config else set(), day=day),
        sources={each: _sources(group, day=day) for each, group in more.items()},
        known=tuple(known),
        refused=tuple(refused),
    )


def _key(url: str) -> str:
    """The same for http and https, and with or without www."""
    parts = urlsplit(urls.canonical(url) or url)
    return f"{host_of(url)}{parts.path.rstrip('/')}?{parts.query}"


def _owner(each: Subscription) -> str:
    """What the feeds of one outlet share."""
    host = host_of(each.url)
    return f"{host} {fold(each.title)}" if is_shared(host) else host


def _homes(config: Config) -> Mapping[str, str]:
    """The outlet of each host that we read."""
    hosts = {
        host_of(source.address): outlet.id
        for outlet in reversed(config.outlets)
        for source in outlet.sources
        if source.url is not None
    }
    return {host: outlet for host, outlet in hosts.items() if not is_shared(host)}


def _outlets(
    groups: Sequence[Sequence[Subscription]], *, taken: set[str], day: str
) -> tuple[NewOutlet, ...]:
    found = []
    for group in groups:
        host = host_of(group[0].url)
        name = outlet_name([each.title for each in group], "" if is_shared(host) else host)
        guessed = guess(name, host)
        folders = [] if guessed.scope == "government" else reversed(group[0].folders)
        scope = next(filter(None, map(scope_of, folders)), guessed.scope)
        identity = outlet_id(name, taken)
        taken.add(identity)
        found.append(
            NewOutlet(
                id=identity,
                name=name,
                scope=scope,
                medium=guessed.medium,
                sources=_sources(group, day=day),
                check=CHECK,
            )
        )
    return tuple(found)


def _sources(group: Sequence[Subscription], *, day: str) -> tuple[NewSource, ...]:
    return tuple(
        NewSource(kind="feed", url=each.url, remark=f"{day}: {_origin(each)}") for each in group
    )


def _origin(each: Subscription) -> str:
    path = " / ".join(each.folders)
    return f"de una lista OPML{f', carpeta «{path}»' if path else ''}; sin probar todavía"


def write(config: Config, *, now: datetime) -> bytes:
    """Our feeds as OPML 2.0: a folder for each reach, and in it the outlets of the file."""
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = f"Medios de {config.profile.office}"
    ElementTree.SubElement(head, "dateCreated").text = format_datetime(now)
    body = ElementTree.SubElement(root, "body")
    for scope, label in {**SCOPES, "government": "Gobierno"}.items():
        rows = [row for outlet in config.outlets if outlet.scope == scope for row in _rows(outlet)]
        if rows:
            folder = ElementTree.SubElement(body, "outline", text=label, title=label)
            folder.extend(ElementTree.Element("outline", row) for row in rows)
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _rows(outlet: Outlet) -> list[dict[str, str]]:
    return [
        {
            "text": outlet.name,
            "title": outlet.name,
            "type": "rss",
            "xmlUrl": source.address,
            "htmlUrl": _home(source.address),
        }
        for source in outlet.sources
        if source.kind == "feed"
    ]


def _home(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def left_out(config: Config) -> int:
    """Sources that no list of feeds can hold."""
    return sum(source.kind != "feed" for source in config.sources.values())
