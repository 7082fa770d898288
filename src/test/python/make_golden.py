"""Makes the golden files that the Java tests compare kvbench's model with.

The model is the article's character transformer, written here a second time in PyTorch and in
fp32 on one CPU thread. Weights and input tokens are not stored: both sides compute them from the
formulas in `formula_tensor` and `formula_token`. What is stored is logits, greedy tokens and
checksums.

Three functions of a token sequence are made golden:

uncached  a causal forward over the last `block` tokens, at positions 0, 1, ...
shift     the cached arm done right: one token a call, at position min(t, block - 1), attending to
          the filled slots only; when the cache is full it moves one slot to the left
article   the cached arm as the article published it: every slot of the zero-initialised cache is
          attended to without a mask, and the position is 0 at every call

Each is computed twice. The golden numbers come from the plain implementations (`Model`,
`ShiftCache`, `ArticleCache`), and `parallel_logits` repeats all three as one call over the whole
sequence with fused heads, PyTorch's scaled_dot_product_attention and a mask that says which tokens
(and which empty slots) a row sees. The script stops if they disagree.

Usage: python make_golden.py [--out FOLDER]
"""

import argparse
import itertools
import json
import math
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import safetensors
import safetensors.torch
import torch
import torch.nn.functional as F
from torch import nn

SEED = 1337
FORMAT = 1
NEAR_TIE = 1e-3
SUBSET = [0, 13, 26, 39, 52]
DEFAULT_OUT = Path(__file__).resolve().parents[1] / "resources" / "golden"


@dataclass(frozen=True)
class Config:
    layers: int
    heads: int
    embed: int
    block: int
    vocabulary: int
    batch: int

    @property
    def head_size(self):
        return self.embed // self.heads


@dataclass(frozen=True)
class Plan:
    """What is stored for one model. Positions t are 0-based."""

    name: str
    config: Config
    uncached_lengths: list
    shift_every: int  # subset logits, argmax and logsumexp at t = 0 .. shift_every - 1
    shift_full: list  # every logit at these t
    article_full: list
    greedy: int


PLANS = [
    Plan(
        name="tiny",
        config=Config(layers=2, heads=2, embed=32, block=16, vocabulary=65, batch=2),
        uncached_lengths=[1, 2, 3, 7, 8, 15, 16],
        shift_every=48,
        shift_full=list(range(48)),
        article_full=[0, 7, 15, 16, 20, 40],
        greedy=48,
    ),
    Plan(
        name="article",
        config=Config(layers=4, heads=4, embed=256, block=1024, vocabulary=65, batch=1),
        uncached_lengths=[1, 2, 17, 128, 511, 1024],
        shift_every=1024,
        shift_full=[0, 1, 100, 511, 1023, 1024, 1030, 1100],
        article_full=[0, 511, 1023, 1024, 1100],
        greedy=64,
    ),
]


# ------------------------------------------------------------------------------- the formulas


def tensor_specs(config):
    """Yields (name, shape, bound, center) for every weight of the state dict.

    The names are the article's, its spelling of "possitional" included. linear.weight has four
    times the bound of another Linear, so that the best token has a clear lead over the next.
    """
    d, hs = config.embed, config.head_size

    def linear(prefix, rows, fan_in, bias=True, factor=1.0):
        bound = 1.0 / math.sqrt(fan_in)
        yield f"{prefix}.weight", (rows, fan_in), factor * bound, 0.0
        if bias:
            yield f"{prefix}.bias", (rows,), bound, 0.0

    def norm(prefix):
        yield f"{prefix}.weight", (d,), 0.1, 1.0
        yield f"{prefix}.bias", (d,), 0.1, 0.0

    yield "token_embedding_table.weight", (config.vocabulary, d), 1.0, 0.0
    yield "possitional_embedding.weight", (config.block, d), 1.0, 0.0
    for layer in range(config.layers):
        block = f"block.{layer}"
        for head, part in itertools.product(
            range(config.heads), ("key", "query", "value")
        ):
            yield from linear(
                f"{block}.multihead.sa_head.{head}.{part}", hs, d, bias=False
            )
        yield from linear(f"{block}.multihead.proj", d, d)
        yield from linear(f"{block}.ff.ff.0", 4 * d, d)
        yield from linear(f"{block}.ff.ff.2", d, 4 * d)
        yield from norm(f"{block}.ll1")
        yield from norm(f"{block}.ll2")
    yield from norm("layer_norm")
    yield from linear("linear", config.vocabulary, d, factor=4.0)


