package dev.kvbench.results.run;

import dev.kvbench.results.io.InputException;
import dev.kvbench.results.io.JsonNode;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a run's results depend on.
 *
 * @param sections machine, jvm and others: facts, each a name and a string, in the order they were
 *     put in
 */
public record Environment(Map<String, Map<String, String>> sections) {
  private static final String SCHEMA = "schema";
  private static final int SCHEMA_VERSION = 1;
  private static final String REMEDY = "give a run directory that kvbench wrote";

  /**
   * Keeps copies.
   *
   * @throws IllegalArgumentException if a section is called {@code schema}, the one name that the
   *     file needs for itself
   */
  public Environment {
    if (sections.containsKey(SCHEMA)) {
      throw new IllegalArgumentException("a section cannot be called " + SCHEMA);
    }
    Map<String, Map<String, String>> copy = new LinkedHashMap<>();
    sections.forEach(
        (section, facts) ->
            copy.put(section, Collections.unmodifiableMap(new LinkedHashMap<>(facts))));
    sections = Collections.unmodifiableMap(copy);
  }

  /** An environment of these sections. */
  public static Environment of(Map<String, Map<String, String>> sections) {
    return new Environment(sections);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws InputException if the file cannot be read, is not an environment, or has another schema
   */
  public static Environment read(Path file) {
    JsonNode root = JsonNode.read(file, REMEDY);
    root.requireSchema(SCHEMA_VERSION);
    Map<String, JsonNode> members = root.members();
    members.remove(SCHEMA);
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    members.forEach(
        (section, node) -> {
          Map<String, String> facts = new LinkedHashMap<>();
          node.members().forEach((key, value) -> facts.put(key, value.string()));
          sections.put(section, facts);
        });
    return of(sections);
  }

  public Optional<String> get(String section, String key) {
    return Optional.ofNullable(sections.getOrDefault(section, Map.of()).get(key));
  }

  /** This environment with the facts added to the section; a fact of the same name is replaced. */
  public Environment with(String section, Map<String, String> facts) {
    Map<String, String> joined = new LinkedHashMap<>(sections.getOrDefault(section, Map.of()));
    joined.putAll(facts);
    Map<String, Map<String, String>> changed = new LinkedHashMap<>(sections);
    changed.put(section, joined);
    return of(changed);
  }

  /**
   * An object with the number {@code schema} and one object of strings for each section, indented,
   * in the order of the sections and facts, to be written as UTF-8.
   */
  public String toJson() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put(SCHEMA, SCHEMA_VERSION);
    root.putAll(sections);
    return JsonNode.pretty(root);
  }
}
