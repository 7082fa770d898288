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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a file, it gives weights or one line: no hang, no other exception. */
@Timeout(600)
class StateDictFuzzTest {
  private static final List<String> GOLDENS = List.of("article.pth", "article-views.pth");
  private static final TransformerConfig CONFIG = new TransformerConfig(2, 2, 8, 4, 65);

  /** Opcodes that are read, and those that are not and could be dangerous. */
  private static final String OPCODES =
      "(NKMJGX)t]ae}suqrhjcQRb.io0123lgpPLIFSUV\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087"
          + "\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u0090\u0092\u0093\u0094\u0095\0\1\uffff";

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

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
    Path file = folder.resolve("f.pth");
    List<byte[]> files = new ArrayList<>();
    List<Map<String, byte[]>> entries = new ArrayList<>();
    Set<String> hashes = new HashSet<>();
    for (String golden : GOLDENS) {
      files.add(Files.readAllBytes(Golden.path(golden)));
      entries.add(StateDictBytes.unzip(Golden.path(golden)));
      hashes.add(outcome(Golden.path(golden), 0).orElseThrow());
    }
    Random random = new Random(31);
    int loaded = 0;
    for (int i = 0; i < cases; i++) {
      int one = i % 2;
      byte[] fuzzed = fuzzed(files.get(one), files.get(1 - one), random);
      Optional<String> hash = outcome(Files.write(file, fuzzed), i);
      assertThat(hashes).as("case %d", i).containsAll(hash.stream().toList());

      byte[] other = entries.get(1 - one).get("data.pkl");
      Map<String, byte[]> damaged = new LinkedHashMap<>(entries.get(one));
      damaged.computeIfPresent("data.pkl", (name, pickle) -> fuzzed(pickle, other, random));
      loaded += outcome(StateDictBytes.zip(file, damaged), i).isPresent() ? 1 : 0;
    }
    assertThat(loaded).isBetween(1, cases - 1); // both outcomes must have been seen
  }

  /** The weights' hash if they were loaded. */
  private static Optional<String> outcome(Path file, int number) {
    try (NDManager manager = NDManager.newBaseManager()) {
      try (Weights weights = Loading.weights(file, CONFIG, manager)) {
        return Optional.of(weights.sha256());
      } catch (IOException e) {
        Loading.assertIsOneLine(e, file.toString(), "");
      }
      assertThat(manager.getManagedArrays()).as("case %d", number).isEmpty();
      return Optional.empty();
    }
  }

  private static byte[] fuzzed(byte[] bytes, byte[] other, Random random) {
    int from = random.nextInt(bytes.length);
    int at = random.nextInt(other.length);
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, from);
      case 1 -> // a part left out
          joined(bytes, from, bytes, Math.min(bytes.length, from + random.nextInt(60)));
      case 2 -> // the head of one and the tail of the other
          joined(bytes, from, other, at);
      case 3 -> // the head of one, a part of the other and the rest of the one
          joined(joined(bytes, from, other, at), from + random.nextInt(80), bytes, from);
      default -> mutated(bytes.clone(), random);
    };
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    for (int mutations = 1 + random.nextInt(4); mutations > 0; mutations--) {
      bytes[random.nextInt(bytes.length)] =
          switch (random.nextInt(3)) {
            case 0 -> (byte) random.nextInt(256);
            case 1 -> (byte) OPCODES.charAt(random.nextInt(OPCODES.length()));
            default -> bytes[random.nextInt(bytes.length)];
          };
    }
    return bytes;
  }

  /** The first bytes of one, and of the other those from a place on. */
  private static byte[] joined(byte[] head, int length, byte[] tail, int from) {
    byte[] joined = Arrays.copyOf(head, length + tail.length - from);
    System.arraycopy(tail, from, joined, length, tail.length - from);
    return joined;
  }
}
