package dev.cobot.node.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ViewerTest {
  /** A browser that takes a message only when it is told to. */
  private static final class Slow implements Viewer.Line {
    private final List<Viewer.Message> sent = new ArrayList<>();
    private Runnable taken;

    @Override
    public void send(Viewer.Message message, Runnable whenSent) {
      sent.add(message);
      taken = whenSent;
    }

    @Override
    public void close(int code, String why) {}
  }

  @Test
  void aSlowBrowserGetsTheNewestOfEachTopicAndHoldsNothingElse() {
    Slow browser = new Slow();
    AtomicLong dropped = new AtomicLong();
    Viewer viewer = new Viewer(browser, dropped, 0);
    for (int i = 0; i < 10_000; i++) {
      viewer.offer(new Viewer.Message("picture", null, new byte[] {(byte) i}));
      viewer.offer(Viewer.Message.text("status", "" + i));
    }
    assertEquals(1, browser.sent.size(), "one is on its way");
    assertEquals(2, viewer.waiting(), "the newest of each topic waits");
    assertEquals(19_997, dropped.get());
    browser.taken.run();
    browser.taken.run();
    assertEquals(List.of("picture", "status", "picture"), topics(browser));
    assertEquals("9999", browser.sent.get(1).text());
    assertEquals((byte) 9999, browser.sent.get(2).binary()[0]);
    browser.taken.run();
    viewer.offer(Viewer.Message.text("status", "later"));
    assertEquals(4, browser.sent.size(), "a quick one gets it at once");
  }

  private static List<String> topics(Slow browser) {
    return browser.sent.stream().map(Viewer.Message::topic).toList();
  }
}
