"""The fictional press on loopback: one port per outlet, and the moment that all of them show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from itertools import count, repeat
from types import TracebackType
from typing import Self

from monitor.demo.answers import Answer
from monitor.demo.press import Press
from monitor.demo.site import Log, Request, Site


class PressServer:
    """The whole press on loopback, one port per outlet, while the context lasts."""

    def __init__(self, press: Press, *, base_port: int = 0) -> None:
        self.press = press
        self.log = Log()
        self._until: datetime | None = None
        ports = count(base_port) if base_port else repeat(0)
        with ExitStack() as opened:  # a port that is taken leaves no other one open
            self._sites = {
                outlet_id: self._open(outlet_id, port, opened)
                for outlet_id, port in zip(press.papers, ports, strict=False)
            }
            opened.pop_all()

    @property
    def addresses(self) -> Mapping[str, str]:
        """Where each outlet answers, by its id."""
        return {outlet_id: site.address for outlet_id, site in self._sites.items()}

    @property
    def requests(self) -> list[Request]:
        return self.log.requests

    @property
    def busiest(self) -> Counter[str]:
        """The most requests that each outlet served at the same time."""
        return self.log.busiest

    def at(self, moment: datetime | None) -> None:
        """From now on shows what is out at that moment; None shows everything."""
        self._until = moment

    def __enter__(self) -> Self:
        for site in self._sites.values():
            site.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with ThreadPoolExecutor(len(self._sites)) as hands:
            list(hands.map(Site.stop, self._sites.values()))

    def _open(self, outlet_id: str, port: int, opened: ExitStack) -> Site:
        site = Site(
            partial(self._answer, outlet_id),
            name=outlet_id,
            port=port,
            log=self.log,
            token=self.press.papers[outlet_id].token,
        )
        opened.callback(site.server_close)
        return site

    def _answer(self, outlet_id: str, path: str) -> Answer:
        base = self._sites[outlet_id].address
        return self.press.answer(outlet_id, path, base=base, until=self._until)
