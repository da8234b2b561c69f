"""What a page shows, read cheaply: more than the piece, and never less than its title and text.

It stands between the scan of the bytes (0.5 ms) and the extraction (30 ms): a page that names
somebody only in a script or in its menus goes no further.
"""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from monitor import decoding

_UNSHOWN = ["script", "style", "noscript", "template", "svg", "nav", "footer", "select"]
_TITLES = 'meta[property="og:title"], meta[name="title"], meta[name="description"]'


def visible_text(body: bytes, charset: str | None = None) -> str:
    """The words of the page, twice: words cut by tags are whole in one, lines in the other."""
    tree = LexborHTMLParser(decoding.decode(body, charset))
    stated = [node.attributes.get("content") or "" for node in tree.css(_TITLES)]
    stated += [node.text() for node in tree.css("title")]
    stated += [node.text() for node in tree.css('script[type="application/ld+json"]')]
    tree.strip_tags(_UNSHOWN, recursive=True)
    if tree.root is None:
        return "\n".join(stated)
    return "\n".join([*stated, tree.root.text(separator=" "), tree.root.text()])
