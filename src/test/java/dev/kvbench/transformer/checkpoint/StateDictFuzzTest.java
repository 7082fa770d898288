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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a file, it gives weights or one line: no hang, no other exception. */
@Timeout(120)
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
  void aPickle() throws IOException {
    byte[] one = StateDictBytes.unzip(Golden.path(GOLDENS.get(0))).get("data.pkl");
    byte[] other = StateDictBytes.unzip(Golden.path(GOLDENS.get(1))).get("data.pkl");
    Random random = new Random(31);
    int read = 0;
    for (int i = 0; i < 30_000; i++) {
      byte[] fuzzed = fuzzed(i % 2 == 0 ? one : other, i % 2 == 0 ? other : one, random);
      try {
        TensorPickle.read(fuzzed).forEach((name, tensor) -> assertThat(tensor).isNotNull());
        read++;
      } catch (Throwable e) {
        assertThat(e).as("case %d", i).isExactlyInstanceOf(IOException.class);
        assertThat(e.getMessage()).as("case %d", i).isNotBlank().doesNotContain("null");
      }
    }
    assertThat(read).isBetween(300, 25_000); // both outcomes must have been seen
  }

  /** With right checksums, so that damage gets as far as it can. */
  @Test
  void aFileWithAnotherPickle() throws IOException {
    Random random = new Random(32);
    Path file = folder.resolve("f.pth");
    List<Map<String, byte[]>> goldens =
        List.of(
            StateDictBytes.unzip(Golden.path(GOLDENS.get(0))),
            StateDictBytes.unzip(Golden.path(GOLDENS.get(1))));
    int loaded = 0;
    for (int i = 0; i < 1_000; i++) {
      Map<String, byte[]> entries = new LinkedHashMap<>(goldens.get(i % 2));
      byte[] pickle = entries.get("data.pkl");
      entries.put("data.pkl", fuzzed(pickle, pickle, random));
      loaded += outcome(StateDictBytes.zip(file, entries), i).isPresent() ? 1 : 0;
    }
    assertThat(loaded).isBetween(20, 950);
  }

  /** Its checksums tell what is damaged: it gives its own weights or none. */
  @Test
  void aFile() throws IOException {
    byte[] one = Files.readAllBytes(Golden.path(GOLDENS.get(0)));
    byte[] other = Files.readAllBytes(Golden.path(GOLDENS.get(1)));
    Random random = new Random(33);
    Path file = folder.resolve("f.pth");
    Set<String> hashes = new HashSet<>();
    for (String golden : GOLDENS) {
      hashes.add(outcome(Golden.path(golden), 0).orElseThrow());
    }
    int loaded = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] fuzzed = fuzzed(i % 2 == 0 ? one : other, i % 2 == 0 ? other : one, random);
      Optional<String> hash = outcome(Files.write(file, fuzzed), i);
      loaded += hash.isPresent() ? 1 : 0;
      assertThat(hashes).as("case %d", i).containsAll(hash.stream().toList());
    }
    assertThat(loaded).isBetween(1, 1_900);
  }

  /** The weights' hash if they were loaded. */
  private static Optional<String> outcome(Path file, int number) {
    try (NDManager manager = NDManager.newBaseManager()) {
      try (Weights weights = StateDictFile.load(file, CONFIG, manager)) {
        return Optional.of(weights.sha256());
      } catch (IOException e) {
        OneLine.assertIsOneLine(e, file.toString(), "");
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
      case 3 -> { // a part of the other put in
        byte[] part = Arrays.copyOfRange(other, at, Math.min(other.length, at + 80));
        yield joined(joined(bytes, from, part, 0), from + part.length, bytes, from);
      }
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
