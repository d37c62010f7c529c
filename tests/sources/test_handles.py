"""One forgiving parser: what people type and paste, over all networks, is one account on one network."""

import pytest

from bot.errors import UnknownHandle
from bot.sources.http import Http
from bot.sources.known import Sources

SOURCES = Sources(Http())  # nothing is asked of anybody
TYPED = [
    ("ana.bsky.social", "bluesky:ana.bsky.social"),
    ("@ana.bsky.social", "bluesky:ana.bsky.social"),
    ("Ana.Bsky.Social", "bluesky:ana.bsky.social"),
    ("https://bsky.app/profile/ana.bsky.social", "bluesky:ana.bsky.social"),
    ("bsky.app/profile/ana.bsky.social", "bluesky:ana.bsky.social"),
    ("https://bsky.app/profile/did:plc:ewvi7nxzyoun6zhxrhs64oiz", "bluesky:did:plc:ewvi7nxzyoun6zhxrhs64oiz"),
    ("did:plc:ewvi7nxzyoun6zhxrhs64oiz", "bluesky:did:plc:ewvi7nxzyoun6zhxrhs64oiz"),
    ("did:web:ana.example", "bluesky:did:web:ana.example"),
    ("at://did:plc:ewvi7nxzyoun6zhxrhs64oiz", "bluesky:did:plc:ewvi7nxzyoun6zhxrhs64oiz"),
    ("at://ana.bsky.social/app.bsky.feed.post/3k2a", "bluesky:ana.bsky.social"),
    ("https://ana.bsky.social", "bluesky:ana.bsky.social"),
    ("bluesky:ana", "bluesky:ana.bsky.social"),
    ("bluesky:@ana.example", "bluesky:ana.example"),
    ("https://bsky.app/profile/ana.example/post/3k2abc", "bluesky:ana.example"),
    ("@ana@mastodon.social", "mastodon:ana on https://mastodon.social"),
    ("mastodon:ana@mastodon.social", "mastodon:ana on https://mastodon.social"),
    ("https://mastodon.social/@ana", "mastodon:ana on https://mastodon.social"),
    ("https://mastodon.social/@ana/109999", "mastodon:ana on https://mastodon.social"),
    ("https://mastodon.social/@ana@hachyderm.io", "mastodon:ana on https://hachyderm.io"),
    ("https://mastodon.social/users/ana", "mastodon:ana on https://mastodon.social"),
    ("https://mastodon.social/web/@ana", "mastodon:ana on https://mastodon.social"),
    ("http://mastodon.social/@ana", "mastodon:ana on http://mastodon.social"),
    ("@ana@social.example:3000", "mastodon:ana on https://social.example:3000"),
    ("https://fosstodon.org/deck/@ana", "mastodon:ana on https://fosstodon.org"),
    ("hn:ana", "hackernews:ana"),
    ("HN:ana", "hackernews:ana"),
    ("hackernews:ana", "hackernews:ana"),
    ("https://news.ycombinator.com/user?id=ana", "hackernews:ana"),
    ("news.ycombinator.com/user?id=ana", "hackernews:ana"),
    ("https://news.ycombinator.com/threads?id=ana", "hackernews:ana"),
    ("github:ana", "github:ana"),
    ("github:@ana", "github:ana"),
    ("https://github.com/ana", "github:ana"),
    ("github.com/ana", "github:ana"),
    ("https://www.github.com/ana/", "github:ana"),
    ("https://github.com/ana?tab=repositories", "github:ana"),
    ("stackoverflow:12345", "stackexchange:12345 on https://stackoverflow.com"),
    ("stackexchange:stackoverflow:12345", "stackexchange:12345 on https://stackoverflow.com"),
    ("https://stackoverflow.com/users/12345", "stackexchange:12345 on https://stackoverflow.com"),
    ("https://stackoverflow.com/users/12345/ana?tab=profile", "stackexchange:12345 on https://stackoverflow.com"),
    ("stackoverflow.com/users/12345/ana", "stackexchange:12345 on https://stackoverflow.com"),
    ("superuser:12345", "stackexchange:12345 on https://superuser.com"),
    ("math.stackexchange:99", "stackexchange:99 on https://math.stackexchange.com"),
    ("https://math.stackexchange.com/users/99/ana", "stackexchange:99 on https://math.stackexchange.com"),
    ("https://es.stackoverflow.com/users/99/ana", "stackexchange:99 on https://es.stackoverflow.com"),
    ("https://meta.stackoverflow.com/users/5/ana", "stackexchange:5 on https://meta.stackoverflow.com"),
    ("https://forum.example.org/u/ana", "discourse:ana on https://forum.example.org"),
    ("https://forum.example.org/u/ana/summary", "discourse:ana on https://forum.example.org"),
    ("forum.example.org/u/ana", "discourse:ana on https://forum.example.org"),
    ("https://forum.example.org/users/ana", "mastodon:ana on https://forum.example.org"),
    ("https://forum.example.org/users/ana/activity", "mastodon:ana on https://forum.example.org"),
    ("discourse:https://forum.example.org/u/ana", "discourse:ana on https://forum.example.org"),
    ("https://dev.to/ana", "dev:ana"),
    ("dev.to/ana", "dev:ana"),
    ("dev:ana", "dev:ana"),
    ("dev:@ana", "dev:ana"),
    ("https://forem.example.org/ana", "blog:https://forem.example.org/ana"),
    ("dev:https://forem.example.org/ana", "dev:ana on https://forem.example.org"),
    ("lemmy:ana@lemmy.world", "lemmy:ana on https://lemmy.world"),
    ("https://lemmy.world/u/ana", "lemmy:ana on https://lemmy.world"),
    ("lemmy.world/u/ana", "lemmy:ana on https://lemmy.world"),
    ("https://lemmy.world/u/ana@lemmy.ml", "lemmy:ana on https://lemmy.ml"),
    ("https://lemmy.ml/u/ana", "lemmy:ana on https://lemmy.ml"),
    ("@ana@lemmy.world", "mastodon:ana on https://lemmy.world"),
    ("https://beehaw.org/u/ana", "lemmy:ana on https://beehaw.org"),
    ("youtube:@ana", "youtube:@ana"),
    ("yt:@ana", "youtube:@ana"),
    ("https://www.youtube.com/@ana", "youtube:@ana"),
    ("https://youtube.com/@ana/videos", "youtube:@ana"),
    ("https://m.youtube.com/@ana", "youtube:@ana"),
    ("youtube.com/@ana", "youtube:@ana"),
    ("https://www.youtube.com/channel/UC0123456789abcdefghijkl", "youtube:UC0123456789abcdefghijkl"),
    ("https://www.youtube.com/c/ana", "youtube:c/ana"),
    ("https://www.youtube.com/user/ana", "youtube:user/ana"),
    ("UC0123456789abcdefghijkl", "youtube:UC0123456789abcdefghijkl"),
    ("x:ana", "x:ana"),
    ("twitter:ana", "x:ana"),
    ("x:@ana", "x:ana"),
    ("https://x.com/ana", "x:ana"),
    ("https://twitter.com/ana", "x:ana"),
    ("https://mobile.twitter.com/ana", "x:ana"),
    ("twitter.com/ana", "x:ana"),
    ("u/ana", "reddit:ana"),
    ("/u/ana", "reddit:ana"),
    ("reddit:ana", "reddit:ana"),
    ("reddit:u/ana", "reddit:ana"),
    ("https://www.reddit.com/user/ana", "reddit:ana"),
    ("https://reddit.com/u/ana", "reddit:ana"),
    ("https://old.reddit.com/user/ana/comments", "reddit:ana"),
    ("reddit.com/user/ana", "reddit:ana"),
    ("facebook:ana.page", "facebook:ana.page"),
    ("fb:ana.page", "facebook:ana.page"),
    ("https://www.facebook.com/ana.page", "facebook:ana.page"),
    ("https://m.facebook.com/ana.page", "facebook:ana.page"),
    ("facebook.com/ana.page", "facebook:ana.page"),
    ("https://www.facebook.com/profile.php?id=100064000000001", "facebook:100064000000001"),
    ("https://www.facebook.com/pages/Ana/100064000000001", "facebook:100064000000001"),
    ("instagram:ana", "instagram:ana"),
    ("ig:ana", "instagram:ana"),
    ("https://www.instagram.com/ana/", "instagram:ana"),
    ("https://instagram.com/ana?igsh=abc", "instagram:ana"),
    ("instagram.com/ana", "instagram:ana"),
    ("threads:ana", "threads:ana"),
    ("threads:@ana", "threads:ana"),
    ("https://www.threads.net/@ana", "threads:ana"),
    ("https://threads.com/@ana", "threads:ana"),
    ("threads.net/@ana", "threads:ana"),
    ("pinterest:ana", "pinterest:ana"),
    ("https://www.pinterest.com/ana/", "pinterest:ana"),
    ("https://pinterest.de/ana", "pinterest:ana"),
    ("pinterest.com/ana", "pinterest:ana"),
    ("linkedin:ana", "linkedin:ana"),
    ("https://www.linkedin.com/in/ana", "linkedin:ana"),
    ("linkedin.com/in/ana", "linkedin:ana"),
    ("https://www.linkedin.com/company/lamps", "linkedin:company/lamps"),
    ("https://blog.example.org", "blog:https://blog.example.org"),
    ("blog.example.org", "blog:https://blog.example.org"),
    ("blog.example.org/feed.xml", "blog:https://blog.example.org/feed.xml"),
    ("blog:blog.example.org", "blog:https://blog.example.org"),
    ("rss:https://blog.example.org/feed", "blog:https://blog.example.org/feed"),
    ("feed:https://blog.example.org/atom.xml", "blog:https://blog.example.org/atom.xml"),
    ("https://ana.medium.com", "blog:https://ana.medium.com"),
    ("https://medium.com/@ana", "blog:https://medium.com/@ana"),
    ("https://ana.substack.com", "blog:https://ana.substack.com"),
    ("https://blog.example.org/@ana-is-a-post", "mastodon:ana-is-a-post on https://blog.example.org"),
    ("https://ana.wordpress.com/feed/", "blog:https://ana.wordpress.com/feed/"),
    ("https://social.example/@ana", "mastodon:ana on https://social.example"),
    ("https://blog.example.org/u/2026/lamps", "discourse:2026 on https://blog.example.org"),
    ("https://example.org/users/guide", "mastodon:guide on https://example.org"),
    ("<https://github.com/ana>", "github:ana"),
    (" github:ana ", "github:ana"),
]


