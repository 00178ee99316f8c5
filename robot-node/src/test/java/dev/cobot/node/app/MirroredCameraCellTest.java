package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.skill.Outcome;
import dev.cobot.brain.Refusal;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.node.topics.CameraTopics;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.Image;
import dev.cobot.sim2real.world.World;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A driver between the cell and the runtime that hands pictures on otherwise, over real TCPROS. */
class MirroredCameraCellTest {
  private static final CameraTopics FROM = CameraTopics.of("camera");
  private static final CameraTopics TO = new CameraTopics("/driver");

  private final AtomicInteger releases = new AtomicInteger();

  private CommandReport run(UnaryOperator<byte[]> row) throws Exception {
    Profile profile =
        ProfileReader.read(
            ProjectHome.resolve("launch/profiles/default.yaml"),
            List.of("cameras.camera=" + TO.namespace()));
    World world = World.load(ProjectHome.resolve(profile.world()));
    try (CobotRuntime runtime =
            CobotRuntime.start(
                new RuntimeConfig(
                    profile,
                    ProjectHome.resolve(profile.world()),
                    null,
                    0,
                    List.of(),
                    List.of(
                        event -> {
                          if (event instanceof CellEvent.Released) {
                            releases.incrementAndGet();
                          }
                        })),
                new ScriptedMind(world));
        ConnectedNode driver =
            ConnectedNode.connect(
                NodeConfiguration.newPrivate(runtime.masterUri()).setNodeName("driver"))) {
      Publisher<Image> images = driver.newPublisher(TO.image(), Image.class);
      Publisher<CameraInfo> infos =
          driver.newPublisher(TO.info(), CameraInfo.class, PublisherOptions.latched(1));
      driver.newSubscriber(FROM.info(), CameraInfo.class).addMessageListener(infos::publish, 2);
      driver
          .newSubscriber(FROM.image(), Image.class)
          .addMessageListener(image -> images.publish(withRows(image, row)), 2);
      assertEquals(Optional.empty(), runtime.node().awaitCell(60));
      CommandReport report = runtime.node().submit(Command.of("turn")).get(120, TimeUnit.SECONDS);
      return report;
    }
  }

  private static Image withRows(Image image, UnaryOperator<byte[]> row) {
    byte[] data = new byte[image.data().length];
    for (int y = 0; y < image.height(); y++) {
      byte[] from = new byte[image.step()];
      System.arraycopy(image.data(), y * image.step(), from, 0, from.length);
      System.arraycopy(row.apply(from), 0, data, y * image.step(), from.length);
    }
    return new Image(
        image.header(),
        image.height(),
        image.width(),
        image.encoding(),
        image.isBigendian(),
        image.step(),
        data);
  }

  private static byte[] reversed(byte[] row) {
    byte[] reversed = new byte[row.length];
    for (int i = 0; i < row.length; i += 3) {
      System.arraycopy(row, i, reversed, row.length - 3 - i, 3);
    }
    return reversed;
  }

  @Test
  void mirroredPicturesAreRefusedBeforeTheArmMoves() throws Exception {
    CommandReport report = run(MirroredCameraCellTest::reversed);
    assertEquals(Outcome.Kind.REFUSED, report.outcome().kind(), report.outcome().detail());
    assertEquals(Optional.of(Refusal.Reason.CELL_FAULT), report.reason());
    assertTrue(
        report.outcome().detail().contains("mirrored left to right"), report.outcome().detail());
    assertEquals(0, releases.get(), "it has not moved");
  }

  @Test
  void theSamePicturesAsTheyAreDoNoHarm() throws Exception {
    CommandReport report = run(row -> row);
    assertEquals(Outcome.Kind.DONE, report.outcome().kind(), report.outcome().detail());
    assertTrue(releases.get() > 0);
  }
}
