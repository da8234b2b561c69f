"""The two or three sentences that tell a story, with the one that shows its stance among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.model import Clipping, Entry, Span
from reports import telling
from reports.accounts import Account
from reports.headlines import headline
from reports.kinds import is_post
from reports.model import Sentence
from reports.sentences import MOST, is_said, summary
from reports.telling.lines import line
from reports.words import clean

FITTING = 0.6  # of the words of a headline


def gist(
    account: Account, *, title: str, needed: Sequence[Span], evidence: Span | None
) -> tuple[Sentence, ...]:
    """Of the lead piece, in its order; other pieces complete it when it says too little.

    `needed` must be among them, where a whole sentence holds it; `evidence` is marked.
    """
    lead = account.lead.clipping
    lines = telling.summary(lead, _others(account), title=title) if account.news else ()
    told = summary(
        lead,
        title=title,
        needed=needed,
        evidence=evidence,
        preferred=[each.at for each in lines if each.clipping_id == lead.id],
    )
    more = [each for each in lines if each.clipping_id != lead.id and not is_said(each.text, title)]
    return (*told, *_signed(account, more[: max(0, MOST - len(told))]))


def added(
    account: Account, told: Sequence[Clipping], shown: Sequence[Sentence], *, title: str
) -> tuple[Sentence, ...]:
    """What its pieces say that none of those said which earlier editions told.

    What the headline says is not said again, nor the sentence that shows the stance.
    """
    before = {piece.id for piece in told}
    pairs = zip(account.entries, account.outlets, strict=True)
    press = [entry for entry, outlet in pairs if not is_post(entry, outlet)]
    fresh = [entry for entry in press if entry.clipping.id not in before]
    if not (told and fresh) or not account.news:
        return ()
    marked = {each.text for each in shown if each.evidence}
    news = _signed(account, telling.news(fresh, told))
    return tuple(each for each in news if each.text not in marked and not is_said(each.text, title))


def without(shown: Sequence[Sentence], news: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The summary, less what stands before it as new."""
    said = {each.text for each in news}
    after = [False, *(each.text in said for each in shown)]
    left = [
        replace(each, gap=each.gap or cut)
        for each, cut in zip(shown, after, strict=False)
        if each.text not in said
    ]
    return tuple(replace(each, gap=each.gap and at > 0) for at, each in enumerate(left))


def fits(entry: Entry, lead: Entry) -> bool:
    """Whether a headline can stand over the lead piece: it says what the lead piece says."""
    title = line(headline(entry.clipping), clipping_id=entry.clipping.id).words
    body = line(f"{lead.clipping.title}. {lead.clipping.text}", clipping_id=lead.clipping.id).words
    return bool(title) and len(title & body) >= FITTING * len(title)


def _others(account: Account) -> list[Clipping]:
    return [entry.clipping for entry in account.entries if entry is not account.lead]


def _signed(account: Account, lines: Sequence[telling.Line]) -> Iterator[Sentence]:
    outlets = {
        entry.clipping.id: clean(outlet.name)
        for entry, outlet in zip(account.entries, account.outlets, strict=True)
    }
    lead = account.lead.clipping.id
    for each in lines:
        of_lead = each.clipping_id == lead
        yield Sentence(text=each.text, outlet=None if of_lead else outlets[each.clipping_id])
