"""Logits and gradients of every family, head and activation as Hugging Face's `transformers` computes them.

Tiny models with random weights, in float64. Writes one safetensors file a case to packages/models/test/fixtures/families:
`param/NAME`, `gradient/NAME`, `input/{ids,mask,types}`, `weights` and `logits`; `gradient/x` is that of the word
embeddings' output. The gradients are those of the sum of `weights` times the logits, over tokens without padding's. The metadata hold the config.json.

    python3 -m venv families && families/bin/pip install torch transformers safetensors
    families/bin/python reference/families.py [PATTERN OF NAMES]
"""

import json
import re
import sys
from pathlib import Path

here = str(Path(__file__).parent.resolve())
sys.path[:] = [place for place in sys.path if str(Path(place or ".").resolve()) != here]

import torch  # noqa: E402
import transformers  # noqa: E402
from safetensors.torch import save_file  # noqa: E402

OUT = Path(__file__).parent.parent / "packages/models/test/fixtures/families"
TINY = dict(
    hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=12, vocab_size=12,
    max_position_embeddings=10, type_vocab_size=2,
)
FAMILIES = {
    "bert": TINY,
    "roberta": dict(TINY, pad_token_id=1),
    "albert": dict(TINY, embedding_size=6),
    "distilbert": dict(
        dim=8, n_layers=2, n_heads=2, hidden_dim=12, vocab_size=12, max_position_embeddings=10, seq_classif_dropout=0.3
    ),
    "electra": dict(TINY, embedding_size=6),
}
UNSEGMENTED = {k: v for k, v in TINY.items() if k != "type_vocab_size"}
SPECIAL = dict(bos_token_id=2, eos_token_id=3, cls_token_id=2, sep_token_id=3)
DISENTANGLED = dict(
    TINY, type_vocab_size=0, relative_attention=True, position_buckets=4, max_relative_positions=-1, max_position_embeddings=16,
    share_att_key=True, pos_att_type=["p2c", "c2p"], norm_rel_ebd="layer_norm", position_biased_input=False,
)
LATER = {
    "xlm-roberta": dict(TINY, pad_token_id=1),
    "camembert": dict(TINY, pad_token_id=1),
    "mpnet": dict(UNSEGMENTED, pad_token_id=1),
    "modernbert": dict(UNSEGMENTED, **SPECIAL, num_hidden_layers=4, pad_token_id=0, local_attention=4),
    "deberta-v2": DISENTANGLED,
}
BIASES = dict(norm_bias=True, attention_bias=True, mlp_bias=True, classifier_bias=True)
PADS_WITH_ONE = ["roberta", "xlm-roberta", "camembert", "mpnet"]
FAR = dict(max_position_embeddings=40)
BASES = {"full_attention": {"rope_type": "default", "rope_theta": 50.0}, "sliding_attention": {"rope_type": "default", "rope_theta": 7.0}}
LAYERS = ["sliding_attention", "full_attention", "sliding_attention"]
SMALLEST = dict(hidden_size=4, num_hidden_layers=1, intermediate_size=6)
TASKS = {
    "classification": (transformers.AutoModelForSequenceClassification, dict(num_labels=3)),
    "regression": (transformers.AutoModelForSequenceClassification, dict(num_labels=1, problem_type="regression")),
    "multiple-choice": (transformers.AutoModelForMultipleChoice, {}),
}
OVER_TOKENS = {
    "token-classification": (transformers.AutoModelForTokenClassification, dict(num_labels=3)),
    "question-answering": (transformers.AutoModelForQuestionAnswering, dict(num_labels=2)),
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
    **{f"{family}-{task}": (family, task, {}) for family in LATER for task in TASKS},
    "mpnet-far": ("mpnet", "classification", dict(FAR, num_hidden_layers=1)),
    "modernbert-far": ("modernbert", "classification", dict(FAR, **BIASES, num_hidden_layers=3, layer_types=LAYERS, classifier_activation="relu", hidden_activation="silu")),
    "modernbert-mean": ("modernbert", "classification", dict(FAR, classifier_pooling="mean", global_attn_every_n_layers=2)),
    "modernbert-last-local": ("modernbert", "classification", dict(FAR, num_hidden_layers=3, local_attention=7)),
    "modernbert-bases": ("modernbert", "regression", dict(num_hidden_layers=3, rope_parameters=BASES, layer_types=LAYERS)),
    "deberta-v2-far": ("deberta-v2", "classification", FAR),
    "deberta-v2-unshared": ("deberta-v2", "classification", dict(share_att_key=False, norm_rel_ebd="none", position_biased_input=True, type_vocab_size=2)),
    "deberta-v2-c2p": ("deberta-v2", "classification", dict(pos_att_type="c2p", position_buckets=-1, max_relative_positions=3)),
    "deberta-v2-p2c": ("deberta-v2", "classification", dict(pos_att_type=["p2c"], embedding_size=6, share_att_key=False)),
    "deberta-v2-absolute": ("deberta-v2", "classification", dict(relative_attention=False, pos_att_type=None, norm_rel_ebd="none", position_biased_input=True)),
    **{f"{family}-{task}": (family, task, {}) for family in {**FAMILIES, **LATER} for task in OVER_TOKENS},
    "modernbert-tokens-biased": ("modernbert", "token-classification", dict(**BIASES, classifier_activation="tanh")),
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


def rows(found, mask):
    """Logits as rows: of tokens [B * T, C], of questions [2 * B, T], of each the answer's beginning and its end, which padding is neither of."""
    if "start_logits" in found:
        ends = torch.stack([found.start_logits, found.end_logits], 1)
        return (ends - 1e9 * (1 - mask.unsqueeze(1))).flatten(0, 1)
    return found.logits.flatten(0, 1) if found.logits.dim() == 3 else found.logits


def make(index, name, family, task, changes):
    generator = torch.Generator().manual_seed(index)
    maker, labels = {**TASKS, **OVER_TOKENS}[task]
    config = transformers.AutoConfig.for_model(family, **{**{**FAMILIES, **LATER}[family], **labels, **changes})
    # ModernBERT's eager attention computes its softmax in float32, where masks of float64 overflow.
    attention = "sdpa" if family == "modernbert" else "eager"
    model = maker.from_config(config, attn_implementation=attention).eval().double()
    for key, value in model.named_parameters():
        drawn = 0.4 * torch.randn(value.shape, generator=generator, dtype=torch.float64)
        value.data = ((drawn + 1) if "norm.weight" in key.lower() else drawn).float().double()
    # Sequences that need not end with the last block of a window.
    length = 35 if "max_position_embeddings" in changes else 6
    ids, mask, types = inputs(family, task, generator, length)
    seen = []
    words = model.get_input_embeddings()
    words.register_forward_hook(lambda _module, _given, x: seen.append(x) or x.retain_grad())
    segments = {} if family in ["distilbert", "mpnet", "modernbert"] else {"token_type_ids": types}
    logits = rows(model(input_ids=ids, attention_mask=mask, **segments), mask)
    weights = torch.randn(logits.shape, generator=generator, dtype=torch.float64).float().double()
    if task in OVER_TOKENS:
        # Padding has no label, and its embedding no gradient in PyTorch.
        weights = weights * (mask.reshape(-1, 1) if task == "token-classification" else mask.repeat_interleave(2, 0))
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
    wanted = re.compile(sys.argv[1] if len(sys.argv) > 1 else "")
    for number, (name, case) in enumerate(CASES.items()):
        if wanted.search(name):
            make(number, name, *case)
