"""The day's figures as pictures for mail, each with its numbers in words.

A figure of `reports.figures` has its picture here as soon as it exists; how one is drawn is in
`templates/charts.typ`, which the PDF uses too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO

from reports import words
from reports.model import Bar, Chart, Digest, Figure, Tally
from reports.render import marks
from reports.typeset import picture

IN_COLUMNS = "trend"
PIXELS = 2  # of the picture, for each of CSS
HEAVY = 45_000  # bytes: beyond them, fewer colours
COLOURS = (64, 32, 16)  # with fewer, letters fade


def charts(digest: Digest) -> tuple[Chart, ...]:
    return pictures(digest.figures, language=digest.cover.language)


def pictures(figures: Iterable[Figure], *, language: str) -> tuple[Chart, ...]:
    """Of any figures."""
    return tuple(_pictures(figures, language))


def _pictures(figures: Iterable[Figure], language: str) -> Iterator[Chart]:
    for figure in figures:
        png, width, height = light(picture("chart.typ", drawn(figure, language=language)))
        yield Chart(
            id=figure.id,
            png=png,
            alt=in_words(figure, language=language),
            width=width // PIXELS,
            height=height // PIXELS,
        )


def light(png: bytes) -> tuple[bytes, int, int]:
    """The picture in as many colours as its weight allows, its width and height."""
    from PIL import Image

    whole = Image.open(BytesIO(png)).convert("RGB")
    for colours in COLOURS:
        made = BytesIO()
        whole.quantize(colours, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            made, "png", optimize=True
        )
        if made.tell() <= HEAVY:
            break
    return made.getvalue(), *whole.size


def drawn(figure: Figure, *, language: str = words.MEXICAN) -> Mapping[str, object]:
    """A figure as `charts.typ` reads it."""
    return {
        "columns": figure.id == IN_COLUMNS,
        "longest": max(bar.tally.total for bar in figure.bars),
        "legend": [_named(mark) for mark, _ in marks(_sum(figure))],
        "bars": [
            {
                "label": bar.label,
                "total": words.number_in_words(bar.tally.total, language),
                "parts": _parts(bar.tally, language),
            }
            for bar in figure.bars
        ],
        "rest": _rest(figure, language),
    }


def _named(mark: words.Mark) -> dict[str, str]:
    return {"key": mark.key, "shape": mark.shape, "word": mark.word}


def _parts(tally: Tally, language: str) -> list[dict[str, object]]:
    return [
        {
            **_named(mark),
            "count": number,
            "number": words.number_in_words(number, language),
        }
        for mark, number in marks(tally)
    ]


def _sum(figure: Figure) -> Tally:
    tallies = [bar.tally for bar in figure.bars]
    return Tally(
        positive=sum(each.positive for each in tallies),
        neutral=sum(each.neutral for each in tallies),
        negative=sum(each.negative for each in tallies),
        unread=sum(each.unread for each in tallies),
    )


def _rest(figure: Figure, language: str) -> str | None:
    return f"y {words.number_in_words(figure.left_out, language)} más" if figure.left_out else None


def in_words(figure: Figure, *, language: str = words.MEXICAN) -> str:
    """ "Impactos por medio. El Faro: 3 (2 positivos, 1 negativo); Calle y Plaza: 1 (…)."."""
    rows = "; ".join(_row(bar, language) for bar in figure.bars)
    rest = _rest(figure, language)
    return f"{figure.title}. {rows}{f'; {rest}' if rest else ''}."


def _row(bar: Bar, language: str) -> str:
    parts = ", ".join(
        f"{words.number_in_words(number, language)} "
        + words.form_of(number, mark.key, group="stance", language=language)
        for mark, number in marks(bar.tally)
        if number
    )
    total = words.number_in_words(bar.tally.total, language)
    return f"{bar.label}: {total} ({parts})" if parts else f"{bar.label}: {total}"
