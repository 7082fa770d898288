package dev.kvbench.benchmarks.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes that files are known by, in lower-case hex. */
public final class Sha256 {
  private static final int CHUNK = 1 << 16;

  private Sha256() {}

  static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has SHA-256
    }
  }

  /** Ends what was begun. */
  static String end(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of bytes. */
  public static String of(byte[] bytes) {
    MessageDigest digest = begin();
    digest.update(bytes);
    return end(digest);
  }

  /** Of a file of any length. */
  static String of(Path file) throws IOException {
    MessageDigest digest = begin();
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        digest.update(chunk, 0, count);
      }
    }
    return end(digest);
  }
}
