"""A browser to open kept pages with."""

from __future__ import annotations

from tests.reports.looking import asked, browser, show

__all__ = ["asked", "browser", "show"]
