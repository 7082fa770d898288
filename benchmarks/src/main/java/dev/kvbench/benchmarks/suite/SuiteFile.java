package dev.kvbench.benchmarks.suite;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads suites: those inside the jar by name, a user's own by path. */
public final class SuiteFile {
  /** Suites inside the jar, in the order they are told to users. */
  static final List<String> NAMES =
      List.of(
          "smoke",
          "quick",
          "article",
          "ladder",
          "decode",
          "window",
          "crossover",
          "batch",
          "gpt2",
          "gpt2-article");

  private static final Set<String> COUNTS =
      Set.of(
          "forks", "warmup-tokens", "measured-tokens", "warmup-iterations", "measured-iterations");

  private SuiteFile() {}

  /**
   * The suite of that name, or in the file of that path if it ends in {@code .yaml}.
   *
   * @throws InputException when there is none, or it is not well formed
   */
  public static Suite load(String nameOrPath) {
    if (nameOrPath.endsWith(".yaml") || nameOrPath.endsWith(".yml")) {
      try {
        Path file = Path.of(nameOrPath);
        String name = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        return parse(name, nameOrPath, Files.readString(file));
      } catch (IOException e) {
        throw new InputException(
            "suite file " + nameOrPath + " cannot be read: " + IoReason.of(e), e);
      } catch (InvalidPathException e) {
        throw new InputException("suite file " + nameOrPath + ": " + e.getReason(), e);
      }
    }
    if (!NAMES.contains(nameOrPath)) {
      throw new InputException(
          String.format(
              "unknown suite '%s'; there are %s, or the path of a .yaml file of your own",
              nameOrPath, String.join(", ", NAMES)));
    }
    try (InputStream in = SuiteFile.class.getResourceAsStream("/suites/" + nameOrPath + ".yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return parse(nameOrPath, nameOrPath + ".yaml", text);
    } catch (IOException e) {
      throw new InputException("suite " + nameOrPath + " cannot be read from the jar: " + e, e);
    }
  }

  /** The suites inside the jar, with a line on each. */
  public static Map<String, String> descriptions() {
    Map<String, String> descriptions = new LinkedHashMap<>();
    NAMES.forEach(name -> descriptions.put(name, load(name).description()));
    return descriptions;
  }

  static Suite parse(String name, String where, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    Map<String, Object> top;
    try {
      Object loaded = new Yaml(new SafeConstructor(options)).load(text);
      top = map(where, loaded);
    } catch (YAMLException e) {
      throw new InputException(where + ": not YAML: " + problem(e), e);
    }
    refuseUnknown(where, top, Set.of("description", "rows"));
    List<Suite.Group> groups = new ArrayList<>();
    if (!(top.get("rows") instanceof List<?> rows) || rows.isEmpty()) {
      throw new InputException(where + ": 'rows' must be a list of at least one group");
    }
    for (Object row : rows) {
      groups.add(group(where, top, map(where, row)));
    }
    return new Suite(
        name, String.valueOf(top.getOrDefault("description", name)), text, List.copyOf(groups));
  }

  private static String problem(YAMLException e) {
    if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      return String.format(
          "line %d: %s",
          marked.getProblemMark().getLine() + 1, marked.getProblem().replaceAll("\\s+", " "));
    }
    return e.getMessage().replaceAll("\\s+", " ");
  }

  private static Suite.Group group(
      String where, Map<String, Object> top, Map<String, Object> group) {
    refuseUnknown(where, group, Set.of("benchmark", "params"));
    if (!(group.get("benchmark") instanceof String benchmark)) {
      throw new InputException(where + ": every group of rows needs 'benchmark: Class.method'");
    }
    Map<String, List<String>> params = new LinkedHashMap<>();
    map(where, group.getOrDefault("params", Map.of()))
        .forEach((param, values) -> params.put(param, values(where, param, values)));
    return new Suite.Group(
        benchmark,
        params,
        count(where, "forks", top, group, 1),
        amount(where, "warmup", top, group, 0),
        amount(where, "measured", top, group, 1));
  }

  /** What the group says in tokens or iterations, or else what the file says for all groups. */
  private static Suite.Amount amount(
      String where, String what, Map<String, Object> top, Map<String, Object> group, int least) {
    String tokens = what + "-tokens";
    String iterations = what + "-iterations";
    for (Map<String, Object> level : List.of(group, top)) {
      if (level.containsKey(tokens) && level.containsKey(iterations)) {
        throw new InputException(
            where + ": '" + tokens + "' and '" + iterations + "' cannot both be given");
      }
      if (level.containsKey(iterations)) {
        return new Suite.Amount(count(where, iterations, top, group, least), false);
      }
      if (level.containsKey(tokens)) {
        break;
      }
    }
    return new Suite.Amount(count(where, tokens, top, group, least), true);
  }

  private static List<String> values(String where, String param, Object values) {
    List<?> list = values instanceof List<?> several ? several : List.of(String.valueOf(values));
    if (list.isEmpty()) {
      throw new InputException(where + ": parameter " + param + " has no value");
    }
    return list.stream().map(String::valueOf).toList();
  }

  private static int count(
      String where, String key, Map<String, Object> top, Map<String, Object> group, int least) {
    Object value = group.getOrDefault(key, top.get(key));
    if (value instanceof Integer number && number >= least) {
      return number;
    }
    throw new InputException(
        String.format(
            "%s: '%s' must be a whole number of at least %s%s",
            where, key, least, (value == null ? ", and is missing" : ", not " + value)));
  }

  private static void refuseUnknown(String where, Map<String, Object> map, Set<String> known) {
    for (String key : map.keySet()) {
      if (!known.contains(key) && !COUNTS.contains(key)) {
        throw new InputException(
            String.format(
                "%s: unknown key '%s'; there are %s",
                where,
                key,
                String.join(
                    ", ", Stream.concat(known.stream(), COUNTS.stream()).sorted().toList())));
      }
    }
  }

  private static Map<String, Object> map(String where, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new InputException(where + ": expected keys and values, found " + value);
    }
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach((key, v) -> named.put(String.valueOf(key), v));
    return named;
  }
}
