"""Where pictures are fetched that came with texts: at the provider whose webhooks bring them."""

from importlib import import_module

from app.kernel.settings import Settings
from app.photos.ports import FetchPicture, PictureRefused, PictureSilent, no_pictures

TWILIO = "app.adapters.sms.twilio.media"  # loaded when the first picture comes: few shops ever need it


def picture_source(settings: Settings) -> FetchPicture:
    """Twilio's guarded download where its credentials are set, whoever sends our own texts; else nothing."""
    if not settings.twilio_account_sid:
        return no_pictures

    def fetch(address: str) -> bytes:
        media = import_module(TWILIO)
        try:
            return bytes(media.fetch_media(settings, address))
        except media.MediaRefused as no:
            raise PictureRefused(no.reason.name.lower()) from no
        except media.MediaSilent as silent:
            raise PictureSilent(str(silent)) from silent

    return fetch
