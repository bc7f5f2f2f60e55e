"""The container files say what is true: of the sources, the settings, the user, the health check, the command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from config.cli import _parser
from config.listening import claimed
from tests.architecture.tree import ROOT
from tests.e2e.server import serving
from tests.packaging.containers import Instruction, compose, instructions, sent_to_the_builder

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = {"DAYBOOK_SECRET_KEY": "key", "POSTGRES_OWNER_PASSWORD": "owner", "POSTGRES_APP_PASSWORD": "app"}
OURS = ("migrate", "daybook")


def named(name: str, *, stage: int | None = None) -> list[Instruction]:
    """Return the instructions of a name."""
    return [each for each in instructions() if each.name == name and stage in {None, each.stage}]


def test_what_the_image_copies_is_there_and_reaches_the_builder() -> None:
    sources = [source for each in named("COPY") if "--from=" not in each.rest for source in each.rest.split()[:-1]]
    assert sources == ["requirements/build.txt", "requirements/runtime.txt", "."]
    sent = sent_to_the_builder()
    assert [name for name in [*sent, *sources] if not (ROOT / name).exists()] == []
    assert set(sources) - {"."} <= set(sent)


def test_the_builder_gets_all_that_the_wheel_is_made_of() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    rooms = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    needed = {room for room in rooms if (ROOT / room).is_dir()} | {"pyproject.toml", "README.md", "LICENSE"}
    assert needed <= set(sent_to_the_builder())


def test_what_is_installed_is_pinned_by_hash_and_compiled() -> None:
    commands = [command.strip() for each in named("RUN", stage=0) for command in each.rest.split("&&")]
    installs = [command for command in commands if "pip install" in command]
    assert len(installs) == 3
    assert [c for c in installs if "--require-hashes" not in c and "--no-deps --no-index" not in c] == []
    assert any("compileall" in command for command in commands)
    assert [each for each in instructions() if "PYTHONDONTWRITEBYTECODE" in each.rest] == []


def test_the_image_serves_as_somebody_without_rights() -> None:
    assert {each.stage for each in instructions()} == {-1, 0, 1}
    (user,) = named("USER", stage=1)
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user.rest)
    (volume,) = named("VOLUME", stage=1)
    assert f"DAYBOOK_DATA_DIR={volume.rest}" in " ".join(each.rest for each in named("ENV", stage=1))
    owner, group = user.rest.split(":")
    assert any(f"--owner={owner} --group={group} --mode=0700 {volume.rest}" in each.rest for each in named("RUN"))
    names = [each.name for each in instructions() if each.stage == 1]
    assert names.index("USER") > max(index for index, name in enumerate(names) if name in {"RUN", "COPY"})


def test_the_command_of_the_image_is_one_that_daybook_knows() -> None:
    assert [json.loads(each.rest) for each in named("ENTRYPOINT")] == [["daybook"]]
    ((command),) = [json.loads(each.rest) for each in named("CMD")]
    options = _parser().parse_args(command)
    assert (options.host, options.port, options.demo) == ("0.0.0.0", 8000, False)  # noqa: S104 - said, not bound
    assert [each.rest for each in named("EXPOSE")] == ["8000"]


def checked(port: int) -> int:
    """Run the health check of the image against a port of this machine, and return its status."""
    (check,) = named("HEALTHCHECK")
    command = json.loads(check.rest.partition("CMD ")[2])
    assert command[0] == "python"
    asked = [sys.executable, *(part.replace("8000", str(port)) for part in command[1:])]
    return subprocess.run(asked, capture_output=True, timeout=30, check=False).returncode


def test_the_health_check_tells_a_server_that_is_ready_from_none(tmp_path: Path) -> None:
    with serving(tmp_path, None, "--no-demo") as running:
        assert checked(int(running.address.rpartition(":")[2])) == 0
    with claimed("127.0.0.1", 0) as nobody:
        assert checked(nobody.port) == 1


def test_the_composition_names_only_settings_that_the_readme_knows() -> None:
    known = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    services = compose(**SECRETS)["services"]
    assert {name for service in OURS for name in services[service]["environment"]} <= known
    used = set(re.findall(r"\$\{(DAYBOOK_\w+)", (ROOT / "compose.yaml").read_text()))
    assert used <= known


@pytest.mark.parametrize("missing", sorted(SECRETS))
def test_the_composition_does_not_start_without_its_secrets(missing: str) -> None:
    with pytest.raises(KeyError, match=r"in \.env"):
        compose(**{name: value for name, value in SECRETS.items() if name != missing})


def test_no_secret_is_written_down() -> None:
    text = (ROOT / "compose.yaml").read_text()
    told = re.findall(r"(?m)^\s+\w*(?:PASSWORD|SECRET\w*):\s*(.*)$", text)
    assert len(told) == 5
    assert [value for value in told if not value.startswith("${")] == []


def test_the_commands_of_the_composition_are_ones_that_daybook_knows() -> None:
    services = compose(**SECRETS)["services"]
    assert _parser().parse_args(services["migrate"]["command"]).run.__name__ == "_migrate"
    options = _parser().parse_args(services["daybook"]["command"])
    assert (options.migrate, options.demo, options.workers) == (False, False, 2)


def test_the_owner_migrates_directly_and_the_server_owns_nothing() -> None:
    services = compose(**SECRETS)["services"]
    migrate, serve = (services[name]["environment"] for name in OURS)
    assert migrate["DATABASE_URL"] == "postgres://daybook:owner@database:5432/daybook"
    assert serve["DATABASE_URL"] == "postgres://daybook_app:app@pgbouncer:6432/daybook"
    assert migrate["DAYBOOK_DATABASE_ROLE"] == "daybook_app"
    assert "DAYBOOK_DATABASE_ROLE" not in serve


def test_the_composition_refers_only_to_what_it_declares() -> None:
    document = compose(**SECRETS)
    services = document["services"]
    for service in services.values():
        for mounted in service.get("configs", []):
            assert mounted["source"] in document["configs"]
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in document["volumes"]
        for other, state in service.get("depends_on", {}).items():
            checks = state["condition"] == "service_completed_successfully" or "healthcheck" in services[other]
            assert checks, other
    assert [name for name, service in services.items() if "ports" in service] == ["daybook"]
