"""A wrong sources.yaml says file, line, column, key, what was expected and what to do."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import Config
from monitor.configfile import load, starter
from monitor.configvalues import Moment
from monitor.errors import ConfigError

BASE = """\
profile:
  municipality: Xaltepec
  state: Estado de Xal
  timezone: America/Mexico_City
  places: [Xaltepec]
  contact: prensa@xaltepec.example
  recipients:
    - Ana Núñez <ana@xaltepec.example>
  digest:
    hours: ["07:00", 17:30]
    patience: 20 min
subjects:
  - id: alcaldesa
    name: Alcaldesa
    kind: mayor
    roles: [alcaldesa]
    aliases: [alcaldesa xalteca, {text: la edil, needs: [Xaltepec]}]
    holders:
      - name: Marta Luz Olvera
        since: 2024-10-01
      - name: Beto Ruiz Ortega
        since: 2021-10-01
        until: 2024-09-30
outlets:
  - id: diario
    name: Diario de Xaltepec
    scope: local
    medium: newspaper
    reach: 12000
    sources:
      - kind: feed
        url: https://diario.example/feed
        every: 15 min
      - kind: sitemap
        url: https://diario.example/sitemap.xml
offices:
  - id: agua
    name: Agua
    email: agua@xaltepec.example
mail:
  host: smtp.xaltepec.example
  port: 587
  sender: Síntesis <sintesis@xaltepec.example>
reading:
  pause: 1 s
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "sources.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refused(folder: Path, text: str | bytes) -> list[str]:
    """The lines of the refusal, without the folder."""
    path = written(folder, text)
    with pytest.raises(ConfigError) as refusal:
        load(path)
    return str(refusal.value).replace(f"{folder}/", "").splitlines()


def edited(old: str, new: str) -> str:
    assert BASE.count(old) == 1, old
    return BASE.replace(old, new)


def test_a_right_file_is_read_whole(tmp_path):
    config = load(written(tmp_path, BASE))
    assert config.profile.digest.hours == (time(7), time(17, 30))
    assert config.profile.digest.patience == timedelta(minutes=20)
    assert config.profile.recipients == ("Ana Núñez <ana@xaltepec.example>",)
    assert list(config.sources) == ["diario-feed", "diario-sitemap"]
    assert config.sources["diario-feed"].outlet_id == "diario"
    assert config.sources["diario-sitemap"].every == timedelta(minutes=15)
    plain, needy = config.subject["alcaldesa"].aliases
    assert (plain.text, plain.needs) == ("alcaldesa xalteca", ())
    assert (needy.text, needy.needs) == ("la edil", ("Xaltepec",))
    assert config.subject["alcaldesa"].holders[0].holds_on(date(2024, 10, 1))
    assert config.outlet["diario"].reach == 12000


def test_the_visto_bueno_is_asked_for_only_where_the_file_says_so(tmp_path):
    assert load(written(tmp_path, BASE)).profile.digest.approval is None
    text = edited("patience: 20 min\n", "patience: 20 min\n    approval: {}\n")
    approval = load(written(tmp_path, text)).profile.digest.approval
    assert (approval.before, approval.unapproved) == (timedelta(minutes=45), "wait")


def test_a_week_and_a_month_are_told_only_where_the_file_says_so(tmp_path):
    digest = load(written(tmp_path, BASE)).profile.digest
    assert (digest.weekly, digest.monthly) == (None, None)
    said = "patience: 20 min\n    weekly: lunes 08:00\n    monthly: 1 09:30\n"
    digest = load(written(tmp_path, edited("patience: 20 min\n", said))).profile.digest
    assert digest.weekly == Moment(day=0, hour=time(8))
    assert digest.monthly == Moment(day=1, hour=time(9, 30))


def test_a_folder_lies_beside_the_file(tmp_path, monkeypatch):
    text = BASE.replace("kind: feed", "kind: feed\n        folder: entradas/papel", 1)
    config = load(written(tmp_path, text))
    found = [source.folder for source in config.sources.values() if source.folder]
    assert found == [str(tmp_path.resolve() / "entradas" / "papel")]
    monkeypatch.chdir("/")
    assert load(tmp_path / "sources.yaml").sources.keys() == config.sources.keys()


def test_further_sources_of_a_kind_are_numbered(tmp_path):
    text = BASE.replace("kind: sitemap", "kind: feed")
    assert list(load(written(tmp_path, text)).sources) == ["diario-feed", "diario-feed-2"]


