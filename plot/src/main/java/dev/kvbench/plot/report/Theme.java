package dev.kvbench.plot.report;

import java.awt.Color;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The page's colours, each with a light and a dark variant, as CSS variables. Colours of marks are
 * the PNG charts' own, moved where they would be too faint on the ground.
 */
final class Theme {
  /** Of marks and of letters, as WCAG 2.2 AA asks. */
  static final double MARK = 3;

  static final double TEXT = 4.5;

  /** The most of an arm's colour that a cell has, so that one ink can be read on all of them. */
  static final double DEEPEST_CELL = 0.55;

  /** A colour with its variants. */
  enum Role {
    GROUND(0xFFFFFF, 0x14171A),
    PANEL(0xF4F5F7, 0x1E2226),
    INK(0x202020, 0xE8E8E8),
    FAINT(0x505050, 0xB4B8BC),
    GRID(0xE2E2E2, 0x33383D),
    AXIS(0x767676, 0x8E949A),
    ACCENT(0x0B57D0, 0x8AB4F8),
    DIFFERS(0xFFF0C2, 0x4A3C10),
    WARNING(0x8A4B00, 0xFFB870);

    final Color light;
    final Color dark;

    Role(int light, int dark) {
      this.light = new Color(light);
      this.dark = new Color(dark);
    }

    /** For use as a value in CSS and SVG. */
    String css() {
      return "var(--" + name().toLowerCase(Locale.ROOT) + ")";
    }
  }

  private final Map<String, Color> marks = new TreeMap<>();

  /** The value for an attribute of SVG that gives a mark this colour, in either theme. */
  String mark(Color color) {
    String name = String.format("m-%06x", color.getRGB() & 0xFFFFFF);
    marks.put(name, color);
    return "var(--" + name + ")";
  }

  static Color light(Color mark) {
    return Contrast.ensured(mark, Role.PANEL.light, MARK);
  }

  static Color dark(Color mark) {
    return Contrast.ensured(Contrast.inverted(mark), Role.PANEL.dark, MARK);
  }

  /** The variables of all roles and of the marks that were asked for. */
  String variables() {
    StringBuilder light = new StringBuilder();
    StringBuilder dark = new StringBuilder();
    for (Role role : Role.values()) {
      String name = role.name().toLowerCase(Locale.ROOT);
      append(light, name, role.light);
      append(dark, name, role.dark);
    }
    marks.forEach(
        (name, color) -> {
          append(light, name, light(color));
          append(dark, name, dark(color));
        });
    // paper is white, whatever the screen is
    return ":root{"
        + light
        + "}\n@media screen and (prefers-color-scheme:dark){:root{"
        + dark
        + "}}\n";
  }

  private static void append(StringBuilder css, String name, Color color) {
    css.append(String.format("--%s:#%06x;", name, color.getRGB() & 0xFFFFFF));
  }
}
