package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Trainings through the jar, and what a trained model says. */
class TrainIT {
  private static final String SMALL =
      "train --corpus text.txt --block-size 16 --embed-size 16 --layers 2 --threads 1"
          + " --evaluate-every 20 --steps ";

  @TempDir Path folder;
  private Kvbench kvbench;

  @BeforeEach
  void writeText() throws IOException {
    Files.writeString(folder.resolve("text.txt"), "to be, or not to be: that is it.\n".repeat(60));
    kvbench = new Kvbench(folder);
  }

  @Test
  void aTrainingLeavesAModelThatSpeaks() throws Exception {
    Kvbench.Ended ended = kvbench.run((SMALL + "300 --learning-rate 0.01").split(" "));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isZero();
    assertThat(ended.out()).contains("step 20 of 300: loss ", "step 300 of 300", "loss.png");
    Path run = kvbench.onlyRun();
    assertThat(run).isDirectoryContaining("glob:**/model.safetensors");
    for (String file : List.of("environment.json", "losses.jsonl", "loss.png", "loss.svg")) {
      assertThat(run.resolve(file)).isNotEmptyFile();
    }
    String model = run.resolve("model.safetensors").toString();
    String[] words = {
      "generate", "--checkpoint", model, "--prompt", "to be", "--steps", "40", "--threads", "1"
    };
    Kvbench.Ended spoken = kvbench.run(words);
    assertThat(spoken.exit()).as(spoken.err()).isZero();
    assertThat(spoken.out()).startsWith("to be").contains("not to").hasSize(5 + 40 + 1);
    assertThat(spoken.err()).matches("40 characters, [0-9]+ a second\\R");
    assertThat(kvbench.run(words).out()).isEqualTo(spoken.out()); // same seed, same text
  }

  /** The losses after a kill and a resume are those of a training that went through. */
  @Test
  void aKilledTrainingEndsAsIfItHadNotBeen() throws Exception {
    int steps = 2000;
    assertThat(kvbench.run((SMALL + steps + " --output whole").split(" ")).exit()).isZero();
    Path out = folder.resolve("out.txt");
    Process killed =
        kvbench.start(
            out,
            folder.resolve("err.txt"),
            List.of(),
            Map.of(),
            (SMALL + steps + " --output killed").split(" "));
    while (killed.isAlive() && !Files.readString(out).contains("step 60 of")) {
      Thread.sleep(10);
    }
    killed.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    Path run = only(folder.resolve("killed"));
    assertThat(run.resolve("model.safetensors")).doesNotExist();
    Path halfWritten = run.resolve("checkpoint.safetensors." + UUID.randomUUID() + ".tmp");
    Files.writeString(halfWritten, "as a kill in the middle of a write leaves it");
    Path users = Files.writeString(run.resolve("my.tmp"), "somebody's own");

    Kvbench.Ended resumed =
        kvbench.run("train", "--resume", run.toString(), "--corpus", "text.txt");
    assertThat(resumed.exit()).as(resumed.err()).isZero();
    assertThat(resumed.out()).startsWith("going on after step ");
    assertThat(halfWritten).doesNotExist();
    assertThat(users).exists();
    assertThat(run.resolve("environment.json"))
        .content()
        .containsPattern("(?s)resumed after step .*\"threads\": \"1\""); // as it began
    Path whole = only(folder.resolve("whole"));
    assertThat(losses(run)).isEqualTo(losses(whole)).hasSize(steps / 20);
    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
  }

  @Test
  void aResumedTrainingSaysWhichTextItNeeds() throws Exception {
    assertThat(kvbench.run((SMALL + "20").split(" ")).exit()).isZero();
    Kvbench.Ended ended = kvbench.run("train", "--resume", kvbench.onlyRun().toString());
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err()).startsWith("kvbench: this training began with text.txt (sha256 ");
    Kvbench.Ended plot = kvbench.run("plot", kvbench.onlyRun().toString());
    assertThat(plot.exit()).as(plot.err()).isZero();
    assertThat(plot.out()).contains("held out", "loss.png");
    Kvbench.Ended folder = kvbench.run("generate", "--checkpoint", kvbench.onlyRun().toString());
    assertThat(folder.err()).contains("is a directory; give a file in it");
  }

  @Test
  void aRunningTrainingIsNotJoinedByAnother() throws Exception {
    Path out = folder.resolve("out.txt");
    Process running =
        kvbench.start(
            out,
            folder.resolve("err.txt"),
            List.of(),
            Map.of(),
            (SMALL + "100000 --output busy").split(" "));
    try {
      while (running.isAlive() && !Files.readString(out).contains("step 20 of")) {
        Thread.sleep(10);
      }
      String run = only(folder.resolve("busy")).toString();
      Kvbench.Ended second = kvbench.run("train", "--resume", run, "--corpus", "text.txt");
      assertThat(second.exit()).isEqualTo(2);
      assertThat(second.err())
          .isEqualToIgnoringNewLines(
              "kvbench: "
                  + run
                  + ": another training is going on in it; wait for its end, or stop it");
      assertThat(running.isAlive()).isTrue();
    } finally {
      running.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void textThatCannotBeWrittenIsAFailure() throws Exception {
    Path err = folder.resolve("err.txt");
    Process process =
        kvbench.start(Path.of("/dev/full"), err, List.of(), Map.of(), "generate", "--steps", "5");
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(err)).contains("cannot be written to standard output");
  }

  /** All but the pace, which is the machine's. */
  private static List<String> losses(Path run) throws IOException {
    return Files.readAllLines(run.resolve("losses.jsonl")).stream()
        .map(line -> line.replaceFirst(",\"tokensPerSecond\".*", ""))
        .toList();
  }

  private static Path only(Path root) throws IOException {
    try (var runs = Files.list(root)) {
      return runs.findFirst().orElseThrow();
    }
  }

  @Test
  void aLossThatIsNoNumberStopsIt() throws Exception {
    Kvbench.Ended ended = kvbench.run((SMALL + "300 --learning-rate 1e30").split(" "));
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err()).contains("training stopped at step", "try a --learning-rate below");
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(kvbench.onlyRun().resolve("model.safetensors")).doesNotExist();
    // One step, whose own loss is fine: it is the evaluation that finds no number.
    ended = kvbench.run((SMALL + "1 --learning-rate 1e30 --output once").split(" "));
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err()).contains("training stopped at step 0").doesNotContain("Exception");
  }

  @Test
  void theModelInTheJarSpeaksWithAndWithoutACache() throws Exception {
    Kvbench.Ended cached = kvbench.run("generate --steps 60 --temperature 0".split(" "));
    assertThat(cached.exit()).as(cached.err()).isZero();
    assertThat(cached.out().length()).isEqualTo(62); // with the line breaks around it
    Kvbench.Ended uncached =
        kvbench.run("generate --steps 60 --temperature 0 --uncached".split(" "));
    assertThat(uncached.out()).isEqualTo(cached.out()); // inside the window
  }
}
