"""Sets the article's model in PyTorch beside kvbench's, run by hand. Four forms:

published  as the article has it: one head after the other, eager. Its cache attends to all of its
           slots, empty ones included, gives every token position 0, and past the window copies all
           of it one slot further for each token. Its uncached arm computes logits of all positions
fused      queries, keys and values in one matrix, scaled_dot_product_attention. Its cache is
           allocated before the first token and written in place, a ring past the window, with
           the right positions; logits of the last position only
compiled   fused by torch.compile (needs a C++ compiler). Its cache has one shape for all steps, with
           a mask over what is not filled yet; its uncached arm is compiled for any length
scripted   the same by torch.jit.trace

All from the same weights. Three things are not as published, so that forms and kvbench do the
same: tokens are chosen greedily, autograd records nothing, and a generation starts with an empty
cache. The article's dropout is 0 and left out.

`measure` times one setting, an operation being one generation from token 0, and prints one line of
JSON. `interleave` makes a run in turns with a suite of kvbench's, and a run directory with the rows
of both; see jmh.py.

Usage: python article.py measure --form fused --arm cached --steps 128
       python article.py interleave --jar benchmarks.jar --output FOLDER
(--help after either word has all options)
"""

import math
import sys

import torch
import torch.nn.functional as F

import jmh
import runtimes
from train import FusedHeads, Head, Heads, Model

LAYERS, HEADS, VOCABULARY = 4, 4, 65
FORMS = ["published", "fused", "compiled", "scripted"]
CHECKED = 48  # tokens whose logits are compared before anything is timed


class PublishedHead(Head):
    """A head with the article's cache, for one token a call."""

    def begin(self):
        self.keys = self.values = None
        self.filled = 0

    def forward(self, x):
        batch, count, _ = x.shape
        block, size = self.tril.shape[0], self.key.out_features
        k, q, v = self.key(x), self.query(x), self.value(x)
        if self.keys is None:
            self.keys = torch.zeros(batch, block, size, device=x.device)
            self.values = torch.zeros(batch, block, size, device=x.device)
        if self.filled + count <= block:
            place = slice(self.filled, self.filled + count)
        else:
            over = self.filled + count - block
            for slots in (self.keys, self.values):
                slots[:, :-over, :] = slots[:, over:, :].clone()
            place = slice(-count, None)
        self.keys[:, place, :] = k
        self.values[:, place, :] = v
        self.filled = min(self.filled + count, block)
        scores = q @ self.keys.transpose(2, 1) / math.sqrt(size)
        # For a single query this masks nothing: the defect is the article's, and so is its cost.
        scores = scores.masked_fill(self.tril[:count, :count] == 0, -math.inf)
        return F.softmax(scores, dim=2) @ self.values


