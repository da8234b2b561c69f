"""Demand → what its card says, and the demands of an office → what its weekly mail says. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import quote, urlencode

from monitor.casework import CaseFigures, Demand, Heard, Step
from monitor.config import Config, Office
from monitor.configvalues import mailbox_address
from monitor.labels import Competence, Urgency
from reports import cases
from reports.cards.model import (
    Answer,
    Card,
    Evidence,
    Head,
    LetterKind,
    OpenGroup,
    OpenLine,
    Past,
    Row,
    Weekly,
)
from reports.cases import said
from reports.words import clean, link, percent, short_date

SOON = timedelta(days=7)


def card(
    kind: LetterKind,
    demand: Demand,
    office: Office,
    config: Config,
    *,
    steps: Sequence[Step],
    now: datetime,
) -> Card:
    """The demand as it stands once the office has it."""
    today = config.local(now).date()
    return Card(
        kind=kind,
        folio=demand.folio,
        subject=subject(kind, demand, config),
        title=said("title", kind.value),
        lead=_lead(kind, demand, office, today=today, config=config),
        head=head(config, now=now),
        category=cases.category(demand, config),
        urgent=cases.is_urgent(demand),
        term=_term(demand, config),
        overdue=is_overdue(demand, today),
        whose=tuple(_whose(demand)),
        what=tuple(_what(demand, office, config)),
        where=tuple(_where(demand)),
        asks=_asks(demand),
        evidence=tuple(_evidence(each, config) for each in demand.sources),
        history=tuple(_past(each, config) for each in steps),
        answers=tuple(_answers(demand, config)),
        desk=desk(demand.folio, config),
        code=desk(demand.folio, config) or _ask(demand.folio, config),
        code_alt=said("page", _reached("code", config), folio=demand.folio),
        scan=said("page", _reached("scan", config)),
    )


def head(config: Config, *, now: datetime) -> Head:
    profile = config.profile
    return Head(
        municipality=clean(profile.municipality),
        state=clean(profile.state),
        office=clean(profile.office),
        language=profile.language,
        made_at=config.local(now),
        privacy=said("page", "privacy"),
    )


def is_overdue(demand: Demand, today: date) -> bool:
    return demand.is_open and demand.due_on is not None and demand.due_on < today


def subject(kind: LetterKind, demand: Demand, config: Config) -> str:
    """Without personal data: it is seen by whoever sees the mailbox.

    "[Folio 2026-00012] Baches · Benito Juárez · atender a más tardar el 2 de diciembre".
    """
    first = said("subject", kind.value) if kind is not LetterKind.CARD else ""
    urgent = said("subject", "urgent") if cases.is_urgent(demand) else ""
    place = cases.place_of(demand.address) or said("subject", "unlocated")
    parts = (first, urgent, cases.category(demand, config), place, _shortly(demand, config))
    return f"[{said('page', 'folio', folio=demand.folio)}] " + " · ".join(filter(None, parts))


def _shortly(demand: Demand, config: Config) -> str:
    if demand.due_on is None:
        foreign = demand.competence is not Competence.OURS
        return said("subject", "foreign" if foreign else "untimed")
    return said("subject", "term", day=cases.day_of(demand.due_on, config.profile.language))


def _lead(kind: LetterKind, demand: Demand, office: Office, *, today: date, config: Config) -> str:
    name = clean(office.name)
    if kind is LetterKind.CARD:
        return said("lead", "card", office=name)
    if demand.due_on is None:
        return said("lead", "untimed", office=name)
    late = "overdue" if demand.due_on < today else "due"
    key = "escalation" if kind is LetterKind.ESCALATION else f"reminder_{late}"
    return said("lead", key, office=name, when=_when(demand.due_on, today, config))


def _when(day: date, today: date, config: Config) -> str:
    near = {0: "today", 1: "tomorrow"}.get((day - today).days)
    if near:
        return said("lead", near)
    return said("lead", "on", day=cases.day_of(day, config.profile.language))


def _term(demand: Demand, config: Config) -> str:
    if demand.due_on is None:
        return said("page", "untimed")
    return said("page", "until", day=cases.full_day(demand.due_on, config.profile.language))


def _whose(demand: Demand) -> Iterator[str]:
    if whose := cases.whose(demand):
        yield whose
        if clean(demand.body):
            yield said("competence", "advice")


def _what(demand: Demand, office: Office, config: Config) -> Iterator[Row]:
    language = config.profile.language
    yield Row(label=said("what", "category"), words=cases.category(demand, config))
    yield Row(label=said("what", "urgency"), words=_urgency(demand))
    yield Row(label=said("what", "since"), words=_since(demand, config))
    yield Row(label=said("what", "term"), words=_term(demand, config))
    yield Row(label=said("what", "state"), words=said("state", demand.state.value))
    yield Row(label=said("what", "office"), words=clean(office.name))
    number = cases.plural(len(demand.sources), "source", language)
    yield Row(label=said("what", "sources"), words=number)


def _urgency(demand: Demand) -> str:
    urgency = said("urgency", demand.urgency.value)
    reason = clean(demand.reason)
    if not reason or demand.urgency is Urgency.NORMAL:
        return urgency
    return said("page", "reason", urgency=urgency, reason=reason)


def _since(demand: Demand, config: Config) -> str:
    language = config.profile.language
    told = [each.petition.since for each in demand.sources if each.petition.since]
    first = config.local(demand.heard_at).date()
    if told:
        return said("page", "said_since", day=cases.full_day(min(told), language))
    return said("page", "first_heard", day=cases.full_day(first, language))


def _where(demand: Demand) -> Iterator[Row]:
    for part in cases.PARTS:
        words = cases.part_of(demand.address, part)
        yield Row(
            label=said("where", part),
            words=words or said("missing", "unsaid"),
            unsaid=not words,
            missing=part in demand.missing,
        )


def _asks(demand: Demand) -> str:
    parts = ["settlement"] if demand.missing else []
    if demand.missing and not demand.address.street:
        parts.append("street")
    wanted = " o ".join(said("missing", each) for each in parts)
    return said("missing", "asks", parts=wanted) if wanted else ""


def _evidence(heard: Heard, config: Config) -> Evidence:
    outlet = config.outlet.get(heard.outlet_id)
    local = config.local(heard.published_at)
    return Evidence(
        quote=clean(heard.quote),
        outlet=clean(outlet.name if outlet else heard.outlet_id),
        title=clean(heard.title),
        url=link(heard.url),
        when=f"{short_date(local.date(), config.profile.language)}, {local:%H:%M}",
        copy=said("page", "copy", clipping=heard.clipping_id),
    )


def _past(step: Step, config: Config) -> Past:
    local = config.local(step.at)
    notes = (clean(step.note), clean(step.evidence))
    return Past(
        when=f"{short_date(local.date(), config.profile.language)}, {local:%H:%M}",
        what=said("action", step.action.value),
        by=clean(step.by),
        note=" · ".join(filter(None, notes)),
    )


def _answers(demand: Demand, config: Config) -> Iterator[Answer]:
    for each in cases.answers().values():
        word = each["word"]
        written = said("page", "answer_subject", folio=demand.folio, word=word)
        body = said("page", "answer_body", folio=demand.folio, word=word)
        url = mailto(config, subject=written, body=body)
        yield Answer(word=word, meaning=each["meaning"], url=url)


def mailto(config: Config, *, subject: str, body: str = "") -> str:
    """The address that opens a message to the desk, already begun."""
    said_so = {"subject": subject} | ({"body": body.replace("\n", "\r\n")} if body else {})
    address = quote(answers_to(config), safe="@")
    return f"mailto:{address}?{urlencode(said_so, quote_via=quote)}"


def answers_to(config: Config) -> str:
    """Where the answers to a card arrive."""
    sender = mailbox_address(config.mail.sender) if config.mail else ""
    contact = config.profile.contact
    return config.demands.reply_to or sender or (contact if "@" in contact else "")


def desk(folio: str, config: Config) -> str | None:
    """The desk's page of a folio: the folio takes the place of «{folio}», or goes at the end."""
    if config.demands.desk is None:
        return None
    page = str(config.demands.desk)
    named = page.replace("%7Bfolio%7D", "{folio}")
    if "{folio}" in named:
        return named.replace("{folio}", folio)
    return f"{page}{folio}" if page.endswith(("/", "=")) else f"{page}/{folio}"


