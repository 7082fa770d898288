package dev.kvbench.results.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.kvbench.results.jmh.JmhJsonTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes run directories. */
public final class Runs {
  private static final JsonObject REAL =
      JsonParser.parseString(JmhJsonTest.REAL).getAsJsonArray().get(0).getAsJsonObject();

  private Runs() {}

  /** What is there of the two files is replaced. */
  public static RunDirectory write(Path path, String rows, Environment environment) {
    try {
      Files.createDirectories(path);
      Files.writeString(path.resolve("jmh.json"), rows);
      Files.writeString(path.resolve("environment.json"), environment.toJson());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return RunDirectory.open(path);
  }

  /** A row as JMH writes it, with two forks. */
  static JsonObject row(String steps) {
    JsonObject row = REAL.deepCopy();
    row.getAsJsonObject("params").addProperty("steps", steps);
    return row;
  }

  static String rows(Iterable<String> steps) {
    JsonArray rows = new JsonArray();
    steps.forEach(one -> rows.add(row(one)));
    return rows.toString();
  }
}