class PublishedHeads(Heads):
    def __init__(self, embed, heads, block):
        super().__init__(embed, heads, block)
        self.heads = torch.nn.ModuleList(
            PublishedHead(embed, embed // heads, block) for _ in range(heads)
        )

    def begin(self, batch, block):
        for head in self.heads:
            head.begin()


class StaticHeads(FusedHeads):
    """Fused heads with a cache, for one token a call."""

    def begin(self, batch, block):
        size = self.qkv.in_features // self.count
        device = self.qkv.weight.device
        self.keys = torch.empty(batch, self.count, block, size, device=device)
        self.values = torch.empty(batch, self.count, block, size, device=device)
        self.seen = 0

    def forward(self, x):
        batch, _, embed = x.shape
        block = self.keys.shape[2]
        parts = self.qkv(x).view(batch, 3, self.count, 1, embed // self.count)
        q, k, v = parts.unbind(1)
        slot = self.seen % block
        self.keys[:, :, slot : slot + 1] = k
        self.values[:, :, slot : slot + 1] = v
        self.seen += 1
        filled = min(self.seen, block)
        y = F.scaled_dot_product_attention(
            q, self.keys[:, :, :filled], self.values[:, :, :filled]
        )
        return y.transpose(1, 2).reshape(batch, 1, embed)


class FixedHeads(FusedHeads):
    """Fused heads with a cache of one shape, for one token a call: what compilers can take."""

    def begin(self, keys):
        self.keys, self.values = keys, torch.zeros_like(keys)

    def at(self, slot, filled):
        """Where the next token goes, [1], and which slots hold one then, [1][1][1][slots]."""
        self.slot, self.filled = slot, filled

    def forward(self, x):
        batch, _, embed = x.shape
        parts = self.qkv(x).view(batch, 3, self.count, 1, embed // self.count)
        q, k, v = parts.unbind(1)
        self.keys.index_copy_(2, self.slot, k)
        self.values.index_copy_(2, self.slot, v)
        y = F.scaled_dot_product_attention(
            q, self.keys, self.values, attn_mask=self.filled
        )
        return y.transpose(1, 2).reshape(batch, 1, embed)


def logits(model, tokens, first=0, last_only=False):
    """Logits after tokens of which the first is at this position, [B][n or 1][V]."""
    positions = torch.arange(first, first + tokens.shape[1], device=tokens.device)
    x = model.blocks(model.tokens(tokens) + model.positions(positions))
    return model.linear(model.norm(x[:, -1:] if last_only else x))


class Form:
    """The two arms of a form over the same weights."""

    def __init__(self, whole, caching, right):
        self.whole = whole  # over a whole text
        self.caching = caching  # over one token
        self.right = right  # with positions, and without work that nobody looks at
        self.device = whole.linear.weight.device

    def begin(self, batch):
        for block in self.caching.blocks:
            block.heads.begin(batch, self.caching.positions.num_embeddings)

    def step(self, token, position):
        last = self.caching.positions.num_embeddings - 1
        first = min(position, last) if self.right else 0
        return logits(self.caching, token, first, self.right)[:, -1]

    def cached(self, batch, steps):
        self.begin(batch)
        token = torch.zeros(batch, 1, dtype=torch.long, device=self.device)
        chosen = []
        for position in range(steps):
            token = self.step(token, position).argmax(-1, keepdim=True)
            chosen.append(token)
        return torch.cat(chosen, 1).tolist()

    def uncached(self, batch, steps):
        block = self.whole.positions.num_embeddings
        text = torch.zeros(batch, 1, dtype=torch.long, device=self.device)
        for _ in range(steps):
            last = logits(self.whole, text[:, -block:], last_only=self.right)[:, -1]
            text = torch.cat((text, last.argmax(-1, keepdim=True)), 1)
        return text[:, 1:].tolist()


class FixedForm(Form):
    """The fused form, its two arms each made faster by a compiler of PyTorch's."""

    def __init__(self, whole, caching, scripted):
        super().__init__(whole, caching, right=True)
        self.scripted = scripted
        self.batch = 0

    def compiled(self, function, *example):
        if self.scripted:
            return torch.jit.trace(function, example, check_trace=False)
        return torch.compile(function, dynamic=example[0].shape[1] > 1)

    def begin(self, batch):
        if self.batch != batch:
            self.batch = batch
            self.allocate(batch)
        self.filled.fill_(False)

    def allocate(self, batch):
        block, embed = self.caching.positions.weight.shape
        self.slot, self.place = (
            torch.zeros(1, dtype=torch.long, device=self.device) for _ in range(2)
        )
        self.filled = torch.zeros(1, 1, 1, block, dtype=torch.bool, device=self.device)
        shape = batch, HEADS, block, embed // HEADS
        for layer in self.caching.blocks:
            layer.heads.begin(torch.zeros(shape, device=self.device))
        token = torch.zeros(batch, 1, dtype=torch.long, device=self.device)
        self.filled[..., 0] = True
        self.run = self.compiled(self.next, token, self.place, self.slot, self.filled)

    def next(self, token, place, slot, filled):
        for layer in self.caching.blocks:
            layer.heads.at(slot, filled)
        x = self.caching.tokens(token) + self.caching.positions(place)
        return self.caching.linear(self.caching.norm(self.caching.blocks(x)))

    def step(self, token, position):
        block = self.caching.positions.num_embeddings
        self.slot.fill_(position % block)
        self.place.fill_(min(position, block - 1))
        self.filled[..., min(position, block - 1)] = True
        return self.run(token, self.place, self.slot, self.filled)[:, -1]

    def uncached(self, batch, steps):
        block = self.whole.positions.num_embeddings
        text = torch.zeros(batch, 1, dtype=torch.long, device=self.device)
        if not hasattr(self, "run_whole"):
            example = text.repeat(1, min(8, block))
            self.run_whole = self.compiled(self.last, example)
        for _ in range(steps):
            last = self.run_whole(text[:, -block:])[:, -1]
            text = torch.cat((text, last.argmax(-1, keepdim=True)), 1)
        return text[:, 1:].tolist()

    def last(self, tokens):
        return logits(self.whole, tokens, last_only=True)


def fused_weights(weights):
    """The published model's weights with each layer's heads in one matrix."""
    fused = {name: value for name, value in weights.items() if ".heads." not in name}
    for layer in range(LAYERS):
        names = (
            f"blocks.{layer}.heads.heads.{head}.{part}.weight"
            for part in ("query", "key", "value")
            for head in range(HEADS)
        )
        fused[f"blocks.{layer}.heads.qkv.weight"] = torch.cat(
            [weights[name] for name in names]
        )
    return fused


def forms(embed, block, seed, device):
    """All forms of the model of a seed, by name."""

    def model(heads, weights=None):
        made = Model(heads, LAYERS, HEADS, embed, block, VOCABULARY)
        if weights:
            made.load_state_dict(weights)
        return made.to(device).eval().requires_grad_(False)

    torch.manual_seed(seed)
    published = model(Heads)
    weights = published.state_dict()
    fused = fused_weights(weights)
    return {
        "published": Form(published, model(PublishedHeads, weights), right=False),
        "fused": Form(model(FusedHeads, fused), model(StaticHeads, fused), right=True),
        "compiled": FixedForm(
            model(FusedHeads, fused), model(FixedHeads, fused), False
        ),
        "scripted": FixedForm(model(FusedHeads, fused), model(FixedHeads, fused), True),
    }


def check(form, all_forms, batch):
    """Stops unless the form's logits, and the tokens of its uncached arm, are right."""
    whole = all_forms["fused"].whole
    count = min(CHECKED, whole.positions.num_embeddings)
    device = all_forms["fused"].device
    tokens = 7 * torch.arange(count) + 31 * torch.arange(batch)[:, None]
    tokens = (tokens % VOCABULARY).to(device)
    expected = logits(whole, tokens)
    found = {"uncached": logits(form.whole, tokens)}
    if form.right:
        form.begin(batch)
        stepped = [form.step(tokens[:, i : i + 1], i) for i in range(count)]
        found["cached"] = torch.stack(stepped, 1)
    for name, values in found.items():
        apart = float((values - expected).abs().max())
        if not apart <= 1e-4:
            sys.exit(f"not timed: logits {name} are {apart:.3g} off those of fused")
    if form.uncached(batch, count) != all_forms["fused"].uncached(batch, count):
        sys.exit("not timed: other tokens than those of fused")


@torch.inference_mode()
def measure(asked):
    jmh.use_threads(asked.threads)
    jmh.require_device(asked.device)
    every = forms(asked.embed_size, asked.block_size, asked.seed, asked.device)
    form = every[asked.form]
    check(form, every, asked.batch_size)
    arm = getattr(form, asked.arm)
    del every  # the other forms' weights are not this one's memory
    about = {
        "form": asked.form,
        "arm": asked.arm,
        "batchSize": asked.batch_size,
        "blockSize": asked.block_size,
        "embedSize": asked.embed_size,
        "steps": asked.steps,
        "threads": asked.threads,
        "device": asked.device,
    }
    jmh.measured(
        lambda: jmh.timed(lambda: arm(asked.batch_size, asked.steps)),
        asked.batch_size * asked.steps,
        asked.warmup,
        asked.iterations,
        about,
    )


def settings(row, asked, left_out):
    """What is measured beside kvbench's row: all forms, whatever its engine and policy."""
    benchmark, _, arm = row["benchmark"].rpartition(".")
    params = row["params"]
    if not benchmark.endswith(".GenerateBenchmark") or params["dtype"] != "float32":
        return
    if any(params.get(name, "4") != "4" for name in ("layers", "heads")):
        left_out.add("models of other than 4 layers and 4 heads")
        return
    in_window = int(params["steps"]) <= int(params["blockSize"])
    sizes = jmh.options(params, ["embedSize", "blockSize"])
    others = jmh.options(params, ["batchSize", "device", "seed", "steps", "threads"])
    for form in FORMS:
        changed = {"engine": f"pytorch-{form}"}
        if arm == "cached":
            changed["policy"] = "article" if form == "published" else "ring"
        arguments = ["--form", form, "--arm", arm, *sizes, *others]
        exact = arm == "uncached" or (form != "published" and in_window)
        yield jmh.Setting(row, {**params, **changed}, arguments, exact=exact)
    if params["batchSize"] == "1" and in_window:
        yield from runtimes.settings(row, asked, left_out, sizes)
    elif asked.llama or asked.onnxruntime:
        left_out.add("batches, and texts longer than the window, by runtimes")


def add_arguments(one, run):
    one.add_argument("--form", choices=FORMS, required=True)
    one.add_argument("--batch-size", type=int, default=1)
    one.add_argument("--block-size", type=int, default=1024)
    one.add_argument("--embed-size", type=int, default=256)


if __name__ == "__main__":
    jmh.main(__doc__, "quick", add_arguments, measure, settings)
