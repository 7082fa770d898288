package dev.kvbench.transformer.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineProfileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void emptyFile() throws IOException {
    file = Files.createFile(folder.resolve("machine.properties"));
  }

  private static String never() {
    throw new AssertionError("measured again");
  }

  @Test
  void whatOneProcessMeasuresHoldsForTheNext() {
    assertThat(new MachineProfile(file).get("kernels.cpu", () -> "aten,bag,onednn"))
        .isEqualTo("aten,bag,onednn");
    MachineProfile next = new MachineProfile(file);
    assertThat(next.get("kernels.cpu", MachineProfileTest::never)).isEqualTo("aten,bag,onednn");
    assertThat(next.has("ceiling")).isFalse();
    assertThat(next.highest("ceiling", 4e9)).isEqualTo(4e9);
    assertThat(new MachineProfile(file).has("ceiling")).isTrue();
    assertThat(MachineProfile.read(file)).containsOnlyKeys("ceiling", "kernels.cpu");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void withoutAFileItHoldsForTheProcess() {
    MachineProfile profile = new MachineProfile(null);
    assertThat(profile.get("a", () -> "1")).isEqualTo("1");
    assertThat(profile.get("a", MachineProfileTest::never)).isEqualTo("1");
  }

  @Test
  void theHighestRateStays() {
    MachineProfile profile = new MachineProfile(file);
    assertThat(profile.highest("r", 2)).isEqualTo(2);
    assertThat(profile.highest("r", 3)).isEqualTo(3);
    assertThat(profile.highest("r", 1)).isEqualTo(3);
    assertThat(new MachineProfile(file).highest("r", 2)).isEqualTo(3);
  }

  @Test
  void whatIsDueIsDoneByOneProcessInSoLong() throws IOException {
    Duration hour = Duration.ofHours(1);
    assertThat(new MachineProfile(file).claimIfDue("seen", hour)).isTrue();
    assertThat(new MachineProfile(file).claimIfDue("seen", hour)).isFalse();
    assertThat(new MachineProfile(file).claimIfDue("other", hour)).isTrue();
    assertThat(new MachineProfile(file).claimIfDue("seen", Duration.ZERO)).isTrue();
    for (String time : new String[] {"1000000000", "99999999999", "soon", ""}) { // 2001, 5138
      Files.writeString(file, "seen=" + time);
      assertThat(new MachineProfile(file).claimIfDue("seen", hour)).as(time).isTrue();
    }
  }

  @Test
  void whatIsNoProfileIsNamed() throws IOException {
    Path none = folder.resolve("none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MachineProfile(none))
        .withMessageStartingWith(none + ": no such file");
    for (String value : new String[] {"fast", "-1", "0", "NaN"}) {
      Files.writeString(file, "r=" + value);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new MachineProfile(file).highest("r", 1))
          .withMessage(file + ": r must be a number above 0: " + value);
    }
    Files.writeString(file, "r=\\u12");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MachineProfile(file))
        .withMessageStartingWith(file + ": is no machine profile");
  }
}
