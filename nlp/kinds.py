"""What kind of piece a text is, by its own words, when its page says no more than "note".

A kind that the page states stands. The cues of `lexicons/kinds` add up, and so does the shape of
the text: questions and answers, hours in a list, somebody who says "I". To mend a kind, add a cue.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.folding import fold
from monitor.model import PieceKind
from nlp import lexicons

LONGEST = 20_000  # characters looked at
START, END = 200, 300  # characters of the first and the last words
ENOUGH = 0.95  # cues that make a kind
LIKELY = 0.5  # likeness from which a text is a release
SHORT_POST = 400  # characters of a message of a network
HEADING = 5  # words of a short heading
CAPTION = 60  # words: under a cartoon there are fewer
CROWD = 0.35  # how fast the words of a longer text lose weight
_QUESTION = re.compile(
    r"(?m)^\s{0,3}(?:[—–-]\s?|(?:p|pregunta|reportero)\s?[.:]-?\s?)?[^¿\n]{0,120}¿[^\n]{3,300}\?\s*$"
)
_ANSWERED = re.compile(r"(?mi)^\s{0,3}(?:pregunta|p)\s?[:.]")
_HOUR = re.compile(r"\b\d{1,2}[:.]\d{2}\b")
_SELF = re.compile(
    r"\b(?:yo|mi|mis|me|creo|pienso|considero|sospecho|escribo|confieso|sostengo"
    r"|nosotros|nuestra|nuestro|nuestras|nuestros|nos|hemos|vivo|vi|he)\b"
)
_NAME = r"[A-ZÁÉÍÓÚÑ][\wáéíóúñ]+"
_SIGNED = re.compile(
    rf"(?:^|[\n|])\s{{0,3}}(?:[Pp]or|POR|[Ee]scribe|ESCRIBE)\s{_NAME}\s{_NAME}(?:\s{_NAME})?\s*(?:[.,|\n]|$)"
)
_MARKED = re.compile(r"[«“\"][^«“»”\"]{0,2000}[»”\"]")
_TAGS = re.compile("[@#]\\w|[\U0001f300-\U0001faff\u2600-\u27bf]|\\b(?:RT|jaja)")
_HEADING_BEGINS = re.compile(r"(?:^|[|\n.:;—–-])[ ¡¿*\"'(\[]*(?:(?:el|la|los|las) )?$")
_HEADING_ENDS = re.compile(r"[|\n.:;—–]| - ")


def read(title: str, text: str, *, stated: PieceKind = PieceKind.NOTE) -> PieceKind:
    """The kind that the page states or, when it states none, the one the words show."""
    if stated is not PieceKind.NOTE:
        return stated
    text = text[:LONGEST]
    if _is_post(title, text):
        return PieceKind.POST
    said = _MARKED.sub(_blank, text)  # whoever is quoted does not say what kind of piece it is
    scores = _cues(fold(title), fold(said))
    for kind, weight in _shapes(title, text, said):
        scores[kind] += weight
    likeness = release_likeness(f"{title}\n{text}")
    if likeness >= LIKELY:
        scores[PieceKind.RELEASE] += 0.5 + likeness
    best = max(scores, key=lambda kind: scores[kind], default=PieceKind.NOTE)
    return best if scores[best] >= ENOUGH else PieceKind.NOTE


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def release_likeness(text: str) -> float:
    """How much a text speaks as press releases do: 0 to 1, whoever signs it."""
    folded = fold(_MARKED.sub(_blank, text[:LONGEST]))
    automaton, weights = _release()
    found = {which for which, *_ in _matches(automaton, folded)}
    length = max(40, len(folded.split()))
    # A long text meets more of any list: the bar rises with its length, slower than its words.
    bar = 1.1 + 0.5 * math.log2(length / 40)
    return 1 / (1 + math.exp(-2.2 * (sum(weights[which] for which in found) - bar)))


def _cues(title: str, text: str) -> defaultdict[PieceKind, float]:
    """Words that any text may hold weigh less in a long one, which holds more of them."""
    _, cues = _kinds()
    scores: defaultdict[PieceKind, float] = defaultdict(float)
    found = {*_titled(title), *_placed(text)}
    crowd = 1 + CROWD * max(0.0, math.log2((text.count(" ") + 1) / CAPTION))
    for where, which in found:
        for kind, weight, place in cues[which]:
            if place == "text" and where == "title":
                scores[kind] += weight
            elif place == where and not (place == "text" and ("title", which) in found):
                scores[kind] += weight / crowd if place == "text" else weight
    return scores


def _titled(title: str) -> Iterator[tuple[str, int]]:
    for which, start, _ in _matches(_kinds()[0], title):
        yield "title", which
        if _is_label(title, start):
            yield "label", which


def _placed(text: str) -> Iterator[tuple[str, int]]:
    for which, start, _ in _matches(_kinds()[0], text):
        yield "text", which
        if start < START:
            yield "start", which
            if _is_label(text, start):
                yield "label", which
        if start > len(text) - END:
            yield "end", which


def _is_label(text: str, start: int) -> bool:
    """Does a short heading begin there?"""
    if not _HEADING_BEGINS.search(text, max(0, start - 10), start):
        return False
    ends = _HEADING_ENDS.search(text, start)
    return len(text[start : ends.start() if ends else None][:200].split()) <= HEADING


def _matches(automaton: AhoCorasick, text: str) -> list[tuple[int, int, int]]:
    """The cues that begin a word, but those inside a longer one."""
    hits = automaton.find_matches_as_indexes(text, overlapping=True)
    begun = [hit for hit in hits if not (hit[1] and text[hit[1] - 1].isalnum())]
    kept: list[tuple[int, int, int]] = []
    for hit in sorted(begun, key=lambda hit: (hit[1], -hit[2])):
        if not kept or hit[2] > kept[-1][2]:
            kept.append(hit)
    return kept


def _shapes(title: str, text: str, said: str) -> list[tuple[PieceKind, float]]:
    """What its lines and persons say."""
    questions = len(_QUESTION.findall(text)) + len(_ANSWERED.findall(text))
    hours = len(_HOUR.findall(text))
    outside = said.lower()  # with its accents: "creó" is nobody's "creo"
    length = max(25, len(outside.split()))
    share = len(_SELF.findall(outside)) / length
    asked = outside.count("¿") / length
    signed = bool(_SIGNED.search(f"{title}\n{text[:START]}"))
    lines = text.count("\n") + 1
    answered = questions < lines <= 5 * questions - 4
    shapes = [
        (PieceKind.INTERVIEW, 1.2 if questions >= 2 and answered else 0.0),
        (PieceKind.AGENDA, 1.0 if hours >= 3 and hours * 120 > len(text) else 0.0),
        (PieceKind.OPINION, min(1.0, share * 25)),
        (PieceKind.COLUMN, min(0.4, share * 8)),
        (PieceKind.COLUMN, 0.6 if signed else 0.0),
        (PieceKind.COLUMN, min(0.6, asked * 15 + share * 25) if signed or " | " in title else 0.0),
        (PieceKind.CARTOON, -1.0 if length > CAPTION else 0.0),
    ]
    return [shape for shape in shapes if shape[1]]


def _is_post(title: str, text: str) -> bool:
    """A message without a headline, as networks have them."""
    if title.strip() or len(text) > SHORT_POST:
        return False
    return bool(_TAGS.search(text)) or text.strip()[:1].islower()


@cache
def _kinds() -> tuple[AhoCorasick, list[list[tuple[PieceKind, float, str]]]]:
    cues: dict[str, list[tuple[PieceKind, float, str]]] = {}
    for line in (lexicons.FOLDER / "kinds" / "cues.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, weight, where, words = line.split("\t")  # white space is a part of some cues
            cues.setdefault(words, []).append((PieceKind(kind), float(weight), where))
    return AhoCorasick(list(cues), matchkind=MatchKind.Standard), list(cues.values())


@cache
def _release() -> tuple[AhoCorasick, list[float]]:
    cues = {words: float(weight) for weight, words in lexicons.rows("kinds/release.tsv")}
    return AhoCorasick(list(cues), matchkind=MatchKind.Standard), list(cues.values())
