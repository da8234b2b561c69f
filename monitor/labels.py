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
