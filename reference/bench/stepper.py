"""A model with random weights, an optimizer and a batch, and the step that is taken with them."""

import torch
import torch.nn.functional as F

from bert import Bert
from casting import casting
from methods import METHODS


class Step:
    """What a method sees of a step."""

    def __init__(self, request):
        shape = request["shape"]
        batch, length = request["batch"], request["length"]
        torch.manual_seed(0)
        self.device = torch.device("cpu")
        self.model = Bert(shape, request.get("checkpointing", False)).train()
        decaying = [p for p in self.model.parameters() if p.dim() > 1]
        others = [p for p in self.model.parameters() if p.dim() <= 1]
        groups = [{"params": decaying, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=2e-5, fused=True)
        self.ids = (1 + torch.arange(batch * length) * 7919 % (shape["vocab_size"] - 1)).view(batch, length)
        self.labels = torch.arange(batch) % 2
        self.shape = (batch, length, shape["hidden_size"])
        self.cast = casting(request["precision"])
        self.method, self.rounds = METHODS[request["method"]], request["rounds"]
        self.generator = torch.default_generator
        self.seed = 0

    def embed(self):
        return self.model.words(self.ids)

    def stem(self, x):
        with self.cast():
            return self.model.stem(x)

    def rest(self, hidden):
        """The loss, from the first block's output."""
        with self.cast():
            logits = self.model.trunk(hidden)
        return F.cross_entropy(logits.float(), self.labels)

    def loss(self, x):
        return self.rest(self.stem(x))

    def same_masks(self):
        self.generator.manual_seed(self.seed)

    def update(self):
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)

    def __call__(self):
        self.seed += 1
        self.same_masks()
        return {"loss": self.method(self, self.rounds).item()}
