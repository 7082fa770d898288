package dev.kvbench.transformer.device;

import com.sun.jna.NativeLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this process asks of its own C library; of one without such a function, nothing. */
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

  /**
   * Gives the system back what was freed and kept for later, of all threads (glibc's malloc_trim).
   */
  public static void trimHeap() {
    call("malloc_trim", 0L);
  }

  private static void call(String function, Object... arguments) {
    try {
      NativeLibrary.getProcess().getFunction(function).invokeInt(arguments);
    } catch (UnsatisfiedLinkError e) {
      LOG.debug("this system has no {}", function, e);
    }
  }
}
