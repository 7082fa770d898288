package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The Slurm template in the environment that Slurm would make for it. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "bash")
class JobTemplatesIT {
  private static final Path TEMPLATE = Path.of("..", "jobs", "slurm.sbatch").toAbsolutePath();

  @TempDir Path folder;

  private Kvbench.Ended submit(Map<String, String> environment) throws Exception {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("PATH", System.getProperty("java.home") + "/bin:" + System.getenv("PATH"));
    return new Kvbench(folder).end(List.of("bash", TEMPLATE.normalize().toString()), variables);
  }

  @Test
  void theTasksOfAnArrayListTheRowsOfTheSuite() throws Exception {
    String jar = Path.of(System.getProperty("kvbench.jar")).toAbsolutePath().toString();
    List<String> rows = new ArrayList<>();
    for (int task = 1; task <= 2; task++) {
      Kvbench.Ended ended =
          submit(
              Map.of(
                  "JAR", jar,
                  "SUITE", "smoke",
                  "OPTIONS", "--list -p seed=1",
                  "SLURM_ARRAY_JOB_ID", "17",
                  "SLURM_ARRAY_TASK_ID", Integer.toString(task),
                  "SLURM_ARRAY_TASK_MIN", "1",
                  "SLURM_ARRAY_TASK_MAX", "2"));
      assertThat(ended.exit()).as(ended.err()).isZero();
      assertThat(ended.out().lines()).hasSize(2).allMatch(line -> line.contains(" seed=1 "));
      rows.addAll(ended.out().lines().toList());
    }
    Kvbench.Ended whole = new Kvbench(folder).run("suite", "smoke", "--list", "-p", "seed=1");
    assertThat(whole.out().lines()).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Test
  void outsideOfAnArrayAndInPartOfOneItSaysWhatToDo() throws Exception {
    Kvbench.Ended alone = submit(Map.of());
    assertThat(alone.exit()).isEqualTo(2);
    assertThat(alone.err().lines()).hasSize(1).first().asString().contains("sbatch --array=1-4");
    Kvbench.Ended part =
        submit(
            Map.of(
                "SLURM_ARRAY_JOB_ID", "17",
                "SLURM_ARRAY_TASK_ID", "3",
                "SLURM_ARRAY_TASK_MIN", "3",
                "SLURM_ARRAY_TASK_MAX", "3"));
    assertThat(part.exit()).isEqualTo(2);
    assertThat(part.err().lines()).hasSize(1).first().asString().contains("SHARDS=4");
  }
}
