"""How Slack says no: an error code, sometimes with the reasons."""


class Refusal(Exception):
    """`{"ok": false, "error": code}`; `messages` go to response_metadata, `extra` beside the code."""

    def __init__(self, code: str, *messages: str, **extra: object) -> None:
        super().__init__(code, *messages)
        self.code = code
        self.messages = messages
        self.extra = extra

    def answer(self) -> dict[str, object]:
        answer: dict[str, object] = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            answer["response_metadata"] = {"messages": list(self.messages)}
        return answer
