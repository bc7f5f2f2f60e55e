"""The `daybook` command as a process that ends by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.e2e.server import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def daybook(
    data: Path, *arguments: str, url: str | None = None, role: str = "daybook_app"
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"DAYBOOK_DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment |= {"DATABASE_URL": url, "DAYBOOK_DATABASE_ROLE": role} if url else {}
    return subprocess.run(
        [sys.executable, "-m", "config.cli", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
