package dev.kvbench.plot.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kvbench.plot.Pen;
import dev.kvbench.plot.report.Theme.Role;
import dev.kvbench.results.jmh.Arm;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** WCAG 2.2 AA: 4.5 to 1 for letters, 3 to 1 for what a chart cannot be read without. */
class ThemeTest {
  private static final List<Role> GROUNDS = List.of(Role.GROUND, Role.PANEL);

  /** Every colour that a chart can draw a mark in. */
  private static List<Color> marks() {
    List<Color> marks = new ArrayList<>();
    for (Arm arm : Arm.values()) {
      for (int index = 0; index < 8; index++) {
        marks.add(Pen.of(arm, index).color());
      }
      marks.add(Pen.reference(arm).color());
    }
    marks.addAll(List.of(Pen.limit().color(), Pen.mark().color()));
    return marks;
  }

  @Test
  void contrastIsCountedAsWcagDoes() {
    assertThat(Contrast.of(Color.BLACK, Color.WHITE)).isEqualTo(21, within(1e-9));
    assertThat(Contrast.of(Color.WHITE, Color.WHITE)).isEqualTo(1, within(1e-9));
    // the grey that is known to be the lightest with 4.5 on white
    assertThat(Contrast.of(new Color(0x767676), Color.WHITE)).isBetween(4.5, 4.6);
    assertThat(Contrast.of(new Color(0x777777), Color.WHITE)).isLessThan(4.5);
  }

  @Test
  void lettersCanBeRead() {
    for (Function<Role, Color> theme : List.<Function<Role, Color>>of(r -> r.light, r -> r.dark)) {
      for (Role ground : GROUNDS) {
        for (Role letters : List.of(Role.INK, Role.FAINT, Role.ACCENT, Role.WARNING)) {
          assertThat(Contrast.of(theme.apply(letters), theme.apply(ground)))
              .as("%s on %s", letters, ground)
              .isGreaterThanOrEqualTo(Theme.TEXT);
        }
      }
      assertThat(Contrast.of(theme.apply(Role.INK), theme.apply(Role.DIFFERS)))
          .isGreaterThanOrEqualTo(Theme.TEXT);
      assertThat(Contrast.of(theme.apply(Role.GROUND), theme.apply(Role.INK))) // the tip
          .isGreaterThanOrEqualTo(Theme.TEXT);
      assertThat(Contrast.of(theme.apply(Role.AXIS), theme.apply(Role.PANEL)))
          .isGreaterThanOrEqualTo(Theme.MARK);
    }
  }

  @Test
  void marksCanBeSeenInBothThemes() {
    for (Color mark : marks()) {
      for (Role ground : GROUNDS) {
        assertThat(Contrast.of(Theme.light(mark), ground.light))
            .as("%s light on %s", mark, ground)
            .isGreaterThanOrEqualTo(Theme.MARK);
        assertThat(Contrast.of(Theme.dark(mark), ground.dark))
            .as("%s dark on %s", mark, ground)
            .isGreaterThanOrEqualTo(Theme.MARK);
      }
    }
  }

  @Test
  void figuresInCellsCanBeReadHoweverDeepTheCell() {
    for (Arm arm : Arm.values()) {
      Color mark = Pen.of(arm, 0).color();
      for (double share = 0; share <= Theme.DEEPEST_CELL; share += 0.05) {
        Color light = Contrast.over(Theme.light(mark), share, Role.PANEL.light);
        Color dark = Contrast.over(Theme.dark(mark), share, Role.PANEL.dark);
        assertThat(Contrast.of(Role.INK.light, light)).isGreaterThanOrEqualTo(Theme.TEXT);
        assertThat(Contrast.of(Role.INK.dark, dark)).isGreaterThanOrEqualTo(Theme.TEXT);
      }
    }
  }

  @Test
  void theArmsKeepTheArticlesRedAndBlueInBothThemes() {
    for (Function<Color, Color> theme :
        List.<Function<Color, Color>>of(Theme::light, Theme::dark)) {
      for (int index = 0; index < 4; index++) {
        Color red = theme.apply(Pen.of(Arm.CACHED, index).color());
        Color blue = theme.apply(Pen.of(Arm.UNCACHED, index).color());
        assertThat(red.getRed()).isGreaterThan(red.getBlue());
        assertThat(blue.getBlue()).isGreaterThan(blue.getRed());
      }
    }
  }

  @Test
  void aMarkHasAVariableInEitherTheme() {
    Theme theme = new Theme();
    assertThat(theme.mark(new Color(0xC62828))).isEqualTo("var(--m-c62828)");
    assertThat(theme.variables().split("--m-c62828:#", -1)).hasSize(3);
  }
}
