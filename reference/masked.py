"""Logits of every family's masked language model, and sentences as vectors, as Hugging Face's `transformers` computes them.

Tiny models with random weights, saved by `save_pretrained`, which leaves out weights that are tied, and computed in float64. Writes one
safetensors file a case to packages/models/test/fixtures/masked: `file/NAME`, what the saved file holds, `input/{ids,mask,types}`,
`logits` [B, T, V], and `vectors` [B, H], the mean of the last layer over real tokens at length 1, by the formula of sentence-transformers.
The metadata hold the config.json.

    python3 -m venv families && families/bin/pip install torch transformers safetensors
    families/bin/python reference/masked.py
"""

import json
import sys
import tempfile
from pathlib import Path

# Beside this script there is another tokenizers.py.
here = sys.path.pop(0)
import tokenizers  # noqa: E402, F401
import torch  # noqa: E402
import transformers  # noqa: E402
from safetensors.torch import load_file, save_file  # noqa: E402

sys.path.append(here)
from families import FAMILIES, LATER, inputs  # noqa: E402

OUT = Path(__file__).parent.parent / "packages/models/test/fixtures/masked"
CASES = {
    **{family: (family, {}) for family in FAMILIES},
    "bert-untied": ("bert", dict(tie_word_embeddings=False)),
    "bert-relu": ("bert", dict(hidden_act="relu", layer_norm_eps=0.1)),
    **{family: (family, {}) for family in LATER if family != "modernbert"},
}


def make(index, name, family, changes):
    generator = torch.Generator().manual_seed(index)
    config = transformers.AutoConfig.for_model(family, **{**{**FAMILIES, **LATER}[family], **changes})
    model = transformers.AutoModelForMaskedLM.from_config(config, attn_implementation="eager").eval()
    for key, value in model.named_parameters():
        drawn = 0.4 * torch.randn(value.shape, generator=generator)
        value.data = (drawn + 1) if "norm.weight" in key.lower() else drawn
    ids, mask, types = inputs(family, "masked", generator)
    segments = {} if family in ["distilbert", "mpnet"] else {"token_type_ids": types}
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        file = load_file(Path(folder) / "model.safetensors")
        saved = json.loads((Path(folder) / "config.json").read_text("utf8"))
    with torch.no_grad():
        model.double()
        logits = model(input_ids=ids, attention_mask=mask, **segments).logits
        hidden = model.base_model(input_ids=ids, attention_mask=mask, **segments).last_hidden_state
        weights = mask.unsqueeze(-1).double()
        mean = (hidden * weights).sum(1) / weights.sum(1).clamp(min=1e-9)
        vectors = torch.nn.functional.normalize(mean, p=2, dim=1)
    whole = {"input/ids": ids, "input/mask": mask, "input/types": types}
    save_file(
        {f"file/{key}": value.contiguous() for key, value in file.items()}
        | {"logits": logits.float(), "vectors": vectors.float()}
        | {key: value.int().contiguous() for key, value in whole.items()},
        OUT / f"{name}.safetensors",
        metadata={"config": json.dumps(saved), "transformers": transformers.__version__},
    )
    print(f"{name}: {', '.join(key for key in file if 'layer' not in key and 'embeddings' not in key)}")


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for number, (name, case) in enumerate(CASES.items()):
        make(number, name, *case)
    print(f"{len(CASES)} fixtures in {OUT}")
