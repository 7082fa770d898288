package dev.kvbench.transformer.checkpoint;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads the pickle of a state dict: tensors by name.
 *
 * <p>A pickle is a program that calls what it names. This one may name what rebuilds a tensor and
 * nothing else. Opcodes that could make objects in other ways, or allocate what a damaged length
 * claims, never reach the library. Nothing recurses, so that time and memory are bounded by the
 * pickle's length.
 *
 * @see <a href="https://github.com/python/cpython/blob/3.13/Lib/pickletools.py">pickletools</a>, on
 *     the opcodes
 */
final class TensorPickle extends Unpickler {
  private static final String SAVE_AGAIN =
      ": save model.state_dict(), and nothing else, with torch.save";
  private static final int MAX_DIMENSIONS = 8; // one long tuple could be the shape of many tensors

  /** The protocol, marks, None, truth values, numbers, tuples, the memo and calls. */
  private static final String LEFT_TO_LIBRARY =
      "\u0080(NKMJG)tqrhjQR.\u0085\u0086\u0087\u0088\u0089\u008a";

  private TensorPickle() {}

  /**
   * The tensors of a state dict, in its order.
   *
   * @throws PickleException with a message that lacks the file's name: what is damaged, or what the
   *     pickle has that a state dict has not
   */
  static Map<String, StoredTensor> read(byte[] pickle) {
    try {
      Map<String, StoredTensor> tensors = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) new TensorPickle().loads(pickle)).entrySet()) {
        String name = (String) entry.getKey();
        if (!(entry.getValue() instanceof StoredTensor tensor)) {
          throw new PickleException(
              "holds '" + StateDict.shown(name) + "', which is not a tensor" + SAVE_AGAIN);
        }
        tensors.put(name, tensor);
      }
      return tensors;
    } catch (PickleException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // operands that are missing or of another kind
      throw new PickleException("is damaged or holds more than tensors" + SAVE_AGAIN, e);
    }
  }

  @Override
  protected Object dispatch(short opcode) throws IOException {
    switch (opcode) {
      case Opcodes.GLOBAL ->
          stack.add(named(PickleUtils.readline(input) + "." + PickleUtils.readline(input)));
      case Opcodes.BINUNICODE -> stack.add(text());
      case Opcodes.BUILD -> stack.pop(); // a state dict's version
      case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>());
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        put(Arrays.asList(stack.pop(), value));
      }
      case Opcodes.SETITEMS -> put(stack.pop_all_since_marker());
      default -> {
        if (LEFT_TO_LIBRARY.indexOf(opcode) < 0) {
          throw new IOException("opcode " + opcode);
        }
        return super.dispatch(opcode);
      }
    }
    return NO_RETURN_VALUE;
  }

  /** What may be called, or a storage's type. */
  private static Object named(String name) {
    if (name.matches("torch\\.\\w+Storage")) {
      return name.substring("torch.".length());
    }
    IObjectConstructor call =
        switch (name) {
          case "collections.OrderedDict" -> arguments -> new LinkedHashMap<>();
          case "torch._utils._rebuild_tensor_v2" -> TensorPickle::tensor;
          case "torch._utils._rebuild_parameter" -> arguments -> arguments[0];
          default ->
              throw new PickleException(
                  "asks for %s, which no state dict of dense tensors needs%s"
                      .formatted(StateDict.shown(name), SAVE_AGAIN));
        };
    return call;
  }

  /** The library would allocate any length that the pickle claims. */
  private String text() throws IOException {
    int length = PickleUtils.bytes_to_integer(PickleUtils.readbytes(input, 4));
    if (length < 0 || length > input.available()) {
      throw new IOException("a text ends too early");
    }
    return new String(input.readNBytes(length), StandardCharsets.UTF_8);
  }

  /** Keys are text: to hash others could take for ever. */
  private void put(List<Object> keysAndValues) {
    @SuppressWarnings("unchecked") // the only maps there are
    Map<String, Object> dict = (Map<String, Object>) stack.peek();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      dict.put((String) keysAndValues.get(i), keysAndValues.get(i + 1));
    }
  }

  /** {@code ('storage', type, key, device, elements)}. */
  @Override
  protected Object persistentLoad(Object id) {
    return id;
  }

  /** Storage, offset, sizes, strides, requires_grad, backward_hooks and, at times, metadata. */
  private static StoredTensor tensor(Object[] arguments) {
    if (arguments.length > 6 && arguments[6] != null) {
      throw new PickleException("has a tensor that is stored negated or conjugated" + SAVE_AGAIN);
    }
    Object[] storage = (Object[]) arguments[0];
    StoredTensor tensor =
        new StoredTensor(
            (String) storage[1],
            (String) storage[2],
            integer(storage[4]),
            integer(arguments[1]),
            new Shape(integers(arguments[2])),
            integers(arguments[3]));
    if (!tensor.isInside()) {
      throw new PickleException(
          "is damaged: a tensor lies outside of its storage data/" + StateDict.shown(tensor.key()));
    }
    return tensor;
  }

  private static long[] integers(Object tuple) {
    Object[] items = (Object[]) tuple;
    if (items.length > MAX_DIMENSIONS) {
      throw new PickleException("is damaged: it has a tensor of " + items.length + " dimensions");
    }
    return Arrays.stream(items).mapToLong(TensorPickle::integer).toArray();
  }

  private static long integer(Object value) {
    return value instanceof Integer number ? number : (Long) value; // and no BigInteger or Double
  }
}
