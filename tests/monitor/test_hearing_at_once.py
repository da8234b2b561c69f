"""Twenty processes that hear at once: folios without gap or repeat, and no text lost by a death."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from monitor.archive.records import Read
from monitor.casework import Asked
from monitor.configdemands import Demands
from monitor.labels import HeardState, StepAction
from monitor.model import Address, Outcome
from tests.monitor.archive.asking import petition
from tests.monitor.archive.makers import NOW, analysis, announce, clipping, item
from tests.monitor.crowd import DIED

ROOT = Path(__file__).parents[2]
PROCESSES, TEXTS, PER_DEMAND = 20, 120, 3
KILLED = 6


def ask(archive):
    """Each place is asked for in so many texts, one after another."""
    announced = [
        replace(item(number), published_at=NOW + timedelta(minutes=number))
        for number in range(TEXTS)
    ]
    announce(archive, *announced)
    quote = "no prende la luminaria"
    kept = [clipping(each, f"Vecinos: {quote}.") for each in announced]
    archive.save_reads(
        [Read(item_id=each.id, outcome=Outcome.CLIPPED, clipping=each) for each in kept], now=NOW
    )
    archive.save_analyses(
        replace(analysis(each), petitions=(petition(each, quote, address=corner(number)),))
        for number, each in enumerate(kept)
    )
    return {each.id: number % (TEXTS // PER_DEMAND) for number, each in enumerate(kept)}


def corner(number):
    place = number % (TEXTS // PER_DEMAND)
    return Address(settlement=f"Colonia {place}", street="Fresno", between=("Olmo",))


def hear_together(file, deaths):
    done = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "crowd.py"), str(file), json.dumps(deaths)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def test_twenty_that_hear_at_once_give_folios_without_gap_and_a_death_loses_nothing(
    archive, database_url, config, tmp_path
):
    places = ask(archive)
    office = config.model_copy(update={"demands": Demands(sure=0.9)})
    file = tmp_path / "needs"
    needs = {"url": database_url, "config": office, "now": NOW + timedelta(days=1)}
    file.write_bytes(pickle.dumps(needs))

    deaths = [1 if number < KILLED else 0 for number in range(PROCESSES)]
    codes = hear_together(file, deaths)
    assert DIED in codes
    assert set(codes) <= {0, DIED}
    assert not archive.cases.waits()  # those that live take what the dead let go

    demands = archive.cases.find(Asked(), limit=TEXTS)
    assert sorted(each.folio for each in demands) == [
        f"2026-{number:05}" for number in range(1, len(demands) + 1)
    ]
    assert len(demands) == TEXTS // PER_DEMAND
    for demand in demands:
        assert len(demand.sources) == PER_DEMAND
        assert len({places[each.clipping_id] for each in demand.sources}) == 1
        assert all(each.state is HeardState.JOINED for each in demand.sources)
        taken = Counter(step.action for step in archive.cases.steps(demand.folio))
        assert taken == {StepAction.RECEIVED: 1, StepAction.HEARD: PER_DEMAND - 1}
