package dev.kvbench.benchmarks.cli;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;

/**
 * The jar with one change: its cached arm takes longer, by as much of its own time as the system
 * property {@code kvbench.test.slowdown} says. What users run has no such thing.
 */
final class SlowedBuild {
  static final String PROPERTY = "kvbench.test.slowdown";

  private static final String TIMED_ARM = "dev.kvbench.benchmarks.arm.TimedArm";

  private SlowedBuild() {}

  /** Copies the jar and puts the slower class into the copy. */
  static Path make(Path jar, Path copy) throws IOException {
    Files.copy(jar, copy);
    try (FileSystem entries = FileSystems.newFileSystem(copy)) {
      Files.write(entries.getPath(TIMED_ARM.replace('.', '/') + ".class"), slowed());
    }
    return copy;
  }

  private static byte[] slowed() {
    ClassFileLocator classes =
        ClassFileLocator.ForClassLoader.of(SlowedBuild.class.getClassLoader());
    return new ByteBuddy()
        .redefine(TypePool.Default.of(classes).describe(TIMED_ARM).resolve(), classes)
        .visit(Advice.to(Longer.class, classes).on(ElementMatchers.named("generate")))
        .make()
        .getBytes();
  }

  /** Put around {@code TimedArm.generate}; its text is copied there, so that it uses only Java. */
  private static final class Longer {
    private Longer() {}

    @Advice.OnMethodEnter
    static long begin() {
      return System.nanoTime();
    }

    @Advice.OnMethodExit
    static void end(@Advice.Enter long begin, @Advice.FieldValue("policy") Object policy) {
      if (policy != null) {
        long now = System.nanoTime();
        double share = Double.parseDouble(System.getProperty("kvbench.test.slowdown", "0"));
        long end = now + Math.round((now - begin) * share);
        while (System.nanoTime() < end) {
          Thread.onSpinWait();
        }
      }
    }
  }
}
