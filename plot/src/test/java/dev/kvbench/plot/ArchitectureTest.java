package dev.kvbench.plot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

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
}
