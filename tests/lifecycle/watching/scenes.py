"""Looks for the tests of what is drawn: one connector with certificates that begin and end so many days from AT."""

from datetime import UTC, datetime, timedelta

from graphkey.lifecycle.activity import Certificate
from graphkey.lifecycle.model import Connector, Inventory
from graphkey.lifecycle.watching.findings import Look

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def held(name, start, end, active=False):
    return Certificate(name, AT + timedelta(days=start), AT + timedelta(days=end), active)


def connector(*certificates, name="One", url="https://one.example/x?code=canary-7", authentication="certificate"):
    return Connector(name, name, url, authentication, certificates)


def look(*certificates, unread=(), **more):
    return holding(connector(*certificates, **more), unread=unread)


def holding(*connectors, unread=()):
    return Look("contoso", AT, Inventory(connectors, (), tuple(unread), "beta", AT))
