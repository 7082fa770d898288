package dev.kvbench.benchmarks.pair;

import dev.kvbench.benchmarks.session.BuildInfo;
import dev.kvbench.benchmarks.session.Jvm;
import dev.kvbench.benchmarks.session.Subprocess;
import dev.kvbench.benchmarks.show.Figures;
import dev.kvbench.benchmarks.suite.RunFacts;
import dev.kvbench.benchmarks.suite.Suite;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.MachineFacts;
import dev.kvbench.results.run.MissingRows;
import dev.kvbench.results.run.RunDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes down what the results of the sides of a pair depend on: the environment.json of each. The
 * machine is looked at once; of a side are its JVM, its jar and its rows.
 */
final class PairFacts {
  /** As {@code --version} prints it. */
  private static final Pattern FACT = Pattern.compile("([a-z][A-Za-z.]*) (\\S+)");

  private final PairSession asked;
  private final Suite suite;
  private final Environment machine;
  private final double busy;

  /** Looks at the machine, which takes a second or two. */
  PairFacts(PairSession asked, Suite suite) {
    this.asked = asked;
    this.suite = suite;
    this.busy = MachineFacts.busyCores();
    this.machine = MachineFacts.capture();
  }

  /** The cores that other work keeps busy. */
  double busy() {
    return busy;
  }

  /**
   * What a jar says that it was built from.
   *
   * @throws InputException when it is no jar of kvbench, or does not run on this JVM
   */
  static Map<String, String> build(Jvm jvm, Path jar) {
    List<String> command = new ArrayList<>(jvm.command(jar));
    command.add("--version");
    Subprocess.Answer answer = Subprocess.ask(command);
    Map<String, String> facts = new LinkedHashMap<>();
    for (String line : answer.lines()) {
      Matcher fact = FACT.matcher(line);
      if (fact.matches()) {
        facts.put(fact.group(1), fact.group(2));
      }
    }
    if (answer.exit() != 0 || !facts.containsKey("git.commit")) {
      throw new InputException(
          jar + ": is no jar of kvbench's that runs here: " + answer.lastLine());
    }
    return facts;
  }

  /**
   * Writes a side's environment before anything of it is measured.
   *
   * @param again whether its rows are measured for the second time, by {@link PairRun}
   */
  void writeAtStart(PairSession.Side side, PairSide measured, boolean again, Instant start) {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>(machine.sections());
    sections.put("jvm", side.jvm().facts());
    Map<String, String> build = new LinkedHashMap<>(side.build());
    Map<String, String> engine = new LinkedHashMap<>();
    for (String library : List.of(BuildInfo.DJL, BuildInfo.LIBTORCH)) {
      // A build of before it told is one of unknown libraries.
      engine.put(library, build.containsKey(library) ? build.remove(library) : "unknown");
    }
    engine.putAll(RunFacts.chosen(side.rows()));
    sections.put("engine", engine);
    sections.put("build", build);
    sections.put(
        "suite",
        RunFacts.suite(
            suite,
            "base and candidate in turns, row by row, round by round ("
                + (again ? "B A A B; rows that looked changed)" : "A B B A)"),
            asked.overrides(),
            Integer.toString(asked.forks()),
            asked.timeLimit()));
    sections.put("model", RunFacts.model(side.rows()));
    sections.put("pair", pair(side, measured.name()));
    write(
        measured.run(),
        Environment.of(sections)
            .with("machine", Map.of("busyCoresAtStart", Figures.threeDigits(busy)))
            .with("run", Map.of("started", start.toString(), "state", "running or stopped")));
  }

  /** Adds how the run ended. */
  void writeAtEnd(PairSide measured, PairRun ended) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("ended", Instant.now().toString());
    facts.putAll(ended.missing().facts());
    write(measured.run(), measured.run().environment().with(MissingRows.SECTION, facts));
  }

  private static void write(RunDirectory run, Environment environment) {
    run.writeAtomically("environment.json", environment.toJson().getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> pair(PairSession.Side side, String name) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("side", name);
    facts.put("jar", String.valueOf(side.subject().jar().getFileName()));
    facts.put("java", MachineFacts.withoutHome(side.jvm().java().toString()));
    side.subject().params().forEach((param, value) -> facts.put("parameter " + param, value));
    return facts;
  }
}
