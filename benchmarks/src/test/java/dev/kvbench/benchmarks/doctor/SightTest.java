package dev.kvbench.benchmarks.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kvbench.results.run.Environment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from files and folders. */
class SightTest {
  @TempDir private Path root;

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void theTightestGroupOfVersion2Limits() throws IOException {
    write("proc/self/cgroup", "0::/job/step\n");
    write("sys/fs/cgroup/job/step/cpu.max", "max 100000\n");
    write("sys/fs/cgroup/job/step/memory.max", "4294967296\n");
    write("sys/fs/cgroup/job/cpu.max", "150000 100000\n");
    write("sys/fs/cgroup/job/memory.max", "max\n");
    assertThat(CgroupLimits.read(root))
        .isEqualTo(new CgroupLimits(OptionalDouble.of(1.5), OptionalLong.of(1L << 32)));
  }

  @Test
  void version1Limits() throws IOException {
    write("proc/self/cgroup", "4:memory:/a\n3:cpu,cpuacct:/\n0::/\n");
    write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
    write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    write("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "1000\n");
    assertThat(CgroupLimits.read(root))
        .isEqualTo(new CgroupLimits(OptionalDouble.of(0.5), OptionalLong.of(1000)));
  }

  @Test
  void noGroupAndNoSenseIsNoLimit() throws IOException {
    CgroupLimits none = new CgroupLimits(OptionalDouble.empty(), OptionalLong.empty());
    assertThat(CgroupLimits.read(root)).isEqualTo(none);
    write("proc/self/cgroup", "0::/\nnonsense\n1:cpu\n");
    write("sys/fs/cgroup/cpu.max", "-1 0\n");
    write("sys/fs/cgroup/memory.max", "much\n");
    assertThat(CgroupLimits.read(root)).isEqualTo(none);
  }

  @Test
  void instructionsAreThoseOfLibtorchsRule() {
    Set<String> avx2 = Set.of("avx2", "fma", "sse4_2");
    Set<String> avx512 = Set.of("avx2", "fma", "avx512f", "avx512vl", "avx512bw", "avx512dq");
    assertThat(Simd.level("amd64", avx2, null)).isEqualTo("AVX2");
    assertThat(Simd.level("amd64", avx512, null)).isEqualTo("AVX-512");
    assertThat(Simd.level("amd64", avx512, "avx2"))
        .isEqualTo("AVX2 (by ATEN_CPU_CAPABILITY; it has AVX-512)");
    assertThat(Simd.level("amd64", Set.of("sse"), "avx2")).isEqualTo("SSE");
    assertThat(Simd.level("amd64", Set.of(), null)).isEqualTo("SIMD unknown");
    assertThat(Simd.level("aarch64", Set.of("asimd"), null)).isEqualTo("NEON");
  }

  @Test
  void aQuotaBelowTheCoresIsTold() {
    Environment facts =
        Environment.of(
            Map.of(
                "machine",
                Map.of("cpu.physicalCores", "16", "memory.totalMiB", "65536"),
                "os",
                Map.of(),
                "jvm",
                Map.of()));
    Machine tight =
        new Machine(
            facts,
            "AVX2",
            new CgroupLimits(OptionalDouble.of(2.5), OptionalLong.of(1L << 30)),
            3,
            0.9);
    assertThat(tight.findings()).extracting(Finding::verdict).contains(Finding.Verdict.NOTE);
    assertThat(tight.findings()).noneMatch(Finding::isProblem);
    String all = String.join("\n", tight.findings().stream().map(Finding::text).toList());
    assertThat(all)
        .contains("allows 2.50 cores", "-p threads=2", "64.0 GiB", "allows 1.0 GiB", "keeps 0.9");
    Machine wide =
        new Machine(
            facts, "AVX2", new CgroupLimits(OptionalDouble.empty(), OptionalLong.empty()), 16, 0);
    assertThat(wide.findings()).extracting(Finding::verdict).containsOnly(Finding.Verdict.OK);
  }

  @Test
  void theBusShowsGpusWithoutDriver() throws IOException {
    write("0000:01:00.0/vendor", "0x10de\n");
    write("0000:01:00.0/class", "0x030200\n");
    write("0000:01:00.1/vendor", "0x10de\n"); // its sound
    write("0000:01:00.1/class", "0x040300\n");
    write("0000:02:00.0/vendor", "0x8086\n");
    write("0000:02:00.0/class", "0x030000\n");
    assertThat(Gpus.onBus(root)).isEqualTo(1);
    assertThat(Gpus.onBus(root.resolve("none"))).isZero();
  }

  @Test
  void theDriversFilesAreThoseOfAGpu() throws IOException {
    assertThat(Gpus.hasDeviceFiles(root.resolve("none"))).isFalse();
    write("nvidiactl", "");
    write("nvidia-uvm", "");
    assertThat(Gpus.hasDeviceFiles(root)).isFalse();
    write("nvidia3", "");
    assertThat(Gpus.hasDeviceFiles(root)).isTrue();
  }

  @Test
  void djlsListOfBuildsIsRead() throws IOException {
    String torch = System.mapLibraryName("torch") + ".gz";
    write(
        "2.7.1.txt",
        String.join(
            "\n",
            "cpu/linux-x86_64/native/lib/" + torch,
            "cu118/linux-x86_64/native/lib/" + torch,
            "cu128/linux-x86_64/native/lib/" + torch,
            "cu128/linux-x86_64/native/lib/other.gz",
            "cu126/win-x86_64/native/lib/" + torch));
    EngineCache cache = new EngineCache(root, "the home directory", "", 1, Set.of());
    assertThat(cache.indexed("2.7.1", "linux-x86_64")).containsExactly("cu118", "cu128");
    assertThat(cache.indexed("2.5.1", "linux-x86_64")).isEmpty();
  }

  @Test
  void unpackingTakesItsTimeOnceOnly() {
    assertThat(Fakes.natives().hasToUnpack()).isTrue();
    Set<String> there = Set.of("2.7.1-20250812-cpu-linux-x86_64");
    assertThat(Fakes.with(Fakes.natives(), "", "", there).hasToUnpack()).isFalse();
    assertThat(Fakes.natives(List.of(), "2.7.1-0.36.0", "cpu").hasToUnpack()).isFalse();
  }

  @Test
  void anInstalledTorchTellsItsVersion() throws IOException {
    String torch = System.mapLibraryName("torch");
    write("torch/lib/" + torch, "");
    write("torch/lib/" + System.mapLibraryName("torch_cuda"), "");
    write("torch/version.py", "from typing import Optional\n__version__ = '2.7.1+cu128'\n");
    write("cpp/lib/" + torch, "");
    write("cpp/lib/" + System.mapLibraryName("djl_torch"), "");
    write("cpp/build-version", "2.5.1\n");
    Path lib = root.resolve("torch/lib");
    assertThat(LibraryFolder.on("nowhere" + File.pathSeparator + lib, "0.36.0"))
        .contains(new LibraryFolder(lib, "2.7.1+cu128", true, false));
    Path cpp = root.resolve("cpp/lib");
    assertThat(LibraryFolder.on(cpp.resolve(torch).toString(), "0.36.0"))
        .contains(new LibraryFolder(cpp, "2.5.1", false, true));
    assertThat(LibraryFolder.on(root.toString(), "0.36.0")).isEmpty();
  }

  @Test
  void aCacheThatCannotBeWrittenIsAProblemUnlessItIsComplete() throws IOException {
    write("file", "");
    EngineCache broken = EngineCache.look(root.resolve("file/cache"), "ENGINE_CACHE_DIR");
    assertThat(broken.trouble()).isNotEmpty();
    assertThat(broken.finding(Fakes.natives()).isProblem()).isTrue();
    EngineCache readOnly =
        new EngineCache(
            root,
            "DJL_CACHE_DIR",
            "permission denied",
            0,
            Set.of("2.7.1-20250812-cpu-linux-x86_64"));
    Natives unpacked = Fakes.with(Fakes.natives(), "", "", readOnly.libtorches());
    assertThat(readOnly.finding(unpacked).verdict()).isEqualTo(Finding.Verdict.NOTE);
  }

  @Test
  void aFullDiskIsAProblemUntilLibtorchIsThere() {
    EngineCache full = new EngineCache(root, "the home directory", "", 1_000_000, Set.of());
    assertThat(full.finding(Fakes.natives()).isProblem()).isTrue();
    EngineCache room = new EngineCache(root, "the home directory", "", 1_000_000_000, Set.of());
    assertThat(room.finding(Fakes.natives()).isProblem()).isFalse();
    Natives cuda = Fakes.with(Fakes.natives(List.of(), "2.7.1-0.36.0", "cu128"), "", "", Set.of());
    assertThat(room.finding(cuda).isProblem()).isTrue();
  }

  @Test
  void lookingLeavesNothingInTheCache() throws IOException {
    Files.createDirectory(root.resolve("2.7.1-cpu-x"));
    write("2.7.1-cpu-y/" + System.mapLibraryName("torch"), "");
    EngineCache cache = EngineCache.look(root, "ENGINE_CACHE_DIR");
    assertThat(cache.libtorches()).containsExactly("2.7.1-cpu-y");
    assertThat(cache.freeBytes()).isPositive();
    assertThat(root.toFile().list()).containsExactlyInAnyOrder("2.7.1-cpu-x", "2.7.1-cpu-y");
  }

  @Test
  void aFolderForResultsThatCannotBeWrittenIsToldWithTheOption() throws IOException {
    assertThat(Doctor.output(root).verdict()).isEqualTo(Finding.Verdict.OK);
    assertThat(root.toFile().list()).isEmpty();
    write("results", "a file");
    Finding blocked = Doctor.output(root);
    assertThat(blocked.verdict()).isEqualTo(Finding.Verdict.NOTE);
    assertThat(blocked.remedy()).contains("--output");
  }

  @Test
  void thisMachineHasFontsOrSaysThatItHasNone() {
    Finding fonts = Doctor.fonts();
    assumeTrue(fonts.verdict() == Finding.Verdict.OK, fonts.fact());
    assertThat(fonts.fact()).contains("can be drawn");
  }
}
