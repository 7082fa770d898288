package dev.kvbench.results;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What may depend on what: results on no other module, and its rooms on lower ones only. */
@AnalyzeClasses(packagesOf = DependenciesTest.class, importOptions = DoNotIncludeTests.class)
class DependenciesTest {
  @ArchTest
  static final ArchRule DEPENDS_ON_NO_ENGINE_HARNESS_CHART_OR_COMMAND_LINE =
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

  @ArchTest
  static final ArchRule ARROWS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("io")
          .definedBy("dev.kvbench.results.io")
          .layer("jmh")
          .definedBy("dev.kvbench.results.jmh")
          .layer("stats")
          .definedBy("dev.kvbench.results.stats")
          .layer("run")
          .definedBy("dev.kvbench.results.run")
          .layer("compare")
          .definedBy("dev.kvbench.results.compare")
          .layer("history")
          .definedBy("dev.kvbench.results.history")
          .layer("quality")
          .definedBy("dev.kvbench.results.quality")
          .whereLayer("io")
          .mayNotAccessAnyLayer()
          .whereLayer("jmh")
          .mayOnlyAccessLayers("io")
          .whereLayer("stats")
          .mayOnlyAccessLayers("io", "jmh")
          .whereLayer("run")
          .mayOnlyAccessLayers("io", "jmh")
          .whereLayer("compare")
          .mayOnlyAccessLayers("io", "jmh", "stats", "run")
          .whereLayer("history")
          .mayOnlyAccessLayers("io", "jmh", "stats", "run")
          .whereLayer("quality")
          .mayOnlyAccessLayers("io", "stats", "run");
}
