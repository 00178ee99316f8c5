package dev.cobot.node.bench;

import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.RosCore;
import dev.cobot.ros.RosException;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.JointState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Streams pictures of 640 x 480 at 30 Hz and joint states at 120 Hz from one node to another, both
 * in this process, and watches its memory.
 */
public final class RosSoak {
  private static final int JOINT_HERTZ = 120;
  private static final int JOINTS_A_PICTURE = 4;
  private static final double MAX_SPREAD = 0.05;

  private static final List<String> JOINTS =
      List.of("shoulder_pan", "shoulder_lift", "elbow", "wrist_1", "wrist_2", "wrist_3", "finger");

  private RosSoak() {}

  /**
   * What came of it.
   *
   * @param missed messages that were published and not received
   * @param residentMiB physical memory at the end
   * @param residentSpread largest less smallest physical memory of all minutes but the first, when
   *     code is compiled and the heap finds its size, as a part of the smallest
   */
  public record Outcome(
      long images, long jointStates, long missed, double residentMiB, double residentSpread) {
    /** Whether the memory stayed as it was and nothing was lost. */
    public boolean flat() {
      return residentSpread <= MAX_SPREAD && missed == 0;
    }
  }

  /** Streams for so many minutes; watch hears of each. */
  public static Outcome run(int minutes, Consumer<String> watch)
      throws RosException, IOException, InterruptedException {
    try (RosCore master =
            RosCore.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ConnectedNode camera =
            ConnectedNode.connect(
                NodeConfiguration.newPrivate()
                    .setNodeName("camera")
                    .setMasterUri(master.getUri()));
        ConnectedNode viewer =
            ConnectedNode.connect(
                NodeConfiguration.newPrivate()
                    .setNodeName("viewer")
                    .setMasterUri(master.getUri()))) {
      AtomicLong images = new AtomicLong();
      AtomicLong jointStates = new AtomicLong();
      viewer
          .newSubscriber("/image", Image.class)
          .addMessageListener(image -> images.incrementAndGet(), 10);
      viewer
          .newSubscriber("/joint_states", JointState.class)
          .addMessageListener(state -> jointStates.incrementAndGet(), 100);
      Publisher<Image> pictures =
          camera.newPublisher("/image", Image.class, PublisherOptions.queue(10));
      Publisher<JointState> joints =
          camera.newPublisher("/joint_states", JointState.class, PublisherOptions.queue(100));
      if (!pictures.awaitSubscriber(Duration.ofSeconds(30))
          || !joints.awaitSubscriber(Duration.ofSeconds(30))) {
        throw new IOException("the two nodes do not find each other");
      }
      List<Double> resident = new ArrayList<>();
      byte[] pixels = new byte[640 * 480 * 3];
      long sent = 0;
      long next = System.nanoTime();
      for (int minute = 1; minute <= minutes; minute++) {
        for (int tick = 0; tick < 60 * JOINT_HERTZ; tick++) {
          Header header = new Header(tick, camera.getCurrentTime(), "camera_optical");
          double angle = Math.sin(1e-2 * tick);
          double[] position = {angle, angle, angle, angle, angle, angle, angle};
          joints.publish(new JointState(header, JOINTS, position, new double[7], new double[7]));
          sent++;
          if (tick % JOINTS_A_PICTURE == 0) {
            pixels[tick] = (byte) tick;
            pictures.publish(new Image(header, 480, 640, "rgb8", (byte) 0, 640 * 3, pixels));
            sent++;
          }
          next += 1_000_000_000L / JOINT_HERTZ;
          TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        }
        resident.add(SimulatorSoak.residentMiB());
        watch.accept(
            String.format(
                Locale.ROOT,
                "%4d min  %8d images  %8d joint states  resident %6.1f MiB",
                minute,
                images.get(),
                jointStates.get(),
                resident.get(resident.size() - 1)));
      }
      TimeUnit.SECONDS.sleep(1);
      List<Double> settled = resident.subList(Math.min(1, resident.size() - 1), resident.size());
      double low = settled.stream().mapToDouble(r -> r).min().orElseThrow();
      double high = settled.stream().mapToDouble(r -> r).max().orElseThrow();
      return new Outcome(
          images.get(),
          jointStates.get(),
          sent - images.get() - jointStates.get(),
          resident.get(resident.size() - 1),
          (high - low) / low);
    }
  }
}
