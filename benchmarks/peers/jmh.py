"""What the peers share: timing, rows as JMH writes them, runs in turns with kvbench.

A peer measures one setting in a process of its own, which is to it what a fork is to JMH, and
prints a line of JSON (`measured`). `interleave` makes one run of rounds: each has one fork of every
row of a suite and one process of every setting of the peer, in the opposite order every other
round, so that what the machine does meanwhile reaches both alike. The run directory is as kvbench
writes it, for its `plot` and `compare` to read:

jmh.json          kvbench's rows with the forks of all rounds, and the peer's rows
environment.json  of kvbench's first round, with a section "peers"
peers.jsonl       what every process of the peer printed
"""

import argparse
import datetime
import json
import math
import os
import platform
import re
import shlex
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

import torch

# What JMH says of the JVM that ran a row; none ran a peer's.
JVM = ["jvm", "jvmArgs", "jdkVersion", "vmName", "vmVersion"]


# ----------------------------------------------------------------------- in the peer's process


def use_threads(threads):
    """Sets libtorch's intra-op threads; "auto" leaves its own choice."""
    if threads != "auto":
        torch.set_num_threads(int(threads))


def require_device(device):
    """Stops where a device does not work.

    Every tensor names its device: a default one would put Python code before each call to torch.
    """
    if device == "cuda" and not torch.cuda.is_available():
        sys.exit("--device cuda: this PyTorch finds no GPU that it can use")


def prompt(length, vocabulary):
    """kvbench's prompt: "Once upon a time" as GPT-2's tokens, again and again."""
    article = [7454, 2402, 257, 640]
    return [article[i % len(article)] % vocabulary for i in range(length)]


