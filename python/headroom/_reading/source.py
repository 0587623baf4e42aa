"""Random values of the kinds that results of tools are made of, the same for the same seed."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from typing import Any, TypeVar

__all__ = ["CITIES", "NAMES", "NOUNS", "SURNAMES", "WORDS", "Source"]

_Item = TypeVar("_Item")


def _listed(words: str) -> list[str]:
    return words.split()


NAMES = _listed(
    """
    Ada Bob Cleo Dan Eve Finn Gus Hana Ivo June Kim Lars Mona Nils Olga Pia Quinn Rosa Sven Tara Uma Vera Walt
    Xenia Yara Zoe Amir Bela Chen Dara Elif Faye
    """
)
SURNAMES = _listed(
    """
    Moss Ward Hale Voss Lund Park Reyes Stone Frost Wolfe Nash Beck Diaz Cole Penn Rhodes Vega Marsh Quade
    Novak Bauer Okafor Tanaka Silva Rossi Kaur Lopez Meyer Iyer Sato
    """
)
CITIES = _listed(
    """
    Oslo Rome Paris Lima Quito Cairo Turin Basel Ghent Porto Delhi Osaka Perth Lyon Bonn Kyiv Riga Graz Malmo
    York
    """
)
NOUNS = _listed(
    """
    lamp desk chair shelf stool bench couch rug vase clock mirror basket kettle bottle tent rope torch spoon
    plate bowl
    """
)
WORDS = _listed(
    """
    timeout retry cache login export import upload index session token crash header payment invoice queue
    worker thumbnail search filter redirect webhook schema parser buffer socket memory render layout upgrade
    migration
    """
)
_VERBS = _listed("fails hangs leaks loops stalls drops rejects ignores duplicates truncates")


class Source(random.Random):
    """A source of random values."""

    def person(self) -> str:
        """Name a person."""
        return f"{self.choice(NAMES)} {self.choice(SURNAMES)}"

    def login(self) -> str:
        """Name an account."""
        separator = self.choice(["", "-", "_"])
        return f"{self.choice(NAMES).lower()}{separator}{self.choice(SURNAMES).lower()}{self.randint(1, 99)}"

    def title(self) -> str:
        """Say what is wrong, in four words."""
        when = self.choice(["after", "during", "before", "on"])
        return f"{self.choice(WORDS)} {self.choice(_VERBS)} {when} {self.choice(WORDS)}"

    def date(self) -> str:
        """Give a day of one year."""
        return (datetime.date(2026, 1, 1) + datetime.timedelta(days=self.randint(0, 330))).isoformat()

    def money(self, most: int) -> float:
        """Give an amount from two on."""
        return round(self.uniform(2, most), 2)

    def zip_code(self) -> str:
        """Give five digits, which no number keeps."""
        return f"{self.randint(0, 99999):05}"

    def address(self) -> dict[str, Any]:
        """Give a place to live."""
        street = self.choice(["Street", "Road", "Lane", "Avenue"])
        return {
            "street": f"{self.randint(1, 199)} {self.choice(SURNAMES)} {street}",
            "city": self.choice(CITIES),
            "zip": self.zip_code(),
        }

    def perhaps(self, absent: float, null: float, empty: float, field: str, value: Any) -> dict[str, Any]:
        """Give an object with the field, or without it; its value is null or empty with these probabilities."""
        drawn = self.random()
        if drawn < absent:
            return {}
        return {field: None if drawn < absent + null else "" if drawn < absent + null + empty else value}

    def some(self, items: Sequence[_Item], least: int, most: int) -> list[_Item]:
        """Draw several of the items, none twice."""
        return self.sample(items, self.randint(least, most))
