package dev.kvbench.results.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.jmh.JmhJsonTest;
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
import java.util.stream.Stream;
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
    RunDirectory whole = run("whole", rows(0, 16), environment("64"));
    List<RunDirectory> parts = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      parts.add(run("part" + i, rows(i * 16 / shards, (i + 1) * 16 / shards), environment("64")));
    }
    RunDirectory merged = merge(parts);
    assertThat(merged.rows()).hasSize(16).isEqualTo(whole.rows());
    assertThat(RunDirectory.open(merged.path()).path().getFileName())
        .hasToString("20261124-120000-sweep-merged");
    assertThat(tree(merged)).isEqualTo(tree(whole));
    assertThat(Fingerprint.differences(merged.environment(), whole.environment())).isEmpty();
  }

  @Test
  void theEnvironmentSaysWhatHoldsOfAllRunsAndWhereTheyCameFrom() throws IOException {
    RunDirectory a =
        run(
            "a",
            rows(0, 2),
            environment("64")
                .with("machine", Map.of("busyCoresAtStart", "0.00"))
                .with("weights", Map.of("embed 64", "sha256 1"))
                .with("run", run("10:00", "10:05", "complete")));
    RunDirectory b =
        run(
            "b",
            rows(2, 5),
            environment("128")
                .with("machine", Map.of("busyCoresAtStart", "0.43"))
                .with("weights", Map.of("embed 128", "sha256 2"))
                .with("run", run("09:00", "09:05", "running or stopped"))
                .with("run", Map.of("leftOut: uncached", "2 of 3 forks")));
    Environment merged = merge(List.of(a, b)).environment();
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
  void aMergedRunCanBeMergedAgain() throws IOException {
    RunDirectory ab =
        merge(
            List.of(
                run("a", rows(0, 1), environment("64")), run("b", rows(1, 2), environment("64"))));
    RunDirectory c = run("c", rows(2, 3), environment("64"));
    RunDirectory all = merge(List.of(ab, c));
    assertThat(all.rows()).hasSize(3);
    assertThat(all.environment().get("run", "mergedFrom"))
        .hasValue("20261124-120000-sweep-merged (a, b), c");
  }

  @Test
  void logsFollowEachOtherUnderTheNamesOfTheirRuns() throws IOException {
    RunDirectory a = run("a", rows(0, 1), environment("64"));
    RunDirectory b = run("b", rows(1, 2), environment("64"));
    RunDirectory c = run("c", rows(2, 3), environment("64"));
    Files.writeString(a.log(), "first\ncut o");
    Files.writeString(c.log(), "größe\n");
    assertThat(merge(List.of(a, b, c)).log())
        .hasContent("==== a ====\nfirst\ncut o\n==== b ====\n==== c ====\ngröße\n\n");
  }

  @Test
  void aRowOfTwoRunsIsNamedWithBoth() throws IOException {
    RunDirectory a = run("a", rows(0, 3), environment("64"));
    RunDirectory b = run("b", rows(2, 4), environment("64"));
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> merge(List.of(a, b)))
        .withMessageStartingWith(a.path() + " and " + b.path() + " both hold")
        .withMessageContaining("steps=2");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> merge(List.of(a, a)))
        .withMessageContaining(a.path() + " and " + a.path() + " both hold");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "machine, cpu, machine.cpu: EPYC | other",
    "jvm, version, jvm.version: missing | other",
    "build, git.commit, build.git.commit: abc | other",
    "build, git.dirty, build.git.dirty: false | other"
  })
  void runsThatDoNotBelongTogetherAreNotMerged(String section, String name, String fact)
      throws IOException {
    RunDirectory a = run("a", rows(0, 1), environment("64"));
    RunDirectory b = run("b", rows(1, 2), environment("64"));
    Environment foreign = environment("64").with(section, Map.of(name, "other"));
    RunDirectory c = run("c", rows(2, 3), foreign);
    assertThatExceptionOfType(IncomparableException.class)
        .isThrownBy(() -> merge(List.of(a, b, c)))
        .withMessageStartingWith(a.path() + " and " + c.path() + " differ in " + fact)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void nothingIsLeftBehindOfARunThatCannotBeRead() throws IOException {
    RunDirectory a = run("a", rows(0, 1), environment("64"));
    RunDirectory b = run("b", rows(1, 2), environment("64"));
    Files.delete(b.environmentJson());
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> merge(List.of(a, b)))
        .withMessageContaining("environment.json: cannot read");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private RunDirectory run(String name, JsonArray rows, Environment environment)
      throws IOException {
    Path path = Files.createDirectories(folder.resolve(name));
    Files.writeString(path.resolve("jmh.json"), rows.toString());
    Files.writeString(path.resolve("environment.json"), environment.toJson());
    return RunDirectory.open(path);
  }

  private RunDirectory merge(List<RunDirectory> runs) {
    return Merge.of(runs, folder.resolve("out"), NOW, false).run();
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

  /** Rows that differ in their steps, as JMH writes them. */
  private static JsonArray rows(int from, int to) {
    JsonObject real =
        JsonParser.parseString(JmhJsonTest.REAL).getAsJsonArray().get(0).getAsJsonObject();
    JsonArray rows = new JsonArray();
    IntStream.range(from, to)
        .forEach(
            steps -> {
              JsonObject row = real.deepCopy();
              row.getAsJsonObject("params").addProperty("steps", Integer.toString(steps));
              rows.add(row);
            });
    return rows;
  }

  private static JsonElement tree(RunDirectory run) throws IOException {
    return JsonParser.parseString(Files.readString(run.jmhJson(), StandardCharsets.UTF_8));
  }

  @Test
  void inTheNewDirectoryAreTheThreeFilesOfARun() throws IOException {
    RunDirectory a = run("a", rows(0, 1), environment("64"));
    Path merged = merge(List.of(a)).path();
    try (Stream<Path> files = Files.list(merged)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("jmh.json", "environment.json", "log.txt");
    }
  }
}
