package dev.kvbench.plot.report;

import dev.kvbench.results.Environment;
import dev.kvbench.results.Row;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How to measure a run again: the commit and the command, put together from what the run wrote down
 * of itself. Values of a file end up in somebody's shell: one that is not plain is quoted, and one
 * that cannot be is not written.
 */
final class Reproduce {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/=,:+-]+");
  private static final Pattern OVERRIDE = Pattern.compile("([A-Za-z]\\w*)=\\[([^\\]]*)\\]");
  private static final String UNKNOWN = "unknown";

  private final ReportRun run;
  private final Environment environment;

  private Reproduce(ReportRun run) {
    this.run = run;
    this.environment = run.environment();
  }

  static List<Element> of(ReportRun run) {
    return new Reproduce(run).elements();
  }

  private List<Element> elements() {
    List<Element> elements = new ArrayList<>();
    elements.add(Element.of("p", commit()));
    Optional<String> command = command();
    elements.add(
        command
            .map(
                line ->
                    Element.of("pre")
                        .attr("tabindex", "0")
                        .attr("aria-label", "commands")
                        .add(Element.of("code", checkout() + "./bench " + line)))
            .orElseGet(
                () -> Element.of("p", "The command cannot be told from this run's environment.")));
    notes().forEach(note -> elements.add(Element.of("p", note).attr("class", "note")));
    environment
        .get("suite", "text")
        .ifPresent(
            text ->
                elements.add(
                    Element.of("details")
                        .add(
                            Element.of("summary", "the suite's file"),
                            Element.of("pre")
                                .attr("tabindex", "0")
                                .add(Element.of("code", text)))));
    return elements;
  }

  private String commit() {
    String commit = environment.get("build", "git.commit").orElse(UNKNOWN);
    String dirty =
        switch (environment.get("build", "git.dirty").orElse(UNKNOWN)) {
          case "false" -> "no uncommitted changes";
          case "true" -> "with uncommitted changes, which the commit does not say";
          default -> "whether with uncommitted changes is not known";
        };
    return "Commit "
        + commit
        + ", "
        + dirty
        + "; version "
        + environment.get("build", "version").orElse(UNKNOWN)
        + ".";
  }

  private String checkout() {
    return environment
        .get("build", "git.commit")
        .filter(commit -> commit.matches("[0-9a-f]{7,40}"))
        .map(commit -> "git checkout " + commit + "\n")
        .orElse("");
  }

  private Optional<String> command() {
    List<String> words = new ArrayList<>();
    Map<String, Map<String, String>> sections = environment.sections();
    if (sections.containsKey("training")) {
      words.add("train");
      Map<String, String> facts = sections.get("training");
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
    } else if (sections.containsKey("quality")) {
      words.add("quality");
      Map<String, String> facts = sections.get("quality");
      option(words, "--policies", commas(facts.get("policies")));
      option(words, "--dtypes", commas(facts.get("dtypes")));
      option(words, "--sequences", facts.get("sequences"));
      option(words, "--windows", facts.get("windows"));
      option(words, "--seed", facts.get("seed"));
      option(words, "--threads", environment.get("engine", "threads").orElse(null));
    } else if (sections.containsKey("suite")) {
      Map<String, String> facts = sections.get("suite");
      if (!facts.containsKey("name")) {
        return Optional.empty();
      }
      words.addAll(List.of("suite", facts.get("name")));
      overrides(facts.getOrDefault("parameters", "none"), words);
      if (facts.getOrDefault("forks", "").matches("\\d{1,9}")) {
        option(words, "--forks", facts.get("forks"));
      }
      minutes(facts.getOrDefault("timeLimit", "none"))
          .ifPresent(minutes -> option(words, "--time-limit", minutes));
    } else {
      return Optional.empty();
    }
    return words.stream().anyMatch(Reproduce::cannotBeQuoted)
        ? Optional.empty()
        : Optional.of(words.stream().map(Reproduce::quoted).collect(Collectors.joining(" ")));
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

  private static void overrides(String parameters, List<String> words) {
    Matcher matcher = OVERRIDE.matcher(parameters);
    while (matcher.find()) {
      option(words, "-p", matcher.group(1) + "=" + commas(matcher.group(2)));
    }
  }

  private static Optional<String> minutes(String duration) {
    try {
      return Optional.of(Long.toString(Duration.parse(duration).toMinutes()));
    } catch (DateTimeParseException none) {
      return Optional.empty();
    }
  }

  private static boolean cannotBeQuoted(String word) {
    return word.codePoints().anyMatch(point -> point < ' ' || point > '~');
  }

  static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "The command is put together from environment.json. A suite of your own is a file: save it"
            + " from below and give its path.");
    String seeds =
        run.rows().stream()
            .map(Row::params)
            .map(params -> params.get("seed"))
            .filter(java.util.Objects::nonNull)
            .distinct()
            .collect(Collectors.joining(", "));
    if (!seeds.isEmpty()) {
      notes.add("Seed of the weights: " + seeds + ".");
    }
    environment
        .get("jvm", "args")
        .filter(args -> !args.equals("none"))
        .ifPresent(args -> notes.add("The JVM had arguments of its own: " + args));
    environment
        .get("weights", "checkpoint")
        .ifPresent(hash -> notes.add("The model: a checkpoint with " + hash + "."));
    for (String section : List.of("corpus", "training")) {
      environment
          .get(section, section.equals("corpus") ? "sha256" : "corpus.sha256")
          .ifPresent(hash -> notes.add("The text: sha256 " + hash + "."));
    }
    if (environment.sections().containsKey("peers")) {
      notes.add("Rows of peers were measured by a program of their own, in turns with these.");
    }
    environment
        .get("run", "mergedFrom")
        .ifPresent(names -> notes.add("Merged from the runs " + names + "."));
    return notes;
  }
}
