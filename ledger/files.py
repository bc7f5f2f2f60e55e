"""Files that clients send: what they may be called, and what they say that they are. Nothing looks inside them.

A name is shown in lists and used to save a file, so it must not lead out of a folder, hide its ending behind letters
that run the other way, or mean a device to some system. What a file says that it is decides nothing here: whoever
sends it out again has to keep browsers from running it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bookkeeping.errors import InvalidError

MAX_NAME = 200
UNKNOWN_TYPE = "application/octet-stream"
_TOKEN = r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}"  # noqa: S105 - what HTTP calls a token
_MEDIA_TYPE = re.compile(rf"{_TOKEN}/{_TOKEN}")
_ENCODING = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,39}")
_FOLDERS = re.compile(r"[/\\]")
_UNUSABLE = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(?i)(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])")
_HIDDEN = frozenset({"Cc", "Cf", "Cs"})
_JOINERS = "\u200c\u200d"
"""Letters without a shape that some languages are written with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDraft:
    """A file as a client sends it. ``content_type`` may have parameters; ``character_encoding`` is that of a text."""

    name: str
    content: bytes
    content_type: str = ""
    character_encoding: str = ""


def safe_name(name: str) -> str:
    """Return the name of a file as it can be shown and saved anywhere.

    Folders, and letters that are not seen or turn the others round, are left out; what some file system cannot take
    becomes an underscore.

    Raises:
        InvalidError: nothing is left, or more than 200 characters are.
    """
    last = _FOLDERS.split(unicodedata.normalize("NFC", name))[-1]
    spaced = re.sub(r"\s+", " ", last)
    seen = "".join(letter for letter in spaced if unicodedata.category(letter) not in _HIDDEN or letter in _JOINERS)
    text = _UNUSABLE.sub("_", seen).strip(f" .{_JOINERS}")
    if not text:
        message = "A file needs a name."
        raise InvalidError(message, field="name")
    if _DEVICE.fullmatch(text.partition(".")[0].strip()):
        text = f"_{text}"
    if len(text) > MAX_NAME:
        message = f"The name of a file has at most {MAX_NAME} characters."
        raise InvalidError(message, field="name")
    return text


def media_type(text: str) -> tuple[str, str | None]:
    """Return what a file says that it is, without parameters and in lower case, and the encoding that it names.

    Raises:
        InvalidError: it does not look like a media type. Saying nothing is fine.
    """
    kind, *parameters = (part.strip() for part in text.split(";"))
    if not kind:
        return UNKNOWN_TYPE, None
    if not _MEDIA_TYPE.fullmatch(kind.lower()):
        message = "A media type looks like image/png."
        raise InvalidError(message, field="content_type")
    named = (part.partition("=") for part in parameters)
    charsets = [value.strip(' "') for key, _, value in named if key.strip().lower() == "charset"]
    return kind.lower(), encoding_name(charsets[0]) if charsets else None


def encoding_name(text: str) -> str | None:
    """Return the name of a character encoding, None for none; raise ``InvalidError`` when it cannot be a name."""
    if not text.strip():
        return None
    if not _ENCODING.fullmatch(text.strip()):
        message = "A character encoding looks like UTF-8."
        raise InvalidError(message, field="character_encoding")
    return text.strip()
