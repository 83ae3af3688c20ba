"""Trains a tokenizer of each kind, for `npm run bench -- tokenizers --folders`.

Usage: python reference/tokenizer_kinds.py OUT <sentences.txt

Each line is a sentence. OUT gets a folder a kind: word pieces as BERT has them, byte-level byte pairs as RoBERTa and ModernBERT,
byte pairs with Metaspace as Llama, whose texts are not split into words, and Unigram with Metaspace as XLM-R, ALBERT and DeBERTa-v3.
"""

import pathlib
import sys

# tokenizers.py beside this file is another module.
here = str(pathlib.Path(__file__).parent.resolve())
sys.path[:] = [place for place in sys.path if str(pathlib.Path(place or ".").resolve()) != here]

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers  # noqa: E402
from transformers import PreTrainedTokenizerFast  # noqa: E402

special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
size = 30_000


def word_pieces():
    tokenizer = Tokenizer(models.WordPiece(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer, trainers.WordPieceTrainer(vocab_size=size, special_tokens=special)


def byte_level():
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    return tokenizer, trainers.BpeTrainer(vocab_size=size, special_tokens=special, initial_alphabet=alphabet)


def byte_pairs():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer, trainers.BpeTrainer(vocab_size=size, special_tokens=special)


def unigram():
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer, trainers.UnigramTrainer(vocab_size=size, special_tokens=special, unk_token="<unk>")


kinds = {"word-pieces": word_pieces, "byte-level-pairs": byte_level, "metaspace-pairs": byte_pairs, "metaspace-unigram": unigram}


def main(out):
    sentences = [line.rstrip("\n") for line in sys.stdin]
    for name, kind in kinds.items():
        tokenizer, trainer = kind()
        tokenizer.train_from_iterator(sentences, trainer)
        if name == "metaspace-pairs":
            tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(split=False)
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>", pair="<s> $A </s> $B:1 </s>:1", special_tokens=[("<s>", 0), ("</s>", 2)]
        )
        fast = PreTrainedTokenizerFast(
            tokenizer_object=tokenizer,
            bos_token="<s>", eos_token="</s>", cls_token="<s>", sep_token="</s>", pad_token="<pad>", unk_token="<unk>", mask_token="<mask>",
        )
        fast.save_pretrained(pathlib.Path(out) / name)


if __name__ == "__main__":
    main(*sys.argv[1:])
