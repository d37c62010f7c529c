"""LinkedIn's interface for its members' own data and for pages: what to send along, and what its refusals mean."""

from typing import Any

from bot.errors import Garbled, NeedsCredential, NotFound
from bot.phrase import Phrase
from bot.sources.answer import checked
from bot.sources.http import Answer, Http

Json = dict[str, Any]

MEMBERS = "202312"  # the one version in which members' own data is given, whatever is current (2026-10)

ELSEWHERE = Phrase(
    "Open to everybody are the archive (LinkedIn: Settings, Data privacy, Get a copy of your data; then involve "
    "import) and the log (/involve log)."
)


class Api:
    """Asks LinkedIn, in a version of its interface."""

    def __init__(self, http: Http, origin: str) -> None:
        self._http = http
        self._origin = origin.rstrip("/")

    async def ask(self, path: str, token: str, version: str, **where: str | int) -> Json:
        """What is at `path` below /rest/. Raises a leaf of SourceError with a sentence."""
        answer = await self._http.get(
            f"{self._origin}/rest/{path}",
            params=where,
            headers={
                "authorization": f"Bearer {token}",
                "linkedin-version": version,
                "x-restli-protocol-version": "2.0.0",
            },
            tolerate=(401, 403, 426),
        )
        if answer.status in (401, 403, 426):
            self._refuse(answer, version)
        said = answer.json()
        if not isinstance(said, dict):
            raise Garbled("LinkedIn answered in a way Involve does not understand. Try again later.")
        return said

    async def elements(self, path: str, token: str, version: str, **where: str | int) -> list[Json]:
        """A list at `path`."""
        found = (await self.ask(path, token, version, **where)).get("elements")
        if not isinstance(found, list):
            raise Garbled("LinkedIn answered without a list in it. Try again later.")
        return [each for each in found if isinstance(each, dict)]

    async def snapshot(self, domain: str, token: str) -> list[Json]:
        """The rows of a table of the member's data, as in their archive; none where LinkedIn has none (yet)."""
        try:
            pages = await self.elements("memberSnapshotData", token, MEMBERS, q="criteria", domain=domain)
        except NotFound:  # an empty table is a 404 here (2026-10)
            return []
        rows = [row for page in pages for row in _list(page.get("snapshotData"))]
        return [row for row in rows if isinstance(row, dict)]

    def _refuse(self, answer: Answer, version: str) -> None:
        if answer.status == 401:
            raise NeedsCredential(
                "LinkedIn does not take the token any more: it lives for 60 days. Make a new one and connect with it. "
                "{elsewhere}",
                elsewhere=ELSEWHERE,
            )
        if answer.status == 426:
            raise Garbled(
                "LinkedIn has retired version {version} of its interface. Whoever runs Involve can set a newer one: "
                "INVOLVE_LINKEDIN_VERSION.",
                version=version,
            )
        if "retry-after" in answer.headers:
            checked(answer)
        raise NeedsCredential(
            "LinkedIn does not show this to the token (403). A member's own data it gives only in the European "
            "Economic Area and Switzerland, to an app with “Member Data Portability”; a page to its administrators. "
            "{elsewhere}",
            elsewhere=ELSEWHERE,
        )


def _list(said: object) -> list[Any]:
    return said if isinstance(said, list) else []
