"""Where a note is or was lost, in one sentence that a director understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from babel.dates import format_datetime

from monitor import urls
from monitor.archive import Archive
from monitor.archive.records import SourceState, Trace
from monitor.config import Config, Outlet
from monitor.errors import QueryError
from monitor.model import Entry, Outcome
from monitor.relevance import Relevance
from reports.accounts import accounts_of
from reports.editing import edited


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`code` is an Outcome, or: unknown_source · not_announced · waiting · untagged · unreadable ·
    names_nobody · ungrouped · pending (the next edition takes it) · too_late · told · dropped.
    """

    url: str
    code: str
    sentence: str
    analyzer: str | None = None  # that read the note last
    parts: Mapping[str, str] = field(default_factory=dict)  # what it was made of: name, digest


LOST: Mapping[Outcome, str] = {
    Outcome.NOT_ARTICLE: "No viene porque la página no es una nota sino una portada o sección",
    Outcome.NO_TEXT: "No viene porque la página no tiene texto que leer",
    Outcome.OLD: "No viene porque se publicó mucho antes de que la fuente la anunciara",
    Outcome.BLOCKED: "No viene porque el sitio nos cierra el paso",
    Outcome.PAYWALLED: "No viene porque es solo para suscriptores",
    Outcome.GONE: "No viene porque el medio la retiró (410)",
    Outcome.NOT_FOUND: "No viene porque la dirección no existe (404)",
    Outcome.ROBOTS: "No viene porque el robots.txt del sitio pide no leerla",
    Outcome.NOT_ALLOWED: "No viene porque es una dirección que no abrimos por seguridad",
    Outcome.TOO_LARGE: "No viene porque la página pesa más de lo que se admite",
    Outcome.UNREACHABLE: "No viene porque no se pudo leer en ninguno de los intentos",
}

# The detail of these is the same reason in other words.
WHOLE = frozenset(
    {
        Outcome.NOT_ARTICLE,
        Outcome.NO_TEXT,
        Outcome.PAYWALLED,
        Outcome.GONE,
        Outcome.NOT_FOUND,
    }
)


def explain(url: str, *, config: Config, archive: Archive, now: datetime) -> Verdict:
    """Read the ledger back.

    Raises:
        QueryError: what was given is not an address of the web.
    """
    address = urls.canonical(url)
    if address is None:
        raise QueryError(f"«{url}» no es una dirección http(s); cópiela completa del navegador.")
    trace = archive.trace(address)
    if trace is None:
        return _unseen(address, config, archive.source_states())
    code, sentence = _dropped(trace, config, archive) or _found(trace, config, now=now)
    return Verdict(
        url=address,
        code=code,
        sentence=f"{sentence}.",
        analyzer=trace.tagged_by,
        parts=archive.analyzer_parts(trace.tagged_by) if trace.tagged_by else {},
    )


def _unseen(address: str, config: Config, states: Mapping[str, SourceState]) -> Verdict:
    site = _site(address)
    outlet = next((outlet for outlet in config.outlets if _publishes(outlet, site)), None)
    if outlet is None:
        sentence = (
            f"No viene porque ninguna de nuestras fuentes es de {site}; "
            "agréguela a sources.yaml si quiere leerla."
        )
        return Verdict(url=address, code="unknown_source", sentence=sentence)
    sentence = f"No viene porque ninguna fuente de {outlet.name} la ha anunciado"
    failing = [state for source in outlet.sources if (state := states.get(source.id))]
    failing = [state for state in failing if state.failures]
    if failing:
        sentence += f"; además, la fuente {failing[0].source_id} falla: {failing[0].detail}"
    return Verdict(url=address, code="not_announced", sentence=f"{sentence}.")


def _publishes(outlet: Outlet, site: str) -> bool:
    hosts = (_site(source.address) for source in outlet.sources)
    return any(
        site == host or site.endswith(f".{host}") or host.endswith(f".{site}") for host in hosts
    )


def _site(address: str) -> str:
    return urlsplit(address).netloc.lower().removeprefix("www.")


def _found(trace: Trace, config: Config, *, now: datetime) -> tuple[str, str]:
    if trace.duplicate_of:
        return "duplicate", (
            f"Es otra dirección de la nota {trace.duplicate_of}: "
            + _lower_first(_found_itself(trace, config, now=now)[1])
        )
    return _found_itself(trace, config, now=now)


def _found_itself(trace: Trace, config: Config, *, now: datetime) -> tuple[str, str]:
    if trace.clipping:
        return _kept(trace, config, now=now)
    if trace.outcome is None:
        return "waiting", _waiting(trace, config, now=now)
    if trace.outcome is Outcome.IRRELEVANT:
        return trace.outcome.value, _irrelevant(trace, config)
    return trace.outcome.value, _lost(trace.outcome, trace.detail)


def _lost(outcome: Outcome, detail: str) -> str:
    """The general reason, then the particular one, unless the particular one says it all."""
    if detail and outcome in WHOLE:
        return f"No viene porque {detail}"
    sentence = LOST.get(outcome, "No viene")
    return f"{sentence}: {detail}" if detail else sentence


