"""All audiences of the web edge, in one list."""

from flask import Blueprint

BLUEPRINTS: tuple[Blueprint, ...] = ()
