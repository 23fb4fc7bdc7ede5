"""The longer a block of a page is, the more must speak against it: more is lost where it is the article's."""

import pytest

from newscrawl.boilerplate.features import gather
from newscrawl.boilerplate.guards import LONGER, USUAL_CHARS
from newscrawl.boilerplate.lexicon import load_lexicon
from newscrawl.boilerplate.runs import find_runs
from newscrawl.model.items import Block, Context, Facts

APPEALS = {
    "de": "Unterstützen Sie unsere Redaktion mit einer Spende, liebe Leserinnen und Leser. ",
    "en": "Please support our newsroom with a donation, and tell your friends about it. ",
    "ru": "Поддержите нашу редакцию пожертвованием и расскажите о нас своим друзьям. ",
}
STORY = "The ferry ran until noon on Tuesday, and then the river froze from bank to bank."
ON_PAGE = Context(selectors=("div", "p"))


def gone(lang: str, times: int, opinion: float, context: Context) -> set[int]:
    """Return what goes of two paragraphs and an appeal, so many times as long, with that opinion on it."""
    facts = Facts(language=lang)
    texts = (STORY, STORY, (APPEALS[lang] * times)[: USUAL_CHARS * times].strip())
    blocks = [Block(text, context=context) for text in texts]
    evidence = gather(blocks, facts, load_lexicon(lang))
    return find_runs(evidence, [-8.0, -8.0, opinion], facts)


@pytest.mark.parametrize("lang", APPEALS)
def test_a_short_block_goes_by_any_opinion(lang: str) -> None:
    assert gone(lang, 1, 0.1, ON_PAGE) == {2}


@pytest.mark.parametrize(("opinion", "goes"), [(LONGER, set()), (3 * LONGER, {2})])
@pytest.mark.parametrize("lang", APPEALS)
def test_a_long_block_needs_more(lang: str, opinion: float, goes: set[int]) -> None:
    """Four times as long: two doublings."""
    assert gone(lang, 4, opinion, ON_PAGE) == goes


@pytest.mark.parametrize("lang", APPEALS)
def test_in_plain_text_all_lengths_need_the_same(lang: str) -> None:
    assert gone(lang, 4, 0.1, Context()) == {2}
