"""The networks that want a token, a key or money: what happens there, as their servers show it."""

from typing import Any

from tests.sources import facebook_page, instagram_account, threads_network, x_network, youtube_network
from tests.sources.happenings import BY_ITS_CLOCK, HEARD_IN_PART, Exempt, Followed, Goes, Replaced, Row, Told, World
from tests.sources.serve import JSON, Asked, Reply

OWN_TOKEN_SEES = Exempt("its own token is shown everything all the same, and does not say so")


def answers(path: str, status: int, body: Any) -> Any:
    """The server says that of one path from now on."""
    return lambda world: world.server.routes.update({path: (status, JSON, body)})


def _meta(path: str, code: int, subcode: int, message: str) -> Any:
    error = {"message": message, "type": "OAuthException", "code": code, "error_subcode": subcode, "fbtrace_id": "A3"}
    return answers(path, 400, {"error": error})


def _first(posts: World) -> str:
    return str(next(iter(posts)))


_PAGES = f"/v26.0/{facebook_page.PAGE}/published_posts"
_CHECKED_POINT = (190, 459, "Error validating access token: The session has been invalidated; user is checkpointed.")

FACEBOOK: Row = {
    "renamed": Followed(lambda world: setattr(world, "username", "tidesoftheeast"), "tidesoftheeast"),
    "suspended": Told(
        _meta(_PAGES, *_CHECKED_POINT),
        "Facebook does not take the token any more: it ran out or was taken back (190). Make a new one and connect "
        "the account with it.",
    ),
    "deleted": Told(
        answers(_PAGES, 400, facebook_page.NOT_THERE),
        "Facebook shows nothing there to this token. Check the name, and whose token it is.",
    ),
    "private": OWN_TOKEN_SEES,
    "edit": Replaced(lambda world, id_, *_: world.posts[id_].update(message="Mended.")),
    "deletion": Goes(lambda world, id_, _: world.posts.pop(id_)),
    "withdrawn": Goes(lambda world, *_: world.comments[_first(world.posts)].clear()),
    **BY_ITS_CLOCK,
}

_MEDIA = f"/v26.0/{instagram_account.ACCOUNT}/media"


def _instagram_renames(world: World) -> None:
    for comment in (
        each for below in world.comments.values() for first in below for each in (first, *first["replies"])
    ):
        comment["username"] = comment["username"].replace(world.name, "wren.waves")
    world.name = "wren.waves"


INSTAGRAM: Row = {
    "renamed": Followed(_instagram_renames, "wren.waves"),
    "suspended": Told(
        _meta(_MEDIA, *_CHECKED_POINT),
        "Instagram does not take the token any more: it ran out or was taken back (190). Make a new one and connect "
        "the account with it.",
    ),
    "deleted": Told(
        answers(_MEDIA, 400, instagram_account.NOT_THERE),
        "Instagram shows nothing there to this token. Check the name, and whose token it is.",
    ),
    "private": Exempt("an account that others cannot see is no professional one, and shown to no token"),
    "edit": Replaced(lambda world, id_, *_: world.media[id_].update(caption="Mended.")),
    "deletion": Goes(lambda world, id_, _: world.media.pop(id_)),
    "withdrawn": Goes(lambda world, *_: world.comments[_first(world.media)].clear()),
    **BY_ITS_CLOCK,
}

_ENDED = (
    "LinkedIn does not take the token any more: it lives for 60 days. Make a new one and connect with it. Open to "
    "everybody are the archive (LinkedIn: Settings, Data privacy, Get a copy of your data; then involve import) and "
    "the log (/involve log)."
)
_REVOKED = {"message": "The token used in the request has been revoked", "serviceErrorCode": 65601, "status": 401}

LINKEDIN: Row = {
    "renamed": Exempt("its log names nobody: the token stays the member's, whatever they are called"),
    "suspended": Told(answers("/rest/memberChangeLogs", 401, _REVOKED), _ENDED),
    "deleted": Told(answers("/rest/memberChangeLogs", 401, _REVOKED), _ENDED),
    "private": OWN_TOKEN_SEES,
    "edit": Replaced(
        lambda world, _, made, at: world.share(
            made.timestamp(), "Mended.", after=at.timestamp(), method="UPDATE", lifecycleState="PUBLISHED_EDITED"
        )
    ),
    "deletion": Goes(lambda world, urn, at: world.log("ugcPosts", at.timestamp(), {"id": urn}, method="DELETE")),
    "withdrawn": Exempt("what others say below a member's posts it shows to nobody"),
    **BY_ITS_CLOCK,
}

_PINS_ENDED = "Pinterest does not take the token any more: it lives for 30 days. Make a new one and connect with it."
_NO_TOKEN = {"code": 2, "message": "Authentication failed."}

PINTEREST: Row = {
    "renamed": Followed(lambda world: world.owner.update(username="wren_ties"), "wren_ties"),
    "suspended": Told(answers("/v5/pins", 401, _NO_TOKEN), _PINS_ENDED),
    "deleted": Told(answers("/v5/pins", 401, _NO_TOKEN), _PINS_ENDED),
    "private": OWN_TOKEN_SEES,
    "edit": Replaced(lambda world, id_, *_: world.pins[id_].update(description="Mended.")),
    "deletion": Goes(lambda world, id_, _: world.pins.pop(id_)),
    "withdrawn": Exempt("it shows no comments"),
    **BY_ITS_CLOCK,
}

