"""Every form of words that names a watched subject; shared by the byte scan and the tagger.

A new way to derive forms from `sources.yaml` is one more generator in `_forms`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from monitor.config import Config, Holder, Profile, Subject, SubjectKind
from monitor.folding import fold

# What stands between an office and its place: "edil del municipio de Neza".
LINKS = ("de", "en", "por", "de la alcaldía", "de la alcaldía de", "del municipio de")
# The names that press and people give to a local government, before "de PLACE" or a demonym.
GOVERNMENTS = (
    "gobierno",
    "gobierno municipal",
    "gobierno local",
    "gob.",
    "ayuntamiento",
    "ayto.",
    "alcaldía",
    "administración",
    "administración municipal",
    "autoridades",
    "autoridades municipales",
)
# What else the press calls whoever holds the office, before "de PLACE" or a demonym.
MAYORS = (
    "mandatario",
    "mandataria",
    "mandatario municipal",
    "mandataria municipal",
    "mandatario local",
    "mandataria local",
)
# Letters of one sound that posts confuse, as they stand in a folded name.
SOUNDS = (
    ("z", "s"),
    ("c(?=[ei])", "s"),
    ("qu(?=[ei])", "k"),
    ("v", "b"),
    ("b", "v"),
    (r"\bi|(?<=[aeou])i", "y"),
    ("h", ""),
)
SHORTEST_TAG = 8  # letters: "#Neza" is the place's own word, "#AleidaAlavez" only a name's


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Words that name a subject wherever they stand."""

    text: str
    subject_id: str
    form: str  # full · role · acronym
    needs: tuple[str, ...] = ()  # one of these must be in the piece too
    holder: Holder | None = None  # the person whom the words name, when they name a person


def forms(config: Config) -> tuple[Form, ...]:
    """All that can open a mention. Short forms are not here: they need one of these first."""
    found = (form for subject in config.subjects for form in _forms(subject, config.profile))
    return tuple({(form.subject_id, fold(form.text)): form for form in found}.values())


def sought(config: Config) -> tuple[Form, ...]:
    """What a page may show of them besides: an office before a surname, names as posts spell them.

    A page is kept for these, the tagger judges whom they mean; nothing else should ask for them.
    """
    plain = forms(config)
    more = [*_titled(config), *_respelt(plain, config)]
    return tuple({(form.subject_id, fold(form.text)): form for form in (*more, *plain)}.values())


def _titled(config: Config) -> Iterator[Form]:
    """ "alcaldesa Alavez"."""
    for subject in config.subjects:
        for holder in subject.holders:
            for role in subject.roles:
                for short in holder.short:
                    yield Form(text=f"{role} {short}", subject_id=subject.id, form="short")


def _respelt(plain: Iterable[Form], config: Config) -> Iterator[Form]:
    """ "Adolfo Serkeda", "Istapalapa": persons and long places with letters that sound alike."""
    places = {fold(place) for place in config.profile.places if len(place) >= SHORTEST_TAG}
    for form in plain:
        if (form.holder and form.text[0] not in "#@") or fold(form.text) in places:
            for text in _misheard(fold(form.text)):
                yield Form(text=text, subject_id=form.subject_id, form=form.form)


def _misheard(name: str) -> set[str]:
    heard = {name}
    for written, sounds in SOUNDS:
        heard |= {re.sub(written, sounds, one) for one in heard}
    return heard - {name}


def _forms(subject: Subject, profile: Profile) -> Iterator[Form]:
    yield from _tagged(_governments(subject, profile))
    yield from _tagged(_roles(subject, profile))
    yield from _tagged(_persons(subject))
    yield from _tagged(_aliases(subject))


def _aliases(subject: Subject) -> Iterator[Form]:
    for alias in subject.aliases:
        kind = "acronym" if is_acronym(alias.text) else "full"
        yield Form(text=alias.text, subject_id=subject.id, form=kind, needs=alias.needs)


def _persons(subject: Subject) -> Iterator[Form]:
    for holder in subject.holders:
        for name in (holder.name, *holder.aliases):
            yield Form(text=name, subject_id=subject.id, form="full", holder=holder)


def _roles(subject: Subject, profile: Profile) -> Iterator[Form]:
    more = MAYORS if subject.kind is SubjectKind.MAYOR and subject.roles else ()
    for role in (*subject.roles, *more):
        for place in profile.places:
            for link in LINKS:
                yield Form(text=f"{role} {link} {place}", subject_id=subject.id, form="role")
        for demonym in profile.demonyms:
            yield Form(text=f"{role} {demonym}", subject_id=subject.id, form="role")


def _governments(subject: Subject, profile: Profile) -> Iterator[Form]:
    """What else our own government is called, once an alias shows that this is it."""
    if subject.kind is not SubjectKind.GOVERNMENT or not _names_place(subject, profile):
        return
    for name in GOVERNMENTS:
        for place in profile.places:
            yield Form(text=f"{name} de {place}", subject_id=subject.id, form="full")
        for demonym in profile.demonyms:
            yield Form(text=f"{name} {demonym}", subject_id=subject.id, form="full")


def _names_place(subject: Subject, profile: Profile) -> bool:
    places = [fold(place) for place in profile.places]
    return any(place in fold(alias.text) for alias in subject.aliases for place in places)


def _tagged(forms: Iterable[Form]) -> Iterator[Form]:
    """Each form, and the form as networks write it: #AleidaAlavez, @AleidaAlavez."""
    for form in forms:
        yield form
        words = form.text.replace(".", "").split()
        joined = "".join(word[:1].upper() + word[1:] for word in words)
        if len(words) > 1 and len(joined) >= SHORTEST_TAG and joined.isalnum():
            for sign in "#@":
                yield Form(
                    text=sign + joined,
                    subject_id=form.subject_id,
                    form=form.form,
                    needs=form.needs,
                    holder=form.holder,
                )


def is_acronym(text: str) -> bool:
    """ODAPAS, DIF, EE. UU.: capitals only, two letters or more, one word."""
    letters = text.replace(".", "")
    return " " not in letters and letters.isupper() and 2 <= len(letters) <= 10
