"""Trains the article's model in PyTorch, to set tokens a second beside those of `train`.

The same shape, batches, optimizer and clipping as the Java side; random tokens, on which the time
does not depend. Prints one line of JSON. Two forms of the model:

published  one head after the other, a mask of its own, AdamW as torch.optim does it
fused      queries, keys and values in one matrix, scaled_dot_product_attention, AdamW(fused=True)

Usage: python train.py --form published|fused [--threads 2] [--steps 200]
"""

import argparse
import json
import math
import time

import torch
import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self, embed, size, block):
        super().__init__()
        self.key, self.query, self.value = (
            nn.Linear(embed, size, bias=False) for _ in range(3)
        )
        self.register_buffer("tril", torch.tril(torch.ones(block, block)))

    def forward(self, x):
        t = x.shape[1]
        k, q, v = self.key(x), self.query(x), self.value(x)
        scores = q @ k.transpose(2, 1) / math.sqrt(k.shape[-1])
        scores = scores.masked_fill(self.tril[:t, :t] == 0, -math.inf)
        return F.softmax(scores, dim=2) @ v


class Heads(nn.Module):
    def __init__(self, embed, heads, block):
        super().__init__()
        self.heads = nn.ModuleList(
            Head(embed, embed // heads, block) for _ in range(heads)
        )

    def forward(self, x):
        return torch.cat([head(x) for head in self.heads], dim=-1)


class FusedHeads(nn.Module):
    def __init__(self, embed, heads, block):
        super().__init__()
        self.count = heads
        self.qkv = nn.Linear(embed, 3 * embed, bias=False)

    def forward(self, x):
        b, t, c = x.shape
        parts = self.qkv(x).view(b, t, 3, self.count, c // self.count)
        q, k, v = parts.permute(2, 0, 3, 1, 4).unbind(0)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return y.transpose(1, 2).reshape(b, t, c)


class Block(nn.Module):
    def __init__(self, attention, embed, heads, block):
        super().__init__()
        self.heads = attention(embed, heads, block)
        self.proj = nn.Linear(embed, embed)
        self.ff = nn.Sequential(
            nn.Linear(embed, 4 * embed), nn.ReLU(), nn.Linear(4 * embed, embed)
        )
        self.ll1, self.ll2 = nn.LayerNorm(embed), nn.LayerNorm(embed)

    def forward(self, x):
        x = x + self.proj(self.heads(self.ll1(x)))
        return x + self.ff(self.ll2(x))


class Model(nn.Module):
    def __init__(self, attention, layers, heads, embed, block, vocabulary):
        super().__init__()
        self.tokens = nn.Embedding(vocabulary, embed)
        self.positions = nn.Embedding(block, embed)
        self.blocks = nn.Sequential(
            *(Block(attention, embed, heads, block) for _ in range(layers))
        )
        self.norm = nn.LayerNorm(embed)
        self.linear = nn.Linear(embed, vocabulary)

    def forward(self, tokens, targets):
        x = self.tokens(tokens) + self.positions(torch.arange(tokens.shape[1]))
        logits = self.linear(self.norm(self.blocks(x)))
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--form", choices=["published", "fused"], required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--warmup", type=int, default=20)
    parser.add_argument("--batch-size", type=int, default=12)
    parser.add_argument("--block-size", type=int, default=64)
    parser.add_argument("--embed-size", type=int, default=128)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    torch.manual_seed(1337)
    fused = asked.form == "fused"
    model = Model(
        FusedHeads if fused else Heads, 4, 4, asked.embed_size, asked.block_size, 65
    )
    groups = [
        {"params": [p for p in model.parameters() if p.dim() > 1], "weight_decay": 0.1},
        {"params": [p for p in model.parameters() if p.dim() == 1], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(
        groups, lr=1e-3, betas=(0.9, 0.99), fused=True if fused else None
    )
    text = torch.randint(65, (100_000,))
    began = 0.0
    for step in range(asked.warmup + asked.steps):
        if step == asked.warmup:
            began = time.perf_counter()
        starts = torch.randint(len(text) - asked.block_size - 1, (asked.batch_size,))
        tokens = torch.stack([text[i : i + asked.block_size] for i in starts])
        targets = torch.stack([text[i + 1 : i + 1 + asked.block_size] for i in starts])
        optimizer.zero_grad(set_to_none=True)
        loss = model(tokens, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    seconds = time.perf_counter() - began
    count = asked.steps * asked.batch_size * asked.block_size
    print(
        json.dumps(
            {
                "form": asked.form,
                "torch": torch.__version__,
                "threads": asked.threads,
                "steps": asked.steps,
                "batchSize": asked.batch_size,
                "blockSize": asked.block_size,
                "embedSize": asked.embed_size,
                "tokensPerSecond": round(count / seconds, 1),
            }
        )
    )


if __name__ == "__main__":
    main()