def _ask(folio: str, config: Config) -> str:
    return mailto(config, subject=said("page", "ask_subject", folio=folio))


def _reached(key: str, config: Config) -> str:
    return f"{key}_desk" if config.demands.desk else f"{key}_mail"


def weekly(
    office: Office,
    demands: Sequence[Demand],
    config: Config,
    *,
    figures: CaseFigures | None,
    now: datetime,
) -> Weekly:
    """What an office has open, what is overdue first."""
    today, name = config.local(now).date(), clean(office.name)
    language = config.profile.language
    held = [each for each in demands if each.is_open]
    counts = _counts(held, today, language)
    return Weekly(
        subject=said("subject", "weekly", office=name, counts=counts),
        title=said("title", "weekly"),
        lead=said("weekly", "lead", office=name, day=cases.full_day(today, language)),
        head=head(config, now=now),
        counts=counts,
        figures=_figures(figures, language),
        groups=tuple(_groups(held, config, today=today)),
        nothing="" if held else said("weekly", "none"),
    )


def _counts(held: Sequence[Demand], today: date, language: str) -> str:
    """ "5 abiertas, 2 vencidas"."""
    late = sum(is_overdue(each, today) for each in held)
    if not held:
        return said("subject", "none")
    every = cases.plural(len(held), "open", language)
    return f"{every}, {cases.plural(late, 'overdue', language)}" if late else every


