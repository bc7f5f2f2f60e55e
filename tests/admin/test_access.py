"""Every page x every role x own, other and no business (RELIABILITY T18). Not yours is not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from businesses.models import Membership
from businesses.roles import PRIVILEGES, Privilege, Role
from ledger.admin.pages import PAGES
from ledger.kinds import TemplateType
from ledger.services.templates import TemplateDraft, template_create
from tests.admin.conftest import Desk, plain
from tests.support.builders import BANK, books

if TYPE_CHECKING:
    from tests.support.builders import World

pytestmark = pytest.mark.django_db
MENU = ["Overview", "Accounts", "Contacts", "Records", "Texts", "Journal", "Lock date", "Trial balance"]


def paths(world: World) -> dict[str, str]:
    """Return the path of every page by its name, with things that are there."""
    contact = world.contact()
    text = template_create(world.actor, draft=TemplateDraft(type=TemplateType.INVOICE, label="Thanks"))
    ids = {"account": world.chart[BANK], "contact": contact, "record": world.invoice(contact=contact).id}
    ids |= {"template": text.id}
    return {page.name: re.sub(r"<int:(\w+)>", lambda match: str(ids[match[1]]), page.path) for page in PAGES}


def hidden(html: str) -> str:
    """Return HTML without what differs each time."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", html)


def menu_of(html: str) -> str:
    """Return the menu's part of HTML."""
    return html.partition('id="nav-sidebar-apps"')[2].partition("openUserLinks")[0]


def test_every_role_sees_the_pages_of_its_privileges_and_no_others(world: World) -> None:
    there = paths(world)
    for role in (role for role in Role if role is not Role.NO_ACCESS):
        desk = Desk(world.member(role))
        for page in PAGES:
            status = 200 if page.needs <= PRIVILEGES[role] else 403
            assert desk.client.get(desk.at(there[page.name])).status_code == status, (role, page.name)


def test_without_just_one_privilege_a_page_is_refused_and_not_in_the_menu(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, there = Desk(world.member(Role.VIEW_EDIT_ONLY)), paths(world)
    held = PRIVILEGES[Role.VIEW_EDIT_ONLY]
    for page in PAGES:
        for privilege in page.needs:
            monkeypatch.setitem(PRIVILEGES, Role.VIEW_EDIT_ONLY, held - {privilege})
            html = desk.get(there[page.name], 403)
            assert f"does not include {privilege}" in plain(html)
            if page.menu:
                assert f'href="{desk.at(page.path)}"' not in menu_of(html)


def test_a_page_asks_for_all_that_it_shows(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, there = Desk(world.member(Role.VIEW_EDIT_ONLY)), paths(world)
    for page in PAGES:
        monkeypatch.setitem(PRIVILEGES, Role.VIEW_EDIT_ONLY, page.needs | {Privilege.VIEW})
        desk.get(there[page.name])


def test_a_strangers_business_is_as_missing_as_one_that_never_was(world: World) -> None:
    stranger, there = Desk(books(name="Elsewhere").actor), paths(world)
    nowhere = hidden(stranger.client.get("/admin/999/").content.decode())
    for page in PAGES:
        for method in (stranger.client.get, stranger.client.post)[: 1 + page.posts]:
            response = method(f"/admin/{world.actor.business.id}/{there[page.name]}")
            assert response.status_code == 404
            assert hidden(response.content.decode()) == nowhere
    assert "Bakery" not in nowhere


def test_a_thing_of_another_business_is_not_there(world: World) -> None:
    other = books(name="Elsewhere")
    desk = Desk(world.actor)
    for name, path in paths(other).items():
        if re.search(r"\d", path):
            assert desk.client.get(desk.at(path)).status_code == 404, name
            data = {"action": "remove", "name": "Mine now", "type": "CUSTOMER", "memo": "mine"}
            assert desk.client.post(desk.at(path), data).status_code in {404, 405}, name


def test_a_member_without_access_sees_no_business(world: World) -> None:
    desk = Desk(world.member(Role.NO_ACCESS))
    assert desk.client.get(desk.at("")).status_code == 404
    page = plain(desk.client.get("/admin/").content.decode())
    assert "no access to any business" in page
    assert "Bakery" not in page


def test_a_role_that_is_taken_away_is_gone_at_the_next_page(world: World) -> None:
    desk = Desk(world.member(Role.ADMIN))
    desk.get("records/")
    Membership.objects.filter(user_id=desk.actor.caller.require_user()).delete()
    desk.get("records/", 404)


def test_the_menu_lists_what_there_is(desk: Desk) -> None:
    html = desk.get("")
    assert re.findall(r"<span>([A-Z][^<]*)</span>", menu_of(html)) == MENU
    assert "Bakery" in plain(html)
    assert "CAD · Creator" in plain(html)


def test_a_viewer_is_offered_no_change(world: World) -> None:
    desk, there = Desk(world.member(Role.VIEW_ONLY)), paths(world)
    for name in ("accounts", "accounts-one", "contacts", "contacts-one", "records-one"):
        html = desk.get(there[name]).partition('<div class="db-page">')[2]
        assert 'method="post"' not in html.partition("</main>")[0].split("modal-overlay")[0]
        assert "/add/" not in html
        assert not any(f"/{name}/" in html for name in ("edit", "merge", "openings", "write-off", "discount"))


def test_a_viewer_changes_nothing_by_sending_forms(world: World) -> None:
    desk, there = Desk(world.member(Role.VIEW_ONLY)), paths(world)
    changesets = world.changesets()
    for action in ("void", "remove", "restore"):
        desk.post(there["records-one"], {"action": action}, 403)
    desk.post(there["lock_date"], {"lock_date": "2026-01-31"}, 403)
    for page in PAGES:
        if page.posts and page.name not in {"records-one", "lock_date"}:
            desk.post(there[page.name], {"name": "A", "type": "CUSTOMER", "memo": "x"}, 403)
    assert world.changesets() == changesets


def test_pages_that_change_nothing_take_no_form(desk: Desk, world: World) -> None:
    there = paths(world)
    for page in PAGES:
        if not page.posts:
            assert desk.client.post(desk.at(there[page.name])).status_code == 405
    assert desk.client.delete(desk.at("")).status_code == 405


def test_somebody_with_two_businesses_chooses_and_switches(world: World) -> None:
    other = books(name="Second shop")
    Membership.objects.filter(business_id=other.actor.business.id).update(user_id=world.actor.caller.require_user())
    desk = Desk(world.actor)
    page = desk.client.get("/admin/").content.decode()
    for each in (world, other):
        assert f'href="/admin/{each.actor.business.id}/"' in page
        assert f'href="/admin/{other.actor.business.id}/"' in desk.get("")
    assert "Second shop" in plain(desk.client.get(f"/admin/{other.actor.business.id}/accounts/").content.decode())


@pytest.mark.parametrize("path", ["nothing/", "9007199254740993/", "1000001", "0/", "accounts/"])
def test_an_address_that_nobody_knows_is_a_page_too(desk: Desk, path: str) -> None:
    response = desk.client.get(f"/admin/{path}")
    assert response.status_code == 404
    assert "There is nothing here." in plain(response.content.decode())
