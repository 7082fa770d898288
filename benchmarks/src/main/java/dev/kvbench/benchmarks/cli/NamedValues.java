package dev.kvbench.benchmarks.cli;

import dev.kvbench.benchmarks.fetch.ModelHub;
import dev.kvbench.results.compare.ExactMetric;
import dev.kvbench.transformer.cache.CachePolicy;
import dev.kvbench.transformer.tensor.Precision;
import java.util.Iterator;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Options whose values have names of their own: how they are read, and what help lists. */
final class NamedValues {
  private NamedValues() {}

  /** The names of all cache policies. */
  static final class Policies implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(CachePolicy.values()).map(CachePolicy::label).iterator();
    }
  }

  /** The names of all number formats. */
  static final class Precisions implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.of(Precision.values()).map(Precision::label).iterator();
    }
  }

  /** The names of models that can be fetched. */
  static final class HubModels implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ModelHub.names().iterator();
    }
  }

  /** The metrics that are exact without being named. */
  static final class ExactMetrics implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ExactMetric.DEFAULTS.keySet().iterator();
    }
  }

  /** Has a command line read such options; a name that there is not is a mistake of usage. */
  static void register(CommandLine commands) {
    commands.registerConverter(CachePolicy.class, converter(CachePolicy::of));
    commands.registerConverter(Precision.class, converter(Precision::of));
  }

  private static <T> ITypeConverter<T> converter(Function<String, T> of) {
    return name -> {
      try {
        return of.apply(name);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }
}
