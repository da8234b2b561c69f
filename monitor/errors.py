"""Our exceptions, in one tree.

    SintesisError
    ├── ConfigError            what the operator must fix in sources.yaml or the environment
    ├── FetchError             one address could not be had; `outcome` says which way
    │   ├── Blocked            401, 403, 451, a bot wall: do not insist
    │   ├── Paywalled          402
    │   ├── Gone               410
    │   ├── NotFound           404
    │   ├── RefusedByRobots    robots.txt asks not to
    │   ├── NotAllowed         an inner address, a scheme or a port that we do not open
    │   ├── TooLarge           more bytes than the limit, before or after decompression
    │   └── Unreachable        timeout, connection, TLS, 5xx: try again later
    │       └── RateLimited    429 or 503 with Retry-After: … and not before `retry_after`
    ├── CollectError           it answered, but not what the source promises
    │   ├── NotAFeed           HTML, JSON or anything else where a feed should be
    │   ├── EmptyFeed          200 without a single byte
    │   ├── MissingToken       the network wants a token that the environment does not hold
    │   └── RefusedToken       it does not admit the one that it was given, or not for this
    ├── QueryError             a search that cannot be understood
    ├── CorrectionError        a correction that its clipping does not admit
    ├── CaseError              a demand or a petition that cannot be changed so
    ├── RequestError           a question of the web that cannot be answered; `status` says how
    ├── DraftError             an edition that can no longer be changed or approved
    ├── ArchiveError           the archive cannot be opened or is of another version
    │   └── ArchiveBusy        another instance runs on it
    ├── BackupError            a backup that could not be made, or that cannot be trusted
    ├── SnapshotError          a kept page that is not there, or not as it was
    ├── TypesetError           a page or a picture could not be made
    └── DeliveryError          a digest was built but could not be delivered

A library's exception never crosses a package of ours: it is the `__cause__` of one of these.
Messages are for a person, in Spanish: what failed, where, and what to do next.
"""

from __future__ import annotations

from datetime import timedelta

from monitor.model import Outcome


class SintesisError(Exception):
    """Base of all errors we expect. Anything else is a bug and must be seen as one."""


class ConfigError(SintesisError):
    """What the operator must fix: the message names file, line, key, what was expected, remedy."""


class FetchError(SintesisError):
    """One address could not be had."""

    outcome = Outcome.UNREACHABLE

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(f"{url}: {detail}")
        self.url = url
        self.detail = detail
        self.status: int | None = None  # of HTTP, when there was an answer
        self.told = b""  # what an interface answered with its refusal


class Blocked(FetchError):
    outcome = Outcome.BLOCKED


class Paywalled(FetchError):
    outcome = Outcome.PAYWALLED


class Gone(FetchError):
    outcome = Outcome.GONE


class NotFound(FetchError):
    outcome = Outcome.NOT_FOUND


class RefusedByRobots(FetchError):
    outcome = Outcome.ROBOTS


class NotAllowed(FetchError):
    outcome = Outcome.NOT_ALLOWED


class TooLarge(FetchError):
    outcome = Outcome.TOO_LARGE


class Unreachable(FetchError):
    """Worth another try later."""


class RateLimited(Unreachable):
    """The server asked for a pause."""

    def __init__(self, url: str, detail: str, *, retry_after: timedelta) -> None:
        super().__init__(url, detail)
        self.retry_after = retry_after


class CollectError(SintesisError):
    """A source answered, but not what it promises."""

    kind = "unreadable"

    def __init__(self, source_id: str, detail: str) -> None:
        super().__init__(f"{source_id}: {detail}")
        self.source_id = source_id
        self.detail = detail


class NotAFeed(CollectError):
    kind = "not_a_feed"


class EmptyFeed(CollectError):
    kind = "empty_feed"


class MissingToken(CollectError):
    kind = "missing_token"


class RefusedToken(CollectError):
    kind = "refused_token"


class QueryError(SintesisError):
    """A search that cannot be understood; the message says where it breaks."""


class CorrectionError(SintesisError):
    """A correction that its clipping does not admit: the message says why."""


class CaseError(SintesisError):
    """A demand that is not there, or no longer as whoever changes it saw it: it says which."""


class RequestError(SintesisError):
    """A question of the web that cannot be answered: `status` is the one of HTTP."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class DraftError(SintesisError):
    """An edition that is not there to be changed or approved: the message says why."""


class ArchiveError(SintesisError):
    """The archive cannot be opened, is damaged, or is of another version."""


class ArchiveBusy(ArchiveError):
    """Another instance runs on this archive."""


class BackupError(SintesisError):
    """A backup that could not be made, is not what it says, or cannot be opened."""


class SnapshotError(SintesisError):
    """A kept page that is not there, or not as it was."""


class TypesetError(SintesisError):
    """A page or a picture could not be made of what a digest says."""


class DeliveryError(SintesisError):
    """A digest was built but could not be delivered."""
