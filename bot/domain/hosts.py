"""Servers whose kind is known by their name, where two kinds have profiles at addresses of the same form."""

import re

# The larger Lemmy servers; a forum that runs Discourse has "/u/name" as well.
_LEMMY = re.compile(
    r"(?:.+\.)?(?:lemmy\..+|.*lemmy.*|lemm\.ee|sh\.itjust\.works|beehaw\.org|programming\.dev|hexbear\.net|slrpnk\.net|"
    r"sopuli\.xyz|feddit\.[a-z.]+|discuss\.tchncs\.de|infosec\.pub|aussie\.zone|midwest\.social|reddthat\.com|"
    r"startrek\.website|ani\.social|ttrpg\.network|mander\.xyz|discuss\.online|jlai\.lu|szmer\.info|literature\.cafe)"
)


def runs_lemmy(host: str) -> bool:
    """Whether a server is known to run Lemmy."""
    return _LEMMY.fullmatch(host.casefold().partition(":")[0]) is not None
