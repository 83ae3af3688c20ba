"""Lists the fields that configs of transformers have and that its models ask for, by family, as JSON.

Usage: python reference/configs.py >packages/models/test/fixtures/config-fields.json

packages/models/test/config-fields.test.ts says of each what becomes of it here. The fixture has those of transformers 5.24 and 4.57:
run it with both, the second time with the first result as an argument.
"""

import importlib
import inspect
import json
import pathlib
import re
import sys

here = str(pathlib.Path(__file__).parent.resolve())
sys.path[:] = [place for place in sys.path if str(pathlib.Path(place or ".").resolve()) != here]

families = {
    "bert": "Bert", "roberta": "Roberta", "xlm-roberta": "XLMRoberta", "camembert": "Camembert", "albert": "Albert",
    "distilbert": "DistilBert", "electra": "Electra", "mpnet": "MPNet", "modernbert": "ModernBert", "deberta-v2": "DebertaV2",
}  # fmt: skip


def fields(family, name):
    family = family.replace("-", "_")
    config = getattr(importlib.import_module(f"transformers.models.{family}.configuration_{family}"), f"{name}Config")
    folder = pathlib.Path(inspect.getfile(config)).parent
    asked = re.findall(r"config\.([a-z]\w*)", (folder / f"modeling_{family}.py").read_text("utf8"))
    asked += re.findall(r'(?:getattr|hasattr)\(\w*config, "(\w+)"', (folder / f"modeling_{family}.py").read_text("utf8"))
    methods = {name for name, value in inspect.getmembers(config, callable)}
    known = {name for name in config().to_dict() if not name.startswith("_")}
    return (known | set(asked)) - methods - {"config", "transformers_version"}


before = json.loads(pathlib.Path(sys.argv[1]).read_text("utf8")) if len(sys.argv) > 1 else {}
found = {family: sorted(fields(family, name) | set(before.get(family, []))) for family, name in families.items()}
print(json.dumps(found, indent=2))
