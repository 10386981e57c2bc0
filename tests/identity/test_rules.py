"""What a role reaches, what counts as one address, and that the figures of the log-in fit each other."""

import pytest

from inspect_app.core.permits import ROLES
from inspect_app.identity.rules import (
    LOG_IN_BY_ACCOUNT,
    LOG_IN_BY_ADDRESS,
    LOG_IN_HERE,
    LOG_IN_HERE_DAILY,
    PARTY_KINDS,
    ROLES_AT,
    Reach,
    network_of,
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.8", False),
        ("203.0.113.7", "::ffff:203.0.113.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("", "unix", False),
    ],
)
def test_what_one_customer_can_choose_from_is_one_address(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


@pytest.mark.parametrize("odd", ["x" * 500, "1.2.3", "fe80::1%eth0", "999.1.1.1", "2001:db8::/32"])
def test_an_odd_address_still_counts_as_one_and_fits_its_column(odd: str) -> None:
    assert 0 < len(network_of(odd)) <= 45


def test_one_address_alone_cannot_use_up_what_an_account_has_over_all_addresses() -> None:
    assert LOG_IN_HERE.failures < LOG_IN_HERE_DAILY.failures
    assert LOG_IN_HERE_DAILY.window == LOG_IN_BY_ACCOUNT.window
    assert LOG_IN_HERE_DAILY.failures * 5 <= LOG_IN_BY_ACCOUNT.failures
    assert LOG_IN_BY_ADDRESS.failures >= 10 * LOG_IN_HERE.failures


@pytest.mark.parametrize(
    ("reach", "project_id", "region", "inside"),
    [
        (Reach(), None, None, True),
        (Reach(region="110114"), None, None, True),
        (Reach("p", "110114"), None, None, True),
        (Reach(), None, "110114", False),
        (Reach(), "p", None, False),
        (Reach(region="110114"), None, "1101", True),
        (Reach(region="1101"), None, "110114", False),
        (Reach(region="310101"), None, "1101", False),
        (Reach("p", "110114"), None, "1101", True),
        (Reach("p", "310101"), None, "1101", False),
        (Reach("p", None), None, "1101", False),
        (Reach("p", "110114"), "p", None, True),
        (Reach("q", "110114"), "p", None, False),
        (Reach(region="110114"), "p", None, False),
    ],
)
def test_a_reach_lies_within_what_covers_all_of_it(
    reach: Reach, project_id: str | None, region: str | None, inside: bool
) -> None:
    assert reach.within(project_id, region) is inside


def test_every_kind_of_party_has_roles_and_every_role_a_kind_of_party() -> None:
    assert set(ROLES_AT) == set(PARTY_KINDS)
    assert {role for roles in ROLES_AT.values() for role in roles} == set(ROLES)
