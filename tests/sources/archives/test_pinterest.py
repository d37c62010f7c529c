"""Pinterest's archive: one page of pins, and nothing of what was said."""

from bot.domain.classify import classify
from bot.domain.ground import Ground
from bot.domain.kinds import Act, Kind
from tests.sources.archives.packing import Read, read_files


def pin(number: int, **fields: str) -> str:
    address = f"https://www.pinterest.com/pin/{number}/"
    said = {
        "Title": "No data", "Details": "No data", "Ip Address": "192.0.2.7", "Username": "analamps",
        "Canonical Link": '<a href="https://lamps.example/seal?a=1&amp;b=2">https://lamps.example/seal</a>',
        "Created at": "2026/02/13 15:35:01", "Is a repin": "False", "Private": "False", **fields,
    }  # fmt: skip
    lines = "".join(f"\n<br>{name}: {value}," for name, value in said.items())
    return f'<a href="{address}">{address}</a>{lines}<br><br>\n'


PAGE = (
    '<div id="contents"><h1 id=y1bkd>Pins</h1>\n'
    + pin(1, Title="How we seal a lens", Details="Two layers &amp; a day to cure")
    + pin(2, **{"Is a repin": "True", "Details": "words of whoever pinned it first"})
    + pin(3, Private="True")
    + pin(4, **{"Created at": "some day"})
    + "<h1 id=z>Search</h1><br>Query: lamps near ana@lamps.example</div>"
)


def test_pins_are_posts_and_repins_pass_on(tmp_path):
    read = read_files(tmp_path, {"pinterest_data.html": PAGE})
    post = read.one("Two layers")
    assert (post.title, post.text, post.links) == (
        "How we seal a lens", "Two layers & a day to cure", ("https://lamps.example/seal?a=1&b=2",),
    )  # fmt: skip
    (repin,) = read.of(Kind.BOOST)
    assert repin.text == ""
    assert classify(repin, Ground()).act is Act.AMPLIFY
    assert read.why == {"a pin was not for everybody to read": 1, "a pin makes no sense": 1}


def test_no_network_address_is_kept_and_one_side_is_said_to_be_one(tmp_path):
    read = read_files(tmp_path, {"pinterest_data.html": PAGE})
    assert "192.0.2.7" not in repr(read.entries)
    assert "comments" in read.lacks
    assert read.who.handle == "analamps"


def test_a_long_page_is_read_in_pieces(tmp_path):
    path = tmp_path / "pinterest.html"
    path.write_text("<h1>Pins</h1>" + "".join(pin(number, Details=f"pin {number}") for number in range(2_000)))
    assert [each.native_id for each in Read(path).entries] == [str(number) for number in range(2_000)]


def test_a_page_without_end_gives_nothing(tmp_path):
    path = tmp_path / "pinterest.html"
    path.write_text("<a " * 500_000)
    assert Read(path).entries == []
