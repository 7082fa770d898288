"""Makes what the Java tests compare kvbench's GPT-2 with, by Hugging Face Transformers.

Without --full it writes the committed fixture gpt2-tiny/: config.json and model.safetensors as
`save_pretrained` writes them, 2 layers of width 16 with random weights, biases and layer norms, and
expected.json.

With --full FOLDER it makes a model of GPT-2's own shape there, which is too large to commit, again
with random weights. Tensors are named as in the file that OpenAI's weights are usually loaded from
(`h.0.…`), or as `save_pretrained` names them (`transformer.h.0.…`, --prefix), with the causal masks
that old files hold (--masks), in one file or in several with an index (--shards N).

With --trained FOLDER it takes the model that is there, and adds expected.json.

expected.json:

tokens   a text; its first four tokens are the prompt
logits   for each length, logits after so many tokens of the text: all of them, or where that would
         make the file too large their largest, and every so many-th (`indices`, `values`)
greedy   tokens chosen after the prompt, and by how much the best was ahead of the second at least;
         with a cache and without one they are the same, or the script stops

fp32, one CPU thread (--threads). The model is read back from its files before it is asked.

Usage: python make_gpt2_golden.py [--out FOLDER]
       python make_gpt2_golden.py --full FOLDER [--layers 12] [--heads 12] [--embed 768]
                                  [--positions 1024] [--vocab 50257] [--seed 7] [--std 0.08]
                                  [--prefix] [--masks] [--shards N] [--steps 200] [--threads 2]
       python make_gpt2_golden.py --trained FOLDER [--steps 200] [--threads 2]

Needs torch and transformers (made with torch 2.7.1, transformers 5.24.0).
"""

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import safetensors.torch
import torch
import transformers
from transformers import GPT2Config, GPT2LMHeadModel

DEFAULT_OUT = (
    Path(__file__).resolve().parents[1] / "resources/golden/gpt2-tiny"
)
PROMPT = [7454, 2402, 257, 640]  # "Once upon a time"
FULL_LOGITS = 5_000_000  # bytes that all logits of two lengths may take in the file
SAMPLE = 500
DIGITS = 9  # give a fp32 back exactly


@dataclass(frozen=True)
class Plan:
    lengths: list  # logits after so many tokens of the text
    every: list  # those of which all logits are stored
    greedy: int
    gap: float  # rounding must not be able to change a choice


def config(layers, heads, embed, positions, vocabulary):
    return GPT2Config(
        n_layer=layers,
        n_head=heads,
        n_embd=embed,
        n_positions=positions,
        vocab_size=vocabulary,
        activation_function="gelu_new",
        bos_token_id=vocabulary - 1,  # of GPT-2's 50257 too, the last one ends a text
        eos_token_id=vocabulary - 1,
    )


@torch.no_grad()
def random_model(shape, std, seed):
    """Every number is random, so that none can be mixed up or left out without being noticed."""
    generator = torch.Generator().manual_seed(seed)
    model = GPT2LMHeadModel(shape).eval()
    for name, parameter in model.named_parameters():
        norm_weight = ".ln_" in name and name.endswith("weight")
        parameter.normal_(1 if norm_weight else 0, std, generator=generator)
    return model


# ------------------------------------------------------------------------------------- files


