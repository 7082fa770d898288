"""Makes what the Java tests compare kvbench's Llama-like models with, by Hugging Face Transformers.

It writes the committed fixtures llama-tiny/, mistral-tiny/, qwen2-tiny/ and qwen3-tiny/:
config.json and model.safetensors as `save_pretrained` writes them, 2 layers with random weights,
and expected.json:

tokens   three texts
logits   for each length, all logits [3][V] after so many tokens of each text
greedy   tokens chosen after the first four of each text; with a cache and without one they are the
         same, or another seed is taken

fp32, one CPU thread. The model is read back from its files before it is asked.

Usage: python make_llama_golden.py [--out FOLDER]
       python make_llama_golden.py --trained FOLDER PROMPT [--steps 100]

With --trained it prints the greedy tokens of a model in a folder after a prompt, as numbers.

Needs torch and transformers (made with torch 2.7.1, transformers 5.24.0).
"""

import argparse
import json
import sys
from pathlib import Path

import torch
import transformers
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    LlamaConfig,
    MistralConfig,
    Qwen2Config,
    Qwen3Config,
)

DEFAULT_OUT = Path(__file__).resolve().parents[1] / "resources/golden"
BATCH = 3
LENGTHS = [1, 2, 7, 33, 64]
PROMPT = 4
GREEDY = 40
GAP = 1e-3  # rounding must not be able to change a choice
STD = 0.3
DIGITS = 9  # give a fp32 back exactly

# Each has what no other has: in size of heads and groups, positions, biases, norms, head, window.
COMMON = {
    "vocab_size": 48,
    "hidden_size": 24,
    "num_hidden_layers": 2,
    "max_position_embeddings": LENGTHS[-1],
    "bos_token_id": None,
    "eos_token_id": None,
    "pad_token_id": None,
}
CONFIGS = {
    "llama": LlamaConfig(
        **COMMON,
        intermediate_size=40,
        num_attention_heads=6,
        num_key_value_heads=2,
        attention_bias=True,
        mlp_bias=True,
        rms_norm_eps=1e-5,
        rope_parameters={
            "rope_type": "llama3",
            "rope_theta": 100.0,
            "factor": 4.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 32,
        },
    ),
    "mistral": MistralConfig(
        **COMMON,
        intermediate_size=30,
        num_attention_heads=4,
        num_key_value_heads=1,
        head_dim=8,
        sliding_window=9,
    ),
    "qwen2": Qwen2Config(
        **COMMON,
        intermediate_size=32,
        num_attention_heads=4,
        num_key_value_heads=2,
        tie_word_embeddings=True,
        rope_parameters={"rope_type": "linear", "rope_theta": 1e4, "factor": 2.0},
    ),
    "qwen3": Qwen3Config(
        **COMMON,
        intermediate_size=32,
        num_attention_heads=4,
        num_key_value_heads=4,
        head_dim=8,
        tie_word_embeddings=True,
        rope_parameters={"rope_type": "default", "rope_theta": 1e6},
    ),
}


@torch.no_grad()
def random_model(config, seed):
    """Every number is random, so that none can be mixed up or left out without being noticed."""
    generator = torch.Generator().manual_seed(seed)
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()
    for name, parameter in model.named_parameters():
        norm = name.endswith("norm.weight")
        parameter.normal_(1 if norm else 0, STD, generator=generator)
    model.tie_weights()
    return model


def read_back(folder, model):
    """The model as its files have it, which must be the one they were made from."""
    read = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    )
    for name, tensor in model.state_dict().items():
        if not torch.equal(tensor, read.state_dict()[name]):
            sys.exit(f"{name} is not what was saved")
    return read.eval()


def number(value):
    return float(f"{float(value):.{DIGITS}g}")


@torch.inference_mode()
def greedy(model, prompts, steps, cached):
    """Tokens after the prompts, and the smallest lead of the best over the second."""
    result = model.generate(
        prompts,
        attention_mask=torch.ones_like(prompts),
        do_sample=False,
        use_cache=cached,
        max_new_tokens=steps,
        pad_token_id=0,
        return_dict_in_generate=True,
        output_logits=True,
    )
    leads = [float(step.topk(2).values.diff().abs().min()) for step in result.logits]
    return result.sequences[:, prompts.size(1) :].tolist(), min(leads)


@torch.inference_mode()
def expected(model, texts):
    """Returns expected.json, or None for weights that are unfit."""
    cached, gap = greedy(model, texts[:, :PROMPT], GREEDY, True)
    uncached, other_gap = greedy(model, texts[:, :PROMPT], GREEDY, False)
    # A text that goes round in a circle would hide a wrong position.
    varied = all(len(set(row[-20:])) >= 6 for row in cached)
    if min(gap, other_gap) <= GAP or cached != uncached or not varied:
        return None
    logits = []
    for length in LENGTHS:
        rows = model(texts[:, :length], use_cache=False).logits[:, -1]
        logits.append(
            {
                "length": length,
                "logits": [[number(value) for value in row] for row in rows],
            }
        )
    return {"tokens": texts.tolist(), "logits": logits, "greedy": cached}


def write_expected(folder, content):
    # One list a line: short to look at, and a change is a line of a diff.
    logits = ",\n  ".join(json.dumps(entry) for entry in content["logits"])
    (folder / "expected.json").write_text(
        f'{{\n "tokens": {json.dumps(content["tokens"])},\n "logits": [\n  {logits}\n ],\n'
        f' "greedy": {json.dumps(content["greedy"])}\n}}\n'
    )


def tiny(name, config, folder):
    for seed in range(10_000):
        model = random_model(config, seed)
        generator = torch.Generator().manual_seed(seed)
        texts = torch.randint(
            config.vocab_size, (BATCH, LENGTHS[-1]), generator=generator
        )
        if expected(model, texts):
            break
    else:
        sys.exit("no seed is fit")
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)  # nothing reads it
    (folder / "model.safetensors").chmod(0o644)
    write_expected(folder, expected(read_back(folder, model), texts))
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"{name}: seed {seed}, {size} bytes")
    if size >= 150_000:
        sys.exit("too large to commit")


def trained(folder, prompt, steps):
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    ids = AutoTokenizer.from_pretrained(folder)(prompt, return_tensors="pt").input_ids
    tokens, gap = greedy(model, ids, steps, True)
    print(f"prompt {ids.tolist()[0]}\ntokens {tokens[0]}\nsmallest gap {gap:.3g}")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    parser.add_argument("--trained", nargs=2, metavar=("FOLDER", "PROMPT"))
    parser.add_argument("--steps", type=int, default=100, help="greedy tokens")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    transformers.utils.logging.disable_progress_bar()
    if asked.trained:
        trained(*asked.trained, asked.steps)
        return
    for name, config in CONFIGS.items():
        tiny(name, config, asked.out / f"{name}-tiny")


if __name__ == "__main__":
    main()
