package dev.cobot.node.cli.calibrate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.node.cli.console.CliException;
import dev.cobot.node.cli.console.ExitCode;
import dev.cobot.node.cli.console.JsonDocument;
import dev.cobot.node.cli.console.Launcher;
import dev.cobot.node.cli.ros.Completion;
import dev.cobot.node.cli.ros.MasterOption;
import dev.cobot.node.topics.CameraCodec;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.QueueRule;
import dev.cobot.ros.RosGraph;
import dev.cobot.ros.message.CompressedImage;
import dev.cobot.ros.message.Image;
import dev.cobot.sim2real.calibration.Board;
import dev.cobot.sim2real.calibration.BoardTour;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.picture.RgbImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cobot calibrate collect}: leads to the pictures of a board that a calibration needs. */
@Command(
    name = "collect",
    description = {
      "Watches a camera's topic while you move a board before it, says what to do next, and keeps"
          + " the pictures that a calibration needs: all over the picture, near and far, tilted to"
          + " all sides, none twice. Calibrate from DIR then (cobot calibrate intrinsics).",
      "What it kept in DIR before (view-001.png, ...) counts, so that it can be broken off and gone"
          + " on with."
    },
    exitCodeList = {
      "0:the pictures are enough",
      "1:the time is over; the answer says what is missing",
      "2:the command line is wrong",
      "3:the topic, its pictures or DIR cannot be used",
      "5:the ROS master cannot be reached, or another node told this one to end"
    },
    mixinStandardHelpOptions = true)
final class CalibrateCollectCommand implements Callable<Integer> {
  private static final long SAYS_NANOS = 1_500_000_000L;
  private static final long SILENT_NANOS = 5_000_000_000L;

  /** So many pictures one after the other that cannot be read are no accident. */
  private static final int MAX_UNREADABLE = 10;

  @Parameters(
      paramLabel = "TOPIC",
      description = "the camera's pictures: sensor_msgs/Image or sensor_msgs/CompressedImage")
  private String topic;

