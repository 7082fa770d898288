package dev.kvbench.transformer.tensor;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The constants of an enum as values of a parameter: by their names in lower case. */
public final class Labels {
  private Labels() {}

  /** The name as a parameter value, the same in every locale. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** All names, for example {@code float32, bfloat16, float16}. */
  public static String list(Collection<? extends Enum<?>> constants) {
    return constants.stream().map(Labels::of).collect(Collectors.joining(", "));
  }

  /**
   * The constant of that name.
   *
   * @param parameter what it is a value of, for the message
   * @throws IllegalArgumentException listing the names there are
   */
  public static <E extends Enum<E>> E parse(Class<E> type, String parameter, String label) {
    List<E> constants = Arrays.asList(type.getEnumConstants());
    return constants.stream()
        .filter(constant -> of(constant).equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown " + parameter + " '" + label + "'; there are " + list(constants)));
  }
}
