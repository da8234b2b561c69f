"""The labels that the nouns of the walk carry; their values are what the archive keeps.

To add a value: here, its words in `reports/words.toml`, and what gives it.
"""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What became of a URL of the ledger. An item without one still waits."""

    CLIPPED = "clipped"  # archived
    IRRELEVANT = "irrelevant"  # names nobody we watch
    NOT_ARTICLE = "not_article"  # a front page, a section page
    NO_TEXT = "no_text"  # nothing readable: scripts only, a PDF, an empty page
    DUPLICATE = "duplicate"  # another address of a piece that we have
    OLD = "old"  # announced long after it was published: never read
    BLOCKED = "blocked"  # 401, 403, 451, a bot wall
    PAYWALLED = "paywalled"  # 402, or the page says so
    GONE = "gone"  # 410
    NOT_FOUND = "not_found"  # 404
    ROBOTS = "robots"  # robots.txt asks not to
    NOT_ALLOWED = "not_allowed"  # an inner address, a scheme or a port that we do not open
    TOO_LARGE = "too_large"
    UNREACHABLE = "unreachable"  # timeouts, connection errors, 5xx, after all tries


class PieceKind(StrEnum):
    """The kinds of piece that a Mexican síntesis tells apart."""

    NOTE = "nota"
    COLUMN = "columna"
    OPINION = "opinion"
    EDITORIAL = "editorial"
    INTERVIEW = "entrevista"
    REPORT = "reportaje"
    RELEASE = "boletin"
    FRONT_PAGE = "primera_plana"
    CARTOON = "carton"
    POST = "publicacion"  # a message in a social network
    AGENDA = "agenda"  # what will happen, when and where
    NOTICE = "aviso"  # legal notices, calls for tenders, classified advertisements
    SPONSORED = "patrocinado"  # paid content that looks like a note


class Stance(StrEnum):
    """How a piece treats a subject: towards the subject, not the mood of the event."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Tone(StrEnum):
    """Whether what happened is good or bad for those who live it, whoever is named."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class Responsible(StrEnum):
    """Whom a piece holds responsible for what is wrong."""

    SUBJECT = "subject"
    OTHER = "other"  # another level of government, an authority that is not the subject
    NOBODY = "nobody"


class Voice(StrEnum):
    """Who speaks where a subject is named."""

    OUTLET = "outlet"
    QUOTED = "quoted"  # somebody quoted who is not the subject
    SUBJECT = "subject"  # the subject's own words
    RELEASE = "release"  # the language of a press release, whoever signs it


class EntityKind(StrEnum):
    """What a proper name names."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"


class PlaceKind(StrEnum):
    """How a place is said in Mexico."""

    SETTLEMENT = "colonia"  # colonia, barrio, pueblo, unidad habitacional
    STREET = "calle"
    CROSSING = "cruce"
    LANDMARK = "referencia"
    POSTCODE = "cp"


class EditionKind(StrEnum):
    """What an edition is."""

    DAILY = "daily"  # at one of the office's hours
    EXTRAORDINARY = "extraordinary"  # on demand
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    ALERT = "alert"  # one story that cannot wait


class Channel(StrEnum):
    """How a message of the outbox leaves."""

    MAIL = "mail"  # SMTP
    CHAT = "chat"  # Telegram, a WhatsApp gateway, Slack, Teams…


class Field(StrEnum):
    """The part of a clipping that a span points into."""

    TITLE = "title"
    TEXT = "text"


class Urgency(StrEnum):
    """How soon a demand must be attended."""

    LIFE = "life"  # risk to life or health
    HIGH = "high"  # damages, many people, many days
    NORMAL = "normal"


class Competence(StrEnum):
    """Whom the law asks to attend a demand."""

    OURS = "ours"
    STATE = "state"  # the state's or the capital's government: Metro, state roads
    FEDERAL = "federal"  # CFE, federal roads, IMSS
    NEIGHBOUR = "neighbour"  # another municipality: the place is not ours
    PRIVATE = "private"  # no public body: two parties of private law


class DemandState(StrEnum):
    """Where a demand stands; `monitor.demands.states` says what may follow what."""

    RECEIVED = "received"  # recibida: it has a folio and no office yet
    ROUTED = "routed"  # turnada
    IN_PROGRESS = "in_progress"  # en atención
    ATTENDED = "attended"  # atendida, as its office says
    DECLINED = "declined"  # no procede
    NOT_OURS = "not_ours"  # de otra autoridad
    CLOSED = "closed"  # cerrada


class HeardState(StrEnum):
    """What became of a petition that a text says."""

    WAITING = "waiting"  # nobody looked at it yet
    REVIEW = "review"  # a person must decide first
    JOINED = "joined"  # it is a source of a demand
    REJECTED = "rejected"  # a person said that it is no demand


class StepAction(StrEnum):
    """What happened to a demand: the rows of its history."""

    RECEIVED = "received"
    HEARD = "heard"  # another text says it
    ROUTED = "routed"  # turned to an office, the first time or another
    STARTED = "started"
    ATTENDED = "attended"
    DECLINED = "declined"
    NOT_OURS = "not_ours"
    CLOSED = "closed"
    REOPENED = "reopened"
    NOTED = "noted"  # a note, without change of state
    AMENDED = "amended"  # its category, place or urgency was put right
    SPLIT = "split"  # one of its sources was taken out
    REMINDED = "reminded"
    ESCALATED = "escalated"
    CONFIRMED = "confirmed"  # the citizen or a second person says that it was attended
    PUSHED = "pushed"  # a receiving system took it
    ANONYMISED = "anonymised"
