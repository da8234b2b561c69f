"""What made an analysis: each part has its name, and the stamp changes with any of them."""

from __future__ import annotations

import pytest

import nlp
from monitor.configfile import starter
from nlp import stamp


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A small reading library of its own."""
    for name in (
        "code.py",
        "evaluate/score.py",
        "labelled/rows.tsv",
        "lexicons/verbs.tsv",
        "lexicons/__init__.py",
        "lexicons/names/first.txt",
        "models/net.npz",
        "models/MODELS.md",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    monkeypatch.setattr(stamp, "_HERE", tmp_path)
    return tmp_path


def test_each_folder_of_words_and_each_model_is_a_part(tree) -> None:
    assert list(stamp.parts("subjects")) == [
        "code",
        "config",
        "lexicons",
        "lexicons/names",
        "models/net.npz",
        "spacy",
    ]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("code.py", "code"),
        ("lexicons/__init__.py", "code"),
        ("lexicons/verbs.tsv", "lexicons"),
        ("lexicons/names/first.txt", "lexicons/names"),
        ("models/net.npz", "models/net.npz"),
    ],
)
def test_a_part_changes_with_its_files_and_the_stamp_with_a_part(tree, name, part) -> None:
    before = stamp.parts("subjects")
    (tree / name).write_bytes(b"otro")
    after = stamp.parts("subjects")
    assert {key for key in after if after[key] != before[key]} == {part}
    assert stamp.analyzer(after) != stamp.analyzer(before)


@pytest.mark.parametrize("name", ["evaluate/score.py", "labelled/rows.tsv", "models/MODELS.md"])
def test_what_takes_no_part_in_a_reading_changes_nothing(tree, name) -> None:
    before = stamp.parts("subjects")
    (tree / name).write_bytes(b"otro")
    assert stamp.parts("subjects") == before


def test_a_file_that_takes_another_name_is_another_library(tree) -> None:
    before = stamp.parts("subjects")
    (tree / "lexicons/verbs.tsv").rename(tree / "lexicons/nouns.tsv")
    assert stamp.parts("subjects")["lexicons"] != before["lexicons"]


def test_what_is_watched_is_a_part(tree) -> None:
    before, after = stamp.parts("subjects"), stamp.parts(starter())
    assert {key for key in after if after[key] != before[key]} == {"config"}


def test_a_tagger_says_its_parts_and_bears_their_name(config) -> None:
    tagger = nlp.Tagger(config)
    assert tagger.analyzer == stamp.analyzer(tagger.parts)
    models = {f"models/{path.name}" for path in (stamp._HERE / "models").iterdir()}
    assert {name for name in tagger.parts if name.startswith("models/")} <= models
    assert "lexicons" in tagger.parts
