"""Write the names of months that dates are read by: ``newscrawl/extract/metadata/months.json``.

python -m benchmarks.month_names

Source: Unicode CLDR as Babel has it, which is installed with trafilatura. Read at run time it would
    cost half a second at the start of every worker.
"""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel import Locale

TARGET = Path(__file__).parents[1] / "newscrawl" / "extract" / "metadata" / "months.json"
LOCALES = (
    "en de fr es it pt nl da nb nn sv fi is pl cs sk hu ro bg ru uk be sr sr_Latn bs bs_Cyrl sl mk sq el tr "
    "az az_Cyrl ka hy kk uz uz_Cyrl ky tg tk mn et lv lt ar ar_MA ar_DZ ar_TN ar_IQ ar_SY ar_SA fa fa_AF ps "
    "ur ckb ku he hi bn mr gu pa pa_Arab ta te kn ml ne as or th lo km my vi id ms fil ceb sw am so ha ig yo "
    "zu xh af ca eu gl ga cy br mt lb fy fo rm eo jv su tt ug sd hr"
).split()
"""The first that has a name counts: "listopada" is November in Polish, October in Croatian. Sinhala and
Tigrinya are left out: their names there are those of months of other calendars."""
MIN_CHARS = 2


def names_of(locale: str) -> Iterator[tuple[int, str]]:
    """Yield (month, name) in all forms that *locale* has."""
    for forms in Locale.parse(locale).months.values():
        for width in ("wide", "abbreviated"):
            yield from forms.get(width, {}).items()


def fold(name: str) -> str:
    """Return the form of a name that is looked up: as ``newscrawl.extract.metadata.months`` folds words."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("\u200c", "").split())


def main() -> None:
    """Write the file."""
    known: dict[str, int] = {}
    for locale in LOCALES:
        for month, name in names_of(locale):
            bare = fold(name).strip(" .'’׳॰")
            if len(bare) >= MIN_CHARS and not any(map(str.isdigit, bare)):
                known.setdefault(bare, month)
    months: dict[int, list[str]] = defaultdict(list)
    for name, month in sorted(known.items()):
        months[month].append(name)
    lines = [json.dumps(months[month], ensure_ascii=False) for month in range(1, 13)]
    TARGET.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
