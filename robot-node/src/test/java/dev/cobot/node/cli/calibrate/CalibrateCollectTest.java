package dev.cobot.node.cli.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cobot.node.cli.Cobot;
import dev.cobot.node.topics.CameraCodec;
import dev.cobot.node.topics.PictureFormat;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.RosGraph;
import dev.cobot.ros.message.CompressedImage;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.StringMessage;
import dev.cobot.sim2real.picture.FrameFiles;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A camera's topic on which a board is shown, from another node. */
@Timeout(240)
class CalibrateCollectTest {
  private static final CameraIntrinsics LENS =
      new CameraIntrinsics(320, 240, 300, 300, 160, 120, List.of(-0.1, 0.02, 0.0, 0.0, 0.0));

  @TempDir private Path folder;

  private record Said(int code, String out, String err) {}

  private static Said cobot(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    int code = Cobot.execute(words, new PrintWriter(out, true), new PrintWriter(err, true));
    return new Said(code, out.toString(), err.toString());
  }

  private CameraFrame frame(int view) throws IOException {
    ChessboardPictures pictures = new ChessboardPictures(LENS);
    Path file = folder.resolve("shown-" + view + ".png");
    if (!Files.exists(file)) {
      pictures.take(view, file);
    }
    return FrameFiles.readFrame(file, pictures.view(view), 0);
  }

  private static int kept(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return (int) files.filter(f -> f.getFileName().toString().startsWith("view-")).count();
    }
  }

  private static RosCore core() throws Exception {
    return RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static ConnectedNode camera(RosCore core) throws Exception {
    return ConnectedNode.connect(
        NodeConfiguration.newPrivate().setNodeName("camera").setMasterUri(core.getUri()));
  }

  /** Collects in the background until so many are kept, then tells the node to end. */
  private static Said collectUntil(int enough, Path out, String topic, RosCore core)
      throws Exception {
    ExecutorService background = Executors.newSingleThreadExecutor();
    try {
      Future<Said> said =
          background.submit(
              () ->
                  cobot(
                      "calibrate",
                      "collect",
                      topic,
                      "--board",
                      ChessboardPictures.BOARD,
                      "--out",
                      out,
                      "--views",
                      5,
                      "--seconds",
                      200,
                      "--ros",
                      core.getUri()));
      while (!said.isDone() && (!Files.exists(out) || kept(out) < enough)) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      RosGraph graph = new RosGraph(core.getUri(), "/test");
      for (String node : graph.state().nodes()) {
        if (node.startsWith("/cobot_calibrate")) {
          graph.shutdown(graph.nodeUri(node).orElseThrow(), "enough");
        }
      }
      return said.get(60, TimeUnit.SECONDS);
    } finally {
      background.shutdownNow();
    }
  }

  @Test
  void differentViewsOfATopicAreKeptAndWhatIsMissingIsSaid() throws Exception {
    Path out = folder.resolve("kept");
    Files.createDirectories(out);
    for (int i = 0; i < 4; i++) {
      frame(i);
    }
    try (RosCore core = core();
        ConnectedNode camera = camera(core)) {
      Publisher<Image> publisher = camera.newPublisher("/camera/image_raw", Image.class);
      ScheduledExecutorService shows = Executors.newSingleThreadScheduledExecutor();
      try {
        var unused =
            shows.scheduleAtFixedRate(
                () -> {
                  try {
                    // As a person does: the next view once this one is kept.
                    publisher.publish(CameraCodec.toMessage(frame(Math.min(3, kept(out)))));
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                },
                0,
                50,
                TimeUnit.MILLISECONDS);
        Said said = collectUntil(3, out, "/camera/image_raw", core);
        // Another node ended it, as a person may with Ctrl-C: what was kept stays.
        assertEquals(5, said.code(), said.err());
        assertTrue(said.out().contains("kept view-001.png"), said.out());
        assertTrue(said.out().contains("fields reached; "), said.out());
      } finally {
        shows.shutdownNow();
      }
      int before = kept(out);
      assertTrue(before >= 3, before + " kept");
      // No picture comes any more: what is there counts, and the rest is missing.
      Said again =
          cobot(
              "calibrate",
              "collect",
              "camera/image_raw",
              "--board",
              ChessboardPictures.BOARD,
              "--out",
              out,
              "--views",
              5,
              "--seconds",
              1,
              "--json",
              "--ros",
              core.getUri());
      assertEquals(1, again.code(), again.err());
      assertFalse(again.out().contains("kept view"), again.out());
      JsonNode document = new ObjectMapper().readTree(again.out());
      assertEquals(before, document.path("views").asInt(), again.out());
      assertTrue(document.path("missing").size() > 0, again.out());
    }
  }

  @Test
  void compressedPicturesAreTakenAndOtherTopicsAreRefused() throws Exception {
    Path out = folder.resolve("kept");
    CameraFrame shown = frame(1);
    try (RosCore core = core();
        ConnectedNode camera = camera(core)) {
      Publisher<CompressedImage> publisher =
          camera.newPublisher("/camera/compressed", CompressedImage.class);
      camera.newPublisher("/talk", StringMessage.class);
      ScheduledExecutorService shows = Executors.newSingleThreadScheduledExecutor();
      try {
        var unused =
            shows.scheduleAtFixedRate(
                () ->
                    publisher.publish(
                        CameraCodec.compressed(
                            shown, new PictureFormat(PictureFormat.Kind.PNG, 100))),
                0,
                100,
                TimeUnit.MILLISECONDS);
        Said said = collectUntil(1, out, "/camera/compressed", core);
        assertEquals(5, said.code(), said.err());
        assertEquals(1, kept(out), "one view, however often it is shown: " + said.out());
      } finally {
        shows.shutdownNow();
      }
      Said words =
          cobot(
              "calibrate",
              "collect",
              "/talk",
              "--board",
              ChessboardPictures.BOARD,
              "--out",
              out,
              "--ros",
              core.getUri());
      assertEquals(3, words.code());
      assertTrue(words.err().contains("sensor_msgs/Image"), words.err());
      Said none =
          cobot(
              "calibrate",
              "collect",
              "/nothing",
              "--board",
              ChessboardPictures.BOARD,
              "--out",
              out,
              "--ros",
              core.getUri());
      assertEquals(3, none.code());
      assertTrue(none.err().contains("/camera/compressed"), none.err());
    }
    Said board =
        cobot("calibrate", "collect", "/x", "--board", "chess", "--out", folder.resolve("no"));
    assertEquals(2, board.code());
    assertTrue(board.err().contains("--board"), board.err());
  }
}
