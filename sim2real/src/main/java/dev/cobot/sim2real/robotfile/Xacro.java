package dev.cobot.sim2real.robotfile;

import dev.cobot.sim2real.robot.DescriptionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Expands xacro by the program of that name, where it is installed. */
final class Xacro {
  private static final String HOW =
      ": this is xacro; expand it first (xacro FILE > arm.urdf). Where the program xacro is on the"
          + " PATH (it comes with ROS), this is done by itself";
  private static final List<String> MACROS =
      List.of("<xacro:macro", "<xacro:include", "<xacro:property", "<xacro:arg");
  private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");
  private static final long LIMIT_SECONDS = 60;
  private static final int MAX_BYTES = 16 << 20;

  private Xacro() {}

  /**
   * Whether the file is xacro, by its name or its macros; an expanded one may keep a few traces.
   */
  static boolean isXacro(Path file, byte[] bytes) {
    String name = file.getFileName().toString();
    String text = COMMENT.matcher(new String(bytes, StandardCharsets.ISO_8859_1)).replaceAll("");
    return name.endsWith(".xacro") || MACROS.stream().anyMatch(text::contains);
  }

  /**
   * Returns the expanded description.
   *
   * @throws DescriptionException when the program is not there, or says that the file is wrong
   */
  static byte[] expanded(Path file) throws IOException {
    Path out = Files.createTempFile("cobot-xacro", ".urdf");
    Path err = Files.createTempFile("cobot-xacro", ".txt");
    try {
      Process process;
      try {
        process =
            new ProcessBuilder("xacro", file.toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
      } catch (IOException e) {
        throw new DescriptionException(file + HOW, e);
      }
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new DescriptionException(file + ": xacro did not end within 60 s");
      }
      if (process.exitValue() != 0) {
        String text = Files.readString(err, StandardCharsets.ISO_8859_1).strip();
        throw new DescriptionException(
            file
                + ": xacro failed: "
                + (text.length() > 500 ? ".." + text.substring(text.length() - 500) : text));
      }
      if (Files.size(out) > MAX_BYTES) {
        throw new DescriptionException(file + ": xacro made more than " + MAX_BYTES + " bytes");
      }
      return Files.readAllBytes(out);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DescriptionException(file + ": interrupted while xacro ran", e);
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }
}
