package dev.kvbench.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.Date;

/** The arrows of the design, over all rooms at once. */
@AnalyzeClasses(packages = "dev.kvbench", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String TRANSFORMER = "dev.kvbench.transformer..";
  private static final String BENCHMARKS = "dev.kvbench.benchmarks..";
  private static final String RESULTS = "dev.kvbench.results..";
  private static final String PLOT = "dev.kvbench.plot..";

  private static ArchRule doNotKnow(String classes, String... others) {
    return noClasses()
        .that()
        .resideInAPackage(classes)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others);
  }

  @ArchTest
  static final ArchRule TRANSFORMER_STANDS_ALONE =
      doNotKnow(TRANSFORMER, BENCHMARKS, RESULTS, PLOT);

  @ArchTest
  static final ArchRule RESULTS_STAND_ALONE = doNotKnow(RESULTS, BENCHMARKS, TRANSFORMER, PLOT);

  @ArchTest
  static final ArchRule PLOT_KNOWS_RESULTS_ONLY = doNotKnow(PLOT, BENCHMARKS, TRANSFORMER);

  @ArchTest
  static final ArchRule SUITES_KNOW_NO_COMMAND_LINE =
      doNotKnow("dev.kvbench.benchmarks.suite..", "dev.kvbench.benchmarks.cli..", "picocli..");

  /** Durations come from System.nanoTime: a wall clock jumps. */
  @ArchTest
  static final ArchRule CLOCKS_TELL_DATES_ONLY =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Duration.class, "between", Temporal.class, Temporal.class)
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class, Date.class);

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching("dev.kvbench.(**)").should().beFreeOfCycles();
}
