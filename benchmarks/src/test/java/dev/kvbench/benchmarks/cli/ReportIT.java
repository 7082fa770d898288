package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report as a user makes it, and as a browser shows it. */
class ReportIT {
  private static final Path REFERENCE =
      Path.of("../results/reference").toAbsolutePath().normalize();
  private static final String SCRIPT = "</script><img src=x onerror=\"document.title='owned'\">";

  @TempDir static Path folder;
  private static Path quick;
  private static Path all;
  private static int runs;
  private static Path hostile;
  private static Optional<Chromium> browser = Optional.empty();

  @BeforeAll
  static void report() throws Exception {
    quick = copy("quick-zen5-2cpu", "quick");
    Kvbench kvbench = new Kvbench(folder);
    Kvbench.Ended one = kvbench.run("report", quick.toString());
    assertThat(one.exit()).as(one.err()).isZero();
    assertThat(one.out())
        .contains("512 tokens 30")
        .endsWith(quick.resolve("report.html") + System.lineSeparator())
        .doesNotContain("\u001b");
    quick = quick.resolve("report.html");

    hostile = copy("quick-zen5-2cpu", "hostile");
    for (String file : List.of("jmh.json", "environment.json")) {
      String text = Files.readString(hostile.resolve(file));
      String words = SCRIPT.replace("\"", "\\\"") + "\\u0000\\u001b\\ud83d";
      Files.writeString(
          hostile.resolve(file),
          text.replace("\"script\"", "\"" + words + "\"").replace("AMD EPYC", words));
    }
    List<String> arguments = new ArrayList<>(List.of("report"));
    try (Stream<Path> references = Files.list(REFERENCE)) {
      references.filter(Files::isDirectory).sorted().map(Path::toString).forEach(arguments::add);
    }
    arguments.add(hostile.toString());
    runs = arguments.size() - 1;
    Kvbench.Ended several = kvbench.run(arguments.toArray(String[]::new));
    assertThat(several.exit()).as(several.err()).isZero();
    assertThat(several.out()).endsWith("report.html" + System.lineSeparator());
    all = folder.resolve("report.html");
    if (Chromium.program().isPresent()) {
      browser = Optional.of(new Chromium(Chromium.program().get()));
    }
  }

  @AfterAll
  static void close() throws IOException {
    if (browser.isPresent()) {
      browser.get().close();
    }
  }

  private static Path copy(String run, String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    for (String file : List.of("jmh.json", "environment.json")) {
      Files.copy(REFERENCE.resolve(run).resolve(file), copy.resolve(file));
    }
    return copy;
  }

  private static Chromium browser() {
    assumeTrue(
        browser.isPresent(),
        "no Chromium: install chromium, or name one in KVBENCH_CHROMIUM, to test the report in it");
    return browser.get();
  }

