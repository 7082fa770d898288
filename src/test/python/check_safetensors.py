"""Checks that PyTorch computes from a file of kvbench's weights what kvbench computes.

Loads a safetensors file that kvbench has written into the article's model, which must take every
tensor and lack none but the `tril` masks, and compares the logits after the last token with those
of a JSON file: {"tokens": [[1, 2, 3]], "logits": [[0.1, ...]]}, one row for each sequence. Exits
with 1 if a logit is more than --within apart.

Usage: python check_safetensors.py WEIGHTS.safetensors LOGITS.json [--within 1e-4]
"""

import argparse
import json
from pathlib import Path

import safetensors.torch
import torch

from make_golden import Config, gap, formula_model, require


def config_of(state):
    """The model's sizes, from the names and shapes of its tensors."""
    vocabulary, embed = state["token_embedding_table.weight"].shape
    block = state["possitional_embedding.weight"].shape[0]
    layers = sum(name.endswith(".ll1.weight") for name in state)
    heads = sum(
        name.startswith("block.0.") and name.endswith(".key.weight") for name in state
    )
    return Config(layers, heads, embed, block, vocabulary, batch=1)


def main():
    parser = argparse.ArgumentParser(description="Checks kvbench's weights in PyTorch.")
    parser.add_argument("weights", type=Path, help="safetensors file")
    parser.add_argument("logits", type=Path, help="JSON file with tokens and logits")
    parser.add_argument("--within", type=float, default=1e-4, help="largest difference")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    state = safetensors.torch.load_file(arguments.weights)
    config = config_of(state)
    # strict but for the masks, which kvbench has no need to write
    model = formula_model(config, state)
    expected = json.loads(arguments.logits.read_text(encoding="utf-8"))
    with torch.no_grad():
        actual = model(torch.tensor(expected["tokens"]))[:, -1]
    logits = torch.tensor(expected["logits"])
    require(actual.shape == logits.shape, f"{tuple(logits.shape)} logits")
    difference = gap(actual, logits)
    require(difference <= arguments.within, f"logits are {difference:.3g} apart")
    print(f"{config}: logits at most {difference:.3g} apart")


if __name__ == "__main__":
    main()
