"""The API against its own description: nothing breaks, and every answer is one that the description knows.

INSPECT_TEST_FUZZ=20 .venv/bin/pytest tests/walls/test_api_fuzz.py --timeout 0 looks twenty times longer.
"""

import base64
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from itertools import count
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import NO_FEEDBACK
from schemathesis.generation.overrides import Override

from inspect_app.core.db import db
from tests import make
from tests.cast import secret_of
from tests.conftest import ON_POSTGRES
from tests.walls.fuzz import PEOPLE, SITE, TIMES, Ground, fault_of, key_of, part, real_ids
from tests.walls.ways import Bodies, Way

SHARES = 12
ASKED = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "missing_required_header", "unsupported_method",
    "allow_header_conformance",
)  # fmt: skip
#: what is not asked of an answer here, and why
LEFT_OUT = {
    "positive_data_acceptance": "what the rules of the trade refuse no schema can say",
    "ignored_auth": "tests/walls/test_matrix.py asks it, of every way and every person",
    "object_level_authorization": "as above",
    "use_after_free": "nothing can be deleted",
    "ensure_resource_availability": "what one makes may be out of another's sight",
}


@pytest.fixture(scope="session")
def api(ground: Ground) -> Any:
    """The description, read from the app; each call comes from another address, so that none is slowed down."""
    numbers = count()

    def from_anywhere(environ: dict[str, Any], start: Any) -> Any:
        number = next(numbers)
        environ["REMOTE_ADDR"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        return ground.app.wsgi_app(environ, start)

    load_all_checks()
    return schemathesis.openapi.from_wsgi("/api/openapi.json", from_anywhere)


class Caller:
    """Sends the cases of one call as several people, and keeps what is wrong with the answers."""

    def __init__(self, ground: Ground, operation: Any) -> None:
        self.ground, self.operation, self.opened, self.faults = ground, operation, 0, list[str]()
        rule = operation.path.replace("{", "<").replace("}", ">")
        self.way = Way(rule, operation.method.upper(), "")
        self.key, self.ids = key_of(self.way.kind), real_ids()
        self.checks = CHECKS.get_by_names(list(ASKED))
        self.who = self._let_in()

    def _let_in(self) -> str:
        """Return whoever gets furthest: past the log-in, the permit and the sight of the thing."""
        bodies = Bodies(self.operation.schema.raw_schema, make.received())
        sent = {} if self.way.is_safe else {"json": bodies.api(self.way, **self.ids)}
        for stopped in ((401, 403, 404, 422), (401, 403, 404), (401, 403)):
            for person in (*PEOPLE, "device"):
                asked = {"method": self.way.method, "headers": self.headers(person), **sent}
                reply = self.ground.app.test_client().open(self.way.path(self.key), **asked)
                if reply.status_code not in stopped:
                    return person
        raise AssertionError(f"nobody may {self.operation.label}")

    def headers(self, person: str) -> dict[str, str]:
        """Return how a person, the device or nobody says who they are."""
        if person == "device":
            login = base64.b64encode(f"{SITE}_dust-1:{self.ground.secret}".encode()).decode()
            return {"Authorization": f"Basic {login}"}
        return {"Authorization": f"Bearer {secret_of(person, 'token')}"} if person else {}

    def send(self, case: Any, person: str, number: int) -> None:
        """Send a case; two of three are about things that are there."""
        if number % 3:
            self._make_real(case)
        if self.operation.path.endswith("/stream") and opens(case):
            case.query, self.opened = {"seconds": 1}, self.opened + 1
            if self.opened > 3:
                return  # each of them takes a second
        # The app gets a context of its own for each call, as in the server.
        Context().run(self._judge, case, person)

    def _make_real(self, case: Any) -> None:
        """Name what is there, but leave alone what is wrong on purpose."""
        modes = {where: part.mode for where, part in case.meta.components.items()}
        if "id" in case.path_parameters and modes.get(ParameterLocation.PATH) != GenerationMode.NEGATIVE:
            case.path_parameters["id"] = self.key
        if isinstance(case.body, dict):
            wrong = modes.get(ParameterLocation.BODY) == GenerationMode.NEGATIVE
            for name in ("project_id",) if wrong else self.ids:
                value = case.body.get(name)
                if isinstance(value, str) and 1 <= len(value) <= 36:
                    case.body[name] = self.ids[name]

    def _judge(self, case: Any, person: str) -> None:
        headers = self.headers(person)
        reply = case.call(headers=headers)
        told = f"{self.operation.label} as {person or 'nobody'}"
        try:
            case.validate_response(reply, checks=self.checks, headers=headers)
        except (Failure, FailureGroup) as wrong:
            self.faults.append(f"{told}: {wrong} {getattr(wrong, 'exceptions', '')}")
        if fault := fault_of(reply.status_code, reply.content.decode(errors="replace")):
            self.faults.append(f"{told}: {fault} {case.query!r} {case.body!r}"[:2000])


def opens(case: Any) -> bool:
    """Say whether the case opens a stream."""
    asked = str((case.query or {}).get("seconds", 180))
    return asked.isascii() and asked.isdigit() and 1 <= int(asked) <= 300


def boundaries(operation: Any) -> list[Any]:
    """Return a case for each boundary that the description of a call draws, on both of its sides."""
    nothing = Override(query={}, headers={}, cookies={}, path_parameters={})
    made = CoverageGenerator(
        operation=operation, generation_modes=list(GenerationMode), auth_storage=None, override=nothing,
        generation_config=operation.schema.config.generation, feedback=NO_FEEDBACK,
    )  # fmt: skip
    return list(made)


def at_random(operation: Any, send: Callable[[Any], None]) -> None:
    """Send random cases, the same ones in each run; on PostgreSQL only where more is asked for."""
    for mode in GenerationMode if TIMES > 1 or not ON_POSTGRES else ():

        @settings(
            max_examples=TIMES, derandomize=True, database=None, deadline=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode))
        def run(case: Any) -> None:
            send(case)

        with suppress(Unsatisfiable):  # a call without any parameter has no wrong ones
            run()


def try_out(caller: Caller) -> None:
    """Send a call's boundaries, each fourth as somebody else, and then random cases."""
    others = [each for each in ("admin", "inspector", "contractor_a", "") if each != caller.who]
    cases = part(boundaries(caller.operation), crc32(caller.operation.label.encode()), 4)
    for number, case in enumerate(cases):
        person = others[number // 4 % len(others)] if number % 4 == 3 else caller.who
        caller.send(case, person, number)
    numbers = count(1)
    at_random(caller.operation, lambda case: caller.send(case, caller.who, next(numbers)))


@pytest.mark.parametrize("share", range(SHARES))
def test_every_answer_is_as_described(
    api: Any, ground: Ground, app: Flask, afresh: Callable[[], None], share: int
) -> None:
    faults: list[str] = []
    operations = [result.ok() for result in api.get_all_operations()]
    assert len(operations) > 100
    for operation in operations[share::SHARES]:
        afresh()
        caller = Caller(ground, operation)
        try_out(caller)
        faults += caller.faults
        db.session.rollback()
    assert not faults, "\n".join(faults)[:60_000]


def test_each_check_there_is_is_asked_or_left_out_with_a_reason() -> None:
    load_all_checks()
    assert {*ASKED, *LEFT_OUT} == set(CHECKS.get_all_names())
