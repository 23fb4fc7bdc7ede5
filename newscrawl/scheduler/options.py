"""How source documents are looked at again, from the settings."""

from scrapy.settings import BaseSettings

from newscrawl.discover.revisit import Pace
from newscrawl.errors import ConfigError
from newscrawl.state.documents import Documents
from newscrawl.state.looks import Looks
from newscrawl.state.store import Store


def read_looks(settings: BaseSettings, store: Store) -> Looks:
    """Give the looks at the documents that *store* knows.

    Raises:
        ConfigError: If a setting is out of its range.
    """
    verify_every, body_max_bytes = (
        settings.getint("REVISIT_VERIFY_EVERY"),
        settings.getint("REVISIT_BODY_MAX_BYTES"),
    )
    if verify_every < 1 or body_max_bytes < 0:
        raise ConfigError("REVISIT_VERIFY_EVERY must be above 0, REVISIT_BODY_MAX_BYTES 0 or above")
    return Looks(Documents(store), read_pace(settings), verify_every, body_max_bytes)


def read_pace(settings: BaseSettings) -> Pace:
    """Give the bounds of the interval between looks.

    Raises:
        ConfigError: If one is out of its range.
    """
    pace = Pace(
        settings.getfloat("REVISIT_FIRST_S"),
        settings.getfloat("REVISIT_MIN_S"),
        settings.getfloat("REVISIT_MAX_S"),
        settings.getfloat("REVISIT_LIST_MAX_S"),
        settings.getfloat("REVISIT_MISSING_S"),
    )
    if not 0 <= pace.min_s <= min(pace.max_s, pace.list_max_s):
        raise ConfigError(
            f"REVISIT_MIN_S: expected 0 to REVISIT_MAX_S ({pace.max_s:g}) and REVISIT_LIST_MAX_S "
            f"({pace.list_max_s:g}), got {pace.min_s:g}"
        )
    return pace
