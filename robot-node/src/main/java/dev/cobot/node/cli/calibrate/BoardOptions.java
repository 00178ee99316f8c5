package dev.cobot.node.cli.calibrate;

import dev.cobot.sim2real.calibration.Board;
import dev.cobot.sim2real.calibration.HoldOut;
import dev.cobot.sim2real.calibration.PictureSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of every calibration from pictures of a board. */
final class BoardOptions {
  /** Set by the launcher when standard error is a terminal. */
  private static final String TERMINAL = "cobot.terminal";

  @Option(
      names = "--images",
      required = true,
      paramLabel = "DIR",
      description = "folder with PNG and JPEG pictures of the board, of one size")
  private Path images;

  @Option(
      names = "--board",
      required = true,
      paramLabel = "BOARD",
      description = {
        "chessboard:COLSxROWS:SIDE (inner corners; side of a square),",
        "circles:COLSxROWS:DISTANCE:DIAMETER (distance between centres),",
        "tag36h11:COLSxROWS:SIDE:GAP[:FIRST_ID] (grid of AprilTags, as kalibr's; side of the black"
            + " square, gap between tags) or",
        "tag36h11:1x1:SIDE[:ID] (one tag).",
        "All lengths in metres; columns and rows may be given in either order, for a grid of tags"
            + " as they are printed."
      })
  private String board;

  @Option(
      names = "--draw",
      paramLabel = "DIR",
      description =
          "draw found and projected points of each picture and a map of the part of the picture"
              + " that is covered, as PNG files")
  private Path drawings;

  @Option(
      names = "--hold-out",
      paramLabel = "N",
      description =
          "keep every N-th usable picture out of the fit, to judge it; 0 for none (default: 5 for"
              + " intrinsics with --session, if 10 are usable; else none)")
  private Integer holdOut;

  @Option(names = "--json", description = "print one JSON document and nothing else")
  private boolean json;

  Path images() {
    return images;
  }

  boolean json() {
    return json;
  }

  /**
   * Returns what the calibration looks at; a wrong board or number is a wrong command line.
   *
   * @param usual what is held out if nothing is said
   */
  PictureSet pictures(CommandSpec spec, HoldOut usual) {
    try {
      return new PictureSet(
          images,
          board(spec),
          holdOut == null ? usual : new HoldOut(holdOut, 0),
          drawings,
          progress(spec.commandLine().getErr()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--hold-out: " + e.getMessage(), e);
    }
  }

  /** Parses the board; a wrong one is a wrong command line. */
  private Board board(CommandSpec spec) {
    try {
      return Board.parse(board);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--board: " + e.getMessage(), e);
    }
  }

  /** Returns what shows the progress on a terminal. */
  private Consumer<String> progress(PrintWriter err) {
    boolean shows = !json && Boolean.getBoolean(TERMINAL);
    return name -> {
      if (shows) {
        err.println("looking at " + name);
      }
    };
  }
}
