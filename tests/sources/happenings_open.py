"""The networks anybody may read: what happens there, as their servers show it."""

from typing import Any

from tests.sources.happenings import BY_ITS_CLOCK, HEARD_IN_PART, Exempt, Followed, Goes, Replaced, Row, Told, World
from tests.sources.serve import JSON


def bluesky_refuses(error: str, message: str) -> Any:
    def change(world: World) -> None:
        for method in ("app.bsky.actor.getProfile", "com.atproto.repo.listRecords"):
            world.errors[method] = (400, {"error": error, "message": message})

    return change


def _anna(world: World) -> str:
    return next(did for did, handle in world.people.items() if handle.startswith("anna"))


BLUESKY: Row = {
    "renamed": Followed(
        lambda world: world.people.update({_anna(world): "annas-boats.example"}), "annas-boats.example"
    ),
    "suspended": Told(
        bluesky_refuses("AccountTakedown", "Account has been suspended"),
        "That Bluesky account is suspended. If that stays so, disconnect it.",
    ),
    "deleted": Told(
        bluesky_refuses("InvalidRequest", "Profile not found"),
        "That Bluesky account is not there any more. Disconnect it.",
    ),
    "private": Told(
        lambda world: world.labels.update({_anna(world): ["!no-unauthenticated"]}),
        "anna.example shows posts only to people who are signed in to Bluesky, and Involve is not. Switch that off in "
        "Bluesky under Settings, Privacy; or log by hand what you do there.",
    ),
    "edit": Replaced(lambda world, uri, *_: world.records[uri].update(text="Mended.")),
    "deletion": Goes(lambda world, uri, _: world.records.pop(uri)),
    "withdrawn": Goes(lambda world, *_: world.records.pop(_of_ben_below_anna(world))),
    **BY_ITS_CLOCK,
}


def _of_ben_below_anna(world: World) -> str:
    return next(
        uri
        for uri, record in world.records.items()
        if not uri.startswith(f"at://{_anna(world)}/")
        and record.get("reply", {}).get("parent", {}).get("uri", "").startswith(f"at://{_anna(world)}/")
    )


def _mastodon_changes(**more: Any) -> Any:
    return lambda world: world.accounts["anna"].update(more)


MASTODON: Row = {
    "renamed": Told(
        _mastodon_changes(moved={"url": "https://birch.example/@anna", "acct": "anna@birch.example"}),
        "anna has moved to https://birch.example/@anna. Connect that account instead.",
    ),
    "suspended": Told(_mastodon_changes(suspended=True), "anna is suspended there. If that stays so, disconnect it."),
    "deleted": Told(
        lambda world: world.accounts.pop("anna"),
        "@anna@{place} is not there any more. Disconnect it; if you moved, connect the new account.",
    ),
    "private": Told(
        lambda world: setattr(world, "closed", True),
        "{place} shows this only to people who are signed in there, and Involve is not. Connect it with a code from "
        "there, log by hand what you do, or send the archive of your account.",
    ),
    "edit": Replaced(
        lambda world, number, _, at: world.statuses[number].update(
            content="<p>Mended.</p>", edited_at=at.isoformat().replace("+00:00", "Z")
        )
    ),
    "deletion": Goes(lambda world, number, _: world.statuses.pop(number)),
    "withdrawn": Goes(lambda world, *_: world.statuses.pop(_below_anna(world))),
    **BY_ITS_CLOCK,
}


def _below_anna(world: World) -> str:
    anna = world.accounts["anna"]["id"]
    return next(
        number
        for number, status in world.statuses.items()
        if status["in_reply_to_account_id"] == anna and status["account"]["id"] != anna
    )


def _dev_renames(world: World) -> None:
    user = world.users.pop("wren_tal")
    user["username"] = "wren_ties"
    world.users["wren_ties"] = user
    for comment in world.comments.values():
        comment["by"] = comment["by"].replace("wren_tal", "wren_ties")


def _dev_deletes(world: World) -> None:
    del world.users["wren_tal"]
    world.articles = {n: one for n, one in world.articles.items() if one["user"]["username"] != "wren_tal"}


DEV: Row = {
    "renamed": Followed(_dev_renames, "wren_ties", lambda world, at: world.publish(500, "wren_ties", at)),
    "suspended": Exempt("it says of nobody that they are suspended; articles taken down go like deleted ones"),
    "deleted": Told(_dev_deletes, "wren_tal is not there any more. Disconnect it, or connect the new name."),
    "private": Exempt("nobody can hide there"),
    "edit": Replaced(
        lambda world, _, __, at: world.articles[max(world.articles)].update(
            body_html="<p>Mended.</p>", edited_at=at.strftime("%Y-%m-%dT%H:%M:%SZ")
        )
    ),
    "deletion": Goes(lambda world, *_: world.articles.pop(max(world.articles))),
    "withdrawn": Goes(lambda world, *_: _dev_withdraws(world)),
    **BY_ITS_CLOCK,
}


def _dev_withdraws(world: World) -> None:
    del world.comments["b"]  # with what answered it
    world.comments["a"]["gone"] = True


def _discourse_renames(world: World) -> None:
    user = world.users.pop("wren_tal")
    world.users["wren_ties"] = {**user, "username": "wren_ties"}
    for posts in world.posts.values():
        for post in posts:
            post["username"] = post["username"].replace("wren_tal", "wren_ties")
    for topic in world.topics.values():
        topic["by"] = topic["by"].replace("wren_tal", "wren_ties")


def _discourse_deletes(world: World) -> None:
    del world.users["wren_tal"]


def _topic_goes(world: World, topic: Any) -> None:
    topic["gone"] = True
    world.posts[topic["id"]].clear()


