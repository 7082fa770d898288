package dev.kvbench.benchmarks.fetch;

import static dev.kvbench.benchmarks.fetch.Server.CONTENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many at once, each of which may find another's part, lock or file. */
@Timeout(120)
class ConcurrentDownloadTest {
  @TempDir private Path folder;

  /** In one process; every third connection is cut. */
  @Test
  void threadsDoNotSpoilEachOthersFile() throws Exception {
    Path file = folder.resolve("file.txt");
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try (Server server =
        new Server(
            (exchange, number) -> {
              if (number % 3 == 0 && Server.from(exchange) == 0) {
                Server.sendAndCut(exchange, 100_000);
              } else {
                Server.sendRange(exchange);
              }
            })) {
      Callable<Void> fetch =
          () -> {
            server.download().to(file, bytes -> {});
            assertThat(file).hasBinaryContent(CONTENT);
            return null;
          };
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        all.add(fetch);
      }
      for (Future<Void> future : threads.invokeAll(all)) {
        future.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(names()).containsExactly(".file.txt.lock", "file.txt");
  }

  @Test
  void processesDoNotSpoilEachOthersFile() throws Exception {
    Path file = folder.resolve("file.txt");
    try (Server server = new Server((exchange, number) -> Server.sendRange(exchange))) {
      List<Process> processes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        processes.add(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Fetches.class.getName(),
                    server.uri("/file").toString(),
                    file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log-" + i).toFile())
                .start());
      }
      for (int i = 0; i < processes.size(); i++) {
        int code = processes.get(i).waitFor();
        assertThat(code).as("%s", Files.readString(folder.resolve("log-" + i))).isZero();
      }
    }
    assertThat(file).hasBinaryContent(CONTENT);
    assertThat(names()).containsExactly(".file.txt.lock", "file.txt", "log-0", "log-1", "log-2");
  }

  /** A process of its own that fetches the file ten times. */
  static final class Fetches {
    private Fetches() {}

    public static void main(String[] args) throws IOException {
      String sha256 = Server.sha256(CONTENT);
      Download download = new Download(URI.create(args[0]), CONTENT.length, sha256, "by hand");
      for (int i = 0; i < 10; i++) {
        download.to(Path.of(args[1]), bytes -> {});
        if (!Arrays.equals(Files.readAllBytes(Path.of(args[1])), CONTENT)) {
          throw new IOException("another file than the server's");
        }
      }
    }
  }

  /** A part that somebody else holds is neither read nor written. */
  @Test
  void aHeldPartIsLeftAlone() throws IOException {
    Path file = folder.resolve("file.txt");
    try (Server server = new Server((exchange, number) -> Server.sendRange(exchange));
        PartFile held = PartFile.open(file)) {
      held.append(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      server.download().to(file, bytes -> {});
      assertThat(file).hasBinaryContent(CONTENT);
      assertThat(held.length()).isEqualTo(3);
      assertThat(folder.resolve("file.txt.part")).hasBinaryContent(new byte[] {1, 2, 3});
      assertThat(server.ranges).containsExactly("");
    }
    assertThat(names()).containsExactly(".file.txt.lock", "file.txt", "file.txt.part");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
