"""The model over the evidence: the weights of the package, buckets of words, thresholds by language."""

from newscrawl.boilerplate.model import load_model
from newscrawl.boilerplate.surroundings import COLUMNS


def test_the_package_s_trees_look_at_columns_that_there_are() -> None:
    model = load_model()
    assert int(model.forest.columns.max()) < len(COLUMNS)
    assert len(model.forest.scores([[0.0] * len(COLUMNS)])) == 1
