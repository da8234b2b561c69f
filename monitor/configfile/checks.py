"""What no single value shows: repeated ids and addresses, dates that overlap, names too short.

A check is a function from the tree to its problems; add it to CHECKS.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from urllib.parse import urlsplit

from monitor.config import SECTIONS, chat_variable
from monitor.configdemands import TAXONOMY
from monitor.configfile.messages import say
from monitor.configfile.tree import Location, Problem, Tree
from monitor.configfile.wording import got, hint, near
from monitor.configvalues import mailbox_address
from monitor.sourcekinds import KINDS

SHORTEST = 3  # letters or digits of a name that may stand anywhere

Check = Callable[[Tree], Iterator[Problem]]


def checked(tree: Tree) -> Iterator[Problem]:
    """All that the checks find."""
    for check in CHECKS:
        yield from check(tree)


def _each(tree: Tree, *starts: Location) -> Iterator[Location]:
    """The items of the lists at these locations, however broken the rest of the file is."""
    for start in starts:
        value = tree.at(start)
        if isinstance(value, list):
            yield from ((*start, index) for index in range(len(value)))


def _texts(tree: Tree, places: Iterable[Location]) -> Iterator[tuple[Location, str]]:
    for where in places:
        if isinstance(value := tree.at(where), str):
            yield where, value


def _sources(tree: Tree) -> Iterator[Location]:
    for outlet in _each(tree, ("outlets",)):
        yield from _each(tree, (*outlet, "sources"))


def _repeated(
    tree: Tree, places: Iterable[Location], *, name: str, same: Callable[[str], str]
) -> Iterator[Problem]:
    first: dict[str, Location] = {}
    for where, value in _texts(tree, places):
        key = same(value)
        if key in first:
            line = tree.places[first[key]][0]
            yield tree.problem(where, say(name, got=got(value), line=line))
        first.setdefault(key, where)


def _ids(tree: Tree) -> Iterator[Problem]:
    for section in ("subjects", "outlets", "offices"):
        places = ((*where, "id") for where in _each(tree, (section,)))
        yield from _repeated(tree, places, name="duplicate_id", same=str)


def _lists(tree: Tree) -> Iterator[Problem]:
    """Two lists may not share an id, nor the variable of the environment that it gives a chat."""
    places = ((*where, "id") for where in _each(tree, ("lists",)))
    yield from _repeated(tree, places, name="duplicate_id", same=chat_variable)
    shown = tree.at(("profile", "digest", "sections"))
    for where, section in _texts(
        tree,
        (each for found in _each(tree, ("lists",)) for each in _each(tree, (*found, "sections"))),
    ):
        if isinstance(shown, list) and shown and section in SECTIONS and section not in shown:
            yield tree.problem(where, say("section_left_out", got=got(section)))


def _addresses(tree: Tree) -> Iterator[Problem]:
    plain = (where for where in _sources(tree) if not _asked(tree, where))
    yield from _repeated(
        tree, ((*where, "url") for where in plain), name="duplicate_url", same=_address
    )


def _asked(tree: Tree, source: Location) -> bool:
    """Whether it asks a network for something: many sources have its one address."""
    return any(tree.at((*source, key)) for key in ("account", "query", "hashtag"))


def _address(url: str) -> str:
    """An address as servers tell them apart: neither the host's case nor a fragment counts."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path = parts.path if parts.query else parts.path.rstrip("/")
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{path}?{parts.query}"


def _recipients(tree: Tree) -> Iterator[Problem]:
    places = _each(tree, ("profile", "recipients"))
    yield from _repeated(tree, places, name="duplicate_recipient", same=_recipient)
    for found in _each(tree, ("lists",)):
        every = _each(tree, *((*found, key) for key in ("to", "cc", "bcc")))
        yield from _repeated(tree, every, name="duplicate_recipient", same=_recipient)


def _recipient(text: str) -> str:
    return mailbox_address(text).lower()


def _kinds(tree: Tree) -> Iterator[Problem]:
    for where, kind in _texts(tree, ((*source, "kind") for source in _sources(tree))):
        if kind not in KINDS:
            meant = near(kind, list(KINDS))
            tip = hint("near", near=meant) if meant else hint("kinds")
            yield tree.problem(where, say("unknown_kind", got=got(kind), hint=tip))


def _computed(tree: Tree) -> Iterator[Problem]:
    for source in _sources(tree):
        for where, _ in _texts(tree, ((*source, key) for key in ("id", "outlet_id"))):
            yield tree.problem(where, say("computed_key"))


def _no_subjects(tree: Tree) -> Iterator[Problem]:
    if tree.at(("subjects",)) == []:
        yield tree.problem(("subjects",), say("no_subjects"))


def _approval(tree: Tree) -> Iterator[Problem]:
    """The key alone, without a value, would silently ask for nothing."""
    where = ("profile", "digest", "approval")
    if where in tree.places and tree.at(where) is None:
        yield tree.problem(where, say("empty_approval"))


