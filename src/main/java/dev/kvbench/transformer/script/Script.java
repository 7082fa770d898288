package dev.kvbench.transformer.script;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.training.ParameterStore;
import dev.kvbench.transformer.tensor.Precision;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One TorchScript object, loaded from source; its methods are called by name. */
public final class Script implements AutoCloseable {
  private final Model model; // kept: when it is collected, its finalizer frees the object
  private final PtSymbolBlock object;

  /**
   * Compiles and loads.
   *
   * @throws ai.djl.engine.EngineException for a source that does not compile
   */
  public Script(String source, Device device) {
    model = Model.newInstance("script", device, "PyTorch");
    try {
      model.load(new ByteArrayInputStream(TorchScriptArchive.of(source)));
    } catch (IOException | MalformedModelException e) {
      model.close();
      throw new IllegalStateException(e); // it is read from memory, and is no stored model
    } catch (EngineException e) {
      model.close();
      throw e;
    }
    object = (PtSymbolBlock) model.getBlock();
  }

  /**
   * Loads a source from the resources beside this class, with the fastest linear layers for the
   * device and the precision.
   */
  static Script withKernels(
      String resource,
      String className,
      Device device,
      Precision precision,
      TrialMatrices matrices) {
    LinearKernels kernels = LinearKernels.of(device, precision, matrices);
    return new Script(read(resource) + kernels.source(className), device);
  }

  public static String read(String resource) {
    try (InputStream in = Script.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls a method that returns nothing; see {@link #run}. */
  public void call(String method, Object... arguments) {
    run(method, arguments).close();
  }

  /**
   * Calls a method.
   *
   * @param arguments Boolean, Integer, Double, NDArray, or a list of NDArray
   * @return what it returns, for the caller to close
   */
  public IValue run(String method, Object... arguments) {
    IValue[] values = new IValue[arguments.length];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = value(arguments[i]);
      }
      return IValueUtils.runMethod(object, method, values);
    } finally {
      for (IValue value : values) {
        if (value != null) {
          value.close();
        }
      }
    }
  }

  /**
   * Calls the method forward so that its result can be differentiated.
   *
   * @param scope owner of the result
   */
  public NDList differentiate(NDManager scope, NDArray... arguments) {
    return object.forward(new ParameterStore(scope, false), new NDList(arguments), true);
  }

  private static IValue value(Object argument) {
    if (argument instanceof Boolean b) {
      return IValue.from(b);
    }
    if (argument instanceof Integer i) {
      return IValue.from((long) i);
    }
    if (argument instanceof Double d) {
      return IValue.from(d);
    }
    if (argument instanceof NDArray array) {
      return IValue.from((PtNDArray) array);
    }
    if (argument instanceof List<?> list) {
      return IValue.listFrom(list.toArray(PtNDArray[]::new));
    }
    throw new IllegalArgumentException("no TorchScript value is made of " + argument);
  }

  @Override
  public void close() {
    model.close();
  }
}
