"""What all networks share: posts as items, how far back they are read, and what was taken back."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.collectors import bluesky, mastodon, posts, reddit
from monitor.collectors.entries import Context
from monitor.collectors.posts import Post
from monitor.config import Source
from monitor.errors import CollectError, NotFound, RateLimited
from monitor.model import Item, Page
from tests.monitor.collectors.samples import DATA, MEXICO, NOW

SOURCE = Source(kind="bluesky", account="ecos.example", id="red", outlet_id="red")
CONTEXT = Context(source=SOURCE, base="https://red.example", zone=MEXICO, now=NOW)


def post(number: int, *, text: str = "", **more: str) -> Post:
    """The post of a minute: the higher its number, the newer."""
    written = {
        "id": str(number),
        "url": f"https://red.example/{number}",
        "text": text or f"Publicación {number}",
        "author": "Ecos",
        "published_at": minute(number).isoformat(),
    }
    return Post(**{**written, **more})


def minute(number: int) -> datetime:
    return datetime(2026, 8, 20, tzinfo=UTC) + timedelta(minutes=number)


def items(*numbers: int) -> tuple[Item, ...]:
    return posts.items([post(number) for number in numbers], CONTEXT)


def remembered(*numbers: int) -> posts.Recent:
    return posts.recent(posts.recent(None).with_(items(*numbers)))


def test_a_repost_is_an_impact_of_its_own_with_the_same_words() -> None:
    own = post(1, text="Falta agua")
    again = replace(own, reposted_by="Radio", reposted_at=minute(90).isoformat(), repost_id="r1")
    first, second = posts.items([own, again], CONTEXT)
    assert first.id != second.id
    assert second.url is None
    assert second.author == "Radio"
    assert second.published_at == minute(90)
    assert (second.text or "").startswith(first.text or "-")
    assert "https://red.example/1" in (second.text or "")


def test_an_edited_post_is_another_revision_and_an_unedited_one_is_not() -> None:
    before, same = items(1), items(1)
    after = posts.items([post(1, edited_at=minute(5).isoformat())], CONTEXT)
    assert before[0].fingerprint == same[0].fingerprint
    assert after[0].id == before[0].id
    assert after[0].fingerprint != before[0].fingerprint


def test_a_picture_is_what_it_is_said_to_show() -> None:
    told = replace(post(1), text="", pictures=("", "  ", "Una zanja\u202e"))
    (item,) = posts.items([told], CONTEXT)
    assert item.text == "[imagen: Una zanja]"
    assert item.title == "Una zanja"


def test_a_post_that_says_nothing_is_no_item_and_one_without_an_id_has_one() -> None:
    mute = replace(post(1), text=" \n")
    assert posts.items([mute], CONTEXT) == ()
    (nameless,) = posts.items([replace(post(2), id="", url="javascript:alert(1)")], CONTEXT)
    assert nameless.guid
    assert nameless.url is None


def test_pages_are_asked_until_what_was_read_before() -> None:
    asked: list[int] = []

    def pages():
        for start in (400, 300, 200, 100):
            asked.append(start)
            yield [post(number) for number in range(start, start - 100, -10)]

    read = posts.timeline(pages(), CONTEXT, remembered(250, 240))
    assert asked == [400, 300]
    assert len(read.items) == 20
    assert not read.is_broken
    assert read.note is None


def test_no_more_than_so_many_pages_are_asked_and_it_is_told() -> None:
    endless = ([post(number)] for number in range(10_000, 0, -60))
    read = posts.timeline(endless, CONTEXT, remembered(3))
    assert len(read.items) == posts.PAGES
    assert "recortado" in (read.note or "")


def test_a_page_that_is_lost_is_asked_for_again() -> None:
    def pages():
        yield [post(500), post(490)]
        raise RateLimited("https://red.example", "pide esperar", retry_after=timedelta(minutes=9))

    before = remembered(100, 495)
    read = posts.timeline(pages(), CONTEXT, before)
    harvest = posts.gathered(SOURCE, before, read, gone=("495",))
    assert [item.guid for item in harvest.items] == ["500", "490"]
    assert "pide esperar" in (harvest.note or "")
    assert harvest.memos == {}
    assert harvest.gone == ()


def test_the_first_page_fails_as_it_fails() -> None:
    def refused():
        raise NotFound("https://red.example", "no existe")
        yield

    assert posts.timeline(iter(()), CONTEXT, remembered()).items == ()
    with pytest.raises(NotFound):
        posts.timeline(refused(), CONTEXT, remembered())


def test_what_is_missed_lies_where_the_reading_reached() -> None:
    before = remembered(10, 20, 30, 40, 50)
    found = items(40, 20)
    assert before.missed(found) == ("50", "30")
    assert before.between(found) == ("30",)


def test_an_old_post_that_is_shown_again_takes_nothing_back() -> None:
    before = remembered(10, 20, 30)
    old = post(-50_000, reposted_by="Ecos", reposted_at=minute(40).isoformat(), repost_id="r")
    assert before.missed(posts.items([old, post(30)], CONTEXT)) == ()


@given(
    st.sets(st.integers(1, 400), max_size=40),
    st.sets(st.integers(1, 400), max_size=40),
    st.integers(1, 400),
)
def test_what_still_stands_or_is_older_than_the_page_is_never_missed(known, deleted, first):
    before = remembered(*known)
    standing = items(*(number for number in known - deleted if number >= first))
    reach = min((int(item.guid) for item in standing), default=0)
    older = {number for number in known if number < reach} if standing else set()
    missed = {int(guid) for guid in before.missed(standing)}
    assert missed == known - older - {int(item.guid) for item in standing}
    assert not standing or missed <= deleted


def test_what_is_gone_is_told_once() -> None:
    before = remembered(10, 20, 30)
    read = posts.timeline(iter([[post(30), post(10)]]), CONTEXT, before)
    harvest = posts.gathered(SOURCE, before, read, gone=("20",))
    assert harvest.gone == ("20",)
    later = posts.recent(harvest.memos[SOURCE.described])
    assert later.missed(items(30, 10)) == ()


def test_what_is_remembered_is_bounded() -> None:
    many = remembered(*range(1, 400))
    assert len(many.known) == posts.REMEMBERED
    assert "399" in many.known
    assert "1" not in many.known


@pytest.mark.parametrize("damaged", ["", "[]", "7", "{", None])
def test_a_damaged_memory_is_none(damaged: str | None) -> None:
    memo = replace(posts.recent(None).with_(()), body_hash=damaged)
    assert posts.recent(memo).known == {}


def test_answers_are_those_of_the_newest_and_a_lost_thread_costs_one() -> None:
    def ask(item: Item):
        if item.guid == "99":
            raise NotFound("https://red.example/99", "no existe")
        return [post(1_000 + int(item.guid))]

    found = items(*range(100, 80, -1))
    said = posts.threads(found, ask, CONTEXT)
    assert {item.guid for item in said} == {str(1_000 + n) for n in range(100, 90, -1)} - {"1099"}


def test_answers_end_when_the_network_asks_for_a_pause() -> None:
    def ask(item: Item):
        if item.guid == "98":
            raise RateLimited("https://red.example", "espere", retry_after=timedelta(minutes=1))
        return [post(1_000 + int(item.guid))]

    said = posts.threads(items(100, 99, 98, 97), ask, CONTEXT)
    assert [item.guid for item in said] == ["1100", "1099"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"error": {"message": "Token vencido"}}', "Token vencido"),
        (b'{"error": "invalid_grant", "error_description": "No"}', "No"),
        (b'{"errors": [{"detail": "Sin permiso"}]}', "Sin permiso"),
        (b"<html>", ""),
        (b"", ""),
        (b"[" * 100_000, ""),
        (b'{"error": 7}', ""),
    ],
)
def test_a_refusal_is_told_in_the_words_of_the_network(body: bytes, said: str) -> None:
    error = NotFound("https://red.example", "no existe")
    error.told = body
    assert posts.told(error) == said


def test_what_is_not_json_is_a_reason_to_look() -> None:
    def page(url: str, **_: object) -> Page:
        return Page(url=url, body=b"<html>")

    with pytest.raises(CollectError, match="JSON"):
        posts.asked(SOURCE, page, "https://red.example/api", {})


SAMPLES = {
    bluesky: "bluesky/feed.in",
    mastodon: "mastodon/timeline.in",
    reddit: "reddit/listing.in",
}
HARMFUL = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
HARMFUL |= st.sampled_from(["\ud800", "\x00a", "<p>a<br>", "a" * 3_000, "https://a.example/\udfff"])
HARMFUL |= st.just([]) | st.just({}) | st.just([None]) | st.just({"text": []})


def altered(data: st.DataObject, value: Any) -> Any:
    """The value with something else in the place of one of its parts, at any depth."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = data.draw(st.sampled_from(keys))
    inner = value[key]
    if isinstance(inner, dict | list) and inner and data.draw(st.booleans()):
        value[key] = altered(data, inner)
    else:
        value[key] = deepcopy(data.draw(HARMFUL))
    return value


@pytest.mark.parametrize("network", SAMPLES, ids=lambda each: each.__name__)
@settings(max_examples=50)
@given(data=st.data())
def test_whatever_an_interface_answers_can_be_kept(network, data: st.DataObject) -> None:
    value = json.loads((DATA / SAMPLES[network]).read_bytes())
    for _ in range(3):
        value = altered(data, value)
    for item in posts.items(network.parse(value), CONTEXT):
        assert item.guid
        for words in (item.guid, item.title, item.text or "", item.author or "", item.url or ""):
            assert "\0" not in words
            assert words.encode("utf-8").decode("utf-8") == words
        assert len(item.guid) <= 2_048
