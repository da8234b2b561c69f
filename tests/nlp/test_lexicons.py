"""The word lists are well formed and every one is accounted for."""

from pathlib import Path

import pytest

import nlp
from nlp import lexicons

FOLDER = lexicons.FOLDER
LISTS = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".txt", ".tsv"))
FOLDERS = sorted(path.name for path in FOLDER.iterdir() if any(path.glob("*.t[xs][tv]")))
WORDS = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.glob("*/*.txt"))
WEIGHTS = {"verbs.tsv": (1, 2), "nouns.tsv": (1,), "phrases.tsv": (1, 2)}
WEIGHTS |= {"objects.tsv": (1, 2), "calls.tsv": (1,), "things.tsv": (1,)}


@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_told_of_in_models(name):
    told = (Path(nlp.__file__).parent / "MODELS.md").read_text(encoding="utf-8")
    assert f"`{name}`" in told


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_of_lists_is_told_of_in_models(folder):
    told = (Path(nlp.__file__).parent / "MODELS.md").read_text(encoding="utf-8")
    assert f"{folder}/" in told


@pytest.mark.parametrize("name", [*LISTS, *WORDS])
def test_no_word_stands_twice(name):
    first = [row[0] for row in lexicons.rows(name)]
    assert sorted(first) == sorted(set(first))


@pytest.mark.parametrize("name", WEIGHTS)
def test_weights_are_between_minus_one_and_one(name):
    for row in lexicons.rows(name):
        assert all(-1 <= float(row[column]) <= 1 for column in WEIGHTS[name]), row
