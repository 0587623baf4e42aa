"""Texts in many languages: what Django, Sphinx and REST framework are translated to, and chat full of emoji."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

CJK = ("zh_Hans", "zh_Hant", "ja", "ko")
CYRILLIC = ("ru", "uk", "bg")
SCRIPTS = ("ar", "el", "he", "hi", "th")
ACCENTED = ("de", "fr", "es", "pl", "tr", "vi")
PLAIN = ("it", "nl", "id")
"""Languages that ASCII nearly suffices for: their words pass for English ones, so they show how far off that is."""
LANGUAGES = (*CJK, *CYRILLIC, *SCRIPTS, *ACCENTED, *PLAIN)

STORIES = (
    # Dutch, Indonesian, Swahili, Italian, German: one story, as catalogues hold names and half English messages.
    "De gemeente heeft gisteren besloten dat de oude brug over het kanaal voorlopig gesloten blijft voor zwaar "
    "verkeer. Volgens de wethouder zijn er bij een inspectie scheuren gevonden in de betonnen pijlers, die eerst "
    "hersteld moeten worden. Bewoners klagen al maanden over de lange omweg en de drukte in de smalle straten.",
    "Pemerintah kota kemarin memutuskan bahwa jembatan lama di atas kanal akan tetap ditutup untuk kendaraan berat. "
    "Menurut kepala dinas, ditemukan retakan pada tiang beton yang harus diperbaiki terlebih dahulu. Warga sudah "
    "berbulan-bulan mengeluh tentang jalan memutar yang panjang dan kemacetan di jalan sempit pusat kota.",
    "Serikali ya mji iliamua jana kwamba daraja la zamani juu ya mfereji litaendelea kufungwa kwa magari mazito. "
    "Kulingana na mkuu wa idara, nyufa zilipatikana kwenye nguzo za saruji ambazo lazima zirekebishwe kwanza. Wakazi "
    "wamekuwa wakilalamika kwa miezi mingi kuhusu safari ndefu na msongamano katika barabara nyembamba.",
    "Il comune ha deciso ieri che il vecchio ponte sul canale rimane chiuso ai mezzi pesanti. Secondo l'assessore, "
    "durante un controllo sono state trovate delle crepe nei pilastri di cemento, che devono prima essere riparate. I "
    "residenti si lamentano da mesi della lunga deviazione e del traffico nelle strade strette del centro.",
    "Die Stadt hat gestern beschlossen, dass die alte Brücke über den Kanal vorerst für den Schwerverkehr gesperrt "
    "bleibt. Laut dem Dezernenten wurden bei einer Kontrolle Risse in den Betonpfeilern gefunden, die zuerst behoben "
    "werden müssen. Anwohner beklagen seit Monaten den langen Umweg und den Verkehr in den engen Gassen der Altstadt.",
)

_SPELLINGS = {"zh_Hans": ("zh_Hans", "zh_CN"), "zh_Hant": ("zh_Hant", "zh_TW")}
_MESSAGE = re.compile(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', re.MULTILINE)
_CHAT = ["great", "job", "team", "shipped", "today", "thanks", "see", "you", "soon", "what", "a", "day", "love", "it"]


def translations(language: str, packages: Path) -> list[tuple[str, str]]:
    """The texts of a language by the folder that holds them, as two sources: folders differ, and most are small."""
    texts: dict[str, list[str]] = {"even": [], "odd": []}
    for spelling in _SPELLINGS.get(language, (language,)):
        for i, path in enumerate(sorted(packages.rglob(f"locale/{spelling}/LC_MESSAGES/*.po"))):
            texts["odd" if i % 2 else "even"].extend(_messages(path.read_text(encoding="utf-8")))
    return [(side, "\n".join(dict.fromkeys(messages))) for side, messages in texts.items() if messages]


def _messages(catalogue: str) -> Iterator[str]:
    for quoted in _MESSAGE.findall(catalogue):
        text = "".join(re.findall(r'"(.*)"', quoted)).replace("\\n", "\n").replace('\\"', '"')
        if text.strip() and "Project-Id" not in text:
            yield text


def emoji_chat() -> Iterator[tuple[str, str]]:
    """Lines of a few words and up to five emoji, of all there are."""
    import emoji

    source, names = random.Random(5), list(emoji.EMOJI_DATA)
    for side in ("even", "odd"):
        yield side, "\n".join(_line(source, names) for _ in range(600))


def _line(source: random.Random, names: list[str]) -> str:
    words = source.choices(_CHAT, k=source.randint(0, 4))
    return " ".join([*words, "".join(source.choices(names, k=source.randint(1, 5)))])
