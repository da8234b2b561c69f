"""The colonias of a report as a drawing (SVG) and as the picture that mails carry (PNG).

No map of anybody's is asked for: the dots lie where the centres of the colonias are, north above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import floor, log10

from reports import words
from reports.charts import light
from reports.demands.model import CaseMap, Dot
from reports.model import Chart
from reports.typeset import picture

ID = "demands-map"
NAMED = 14  # dots with their names, where there is room
LETTER, HEIGHT = 9.0, 21.0  # pixels of a letter of a name, and of its line
EDGES, SCALE = 2, 30  # pixels that no name enters: around, and below, where the scale is
LONGEST = 24  # characters of a name
DOT, INK, SOFT, PAPER, EDGE = "#6b2737", "#22201c", "#5c574e", "#fffefb", "#e4dfd3"
FONT = "font-family='Noto Sans, Helvetica, Arial, sans-serif'"
WHITE_HALO = f"stroke='{PAPER}' stroke-width='3' paint-order='stroke' stroke-linejoin='round'"

Box = tuple[float, float, float, float]  # left, top, right, bottom


def chart(plan: CaseMap, *, title: str, language: str) -> Chart:
    png, width, height = light(picture("map.typ", {"width": plan.width}, code=svg(plan)))
    return Chart(
        id=ID,
        png=png,
        alt=in_words(plan, title=title, language=language),
        width=width // 2,
        height=height // 2,
    )


def in_words(plan: CaseMap, *, title: str, language: str) -> str:
    """ "Dónde se pide. Loma Bonita: 12; El Capulín: 8."."""
    told = "; ".join(
        f"{each.label}: {words.number_in_words(each.demands, language)}" for each in plan.dots
    )
    return f"{title}. {told}."


def svg(plan: CaseMap) -> str:
    """The smaller dots over the larger; names where none lies upon another."""
    size = f"width='{plan.width}' height='{plan.height}'"
    parts = (
        f"<rect {size} fill='{PAPER}'/>",
        *map(_circle, plan.dots),
        *_names(plan),
        *_scale(plan),
    )
    box = f"viewBox='0 0 {plan.width} {plan.height}'"
    return f"<svg xmlns='http://www.w3.org/2000/svg' {size} {box}>{''.join(parts)}</svg>"


def _circle(dot: Dot) -> str:
    at = f"cx='{dot.x}' cy='{dot.y}' r='{dot.radius}'"
    return f"<circle {at} fill='{DOT}' fill-opacity='0.72' stroke='{PAPER}' stroke-width='1.5'/>"


def _names(plan: CaseMap) -> Iterator[str]:
    taken = [_around(each) for each in plan.dots]
    for dot in plan.dots[:NAMED]:
        said = _short(dot)
        places = (
            (anchor, box) for anchor, box in _places(dot, said, plan) if _free(box, taken, plan)
        )
        anchor, box = next(places, ("", None))
        if box:
            taken.append(box)
            x = {"start": box[0], "end": box[2], "middle": dot.x}[anchor]
            at = f"x='{x:.1f}' y='{box[3] - 5:.1f}' text-anchor='{anchor}'"
            yield (
                f"<text {at} font-size='17' font-weight='600' fill='{INK}' {FONT} "
                f"{WHITE_HALO}>{escape(said)}</text>"
            )


def _short(dot: Dot) -> str:
    name = dot.label if len(dot.label) <= LONGEST else f"{dot.label[: LONGEST - 1]}…"
    return f"{name} {dot.demands}"


def _around(dot: Dot) -> Box:
    reach = dot.radius * 0.7
    return dot.x - reach, dot.y - reach, dot.x + reach, dot.y + reach


def _places(dot: Dot, said: str, plan: CaseMap) -> Iterator[tuple[str, Box]]:
    """Right of the dot, left of it, above and below: how the name is held there, and its room."""
    wide, away = LETTER * len(said), dot.radius + 3
    middle, centred = dot.y - HEIGHT / 2, dot.x - wide / 2
    held = min(max(centred, EDGES), plan.width - EDGES - wide)  # beside an edge, as near as can be
    anchor = "middle" if held == centred else "start"
    for how, left, top in (
        ("start", dot.x + away, middle),
        ("end", dot.x - away - wide, middle),
        (anchor, held, dot.y - away - HEIGHT),
        (anchor, held, dot.y + away),
    ):
        yield how, (left, top, left + wide, top + HEIGHT)


def _free(box: Box, taken: Sequence[Box], plan: CaseMap) -> bool:
    if min(box[:2]) < EDGES or box[2] > plan.width - EDGES or box[3] > plan.height - SCALE:
        return False
    return not any(_overlap(box, each) for each in taken)


def _overlap(one: Box, other: Box) -> bool:
    apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    return not apart


def _scale(plan: CaseMap) -> Iterator[str]:
    """A bar of one, two or five times a power of ten, of about a fifth of the width."""
    target = plan.width / 5 / plan.kilometre
    power = 10.0 ** floor(log10(target))
    kilometres = max(each * power for each in (1, 2, 5) if each * power <= target)
    long, y = kilometres * plan.kilometre, plan.height - 12
    unit = f"{kilometres:g} km" if kilometres >= 1 else f"{kilometres * 1000:g} m"
    yield f"<path d='M12 {y} h{long:.1f}' stroke='{SOFT}' stroke-width='2'/>"
    yield (
        f"<text x='{18 + long:.1f}' y='{y + 5}' font-size='15' fill='{SOFT}' {FONT}>{unit}</text>"
    )
