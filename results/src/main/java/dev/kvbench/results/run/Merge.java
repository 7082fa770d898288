package dev.kvbench.results.run;

import dev.kvbench.results.io.IncomparableException;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.jmh.JmhRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Joins the shards of a sweep: runs of the same code in the same environment, of other rows. */
public final class Merge {
  private Merge() {}

  /**
   * What came of it.
   *
   * @param gaps what the shards were to measure and did not, a line each
   */
  public record Merged(RunDirectory run, List<String> gaps) {}

  /** A run that is joined with others. */
  record Shard(RunDirectory run, Environment environment, Optional<ShardFacts> facts) {
    static Shard of(RunDirectory run) {
      Environment environment = run.environment();
      return new Shard(run, environment, ShardFacts.read(environment, run.environmentJson()));
    }

    /** Runs that are no shards come last. */
    int number() {
      return facts.map(shard -> shard.numbers().first()).orElse(Integer.MAX_VALUE);
    }

    String state() {
      return environment.get("run", "state").orElse("state unknown");
    }

    String folder() {
      return String.valueOf(run.path().toAbsolutePath().normalize().getFileName());
    }

    /** The folder's name, and of a merged run those that it was merged from. */
    String origin() {
      return folder()
          + environment.get("run", "mergedFrom").map(from -> " (" + from + ")").orElse("");
    }
  }

  /**
   * Makes a run directory with the rows of all runs: those of shards in the order of the run that
   * was not shared out, others in the order of the runs.
   *
   * @param root folder that it is made in
   * @param incomplete whether shards may be missing
   * @throws InputException where two runs hold the same row or are the same shard, or one of them
   *     cannot be read; then nothing is made
   * @throws IncomparableException where runs differ in machine, software or code, or a shard is
   *     missing
   */
  public static Merged of(List<RunDirectory> runs, Path root, Instant now, boolean incomplete) {
    List<Shard> shards =
        runs.stream().map(Shard::of).sorted(Comparator.comparingInt(Shard::number)).toList();
    shards.forEach(shard -> requireSame(shards.get(0), shard));
    Sweep sweep = Sweep.of(shards, incomplete);
    JmhRows rows = sweep.ordered(joined(shards.stream().map(Shard::run).toList()));
    Environment environment =
        MergedEnvironment.of(
            shards.stream().map(Shard::environment).toList(),
            shards.stream().map(Shard::origin).toList(),
            rows.rows().size(),
            sweep.rest());
    byte[] log = logs(shards);
    String suite = environment.get("suite", "name").orElse("runs").replace("; ", "-");
    RunDirectory merged = RunDirectory.create(root, suite + "-merged", now);
    merged.writeAtomically("log.txt", log);
    merged.writeAtomically(
        "environment.json", environment.toJson().getBytes(StandardCharsets.UTF_8));
    merged.writeAtomically("jmh.json", rows.toJson()); // last: with it the directory is a run
    return new Merged(merged, sweep.gaps(rows));
  }

  private static JmhRows joined(List<RunDirectory> runs) {
    Map<String, Path> owners = new HashMap<>();
    JmhRows rows = JmhRows.none();
    for (RunDirectory run : runs) {
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
      rows.rows().putAll(own.rows());
    }
    return rows;
  }

  private static void requireSame(Shard first, Shard other) {
    Environment a = first.environment();
    Environment b = other.environment();
    List<Fingerprint.Difference> differences = new ArrayList<>(Fingerprint.differences(a, b));
    differences.addAll(Fingerprint.codeDifferences(a, b));
    if (!differences.isEmpty()) {
      throw new IncomparableException(
          first.run().path()
              + " and "
              + other.run().path()
              + " differ in "
              + Fingerprint.words(differences)
              + "; merge joins shards of one sweep only");
    }
  }

  /** What the runs printed, one after the other, each under a line with its name. */
  private static byte[] logs(List<Shard> shards) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Shard shard : shards) {
      all.writeBytes(("==== " + shard.folder() + " ====\n").getBytes(StandardCharsets.UTF_8));
      Path log = shard.run().log();
      if (Files.isRegularFile(log)) {
        try {
          all.writeBytes(Files.readAllBytes(log));
        } catch (IOException e) {
          throw new InputException(log + ": cannot read: " + IoReason.of(e), e);
        }
        all.write('\n'); // a run that was killed ends in the middle of a line
      }
    }
    return all.toByteArray();
  }
}
