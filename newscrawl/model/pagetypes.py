"""Types of schema.org by which a page says that it is an article; lower case."""

from typing import Final

NEWS_TYPES: Final = frozenset(
    """
    newsarticle article reportagenewsarticle analysisnewsarticle opinionnewsarticle backgroundnewsarticle
    reviewnewsarticle askpublicnewsarticle satiricalarticle advertisercontentarticle blogposting
    liveblogposting report
    """.split()
)
"""Types that speak for a page of news; the weights of ``discover.articles`` were trained with these."""

ARTICLE_TYPES: Final = NEWS_TYPES | frozenset(
    "socialmediaposting scholarlyarticle medicalscholarlyarticle techarticle review".split()
)
"""Types whose nodes of JSON-LD describe the text of a page, whatever its kind."""
