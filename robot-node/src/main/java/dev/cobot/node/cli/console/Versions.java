package dev.cobot.node.cli.console;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.IVersionProvider;

/** Versions of the runtime and of what it stands on. */
public final class Versions implements IVersionProvider {
  public static final String COBOT = "0.1.0";

  @Override
  public String[] getVersion() {
    return new String[] {"cobot " + COBOT};
  }

  /** Returns the versions that a result depends on. */
  public static Map<String, String> all() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("cobot", COBOT);
    versions.put("java", System.getProperty("java.version"));
    versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    versions.put("djl", ofJar(ai.djl.engine.Engine.class));
    versions.put("onnxruntime", ofJar(ai.onnxruntime.OrtEnvironment.class));
    return versions;
  }

  /** Returns the version in the name of the jar that a class comes from. */
  public static String ofJar(Class<?> type) {
    java.security.CodeSource source = type.getProtectionDomain().getCodeSource();
    String jar = source == null ? "" : source.getLocation().getPath();
    java.util.regex.Matcher version =
        java.util.regex.Pattern.compile("-([0-9][^/]*)\\.jar$").matcher(jar);
    return version.find() ? version.group(1) : "unknown";
  }
}
