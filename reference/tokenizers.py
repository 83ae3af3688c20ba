"""Makes random folders of tokenizers, and the ids that Python's transformers and tokenizers give texts with them.

Usage: python reference/tokenizers.py COUNT SEED [KINDS] >folders.jsonl

A line is a folder: its files, and for each text the ids and segments; or why Python does not read it. The test
packages/models/test/tokenizer/folders.test.ts compares ours with packages/models/test/fixtures/folders.jsonl, or with the file
that ADVTRAIN_TOKENIZERS names. The fixture was made with Python 3.11, transformers 5.24 and tokenizers 0.23: COUNT 60, SEED 1,
and then COUNT 25, SEED 2, KINDS xlm-roberta,camembert,mpnet,deberta-v2,modernbert, and COUNT 6,
SEED 3, KINDS deberta-v2-spm.
"""

import base64
import json
import logging
import os
import pathlib
import random
import sys
import tempfile
import warnings

here = str(pathlib.Path(__file__).parent.resolve())
sys.path[:] = [place for place in sys.path if str(pathlib.Path(place or ".").resolve()) != here]
os.environ["TRANSFORMERS_VERBOSITY"] = "critical"
os.environ["HF_HUB_OFFLINE"] = "1"
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

from transformers import AutoTokenizer  # noqa: E402
from transformers.convert_slow_tokenizer import import_protobuf  # noqa: E402

special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
letters = "abcdefghinorstuvABCÉéàñß中文字ひら가0123५²½_-.,!?'\"$«»…—“”،।"
pieces = ["the", "film", "is", "not", "bad", "Not", "ing", "un", "est", "café", "cafe", "naïve", "10", "a1", "don", "'t"]
others = [" ", "  ", "\t", "\n", "\u00a0", "\u3000", "\u0085", "\ufeff", "\u200b", "\u200d", "🙂", "İ", "Σ", "ΟΔΟΣ", "ﬁ", "①", "Ⅷ", "e\u0301", "\u0903", "\r\n", "𠀀", "𝒳", "``", "''", "▁", "Ġ", "##", "٣", "x"]
words = pieces + ["filmlist", "UPPER", "Film!", "(not)", "it's", "a_b", "e.g.", "日本語", "한국", "ひらがな"]


