"""Says that we ask about trips nobody noted, and after two hours without an answer that we did not come."""

from app.journeys.watch.watch_trips import give_up_trip, missed_trips, say_that_we_ask, to_ask_about
from app.runtime import Runtime
from jobs.turns import each_due


def run(runtime: Runtime) -> int:
    """Every one of them."""
    asked = each_due(runtime, to_ask_about, say_that_we_ask)
    return asked + each_due(runtime, missed_trips, give_up_trip)
