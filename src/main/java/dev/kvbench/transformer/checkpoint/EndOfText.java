package dev.kvbench.transformer.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.kvbench.transformer.text.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The tokens after which the text of a model is over. */
public final class EndOfText {
  private static final String NAME = "eos_token_id";

  private EndOfText() {}

  /**
   * Those that a folder of Hugging Face's names: in generation_config.json, or else in config.json.
   *
   * @return empty where it names none
   * @throws IOException with one line that names the file and what is wrong with it
   */
  public static Set<Long> of(Path folder) throws IOException {
    Set<Long> ends = new TreeSet<>();
    for (String name : new String[] {"generation_config.json", "config.json"}) {
      Path file = folder.resolve(name);
      if (ends.isEmpty() && Files.exists(file)) {
        JsonElement value =
            ConfigFile.json(file, JsonObject.class, "holds no settings of a model").get(NAME);
        try {
          if (value instanceof JsonArray several) {
            several.forEach(end -> ends.add(wholeNumber(end)));
          } else if (value != null && !value.isJsonNull()) {
            ends.add(wholeNumber(value));
          }
        } catch (UnsupportedOperationException
            | IllegalStateException
            | NumberFormatException
            | ArithmeticException e) {
          throw OneLine.problem(
              file,
              "needs a token's number, or a list of them, as %s, not %s"
                  .formatted(NAME, StateDict.shown(value.toString())));
        }
      }
    }
    return ends;
  }

  private static long wholeNumber(JsonElement value) {
    return value.getAsBigDecimal().longValueExact();
  }
}
