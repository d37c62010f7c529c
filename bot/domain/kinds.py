"""The words everything else is said in: what an activity is, where it happened, what it was, how much we can see."""

from enum import StrEnum


class Kind(StrEnum):
    """What an entry is in the network's own terms, before anybody judges it."""

    POST = "post"  # starts something: a post, an article, a video, a topic, a question
    REPLY = "reply"  # words below somebody's words: a comment, an answer, a review
    QUOTE = "quote"  # somebody's post passed on with own words
    BOOST = "boost"  # somebody's post passed on as it is: repost, reblog, repin
    REACTION = "reaction"  # like, favourite, star, upvote
    FOLLOW = "follow"
    TALK = "talk"  # words spoken elsewhere, logged by hand: a meetup, a call, an e-mail
    PRESENCE = "presence"  # read or attended, logged by hand
    PRODUCTION = "production"  # made something without addressing anybody: push, release


SPOKEN = frozenset({Kind.POST, Kind.REPLY, Kind.QUOTE})  # words for others to read; at one address they are one thing


class Visibility(StrEnum):
    """Who can read an entry on its network. Only public and unlisted ones are ever stored."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    PRIVATE = "private"  # followers only, direct, members of a closed group


class Appears(StrEnum):
    """How far a member agreed to appear in the channel, most open first; an admin may only make it stricter."""

    BY_NAME = "by name"  # name, badge, numbers, results and lessons
    WITHOUT_NAME = "without a name"  # in the totals; results in their own words, as "one of us"
    IN_TOTALS = "only in the totals"  # as a number among others, never as a line


class Origin(StrEnum):
    """How an activity came to us."""

    POLLED = "polled"
    IMPORTED = "imported"
    LOGGED = "logged"  # typed by the member: self-reported


class Place(StrEnum):
    """On whose ground it happened."""

    MINE = "mine"
    HOUSE = "house"
    THEIRS = "theirs"  # "out there"
    UNKNOWN = "unknown"


class Act(StrEnum):
    """What it was, seen from the other side."""

    BROADCAST = "broadcast"
    HOST = "host"
    JOIN = "join"
    QUOTE = "quote"
    INSIDE = "inside"
    AMPLIFY = "amplify"
    APPLAUD = "applaud"
    LISTEN = "listen"


class Coverage(StrEnum):
    """How much of a member's activity a source lets us see."""

    FULL = "full"  # both what they start and what they answer
    ARCHIVE = "archive"  # both, until the day the archive was made
    MANUAL = "manual"  # what the member logs
    OWN_POSTS_ONLY = "own_posts_only"  # never judged: it would make everybody look like a broadcaster


class Proof(StrEnum):
    """How a member showed that an account is theirs."""

    CODE = "code"  # their code stood in its profile
    LINK = "link"  # it and a proven account of theirs name each other
    CREDENTIAL = "credential"  # the network says that what they handed over is this account's


class Badge(StrEnum):
    """The one word a judgement comes down to."""

    UNSEEN = "no judgeable source"
    QUIET = "quiet"
    UNTOLD = "not enough to tell"
    FACTORY = "content factory"
    PARTICIPATING = "participating"
    BALANCING = "finding the balance"


class Result(StrEnum):
    """What a conversation led to; the only numbers worth counting."""

    SALE = "sale"
    BELIEVER = "new believer"
    ORGANISATION = "new organisation"
    IMPROVEMENT = "improvement"
    OTHER = "other"


class DeliveryKind(StrEnum):
    """What a message Involve owes somebody is."""

    DIGEST = "digest"
    DETAIL = "detail"  # what stands behind a digest, in its thread
    FOREWARNING = "forewarning"  # what the channel will read tomorrow, to the member it concerns
    NUDGE = "nudge"
    FIRST = "first judgement"
    REVIEW = "review"  # two weeks after somebody said they would do something differently
    INVITE = "invite"
    NOTICE = "notice"  # something is broken and only this person can mend it


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    SENT = "sent"
    UNKNOWN = "unknown"  # may or may not have arrived, and nobody can tell
    DEAD = "dead"  # refused for good, or too late to matter


class HouseKind(StrEnum):
    """What sort of ground a piece of the team's own is."""

    DOMAIN = "domain"
    ACCOUNT = "account"  # "{network}:{native id}"
    VENUE = "venue"  # "{network}:{group or repository}"
    TEAMMATE = "teammate"  # "{network}:{native id}" of somebody of the team who has not connected it
