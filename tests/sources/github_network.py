"""A small GitHub: events, issues and comments that people add to and delete from, with its quotas."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from tests.sources.serve import JSON, Asked, Reply, Served, serve

Json = dict[str, Any]

SHOWN_AT_MOST = 300  # events, whatever the page
KEPT = timedelta(days=30)
IDS = {"wren-tal": 4100201, "gull-erik": 4100302, "dock-hand": 4100403, "tide-bot[bot]": 4100999}


def user(login: str) -> Json:
    return {"login": login, "id": IDS[login], "type": "Bot" if login.endswith("[bot]") else "User"}


def person(login: str) -> Json:
    """As GraphQL tells of somebody."""
    return {"__typename": user(login)["type"], "login": login, "databaseId": IDS[login]}


@dataclass
class Network:
    """What is on it, in the words of its API."""

    now: datetime
    server: Served = None  # type: ignore[assignment]  # set when it runs
    events: list[Json] = field(default_factory=list)
    issues: dict[str, Json] = field(default_factory=dict)  # by "owner/name/number"
    said: dict[str, list[Json]] = field(default_factory=dict)  # by path below /repos/
    users: dict[str, Json] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)  # logins whose pages are 404
    left: dict[str, int] = field(default_factory=lambda: {"core": 60, "search": 10, "signed": 5_000})  # questions
    next_id: int = 1_000
    token: str = ""  # of wren-tal, with a quota of its own
    told_of_token: dict[str, str] = field(default_factory=dict)  # headers
    discussed: list[Json] = field(default_factory=list)  # wren-tal's comments in discussions, as GraphQL tells them
    newest_first: bool = False  # the order of those, which nobody promises
    refused: Json | None = None  # what GraphQL says instead

    def __post_init__(self) -> None:
        self.users = {login: {**user(login), "name": login.title()} for login in IDS}

    def issue(self, repo: str, number: int, by: str, at: datetime, *, pull: bool = False, **more: Any) -> Json:
        kind = "pull" if pull else "issues"
        issue: Json = {
            "id": number + 90_000, "number": number, "title": f"Title {number}", "body": "Some words of it.",
            "user": user(by), "created_at": stamp(at), "updated_at": stamp(at), "comments": 0, "locked": False,
            "state": "open", "labels": [], "html_url": f"https://github.com/{repo}/{kind}/{number}",
            "repository_url": f"{self.server.url}/repos/{repo}", "author_association": "NONE",
        }  # fmt: skip
        if pull:
            issue["pull_request"] = {"url": f"{self.server.url}/repos/{repo}/pulls/{number}"}
        issue.update(more)
        self.issues[f"{repo}/{number}"] = issue
        return issue

    def comment(self, repo: str, number: int, by: str, at: datetime, body: str = "Some words of my own.") -> Json:
        """Below an issue or a pull request; not an event yet."""
        self.next_id += 1
        comment = {
            "id": self.next_id, "user": user(by), "body": body, "created_at": stamp(at), "updated_at": stamp(at),
            "author_association": "NONE",
            "html_url": f"https://github.com/{repo}/issues/{number}#issuecomment-{self.next_id}",
        }  # fmt: skip
        self.said.setdefault(f"{repo}/issues/{number}/comments", []).append(comment)
        self.issues[f"{repo}/{number}"]["comments"] += 1
        self.issues[f"{repo}/{number}"]["updated_at"] = stamp(at)
        return comment

    def review(self, repo: str, number: int, by: str, at: datetime, body: str, state: str = "commented") -> Json:
        self.next_id += 1
        review = {
            "id": self.next_id, "user": user(by), "body": body, "state": state, "submitted_at": stamp(at),
            "html_url": f"https://github.com/{repo}/pull/{number}#pullrequestreview-{self.next_id}",
        }  # fmt: skip
        self.said.setdefault(f"{repo}/pulls/{number}/reviews", []).append(review)
        self.issues[f"{repo}/{number}"]["updated_at"] = stamp(at)
        return review

    def line(self, repo: str, number: int, by: str, at: datetime, body: str, answers: int | None = None) -> Json:
        """Words on a line of a pull request."""
        self.next_id += 1
        comment = {
            "id": self.next_id, "user": user(by), "body": body, "created_at": stamp(at), "updated_at": stamp(at),
            "path": "tides.py", "diff_hunk": "@@ -1 +1 @@", "pull_request_review_id": 1,
            "html_url": f"https://github.com/{repo}/pull/{number}#discussion_r{self.next_id}",
            **({"in_reply_to_id": answers} if answers else {}),
        }  # fmt: skip
        self.said.setdefault(f"{repo}/pulls/{number}/comments", []).append(comment)
        self.issues[f"{repo}/{number}"]["updated_at"] = stamp(at)
        return comment

    def event(self, type_: str, repo: str, at: datetime, payload: Json, by: str = "wren-tal", **more: Any) -> Json:
        self.next_id += 1
        event = {
            "id": str(50_000_000_000 + self.next_id), "type": type_, "actor": user(by), "public": True,
            "repo": {"id": 530, "name": repo}, "payload": payload, "created_at": stamp(at), **more,
        }  # fmt: skip
        self.events.append(event)
        return event

    def comments(self, repo: str, number: int, at: datetime, body: str = "Some words of my own.") -> Json:
        """The member comments, and everybody sees it."""
        comment = self.comment(repo, number, "wren-tal", at, body)
        issue = {**self.issues[f"{repo}/{number}"]}
        self.event("IssueCommentEvent", repo, at, {"action": "created", "issue": issue, "comment": comment})
        return comment

    def reviews(self, repo: str, number: int, at: datetime, body: str, state: str = "commented") -> Json:
        review = self.review(repo, number, "wren-tal", at, body, state)
        payload = {"action": "created", "review": review, "pull_request": self.pointer(repo, number)}
        self.event("PullRequestReviewEvent", repo, at, payload)
        return review

    def pointer(self, repo: str, number: int) -> Json:
        """All an event says of a pull request."""
        url = f"{self.server.url}/repos/{repo}/pulls/{number}"
        return {"id": 1, "number": number, "url": url, "base": {"ref": "main"}, "head": {"ref": "test"}}

    def delete(self, comment: Json) -> None:
        for said in self.said.values():
            said[:] = [each for each in said if each["id"] != comment["id"]]

    def discuss(self, id_: int, at: datetime, number: int = 5, by: str = "gull-erik", **more: Any) -> Json:
        """A comment of wren-tal's in a discussion of `by`'s."""
        node = {
            "databaseId": id_, "url": f"https://github.com/gull-erik/tides/discussions/{number}#discussioncomment-{id_}",
            "body": "Some words of my own.", "createdAt": stamp(at), "lastEditedAt": None, "isAnswer": False,
            "author": person("wren-tal"), "replyTo": None,
            "discussion": {
                "number": number, "title": "Which knot?", "body": "It slips.", "author": person(by),
                "category": {"isAnswerable": True},
                "repository": {"nameWithOwner": "gull-erik/tides", "isPrivate": False},
            },
            **more,
        }  # fmt: skip
        self.discussed.append(node)
        return node

    def answer(self, asked: Asked) -> Reply:
        bucket = "search" if asked.path == "/search/issues" else "core"
        if "authorization" in asked.headers:
            if not self.token or asked.headers["authorization"] != f"Bearer {self.token}":
                return 401, JSON, {"message": "Bad credentials", "status": "401"}
            bucket = "signed"
        reset = str(int(datetime.now(UTC).timestamp()) + 1_800)
        if self.left[bucket] <= 0:
            limit = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
            return 403, {**JSON, **limit}, {"message": "API rate limit exceeded for 203.0.113.7."}
        self.left[bucket] -= 1
        status, headers, body = self._answer(asked)
        limit = {"x-ratelimit-remaining": str(self.left[bucket]), "x-ratelimit-reset": reset}
        return status, {**JSON, **headers, **limit}, body

    def _answer(self, asked: Asked) -> tuple[int, dict[str, str], Any]:
        if asked.path == "/user":
            return 200, self.told_of_token, self.users["wren-tal"]
        if asked.path == "/graphql":
            return 200, {}, self.refused or self._graphql(json.loads(asked.body)["variables"])
        if found := re.fullmatch(r"/users/([^/]+)/events/public", asked.path):
            return self._events(found[1], asked)
        if asked.path == "/search/issues":
            items = self._search(asked.query["q"])[: int(asked.query["per_page"])]
            return 200, {}, {"total_count": len(items), "incomplete_results": False, "items": items}
        if found := re.fullmatch(r"/users/([^/]+)", asked.path):
            return self._found(self.users.get(found[1]) if found[1] not in self.hidden else None)
        if found := re.fullmatch(r"/user/(\d+)", asked.path):
            return self._found(next((each for each in self.users.values() if str(each["id"]) == found[1]), None))
        path = asked.path.removeprefix("/repos/")
        if found := re.fullmatch(r"([^/]+/[^/]+)/issues/(\d+)", path):
            return self._found(self.issues.get(f"{found[1]}/{found[2]}"))
        if found := re.fullmatch(r"([^/]+/[^/]+)/(?:issues/|pulls/)?comments/(\d+)", path):
            every = [each for said in self.said.values() for each in said]
            return self._found(next((each for each in every if str(each["id"]) == found[2]), None))
        if re.fullmatch(r"[^/]+/[^/]+/(issues|pulls)/\d+/(comments|reviews)", path):
            size, page = int(asked.query["per_page"]), int(asked.query["page"])
            return 200, {}, self.said.get(path, [])[(page - 1) * size : page * size]
        if found := re.fullmatch(r"([^/]+)/([^/]+)", path):
            return self._found({"full_name": path, "owner": user(found[1])} if found[1] in IDS else None)
        if found := re.fullmatch(r"[^/]+/[^/]+/commits/(\w+)", path):
            return 200, {}, {"sha": found[1], "author": user("dock-hand"), "commit": {"message": "Tie it twice"}}
        return self._found(None)

    def _graphql(self, asked: Json) -> Json:
        if asked["login"] != "wren-tal":
            return {"data": {"user": None}}
        nodes = sorted(self.discussed, key=lambda node: str(node["createdAt"]), reverse=self.newest_first)
        start, end = int(asked.get("after") or 0), int(asked.get("before") or len(nodes))
        if "last" in asked:
            start = max(start, end - asked["last"])
        else:
            end = min(end, start + asked["first"])
        info = {
            "hasNextPage": end < len(nodes), "endCursor": str(end), "hasPreviousPage": start > 0,
            "startCursor": str(start),
        }  # fmt: skip
        return {"data": {"user": {"repositoryDiscussionComments": {"pageInfo": info, "nodes": nodes[start:end]}}}}

    @staticmethod
    def _found(thing: Json | None) -> tuple[int, dict[str, str], Any]:
        return (200, {}, thing) if thing is not None else (404, {}, {"message": "Not Found", "status": "404"})

    def _events(self, login: str, asked: Asked) -> tuple[int, dict[str, str], Any]:
        if login in self.hidden or login not in self.users:
            return 404, {}, {"message": "Not Found"}
        mine = [
            event
            for event in self.events
            if event["actor"]["id"] == self.users[login]["id"]
            and datetime.fromisoformat(event["created_at"]) >= self.now - KEPT
        ]
        mine.sort(key=lambda event: (event["created_at"], event["id"]), reverse=True)
        etag = '"' + sha256("".join(event["id"] for event in mine).encode()).hexdigest()[:20] + '"'
        size, page = int(asked.query["per_page"]), int(asked.query["page"])
        headers = {"etag": etag, "x-poll-interval": "60"}
        if page == 1 and asked.headers.get("if-none-match") == etag:
            return 304, headers, b""
        return 200, headers, mine[:SHOWN_AT_MOST][(page - 1) * size : page * size]

    def _search(self, query: str) -> list[Json]:
        """Of the qualifiers there are, those that are asked for here."""
        wanted = dict(re.findall(r"(\w+):(\S+)", query))
        words = [word.casefold() for word in re.findall(r'"([^"]+)"', query)]
        found = []
        for key, issue in self.issues.items():
            repo, _, number = key.rpartition("/")
            spoken = {each["user"]["login"] for each in self.said.get(f"{repo}/issues/{number}/comments", [])}
            fits = (
                wanted.get("author", issue["user"]["login"]) == issue["user"]["login"]
                and ("commenter" not in wanted or wanted["commenter"] in spoken)
                and wanted.get("repo", repo) == repo
                and ("is:issue" not in query or "pull_request" not in issue)
                and ("is:open" not in query or issue["state"] == "open")
                and (wanted.get("comments") != "0" or issue["comments"] == 0)
                and issue["updated_at"] >= wanted.get("updated", "").removeprefix(">=")
                and issue["created_at"] >= wanted.get("created", "").removeprefix(">=")
                and all(word in f"{issue['title']} {issue['body']}".casefold() for word in words)
            )
            found += [issue] if fits else []
        return sorted(found, key=lambda issue: str(issue["updated_at"]), reverse=True)


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@asynccontextmanager
async def git_hub(now: datetime) -> AsyncIterator[Network]:
    network = Network(now)
    async with serve({"*": network.answer}) as server:
        network.server = server
        yield network
