"""An archive sent to Involve in the direct message: fetched with the bot's token, read as any archive, and told of."""

import asyncio
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import BadInput, Busy, InvolveError, NotAllowed, Refused, Unreachable
from bot.phrase import Phrase
from bot.services import archive
from handlers import troubles
from handlers.answer import Answer, plain
from handlers.caller import Call
from handlers.refused import why
from handlers.views import private
from handlers.views import uploads as view

MOST = 1_000_000_000  # bytes; Slack takes no larger file
SPARE = 200_000_000  # bytes of disk that stay free whatever is sent
AT_ONCE = 2  # archives read at the same time, whoever sent them
PIECE = 1 << 18
PATIENCE = aiohttp.ClientTimeout(total=600, sock_connect=10, sock_read=60)
NO_SCOPE = Phrase(
    "I am not allowed to fetch files here. Whoever runs Involve can allow it with “files” in INVOLVE_EXTRA_SCOPES "
    "(docs/scopes.md) and install it once more; until then `involve import` reads archives where it runs."
)

_turns = asyncio.Semaphore(AT_ONCE)


async def take(call: Call, files: list[dict[str, Any]]) -> None:
    """Imports each file somebody sent, one after the other, and says what became of it. Their words are not read."""
    if call.member.joined_at is None:
        await _say(call, private.invitation(call.member.invited_by))
        return
    for file in files:
        said = await _say(call, view.receiving(str(file.get("name") or "")))
        try:
            answer = await _import(call, file)
        except InvolveError as error:
            answer = plain(troubles.sentence(error))
        await call.client.chat_update(channel=said["channel"], ts=said["ts"], **answer.message)
        call.wiring.soon()


async def _import(call: Call, file: dict[str, Any]) -> Answer:
    file = await _known(call, file)
    size = int(file.get("size") or 0)
    if size > MOST:
        raise BadInput(
            "That file is larger than {most} MB. `involve import` reads it where I run.", most=MOST // 1_000_000
        )
    async with _turns:
        with tempfile.TemporaryDirectory(prefix="involve-archive-") as folder:
            await _room_for(size, folder)
            path = Path(folder) / _name(str(file.get("name") or ""))
            await fetch(str(file["url_private_download"]), path, call.client.token or "", call.client.base_url)
            return view.report(await archive.import_file(call.member, path, now=call.now))


async def _known(call: Call, file: dict[str, Any]) -> dict[str, Any]:
    """The file with its address; Slack sometimes tells only that there is one."""
    if file.get("file_access") == "check_file_info" or not file.get("url_private_download"):
        try:
            file = (await call.client.files_info(file=str(file.get("id"))))["file"]
        except SlackApiError as error:
            if why(error) == "missing_scope":
                raise NotAllowed(NO_SCOPE) from error
            raise Unreachable("Slack does not show me that file. Send it once more.") from error
    if file.get("is_external") or not file.get("url_private_download"):
        raise BadInput("That is a link to a file elsewhere. Send me the file itself.")
    return file


async def _room_for(size: int, folder: str) -> None:
    free = (await asyncio.to_thread(shutil.disk_usage, folder)).free
    if free < size + SPARE:
        raise Busy("There is no room for that file where I run. Tell whoever runs Involve, or try again later.")


async def fetch(url: str, path: Path, token: str, slack: str, *, most: int = MOST) -> None:
    """Writes what is at `url` to `path`, piece by piece, never more than `most` bytes.

    `token` goes to the Slack at `slack` alone, whatever address the event names. Raises what a person may read.
    """
    if not _is_of(url, slack):
        raise Refused("That file does not lie with Slack. Send me the file itself.")
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE, auto_decompress=False) as session,
            session.get(url, headers=headers, allow_redirects=False) as response,
        ):
            # Slack sends whoever may not have it to the page where people sign in, or answers with that page.
            is_page = response.content_type == "text/html" and path.suffix.lower() not in {".html", ".htm"}
            if response.status != 200 or is_page:
                raise NotAllowed(NO_SCOPE)
            await _written(response, path, most)
    except (TimeoutError, aiohttp.ClientError) as error:
        raise Unreachable("Slack broke off while I fetched that file. Send it once more.") from error


async def _written(response: aiohttp.ClientResponse, path: Path, most: int) -> None:
    size = 0
    with path.open("wb") as file:  # what takes long, the writing, happens beside the loop
        async for piece in response.content.iter_chunked(PIECE):
            size += len(piece)
            if size > most:
                raise BadInput("That file is larger than Slack said. Send it once more.")
            await asyncio.to_thread(file.write, piece)


def _is_of(url: str, slack: str) -> bool:
    address, own = urlsplit(url), urlsplit(slack)
    if (address.scheme, address.port) != (own.scheme, own.port):
        return False
    host, home = address.hostname or "", own.hostname or ""
    return host == home or host.endswith(f".{home.removeprefix('www.')}")


def _name(sent: str) -> str:
    """The name it has on our disk; what kind of file it is can be told by its end."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", sent).strip("._")[-80:] or "archive"


async def _say(call: Call, answer: Answer) -> Any:
    return await call.client.chat_postMessage(channel=call.channel, unfurl_links=False, **answer.message)
