"""An invented press for an invented municipality: outlets, subjects and a day of notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from monitor.config import Config, MailServer, Outlet, Profile, Source, Subject, SubjectKind
from monitor.model import (
    Analysis,
    Clipping,
    Edition,
    Entity,
    EntityKind,
    Entry,
    Field,
    Mention,
    PieceKind,
    Place,
    PlaceKind,
    Quote,
    Reading,
    Responsible,
    SourceReport,
    Span,
    Stance,
    Tone,
    Voice,
    computed_id,
)
from reports.model import Digest

DAY = date(2026, 11, 23)
OPENED = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)  # 07:00 in central Mexico
GOOD, PLAIN, BAD = Stance.POSITIVE, Stance.NEUTRAL, Stance.NEGATIVE


def outlet(
    key: str, name: str, *, scope: str = "local", medium: str = "digital", reach: int | None = None
) -> Outlet:
    source = Source(kind="feed", url=f"https://{key}.example/rss")
    return Outlet(id=key, name=name, scope=scope, medium=medium, reach=reach, sources=(source,))


OUTLETS = (
    outlet("faro", "El Faro del Oriente", medium="newspaper", reach=180_000),
    outlet("calle", "Calle y Plaza", reach=40_000),
    outlet("tolvanera", "La Tolvanera"),
    outlet("lago", "Radio del Lago", medium="radio", reach=90_000),
    outlet("mirador", "El Mirador Mexiquense", scope="state", reach=420_000),
    outlet("cordillera", "Cordillera Noticias", scope="state", reach=260_000),
    outlet("republica", "Diario de la Mañana", scope="national", reach=3_100_000),
    outlet("agencia", "Agencia Solaris", scope="national", medium="agency"),
    outlet("vecinos", "Vecinos de San Jacinto", medium="network"),
    outlet("gaceta", "Gaceta del Estado", scope="government", medium="government"),
    outlet("pregon", "El Pregón", reach=15_000),
    outlet("portavoz", "Portavoz 24"),
)
SUBJECTS = (
    Subject(id="mayor", name="Presidenta municipal", kind=SubjectKind.MAYOR),
    Subject(id="government", name="Gobierno municipal", kind=SubjectKind.GOVERNMENT),
    Subject(id="water", name="Organismo de Agua", kind=SubjectKind.DEPARTMENT),
    Subject(id="lights", name="Programa Luz en tu Calle", kind=SubjectKind.PROGRAMME),
    Subject(id="place", name="San Jacinto", kind=SubjectKind.PLACE),
    Subject(id="rival", name="Rogelio Cantú", kind=SubjectKind.PERSON),
)


def config(
    *,
    outlets: Sequence[Outlet] = OUTLETS,
    subjects: Sequence[Subject] = SUBJECTS,
    municipality: str = "San Jacinto del Lago",
    mail: MailServer | None = None,
    hours: Sequence[str] = ("07:00", "18:00"),
    language: str = "es_MX",
) -> Config:
    return Config(
        profile=Profile(
            municipality=municipality,
            state="Estado de México",
            places=("San Jacinto",),
            contact="prensa@sanjacinto.example",
            digest={"hours": hours},
            language=language,
        ),
        subjects=tuple(subjects),
        outlets=tuple(outlets),
        mail=mail,
    )


def clipping(
    title: str,
    text: str,
    *,
    outlet_id: str = "faro",
    hours_before: float = 2.0,
    author: str | None = None,
    kind: PieceKind = PieceKind.NOTE,
    revision: int = 1,
    url: str | None = "",
) -> Clipping:
    key = computed_id(outlet_id, title, text, str(hours_before))
    published = OPENED - timedelta(hours=hours_before)
    address = f"https://{outlet_id}.example/notas/2026/11/{key[:12]}" if url == "" else url
    return Clipping(
        id=key,
        revision=revision,
        source_id=f"{outlet_id}-feed",
        outlet_id=outlet_id,
        url=address,
        title=title,
        text=text,
        published_at=published,
        collected_at=published,
        author=author,
        kind=kind,
    )


def span_of(piece: Clipping, words: str) -> Span:
    """Where the words stand: in the text, else in the title."""
    field, whole = (Field.TEXT, piece.text) if words in piece.text else (Field.TITLE, piece.title)
    start = whole.index(words)
    return Span(field=field, start=start, end=start + len(words))


def reading(
    piece: Clipping,
    subject_id: str,
    stance: Stance,
    evidence: str,
    mentions: int = 1,
    *,
    confidence: float = 0.9,
    tone: Tone = Tone.NEUTRAL,
    responsible: Responsible = Responsible.NOBODY,
    voice: Voice = Voice.OUTLET,
    corrected: bool = False,
) -> Reading:
    return Reading(
        subject_id=subject_id,
        stance=stance,
        evidence=span_of(piece, evidence),
        mentions=mentions,
        confidence=confidence,
        tone=tone,
        responsible=responsible,
        voice=voice,
        corrected=corrected,
    )


def quote(piece: Clipping, words: str, speaker: str, subject_id: str | None = None) -> Quote:
    return Quote(words=span_of(piece, words), speaker=speaker, subject_id=subject_id)


def person(piece: Clipping, name: str, kind: EntityKind = EntityKind.PERSON) -> Entity:
    return Entity(kind=kind, name=name, at=span_of(piece, name))


def organisation(piece: Clipping, name: str) -> Entity:
    return person(piece, name, EntityKind.ORGANISATION)


def place(
    piece: Clipping, name: str, kind: PlaceKind = PlaceKind.SETTLEMENT, town: str | None = None
) -> Place:
    return Place(kind=kind, name=name, at=span_of(piece, name), municipality=town)


def entry(
    piece: Clipping,
    *readings: Reading,
    story: str | None = None,
    told_revision: int | None = None,
    failed: str | None = None,
    quotes: Sequence[Quote] = (),
    entities: Sequence[Entity] = (),
    places: Sequence[Place] = (),
    theme: str | None = None,
    kind: PieceKind | None = None,
) -> Entry:
    mentions = tuple(
        Mention(
            subject_id=each.subject_id,
            at=each.evidence,
            evidence=each.evidence,
            stance=each.stance,
            confidence=0.9,
            form="full",
        )
        for each in readings
    )
    return Entry(
        clipping=piece,
        analysis=Analysis(
            clipping_id=piece.id,
            revision=piece.revision,
            analyzer="press-1",
            mentions=mentions,
            readings=readings,
            entities=tuple(entities),
            quotes=tuple(quotes),
            places=tuple(places),
            kind=kind,
            theme=theme,
            theme_confidence=0.9 if theme else 0.0,
            failed=failed,
        ),
        story_id=story or piece.id,
        told_revision=told_revision,
    )


def edition(
    *entries: Entry,
    coverage: Sequence[SourceReport] = (),
    hour: str = "07:00",
    opened_at: datetime = OPENED,
    before: Mapping[str, tuple[Clipping, ...]] | None = None,
) -> Edition:
    return Edition(
        id=f"{DAY.isoformat()}T{hour}",
        day=DAY,
        hour=hour,
        opened_at=opened_at,
        entries=tuple(sorted(entries, key=lambda each: each.clipping.published_at)),
        coverage=tuple(coverage),
        before=before or {},
    )


def report(
    outlet_id: str,
    *,
    failure: str | None = None,
    detail: str | None = None,
    source: int = 1,
    hours_ago: float | None = 0.2,
    seen: int = 9,
    usual: float | None = 8.0,
) -> SourceReport:
    return SourceReport(
        source_id=f"{outlet_id}-feed" + (f"-{source}" if source > 1 else ""),
        outlet_id=outlet_id,
        last_success_at=None if hours_ago is None else OPENED - timedelta(hours=hours_ago),
        failure=failure,
        detail=detail,
        seen=seen,
        usual=usual,
    )


COVERAGE = (
    *(report(each.id) for each in OUTLETS if each.id not in {"pregon", "portavoz", "lago"}),
    report("cordillera", source=2, failure="unreachable", detail="tiempo agotado"),
    report("lago", seen=0, usual=14.0),
    report("pregon", failure="blocked", detail="403 Forbidden", hours_ago=80),
    report("portavoz", failure="not_a_feed", detail="llegó HTML", hours_ago=None),
)


def sample_edition() -> Edition:
    return edition(*_water(), *_lights(), *_rest(), coverage=COVERAGE)


def _water() -> list[Entry]:
    evidence = (
        "«La presidenta municipal nos prometió pipas y no llegó ninguna», reclamó Ofelia "
        "Barrera, vecina de la calle Capulín."
    )
    text = (
        "SAN JACINTO DEL LAGO, Méx.– Habitantes de las colonias El Capulín y Las Flores cumplieron "
        "nueve días sin agua y ayer bloquearon la avenida Sor Juana durante cuatro horas. "
        f"{evidence} El Organismo de Agua informó que la falla en el pozo 14 quedaría reparada "
        "este martes.\nLa circulación se restableció a las 18:30 horas."
    )
    pieces = [
        clipping(
            "Nueve días sin agua: vecinos de El Capulín cierran la avenida Sor Juana",
            text,
            outlet_id=each,
            hours_before=hours,
            author=author,
        )
        for each, hours, author in (
            ("mirador", 11.5, "Lucía Peñaloza"),
            ("faro", 10.0, None),
            ("republica", 8.2, "Redacción"),
            ("calle", 9.0, None),
            ("tolvanera", 7.1, None),
            ("cordillera", 6.4, None),
        )
    ]
    return [
        entry(
            piece,
            reading(
                piece,
                "mayor",
                BAD,
                evidence,
                2,
                tone=Tone.NEGATIVE,
                responsible=Responsible.SUBJECT,
                voice=Voice.QUOTED,
            ),
            reading(piece, "water", PLAIN, "El Organismo de Agua informó", tone=Tone.NEGATIVE),
            reading(piece, "place", PLAIN, "SAN JACINTO DEL LAGO", tone=Tone.NEGATIVE),
            story="agua",
            quotes=[
                quote(
                    piece,
                    "La presidenta municipal nos prometió pipas y no llegó ninguna",
                    "Ofelia Barrera",
                )
            ],
            entities=[person(piece, "Ofelia Barrera")],
            places=[place(piece, "El Capulín"), place(piece, "Las Flores")],
            theme="agua",
        )
        for piece in pieces
    ]


def _lights() -> list[Entry]:
    evidence = (
        "La presidenta municipal, Maribel Ochoa, dijo que con estas 320 luminarias se cumple el "
        "compromiso con las 14 colonias del poniente."
    )
    text = (
        f"El programa Luz en tu Calle llegó a la colonia Jardines. {evidence} Los trabajos "
        "tuvieron un costo de 4.2 millones de pesos. El Ing. Tomás Rivas detalló que el consumo "
        "bajará 38 por ciento. La segunda etapa comienza en enero."
    )
    pieces = [
        clipping(
            "Encienden 320 luminarias nuevas en 14 colonias del poniente",
            text,
            outlet_id=each,
            hours_before=hours,
        )
        for each, hours in (("faro", 14.0), ("lago", 13.0), ("gaceta", 15.0))
    ]
    return [
        entry(
            piece,
            reading(piece, "lights", GOOD, "El programa Luz en tu Calle llegó"),
            reading(piece, "mayor", GOOD, evidence, tone=Tone.POSITIVE, voice=Voice.SUBJECT),
            story="luz",
            quotes=[
                quote(piece, "que con estas 320 luminarias se cumple", "Maribel Ochoa", "mayor")
            ],
            entities=[person(piece, "Tomás Rivas")],
            theme="obras",
        )
        for piece in pieces
    ]


def _rest() -> list[Entry]:
    column = clipping(
        "Café de olla: la cuenta que no cuadra en la tesorería",
        "En política los números hablan. El gobierno municipal presume finanzas sanas, pero debe "
        "tres quincenas a los trabajadores de limpia. Y nadie da la cara. Al tiempo.",
        outlet_id="tolvanera",
        author="Evaristo Luna",
        kind=PieceKind.COLUMN,
        hours_before=3.0,
    )
    market = clipping(
        "Arranca la rehabilitación del mercado Hidalgo con 86 locatarios reubicados",
        "El gobierno municipal inició ayer la rehabilitación del mercado Hidalgo. Los 86 "
        "locatarios atenderán en carpas sobre la calle Morelos hasta marzo. La obra incluye "
        "drenaje, techumbre e instalación eléctrica.",
        outlet_id="calle",
        author="Sergio Ibarra Núñez",
        hours_before=1.2,
        revision=2,
    )
    crash = clipping(
        "Choque entre combi y camión deja cuatro lesionados en San Jacinto",
        "Cuatro personas resultaron lesionadas la madrugada de este domingo en el cruce de Juárez "
        "y Nopal, en San Jacinto. Paramédicos de Protección Civil las trasladaron al Hospital "
        "General. El conductor del camión fue detenido.",
        outlet_id="lago",
        hours_before=31.0,
    )
    rival = clipping(
        "Rogelio Cantú recorre municipios del oriente rumbo a la elección interna",
        "Rogelio Cantú inició una gira por nueve municipios del oriente. Aseguró que respetará los "
        "tiempos de su partido.",
        outlet_id="cordillera",
        hours_before=5.0,
    )
    post = clipping(
        "Ya van 3 noches sin luz en la Nopalera 😡 a ver si el ayuntamiento se acuerda de nosotros",
        "Ya van 3 noches sin luz en la Nopalera 😡 a ver si el ayuntamiento se acuerda de nosotros",
        outlet_id="vecinos",
        kind=PieceKind.POST,
        hours_before=0.6,
    )
    broken = clipping(
        "Aviso de cierre parcial del puente La Viga",
        "El puente La Viga estará cerrado de 22:00 a 05:00 horas durante toda la semana.",
        outlet_id="portavoz",
        hours_before=4.0,
    )
    return [
        entry(
            column,
            reading(
                column,
                "government",
                BAD,
                "El gobierno municipal presume finanzas sanas",
                confidence=0.5,
            ),
            theme="finanzas",
        ),
        entry(
            market,
            reading(
                market, "government", GOOD, "El gobierno municipal inició ayer", corrected=True
            ),
            told_revision=1,
        ),
        entry(
            crash,
            reading(
                crash,
                "place",
                PLAIN,
                "Cuatro personas resultaron lesionadas",
                tone=Tone.NEGATIVE,
            ),
            theme="seguridad",
        ),
        entry(rival, reading(rival, "rival", PLAIN, "Rogelio Cantú inició")),
        entry(post, reading(post, "government", BAD, "a ver si el ayuntamiento se acuerda")),
        entry(broken, failed="el texto no se pudo leer"),
    ]


def replace_municipality(built: Digest, words: str) -> Digest:
    """A digest whose cover and subject carry words that the configuration would refuse."""
    return replace(
        built,
        subject=f"Síntesis informativa · {words}",
        cover=replace(built.cover, municipality=words),
    )