def measured(operate, tokens, warmup, iterations, about, process="self"):
    """Times operations and prints the line of JSON that `interleave` reads.

    operate() returns the seconds it took and the tokens [B][n] that it chose; every one must give
    the same. tokens is what a rate is made of: those chosen, or those of a prompt that is passed.
    process is the one whose memory counts, None for none.
    """
    seconds, peaks, expected = [], [], None
    for iteration in range(warmup + iterations):
        took, chosen = operate()
        if expected is None:
            expected = chosen
        elif chosen != expected:
            sys.exit("two operations from the same start gave different tokens")
        if iteration >= warmup:
            seconds.append(took)
            peaks.append(peak_bytes(process))
    line = {
        **about,
        "seconds": seconds,
        "tokensPerOperation": tokens,
        "peakRssBytes": peaks,
        "tokenHash": token_hash(expected),
        "usedThreads": torch.get_num_threads(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "parallel": parallel_info(),
    }
    print(json.dumps(line), flush=True)


def timed(work):
    """Seconds and result of a call."""
    began = time.perf_counter_ns()
    result = work()
    return (time.perf_counter_ns() - began) / 1e9, result


def token_hash(rows):
    """CRC32 over the tokens as big-endian longs, row after row: kvbench's tokenHash."""
    crc = 0
    for row in rows:
        crc = zlib.crc32(struct.pack(f">{len(row)}q", *row), crc)
    return crc


def peak_bytes(process):
    """The most memory that a process has held so far, where the system tells."""
    status = Path(f"/proc/{process}/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return 1024 * int(line.split()[1])
    return None


def parallel_info():
    """Which parallel back ends this torch has, without the numbers of threads."""
    lines = [line.strip() for line in torch.__config__.parallel_info().splitlines()]
    kept = [
        line
        for line in lines
        if line.startswith(("OpenMP", "Intel", "ATen parallel backend"))
        and line[-1] != ":"
    ]
    return "; ".join(kept)


# ------------------------------------------------------------------------------ rows as JMH's


def percentile(ordered, rank):
    """As JMH estimates it: of n sorted values, the one at place rank (n + 1), interpolated."""
    place = rank * (len(ordered) + 1) / 100
    below = math.floor(place)
    if below < 1:
        return ordered[0]
    if below >= len(ordered):
        return ordered[-1]
    return ordered[below - 1] + (place - below) * (ordered[below] - ordered[below - 1])


def metric(forks, unit):
    """A metric of raw values [forks][iterations]; its error is left to those who read it."""
    values = sorted(value for fork in forks for value in fork)
    ranks = [0.0, 50.0, 90.0, 95.0, 99.0, 99.9, 99.99, 99.999, 99.9999, 100.0]
    return {
        "score": math.fsum(values) / len(values),
        "scoreError": "NaN",
        "scoreConfidence": ["NaN", "NaN"],
        "scorePercentiles": {str(rank): percentile(values, rank) for rank in ranks},
        "scoreUnit": unit,
        "rawData": forks,
    }


def key(row):
    return row["benchmark"], row["mode"], tuple(sorted(row.get("params", {}).items()))


def pooled(rounds):
    """The rows of several runs, each row once, with the forks of all of them."""
    same = {}
    for rows in rounds:
        for row in rows:
            same.setdefault(key(row), []).append(row)
    return [pool(rows) for rows in same.values()]


def pool(rows):
    def joined(metrics):
        return metric(
            [fork for one in metrics for fork in one["rawData"]],
            metrics[0]["scoreUnit"],
        )

    # A metric that a round lacks, as where a fork failed, has the forks of the others.
    names = sorted({name for row in rows for name in row["secondaryMetrics"]})
    result = dict(rows[0])
    result["primaryMetric"] = joined([row["primaryMetric"] for row in rows])
    result["forks"] = len(result["primaryMetric"]["rawData"])
    result["secondaryMetrics"] = {
        name: joined(
            [
                row["secondaryMetrics"][name]
                for row in rows
                if name in row["secondaryMetrics"]
            ]
        )
        for name in names
    }
    return result


@dataclass(frozen=True)
class Setting:
    """One row of a peer: as kvbench's row, but for these parameters, and how it is measured."""

    row: dict
    params: dict
    arguments: list  # of the peer's `measure`, but for warm-up and iterations
    hashed: bool = False  # whether its tokens are to be those of others
    exact: bool = True  # whether it computes what the model without a cache does
    script: Path = None  # that measures it, where it is not the one that makes the run

    def name(self):
        changing = ["engine", "policy", "phase", "promptLength", "steps", "threads"]
        words = [
            f"{name}={self.params[name]}" for name in changing if name in self.params
        ]
        return " ".join([self.row["benchmark"].rpartition(".")[2], *words])


def peer_row(setting, lines):
    """A row of the lines that a setting's processes printed."""
    unit = setting.row["primaryMetric"]["scoreUnit"]
    scale = {"ms/op": 1000, "s/op": 1}[unit]
    row = {name: value for name, value in setting.row.items() if name not in JVM}
    row["forks"] = len(lines)
    row["warmupIterations"] = lines[0]["warmup"]
    row["measurementIterations"] = len(lines[0]["seconds"])
    row["params"] = dict(sorted(setting.params.items()))
    row["primaryMetric"] = metric(
        [[scale * took for took in line["seconds"]] for line in lines], unit
    )
    secondary = {}
    if all(None not in line["peakRssBytes"] for line in lines):
        secondary["peakRssBytes"] = [
            list(map(float, line["peakRssBytes"])) for line in lines
        ]
    if setting.hashed:
        secondary["tokenHash"] = [
            [float(line["tokenHash"])] * len(line["seconds"]) for line in lines
        ]
    secondary["exact"] = [
        [float(setting.exact)] * len(line["seconds"]) for line in lines
    ]
    secondary["tokensPerOperation"] = [
        [float(line["tokensPerOperation"])] * len(line["seconds"]) for line in lines
    ]
    row["secondaryMetrics"] = {
        name: metric(raw, "value") for name, raw in secondary.items()
    }
    return row


# ------------------------------------------------------------------------------ a run in turns


def options(params, names):
    """Parameters as a command line's options: batchSize is --batch-size."""
    return [
        word
        for name in names
        for word in ("--" + re.sub("[A-Z]", r"-\g<0>", name).lower(), params[name])
    ]


def main(description, suite, add_arguments, measure, settings):
    """A peer's command line: `measure` for one setting, `interleave` for a run in turns.

    add_arguments(one, run) adds the peer's own to the two.
    """
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    modes = parser.add_subparsers(dest="mode", required=True)
    one, run = modes.add_parser("measure"), modes.add_parser("interleave")
    add_measure_arguments(one)
    one.add_argument("--seed", type=int, default=1337, help="of random weights")
    add_interleave_arguments(run, suite)
    add_arguments(one, run)
    asked = parser.parse_args()
    if asked.mode == "measure":
        measure(asked)
    else:
        interleave(asked, Path(sys.argv[0]), settings)


def add_measure_arguments(parser):
    parser.add_argument("--arm", choices=["cached", "uncached"], required=True)
    parser.add_argument(
        "--steps", type=int, required=True, help="new tokens an operation"
    )
    parser.add_argument("--threads", default="auto")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument(
        "--warmup", type=int, default=1, help="operations before the timed ones"
    )
    parser.add_argument("--iterations", type=int, default=3)


def add_interleave_arguments(parser, suite):
    parser.add_argument("--jar", required=True, help="kvbench's benchmarks.jar")
    parser.add_argument(
        "--suite", default=suite, help="a suite or a .yaml file (%(default)s)"
    )
    parser.add_argument(
        "--suite-args", default="", help="further arguments of kvbench's suite"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--java", default="java")
    parser.add_argument(
        "--llama", action="store_true", help="llama.cpp too, see runtimes.py"
    )
    parser.add_argument(
        "--onnxruntime", metavar="JAR", help="its Java API too, see runtimes.py"
    )
    parser.add_argument(
        "--warmup", type=int, help="instead of as many as kvbench's row has"
    )
    parser.add_argument(
        "--iterations", type=int, help="instead of as many as kvbench's row has"
    )


def interleave(asked, script, settings):
    """Makes the run.

    settings(row, asked, left_out) yields what the peer measures beside a row of kvbench's, and adds
    to the set left_out sentences on what it leaves out.
    """
    if asked.rounds < 1:
        sys.exit("--rounds must be at least 1")
    run, began = None, now()
    rounds, environments, planned, lines, left_out = [], [], None, {}, []
    for number in range(1, asked.rounds + 1):
        forward = number % 2 == 1
        if forward:
            kvbench(asked, number, rounds, environments)
        if planned is None:
            planned, left_out = plan(rounds[0], asked, settings)
            for sentence in left_out:
                print(f"left out: {sentence}", flush=True)
            if not planned:
                sys.exit("the suite has no row that this peer has a part of")
            run = directory(asked.output, f"{Path(asked.suite).stem}-peers", began)
        for place in range(len(planned)) if forward else reversed(range(len(planned))):
            line = process(asked, script, planned[place])
            if planned[place].hashed:
                require_hashes(planned[place], line)
            lines.setdefault(place, []).append(line)
            with open(run / "peers.jsonl", "a", encoding="utf-8") as out:
                out.write(json.dumps({"round": number, **line}) + "\n")
            middle = 1000 * statistics.median(line["seconds"])
            print(
                f"round {number}: {planned[place].name()}: {middle:.1f} ms", flush=True
            )
        if not forward:
            kvbench(asked, number, rounds, environments)
        # After every round, for a run that is stopped to have whole rounds to show.
        peers = [peer_row(planned[place], lines[place]) for place in sorted(lines)]
        write(run / "jmh.json", pooled(rounds) + peers, (",", " : "), 4)
        facts = {name: fact for one in lines.values() for name, fact in one[0].items()}
        described = environment(environments, asked, facts, left_out)
        write(run / "environment.json", described, (",", ": "), 2)
    print(run)


def plan(rows, asked, settings):
    """The settings beside all rows, each once, and sorted sentences on what is left out."""
    planned, left_out = {}, set()
    for row in rows:
        for setting in settings(row, asked, left_out):
            planned.setdefault(tuple(setting.arguments), setting)
    return list(planned.values()), sorted(left_out)


def require_hashes(setting, line):
    """Stops unless a peer that has kvbench's weights chose kvbench's tokens."""
    ours = setting.row["secondaryMetrics"].get("tokenHash")
    if not ours:
        sys.exit(f"{setting.name()}: kvbench's row has no tokens to be compared with")
    if {line["tokenHash"]} != {int(value) for fork in ours["rawData"] for value in fork}:
        sys.exit(f"{setting.name()}: not the tokens of kvbench, so it is not timed")


def kvbench(asked, number, rounds, environments):
    """Adds one fork of every row of the suite."""
    print(f"round {number}: kvbench", flush=True)
    with tempfile.TemporaryDirectory(prefix="kvbench-peers-") as folder:
        command = [asked.java, "-jar", asked.jar, "suite", asked.suite, "--forks", "1"]
        command += ["--output", folder, *shlex.split(asked.suite_args)]
        status = subprocess.run(command, check=False).returncode
        found = sorted(Path(folder).glob("*/jmh.json"))
        if status not in (0, 1) or len(found) != 1:
            sys.exit(f"kvbench ended with exit code {status}: {shlex.join(command)}")
        if status == 1:
            print(
                f"round {number}: kvbench has not measured all of its rows", flush=True
            )
        rounds.append(json.loads(found[0].read_text(encoding="utf-8")))
        facts = (found[0].parent / "environment.json").read_text(encoding="utf-8")
        environments.append(json.loads(facts))


def process(asked, script, setting):
    """One process of the peer, with as many operations as a fork of kvbench's row.

    On a GPU two more to warm up: kvbench runs there twice what it is about to time.
    """
    warmup = setting.row["warmupIterations"] if asked.warmup is None else asked.warmup
    if asked.warmup is None and setting.params["device"] == "cuda":
        warmup += 2
    count = (
        setting.row["measurementIterations"]
        if asked.iterations is None
        else asked.iterations
    )
    command = [sys.executable]
    command += [setting.script] if setting.script else [script, "measure"]
    command += setting.arguments
    command += ["--warmup", str(warmup), "--iterations", str(count)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(
            f"the peer ended with exit code {done.returncode}: {shlex.join(map(str, command))}"
        )
    return {**json.loads(done.stdout.splitlines()[-1]), "warmup": warmup}


def environment(rounds, asked, line, left_out):
    """The first round's, with how the run goes and with what the peers' lines say of them."""
    first = dict(rounds[0])
    first["suite"] = {
        **first.get("suite", {}),
        "order": "rounds of kvbench and its peer in turns, every other round in reverse",
        "forks": str(len(rounds)),
    }
    run = {}
    for facts in rounds:
        run.update(facts.get("run", {}))  # with what a round could not measure
    states = {facts.get("run", {}).get("state", "complete") for facts in rounds}
    whole = "complete" if len(rounds) == asked.rounds else "running or stopped"
    run["started"] = first.get("run", {}).get("started", "unknown")
    run["ended"] = now().isoformat().replace("+00:00", "Z")
    # A round's own state begins with "complete", and may go on with what it lacks.
    run["state"] = "".join(
        [whole, *sorted(state.removeprefix("complete") for state in states)]
    )
    first["run"] = run
    names = ["python", "torch", "transformers", "attention", "parallel"]
    names += ["llama.cpp", "onnxruntime"]
    peers = {name: str(line[name]) for name in names if name in line}
    peers["rounds"] = f"{len(rounds)} of {asked.rounds}"
    for number, sentence in enumerate(left_out, start=1):
        peers[f"leftOut{number}"] = sentence
    return {**first, "peers": peers}


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def directory(root, name, start):
    """Makes and returns root/<yyyymmdd-HHMMSS>-name, or the same with -2, -3, ... after it."""
    root.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        suffix = "" if number == 1 else f"-{number}"
        path = root / f"{start:%Y%m%d-%H%M%S}-{name}{suffix}"
        try:
            path.mkdir()
            return path
        except FileExistsError:
            number += 1


def write(path, content, separators, indent):
    """Whole or not at all."""
    text = json.dumps(content, indent=indent, separators=separators, ensure_ascii=False)
    part = path.with_suffix(".part")
    part.write_text(text + "\n", encoding="utf-8")
    os.replace(part, path)
