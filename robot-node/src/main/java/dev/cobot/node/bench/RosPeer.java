package dev.cobot.node.bench;

import dev.cobot.ros.ConnectedNode;
import dev.cobot.ros.NodeConfiguration;
import dev.cobot.ros.Publisher;
import dev.cobot.ros.PublisherOptions;
import dev.cobot.ros.Subscriber;
import dev.cobot.ros.message.EmptyMessage;
import dev.cobot.ros.message.Header;
import dev.cobot.ros.message.Image;
import dev.cobot.ros.message.StringMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One end of a measured pair as a process; plays the roles of {@code src/bench/ros/peer.cpp} by the
 * same rules, so that the two are compared and not their tests.
 */
public final class RosPeer {
  private static final int IMAGE_BYTES = 921_600;
  private static final Duration START = Duration.ofSeconds(60);

  private final ConnectedNode node;
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  private RosPeer(ConnectedNode node) {
    this.node = node;
  }

  /** Plays the role that the first argument names; the others are its numbers. */
  public static void main(String[] args) throws Exception {
    int[] numbers = Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).toArray();
    if (args[0].equals("fan")) {
      fan(numbers[0], numbers[1]);
      return;
    }
    try (ConnectedNode node = ConnectedNode.connect(config("cobot_peer"))) {
      RosPeer peer = new RosPeer(node);
      switch (args[0]) {
        case "echo" -> peer.echo();
        case "ping" -> peer.ping(numbers[0], numbers[1]);
        case "source" -> peer.source(numbers[0]);
        case "sink" -> peer.sink(numbers[0], numbers[1]);
        case "drum" -> peer.drum(numbers[0], numbers[1], numbers[2]);
        default -> throw new IllegalArgumentException("no role '" + args[0] + "'");
      }
    }
  }

  private static NodeConfiguration config(String name) {
    return NodeConfiguration.newPrivate()
        .setNodeName(name)
        .setAnonymous()
        .environment(System.getenv());
  }

  private static void awaitBoth(Publisher<?> publisher, Subscriber<?> subscriber)
      throws InterruptedException {
    if (!publisher.awaitSubscriber(START)) {
      throw new IllegalStateException("nobody subscribed to " + publisher.getTopicName());
    }
    while (subscriber.getNumberOfPublishers() == 0) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Again when nothing comes back: a peer may count as connected before it listens. */
  private void begin(Runnable first) throws InterruptedException {
    do {
      first.run();
    } while (!begun.await(2, TimeUnit.SECONDS));
  }

  private void echo() throws Exception {
    Publisher<StringMessage> pong =
        node.newPublisher("/pong", StringMessage.class, PublisherOptions.queue(10));
    node.newSubscriber("/ping", StringMessage.class).addMessageListener(pong::publish, 10);
    done.await();
  }

  private void ping(int warmUp, int count) throws Exception {
    StringMessage message = new StringMessage("x".repeat(60)); // 64 bytes with the length
    long[] times = new long[count];
    Publisher<StringMessage> out =
        node.newPublisher("/ping", StringMessage.class, PublisherOptions.queue(10));
    long[] state = new long[2]; // sent, seen
    Subscriber<?> in =
        node.newSubscriber("/pong", StringMessage.class)
            .addMessageListener(
                answer -> {
                  long now = System.nanoTime();
                  begun.countDown();
                  int seen = (int) ++state[1];
                  if (seen > warmUp) {
                    times[seen - warmUp - 1] = now - state[0];
                  }
                  if (seen == warmUp + count) {
                    done.countDown();
                    return;
                  }
                  state[0] = System.nanoTime();
                  out.publish(message);
                },
                10);
    awaitBoth(out, in);
    begin(
        () -> {
          state[0] = System.nanoTime();
          out.publish(message);
        });
    done.await();
    StringBuilder text = new StringBuilder();
    for (long time : times) {
      text.append(time).append('\n');
    }
    System.out.print(text);
  }

  private void source(int window) throws Exception {
    byte[] pixels = new byte[IMAGE_BYTES];
    Arrays.fill(pixels, (byte) 7);
    Publisher<Image> out = node.newPublisher("/image", Image.class, PublisherOptions.queue(window));
    Runnable send =
        () ->
            out.publish(
                new Image(
                    new Header(0, node.getCurrentTime(), "camera_optical"),
                    480,
                    640,
                    "rgb8",
                    (byte) 0,
                    640 * 3,
                    pixels));
    Subscriber<?> in =
        node.newSubscriber("/ack", EmptyMessage.class)
            .addMessageListener(
                ack -> {
                  begun.countDown();
                  send.run();
                },
                100);
    awaitBoth(out, in);
    begin(
        () -> {
          for (int i = 0; i < window; i++) {
            send.run();
          }
        });
    done.await();
  }

  private void sink(int warmUp, int count) throws Exception {
    Publisher<EmptyMessage> out =
        node.newPublisher("/ack", EmptyMessage.class, PublisherOptions.queue(100));
    long[] state = new long[3]; // seen, begun, damaged
    AtomicLong nanos = new AtomicLong();
    node.newSubscriber("/image", Image.class)
        .addMessageListener(
            image -> {
              if (image.data().length != IMAGE_BYTES || image.data()[IMAGE_BYTES - 1] != 7) {
                state[2]++;
              }
              if (++state[0] == warmUp) {
                state[1] = System.nanoTime();
              } else if (state[0] == warmUp + count) {
                nanos.set(System.nanoTime() - state[1]);
                done.countDown();
                return;
              }
              out.publish(new EmptyMessage());
            },
            10);
    done.await();
    if (state[2] > 0) {
      throw new IllegalStateException(state[2] + " images came damaged");
    }
    System.out.println(nanos.get());
  }

  /** Publishes so many messages at a rate for so many subscribers; prints the drops. */
  private void drum(int subscribers, int count, int hertz) throws Exception {
    Publisher<StringMessage> out =
        node.newPublisher("/drum", StringMessage.class, PublisherOptions.queue(10));
    while (out.getNumberOfSubscribers() < subscribers) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    long next = System.nanoTime();
    for (int i = 0; i < count; i++) {
      out.publish(new StringMessage(Integer.toString(i)));
      next += 1_000_000_000L / hertz;
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
    }
    System.out.println(out.getDroppedCount());
  }

  /** So many nodes that subscribe to one topic; prints how many of so many messages each missed. */
  private static void fan(int subscribers, int count) throws Exception {
    List<ConnectedNode> nodes = new ArrayList<>();
    AtomicLong got = new AtomicLong();
    try {
      for (int i = 0; i < subscribers; i++) {
        ConnectedNode node = ConnectedNode.connect(config("cobot_fan_" + i));
        nodes.add(node);
        node.newSubscriber("/drum", StringMessage.class)
            .addMessageListener(message -> got.incrementAndGet(), 10);
      }
      long expected = (long) subscribers * count;
      long last = -1;
      long quietSince = System.nanoTime();
      while (got.get() < expected && System.nanoTime() - quietSince < START.toNanos() / 6) {
        if (got.get() != last || last == 0) {
          last = got.get();
          quietSince = System.nanoTime();
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
      System.out.println(expected - got.get());
    } finally {
      nodes.forEach(ConnectedNode::close);
    }
  }
}
