"""Language detection: one everyday sentence of each language, and what is no sentence at all."""

import pytest
import Stemmer

from hanse.engines.languages import BY_CODE, LANGUAGES, detect

SENTENCES = {
    "bg": "Търсим център, който да ни помогне да намалим разхода на енергия при леенето на алуминий.",
    "cs": "Hledáme středisko, které nám pomůže snížit spotřebu energie při tlakovém lití hliníku.",
    "da": "Vi søger et center, der kan hjælpe os med at nedsætte energiforbruget ved støbning af aluminium.",
    "de": "Wir suchen ein Zentrum, das uns hilft, den Energieverbrauch beim Druckguss von Aluminium zu senken.",
    "el": "Αναζητούμε ένα κέντρο που θα μας βοηθήσει να μειώσουμε την κατανάλωση ενέργειας στο χυτήριο.",
    "en": "We are looking for a centre that helps us to reduce the energy use of our aluminium foundry.",
    "es": "Buscamos un centro que nos ayude a reducir el consumo de energía en la fundición de aluminio.",
    "et": "Otsime keskust, mis aitaks meil vähendada energiakulu alumiiniumi survevalul.",
    "fi": "Etsimme keskusta, joka auttaa meitä vähentämään alumiinin painevalun energiankulutusta.",
    "fr": "Nous cherchons un centre qui nous aide à réduire la consommation d'énergie de notre fonderie.",
    "ga": "Táimid ag lorg ionad a chabhróidh linn úsáid fuinnimh na teilgcheárta alúmanaim a laghdú.",
    "hr": "Tražimo centar koji će nam pomoći smanjiti potrošnju energije pri lijevanju aluminija.",
    "hu": "Olyan központot keresünk, amely segít csökkenteni az alumíniumöntés energiafogyasztását.",
    "it": "Cerchiamo un centro che ci aiuti a ridurre il consumo di energia della nostra fonderia di alluminio.",
    "lt": "Ieškome centro, kuris padėtų mums sumažinti energijos sąnaudas liejant aliuminį.",
    "lv": "Mēs meklējam centru, kas palīdzētu mums samazināt enerģijas patēriņu alumīnija liešanā.",
    "mt": "Qed infittxu ċentru li jgħinna nnaqqsu l-użu tal-enerġija fil-funderija tal-aluminju tagħna.",
    "nl": "Wij zoeken een centrum dat ons helpt het energieverbruik van onze aluminiumgieterij te verlagen.",
    "no": "Vi ser etter et senter som kan hjelpe oss med å redusere energibruken i støperiet vårt.",
    "pl": "Szukamy ośrodka, który pomoże nam zmniejszyć zużycie energii w naszej odlewni aluminium.",
    "pt": "Procuramos um centro que nos ajude a reduzir o consumo de energia da nossa fundição de alumínio.",
    "ro": "Căutăm un centru care să ne ajute să reducem consumul de energie la turnarea aluminiului.",
    "sk": "Hľadáme stredisko, ktoré nám pomôže znížiť spotrebu energie pri odlievaní hliníka.",
    "sl": "Iščemo središče, ki nam bo pomagalo zmanjšati porabo energije pri litju aluminija.",
    "sv": "Vi söker ett centrum som kan hjälpa oss att minska energianvändningen i vårt aluminiumgjuteri.",
    "uk": "Ми шукаємо центр, який допоможе нам зменшити споживання енергії під час лиття алюмінію.",
}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_is_recognised_reliably_in_every_language(code: str) -> None:
    found = detect(SENTENCES[code])
    assert (found.language, found.is_reliable) == (code, True)


def test_capitals_do_not_hide_the_language() -> None:
    assert detect(SENTENCES["pl"].upper()).language == "pl"


def test_the_table_covers_the_24_official_languages_of_the_union_and_two_more() -> None:
    official = {language.code for language in LANGUAGES if language.is_official_eu}
    assert (len(official), set(BY_CODE) - official) == (24, {"no", "uk"})
    assert set(SENTENCES) == set(BY_CODE)


def test_every_stemmer_of_the_table_exists_and_languages_without_one_are_known() -> None:
    assert {each.stemmer for each in LANGUAGES if each.stemmer} <= set(Stemmer.algorithms())
    assert [each.code for each in LANGUAGES if not each.stemmer] == ["bg", "hr", "lv", "mt", "sk", "sl", "uk"]


@pytest.mark.parametrize("text", ["", "   \n", "🙂🙂🙂", "123 456 %", "人工智能和机器学习", "نحتاج إلى ليزر"])
def test_text_without_words_of_these_languages_has_no_language(text: str) -> None:
    found = detect(text)
    assert (found.language, found.confidence, found.is_reliable) == (None, 0.0, False)


def test_russian_is_not_taken_for_bulgarian() -> None:
    assert detect("Мы ищем центр, который поможет нам снизить расход энергии при литье алюминия.").language is None


def test_a_single_international_word_is_not_reliable_and_follows_the_hint() -> None:
    assert detect("laser").is_reliable is False
    assert detect("laser", hint="fi").language == "fi"
    assert detect("", hint="mt").language == "mt"


def test_a_hint_does_not_overrule_a_clear_sentence_and_an_unknown_hint_is_ignored() -> None:
    assert detect(SENTENCES["de"], hint="fr").language == "de"
    assert detect("🙂", hint="tlh").language is None


def test_a_mixture_of_languages_is_not_reliable() -> None:
    assert detect("Wir suchen Laser. We need a laser. Szukamy lasera.").is_reliable is False


def test_fifty_thousand_characters_give_the_answer_of_their_beginning() -> None:
    text = SENTENCES["cs"] * 600
    assert len(text) > 50_000
    assert detect(text) == detect(text[:4000])


def test_broken_unicode_does_not_raise() -> None:
    assert detect("abc \ud800 \x00 def").is_reliable is False
