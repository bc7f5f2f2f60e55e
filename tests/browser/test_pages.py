"""Every page of the admin, in both themes, on a desk and on a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Visitor

BOOKS = "/admin/1000001/"
DESK, PHONE = 1280, 390
THEMES = ("light", "dark")
PATHS = {
    "overview": "",
    "accounts": "accounts/?as_of=2026-02-28",
    "account-add": "accounts/add/",
    "contacts": "contacts/",
    "contact-add": "contacts/add/",
    "records": "records/",
    "records-none": "records/?search=nothing-is-like-this",
    "texts": "texts/",
    "text-add": "texts/add/",
    "lock-date": "lock-date/",
    "journal": "journal/",
    "trial-balance": "trial-balance/?as_of=2026-02-28",
}
FOUND = {
    "account": ("accounts/", "US Dollar Chequing Account"),
    "contact": ("contacts/", "Festival des Saveurs"),
    "invoice": ("records/?type=INVOICE&status=unpaid&end=2025-12-31", "Invoice"),
    "payment": ("records/?type=BILL_PAYMENT", "Bill payment"),
    "adjustment": ("records/?type=ADJUSTMENT", "Adjustment"),
}
"""Pages that a list leads to: the list, and the beginning of the link."""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
CONTRAST = """() => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const rgba = colour => {
        canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = colour => colour.slice(0, 3).map(part => part / 255)
        .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    const behind = element => {
        let layers = [], at = element;
        for (; at; at = at.parentElement) {
            const colour = rgba(getComputedStyle(at).backgroundColor);
            if (colour[3]) layers.push(colour);
            if (colour[3] === 255) break;
        }
        return layers.reverse().reduce((under, over) => over.map((part, index) =>
            index === 3 ? 255 : part * over[3] / 255 + under[index] * (1 - over[3] / 255)), [255, 255, 255, 255]);
    };
    const poor = [];
    for (const element of document.querySelectorAll('.db-page *')) {
        const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
        if (!own || !element.checkVisibility() || element.matches('.material-symbols-outlined')) continue;
        const [front, back] = [light(rgba(getComputedStyle(element).color)), light(behind(element))];
        const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
        if (ratio < 4.5) poor.push(`${element.textContent.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
    }
    return poor;
}"""
"""The texts of a page whose contrast is below what WCAG 2 asks for (AA, 4.5 to 1)."""


def pages(visitor: Visitor) -> dict[str, str]:
    """Return the paths of all pages, those behind lists too."""
    found = {name: BOOKS + path for name, path in PATHS.items()}
    for name, (path, begins) in FOUND.items():
        link = visitor.go(BOOKS + path).get_by_role("link", name=re.compile(f"^{begins}")).last
        found[name] = str(link.get_attribute("href"))
    found["edit"] = f"{found['contact']}edit/"
    found["memo"] = f"{found['invoice']}edit/"
    found |= {f"{kind}-merge": f"{found[kind]}merge/" for kind in ("contact", "account")}
    found |= {"openings": f"{found['account']}openings/"}
    found |= {name: f"{found['invoice']}{name}/" for name in ("write-off", "discount")}
    return found | {"businesses": "/admin/?all=1"}


def misaligned(page: Page) -> int:
    """Return how many columns of figures do not end at one edge."""
    return int(
        page.evaluate("""() => [...document.querySelectorAll('.db-table:not(.db-stacked)')].flatMap(table => {
            const ends = {};
            for (const cell of table.querySelectorAll('tbody td.db-number, tfoot td.db-number'))
                if (cell.checkVisibility()) (ends[cell.cellIndex] ??= new Set()).add(
                    Math.round(cell.getBoundingClientRect().right));
            return Object.values(ends).filter(edges => edges.size > 1);
        }).length""")
    )


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_every_page_is_whole_and_readable(
    visitor: Callable[..., Visitor], pictures: Path, width: int, theme: str
) -> None:
    window = visitor(width, theme)
    window.go("/admin/login/").screenshot(path=pictures / f"login-{theme}-{width}.png")
    window.sign_in()
    for name, path in pages(window).items():
        page = window.go(path)
        page.screenshot(path=pictures / f"{name}-{theme}-{width}.png", full_page=True)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.locator("html").get_attribute("class") == ("dark" if theme == "dark" else "")
        assert page.evaluate(WIDER) <= 0, f"{name} is wider than the window"
        assert page.evaluate(CONTRAST) == [], name
        assert misaligned(page) == 0, name
        assert page.evaluate("document.fonts.check('16px Material Symbols Outlined')"), name


def test_the_documented_figures_of_the_demo_company_are_there(visitor: Callable[..., Visitor]) -> None:
    window = visitor()
    window.sign_in()
    page = window.go(f"{BOOKS}accounts/?as_of=2026-02-28")
    balances = {
        "Chequing Account": "$36,340.09",
        "Savings Account": "$6,021.50",
        "US Dollar Chequing Account": "US$8,769.05",
        "Petty Cash": "$998.17",
        "Accounts Receivable": "$6,057.11",
        "Credit Card Payable": "$2,225.19",
        "Accounts Payable": "$3,478.54",
    }
    for name, balance in balances.items():
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))
        expect(row.locator(".db-figure").first).to_have_text(balance)
    page = window.go(f"{BOOKS}trial-balance/?as_of=2026-02-28")
    debit, credit = page.locator("tfoot td.db-number").all_inner_texts()
    assert debit == credit != "0.00"
    page = window.go(f"{BOOKS}records/?type=INVOICE&status=unpaid&end=2026-02-28")
    assert page.locator("tbody tr").count() == 8


def test_a_phone_reaches_the_menu_the_theme_and_the_way_out(visitor: Callable[..., Visitor], pictures: Path) -> None:
    window = visitor(PHONE)
    page = window.sign_in("editor")
    expect(page.get_by_role("link", name="Journal")).to_be_hidden()
    page.locator("span", has_text=re.compile("^\\s*dock_to_right\\s*$")).locator("visible=true").click()
    page.screenshot(path=pictures / "menu-light-390.png")
    page.get_by_role("link", name="Journal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Journal")
    page.locator("span", has_text=re.compile("^\\s*dock_to_right\\s*$")).locator("visible=true").click()
    page.get_by_text("editor@demo.test").last.click()
    page.get_by_text("Dark", exact=True).click()
    expect(page.locator("html")).to_have_class("dark")
    page.screenshot(path=pictures / "menu-dark-390.png")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Log in again")).to_be_visible()


def test_each_role_sees_its_menu(visitor: Callable[..., Visitor]) -> None:
    for name in ("owner", "admin", "editor", "viewer"):
        page = visitor().sign_in(name)
        if name == "owner":  # has a business beside it, and so chooses
            page.get_by_role("link", name="Maple Street Bakery").click()
        assert page.url.endswith(BOOKS)
        page.get_by_role("link", name="Contacts").click()
        expect(page.get_by_role("link", name="Add a contact")).to_have_count(0 if name == "viewer" else 1)
    page = visitor().sign_in("nobody")
    expect(page.get_by_text("You have no access to any business.")).to_be_visible()


def test_an_editor_keeps_the_books(visitor: Callable[..., Visitor], pictures: Path) -> None:
    window = visitor()
    window.sign_in("editor")
    page = window.go(f"{BOOKS}contacts/")
    page.get_by_role("link", name="Add a contact").click()
    page.get_by_label("Name").fill("Zénith & Fils <b>")
    page.get_by_label("Payment terms").fill("net 30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Zénith & Fils <b> is there.")).to_be_visible()
    page.get_by_role("link", name="Change").click()
    page.get_by_label("Archived").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Archived", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_record_is_removed_and_comes_back(visitor: Callable[..., Visitor], pictures: Path, width: int) -> None:
    window = visitor(width)
    window.sign_in("editor")
    page = window.go(f"{BOOKS}records/?type=TRANSFER")
    page.locator("tbody th a").first.click()
    page.locator("summary", has_text="Remove").click()
    page.screenshot(path=pictures / f"confirm-light-{width}.png")
    expect(page.get_by_role("button", name="Remove this record")).to_be_in_viewport(ratio=1)
    assert page.evaluate(WIDER) <= 0
    page.get_by_role("button", name="Remove this record").click()
    expect(page.get_by_text("The record is removed, and can be restored.")).to_be_visible()
    expect(page.get_by_text("This record is not in the journal.")).to_be_visible()
    page.locator("summary", has_text="Restore").click()
    page.get_by_role("button", name="Restore this record").click()
    expect(page.get_by_text("The record is restored.")).to_be_visible()


def test_the_journal_is_leafed_through(visitor: Callable[..., Visitor]) -> None:
    window = visitor()
    window.sign_in("viewer")
    page = window.go(f"{BOOKS}journal/?end=2025-12-31")
    first = page.locator(".db-entry a").first.inner_text()
    page.get_by_role("link", name="Next page").click()
    assert "end=2025-12-31" in page.url
    assert page.locator(".db-entry a").first.inner_text() != first
    page.get_by_role("link", name="First page").click()
    assert page.locator(".db-entry a").first.inner_text() == first
    page.get_by_label("Account").select_option(label="1020 US Dollar Chequing Account")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".db-entry").first).to_contain_text("US Dollar Chequing Account")


def test_the_keyboard_shows_where_it_is(visitor: Callable[..., Visitor]) -> None:
    window = visitor()
    window.sign_in()
    page = window.go(f"{BOOKS}records/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.db-page *')"):
            break
    shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert shown == "solid"
