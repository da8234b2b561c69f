"""Backups that can be trusted: made while others work, read back, encrypted, kept and restored.

`making` makes one and says when it is due, `bundle` is the file of one (`manifest` says what it
holds), `ciphers` closes and opens it, `beside` keeps what never changes once, `rotating` lets the
old ones go, `restoring` puts one back. The archive as one file is `archive.dumping`.
"""

from __future__ import annotations

from monitor.backup.making import Backer, Made, is_due, scheduled
from monitor.backup.manifest import Manifest, Member
from monitor.backup.restoring import Place, Restored, proved, restore
from monitor.backup.rotating import kept

__all__ = [
    "Backer",
    "Made",
    "Manifest",
    "Member",
    "Place",
    "Restored",
    "is_due",
    "kept",
    "proved",
    "restore",
    "scheduled",
]
