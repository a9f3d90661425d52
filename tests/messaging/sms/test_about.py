"""What a text is bound to comes back from its row as it was given."""

from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.kernel.i18n import Language
from app.messaging.sms.about import About
from app.messaging.sms.kinds import SmsKind
from app.messaging.sms.models import Sms
from app.messaging.sms.redirect import redirect
from app.messaging.sms.service import send_sms
from tests.shop import Shop


@pytest.mark.parametrize(
    "about",
    [
        None,
        About.quote(3),
        About.job(UUID(int=7)),
        About.code(UUID(int=8)),
        About.which(("SCH9D970C80B", "SCH9D970C81C", "SCH9D970C82D", "SCH9D970C83E")),
    ],
    ids=lambda about: about.subject if about else "nothing",
)
def test_it_is_read_as_it_was_written_and_goes_along_to_another_number(
    shop: Shop, about: About | None
) -> None:
    with shop.database.transaction() as session:
        sms = send_sms(
            session,
            SmsKind.OPTED_IN,
            to_phone="+821012345678",
            language=Language.KO,
            words={},
            now=shop.clock(),
            about=about,
        )
        old = session.get_one(Sms, sms.id)
        redirected = redirect(session, old, to_phone="+821087654321", now=shop.clock())
    with shop.database.reading() as session:
        assert session.get_one(Sms, sms.id).about == about
        assert session.get_one(Sms, redirected.id).about == about


def test_a_quote_without_its_version_is_refused_by_the_database(shop: Shop) -> None:
    with shop.database.transaction() as session:
        sms = send_sms(
            session,
            SmsKind.OPTED_IN,
            to_phone="+821012345678",
            language=Language.KO,
            words={},
            now=shop.clock(),
            about=About.quote(1),
        )
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(update(Sms).where(Sms.id == sms.id).values(about_version=None))
