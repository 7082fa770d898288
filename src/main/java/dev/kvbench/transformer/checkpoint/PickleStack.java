package dev.kvbench.transformer.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle has made so far: a stack, its marks, and a memo of things to take up again.
 *
 * <p>Things may contain themselves or each other many times over, so that nobody may hash, compare
 * or print them.
 */
final class PickleStack {
  record Tuple(List<Object> items) {}

  record Sequence(List<Object> items) {}

  record Dict(Map<Object, Object> items) {}

  /** Python's None. */
  static final Object NONE = new Object();

  private static final Object MARK = new Object();

  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();

  void push(Object value) {
    stack.add(value);
  }

  void pushMark() {
    stack.add(MARK);
  }

  Object top() throws IOException {
    Object top = stack.isEmpty() ? MARK : stack.get(stack.size() - 1);
    if (top == MARK) {
      throw damaged("lacks an operand");
    }
    return top;
  }

  <T> T top(Class<T> type) throws IOException {
    return as(type, top());
  }

  Object pop() throws IOException {
    Object top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  <T> T pop(Class<T> type) throws IOException {
    return as(type, pop());
  }

  /** The last so many, in the order in which they came. */
  List<Object> pop(int count) throws IOException {
    Object[] popped = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      popped[i] = pop();
    }
    return List.of(popped);
  }

  /** All since the last mark, in the order in which they came. */
  List<Object> popToMark() throws IOException {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw damaged("lacks a mark");
    }
    List<Object> above = stack.subList(mark + 1, stack.size());
    List<Object> popped = List.copyOf(above);
    above.clear();
    stack.remove(mark);
    return popped;
  }

  void remember(int index) throws IOException {
    memo.put(index, top());
  }

  void recall(int index) throws IOException {
    Object value = memo.get(index);
    if (value == null) {
      throw damaged("refers to something that it has not made");
    }
    stack.add(value);
  }

  /** The value as one of that type, which is what its place asks for. */
  static <T> T as(Class<T> type, Object value) throws IOException {
    if (!type.isInstance(value)) {
      throw damaged("has something of another kind than its place asks for");
    }
    return type.cast(value);
  }

  /** One line that lacks the file's name. */
  static IOException damaged(String what) {
    return new IOException("is damaged: its pickle " + what);
  }
}
