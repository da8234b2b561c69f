"""An alert as it is told: the story as the digest tells it, why it cannot wait, where it can be
read. Its clothes are the templates `alert.html.j2` and `alert.txt.j2`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from monitor.config import Config
from monitor.model import Edition, EditionKind
from reports import digest, render
from reports.alerts.model import Alert, Reason
from reports.clothes import Clothes
from reports.messages import TELEGRAM, WHATSAPP, Dialect, Messages, told
from reports.model import Digest, StoryEntry
from reports.sentences import shorten
from reports.words import clean, long_date, number_in_words

SUBJECT_ROOM = 110  # characters of a headline in the subject of a mail
LISTED = 40  # impacts with their links


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All that one alert says, before it has clothes."""

    id: str  # of its edition
    subject: str
    raised_at: datetime  # local
    reasons: tuple[Reason, ...]
    story: StoryEntry
    digest: Digest  # of this story alone: who sends it, and how it goes by mail
    about: str = ""  # the subject by which alerts are counted
    more: int = 0  # others that stay behind


def build(alert: Alert, config: Config) -> Letter:
    """The same alert gives the same letter."""
    local = config.local(alert.raised_at)
    whole = digest.build(edition(alert, config), _whole(config))
    story = next(
        each for section in whole.sections for each in section.stories if each.id == alert.story_id
    )
    rest = f" y {number_in_words(alert.more)} más" if alert.more else ""
    subject = f"Alerta: {shorten(clean(story.title), SUBJECT_ROOM)}{rest}"
    reasons = tuple(_unsaid(each, story) for each in alert.reasons)
    return Letter(
        id=alert.id,
        subject=subject,
        raised_at=local,
        reasons=reasons,
        story=replace(story, reasons=()),
        digest=replace(whole, subject=subject),
        about=alert.about,
        more=alert.more,
    )


def _whole(config: Config) -> Config:
    """With every section: what cannot wait is told wherever the office would have put it."""
    every = config.profile.digest.model_copy(update={"sections": ()})
    profile = config.profile.model_copy(update={"digest": every})
    return config.model_copy(update={"profile": profile})


def edition(alert: Alert, config: Config) -> Edition:
    """The story as an edition of its own."""
    local = config.local(alert.raised_at)
    before = tuple(each.told for each in alert.entries if each.told)
    return Edition(
        id=alert.id,
        day=local.date(),
        hour=f"{local:%H:%M}",
        opened_at=alert.raised_at,
        entries=alert.entries,
        kind=EditionKind.ALERT,
        before={alert.story_id: before} if before else {},
    )


def bare(edition: Edition) -> Edition:
    """The edition without entries: whatever an alert tells is still to be told by the next one."""
    return replace(edition, entries=(), before={})


def _unsaid(reason: Reason, story: StoryEntry) -> Reason:
    """Without the sentence that the story itself shows."""
    proof = reason.proof
    shown = [each.text for each in (*story.summary, *story.added)]
    shown += [story.title, story.quote.text if story.quote else ""]
    if proof and any(_bare(proof.text) in _bare(each) for each in shown):
        return replace(reason, proof=None)
    return reason


def _bare(said: str) -> str:
    return "".join(each for each in said.casefold() if each.isalnum())


def html(letter: Letter) -> str:
    return render.page("alert.html.j2", language=_language(letter), values=_values(letter))


def text(letter: Letter) -> str:
    return render.plain("alert.txt.j2", language=_language(letter), values=_values(letter))


def dress(letter: Letter) -> Clothes:
    """All that it wears: page, text, data, and a message for each messenger."""
    spoken = f"Alerta. {letter.story.title}. {_why(letter)}"
    return Clothes(
        html=html(letter),
        text=text(letter),
        data=data(letter),
        messages=Messages(
            whatsapp=(_message(letter, WHATSAPP),),
            telegram=(_message(letter, TELEGRAM),),
            script=spoken,
        ),
    )


def _message(letter: Letter, dialect: Dialect) -> str:
    cover = letter.digest.cover
    day = long_date(letter.raised_at.date(), cover.language)
    story = replace(letter.story, reasons=tuple(each.words for each in letter.reasons))
    return "\n".join(
        (
            dialect.bold(dialect.plain(f"Alerta · {cover.municipality}")),
            dialect.plain(f"{day}, {letter.raised_at:%H:%M}"),
            "",
            told(story, dialect),
            *(("", dialect.plain(behind(letter.more))) if letter.more else ()),
        )
    )


def behind(more: int) -> str:
    """What is said of those that an hour did not hold."""
    others = (
        "otra noticia que no espera"
        if more == 1
        else (f"otras {number_in_words(more)} noticias que no esperan")
    )
    return (
        f"Hay {others}: son más de las que se avisan en una hora. Saldrán en las siguientes si "
        "siguen en pie, y en la próxima edición."
    )


def _why(letter: Letter) -> str:
    return " ".join(f"{each.words[:1].upper()}{each.words[1:]}." for each in letter.reasons)


def _language(letter: Letter) -> str:
    return letter.digest.cover.language


def _values(letter: Letter) -> dict[str, object]:
    impacts = letter.story.impacts
    return {
        "letter": letter,
        "digest": letter.digest,
        "told": replace(letter.story, impacts=impacts[:1]),  # the others are listed after it
        "listed": impacts[:LISTED],
        "left_out": max(0, len(impacts) - LISTED),
        "behind": behind(letter.more) if letter.more else "",
    }


def data(letter: Letter) -> str:
    """JSON: why, how much of each reason, and the story as the digest has it."""
    said = {
        "id": letter.id,
        "raised_at": letter.raised_at,
        "subject": letter.subject,
        "about": letter.about,
        "more": letter.more,
        "reasons": [asdict(each) for each in letter.reasons],
        "story": asdict(letter.story),
    }
    return json.dumps(said, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")


def in_words(alert: Alert) -> str:
    """Why, in one line."""
    return "; ".join(each.words for each in alert.reasons)
