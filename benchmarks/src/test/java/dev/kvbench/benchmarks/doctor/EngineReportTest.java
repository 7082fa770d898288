package dev.kvbench.benchmarks.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

  @Test
  void aReasonIsPassedOn() {
    EngineReport report =
        EngineReport.parse(
            List.of(EngineReport.line(EngineReport.FAILURE, "no\nnetwork")), "code 0");
    assertThat(report.findings()).hasSize(1);
    assertThat(report.findings().get(0).fact()).isEqualTo("no network");
    assertThat(report.findings().get(0).isProblem()).isTrue();
  }

  @Test
  void whatToldAllIsWell() {
    EngineReport report = EngineReport.parse(List.of(VERSION, COMPLETE), "code 0");
    assertThat(report.findings()).extracting(Finding::verdict).containsOnly(Finding.Verdict.OK);
  }
}
