package dev.kvbench.benchmarks.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** JarIT has a process in such a locale. */
class LocaleEncodingTest {
  private static final String ASCII = "ANSI_X3.4-1968"; // as Linux names it
  private final Properties system = new Properties();

  private void assertRefused(String what, Map<String, String> environment, String... arguments) {
    system.setProperty("sun.jnu.encoding", ASCII);
    assertThat(LocaleEncoding.problem(arguments, environment, system))
        .contains(
            what
                + " has characters that this locale's encoding, ANSI_X3.4-1968, lacks; set"
                + " LC_ALL=C.UTF-8 and run it again");
    system.setProperty("sun.jnu.encoding", "UTF-8");
    assertThat(LocaleEncoding.problem(arguments, environment, system)).isEmpty();
  }

  @Test
  void whatIsLostIsNamed() {
    assertRefused("argument 3", Map.of(), "generate", "--prompt", "Gr\uFFFD\uFFFDe", "\uFFFD");
    assertRefused(
        "environment variable ENGINE_CACHE_DIR",
        Map.of("ENGINE_CACHE_DIR", "/\uFFFD", "OTHER", "\uFFFD"),
        "suite");
    system.setProperty("java.class.path", "/\uFFFD/benchmarks.jar");
    assertRefused("the jar's path", Map.of());
    system.setProperty("user.home", "/home/\uFFFD");
    assertRefused("the home folder", Map.of());
  }

  @Test
  void whatIsReadRightIsTaken() {
    system.setProperty("sun.jnu.encoding", ASCII);
    assertThat(LocaleEncoding.problem(new String[] {"a"}, Map.of("X", "\uFFFD"), system)).isEmpty();
    system.setProperty("sun.jnu.encoding", "ISO-8859-1");
    assertThat(LocaleEncoding.problem(new String[] {"Gr\u00FC\u00DFe"}, Map.of(), system))
        .isEmpty();
  }
}