WRONG = [
    (
        "url: https://diario.example/feed",
        "url: htp://x",
        "32:9: outlets[0].sources[0].url: se esperaba una dirección http(s), llegó "
        '"htp://x". Corrija la dirección.',
    ),
    (
        "kind: sitemap",
        "kind: sitemaps",
        "34:9: outlets[0].sources[1].kind: clase de fuente desconocida: "
        '"sitemaps". ¿Quiso decir «sitemap»?',
    ),
    (
        "every: 15 min",
        "every: 15",
        "33:9: outlets[0].sources[0].every: se esperaba una duración con su unidad, como "
        '«15 min», «3 h» o «2 días»; llegó "15". Corrija la duración.',
    ),
    (
        "every: 15 min",
        "every: 0 min",
        "33:9: outlets[0].sources[0].every: se esperaba algo mayor que cero, llegó "
        '"0 min". Corrija el valor.',
    ),
    (
        "every: 15 min",
        "evry: 15 min",
        "33:9: outlets[0].sources[0].evry: clave desconocida. ¿Quiso decir «every»?",
    ),
    (
        "every: 15 min",
        "id: uno",
        "33:9: outlets[0].sources[0].id: esta clave la calcula el programa. Borre el renglón.",
    ),
    (
        "https://diario.example/sitemap.xml",
        "https://DIARIO.example/feed/",
        '35:9: outlets[0].sources[1].url: la dirección "https://DIARIO.example/feed/" está '
        "repetida: ya está en el renglón 32. Deje una sola.",
    ),
    (
        "timezone: America/Mexico_City",
        "timezone: America/Mexico_cty",
        '4:3: profile.timezone: zona horaria desconocida: "America/Mexico_cty". '
        "¿Quiso decir «America/Mexico_City»?",
    ),
    (
        "places: [Xaltepec]",
        "places: Xaltepec",
        '5:3: profile.places: se esperaba una lista, llegó "Xaltepec". Escríbala con guiones '
        "o entre corchetes: [uno, dos].",
    ),
    (
        "places: [Xaltepec]",
        "places: []",
        "5:3: profile.places: la lista está vacía. Escriba por lo menos un elemento.",
    ),
    (
        "ana@xaltepec.example>",
        "ana@xaltepec>",
        "8:7: profile.recipients[0]: se esperaba un solo correo, «nombre@dominio.mx» o «Nombre "
        '<nombre@dominio.mx>»; llegó "Ana Núñez <ana@xaltepec>". Corrija el correo.',
    ),
    (
        "- Ana Núñez <ana@xaltepec.example>",
        '- "Ana <ana@xaltepec.example>\\r\\nBcc: otro@x.example"',
        "8:7: profile.recipients[0]: hay un carácter invisible (U+000D). Bórrelo y vuelva a "
        "escribir el texto a mano.",
    ),
    (
        "17:30]",
        "25:00]",
        "10:22: profile.digest.hours[1]: se esperaba una hora de 24 horas, como «07:00»; llegó "
        '"25:00". Corrija la hora.',
    ),
    (
        "17:30]",
        "7:00]",
        "10:5: profile.digest.hours: hay una hora repetida. Deje cada hora una sola vez.",
    ),
    (
        "patience: 20 min\n",
        "patience: 20 min\n    approval: {unapproved: espera}\n",
        "12:16: profile.digest.approval.unapproved: se esperaba una de estas palabras: wait, send; "
        'llegó "espera".',
    ),
    (
        "patience: 20 min\n",
        "patience: 20 min\n    approval:\n",
        "12:5: profile.digest.approval: esta clave no dice nada. Escriba «approval: {}» para "
        "pedir el visto bueno como es usual, o borre el renglón.",
    ),
    (
        "kind: mayor",
        "kind: mayr",
        "15:5: subjects[0].kind: se esperaba una de estas palabras: mayor, government, place, "
        'programme, department, person, other; llegó "mayr". ¿Quiso decir «mayor»?',
    ),
    (
        "id: alcaldesa",
        "id: Titular Ñu",
        "13:5: subjects[0].id: se esperaba un identificador de minúsculas sin acento, dígitos, "
        '«-» o «_»; llegó "Titular Ñu". Escriba, por ejemplo, «titular-nu».',
    ),
    (
        "[alcaldesa xalteca, ",
        "[al, ",
        "17:15: subjects[0].aliases[0]: se esperaban al menos tres letras o números, llegó "
        '"al". Escriba una forma más larga: una tan corta aparece en cualquier texto.',
    ),
    (
        "needs: [Xaltepec]",
        "nedes: [Xaltepec]",
        "17:50: subjects[0].aliases[1].nedes: clave desconocida. ¿Quiso decir «needs»?",
    ),
    (
        "until: 2024-09-30",
        "until: 2024-10-01",
        "20:9: subjects[0].holders[0].since: las fechas de «Marta Luz Olvera» se enciman con las "
        "de «Beto Ruiz Ortega» (renglón 21). Un titular termina el día anterior al que entra el "
        "siguiente: corrija «since» o «until».",
    ),
    (
        "until: 2024-09-30",
        "until: 2020-09-30",
        "23:9: subjects[0].holders[1].until: «until» (2020-09-30) es anterior a «since» "
        "(2021-10-01). Corrija las fechas.",
    ),
    (
        "until: 2024-09-30",
        "until: 2024-09-31",
        "23:9: subjects[0].holders[1].until: se esperaba una fecha que exista, año-mes-día, como "
        '«2025-01-31»; llegó "2024-09-31". Corrija la fecha.',
    ),
    (
        "    scope: local\n",
        "",
        "25:5: outlets[0].scope: falta esta clave, que es obligatoria. Agréguela.",
    ),
    (
        "reach: 12000",
        "reach: 12,000",
        "29:5: outlets[0].reach: se esperaba un número entero sin comas ni letras, llegó "
        '"12,000". Corrija el número.',
    ),
    (
        "port: 587",
        "port: 99999",
        '42:3: mail.port: se esperaba 65535 o menos, llegó "99999". Corrija el valor.',
    ),
    (
        "host: smtp.xaltepec.example",
        "host: smtp://smtp.xaltepec.example",
        "41:3: mail.host: se esperaba el nombre de un servidor o su IP, sin «http://», puerto ni "
        'ruta; llegó "smtp://smtp.xaltepec.example". Corrija el servidor.',
    ),
    (
        "email: agua@xaltepec.example",
        "email: agua",
        '39:5: offices[0].email: se esperaba un correo como «nombre@dominio.mx», llegó "agua". '
        "Corrija el correo.",
    ),
    (
        "email: agua@xaltepec.example",
        "correo: agua@xaltepec.example",
        "39:5: offices[0].correo: clave desconocida. ¿Quiso decir «email»?",
    ),
    (
        "port: 587",
        "recipients: [x@y.example]",
        "42:3: mail.recipients: clave desconocida. Esa clave va dentro de «profile»: muévala ahí.",
    ),
    (
        "pause: 1 s",
        "zzzzz: 1 s",
        "45:3: reading.zzzzz: clave desconocida. Aquí se admiten: pause, allow_hosts, horizon, "
        "reread.",
    ),
    (
        "contact: prensa@xaltepec.example",
        "contact: la oficina",
        "6:3: profile.contact: se esperaba un correo o una página http(s) de contacto, llegó "
        '"la oficina". Escriba el correo de la oficina.',
    ),
    (
        "reading:\n",
        "reading:\n  pause: 2 s\n",
        "46:3: reading.pause: la clave «pause» está repetida: ya aparece en el renglón 45. "
        "Deje una sola.",
    ),
    (
        "name: Agua\n",
        "name: &agua Agua\n",
        "38:11: offices[0].name: no se admiten anclas ni alias de YAML (& y *). Escriba el valor "
        "completo, o entre comillas si es texto.",
    ),
    (
        "name: Agua\n",
        "name: !!python/object/apply:os.system Agua\n",
        "38:11: offices[0].name: no se admiten etiquetas de YAML "
        "(tag:yaml.org,2002:python/object/apply:os.system). Quítela, o escriba el valor entre "
        "comillas si es texto.",
    ),
    (
        "  pause: 1 s",
        "\tpause: 1 s",
        "45:1: hay un tabulador. Use espacios para la sangría: YAML no admite tabuladores.",
    ),
    (
        "places: [Xaltepec]",
        "places: [Xaltepec]\n  alerts: {quiet: de noche}",
        "6:12: profile.alerts.quiet: se esperaban dos horas distintas, de cuándo a cuándo, como "
        '«22:00-06:30»; llegó "de noche". Corrija el horario.',
    ),
    (
        "places: [Xaltepec]",
        "places: [Xaltepec]\n  alerts:",
        "6:3: profile.alerts: esta clave no dice nada. Escriba «alerts: {}» para las alertas como "
        "son usuales, o borre el renglón.",
    ),
    (
        "places: [Xaltepec]",
        "places: [Xaltepec]\n  alerts: {spike: a veces}",
        '6:12: profile.alerts.spike: se esperaba «sí» o «no», llegó "a veces". Corrija el valor.',
    ),
    (
        "patience: 20 min",
        "patience: 20 min\n    weekly: 8:00",
        "12:5: profile.digest.weekly: se esperaba un día de la semana y una hora, como "
        '«lunes 08:00»; llegó "8:00". Corrija el día o la hora.',
    ),
    (
        "patience: 20 min",
        "patience: 20 min\n    monthly: [1, 8:00]",
        "12:5: profile.digest.monthly: se esperaba un día del 1 al 28 y una hora, como "
        "«1 08:00»; llegó una lista. Corrija el día o la hora.",
    ),
    (
        "name: Agua\n",
        "name: Agua: limpia\n",
        "38:15: hay unos dos puntos de más, o la sangría no coincide con la del renglón anterior. "
        "Si los dos puntos son parte del texto, escríbalo entre comillas.",
    ),
]