# A table of replacements by SentencePiece, of ﬁ, U+00A0, U+3000, ①, e with an accent, CR LF, U+200B and 🙂.
charsmap = """
AAQAAAAwAAANJAAACgUAAAEAAIDMAAIAgQ0AAAsAAICgEQAAgCgCAIsNAAAAAACAoBkAAIAIAgADAACAgDUAAKx4AgCBBQAACAAAgJ9gAgCZFAIAggUAAAUA
AIAXAAAAFgAAABkAAACRyAIAGwAAABoAAAAdAAAAHAAAAB8AAAAeAAAAIQAAACAAAAAjAAAAIgAAACUAAAAkAAAAJwAAACYAAAApAAAAKAAAACsAAAAqAAAA
LQAAACwAAAAvAAAALgAAADEAAAAwAAAAMwAAADIAAAA1AAAANAAAADcAAAA2AAAAOQAAADgAAAA7AAAAOgAAAD0AAAA8AAAAPwAAAD4AAABBAAAAQAAAAEMA
AABCAAAARQAAAEQAAABHAAAARgAAAEkAAABIAAAASwAAAEoAAABNAAAATAAAAE8AAABOAAAAUQAAAFAAAABTAAAAUgAAAFUAAABUAAAAVwAAAFYAAABZAAAA
WAAAAFsAAABaAAAAXQAAAFwAAABfAAAAXgAAAGEAAABgAAAAYwAAAGIAAABlAAAAZAAAAGcAAABmAAAAaQAAAGWEAgBrAAAAagAAAG0AAABsAAAAbwAAAG4A
AABxAAAAcAAAAHMAAAByAAAAdQAAAHQAAAB3AAAAdgAAAHkAAAB4AAAAewAAAHoAAAB9AAAAfAAAAH8AAAB+AAAAgQAAAIAAAACDAAAAggAAAIUAAACEAAAA
hwAAAIYAAACJAAAAiAAAAIsAAACKAAAAjQAAAIwAAACPAAAAjgAAAJEAAACQAAAAkwAAAJIAAACVAAAAlAAAAJcAAACWAAAAmQAAAJgAAACbAAAAmgAAAJ0A
AACcAAAAnwAAAJ4AAAChAAAAoAAAAKMAAACiAAAApQAAAKQAAACnAAAApgAAAKkAAACoAAAAqwAAAKoAAACtAAAArAAAAK8AAACuAAAAsQAAALAAAACzAAAA
sgAAALUAAAC0AAAAtwAAALYAAAC5AAAAuAAAALsAAAC6AAAAvQAAALwAAAC/AAAAvgAAAMEAAADAAAAAwwAAAMIAAADFAAAAxAAAAMcAAADGAAAAyQAAAMgA
AADLAAAAygAAAM0AAADMAAAAwqQBAM4AAADRAAAA0AAAANMAAADSAAAA1QAAANQAAADXAAAA1gAAANkAAADYAAAA2wAAANoAAADdAAAA3AAAAN8AAADeAAAA
4QAAAOAAAADjAAAA7wABAOUAAADkAAAA5wAAAOYAAADpAAAA6AAAAOsAAADqAAAA7QAAAOwAAADimAEA44wBAPEAAADwAAAA8wAAAPIAAAD1AAAA9AAAAPcA
AAD2AAAA+QAAAPgAAAD7AAAA+gAAAPDEAQD8AAAA/wAAAP4AAAAAIAAxADopAGZpAMOpAA==
"""


def added(draw, content):
    flag = lambda: draw.random() < 0.2
    special = draw.random() < 0.5
    return dict(content=content, single_word=flag(), lstrip=flag(), rstrip=flag(), normalized=draw.random() < 0.5, special=special)


def plain(content):
    return dict(content=content, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)


def some(draw, values, share):
    return [value for value in values if draw.random() < share]


def tokens(draw, first, prefix=""):
    """A vocabulary with the special tokens at its beginning."""
    found = dict.fromkeys(first)
    for letter in some(draw, letters, 0.85):
        found[letter] = found[prefix + letter] = None
    for piece in some(draw, pieces, 0.8):
        found[piece] = found[prefix + piece] = None
    return {token: index for index, token in enumerate(found)}


def word_piece(draw):
    prefix = draw.choice(["##"] * 8 + ["@"])
    model = dict(type="WordPiece", unk_token="[UNK]", continuing_subword_prefix=prefix, max_input_chars_per_word=draw.choice([100] * 6 + [5]))
    return {**model, "vocab": tokens(draw, special, prefix)}


def word_level(draw):
    return dict(type="WordLevel", unk_token="[UNK]", vocab=tokens(draw, special))


def pairs(draw, vocab, alphabet, prefix=""):
    """Merges of what the vocabulary has, whose results it gets."""
    merges = []
    known = list(alphabet)
    for _ in range(30):
        left, right = draw.choice(known), draw.choice(known)
        if left in vocab and prefix + right in vocab:
            vocab.setdefault(left + right, len(vocab))
            merges.append((left, prefix + right))
            known += [left + right] * 2
    return merges


def byte_letters():
    own = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    return [chr(byte) for byte in own] + [chr(0x100 + index) for index in range(256 - len(own))]


def byte_pairs(draw):
    vocab = {token: index for index, token in enumerate(["<s>", "<pad>", "</s>", "<unk>", "<mask>"] + byte_letters())}
    merges = pairs(draw, vocab, ["t", "h", "e", "Ġ", "i", "s", "n", "o", "Ã", "©"])
    return dict(type="BPE", dropout=None, unk_token=None, continuing_subword_prefix="", end_of_word_suffix="", fuse_unk=False, vocab=vocab, merges=[list(each) for each in merges])


