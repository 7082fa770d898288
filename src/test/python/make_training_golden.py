"""Makes golden/training.json: five steps of PyTorch's AdamW on the tiny golden model.

Weights and tokens come from the formulas of make_golden.py. A batch is the first block of every
row, and its targets are the tokens one place further. Gradients are clipped to a norm of 1 and
matrices decay, as src/main/resources/dev/kvbench/transformer/script/trainer.py does it.

Usage: python make_training_golden.py [--out FOLDER]
"""

import argparse
import json
from pathlib import Path

import torch
import torch.nn.functional as F

from make_golden import DEFAULT_OUT, PLANS, formula_model, formula_tokens, formula_weights

STEPS = 5
RATE = 1e-2
BETAS = (0.9, 0.99)
DECAY = 0.1
CLIP = 1.0


def summary(tensor):
    flat = tensor.detach().double().flatten()
    return {
        "norm": float(flat.norm()),
        "sum": float(flat.sum()),
        "first": [float(value) for value in flat[:3]],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    out = parser.parse_args().out
    torch.set_num_threads(1)
    config = PLANS[0].config
    model = formula_model(config, formula_weights(config)).train()
    text = formula_tokens(config, config.block + 1)
    tokens, targets = text[:, :-1], text[:, 1:]
    matrices = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    optimizer = torch.optim.AdamW(
        [
            {"params": matrices, "weight_decay": DECAY},
            {"params": others, "weight_decay": 0.0},
        ],
        lr=RATE,
        betas=BETAS,
        foreach=False,
    )
    golden = {
        "rate": RATE,
        "beta1": BETAS[0],
        "beta2": BETAS[1],
        "decay": DECAY,
        "clip": CLIP,
        "losses": [],
        "norms": [],
    }
    for step in range(STEPS):
        optimizer.zero_grad()
        logits = model(tokens)
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        if step == 0:
            golden["gradients"] = {
                name: summary(p.grad) for name, p in model.named_parameters()
            }
        optimizer.step()
        golden["losses"].append(float(loss))
        golden["norms"].append(float(norm))
    golden["weights"] = {name: summary(p) for name, p in model.named_parameters()}
    (out / "training.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
