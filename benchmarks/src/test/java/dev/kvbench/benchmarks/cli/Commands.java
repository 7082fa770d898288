package dev.kvbench.benchmarks.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs command lines in this process, which takes no JVM of their own, and keeps what they print.
 */
final class Commands {
  private final Path folder;

  /** Commands that name this folder {@code @}. */
  Commands(Path folder) {
    this.folder = folder;
  }

  /** Runs one line of words without blanks in them. */
  Kvbench.Ended line(String line) throws IOException {
    return run(line.strip().split(" +", -1));
  }

  Kvbench.Ended run(String... arguments) throws IOException {
    String[] words =
        Stream.of(arguments)
            .map(word -> word.replaceFirst("(^|=)@(?=/|$)", "$1" + folder))
            .toArray(String[]::new);
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream toOut = new ByteArrayOutputStream();
    ByteArrayOutputStream toErr = new ByteArrayOutputStream();
    System.setOut(new PrintStream(toOut, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(toErr, true, StandardCharsets.UTF_8));
    try {
      int exit = Main.run(words);
      return new Kvbench.Ended(
          exit, toOut.toString(StandardCharsets.UTF_8), toErr.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** All files and folders that there are now. */
  List<String> listing() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.map(Path::toString).sorted().toList();
    }
  }

  /** The one run directory of that folder whose name ends so. */
  Path runDirectory(String output, String end) throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve(output))) {
      List<Path> found = runs.filter(run -> run.toString().endsWith(end)).toList();
      if (found.size() != 1) {
        throw new IllegalStateException("not one run: " + found);
      }
      return found.get(0);
    }
  }
}
