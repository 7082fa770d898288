package dev.kvbench.benchmarks.cli;

import dev.kvbench.results.compare.EnvironmentCheck;
import dev.kvbench.results.compare.NoiseFloor;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.Fingerprint;
import dev.kvbench.results.run.Source;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Learns from runs of the same code by how much rows differ without a reason. */
@Command(
    name = "calibrate",
    description = "Turns at least 3 runs of the same code into a noise floor for compare --noise.",
    mixinStandardHelpOptions = true)
final class CalibrateCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "RUN", description = "run directories or JMH's files")
  private List<Path> runs;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      defaultValue = "noise.json",
      description = "the noise floor (default: ${DEFAULT-VALUE})")
  private Path output;

  @Option(names = "--metric", paramLabel = "NAME", description = "a secondary metric")
  private String metric;

  @Option(
      names = "--allow-environment",
      paramLabel = "KEY",
      split = ",",
      description = "although this fact of the environments differs")
  private Set<String> allowed = new HashSet<>();

  @Override
  public Integer call() {
    List<Source> sources = Source.readAll(runs);
    requireSameCode(sources);
    NoiseFloor floor = NoiseFloor.of(sources, Optional.ofNullable(metric));
    EnvironmentCheck.require(sources, List.of(), allowed).forEach(System.out::println);
    floor.write(output);
    floor
        .rows()
        .forEach(
            (key, value) -> System.out.printf(Locale.ROOT, "%6.1f %%  %s%n", 100 * value, key));
    floor.warning().ifPresent(warning -> System.out.println("note: " + warning));
    System.out.printf("noise floor of %d rows in %s%n", floor.rows().size(), output);
    return 0;
  }

  /** As far as the runs say of which code they are. */
  private static void requireSameCode(List<Source> sources) {
    List<Environment> known = sources.stream().flatMap(s -> s.environment().stream()).toList();
    for (Environment other : known) {
      List<Fingerprint.Difference> differences = Fingerprint.codeDifferences(known.get(0), other);
      if (!differences.isEmpty()) {
        throw new InputException(
            "calibrate takes runs of the same code, and these differ in "
                + Fingerprint.words(differences));
      }
    }
  }
}
