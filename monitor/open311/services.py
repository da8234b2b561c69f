"""What may be asked of us: the categories of demands as GeoReport's services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.config import Config
from monitor.configdemands import Category
from monitor.folding import fold
from monitor.labels import Competence
from monitor.open311.writing import Fields


def services(config: Config) -> list[Fields]:
    """One for each code, in the order of the taxonomy."""
    return [_service(each[0]) for each in by_code(config).values()]


def by_code(config: Config) -> Mapping[str, Sequence[Category]]:
    """The categories behind each service code; a file may give several the same."""
    found: dict[str, list[Category]] = {}
    for category in config.taxonomy.values():
        found.setdefault(category.code, []).append(category)
    return found


def definition(code: str) -> Fields:
    """A service asks for nothing beside what every request says."""
    return {"service_code": code, "attributes": []}


def jurisdiction(config: Config) -> str:
    """Our own id as a jurisdiction: the municipality's name in plain letters, "xaltepec"."""
    letters = fold(config.profile.municipality).replace("ñ", "n")
    return "-".join("".join(each if each.isalnum() else " " for each in letters).split())


def _service(category: Category) -> Fields:
    return {
        "service_code": category.code,
        "service_name": category.name,
        "description": _description(category),
        "metadata": False,
        "type": "batch",
        "keywords": ", ".join(dict.fromkeys(filter(None, (category.name, category.suac)))),
        "group": category.group,
    }


def _description(category: Category) -> str:
    if category.competence is Competence.OURS:
        return f"{category.name}: lo atiende el gobierno municipal"
    whose = category.body or "otra autoridad"
    return f"{category.name}: corresponde a {whose}; aquí se registra y se informa"
