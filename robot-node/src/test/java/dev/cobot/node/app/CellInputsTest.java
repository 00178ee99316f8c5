package dev.cobot.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cobot.node.config.ProfileReader;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.topics.CameraCodec;
import dev.cobot.node.topics.CameraTopics;
import dev.cobot.node.topics.JointStateCodec;
import dev.cobot.node.topics.JointStateMerger;
import dev.cobot.node.topics.Topics;
import dev.cobot.ros.message.CameraInfo;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.RosTime;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraIntrinsics;
import dev.cobot.sim2real.sim.PlantSimulator;
import dev.cobot.sim2real.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a cell sends, and what is said of what cannot be used. */
class CellInputsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final CameraIntrinsics LENS = CameraIntrinsics.ideal(16, 8, 1);

  private World world;
  private long wall = 50 * SECOND;
  private long clock = 20 * SECOND;
  private final Inbox inbox = new Inbox(() -> wall);
  private CellInputs inputs;

  @BeforeEach
  void open() throws Exception {
    world = World.load(ProjectHome.resolve(ProfileReader.shipped().world()));
    inputs =
        new CellInputs(
            world,
            List.of(Topics.JOINT_STATES),
            new JointStateMerger(world.robot().model()),
            Map.of("camera", CameraTopics.of("camera")),
            inbox,
            () -> clock,
            () -> wall);
  }

  private void joints(long stampNanos) {
    double[] home = PlantSimulator.homePositionsRad(world);
    ArmState arm =
        new ArmState(
            world.robot().model().armJointNames(), home, new double[6], 0.08, 0, stampNanos);
    inputs.take(new JointStateCodec(world.robot().model()).toMessage(arm));
  }

  private void picture(String encoding, long stampNanos) {
    inputs.take(
        "camera",
        new Image(
            new Header(0, RosTime.ofNanos(stampNanos), ""),
            8,
            16,
            encoding,
            (byte) 0,
            48,
            new byte[48 * 8]));
  }

  private String missing() {
    return inputs.missing(UnaryOperator.identity()).orElseThrow();
  }

  private static void assertSays(String sentence, String... parts) {
    for (String part : parts) {
      assertTrue(sentence.contains(part), () -> "'" + part + "' in: " + sentence);
    }
  }

  @Test
  void theLastLineSaysWhatCameAndWhyItIsNotUsed() throws Exception {
    assertSays(missing(), "no joint states on /joint_states", "start the cell");
    joints(clock);
    assertSays(missing(), "no camera info on /camera/color/camera_info", "start the cell");
    picture("rgb8", clock);
    CameraInfo info = CameraCodec.toMessage(LENS, clock);
    inputs.take(
        "camera",
        new CameraInfo(
            info.header(),
            info.height(),
            info.width(),
            "fov",
            info.d(),
            info.k(),
            info.r(),
            info.p(),
            0,
            0,
            info.roi()));
    assertSays(missing(), "the camera info", "cannot be used", "'fov'");
    inputs.take("camera", info);
    assertSays(missing(), "the pictures", "no camera info came yet");
    picture("mono8", clock);
    assertSays(missing(), "the pictures on /camera/color/image_raw", "'mono8'", "no colours");
    assertTrue(inbox.take(0).refused().get(CellInput.PICTURES).contains("no colours"));
    picture("rgb8", clock);
    assertEquals(Optional.empty(), inputs.missing(UnaryOperator.identity()));
    assertEquals(1, inbox.take(0).frames().size());
  }

  @Test
  void aCalibrationThatTurnsBadIsNotReplacedByTheOldOne() throws Exception {
    inputs.take("camera", CameraCodec.toMessage(LENS, clock));
    CameraInfo info = CameraCodec.toMessage(LENS, clock);
    inputs.take(
        "camera",
        new CameraInfo(
            info.header(),
            8,
            16,
            "",
            info.d(),
            new double[9],
            info.r(),
            info.p(),
            0,
            0,
            info.roi()));
    picture("rgb8", clock);
    Inbox.Content content = inbox.take(0);
    assertEquals(0, content.frames().size());
    assertSays(content.refused().get(CellInput.PICTURES), "K is zero");
  }

  @Test
  void whoseClockDiffersIsSaid() throws Exception {
    inputs.take("camera", CameraCodec.toMessage(LENS, clock));
    joints(clock + SECOND);
    assertSays(
        missing(),
        "the joint states are stamped 21.000 s",
        "clock says 20.000 s",
        "1.0 s ahead",
        "same clock");
    picture("rgb8", clock);
    joints(clock + SECOND);
    assertSays(missing(), "it is the clock of the joint states that differs");
    picture("rgb8", clock + SECOND);
    joints(clock + SECOND);
    assertSays(missing(), "so are the pictures", "it is the runtime's clock that differs");
    joints(1_700_000_000L * SECOND);
    assertSays(missing(), "a third clock");
    assertEquals(0, inbox.take(0).arms().size());
    joints(clock - SECOND / 2);
    assertEquals(Optional.empty(), inputs.missing(UnaryOperator.identity()));
  }

  @Test
  void nothingIsHeldAgainstAClockThatHasNotCome() throws Exception {
    clock = 0;
    joints(7 * SECOND);
    assertEquals(1, inbox.take(0).arms().size());
  }

  /** The joint states of a cell that was started anew overtake its clock. */
  @Test
  void aCellThatWasResetIsUsedAsSoonAsItsClockCame() throws Exception {
    joints(clock);
    joints(SECOND / 50);
    clock = SECOND / 25;
    joints(SECOND / 25);
    Inbox.Content content = inbox.take(0);
    assertEquals(SECOND / 25, content.arms().get(content.arms().size() - 1).stampNanos());
    assertTrue(content.jumpedBackNanos() > 0);
  }
}