def bpe(draw):
    vocab = tokens(draw, special)
    if draw.random() < 0.3:
        for byte in range(256):
            vocab.setdefault(f"<0x{byte:02X}>", len(vocab))
    suffix = draw.choice([None, None, "</w>"])
    if suffix:
        for letter in letters:
            vocab.setdefault(letter + suffix, len(vocab))
    merges = pairs(draw, vocab, "thefilmsnot")
    merges = [" ".join(each) for each in merges] if draw.random() < 0.5 else [list(each) for each in merges]
    return dict(type="BPE", dropout=None, unk_token=draw.choice([None, "[UNK]", "[UNK]"]), continuing_subword_prefix=None, end_of_word_suffix=suffix, fuse_unk=draw.random() < 0.5, byte_fallback=draw.random() < 0.4, ignore_merges=draw.random() < 0.3, vocab=vocab, merges=merges)


def unigram(draw, first=special):
    vocab = [[token, 0.0] for token in first]
    for token in dict.fromkeys(["▁", *("▁" + piece for piece in pieces), *pieces, *letters]):
        if draw.random() < 0.85:
            vocab.append([token, round(-draw.uniform(1, 12), draw.choice([1, 6, 15]))])
    return dict(type="Unigram", unk_id=1, vocab=vocab, byte_fallback=False)


def normalizer(draw, depth=0):
    kind = draw.choice(["none", "bert", "bert", "NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Strip", "Prepend", "Replace", "Regex", "Precompiled", "Sequence", "Sequence"])
    if kind == "none" or (kind == "Sequence" and depth > 1):
        return None
    if kind == "bert":
        return bert_normalizer(draw)
    if kind == "Strip":
        return dict(type="Strip", strip_left=draw.random() < 0.7, strip_right=draw.random() < 0.7)
    if kind == "Precompiled":
        return dict(type="Precompiled", precompiled_charsmap=charsmap.replace("\n", ""))
    if kind == "Prepend":
        return dict(type="Prepend", prepend="▁")
    if kind == "Replace":
        return dict(type="Replace", pattern=dict(String=draw.choice([" ", "``", "e", ".", "$"])), content=draw.choice(["▁", "", "x", "$&"]))
    if kind == "Regex":
        return dict(type="Replace", pattern=dict(Regex=draw.choice([" {2,}", r"\s+", r"[^a-z\s]", r"\p{N}", "a|e", "."])), content=draw.choice([" ", "", "$1"]))
    if kind == "Sequence":
        return dict(type="Sequence", normalizers=[each for each in (normalizer(draw, depth + 1) for _ in range(draw.randint(0, 3))) if each])
    return dict(type=kind)


def bert_normalizer(draw):
    return dict(type="BertNormalizer", clean_text=draw.random() < 0.8, handle_chinese_chars=draw.random() < 0.7, strip_accents=draw.choice([None, None, True, False]), lowercase=draw.random() < 0.6)


