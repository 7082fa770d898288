package dev.kvbench.benchmarks.suite;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.IoReason;
import dev.kvbench.results.io.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads suites: those inside the jar by name, a user's own by path. */
public final class SuiteFile {
  /** Suites inside the jar, in the order they are told to users. */
  public static final List<String> NAMES =
      List.of(
          "smoke",
          "gate",
          "quick",
          "article",
          "ladder",
          "decode",
          "window",
          "latency",
          "crossover",
          "batch",
          "gpt2",
          "gpt2-article",
          "llama");

  /** What is no number or nothing is written all the same, and refused when it is read. */
  private static final Gson GSON =
      new GsonBuilder().serializeSpecialFloatingPointValues().serializeNulls().create();

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
          "unknown suite '%s'; there are %s, or the path of a .yaml file of your own"
              .formatted(nameOrPath, String.join(", ", NAMES)));
    }
    try (InputStream in = SuiteFile.class.getResourceAsStream("/suites/" + nameOrPath + ".yaml")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return parse(nameOrPath, nameOrPath + ".yaml", text);
    } catch (IOException e) {
      throw new InputException("suite " + nameOrPath + " cannot be read from the jar: " + e, e);
    }
  }

  /** The first suite of the jar that measures a benchmark, by its simple name, and no other. */
  static String suiteOf(String benchmark) {
    return NAMES.stream()
        .filter(
            name ->
                load(name).groups().stream()
                    .allMatch(group -> group.benchmark().startsWith(benchmark + ".")))
        .findFirst()
        .orElseThrow();
  }

  static Suite parse(String name, String where, String text) {
    JsonNode top =
        JsonNode.parse(where, GSON.toJson(yaml(where, text)), "benchmarks/suites shows suites");
    refuseUnknown(top, Set.of("description", "time-on-2-cores", "rows"));
    List<Suite.Group> groups =
        top.member("rows").items().stream().map(group -> group(top, group)).toList();
    if (groups.isEmpty()) {
      throw top.member("rows").expected("a list of at least one group");
    }
    String description = top.optionalMember("description").map(JsonNode::string).orElse(name);
    Optional<String> time =
        top.optionalMember("time-on-2-cores").map(node -> node.string() + " on 2 cores");
    return new Suite(name, description, time, text, groups);
  }

  private static Object yaml(String where, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(0); // a list that is in itself has no end
    try {
      return new Yaml(new SafeConstructor(options)).load(text);
    } catch (YAMLException e) {
      String problem =
          e instanceof MarkedYAMLException marked && marked.getProblemMark() != null
              ? "line " + (marked.getProblemMark().getLine() + 1) + ": " + marked.getProblem()
              : e.getMessage();
      throw new InputException(where + ": not YAML: " + problem.replaceAll("\\s+", " "), e);
    }
  }

  private static Suite.Group group(JsonNode top, JsonNode group) {
    refuseUnknown(group, Set.of("benchmark", "params"));
    Map<String, List<String>> params = new LinkedHashMap<>();
    group
        .optionalMember("params")
        .map(JsonNode::members)
        .orElse(Map.of())
        .forEach((param, values) -> params.put(param, values(values)));
    return new Suite.Group(
        group.member("benchmark").string(),
        params,
        count(group.optionalMember("forks").orElseGet(() -> top.member("forks")), 1),
        amount("warmup", top, group, 0),
        amount("measured", top, group, 1));
  }

  /** What the group says in tokens or iterations, or else what the file says for all groups. */
  private static Suite.Amount amount(String what, JsonNode top, JsonNode group, int least) {
    for (JsonNode level : List.of(group, top)) {
      Optional<JsonNode> tokens = level.optionalMember(what + "-tokens");
      Optional<JsonNode> iterations = level.optionalMember(what + "-iterations");
      if (tokens.isPresent() && iterations.isPresent()) {
        throw level.wrong("has both " + what + "-tokens and " + what + "-iterations");
      }
      if (tokens.or(() -> iterations).isPresent()) {
        JsonNode given = tokens.or(() -> iterations).get();
        return new Suite.Amount(count(given, least), tokens.isPresent());
      }
    }
    throw group.wrong("has neither " + what + "-tokens nor " + what + "-iterations");
  }

  private static List<String> values(JsonNode values) {
    List<JsonNode> several = values.element().isJsonArray() ? values.items() : List.of(values);
    if (several.isEmpty()) {
      throw values.wrong("has no value");
    }
    return several.stream().map(SuiteFile::value).toList();
  }

  private static String value(JsonNode value) {
    if (!value.element().isJsonPrimitive()) {
      throw value.expected("a value or a list of values");
    }
    return value.element().getAsString();
  }

  private static int count(JsonNode node, int least) {
    if (node.count() < least) {
      throw node.expected("at least " + least);
    }
    return node.count();
  }

  private static void refuseUnknown(JsonNode map, Set<String> own) {
    Set<String> known = new TreeSet<>(COUNTS);
    known.addAll(own);
    for (String key : map.members().keySet()) {
      if (!known.contains(key)) {
        throw map.wrong("has an unknown key '" + key + "'; there are " + String.join(", ", known));
      }
    }
  }
}