def _figures(figures: CaseFigures | None, language: str) -> str:
    if figures is None or figures.punctuality is None:
        return ""
    share = percent(figures.punctuality, language)
    if figures.median_days is None:
        return said("weekly", "share_only", share=share)
    return said("weekly", "figures", share=share, days=cases.days(figures.median_days, language))


def _groups(held: Sequence[Demand], config: Config, *, today: date) -> Iterator[OpenGroup]:
    ordered = sorted(held, key=lambda each: (each.due_on or date.max, each.folio))
    parts: dict[str, list[Demand]] = {"overdue": [], "soon": [], "later": [], "untimed": []}
    for each in ordered:
        parts[_part(each, today)].append(each)
    for key, found in parts.items():
        if found:
            yield OpenGroup(
                title=said("weekly", key),
                overdue=key == "overdue",
                lines=tuple(_line(each, config, today=today) for each in found),
            )


def _part(demand: Demand, today: date) -> str:
    if demand.due_on is None:
        return "untimed"
    if demand.due_on < today:
        return "overdue"
    return "soon" if demand.due_on <= today + SOON else "later"


def _line(demand: Demand, config: Config, *, today: date) -> OpenLine:
    language = config.profile.language
    subject = said("page", "ask_subject", folio=demand.folio)
    return OpenLine(
        folio=demand.folio,
        category=cases.category(demand, config),
        place=cases.place_of(demand.address) or said("section", "unplaced"),
        due=_due(demand, today, language),
        state=said("state", demand.state.value).lower(),
        urgent=cases.is_urgent(demand),
        told=clean(demand.told),
        sources=cases.plural(len(demand.sources), "source", language),
        url=mailto(config, subject=subject),
    )


def _due(demand: Demand, today: date, language: str) -> str:
    if demand.due_on is None:
        return said("page", "untimed").lower()
    key = "line_overdue" if demand.due_on < today else "line_due"
    return said("weekly", key, day=cases.day_of(demand.due_on, language))