NOBODY = [
    ("@ana", "`x:@ana` or `youtube:@ana`"),
    ("ana@mastodon.social", "put an @ before it: `@ana@mastodon.social`"),
    ("https://github.com/ana/lamps", "a page on GitHub, and no profile"),
    ("https://x.com/ana/status/123", "a page on X, and no profile"),
    ("https://www.threads.net/@ana/post/C1", "a page on Threads, and no profile"),
    ("https://www.linkedin.com/feed/update/urn:li:activity:7", "a page on LinkedIn, and no profile"),
    ("blusky:ana", "Did you mean `bluesky:ana`?"),
    ("no handle at all", "is no handle I know"),
    ("", "is no handle I know"),
]


def claimed_by(typed: str) -> list[str]:
    own = [each for each in SOURCES.values() if not getattr(each, "takes_any_address", False)]
    return [each.name for each in own if each.recognise(typed) is not None]


@pytest.mark.parametrize(("typed", "who"), TYPED)
def test_what_people_type_is_one_account_on_one_network(typed: str, who: str):
    assert str(SOURCES.recognise(typed)) == who
    assert len(claimed_by(typed)) <= 1


@pytest.mark.parametrize(("typed", "sentence"), NOBODY)
def test_what_is_nobody_is_said_with_what_to_type_instead(typed: str, sentence: str):
    with pytest.raises(UnknownHandle) as said:
        SOURCES.recognise(typed)
    assert sentence in str(said.value)


def test_a_feed_on_a_network_is_still_a_feed():
    for typed in ("https://github.com/ana/lamps/releases.atom", "blog:https://github.com/ana/lamps"):
        assert SOURCES.recognise(typed).network == "blog"


def test_every_network_takes_its_own_examples_and_no_other_network_does():
    for source in SOURCES.values():
        for example in source.examples:
            assert SOURCES.recognise(example).network == source.name, example
            assert claimed_by(example) in ([source.name], []), example


def test_there_are_enough_forms_and_every_network_is_among_them():
    assert len(TYPED) >= 100
    assert {who.partition(":")[0] for _, who in TYPED} == set(SOURCES)
