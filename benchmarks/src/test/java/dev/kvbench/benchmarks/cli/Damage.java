package dev.kvbench.benchmarks.cli;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Damages a JSON file as disks, editors and other programs do. */
final class Damage {
  private static final String[] ABSURD = {
    "null",
    "true",
    "-1",
    "0",
    "1e400",
    "-1e400",
    "\"NaN\"",
    "\"+INF\"",
    "\"-INF\"",
    "NaN",
    "[]",
    "{}",
    "\"\"",
    "\"a\\nb\"",
    "1e308",
    "1e-320",
    "99999999999999999999",
    "[[[[[]]]]]",
    "\"ops/s\"",
    "\"parsec/op\"",
    "[[\"NaN\"]]",
    "[[1],[]]",
    "{\"a\":1,\"a\":2}"
  };

  private Damage() {}

  /** Cut off, nested without end, bytes changed, or a value replaced by an absurd one. */
  static byte[] of(String json, Random random) {
    StringBuilder text = new StringBuilder(json);
    switch (random.nextInt(6)) {
      case 0 -> text.setLength(random.nextInt(text.length()));
      case 1 -> text.insert(random.nextInt(text.length()), "[".repeat(1 + random.nextInt(20_000)));
      case 2 -> {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (int n = random.nextInt(5); n >= 0; n--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
      }
      default -> replaceValue(text, random);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Puts something else in the place of a number, or of a whole value after a colon. */
  private static void replaceValue(StringBuilder text, Random random) {
    int at = random.nextInt(text.length());
    while (at < text.length() && ":[,".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    int end = Math.min(text.length(), at + 1);
    while (end < text.length() && ",]}".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    text.replace(Math.min(at + 1, text.length()), end, ABSURD[random.nextInt(ABSURD.length)]);
  }
}
