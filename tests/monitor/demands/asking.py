"""An office of demands that is asked by its commands."""

from __future__ import annotations

from collections.abc import Callable

from monitor.cli import OK

FILE = """
profile:
  municipality: Xaltepec
  state: Estado de México
  places: [Xaltepec]
  contact: prensa@xaltepec.example
subjects: [{id: gobierno, name: Gobierno, kind: government, aliases: [gobierno de Xaltepec]}]
outlets: []
offices:
  - {id: obras, name: Dirección de Obras Públicas, categories: [bache], email: obras@x.example}
  - {id: agua, name: Organismo de Agua, categories: [fuga-de-agua]}
mail: {host: correo.example, sender: "Síntesis <sintesis@xaltepec.example>"}
demands: {closing: second}
"""
BY = ("--by", "Elvira Sosa")
FOLIO = "2026-00001"
Run = Callable[..., tuple[int, str, str]]


def good(answer: tuple[int, str, str]) -> str:
    status, out, err = answer
    assert status == OK, err
    return out


def bad(answer: tuple[int, str, str]) -> str:
    status, _, err = answer
    assert status != OK
    return err