def formula_tensor(name, shape, bound, center):
    """Element i (row-major) from a 32-bit hash of the tensor's name and i."""
    mask = np.uint64(0xFFFFFFFF)

    def multiply(a, b):
        return (
            a * np.uint64(b)
        ) & mask  # both below 2^32, so the product fits in 64 bits

    index = np.arange(1, math.prod(shape) + 1, dtype=np.uint64)
    h = (
        np.uint64(zlib.crc32(name.encode("utf-8"))) + multiply(index, 2654435761)
    ) & mask
    h ^= h >> np.uint64(16)
    h = multiply(h, 0x7FEB352D)
    h ^= h >> np.uint64(15)
    h = multiply(h, 0x846CA68B)
    h ^= h >> np.uint64(16)
    u = (h >> np.uint64(8)).astype(np.float64) / 2.0**24
    values = center + (2.0 * u - 1.0) * bound
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def formula_token(j, row):
    return (j * 7 + row * 31 + (j * j) % 13) % 65


def formula_tokens(config, count):
    rows = [[formula_token(j, b) for j in range(count)] for b in range(config.batch)]
    return torch.tensor(rows, dtype=torch.long)


def formula_weights(config):
    return {name: formula_tensor(name, *rest) for name, *rest in tensor_specs(config)}


# ------------------------------------------------------------------------ the uncached model


class Head(nn.Module):
    def __init__(self, config):
        super().__init__()
        for part in ("key", "query", "value"):
            setattr(self, part, nn.Linear(config.embed, config.head_size, bias=False))
        self.register_buffer("tril", torch.ones(config.block, config.block).tril())

    def forward(self, x):
        length = x.shape[1]
        keys, queries, values = self.key(x), self.query(x), self.value(x)
        scores = torch.einsum("bqc,bkc->bqk", queries, keys) / math.sqrt(keys.shape[-1])
        hidden = self.tril[:length, :length] == 0
        return torch.softmax(scores.masked_fill(hidden, -math.inf), dim=-1) @ values


