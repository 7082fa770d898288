package dev.kvbench.transformer.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A pickle written opcode by opcode, as torch.save writes it or as nobody should. */
final class PickleBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** PROTO 2 and what follows. */
  static PickleBytes start() {
    return new PickleBytes().opcodes(0x80, 2);
  }

  PickleBytes opcodes(int... codes) {
    for (int code : codes) {
      bytes.write(code);
    }
    return this;
  }

  PickleBytes raw(String latin) {
    bytes.writeBytes(latin.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  PickleBytes global(String module, String name) {
    return raw("c" + module + "\n" + name + "\n");
  }

  PickleBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    opcodes('X').littleEndian(4, utf8.length); // BINUNICODE
    bytes.writeBytes(utf8);
    return this;
  }

  PickleBytes integer(long value) {
    return opcodes(0x8a, 8).littleEndian(8, value); // LONG1
  }

  private PickleBytes littleEndian(int count, long value) {
    byte[] eight = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    bytes.write(eight, 0, count);
    return this;
  }

  PickleBytes integers(long... values) {
    opcodes('(');
    for (long value : values) {
      integer(value);
    }
    return opcodes('t');
  }

  PickleBytes storage(String type, String key, long elements) {
    opcodes('(').text("storage").global("torch", type).text(key).text("cpu").integer(elements);
    return opcodes('t', 'Q'); // TUPLE, BINPERSID
  }

  PickleBytes tensor(
      String type, String key, long elements, long offset, long[] sizes, long[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").opcodes('(').storage(type, key, elements);
    integer(offset).integers(sizes).integers(strides).opcodes(0x89); // NEWFALSE: requires_grad
    global("collections", "OrderedDict").opcodes(')', 'R'); // backward_hooks
    return opcodes('t', 'R');
  }

  /** An OrderedDict of tensors with the attribute that a module gives its state dict. */
  static byte[] stateDict(Map<String, StoredTensor> tensors) {
    PickleBytes pickle = start().global("collections", "OrderedDict").opcodes(')', 'R', 'q', 0);
    pickle.opcodes('(');
    tensors.forEach(
        (name, tensor) ->
            pickle
                .text(name)
                .tensor(
                    tensor.type(),
                    tensor.key(),
                    tensor.elements(),
                    tensor.offset(),
                    tensor.shape().getShape(),
                    tensor.strides()));
    pickle.opcodes('u', '}').text("_metadata"); // SETITEMS, EMPTY_DICT
    pickle.global("collections", "OrderedDict").opcodes(')', 'R');
    pickle.text("").opcodes('}').text("version").integer(1).opcodes('s', 's');
    return pickle.opcodes('s', 'b').stop(); // SETITEM, BUILD
  }

  byte[] stop() {
    return opcodes('.').bytes.toByteArray();
  }
}
