"""The habits of everybody in the year, one table to be read aloud: of a hundred times, so many.

Whoever adds a habit writes its sentence here and asks `happens` where it shows. How often each came to pass is counted,
so that the report can name the habits a year never reached.
"""

from collections import Counter
from datetime import timedelta
from random import Random

ODDS: dict[str, float] = {
    # customers, as people
    "a customer speaks English": 30,
    "an English speaker has an Australian number, which can answer by text": 70,
    "a customer knows the serial number": 55,
    "a customer sends a photo of the label instead": 15,
    "a customer has a device or symptom without a standing price": 35,
    "a customer lets a technician look first though terms are on offer": 6,
    "a customer asks for accessories to go along": 50,
    "a customer gives the request up on the way": 3,
    # customers, answering
    "a customer answers at once": 62,
    "a customer who does not answers late": 80,  # the others never do
    "a customer misses a text": 8,
    "a customer asks a question before deciding": 10,
    "a customer declines the terms": 5,
    "a customer declines the quote": 15,
    "a customer takes an answer to a quote back": 5,
    "a customer decides a quote by text, where that can be done": 70,
    "a texted decision is an emoji": 10,
    "a texted decision is a yes in other words": 10,
    "a customer changes their mind and cancels before the pickup": 3,
    "a customer moves the pickup": 8,
    "a customer moves the return": 6,
    "a customer stops the texts": 2,
    "a customer who stopped the texts has them again later": 50,
    "a customer loses the link": 4,
    "a customer wants to give it up while it is with us": 2,
    "a customer wants it brought to another address": 3,
    "a customer writes to say thank you": 4,
    "a customer asks where it is": 5,
    # customers, at the door
    "nobody is home at the pickup": 7,
    "nobody is home at the return": 9,
    "the box has no code on it": 3,
    "the box is empty": 0.6,
    "the box holds another device": 0.6,
    "an accessory was forgotten": 4,
    "a customer sends it without a booking": 1.5,
    "a customer sends it after cancelling or after it ran out": 20,
    # customers, afterwards
    "a customer pays late": 15,
    "a customer never pays": 2,
    "it is broken again": 4,
    "a customer says that it works": 55,
    "a customer is angry that nothing happens and writes": 50,
    # technicians
    "a technician falls ill on a working day": 0.7,  # for a week
    "a technician overlooks a repair for days": 4,
    "somebody says how a promise stands": 85,
    "a promise needs more time": 20,
    "a technician asks something first": 10,
    "nothing has to be sent, a hint is enough": 5,
    "a part has to be ordered before anything ships": 20,
    "the bench finds something worse": 14,
    "the bench finds no fault": 5,
    "it is not worth repairing": 3,
    "the bench lacks a part": 8,
    "something else turns up during the repair": 5,
    "the test fails": 8,
    "a technician breaks the device": 0.6,
    "a technician answers a message on the same day": 85,
    # parts
    "a part comes late": 25,
    "a late part is late again": 30,
    "a part never comes": 4,
    "a supplier says when a part is late": 60,
    # warehouse
    "a code is mistyped": 4,
    "a parcel is received by its page and not by a scan": 15,
    "a station loses its network for an hour": 4,  # of its rounds
    "a device vanishes from its bin": 0.4,
    "a battery is found swollen": 0.7,
    "a parcel arrives damaged": 1,
    "a packed box is forgotten when the courier loads": 2,
    # couriers
    "a courier forgets to note a stop": 4,
    "a forgotten stop is noted in the evening": 60,
    "a courier notes the wrong thing": 1,
    "a courier comes late": 6,
    "a courier does not get to a stop at all": 2,
    "a courier loses a parcel": 0.4,
    "a courier leaves it with a neighbour": 20,
    # the network
    "the provider's answer is lost": 0.6,
    "the provider is busy": 0.5,
    "a connection breaks before the text is taken": 0.4,
    "a phone is off for hours": 3,
}

COUNTED: Counter[str] = Counter()


def happens(rng: Random, habit: str) -> bool:
    """Whether it comes to pass this time."""
    does = rng.random() * 100 < ODDS[habit]
    if does:
        COUNTED[habit] += 1
    return does


def minutes(rng: Random, least: float, most: float) -> timedelta:
    """Some whole number of seconds between so many minutes."""
    return timedelta(seconds=round(rng.uniform(least, most) * 60))


def hours(rng: Random, least: float, most: float) -> timedelta:
    """The same between so many hours."""
    return minutes(rng, least * 60, most * 60)


def pick(rng: Random, weights: dict[str, float]) -> str:
    """One of these, by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]