def save(model, folder, prefix, masks, shards):
    """Writes what `save_pretrained` does not: other names, masks, shards at will."""
    model.config.save_pretrained(folder)
    shape = model.config
    tensors = {}
    for name, tensor in model.transformer.state_dict().items():
        if name.endswith((".attn.bias", ".attn.masked_bias")):
            continue  # some versions keep masks of their own
        tensors[name] = tensor.contiguous()
    if masks:
        ones = torch.ones(shape.n_positions, shape.n_positions)
        for layer in range(shape.n_layer):
            # A copy each, as the format knows no shared memory.
            tensors[f"h.{layer}.attn.bias"] = ones.tril()[None, None]
    if prefix:
        tensors = {f"transformer.{name}": tensor for name, tensor in tensors.items()}
    metadata = {"format": "pt"}
    if not shards:
        safetensors.torch.save_file(tensors, folder / "model.safetensors", metadata)
        return
    names, places = list(tensors), {}
    for number in range(shards):
        file = f"model-{number + 1:05d}-of-{shards:05d}.safetensors"
        part = names[
            number * len(names) // shards : (number + 1) * len(names) // shards
        ]
        places.update({name: file for name in part})
        shard = {name: tensors[name] for name in part}
        safetensors.torch.save_file(shard, folder / file, metadata)
    index = {
        "metadata": {
            "total_size": sum(t.numel() * t.element_size() for t in tensors.values())
        },
        "weight_map": dict(sorted(places.items())),
    }
    (folder / "model.safetensors.index.json").write_text(
        json.dumps(index, indent=2) + "\n"
    )


def read_back(folder, model):
    """The model as its files have it, which must be the one they were made from."""
    read, about = GPT2LMHeadModel.from_pretrained(folder, output_loading_info=True)
    missing = [name for name in about["missing_keys"] if name != "lm_head.weight"]
    if missing:
        sys.exit(f"not in the files: {missing}")
    for name, tensor in model.state_dict().items():
        if not torch.equal(tensor, read.state_dict()[name]):
            sys.exit(f"{name} is not what was saved")
    return read.eval()


# ---------------------------------------------------------------------------------- expected


def number(value):
    return float(f"{float(value):.{DIGITS}g}")


@torch.inference_mode()
def logits_after(model, text, every):
    logits = model(torch.tensor([text]), use_cache=False, logits_to_keep=1).logits[
        0, -1
    ]
    best = int(logits.argmax())
    found = {"length": len(text), "argmax": best, "max": number(logits[best])}
    if every:
        return {**found, "logits": [number(value) for value in logits]}
    stride = max(1, len(logits) // SAMPLE)
    indices = list(range(0, len(logits), stride))[:SAMPLE]
    return {**found, "indices": indices, "values": [number(logits[i]) for i in indices]}


@torch.inference_mode()
def greedy(model, prompt, steps, cached):
    """Tokens after the prompt, and the smallest lead of the best over the second."""
    model.generation_config.eos_token_id = None  # nothing is to stop it
    model.generation_config.pad_token_id = 0
    ids = torch.tensor([prompt])
    result = model.generate(
        ids,
        attention_mask=torch.ones_like(ids),
        do_sample=False,
        use_cache=cached,
        max_new_tokens=steps,
        return_dict_in_generate=True,
        output_logits=True,
    )
    leads = [float(-step[0].topk(2).values.diff()) for step in result.logits]
    return result.sequences[0, len(prompt) :].tolist(), min(leads)


def expected(model, text, plan):
    """Returns expected.json, or None and why these weights are unfit."""
    cached, gap = greedy(model, text[:4], plan.greedy, cached=True)
    if gap <= plan.gap:
        return None, f"a choice is ahead by {gap:.3g} only"
    uncached, other_gap = greedy(model, text[:4], plan.greedy, cached=False)
    if cached != uncached:
        return None, "with a cache and without one the tokens differ"
    return {
        "tokens": text,
        "logits": [
            logits_after(model, text[:n], n in plan.every) for n in plan.lengths
        ],
        "greedy": {
            "prompt": text[:4],
            "tokens": cached,
            "smallestGap": float(f"{min(gap, other_gap):.3g}"),
        },
    }, None


def write_expected(folder, content):
    # One list a line: short to look at, and a change is a line of a diff.
    def line(value):
        return json.dumps(value, separators=(", ", ": "))

    logits = ",\n  ".join(line(entry) for entry in content["logits"])
    (folder / "expected.json").write_text(
        f'{{\n "tokens": {line(content["tokens"])},\n "logits": [\n  {logits}\n ],\n'
        f' "greedy": {line(content["greedy"])}\n}}\n'
    )


def random_text(vocabulary, length, seed):
    """The prompt, or what fits of it into the vocabulary, and random tokens."""
    generator = torch.Generator().manual_seed(seed)
    tail = torch.randint(
        vocabulary, (length - len(PROMPT),), generator=generator
    ).tolist()
    return [token % vocabulary for token in PROMPT] + tail


# ---------------------------------------------------------------------------------- the two


def tiny(folder):
    shape = config(layers=2, heads=2, embed=16, positions=64, vocabulary=48)
    lengths = [1, 2, 7, 33, 64]
    plan = Plan(lengths, lengths, greedy=60, gap=1e-3)
    for seed in range(10_000):
        model = random_model(shape, 0.3, seed)
        text = random_text(shape.vocab_size, shape.n_positions, seed)
        content, _ = expected(model, text, plan)
        # A text that goes round in a circle would hide a wrong position.
        if content and len(set(content["greedy"]["tokens"][-20:])) >= 8:
            break
    else:
        sys.exit("no seed is fit")
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder, safe_serialization=True)
    (folder / "generation_config.json").unlink(missing_ok=True)  # nothing reads it
    (folder / "model.safetensors").chmod(0o644)
    content, _ = expected(read_back(folder, model), text, plan)
    write_expected(folder, content)
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"seed {seed}, smallest gap {content['greedy']['smallestGap']}, {size} bytes")
    if size >= 100_000:
        sys.exit("too large to commit")


