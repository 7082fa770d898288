package dev.kvbench.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kvbench.results.compare.ExactMetric;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

/** Holds the documents against the repository: every link, every anchor, every drawing. */
class DocumentsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** A number with its sign; what stands before a unit, or in a name such as GPT-2. */
  private static final Pattern NUMBER = Pattern.compile("[+−]?\\d+(?:\\.\\d+)*(?:e-?\\d+)?");

  @TempDir Path folder;

  /** Every Markdown file that a reader may come to, translations too. */
  static List<Path> documents() throws IOException {
    PathMatcher markdown = FileSystems.getDefault().getPathMatcher("glob:*.md");
    try (Stream<Path> root = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> runs = Files.walk(ROOT.resolve("results/reference"));
        Stream<Path> goldens = Files.walk(ROOT.resolve("src/test/python"))) {
      return Stream.of(root, docs, runs, goldens)
          .flatMap(files -> files)
          .filter(file -> markdown.matches(file.getFileName()))
          .sorted()
          .toList();
    }
  }

  static List<Path> drawings() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("docs/drawings"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void theDocumentsAreFound() throws IOException {
    assertThat(documents())
        .contains(
            ROOT.resolve("README.md"),
            ROOT.resolve("docs/kv-cache.md"),
            ROOT.resolve("results/reference/README.md"));
    assertThat(MarkdownLinks.of(ROOT.resolve("README.md")).targets()).hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyLinkLeadsSomewhere(Path document) {
    assertThat(MarkdownLinks.of(document).broken(ROOT)).isEmpty();
  }

  /** {@code -Dkvbench.documents.write=true} writes them anew instead. */
  @ParameterizedTest
  @MethodSource("documents")
  void figuresAreThoseOfTheCommittedRuns(Path document) throws IOException {
    String text = Files.readString(document);
    String right =
        DocumentFigures.withTimes(
            DocumentFigures.rewritten(text, ROOT.resolve("results/reference")),
            ROOT.resolve("benchmarks/suites"));
    if (Boolean.getBoolean("kvbench.documents.write")) {
      Files.writeString(document, right);
    } else {
      assertThat(text)
          .as(
              "figures; to write them anew: ./mvnw -pl results test -Dtest=DocumentsTest"
                  + " -Dkvbench.documents.write=true")
          .isEqualTo(right);
    }
  }

  /** Both are held against the runs; a figure by hand has to be changed in the translation too. */
  @Test
  void theTranslationHasFiguresOfTheOriginal() throws IOException {
    Path original = ROOT.resolve("README.md");
    Path translation = ROOT.resolve("README.zh-CN.md");
    assertThat(DocumentFigures.marks(Files.readString(translation)))
        .isNotEmpty()
        .isSubsetOf(DocumentFigures.marks(Files.readString(original)));
    assertThat(numbersOfTables(translation)).isSubsetOf(numbersOfTables(original));
  }

  @Test
  void figuresAreWrittenIntoTablesAndSentences() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    write(
        "run/jmh.json",
        """
        [{"benchmark": "dev.kvbench.benchmarks.GenerateBenchmark.cached", "mode": "ss", "threads": 1,
          "forks": 2, "params": {"steps": "4", "engine": "script"},
          "primaryMetric": {"score": 2, "scoreError": "NaN", "scoreUnit": "s/op",
            "rawData": [[2], [2]]}, "secondaryMetrics": {"tokensPerOperation": {"score": 4,
            "scoreError": "NaN", "scoreUnit": "value", "rawData": [[4], [4]]}}},
         {"benchmark": "dev.kvbench.benchmarks.GenerateBenchmark.uncached", "mode": "ss",
          "threads": 1, "forks": 2, "params": {"steps": "4", "engine": "script"},
          "primaryMetric": {"score": 6, "scoreError": "NaN", "scoreUnit": "s/op",
            "rawData": [[6], [6]]}, "secondaryMetrics": {}},
         {"benchmark": "dev.kvbench.benchmarks.GenerateBenchmark.uncached", "mode": "ss",
          "threads": 1, "forks": 1, "params": {"steps": "8", "engine": "script"},
          "primaryMetric": {"score": 7, "scoreError": "NaN", "scoreUnit": "s/op",
            "rawData": [[7, 8, 9]]}, "secondaryMetrics": {}}]
        """);
    String table =
        """
        Here <!-- figure run steps=4: speedup -->9×<!-- end -->.
        <!-- figures run engine=script: steps cached.s± uncached.p90 speedup~ cached.tokens/s -->
        | a | b | c | d | e |
        |---|---|---|---|---|
        """;
    assertThat(DocumentFigures.rewritten(table + "| old |\n\nrest\n", folder))
        .isEqualTo(
            table.replace("9×", "3.00×")
                + "| 4 | 2.00 (2.00–2.00) | 6.00e6 | 3.00–3.00 | 2.00 |\n"
                + "| 8 |  | 9.00e6 |  |  |\n\nrest\n");
    assertThatThrownBy(() -> DocumentFigures.rewritten("<!-- figures run: steps -->\n", folder))
        .hasMessageContaining("without its table");
    assertThatThrownBy(() -> DocumentFigures.rewritten(table.replace("=script", "=x"), folder))
        .hasMessageContaining("no such row");
  }

  @Test
  void theGuideNamesAllExactMetrics() throws IOException {
    String guide = Files.readString(ROOT.resolve("docs/gate.md"));
    String paragraph = guide.substring(guide.indexOf("\nExact metrics ")).split("\n\n", 2)[0];
    assertThat(paragraph)
        .contains(ExactMetric.DEFAULTS.keySet().stream().map("`%s`"::formatted).toList());
  }

  @Test
  void timesOfSuitesAreThoseOfTheirFiles() throws IOException {
    write("quick.yaml", "description: a suite\ntime-on-2-cores: 5 to 8 minutes\nforks: 5\n");
    write("gate.yaml", "time-on-2-cores: 16 minutes\n");
    write("llama.yaml", "description: a third\n");
    String table =
        "<!-- suites -->\n"
            + "| a | b | c |\n"
            + "|---|---|---|\n"
            + "| `quick` | b | %s |\n"
            + "| `gate` | b | %s |\n";
    String rest = "| `llama` | b | by the model |\n\n| `other` | b | c |\n";
    assertThat(DocumentFigures.withTimes(table.formatted("x", "y") + rest, folder))
        .isEqualTo(table.formatted("5 to 8 minutes", "16 minutes") + rest);
    String missing = table.replace("gate", "gone").formatted("x", "y");
    assertThatThrownBy(() -> DocumentFigures.withTimes(missing, folder))
        .hasMessageContaining("gone");
  }

  /** The numbers of each line of a table, sorted: in another language words change places. */
  private static List<List<String>> numbersOfTables(Path document) throws IOException {
    try (Stream<String> lines = Files.lines(document)) {
      return lines
          .filter(line -> line.startsWith("|"))
          .map(row -> NUMBER.matcher(row).results().map(MatchResult::group).sorted().toList())
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("drawings")
  void everyDrawingIsShownAndSaysWhatItShows(Path drawing) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    Element svg = builder.parse(drawing.toFile()).getDocumentElement();
    assertThat(svg.getTagName()).isEqualTo("svg");
    for (String words : List.of("title", "desc")) {
      assertThat(svg.getElementsByTagName(words).item(0).getTextContent()).as(words).isNotBlank();
    }
    // on a page that may be dark, letters need a ground of their own
    Element ground = (Element) svg.getElementsByTagName("rect").item(0);
    assertThat(ground.getAttribute("class")).isEqualTo("paper");

    assertThat(documents().stream().flatMap(page -> MarkdownLinks.of(page).targets().stream()))
        .contains("drawings/" + drawing.getFileName());
  }

  @Test
  void brokenLinksAreNamedAndAnchorsAreGitHubs() throws IOException {
    write("sub/b.md", "# B\n");
    write("c.java", "class C {}\n");
    Path file =
        write(
            "sub/a.md",
            """
            # Time: what it's made of
            # `kv`, the 2 × 3 way
            # KV 缓存：snake_case
            # Use
            # Use
            [right](#time-what-its-made-of) [right](#kv-the-2--3-way) [right](#kv-缓存snake_case)
            [right](#use-1) [right](b.md#b) [right](../c.java#L1) [right](#mark)
            `[code](no.md)` <a id="mark"></a> [elsewhere](https://example.org/#x)
            ![image](no1.png) <img src="no2.svg"> [by name][ref]
            [third](#use-2) [anchor](b.md#c) [lines](../c.java#top)
            [out](../../a.md) [absolute](/sub/b.md)

            [ref]: no3.md
            """);
    assertThat(MarkdownLinks.of(file).broken(folder))
        .containsExactly(
            "no1.png: there is no sub/no1.png",
            "no2.svg: there is no sub/no2.svg",
            "no3.md: there is no sub/no3.md",
            "#use-2: there is no heading for #use-2",
            "b.md#c: there is no heading for #c",
            "../c.java#top: there is no heading for #top",
            "../../a.md: leaves the repository",
            "/sub/b.md: is not relative to the document");
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
