"""Which language a text is in, among the official languages of the European Union and two neighbours'."""

from dataclasses import dataclass
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier


@dataclass(frozen=True)
class Language:
    """A language by its ISO 639 codes. `stemmer` is the name PyStemmer knows it by, None if it has none."""

    code: str
    alpha3: str
    english: str
    own: str
    stemmer: str | None
    is_official_eu: bool


# ISO 639-1, ISO 639-2/T, English and own name, Snowball stemmer, official in the EU (Regulation No 1/1958)
LANGUAGES: tuple[Language, ...] = (
    Language("bg", "bul", "Bulgarian", "български", None, True),
    Language("cs", "ces", "Czech", "čeština", "czech", True),
    Language("da", "dan", "Danish", "dansk", "danish", True),
    Language("de", "deu", "German", "Deutsch", "german", True),
    Language("el", "ell", "Greek", "ελληνικά", "greek", True),
    Language("en", "eng", "English", "English", "english", True),
    Language("es", "spa", "Spanish", "español", "spanish", True),
    Language("et", "est", "Estonian", "eesti", "estonian", True),
    Language("fi", "fin", "Finnish", "suomi", "finnish", True),
    Language("fr", "fra", "French", "français", "french", True),
    Language("ga", "gle", "Irish", "Gaeilge", "irish", True),
    Language("hr", "hrv", "Croatian", "hrvatski", None, True),
    Language("hu", "hun", "Hungarian", "magyar", "hungarian", True),
    Language("it", "ita", "Italian", "italiano", "italian", True),
    Language("lt", "lit", "Lithuanian", "lietuvių", "lithuanian", True),
    Language("lv", "lav", "Latvian", "latviešu", None, True),
    Language("mt", "mlt", "Maltese", "Malti", None, True),
    Language("nl", "nld", "Dutch", "Nederlands", "dutch", True),
    Language("no", "nor", "Norwegian", "norsk", "norwegian", False),
    Language("pl", "pol", "Polish", "polski", "polish", True),
    Language("pt", "por", "Portuguese", "português", "portuguese", True),
    Language("ro", "ron", "Romanian", "română", "romanian", True),
    Language("sk", "slk", "Slovak", "slovenčina", None, True),
    Language("sl", "slv", "Slovenian", "slovenščina", None, True),
    Language("sv", "swe", "Swedish", "svenska", "swedish", True),
    Language("uk", "ukr", "Ukrainian", "українська", None, False),
)
BY_CODE: dict[str, Language] = {language.code: language for language in LANGUAGES}

# Told apart so that such texts are not taken for a language above: Nynorsk counts as Norwegian, Russian as none.
_NYNORSK, _RUSSIAN = "nn", "ru"
# On 20,487 sector titles and texts in 23 languages: at >= 0.7, 99.9 % right; from 0.6, 86 %; below, 62 %.
RELIABLE_FROM = 0.7
_READ_CHARACTERS = 4000  # more changes nothing and costs time
_OWN_SCRIPTS = (("A", "ɏ"), ("Ͱ", "Ͽ"), ("Ѐ", "ӿ"), ("Ḁ", "ỿ"), ("ἀ", "῿"))  # Latin, Greek, Cyrillic with extensions


@dataclass(frozen=True)
class Detection:
    """`language`: a code of `LANGUAGES`, None if it is none of them or there is no word; `confidence`: 0 to 1."""

    language: str | None
    confidence: float
    is_reliable: bool


NOTHING = Detection(None, 0.0, False)


def detect(text: str, *, hint: str | None = None) -> Detection:
    """Say in which language a text is; short texts and mixtures come out as not reliable.

    Args:
        text: any text; the first 4,000 characters count.
        hint: code of the language to assume where the text does not tell, e.g. that of the page; others are ignored.
    Returns:
        the likeliest language, or the hint where that one is not reliable.
    References:
        Lui and Baldwin, langid.py, ACL 2012 (py3langid); figures in docs/benchmarks/crosslingual.md.
    """
    letters = [character for character in text[:_READ_CHARACTERS] if character.isalpha()]
    if not letters:
        return _assumed(hint, NOTHING)
    if 2 * sum(any(low <= letter <= high for low, high in _OWN_SCRIPTS) for letter in letters) < len(letters):
        return NOTHING
    shares: dict[str, float] = {}
    for code, share in _identifier().rank(text[:_READ_CHARACTERS]):
        shares["no" if code == _NYNORSK else code] = shares.get("no" if code == _NYNORSK else code, 0.0) + float(share)
    code = max(shares, key=lambda each: (shares[each], each))
    if shares[code] >= RELIABLE_FROM:
        return NOTHING if code == _RUSSIAN else Detection(code, min(shares[code], 1.0), True)
    likeliest = NOTHING if code == _RUSSIAN else Detection(code, shares[code], False)
    return _assumed(hint, likeliest, shares)


def _assumed(hint: str | None, otherwise: Detection, shares: dict[str, float] | None = None) -> Detection:
    if hint not in BY_CODE:
        return otherwise
    return Detection(hint, (shares or {}).get(hint, 0.0), False)


@cache
def _identifier() -> LanguageIdentifier:
    # Loaded on first use (0.4 s): most processes never ask.
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*BY_CODE, _NYNORSK, _RUSSIAN])
    return identifier
