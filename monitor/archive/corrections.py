"""What analysts corrected: rows that only grow, and how each stands on the latest revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, Select, and_, delete, insert, select, update
from sqlalchemy import case as either

from monitor.archive import sealing
from monitor.archive.amending import (
    Corrected,
    Correction,
    Grounds,
    Label,
    Standing,
    Verdict,
    about,
    amended,
    grounds,
    judged,
    label,
)
from monitor.archive.analysed_reads import as_read
from monitor.archive.analysed_rows import maybe_span_of, span_row
from monitor.archive.clippings import LATEST
from monitor.archive.database import insert as upsert
from monitor.archive.rows import AnyRow, Record, chunks, clipping_of
from monitor.archive.schema import clippings, corrections, revisions, standing
from monitor.errors import ArchiveBusy, CorrectionError
from monitor.model import Analysis, Clipping, Reading, Responsible, Stance, Tone


def correct(db: Connection, made: Correction, *, now: datetime) -> None:
    """Keep a correction and apply it at once.

    Raises:
        CorrectionError: the clipping is not here, could not be read, or does not admit it.
        ArchiveBusy: its latest revision waits for the NLP.
    """
    clipping = _latest(db, made.clipping_id)
    analysis = _analysis(db, made.clipping_id)
    if made.verdict is Verdict.UNDONE:
        _undo(db, made, clipping, now=now)
    else:
        on = grounds(made, clipping, analysis)
        number = _add(db, made, on, revision=clipping.revision, now=now)
        its = judged(made, on, revision=clipping.revision, clipping=clipping, analysis=analysis)
        _stand(db, clipping.id, number, its)
    left = amended(analysis, standing_of(db, [clipping.id]).get(clipping.id, ()))
    head = update(clippings).where(clippings.c.id == clipping.id)
    db.execute(head.values(about=about(left)))


def _latest(db: Connection, clipping_id: str) -> Clipping:
    """Its latest revision, held so that no newer one arrives meanwhile."""
    head = select(clippings.c.id).where(clippings.c.id == clipping_id).with_for_update()
    if db.scalar(head) is None:
        raise CorrectionError(f"no hay una nota {clipping_id} en el acervo")
    query = select(revisions).join(clippings, LATEST).where(clippings.c.id == clipping_id)
    return clipping_of(db.execute(query).one())


def _analysis(db: Connection, clipping_id: str) -> Analysis:
    analysis = as_read(db, [clipping_id]).get(clipping_id)
    if analysis is None:
        raise ArchiveBusy("la nota aún espera ser etiquetada: inténtelo en un momento")
    if analysis.failed:
        raise CorrectionError(f"la nota no se pudo etiquetar ({analysis.failed})")
    return analysis


def _undo(db: Connection, made: Correction, clipping: Clipping, *, now: datetime) -> None:
    its = and_(standing.c.clipping_id == made.clipping_id, standing.c.subject_id == made.subject_id)
    if not db.execute(delete(standing).where(its)).rowcount:
        raise CorrectionError("la nota no tiene una corrección de ese tema: no hay qué deshacer")
    _add(db, made, Grounds(words=()), revision=clipping.revision, now=now)


def _add(db: Connection, made: Correction, on: Grounds, *, revision: int, now: datetime) -> int:
    row = {
        "clipping_id": made.clipping_id,
        "revision": revision,
        "subject_id": made.subject_id,
        "verdict": made.verdict.value,
        "stance": made.stance.value if made.stance else None,
        "tone": made.tone.value if made.tone else None,
        "responsible": made.responsible.value if made.responsible else None,
        "words": "\n".join(on.words),
        **span_row("evidence", on.evidence),
        **span_row("at", on.at),
        "made_by": made.by,
        "note": made.note,
        "made_at": now,
    }
    number: int = db.execute(
        insert(corrections).values(row).returning(corrections.c.number)
    ).scalar_one()
    sealing.note(db, corrections, [number])
    return number


def _stand(db: Connection, clipping_id: str, number: int, its: Standing) -> None:
    row: Record = {
        "clipping_id": clipping_id,
        "subject_id": its.subject_id,
        "correction": number,
        "revision": its.revision,
        "holds": its.holds,
        "stance": its.stance.value if its.stance else None,
        "tone": its.tone.value if its.tone else None,
        "responsible": its.responsible.value if its.responsible else None,
        **span_row("evidence", its.evidence),
    }
    statement = upsert(db, standing).values(row)
    key = ["clipping_id", "subject_id"]
    news = {name: statement.excluded[name] for name in row if name not in key}
    db.execute(statement.on_conflict_do_update(index_elements=key, set_=news))


def standing_of(db: Connection, ids: Sequence[str]) -> dict[str, list[Standing]]:
    """How the last corrections of these clippings stand, in the order they were made."""
    found: dict[str, list[Standing]] = defaultdict(list)
    query = select(standing).order_by(standing.c.clipping_id, standing.c.correction)
    for some in chunks(ids):
        for row in db.execute(query.where(standing.c.clipping_id.in_(some))):
            found[row.clipping_id].append(_standing_of(row))
    return found


def standing_at(db: Connection, analysis: Analysis) -> list[Standing]:
    """How what was corrected in one revision stood there, whatever came later."""
    its = (
        corrections.c.clipping_id == analysis.clipping_id,
        corrections.c.revision == analysis.revision,
    )
    query = select(corrections).where(*its).order_by(corrections.c.number)
    last = {row.subject_id: row for row in db.execute(query)}
    text = select(revisions).where(
        revisions.c.clipping_id == analysis.clipping_id, revisions.c.revision == analysis.revision
    )
    clipping = clipping_of(db.execute(text).one())
    made = (row for row in last.values() if row.verdict != Verdict.UNDONE.value)
    return [_judged(row, clipping, analysis) for row in made]


def judge(db: Connection, latest: Sequence[Analysis]) -> dict[str, list[Standing]]:
    """Look again at the corrections of clippings that were read now, where their words changed."""
    read = {analysis.clipping_id: analysis for analysis in latest}
    for some in chunks(sorted(read)):
        rows = db.execute(_kept().where(standing.c.clipping_id.in_(some))).all()
        changed = [row for row in rows if row.judged != read[row.clipping_id].revision]
        texts = _texts(db, sorted({row.clipping_id for row in changed}))
        for row in changed:
            _judge(db, row, texts[row.clipping_id], read[row.clipping_id])
    return standing_of(db, sorted(read))


def _judge(db: Connection, row: AnyRow, clipping: Clipping, analysis: Analysis) -> None:
    _stand(db, row.clipping_id, row.number, _judged(row, clipping, analysis))


def _judged(row: AnyRow, clipping: Clipping, analysis: Analysis) -> Standing:
    made, on = _correction_of(row), _grounds_of(row)
    return judged(made, on, revision=row.revision, clipping=clipping, analysis=analysis)


def _kept() -> Select[*tuple[object, ...]]:
    """The corrections that count, each with the revision that it was last judged for."""
    columns = select(corrections, standing.c.revision.label("judged"), standing.c.holds)
    return columns.join(standing, standing.c.correction == corrections.c.number)


def _texts(db: Connection, ids: Sequence[str]) -> dict[str, Clipping]:
    query = select(revisions).join(clippings, LATEST).where(clippings.c.id.in_(ids))
    return {row.clipping_id: clipping_of(row) for row in db.execute(query)}


def listed(db: Connection, *, review: bool, limit: int) -> list[Corrected]:
    """The newest first; with `review`, only those that somebody must look at again."""
    state = either(
        (corrections.c.verdict == Verdict.UNDONE.value, "undone"),
        (standing.c.correction.is_(None), "replaced"),
        (standing.c.holds, "holds"),
        else_="review",
    )
    its = and_(
        revisions.c.clipping_id == corrections.c.clipping_id,
        revisions.c.revision == corrections.c.revision,
    )
    columns = (revisions.c.title, revisions.c.url, revisions.c.outlet_id, state.label("state"))
    query = (
        select(corrections, *columns)
        .join(revisions, its)
        .outerjoin(standing, standing.c.correction == corrections.c.number)
        .where(*([standing.c.holds.is_(False)] if review else []))
        .order_by(corrections.c.number.desc())
        .limit(limit)
    )
    return [_corrected_of(row) for row in db.execute(query)]


def labels(db: Connection) -> Iterator[Label | None]:
    """What the corrections that count teach, in the order they were made; None for one of which
    no words name the subject.
    """
    query = _kept().where(corrections.c.verdict == Verdict.READ.value)
    for row in db.execute(query.order_by(corrections.c.number)).all():
        its = (revisions.c.clipping_id == row.clipping_id, revisions.c.revision == row.revision)
        clipping = clipping_of(db.execute(select(revisions).where(*its)).one())
        yield label(
            _correction_of(row), _grounds_of(row), clipping=clipping, reading=_reading(db, row)
        )


def _reading(db: Connection, row: AnyRow) -> Reading | None:
    """What the NLP says now of the subject of a correction."""
    analysis = as_read(db, [row.clipping_id]).get(row.clipping_id)
    found = analysis.readings if analysis else ()
    return next((each for each in found if each.subject_id == row.subject_id), None)


def _correction_of(row: AnyRow) -> Correction:
    return Correction(
        clipping_id=row.clipping_id,
        subject_id=row.subject_id,
        verdict=Verdict(row.verdict),
        stance=Stance(row.stance) if row.stance else None,
        tone=Tone(row.tone) if row.tone else None,
        responsible=Responsible(row.responsible) if row.responsible else None,
        by=row.made_by,
        note=row.note,
    )


def _grounds_of(row: AnyRow) -> Grounds:
    return Grounds(
        words=tuple(row.words.split("\n")),
        evidence=maybe_span_of(row, "evidence"),
        at=maybe_span_of(row, "at"),
    )


def _standing_of(row: AnyRow) -> Standing:
    return Standing(
        subject_id=row.subject_id,
        revision=row.revision,
        holds=row.holds,
        stance=Stance(row.stance) if row.stance else None,
        tone=Tone(row.tone) if row.tone else None,
        responsible=Responsible(row.responsible) if row.responsible else None,
        evidence=maybe_span_of(row, "evidence"),
    )


def _corrected_of(row: AnyRow) -> Corrected:
    return Corrected(
        number=row.number,
        made_at=row.made_at,
        correction=_correction_of(row),
        revision=row.revision,
        title=row.title,
        url=row.url,
        outlet_id=row.outlet_id,
        state=row.state,
    )
