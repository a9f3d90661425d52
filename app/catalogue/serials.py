"""The devices the maker's records know, asked by a serial number in any spelling: one, none, or several to ask about."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.models import DeviceModel, KnownSerial
from app.kernel.serials import (
    Names,
    SerialRead,
    answering,
    fold_serial,
    plain_serial,
    read_serial,
    same_serial,
    tidy_serial,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read, and the registered devices that answer to it."""

    read: SerialRead
    devices: tuple[KnownSerial, ...] = ()

    @property
    def device(self) -> KnownSerial | None:
        """The one device that may be acted on, None where none or several answer, or words around it deny it."""
        if len(self.devices) != 1 or self.read.names is Names.UNCLEAR:
            return None
        return self.devices[0]

    @property
    def names_one(self) -> bool:
        """Whether it is a serial of one device, known or not, and neither none, a product's number nor an unclear one."""
        return bool(self.device) or (self.read.names is Names.DEVICE and not self.devices)


def devices_answering(session: Session, typed: str) -> Answer:
    """The registered devices this can mean. One query by the index, none where it says that there is no serial."""
    return devices_read(session, read_serial(typed))


def devices_read(session: Session, read: SerialRead) -> Answer:
    """The same for what was read already."""
    if not read.readings:
        return Answer(read)
    rows = session.scalars(select(KnownSerial).where(KnownSerial.serial_key.in_(read.keys)))
    known = {row.serial: row for row in rows}
    return Answer(read, tuple(known[serial] for serial in answering(read, known)))


def known_serial(session: Session, typed: str) -> KnownSerial | None:
    """What the records say of a serial, however it was spelled; None also where several devices answer."""
    return devices_answering(session, typed).device


def spell_serial(session: Session, typed: str) -> str:
    """As the records spell it where one device answers, else tidied; '' where it says that there is none."""
    device = known_serial(session, typed)
    return device.serial if device else tidy_serial(typed)


def serials_differ(session: Session, told: str, read: str) -> bool:
    """Whether both name a device, and not the same. Unknown, unclear or a product's number never counts against anyone."""
    expected, found = devices_answering(session, told), devices_answering(session, read)
    return expected.names_one and found.names_one and not _can_be_one(expected, found)


def same_device(session: Session, told: str, read: str) -> bool:
    """Whether what was told and what was read can be one device; the records decide where they know both."""
    return _can_be_one(devices_answering(session, told), devices_answering(session, read))


def _can_be_one(expected: Answer, found: Answer) -> bool:
    if expected.devices and found.devices:
        return bool({one.serial for one in expected.devices} & {one.serial for one in found.devices})
    names_both = Names.DEVICE is expected.read.names is found.read.names
    return names_both and same_serial(expected.read.typed, found.read.typed)


def is_model_name(session: Session, typed: str) -> bool:
    """Whether it is the name of one of our models, or words of it with a number: the same on all of them."""
    return any(
        is_part_of_name(typed, f"{row.brand} {name}")
        for row in session.scalars(select(DeviceModel))
        for name in (row.name_en, row.name_ko)
    )


def is_part_of_name(typed: str, name: str) -> bool:
    """Whether it is one or more whole words of a model's name, one of them with a digit."""
    wanted = fold_serial(typed)
    words = [fold_serial(word) for word in name.split()]
    parts = (
        "".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1)
    )
    return any(char.isdecimal() for char in plain_serial(typed)) and wanted in parts
