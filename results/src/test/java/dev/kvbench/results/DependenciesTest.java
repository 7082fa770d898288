package dev.kvbench.results;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Results can be judged without what made them and without what shows them. */
@AnalyzeClasses(packages = "dev.kvbench.results", importOptions = DoNotIncludeTests.class)
class DependenciesTest {
  @ArchTest
  static final ArchRule dependsOnNoEngineHarnessChartOrCommandLine =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.djl..",
              "org.openjdk.jmh..",
              "org.knowm..",
              "picocli..",
              "dev.kvbench.benchmarks..",
              "dev.kvbench.plot..",
              "dev.kvbench.transformer..");
}
