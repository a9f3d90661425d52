"""The tests' stand-in for Twilio as a process of its own, so that its work is not counted as ours.

`python -m bench.provider [SECONDS]` takes so long for each answer. Says its address on the first line; asked by a line, says how many messages it took and how many of them
differ; ends with its input.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.fakes.loopback import loopback_twilio


@dataclass(frozen=True)
class Provider:
    """The one that runs beside us."""

    origin: str
    process: "subprocess.Popen[str]"

    def taken(self) -> tuple[int, int]:
        """How many messages it accepted, and how many different bodies they had."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("taken\n")
        self.process.stdin.flush()
        messages, different = json.loads(self.process.stdout.readline())
        return messages, different


@contextmanager
def provider(seconds: float = 0.0) -> Iterator[Provider]:
    """One that has taken nothing yet, and takes so long for an answer."""
    command = [sys.executable, "-m", "bench.provider", str(seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Provider(process.stdout.readline().strip(), process)
        assert process.stdin is not None
        process.stdin.close()


def main() -> None:
    """Answer until nobody listens any more."""
    seconds = float(sys.argv[1])
    with loopback_twilio() as server:
        if seconds:
            server.before_answer = lambda: time.sleep(seconds)
        print(server.origin, flush=True)
        for _asked in sys.stdin:
            print(json.dumps([len(server.messages), len(server.accepted())]), flush=True)


if __name__ == "__main__":
    main()