DISCOURSE: Row = {
    "renamed": Followed(_discourse_renames, "{place}/u/wren_ties", lambda world, at: world.topic(500, "wren_ties", at)),
    "suspended": Told(
        lambda world: world.users["wren_tal"].update(suspended_till="3016-01-01T00:00:00Z"),
        "wren_tal is suspended on {place}. If that stays so, disconnect it.",
    ),
    "deleted": Told(_discourse_deletes, "wren_tal is not on {place} any more. Disconnect it, or connect the new name."),
    "private": Told(
        lambda world: world.users["wren_tal"].update(profile_hidden=True),
        "wren_tal hides the profile on {place}, so Involve cannot see what they do there. Show it in the forum's "
        "preferences, or log by hand.",
    ),
    "edit": Replaced(lambda world, topic, *_: world.posts[topic["id"]][0].update(cooked="<p>Mended.</p>", version=2)),
    "deletion": Goes(lambda world, topic, _: _topic_goes(world, topic)),
    "withdrawn": HEARD_IN_PART,
    **BY_ITS_CLOCK,
}


def _github_renames(world: World) -> None:
    user = world.users.pop("wren-tal")
    world.users["wren-ties"] = {**user, "login": "wren-ties"}


def _said(world: World) -> Any:
    return world.said["gull/dock/issues/1/comments"][-1]


GITHUB: Row = {
    "renamed": Followed(_github_renames, "wren-ties"),
    "suspended": Exempt("it shows nobody who is suspended, so that is as if the account were deleted"),
    "deleted": Told(
        lambda world: world.users.pop("wren-tal"),
        "wren-tal is not on GitHub any more. Disconnect it, or connect the new name.",
    ),
    "private": Told(
        lambda world: world.hidden.add("wren-tal"),
        "GitHub shows nothing of what wren-tal does. Make the profile public, or log by hand.",
    ),
    "edit": Replaced(
        lambda world, _, __, at: _said(world).update(body="Mended.", updated_at=at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    ),
    "deletion": Goes(lambda world, *_: world.delete(_said(world))),
    "withdrawn": HEARD_IN_PART,
    **BY_ITS_CLOCK,
}

HACKERNEWS: Row = {
    "renamed": Exempt("names never change there"),
    "suspended": Exempt("it tells nobody; what such a person writes is shown to nobody, and not counted"),
    "deleted": Told(
        lambda world: world.closed.add("wren_tal"),
        "wren_tal is not on Hacker News any more. Remove the account, or give the new name.",
    ),
    "private": Exempt("nobody can hide there"),
    "edit": Replaced(lambda world, id_, *_: world.items[id_].update(title="Mended.")),
    "deletion": Goes(lambda world, id_, _: world.delete(id_)),
    "withdrawn": Goes(lambda world, *_: world.delete(2)),
    **BY_ITS_CLOCK,
}

LEMMY: Row = {
    "renamed": Exempt("names never change there"),
    "suspended": Told(
        lambda world: world.people["wren"].update(banned=True),
        "wren is banned there. If that stays so, disconnect the account.",
    ),
    "deleted": Told(
        lambda world: world.people["wren"].update(deleted=True), "wren was deleted there. Disconnect the account."
    ),
    "private": Told(
        lambda world: world.errors.update({"/user": (400, JSON, {"error": "instance_is_private"})}),
        "{place} shows this only to people who are signed in there. Log by hand what you do there.",
    ),
    "edit": Replaced(
        lambda world, _, __, at: world.posts[max(world.posts)].update(body="Mended.", **world.dated("updated", at))
    ),
    "deletion": Goes(lambda world, *_: world.posts[max(world.posts)].update(deleted=True)),
    "withdrawn": Goes(lambda world, *_: world.comments[10].update(deleted=True)),
    **BY_ITS_CLOCK,
}

STACKEXCHANGE: Row = {
    "renamed": Exempt("people are known by their number there, and shown by it"),
    "suspended": Told(
        lambda world: world.suspended.update({12345: 1_800_000_000}),
        "stackoverflow:12345 is suspended on stackoverflow.com for now. It is read again once that is over.",
    ),
    "deleted": Told(
        lambda world: world.users.discard(12345),
        "stackoverflow:12345 is not on stackoverflow.com any more. Disconnect the account.",
    ),
    "private": Exempt("nobody can hide there"),
    "edit": Replaced(lambda world, post, _, at: post.update(body="<p>Mended.</p>", last_edit_date=int(at.timestamp()))),
    "deletion": Goes(lambda world, post, _: world.posts.pop(post["question_id"])),
    "withdrawn": HEARD_IN_PART,
    **BY_ITS_CLOCK,
}


def _feed_moves(world: World) -> None:
    world.server.routes["/feed"] = (301, {"location": f"{world.server.url}/notes.xml"}, "")
    world.server.routes["/notes.xml"] = world.feed


def _feed_says(status: int, words: str) -> Any:
    def change(world: World) -> None:
        world.server.routes["/feed"] = (status, {"content-type": "text/html"}, f"<html>{words}</html>")

    return change


BLOG: Row = {
    "renamed": Followed(_feed_moves, "notes"),
    "suspended": Told(
        _feed_says(410, "This blog has been archived or suspended."),
        "{host} says that this is gone for good (410). Give the new address, if there is one.",
    ),
    "deleted": Told(
        _feed_says(404, "Not found"),
        "{place}/feed has no feed at that address any more. Disconnect it, or connect the new one.",
    ),
    "private": Told(
        _feed_says(403, "For members"), "{host} does not let Involve read this (403). Check that it is public."
    ),
    "edit": Replaced(lambda world, number, *_: world.posts[number].update(title="Mended.")),
    "deletion": Exempt("a feed holds the newest posts alone, so one that is missing may still be there"),
    "withdrawn": HEARD_IN_PART,
    **BY_ITS_CLOCK,
}
