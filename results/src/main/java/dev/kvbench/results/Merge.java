package dev.kvbench.results;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Joins the shards of a sweep: runs of the same code in the same environment, of other rows. */
public final class Merge {
  private Merge() {}

  /**
   * Makes a run directory with the rows of all runs, in the order of the runs.
   *
   * @param root folder that it is made in
   * @throws InputException where two runs hold the same row, or one of them cannot be read
   * @throws IncomparableException where runs differ in machine, software or code
   */
  public static RunDirectory of(List<RunDirectory> runs, Path root, Instant now) {
    Environment environment = runs.get(0).environment();
    Map<String, Path> owners = new HashMap<>();
    JmhRows rows = JmhRows.none();
    for (RunDirectory run : runs) {
      requireSame(runs.get(0), run);
      JmhRows own = JmhRows.read(run.jmhJson());
      for (String key : own.rows().keySet()) {
        Path other = owners.put(key, run.path());
        if (other != null) {
          throw new InputException(
              other
                  + " and "
                  + run.path()
                  + " both hold "
                  + key
                  + "; merge joins runs of different rows (compare pools repeated ones)");
        }
      }
      rows = rows.pooled(own);
    }
    String suite = environment.get("suite", "name").orElse("runs");
    RunDirectory merged = RunDirectory.create(root, suite + "-merged", now);
    merged.writeAtomically("jmh.json", rows.toJson());
    merged.writeAtomically(
        "environment.json",
        described(environment, runs, owners.size()).toJson().getBytes(StandardCharsets.UTF_8));
    merged.writeAtomically("log.txt", logs(runs).getBytes(StandardCharsets.UTF_8));
    return merged;
  }

  private static void requireSame(RunDirectory first, RunDirectory other) {
    Environment a = first.environment();
    Environment b = other.environment();
    List<Fingerprint.Difference> differences = new ArrayList<>(Fingerprint.differences(a, b));
    for (String name : List.of("git.commit", "git.dirty", "version")) {
      String before = a.get("build", name).orElse("missing");
      String after = b.get("build", name).orElse("missing");
      if (!before.equals(after)) {
        differences.add(new Fingerprint.Difference("build." + name, before, after));
      }
    }
    if (!differences.isEmpty()) {
      throw new IncomparableException(
          first.path()
              + " and "
              + other.path()
              + " differ in "
              + Fingerprint.words(differences)
              + "; merge joins shards of one sweep only");
    }
  }

  private static Environment described(Environment first, List<RunDirectory> runs, int rows) {
    List<Environment> all = runs.stream().map(RunDirectory::environment).toList();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "mergedFrom",
        runs.stream()
            .map(run -> String.valueOf(run.path().getFileName()))
            .collect(Collectors.joining(", ")));
    facts.put(
        "started",
        all.stream()
            .flatMap(e -> e.get("run", "started").stream())
            .sorted()
            .findFirst()
            .orElse("unknown"));
    facts.put(
        "ended",
        all.stream()
            .flatMap(e -> e.get("run", "ended").stream())
            .max(String::compareTo)
            .orElse("unknown"));
    facts.put(
        "state",
        all.stream()
            .map(e -> e.get("run", "state").orElse("unknown"))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", ")));
    Environment merged = first.with("run", facts).with("suite", Map.of("rows", "" + rows));
    for (Environment other : all) {
      Map<String, String> weights = other.sections().getOrDefault("weights", Map.of());
      if (!weights.isEmpty()) {
        merged = merged.with("weights", weights);
      }
    }
    return merged;
  }

  private static String logs(List<RunDirectory> runs) {
    StringBuilder text = new StringBuilder();
    for (RunDirectory run : runs) {
      text.append("==== ").append(run.path().getFileName()).append(" ====\n");
      if (Files.isRegularFile(run.log())) {
        try {
          text.append(new String(Files.readAllBytes(run.log()), StandardCharsets.UTF_8));
        } catch (IOException e) {
          throw new InputException(run.log() + ": cannot read: " + IoReason.of(e), e);
        }
      }
    }
    return text.toString();
  }
}
