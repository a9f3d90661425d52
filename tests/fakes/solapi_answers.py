"""What SOLAPI answers to a sending, in the shape its official client insists on."""

import json
from typing import Any

Said = dict[str, Any]


def an_item(name: str, code: str) -> Said:
    """A message as the answer lists it."""
    return {"messageId": name, "statusCode": code, "statusMessage": "said so"}


def an_answer(*, listed: list[Said] | None, failed: list[Said] | None = None) -> str:
    """The answer to one message; `failed` are those that were not registered, `listed` those that were."""
    bad = len(failed or [])
    counts = ("sentTotal", "sentSuccess", "sentPending", "sentReplacement", "refund")
    money = {"requested": 0, "replacement": 0, "refund": 0, "sum": 0}
    group = {
        "count": dict.fromkeys(counts, 0)
        | {"total": 1, "registeredFailed": bad, "registeredSuccess": 1 - bad},
        "countForCharge": {"sms": {"82": 1}},
        "balance": money,
        "point": money,
        "app": {"profit": {"sms": 0}, "appId": None},
        "log": [],
        "status": "SENDING",
        "allowDuplicates": False,
        "isRefunded": False,
        "accountId": "1",
        "masterAccountId": None,
        "apiVersion": "4",
        "groupId": "G4V0",
        "price": {},
        "dateCreated": "2026-11-22T00:00:00.000Z",
        "dateUpdated": "2026-11-22T00:00:00.000Z",
    }
    said = {"failedMessageList": failed or [], "groupInfo": group}
    return json.dumps(said if listed is None else said | {"messageList": listed})
