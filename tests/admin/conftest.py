"""A desk: somebody signed in to the admin, before the books of one business."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from businesses.models import User
from tests.support.builders import World, books

if TYPE_CHECKING:
    from businesses.actors import Actor


@dataclass
class Desk:
    """A browser that is signed in as an actor. Paths are below the business's own."""

    actor: Actor
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.client.force_login(User.objects.get(id=self.actor.caller.require_user()))

    def at(self, path: str) -> str:
        """Return the address of a page of the business."""
        return f"/admin/{self.actor.business.id}/{path}"

    def get(self, path: str, status: int = 200) -> str:
        """Return the HTML of a page."""
        response = self.client.get(self.at(path))
        assert response.status_code == status, (response.status_code, text_of(response))
        return response.content.decode()

    def post(self, path: str, data: dict[str, Any], status: int = 302) -> str:
        """Send a form; return where it leads, or the HTML that says why not."""
        response = self.client.post(self.at(path), data)
        assert response.status_code == status, (response.status_code, text_of(response))
        return response["Location"] if status == 302 else response.content.decode()

    def text(self, path: str) -> str:
        """Return what is to be read on a page."""
        return plain(self.get(path))


def plain(html: str) -> str:
    """Return the text of HTML, each run of white space as one space."""
    return words(html[max(html.find("<body"), 0) :])


def words(part: str) -> str:
    """Return the text of a part of HTML, each run of white space as one space."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", part)).split())


def text_of(response: Any) -> str:
    """Return what is to be read of an answer, for the message of a failed assertion."""
    return plain(response.content.decode())[-600:]


@pytest.fixture
def world(db: None) -> World:
    """The books of a new business."""
    return books(name="Bakery")


@pytest.fixture
def desk(world: World) -> Desk:
    """The owner of the books at the desk."""
    return Desk(world.actor)