def full(asked):
    shape = config(asked.layers, asked.heads, asked.embed, asked.positions, asked.vocab)
    model = random_model(shape, asked.std, asked.seed)
    asked.full.mkdir(parents=True, exist_ok=True)
    save(model, asked.full, asked.prefix, asked.masks, asked.shards)
    expect(asked, asked.full, read_back(asked.full, model))


def trained(asked):
    expect(asked, asked.trained, GPT2LMHeadModel.from_pretrained(asked.trained).eval())


def expect(asked, folder, model):
    shape = model.config
    lengths = [n for n in (1, 4, 50, 200) if n <= shape.n_positions]
    every = [lengths[0], lengths[-1]]
    if len(every) * 14 * shape.vocab_size > FULL_LOGITS:
        every = []
    steps = min(asked.steps, shape.n_positions + 1 - len(PROMPT))
    plan = Plan(lengths, every, steps, gap=1e-4)
    text = random_text(shape.vocab_size, max(4, lengths[-1]), asked.seed)
    content, unfit = expected(model, text, plan)
    if unfit:
        sys.exit(f"{unfit}: take another --seed or fewer --steps")
    write_expected(folder, content)
    distinct = len(set(content["greedy"]["tokens"]))
    print(
        f"{steps} greedy tokens, {distinct} distinct,"
        f" smallest gap {content['greedy']['smallestGap']}"
    )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    parser.add_argument("--full", type=Path, metavar="FOLDER")
    parser.add_argument("--trained", type=Path, metavar="FOLDER")
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--heads", type=int, default=12)
    parser.add_argument("--embed", type=int, default=768)
    parser.add_argument("--positions", type=int, default=1024)
    parser.add_argument("--vocab", type=int, default=50257)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--std", type=float, default=0.08, help="of all weights (%(default)s)"
    )
    parser.add_argument("--prefix", action="store_true")
    parser.add_argument("--masks", action="store_true")
    parser.add_argument("--shards", type=int)
    parser.add_argument("--steps", type=int, default=200, help="greedy tokens")
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    transformers.utils.logging.disable_progress_bar()
    if asked.full:
        full(asked)
    elif asked.trained:
        trained(asked)
    else:
        tiny(asked.out)


if __name__ == "__main__":
    main()
