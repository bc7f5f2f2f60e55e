"""Certificates for tests, made by the `openssl` command when there is one."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from config.listening import Certificate

if TYPE_CHECKING:
    from pathlib import Path


def openssl(*arguments: str) -> None:
    """Run openssl; skip the test where there is none."""
    command = shutil.which("openssl")
    if command is None:
        pytest.skip("openssl is not installed: no certificate can be made")
    subprocess.run([command, *arguments], check=True, capture_output=True)


def self_signed(folder: Path, name: str = "daybook") -> Certificate:
    """Make a certificate of its own for 127.0.0.1 and localhost."""
    chain, key = folder / f"{name}.crt", folder / f"{name}.key"
    openssl(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"),
        *("-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        *("-keyout", str(key), "-out", str(chain)),
    )
    return Certificate(chain, key)
