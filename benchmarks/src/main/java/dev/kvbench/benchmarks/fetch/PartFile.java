package dev.kvbench.benchmarks.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bytes of a file that is not whole yet, with their SHA-256.
 *
 * <p>They lie in {@code FILE.part}, where a later process finds them. Whoever writes it holds a
 * lock on the empty file {@code .FILE.lock}, which stays: the part itself is renamed, and a lock on
 * it would go with it. Who cannot have the lock writes a part under a name of its own, which nobody
 * goes on with.
 *
 * <p>Trouble with the disk is an {@link UncheckedIOException}.
 */
final class PartFile implements AutoCloseable {
  /** Files that this process writes; the operating system's locks do not part its threads. */
  private static final Set<Path> BUSY = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final boolean busy;
  private final Optional<FileChannel> lock;
  private final Path part;
  private final FileChannel channel;
  private final MessageDigest digest;
  private long length;
  private boolean resumed;

  private PartFile(Path file, boolean busy, Optional<FileChannel> lock) throws IOException {
    this.file = file;
    this.busy = busy;
    this.lock = lock;
    String suffix = (lock.isPresent() ? "" : "." + UUID.randomUUID()) + ".part";
    part = file.resolveSibling(file.getFileName() + suffix);
    channel =
        FileChannel.open(
            part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    digest = Sha256.begin();
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    while (channel.read(bytes) >= 0) {
      length += bytes.flip().remaining();
      digest.update(bytes);
      bytes.clear();
    }
    resumed = length > 0;
  }

  /** Takes up the part that an earlier process has left, or begins one. */
  static PartFile open(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    boolean busy = BUSY.add(absolute);
    Optional<FileChannel> lock = Optional.empty();
    try {
      Files.createDirectories(absolute.getParent());
      lock = busy ? lock(absolute) : Optional.empty();
      return new PartFile(absolute, busy, lock);
    } catch (IOException e) {
      release(absolute, busy, lock);
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<FileChannel> lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file.resolveSibling("." + file.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(channel);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // A file system without locks, or a lock of another class loader: as if it were taken.
    }
    channel.close();
    return Optional.empty();
  }

  /** Bytes that are here. */
  long length() {
    return length;
  }

  /** Whether the bytes come from more than one answer, so that they may be of different files. */
  boolean isResumed() {
    return resumed;
  }

  /** Throws all bytes away. */
  void startOver() {
    try {
      channel.truncate(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    digest.reset();
    length = 0;
    resumed = false;
  }

  void append(ByteBuffer bytes) {
    digest.update(bytes.duplicate());
    try {
      while (bytes.hasRemaining()) {
        length += channel.write(bytes, length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says that what comes next is from another answer. */
  void resume() {
    resumed = length > 0;
  }

  /** SHA-256 of all bytes, in lower-case hex; to be asked once. */
  String sha256() {
    return Sha256.end(digest);
  }

  /** Renames the part, at once. */
  void becomeTheFile() {
    try {
      // Before the rename, or a power cut could leave the file's name with no content.
      channel.force(true);
      channel.close();
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps a part that somebody can go on with; any other is deleted. */
  @Override
  public void close() {
    try {
      channel.close();
      if (length == 0 || lock.isEmpty()) {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      release(file, busy, lock);
    }
  }

  private static void release(Path file, boolean busy, Optional<FileChannel> lock) {
    try {
      if (lock.isPresent()) {
        lock.get().close();
      }
    } catch (IOException e) {
      // The lock ends with the process at the latest.
    }
    if (busy) {
      BUSY.remove(file);
    }
  }
}
