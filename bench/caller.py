"""Who posts the webhooks: a process with a few kept-alive connections and everything signed beforehand.

Told what to do by one line of JSON, it says by one line how long it took, and each call's time.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from threading import Thread
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

CONNECTIONS = 4  # as many as the server has threads


@dataclass(frozen=True)
class Order:
    """`count` replies to be posted to `port`, with the token that signs them for `origin`."""

    port: int
    path: str
    origin: str
    account: str
    token: str
    count: int
    series: str  # makes each reply a new one


@dataclass(frozen=True)
class Called:
    """Seconds for all of them, and for each."""

    seconds: float
    each: Sequence[float]


def reply(order: Order, number: int) -> tuple[bytes, str]:
    """The body of one reply as Twilio sends it, and its signature."""
    sid = f"SM{order.series}{number:024x}"
    form = {
        "ToCountry": "KR",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": "네 승인합니다, OK!",
        "FromCountry": "KR",
        "To": "+15005550006",
        "MessagingServiceSid": "MG" + "0" * 32,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": order.account,
        "From": f"+82{1020000000 + number}",
        "ApiVersion": "2010-04-01",
    }
    signature = RequestValidator(order.token).compute_signature(order.origin + order.path, form)
    return urlencode(form).encode(), signature


def call(order: Order) -> Called:
    """Have another process post them; AssertionError where one was not answered with 200."""
    command = [sys.executable, "-m", "bench.caller"]
    said = subprocess.run(
        command, input=json.dumps(asdict(order)), capture_output=True, text=True, check=True
    )
    return Called(**json.loads(said.stdout))


def _requests(order: Order, share: int) -> list[bytes]:
    made = []
    for number in range(share, order.count, CONNECTIONS):
        body, signature = reply(order, number)
        head = (
            f"POST {order.path} HTTP/1.1\r\nHost: 127.0.0.1:{order.port}\r\nUser-Agent: TwilioProxy/1.1\r\n"
            f"Accept: */*\r\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
            f"X-Twilio-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


def _post(port: int, requests: Sequence[bytes], each: list[float]) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answers = connection.makefile("rb")
        for request in requests:
            begun = time.perf_counter()
            connection.sendall(request)
            status, length = answers.readline(), 0
            while (line := answers.readline().lower()) not in (b"\r\n", b""):
                if line.startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            answers.read(length)
            each.append(time.perf_counter() - begun)
            assert status.split()[1] == b"200", status


def main() -> None:
    """Prepare, post, tell."""
    order = Order(**json.loads(sys.stdin.read()))
    shares = [_requests(order, share) for share in range(CONNECTIONS)]
    each: list[float] = []
    threads = [Thread(target=_post, args=(order.port, share, each)) for share in shares]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    called = Called(time.perf_counter() - begun, each)
    assert len(each) == order.count, f"only {len(each)} of {order.count} were answered as they should be"
    print(json.dumps(asdict(called)))


if __name__ == "__main__":
    main()
