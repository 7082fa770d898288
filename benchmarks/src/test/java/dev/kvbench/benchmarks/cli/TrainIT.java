package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings, and the text that a trained model generates. */
class TrainIT {
  private static final String SMALL =
      "train --corpus @/text.txt --block-size 16 --embed-size 16 --layers 2 --threads 1"
          + " --evaluate-every 20 --steps ";

  @TempDir Path folder;
  private Commands commands;

  @BeforeEach
  void writeText() throws IOException {
    Files.writeString(folder.resolve("text.txt"), "to be, or not to be: that is it.\n".repeat(60));
    commands = new Commands(folder);
  }

  @Test
  void aTrainingLeavesAModelThatGeneratesText() throws Exception {
    Kvbench.Ended ended = commands.line(SMALL + "200 --learning-rate 0.01 --output @/runs");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exit()).isZero();
    assertThat(ended.out()).contains("step 20 of 200: loss ", "step 200 of 200", "loss.png");
    Path run = commands.runDirectory("runs", "-train");
    assertThat(run).isDirectoryContaining("glob:**/model.safetensors");
    for (String file : List.of("environment.json", "losses.jsonl", "loss.png", "loss.svg")) {
      assertThat(run.resolve(file)).isNotEmptyFile();
    }
    String model = run.resolve("model.safetensors").toString();
    String[] words = {
      "generate", "--checkpoint", model, "--prompt", "to be", "--steps", "40", "--threads", "1"
    };
    Kvbench.Ended text = commands.run(words);
    assertThat(text.exit()).as(text.err()).isZero();
    assertThat(text.out()).startsWith("to be").contains("not to").hasSize(5 + 40 + 1);
    assertThat(text.err()).matches("40 characters, [0-9.]+ a second\\R");
    assertThat(commands.run(words).out()).isEqualTo(text.out()); // same seed, same text

    Kvbench.Ended resumed = commands.run("train", "--resume", run.toString());
    assertThat(resumed.exit()).isEqualTo(2);
    assertThat(resumed.err()).startsWith("kvbench: this training began with text.txt (sha256 ");
    Kvbench.Ended plot = commands.run("plot", run.toString());
    assertThat(plot.exit()).as(plot.err()).isZero();
    assertThat(plot.out()).contains("held out", "loss.png");
    words[2] = run.toString(); // the folder stands for the model in it
    assertThat(commands.run(words).out()).isEqualTo(text.out());

    try (FileChannel channel = FileChannel.open(run.resolve(".lock"), StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertThat(held.isValid()).isTrue();
      Kvbench.Ended second =
          commands.run("train", "--resume", run.toString(), "--corpus", folder + "/text.txt");
      assertThat(second.exit()).isEqualTo(2);
      assertThat(second.err())
          .contains(run + ": another process is writing to it; wait for its end, or stop it");
    }
  }

  /** The losses after a kill and a resume are those of a training that went through. */
  @Test
  void aKilledTrainingEndsAsIfItHadNotBeen() throws Exception {
    int steps = 200;
    assertThat(commands.line(SMALL + steps + " --output @/whole").exit()).isZero();
    Path out = folder.resolve("out.txt");
    Process killed =
        new Kvbench(folder)
            .start(
                out,
                folder.resolve("err.txt"),
                (SMALL.replace("@/", "") + steps + " --output killed").split(" "));
    while (killed.isAlive() && !Files.readString(out).contains("step 40 of")) {
      Thread.sleep(2);
    }
    Path run = commands.runDirectory("killed", "-train");
    killed.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
    Path halfWritten = run.resolve("checkpoint.safetensors." + UUID.randomUUID() + ".tmp");
    Files.writeString(halfWritten, "as a kill in the middle of a write leaves it");
    Path users = Files.writeString(run.resolve("my.tmp"), "somebody's own");

    Kvbench.Ended resumed =
        commands.run("train", "--resume", run.toString(), "--corpus", folder + "/text.txt");
    assertThat(resumed.exit()).as(resumed.err()).isZero();
    assertThat(resumed.out()).startsWith("going on after step ");
    assertThat(halfWritten).doesNotExist();
    assertThat(users).exists();
    assertThat(run.resolve("environment.json"))
        .content()
        .containsPattern("(?s)resumed after step .*\"threads\": \"1\""); // as it began
    Path whole = commands.runDirectory("whole", "-train");
    assertThat(losses(run)).isEqualTo(losses(whole)).hasSize(steps / 20);
    assertThat(run.resolve("model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model.safetensors"));
  }

  /** All but the pace, which is the machine's. */
  private static List<String> losses(Path run) throws IOException {
    return Files.readAllLines(run.resolve("losses.jsonl")).stream()
        .map(line -> line.replaceFirst(",\"tokensPerSecond\".*", ""))
        .toList();
  }

  @Test
  void aLossThatIsNoNumberStopsIt() throws Exception {
    Kvbench.Ended ended = commands.line(SMALL + "300 --learning-rate 1e30 --output @/runs");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err()).contains("training stopped at step", "try a --learning-rate below");
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(commands.runDirectory("runs", "-train").resolve("model.safetensors")).doesNotExist();
    // One step, whose own loss is fine: it is the evaluation that finds no number.
    ended = commands.line(SMALL + "1 --learning-rate 1e30 --output @/once");
    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.err()).contains("training stopped at step 0").doesNotContain("Exception");
  }

  @Test
  void theModelInTheJarGeneratesTheSameTextWithAndWithoutACache() throws Exception {
    Kvbench.Ended cached = commands.line("generate --steps 60 --temperature 0");
    assertThat(cached.exit()).as(cached.err()).isZero();
    assertThat(cached.out().length()).isEqualTo(62); // with the line breaks around it
    Kvbench.Ended uncached = commands.line("generate --steps 60 --temperature 0 --uncached");
    assertThat(uncached.out()).isEqualTo(cached.out()); // inside the window
  }
}
