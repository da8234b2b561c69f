"""Pages as they were: WARC 1.1 files of requests, responses and revisits.

`writing` adds what one batch of readings saw, `rewriting` copies records of some files into one,
`stored` gives a page back, `showing` makes it safe to open, `exporting` copies records to a file
of their own, `verifying` proves that nothing changed since. Where each record is, the archive
knows.
"""

from __future__ import annotations

from typing import Final

from monitor.snapshots.exporting import export
from monitor.snapshots.records import Exposure, Shot
from monitor.snapshots.rewriting import begun_in, record_ids, rewrite
from monitor.snapshots.showing import Caption, shown
from monitor.snapshots.stored import Stored, stored
from monitor.snapshots.verifying import Fault, damage, verify
from monitor.snapshots.writing import write

__all__ = [
    "FOLDER",
    "Caption",
    "Exposure",
    "Fault",
    "Shot",
    "Stored",
    "begun_in",
    "damage",
    "export",
    "record_ids",
    "rewrite",
    "shown",
    "stored",
    "verify",
    "write",
]

FOLDER: Final = "copias"  # below that of the editions
