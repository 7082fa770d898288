package dev.kvbench.transformer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.kvbench.transformer.decode.Golden;
import dev.kvbench.transformer.device.Torch;
import dev.kvbench.transformer.model.Weights;
import dev.kvbench.transformer.tensor.TransformerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to a file, it gives its own weights or one line: no hang, no other exception.
 */
@Timeout(600)
class StateDictFuzzTest {
  private static final List<Path> GOLDENS =
      List.of(Golden.path("article.pth"), Golden.path("article-views.pth"));
  private static final TransformerConfig CONFIG = new TransformerConfig(2, 2, 8, 4, 65);

  private final Random random = new Random(31);
  @TempDir private Path folder;

  @Test
  void someHundred() throws IOException {
    fuzz(100);
  }

  @Test
  @Tag("exhaustive")
  void thousands() throws IOException {
    fuzz(5_000);
  }

  /** A file's checksums tell what is damaged; a pickle is damaged before they are taken. */
  private void fuzz(int cases) throws IOException {
    Torch.start(1);
    Path file = folder.resolve("f.pth");
    List<String> hashes = List.of(outcome(GOLDENS.get(0)), outcome(GOLDENS.get(1)));
    int loaded = 0;
    for (int i = 0; i < cases; i++) {
      Path golden = GOLDENS.get(i % 2);
      String hash = outcome(Files.write(file, damaged(Files.readAllBytes(golden))));
      assertThat(hash).isIn("", hashes.get(0), hashes.get(1));
      Map<String, byte[]> entries = new LinkedHashMap<>(StateDictBytes.unzip(golden));
      entries.computeIfPresent("data.pkl", (name, pickle) -> damaged(pickle));
      loaded += outcome(StateDictBytes.zip(file, entries)).isEmpty() ? 0 : 1;
    }
    assertThat(loaded).isBetween(1, cases - 1); // both outcomes must have been seen
  }

  /** The weights' hash, or nothing if they were refused. */
  private static String outcome(Path file) {
    try (NDManager manager = NDManager.newBaseManager()) {
      try (Weights weights = Loading.weights(file, CONFIG, manager)) {
        return weights.sha256();
      } catch (IOException e) {
        Loading.assertIsOneLine(e, file.toString(), "");
      }
      assertThat(manager.getManagedArrays()).isEmpty();
      return "";
    }
  }

  /** Cut short, with a part left out or repeated, or with some other bytes. */
  private byte[] damaged(byte[] bytes) {
    int from = random.nextInt(bytes.length);
    int kind = random.nextInt(5);
    if (kind == 0) {
      return Arrays.copyOf(bytes, from);
    }
    if (kind == 1) {
      int to = Math.max(0, Math.min(bytes.length, from - 60 + random.nextInt(120)));
      byte[] joined = Arrays.copyOf(bytes, from + bytes.length - to);
      System.arraycopy(bytes, to, joined, from, bytes.length - to);
      return joined;
    }
    for (int mutations = 1 + random.nextInt(4); mutations > 0; mutations--) {
      bytes[random.nextInt(bytes.length)] =
          random.nextBoolean() ? (byte) random.nextInt(256) : bytes[random.nextInt(bytes.length)];
    }
    return bytes;
  }
}
