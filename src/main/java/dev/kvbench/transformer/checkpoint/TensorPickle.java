package dev.kvbench.transformer.checkpoint;

import static dev.kvbench.transformer.checkpoint.PickleStack.damaged;

import dev.kvbench.transformer.checkpoint.PickleStack.Dict;
import dev.kvbench.transformer.checkpoint.PickleStack.Sequence;
import dev.kvbench.transformer.checkpoint.PickleStack.Tuple;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the pickle of a state dict: tensors by name.
 *
 * <p>A pickle is a program that calls what it names, and a general unpickler lets it, so that a
 * file of weights could run anything. Hence one of our own, which makes dicts, lists, tuples,
 * strings, numbers and references to tensors, and nothing else. It knows the opcodes of protocol 2
 * with which torch.save writes a state dict, and refuses all others and every name but those of
 * {@link PickleNames}. It does not recurse, and an opcode makes no more than its own bytes and the
 * operands that it takes, so that what it holds is bounded by the pickle's length.
 *
 * @see <a href="https://github.com/python/cpython/blob/3.13/Lib/pickletools.py">pickletools</a>, on
 *     the opcodes
 */
final class TensorPickle {
  private final ByteBuffer in;
  private final PickleStack stack = new PickleStack();

  private TensorPickle(byte[] pickle) {
    in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The tensors of a state dict, in its order.
   *
   * @throws IOException with a message that lacks the file's name: what is damaged, or what the
   *     pickle has that a state dict has not
   */
  static Map<String, StoredTensor> read(byte[] pickle) throws IOException {
    Object result;
    try {
      result = new TensorPickle(pickle).run();
    } catch (BufferUnderflowException e) {
      throw damaged("ends too early");
    }
    if (!(result instanceof Dict dict)) {
      throw new IOException("holds no dict" + PickleNames.SAVE_AGAIN);
    }
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<Object, Object> entry : dict.items().entrySet()) {
      String name = String.valueOf(entry.getKey());
      if (!(entry.getValue() instanceof StoredTensor tensor)) {
        throw new IOException(
            "holds '"
                + StateDict.shown(name)
                + "', which is not a tensor"
                + PickleNames.SAVE_AGAIN);
      }
      tensors.put(name, tensor);
    }
    return tensors;
  }

  private Object run() throws IOException {
    while (true) {
      int opcode = in.get() & 0xff;
      if (opcode == '.') {
        return stack.pop();
      }
      step(opcode);
    }
  }

  private void step(int opcode) throws IOException {
    switch (opcode) {
      case 0x80 -> requireProtocol(in.get() & 0xff); // PROTO
      case '(' -> stack.pushMark(); // MARK
      case 'N' -> stack.push(PickleStack.NONE); // NONE
      case 0x88 -> stack.push(true); // NEWTRUE
      case 0x89 -> stack.push(false); // NEWFALSE
      case 'K' -> stack.push(in.get() & 0xffL); // BININT1
      case 'M' -> stack.push(in.getShort() & 0xffffL); // BININT2
      case 'J' -> stack.push((long) in.getInt()); // BININT
      case 0x8a -> stack.push(integer(in.get() & 0xff)); // LONG1
      case 'G' -> stack.push(Double.longBitsToDouble(Long.reverseBytes(in.getLong()))); // BINFLOAT
      case 'X' -> stack.push(text(in.getInt())); // BINUNICODE
      case ')' -> stack.push(new Tuple(List.of())); // EMPTY_TUPLE
      case 0x85 -> stack.push(new Tuple(stack.pop(1))); // TUPLE1
      case 0x86 -> stack.push(new Tuple(stack.pop(2))); // TUPLE2
      case 0x87 -> stack.push(new Tuple(stack.pop(3))); // TUPLE3
      case 't' -> stack.push(new Tuple(stack.popToMark())); // TUPLE
      case ']' -> stack.push(new Sequence(new ArrayList<>())); // EMPTY_LIST
      case 'a' -> append(stack.pop(1)); // APPEND
      case 'e' -> append(stack.popToMark()); // APPENDS
      case '}' -> stack.push(new Dict(new LinkedHashMap<>())); // EMPTY_DICT
      case 's' -> put(stack.pop(2)); // SETITEM
      case 'u' -> put(stack.popToMark()); // SETITEMS
      case 'q' -> stack.remember(in.get() & 0xff); // BINPUT
      case 'r' -> stack.remember(in.getInt()); // LONG_BINPUT
      case 'h' -> stack.recall(in.get() & 0xff); // BINGET
      case 'j' -> stack.recall(in.getInt()); // LONG_BINGET
      case 'c' -> stack.push(PickleNames.named(line(), line())); // GLOBAL
      case 'Q' -> stack.push(PickleNames.storage(stack.pop(Tuple.class))); // BINPERSID
      case 'R' -> reduce(); // REDUCE
      case 'b' -> build(); // BUILD
      default -> throw refused(opcode);
    }
  }

