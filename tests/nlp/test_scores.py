"""What we ship, on our own labelled files: floors that may only rise; and the scores themselves."""

from pathlib import Path

import pytest

from monitor.cli.learning import of_rows
from monitor.errors import SintesisError
from monitor.model import Stance
from monitor.stories import partition
from monitor.stories.baselines import alike, copies
from nlp import readings as trained
from nlp.encoder import Encoder
from nlp.evaluate import mentions, read_rows, readings, stance, stories
from nlp.reader import StanceReader
from nlp.stances.scoring import score

LABELLED = Path(__file__).parent.parent / "labelled"
LEAST = 0.3  # below this score the rules take no side
READINGS = Path(__file__).parents[2] / "nlp" / "labelled" / "readings_test.jsonl"
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
    assert scores["per_class"]["positive"]["precision"] >= 0.84
    assert scores["per_class"]["negative"]["precision"] >= 0.85


def test_copies_hold_their_floor():
    scores = stories.evaluate(rows("stories"), of_rows(copies))
    assert scores["n"] >= 40
    assert scores["bcubed.precision"] == 1
    # Three rows tell a story in their own words: those are no copies.
    assert scores["bcubed.recall"] >= 0.89


def by_rules_alone(text, target, start, end):
    total = score(text, start, end)
    side = Stance.POSITIVE if total > 0 else Stance.NEGATIVE
    return (side if abs(total) >= LEAST else Stance.NEUTRAL), 1.0


def test_the_rules_alone_hold_the_floors_they_had_when_they_were_all():
    scores = stance.evaluate(rows("stance"), by_rules_alone)
    assert scores["macro_f1"] >= 0.95
    scores = stance.evaluate(rows("stance_heldout"), by_rules_alone)
    assert scores["macro_f1"] >= 0.87
    assert scores["per_class"]["positive"]["precision"] >= 0.92
    assert scores["per_class"]["negative"]["precision"] >= 0.97


def test_the_readings_hold_their_floor_on_an_author_who_trained_nothing():
    given = read_rows(READINGS)
    scores = readings.evaluate(given, trained.reader().chances, named=False)
    assert scores["n"] >= 850
    assert scores["macro_f1"] >= 0.67
    assert scores["hard.macro_f1"] >= 0.62
    assert scores["tone.macro_f1"] >= 0.68
    assert scores["responsible.macro_f1"] >= 0.46
    assert scores["voice.macro_f1"] >= 0.72
    assert scores["ece"] <= 0.05


def test_a_reading_depends_on_nothing_read_before():
    text = "Vecinos acusan a Marisol Quintanar de mentir; el cabildo respalda a Quintanar"
    reader = trained.MentionReader(Encoder())
    first = reader(text, 17, 34)
    reader("Entregan patrullas a San Jacinto", 21, 32)
    assert reader(text, 17, 34) == first == trained.reader()(text, 17, 34)


def test_no_name_moves_a_reading():
    plain = "Vecinos acusan a {} de mentir"
    read = [
        trained.reader()(plain.format(name), 17, 17 + len(name))
        for name in ("Ana Ruiz", "el gobierno de Xaltepec", "Zutano de Tal y Cual")
    ]
    assert read[0] == read[1] == read[2]


@pytest.mark.parametrize(
    "row",
    [
        {"text": "Ana", "targets": "Ana"},
        {"targets": []},
        {"text": "Ana", "targets": [{"start": 0, "end": 3}]},
        {"text": "Ana", "targets": [{"start": 0, "end": 3, "label": "good"}]},
        {"text": "Ana", "targets": [{"start": 0, "end": 3, "label": "neutral", "tone": "sad"}]},
    ],
)
def test_a_row_of_readings_that_breaks_the_guide_is_an_error_with_its_number(row):
    with pytest.raises(SintesisError, match="Fila 1"):
        readings.evaluate([row], trained.reader().chances)


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
    assert scores["bcubed.f1"] >= 0.74
    assert scores["bcubed.f1"] > scores["baseline.tfidf.f1"] > scores["baseline.own.f1"]


def test_events_told_at_length_hold_their_floor():
    scores = stories.evaluate(rows("stories"), of_rows(partition))
    assert scores["bcubed.f1"] >= 0.98


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
