"""Profile texts are cut where a reader would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanse.engines.embeddings import sentences


def texts(text: str, **limits: int) -> list[str]:
    return [each.text for each in sentences(text, **limits)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("🙂 ... !!", []),
        ("We test lasers. We train welders!", ["We test lasers.", "We train welders!"]),
        (
            "Wir prüfen z. B. Laser (ca. 3 kW). Am 3. Mai öffnen wir.",
            ["Wir prüfen z. B. Laser (ca. 3 kW).", "Am 3. Mai öffnen wir."],
        ),
        ("First line of text\nSecond line of text", ["First line of text", "Second line of text"]),
        ("Services:\n• laser cutting\n• 3D printing", ["Services:", "laser cutting", "3D printing"]),
        ("Τι προσφέρετε σήμερα; Προσφέρουμε δοκιμές.", ["Τι προσφέρετε σήμερα;", "Προσφέρουμε δοκιμές."]),
        (
            "我们提供激光焊接和切割服务。我们培训焊接工人和工程师。",
            ["我们提供激光焊接和切割服务。", "我们培训焊接工人和工程师。"],
        ),
        ("He said “it works well.” Then we left it.", ["He said “it works well.”", "Then we left it."]),
        ("Visit www.example.org or version 2.0 of it.", ["Visit www.example.org or version 2.0 of it."]),
        ("Yes. We offer tests of batteries.", ["Yes. We offer tests of batteries."]),
    ],
)
def test_text_is_cut_at_ends_of_sentences_lines_and_bullets(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_long_sentence_is_cut_between_words() -> None:
    assert texts("alpha beta gamma delta epsilon", max_chars=20) == ["alpha beta gamma", "delta epsilon"]


def test_a_word_longer_than_the_limit_is_cut_anywhere() -> None:
    assert texts("x" * 50, max_chars=20) == ["x" * 20, "x" * 20, "x" * 10]


def test_neighbours_are_joined_before_the_rest_is_left_out() -> None:
    text = " ".join(f"Sentence number {i} here." for i in "ABCDEF")
    assert texts(text, max_sentences=3, max_chars=50) == [
        "Sentence number A here. Sentence number B here.",
        "Sentence number C here. Sentence number D here.",
        "Sentence number E here. Sentence number F here.",
    ]
    assert len(texts(text, max_sentences=2, max_chars=50)) == 2


def test_limits_that_make_no_sense_are_refused() -> None:
    for limits in ({"max_sentences": 0}, {"max_chars": 5}):
        with pytest.raises(ValueError, match="must be at least"):
            sentences("text", **limits)


@given(st.text(max_size=400), st.integers(1, 5), st.integers(20, 60))
def test_sentences_are_parts_of_the_text_in_order_within_the_limits(text: str, count: int, chars: int) -> None:
    found = sentences(text, max_sentences=count, max_chars=chars)
    assert len(found) <= count
    ends = [0, *(each.end for each in found)]
    for each, before in zip(found, ends, strict=False):
        assert (each.text, each.text.strip()) == (text[each.start : each.end], each.text)
        assert 0 < len(each.text) <= chars
        assert each.start >= before


@given(st.lists(st.sampled_from(["One sentence stands here.", "Hier steht ein Satz!", "Tu stoi zdanie?"]), max_size=8))
def test_no_letter_is_lost_while_the_limits_are_not_reached(parts: list[str]) -> None:
    assert texts(" ".join(parts), max_sentences=20) == parts


def test_five_megabytes_give_the_sentences_of_their_beginning() -> None:
    text = "A sentence about lasers. " * 200_000
    assert sentences(text) == sentences(text[:100_000])
