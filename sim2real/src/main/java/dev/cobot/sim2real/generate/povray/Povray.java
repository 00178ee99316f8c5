package dev.cobot.sim2real.generate.povray;

import dev.cobot.sim2real.dataset.SceneFolder;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program {@code povray} (3.7), one process a call. Safe in any thread. */
public final class Povray {
  private static final String PROGRAM = "povray";
  private static final String SCENE = "scene.pov";
  private static final String PICTURE = "picture";
  private static final int MINUTES = 10;
  private static final int TOLD_CHARS = 1200;

  private final String program;
  private final String version;

  private Povray(String program, String version) {
    this.program = program;
    this.version = version;
  }

  /**
   * Finds the program on the path.
   *
   * @throws IOException if it is missing or is of another version
   */
  public static Povray find() throws IOException {
    return find(PROGRAM);
  }

  static Povray find(String program) throws IOException {
    String answer;
    try {
      answer = run(List.of(program, "--version"), Path.of("."));
    } catch (IOException e) {
      throw new IOException(
          "the program "
              + program
              + " is not on the PATH; install it (Debian: apt-get install"
              + " --no-install-recommends povray, or launch/judge does it) and try again",
          e);
    }
    // It may first tell which of its optional files are missing.
    String first =
        answer
            .lines()
            .filter(line -> line.startsWith("POV-Ray"))
            .findFirst()
            .orElse(answer.strip());
    if (!first.startsWith("POV-Ray 3.7")) {
      throw new IOException(
          "povray must be POV-Ray 3.7, whose pictures the labels are true of; got '"
              + first
              + "'; install that version");
    }
    return new Povray(program, first);
  }

  /** Returns what the program calls itself; the bytes of pictures depend on it. */
  public String version() {
    return version;
  }

  /** How a scene becomes pixels. */
  enum Look {
    /** As a camera sees it: sRGB, several rays where neighbours differ. */
    CAMERA(List.of("+A0.3", "+AM2", "+R2", "-J", "File_Gamma=sRGB")),
    /** Several rays for each pixel from the scene's own lens. */
    LENS(List.of("-A", "File_Gamma=sRGB")),
    /** One ray through the middle of each pixel, values as the scene says them. */
    FLAT(List.of("-A", "File_Gamma=1.0"));

    private final List<String> options;

    Look(List<String> options) {
      this.options = options;
    }
  }

  /**
   * Renders the frames 1 to {@code frames} of a scene on one core.
   *
   * @param scene text; {@code frame_number} tells it which frame is drawn
   * @throws IOException if the program fails, with what it said
   */
  List<RgbImage> render(String scene, int widthPixels, int heightPixels, Look look, int frames)
      throws IOException {
    Path folder = Files.createTempDirectory("cobot-povray-");
    try {
      Files.writeString(folder.resolve(SCENE), scene);
      List<String> command = new ArrayList<>();
      command.addAll(
          List.of(
              program,
              "+I" + SCENE,
              "+O" + PICTURE + ".png",
              "+FN8",
              "+W" + widthPixels,
              "+H" + heightPixels,
              "-D",
              "-V",
              "+WT1",
              "+KFI1",
              "+KFF" + frames));
      command.addAll(look.options);
      run(command, folder);
      List<RgbImage> pictures = new ArrayList<>();
      for (String name : pictures(folder)) {
        pictures.add(FrameFiles.readImage(folder.resolve(name)));
      }
      if (pictures.size() != frames) {
        throw new IOException(
            "povray was to draw " + frames + " pictures and drew " + pictures.size());
      }
      return pictures;
    } finally {
      remove(folder);
    }
  }

  private static String run(List<String> command, Path folder) throws IOException {
    Path said = Files.createTempFile("cobot-povray-", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      process.getOutputStream().close();
      try {
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
          throw new IOException("povray did not end within " + MINUTES + " minutes");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("stopped while povray was drawing", e);
      } finally {
        process.destroyForcibly();
      }
      String text = new String(Files.readAllBytes(said), StandardCharsets.UTF_8);
      if (process.exitValue() != 0) {
        throw new IOException(
            "povray ended with code "
                + process.exitValue()
                + ": "
                + text.substring(Math.max(0, text.length() - TOLD_CHARS)).strip());
      }
      return text;
    } finally {
      Files.deleteIfExists(said);
    }
  }

  private static List<String> pictures(Path folder) throws IOException {
    return SceneFolder.pictures(folder).stream().filter(name -> name.startsWith(PICTURE)).toList();
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