  private void reduce() throws IOException {
    List<Object> arguments = stack.pop(Tuple.class).items();
    stack.push(PickleNames.call(stack.pop(PickleNames.Callable.class), arguments));
  }

  /** Attributes of an OrderedDict, where a module keeps its version: nothing here needs them. */
  private void build() throws IOException {
    stack.pop(Dict.class);
    stack.top(Dict.class);
  }

  private void append(List<Object> items) throws IOException {
    stack.top(Sequence.class).items().addAll(items);
  }

  private void put(List<Object> keysAndValues) throws IOException {
    Map<Object, Object> items = stack.top(Dict.class).items();
    if (keysAndValues.size() % 2 != 0) {
      throw damaged("has a key without a value");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      Object key = keysAndValues.get(i);
      if (!(key instanceof String) && !(key instanceof Long)) { // others could not be hashed
        throw damaged("has a key that is neither a text nor an integer");
      }
      items.put(key, keysAndValues.get(i + 1));
    }
  }

  /** Opcodes that make objects by name are refused with the name, as far as it can be had. */
  private IOException refused(int opcode) throws IOException {
    return switch (opcode) {
      case 'i' -> PickleNames.refused(line() + "." + line()); // INST
      case 0x93 -> { // STACK_GLOBAL
        String name = stack.pop(String.class);
        yield PickleNames.refused(stack.pop(String.class) + "." + name);
      }
      case 'o' -> PickleNames.refused("an object (pickle opcode OBJ)");
      case 0x81 -> PickleNames.refused("an object (pickle opcode NEWOBJ)");
      case 0x92 -> PickleNames.refused("an object (pickle opcode NEWOBJ_EX)");
      case 0x82, 0x83, 0x84 -> PickleNames.refused("an object (pickle opcode EXT)");
      default -> damaged(String.format("has the opcode 0x%02x, which no state dict needs", opcode));
    };
  }

  private static void requireProtocol(int protocol) throws IOException {
    if (protocol != 2) {
      throw new IOException(
          "has pickle protocol "
              + protocol
              + ": save it again with the protocol that torch.save takes by itself, 2");
    }
  }

  /** An integer of up to 8 bytes, in two's complement. */
  private long integer(int length) throws IOException {
    if (length > Long.BYTES) {
      throw damaged("has an integer of " + length + " bytes");
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (in.get() & 0xffL) << (8 * i);
    }
    int unused = 64 - 8 * length;
    return length == 0 ? 0 : (value << unused) >> unused; // with its sign
  }

  private String text(int length) throws IOException {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer utf8 = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw damaged("has a text that is not UTF-8");
    }
  }

  /** Up to the next line feed. */
  private String line() {
    int start = in.position();
    int length = 0;
    while (in.get() != '\n') {
      length++;
    }
    byte[] bytes = new byte[length];
    in.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
