package dev.kvbench.results.run;

import static dev.kvbench.results.Refusals.incomparable;
import static dev.kvbench.results.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MergeTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void theShardsOfASweepTogetherAreTheSweep(int shards) throws IOException {
    RunDirectory whole = run("whole", 0, 16);
    List<RunDirectory> parts = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      parts.add(run("part" + i, i * 16 / shards, (i + 1) * 16 / shards));
    }
    RunDirectory merged = merge(parts.toArray(RunDirectory[]::new));
    assertThat(merged.rows()).hasSize(16).isEqualTo(whole.rows());
    assertThat(RunDirectory.open(merged.path()).path().getFileName())
        .hasToString("20261124-120000-sweep-merged");
    assertThat(tree(merged)).isEqualTo(tree(whole));
    assertThat(Fingerprint.differences(merged.environment(), whole.environment())).isEmpty();
  }

  @Test
  void theEnvironmentSaysWhatHoldsOfAllRunsAndWhereTheyCameFrom() {
    RunDirectory a =
        run(
            "a",
            0,
            2,
            environment("64")
                .with("machine", Map.of("busyCoresAtStart", "0.00"))
                .with("weights", Map.of("embed 64", "sha256 1"))
                .with("run", run("10:00", "10:05", "complete")));
    RunDirectory b =
        run(
            "b",
            2,
            5,
            environment("128")
                .with("machine", Map.of("busyCoresAtStart", "0.43"))
                .with("weights", Map.of("embed 128", "sha256 2"))
                .with("run", run("09:00", "09:05", "running or stopped"))
                .with("run", Map.of("leftOut: uncached", "2 of 3 forks")));
    Environment merged = merge(a, b).environment();
    Map<String, String> facts = new LinkedHashMap<>();
    merged
        .sections()
        .forEach((section, own) -> own.forEach((k, v) -> facts.put(section + "/" + k, v)));
    assertThat(facts)
        .containsEntry("machine/cpu", "EPYC")
        .containsEntry("machine/busyCoresAtStart", "0.00; 0.43")
        .containsEntry("engine/threads", "2")
        .containsEntry("model/embedSize", "64, 128")
        .containsEntry("weights/embed 64", "sha256 1")
        .containsEntry("weights/embed 128", "sha256 2")
        .containsEntry("suite/name", "sweep")
        .containsEntry("suite/rows", "5")
        .containsEntry("run/started", "2026-11-24T09:00:00Z")
        .containsEntry("run/ended", "2026-11-24T10:05:00Z")
        .containsEntry("run/state", "running or stopped")
        .containsEntry("run/leftOut: uncached", "2 of 3 forks")
        .containsEntry("run/mergedFrom", "a, b");
  }

  @Test
  void aRowOfTwoRunsIsNamedWithBoth() {
    RunDirectory a = run("a", 0, 3);
    RunDirectory b = run("b", 2, 4);
    assertThat(refusal(() -> merge(a, b)))
        .startsWith(a.path() + " and " + b.path() + " both hold")
        .contains("steps=2");
    assertThat(refusal(() -> merge(a, a))).contains(a.path() + " and " + a.path() + " both hold");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "machine, cpu, machine.cpu: EPYC | other",
    "jvm, version, jvm.version: missing | other",
    "build, git.commit, build.git.commit: abc | other",
    "build, git.dirty, build.git.dirty: false | other"
  })
  void runsThatDoNotBelongTogetherAreNotMerged(String section, String name, String fact) {
    RunDirectory a = run("a", 0, 1);
    RunDirectory b = run("b", 1, 2);
    Environment foreign = environment("64").with(section, Map.of(name, "other"));
    RunDirectory c = run("c", 2, 3, foreign);
    assertThat(incomparable(() -> merge(a, b, c)))
        .startsWith(a.path() + " and " + c.path() + " differ in " + fact);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  /** A run of rows that differ in their steps. */
  private RunDirectory run(String name, int from, int to, Environment environment) {
    List<String> steps = IntStream.range(from, to).mapToObj(Integer::toString).toList();
    return Runs.write(folder.resolve(name), Runs.rows(steps), environment);
  }

  private RunDirectory run(String name, int from, int to) {
    return run(name, from, to, environment("64"));
  }

  private RunDirectory merge(RunDirectory... runs) {
    return Merge.of(List.of(runs), folder.resolve("out"), NOW, false).run();
  }

  private static Map<String, String> run(String from, String to, String state) {
    return Map.of(
        "started",
        "2026-11-24T" + from + ":00Z",
        "ended",
        "2026-11-24T" + to + ":00Z",
        "state",
        state);
  }

  private static Environment environment(String embedSize) {
    return Environment.of(
        Map.of(
            "machine",
            Map.of("cpu", "EPYC"),
            "engine",
            Map.of("threads", "2"),
            "build",
            Map.of("git.commit", "abc", "git.dirty", "false"),
            "suite",
            Map.of("name", "sweep"),
            "model",
            Map.of(
                "layers", "4",
                "heads", "4",
                "embedSize", embedSize,
                "blockSize", "1024",
                "dtype", "float32")));
  }

  private static JsonElement tree(RunDirectory run) throws IOException {
    return JsonParser.parseString(Files.readString(run.jmhJson(), StandardCharsets.UTF_8));
  }
}
