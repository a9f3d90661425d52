"""Looking up the catalogue: kinds, models, symptoms, standing terms, serials, campaigns."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.models import Campaign, DeviceModel, KnownSerial, StandardTerms, Symptom
from app.catalogue.serials import read_serial
from app.kernel.i18n import Language


def kinds(session: Session) -> list[str]:
    """The kinds of device we know models of, in the order the catalogue was written."""
    rows = session.scalars(select(DeviceModel.kind).order_by(DeviceModel.id))
    return list(dict.fromkeys(rows))


def models_of(session: Session, kind: str) -> Sequence[DeviceModel]:
    """All models of a kind, by brand and name."""
    return session.scalars(
        select(DeviceModel)
        .where(DeviceModel.kind == kind)
        .order_by(DeviceModel.brand, DeviceModel.name_en, DeviceModel.id)
    ).all()


def full_name(model: DeviceModel, language: Language) -> str:
    """Brand and model in the reader's language; a brand that is part of the name is not said twice."""
    name = model.name_ko if language is Language.KO else model.name_en
    return name if model.name_en.startswith(model.brand) else f"{model.brand} {name}"


def symptoms_of(session: Session, kind: str) -> Sequence[Symptom]:
    """What can be wrong with a kind, in the order people read it."""
    return session.scalars(select(Symptom).where(Symptom.kind == kind).order_by(Symptom.id)).all()


def model(session: Session, model_id: UUID | None) -> DeviceModel | None:
    """One model of the catalogue."""
    return session.get(DeviceModel, model_id) if model_id else None


def symptom(session: Session, symptom_id: UUID | None) -> Symptom | None:
    """One symptom of the catalogue."""
    return session.get(Symptom, symptom_id) if symptom_id else None


def standard_terms(session: Session, model_id: UUID | None, symptom_id: UUID | None) -> StandardTerms | None:
    """The standing answer to model x symptom."""
    return session.scalars(
        select(StandardTerms).where(
            StandardTerms.model_id == model_id, StandardTerms.symptom_id == symptom_id
        )
    ).one_or_none()


def known_serial(session: Session, typed: str) -> KnownSerial | None:
    """What the maker's records say of a serial, however it was spelled."""
    serial = read_serial(typed)
    return session.get(KnownSerial, serial) if serial else None


def matching_campaigns(session: Session, *, model_id: UUID | None, serial: str) -> list[Campaign]:
    """Free work the maker owes this device. A serial known for a model counts where no model was named."""
    spelled = read_serial(serial)
    if model_id is None and (known := known_serial(session, serial)):
        model_id = known.model_id
    rows = session.scalars(select(Campaign).where(Campaign.model_id == model_id).order_by(Campaign.id))
    return [row for row in rows if spelled.startswith(row.serial_prefix)]
