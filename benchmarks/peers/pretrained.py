"""Sets Hugging Face Transformers' GPT-2, or a Llama-like model, beside kvbench's, run by hand.

`measure` times one setting and prints one line of JSON. An operation is one of three phases:

generate  `model.generate`: from the prompt to so many new tokens, greedy; no end token stops it
prefill   the same, one new token
decode    so many tokens after the prompt was passed and the first token chosen, which is not timed;
          the model is called directly, with a DynamicCache or over the whole text, and gives logits
          of the last position only

The prompt is the article's, "Once upon a time", repeated where it is to be longer. Weights are
random ones of GPT-2's shape, or those of a folder that has config.json and model.safetensors.

`interleave` makes a run in turns with a suite of kvbench's, and a run directory with the rows of
both; see jmh.py. Rows with trained weights need --model; those of a Llama-like model are always
such, and stop the run where their tokens are not kvbench's.

Usage: python pretrained.py measure --phase generate|prefill|decode --arm cached|uncached --steps 100
                              [--prompt-length 4] [--threads 2] [--warmup 1] [--iterations 3]
                              [--model FOLDER] [--dtype float32|bfloat16] [--device cpu|cuda]
       python pretrained.py interleave --jar benchmarks.jar --rounds 5 --output FOLDER
                              [--suite gpt2] [--suite-args "..."] [--model FOLDER]
                              [--llama] [--onnxruntime JAR]
       python pretrained.py interleave --jar benchmarks.jar --rounds 5 --output FOLDER
                              --suite llama --suite-args "-p model=FOLDER" --model FOLDER [--llama]

Needs torch and transformers (made with torch 2.7.1, transformers 5.24.0).
"""

import argparse
import inspect
import sys
from pathlib import Path

import torch
import transformers

import jmh
import runtimes

SHAPES = {  # layers, heads, embed
    "distilgpt2": (6, 12, 768),
    "gpt2": (12, 12, 768),
    "gpt2-medium": (24, 16, 1024),
    "gpt2-large": (36, 20, 1280),
    "gpt2-xl": (48, 25, 1600),
}


def load(asked):
    transformers.utils.logging.disable_progress_bar()
    dtype = getattr(torch, asked.dtype)
    if asked.model:
        model = transformers.AutoModelForCausalLM.from_pretrained(asked.model)
    else:
        torch.manual_seed(asked.seed)
        sizes = {
            "n_layer": asked.layers,
            "n_head": asked.heads,
            "n_embd": asked.embed,
            "vocab_size": asked.vocab,
        }
        given = {name: value for name, value in sizes.items() if value}
        model = transformers.GPT2LMHeadModel(transformers.GPT2Config(**given))
    # Not min_new_tokens: that forbids the end token, where kvbench takes it as any other.
    model.generation_config.eos_token_id = None
    model.generation_config.pad_token_id = 0  # unused; generate warns without one
    return model.to(asked.device, dtype).eval()


def generation(model, prompt, steps, cached):
    mask = torch.ones_like(prompt)

    def operate():
        return jmh.timed(
            lambda: model.generate(
                prompt,
                attention_mask=mask,
                do_sample=False,
                use_cache=cached,
                max_new_tokens=steps,
            )[:, prompt.shape[1] :].tolist()
        )

    return operate


def decoding(model, prompt, steps, cached):
    # Transformers 5 calls the cache by another name, and translates the old one at every call.
    new = "cache" in inspect.signature(model.forward).parameters
    name = "cache" if new else "past_key_values"

    def choose(text, cache):
        logits = model(text, **{name: cache}, use_cache=cached, logits_to_keep=1).logits
        return logits[:, -1:].argmax(-1)

    def decode(text, token, cache):
        chosen = [token]  # kvbench's tokenHash has the first one too
        for _ in range(steps):
            text = token if cached else torch.cat((text, token), 1)
            token = choose(text, cache)
            chosen.append(token)
        return torch.cat(chosen, 1).tolist()

    def operate():
        cache = transformers.DynamicCache(config=model.config) if cached else None
        token = choose(prompt, cache)
        token.tolist()  # waits for a GPU
        return jmh.timed(lambda: decode(prompt, token, cache))

    return operate


def passed(phase, prompt_length, steps):
    """Tokens that the model must have positions for: the last one chosen is not passed."""
    return prompt_length + steps - (0 if phase == "decode" else 1)


