"""pydantic's errors → problems in Spanish, each with its place and its remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args
from zoneinfo import available_timezones

from pydantic import BaseModel, ValidationError

from monitor.config import Config
from monitor.configfile.messages import say, table
from monitor.configfile.tree import Location, Problem, Tree, Value, dotted
from monitor.folding import fold

INVISIBLE = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_SAME = {
    "date_type": "day",
    "time_type": "hour",
    "time_delta_type": "duration",
    "string_pattern_mismatch": "choice",
    "enum": "choice",
    "int_parsing": "number",
    "int_parsing_size": "number",
    "int_from_float": "number",
    "int_type": "number",
    "url_parsing": "url",
    "url_syntax_violation": "url",
    "url_scheme": "url",
    "url_type": "url",
    "url_too_long": "url",
}


def worded(tree: Tree, error: ValidationError) -> Iterator[Problem]:
    """Every error of a validation, in the file's own places."""
    for detail in error.errors(include_url=False):
        where: Location = tuple(detail["loc"])
        if detail["type"] == "too_short" and tree.at(where):
            continue  # pydantic counts only the items that are right
        yield tree.problem(where, _words(tree, where, detail))


def got(value: Value) -> str:
    """What came, short enough for a line and without credentials."""
    if isinstance(value, str):
        shown = re.sub(r"//[^/@\s]*@", "//***@", INVISIBLE.sub("·", value))
        return f'"{shown[:57]}…"' if len(shown) > 60 else f'"{shown}"'
    if value is None:
        return str(table()["got"]["nothing"])
    return str(table()["got"]["list" if isinstance(value, list) else "mapping"])


def hint(name: str, **values: object) -> str:
    return str(table()["hints"][name]).format_map(values)


def near(word: str, known: list[str]) -> str | None:
    """The known word that somebody who wrote this one meant."""
    folded = {fold(name): name for name in known}
    found = get_close_matches(fold(word), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def _words(tree: Tree, where: Location, detail: Mapping[str, Any]) -> str:
    value = tree.at(where)
    kind = _SAME.get(detail["type"], detail["type"])
    if kind == "extra_forbidden":
        return say(kind, hint=_about_key(where))
    if kind == "time_zone":
        return say(kind, got=got(value), hint=_about_zone(str(value)))
    if kind == "choice":
        return _choice(str(value), detail["ctx"])
    if value is None and where and isinstance(where[-1], int):
        return say("empty_item")
    return say(kind, got=got(value), **_bounds(detail.get("ctx", {})))


def _bounds(context: Mapping[str, Any]) -> Mapping[str, object]:
    return {name: context[name] for name in ("ge", "le", "keys") if name in context}


def _choice(value: str, context: Mapping[str, Any]) -> str:
    """A word that should be one of a few, or an identifier."""
    pattern = str(context.get("pattern", ""))
    if "a-z0-9" in pattern:
        return say("identifier", got=got(value), example=_identifier(value))
    known = re.findall(r"\w+", pattern) or re.findall(r"'(\w+)'", str(context.get("expected")))
    meant = near(value, known)
    tip = hint("near", near=meant) if meant else ""
    return say("choice", choices=", ".join(known), got=got(value), hint=tip).rstrip()


def _identifier(value: str) -> str:
    plain = fold(value).replace("ñ", "n")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "tema-1"


def _about_zone(value: str) -> str:
    """What was meant: a place of Mexico first, then any zone of the world."""
    ours: Mapping[str, str] = table()["zones"]
    place = re.sub(r"[_\s]+", " ", fold(value).replace("ñ", "n").rpartition("/")[2]).strip()
    mexican = ours.get(place) or near(value, sorted(set(ours.values())))
    meant = mexican or near(value, sorted(available_timezones()))
    return hint("near", near=meant) if meant else hint("zone")


def _about_key(where: Location) -> str:
    """What to do with a key that we do not know."""
    key = str(where[-1])
    plain = re.sub(r"[-_ ]", "", fold(key).replace("ñ", "n"))
    if re.search(table()["secrets"]["pattern"], plain):
        return hint("secret", variable=table()["secrets"]["variable"])
    model = _model_at(where[:-1])
    known = [name for name in model.model_fields if not _is_computed(model, name)]
    meant = table()["synonyms"].get(plain)
    if meant in known:
        return hint("near", near=meant)
    if close := near(key, known):
        return hint("near", near=close)
    if sections := [name for name, fields in _sections() if (meant or key) in fields]:
        return hint("elsewhere", section=sections[0])
    return hint("known", known=", ".join(known))


def _is_computed(model: type[BaseModel], name: str) -> bool:
    return (model.__name__, name) in {("Source", "id"), ("Source", "outlet_id")}


def _sections() -> Iterator[tuple[str, set[str]]]:
    """Each block of the file and its keys."""
    waiting: list[tuple[Location, type[BaseModel]]] = [((), Config)]
    while waiting:
        where, model = waiting.pop(0)
        if where:
            yield dotted(where), {key for key in model.model_fields if not _is_computed(model, key)}
        for name, field in model.model_fields.items():
            if inner := _model_of(field.annotation):
                waiting.append(((*where, name), inner))


def _model_at(where: Location) -> type[BaseModel]:
    model: type[BaseModel] = Config
    for part in where:
        if isinstance(part, str):
            model = _model_of(model.model_fields[part].annotation) or model
    return model


def _model_of(annotation: object) -> type[BaseModel] | None:
    """The block that a key holds, through `| None` and tuples."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_of(argument) for argument in get_args(annotation))
    return next((model for model in inner if model), None)
