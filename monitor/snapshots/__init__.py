"""Pages as they were: WARC 1.1 files of requests, responses and revisits.

`writing` adds what one batch of readings saw, `stored` gives a page back, `verifying` proves that
nothing changed since. Where each record is, the archive knows.
"""

from __future__ import annotations

from monitor.snapshots.records import Exposure, Shot
from monitor.snapshots.stored import Stored, stored
from monitor.snapshots.verifying import Fault, verify
from monitor.snapshots.writing import write

__all__ = ["Exposure", "Fault", "Shot", "Stored", "stored", "verify", "write"]