@torch.inference_mode()
def measure(asked):
    if min(asked.prompt_length, asked.steps) < 1:
        sys.exit("--prompt-length and --steps must be at least 1")
    if asked.phase == "prefill" and asked.steps != 1:
        sys.exit("of phase prefill --steps is 1")
    jmh.use_threads(asked.threads)
    jmh.require_device(asked.device)
    model = load(asked)
    positions = model.config.max_position_embeddings
    if passed(asked.phase, asked.prompt_length, asked.steps) > positions:
        sys.exit(f"the text is longer than the model's {positions} positions")
    repeated = jmh.prompt(asked.prompt_length, model.config.vocab_size)
    prompt = torch.tensor([repeated], device=asked.device)
    form = decoding if asked.phase == "decode" else generation
    about = {
        "phase": asked.phase,
        "arm": asked.arm,
        "promptLength": asked.prompt_length,
        "steps": asked.steps,
        "threads": asked.threads,
        "device": asked.device,
        "dtype": asked.dtype,
        "weights": "trained" if asked.model else "random",
        "parameters": sum(p.numel() for p in model.parameters()),
        "transformers": transformers.__version__,
        "attention": model.config._attn_implementation,
    }
    operate = form(model, prompt, asked.steps, asked.arm == "cached")
    # as kvbench counts them: those of a prompt that is passed, else those generated
    tokens = asked.prompt_length if asked.phase == "prefill" else asked.steps
    jmh.measured(operate, tokens, asked.warmup, asked.iterations, about)


def is_trained(row):
    """Whether kvbench's row is of trained weights; of "auto", a metric of it tells."""
    told = row["secondaryMetrics"].get("trainedWeights")
    if row["params"]["weights"] == "auto":
        return told is not None and told["score"] == 1
    return row["params"]["weights"] == "trained"


def require_shape(folder, model):
    """Stops where the one folder given is of another size than a row's model."""
    config = transformers.AutoConfig.from_pretrained(folder)
    found = (config.num_hidden_layers, config.num_attention_heads, config.hidden_size)
    if model in SHAPES and found != SHAPES[model]:
        sys.exit(f"{folder} is of {found}, and {model} of {SHAPES[model]}")


def settings(rows, asked):
    """What is measured beside kvbench's rows: each setting once, whatever its engine."""
    planned, left_out = {}, []
    options = {
        "phase": "--phase",
        "steps": "--steps",
        "promptLength": "--prompt-length",
        "threads": "--threads",
        "device": "--device",
        "dtype": "--dtype",
        "seed": "--seed",
    }
    for row in rows:
        benchmark, _, arm = row["benchmark"].rpartition(".")
        params = row["params"]
        gpt2 = benchmark.endswith(".Gpt2Benchmark")
        if not gpt2 and not benchmark.endswith(".LlamaBenchmark"):
            continue
        if params["dtype"] != "float32":
            continue
        model, trained = params["model"], is_trained(row)
        distinct = (arm, model, trained, *(params[name] for name in options))
        if distinct in planned:
            continue
        phase, steps = params["phase"], int(params["steps"])
        length = passed(phase, int(params["promptLength"]), steps)
        if gpt2 and length > 1024:
            left_out.append(f"{arm} {phase} of {length} tokens, longer than 1024")
            continue
        arguments = ["--arm", arm]
        for name, option in options.items():
            arguments += [option, params[name]]
        if trained:
            if not asked.model:
                sys.exit(
                    f"kvbench has trained weights of {model}: name them by --model"
                )
            require_shape(asked.model, model)
            arguments += ["--model", str(asked.model)]
        elif model in SHAPES:
            for size, value in zip(("layers", "heads", "embed"), SHAPES[model]):
                arguments += [f"--{size}", str(value)]
        else:
            left_out.append(f"random weights of {model}, whose shape is not known here")
            continue
        changed = {"engine": "transformers"}
        if arm == "cached":
            changed["policy"] = "growing"
        # Of the same weights the tokens are to be the same; random ones are each's own.
        planned[distinct] = jmh.Setting(row, {**params, **changed}, arguments, trained)
        sizes = None
        if trained and not gpt2:
            if asked.onnxruntime:
                left_out.append(f"ONNX Runtime of {model}, which is no GPT-2")
            sizes = ["--model", str(asked.model)]
        elif model in SHAPES:
            sizes = ["--gpt2", "--vocabulary", "50257", "--block-size", "1024"]
            for size, value in zip(("layers", "heads", "embed-size"), SHAPES[model]):
                sizes += [f"--{size}", str(value)]
        if sizes:
            for beside in runtimes.settings(asked, row, sizes):
                planned[tuple(beside.arguments)] = beside
    return list(planned.values()), sorted(set(left_out))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    modes = parser.add_subparsers(dest="mode", required=True)
    one = modes.add_parser("measure")
    one.add_argument(
        "--phase", choices=["generate", "prefill", "decode"], required=True
    )
    jmh.add_measure_arguments(one)
    one.add_argument("--prompt-length", type=int, default=4)
    one.add_argument("--model", type=Path, help="folder of trained weights")
    one.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    one.add_argument("--seed", type=int, default=1337, help="of random weights")
    for size in ("layers", "heads", "embed", "vocab"):
        one.add_argument(
            f"--{size}", type=int, help="of random weights, instead of GPT-2's"
        )
    run = modes.add_parser("interleave")
    jmh.add_interleave_arguments(run, suite="gpt2")
    runtimes.add_interleave_arguments(run)
    run.add_argument("--model", type=Path, help="folder of trained weights")
    asked = parser.parse_args()
    if asked.mode == "measure":
        measure(asked)
    else:
        jmh.interleave(asked, Path(__file__), lambda rows: settings(rows, asked))


if __name__ == "__main__":
    main()
