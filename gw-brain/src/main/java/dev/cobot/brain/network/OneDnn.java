package dev.cobot.brain.network;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps oneDNN, which convolves for PyTorch on the CPU, from wrong numbers on some virtual
 * machines.
 *
 * <p>Of an AMD processor, oneDNN before 3.8 reads the cache sizes from CPUID leaf 0x8000001D, and
 * an empty leaf as caches of one byte. It then orders the loops that bring weights into blocks of 8
 * or 16 channels so that, where the channels do not fill a block, zeros are written over weights
 * and some padding is left as the memory was. Its kernels for SSE4.1 know no such padding. They are
 * slower: a training step of the VAE's decoder of pictures takes 2 to 3 times as long, one of its
 * encoder or of the reader 3 to 5 times.
 */
final class OneDnn {
  private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);
  private static final String VARIABLE = "ONEDNN_MAX_CPU_ISA";
  private static final List<String> VARIABLES = List.of(VARIABLE, "DNNL_MAX_CPU_ISA");

  private OneDnn() {}

  /** Limits oneDNN where it is needed and nobody chose otherwise; before PyTorch's first use. */
  static void avoidWrongPadding() {
    if (VARIABLES.stream().anyMatch(name -> System.getenv(name) != null)) {
      return;
    }
    String processor;
    try {
      processor = Files.readString(Path.of("/proc/cpuinfo"));
    } catch (IOException e) {
      LOG.debug("the processor is not known: {}", e.toString());
      return;
    }
    // The kernel lists what the leaf says.
    if (!misreadsCaches(
        processor, Files.exists(Path.of("/sys/devices/system/cpu/cpu0/cache/index0")))) {
      return;
    }
    // oneDNN reads the variable once, of the process: Java itself cannot set it.
    int failed;
    try {
      failed =
          NativeLibrary.getProcess()
              .getFunction("setenv")
              .invokeInt(new Object[] {VARIABLE, "SSE41", 0});
    } catch (LinkageError e) {
      throw new IllegalStateException(instead(), e);
    }
    if (failed != 0) {
      throw new IllegalStateException(instead());
    }
    LOG.warn(
        "this virtual machine hides its AMD processor's caches, and PyTorch's fast convolutions"
            + " would be wrong: they are limited to SSE4.1 and slower");
  }

  private static String instead() {
    return "convolutions would be wrong on this virtual machine, which hides its AMD processor's"
        + " caches; set "
        + VARIABLE
        + "=SSE41 in the environment";
  }

  /**
   * Returns whether oneDNN finds an empty cache leaf.
   *
   * @param processor text of {@code /proc/cpuinfo}
   * @param cachesListed whether the kernel lists a cache. Without the flag topoext that says
   *     nothing: the kernel then asks an older leaf, oneDNN still this one
   */
  static boolean misreadsCaches(String processor, boolean cachesListed) {
    return "AuthenticAMD".equals(first(processor, "vendor_id"))
        && !(cachesListed && (" " + first(processor, "flags") + " ").contains(" topoext "));
  }

  private static String first(String processor, String key) {
    return processor
        .lines()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("");
  }
}
