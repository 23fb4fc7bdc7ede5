"""Settings of this folder: those of newscrawl, and what is built upon it."""

from newscrawl.settings import *  # noqa: F403
from newscrawl.settings import EXTENSIONS as _EXTENSIONS
from newscrawl.settings import ITEM_PIPELINES as _ITEM_PIPELINES

SPIDER_MODULES = ["newscrawl.spiders", "own_spider"]
EXTRACT_HOOKS = ["own_hooks.add_reading_time"]
ITEM_PIPELINES = {
    **_ITEM_PIPELINES,
    # between ValidatePipeline (300) and WritePipeline (900): the record
    "own_pipeline.LeaveOutBriefs": 350,
    "own_pipeline.NoteDesk": 360,
}
EXTENSIONS = {**_EXTENSIONS, "own_events.Diary": 920}
