package dev.kvbench.results.io;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads records from JSON objects: each component from the member of its name. Components are
 * numbers, booleans, strings, enums, records, lists of these, or of a type whose form the caller
 * knows. A double that is null in the file is NaN.
 */
public final class JsonRecords {
  private final Map<Class<?>, Function<JsonNode, ?>> special;

  /**
   * A reader.
   *
   * @param special how types are read whose form in the file is another
   */
  public JsonRecords(Map<Class<?>, Function<JsonNode, ?>> special) {
    this.special = Map.copyOf(special);
  }

  /**
   * Reads a record. Members that are no components are ignored.
   *
   * @throws InputException if a member is missing or has another type, or if the record's
   *     constructor refuses the values with an IllegalArgumentException
   */
  public <T extends Record> T read(JsonNode node, Class<T> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values =
        Arrays.stream(components)
            .map(part -> value(node.member(part.getName()), part.getGenericType()))
            .toArray();
    try {
      Constructor<T> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw node.wrong(refusal.getMessage());
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object value(JsonNode node, Type type) {
    if (type instanceof ParameterizedType list) {
      Type item = list.getActualTypeArguments()[0];
      return node.items().stream().map(each -> value(each, item)).toList();
    }
    Class<?> plain = (Class<?>) type;
    if (special.containsKey(plain)) {
      return special.get(plain).apply(node);
    }
    if (plain == double.class || plain == Double.class) {
      return number(node);
    }
    if (plain == int.class || plain == Integer.class) {
      return node.wholeNumber();
    }
    if (plain == boolean.class) {
      return node.bool();
    }
    if (plain.isEnum()) {
      return constant(node, plain);
    }
    return plain.isRecord() ? read(node, plain.asSubclass(Record.class)) : node.string();
  }

  /** NaN for null, which stands for what is not finite. */
  private static double number(JsonNode node) {
    return node.element().isJsonNull() ? Double.NaN : node.number();
  }

  private static Object constant(JsonNode node, Class<?> type) {
    String name = node.string();
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(name))
        .findFirst()
        .orElseThrow(() -> node.expected("one of " + Arrays.toString(type.getEnumConstants())));
  }
}
