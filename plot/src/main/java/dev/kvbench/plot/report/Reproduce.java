package dev.kvbench.plot.report;

import dev.kvbench.results.jmh.Row;
import dev.kvbench.results.run.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How to measure a run again: the commit and the command, put together from what the run wrote down
 * of itself.
 */
final class Reproduce {
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
    RunCommand command = RunCommand.of(environment);
    if (command.lines().isEmpty()) {
      elements.add(Element.of("p", command.why()));
    } else {
      String lines =
          command.lines().stream()
              .map(line -> (onGpu() ? "java -jar benchmarks.jar " : "./bench ") + line)
              .collect(Collectors.joining("\n", checkout(), ""));
      elements.add(
          Element.of("pre")
              .attr("tabindex", "0")
              .attr("aria-label", "commands")
              .add(Element.of("code", lines)));
      elements.add(
          Element.of(
                  "p",
                  "The command is put together from environment.json. A suite of your own is a"
                      + " file: save it from below and give its path.")
              .attr("class", "note"));
    }
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

  /** There ./bench would build the jar for a CPU. */
  private boolean onGpu() {
    return environment.get("engine", "device").filter("cuda"::equals).isPresent();
  }

  /** Those that say which libtorch DJL takes. */
  private String variables() {
    String set =
        environment.sections().get("engine").entrySet().stream()
            .filter(fact -> fact.getKey().startsWith("env.PYTORCH_"))
            .map(fact -> fact.getKey().substring("env.".length()) + "=" + fact.getValue())
            .collect(Collectors.joining(" "));
    return set.isEmpty() ? "none" : set;
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (onGpu()) {
      notes.add(
          "The jar is one for a GPU, see docs/cuda.md. Variables that were set: "
              + variables()
              + ".");
    }
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
