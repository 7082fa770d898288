package dev.kvbench.plot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.kvbench.plot", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule SHOWS_AND_DOES_NOTHING_ELSE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.djl..",
              "org.openjdk.jmh..",
              "picocli..",
              "dev.kvbench.benchmarks..",
              "dev.kvbench.transformer..")
          .because("plot shows what results keeps, however it was measured");

  @ArchTest
  static final ArchRule ROOMS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("model")
          .definedBy("dev.kvbench.plot.model..")
          .layer("picture")
          .definedBy("dev.kvbench.plot.picture..")
          .layer("chart")
          .definedBy("dev.kvbench.plot.chart..")
          .layer("report")
          .definedBy("dev.kvbench.plot.report..")
          .layer("export")
          .definedBy("dev.kvbench.plot.export..")
          .whereLayer("report")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("export")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("chart")
          .mayOnlyBeAccessedByLayers("report")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("report", "export")
          .whereLayer("picture")
          .mayOnlyBeAccessedByLayers("model", "chart", "report");

  @ArchTest
  static final ArchRule ONLY_THE_CHART_ROOM_DRAWS =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.kvbench.plot.chart..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.knowm.xchart..", "java.awt..", "javax.imageio..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      slices().matching("dev.kvbench.plot.(*)..").should().beFreeOfCycles();
}