  @Option(
      names = "--board",
      required = true,
      paramLabel = "BOARD",
      description = "what is printed on it: " + Board.FORMS)
  private String board;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "where to keep them")
  private Path out;

  @Option(
      names = "--views",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many are enough once nothing is missing (default ${DEFAULT-VALUE})")
  private int views;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "600",
      description = "end after this time (default ${DEFAULT-VALUE})")
  private double seconds;

  @Option(names = "--json", description = "print one JSON document at the end and nothing else")
  private boolean json;

  @Mixin private MasterOption master;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!(seconds > 0 && seconds <= 86_400)) {
      throw new ParameterException(
          spec.commandLine(), "--seconds: got " + seconds + ", must be in (0, 86400]");
    }
    BoardTour tour = tour();
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.CONFIGURATION, "--out: " + out + " cannot be made a folder: " + e, e);
    }
    int next = takeUp(tour);
    RosGraph graph = master.graph();
    String name = MasterOption.global(topic);
    String type = graph.topicTypes().get(name);
    if (type == null) {
      throw MasterOption.unknown("topic", name, graph.state().topics());
    }
    // What comes while a picture is looked at is not waited for: the newest one counts.
    BlockingQueue<Supplier<RgbImage>> newest = new ArrayBlockingQueue<>(1);
    Completion ended = new Completion();
    try (ConnectedNode node = master.connect("cobot_calibrate", ended)) {
      subscribe(node, name, type, newest);
      say("watching " + name + "; show the board, move it slowly and hold it still");
      collect(tour, newest, ended, next);
    }
    return end(tour);
  }

  private BoardTour tour() {
    try {
      return new BoardTour(Board.parse(board), views);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          (e.getMessage().startsWith("views") ? "--views: " : "--board: ") + e.getMessage(),
          e);
    }
  }

  /** Takes in what an earlier run kept, and returns the number of the next picture. */
  private int takeUp(BoardTour tour) throws IOException {
    List<Path> before;
    try (Stream<Path> files = Files.list(out)) {
      before =
          files
              .filter(f -> f.getFileName().toString().matches("view-\\d{3,6}\\.png"))
              .sorted()
              .toList();
    }
    int next = 1;
    for (Path file : before) {
      try {
        tour.again(FrameFiles.readImage(file));
      } catch (IOException | IllegalArgumentException e) {
        throw new CliException(
            ExitCode.CONFIGURATION,
            file + ": " + e.getMessage() + "; remove it, or take another --out",
            e);
      }
      String digits = file.getFileName().toString().replaceAll("\\D", "");
      next = Math.max(next, Integer.parseInt(digits) + 1);
    }
    if (!before.isEmpty()) {
      say(tour.views() + " views are there from before");
    }
    return next;
  }

  private static void subscribe(
      ConnectedNode node, String name, String type, BlockingQueue<Supplier<RgbImage>> newest) {
    switch (type) {
      case "sensor_msgs/Image" ->
          node.newSubscriber(name, Image.class)
              .addMessageListener(
                  message -> put(newest, () -> CameraCodec.picture(message)),
                  QueueRule.latestOnly());
      case "sensor_msgs/CompressedImage" ->
          node.newSubscriber(name, CompressedImage.class)
              .addMessageListener(
                  message -> put(newest, () -> CameraCodec.picture(message)),
                  QueueRule.latestOnly());
      default ->
          throw new CliException(
              ExitCode.CONFIGURATION,
              name
                  + " has messages of "
                  + type
                  + "; allowed: sensor_msgs/Image, sensor_msgs/CompressedImage");
    }
  }

  private static void put(BlockingQueue<Supplier<RgbImage>> newest, Supplier<RgbImage> picture) {
    newest.poll();
    newest.offer(picture);
  }

  private void collect(
      BoardTour tour, BlockingQueue<Supplier<RgbImage>> newest, Completion ended, int first)
      throws IOException, InterruptedException {
    int next = first;
    int unreadable = 0;
    long began = System.nanoTime();
    long cameAt = began;
    long saidAt = began;
    String said = "";
    while (!tour.isDone() && System.nanoTime() - began < seconds * 1e9) {
      if (ended.within(0)) {
        ended.await();
      }
      Supplier<RgbImage> come = newest.poll(200, TimeUnit.MILLISECONDS);
      if (come == null) {
        if (System.nanoTime() - cameAt > SILENT_NANOS) {
          say("no picture has come for 5 s; is the camera running?");
          cameAt = System.nanoTime();
          said = "";
        }
        continue;
      }
      cameAt = System.nanoTime();
      BoardTour.Step step;
      RgbImage picture;
      try {
        picture = come.get();
        step = tour.look(picture);
        unreadable = 0;
      } catch (IllegalArgumentException e) {
        // One damaged picture of a camera is no reason to lose a session.
        if (++unreadable >= MAX_UNREADABLE) {
          throw new CliException(ExitCode.CONFIGURATION, topic + ": " + e.getMessage(), e);
        }
        continue;
      }
      if (step.isKept()) {
        Path file = out.resolve(String.format(Locale.ROOT, "view-%03d.png", next++));
        write(picture, file);
        say(
            "[%d/%d] kept %s, %d of %d fields reached; %s"
                .formatted(
                    tour.views(),
                    Math.max(views, tour.views()),
                    file.getFileName(),
                    tour.fields(),
                    BoardTour.allFields(),
                    step.says()));
        said = step.says();
        saidAt = System.nanoTime();
      } else if (!step.says().equals(said) && System.nanoTime() - saidAt > SAYS_NANOS) {
        say(step.says());
        said = step.says();
        saidAt = System.nanoTime();
      }
    }
  }

  /** Whole or not at all, since it may be broken off. */
  private static void write(RgbImage picture, Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    FrameFiles.writePng(picture, part);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Integer end(BoardTour tour) {
    boolean done = tour.isDone();
    if (json) {
      ObjectNode document = new ObjectMapper().createObjectNode();
      document.put("directory", out.toString());
      document.put("views", tour.views());
      document.put("fields", tour.fields());
      document.put("done", done);
      tour.missing().forEach(document.putArray("missing")::add);
      spec.commandLine().getOut().println(JsonDocument.of(document));
    } else if (done) {
      say(
          Launcher.inWords(
              "enough: cobot calibrate intrinsics --images %s --board %s".formatted(out, board)));
    } else {
      say(
          String.format(
              Locale.ROOT,
              "%.0f s are over with %d views%s",
              seconds,
              tour.views(),
              tour.missing().isEmpty()
                  ? "; more views are wanted"
                  : "; missing: " + String.join(", ", tour.missing())));
    }
    return done ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void say(String line) {
    if (!json) {
      PrintWriter console = spec.commandLine().getOut();
      console.println(line);
      console.flush();
    }
  }
}
