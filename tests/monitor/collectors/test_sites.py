"""WordPress and section pages against real servers: paging, what changed since, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.collectors import wordpress
from monitor.errors import Blocked, CollectError, NotFound
from tests.monitor.collectors.networks import Asked, Said, gather, serving, source_of
from tests.monitor.collectors.samples import DATA


def post(number: int, *, changed: str = "") -> dict[str, Any]:
    moment = f"2026-08-{20 - number // 24:02}T{23 - number % 24:02}:00:00"
    return {
        "id": number,
        "link": f"https://faro.example/nota/{number}",
        "title": {"rendered": f"Nota {number}"},
        "content": {"rendered": f"<p>Texto de la nota {number}.</p>", "protected": False},
        "date_gmt": moment,
        "modified_gmt": changed or moment,
    }


class Blog:
    """Answers page by page, the last changed first, as WordPress does."""

    def __init__(self, posts: list[dict[str, Any]]) -> None:
        self.posts = posts

    def __call__(self, asked: Asked) -> Said:
        if asked.path != wordpress.ROUTE:
            return Said(status=404, body=b"")
        since = asked.get("modified_after")
        found = [each for each in self.posts if each["modified_gmt"] > since]
        found.sort(key=lambda each: str(each["modified_gmt"]), reverse=True)
        size, page = int(asked.get("per_page")), int(asked.get("page"))
        pages = -(-len(found) // size)
        headers = {"X-WP-TotalPages": str(pages), "Content-Type": "application/json"}
        return Said(body=found[(page - 1) * size : page * size], headers=headers)


def test_every_page_of_posts_is_read_and_later_only_what_changed() -> None:
    blog = Blog([post(number) for number in range(130)])
    with serving(blog) as network:
        source = source_of("wordpress", network)
        first = gather(source)
        asked = [each.get("page") for each in network.asked if each.path == wordpress.ROUTE]
        assert asked == ["1", "2", "3"]
        assert {item.title for item in first.items} == {f"Nota {n}" for n in range(130)}
        blog.posts[100] = post(100, changed="2026-08-21T12:00:00")
        second = gather(source, memos=first.memos)
        assert "Nota 100" in {item.title for item in second.items}
        assert len(second.items) < 10
        third = gather(source, memos=second.memos)
    edited = next(item for item in second.items if item.title == "Nota 100")
    old = next(item for item in first.items if item.title == "Nota 100")
    assert edited.id == old.id
    assert edited.fingerprint != old.fingerprint
    assert {item.fingerprint for item in third.items} <= {
        item.fingerprint for item in (*first.items, *second.items)
    }


def test_more_pages_than_are_read_are_told() -> None:
    with serving(Blog([post(number) for number in range(330)])) as network:
        found = gather(source_of("wordpress", network))
        asked = [each for each in network.asked if each.path == wordpress.ROUTE]
    assert len(asked) == wordpress.PAGES
    assert len(found.items) == wordpress.PAGES * wordpress.PER_PAGE
    assert found.note


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        (Said(body=b"<html><body>Portada</body></html>"), CollectError, "kind: feed"),
        (Said(body={"code": "rest_disabled", "message": "…"}), CollectError, "rest_disabled"),
        (Said(status=401, body={"code": "rest_not_logged_in"}), Blocked, "401"),
        (Said(status=403, body=b""), Blocked, "403"),
        (Said(status=404, body=b""), NotFound, "404"),
    ],
)
def test_a_closed_interface_is_told(said: Said, error: type[Exception], words: str) -> None:
    with serving(lambda asked: said) as network, pytest.raises(error, match=words):
        gather(source_of("wordpress", network))


def test_a_section_page_is_read_again_only_when_it_changed() -> None:
    body = (DATA / "page" / "section.in").read_bytes()
    shown = [body]
    with serving(lambda asked: Said(body=shown[0])) as network:
        source = source_of("page", network)
        first = gather(source)
        again = gather(source, memos=first.memos)
        shown[0] = body.replace(
            b"<main", b"<h3><a href='/2026/08/21/abren-nueva-clinica-en-el-valle'>"
            b"Abren nueva cl\xc3\xadnica en el valle norte</a></h3><main", 1
        )  # fmt: skip
        later = gather(source, memos=first.memos)
    assert first.items
    assert again.unchanged
    assert not again.items
    news = {item.id for item in later.items} - {item.id for item in first.items}
    assert len(news) == 1


def test_a_section_page_of_another_layout_is_read_by_its_selector() -> None:
    rows = "".join(f"<li><a href='/n/{n}'>Nota {n}</a></li>" for n in range(4))
    body = f"<ul class='lista'>{rows}</ul><a href='/aviso'>Aviso</a>".encode()
    with serving(lambda asked: Said(body=body)) as network:
        found = gather(source_of("page", network, selector="ul.lista a"))
    assert [item.title for item in found.items] == [f"Nota {n}" for n in range(4)]
