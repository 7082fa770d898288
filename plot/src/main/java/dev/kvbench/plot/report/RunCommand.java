package dev.kvbench.plot.report;

import dev.kvbench.results.run.Environment;
import dev.kvbench.results.run.ShardFacts;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was typed after {@code ./bench} to make a run, put together from what the run wrote down of
 * itself; or why that cannot be told. Values of a file end up in somebody's shell: one that is not
 * plain is quoted, and one that cannot be is not written.
 *
 * @param lines a command each, all of them needed; none where they cannot be told
 * @param why they cannot, in a sentence; empty where they can
 */
record RunCommand(List<String> lines, String why) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/=,:+-]+");
  private static final Pattern OVERRIDE = Pattern.compile("([A-Za-z]\\w*)=\\[([^\\]]*)\\]");
  private static final String SUITE = "suite";

  /** Between the values of runs that were merged, where they do not agree. */
  private static final String SEVERAL = "; ";

  private static final RunCommand UNKNOWN =
      cannotBeTold("The command cannot be told from this run's environment.");

  /** Keeps a copy. */
  RunCommand {
    lines = List.copyOf(lines);
  }

  /** As the run's environment has it. */
  static RunCommand of(Environment environment) {
    Map<String, Map<String, String>> sections = environment.sections();
    if (sections.containsKey("training")) {
      return told(List.of(training(environment)));
    }
    if (sections.containsKey("quality")) {
      return told(List.of(quality(environment)));
    }
    Map<String, String> suite = sections.getOrDefault(SUITE, Map.of());
    if (!suite.containsKey("name")) {
      return UNKNOWN;
    }
    Optional<String> several = severalValues(environment, suite);
    if (several.isPresent()) {
      return cannotBeTold(several.get());
    }
    if (sections.containsKey("pair")) {
      return cannotBeTold(pair(sections.get("pair"), suite));
    }
    if (sections.containsKey("peers")) {
      return cannotBeTold(peers(sections.get("peers"), suite));
    }
    List<String> words = new ArrayList<>(List.of(SUITE, suite.get("name")));
    words.addAll(overrides(suite));
    words.addAll(forks(suite));
    words.addAll(timeLimit(suite));
    return sections.containsKey(ShardFacts.SECTION)
        ? shards(sections.get(ShardFacts.SECTION), words)
        : told(List.of(words));
  }

  private static RunCommand cannotBeTold(String why) {
    return new RunCommand(List.of(), why);
  }

  private static RunCommand told(List<List<String>> commands) {
    return commands.stream().flatMap(List::stream).anyMatch(RunCommand::cannotBeQuoted)
        ? UNKNOWN
        : new RunCommand(commands.stream().map(RunCommand::line).toList(), "");
  }

  private static List<String> training(Environment environment) {
    List<String> words = new ArrayList<>(List.of("train"));
    Map<String, String> facts = environment.sections().get("training");
    option(words, "--steps", facts.get("training.steps"));
    option(words, "--batch-size", facts.get("training.batchSize"));
    option(words, "--block-size", facts.get("blockSize"));
    option(words, "--embed-size", facts.get("embedSize"));
    option(words, "--layers", facts.get("layers"));
    option(words, "--heads", facts.get("heads"));
    option(words, "--learning-rate", facts.get("training.learningRate"));
    option(words, "--evaluate-every", facts.get("training.evaluateEvery"));
    option(words, "--seed", facts.get("training.seed"));
    option(words, "--threads", environment.get("engine", "threads").orElse(null));
    return words;
  }

  private static List<String> quality(Environment environment) {
    List<String> words = new ArrayList<>(List.of("quality"));
    Map<String, String> facts = environment.sections().get("quality");
    option(words, "--policies", commas(facts.get("policies")));
    option(words, "--dtypes", commas(facts.get("dtypes")));
    option(words, "--sequences", facts.get("sequences"));
    option(words, "--windows", facts.get("windows"));
    option(words, "--seed", facts.get("seed"));
    option(words, "--threads", environment.get("engine", "threads").orElse(null));
    return words;
  }

  /** Whether runs were merged that were asked for different things. */
  private static Optional<String> severalValues(
      Environment environment, Map<String, String> suite) {
    if (environment.get("run", "mergedFrom").isEmpty()) {
      return Optional.empty();
    }
    return Stream.of("name", "parameters", "only", "forks", "timeLimit")
        .filter(name -> suite.getOrDefault(name, "").contains(SEVERAL))
        .findFirst()
        .map(
            name ->
                "The command cannot be told: the runs that were merged had a command each, for they"
                    + " were of several suites or options ("
                    + name
                    + ": "
                    + suite.get(name)
                    + ").");
  }

  private static String pair(Map<String, String> pair, Map<String, String> suite) {
    StringBuilder words =
        new StringBuilder("The command cannot be told: this is one side, the ")
            .append(pair.getOrDefault("side", "unknown one"))
            .append(", of two that were measured in turns by pair, whose command names both. This")
            .append(" side was ")
            .append(pair.getOrDefault("jar", "an unknown jar"))
            .append(" on ")
            .append(pair.getOrDefault("java", "an unknown JVM"));
    pair.forEach(
        (name, value) -> {
          if (name.startsWith("parameter ")) {
            words.append(" with ").append(name.substring("parameter ".length()));
            words.append(' ').append(value);
          }
        });
    return words + "; of both sides were the suite and options " + asked(suite) + ".";
  }

  private static String peers(Map<String, String> peers, Map<String, String> suite) {
    List<String> options = overrides(suite);
    options.addAll(timeLimit(suite));
    String rounds = peers.getOrDefault("rounds", "").replaceFirst("^\\d+ of ", "");
    return "The command cannot be told: a script of benchmarks/peers measured kvbench and its peer"
        + " in turns, and which one with which jar was not written down. Its words were interleave"
        + " --suite "
        + quoted(suite.get("name"))
        + (rounds.matches("\\d{1,9}") ? " --rounds " + rounds : "")
        + (options.isEmpty() ? "" : " --suite-args=" + quoted(line(options)))
        + ".";
  }

  private static String asked(Map<String, String> suite) {
    List<String> words = new ArrayList<>(List.of(suite.get("name")));
    words.addAll(overrides(suite));
    words.addAll(forks(suite));
    words.addAll(timeLimit(suite));
    return line(words);
  }

  /** A command for each shard that the run has. */
  private static RunCommand shards(Map<String, String> facts, List<String> words) {
    String numbers = facts.getOrDefault("number", "");
    String of = facts.getOrDefault("of", "");
    if (!numbers.matches("\\d{1,9}(, \\d{1,9})*") || !of.matches("\\d{1,9}")) {
      return UNKNOWN;
    }
    List<List<String>> commands = new ArrayList<>();
    for (String number : numbers.split(", ", -1)) {
      List<String> one = new ArrayList<>(words);
      option(one, "--shard", number + "/" + of);
      commands.add(one);
    }
    return told(commands);
  }

  private static void option(List<String> words, String name, String value) {
    if (value != null) {
      words.add(name);
      words.add(value);
    }
  }

  private static String commas(String list) {
    return list == null ? null : list.replace(", ", ",");
  }

  private static List<String> overrides(Map<String, String> suite) {
    List<String> words = new ArrayList<>();
    values(words, "-p", suite.getOrDefault("parameters", ""));
    values(words, "--only", suite.getOrDefault("only", ""));
    return words;
  }

  private static void values(List<String> words, String option, String fact) {
    Matcher matcher = OVERRIDE.matcher(fact);
    while (matcher.find()) {
      option(words, option, matcher.group(1) + "=" + commas(matcher.group(2)));
    }
  }

  private static List<String> forks(Map<String, String> suite) {
    String forks = suite.getOrDefault("forks", "");
    return forks.matches("\\d{1,9}") ? List.of("--forks", forks) : List.of();
  }

  private static List<String> timeLimit(Map<String, String> suite) {
    try {
      Duration limit = Duration.parse(suite.getOrDefault("timeLimit", ""));
      return List.of("--time-limit", Long.toString(limit.toMinutes()));
    } catch (DateTimeParseException none) {
      return List.of();
    }
  }

  private static boolean cannotBeQuoted(String word) {
    return word.codePoints().anyMatch(point -> point < ' ' || point > '~');
  }

  private static String line(List<String> words) {
    return words.stream().map(RunCommand::quoted).collect(Collectors.joining(" "));
  }

  /** A value of a file ends up in somebody's shell, as one word. */
  static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
