package dev.kvbench.transformer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Arrows point one way: the transformer knows nothing of who measures, keeps or draws it. */
@AnalyzeClasses(packages = "dev.kvbench", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule MEASURES_NOTHING =
      noClasses()
          .that()
          .resideInAPackage("dev.kvbench.transformer..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.kvbench.benchmarks..",
              "dev.kvbench.results..",
              "dev.kvbench.plot..",
              "org.openjdk.jmh..",
              "org.knowm..",
              "picocli..");

  @ArchTest
  static final ArchRule PREDICTS_WITHOUT_TENSORS =
      noClasses()
          .that()
          .resideInAPackage("dev.kvbench.transformer.cost..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule ONLY_ITS_OWN_PACKAGE =
      classes().should().resideInAPackage("dev.kvbench.transformer..");
}
