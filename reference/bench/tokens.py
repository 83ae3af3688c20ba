"""Token ids by Python's `tokenizers`, set up from a folder by `transformers`."""

import functools
import pathlib
import time

from tokenizers import Tokenizer
from transformers import BertTokenizer, RobertaTokenizer


@functools.cache
def tokenizer(folder):
    place = pathlib.Path(folder)
    if (place / "tokenizer.json").exists():
        found = Tokenizer.from_file(str(place / "tokenizer.json"))
    else:
        family = BertTokenizer if (place / "vocab.txt").exists() else RobertaTokenizer
        found = family.from_pretrained(folder).backend_tokenizer
    found.no_padding()
    return found


def tokenize(request):
    tokens = tokenizer(request["folder"])
    tokens.enable_truncation(request["maxLength"], strategy="longest_first")
    pairs = request.get("pairs")
    sequences = list(zip(request["texts"], pairs)) if pairs else request["texts"]
    began = time.perf_counter()
    encoded = tokens.encode_batch(sequences)
    ms = 1e3 * (time.perf_counter() - began)
    return {"ms": ms, "ids": [each.ids for each in encoded], "types": [each.type_ids for each in encoded]}
