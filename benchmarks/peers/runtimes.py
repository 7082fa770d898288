"""llama.cpp and ONNX Runtime beside kvbench: one setting timed, from Python or from Java.

llama.cpp         through llama-cpp-python's low-level calls; weights and cache in float32. It has no
                  model with the article's ReLU: at the article's sizes it runs GPT-2's
                  architecture, whose feed forward has GELU and whose head has no bias. That is the
                  same work, not the same function. By --model it runs a Llama with the weights of
                  a folder, which are written as GGUF
onnxruntime-java  OnnxGreedy.java on the model as torch.onnx exports it, one graph for a whole text and
                  one for a token after a growing cache; of a text's last layer both compute what
                  comes after keys and values for the last position only

A cached operation passes the prompt, token 0 so many times, and then token after token; an uncached
one passes the whole text for every token. Phases are those of pretrained.py. Nothing is timed before the
arm's logits are those of PyTorch with the same random weights, and nothing is printed unless PyTorch
would choose the tokens too.

`article.py interleave` and `pretrained.py interleave` add them to a run by --llama and --onnxruntime JAR.

Usage: python runtimes.py --runtime llama.cpp --arm cached --steps 128 (--help has all options)

Needs torch and numpy, and transformers of a folder. llama.cpp needs llama-cpp-python and gguf; onnxruntime-java needs onnx, a JDK
and a jar: mvn dependency:copy -Dartifact=com.microsoft.onnxruntime:onnxruntime:1.24.1
-DoutputDirectory=. (Made with torch 2.7.1, llama-cpp-python 0.3.36 as pip builds it from source, gguf
0.19.0 and onnx 1.23.2.)
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import jmh
from train import FusedHeads, Model

PHASES = ["generate", "prefill", "decode"]
CHECKED = [1, 2, 17, 48]  # lengths of texts whose logits are compared first


def reference(asked):
    """The model in PyTorch, of the architecture that the runtime has."""
    if asked.model:
        return pretrained(asked)
    torch.manual_seed(asked.seed)
    model = Model(
        FusedHeads,
        asked.layers,
        asked.heads,
        asked.embed_size,
        asked.block_size,
        asked.vocabulary,
    )
    if asked.gpt2:
        for layer in model.blocks:
            layer.heads.qkv = nn.Linear(asked.embed_size, 3 * asked.embed_size)
        for name, value in model.named_parameters():
            if ".ll" not in name and not name.startswith("norm"):
                nn.init.normal_(value, std=0.02)
        model.linear.weight = model.tokens.weight
    if asked.gpt2 or asked.runtime == "llama.cpp":
        gelu = TableGelu() if asked.runtime == "llama.cpp" else nn.GELU("tanh")
        for layer in model.blocks:
            layer.ff[1] = gelu
        model.linear.bias.data.zero_()
    return model.eval().requires_grad_(False)


def pretrained(asked):
    """The model of a folder, by Transformers; with room for the text alone, as kvbench has it."""
    import transformers

    if asked.runtime != "llama.cpp":
        sys.exit(f"{asked.runtime} is not measured on the model of a folder")
    config = transformers.AutoConfig.from_pretrained(asked.model)
    plain = config.model_type == "llama" and not config.attention_bias
    if not plain or config.rope_parameters["rope_type"] != "default":
        sys.exit(f"{asked.model}: only a Llama without biases or rope scaling becomes GGUF")
    asked.block_size = min(
        asked.prompt_length + asked.steps, config.max_position_embeddings
    )
    asked.vocabulary = config.vocab_size
    transformers.utils.logging.disable_progress_bar()
    model = transformers.AutoModelForCausalLM.from_pretrained(
        asked.model, dtype=torch.float32
    )
    return model.eval().requires_grad_(False)


class TableGelu(nn.Module):
    """GELU as llama.cpp looks it up: of a float16, in float16."""

    def forward(self, x):
        return F.gelu(x.half().float(), approximate="tanh").half().float()


def logits(model, text):
    """Logits [n][V] after each token of a text, without a cache."""
    if not isinstance(model, Model):
        return model(torch.tensor([text]), use_cache=False).logits[0]
    x = model.tokens(torch.tensor(text)) + model.positions.weight[: len(text)]
    return model.linear(model.norm(model.blocks(x[None])))[0]


class Graph(nn.Module):
    """Logits of the last token [1][V], and each layer's keys and values [1][heads][n][size].

    Of tokens [1][n] at positions [n], with nothing before them; or, where the cache is given,
    [1][1] after it.
    """

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, tokens, positions, *past):
        model, present = self.model, []
        x = model.tokens(tokens) + model.positions(positions)
        future = positions[:, None] < positions
        for place, layer in enumerate(model.blocks):
            heads = layer.heads
            size = heads.qkv.in_features // heads.count
            parts = heads.qkv(layer.ll1(x)).unflatten(-1, (3, heads.count, size))
            q, k, v = parts.permute(2, 0, 3, 1, 4).unbind(0)
            if past:
                k = torch.cat((past[2 * place], k), 2)
                v = torch.cat((past[2 * place + 1], v), 2)
            present += [k, v]
            last = place == len(model.blocks) - 1
            if last:
                q, x = q[:, :, -1:], x[:, -1:]
            scores = q @ k.transpose(2, 3) * size**-0.5
            if not past and not last:
                scores = scores.masked_fill(future, -torch.inf)
            y = (scores.softmax(-1) @ v).transpose(1, 2).flatten(2)
            x = x + layer.proj(y)
            x = x + layer.ff(layer.ll2(x))
        return model.linear(model.norm(x))[:, -1], *present


class OnnxRuntimeJava:
    """A JVM that computes what it is told by a line, and answers by one."""

    tolerance = 1e-5  # of logits, in parts of the largest

    def __init__(self, model, asked, folder):
        if not asked.onnxruntime:
            sys.exit("--runtime onnxruntime-java needs --onnxruntime JAR")
        self.export(Graph(model), model, folder)
        source = Path(__file__).with_name("OnnxGreedy.java")
        command = [asked.java, "-cp", asked.onnxruntime, source, folder]
        self.process = subprocess.Popen(
            [*command, asked.arm, asked.threads],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.about = {"onnxruntime": self.answer()[0]}
        self.pid = self.process.pid

    def export(self, graph, model, folder):
        cache = [f"{kind}{i}" for i in range(len(model.blocks)) for kind in "kv"]
        past, present = (
            [f"{when}.{name}" for name in cache] for when in ("past", "present")
        )
        tokens, positions = torch.zeros(1, 3, dtype=torch.long), torch.arange(3)
        _, *filled = graph(tokens, positions)
        whole = {"tokens": {1: "n"}, "positions": {0: "n"}}
        grown = {name: {2: "seen"} for name in past}
        for name, arguments, grows in [
            ("whole", (tokens, positions), whole),
            ("step", (tokens[:, :1], positions[:1], *filled), grown),
        ]:
            torch.onnx.export(
                graph,
                arguments,
                f"{folder}/{name}.onnx",
                input_names=["tokens", "positions", *past][: len(arguments)],
                output_names=["logits", *present],
                dynamic_axes={**grows, **{name: {2: "after"} for name in present}},
                opset_version=20,  # has GELU
                dynamo=False,
            )

    def answer(self, *words):
        if words:
            print(*words, file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            sys.exit("onnxruntime-java ended")
        return line.split()

    def logits(self, text, first):
        return np.array(self.answer("logits", first, *text), dtype=np.float32)

    def operate(self, prompt, steps, timed_prompt):
        answer = self.answer("tokens", steps, str(timed_prompt).lower(), *prompt)
        return float(answer[0]), [[int(token) for token in answer[1:]]]


class LlamaCpp:
    tolerance = 1e-3  # a last bit more or less before float16's rounding, in each layer
    pid = None  # its memory would be PyTorch's too

    def __init__(self, model, asked, folder):
        import llama_cpp

        self.calls = llama_cpp
        self.told = llama_cpp.llama_log_callback(self.tell)
        llama_cpp.llama_log_set(self.told, None)
        self.about = {"llama.cpp": f"llama-cpp-python {llama_cpp.__version__}"}
        self.cached = asked.arm == "cached"
        self.vocabulary = asked.vocabulary
        path = f"{folder}/model.gguf"
        if asked.model:
            self.write_llama(model, path)
        else:
            self.write(model, asked, path)
        self.model = llama_cpp.llama_model_load_from_file(
            path.encode(), llama_cpp.llama_model_default_params()
        )
        chosen = llama_cpp.llama_context_default_params()
        chosen.n_ctx = chosen.n_batch = chosen.n_ubatch = asked.block_size
        chosen.n_threads = chosen.n_threads_batch = int(asked.threads)
        chosen.type_k = chosen.type_v = llama_cpp.GGML_TYPE_F32
        # Flash attention would make a float16 copy of the cache at every token.
        chosen.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self.context = llama_cpp.llama_init_from_model(self.model, chosen)
        if not self.context:
            sys.exit("llama.cpp does not take the model")
        self.memory = llama_cpp.llama_get_memory(self.context)

    @staticmethod
    def tell(level, text, _):
        if level == 4:  # errors
            sys.stderr.write(text.decode())

    def write(self, model, asked, path):
        import gguf

        writer = gguf.GGUFWriter(path, "gpt2")
        writer.add_context_length(asked.block_size)
        writer.add_embedding_length(asked.embed_size)
        writer.add_feed_forward_length(4 * asked.embed_size)
        writer.add_block_count(asked.layers)
        writer.add_head_count(asked.heads)
        writer.add_layer_norm_eps(1e-5)
        writer.add_vocab_size(asked.vocabulary)
        writer.add_tokenizer_model("no_vocab")
        modules = {
            "token_embd": model.tokens,
            "position_embd": model.positions,
            "output_norm": model.norm,
        }
        if not asked.gpt2:  # GPT-2's is that of the tokens
            writer.add_tensor("output.weight", model.linear.weight.numpy())
        for i, layer in enumerate(model.blocks):
            modules[f"blk.{i}.attn_norm"] = layer.ll1
            modules[f"blk.{i}.attn_qkv"] = layer.heads.qkv
            modules[f"blk.{i}.attn_output"] = layer.proj
            modules[f"blk.{i}.ffn_norm"] = layer.ll2
            modules[f"blk.{i}.ffn_up"] = layer.ff[0]
            modules[f"blk.{i}.ffn_down"] = layer.ff[2]
            if layer.heads.qkv.bias is None:
                bias = np.zeros(3 * asked.embed_size, dtype=np.float32)
                writer.add_tensor(f"blk.{i}.attn_qkv.bias", bias)
        for name, module in modules.items():
            for kind, value in module.named_parameters():
                writer.add_tensor(f"{name}.{kind}", value.numpy())
        self.close(writer)

    def write_llama(self, model, path):
        import gguf

        config = model.config
        heads = {"q": config.num_attention_heads, "k": config.num_key_value_heads}
        writer = gguf.GGUFWriter(path, "llama")
        writer.add_context_length(config.max_position_embeddings)
        writer.add_embedding_length(config.hidden_size)
        writer.add_feed_forward_length(config.intermediate_size)
        writer.add_block_count(config.num_hidden_layers)
        writer.add_head_count(heads["q"])
        writer.add_head_count_kv(heads["k"])
        writer.add_key_length(config.head_dim)
        writer.add_value_length(config.head_dim)
        writer.add_rope_dimension_count(config.head_dim)
        writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
        writer.add_layer_norm_rms_eps(config.rms_norm_eps)
        writer.add_vocab_size(config.vocab_size)
        writer.add_tokenizer_model("no_vocab")
        arch, layers = gguf.MODEL_ARCH.LLAMA, config.num_hidden_layers
        names = gguf.get_tensor_name_map(arch, layers)
        for name, value in model.named_parameters():  # a tied head is not among them
            for kind, count in heads.items():
                if f".{kind}_proj." in name:
                    # Pairs of a rotation lie side by side, where Transformers has them apart.
                    halves = value.unflatten(0, (count, 2, -1))
                    value = halves.transpose(1, 2).flatten(0, 2).contiguous()
            stored = names.get_name(name, try_suffixes=(".weight",))
            writer.add_tensor(stored, value.numpy())
        self.close(writer)

    @staticmethod
    def close(writer):
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()

    def after(self, text, fresh):
        """Logits [V] after text: all of it, or one more token."""
        if fresh or not self.cached:
            self.calls.llama_memory_clear(self.memory, False)
        else:
            text = text[-1:]
        tokens = (self.calls.llama_token * len(text))(*text)
        batch = self.calls.llama_batch_get_one(tokens, len(text))
        if self.calls.llama_decode(self.context, batch) != 0:
            sys.exit("llama.cpp could not pass the text")
        logits = self.calls.llama_get_logits_ith(self.context, -1)
        return np.ctypeslib.as_array(logits, (self.vocabulary,))

    def logits(self, text, first):
        logits = self.after(text[:first], fresh=True)
        for count in range(first + 1, len(text) + 1):
            logits = self.after(text[:count], fresh=False)
        return logits

    def operate(self, prompt, steps, timed_prompt):
        text = list(prompt)

        def choose(count):
            for _ in range(count):
                logits = self.after(text, fresh=len(text) == len(prompt))
                text.append(int(logits.argmax()))

        if not timed_prompt:
            choose(1)
        took, _ = jmh.timed(lambda: choose(steps))
        return took, [text[len(prompt) :]]


RUNTIMES = {"llama.cpp": LlamaCpp, "onnxruntime-java": OnnxRuntimeJava}


@torch.inference_mode()
def measure(asked):
    if asked.device != "cpu":
        sys.exit("runtimes are measured on the CPU only")
    jmh.use_threads(asked.threads)
    asked.threads = str(torch.get_num_threads())
    timed_prompt = asked.phase != "decode"
    model = reference(asked)
    if asked.prompt_length + asked.steps - timed_prompt > asked.block_size:
        sys.exit(f"the text is longer than the model's {asked.block_size} positions")
    prompt = [0] * asked.prompt_length
    if asked.model:
        prompt = jmh.prompt(asked.prompt_length, asked.vocabulary)
    with tempfile.TemporaryDirectory(prefix="kvbench-peers-") as folder:
        runtime = RUNTIMES[asked.runtime](model, asked, folder)
        for count in CHECKED:
            text = [7 * i % asked.vocabulary for i in range(count)]
            text = text[: asked.block_size]
            right = logits(model, text)[-1].numpy()
            apart = abs(runtime.logits(text, (len(text) + 1) // 2) - right).max()
            if not apart <= runtime.tolerance * abs(right).max():
                sys.exit(
                    f"not timed: logits after {len(text)} tokens are {apart:.3g} off"
                )
        checked = []

        def operate():
            took, chosen = runtime.operate(prompt, asked.steps, timed_prompt)
            if not checked:
                require_choices(model, prompt, chosen[0], runtime.tolerance)
                checked.append(chosen)
            return took, chosen

        kept = ["runtime", "gpt2", "phase", "arm", "steps", "prompt_length", "threads"]
        if not asked.model:
            kept += ["layers", "heads", "embed_size", "block_size", "vocabulary"]
        jmh.measured(
            operate,
            asked.prompt_length if asked.phase == "prefill" else asked.steps,
            asked.warmup,
            asked.iterations,
            {**{name: getattr(asked, name) for name in kept}, **runtime.about},
            runtime.pid,
        )


def require_choices(model, prompt, chosen, tolerance):
    """Stops unless PyTorch has no better token anywhere than the one chosen."""
    expected = logits(model, prompt + chosen[:-1])[len(prompt) - 1 :]
    taken = expected.gather(1, torch.tensor(chosen)[:, None])
    short = float((expected.amax(1, keepdim=True) - taken).max())
    if not short <= 2 * tolerance * float(expected.abs().max()):
        sys.exit(f"a token was chosen whose logit is {short:.3g} short of the best")


def settings(row, asked, left_out, model):
    """What is measured beside kvbench's row: a setting of each runtime asked for.

    model is the arguments that tell the model: its sizes, or a folder with kvbench's weights, of
    which it is to choose the tokens too.
    """
    hashed = "--model" in model
    params = row["params"]
    if (asked.llama or asked.onnxruntime) and params["device"] != "cpu":
        left_out.add("runtimes, which are measured on the CPU only")
        return []
    arm = row["benchmark"].rpartition(".")[2]
    arguments = ["--arm", arm, *model]
    names = ("device", "phase", "promptLength", "seed", "steps", "threads")
    arguments += jmh.options(params, [name for name in names if name in params])
    runtimes = []
    if asked.llama:
        runtimes.append(("llama.cpp", "ring", []))
    if asked.onnxruntime and not hashed:  # it has a graph of GPT-2's shape only
        jar = ["--onnxruntime", asked.onnxruntime, "--java", asked.java]
        runtimes.append(("onnxruntime-java", "growing", jar))
    planned = []
    for name, policy, further in runtimes:
        changed = {**params, "engine": name}
        if arm == "cached":
            changed["policy"] = policy
        own = ["--runtime", name, *further, *arguments]
        planned.append(jmh.Setting(row, changed, own, hashed, script=Path(__file__)))
    return planned


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runtime", choices=RUNTIMES, required=True)
    jmh.add_measure_arguments(parser)
    parser.add_argument("--gpt2", action="store_true", help="GPT-2's architecture")
    parser.add_argument("--phase", choices=PHASES, default="generate")
    parser.add_argument("--prompt-length", type=int, default=1)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--heads", type=int, default=4)
    parser.add_argument("--embed-size", type=int, default=256)
    parser.add_argument("--block-size", type=int, default=1024)
    parser.add_argument("--vocabulary", type=int, default=65)
    parser.add_argument("--seed", type=int, default=1337, help="of the weights")
    parser.add_argument("--model", type=Path, help="folder of a Llama's weights")
    parser.add_argument("--onnxruntime", metavar="JAR")
    parser.add_argument("--java", default="java")
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
