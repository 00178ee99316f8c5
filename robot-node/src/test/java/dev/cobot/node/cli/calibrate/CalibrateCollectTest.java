package dev.cobot.node.cli.calibrate;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

  @Test
  void differentViewsOfATopicAreKeptAndWhatIsMissingIsSaid() throws Exception {
    Path out = folder.resolve("kept");
    for (int i = 0; i < 6; i++) {
      frame(i);
    }
    try (RosCore core = core();
        ConnectedNode camera = camera(core)) {
      Publisher<Image> publisher = camera.newPublisher("/camera/image_raw", Image.class);
      AtomicInteger tick = new AtomicInteger();
      ScheduledExecutorService shows = Executors.newSingleThreadScheduledExecutor();
      try {
        var unused =
            shows.scheduleAtFixedRate(
                () -> {
                  try {
                    // Each view stands for a while, as a person holds it.
                    publisher.publish(
                        CameraCodec.toMessage(
                            frame(Math.floorDiv(tick.getAndIncrement(), 12) % 6)));
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                },
                0,
                40,
                TimeUnit.MILLISECONDS);
        Said first =
            cobot(
                "calibrate",
                "collect",
                "/camera/image_raw",
                "--board",
                ChessboardPictures.BOARD,
                "--out",
                out,
                "--views",
                5,
                "--seconds",
                8,
                "--ros",
                core.getUri());
        assertEquals(1, first.code(), first.err());
        int before = kept(out);
        assertTrue(before >= 3, before + " kept: " + first.out());
        assertTrue(first.out().contains("kept view-001.png"), first.out());
        assertTrue(first.out().contains("missing: "), first.out());

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
                4,
                "--json",
                "--ros",
                core.getUri());
        JsonNode document = new ObjectMapper().readTree(again.out());
        assertTrue(document.path("views").asInt() >= before, again.out());
        assertTrue(document.path("missing").size() > 0, again.out());
        assertEquals(kept(out), document.path("views").asInt(), "each kept picture once");
      } finally {
        shows.shutdownNow();
      }
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
        Said said =
            cobot(
                "calibrate",
                "collect",
                "/camera/compressed",
                "--board",
                ChessboardPictures.BOARD,
                "--out",
                out,
                "--seconds",
                4,
                "--ros",
                core.getUri());
        assertEquals(1, said.code(), said.err());
        assertEquals(1, kept(out), said.out());
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
