"""A second look at links left on others' ground."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Kind, answer, boost, post, who

DAY = 24
NEW = "Fresh on the blog https://mira.example/fresh"

CASES = (
    yes("says hello to the group, and drops", post("Hello everyone, just joined this lovely group and wanted to share our website https://acme.example", 12 * DAY, on="facebook", venue="Balcony Gardens"), tricky=True),
    yes("boosts in the community, but no words", boost(who("ana"), "A photo of a hedge", 9 * DAY + 2, on="lemmy"), post(NEW, 9 * DAY, on="lemmy", venue="gardening"), tricky=True),
    yes("a question nobody could mistake for one", post("Looking for the best desks in town? https://acme.example/desks", 11 * DAY, on="facebook", venue="Small Town Talk"), tricky=True),
    yes("Portuguese, once a week in the same group", *(post(f"Novidade na loja: peça número {n} https://acme.example/pt/{n}", (3 + 8 * n) * DAY, on="facebook", venue="Feira Livre") for n in range(3)), tricky=True),
    yes("talked there only with teammates' posts far away", answer(who("ana"), "Lovely", 10 * DAY, on="facebook", venue="Other Group"), post("Our catalogue https://acme.example/c", 10 * DAY, on="facebook", venue="Chair Lovers"), tricky=True),
    no("first the link, a week later a real talk", post(NEW, 14 * DAY, on="reddit", venue="woodworking"), answer(who("ana"), "The moisture was eleven per cent when we started", 8 * DAY, on="reddit", venue="woodworking"), tricky=True),
    no("a release note in a project's own forum where they answer daily", *(answer(who(f"u{n}"), "That is fixed in the branch, please try it on Windows", (5 + n) * DAY, on="discourse", venue="Planer Project") for n in range(5)), post("Version 2 is out, notes at https://mira.example/notes", 6 * DAY, on="discourse", venue="Planer Project"), tricky=True),
    no("an own poll in the group, then the results with a link", post("Which joint do you trust most under load? I will test all of them in May.", 16 * DAY, on="reddit", venue="woodworking"), post("The results of the test you voted for https://mira.example/joints", 10 * DAY, on="reddit", venue="woodworking"), tricky=True),
    no("quoted somebody in there on the same day", post("Exactly this corner is why I stopped using dowels on soft wood", 9.5 * DAY, on="lemmy", venue="gardening", kind=Kind.QUOTE, of=who("bo")), post(NEW, 9.6 * DAY, on="lemmy", venue="gardening"), tricky=True),
)  # fmt: skip
