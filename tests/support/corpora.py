"""Small corpora of our own sentences: sites with banners, bios and background in the texts."""

import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.support.newssite import TOWNS, WHO

BANNER = "Of {sum} readers in {place} who saw this page by {day}, few know that the paper is set by hand at night."
BIO = (
    "{who} grew up by the river and has kept bees since the last flood took the family's boat away."
)
BACKGROUND = "The {thing} of Brackwell was closed in 1987, after a winter that nobody who was there has forgotten."
NOTE = "A line of this report was changed on Tuesday: the roof is made of slate, and was never made of tin."
NOUNS = (
    "ferry bridge library market school tramway theatre harbour orchard mill brewery quarry lighthouse station "
    "garden kiln chapel canal forge stable museum depot bakery warehouse"
).split()
VERBS = (
    "reopened closed moved burned flooded leaned waited shrank grew rusted settled cracked".split()
)
ADVERBS = (
    "slowly twice quietly again early late badly halfway alone together overnight suddenly".split()
)
ENDS = (
    "before anyone noticed|when the snow melted|because of a rusty hinge|without a single witness|after the vote|"
    "as the choir sang|under a leaking roof|next to the old wall|for want of a key|while the band played"
).split("|")


def sentence(dice: random.Random) -> str:
    """Make a sentence that hardly comes twice."""
    one, other, third = dice.sample(NOUNS, 3)
    verb, again = dice.sample(VERBS, 2)
    town, n = dice.choice(TOWNS), dice.randint(2, 90)
    return (
        f"The {one} of {town} {verb} {dice.choice(ADVERBS)} {dice.choice(ENDS)}, and the {other} {again} "
        f"{dice.choice(ADVERBS)} beside the {third}, {n} steps away."
    )


def paragraph(dice: random.Random) -> str:
    """Make a paragraph."""
    return " ".join(sentence(dice) for _ in range(2))


def texts_of(
    host: str, count: int, seed: int = 1
) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Give *count* records of *host*, each with the blocks in it that have a name: banner, bio, background, note."""
    dice = random.Random(seed)
    for number in range(count):
        who, place = WHO[number % 8], WHO[number % 7].split()[1]
        named = {
            "banner": BANNER.format(sum=137 * number + 12, place=place, day=f"{number + 1} May")
        }
        blocks = [paragraph(dice) for _ in range(6)]
        if number % 4 == 0:
            named["background"] = BACKGROUND.format(thing=dice.choice(NOUNS))
            blocks.insert(3, named["background"])
        if number == 3:
            named["note"] = NOTE
            blocks.append(NOTE)
        if number % 8 < 2:
            named["bio"] = BIO.format(who=who)
            blocks.append(named["bio"])
        blocks.insert(0 if number % 2 else len(blocks), named["banner"])
        url = f"https://{host}/{number}"
        yield {"url": url, "text": "\n".join(blocks), "authors": [who], "language": "en"}, named


def write_lines(path: Path, records: Iterable[dict[str, Any]]) -> Path:
    """Write *records* as JSON lines."""
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text("".join(lines), encoding="utf-8")
    return path
