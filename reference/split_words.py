"""Makes the ids that Python's transformers gives sentences in words, with the word of each token: `python3 reference/split_words.py`.

Reads packages/models/test/fixtures/folders.jsonl, and writes packages/models/test/fixtures/split-words.jsonl: a line for a folder of it with
its number, words, and what transformers 5.24 and tokenizers 0.23 make of them with `is_split_into_words`. RoBERTa is asked for a space
before each word, as transformers' run_ner.py does.
"""

import base64
import json
import os
import pathlib
import sys
import tempfile

here = pathlib.Path(__file__).parent.resolve()
sys.path[:] = [place for place in sys.path if str(pathlib.Path(place or ".").resolve()) != str(here)]
os.environ["TRANSFORMERS_VERBOSITY"] = "critical"
os.environ["HF_HUB_OFFLINE"] = "1"

from transformers import AutoTokenizer  # noqa: E402

FIXTURES = here.parent / "packages/models/test/fixtures"
SENTENCES = [
    "The filmlist is not bad . un est café".split(" "),
    ["it's", "UPPER", "日本語", "e.g.", "naïve", "(not)", "🙂", "10"],
    ["a"] * 40,
]


def read(files, in_words=True):
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = pathlib.Path(folder) / name
            if name.endswith(".model"):
                path.write_bytes(base64.b64decode(content))
            else:
                path.write_text(content if isinstance(content, str) else json.dumps(content), "utf8")
        family = files.get("config.json", {}).get("model_type")
        spaced = dict(add_prefix_space=True) if in_words and family == "roberta" else {}
        return AutoTokenizer.from_pretrained(folder, **spaced)


if __name__ == "__main__":
    with open(FIXTURES / "split-words.jsonl", "w") as out:
        for number, line in enumerate(open(FIXTURES / "folders.jsonl")):
            case = json.loads(line)
            if not case.get("expected"):
                continue
            try:
                tokenizer = read(case["files"])
                words = SENTENCES[number % len(SENTENCES)]
                found = tokenizer(words, is_split_into_words=True, truncation=True, max_length=16)
            except Exception as error:
                print(f"{number}: {type(error).__name__}: {error}"[:120], file=sys.stderr)
                continue
            of = [-1 if word is None else word for word in found.word_ids()]
            out.write(json.dumps(dict(folder=number, words=words, maxLength=16, ids=found["input_ids"], of=of), ensure_ascii=False) + "\n")
