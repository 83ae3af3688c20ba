"""BERT with a head for two classes, as `transformers` computes it, cut where YOPO needs it to be.

`torch.nn` modules with PyTorch's fused attention; a sequence has no padding, so there is no mask.
"""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint

DROPOUT = 0.1
EPSILON = 1e-12


class Block(nn.Module):
    def __init__(self, width, heads, wide):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.output, self.attention_norm = nn.Linear(width, width), nn.LayerNorm(width, eps=EPSILON)
        self.expand, self.contract = nn.Linear(width, wide), nn.Linear(wide, width)
        self.output_norm = nn.LayerNorm(width, eps=EPSILON)

    def forward(self, hidden):
        def split(x):
            return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

        rate = DROPOUT if self.training else 0.0
        mixed = F.scaled_dot_product_attention(
            split(self.query(hidden)), split(self.key(hidden)), split(self.value(hidden)), dropout_p=rate
        )
        attended = F.dropout(self.output(mixed.transpose(1, 2).flatten(2)), rate)
        hidden = self.attention_norm(hidden + attended)
        widened = self.contract(F.gelu(self.expand(hidden)))
        return self.output_norm(hidden + F.dropout(widened, rate))


class Bert(nn.Module):
    def __init__(self, shape, checkpointing=False):
        super().__init__()
        self.run = (lambda block, x: checkpoint(block, x, use_reentrant=False)) if checkpointing else nn.Module.__call__
        width = shape["hidden_size"]
        self.words = nn.Embedding(shape["vocab_size"], width)
        self.positions = nn.Embedding(shape["max_position_embeddings"], width)
        self.types = nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width, eps=EPSILON)
        self.blocks = nn.ModuleList(
            Block(width, shape["num_attention_heads"], shape["intermediate_size"])
            for _ in range(shape["num_hidden_layers"])
        )
        self.pooler, self.scores = nn.Linear(width, width), nn.Linear(width, 2)
        for name, parameter in self.named_parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    def stem(self, x):
        """Word embeddings [B, T, D] to the output of the first block."""
        x = x + self.positions.weight[: x.shape[1]] + self.types.weight[0]
        return self.run(self.blocks[0], F.dropout(self.norm(x), DROPOUT, self.training))

    def trunk(self, hidden):
        """The first block's output to logits [B, 2]."""
        for block in self.blocks[1:]:
            hidden = self.run(block, hidden)
        pooled = torch.tanh(self.pooler(hidden[:, 0]))
        return self.scores(F.dropout(pooled, DROPOUT, self.training))

    def forward(self, x):
        return self.trunk(self.stem(x))
