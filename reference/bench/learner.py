"""A `transformers` script with the loop of the official FreeLB code (`examples/run_glue_freelb.py` of its authors).

Padding by the collator, batches of similar lengths by the Trainer's own sampler.
"""

import itertools
import json

import torch
from torch.utils.data import DataLoader
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    get_linear_schedule_with_warmup,
)
from transformers.trainer_pt_utils import LengthGroupedSampler

from casting import casting

STEP_SIZE, START = 0.1, 0.1
LONGEST = 64


class Learner:
    def __init__(self, request):
        torch.manual_seed(request["seed"])
        with open(request["data"], encoding="utf-8") as file:
            data = json.load(file)
        tokenizer = AutoTokenizer.from_pretrained(request["folder"])
        self.model = AutoModelForSequenceClassification.from_pretrained(
            request["folder"], num_labels=2, attn_implementation="sdpa"
        )
        # The pooler that comes with these weights was never trained.
        torch.nn.init.normal_(self.model.bert.pooler.dense.weight, std=0.02)
        self.rounds, self.every = request["rounds"], request["every"]
        self.optimizer = adamw(self.model, request["learningRate"])
        steps = request["steps"]
        self.schedule = get_linear_schedule_with_warmup(self.optimizer, round(0.1 * steps), steps)
        self.cast = casting(request["precision"])
        collator = DataCollatorWithPadding(tokenizer)
        train, development = (encode(tokenizer, data[part]) for part in ("train", "development"))
        sampler = LengthGroupedSampler(request["batch"], lengths=[len(row["input_ids"]) for row in train])
        loader = DataLoader(train, request["batch"], sampler=sampler, collate_fn=collator)
        self.batches = itertools.chain.from_iterable(itertools.repeat(loader))
        development.sort(key=lambda row: len(row["input_ids"]))
        self.tests = DataLoader(development, 16, collate_fn=collator)

    def __call__(self):
        self.model.train()
        for _ in range(self.every):
            self.step(next(self.batches))
        return {"accuracy": self.accuracy()}

    def step(self, batch):
        ids, labels, mask = batch.pop("input_ids"), batch.pop("labels"), batch["attention_mask"]
        words = self.model.get_input_embeddings()
        embedded = words(ids)
        lengths = mask.sum(1).view(-1, 1, 1)
        width = embedded.shape[-1]
        start = torch.empty_like(embedded).uniform_(-1, 1) * mask.unsqueeze(2)
        delta = (start * START / (lengths * width).sqrt()).detach()
        masks = torch.get_rng_state()
        for k in range(self.rounds):
            torch.set_rng_state(masks)
            delta.requires_grad_()
            with self.cast():
                loss = self.model(inputs_embeds=embedded + delta, labels=labels, **batch).loss
            (loss / self.rounds).backward()
            if k + 1 < self.rounds:
                gradient = delta.grad
                norm = gradient.flatten(1).norm(dim=1).clamp(min=1e-8).view(-1, 1, 1)
                delta = (delta + STEP_SIZE * gradient / norm).detach()
                embedded = words(ids)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.optimizer.zero_grad(set_to_none=True)
        return loss.item()

    @torch.inference_mode()
    def accuracy(self):
        self.model.eval()
        right = total = 0
        for batch in self.tests:
            labels = batch.pop("labels")
            right += (self.model(**batch).logits.argmax(1) == labels).sum().item()
            total += len(labels)
        return right / total


def encode(tokenizer, sentences):
    rows = tokenizer(list(sentences["texts"]), truncation=True, max_length=LONGEST)
    return [
        {**{name: column[i] for name, column in rows.items()}, "labels": label}
        for i, label in enumerate(sentences["labels"])
    ]


def adamw(model, rate):
    decays = lambda name: not (name.endswith("bias") or "LayerNorm" in name)  # noqa: E731
    groups = [
        {"params": [p for n, p in model.named_parameters() if decays(n)], "weight_decay": 0.01},
        {"params": [p for n, p in model.named_parameters() if not decays(n)], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=rate, fused=True)
