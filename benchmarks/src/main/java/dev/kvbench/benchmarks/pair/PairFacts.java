package dev.kvbench.benchmarks.pair;

import dev.kvbench.benchmarks.session.BuildInfo;
import dev.kvbench.benchmarks.session.EngineVariables;
import dev.kvbench.benchmarks.session.Jvm;
import dev.kvbench.benchmarks.session.Subprocess;
import dev.kvbench.benchmarks.suite.Suite;
import dev.kvbench.benchmarks.suite.SuiteFacts;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.run.MachineFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the results of a side depend on beside the machine: sections of its environment.json. */
final class PairFacts {
  /** As {@code --version} prints it. */
  private static final Pattern FACT = Pattern.compile("([a-z][A-Za-z.]*) (\\S+)");

  private PairFacts() {}

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
   * The sections of a side.
   *
   * @param again whether its rows are measured for the second time, by {@link PairRun}
   */
  static Map<String, Map<String, String>> of(
      PairSession asked, Suite suite, PairSession.Side side, String name, boolean again) {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    sections.put("jvm", side.jvm().facts());
    Map<String, String> build = new LinkedHashMap<>(side.build());
    Map<String, String> engine = new LinkedHashMap<>();
    for (String library : List.of(BuildInfo.DJL, BuildInfo.LIBTORCH)) {
      // A build of before it told is one of unknown libraries.
      engine.put(library, build.containsKey(library) ? build.remove(library) : "unknown");
    }
    engine.putAll(SuiteFacts.chosen(side.rows()));
    engine.putAll(EngineVariables.facts());
    sections.put("engine", engine);
    sections.put("build", build);
    sections.put(
        "suite",
        SuiteFacts.suite(
            suite,
            "base and candidate in turns, row by row, round by round ("
                + (again ? "B A A B; rows that looked changed)" : "A B B A)"),
            asked.overrides(),
            Integer.toString(asked.forks()),
            asked.timeLimit()));
    sections.put("model", SuiteFacts.model(side.rows()));
    sections.put("pair", pair(side, name));
    return sections;
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
