"""Looking up the catalogue: kinds, models, symptoms, standing terms, campaigns."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalogue.models import Campaign, DeviceModel, StandardTerms, Symptom
from app.catalogue.serials import Answer, devices_answering
from app.kernel.i18n import Language
from app.kernel.serials import fold_serial, plain_serial


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


def symptom_label(symptom: Symptom, language: Language) -> str:
    """What is wrong, in the reader's language."""
    return symptom.label_ko if language is Language.KO else symptom.label_en


def campaign_title(campaign: Campaign, language: Language) -> str:
    """Free work the maker owes, in the reader's language."""
    return campaign.title_ko if language is Language.KO else campaign.title_en


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


def matching_campaigns(session: Session, *, model_id: UUID | None, serial: str) -> list[Campaign]:
    """Free work the maker owes this device, whatever the spelling. A serial known for a model counts where no model was named.

    A device the records do not know is matched by how its serial begins, in any reading: a recall hidden by a
    dash is worse than one looked into for nothing. Where several devices answer, none is.
    """
    answer = devices_answering(session, serial)
    if model_id is None and answer.device:
        model_id = answer.device.model_id
    rows = session.scalars(select(Campaign).where(Campaign.model_id == model_id).order_by(Campaign.id))
    return [row for row in rows if _is_meant(row, answer)]


def _is_meant(campaign: Campaign, answer: Answer) -> bool:
    if not campaign.serial_prefix:
        return True
    if answer.device:
        return plain_serial(answer.device.serial).startswith(plain_serial(campaign.serial_prefix))
    begins = fold_serial(campaign.serial_prefix)
    return answer.names_one and any(key.startswith(begins) for key in answer.read.keys)
