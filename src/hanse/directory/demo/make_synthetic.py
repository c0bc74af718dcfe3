"""Writes synthetic.csv and projects.jsonl from the texts in this folder; the same input gives the same files.

Run it after a change of the texts: `python src/hanse/directory/demo/make_synthetic.py`. No organisation here is real.
"""

from __future__ import annotations

import csv
import itertools
import json
import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SEED = 1241  # the year of the treaty between Lübeck and Hamburg
MARK = "[demo]"
HEADS = [
    "Vel",
    "Os",
    "Lum",
    "Kar",
    "Nor",
    "Tam",
    "Bri",
    "Hal",
    "Mer",
    "Sol",
    "Tor",
    "Ved",
    "Gal",
    "Rin",
    "Ald",
    "Quen",
    "Fal",
    "Dor",
    "Ister",
    "Mal",
    "Ner",
    "Pel",
    "Zan",
    "Ulm",
    "Cor",
]
TAILS = [
    "dara",
    "trika",
    "evia",
    "ondo",
    "aleth",
    "imar",
    "ostra",
    "unia",
    "avel",
    "orin",
    "esta",
    "ivo",
    "andra",
    "elion",
    "aska",
    "urel",
    "imo",
    "enta",
    "oria",
    "ades",
]
KINDS = (
    ("technology_centre", 42), ("sme", 26), ("cluster", 9), ("hub", 8), ("adviser", 8), ("university", 5),
    ("education_provider", 1), ("public_body", 1), ("investor", 1), ("large_firm", 1),
)  # fmt: skip
COLUMNS = (
    "key", "name", "kind", "parent_key", "about", "language", "website", "country", "region", "city", "lon", "lat",
    "size", "staff", "members", "founded", "sectors", "technologies", "ecosystems", "languages", "stages", "trl_from",
    "trl_to", "availability", "labels", "offers", "target_countries", "clusters", "synthetic",
)  # fmt: skip
STAGES = {
    "technology_centre": "consultation;validation;testing-infrastructure",
    "university": "training;validation",
    "hub": "awareness;diagnosis;consultation;training",
    "cluster": "awareness;consultation",
    "adviser": "diagnosis;consultation",
    "education_provider": "training",
    "public_body": "awareness",
}
TALKS = {"technology_centre", "sme", "university"}
# Sizes of machines that differ from house to house: three digits before tonnes, kilowatts or kilograms.
SIZE = re.compile(r"\b(\d{3})(?=[ -]?(?:t\b|tonn|Tonn|ton|tun\b|kW|kg|kilowatt|τόν|тон|т\b))")


def resized(text: str, factor: float) -> str:
    """Return a text with other machine sizes, rounded to tens."""
    return SIZE.sub(lambda match: str(round(int(match[1]) * factor / 10) * 10), text)


