import pytest

from hanse.engines.similarity.text import MAX_CHARS, STEMMERS, stop_words, terms, words

EU = [*STEMMERS.keys() - {"no", "tr"}, "bg", "lv", "mt", "sk", "sl"]


def stems(text: str, language: str = "en") -> list[str]:
    return [word.stem for word in words(text, language)]


def test_words_are_stemmed_and_stop_words_left_out() -> None:
    assert stems("We need to reduce the energy use of our aluminium die casting") == [
        "reduc",
        "energi",
        "use",
        "aluminium",
        "die",
        "cast",
    ]


def test_surface_is_the_word_as_written_in_small_letters() -> None:
    assert [word.surface for word in words("Die-Casting, CO2!")] == ["die", "casting", "co2"]


def test_german_inflection_meets_in_one_stem() -> None:
    assert stems("Gießereien", "de") == stems("Gießerei", "de")


@pytest.mark.parametrize(("language", "one", "other"), [("mt", "enerġija", "enerġiji"), ("bg", "енергията", "енергия")])
def test_language_without_a_stemmer_is_cut_to_six_letters(language: str, one: str, other: str) -> None:
    assert stems(one, language) == stems(other, language) == [one[:6]]


@pytest.mark.parametrize("language", sorted(EU))
def test_every_eu_language_has_stop_words_that_leave_nothing(language: str) -> None:
    assert stop_words(language)
    assert words(" ".join(sorted(stop_words(language))), language) == []


def test_language_code_may_be_written_in_capitals() -> None:
    assert stems("castings", "EN") == ["cast"]


def test_unknown_language_has_no_stop_words() -> None:
    assert stems("the casting", "xx") == ["the", "castin"]


@pytest.mark.parametrize("text", ["", "   \n\t", "🙂🚀", "the and of", "123 4567", "a b c", "!!! --- ___", "\x00\x01"])
def test_text_without_a_searchable_word_gives_none(text: str) -> None:
    assert words(text) == []


def test_other_alphabets_are_words_too() -> None:
    assert [word.surface for word in words("レーザー溶接 тест ไทย", "en")] == ["レーザー溶接", "тест", "ไทย"]


def test_lone_surrogate_and_markup_do_no_harm() -> None:
    assert stems("\ud800 <script>alert('x')</script> Robert'); DROP TABLE organisations;--") == [
        "script",
        "alert",
        "script",
        "robert",
        "drop",
        "tabl",
        "organis",
    ]


def test_text_behind_fifty_thousand_characters_is_not_read() -> None:
    assert len(words("casting " * 20_000)) == MAX_CHARS // len("casting ")


def test_endless_word_is_cut() -> None:
    assert [word.surface for word in words("x" * 50_000)] == ["x" * 40]


def test_terms_are_words_and_neighbouring_pairs() -> None:
    assert terms(["a", "b", "c"]) == ["a", "b", "c", "a b", "b c"]
    assert terms([]) == []


def test_stemmers_all_exist() -> None:
    assert [stems("test", language) != [] for language in STEMMERS] == [True] * len(STEMMERS)
