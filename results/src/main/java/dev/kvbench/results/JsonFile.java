package dev.kvbench.results;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads small files of our own. */
public final class JsonFile {
  private JsonFile() {}

  /**
   * The numbers of one object of a file whose {@code schema} is a version that this kvbench knows.
   *
   * @param remedy what the user can do if it is not that
   * @throws InputException naming the file and the place where it is not
   */
  public static Map<String, Double> numbers(Path file, int schema, String member, String remedy) {
    JsonNode root = JsonNode.read(file, remedy);
    if (root.member("schema").count() != schema) {
      throw root.member("schema").expected(schema + ", the one this kvbench knows");
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    root.member(member).members().forEach((name, value) -> numbers.put(name, value.number()));
    return numbers;
  }
}
