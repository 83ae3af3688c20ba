"""Logits and gradients of every family, head and activation as Hugging Face's `transformers` computes them.

Tiny models with random weights, in float64. Writes one safetensors file a case to packages/models/test/fixtures/families:
`param/NAME`, `gradient/NAME`, `input/{ids,mask,types}`, `weights` and `logits`; `gradient/x` is that of the word
embeddings' output. The gradients are those of the sum of `weights` times the logits. The metadata hold the config.json.

    python3 -m venv families && families/bin/pip install torch transformers safetensors
    families/bin/python reference/families.py
"""

import json
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file

OUT = Path(__file__).parent.parent / "packages/models/test/fixtures/families"
TINY = dict(
    hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=12, vocab_size=12,
    max_position_embeddings=10, type_vocab_size=2,
)
FAMILIES = {
    "bert": TINY,
    "roberta": dict(TINY, pad_token_id=1),
    "xlm-roberta": dict(TINY, pad_token_id=1),
    "camembert": dict(TINY, pad_token_id=1),
    "mpnet": dict({k: v for k, v in TINY.items() if k != "type_vocab_size"}, pad_token_id=1),
    "albert": dict(TINY, embedding_size=6),
    "distilbert": dict(
        dim=8, n_layers=2, n_heads=2, hidden_dim=12, vocab_size=12, max_position_embeddings=10, seq_classif_dropout=0.3
    ),
    "electra": dict(TINY, embedding_size=6),
}
PADS_WITH_ONE = ["roberta", "xlm-roberta", "camembert", "mpnet"]
SMALLEST = dict(hidden_size=4, num_hidden_layers=1, intermediate_size=6)
TASKS = {
    "classification": (transformers.AutoModelForSequenceClassification, dict(num_labels=3)),
    "regression": (transformers.AutoModelForSequenceClassification, dict(num_labels=1, problem_type="regression")),
    "multiple-choice": (transformers.AutoModelForMultipleChoice, {}),
}
ACTIVATIONS = [
    "gelu", "gelu_python", "gelu_new", "gelu_fast", "gelu_accurate", "gelu_pytorch_tanh", "gelu_python_tanh",
    "quick_gelu", "relu", "silu", "swish", "tanh",
]  # fmt: skip
CASES = {
    **{f"{family}-{task}": (family, task, {}) for family in FAMILIES for task in TASKS},
    "electra-equal-widths": ("electra", "classification", dict(embedding_size=8)),
    "albert-groups": ("albert", "classification", dict(num_hidden_groups=2, inner_group_num=2)),
    **{f"activation-{name}": ("bert", "classification", dict(SMALLEST, hidden_act=name)) for name in ACTIVATIONS},
}


def inputs(family, task, generator, length=6):
    """Pairs of texts with padding: ids, mask and segments [B, T], or [B, C, T]."""
    rows = (2, 3) if task == "multiple-choice" else (3,)
    real = torch.randint(3, length + 1, rows, generator=generator)
    real.view(-1)[0] = length
    mask = (torch.arange(length) < real.unsqueeze(-1)).long()
    ids = torch.randint(2, 12, (*rows, length), generator=generator)
    pads_with_one = family in PADS_WITH_ONE
    segments = 0 if pads_with_one else (torch.arange(length) >= real.unsqueeze(-1) // 2).long()
    return torch.where(mask == 1, ids, int(pads_with_one)), mask, segments * mask


def make(index, name, family, task, changes):
    generator = torch.Generator().manual_seed(index)
    maker, labels = TASKS[task]
    config = transformers.AutoConfig.for_model(family, **{**FAMILIES[family], **labels, **changes})
    model = maker.from_config(config, attn_implementation="eager").eval().double()
    for key, value in model.named_parameters():
        drawn = 0.4 * torch.randn(value.shape, generator=generator, dtype=torch.float64)
        value.data = ((drawn + 1) if "norm.weight" in key.lower() else drawn).float().double()
    ids, mask, types = inputs(family, task, generator)
    seen = []
    words = model.get_input_embeddings()
    words.register_forward_hook(lambda _module, _given, x: seen.append(x) or x.retain_grad())
    segments = {} if family == "distilbert" else {"token_type_ids": types}
    logits = model(input_ids=ids, attention_mask=mask, **segments).logits
    weights = torch.randn(logits.shape, generator=generator, dtype=torch.float64).float().double()
    (weights * logits).sum().backward()
    config.architectures = [type(model).__name__]
    params = dict(model.named_parameters())
    unused = [key for key, value in params.items() if value.grad is None]
    tensors = {
        **{f"param/{key}": value.data for key, value in params.items() if key not in unused},
        **{f"gradient/{key}": value.grad for key, value in params.items() if key not in unused},
        "gradient/x": seen[0].grad, "weights": weights, "logits": logits.data,
    }  # fmt: skip
    whole = {"input/ids": ids, "input/mask": mask, "input/types": types}
    save_file(
        {k: v.float().contiguous() for k, v in tensors.items()} | {k: v.int().contiguous() for k, v in whole.items()},
        OUT / f"{name}.safetensors",
        metadata={"config": json.dumps({k: v for k, v in config.to_dict().items() if v is not None}), "transformers": transformers.__version__},
    )
    if unused:
        print(f"{name}: no gradient for {', '.join(unused)}")


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for number, (name, case) in enumerate(CASES.items()):
        make(number, name, *case)
    print(f"{len(CASES)} fixtures in {OUT}")
