package dev.kvbench.results.run;

import static dev.kvbench.results.Refusals.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
  @TempDir Path directory;

  @Test
  void writesSectionsAndFactsInOrder() {
    Map<String, Map<String, String>> sections = new LinkedHashMap<>();
    sections.put("os", Map.of("name", "Linux"));
    sections.put("empty", Map.of());
    Map<String, String> jvm = new LinkedHashMap<>();
    jvm.put("version", "17");
    jvm.put("args", "-Da='<x>&y' \"größe\"");
    sections.put("jvm", jvm);

    assertThat(Environment.of(sections).toJson())
        .isEqualTo(
            """
            {
              "schema": 1,
              "os": {
                "name": "Linux"
              },
              "empty": {},
              "jvm": {
                "version": "17",
                "args": "-Da='<x>&y' \\"größe\\""
              }
            }
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "schema", "\"\\/\b\f\n\r\t\0", "\u2028\u2029", "größe 缓存 𝄞", "null"})
  void anyStringSurvives(String hostile) throws IOException {
    Environment environment =
        Environment.of(Map.of("s", Map.of(hostile, hostile))).with("x" + hostile, Map.of("k", "v"));

    assertThat(read(environment.toJson()))
        .isEqualTo(environment)
        .hasToString(environment.toString());
  }

  @Test
  void withAddsAndReplacesAndLeavesTheOldAlone() {
    Environment old = Environment.of(Map.of("jvm", Map.of("version", "17")));
    Environment changed =
        old.with("jvm", Map.of("version", "21"))
            .with("jvm", Map.of("vendor", "x"))
            .with("os", Map.of());

    assertThat(changed.sections())
        .containsExactly(
            entry("jvm", Map.of("version", "21", "vendor", "x")), entry("os", Map.of()));
    assertThat(old.sections()).containsExactly(entry("jvm", Map.of("version", "17")));
    assertThatIllegalArgumentException().isThrownBy(() -> old.with("schema", Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{}                           | $ has no \"schema\"",
        "[]                           | $ is not an object",
        "{\"schema\": 2}              | $.schema is not 1, the one this kvbench knows",
        "{\"schema\": \"1\"}          | $.schema is not a number",
        "{\"schema\": 1, \"os\": 1}   | $.os is not an object",
        "{\"schema\": 1, \"os\": {\"name\": 1}} | $.os.name is not a string",
        "{\"schema\": 1, \"os\": {\"name\": null}} | $.os.name is not a string",
        "{\"schema\": 1, \"os\": {    | is cut off (at $.os"
      })
  void saysWhatIsWrongWithAFile(String json, String reason) {
    assertThat(refusal(() -> read(json))).contains(reason, "environment.json");
  }

  private Environment read(String json) throws IOException {
    return Environment.read(Files.writeString(directory.resolve("environment.json"), json));
  }
}
