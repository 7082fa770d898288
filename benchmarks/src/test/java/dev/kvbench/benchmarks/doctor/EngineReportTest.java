package dev.kvbench.benchmarks.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineReportTest {
  private static final String VERSION = EngineReport.line("libtorch", "2.7.1");
  private static final String COMPLETE = EngineReport.line(EngineReport.COMPLETE, "true");

  @Test
  void anAnswerComesThrough() {
    Answer right = new Answer("cpu", "eager", "float32", 3e-7, 1e-4, "");
    Answer wrong = new Answer("cuda", "script", "float16", Double.NaN, 0.02, "all is\nNaN");
    EngineReport report =
        EngineReport.parse(
            List.of("noise", VERSION, right.line(), wrong.line(), "more\tnoise", COMPLETE), "");
    assertThat(report.answers().get(0)).isEqualTo(right);
    assertThat(report.answers().get(0).finding().text())
        .isEqualTo(
            "ok       answers: cpu, engine eager, float32: both arms agree, within 3e-07 (0.0001 is"
                + " rounding)");
    assertThat(report.answers().get(1).finding().isProblem()).isTrue();
    assertThat(report.answers().get(1).trouble()).isEqualTo("all is NaN");
  }

  @Test
  void aCrashIsAProblemThatNamesItself() {
    EngineReport early = EngineReport.parse(List.of(), "its JVM ended with code 134");
    assertThat(early.findings()).hasSize(1);
    assertThat(early.findings().get(0).isProblem()).isTrue();
    assertThat(early.findings().get(0).fact())
        .isEqualTo("libtorch cannot be started: its JVM ended with code 134");

    EngineReport late = EngineReport.parse(List.of(VERSION), "its JVM ended with code 139");
    assertThat(late.findings().get(1).fact()).contains("started, but then", "139");
  }

  private static String fact(String name, String value) {
    return EngineReport.line(name, value);
  }

  /** Of libtorch: both in one line, or two that contradict each other. */
  @Test
  void whatItWasBuiltForIsNotWhatItSees() {
    EngineReport report =
        EngineReport.parse(
            List.of(
                VERSION,
                fact("cuda", "false"),
                fact(EngineReport.BUILD, "2.7.1+cu126"),
                fact(EngineReport.LIBRARY, "2.7.1-0.36.0"),
                fact(EngineReport.BUILT_FOR_CUDA, "true"),
                COMPLETE),
            "");
    assertThat(report.findings().get(0).fact())
        .contains("its library 2.7.1-0.36.0", "libtorch 2.7.1+cu126, built with CUDA");
    assertThat(report.seesGpu()).isFalse();
    assertThat(report.cudaWorks()).isFalse();
  }

  @Test
  void cudaWorksWhenItWasWaitedForAndAnswersRight() {
    String seen = fact("cuda", "true");
    String tried = fact(EngineReport.GPU_TRIED, "true");
    String awaited = fact(EngineReport.AWAITED, "cuda::synchronize");
    String right = Fakes.GPU_ANSWER.line();
    String cpu = Fakes.CPU_ANSWER.line();
    String wrong = new Answer("cuda", "script", "float16", 1, 0.02, "far off").line();

    EngineReport works =
        EngineReport.parse(List.of(VERSION, seen, cpu, tried, awaited, right, COMPLETE), "");
    assertThat(works.cudaWorks()).isTrue();
    assertThat(works.gpuTrouble()).isEmpty();

    EngineReport died =
        EngineReport.parse(List.of(VERSION, seen, cpu, tried), "its JVM ended with code 134: x");
    assertThat(died.cudaWorks()).isFalse();
    assertThat(died.gpuTrouble()).isEqualTo("it fails: its JVM ended with code 134: x");
    // the CPU's answers are there, and the engine has no problem of its own
    assertThat(died.findings()).extracting(Finding::verdict).containsOnly(Finding.Verdict.OK);

    EngineReport threw =
        EngineReport.parse(
            List.of(
                VERSION,
                seen,
                cpu,
                tried,
                fact(EngineReport.GPU_TROUBLE, "CUDA error: x"),
                COMPLETE),
            "");
    assertThat(threw.gpuTrouble()).isEqualTo("it fails: CUDA error: x");
    assertThat(threw.cudaWorks()).isFalse();

    EngineReport half =
        EngineReport.parse(List.of(VERSION, seen, cpu, tried, awaited, right, wrong, COMPLETE), "");
    assertThat(half.gpuTrouble()).isEqualTo("it answers wrongly in 1 of 2 cases, see above");
    assertThat(half.cudaWorks()).isFalse();

    EngineReport silent =
        EngineReport.parse(List.of(VERSION, seen, cpu, tried, awaited, COMPLETE), "");
    assertThat(silent.cudaWorks()).isFalse();
  }

  @Test
  void whatTakesTooLongIsNotToldToFitBadly() {
    Finding slow =
        EngineReport.parse(List.of(), "it did not come to an end within 3 minutes")
            .findings()
            .get(0);
    assertThat(slow.remedy()).contains("folders tmp").doesNotContain("does not fit");
  }

  @Test
  void whatWasNotStartedSaysWhy() {
    assertThat(EngineReport.notStarted(Map.of()).findings())
        .extracting(Finding::verdict)
        .containsExactly(Finding.Verdict.NOTE);
  }

  @Test
  void aReasonIsPassedOn() {
    EngineReport report =
        EngineReport.parse(
            List.of(EngineReport.line(EngineReport.FAILURE, "no\nnetwork")), "code 0");
    assertThat(report.findings()).hasSize(1);
    assertThat(report.findings().get(0).fact()).isEqualTo("no network");
    assertThat(report.findings().get(0).isProblem()).isTrue();
    assertThat(report.findings().get(0).remedy()).contains("engine cache");
    EngineReport driver =
        EngineReport.parse(
            List.of(EngineReport.line(EngineReport.FAILURE, "no libcuda.so.1: unset …")), "code 0");
    assertThat(driver.findings().get(0).remedy()).isEmpty();
  }

  @Test
  void theCauseIsFoundBelowAScriptsStack() {
    assertThat(
            AnswerCheck.cause(
                new IllegalStateException(
                    """
                    The following operation failed in the TorchScript interpreter.
                    Traceback of TorchScript, serialized code (most recent call last):
                    RuntimeError: CUDA error: no kernel image
                    """)))
        .isEqualTo("RuntimeError: CUDA error: no kernel image");
    assertThat(AnswerCheck.cause(new IllegalStateException("one\nat two"))).isEqualTo("one");
    assertThat(AnswerCheck.cause(new IllegalStateException()))
        .isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void whatToldAllIsWell() {
    EngineReport report = EngineReport.parse(List.of(VERSION, COMPLETE), "code 0");
    assertThat(report.findings()).extracting(Finding::verdict).containsOnly(Finding.Verdict.OK);
  }
}
