package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Slurm template and the script of a pod, in the environment that Slurm or Kubernetes would
 * make for them.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "bash")
class JobScriptsTest {
  private static final Path TEMPLATE = Path.of("..", "jobs", "slurm.sbatch").toAbsolutePath();
  private static final Path POD = Path.of("..", "jobs", "kubernetes.yaml");

  @TempDir Path folder;

  private Kvbench.Ended submit(Map<String, String> environment) throws Exception {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put(
        "PATH",
        folder.resolve("bin")
            + ":"
            + System.getProperty("java.home")
            + "/bin:"
            + System.getenv("PATH"));
    return new Kvbench(folder).end(List.of("bash", TEMPLATE.normalize().toString()), variables);
  }

  @Test
  void outsideOfAnArrayAndInPartOfOneItSaysWhatToDo() throws Exception {
    assertRefused(Map.of(), "sbatch --array=1-4");
    Map<String, String> part =
        Map.of(
            "SLURM_ARRAY_JOB_ID", "17",
            "SLURM_ARRAY_TASK_ID", "3",
            "SLURM_ARRAY_TASK_MIN", "3",
            "SLURM_ARRAY_TASK_MAX", "3");
    assertRefused(part, "SHARDS=4");
    // --array=1,3 to redo shards 1 and 3 of 4: of the number of shards it says nothing.
    Map<String, String> gaps = new HashMap<>(part);
    gaps.putAll(Map.of("SLURM_ARRAY_TASK_COUNT", "2", "SLURM_ARRAY_TASK_MIN", "1"));
    assertRefused(gaps, "SHARDS=4");
    Map<String, String> said = new HashMap<>(gaps);
    said.putAll(Map.of("SHARDS", "4", "SWEEP", "16", "JAR", stub("echo \"$@\"")));
    Kvbench.Ended redone = submit(said);
    assertThat(redone.exit()).as(redone.err()).isZero();
    assertThat(redone.out()).isEqualTo("-jar any.jar suite quick --shard 3/4 --output sweeps/16\n");
  }

  private void assertRefused(Map<String, String> environment, String message) throws Exception {
    Kvbench.Ended ended = submit(environment);
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err()).contains(message).hasLineCount(1);
  }

  /**
   * Puts a script in the place of java, which the templates call without a path.
   *
   * @return what it is to be given as the jar
   */
  private String stub(String script) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path java = bin.resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return "any.jar";
  }

  /** The script of a pod, with this in the place of java; it runs in the folder. */
  private Kvbench.Ended pod(int index, String java) throws Exception {
    stub(java);
    Matcher script =
        Pattern.compile("args:\\n +- \\|\\n((?: {14}.*\\n)+)").matcher(Files.readString(POD));
    assertThat(script.find()).isTrue();
    return new Kvbench(folder)
        .end(
            List.of("/bin/sh", "-euc", script.group(1)),
            Map.of(
                "PATH",
                folder.resolve("bin") + ":" + System.getenv("PATH"),
                "HOSTNAME",
                "pod",
                "JOB_COMPLETION_INDEX",
                Integer.toString(index)));
  }

  /** A row that fails is no reason to measure the others again; a run that left nothing is. */
  @Test
  void aPodIsDoneWhereRowsFailedAndKeepsWhatAnotherMeasured() throws Exception {
    String measure = "mkdir -p \"$8/run\" && echo \"$@\" > \"$8/run/jmh.json\"; exit ";
    Path run = folder.resolve("runs/3/run/jmh.json");
    Kvbench.Ended failed = pod(2, measure + 1);
    assertThat(failed.exit()).as(failed.err()).isZero();
    assertThat(failed.err().lines()).hasSize(1).first().asString().contains("shard 3");
    assertThat(run)
        .hasContent("-jar /opt/kvbench/benchmarks.jar suite quick --shard 3/4 --output runs/3");
    Files.writeString(run, "hours of work");
    assertThat(pod(2, measure + 0).exit()).isZero();
    assertThat(run).content().contains("--shard 3/4");
    try (Stream<Path> aside = Files.walk(folder.resolve("aside"))) {
      assertThat(aside.filter(Files::isRegularFile))
          .singleElement()
          .satisfies(kept -> assertThat(kept).hasContent("hours of work"));
    }
    assertThat(pod(3, "exit 1").exit()).isEqualTo(1);
    assertThat(pod(2, measure + 137).exit()).isEqualTo(137);
  }
}
