"""Makes the windows that Python's transformers gives a question and a passage, with the ends of answers: `python3 reference/windows.py`.

Reads packages/models/test/fixtures/folders.jsonl, and writes packages/models/test/fixtures/windows.jsonl: a line for a folder of it that is
made like one of the ten families', with what transformers 5.24's tokenizers make of them with `truncation="only_second"`, `stride` and
`return_overflowing_tokens`, as run_qa.py has it. Offsets are without the blanks around tokens.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.resolve()))
from split_words import FIXTURES, read  # noqa: E402

QUESTION = "is it not"
PASSAGE = "The filmÉ is  not bad, café (e.g. naïve)\nUPPER it's a_b 日本語 10 🙂 done."


def trimmed(span):
    start, end = span
    text = PASSAGE[start:end]
    if not text.strip():
        return None
    return [start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))]


def utf16(place):
    return len(PASSAGE[:place].encode("utf-16-le")) // 2


with open(FIXTURES / "windows.jsonl", "w") as out:
    for number, line in enumerate(open(FIXTURES / "folders.jsonl")):
        case = json.loads(line)
        if not case.get("expected"):
            continue
        try:
            tokenizer = read(case["files"], in_words=False)
            tokenizer.truncation_side = "right"
            found = tokenizer(QUESTION, PASSAGE, truncation="only_second", max_length=30, stride=5,
                              return_overflowing_tokens=True, return_offsets_mapping=True)
        except Exception as error:
            print(f"{number}: {type(error).__name__}: {error}"[:120], file=sys.stderr)
            continue
        windows = []
        for index, ids in enumerate(found["input_ids"]):
            of = found.sequence_ids(index)
            spans = [trimmed(span) if which == 1 else None for span, which in zip(found["offset_mapping"][index], of)]
            windows.append(dict(ids=ids, spans=[span and [utf16(each) for each in span] for span in spans]))
        out.write(json.dumps(dict(folder=number, question=QUESTION, passage=PASSAGE, windows=windows), ensure_ascii=False) + "\n")
