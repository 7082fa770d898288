package dev.kvbench.transformer.device;

import com.sun.jna.NativeLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Functions of the C library of this process; where it lacks one, calling it does nothing. */
public final class CLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(CLibrary.class);

  private CLibrary() {}

  /**
   * Sets an environment variable that is not set, for libraries to read: {@code System.getenv} is a
   * copy and does not see it.
   */
  public static void setVariable(String name, String value) {
    call("setenv", name, value, 0);
  }

  /** Gives freed memory of all threads back to the system (glibc's malloc_trim). */
  public static void trimHeap() {
    call("malloc_trim", 0L);
  }

  /**
   * Ends this process at once. {@code Runtime.halt} has C++ libraries free what threads of libtorch
   * still use, which crashes.
   */
  public static void exit(int status) {
    call("_exit", status);
  }

  private static void call(String function, Object... arguments) {
    try {
      NativeLibrary.getProcess().getFunction(function).invokeInt(arguments);
    } catch (UnsatisfiedLinkError e) {
      LOG.debug("this system has no {}", function, e);
    }
  }
}
