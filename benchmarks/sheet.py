"""What the register, the messages and the feeds of an edition of 200 stories cost.

    python benchmarks/sheet.py

CPU milliseconds, against the library alone that writes the same cells without looks or links.
"""

from __future__ import annotations

from io import BytesIO

from edition import told
from measure import cpu, line
from xlsxwriter import Workbook

from reports import messages, register, render, rss, sheet
from reports.model import Digest

LIMIT = 500  # milliseconds, of the register
FEEDS = 20  # editions whose stories the feeds hold


def plainly(digest: Digest) -> None:
    with Workbook(BytesIO(), {"in_memory": True}) as workbook:
        for page in register.pages(digest):
            worksheet = workbook.add_worksheet()
            for at, row in enumerate(page.rows):
                for place, cell in enumerate(register.cells(row)):
                    worksheet.write_string(at, place, str(cell))


def main() -> None:
    digest = told()
    rows = len(register.pages(digest)[0].rows)
    print(f"sheet: {digest.cover.stories} stories, {rows} impacts")
    yardstick = 1_000 * cpu(lambda: plainly(digest))
    data = [render.data(digest)] * FEEDS
    for name, work in (
        (f"register (limit {LIMIT})", lambda: sheet.sheet(digest)),
        ("messages and the minute", lambda: messages.messages(digest)),
        (f"feeds of {FEEDS} editions", lambda: rss.feeds(data, home="a@x.example")),
    ):
        line(name, 1_000 * cpu(work), "ms", against=yardstick, yardstick="xlsxwriter alone")


if __name__ == "__main__":
    main()
