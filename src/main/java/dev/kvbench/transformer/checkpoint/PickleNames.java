package dev.kvbench.transformer.checkpoint;

import static dev.kvbench.transformer.checkpoint.PickleStack.as;
import static dev.kvbench.transformer.checkpoint.PickleStack.damaged;

import dev.kvbench.transformer.checkpoint.PickleStack.Dict;
import dev.kvbench.transformer.checkpoint.PickleStack.Tuple;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;

/** The names that the pickle of a state dict may ask for, and what they make. */
final class PickleNames {
  /** What to do about a file with more in it than a state dict. */
  static final String SAVE_AGAIN = ": save model.state_dict(), and nothing else, with torch.save";

  private static final int MAX_DIMENSIONS = 8;

  private PickleNames() {}

  /** What may be called. */
  enum Callable {
    ORDERED_DICT,
    REBUILD_TENSOR,
    REBUILD_PARAMETER
  }

  /**
   * A {@link Callable}, or the {@link StorageType} of a class of torch.
   *
   * @throws IOException for every other name, with that name
   */
  static Object named(String module, String name) throws IOException {
    String qualified = module + "." + name;
    return switch (qualified) {
      case "collections.OrderedDict" -> Callable.ORDERED_DICT;
      case "torch._utils._rebuild_tensor_v2" -> Callable.REBUILD_TENSOR;
      case "torch._utils._rebuild_parameter" -> Callable.REBUILD_PARAMETER;
      default -> {
        if (!module.equals("torch")) {
          throw refused(qualified);
        }
        yield StorageType.named(name).orElseThrow(() -> refused(qualified));
      }
    };
  }

  static IOException refused(String name) {
    if (name.startsWith("torch._utils._rebuild") || name.matches("torch\\.\\w+Storage")) {
      return new IOException(
          "has tensors of a kind that is not read ("
              + StateDict.shown(name)
              + "): save dense ones, model.float().state_dict()");
    }
    return new IOException(
        "asks for " + StateDict.shown(name) + ", which no state dict needs" + SAVE_AGAIN);
  }

  static Object call(Callable callable, List<Object> arguments) throws IOException {
    return switch (callable) {
      case ORDERED_DICT -> {
        requireCount(arguments, 0, 0);
        yield new Dict(new LinkedHashMap<>());
      }
      case REBUILD_TENSOR -> tensor(arguments);
      case REBUILD_PARAMETER -> { // tensor, requires_grad, backward_hooks
        requireCount(arguments, 3, 3);
        yield as(StoredTensor.class, arguments.get(0));
      }
    };
  }

  /** Storage, offset, sizes, strides, requires_grad, backward_hooks and, at times, metadata. */
  private static StoredTensor tensor(List<Object> arguments) throws IOException {
    requireCount(arguments, 6, 7);
    if (arguments.size() == 7 && arguments.get(6) != PickleStack.NONE) {
      throw new IOException("has a tensor that is stored negated or conjugated" + SAVE_AGAIN);
    }
    return StoredTensor.of(
        as(StoredTensor.Storage.class, arguments.get(0)),
        as(Long.class, arguments.get(1)),
        longs(arguments.get(2)),
        longs(arguments.get(3)));
  }

  private static long[] longs(Object tuple) throws IOException {
    List<Object> items = as(Tuple.class, tuple).items();
    if (items.size() > MAX_DIMENSIONS) { // one long tuple could be a part of many tensors
      throw damaged("has a tensor of " + items.size() + " dimensions");
    }
    long[] longs = new long[items.size()];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = as(Long.class, items.get(i));
    }
    return longs;
  }

  private static void requireCount(List<Object> arguments, int least, int most) throws IOException {
    if (arguments.size() < least || arguments.size() > most) {
      throw damaged("calls something with " + arguments.size() + " arguments");
    }
  }

  /** A persistent id: ('storage', type, key, device, number of elements). */
  static StoredTensor.Storage storage(Tuple id) throws IOException {
    List<Object> items = id.items();
    if (items.size() != 5 || !"storage".equals(items.get(0))) {
      throw damaged("refers to something that is not a storage");
    }
    return new StoredTensor.Storage(
        as(StorageType.class, items.get(1)),
        as(String.class, items.get(2)),
        as(Long.class, items.get(4)));
  }
}
