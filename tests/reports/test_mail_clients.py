"""Every page that leaves, against what Gmail, Outlook and Apple Mail do with its parts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from lxml.html import HtmlElement, fromstring

from tests.reports.worn import PAGES

KNOWN = tomllib.loads(Path(__file__).with_name("mail_clients.toml").read_text(encoding="utf-8"))
PROPERTIES: Mapping[str, Mapping[str, object]] = KNOWN["property"]
ELEMENTS = KNOWN["element"]
PROGRESSIVE = KNOWN["progressive"]
PROGRAMS = {"gmail", "outlook", "new_outlook", "apple"}
CLIPPED = 102 * 1024  # what Gmail shows of a message
OUTLOOK_ONLY = re.compile(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", re.DOTALL)


def elements(page: str) -> Iterator[HtmlElement]:
    return (each for each in fromstring(page.encode()).iter() if isinstance(each.tag, str))


def declarations(style: str) -> list[tuple[str, str]]:
    pairs = (each.partition(":") for each in style.split(";") if each.strip())
    return [(name.strip(), value.strip()) for name, _, value in pairs]


def faults(page: str) -> list[str]:
    return [said for each in elements(page) for said in _faults(each)]


def _faults(element: HtmlElement) -> Iterator[str]:
    if element.tag not in {*ELEMENTS["kept"], *ELEMENTS["stripped"]}:
        yield f"<{element.tag}>: unknown"
    for name in set(element.attrib) - set(ELEMENTS["attributes"]):
        yield f"<{element.tag} {name}>: unknown"
    said = declarations(element.get("style", ""))
    for name, value in said:
        fault = _fault(element, name, value, beside={each for each, _ in said})
        if fault:
            yield f"<{element.tag}> {name}: {value}: {fault}"


def _fault(element: HtmlElement, name: str, value: str, *, beside: set[str]) -> str | None:
    known = PROPERTIES.get(name)
    if known is None:
        return "unknown"
    if not re.fullmatch(str(known.get("only", ".*")), value):
        return "a value that some ignore"
    if element.tag in ELEMENTS["stripped"]:
        return None if "decoration" in known else "on a tag that some take away"
    if "drops" not in known or element.tag in known.get("kept_on", ()) or "decoration" in known:
        return None
    stands = known.get("attribute") in set(element.attrib) or known.get("property") in beside
    return None if stands else "nothing stands in its place"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_dropped_without_something_in_its_place(name: str) -> None:
    assert faults(PAGES[name]) == []


@pytest.mark.parametrize(
    "piece",
    [
        "<p style='display:flex'>a</p>",
        "<p style='position:absolute'>a</p>",
        "<p style='margin:0 auto'>a</p>",
        "<p style='margin:-3px 0'>a</p>",
        "<p style='overflow-wrap:anywhere'>a</p>",
        "<p style='width:50%'>a</p>",
        "<img style='max-width:592px' src='a.png'>",
        "<td style='background:url(a.png)'>a</td>",
        "<footer style='color:#000000'>a</footer>",
        "<section style='font-size:13px'>a</section>",
        "<button>a</button>",
        "<video src='a.mp4'></video>",
        "<p onclick='a()'>a</p>",
    ],
)
def test_what_some_program_drops_is_found(piece: str) -> None:
    assert len(faults(f"<html><body><table><tr>{piece}</tr></table></body></html>")) == 1


def test_each_thing_dropped_has_one_fallback() -> None:
    for name, known in PROPERTIES.items():
        stands = {"attribute", "property", "decoration"} & set(known)
        assert len(stands) == (1 if "drops" in known else 0), name
        assert set(known.get("drops", ())) <= PROGRAMS, name


@pytest.mark.parametrize("name", PAGES)
def test_the_style_of_the_head_is_known_too(name: str) -> None:
    style = "".join(each.text or "" for each in elements(PAGES[name]) if each.tag == "style")
    for block in re.findall(r"\{([^{}]*)\}", style):
        said = {each for each, _ in declarations(block)}
        assert said <= {*PROPERTIES, *PROGRESSIVE["properties"]}
    asked = re.findall(r"@([\w-]+)\s*([^{]*)\{", style)
    assert {at for at, _ in asked} <= {"media"}
    for _, query in asked:
        assert set(re.findall(r"[a-z][a-z-]+", query.partition(":")[0])) <= {*PROGRESSIVE["media"]}
    assert "/*" not in style  # Gmail leaves out the rule that follows a comment


@pytest.mark.parametrize("name", PAGES)
def test_a_picture_has_its_size_and_its_words(name: str) -> None:
    for each in elements(PAGES[name]):
        if each.tag == "img":
            assert {"width", "height", "alt"} <= set(each.attrib)
            assert each.get("alt", "").strip()


@pytest.mark.parametrize("name", PAGES)
def test_a_table_of_the_layout_says_so_and_has_its_width(name: str) -> None:
    for each in elements(PAGES[name]):
        if each.tag == "table":
            of_data = each.get("class") in {"bars", "days", "facts"}
            assert each.get("role") == "presentation" or of_data
            assert (each.get("width"), each.get("cellspacing")) == ("100%", "0")


@pytest.mark.parametrize("name", PAGES)
def test_the_head_says_how_it_is_shown(name: str) -> None:
    said = {
        each.get("name"): each.get("content")
        for each in elements(PAGES[name])
        if each.tag == "meta"
    }
    assert "width=device-width" in (said["viewport"] or "")
    assert said["color-scheme"] == said["supported-color-schemes"] == "light dark"


@pytest.mark.parametrize("name", PAGES)
def test_a_mailbox_shows_the_news_before_the_page(name: str) -> None:
    first = next(each for each in elements(PAGES[name]) if each.tag == "div")
    assert first.get("class") == "preheader"
    assert "display:none" in first.get("style", "").replace(" ", "")
    assert first.getparent().tag == "body"
    heads = (each for each in elements(PAGES[name]) if each.tag in {"h3", "p"})
    headlines = [each for each in heads if each.tag == "h3" or each.get("class") == "folio"]
    assert bool((first.text or "").strip()) == bool(headlines)


@pytest.mark.parametrize("name", PAGES)
def test_what_only_outlook_reads_closes_what_it_opens(name: str) -> None:
    inside = "".join(OUTLOOK_ONLY.findall(PAGES[name]))
    for tag in ("table", "tr", "td"):
        assert inside.count(f"<{tag}") == inside.count(f"</{tag}>") == 1
    assert PAGES[name].count("<!--[if mso]>") == PAGES[name].count("<![endif]-->")
    assert 'width="640"' in inside


@pytest.mark.parametrize("name", PAGES)
def test_no_mailbox_clips_it(name: str) -> None:
    assert len(PAGES[name].encode()) < CLIPPED
