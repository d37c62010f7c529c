"""Who is in the sample team, what each of them is an example of, and what they would type to connect."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleMember:
    """One person of the team, with the fields a member of the local workspace has, and more."""

    id: str  # in Slack
    name: str
    real_name: str
    title: str  # their role in the team
    tz: str
    handles: tuple[str, ...] = ()  # as they would type them behind "/involve connect"
    named: bool = True  # agree to be named in the channel
    is_admin: bool = False
    locale: str = "en-US"  # the language they read Slack in
    example_of: str = ""


SAMPLE_TEAM: tuple[SampleMember, ...] = (
    SampleMember(
        "U0TEO",
        "teo",
        "Teo Sample",
        "founder, electronics",
        "Europe/Lisbon",
        ("@teo@sample.example",),
        is_admin=True,
        example_of="answers everybody, on his own ground only",
    ),
    SampleMember(
        "U0MIRA",
        "mira",
        "Mira Sample",
        "marketing",
        "Europe/Amsterdam",
        ("bluesky:mira.sample.example", "@mira@sample.example", "https://mira.sample.example"),
        example_of="posts everything everywhere, answers nobody",
    ),
    SampleMember(
        "U0NOOR",
        "noor",
        "Noor Sample",
        "repair desk",
        "Europe/Berlin",
        ("https://bsky.app/profile/noor.sample.example",),
        locale="de-DE",
        example_of="is out there, and gets thanked; reads Slack in German",
    ),
    SampleMember(
        "U0TOM",
        "tom",
        "Tom Sample",
        "firmware",
        "America/Toronto",
        ("https://sample.example/@tom", "hn:sample_tom"),
        example_of="is finding the balance, on two networks",
    ),
    SampleMember(
        "U0JUNO",
        "juno",
        "Juno Sample",
        "apprentice",
        "Europe/Berlin",
        ("bluesky:juno.sample.example",),
        example_of="has just begun: not enough to tell",
    ),
    SampleMember(
        "U0INES",
        "ines",
        "Ines Sample",
        "bike shops",
        "Europe/Madrid",
        ("@ines@sample.example",),
        example_of="has been quiet for weeks",
    ),
    SampleMember(
        "U0OKKE",
        "okke",
        "Okke Sample",
        "photographs, packaging",
        "Europe/Copenhagen",
        ("https://okke.sample.example",),
        example_of="only posts can be seen, so nothing is judged",
    ),
)

# What is the whole team's own: what an admin would type behind "/involve house add".
SAMPLE_HOUSE = ("lamps.sample.example",)

# Whoever tries the demo: no accounts yet, and free to connect real ones.
VISITOR = SampleMember("U0YOU", "you", "You", "visitor", "Etc/UTC", is_admin=True)
