package dev.kvbench.transformer.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads the pickle of a state dict: tensors by name.
 *
 * <p>A pickle is a program that calls what it names. This one may name what rebuilds a tensor, and
 * no call does more than to keep its arguments. Opcodes that could make objects in other ways, or
 * allocate what a damaged length claims, never reach the library. Nothing recurses, so that time
 * and memory are bounded by the pickle's length.
 *
 * @see <a href="https://github.com/python/cpython/blob/3.13/Lib/pickletools.py">pickletools</a>, on
 *     the opcodes
 */
final class TensorPickle extends Unpickler {
  private static final String SAVE_AGAIN =
      ": save model.state_dict(), and nothing else, with torch.save";
  private static final int MAX_DIMENSIONS = 8; // one long tuple could be the shape of many tensors

  /** What the library may do: marks, None, truth values, numbers, tuples, the memo and calls. */
  private static final String LEFT_TO_LIBRARY =
      "(NKMJG)tqrhjQR.\u0085\u0086\u0087\u0088\u0089\u008a";

  /** The arguments of torch's function that rebuilds a tensor. */
  @SuppressWarnings("ArrayRecordComponent") // only read
  private record Rebuilt(Object[] arguments) {}

  private TensorPickle() {}

  /**
   * The tensors of a state dict, in its order.
   *
   * @throws IOException with a message that lacks the file's name: what is damaged, or what the
   *     pickle has that a state dict has not
   */
  static Map<String, StoredTensor> read(byte[] pickle) throws IOException {
    try {
      if (!(new TensorPickle().loads(pickle) instanceof Map<?, ?> dict)) {
        throw new IOException("holds no dict" + SAVE_AGAIN);
      }
      Map<String, StoredTensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : dict.entrySet()) {
        String name = entry.getKey().toString();
        if (!(entry.getValue() instanceof Rebuilt tensor)) {
          throw new IOException(
              "holds '" + StateDict.shown(name) + "', which is not a tensor" + SAVE_AGAIN);
        }
        tensors.put(name, tensor(tensor.arguments()));
      }
      return tensors;
    } catch (RuntimeException e) { // operands that are missing or of another kind
      throw new IOException("is damaged: its pickle cannot be read", e);
    }
  }

  @Override
  protected Object dispatch(short opcode) throws IOException {
    switch (opcode) {
      case Opcodes.PROTO -> requireProtocol(input.read());
      case Opcodes.GLOBAL ->
          stack.add(named(PickleUtils.readline(input) + "." + PickleUtils.readline(input)));
      case Opcodes.BINUNICODE -> stack.add(text());
      case Opcodes.EMPTY_LIST -> stack.add(List.of()); // no tensor needs what is in a list
      case Opcodes.APPEND, Opcodes.BUILD -> stack.pop(); // BUILD: a state dict's version
      case Opcodes.APPENDS -> stack.pop_all_since_marker();
      case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>());
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        put(Arrays.asList(stack.pop(), value));
      }
      case Opcodes.SETITEMS -> put(stack.pop_all_since_marker());
      default -> {
        if (LEFT_TO_LIBRARY.indexOf(opcode) < 0) {
          throw new IOException(
              String.format(
                  "is damaged or holds more than tensors (pickle opcode 0x%02x)%s",
                  opcode, SAVE_AGAIN));
        }
        return super.dispatch(opcode);
      }
    }
    return NO_RETURN_VALUE;
  }

  private static void requireProtocol(int protocol) throws IOException {
    if (protocol != 2) {
      throw new IOException(
          "has pickle protocol "
              + protocol
              + ": save it again with the protocol that torch.save takes by itself, 2");
    }
  }

  /** What may be called, or a storage's type. */
  private static Object named(String name) throws IOException {
    if (name.matches("torch\\.\\w+Storage")) {
      return name.substring("torch.".length());
    }
    IObjectConstructor call =
        switch (name) {
          case "collections.OrderedDict" -> arguments -> new LinkedHashMap<>();
          case "torch._utils._rebuild_tensor_v2" -> Rebuilt::new;
          case "torch._utils._rebuild_parameter" -> arguments -> arguments[0];
          default ->
              throw new IOException(
                  "asks for "
                      + StateDict.shown(name)
                      + ", which no state dict of dense tensors needs"
                      + SAVE_AGAIN);
        };
    return call;
  }

  /** The library would allocate any length that the pickle claims. */
  private String text() throws IOException {
    int length = PickleUtils.bytes_to_integer(PickleUtils.readbytes(input, 4));
    if (length < 0 || length > input.available()) {
      throw new IOException("is damaged: its pickle ends too early");
    }
    return new String(input.readNBytes(length), StandardCharsets.UTF_8);
  }

  private void put(List<Object> keysAndValues) throws IOException {
    @SuppressWarnings("unchecked") // of dicts all keys and values are objects
    Map<Object, Object> dict = (Map<Object, Object>) stack.peek();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      Object key = keysAndValues.get(i);
      if (!(key instanceof String || key instanceof Number)) { // to hash others could take for ever
        throw new IOException("is damaged: its pickle has a key that is no text and no number");
      }
      dict.put(key, keysAndValues.get(i + 1));
    }
  }

  /** {@code ('storage', type, key, device, elements)}. */
  @Override
  protected Object persistentLoad(Object id) {
    return id;
  }

  /** Storage, offset, sizes, strides, requires_grad, backward_hooks and, at times, metadata. */
  private static StoredTensor tensor(Object[] arguments) throws IOException {
    if (arguments.length > 6 && arguments[6] != null) {
      throw new IOException("has a tensor that is stored negated or conjugated" + SAVE_AGAIN);
    }
    Object[] storage = (Object[]) arguments[0];
    return StoredTensor.of(
        (String) storage[1],
        (String) storage[2],
        integer(storage[4]),
        integer(arguments[1]),
        longs(arguments[2]),
        longs(arguments[3]));
  }

  private static long[] longs(Object tuple) throws IOException {
    Object[] items = (Object[]) tuple;
    if (items.length > MAX_DIMENSIONS) {
      throw new IOException("is damaged: it has a tensor of " + items.length + " dimensions");
    }
    return Arrays.stream(items).mapToLong(TensorPickle::integer).toArray();
  }

  private static long integer(Object value) {
    return value instanceof Integer number ? number : (Long) value; // and no BigInteger or Double
  }
}
