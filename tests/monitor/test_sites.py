"""Identity: two addresses of one page are one piece, and two pages never are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import sites, urls

NOTE = "https://www.diario.mx/local/abren-pozo-de-agua-4411"
SOL = "https://oem.com.mx/elsoldetoluca/local/abren-pozo-de-agua-4411"

ONE_SPELLING = [
    (NOTE, "https://www-diario-mx.cdn.ampproject.org/c/s/www.diario.mx/local/{slug}"),
    (NOTE, "https://www-diario-mx.cdn.ampproject.org/v/s/www.diario.mx/local/{slug}/amp"),
    (NOTE, "https://www-diario-mx.cdn.ampproject.org/v/s/www.diario.mx/amp/local/{slug}"),
    (NOTE, "https://cdn.ampproject.org/c/s/www.diario.mx/local/{slug}?amp=1&usqp=mq331AQ"),
    (NOTE, "https://cdn.ampproject.org/wp/s/www.diario.mx/local/{slug}#aoh=16&referrer=x"),
    (NOTE, "https://www.google.com/amp/s/www.diario.mx/local/{slug}"),
    (NOTE, "https://www.google.com.mx/amp/s/www.diario.mx/local/{slug}/amp"),
    (NOTE, "https://www.bing.com/amp/s/www.diario.mx/local/{slug}?amp"),
    (NOTE, "https://www.google.com/url?q=https://www.google.com/amp/s/www.diario.mx/local/{slug}"),
    (NOTE, "{plain}?outputType=amp"),
    (NOTE, "{plain}?outputType=amp-type"),
    (NOTE, "{plain}?output=amp"),
    (NOTE, "{plain}?view=amp"),
    (NOTE, "{plain}?amp"),
    (NOTE, "{plain}?amp=1"),
    (NOTE, "{plain}?amp=true&utm_source=wa"),
    (NOTE, "{plain}?noamp=mobile"),
    (NOTE, "{plain}?nonamp=1"),
    (NOTE, "{plain}?isAmp=true"),
    (NOTE, "{plain}?amp_js_v=0.1&amp_gsa=1"),
    (NOTE, "{plain}/amp"),
    (NOTE, "https://www.diario.mx/amp/local/{slug}"),
]


@pytest.mark.parametrize(("plain", "link"), ONE_SPELLING)
def test_a_light_page_is_spelled_as_the_plain_one(plain: str, link: str) -> None:
    slug = plain.rpartition("/")[2]
    assert urls.canonical(link.format(slug=slug, plain=plain)) == plain


def test_what_a_keeper_of_light_pages_carries_keeps_its_scheme_and_its_query() -> None:
    kept = "https://diario-mx.cdn.ampproject.org/c/diario.mx/nota.php?id=7&usqp=x"
    assert urls.canonical(kept) == "http://diario.mx/nota.php?id=7"


@pytest.mark.parametrize(
    "kept",
    [
        "https://cdn.ampproject.org/v0/amp-ad-0.1.js",
        "https://diario-mx.cdn.ampproject.org/i/s/diario.mx/foto.jpg",
        "https://www.google.com/amp/",
        "https://www.diario.mx/local/nota?outputType=xml",
        "https://www.diario.mx/local/nota?view=article&id=4",
        "https://amp.diario.mx/local/nota",
        "https://m.diario.mx/local/nota",
    ],
)
def test_what_may_be_another_page_is_left_as_it_is(kept: str) -> None:
    assert urls.canonical(kept) == kept


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://www.diario.mx/a", "diario.mx"),
        ("https://m.diario.mx/a", "diario.mx"),
        ("https://noticias.diario.com.mx/a", "diario.com.mx"),
        ("https://m.com.mx/a", "m.com.mx"),
        ("https://blog-uno.wordpress.com/a", "blog-uno.wordpress.com"),
        ("https://uno.blogspot.com/a", "uno.blogspot.com"),
        ("https://edomex.quadratin.com.mx/a", "edomex.quadratin.com.mx"),
        ("https://www.gob.mx/salud/prensa/a", "gob.mx/salud"),
        ("https://naucalpan.gob.mx/a", "naucalpan.gob.mx"),
        (SOL, "oem.com.mx/elsoldetoluca"),
        ("https://www.elsoldetoluca.com.mx/local/a", "oem.com.mx/elsoldetoluca"),
        ("https://oem.com.mx/", "oem.com.mx/"),
        ("http://192.0.2.7:8080/a", "192.0.2.7"),
        ("http://periodico.test/a", "periodico.test"),
    ],
)
def test_whose_a_page_is(address: str, site: str) -> None:
    assert sites.site_of(address) == site


@pytest.mark.parametrize(
    ("stated", "arrived"),
    [
        (NOTE, "https://amp.diario.mx/local/abren-pozo-de-agua-4411"),
        (NOTE, "https://m.diario.mx/local/abren-pozo-de-agua-4411"),
        (NOTE, "https://movil.diario.mx/4411"),
        (NOTE, "https://www.diario.mx/?p=4411"),
        (NOTE, f"{NOTE}/2"),
        (NOTE, f"{NOTE}?galeria=1"),
        (NOTE, "https://noticias.diario.mx/abren-pozo"),
        (NOTE, "http://diario.mx/local/abren-pozo-de-agua-4411/"),
        ("https://www.diario.mx/nota.php?id=7", "https://www.diario.mx/nota.php?id=7&s=9"),
        ("https://www.diario.mx/nota", "https://www.diario.mx/nota"),
        (SOL, "https://www.elsoldetoluca.com.mx/local/abren-pozo-de-agua-4411.html"),
        ("https://www.elsoldetoluca.com.mx/local/abren-pozo-4411.html", SOL),
        (SOL, "https://www.oem.com.mx/elsoldetoluca/local/otra-direccion-4411"),
    ],
)
def test_the_word_of_a_page_of_the_same_site_is_believed(stated: str, arrived: str) -> None:
    assert sites.may_name(stated, arrived)


@pytest.mark.parametrize(
    ("stated", "arrived"),
    [
        ("https://www.otro.mx/local/abren-pozo-de-agua-4411", NOTE),
        ("https://www.diario.com.mx/local/abren-pozo-de-agua-4411", NOTE),
        ("https://dos.wordpress.com/a-la-nota-1", "https://uno.wordpress.com/a-la-nota-1"),
        ("https://dos.blogspot.com/a-la-nota-1", "https://uno.blogspot.com/a-la-nota-1"),
        ("https://mexico.quadratin.com.mx/a-b-1", "https://edomex.quadratin.com.mx/a-b-1"),
        (SOL.replace("elsoldetoluca", "elsoldemexico"), SOL),
        ("https://www.elsoldemexico.com.mx/local/abren-pozo-4411.html", SOL),
        ("https://www.gob.mx/sedena/prensa/a-1", "https://www.gob.mx/salud/prensa/a-1"),
        ("https://toluca.gob.mx/a-1", "https://naucalpan.gob.mx/a-1"),
        ("https://www.diario.mx/", NOTE),
        ("https://www.diario.mx", NOTE),
        ("https://www.diario.mx/?p=9", NOTE),
        ("https://oem.com.mx/elsoldetoluca/", SOL),
        ("https://oem.com.mx/elsoldetoluca", SOL),
        ("https://www.diario.mx/local", NOTE),
        ("https://www.diario.mx/local/", NOTE),
        ("https://www.diario.mx/nota.php", "https://www.diario.mx/nota.php?id=7"),
        ("https://www.diario.mx/ver-la-nota.aspx", "https://www.diario.mx/ver-la-nota.aspx?n=7"),
        ("https://www.diario.mx/nota", "https://www.diario.mx/nota?id=7"),
    ],
)
def test_what_a_template_states_by_mistake_is_not_believed(stated: str, arrived: str) -> None:
    assert not sites.may_name(stated, arrived)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NOTE, NOTE.replace("www.", "m.")),
        (NOTE, NOTE.replace("www.", "movil.")),
        (NOTE, NOTE.replace("www.", "amp.")),
        (NOTE, NOTE.replace("www.", "")),
        (NOTE, NOTE.replace("https", "http")),
        (NOTE, f"{NOTE}/"),
        ("https://m.diario.mx/nota.php?id=7", "http://www.diario.mx/nota.php?id=7"),
    ],
)
def test_an_outlet_serves_a_page_under_several_hosts(one: str, other: str) -> None:
    assert sites.kin_key(one) == sites.kin_key(other)
    assert other in sites.kin(one)
    assert one in sites.kin(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NOTE, f"{NOTE}0"),
        (NOTE, NOTE.replace("www.", "noticias.")),
        (NOTE, NOTE.replace(".mx", ".com.mx")),
        (SOL, SOL.replace("elsoldetoluca", "elsoldemexico")),
        ("https://m.diario.mx/nota.php?id=7", "https://m.diario.mx/nota.php?id=8"),
        ("https://m.com.mx/a", "https://amp.com.mx/a"),
        ("https://www.diario.mx/#!/nota/1", "https://www.diario.mx/#!/nota/2"),
        ("http://www.diario.mx:8080/a", "http://www.diario.mx/a"),
    ],
)
def test_two_pages_are_never_kin(one: str, other: str) -> None:
    assert sites.kin_key(one) != sites.kin_key(other)
    assert other not in sites.kin(one)


hosts = st.sampled_from(["diario.mx", "sol.com.mx", "m.com.mx", "uno.blogspot.com", "192.0.2.7"])
labels = st.sampled_from(["", "www.", "m.", "movil.", "amp.", "noticias."])
tails = st.from_regex(r"(/[a-z0-9-]{1,12}){0,3}/?(\?id=[0-9]{1,3})?", fullmatch=True)
addresses = st.builds(
    lambda scheme, label, host, tail: urls.canonical(f"{scheme}://{label}{host}{tail}"),
    st.sampled_from(["http", "https"]),
    labels,
    hosts,
    tails,
).filter(lambda address: address is not None)


@given(addresses)
def test_kin_are_of_one_site_and_know_each_other(address: str) -> None:
    kin = sites.kin(address)
    assert address in kin
    assert {sites.kin_key(each) for each in kin} == {sites.kin_key(address)}
    assert {sites.site_of(each) for each in kin} == {sites.site_of(address)}
    assert all(address in sites.kin(each) for each in kin)


@given(addresses, addresses)
def test_kin_differ_in_nothing_that_names_a_note(one: str, other: str) -> None:
    if sites.kin_key(one) == sites.kin_key(other):
        assert one.partition("?")[2] == other.partition("?")[2]
        tail = [each.partition("?")[0].split("/", 3)[3].rstrip("/") for each in (one, other)]
        assert tail[0] == tail[1]


@given(addresses, addresses)
def test_what_a_page_may_state_is_of_its_own_site(stated: str, arrived: str) -> None:
    assert not sites.may_name(stated, arrived) or sites.site_of(stated) == sites.site_of(arrived)


@given(st.text(max_size=60).map(lambda tail: urls.canonical(f"http://{tail}")).filter(bool))
def test_any_address_of_ours_is_somebodys(address: str) -> None:
    assert sites.site_of(address)
    assert address in sites.kin(address)
