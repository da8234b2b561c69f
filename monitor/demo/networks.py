"""How the fictional networks, and a WordPress site, answer whoever asks them; pure.

One function for each interface that answers JSON; those that answer XML or a page are templates in
newsroom/feeds/. A new one is a function here and its line in INTERFACES.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from monitor.demo.notes import Newspaper

if TYPE_CHECKING:
    from monitor.demo.markup import Piece

# What is asked for the page after the first: here everything is on the first.
FOLLOWING: Final = frozenset({"after", "before", "cursor", "max_id", "pagination_token"})
_EPOCH: Final = 1_288_834_974_657  # milliseconds: where the ids of X begin

Interface = Callable[[Newspaper, Sequence["Piece"]], object]


def is_following(query: str) -> bool:
    """Whether a question is for another page than the first."""
    return not FOLLOWING.isdisjoint(parse_qs(query))


def bluesky(paper: Newspaper, posts: Sequence[Piece]) -> object:
    return {"feed": [{"post": _bluesky_post(each)} for each in posts]}


def _bluesky_post(post: Piece) -> object:
    who = f"{post.section}.example"
    moment = _utc(post.published)
    return {
        "uri": f"at://did:plc:{post.section}/app.bsky.feed.post/{post.number}",
        "author": {"handle": who, "displayName": post.author},
        "record": {"text": _words(post), "createdAt": moment},
        "indexedAt": moment,
    }


def mastodon(paper: Newspaper, posts: Sequence[Piece]) -> object:
    return [
        {
            "id": str(each.number),
            "created_at": _utc(each.published),
            "visibility": "public",
            "url": f"https://{paper.id}.example/@{each.section}/{each.number}",
            "content": f"<p>{_words(each)}</p>",
            "account": {"acct": each.section, "display_name": each.author},
        }
        for each in posts
    ]


def x(paper: Newspaper, posts: Sequence[Piece]) -> object:
    return {
        "data": [_x_post(each) for each in posts],
        "includes": {
            "users": [
                {"id": str(each.number), "name": each.author, "username": each.section}
                for each in posts
            ]
        },
        "meta": {"result_count": len(posts)},
    }


def _x_post(post: Piece) -> object:
    number = str((int(post.published.timestamp() * 1000) - _EPOCH) << 22)
    return {
        "id": number,
        "edit_history_tweet_ids": [number],
        "text": _words(post),
        "author_id": str(post.number),
        "created_at": _utc(post.published),
    }


def facebook(paper: Newspaper, posts: Sequence[Piece]) -> object:
    return {
        "data": [
            {
                "id": f"{paper.id}_{each.number}",
                "message": _words(each),
                "created_time": _utc(each.published),
                "permalink_url": f"https://www.facebook.com/{paper.id}/posts/{each.number}",
                "from": {"name": each.author},
            }
            for each in posts
        ]
    }


def threads(paper: Newspaper, posts: Sequence[Piece]) -> object:
    return {
        "data": [
            {
                "id": str(each.number),
                "text": _words(each),
                "username": each.section,
                "permalink": f"https://www.threads.com/@{each.section}/post/{each.number}",
                "timestamp": _utc(each.published),
            }
            for each in posts
        ]
    }


def wordpress(paper: Newspaper, posts: Sequence[Piece]) -> object:
    return [
        {
            "id": each.number,
            "link": each.url,
            "guid": {"rendered": each.url},
            "title": {"rendered": each.title},
            "excerpt": {"rendered": f"<p>{each.summary}</p>"},
            "content": {"rendered": "".join(f"<p>{line}</p>" for line in each.paragraphs)},
            "date_gmt": _naive(each.published),
            "modified_gmt": _naive(each.touched),
            "_embedded": {"author": [{"name": each.author or paper.name}]},
        }
        for each in posts
    ]


INTERFACES: Final[Mapping[str, Interface]] = {
    "bluesky": bluesky,
    "mastodon": mastodon,
    "x": x,
    "facebook": facebook,
    "threads": threads,
    "wordpress": wordpress,
}


def _words(post: Piece) -> str:
    return "\n".join(post.paragraphs)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def _naive(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
