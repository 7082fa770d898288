package dev.kvbench.transformer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.Map;

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

  /** What each room may know of: lower rooms know nothing of higher ones. */
  private static final Map<String, String> KNOWS =
      Map.of(
          "device", "",
          "tensor", "",
          "text", "",
          "cache", "tensor",
          "cost", "tensor cache",
          "model", "tensor cache",
          "decode", "tensor cache model device",
          "script", "tensor cache model decode device",
          "checkpoint", "tensor model text",
          "training", "tensor model script checkpoint text");

  @ArchTest static final ArchRule ROOMS = rooms();

  private static ArchRule rooms() {
    LayeredArchitecture rooms = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String room : KNOWS.keySet()) {
      rooms = rooms.layer(room).definedBy("..transformer." + room);
    }
    for (Map.Entry<String, String> room : KNOWS.entrySet()) {
      var layer = rooms.whereLayer(room.getKey());
      rooms =
          room.getValue().isEmpty()
              ? layer.mayNotAccessAnyLayer()
              : layer.mayOnlyAccessLayers(room.getValue().split(" "));
    }
    return rooms;
  }

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
