"""What we ship, on our own labelled files: floors that may only rise; and the scores themselves."""

from pathlib import Path

import pytest

from monitor.cli.learning import of_rows
from monitor.errors import SintesisError
from monitor.model import Stance
from monitor.stories import partition
from monitor.stories.baselines import alike, copies
from nlp.evaluate import mentions, read_rows, stance, stories
from nlp.reader import StanceReader

LABELLED = Path(__file__).parent.parent / "labelled"
SHIPPED = Path(__file__).parent.parent.parent / "nlp" / "labelled"


def rows(name):
    return read_rows(LABELLED / f"{name}.jsonl")


def test_mentions_hold_their_floor(tagger):
    scores = mentions.evaluate(rows("mentions"), tagger)
    assert scores["n"] >= 60
    assert scores["precision"] >= 0.97
    assert scores["recall"] >= 0.97


def test_stance_holds_its_floor_far_above_the_baselines():
    scores = stance.evaluate(rows("stance"), StanceReader())
    assert scores["n"] >= 150
    assert scores["macro_f1"] >= 0.88
    assert scores["baselines"]["majority"]["accuracy"] < 0.4


def test_stance_holds_its_floor_on_sentences_it_was_not_written_for():
    scores = stance.evaluate(rows("stance_heldout"), StanceReader())
    assert scores["n"] >= 220
    assert scores["macro_f1"] >= 0.84
    # Who is wrongly shown as praised or blamed costs more trust than who is left neutral.
    assert scores["per_class"]["positive"]["precision"] >= 0.85
    assert scores["per_class"]["negative"]["precision"] >= 0.85


def test_copies_hold_their_floor():
    scores = stories.evaluate(rows("stories"), of_rows(copies))
    assert scores["n"] >= 40
    assert scores["bcubed.precision"] == 1
    # Three rows tell a story in their own words: those are no copies.
    assert scores["bcubed.recall"] >= 0.89


def test_stories_hold_their_floor_above_the_baselines():
    labelled = read_rows(SHIPPED / "stories_test.jsonl")
    scores = stories.evaluate(
        labelled,
        of_rows(partition),
        copies=of_rows(copies),
        baselines={"copies": of_rows(copies), "tfidf": of_rows(alike)},
    )
    assert scores["n"] >= 270
    assert scores["copies.precision"] >= 0.98
    assert scores["copies.recall"] >= 0.96
    assert scores["bcubed.precision"] >= 0.9
    assert scores["bcubed.f1"] >= 0.66
    assert scores["bcubed.f1"] > scores["baseline.tfidf.f1"] > scores["baseline.own.f1"]


def test_events_told_at_length_hold_their_floor():
    scores = stories.evaluate(rows("stories"), of_rows(partition))
    assert scores["bcubed.f1"] >= 0.94


def test_a_reader_that_always_says_neutral_scores_as_the_baseline():
    scores = stance.evaluate(rows("stance"), lambda *_: (Stance.NEUTRAL, 1.0))
    assert scores["accuracy"] == scores["baselines"]["neutral"]["accuracy"]
    assert scores["confusion"]["positive"]["neutral"] == scores["per_class"]["positive"]["n"]
    assert scores["per_class"]["negative"]["f1"] == 0


def test_the_two_worst_partitions_lose_on_one_side_each():
    labelled = rows("stories")
    alone = stories.evaluate(labelled, lambda every: {row["id"]: row["id"] for row in every})
    together = stories.evaluate(labelled, lambda every: {row["id"]: "one" for row in every})
    assert alone["bcubed.precision"] == together["bcubed.recall"] == 1
    assert alone["bcubed.recall"] < 0.6
    assert together["bcubed.precision"] < 0.2


def test_every_score_has_its_interval_and_predictions_tell_every_row(tagger):
    labelled = rows("mentions")
    scores = mentions.evaluate(labelled, tagger)
    assert scores["f1_ci"][0] <= scores["f1"] <= scores["f1_ci"][1]
    assert scores["per_subject"]["odaja"]["recall"] == 1
    assert len(mentions.predictions(labelled, tagger)) == len(labelled)
    said = stance.predictions(rows("stance")[:1], StanceReader())
    assert said[0]["predicted"] == "positive"
    assert {
        one["story"] for one in stories.predictions(rows("stories")[:1], of_rows(partition))
    } == {"s00"}


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({"text": "x", "target": "x", "label": "malo"}, "label"),
        ({"text": 3, "target": "x", "label": "neutral"}, "text"),
    ],
)
def test_a_wrong_row_is_named(row, wrong):
    with pytest.raises(SintesisError, match=wrong):
        stance.evaluate([row], StanceReader())


def test_wrong_rows_of_mentions_and_stories_are_named(tagger):
    with pytest.raises(SintesisError, match="subjects"):
        mentions.evaluate([{"text": "x"}], tagger)
    with pytest.raises(SintesisError, match="date"):
        mentions.evaluate([{"text": "x", "subjects": [], "date": "ayer"}], tagger)
    with pytest.raises(SintesisError, match="story"):
        stories.evaluate([{"id": 1, "text": "x"}], of_rows(partition))