def _alerts(tree: Tree) -> Iterator[Problem]:
    """Likewise: nobody who writes the key wants no alerts."""
    where = ("profile", "alerts")
    if where in tree.places and tree.at(where) is None:
        yield tree.problem(where, say("empty_alerts"))


def _backup(tree: Tree) -> Iterator[Problem]:
    """Likewise: nobody who writes the key wants no backups."""
    where = ("backup",)
    if where in tree.places and tree.at(where) is None:
        yield tree.problem(where, say("empty_backup"))


def _names(tree: Tree) -> Iterator[Problem]:
    for where, name in _texts(tree, _places_of_names(tree)):
        if 0 < sum(map(str.isalnum, name)) < SHORTEST or (name and not any(map(str.isalnum, name))):
            yield tree.problem(where, say("short_alias", got=got(name)))


def _places_of_names(tree: Tree) -> Iterator[Location]:
    """Every text that is searched for in what we read."""
    yield from _each(tree, ("profile", "places"))
    for subject in _each(tree, ("subjects",)):
        yield from _each(tree, *((*subject, key) for key in ("aliases", "short", "roles")))
        yield from ((*alias, "text") for alias in _each(tree, (*subject, "aliases")))
        for holder in _each(tree, (*subject, "holders")):
            yield (*holder, "name")
            yield from _each(tree, (*holder, "aliases"), (*holder, "short"))


def _holders(tree: Tree) -> Iterator[Problem]:
    for subject in _each(tree, ("subjects",)):
        terms = []
        for where in _each(tree, (*subject, "holders")):
            since, until = _day(tree, (*where, "since")), _day(tree, (*where, "until"))
            if since and until and since > until:
                words = say("holder_backwards", since=since, until=until)
                yield tree.problem((*where, "until"), words)
            elif since is not None and until is not None:
                terms.append((since, until, where))
        yield from _overlaps(tree, terms)


def _overlaps(tree: Tree, terms: list[tuple[date, date, Location]]) -> Iterator[Problem]:
    """Each term that begins before an earlier one has ended."""
    longest: tuple[date, Location] = (date.min, ())
    for since, until, where in sorted(terms):
        if longest[1] and since <= longest[0]:
            names = {"name": tree.at((*where, "name")), "other": tree.at((*longest[1], "name"))}
            line = tree.places[longest[1]][0]
            yield tree.problem((*where, "since"), say("holders_overlap", line=line, **names))
        longest = max(longest, (until, where))


def _day(tree: Tree, where: Location) -> date | None:
    """The day a term begins or ends, the end of time when none is said, None when it is no day."""
    value = tree.at(where)
    if value is None:
        return date.min if where[-1] == "since" else date.max
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _categories(tree: Tree) -> Iterator[Problem]:
    """What an office or a rule attends is a category, and no two offices attend the same."""
    own = [(*where, "id") for where in _each(tree, ("demands", "categories"))]
    yield from _repeated(tree, own, name="duplicate_id", same=str)
    known = [*TAXONOMY, *(value for _, value in _texts(tree, own))]
    claimed = list(_listed(tree, ("offices",)))
    for where, value in _texts(tree, [*claimed, *_listed(tree, ("demands", "routes"))]):
        if value not in known:
            yield tree.problem(
                where, say("unknown_category", got=got(value), hint=_near(value, known))
            )
    yield from _repeated(tree, claimed, name="duplicate_category", same=str)


def _listed(tree: Tree, start: Location) -> Iterator[Location]:
    """The categories of each office, or of each rule."""
    for where in _each(tree, start):
        yield from _each(tree, (*where, "categories"))


def _routes(tree: Tree) -> Iterator[Problem]:
    known = [value for _, value in _texts(tree, _office_ids(tree))]
    places = ((*where, "office") for where in _each(tree, ("demands", "routes")))
    for where, value in _texts(tree, places):
        if value not in known:
            yield tree.problem(
                where, say("unknown_office", got=got(value), hint=_near(value, known))
            )


def _office_ids(tree: Tree) -> Iterator[Location]:
    yield from ((*where, "id") for where in _each(tree, ("offices",)))


def _near(value: str, known: list[str]) -> str:
    meant = near(value, known)
    return hint("near", near=meant) if meant else hint("demands")


def _weekly(tree: Tree) -> Iterator[Problem]:
    """A mail of the week that nobody would receive."""
    where = ("demands", "weekly")
    addressed = _texts(tree, ((*office, "email") for office in _each(tree, ("offices",))))
    if isinstance(tree.at(where), str) and not (tree.at(("mail",)) and any(addressed)):
        yield tree.problem(where, say("weekly_to_nobody"))


CHECKS: tuple[Check, ...] = (
    _ids,
    _lists,
    _addresses,
    _recipients,
    _kinds,
    _computed,
    _no_subjects,
    _approval,
    _alerts,
    _backup,
    _names,
    _holders,
    _categories,
    _routes,
    _weekly,
)
