"""Makes packages/advtrain/test/fixtures/reader: `python3 reference/answers.py`, a tiny BERT with random weights and what it answers.

Made with transformers and torch: its own tokenizer's windows (`truncation="only_second"`, `stride`, `return_overflowing_tokens`), its own forward
pass, and the choice of answers by the logic of its script utils_qa.py (`best` of squad.py has the same).
"""

import json
import math
import pathlib
import sys

sys.path.pop(0)  # This folder has a tokenizers.py.

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForQuestionAnswering, PreTrainedTokenizerFast

OUT = pathlib.Path(__file__).parents[1] / "packages/advtrain/test/fixtures/reader"
CONTEXTS = [
    "  Anna lives in Paris , and Bob 😀 lives in Rome .  It rains in Oslo — always , says Anna ; in Paris it never rains .",
    "Zoë Ångström wrote it in 1999 . Bob read it in Oslo , Anna in Rome , and Zoë herself in Paris , where it rains .",
    "It rains .",
]
QUESTIONS = ["Where does Anna live ?", "Who wrote it ?", "  When does it rain ?"]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def tokenizer():
    normalizer = normalizers.BertNormalizer(lowercase=True)
    splitter = pre_tokenizers.BertPreTokenizer()
    words = {word for text in CONTEXTS + QUESTIONS for word, _ in splitter.pre_tokenize_str(normalizer.normalize_str(text))}
    words -= {"ångström", "angstrom"}
    vocabulary = SPECIAL + sorted(words) + ["ang", "##strom"]
    made = Tokenizer(models.WordPiece({word: index for index, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer, made.decoder = normalizer, splitter, decoders.WordPiece()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocabulary.index("[CLS]")), ("[SEP]", vocabulary.index("[SEP]"))],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
    )


def answer(model, tokens, question, context, length, stride, longest, may_lack, most=20):
    encoded = tokens(
        question.lstrip(), context, truncation="only_second", max_length=length, stride=stride, return_overflowing_tokens=True,
        return_offsets_mapping=True,
    )
    found, null = [], None
    for row, (ids, types) in enumerate(zip(encoded.input_ids, encoded.token_type_ids)):
        with torch.no_grad():
            logits = model(torch.tensor([ids]), token_type_ids=torch.tensor([types]))
        start, end = logits.start_logits[0].double(), logits.end_logits[0].double()
        spans = [tuple(span) if of == 1 else None for span, of in zip(encoded.offset_mapping[row], encoded.sequence_ids(row))]
        score = float(start[0] + end[0])
        if null is None or null["score"] > score:
            null = dict(span=(0, 0), score=score)
        for s in torch.argsort(start, descending=True)[:most].tolist():
            for e in torch.argsort(end, descending=True)[:most].tolist():
                if spans[s] is None or spans[e] is None or e < s or e - s + 1 > longest:
                    continue
                found.append(dict(span=(spans[s][0], spans[e][1]), score=float(start[s] + end[e])))
    if may_lack:
        found.append(null)
    found = sorted(found, key=lambda each: each["score"], reverse=True)[:most]
    if may_lack and not any(each["span"] == (0, 0) for each in found):
        found.append(null)
    texts = [context[slice(*each["span"])] for each in found]
    chosen = found[next(index for index, text in enumerate(texts) if text or not may_lack)]
    if may_lack and null["score"] > chosen["score"]:
        chosen = null
    share = math.exp(chosen["score"]) / sum(math.exp(each["score"]) for each in found)
    (begin, stop) = chosen["span"]
    return dict(answer=context[begin:stop], start=begin, end=stop, score=chosen["score"], probability=share)


torch.manual_seed(3)
tokens = tokenizer()
config = BertConfig(
    vocab_size=len(tokens), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24, max_position_embeddings=48,
    initializer_range=0.8,
)
model = BertForQuestionAnswering(config).eval()
tokens.model_max_length = 48
OUT.mkdir(parents=True, exist_ok=True)
model.save_pretrained(OUT)
tokens.save_pretrained(OUT)
asked = [
    dict(id=f"{q}-{c}", question=question, context=context) for q, question in enumerate(QUESTIONS) for c, context in enumerate(CONTEXTS)
]
settings = [(48, 16, 30, False), (24, 6, 30, False), (24, 0, 3, True), (48, 16, 30, True)]
cases = [
    dict(
        maxLength=length, docStride=stride, maxAnswerLength=longest, unanswerable=may_lack,
        answers=[answer(model, tokens, each["question"], each["context"], length, stride, longest, may_lack) for each in asked],
    )
    for length, stride, longest, may_lack in settings
]
(OUT / "answers.json").write_text(json.dumps(dict(asked=asked, cases=cases), indent=1, ensure_ascii=False) + "\n")
