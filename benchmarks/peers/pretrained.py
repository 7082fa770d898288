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

Usage: python pretrained.py measure --phase generate --arm cached --steps 100
       python pretrained.py interleave --jar benchmarks.jar --output FOLDER
       python pretrained.py interleave --jar benchmarks.jar --output FOLDER
                              --suite llama --suite-args "-p model=FOLDER" --model FOLDER
(--help after either word has all options)

Needs torch and transformers (made with torch 2.7.1, transformers 5.24.0).
"""

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


def settings(row, asked, left_out):
    """What is measured beside kvbench's row, whatever its engine."""
    benchmark, _, arm = row["benchmark"].rpartition(".")
    params = row["params"]
    gpt2 = benchmark.endswith(".Gpt2Benchmark")
    if not gpt2 and not benchmark.endswith(".LlamaBenchmark"):
        return
    if params["dtype"] != "float32":
        return
    model, trained, phase = params["model"], is_trained(row), params["phase"]
    length = passed(phase, int(params["promptLength"]), int(params["steps"]))
    if gpt2 and length > 1024:
        left_out.add(f"{arm} {phase} of {length} tokens, longer than 1024")
        return
    shape = dict(zip(("layers", "heads", "embed"), map(str, SHAPES.get(model, ()))))
    if trained and not asked.model:
        sys.exit(f"kvbench has trained weights of {model}: name them by --model")
    if trained:
        require_shape(asked.model, model)
        weights = ["--model", str(asked.model)]
    elif shape:
        weights = jmh.options(shape, shape)
    else:
        left_out.add(f"random weights of {model}, whose shape is not known here")
        return
    names = ["phase", "steps", "promptLength", "threads", "device", "dtype", "seed"]
    arguments = ["--arm", arm, *jmh.options(params, names), *weights]
    changed = {"engine": "transformers"}
    if arm == "cached":
        changed["policy"] = "growing"
    # Of the same weights the tokens are to be the same; random ones are each's own.
    yield jmh.Setting(row, {**params, **changed}, arguments, trained)
    if trained and not gpt2:
        if asked.onnxruntime:
            left_out.add(f"ONNX Runtime of {model}, which is no GPT-2")
        yield from runtimes.settings(row, asked, left_out, weights)
    elif shape:
        gpt2_sizes = {"vocabulary": "50257", "blockSize": "1024", **shape}
        gpt2_sizes["embedSize"] = gpt2_sizes.pop("embed")
        sizes = ["--gpt2", *jmh.options(gpt2_sizes, gpt2_sizes)]
        yield from runtimes.settings(row, asked, left_out, sizes)


def add_arguments(one, run):
    one.add_argument("--phase", choices=runtimes.PHASES, required=True)
    one.add_argument("--prompt-length", type=int, default=4)
    one.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    for size in ("layers", "heads", "embed", "vocab"):
        one.add_argument(
            f"--{size}", type=int, help="of random weights, instead of GPT-2's"
        )
    for parser in (one, run):
        parser.add_argument("--model", type=Path, help="folder of trained weights")


if __name__ == "__main__":
    jmh.main(__doc__, "gpt2", add_arguments, measure, settings)
