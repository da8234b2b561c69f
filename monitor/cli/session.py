"""What the commands share: the configuration, the archive and the pipeline, opened when asked."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.sourcekinds import KINDS

if TYPE_CHECKING:
    from monitor.archive import Archive
    from monitor.config import Config
    from monitor.fetch import Fetcher
    from monitor.pipeline import Pipeline

RECEIVER_PAUSE = timedelta(seconds=0.2)  # between two requests to whoever takes our demands


class Session:
    """One run of the command; `close` gives back whatever was opened."""

    def __init__(
        self, *, config_path: Path, archive_url: str | None = None, folder: Path | None = None
    ) -> None:
        self.config_path = config_path
        self._archive_url = archive_url
        self._folder = folder
        self._open = ExitStack()

    def close(self) -> None:
        self._open.close()

    @property
    def configured(self) -> bool:
        return self.config_path.exists()

    @cached_property
    def config(self) -> Config:
        from monitor.configfile import load

        return load(self.config_path)

    @property
    def archive_url(self) -> str:
        return self._archive_url or f"sqlite:///{self.config_path.parent / 'sintesis.db'}"

    @property
    def folder(self) -> Path:
        return self._folder or self.config_path.parent / "ediciones"

    @cached_property
    def archive(self) -> Archive:
        from monitor.archive import Archive

        archive = Archive(self.archive_url)
        self._open.callback(archive.close)
        archive.migrate()
        return archive

    @cached_property
    def fetcher(self) -> Fetcher:
        from monitor.fetch import Fetcher

        reading = self.config.reading
        fetcher = Fetcher(
            contact=self.config.profile.contact,
            office=f"{self.config.profile.office}, {self.config.profile.municipality}",
            pause=reading.pause,
            allow_hosts=reading.allow_hosts,
        )
        self._open.callback(fetcher.close)
        return fetcher

    @cached_property
    def receiver(self) -> Fetcher | None:
        """What asks the system that takes our demands: no other inner host is open to it."""
        from monitor.fetch import Fetcher

        asked = self.config.demands.open311
        if asked is None or asked.url.host is None:
            return None
        fetcher = Fetcher(
            contact=self.config.profile.contact,
            office=f"{self.config.profile.office}, {self.config.profile.municipality}",
            pause=RECEIVER_PAUSE,
            allow_hosts=(asked.url.host,),
        )
        self._open.callback(fetcher.close)
        return fetcher

    @cached_property
    def environment(self) -> Mapping[str, str]:
        """The secrets that the environment holds for us."""
        ours = {name for kind in KINDS.values() for name in kind.variables}
        return {
            name: value
            for name, value in os.environ.items()
            if value and (name.startswith("SINTESIS_") or name in ours)
        }

    @cached_property
    def pipeline(self) -> Pipeline:
        from monitor.pipeline import Pipeline

        return Pipeline(
            config=self.config,
            archive=self.archive,
            fetch=self.fetcher,
            receiver=self.receiver,
            folder=self.folder,
            settings=self.config_path,
            password=os.environ.get("SINTESIS_SMTP_PASSWORD"),
            environment=self.environment,
        )
