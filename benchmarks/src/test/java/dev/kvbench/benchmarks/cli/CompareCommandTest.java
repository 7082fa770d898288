package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** compare and calibrate, on files such as any JMH writes. */
class CompareCommandTest {
  @TempDir private Path folder;

  /** A run whose forks took so long, from which the others are made. */
  private static final double[] BASE = {1, 1.001, 0.999, 1.002, 0.998};

  private void jmh(String name, double... forks) throws IOException {
    String json = Results.json(List.of(Results.row("some.Other.project", "", forks)));
    Files.writeString(folder.resolve(name), json);
  }

  private Kvbench.Ended line(String line) throws IOException {
    return new Commands(folder).line(line);
  }

  @BeforeEach
  void writeRuns() throws IOException {
    jmh("base.json", BASE);
    jmh("slow.json", Arrays.stream(BASE).map(time -> 1.2 * time).toArray());
  }

  @Test
  void aRunComparedWithItselfIsToldSo() throws IOException {
    Kvbench.Ended ended = line("compare --baseline @/base.json --candidate @/base.json --strict");
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.out())
        .contains("base.json is on both sides: of itself no run can differ", "EQUIVALENT")
        .contains("a slow-down of 3.0 % or more could have been seen in 1 of 1 row")
        .endsWith("exit code 0: nothing was seen to get worse" + System.lineSeparator());
  }

  @Test
  void aSlowerCandidateIsToldInEveryFormat() throws IOException {
    Kvbench.Ended red =
        line(
            "compare --baseline @/base.json --candidate @/slow.json --markdown @/out.md"
                + " --json @/out.json --junit @/out.xml");
    assertThat(red.exit()).as(red.out() + red.err()).isEqualTo(1);
    assertThat(red.out()).contains("REGRESSED", "Other.project", "+20.0 %");
    assertThat(folder.resolve("out.md")).content().startsWith("<!-- kvbench-compare -->");
    assertThat(folder.resolve("out.json")).content().contains("\"schema\": 1");
    assertThat(folder.resolve("out.xml")).content().contains("<failure");
  }

  @Test
  void otherVersionsAreRefusedByNameUnlessAllowed() throws IOException {
    String base = Files.readString(folder.resolve("base.json"));
    Files.writeString(
        folder.resolve("other.json"),
        base.replace("\"jdkVersion\":\"17\"", "\"jdkVersion\":\"21\""));
    String compare = "compare --baseline @/base.json --candidate @/other.json";
    Kvbench.Ended refused =
        line(compare + " --markdown @/out.md --json @/out.json --junit @/out.xml");
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err()).contains("jmh.jdkVersion: 17 | 21").hasLineCount(1);
    assertThat(folder.resolve("out.md")).content().contains("jmh.jdkVersion: 17", "exit code 3");
    assertThat(folder.resolve("out.json")).content().contains("\"exitCode\": 3", "jmh.jdkVersion");
    assertThat(folder.resolve("out.xml"))
        .content()
        .contains("errors=\"1\"", "<error message=\"different environments: jmh.jdkVersion");
    Kvbench.Ended allowed = line(compare + " --allow-environment jmh.jdkVersion");
    assertThat(allowed.exit()).isZero();
    assertThat(allowed.out()).contains("different, and allowed: jmh.jdkVersion");
  }

  @Test
  void calibrateWritesWhatCompareReads() throws IOException {
    jmh("a.json", 1, 1.01);
    jmh("b.json", 1.1, 1.11);
    jmh("c.json", 0.9, 0.91);
    Kvbench.Ended calibrated = line("calibrate @/a.json @/b.json @/c.json --output @/noise.json");
    assertThat(calibrated.exit()).as(calibrated.err()).isZero();
    assertThat(calibrated.out()).contains("note: the floor of 1 of 1 rows is above 10 %, at most");
    Kvbench.Ended quiet =
        line("compare --baseline @/base.json --candidate @/slow.json --noise @/noise.json");
    assertThat(quiet.exit()).as(quiet.out()).isZero();
  }
}
