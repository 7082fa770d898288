package dev.kvbench.benchmarks.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report as a user makes it, and as a browser shows it. */
class ReportCommandTest {
  private static final Path REFERENCE =
      Path.of("../results/reference").toAbsolutePath().normalize();
  private static final String SCRIPT = "</script><img src=x onerror=\"document.title='owned'\">";

  /** Sorts the table of rows by time, filters it, and puts what is seen into the title. */
  private static final String TRY =
      """
      <script>
        const rows = () => [...document.querySelectorAll('#run1-rows tbody tr')];
        const time = [...document.querySelectorAll('#run1-rows th')].find(
            (head) => head.textContent === 'time');
        const sorted = (order) => {
          time.querySelector('button').click();
          const times = rows().map((row) => order * row.cells[time.cellIndex].dataset.v);
          return times.every((value, i) => i === 0 || times[i - 1] <= value);
        };
        const both = sorted(1) && sorted(-1);
        const filter = document.querySelector('#run1-rows-filter');
        filter.value = 'Cached eager 512';
        filter.dispatchEvent(new Event('input'));
        const left = rows().filter((row) => !row.hidden).length;
        document.title = 'tried: ' + [both, left, document.querySelector('.count').textContent];
      </script>
      </body>\
      """;

  @TempDir Path folder;
  private Path run;

  @BeforeEach
  void copyRun() throws IOException {
    run = Files.createDirectory(folder.resolve("run"));
    for (String file : new String[] {"jmh.json", "environment.json"}) {
      Files.copy(REFERENCE.resolve("quick-xeon-2cpu").resolve(file), run.resolve(file));
    }
  }

  private String report(String... arguments) throws IOException {
    String[] words =
        Stream.concat(Stream.of("report"), Stream.of(arguments)).toArray(String[]::new);
    Kvbench.Ended ended = new Commands(folder).run(words);
    assertThat(ended.exit()).as(ended.err()).isZero();
    return ended.out();
  }

  /** The quick run with a script in the place of two of its words. */
  private Path hostile() throws IOException {
    String words = SCRIPT.replace("\"", "\\\"") + "\\u0000\\u001b\\ud83d";
    Map<String, String> replaced =
        Map.of("jmh.json", "script", "environment.json", "Intel(R) Xeon(R)");
    for (Map.Entry<String, String> one : replaced.entrySet()) {
      String text = Files.readString(run.resolve(one.getKey()));
      assertThat(text).contains(one.getValue());
      String other =
          text.replace("\"script\"", "\"" + words + "\"").replace("Intel(R) Xeon(R)", words);
      Files.writeString(run.resolve(one.getKey()), other);
    }
    report("@/run");
    return run.resolve("report.html");
  }

  @Test
  void aRunHasItsPageBesideIt() throws IOException {
    assertThat(report("@/run"))
        .contains("512 tokens 15.0")
        .endsWith(run.resolve("report.html") + System.lineSeparator())
        .doesNotContain("\u001b");
    Kvbench.Ended inTheWay = new Commands(folder).line("report @/run -o @/run");
    assertThat(inTheWay.exit()).isEqualTo(2);
    assertThat(inTheWay.err()).contains("is a folder; give -o the file to write").hasLineCount(1);
  }

  @Test
  void runsOfEveryKindFitOnAPage() throws IOException {
    String[] kinds = {"quick-xeon-2cpu", "quality-xeon-2cpu", "train-zen3-2cpu"};
    Stream<String> runs = Stream.of(kinds).map(kind -> REFERENCE.resolve(kind).toString());
    report(Stream.concat(runs, Stream.of("-o", "@/all.html")).toArray(String[]::new));
    assertThat(folder.resolve("all.html")).content().startsWith("<!DOCTYPE html>").contains(kinds);
    assertThat(Files.size(folder.resolve("all.html"))).isLessThan(400_000L * kinds.length);
    assertThat(hostile()).content().doesNotContain("\u0000", "\u001b", "<img");
  }

  /** Without the policy that forbids scripts of others: it is not needed for this. */
  @Test
  @Tag("browser")
  void whatFilesSayIsShownAndNotObeyedAndTablesSortAndFilter() throws Exception {
    Path page = hostile();
    String text = Files.readString(page).replaceFirst("<meta http-equiv=[^>]*>", "");
    Files.writeString(page, text.replace("</body>", TRY));
    assertThat(shown(page))
        .contains("<title>tried: true,2,2 of 12 rows</title>")
        .doesNotContain("<img");
  }

  /** The page as a browser has it after its scripts have run. */
  private String shown(Path page) throws Exception {
    Optional<Path> browser =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .flatMap(
                name ->
                    Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(at -> Path.of(at, name)))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(browser.isPresent(), "no Chromium: install chromium to test the report in it");
    Path out = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                browser.get().toString(),
                "--headless=new",
                "--no-sandbox", // root in a container has none
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("profile"),
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readString(out);
  }
}
