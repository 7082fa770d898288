package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.benchmarks.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** compare, calibrate and merge, on files such as any JMH writes. */
class CompareCommandTest {
  @TempDir private Path folder;

  private Path jmh(String name, double... forks) throws IOException {
    String json = Results.json(List.of(Results.row("some.Other.project", "", forks)));
    return Files.writeString(folder.resolve(name), json);
  }

  private Kvbench.Ended compare(Path baseline, Path candidate, String... options)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("compare", "--baseline", baseline.toString()));
    arguments.addAll(List.of("--candidate", candidate.toString()));
    arguments.addAll(List.of(options));
    return new Commands(folder).run(arguments.toArray(String[]::new));
  }

  @Test
  void aRunComparedWithItselfIsToldSo() throws Exception {
    Path base = jmh("base.json", 1, 1.001, 0.999, 1.002, 0.998);
    Kvbench.Ended ended = compare(base, base);
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("base.json is on both sides: of itself no run can differ");
  }

  @Test
  void aSlowerCandidateIsRedAndTheSameIsNot() throws Exception {
    Path base = jmh("base.json", 1, 1.001, 0.999, 1.002, 0.998);
    Path slow = jmh("slow.json", 1.2, 1.201, 1.199, 1.202, 1.198);
    Path markdown = folder.resolve("out.md");
    Path json = folder.resolve("out.json");
    Path junit = folder.resolve("out.xml");
    Kvbench.Ended red =
        compare(
            base,
            slow,
            "--markdown",
            markdown.toString(),
            "--json",
            json.toString(),
            "--junit",
            junit.toString());
    assertThat(red.exit()).as(red.out() + red.err()).isEqualTo(1);
    assertThat(red.out()).contains("REGRESSED", "Other.project", "+20.0 %");
    assertThat(markdown).content().startsWith("<!-- kvbench-compare -->");
    assertThat(json).content().contains("\"schema\": 1");
    assertThat(junit).content().contains("<failure");
    Kvbench.Ended green = compare(base, base, "--strict");
    assertThat(green.exit()).as(green.out() + green.err()).isZero();
    assertThat(green.out()).contains("EQUIVALENT");
  }

  @Test
  void otherVersionsAreRefusedByNameUnlessAllowed() throws Exception {
    Path base = jmh("base.json", 1, 1.001, 0.999, 1.002, 0.998);
    Path other = folder.resolve("other.json");
    Files.writeString(
        other, Files.readString(base).replace("\"jdkVersion\":\"17\"", "\"jdkVersion\":\"21\""));
    Kvbench.Ended refused = compare(base, other);
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err().lines()).hasSize(1);
    assertThat(refused.err()).contains("jmh.jdkVersion: 17 | 21");
    Kvbench.Ended allowed = compare(base, other, "--allow-environment", "jmh.jdkVersion");
    assertThat(allowed.exit()).isZero();
    assertThat(allowed.out()).contains("different, and allowed: jmh.jdkVersion");
  }

  @Test
  void calibrateWritesWhatCompareReads() throws Exception {
    Path a = jmh("a.json", 1, 1.01);
    Path b = jmh("b.json", 1.1, 1.11);
    Path c = jmh("c.json", 0.9, 0.91);
    Path noise = folder.resolve("noise.json");
    Kvbench.Ended calibrated =
        new Commands(folder)
            .run(
                "calibrate",
                a.toString(),
                b.toString(),
                c.toString(),
                "--output",
                noise.toString());
    assertThat(calibrated.exit()).as(calibrated.err()).isZero();
    Path base = jmh("base.json", 1, 1.001, 0.999, 1.002, 0.998);
    Path slow = jmh("slow.json", 1.2, 1.201, 1.199, 1.202, 1.198);
    Kvbench.Ended quiet = compare(base, slow, "--noise", noise.toString());
    assertThat(quiet.exit()).as(quiet.out()).isZero();
  }
}
