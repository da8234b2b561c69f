"""The language of the command line: Spanish, also in the messages that click writes itself."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


def speak_spanish() -> None:
    """Point gettext's default domain at our catalogue, before click is imported."""
    os.environ.setdefault("LANGUAGE", "es")
    gettext.bindtextdomain("messages", str(LOCALE))
    gettext.textdomain("messages")
