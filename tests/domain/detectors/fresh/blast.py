"""A second look at the same message in three places."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Entry, answer, post, who


def at(*posted: tuple[str, str], start: float = 60, apart: float = 0.4) -> list[Entry]:
    return [
        post(text, start - n * apart, on=place.partition("/")[0], venue=place.partition("/")[2])
        for n, (place, text) in enumerate(posted)
    ]


CASES = (
    yes("written anew in front, copied behind", *at(
        ("linkedin", "I rarely post here, but this matters: on Monday our apprentices take over the shop for a whole week, from the till to the kiln, and you are invited to haggle with them"),
        ("facebook", "Big news! On Monday our apprentices take over the shop for a whole week, from the till to the kiln, and you are invited to haggle with them"),
        ("x", "On Monday our apprentices take over the shop for a whole week, from the till to the kiln, and you are invited to haggle with them"),
    ), tricky=True),
    yes("bold letters and emoji between the lines", *at(
        ("instagram", "🔥🔥 Nuevo curso de torneado para principiantes ✨ Empieza el lunes 📅 Plazas limitadas 👉 enlace en la bio"),
        ("facebook", "Nuevo curso de torneado para principiantes. Empieza el lunes. Plazas limitadas, enlace en comentarios"),
        ("threads", "Nuevo curso de torneado para principiantes! Empieza el lunes! Plazas limitadas!"),
    ), tricky=True),
    yes("Thai, in five groups", *at(*((f"facebook/{n}", "เปิดรับสมัครคอร์สงานไม้สำหรับผู้เริ่มต้น เรียนทุกวันเสาร์ตลอดเดือนมิถุนายน สนใจทักมาได้เลย") for n in range(5))), tricky=True),
    yes("the price is another one in each", *at(
        ("facebook/North", "Selling my grandmother's treadle lathe, works like the day it was built, pick up only, 340 euros"),
        ("facebook/South", "Selling my grandmother's treadle lathe, works like the day it was built, pick up only, 320 euros"),
        ("facebook/West", "Selling my grandmother's treadle lathe, works like the day it was built, pick up only, 300 euros"),
    ), tricky=True),
    yes("capitals in one, none in the other", *at(
        ("x", "WE ARE OPEN AGAIN FROM MONDAY AND THERE WILL BE SOUP FOR EVERYBODY WHO BRINGS A BOWL"),
        ("mastodon", "we are open again from monday and there will be soup for everybody who brings a bowl"),
        ("bluesky", "We are open again from Monday, and there will be soup for everybody who brings a bowl!"),
    ), tricky=True),
    no("a headline shared by three, each with a long thought of its own", *at(
        ("x", "Town closes the last sawmill. I learned to swim in its pond, and the foreman taught me to whistle https://kiosk.example/mill"),
        ("linkedin", "Town closes the last sawmill. What that means for anyone who buys boards within fifty kilometres: two weeks more, a fifth more expensive https://kiosk.example/mill"),
        ("mastodon", "Town closes the last sawmill. Does anybody know whether the machines can be bought? We would take the frame saw https://kiosk.example/mill"),
    ), tricky=True),
    no("a weekly question asked in three places, each about its own craft", *at(
        ("discourse/Turners", "Friday question: what is on your lathe right now?"),
        ("discourse/Weavers", "Friday question: what is on your loom right now?"),
        ("discourse/Potters", "Friday question: what is on your wheel right now?"),
    ), tricky=True),
    no("the same correction below three threads", *(
        answer(who(name), "Careful, the 2019 edition has the wrong drying time in that table, it is days and not hours", 60 - n, on=on) for n, (name, on) in enumerate((("ana", "x"), ("bo", "reddit"), ("cy", "mastodon")))
    ), tricky=True),
    no("one sentence of a poem in three long texts", *at(
        ("linkedin", "The grain remembers every storm. I put that above our door when we opened, and a customer asked me last week what it means, so here is the story of the ash tree that fell in 1987 and became forty chairs"),
        ("facebook", "The grain remembers every storm. Photos from yesterday: the school class with their spoons, the burnt soup, the dog who ate the sandpaper"),
        ("mastodon", "The grain remembers every storm. Anybody else seen these blue stains in spruce this year? Photo two, upper left"),
    ), tricky=True),
)  # fmt: skip
