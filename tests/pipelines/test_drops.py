"""The reasons why a page gives no article."""

from newscrawl.pipelines import drops
from newscrawl.pipelines.drops import BY_KIND, BY_REASON, NotAnArticle, PageDropped, PageFailed

ALL = [
    each
    for each in vars(drops).values()
    if isinstance(each, type) and issubclass(each, PageDropped)
]


def test_each_drop_has_a_reason_of_its_own() -> None:
    """It is counted by it."""
    reasons = [drop.reason for drop in ALL]
    assert len(ALL) > 25
    assert len(set(reasons)) == len(reasons)


def test_failures_are_told_from_judgements() -> None:
    """A run with failures exits with another code."""
    assert {drop for drop in ALL if drop.failed} == {
        drop for drop in ALL if issubclass(drop, PageFailed)
    }


def test_kinds_and_reasons_lead_to_their_drops() -> None:
    """All kinds of pages that are no article, and all reasons that extraction gives."""
    assert set(BY_KIND.values()) == {drop for drop in ALL if issubclass(drop, NotAnArticle)}
    assert all(drop.reason == name for name, drop in (BY_KIND | BY_REASON).items())
    assert not BY_KIND.keys() & BY_REASON.keys()