@pytest.mark.parametrize(("old", "new", "line"), WRONG, ids=[row[2][:48] for row in WRONG])
def test_a_wrong_value_is_told_with_place_key_and_remedy(tmp_path, old, new, line):
    assert refused(tmp_path, edited(old, new)) == [f"sources.yaml:{line}"]


def test_all_problems_are_told_at_once_in_the_order_of_the_file(tmp_path):
    text = BASE.replace("url: htt", "url: ftt").replace("kind: mayor", "kind: x")
    text = text.replace("id: agua\n", "id: agua\n    ide: agua\n").replace("1 s", "s")
    lines = refused(tmp_path, text)
    assert [line.split(": ")[1] for line in lines] == [
        "subjects[0].kind",
        "outlets[0].sources[0].url",
        "outlets[0].sources[1].url",
        "offices[0].ide",
        "reading.pause",
    ]


SECONDS = {
    "subjects": "  - {id: alcaldesa, name: Otra, kind: other}\n",
    "outlets": "  - {id: diario, name: Otro, scope: local, medium: radio, "
    "sources: [{kind: feed, url: 'https://otro.example'}]}\n",
    "offices": "  - {id: agua, name: Otra}\n",
}


@pytest.mark.parametrize("section", SECONDS)
def test_an_id_is_used_once(tmp_path, section):
    first = f"{section}:\n"
    text = edited(first, first + SECONDS[section])
    line = text[: text.index(first)].count("\n") + 2
    (problem,) = refused(tmp_path, text)
    assert problem.startswith(f"sources.yaml:{line + 1}:5: {section}[1].id: el identificador")
    assert f"está repetido: ya lo usa el renglón {line}. Cambie" in problem


