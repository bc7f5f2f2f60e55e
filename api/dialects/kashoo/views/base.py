"""The endpoint of this dialect."""

from __future__ import annotations

from api.common.endpoint import Endpoint
from api.dialects.kashoo.errors import KASHOO


class KashooEndpoint(Endpoint):
    """An endpoint that speaks Kashoo's words."""

    dialect = KASHOO
