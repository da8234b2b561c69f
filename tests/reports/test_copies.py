"""The page of an edition links to the copies beside it; a mail has none, and tells as much."""

from __future__ import annotations

import re

from reports import digest, render
from reports.model import Digest, StoryEntry
from tests.reports import press
from tests.reports.test_render import crowd

SAMPLE = digest.build(press.sample_edition(), press.config())


def stories(of: Digest) -> list[StoryEntry]:
    return [story for section in of.sections for story in section.stories]


def copies(of: Digest) -> dict[str, str]:
    return {
        each.clipping_id: f"copias/{each.clipping_id}.html"
        for story in stories(of)
        for each in story.impacts
    }


def linked(page: str) -> set[str]:
    return set(re.findall(r'href="(copias/[^"]+)"', page))


def test_every_lead_and_every_named_outlet_has_its_copy() -> None:
    page = render.html(SAMPLE, copies=copies(SAMPLE))
    for story in stories(SAMPLE):
        assert f"copias/{story.impacts[0].clipping_id}.html" in linked(page)
        for carrier in render.carriers(story).named:
            assert f"copias/{carrier.clipping_id}.html" in linked(page)


def test_what_has_no_copy_has_no_link_and_the_rest_does_not_change() -> None:
    first = stories(SAMPLE)[0].impacts[0].clipping_id
    page = render.html(SAMPLE, copies={first: "copias/una.html"})
    assert linked(page) == {"copias/una.html"}
    without = re.sub(r'&nbsp;· <a href="copias[^>]*>copia guardada</a>', "", page)
    without = without.replace("\N{NO-BREAK SPACE}· </p>", "</p>")
    assert "copia" not in without
    assert "copia guardada" not in render.html(SAMPLE)


def test_a_page_with_copies_tells_as_many_stories_as_the_mail() -> None:
    great = crowd(200)
    mail, page = render.html(great), render.html(great, copies=copies(great))
    for mark in ("<h3", 'class="row"', 'class="story"'):
        assert page.count(mark) == mail.count(mark)
    assert len(linked(page)) > 100
