"""All audiences of the web edge, in one list."""

from flask import Blueprint

from app.web import (
    account,
    bench,
    courier,
    demo,
    dispatch,
    manage,
    photo_views,
    styleguide,
    warehouse,
    webhooks,
)
from app.web.customer import qr_face, request_views, ticket_views
from app.web.warehouse import bins, bulk, evidence, labels, offline, photos, tasks, work

BLUEPRINTS: tuple[Blueprint, ...] = (
    account.bp,
    bench.bp,
    courier.bp,
    demo.bp,
    dispatch.bp,
    manage.bp,
    photo_views.bp,
    qr_face.bp,
    request_views.bp,
    ticket_views.bp,
    styleguide.bp,
    warehouse.bp,
    work.bp,
    offline.bp,
    bulk.bp,
    bins.bp,
    tasks.bp,
    photos.bp,
    evidence.bp,
    labels.bp,
    webhooks.bp,
)