_NO_FEED = (
    "Reddit does not take this private feed address any more. Copy it anew from reddit.com/prefs/feeds, or import the "
    "archive from reddit.com/settings/data-request."
)


def _blocked(world: World) -> None:
    world.errors["/user/wren_tal/overview/.rss"] = (403, {"content-type": "text/html"}, "<html>Blocked</html>")


REDDIT: Row = {
    "renamed": Exempt("names never change there"),
    "suspended": Told(_blocked, _NO_FEED),
    "deleted": Told(_blocked, _NO_FEED),
    "private": OWN_TOKEN_SEES,
    "edit": Replaced(lambda world, name, *_: world.things[name]["data"].update(selftext="Mended.")),
    "deletion": Goes(lambda world, name, _: world.things.pop(name)),
    "withdrawn": HEARD_IN_PART,
    **BY_ITS_CLOCK,
}


def _threads_renames(world: World) -> None:
    for post in world.posts.values():
        post["username"] = post["username"].replace(world.me, "wren.waves")
    world.me = "wren.waves"


def _threads_refuses(code: int, message: str) -> Any:
    return lambda world: setattr(world, "refuse", lambda _: threads_network.error(code, message))


_THREADS_ENDED = (
    "Threads does not take the token any more: it ran out or was taken back (190). Make a new one and connect the "
    "account with it."
)

THREADS: Row = {
    "renamed": Followed(_threads_renames, "@wren.waves", lambda world, at: world.post("wren.waves", at)),
    "suspended": Told(_threads_refuses(190, "The user is checkpointed"), _THREADS_ENDED),
    "deleted": Told(_threads_refuses(190, "The user has been deleted"), _THREADS_ENDED),
    "private": OWN_TOKEN_SEES,
    "edit": Replaced(lambda world, id_, *_: world.posts[id_].update(text="Mended.")),
    "deletion": Goes(lambda world, id_, _: world.posts.pop(id_)),
    "withdrawn": HEARD_IN_PART,
    **BY_ITS_CLOCK,
}


def _x_says(title: str, detail: str) -> Any:
    def refuse(asked: Asked) -> Reply | None:
        said = {"errors": [{"value": x_network.ME, "detail": detail, "title": title, "parameter": "id"}]}
        return (200, JSON, said) if asked.path.startswith(f"/2/users/{x_network.ME}") else None

    return lambda world: setattr(world, "refuse", refuse)


def _x_renames(world: World) -> None:
    def refuse(asked: Asked) -> Reply | None:
        said = {"data": {"id": x_network.ME, "username": "wren_waves", "name": "Wren Tal"}}
        return (200, JSON, said) if asked.path == f"/2/users/{x_network.ME}" else None

    world.refuse = refuse


X: Row = {
    "renamed": Followed(_x_renames, "@wren_waves"),
    "suspended": Told(
        _x_says("Forbidden", f"User has been suspended: [{x_network.ME}]."),
        "That X account is suspended. If that stays so, disconnect it.",
    ),
    "deleted": Told(
        _x_says("Not Found Error", f"Could not find user with id: [{x_network.ME}]."),
        "That X account is not there any more. Disconnect it, or give its new name.",
    ),
    "private": Told(
        _x_says("Authorization Error", "Sorry, you are not authorized to see the user with id: [1]."),
        "That X account shows its posts to followers only. Send the archive, or log by hand.",
    ),
    "edit": Replaced(lambda world, id_, _, at: world.edit(id_, at, "Mended.")),
    "deletion": Goes(lambda world, id_, _: world.posts.pop(id_)),
    "withdrawn": HEARD_IN_PART,
    **BY_ITS_CLOCK,
}


def _channel_goes(world: World) -> None:
    world.channels.discard(youtube_network.ME)
    world.videos = {id_: each for id_, each in world.videos.items() if each["by"] != youtube_network.ME}


def _newest(world: World) -> str:
    return str(max(world.videos, key=lambda id_: world.videos[id_]["at"]))


def _channel_suspended(world: World) -> None:
    world.refuse = lambda _: youtube_network.error(403, "accountSuspended", "The account is suspended.")


YOUTUBE: Row = {
    "renamed": Followed(lambda world: world.names.update({youtube_network.ME: "@wren-waves"}), "@wren-waves"),
    "suspended": Told(_channel_suspended, "That YouTube channel is suspended. If that stays so, disconnect it."),
    "deleted": Told(
        _channel_goes, "@wren-ties-knots is not on YouTube any more. Disconnect it, or give the new address."
    ),
    "private": Exempt("a channel cannot hide; a video that is hidden goes like a deleted one"),
    "edit": Replaced(lambda world, *_: world.videos[_newest(world)].update(title="Mended.")),
    "deletion": Goes(lambda world, *_: world.videos.pop(_newest(world))),
    "withdrawn": HEARD_IN_PART,
    **BY_ITS_CLOCK,
}
