"""The PDF says what the page says, is tagged, and asks nothing of the world."""

import io
import socket
import threading
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pypdf
import pytest
from weasyprint import HTML

from members.ledger import money
from members.ledger.drafts import Amounts
from statements import render
from statements.rules import build, period
from statements.selectors import Holder

AT = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Asia/Kuala_Lumpur"))
HOLDER = Holder(
    "AMINAH BINTI SALLEH", "••••••••5678", "18800001", ("12, Jalan Kenanga", "50480"), "KONV"
)
NUMBER = "PYT-2026-7KQ2M9XR"


@pytest.fixture
def statement():
    lines = [
        build.Line(
            month,
            date(2026, month + 1, 14),
            "CONTRIBUTION",
            "KONV",
            "contribution",
            f"CRM-2026{month:02d}",
            Amounts(1_234_567 + month, 246_913, 164_609),
            {"wage_month": f"2026-{month:02d}", "employer": "Kilang Contoh Sdn. Bhd."},
        )
        for month in range(1, 11)
    ]
    lines.append(
        build.Line(
            99,
            date(2026, 11, 19),
            "WITHDRAWAL",
            "KONV",
            "withdrawal.fleksibel",
            "PGL-2026-000001",
            Amounts(fleksibel=-50_000),
        )
    )
    opening = Amounts(75_000, 15_000, 60_001)
    closing = sum((line.amounts for line in lines), opening)
    return build.build(period.of_year(2026, AT.date()), opening, lines, closing, watermark=99)


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def words(reader):
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def made(statement, language="ms", holder=HOLDER):
    return read(render.pdf(statement, holder, number=NUMBER, language=language, at=AT))


@pytest.mark.parametrize("language", ["ms", "en"])
def test_every_figure_of_the_statement_is_in_the_pdf(statement, language):
    text = words(made(statement, language))
    for row in (*statement.rows, statement.total):
        for sen in (row.opening_sen, row.contributions_sen, row.withdrawals_sen, row.closing_sen):
            assert money.ringgit(sen) in text
    for line in statement.contributions:
        assert line.reference in text
        assert all(money.ringgit(sen) in text for sen in (*line.shares_sen, line.total_sen))
    assert "PGL-2026-000001" in text
    assert NUMBER in text


def test_each_language_is_a_document_of_its_own(statement):
    malay, english = made(statement, "ms"), made(statement, "en")
    assert malay.root_object["/Lang"] == "ms"
    assert english.root_object["/Lang"] == "en"
    assert malay.metadata.title == f"Penyata Ahli 2026 {NUMBER}"
    assert english.metadata.title == f"Member statement 2026 {NUMBER}"
    in_malay, in_english = words(malay), words(english)
    for word in ("Baki awal", "Caruman", "Pengeluaran", "Dividen", "Baki akhir", "Tidak muktamad"):
        assert word in in_malay
    assert f"Halaman 1 daripada {len(malay.pages)}" in in_malay
    assert "tiada tandatangan diperlukan" in in_malay
    assert "Provisional" in in_english
    assert f"Page 1 of {len(english.pages)}" in in_english
    for word in ("Opening balance", "Statement", "Credited", "Made on"):
        assert word not in in_malay


def nodes(reader):
    """Every structure element, as (tag, dictionary)."""
    found, waiting = [], [reader.root_object["/StructTreeRoot"]["/K"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((node["/S"], node))
            if "/K" in node:
                waiting.append(node["/K"])
    return found


def test_it_is_tagged_for_readers_who_do_not_see_it(statement):
    reader = made(statement)
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid" in reader.root_object["/Metadata"].get_data().decode()
    tags = nodes(reader)
    assert [tag for tag, _ in tags].count("/H1") == 1
    headers = {node["/ID"] for tag, node in tags if tag == "/TH"}
    cells = [node["/A"]["/Headers"] for tag, node in tags if tag == "/TD"]
    assert cells
    assert all(len(named) >= 2 and headers.issuperset(named) for named in cells)
    chart = [
        node for tag, node in tags if tag == "/Figure" and "Persaraan" in str(node.get("/Alt"))
    ]
    assert len(chart) == 1
    assert all(money.ringgit(row.closing_sen) in chart[0]["/Alt"] for row in statement.rows)


def test_fonts_are_inside_and_ours(statement):
    fonts = set()
    for page in made(statement).pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = descendant["/FontDescriptor"]
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
            fonts.add(str(font.get_object()["/BaseFont"]).partition("+")[2].partition("-")[0])
    assert fonts == {"Inter", "Poppins"}


def test_it_is_small(statement):
    assert len(render.pdf(statement, HOLDER, number=NUMBER, language="ms", at=AT)) < 300_000


@pytest.fixture
def listener():
    """A server on the loopback that counts who calls."""
    calls = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    stop = threading.Event()

    def serve():
        while not stop.is_set():
            try:
                caller, _ = server.accept()
            except TimeoutError:
                continue
            calls.append(caller.recv(200))
            caller.close()

    thread = threading.Thread(target=serve)
    thread.start()
    yield server.getsockname()[1], calls
    stop.set()
    thread.join()
    server.close()


def test_what_a_member_typed_is_text_and_fetches_nothing(statement, listener):
    port, calls = listener
    where = f"http://127.0.0.1:{port}"
    hostile = Holder(
        f'<img src="{where}/a">',
        "••••",
        "18800001",
        (
            f'</p><link rel="attachment" href="file:///etc/passwd"><style>@import "{where}/b";',
            f"</style><object data='{where}/c'></object>" + "<div>" * 900,
        ),
        "KONV",
    )
    reader = made(statement, holder=hostile)
    text = words(reader)
    assert calls == []
    assert not reader.attachments
    assert f'<img src="{where}/a">' in text
    assert "file:///etc/passwd" in text.replace(" ", "")


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel="attachment" href="file:///etc/passwd">',
        '<link rel="stylesheet" href="{where}/style.css">',
        '<img src="{where}/image.png">',
        '<style>@import "{where}/import.css";</style>',
        "<style>p {{ background: url({where}/back.png) }}</style><p>x</p>",
        '<object data="{where}/object"></object>',
        '<svg><image href="{where}/svg.png" width="9" height="9"/></svg>',
        '<img src="packaged:../../portal/settings/base.py">',
        '<img src="static/fonts/OFL-Inter.txt">',
    ],
)
def test_even_markup_that_got_in_would_fetch_nothing(markup, listener):
    port, calls = listener
    refused = []

    class Watched(render.PackagedFetcher):
        def fetch(self, url, headers=None):
            try:
                return super().fetch(url, headers)
            except render.RefusedAddress:
                refused.append(url)
                raise

    document = HTML(
        string=markup.format(where=f"http://127.0.0.1:{port}"),
        base_url="packaged:/",
        url_fetcher=Watched(),
    )
    reader = read(document.write_pdf())
    assert calls == []
    assert refused
    assert not reader.attachments
