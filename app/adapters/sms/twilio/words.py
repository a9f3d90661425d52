"""Twilio's words for the fate of a message, and ours. Source: Twilio, Message resource, "status"."""

from app.messaging.models import TextState

STATUS = {
    "accepted": TextState.ACCEPTED,
    "scheduled": TextState.ACCEPTED,
    "queued": TextState.ACCEPTED,
    "sending": TextState.ACCEPTED,
    "sent": TextState.SENT,
    "delivered": TextState.DELIVERED,
    "read": TextState.DELIVERED,
    "undelivered": TextState.UNDELIVERED,
    "failed": TextState.FAILED,
    "canceled": TextState.FAILED,
}