def load(name: str) -> dict[str, Any]:
    """Return one of the text files."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


class Maker:
    """Draws everything from one seeded source, in one order."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)
        self.topics = load("topics.toml")
        self.places = load("places.toml")
        self.texts = {path.stem: load(f"texts/{path.name}") for path in sorted((HERE / "texts").glob("*.toml"))}
        stems = [head + tail for head, tail in itertools.product(HEADS, TAILS)]
        self.random.shuffle(stems)
        self.stems = iter(stems)
        self.turns: dict[tuple[str, str], Iterator[str]] = {}

    def topic(self, language: str, kind: str) -> str:
        """Return the next topic of a language: all come up, the weightier ones more often."""
        pool = "sme" if kind == "sme" else "topics"
        if (language, pool) not in self.turns:
            names = sorted(self.texts[language][pool])
            row = [name for name in names for _ in range(self.topics[name]["weight"])]
            self.random.shuffle(row)
            first = [name for name in names if self.topics[name]["weight"] > 2]
            self.turns[language, pool] = itertools.cycle([*first, *row])
        return next(self.turns[language, pool])

    def organisations(self) -> list[dict[str, Any]]:
        """Return the rows of all countries; the first of each country are technology centres."""
        rows: list[dict[str, Any]] = []
        for country, place in self.places.items():
            kinds = self.random.choices([kind for kind, _ in KINDS], [weight for _, weight in KINDS], k=place["count"])
            kinds[: 1 + place["count"] // 8] = ["technology_centre"] * (1 + place["count"] // 8)
            for number, kind in enumerate(kinds):
                rows.append(self.organisation(country, place, kind, number))
        self.tie(rows)
        return rows

    def organisation(self, country: str, place: dict[str, Any], kind: str, number: int) -> dict[str, Any]:
        """Return one made-up organisation."""
        language = self.language(place["language"], kind)
        text = self.texts[language]
        city, region, lon, lat = place["cities"][number % len(place["cities"])]
        main = self.topic(language, kind)
        others = self.random.sample([topic for topic in sorted(text["topics"]) if topic != main], 2)
        topics = [main, *others] if kind not in TALKS else [main, others[0]] if kind == "technology_centre" else [main]
        topics = [topic for topic in topics if topic in text["topics"]]
        stem = next(self.stems)
        name = f"{stem} {self.random.choice(text['names'][kind])}"
        factor = self.random.choice((0.6, 0.75, 0.9, 1.0, 1.2, 1.4))
        staff = self.staff(kind)
        about = self.about(text, kind, name, city, main, topics, staff)
        low = self.random.choice((3, 4, 5))
        row: dict[str, Any] = dict.fromkeys(COLUMNS, "")
        row |= {
            "key": f"demo-{stem.lower()}",
            "name": f"{name} {MARK}",
            "kind": kind,
            "about": resized(about, factor),
            "language": language,
            "website": f"https://{stem.lower()}.example.org",
            "country": country,
            "region": region,
            "city": city,
            "lon": round(lon + self.random.uniform(-0.04, 0.04), 4),
            "lat": round(lat + self.random.uniform(-0.03, 0.03), 4),
            "size": "micro" if staff < 10 else "small" if staff < 50 else "medium" if staff < 250 else "large",
            "staff": staff,
            "members": self.random.randint(25, 180) if kind == "cluster" else "",
            "founded": self.random.randint(1978, 2021),
            "sectors": self.words("sectors", topics),
            "technologies": self.words("technologies", topics),
            "ecosystems": self.words("ecosystems", topics),
            "languages": ";".join(dict.fromkeys([language, place["language"], "en"])),
            "stages": STAGES.get(kind, ""),
            "trl_from": low if kind in {"technology_centre", "university"} else "",
            "trl_to": min(9, low + self.random.choice((3, 4))) if kind in {"technology_centre", "university"} else "",
            "availability": self.random.choice(("open", "open", "open", "waiting_list", "")) if kind != "sme" else "",
            "offers": resized(self.offers(text, kind, topics), factor),
            "synthetic": "yes",
            "_topics": topics,
        }
        if kind == "cluster":
            row["about"] = row["about"].replace("{members}", str(row["members"]))
            row["labels"] = self.random.choice(
                ("", "bronze | ESCA | 2025-03-01 | 2027-03-01", "silver | ESCA | 2024-10-01 | 2026-12-31")
            )
        if kind in {"sme", "cluster"} and self.random.random() < 0.5:
            row["target_countries"] = ";".join(self.random.sample([code for code in self.places if code != country], 2))
        return row

    def language(self, language: str, kind: str) -> str:
        """Return the language of the text: that of the country if it has words for the kind, else English."""
        text = self.texts[language]
        is_complete = kind in text["names"] and kind in text["openings"] and (kind != "sme" or text["sme"])
        return language if is_complete else "en"

    def staff(self, kind: str) -> int:
        """Return a number of people that fits the kind."""
        low, high = {
            "technology_centre": (18, 220), "university": (12, 90), "sme": (6, 140), "large_firm": (400, 2400),
            "cluster": (3, 14), "hub": (4, 22), "adviser": (3, 18),
        }.get(kind, (5, 60))  # fmt: skip
        return self.random.randint(low, high)

    def about(
        self, text: dict[str, Any], kind: str, name: str, city: str, main: str, topics: list[str], staff: int
    ) -> str:
        """Return the profile text: an opening, what it does, and how one begins."""
        nouns = [text["topics"][topic]["noun"] for topic in topics if topic in text["topics"]]
        nouns += [text["topics"][topic]["noun"] for topic in sorted(text["topics"]) if topic not in topics]
        opening = self.random.choice(text["openings"][kind]).format(
            name=name, city=city, a=nouns[0], b=nouns[1], c=nouns[2], staff=staff, members="{members}"
        )
        parts = [opening]
        if kind == "sme":
            parts.append(text["sme"][main])
        elif kind in {"technology_centre", "university"}:
            parts.append(text["topics"][main]["text"])
        for second in topics[1:] if kind == "technology_centre" else ():
            parts.append(re.split(r"(?<=[.;:]) ", text["topics"][second]["text"])[0].rstrip(".:;") + ".")
        if kind == "technology_centre":
            parts.append(self.random.choice(text["closings"]["technology_centre"]))
        return " ".join(parts)

    def words(self, column: str, topics: list[str]) -> str:
        """Return the codes of all topics."""
        return ";".join(dict.fromkeys(code for topic in topics for code in self.topics[topic][column]))

    def offers(self, text: dict[str, Any], kind: str, topics: list[str]) -> str:
        """Return equipment and services; hubs and advisers only advise."""
        if kind in {"sme", "large_firm", "investor", "public_body"}:
            return ""
        parts = []
        for topic in topics:
            words = text["topics"][topic]
            if kind in {"technology_centre", "university"}:
                parts.append(f"equipment: {words['equipment']} | | testing-infrastructure")
            stage = "training" if kind == "education_provider" else "consultation"
            parts.append(f"service: {words['service'] if kind != 'education_provider' else words['noun']} | | {stage}")
        return "; ".join(parts)

    def tie(self, rows: list[dict[str, Any]]) -> None:
        """Make firms members of a cluster of their country, and small centres units of larger ones."""
        for country in self.places:
            here = [row for row in rows if row["country"] == country]
            clusters = [row["key"] for row in here if row["kind"] == "cluster"]
            for row in here:
                if clusters and row["kind"] in {"sme", "technology_centre"} and self.random.random() < 0.6:
                    row["clusters"] = self.random.choice(clusters)
            centres = [row for row in here if row["kind"] == "technology_centre"]
            for unit in centres[5:7]:
                unit["parent_key"] = centres[0]["key"]

    def projects(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return two past projects from each text, each with partners of at least two countries."""
        found = []
        for topic, texts in self.texts["en"]["projects"].items():
            able = [
                row
                for row in rows
                if topic in row["_topics"] and row["kind"] in {"technology_centre", "sme", "university"}
            ]
            near = [
                row for row in rows if set(self.topics[topic]["technologies"]) & set(row["technologies"].split(";"))
            ]
            for number, (title, objective) in enumerate(texts):
                for part in (1, 2):
                    found.append(self.project(topic, number, part, title, objective, able, near))
        return found

    def project(
        self,
        topic: str,
        number: int,
        part: int,
        title: str,
        objective: str,
        able: list[dict[str, Any]],
        near: list[dict[str, Any]],
    ) -> dict[str, Any]:
        """Return one past project; the second of a pair carries the first on in other firms."""
        partners = self.random.sample(able, min(len(able), self.random.randint(2, 4)))
        others = [row for row in near if row not in partners and row["kind"] not in {"investor", "public_body"}]
        partners += self.random.sample(others, min(len(others), self.random.randint(1, 2)))
        if len({row["country"] for row in partners}) < 2 and others:
            partners.append(next((row for row in others if row["country"] != partners[0]["country"]), others[0]))
        year = self.random.randint(2015, 2021)
        follow_up = (
            " A follow-up project carried the results to further firms and measured them again." if part == 2 else ""
        )
        countries = sorted({row["country"] for row in partners})
        return {
            "key": f"demo-{topic}-{number + 1}-{part}",
            "acronym": f"{topic.upper()[:6]}-{number * 2 + part} {MARK}",
            "title": title if part == 1 else f"{title}: follow-up",
            "objective": objective + follow_up,
            "programme": "Synthetic programme",
            "starts_on": f"{year}-{self.random.choice(('01', '05', '09'))}-01",
            "ends_on": f"{year + 3}-{self.random.choice(('04', '08', '12'))}-30",
            "total_cost_eur": self.random.randrange(400, 4_000) * 1000,
            "countries": countries,
            "partners": list(dict.fromkeys(row["key"] for row in partners)),
        }


def main() -> None:
    """Write both files beside this one."""
    maker = Maker()
    rows = maker.organisations()
    projects = maker.projects(rows)
    with (HERE / "synthetic.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    lines = (json.dumps(project, ensure_ascii=False) for project in projects)
    (HERE / "projects.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