def _waiting(trace: Trace, config: Config, *, now: datetime) -> str:
    seen = _when(trace.first_seen_at, config)
    tries = f" ({_tried(trace.attempts)}: {trace.detail})" if trace.attempts else ""
    if trace.read_at and trace.read_at > now:
        return (
            f"Está en espera{tries}: se vio el {seen} y se leerá el {_when(trace.read_at, config)}"
        )
    return f"Está en espera{tries}: se vio el {seen} y toca leerla ahora"


def _irrelevant(trace: Trace, config: Config) -> str:
    sentence = "No viene porque no nombra a nadie de quienes se observan"
    if trace.detail:
        sentence += f" ({trace.detail})"
    nearest = Relevance(config).nearest(f"{trace.item.title}\n{trace.item.summary}")
    return f"{sentence}; lo más parecido es «{nearest}»" if nearest else sentence


def _kept(trace: Trace, config: Config, *, now: datetime) -> tuple[str, str]:
    if trace.edition_id:
        edition = _edition_words(trace.edition_id, config)
        told = f"Salió en la edición del {edition}{_grouped(trace, config)}"
        told += _alerted(trace, config) + _taken_back(trace, config)
        return "told", told + _revised(trace) + _to_review(trace)
    if trace.tagged_by is None:
        return "untagged", "Está archivada y espera ser etiquetada"
    if trace.analysis and trace.analysis.failed:
        return "unreadable", f"Está archivada pero no se pudo etiquetar ({trace.analysis.failed})"
    if trace.analysis and not trace.analysis.readings:
        return "names_nobody", _names_nobody(trace)
    if trace.story_id is None:
        return "ungrouped", "Está archivada y etiquetada, y espera ser agrupada"
    if trace.clipping and trace.clipping.published_at < now - config.reading.horizon:
        return "too_late", "Está archivada, pero llegó demasiado tarde para una edición"
    return (
        "pending",
        f"Está archivada y etiquetada{_grouped(trace, config)}: irá en la próxima edición"
        + _alerted(trace, config)
        + _taken_back(trace, config)
        + _to_review(trace),
    )


def _dropped(trace: Trace, config: Config, archive: Archive) -> tuple[str, str] | None:
    """Somebody of the office took it out of the draft of its edition."""
    edits = archive.drafts.edits(trace.edition_id) if trace.edition_id else ()
    if not (edits and trace.edition_id and trace.clipping and trace.analysis and trace.story_id):
        return None
    piece = Entry(clipping=trace.clipping, analysis=trace.analysis, story_id=trace.story_id)
    told = accounts_of([piece], config)
    said = edited(edits, told)
    who = next((said.places[each.id].made_by for each in told if said.is_dropped(each.id)), None)
    if who is None:
        return None
    edition = _edition_words(trace.edition_id, config)
    return "dropped", f"No vino porque {who} la quitó de la edición del {edition}{_revised(trace)}"


def _names_nobody(trace: Trace) -> str:
    if trace.standing:
        return "No viene porque se corrigió que no nombra a nadie de quienes se observan"
    return "No viene porque, como dice ahora, no nombra a nadie de quienes se observan"


def _grouped(trace: Trace, config: Config) -> str:
    others = [member for member in trace.members if member.clipping_id != trace.item.id]
    if not others:
        return ""
    lead = trace.members[0]
    impacts = len(trace.members)
    if lead.clipping_id == trace.item.id:
        return f", como cabeza de una noticia con {impacts} impactos"
    outlet = config.outlet.get(lead.outlet_id)
    name = outlet.name if outlet else lead.outlet_id
    return f", agrupada bajo «{lead.title}» de {name} ({impacts} impactos)"


def _revised(trace: Trace) -> str:
    if trace.clipping and trace.told_revision and trace.told_revision < trace.clipping.revision:
        return "; después cambió, y la nueva versión irá en la próxima"
    return ""


def _alerted(trace: Trace, config: Config) -> str:
    if trace.alerted_at is None:
        return ""
    return f"; su noticia dio una alerta el {_when(trace.alerted_at, config)}"


def _taken_back(trace: Trace, config: Config) -> str:
    moment = trace.clipping.withdrawn_at if trace.clipping else None
    return f"; su autor la retiró: se notó el {_when(moment, config)}" if moment else ""


def _to_review(trace: Trace) -> str:
    if all(each.holds for each in trace.standing):
        return ""
    return "; cambió después de que se corrigió: revise la corrección"


def _edition_words(edition_id: str, config: Config) -> str:
    moment = datetime.fromisoformat(edition_id)  # local by definition of the id
    return format_datetime(moment, "d 'de' MMMM 'de' y, HH:mm", locale=config.profile.language)


def _when(moment: datetime, config: Config) -> str:
    local = config.local(moment)
    return format_datetime(local, "d 'de' MMMM, HH:mm", locale=config.profile.language)


def _lower_first(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _tried(attempts: int) -> str:
    return "tras 1 intento" if attempts == 1 else f"tras {attempts} intentos"
