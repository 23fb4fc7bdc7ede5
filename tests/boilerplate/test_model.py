"""The model over the evidence: the weights of the package, buckets of words, thresholds by language."""

import pytest

from newscrawl.boilerplate.model import load_model
from newscrawl.boilerplate.surroundings import COLUMNS


@pytest.mark.parametrize("is_page", [False, True])
def test_the_package_s_trees_look_at_columns_that_there_are(*, is_page: bool) -> None:
    forest = load_model().forests[is_page]
    assert int(forest.columns.max()) < len(COLUMNS)
    assert len(forest.scores([[0.0] * len(COLUMNS)])) == 1
