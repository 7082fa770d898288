package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate on the real suite, against a build that is slower by a known amount. */
class GateIT {
  @TempDir Path folder;

  /**
   * Three times as long, for four forks have to tell it on any machine, twice: on a busy one forks
   * of the same code differ by half.
   */
  @Test
  void aSlowerBuildIsRedWhereItIsSlower() throws Exception {
    Path jar = Path.of(System.getProperty("kvbench.jar")).toAbsolutePath().normalize();
    Path slowed = SlowedBuild.make(jar, folder.resolve("slowed.jar"));
    Kvbench.Ended ended =
        new Kvbench(folder)
            .run(
                List.of(),
                Map.of("JDK_JAVA_OPTIONS", "-D" + SlowedBuild.PROPERTY + "=2"),
                "pair",
                jar.toString(),
                slowed.toString(),
                "smoke",
                "-p",
                "steps=128",
                "-p",
                "threads=1",
                "--forks",
                "4",
                "--json",
                "verdict.json");
    assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(1);
    assertThat(row("cached").get("verdict").getAsString()).isEqualTo("REGRESSED");
    assertThat(row("cached").get("ratio").getAsDouble()).as(ended.out()).isGreaterThan(1.5);
    assertThat(ended.out())
        .contains("again: row 1 of 1, fork 4 of 4")
        .contains("4/4 forks, the same verdict");
    // The same code is called neither better nor worse: chance does not say so twice.
    assertThat(row("uncached").get("verdict").getAsString())
        .as(ended.out())
        .isIn("INCONCLUSIVE", "EQUIVALENT");
  }

  /** The one row of that method. */
  private JsonObject row(String method) throws IOException {
    JsonObject report =
        JsonParser.parseString(Files.readString(folder.resolve("verdict.json"))).getAsJsonObject();
    List<JsonObject> rows = new ArrayList<>();
    for (JsonElement element : report.getAsJsonArray("rows")) {
      JsonObject row = element.getAsJsonObject();
      if (row.get("benchmark").getAsString().endsWith("." + method)) {
        rows.add(row);
      }
    }
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
