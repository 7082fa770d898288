package dev.kvbench.results.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kvbench.results.io.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever is in the file: rows, or an {@link InputException} of one line. */
class JmhJsonFuzzTest {
  private static final byte[] REAL = JmhJsonTest.REAL.getBytes(StandardCharsets.UTF_8);
  private static final byte[] JSON_BYTES =
      "[]{}\":,.-+eE0123456789\\ \n\0ntf".getBytes(StandardCharsets.US_ASCII);

  private static Path file;

  @BeforeContainer
  static void createFile() throws IOException {
    file = Files.createTempFile("fuzz", ".json");
  }

  @AfterContainer
  static void deleteFile() throws IOException {
    Files.delete(file);
  }

  @Property(tries = 200)
  void cutOff(@ForAll long seed) throws IOException {
    byte[] cut = new byte[new Random(seed).nextInt(REAL.length)];
    System.arraycopy(REAL, 0, cut, 0, cut.length);
    assertThat(readsRows(cut)).isEqualTo(cut.length == REAL.length - 1);
  }

  /** By any byte, or by one that means something in JSON. */
  @Property(tries = 400)
  void bytesReplaced(@ForAll long seed, @ForAll boolean syntax) throws IOException {
    Random random = new Random(seed);
    byte[] changed = REAL.clone();
    for (int n = random.nextInt(4); n >= 0; n--) {
      changed[random.nextInt(changed.length)] =
          syntax ? JSON_BYTES[random.nextInt(JSON_BYTES.length)] : (byte) random.nextInt();
    }
    readsRows(changed);
  }

  private static boolean readsRows(byte[] content) throws IOException {
    Files.write(file, content);
    try {
      assertThat(JmhJson.read(file)).isNotNull();
      return true;
    } catch (InputException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
      assertThat(e.getMessage()).startsWith(file + ": ");
      return false;
    }
  }
}
