"""Makes the .pth files that the Java tests read, and what they must find in them.

article.pth        what torch.save(model.state_dict()) writes of the article's model
article-views.pth  the same weights as hard to read as torch.save makes them: other types, strided
                   views, tensors that share a storage, parameters, boolean masks
article-pth.json   the model's configuration and, for each file, a checksum of its weights as
                   float32 and its logits

Usage: python make_state_dict.py [--out FOLDER]
"""

import argparse
import hashlib
from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path

import torch
from torch import nn

from make_golden import (
    DEFAULT_OUT,
    FORMAT,
    SEED,
    Config,
    Model,
    floats,
    formula_model,
    require,
    versions,
    write,
)

CONFIG = Config(layers=2, heads=2, embed=8, block=4, vocabulary=65, batch=1)
TOKENS = [[1, 2, 3, 4]]


def views(state):
    """The same names; values rounded where a type is smaller than fp32."""
    changed = OrderedDict(state)
    changed._metadata = state._metadata

    def change(pattern, make):
        names = [name for name in state if pattern in name]
        require(names, f"no tensor is named {pattern}")
        for name in names:
            changed[name] = make(state[name])

    change(".tril", lambda mask: mask.bool())
    change("query.weight", torch.Tensor.half)
    change("value.weight", torch.Tensor.bfloat16)
    change("ff.ff.2.weight", torch.Tensor.double)
    change("ll1.", nn.Parameter)  # as state_dict(keep_vars=True) keeps it
    change("proj.weight", lambda weight: weight.t().contiguous().t())  # strides (1, 8)
    change("ff.ff.0.weight", lambda weight: weight.repeat_interleave(2, dim=0)[1::2])
    change("ff.ff.0.bias", lambda bias: bias.bfloat16().repeat_interleave(3)[2::3])
    changed["linear.weight"] = changed["token_embedding_table.weight"]  # tied
    # One storage for all keys, in reverse order.
    keys = [name for name in state if name.endswith("key.weight")]
    flat = torch.cat([state[name].flatten() for name in reversed(keys)])
    for name, part in zip(reversed(keys), flat.split(state[keys[0]].numel()), strict=True):
        changed[name] = part.view(state[name].shape)
    return changed


def weights_of(state):
    return {
        name: tensor.detach().float()
        for name, tensor in state.items()
        if not name.endswith(".tril")
    }


def sha256(weights):
    """As Java's Weights.sha256(): of names, shapes and little-endian fp32 values."""
    digest = hashlib.sha256()
    for name, tensor in weights.items():
        shape = ", ".join(str(size) for size in tensor.shape)
        digest.update(f"{name}({shape})".encode())
        digest.update(tensor.contiguous().numpy().astype("<f4").tobytes())
    return digest.hexdigest()


def make_file(out, name, state):
    torch.save(state, out / name)
    print(f"{name}: {(out / name).stat().st_size} bytes")
    loaded = torch.load(out / name, weights_only=True)
    weights = weights_of(loaded)
    require(sha256(weights) == sha256(weights_of(state)), f"{name} does not read back")
    logits = formula_model(CONFIG, weights)(torch.tensor(TOKENS))[:, -1]
    return {"sha256": sha256(weights), "logits": floats(logits)}


def main():
    parser = argparse.ArgumentParser(description="Makes kvbench's .pth golden files.")
    parser.add_argument(
        "--out", type=Path, default=DEFAULT_OUT, help="folder to write to"
    )
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(SEED)
    state = Model(CONFIG).eval().state_dict()
    with torch.no_grad():
        content = {
            "format": FORMAT,
            "seed": SEED,
            "config": asdict(CONFIG),
            "versions": versions(),
            "tokens": TOKENS,
            "files": {
                "article.pth": make_file(out, "article.pth", state),
                "article-views.pth": make_file(out, "article-views.pth", views(state)),
            },
        }
    write(out, "article-pth.json", content)


if __name__ == "__main__":
    main()
