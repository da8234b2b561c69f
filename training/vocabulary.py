"""Writes `nlp/models/pieces.model`: the encoder's word pieces that Spanish press uses.

    python -m training.vocabulary TEXT_FILE…

counts pieces over any UTF-8 text and keeps the most used, all those of our labelled files and the
single characters. The file is a SentencePiece model whose ids are rows of `words.npz`.
"""

from __future__ import annotations

import io
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as protocol

from training import packed
from training.labelled import LABELLED, rows

MODEL = Path("nlp/models/pieces.model")
SIZE = 30_000
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
ALWAYS = 0x0250  # characters below: the Latin letters and marks


def main(corpora: Sequence[str]) -> None:
    whole = packed.load()
    counts = _counted(_model(whole.pieces, whole.scores), corpora)
    kept = _kept(whole.pieces, counts)
    scores = dict(zip(whole.pieces, whole.scores, strict=True))
    MODEL.write_bytes(_model(kept, [scores[piece] for piece in kept]))
    print(f"{MODEL}: {len(kept)} of {len(whole.pieces)} pieces")


def ids(pieces: Iterable[str]) -> list[int]:
    """The rows of these pieces in the whole encoder."""
    places = {piece: row for row, piece in enumerate(packed.load().pieces)}
    return [places[piece] for piece in pieces]


def kept() -> list[str]:
    loaded = sentencepiece.SentencePieceProcessor(model_file=str(MODEL))
    return [loaded.id_to_piece(row) for row in range(len(loaded))]


def _kept(pieces: Sequence[str], counts: Counter[str]) -> list[str]:
    ours = {piece for piece, count in counts.items() if count >= _OURS}
    single = {piece for piece in pieces if len(piece.lstrip("▁")) <= 1 and _latin(piece)}
    common = (piece for piece, _ in counts.most_common() if piece not in ours | single)
    wanted = ours | single | set(SPECIAL)
    room = max(0, SIZE - len(wanted))
    wanted |= {piece for piece, _ in zip(common, range(room), strict=False)}
    return [piece for piece in pieces if piece in wanted]


_OURS = 1_000_000_000  # a count that no corpus reaches


def _counted(model: bytes, corpora: Sequence[str]) -> Counter[str]:
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    counts: Counter[str] = Counter()
    for path in corpora:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            counts.update(processor.encode(line, out_type=str))
    for row in rows(LABELLED.glob("readings*.jsonl")):
        counts.update(dict.fromkeys(processor.encode(row["text"], out_type=str), _OURS))
    known = set(packed.load().pieces)
    return Counter({piece: count for piece, count in counts.items() if piece in known})


def _latin(piece: str) -> bool:
    letter = piece.lstrip("▁")
    return not letter or ord(letter) < ALWAYS or unicodedata.category(letter) in ("So", "Po", "Pd")


def _model(pieces: Sequence[str], scores: Sequence[float]) -> bytes:
    """A SentencePiece unigram model of these pieces, with the encoder's normalisation."""
    model = protocol.ModelProto()
    model.ParseFromString(_normalising())
    del model.pieces[:]
    kinds = protocol.ModelProto.SentencePiece
    special = {"<unk>": kinds.UNKNOWN, **dict.fromkeys(("<s>", "</s>", "<pad>"), kinds.CONTROL)}
    for piece, score in zip(pieces, scores, strict=True):
        model.pieces.add(piece=piece, score=score, type=special.get(piece, kinds.NORMAL))
    places = {piece: row for row, piece in enumerate(pieces)}
    spec = model.trainer_spec
    spec.bos_id, spec.pad_id, spec.eos_id, spec.unk_id = (places[piece] for piece in SPECIAL)
    spec.vocab_size = len(pieces)
    return bytes(model.SerializeToString())


def _normalising() -> bytes:
    """The smallest model that SentencePiece trains: only its normalisation table is wanted."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["uno dos tres"] * 50),
        model_writer=written,
        vocab_size=20,
        hard_vocab_limit=False,
        pad_id=1,
        bos_id=0,
        eos_id=2,
        unk_id=3,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    return written.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