@pytest.mark.parametrize("key", ["password", "smtp_password", "contraseña", "api_key", "Token"])
def test_a_secret_is_sent_to_the_environment_and_never_shown(tmp_path, key):
    (line,) = refused(tmp_path, edited("port: 587", f"{key}: hunter2"))
    assert f"mail.{key}: clave desconocida. Las contraseñas no se guardan en este archivo" in line
    assert "SINTESIS_SMTP_PASSWORD" in line
    assert "hunter2" not in line


def test_credentials_in_an_address_are_refused_and_never_shown(tmp_path):
    lines = refused(tmp_path, edited("https://diario.example/feed", "https://u:hunter2@d.example/"))
    assert lines == [
        "sources.yaml:32:9: outlets[0].sources[0].url: la dirección lleva usuario o contraseña. "
        "Quítelos: este archivo no guarda secretos."
    ]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b"", "sources.yaml:1:1: el archivo está vacío."),
        (b"# nada\n", "sources.yaml:1:1: el archivo está vacío."),
        (b"hola\n", "sources.yaml:1:1: se esperaban claves como «profile:», «subjects:» y"),
        (b"- a\n", "sources.yaml:1:1: se esperaban claves como"),
        (b"a: 1\nb: a\xf1o\n", "sources.yaml:2:5: hay una letra que no está en UTF-8."),
        (b"a: 1\nb: \x07\n", "sources.yaml:2:4: hay un carácter invisible (U+0007)."),
        (b"a: 1\n---\nb: 2\n", "sources.yaml:2:1: hay un segundo documento"),
        (b"a: [1\nb: 2\n", "sources.yaml:2:2: hay un corchete o una llave sin cerrar"),
        (b"a: 'x\n", "sources.yaml:2:1: hay unas comillas o un corchete sin cerrar."),
        (b"a: @x\n", "sources.yaml:1:4: un texto no puede empezar con ese signo."),
        (b'a: "\\d"\n', "sources.yaml:1:6: hay una diagonal inversa que no se entiende."),
        (
            b"a: " + b"[" * 50_000,
            "sources.yaml:1:16: a[0][0][0][0][0][0][0][0][0][0][0][0]: hay demasiados niveles",
        ),
        (b"a: " + b"x" * 1_000_000, "sources.yaml: el archivo pasa de 1 MB."),
        (b"? [a, b]\n: c\n", "sources.yaml:1:3: se esperaba una clave de texto"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_file_that_is_no_configuration_is_refused(tmp_path, body, line):
    assert refused(tmp_path, body)[0].startswith(line)


def test_a_file_that_is_not_there_says_how_to_begin(tmp_path):
    with pytest.raises(ConfigError, match=r"nada\.yaml: no existe ese archivo.*sintesis init"):
        load(tmp_path / "nada.yaml")
    with pytest.raises(ConfigError, match="es una carpeta"):
        load(tmp_path)


def test_text_means_what_it_says(tmp_path):
    text = edited("name: Agua\n", "name: no\n").replace("Diario de Xaltepec", "24")
    text = text.replace("[alcaldesa xalteca, ", "[null y nada, 12:30, 'null', 0777, ")
    config = load(written(tmp_path, "\ufeff" + text))
    assert config.offices[0].name == "no"
    assert config.outlet["diario"].name == "24"
    assert [alias.text for alias in config.subject["alcaldesa"].aliases[:4]] == [
        "null y nada",
        "12:30",
        "null",
        "0777",
    ]


def test_decomposed_letters_are_composed(tmp_path):
    text = edited("name: Marta Luz Olvera", "name: Marta Luz Nun\u0303ez")
    assert load(written(tmp_path, text)).subjects[0].holders[0].name == "Marta Luz Nuñez"


def test_an_empty_key_is_as_if_it_were_not_there(tmp_path):
    text = edited("    - Ana Núñez <ana@xaltepec.example>\n", "    # nadie aún\n")
    assert load(written(tmp_path, text)).profile.recipients == ()


def test_the_starter_loads(tmp_path):
    assert isinstance(load(written(tmp_path, starter())), Config)


def test_many_problems_are_cut(tmp_path):
    text = BASE + "".join(f"llave{number}: 1\n" for number in range(80))
    lines = refused(tmp_path, text)
    assert len(lines) == 51
    assert lines[-1] == "sources.yaml: hay 30 problemas más. Corrija estos y vuelva a intentar."


VALUED = [line for line in BASE.splitlines() if re.fullmatch(r"[ -]*\w+: \S.*", line)]


@pytest.mark.parametrize("wrong", ["[uno, [dos]]", "{uno: dos}", "[]", "''", "uno: dos"])
@pytest.mark.parametrize("line", VALUED)
def test_every_key_has_words_for_a_value_of_another_shape(tmp_path, line, wrong):
    key = line.split(":")[0]
    text = BASE.replace(f"{line}\n", f"{key}: {wrong}\n", 1)
    place = BASE.splitlines().index(line) + 1
    try:
        load(written(tmp_path, text))
    except ConfigError as error:
        lines = str(error).splitlines()
        assert not any("valor no admitido" in line for line in lines), lines
        assert any(f"sources.yaml:{place}:" in line for line in lines), lines
    else:
        assert (key.strip(), wrong) in [("roles", "[]"), ("aliases", "[]")]


MARKS = st.sampled_from(
    ["\t", ":", "- ", "[", "]", "{", "}", "&a ", "*a", "!x ", "'", '"', "\\", "#", "\n", "  ", "|",
     ">", "?", "%", "\x00", "\u202e", "\ud7ff", "---\n", "null", "~", "é", "id: x\n", "\U0001f600"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    cuts=st.lists(
        st.tuples(st.integers(0, len(BASE)), st.integers(0, 12), MARKS), min_size=1, max_size=4
    )
)
def test_whatever_is_written_the_answer_is_a_config_or_a_config_error(cuts):
    text = BASE
    for at, length, mark in cuts:
        text = text[:at] + mark + text[at + length :]
    with TemporaryDirectory() as folder:
        try:
            assert isinstance(load(written(Path(folder), text)), Config)
        except ConfigError as error:
            answer = str(error)
            assert all("sources.yaml" in line for line in answer.split("\n"))
