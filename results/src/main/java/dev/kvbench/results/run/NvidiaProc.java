package dev.kvbench.results.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What NVIDIA's Linux driver says of itself under {@code /proc/driver/nvidia} (its README, chapter
 * "The /proc file system interface"): no process to start, no library to load.
 */
final class NvidiaProc {
  private static final Pattern MODEL = Pattern.compile("(?m)^Model:\\s*(\\S.*?)\\s*$");
  private static final Pattern VERSION =
      Pattern.compile("(?m)^NVRM version:.*?\\s(\\d+(?:\\.\\d+)+)\\s");

  private NvidiaProc() {}

  /** The GPUs' product names in order of their bus addresses; none without the driver. */
  static List<String> models(Path proc) throws IOException {
    List<Path> gpus = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc.resolve("gpus"))) {
      entries.forEach(gpus::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    Collections.sort(gpus);
    List<String> models = new ArrayList<>();
    for (Path gpu : gpus) {
      Matcher model = MODEL.matcher(Files.readString(gpu.resolve("information")));
      models.add(model.find() ? model.group(1) : "unknown");
    }
    return models;
  }

  /** The driver's version, for example {@code 550.54.15}; null if it cannot be told. */
  static String driver(Path proc) throws IOException {
    Matcher version = VERSION.matcher(Files.readString(proc.resolve("version")));
    return version.find() ? version.group(1) : null;
  }
}
