"""How far the profile of a site is believed, as runs and workers tell each other."""

from typing import NamedTuple

EXPIRED = -1
"""Audits in a row of a profile that its site no longer fits, until the next one is learned."""


class Standing(NamedTuple):
    """What pages that were read in full say of a profile.

    Attributes:
        learned: When the profile was learned (Unix time): what was found of another one says
            nothing of it.
        exact: Audits in a row that it has passed, up to as many as trust needs; or ``EXPIRED``.
        is_doubted: A page is not what the profile foretold.
        is_surprised: A page has what no page had that the profile is learned of.
    """

    learned: float
    exact: int = 0
    is_doubted: bool = False
    is_surprised: bool = False
