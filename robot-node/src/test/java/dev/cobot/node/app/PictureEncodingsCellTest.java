package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.action.skill.Outcome;
import dev.cobot.node.config.Profile;
import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.event.Command;
import dev.cobot.node.event.CommandReport;
import dev.cobot.node.topics.CameraTopics;
import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.CompressedImage;
import dev.cobot.ros.message.Image;
import dev.cobot.sim2real.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A driver between the cell and the runtime with encodings of its own, over real TCPROS. */
@Timeout(120)
class PictureEncodingsCellTest {
  private static final CameraTopics FROM = CameraTopics.of("camera");
  private static final CameraTopics TO = new CameraTopics("/driver");

  private CobotRuntime runtime;
  private ConnectedNode driver;

  @BeforeEach
  void start() throws Exception {
    Profile profile =
        ProfileReader.read(
            ProjectHome.resolve("launch/profiles/default.yaml"),
            List.of("cameras.camera=" + TO.namespace()));
    runtime =
        CobotRuntime.start(
            new RuntimeConfig(
                profile, ProjectHome.resolve(profile.world()), null, 0, List.of(), List.of()),
            new ScriptedMind(World.load(ProjectHome.resolve(profile.world()))));
    driver =
        ConnectedNode.connect(
            NodeConfiguration.newPrivate(runtime.masterUri()).setNodeName("driver"));
    Publisher<CameraInfo> infos =
        driver.newPublisher(TO.info(), CameraInfo.class, PublisherOptions.latched(1));
    driver.newSubscriber(FROM.info(), CameraInfo.class).addMessageListener(infos::publish, 2);
  }

  @AfterEach
  void stop() {
    driver.close();
    runtime.close();
  }

  private CommandReport turn() throws Exception {
    return runtime.node().submit(Command.of("turn")).get(60, TimeUnit.SECONDS);
  }

  private static Image named(Image image, String encoding) {
    return new Image(
        image.header(),
        image.height(),
        image.width(),
        encoding,
        image.isBigendian(),
        image.step(),
        image.data());
  }

  @Test
  void aRuntimeWithGreyPicturesSaysSoAndEndsItsCommands() throws Exception {
    Publisher<Image> images = driver.newPublisher(TO.image(), Image.class);
    AtomicBoolean isGrey = new AtomicBoolean(true);
    driver
        .newSubscriber(FROM.image(), Image.class)
        .addMessageListener(
            image -> images.publish(isGrey.get() ? named(image, "mono8") : image), 2);
    String missing = runtime.node().awaitCell(5).orElseThrow();
    assertTrue(
        missing.contains("the pictures on /driver/color/image_raw cannot be used")
            && missing.contains("'mono8', which is grey"),
        missing);
    CommandReport report = turn();
    assertEquals(Outcome.Kind.FAILED, report.outcome().kind(), report.outcome().detail());
    assertTrue(
        report.outcome().detail().contains("'mono8', which is grey"), report.outcome().detail());
    isGrey.set(false);
    assertEquals(Optional.empty(), runtime.node().awaitCell(60));
    assertEquals(Outcome.Kind.DONE, turn().outcome().kind());
    isGrey.set(true);
    report = turn();
    assertEquals(Outcome.Kind.FAILED, report.outcome().kind(), report.outcome().detail());
    assertTrue(report.outcome().detail().contains("grey"), report.outcome().detail());
  }

  @Test
  void compressedPicturesAloneAreEnough() throws Exception {
    Publisher<CompressedImage> compressed =
        driver.newPublisher(TO.compressed(), CompressedImage.class);
    driver
        .newSubscriber(FROM.compressed(), CompressedImage.class)
        .addMessageListener(compressed::publish, 2);
    assertEquals(Optional.empty(), runtime.node().awaitCell(60));
    CommandReport report = turn();
    assertEquals(Outcome.Kind.DONE, report.outcome().kind(), report.outcome().detail());
  }

  @Test
  void whoSendsPlainPicturesIsNotAskedForCompressedOnes() throws Exception {
    Publisher<CompressedImage> compressed =
        driver.newPublisher(TO.compressed(), CompressedImage.class);
    assertTrue(compressed.awaitSubscriber(Duration.ofSeconds(60)));
    Publisher<Image> images = driver.newPublisher(TO.image(), Image.class);
    driver.newSubscriber(FROM.image(), Image.class).addMessageListener(images::publish, 2);
    assertEquals(Optional.empty(), runtime.node().awaitCell(60));
    for (int i = 0; i < 600 && compressed.getNumberOfSubscribers() > 0; i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertEquals(0, compressed.getNumberOfSubscribers());
  }
}