  @Test
  void theFileIsUtf8AndOfAReasonableSize() throws Exception {
    for (Path page : List.of(quick, all)) {
      byte[] bytes = Files.readAllBytes(page);
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes)).toString();
      assertThat(text).startsWith("<!DOCTYPE html>").doesNotContain("\u0000", "\u001b");
    }
    assertThat(Files.size(all)).isLessThan(400_000L * runs);
  }

  @Test
  void aFolderIsNoFileToWrite() throws Exception {
    Kvbench.Ended ended =
        new Kvbench(folder).run("report", REFERENCE + "/quick-zen5-2cpu", "-o", folder.toString());
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err()).contains("is a folder; give -o the file to write").hasLineCount(1);
  }

  @Test
  @Tag("browser")
  void loadsWithoutAComplaintAndFitsPhoneAndDesk() throws Exception {
    for (Path page : List.of(quick, all)) {
      for (int width : new int[] {390, 1440}) {
        for (boolean dark : new boolean[] {false, true}) {
          browser().open(page, width, 900, dark);
          assertThat(browser().complaints()).as("%s at %d", page, width).isEmpty();
          assertThat(
                  Integer.parseInt(
                      browser().evaluate("String(document.documentElement.scrollWidth)")))
              .as("%s at %d", page, width)
              .isLessThanOrEqualTo(width);
          assertThat(browser().evaluate("getComputedStyle(document.body).backgroundColor"))
              .isEqualTo(dark ? "rgb(20, 23, 26)" : "rgb(255, 255, 255)");
        }
      }
    }
  }

  @Test
  @Tag("browser")
  void whatFilesSayIsShownAndNotObeyed() throws Exception {
    browser().open(all, 1440, 900, false);
    assertThat(browser().evaluate("document.title"))
        .startsWith("kvbench: ")
        .doesNotContain("owned");
    assertThat(browser().evaluate("String(document.querySelectorAll('img,iframe').length)"))
        .isEqualTo("0");
    assertThat(browser().evaluate("String(document.scripts.length)")).isEqualTo("1");
    assertThat(browser().evaluate("document.body.textContent")).contains(SCRIPT);
    assertThat(
            browser()
                .evaluate(
                    "String([...document.querySelectorAll('*')].some(e =>"
                        + " [...e.attributes].some(a => a.name.startsWith('on'))))"))
        .isEqualTo("false");
  }

  @Test
  @Tag("browser")
  void tablesSortBothWaysByTheirNumbers() throws Exception {
    browser().open(quick, 1440, 900, false);
    String head =
        "[...document.querySelectorAll('#run1-rows thead th')].find(h => h.textContent === 'time')";
    String times =
        "[...document.querySelectorAll('#run1-rows tbody tr')].map(r => r.cells["
            + head
            + ".cellIndex].dataset.v).join(' ')";
    browser().evaluate(head + ".querySelector('button').focus()");
    browser().press("Enter", 13);
    assertThat(browser().evaluate(head + ".getAttribute('aria-sort')")).isEqualTo("ascending");
    List<Double> rising = numbers(browser().evaluate(times));
    assertThat(rising).hasSize(20).isSorted();
    browser().evaluate(head + ".querySelector('button').click()");
    assertThat(browser().evaluate(head + ".getAttribute('aria-sort')")).isEqualTo("descending");
    assertThat(numbers(browser().evaluate(times)))
        .isSortedAccordingTo(java.util.Comparator.reverseOrder())
        .containsExactlyInAnyOrderElementsOf(rising);
  }

  private static List<Double> numbers(String words) {
    return Stream.of(words.split(" ")).map(Double::valueOf).toList();
  }

  @Test
  @Tag("browser")
  void tablesFilterByWordsThatAreTyped() throws Exception {
    browser().open(quick, 390, 900, false);
    browser().evaluate("document.querySelector('#run1-rows-filter').focus()");
    browser().type("Cached eager 512");
    String shown =
        "[...document.querySelectorAll('#run1-rows tbody tr')].filter(r => !r.hidden).length";
    assertThat(browser().evaluate("String(" + shown + ")")).isEqualTo("2"); // uncached has the word
    assertThat(browser().evaluate("document.querySelector('.count').textContent"))
        .isEqualTo("2 of 20 rows");
    assertThat(
            browser()
                .evaluate("String(document.querySelector('label[for=run1-rows-filter]') !== null)"))
        .isEqualTo("true");
  }

  @Test
  @Tag("browser")
  void chartsAreDrawnAndKeysReachThem() throws Exception {
    browser().open(quick, 390, 900, true);
    assertThat(
            browser()
                .evaluate(
                    "String([...document.querySelectorAll('figure svg')].every(s =>"
                        + " s.getBBox().width > 800 && s.querySelector('use').getBBox().width >"
                        + " 0))"))
        .isEqualTo("true");
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < 40 && !reached.contains("button"); i++) {
      browser().press("Tab", 9);
      reached.add(
          browser()
              .evaluate(
                  "(e => e.className || e.id || e.tagName.toLowerCase())(document.activeElement)"));
    }
    assertThat(reached).contains("a", "run1-latency", "run1-rows-filter", "frame", "button");
  }
}
