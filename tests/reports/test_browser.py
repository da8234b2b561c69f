"""The page in a real browser: nothing overflows, nothing runs, nothing leaves, all can be read."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from monitor.config import Outlet, Subject, SubjectKind
from monitor.model import (
    Entity,
    EntityKind,
    Field,
    Place,
    PlaceKind,
    Quote,
    Span,
    Stance,
    Tone,
    Voice,
)
from reports import digest, render
from tests.reports import press
from tests.reports.looking import Show

PAYLOADS = (
    "<script>window.ran=1</script>",
    "</title><script>window.ran=1</script>",
    "</style><script>window.ran=1</script>",
    "<img src=x onerror=window.ran=1>",
    "<svg onload=window.ran=1>",
    "<svg><script>window.ran=1</script></svg>",
    "<body onload=window.ran=1>",
    "<iframe srcdoc='<script>parent.ran=1</script>'></iframe>",
    "<details open ontoggle=window.ran=1>",
    "<video><source onerror=window.ran=1></video>",
    "<input autofocus onfocus=window.ran=1>",
    "<marquee onstart=window.ran=1>",
    '"><script>window.ran=1</script>',
    "'><script>window.ran=1</script>",
    '" onmouseover="window.ran=1" x="',
    "' autofocus onfocus='window.ran=1' x='",
    "<!--<script>window.ran=1</script>-->",
    "--><script>window.ran=1</script>",
    "<a href=javascript:window.ran=1>x</a>",
    "<math><mtext></table><mglyph><style><img src=x onerror=window.ran=1>",
    "<noscript><p title='</noscript><img src=x onerror=window.ran=1>'>",
    "<template><script>window.ran=1</script></template>",
    "<base href='https://malo.example/'>",
    "<link rel=stylesheet href='https://malo.example/x.css'>",
    "<style>@import 'https://malo.example/x.css';*{background:url(https://malo.example/x)}</style>",
    "<meta http-equiv=refresh content='0;url=https://malo.example/'>",
    "{{ 7*7 }}{% raw %}",
    "&lt;script&gt;window.ran=1&lt;/script&gt;",
    "\x00<scr\x00ipt>window.ran=1</script>",
    "＜script＞window.ran=1＜/script＞",
)
ADDRESSES = (
    "javascript:window.ran=1",
    "JaVaScRiPt:window.ran=1",
    "\tjavascript:window.ran=1",
    "java\nscript:window.ran=1",
    "data:text/html,<script>opener.ran=1</script>",
    "vbscript:window.ran=1",
    'https://x.example/" onclick="window.ran=1',
    "https://x.example/'><script>window.ran=1</script>",
)


SAMPLE = render.html(digest.build(press.sample_edition(), press.config()))


@pytest.mark.parametrize("width", [320, 390, 768, 1200])
def test_nothing_overflows_and_nothing_is_asked_for(
    show: Show, asked: list[str], width: int
) -> None:
    page = show(SAMPLE, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == []


def test_a_headline_without_spaces_does_not_overflow(show: Show) -> None:
    text = "https://x.example/" + "a" * 300 + " lo dijo."
    piece = press.clipping("M" * 200, text, author="N" * 120)
    entry = press.entry(piece, press.reading(piece, "mayor", Stance.NEGATIVE, text))
    page = show(render.html(digest.build(press.edition(entry), press.config())))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def _hostile(payload: str, address: str, *, author: str = "Ana Luna") -> str:
    outlet = Outlet.model_construct(
        id="malo", name=payload, scope="local", medium="digital", reach=None, sources=()
    )
    subject = Subject.model_construct(id="mayor", name=payload, kind=SubjectKind.MAYOR)
    config = press.config(outlets=[], subjects=[])
    profile = config.profile.model_copy(update={"municipality": payload, "office": payload})
    config = config.model_copy(
        update={"outlets": (outlet,), "subjects": (subject,), "profile": profile}
    )
    piece = press.clipping(
        payload,
        f"«{payload} es lo que se dijo ayer en la plaza». {payload} y otra frase con 12 palabras.",
        outlet_id="malo",
        author=author,
        url=address,
    )
    bad = press.reading(
        piece, "mayor", Stance.NEGATIVE, payload, tone=Tone.NEGATIVE, voice=Voice.QUOTED
    )
    words = Span(field=Field.TEXT, start=0, end=len(piece.text))
    entries = [
        press.entry(
            press.replace(piece, id=str(copy)),
            replace(bad, stance=stance),
            story=payload,
            quotes=[Quote(words=words, speaker=payload), *_said(words, payload)],
            entities=[Entity(kind=kind, name=f"P {payload}", at=words) for kind in EntityKind],
            places=[Place(kind=PlaceKind.SETTLEMENT, name=payload, at=words)],
            theme=payload,
        )
        for copy, stance in enumerate((Stance.POSITIVE, Stance.NEGATIVE, Stance.NEGATIVE))
    ]
    before = {payload: (press.clipping("Otra", "Otra cosa que se dijo antes de esta."),)}
    coverage = [press.report("malo", failure="blocked", detail=payload)]
    edition = press.edition(*entries, coverage=coverage, before=before)
    return render.html(digest.build(edition, config))


def _said(words: Span, payload: str) -> list[Quote]:
    return [Quote(words=words, speaker=payload, subject_id="mayor")]


def test_the_hostile_page_has_every_part() -> None:
    page = _hostile("Malo", "https://x.example/1")
    parts = ("Lo que se dijo", "Quién más sale", "Dónde: Malo", "lo dice: Malo", "· Malo<")
    assert [each for each in parts if each.lower() not in page.lower()] == []


@pytest.mark.parametrize("number", range(len(PAYLOADS)))
def test_words_of_the_press_never_run(show: Show, asked: list[str], number: int) -> None:
    payload, address = PAYLOADS[number], ADDRESSES[number % len(ADDRESSES)]
    # Who signs a piece is nobody else in the news: a payload takes one of the two places.
    author = payload if number % 2 else "Ana Luna"
    page = show(_hostile(payload, address, author=author))
    page.evaluate(
        "document.querySelectorAll('*').forEach(e => e.dispatchEvent(new Event('focus')))"
    )
    for each in page.query_selector_all("a"):
        with_address = each.get_attribute("href") or ""
        assert with_address.startswith("https://x.example/")
        each.dispatch_event("mouseover")
    assert page.evaluate("window.ran") is None
    assert [each for each in asked if not each.startswith("about:")] == []
    assert page.evaluate("document.querySelectorAll('script, img, svg, iframe, base').length") == 0


CONTRAST = """
() => {
  const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = node => {
    for (let at = node; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const faults = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node.checkVisibility()) continue;
    const style = getComputedStyle(node);
    const [a, b] = [light(rgb(style.color)), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faults.push([walker.currentNode.textContent.trim().slice(0, 40), ratio]);
    if (parseFloat(style.fontSize) < 12) faults.push(["small", style.fontSize]);
  }
  return faults;
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read(show: Show, scheme: str) -> None:
    assert show(SAMPLE, scheme=scheme).evaluate(CONTRAST) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_short_list_can_be_read(show: Show, scheme: str) -> None:
    from tests.reports.test_render import crowd

    page = show(render.html(crowd(200)), scheme=scheme)
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_dark_page_is_dark(show: Show) -> None:
    ground = "getComputedStyle(document.querySelector('.sheet')).backgroundColor"
    assert show(SAMPLE, scheme="dark").evaluate(ground) == "rgb(28, 27, 25)"
    assert show(SAMPLE).evaluate(ground) == "rgb(255, 254, 251)"


def test_a_reader_by_ear_finds_the_way(show: Show) -> None:
    page = show(SAMPLE)
    assert page.evaluate("document.documentElement.lang") == "es-MX"
    assert page.title().startswith("Síntesis informativa · San Jacinto del Lago")
    for landmark in ("header", "main", "footer", "h1"):
        assert page.locator(landmark).count() == 1
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(e => +e.tagName[1])")
    assert all(after - before <= 1 for before, after in pairwise(levels))
    layout = page.evaluate(
        "[...document.querySelectorAll('table:not([role])')].map(e => e.className)"
    )
    assert set(layout) <= {"bars", "days"}
    headless = "[...document.querySelectorAll('table:not([role]) tr:has(> td.total)')]"
    assert page.evaluate(f"{headless}.every(row => row.querySelector('th[scope=row]'))")
    assert page.evaluate("[...document.links].every(e => e.textContent.trim())")


def test_links_to_other_outlets_can_be_tapped(show: Show) -> None:
    heights = show(SAMPLE).evaluate(
        "[...document.querySelectorAll('.others a')].map(e => e.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) >= 24


def test_a_link_is_where_it_says(show: Show) -> None:
    page = show(SAMPLE)
    href = page.get_by_role("link", name="Nueve días sin agua").first.get_attribute("href")
    assert (href or "").startswith("https://mirador.example/notas/")
