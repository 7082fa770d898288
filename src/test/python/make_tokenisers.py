"""Makes small tokenisers of the kinds that models come with, and texts with their tokens.

By Hugging Face's tokenizers, each in a folder of golden/tokenisers:

bytes      byte-level BPE, as GPT-2 and Llama 3 have it; the last token is <|endoftext|>
llama      BPE of characters with bytes for what is missing, and <s> before a text, as Llama 2 and
           Mistral have it: the space before a word is part of it, and the first one is not written
qwen       byte-level BPE after NFC, numbers digit by digit, special tokens past the vocabulary
unigram    a list of pieces with scores, as SentencePiece makes it

tokenizer.json    as the library writes it
texts.json        texts, their tokens (with special ones added), and what these are as text

Usage: python make_tokenisers.py [--out FOLDER]

A tokenizer.json that is there is kept, and texts.json made of it: two trainings do not give the same.

Needs tokenizers (made with tokenizers 0.23.3).
"""

import argparse
import json
from pathlib import Path

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

from make_gpt2_tokens import TEXTS

DEFAULT_OUT = Path(__file__).resolve().parents[1] / "resources/golden/tokenisers"
QWEN_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CHAT = "<|im_start|>user\nOnce upon a time<|im_end|>\n<|im_start|>assistant\n"
MORE = [CHAT, "<s>[INST] hello [/INST] world</s>", "one <|im_end|>two", "  two spaces first", "\u2581"]


def byte_level():
    tokeniser = Tokenizer(models.BPE())
    tokeniser.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokeniser.post_processor = processors.ByteLevel(trim_offsets=False)
    tokeniser.decoder = decoders.ByteLevel()
    train(tokeniser, trainers.BpeTrainer(vocab_size=400, initial_alphabet=bytes_()))
    tokeniser.add_special_tokens(["<|endoftext|>"])
    return tokeniser


def llama():
    tokeniser = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    tokeniser.normalizer = normalizers.Sequence(
        [normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")]
    )
    special = ["<unk>", "<s>", "</s>"] + ["<0x%02X>" % byte for byte in range(256)]
    train(
        tokeniser, trainers.BpeTrainer(vocab_size=500, limit_alphabet=100, special_tokens=special)
    )
    # The bytes are tokens of the model, and no special ones.
    written = json.loads(tokeniser.to_str())
    written["added_tokens"] = written["added_tokens"][:3]
    tokeniser = Tokenizer.from_str(json.dumps(written))
    tokeniser.decoder = decoders.Sequence(
        [
            decoders.Replace("\u2581", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    tokeniser.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
    )
    return tokeniser


def qwen():
    tokeniser = Tokenizer(models.BPE())
    tokeniser.normalizer = normalizers.NFC()
    tokeniser.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(QWEN_WORDS), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokeniser.decoder = decoders.ByteLevel()
    train(tokeniser, trainers.BpeTrainer(vocab_size=400, initial_alphabet=bytes_()))
    tokeniser.add_special_tokens(["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
    tokeniser.add_tokens([AddedToken("<tool_call>", normalized=False)])
    return tokeniser


def unigram():
    tokeniser = Tokenizer(models.Unigram())
    tokeniser.normalizer = normalizers.NFKC()
    tokeniser.pre_tokenizer = pre_tokenizers.Metaspace()
    tokeniser.decoder = decoders.Metaspace()
    train(
        tokeniser,
        trainers.UnigramTrainer(
            vocab_size=250, unk_token="<unk>", special_tokens=["<unk>", "<s>", "</s>"]
        ),
    )
    tokeniser.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 2)]
    )
    return tokeniser


def bytes_():
    return pre_tokenizers.ByteLevel.alphabet()


def train(tokeniser, trainer):
    trainer.show_progress = False
    tokeniser.train_from_iterator(TEXTS, trainer)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    options = parser.parse_args()
    kinds = {"bytes": byte_level, "llama": llama, "qwen": qwen, "unigram": unigram}
    for name, make in kinds.items():
        folder = options.out / name
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "tokenizer.json"
        if not file.exists():
            make().save(str(file), pretty=False)
        tokeniser = Tokenizer.from_file(str(file))
        rows = []
        for text in TEXTS + MORE:
            ids = tokeniser.encode(text).ids
            decoded = tokeniser.decode(ids, skip_special_tokens=False)
            rows.append(json.dumps({"text": text, "tokens": ids, "decoded": decoded}))
        (folder / "texts.json").write_text("[\n%s\n]\n" % ",\n".join(rows), "utf-8")
        print(name, tokeniser.get_vocab_size())


if __name__ == "__main__":
    main()
