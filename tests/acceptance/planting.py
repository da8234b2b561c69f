"""Two hundred texts of citizens with planted personal data: invented, the same each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from nlp import lexicons

TEXTS = 200
STREETS = ("Mimosas", "Los Pirules", "Tulipán", "Norte 84", "Oriente 253", "La Espiga", "calle 7")
FRAMES = {
    "name": (
        "Soy {} y en San Jacinto no hay agua desde el lunes",
        "Me llamo {}, vivo en San Jacinto y la luminaria no sirve",
        "En San Jacinto hay una coladera abierta. Atte. {}",
        "La señora {} de San Jacinto lleva 8 días sin agua y nadie le responde",
        "mi vecino {} reportó el bache de San Jacinto y no han venido",
        "Ya fuimos {} y yo a la alcaldía San Jacinto por el drenaje",
        "San Jacinto sin pipas, pregunten por {} en la tienda",
        "mi hija {} se cayó en la coladera de San Jacinto, tápenla ya",
    ),
    "phone": (
        "Urge pipa en San Jacinto, mi cel es {}",
        "San Jacinto sin luz, llámenme al {} cuando vengan",
        "Hay una fuga en San Jacinto frente a la escuela, tel. {}",
        "no sirve el drenaje en san jacinto whats {} gracias",
        "Llevamos un mes sin agua en San Jacinto, {}",
    ),
    "mail": (
        "Sin respuesta en San Jacinto, escríbanme a {}",
        "mi correo es {} y pido que poden el árbol de San Jacinto",
        "San Jacinto está lleno de baches ({})",
    ),
    "curp": (
        "No me dan el apoyo en San Jacinto, mi CURP es {}",
        "san jacinto: {} es mi curp y sigo sin tarjeta",
    ),
    "rfc": ("La tesorería de San Jacinto me cobra doble, RFC {}",),
    "plate": (
        "Un coche abandonado en San Jacinto con placas {}",
        "camioneta {} estorba en la calle de San Jacinto",
        "El taxi placas {} casi atropella a una señora en San Jacinto",
    ),
    "home": (
        "Vivo en {} y en San Jacinto no pasa la basura",
        "mi domicilio es {}, San Jacinto, sin agua",
        "en San Jacinto mi mamá vive en {} y se inunda",
    ),
    "handle": (
        "{} ya lo reportó: San Jacinto sigue sin luz",
        "Gracias {} por avisar de la fuga en San Jacinto",
    ),
    "account": (
        "En San Jacinto piden cooperación a la CLABE {} para que haya agua",
        "depositen a la tarjeta {} si quieren pipas en San Jacinto",
    ),
}


class Planted(NamedTuple):
    kind: str
    datum: str
    text: str


def planted(seed: int = 20261123) -> list[Planted]:
    draw = Random(seed)
    first, last = (sorted(lexicons.words(f"names/{name}.txt")) for name in ("first", "last"))
    made = []
    others = [kind for kind in FRAMES if kind != "name"]
    for number in range(TEXTS):
        kind = "name" if number % 3 == 0 else others[number % len(others)]
        datum = MAKERS[kind](draw, first, last)
        made.append(Planted(kind, datum, draw.choice(FRAMES[kind]).format(datum)))
    return made


def parts(one: Planted) -> Iterator[str]:
    """What must not be read anywhere: the datum, and of a name its surname."""
    yield one.datum
    if one.kind == "name" and len(one.datum.split()) > 1:
        yield " ".join(one.datum.split()[-2:])


def _name(draw: Random, first: Sequence[str], last: Sequence[str]) -> str:
    words = [draw.choice(first), draw.choice(last), draw.choice(last)]
    name = " ".join(words[: draw.choice((2, 3))])
    return draw.choice((name, name, name, name.lower()))


def _digits(draw: Random, count: int) -> str:
    return "".join(draw.choice("0123456789") for _ in range(count))


def _phone(draw: Random, first: Sequence[str], last: Sequence[str]) -> str:
    one, two = draw.choice("3456") + _digits(draw, 3), _digits(draw, 4)
    form = draw.choice(("55 {} {}", "55{}{}", "(55) {}-{}", "55-{}-{}", "55.{}.{}", "+52 55 {} {}"))
    return form.format(one, two)


def _mail(draw: Random, first: Sequence[str], last: Sequence[str]) -> str:
    local = f"vecino{_digits(draw, 3)}.{draw.choice('abcdefgh')}{_digits(draw, 2)}"
    return f"{local}@{draw.choice(('gmail.com', 'hotmail.com', 'correo.example', 'yahoo.com.mx'))}"


def _day(draw: Random) -> str:
    return f"{draw.randint(50, 99)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"


def _letters(draw: Random, count: int) -> str:
    return "".join(draw.choice("BCDFGHJKLMNPRSTV") for _ in range(count))


def _curp(draw: Random, first: Sequence[str], last: Sequence[str]) -> str:
    born = f"{_day(draw)}{draw.choice('HM')}MC"
    return f"{_letters(draw, 4)}{born}{_letters(draw, 3)}0{_digits(draw, 1)}"


def _rfc(draw: Random, first: Sequence[str], last: Sequence[str]) -> str:
    return f"{_letters(draw, 4)}{_day(draw)}{_letters(draw, 2)}{_digits(draw, 1)}"


def _plate(draw: Random, first: Sequence[str], last: Sequence[str]) -> str:
    return draw.choice(
        (
            f"{_letters(draw, 3)}-{_digits(draw, 2)}-{_digits(draw, 2)}",
            f"{_letters(draw, 1)}{_digits(draw, 2)}-{_letters(draw, 3)}",
            f"{_letters(draw, 3)}{_digits(draw, 4)}",
        )
    )


def _home(draw: Random, first: Sequence[str], last: Sequence[str]) -> str:
    number = f"{draw.choice(('#', 'número ', 'No. '))}{draw.randint(11, 999)}"
    return f"{draw.choice(STREETS)} {number}"


def _handle(draw: Random, first: Sequence[str], last: Sequence[str]) -> str:
    return f"@{_letters(draw, 3).lower()}_{_letters(draw, 4).lower()}{_digits(draw, 2)}"


def _account(draw: Random, first: Sequence[str], last: Sequence[str]) -> str:
    return draw.choice((_digits(draw, 18), " ".join(_digits(draw, 4) for _ in range(4))))


MAKERS = {
    "name": _name,
    "phone": _phone,
    "mail": _mail,
    "curp": _curp,
    "rfc": _rfc,
    "plate": _plate,
    "home": _home,
    "handle": _handle,
    "account": _account,
}