def pre_tokenizer(draw, depth=0):
    kind = draw.choice(["none", "BertPreTokenizer", "Whitespace", "Whitespace", "WhitespaceSplit", "Punctuation", "Punctuation", "Digits", "Metaspace", "ByteLevel", "Split", "Split", "CharDelimiterSplit", "FixedLength", "UnicodeScripts", "Sequence", "Sequence"])
    behavior = draw.choice(["Removed", "Isolated", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"])
    if kind == "none" or (kind == "Sequence" and depth > 1):
        return None
    if kind == "Punctuation":
        return dict(type=kind, behavior=behavior)
    if kind == "Digits":
        return dict(type=kind, individual_digits=draw.random() < 0.5)
    if kind == "Metaspace":
        return dict(type=kind, replacement="▁", prepend_scheme=draw.choice(["always", "always", "never", "first"]), split=draw.random() < 0.7)
    if kind == "ByteLevel":
        return dict(type=kind, add_prefix_space=draw.random() < 0.5, trim_offsets=True, use_regex=draw.random() < 0.7)
    if kind == "Split":
        pattern = draw.choice([dict(String=" "), dict(String="e"), dict(String="."), dict(Regex=r"\s+"), dict(Regex=r"\p{L}+|\p{N}"), dict(Regex=r"[^\s]+"), dict(Regex=" ?[a-z]+"), dict(Regex=r"\w+")])
        return dict(type=kind, pattern=pattern, behavior=behavior, invert=draw.random() < 0.4)
    if kind == "CharDelimiterSplit":
        return dict(type=kind, delimiter=draw.choice([" ", ".", "▁"]))
    if kind == "FixedLength":
        return dict(type=kind, length=draw.randint(1, 6))
    if kind == "Sequence":
        return dict(type=kind, pretokenizers=[each for each in (pre_tokenizer(draw, depth + 1) for _ in range(draw.randint(0, 3))) if each])
    return dict(type=kind)


def post_processor(draw, cls, sep):
    kind = draw.choice(["none", "BertProcessing", "RobertaProcessing", "TemplateProcessing", "TemplateProcessing", "ByteLevel", "Sequence"])
    if kind == "none":
        return None
    if kind == "ByteLevel":
        return dict(type=kind, add_prefix_space=True, trim_offsets=False, use_regex=True)
    if kind == "Sequence":
        inner = [post_processor(draw, cls, sep), dict(type="ByteLevel", add_prefix_space=True, trim_offsets=True, use_regex=True)]
        return dict(type=kind, processors=[each for each in inner if each])
    if kind == "TemplateProcessing":
        piece = lambda token, segment: dict(SpecialToken=dict(id=token, type_id=segment))
        text = lambda which, segment: dict(Sequence=dict(id=which, type_id=segment))
        before = some(draw, [piece(cls[0], 0)], 0.8)
        single = [*before, text("A", 0), *some(draw, [piece(sep[0], 0)], 0.8)]
        double = [*before, text("A", draw.choice([0, 0, 1])), piece(sep[0], 0), text("B", draw.choice([1, 1, 0])), *some(draw, [piece(sep[0], 1)], 0.8)]
        return dict(type=kind, single=single, pair=double, special_tokens={token: dict(id=token, ids=[index], tokens=[token]) for token, index in (cls, sep)})
    extra = dict(trim_offsets=True, add_prefix_space=False) if kind == "RobertaProcessing" else {}
    return dict(type=kind, sep=list(sep), cls=list(cls), **extra)


def numbered(vocab, token):
    return {"id": vocab[token["content"]], **token}


def layout(draw, kind):
    """A tokenizer.json, its vocabulary, and the settings of tokenizer_config.json."""
    settings = dict(model_max_length=draw.choice([512, 512, 9, int(1e30)]))
    if kind == "bert":
        model = word_piece(draw) if draw.random() < 0.3 else {**word_piece(draw), "max_input_chars_per_word": 100, "continuing_subword_prefix": "##"}
        splitter = dict(type="BertPreTokenizer")
        cleaner = bert_normalizer(draw)
        cleaner["clean_text"] = draw.random() < 0.9
        around = dict(type="TemplateProcessing", single=[dict(SpecialToken=dict(id="[CLS]", type_id=0)), dict(Sequence=dict(id="A", type_id=0)), dict(SpecialToken=dict(id="[SEP]", type_id=0))], pair=[dict(SpecialToken=dict(id="[CLS]", type_id=0)), dict(Sequence=dict(id="A", type_id=0)), dict(SpecialToken=dict(id="[SEP]", type_id=0)), dict(Sequence=dict(id="B", type_id=1)), dict(SpecialToken=dict(id="[SEP]", type_id=1))], special_tokens={token: dict(id=token, ids=[special.index(token)], tokens=[token]) for token in ("[CLS]", "[SEP]")})
        for name, value in dict(do_lower_case=draw.random() < 0.5, strip_accents=draw.choice([None, True, False]), tokenize_chinese_chars=draw.random() < 0.6).items():
            if draw.random() < 0.6:
                settings[name] = value
        known = special
        names = dict(unk_token="[UNK]", sep_token="[SEP]", pad_token="[PAD]", cls_token="[CLS]", mask_token="[MASK]")
        classes = ["BertTokenizer", "BertTokenizer", "BertTokenizerFast", "DistilBertTokenizer", None]
        decoder = dict(type="WordPiece", prefix="##", cleanup=True)
    elif kind == "roberta":
        model = byte_pairs(draw)
        spaced = draw.random() < 0.3
        splitter = dict(type="ByteLevel", add_prefix_space=spaced, trim_offsets=True, use_regex=True)
        cleaner = None
        around = dict(type="RobertaProcessing", sep=["</s>", 2], cls=["<s>", 0], trim_offsets=True, add_prefix_space=spaced)
        if draw.random() < 0.5:
            settings["add_prefix_space"] = draw.random() < 0.5
        known = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
        names = dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>", sep_token="</s>", pad_token="<pad>", cls_token="<s>", mask_token="<mask>")
        classes = ["RobertaTokenizer", "RobertaTokenizer", "RobertaTokenizerFast", None]
        decoder = dict(type="ByteLevel", add_prefix_space=True, trim_offsets=True, use_regex=True)
    elif kind == "albert":
        known = ["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]
        model = unigram(draw, known)
        splitter = dict(type="Sequence", pretokenizers=[dict(type="WhitespaceSplit"), dict(type="Metaspace", replacement="▁", prepend_scheme="always", split=True)])
        steps = [dict(type="Replace", pattern=dict(String="``"), content='"'), dict(type="Replace", pattern=dict(String="''"), content='"'), dict(type="NFKD"), dict(type="StripAccents"), dict(type="Lowercase"), dict(type="Replace", pattern=dict(Regex=" {2,}"), content=" ")]
        cleaner = dict(type="Sequence", normalizers=steps if draw.random() < 0.8 else some(draw, steps, 0.8))
        around = post_processor(random.Random(3), ("[CLS]", 2), ("[SEP]", 3)) if draw.random() < 0.1 else dict(type="BertProcessing", sep=["[SEP]", 3], cls=["[CLS]", 2])
        names = dict(bos_token="[CLS]", eos_token="[SEP]", unk_token="<unk>", sep_token="[SEP]", pad_token="<pad>", cls_token="[CLS]", mask_token="[MASK]")
        classes = ["AlbertTokenizer", "AlbertTokenizerFast", None]
        decoder = dict(type="Metaspace", replacement="▁", prepend_scheme="always", split=True)
    elif kind in ("xlm-roberta", "camembert"):
        if kind == "xlm-roberta":
            known = ["<s>", "<pad>", "</s>", "<unk>"]
            model = {**unigram(draw, known), "unk_id": draw.choice([3] * 9 + [1])}
        else:
            known = ["<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED", "<s>", "</s>"]
            model = {**unigram(draw, known), "unk_id": 3}
        model["vocab"].append(["<mask>", 0.0])
        known = [*known, "<mask>"]
        splitter = dict(type="Sequence", pretokenizers=[dict(type="WhitespaceSplit"), dict(type="Metaspace", replacement="▁", prepend_scheme=draw.choice(["always"] * 9 + ["first"]), split=True)])
        table = dict(type="Precompiled", precompiled_charsmap=charsmap.replace("\n", ""))
        spaces = dict(type="Replace", pattern=dict(Regex=" {2,}"), content=" ")
        cleaner = draw.choice([None, table, table, table, dict(type="Sequence", normalizers=[table, spaces]), dict(type="NFC")])
        begin, end = (known.index("<s>"), known.index("</s>"))
        piece = lambda token: dict(SpecialToken=dict(id=token, type_id=0))
        said = lambda name: dict(Sequence=dict(id=name, type_id=0))
        around = dict(type="TemplateProcessing", single=[piece("<s>"), said("A"), piece("</s>")], pair=[piece("<s>"), said("A"), piece("</s>"), piece("</s>"), said("B"), piece("</s>")], special_tokens={token: dict(id=token, ids=[index], tokens=[token]) for token, index in (("<s>", begin), ("</s>", end))})
        names = dict(bos_token="<s>", eos_token="</s>", unk_token="<unk>", sep_token="</s>", pad_token="<pad>", cls_token="<s>", mask_token="<mask>")
        name = dict(camembert="CamembertTokenizer").get(kind, "XLMRobertaTokenizer")
        classes = [name, name, name + "Fast", None]
        decoder = dict(type="Metaspace", replacement="▁", prepend_scheme="always", split=True)
    elif kind == "deberta-v2":
        model = unigram(draw)
        if draw.random() < 0.8:
            settings["split_by_punct"] = draw.random() < 0.2
            settings["do_lower_case"] = draw.random() < 0.2
        known = special
        steps = [dict(type="Strip", strip_left=True, strip_right=True), dict(type="Precompiled", precompiled_charsmap=charsmap.replace("\n", "")), dict(type="Replace", pattern=dict(Regex=" {2,}"), content=" ")]
        if settings.get("do_lower_case"):
            steps = [dict(type="Lowercase"), *steps]
        cleaner = dict(type="Sequence", normalizers=steps)
        metaspace = dict(type="Metaspace", replacement="▁", prepend_scheme="always", split=True)
        splitter = dict(type="Sequence", pretokenizers=[*([dict(type="Punctuation", behavior="Isolated")] if settings.get("split_by_punct") else []), metaspace])
        around = dict(type="TemplateProcessing", single=[dict(SpecialToken=dict(id="[CLS]", type_id=0)), dict(Sequence=dict(id="A", type_id=0)), dict(SpecialToken=dict(id="[SEP]", type_id=0))], pair=[dict(SpecialToken=dict(id="[CLS]", type_id=0)), dict(Sequence=dict(id="A", type_id=0)), dict(SpecialToken=dict(id="[SEP]", type_id=0)), dict(Sequence=dict(id="B", type_id=1)), dict(SpecialToken=dict(id="[SEP]", type_id=1))], special_tokens={token: dict(id=token, ids=[special.index(token)], tokens=[token]) for token in ("[CLS]", "[SEP]")})
        names = dict(bos_token="[CLS]", eos_token="[SEP]", unk_token="[UNK]", sep_token="[SEP]", pad_token="[PAD]", cls_token="[CLS]", mask_token="[MASK]")
        classes = ["DebertaV2Tokenizer", "DebertaV2TokenizerFast", None]
        decoder = metaspace
    elif kind == "mpnet":
        known = ["<s>", "<pad>", "</s>", "<unk>", "[UNK]", "<mask>"]
        model = dict(type="WordPiece", unk_token="[UNK]", continuing_subword_prefix="##", max_input_chars_per_word=100, vocab=tokens(draw, known, "##"))
        splitter = dict(type="BertPreTokenizer")
        cleaner = {**bert_normalizer(draw), "clean_text": True}
        around = dict(type="RobertaProcessing", sep=["</s>", 2], cls=["<s>", 0], trim_offsets=True, add_prefix_space=False)
        for name, value in dict(do_lower_case=draw.random() < 0.5, strip_accents=draw.choice([None, True, False]), tokenize_chinese_chars=draw.random() < 0.6).items():
            if draw.random() < 0.6:
                settings[name] = value
        names = dict(bos_token="<s>", eos_token="</s>", unk_token="[UNK]", sep_token="</s>", pad_token="<pad>", cls_token="<s>", mask_token="<mask>")
        classes = ["MPNetTokenizer", "MPNetTokenizer", "MPNetTokenizerFast", None]
        decoder = dict(type="WordPiece", prefix="##", cleanup=True)
    elif kind == "modernbert":
        byte = byte_letters()
        vocab = {token: index for index, token in enumerate(["<|padding|>", *byte])}
        merges = pairs(draw, vocab, ["t", "h", "e", "Ġ", "i", "s", "n", "o", "Ã", "©"])
        vocab |= {token: len(vocab) + index for index, token in enumerate(["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"])}
        model = dict(type="BPE", dropout=None, unk_token=None, continuing_subword_prefix=None, end_of_word_suffix=None, fuse_unk=False, vocab=vocab, merges=[list(each) for each in merges])
        known = ["<|padding|>", "[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]
        splitter = dict(type="ByteLevel", add_prefix_space=False, trim_offsets=True, use_regex=True)
        cleaner = draw.choice([None, dict(type="NFC")])
        around = post_processor(random.Random(3), ("[CLS]", vocab["[CLS]"]), ("[SEP]", vocab["[SEP]"]))
        names = dict(unk_token="[UNK]", sep_token="[SEP]", pad_token="[PAD]", cls_token="[CLS]", mask_token="[MASK]")
        classes = ["PreTrainedTokenizerFast", "PreTrainedTokenizerFast", "TokenizersBackend", None]
        decoder = dict(type="ByteLevel", add_prefix_space=False, trim_offsets=True, use_regex=True)
    else:
        model = draw.choice([word_piece, word_level, bpe, unigram, byte_pairs])(draw)
        known = special if model["type"] == "Unigram" or "[PAD]" in model["vocab"] else ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
        cls, sep = (("[CLS]", 2), ("[SEP]", 3)) if known is special else (("<s>", 0), ("</s>", 2))
        cleaner, splitter, around = normalizer(draw), pre_tokenizer(draw), post_processor(draw, cls, sep)
        names = dict(unk_token=known[1], pad_token=known[0]) if known is special else dict(pad_token="<pad>")
        classes = ["PreTrainedTokenizerFast"] * 8 + ["TokenizersBackend", "BertJapaneseTokenizer"]
        decoder = None
    listed = known if draw.random() < 0.8 else some(draw, known, 0.7)
    vocab = {token: index for index, (token, _) in enumerate(model["vocab"])} if model["type"] == "Unigram" else model["vocab"]
    whole = dict(version="1.0", truncation=None, padding=None, added_tokens=[numbered(vocab, plain(token)) for token in listed], normalizer=cleaner, pre_tokenizer=splitter, post_processor=around, decoder=decoder, model=model)
    chosen = draw.choice(classes)
    if chosen:
        settings["tokenizer_class"] = chosen
    if draw.random() < 0.5:
        settings.update(names)
    return whole, vocab, settings, known, names


def folder(draw, kinds):
    kind = draw.choice(kinds)
    is_spm = kind.endswith("-spm")
    kind = kind.removesuffix("-spm")
    whole, vocab, settings, known, names = layout(draw, kind)
    files = {"config.json": dict(model_type="bert" if kind == "generic" else kind)}
    extra = [added(draw, content) for content in some(draw, ["[E1]", "[E 2]", "marker", "Not", "né", "<x>", " y"], 0.25)]
    count = len(vocab)
    place = draw.choice(["json", "json", "decoder", "both", "file", "none"])
    numbers = {}
    for token in extra:
        numbers[token["content"]] = vocab.get(token["content"], count + sum(1 for each in numbers if each not in vocab))
    if place in ("json", "both"):
        whole["added_tokens"] += [{"id": numbers[token["content"]], **token} for token in extra]
    if place in ("decoder", "both"):
        settings["added_tokens_decoder"] = {str(vocab[token]): plain(token) for token in known} | {str(numbers[token["content"]]): token for token in extra}
    if place == "file":
        files["added_tokens.json"] = {content: number for content, number in numbers.items() if content not in vocab}
    if draw.random() < 0.3:
        chosen = dict(some(draw, names.items(), 0.8))
        if draw.random() < 0.5 and "mask_token" in chosen:
            chosen["mask_token"] = {key: value for key, value in {**plain(names["mask_token"]), "lstrip": True}.items() if key != "special"}
        if draw.random() < 0.3:
            chosen["additional_special_tokens"] = ["[E9]"]
        files["special_tokens_map.json"] = chosen
    if draw.random() < 0.15:
        settings["truncation_side"] = draw.choice(["left", "right"])
    elif draw.random() < 0.15:
        whole["truncation"] = dict(direction=draw.choice(["Left", "Right"]), max_length=6, strategy="LongestFirst", stride=0)
    if draw.random() < 0.1:
        settings["model_input_names"] = draw.choice([["input_ids", "attention_mask"], ["input_ids", "token_type_ids", "attention_mask"]])
    if draw.random() < 0.05:
        settings["additional_special_tokens"] = ["[E8]", "the"]
    if is_spm:
        files["spm.model"] = sentence_pieces(whole["model"])
    elif kind == "bert" and draw.random() < 0.3:
        files["vocab.txt"] = "".join(f"{token}\n" for token in vocab)
    elif kind == "roberta" and draw.random() < 0.3:
        files["vocab.json"] = vocab
        files["merges.txt"] = "#version: 0.2\n" + "".join(" ".join(each) + "\n" for each in whole["model"]["merges"])
    else:
        files["tokenizer.json"] = whole
    if draw.random() < 0.95:
        files["tokenizer_config.json"] = settings
    return files


def sentence_pieces(model):
    """A SentencePiece model in base64: what is special is so by its type, and [MASK] is in none."""
    made = import_protobuf().ModelProto()
    for index, (token, score) in enumerate(model["vocab"]):
        if token != "[MASK]":
            kind = 2 if index == model["unk_id"] else 3 if token in special else 1
            made.pieces.add(piece=token, score=score, type=kind)
    made.trainer_spec.model_type = 1
    made.trainer_spec.unk_id = model["unk_id"]
    made.trainer_spec.pad_id = -1
    made.normalizer_spec.precompiled_charsmap = base64.b64decode(charsmap)
    return base64.b64encode(made.SerializeToString()).decode()


def text(draw):
    pool = [*words, *others, *special, "[E1]", "[E 2]", "marker", "né", "<x>", "<mask>", "[E8]", "[E9]", "Not"]
    return "".join(draw.choice(pool) + draw.choice([" ", " ", "", "", "."]) for _ in range(draw.randint(0, 9)))


def encoded(tokenizer, settings, one, other, length):
    options = dict(truncation=True, max_length=length)
    if "model_input_names" not in settings:
        options["return_token_type_ids"] = True
    found = tokenizer([one], [other], **options) if other is not None else tokenizer([one], **options)
    ids = found["input_ids"][0]
    return dict(ids=ids, types=found.get("token_type_ids", [[0] * len(ids)])[0])


def case(draw, kinds):
    files = folder(draw, kinds)
    texts = [(text(draw), text(draw) if draw.random() < 0.4 else None, draw.choice([512, 512, 7, 12])) for _ in range(6)]
    settings = files.get("tokenizer_config.json", {})
    with tempfile.TemporaryDirectory() as place:
        for name, content in files.items():
            whole = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
            data = base64.b64decode(whole) if name.endswith(".model") else whole.encode("utf8")
            pathlib.Path(place, name).write_bytes(data)
        try:
            tokenizer = AutoTokenizer.from_pretrained(place)
            expected = [dict(text=one, pair=other, maxLength=length, **encoded(tokenizer, settings, one, other, length)) for one, other, length in texts]
        except BaseException as error:  # the bindings of Rust panic outside Exception
            if isinstance(error, KeyboardInterrupt):
                raise
            return dict(files=files, error=f"{type(error).__name__}: {error}"[:200])
    return dict(files=files, expected=expected)


if __name__ == "__main__":
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    usual = ["bert", "bert", "roberta", "albert", "generic", "generic", "generic"]
    kinds = sys.argv[3].split(",") if len(sys.argv) > 3 else usual
    for index in range(count):
        print(json.dumps(case(random.Random(f"{seed} {index}"), kinds), ensure_ascii=False, separators=(",", ":")), flush=True)
