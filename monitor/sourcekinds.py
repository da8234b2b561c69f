"""What each kind of source needs: the rows of `sourcekinds.toml`, in their order.

`monitor.collectors.COLLECTORS` says who reads a kind; both have the same names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKind:
    """How a kind of source is asked."""

    needs: tuple[str, ...] = ()  # keys of the source
    one_of: tuple[str, ...] = ()
    url: str | None = None
    token: str | None = None  # a variable of the environment
    tokens: tuple[str, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """The secrets that it may read."""
        return (*([self.token] if self.token else []), *self.tokens)


def _kinds() -> dict[str, SourceKind]:
    table = tomllib.loads(files("monitor").joinpath("sourcekinds.toml").read_text("utf-8"))
    return {
        name: SourceKind(
            needs=tuple(row.get("needs", ())),
            one_of=tuple(row.get("one_of", ())),
            url=row.get("url"),
            token=row.get("token"),
            tokens=tuple(row.get("tokens", ())),
        )
        for name, row in table.items()
    }


KINDS: Final[Mapping[str, SourceKind]] = _kinds()
