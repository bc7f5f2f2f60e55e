"""Signing in, and asking what a token is good for (operations 1 and 2; contract, section 2)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from django.http.multipartparser import MultiPartParserError

from api.common.authentication import basic_credentials
from api.common.calls import NOTHING, Answer, form_tree
from api.common.content import FORM_TYPES, JSON, URLENCODED, XML, preferred, shaped
from api.common.described import Described
from api.dialects.kashoo.views.base import KashooEndpoint
from api.dialects.kashoo.wire.queries import RestrictionQuery
from api.dialects.kashoo.wire.tokens import AuthToken, SignInIn
from bookkeeping.errors import DaybookError, InvalidError
from businesses.errors import UnauthenticatedError
from businesses.selectors.users import restriction_check
from businesses.services.tokens import token_create

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from api.common.calls import Call
    from businesses.services.tokens import SignIn, Token


class AuthTokens(KashooEndpoint):
    """Tokens."""

    public: ClassVar[frozenset[str]] = frozenset({"POST"})
    described: ClassVar[Mapping[str, Described]] = {
        "post": Described(form=SignInIn, answers={200: AuthToken}, text=True),
        "get": Described(query=RestrictionQuery, answers={204: None}, privilege="a valid token"),
    }

    def post(self, call: Call) -> Answer:
        """Sign in.

        Credentials come from a Basic header, else from the body: a form (percent-encoded or not), JSON or XML. The
        answer is the bare token as plain text, unless JSON or XML is asked for by name.
        """
        token = signed_in(call)
        if preferred(call.accept) not in (JSON, XML):
            return Answer(text=token.bare)
        return Answer(AuthToken.of(token), element="authToken")

    def get(self, call: Call) -> Answer:
        """Verify that the token is good for a restriction."""
        restriction_check(call.caller, restriction=call.query(RestrictionQuery).restriction)
        return NOTHING


def signed_in(call: Call) -> Token:
    """Return the token of the first reading of the request that fits; raise ``UnauthenticatedError``."""
    refusal = UnauthenticatedError("Send an e-mail address and a password.")
    for sign_in in _readings(call):
        try:
            return token_create(sign_in, now=call.now)
        except UnauthenticatedError as error:
            refusal = error
    raise refusal


def _readings(call: Call) -> Iterator[SignIn]:
    """Yield what the request may mean, the likeliest first."""
    host = call.http.get_host()
    if basic := basic_credentials(call.http.META.get("HTTP_AUTHORIZATION", "")):
        yield _options(call).to_sign_in(email=basic[0], password=basic[1], host=host)
        return
    for sent in _bodies(call):
        if sent.email and sent.password:
            yield sent.to_sign_in(email=sent.email, password=sent.password, host=host)
        elif sent.provider or sent.auth_code:
            message = "Signing in through a provider is not set up here: send an e-mail address and a password."
            raise UnauthenticatedError(message)


def _options(call: Call) -> SignInIn:
    """Return what the body says beside the credentials in the header; junk says nothing."""
    try:
        return next(_bodies(call))
    except (DaybookError, MultiPartParserError):
        return SignInIn()


def _bodies(call: Call) -> Iterator[SignInIn]:
    """Yield the body; a urlencoded form a second time as if it were not percent-encoded."""
    if call.media_type not in FORM_TYPES:
        yield call.body(SignInIn) if call.http.body.strip() else SignInIn()
        return
    raw = call.http.body if call.media_type == URLENCODED else b""
    yield shaped(form_tree(call.http.POST), SignInIn, strict=False)
    if raw:
        with suppress(InvalidError):  # what only fits when it is decoded was encoded
            yield shaped(_undecoded(raw), SignInIn, strict=False)


def _undecoded(raw: bytes) -> dict[str, str]:
    """Return the fields of a form that was written without percent-encoding (contract, section 2.1)."""
    pairs = (pair.partition("=") for pair in raw.decode(errors="replace").split("&"))
    return {name: value.strip("\r\n") for name, _, value in pairs if value}
