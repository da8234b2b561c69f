"""The edits of a draft, between its Edition and its Digest: what is shown, where, in whose words.

An edit says what a story is to be, so the last of a kind counts; one that was undone does not,
nor one of a story that is no longer here. Pure. To add a kind of edit: a line in `EditAction`,
and here the question that `digest` asks of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitor.edits import Edit, EditAction
from reports.accounts import Account
from reports.model import Sentence
from reports.sections import Chapter, attention
from reports.words import clean, word

PLACES = (EditAction.DROP, EditAction.PIN, EditAction.MOVE)
LONGEST = 1200  # characters of a summary that somebody writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What was edited of each story, by its id."""

    places: Mapping[str, Edit]  # where it is shown, or that it is not
    summaries: Mapping[str, Edit]

    def is_dropped(self, story_id: str) -> bool:
        place = self.places.get(story_id)
        return place is not None and place.action is EditAction.DROP


def edited(edits: Sequence[Edit], told: Iterable[Account]) -> Edited:
    """What holds of the edits of a draft, for the stories that it tells."""
    names = _names(told)
    places: dict[str, Edit] = {}
    summaries: dict[str, Edit] = {}
    for each in in_force(edits):
        story_id = names.get(each.story_id, each.story_id)
        if each.action in PLACES:
            places.pop(story_id, None)  # the order is that of the last words
            places[story_id] = each
        elif each.action is EditAction.SUMMARY:
            summaries[story_id] = each
    return Edited(places=places, summaries=summaries)


def in_force(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Those that nobody undid; to undo an undoing is to do again."""
    undone = _undone(edits)
    made = (each for each in edits if each.action is not EditAction.UNDO)
    return tuple(each for each in made if str(each.number) not in undone)


def is_undone(edit: Edit, edits: Sequence[Edit]) -> bool:
    return str(edit.number) in _undone(edits)


def _undone(edits: Sequence[Edit]) -> frozenset[str]:
    """The numbers of those that an edit in force undoes."""
    undone: set[str] = set()
    for each in reversed(edits):
        if each.action is EditAction.UNDO and str(each.number) not in undone:
            undone.add(each.before)
    return frozenset(undone)


def _names(told: Iterable[Account]) -> Mapping[str, str]:
    """How each story is named now, by every name that it may have had.

    A story has the id of one of its pieces: where two became one, what was said of either is of it.
    """
    names: dict[str, str] = {}
    for account in told:
        _, mark, apart = account.id.partition("-")
        for entry in account.entries:
            names[f"{entry.clipping.id}{mark}{apart}"] = account.id
    return names | {account.id: account.id for account in told}


def kept(told: Iterable[Account], said: Edited) -> list[Account]:
    """What the digest shows."""
    return [account for account in told if not said.is_dropped(account.id)]


def arranged(
    chapters: Sequence[Chapter], told: Sequence[Account], said: Edited
) -> Iterator[tuple[Chapter, tuple[Account, ...]]]:
    """What each section tells: the stories that somebody placed there, and those it takes."""
    there = {each.id for each in chapters}
    place = {key: each for key, each in said.places.items() if each.after in there}
    untold = [account for account in told if account.id not in place]
    for chapter in chapters:
        here = [each for each in told if each.id in place and place[each.id].after == chapter.id]
        chosen = chapter.choose(untold)
        if here and chapter.id == attention.ID:
            chosen = _ranked(here, chosen, place)
        elif here:
            ids = {account.id for account in (*here, *chosen)}
            chosen = tuple(account for account in told if account.id in ids)
        taken = {account.id for account in chosen}
        untold = [account for account in untold if account.id not in taken]
        yield chapter, chosen


def _ranked(
    here: Sequence[Account], chosen: Sequence[Account], place: Mapping[str, Edit]
) -> tuple[Account, ...]:
    """Pinned first, as they were pinned; what was only moved here last. Together, not too many."""
    order = list(place)
    ordered = sorted(here, key=lambda each: order.index(each.id))
    pinned = [each for each in ordered if place[each.id].action is EditAction.PIN]
    moved = [each for each in ordered if place[each.id].action is EditAction.MOVE]
    room = max(0, attention.MOST - len(here))
    return (*pinned, *chosen[:room], *moved)


def reasons(chapter: Chapter, account: Account, said: Edited) -> tuple[str, ...]:
    """Why it is where it is, when that is not plain: who put it there goes first."""
    own = chapter.explain(account)
    place = said.places.get(account.id)
    if place is None or place.after != chapter.id or chapter.id != attention.ID:
        return own
    return (word("edited", place.action.value).format(who=clean(place.made_by)), *own)


def summary(account: Account, said: Edited) -> tuple[Sentence, ...]:
    """What the office wrote in the place of the sentences of its pieces; nothing when it did not.

    It has no word of the piece marked as evidence: the digest then quotes that beside it.
    """
    edit = said.summaries.get(account.id)
    return (Sentence(text=clean(edit.after)),) if edit else ()
