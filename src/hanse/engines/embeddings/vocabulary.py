"""Build the tokenizer file of multilingual-e5-small from the vocabulary in the weight container."""

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from hanse.engines.embeddings.container import Vocabulary

# SentencePiece's nmt_nfkc rules are NFKC but for these: control characters vanish, invisible and replacement characters
# become spaces (all 45 differences among its 4,837 single-character rules).
VANISH = r"[\x{1}-\x{8}\x{b}\x{e}-\x{1f}\x{7f}\x{8f}\x{9f}]"
BECOME_SPACE = r"[\t\n\x{c}\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]"


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Return a tokenizer whose ids are those of the model, special tokens included, not truncated."""
    pieces = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=vocabulary.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(VANISH), ""),
            normalizers.Replace(Regex(BECOME_SPACE), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    begin, end = vocabulary.pieces[vocabulary.begin], vocabulary.pieces[vocabulary.end]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, vocabulary.begin), (end, vocabulary.end)]
    )
    return tokenizer
