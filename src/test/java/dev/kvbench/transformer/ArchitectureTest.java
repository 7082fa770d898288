package dev.kvbench.transformer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

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

  /** Lower rooms know nothing of higher ones; what no line names is forbidden. */
  @ArchTest
  static final ArchRule ROOMS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("device")
          .definedBy("..transformer.device")
          .layer("tensor")
          .definedBy("..transformer.tensor")
          .layer("text")
          .definedBy("..transformer.text")
          .layer("cache")
          .definedBy("..transformer.cache")
          .layer("cost")
          .definedBy("..transformer.cost")
          .layer("model")
          .definedBy("..transformer.model")
          .layer("decode")
          .definedBy("..transformer.decode")
          .layer("script")
          .definedBy("..transformer.script")
          .layer("checkpoint")
          .definedBy("..transformer.checkpoint")
          .layer("training")
          .definedBy("..transformer.training")
          .whereLayer("device")
          .mayNotAccessAnyLayer()
          .whereLayer("tensor")
          .mayNotAccessAnyLayer()
          .whereLayer("text")
          .mayNotAccessAnyLayer()
          .whereLayer("cache")
          .mayOnlyAccessLayers("tensor")
          .whereLayer("cost")
          .mayOnlyAccessLayers("tensor", "cache")
          .whereLayer("model")
          .mayOnlyAccessLayers("tensor", "cache")
          .whereLayer("decode")
          .mayOnlyAccessLayers("tensor", "cache", "model", "device")
          .whereLayer("script")
          .mayOnlyAccessLayers("tensor", "cache", "model", "decode", "device")
          .whereLayer("checkpoint")
          .mayOnlyAccessLayers("tensor", "model", "text")
          .whereLayer("training")
          .mayOnlyAccessLayers("tensor", "model", "script", "checkpoint", "text");

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
