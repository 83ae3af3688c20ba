"""LoRA as Python's `peft` computes it, on tiny random models of `transformers`.

Writes one folder a case to packages/models/test/fixtures/adapters, as `peft` saves it: `adapter/adapter_config.json` and
`adapter/adapter_model.safetensors`, all entries random, and `case.safetensors` with the base model's `param/NAME`,
`gradient/NAME` (as in the adapter's file), `input/{ids,mask,types}`, `weights`, `logits` and `merged/NAME`, what `peft` merges the
adapted layers to. The gradients are those of the sum of `weights` times the logits, in float64. The metadata hold the config.json.

    python3 -m venv families && families/bin/pip install torch transformers peft safetensors
    families/bin/python reference/adapters.py [PATTERN OF NAMES]
"""

import json
import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.resolve()))
from families import FAMILIES, LATER, inputs  # noqa: E402

import peft  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402
from safetensors.torch import save_file  # noqa: E402

OUT = Path(__file__).parent.parent / "packages/models/test/fixtures/adapters"
CASES = {
    "bert": ("bert", {}, dict(r=2, lora_alpha=3, target_modules=["query", "value"], modules_to_save=["bert.pooler.dense", "classifier"])),
    "bert-every-dense": ("bert", {}, dict(r=3, lora_alpha=1, use_rslora=True, target_modules=["dense"])),
    "roberta": ("roberta", {}, dict(r=2, lora_alpha=8, target_modules=["query", "key", "output.dense"])),
    "albert": ("albert", {}, dict(r=2, lora_alpha=5, target_modules=["query", "value", "ffn", "embedding_hidden_mapping_in"])),
    "distilbert": ("distilbert", {}, dict(r=2, lora_alpha=3, target_modules=["q_lin", "v_lin", "lin1"])),
    "electra": ("electra", {}, dict(r=2, lora_alpha=3, target_modules="all-linear")),
    "mpnet": ("mpnet", {}, dict(r=2, lora_alpha=3, target_modules=["q", "attn.o"])),
    "modernbert": ("modernbert", {}, dict(r=2, lora_alpha=1, target_modules=["Wqkv", "Wi", "mlp.Wo"], modules_to_save=["head"])),
    "deberta-v2": ("deberta-v2", {}, dict(r=2, lora_alpha=3, target_modules=["query_proj", "key_proj", "value_proj"], modules_to_save=["pooler"])),
    "deberta-v2-unshared": ("deberta-v2", dict(share_att_key=False), dict(r=2, lora_alpha=3, target_modules=["pos_key_proj", "pos_query_proj"])),
}  # fmt: skip


def draw(tensor, generator, name):
    drawn = 0.4 * torch.randn(tensor.shape, generator=generator, dtype=torch.float64)
    tensor.data = ((drawn + 1) if "norm.weight" in name.lower() else drawn).float().double()


def make(index, name, family, changes, settings):
    torch.manual_seed(index)
    generator = torch.Generator().manual_seed(index)
    config = transformers.AutoConfig.for_model(family, **{**{**FAMILIES, **LATER}[family], "num_labels": 3, **changes})
    attention = "sdpa" if family == "modernbert" else "eager"
    base = transformers.AutoModelForSequenceClassification.from_config(config, attn_implementation=attention).eval().double()
    for key, value in base.named_parameters():
        draw(value, generator, key)
    config.architectures = [type(base).__name__]
    whole = {f"param/{key}": value.data.clone() for key, value in base.named_parameters()}
    model = peft.get_peft_model(base, peft.LoraConfig(task_type="SEQ_CLS", **settings)).eval().double()
    for key, value in model.named_parameters():
        if value.requires_grad:
            draw(value, generator, key)
    ids, mask, types = inputs(family, "classification", generator)
    segments = {} if family in ["distilbert", "mpnet", "modernbert"] else {"token_type_ids": types}
    logits = model(input_ids=ids, attention_mask=mask, **segments).logits
    weights = torch.randn(logits.shape, generator=generator, dtype=torch.float64).float().double()
    (weights * logits).sum().backward()
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    model.peft_config["default"].base_model_name_or_path = f"tiny-{family}"
    model.save_pretrained(folder / "adapter")
    (folder / "adapter/README.md").unlink()
    trained = {key: value for key, value in model.named_parameters() if value.requires_grad and value.grad is not None}
    saved = {re.sub(r"\.(modules_to_save\.)?default", "", key): value for key, value in trained.items()}
    merged = model.merge_and_unload().state_dict()
    tensors = {
        **whole,
        **{f"gradient/{key}": value.grad for key, value in saved.items()},
        **{f"merged/{key}": value for key, value in merged.items() if f"param/{key}" in whole and not torch.equal(value, whole[f"param/{key}"])},
        "weights": weights, "logits": logits.data,
    }  # fmt: skip
    integers = {"input/ids": ids, "input/mask": mask, "input/types": types}
    save_file(
        {k: v.float().contiguous() for k, v in tensors.items()} | {k: v.int().contiguous() for k, v in integers.items()},
        folder / "case.safetensors",
        metadata={"config": json.dumps({k: v for k, v in config.to_dict().items() if v is not None}), "peft": peft.__version__},
    )


if __name__ == "__main__":
    wanted = re.compile(sys.argv[1] if len(sys.argv) > 1 else "")
    for number, (name, case) in enumerate(CASES.items()):
        if wanted.search(name):
            make(number, name, *case)
