package dev.cobot.brain.network;

import ai.djl.util.Platform;
import dev.cobot.sim2real.cache.NativeCache;
import java.net.URL;

/**
 * The engines' native libraries, named to the engines as files of {@link NativeCache}: left to
 * themselves, some would unpack theirs at every start, others would load a damaged one. Each is to
 * be called before its engine's first use, and leaves alone what the user named.
 */
public final class NativeLibraries {
  private static final String ENGINES = "ENGINE_CACHE_DIR";
  private static boolean enginesPlaced;

  private NativeLibraries() {}

  /** Names ONNX Runtime's. */
  static void onnxRuntime() {
    // Who names a folder has a build of their own there.
    if (System.getProperty("onnxruntime.native.path") == null) {
      String processor = System.getProperty("os.arch").equals("amd64") ? "x64" : "aarch64";
      for (String library : new String[] {"onnxruntime", "onnxruntime4j_jni"}) {
        String property = "onnxruntime.native." + library + ".path";
        URL resource = resource("ai/onnxruntime/native/linux-" + processor, library);
        if (System.getProperty(property) == null && resource != null) {
          NativeCache.shared()
              .keyed(resource, "onnxruntime")
              .ifPresent(file -> System.setProperty(property, file.toString()));
        }
      }
    }
  }

  /** Names that of JNA, by which DJL looks for CUDA and {@link OneDnn} sets a variable. */
  static void jna() {
    String property = "jna.boot.library.path";
    URL resource = resource("com/sun/jna/" + com.sun.jna.Platform.RESOURCE_PREFIX, "jnidispatch");
    if (System.getProperty(property) == null && resource != null) {
      NativeCache.shared()
          .keyed(resource, "jna")
          .ifPresent(file -> System.setProperty(property, file.getParent().toString()));
    }
  }

  /** Places PyTorch's where DJL looks for them, if it would unpack them from the class path. */
  public static void pyTorch() {
    if (System.getenv("PYTORCH_LIBRARY_PATH") == null && System.getenv("PYTORCH_VERSION") == null) {
      Platform platform = Platform.detectPlatform("pytorch");
      String folder =
          "pytorch/%s-%s-%s/"
              .formatted(platform.getVersion(), platform.getFlavor(), platform.getClassifier());
      String jars = "/" + platform.getFlavor() + "/" + platform.getClassifier() + "/";
      for (String file : platform.getLibraries()) {
        place("pytorch" + jars + file, folder + file);
      }
      String binding = System.mapLibraryName("djl_torch");
      place(
          "jnilib/%s/%s/%s".formatted(platform.getClassifier(), platform.getFlavor(), binding),
          folder + platform.getApiVersion() + "-" + binding);
    }
    placed();
  }

  /** Places the tokenizer's where DJL looks for it. */
  public static void tokenizers() {
    Platform platform = Platform.detectPlatform("tokenizers");
    String file = System.mapLibraryName("tokenizers");
    place(
        "native/lib/%s/%s/%s".formatted(platform.getClassifier(), platform.getFlavor(), file),
        "tokenizers/%s-%s-%s/%s"
            .formatted(
                platform.getVersion(), platform.getFlavor(), platform.getClassifier(), file));
    placed();
  }

  private static void place(String resource, String file) {
    URL found = NativeLibraries.class.getClassLoader().getResource(resource);
    if (found != null) {
      NativeCache.shared().file(found, file);
    }
  }

  /** Tells DJL the folder, also after it had to be changed. */
  private static synchronized void placed() {
    if (enginesPlaced || (System.getenv(ENGINES) == null && System.getProperty(ENGINES) == null)) {
      enginesPlaced = true;
      System.setProperty(ENGINES, NativeCache.shared().root().toString());
    }
  }

  private static URL resource(String folder, String library) {
    return NativeLibraries.class
        .getClassLoader()
        .getResource(folder + "/" + System.mapLibraryName(library));
  }
}