class MultiHead(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.sa_head = nn.ModuleList(Head(config) for _ in range(config.heads))
        self.proj = nn.Linear(config.embed, config.embed)

    def forward(self, x):
        return self.proj(torch.cat([head(x) for head in self.sa_head], dim=-1))


class FeedForward(nn.Module):
    def __init__(self, config):
        super().__init__()
        d = config.embed
        self.ff = nn.Sequential(nn.Linear(d, 4 * d), nn.ReLU(), nn.Linear(4 * d, d))

    def forward(self, x):
        return self.ff(x)


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.multihead = MultiHead(config)
        self.ff = FeedForward(config)
        self.ll1 = nn.LayerNorm(config.embed)
        self.ll2 = nn.LayerNorm(config.embed)

    def forward(self, x):
        x = x + self.multihead(self.ll1(x))
        return x + self.ff(self.ll2(x))


class Model(nn.Module):
    """The article's model without a cache; its state dict has the article's names and order."""

    def __init__(self, config):
        super().__init__()
        self.token_embedding_table = nn.Embedding(config.vocabulary, config.embed)
        self.possitional_embedding = nn.Embedding(config.block, config.embed)
        self.linear = nn.Linear(config.embed, config.vocabulary)
        self.block = nn.Sequential(*(Block(config) for _ in range(config.layers)))
        self.layer_norm = nn.LayerNorm(config.embed)

    def forward(self, tokens):
        """[batch, length] tokens to [batch, length, vocabulary] logits, length <= block."""
        positions = torch.arange(tokens.shape[1])
        x = self.token_embedding_table(tokens) + self.possitional_embedding(positions)
        return self.linear(self.layer_norm(self.block(x)))


def formula_model(config, weights):
    """A `Model` with the given weights, checked to name exactly the state dict's weights."""
    model = Model(config).eval()
    missing, unexpected = model.load_state_dict(weights, strict=False)
    require(not unexpected, f"not in the state dict: {unexpected}")
    require(
        all(name.endswith(".tril") for name in missing), f"no formula for {missing}"
    )
    return model


# -------------------------------------------------------------------------- the cached models


class CachedModel:
    """One token a call, written over plain tensors; a subclass says what is cached and seen."""

    def __init__(self, config, weights):
        self.config = config
        self.weights = weights
        self.t = 0  # tokens taken so far

    def position(self):
        raise NotImplementedError

    def attend(self, slot, query, key, value):
        """[batch, head_size] each; slot = (layer, head). Returns the head's output."""
        raise NotImplementedError

    def linear(self, prefix, x):
        return F.linear(
            x, self.weights[f"{prefix}.weight"], self.weights.get(f"{prefix}.bias")
        )

    def norm(self, prefix, x):
        weight, bias = self.weights[f"{prefix}.weight"], self.weights[f"{prefix}.bias"]
        return F.layer_norm(x, x.shape[-1:], weight, bias, eps=1e-5)

    def step(self, tokens):
        """[batch] tokens to [batch, vocabulary] logits."""
        x = self.weights["token_embedding_table.weight"][tokens]
        x = x + self.weights["possitional_embedding.weight"][self.position()]
        for layer in range(self.config.layers):
            block = f"block.{layer}"
            normed = self.norm(f"{block}.ll1", x)
            outputs = []
            for head in range(self.config.heads):
                prefix = f"{block}.multihead.sa_head.{head}"
                query, key, value = (
                    self.linear(f"{prefix}.{part}", normed)
                    for part in ("query", "key", "value")
                )
                outputs.append(self.attend((layer, head), query, key, value))
            x = x + self.linear(f"{block}.multihead.proj", torch.cat(outputs, dim=-1))
            normed = self.norm(f"{block}.ll2", x)
            inner = torch.relu(self.linear(f"{block}.ff.ff.0", normed))
            x = x + self.linear(f"{block}.ff.ff.2", inner)
        self.t += 1
        return self.linear("linear", self.norm("layer_norm", x))


def attention(query, keys, values):
    """One query [batch, c] over keys and values [batch, slots, c], every slot seen."""
    scores = (keys @ query.unsqueeze(-1)).squeeze(-1) / math.sqrt(query.shape[-1])
    return (torch.softmax(scores, dim=-1).unsqueeze(1) @ values).squeeze(1)


class ShiftCache(CachedModel):
    """The right semantics: the cache holds the filled slots and nothing else."""

    def __init__(self, config, weights):
        super().__init__(config, weights)
        self.filled = {}

    def position(self):
        return min(self.t, self.config.block - 1)

    def attend(self, slot, query, key, value):
        key, value = key.unsqueeze(1), value.unsqueeze(1)
        if slot in self.filled:
            keys, values = self.filled[slot]
            key, value = torch.cat([keys, key], dim=1), torch.cat(
                [values, value], dim=1
            )
        # The last `block` entries: dropping the oldest is the shift by one slot.
        self.filled[slot] = key[:, -self.config.block :], value[:, -self.config.block :]
        return attention(query, *self.filled[slot])


class ArticleCache(CachedModel):
    """The article's: all `block` slots exist from the start, as zeros, and all are attended to."""

    def __init__(self, config, weights):
        super().__init__(config, weights)
        shape = (config.batch, config.block, config.head_size)
        dtype = weights["linear.weight"].dtype
        slots = itertools.product(range(config.layers), range(config.heads))
        self.caches = {
            slot: (torch.zeros(shape, dtype=dtype), torch.zeros(shape, dtype=dtype))
            for slot in slots
        }

    def position(self):
        return 0

    def attend(self, slot, query, key, value):
        for cache, new in zip(self.caches[slot], (key, value), strict=True):
            if self.t < self.config.block:
                cache[:, self.t] = new
            else:
                cache[:, :-1] = cache[:, 1:].clone()
                cache[:, -1] = new
        return attention(query, *self.caches[slot])


def teacher_forced(cached, tokens):
    """Feeds [batch, length] tokens one by one; returns [batch, length, vocabulary] logits."""
    return torch.stack([cached.step(column) for column in tokens.unbind(dim=1)], dim=1)


# ------------------------------------------------------------------- the second implementation


def parallel_logits(config, weights, tokens, arm):
    """All three arms over a whole sequence at once; [batch, length, vocabulary].

    A cache that keeps the last `block` keys and values is attention under a banded causal mask,
    because a token's key and value are computed once, when the token comes. Empty slots are
    `block` zero keys and values put before the tokens' own; token t of the article's arm sees
    block - (t + 1) of them, as long as that is above 0.
    """
    length, block, heads = tokens.shape[1], config.block, config.heads
    require(arm != "uncached" or length <= block, "the uncached arm has one window")
    t = torch.arange(length)
    age = t[:, None] - t[None, :]
    sees_token = (age >= 0) & (age < block)
    empty = block - (t + 1) if arm == "article" else torch.zeros_like(t)
    sees_empty = torch.arange(block)[None, :] < empty[:, None]
    mask = torch.cat([sees_empty, sees_token], dim=1)
    positions = torch.zeros_like(t) if arm == "article" else t.clamp(max=block - 1)

    def linear(prefix, x):
        return x @ weights[f"{prefix}.weight"].T + weights[f"{prefix}.bias"]

    def norm(prefix, x):
        centered = x - x.mean(dim=-1, keepdim=True)
        scale = torch.rsqrt(centered.square().mean(dim=-1, keepdim=True) + 1e-5)
        return (
            centered * scale * weights[f"{prefix}.weight"] + weights[f"{prefix}.bias"]
        )

    x = weights["token_embedding_table.weight"][tokens]
    x = x + weights["possitional_embedding.weight"][positions]
    for layer in range(config.layers):
        prefix = f"block.{layer}"
        normed = norm(f"{prefix}.ll1", x)

        def fused(part, prefix=prefix, normed=normed):
            names = [
                f"{prefix}.multihead.sa_head.{h}.{part}.weight" for h in range(heads)
            ]
            out = normed @ torch.cat([weights[name] for name in names]).T
            return out.unflatten(-1, (heads, config.head_size)).transpose(1, 2)

        keys = F.pad(fused("key"), (0, 0, block, 0))
        values = F.pad(fused("value"), (0, 0, block, 0))
        out = F.scaled_dot_product_attention(
            fused("query"), keys, values, attn_mask=mask
        )
        x = x + linear(f"{prefix}.multihead.proj", out.transpose(1, 2).flatten(2))
        inner = linear(f"{prefix}.ff.ff.0", norm(f"{prefix}.ll2", x)).clamp(min=0)
        x = x + linear(f"{prefix}.ff.ff.2", inner)
    return linear("linear", norm("layer_norm", x))


# ------------------------------------------------------------------------------------- greedy


def top_margin(logits):
    """The lead of the best entry over the second, over the last dimension."""
    best = logits.topk(2, dim=-1).values
    return best[..., 0] - best[..., 1]


def greedy(config, step, count):
    """`count` greedy tokens after the start token 0, the start left out."""
    tokens = torch.zeros(config.batch, dtype=torch.long)
    chosen, margins = [], []
    for _ in range(count):
        logits = step(tokens)
        tokens = logits.argmax(dim=-1)
        chosen.append(tokens)
        margins.append(top_margin(logits).min().item())
    smallest = min(margins)
    return {
        "tokens": torch.stack(chosen, dim=1).tolist(),
        "min_margin": nine_digits(smallest),
        "min_margin_step": margins.index(smallest),
        "near_tie": smallest < NEAR_TIE,
    }


def windowed_step(model, config):
    """The uncached arm as a step: all of the last `block` tokens again at every call."""
    history = []

    def step(tokens):
        history.append(tokens)
        return model(torch.stack(history[-config.block :], dim=1))[:, -1]

    return step


# ------------------------------------------------------------------------------ golden content


def require(condition, message):
    if not condition:
        raise SystemExit(f"self-check failed: {message}")


def nine_digits(value):
    """Nine significant digits give an fp32 back bit for bit."""
    return float(f"{value:.9g}")


def three_digits(value):
    return float(f"{value:.3g}")


def rounded(value, digits=three_digits):
    """Rounds every number in nested lists and dictionaries."""
    if isinstance(value, dict):
        return {key: rounded(item, digits) for key, item in value.items()}
    if isinstance(value, list):
        return [rounded(item, digits) for item in value]
    return digits(value)


def floats(tensor):
    return rounded(tensor.tolist(), nine_digits)


def gap(a, b):
    return (a.double() - b.double()).abs().max().item()


def weight_entry(tensor, bound, center):
    """Enough to tell which tensor a wrong formula breaks; crc32 is of little-endian fp32 bytes."""
    values = tensor.flatten()
    return {
        "shape": list(tensor.shape),
        "bound": bound,
        "center": center,
        "first": floats(values[:4]),
        "last": nine_digits(values[-1].item()),
        "crc32": zlib.crc32(values.numpy().astype("<f4").tobytes()),
    }


def check_arms(config, weights, tokens, arms):
    """Compares the arms with their second implementation and with fp64; returns the gaps.

    fp64 tells a wrong formula (it would show at any precision) from fp32's rounding.
    """
    double = {name: tensor.double() for name, tensor in weights.items()}
    exact = {
        "uncached": formula_model(config, weights).double()(tokens[:, : config.block]),
        "shift": teacher_forced(ShiftCache(config, double), tokens),
        "article": teacher_forced(ArticleCache(config, double), tokens),
    }
    report = {}
    for arm, logits in arms.items():
        sequence = tokens[:, : logits.shape[1]]
        parallel = parallel_logits(config, weights, sequence, arm)
        parallel_exact = parallel_logits(config, double, sequence, arm)
        report[arm] = {
            "second_implementation_fp32": gap(logits, parallel),
            "second_implementation_fp64": gap(exact[arm], parallel_exact),
            "fp32_vs_fp64": gap(logits, exact[arm]),
        }
        require(
            report[arm]["second_implementation_fp32"] < 5e-5,
            f"{arm} fp32: {report[arm]}",
        )
        require(
            report[arm]["second_implementation_fp64"] < 1e-11,
            f"{arm} fp64: {report[arm]}",
        )
        require(report[arm]["fp32_vs_fp64"] < 5e-5, f"{arm} rounding: {report[arm]}")
    inside = slice(0, config.block)
    shift_uncached = gap(arms["shift"][:, inside], arms["uncached"])
    require(
        shift_uncached < 1e-4,
        f"shift is not uncached inside the window: {shift_uncached}",
    )
    exact_gap = gap(exact["shift"][:, inside], exact["uncached"])
    require(
        exact_gap < 1e-11, f"shift is not uncached inside the window, fp64: {exact_gap}"
    )
    report["shift_vs_uncached_inside_window"] = shift_uncached
    return report


def arm_difference(a, b):
    """How far two arms are apart over [batch, length, vocabulary] logits."""
    by_position = (a - b).abs().amax(dim=(0, 2))
    same = (a.argmax(dim=-1) == b.argmax(dim=-1)).double().mean().item()
    return {
        "max_abs": by_position.max().item(),
        "mean_of_position_max": by_position.mean().item(),
        "min_of_position_max": by_position.min().item(),
        "top1_agreement": same,
    }


def make_model_golden(plan):
    config = plan.config
    specs = {name: rest for name, *rest in tensor_specs(config)}
    weights = formula_weights(config)
    model = formula_model(config, weights)
    length = max(
        plan.shift_every, *(t + 1 for t in plan.shift_full + plan.article_full)
    )
    tokens = formula_tokens(config, length)

    arms = {
        "uncached": model(tokens[:, : config.block]),
        "shift": teacher_forced(ShiftCache(config, weights), tokens),
        "article": teacher_forced(ArticleCache(config, weights), tokens),
    }
    shift, article = arms["shift"], arms["article"]
    report = check_arms(config, weights, tokens, arms)
    report["shift_vs_article"] = arm_difference(shift, article)

    # Each length is a forward of its own, not a row of the long one.
    uncached = []
    for count in plan.uncached_lengths:
        logits = model(tokens[:, :count])[:, -1]
        require(
            gap(logits, arms["uncached"][:, count - 1]) < 5e-5,
            f"uncached length {count}",
        )
        uncached.append({"length": count, "logits": floats(logits)})

    every = shift[:, : plan.shift_every].transpose(0, 1)  # [t, batch, vocabulary]
    return {
        "format": FORMAT,
        "name": plan.name,
        "config": asdict(config),
        "versions": versions(),
        "tokens": tokens[:, :16].tolist(),
        "weights": {
            name: weight_entry(weights[name], bound, center)
            for name, (_, bound, center) in specs.items()
        },
        "uncached": uncached,
        "shift": {
            "full": [{"t": t, "logits": floats(shift[:, t])} for t in plan.shift_full],
            "every": {
                "count": plan.shift_every,
                "vocabulary": SUBSET,
                "logits": floats(every[..., SUBSET]),
                "argmax": every.argmax(dim=-1).tolist(),
                "margin": rounded(top_margin(every).tolist()),
                "logsumexp": floats(every.logsumexp(dim=-1)),
            },
        },
        "article": {
            "full": [
                {"t": t, "logits": floats(article[:, t])} for t in plan.article_full
            ],
        },
        "greedy": {
            "start": 0,
            "count": plan.greedy,
            "near_tie_below": NEAR_TIE,
            "uncached": greedy(config, windowed_step(model, config), plan.greedy),
            "shift": greedy(config, ShiftCache(config, weights).step, plan.greedy),
            "article": greedy(config, ArticleCache(config, weights).step, plan.greedy),
        },
        "self_check": rounded(report),
    }


# ------------------------------------------------------------------------------ initialisation


def statistics(instances, attribute, distribution, bound, std):
    parts = [getattr(layer, attribute) for layer in instances]
    if parts[0] is None:
        return None
    values = torch.cat([part.flatten() for part in parts]).double()
    return {
        "distribution": distribution,
        "bound": bound,
        "theoretical_std": std,
        "count": values.numel(),
        "min": nine_digits(values.min().item()),
        "max": nine_digits(values.max().item()),
        "mean": nine_digits(values.mean().item()),
        "std": nine_digits(values.std(correction=0).item()),
    }


def make_initialisation():
    """What torch's default initialisation draws; evidence for a test of Java's distributions."""
    instances = 64  # so that a bias of 65 elements gives a sample too
    layers = []

    def add(call, make, weight, bias):
        torch.manual_seed(SEED)
        made = [make() for _ in range(instances)]
        layers.append(
            {
                "layer": call,
                "weight": statistics(made, "weight", *weight),
                "bias": (
                    statistics(made, "bias", *bias)
                    if hasattr(made[0], "bias")
                    else None
                ),
            }
        )

    def add_linear(fan_in, rows, bias=True):
        bound = 1.0 / math.sqrt(fan_in)
        law = ("uniform", bound, bound / math.sqrt(3.0))
        call = f"Linear({fan_in}, {rows}{'' if bias else ', bias=False'})"
        add(call, lambda: nn.Linear(fan_in, rows, bias=bias), law, law)

    add_linear(256, 65)
    add(
        "Embedding(65, 256)", lambda: nn.Embedding(65, 256), ("normal", None, 1.0), None
    )
    constant = ("constant", None, 0.0)
    add("LayerNorm(256)", lambda: nn.LayerNorm(256), constant, constant)
    add_linear(256, 64, bias=False)
    add_linear(1024, 256)
    return {
        "format": FORMAT,
        "seed": SEED,
        "instances": instances,
        "versions": versions(),
        "layers": layers,
    }


# ---------------------------------------------------------------------------------- state dict


def make_state_dict(out):
    """A model as PyTorch initialises and saves it, tril buffers included, and its logits."""
    config = Config(layers=1, heads=2, embed=8, block=4, vocabulary=65, batch=1)
    torch.manual_seed(SEED)
    model = Model(config).eval()
    state = model.state_dict()
    safetensors.torch.save_file(state, out / "article-tiny.safetensors")
    tokens = torch.tensor([[1, 2, 3, 4]])
    logits = model(tokens)[:, -1]
    require(
        gap(logits, parallel_logits(config, state, tokens, "uncached")[:, -1]) < 1e-5,
        "file",
    )
    return {
        "format": FORMAT,
        "file": "article-tiny.safetensors",
        "seed": SEED,
        "config": asdict(config),
        "versions": versions(),
        "tensors": {name: list(tensor.shape) for name, tensor in state.items()},
        "tokens": tokens.tolist(),
        "logits": floats(logits),
    }


# -------------------------------------------------------------------------------------- output


def versions():
    return {
        "torch": torch.__version__.split("+")[0],
        "numpy": np.__version__,
        "safetensors": safetensors.__version__,
    }


def to_json(value, indent=""):
    """JSON with a short or flat value on one line, so that a file reads and diffs well."""
    line = json.dumps(value, allow_nan=False)
    flat = isinstance(value, list) and not any(
        isinstance(v, (list, dict)) for v in value
    )
    if flat or not isinstance(value, (list, dict)) or len(line) <= 100:
        return line
    deeper = indent + " "
    if isinstance(value, list):
        items, brackets = [to_json(item, deeper) for item in value], "[]"
    else:
        items = [
            f"{json.dumps(key)}: {to_json(item, deeper)}" for key, item in value.items()
        ]
        brackets = "{}"
    inside = ",\n".join(deeper + item for item in items)
    return f"{brackets[0]}\n{inside}\n{indent}{brackets[1]}"


def write(out, name, content):
    path = out / name
    path.write_text(to_json(content) + "\n", encoding="utf-8", newline="\n")
    require(
        json.loads(path.read_text(encoding="utf-8")) == content,
        f"{name} does not read back",
    )
    print(f"{path.name}: {path.stat().st_size} bytes")


def main():
    parser = argparse.ArgumentParser(description="Makes kvbench's golden files.")
    parser.add_argument(
        "--out", type=Path, default=DEFAULT_OUT, help="folder to write to"
    )
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    with torch.no_grad():
        for plan in PLANS:
            content = make_model_golden(plan)
            write(out, f"{plan.name}.json", content)
            print(to_json(content["self_check"]))
            for arm in ("uncached", "shift", "article"):
                result = content["greedy"][arm]
                tie = ", near a tie" if result["near_tie"] else ""
                print(f"greedy {arm}: smallest margin {result['min_margin']:.3g}{tie}")
        write(out, "initialisation.json", make_initialisation())
        write(out, "article-tiny.json", make_state_dict(out))


if __name__ == "__main__":
    main()
