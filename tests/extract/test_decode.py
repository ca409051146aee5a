"""Whatever the bytes, decoding gives the text a browser would show, and never fails."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import ExtractError
from broadsheet.extract.decode import MAX_PAGE_BYTES, decode_page, parse_page

RUSSIAN = "Городской совет проголосовал за перенос рынка на старую товарную станцию. " * 5


@pytest.mark.parametrize(
    ("text", "encoding", "content_type", "markup"),
    [
        (RUSSIAN, "utf-8", "", ""),
        (RUSSIAN, "utf-8", "text/html; charset=iso-8859-1", '<meta charset="windows-1251">'),
        (RUSSIAN, "utf-16", "", ""),
        (RUSSIAN, "utf-16-le", "", ""),
        (RUSSIAN, "cp1251", "text/html; charset=windows-1251", ""),
        (RUSSIAN, "cp1251", "", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'),
        (RUSSIAN, "koi8-r", "text/html; charset='KOI8-R'", ""),
        (RUSSIAN, "cp1251", "", ""),
        ("Café “crème” für 5 €", "cp1252", "text/html; charset=ISO-8859-1", ""),
        ("镇议会投票决定搬迁市场，镕", "gb18030", "", "<meta charset=gb2312>"),
        ("港のある町の議会は市場の移転を決めた①", "cp932", "text/html;charset=Shift_JIS", ""),
        ("港のある町の議会", "iso2022_jp", "text/html; charset=iso-2022-jp", ""),
        ("시장 이전을 결정했다 똠방각하", "cp949", "", '<meta charset="euc-kr">'),
        ("Çarşı taşınıyor", "cp1254", "text/html; charset=iso-8859-9", ""),
    ],
)
def test_text_is_read_by_mark_header_markup_or_detection(
    text: str, encoding: str, content_type: str, markup: str
) -> None:
    page = f"<html><head>{markup}</head><body><p>{text}</p></body></html>"
    assert decode_page(page.encode(encoding), content_type) == page


@pytest.mark.parametrize(
    "charset", ["hex", "rot13", "utf-16", "unicode-escape", "nonsense", "zlib", "a" * 5000]
)
def test_a_charset_that_is_none_is_passed_over(charset: str) -> None:
    page = f"<meta charset={charset}><p>Größe</p>".encode()
    assert "Größe" in decode_page(page, f"text/html; charset={charset}")


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    page = RUSSIAN.encode() + b"\xd0" + RUSSIAN.encode()
    assert decode_page(page, "text/html; charset=utf-8").count(RUSSIAN.strip()) == 2


def test_a_letter_cut_off_at_the_size_bound_is_left_out() -> None:
    page = b"x" + "я".encode() * (MAX_PAGE_BYTES // 2)
    assert decode_page(page).startswith("xяя")
    assert "\ufffd" not in decode_page(page)


@given(st.binary(max_size=2000), st.text(max_size=50))
def test_no_bytes_bring_it_down(body: bytes, content_type: str) -> None:
    assert isinstance(decode_page(body, content_type), str)
    try:
        parse_page(body, content_type)
    except ExtractError:
        pass


@pytest.mark.parametrize("body", [b"", b"   ", b"<!-- only a remark -->", b"\x00\x00\x00"])
def test_a_page_of_nothing_is_said_to_be_empty(body: bytes) -> None:
    with pytest.raises(ExtractError, match="empty"):
        parse_page(body)


def test_an_xml_declaration_and_zero_bytes_do_no_harm() -> None:
    tree = parse_page(b'<?xml version="1.0" encoding="latin-1"?><html><p>Gr\x00\xc3\xb6\xc3\x9fe</p></html>')
    assert "".join(tree.itertext()) == "Größe"
