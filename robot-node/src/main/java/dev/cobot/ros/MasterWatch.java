package dev.cobot.ros;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the master now and then whether it lives and still knows the node. A master keeps no
 * heartbeat and a restarted one knows nobody, so a node that wants to be found has to notice by
 * itself.
 */
final class MasterWatch {
  private static final Logger log = LoggerFactory.getLogger(MasterWatch.class);

  private final ConnectedNode node;
  private final Object state = new Object();
  private Thread thread;
  private boolean closed;
  private int pid;
  private long lastAnswerNanos;
  private boolean complete = true;
  private boolean lost;

  MasterWatch(ConnectedNode node) {
    this.node = node;
  }

  /** The process id of the master, which must answer. */
  int askPid() {
    return node.callMaster("getPid", node.name()).value() instanceof Integer masterPid
        ? masterPid
        : 0;
  }

  void start(int masterPid) {
    pid = masterPid;
    lastAnswerNanos = System.nanoTime();
    synchronized (state) {
      thread = Threads.startDaemon(node.threadName("master-watch"), this::run);
    }
  }

  private void run() {
    while (pause()) {
      try {
        check();
      } catch (RuntimeException e) {
        log.error("{}: watching the master failed", node.name(), e);
      }
    }
  }

  private boolean pause() {
    long deadline = System.nanoTime() + node.config().getMasterPoll().toNanos();
    synchronized (state) {
      while (!closed) {
        long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
        if (leftMillis <= 0) {
          return true;
        }
        try {
          state.wait(leftMillis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return false;
    }
  }

  private void check() {
    try {
      boolean samePid =
          node.master("getPid", node.name()).value() instanceof Integer now && now == pid;
      boolean known = node.master("lookupNode", node.name(), node.name()).code() != -1;
      if (!samePid || !known || !complete) {
        complete = false;
        pid = askPid();
        node.registerAll();
        complete = true;
        log.info("{}: registered with the master at {} again", node.name(), node.getMasterUri());
      }
      lastAnswerNanos = System.nanoTime();
      if (lost) {
        lost = false;
        node.tell(listener -> listener.onMasterBack(node));
      }
    } catch (IOException | RosException e) {
      complete = false;
      Duration silence = Duration.ofNanos(System.nanoTime() - lastAnswerNanos);
      log.debug("{}: the master does not answer: {}", node.name(), e.toString());
      if (!lost && silence.compareTo(node.config().getMasterLostAfter()) >= 0) {
        lost = true;
        log.warn(
            "{}: the master at {} does not answer for {}",
            node.name(),
            node.getMasterUri(),
            silence);
        node.tell(listener -> listener.onMasterLost(node, silence));
      }
    }
  }

  void close() {
    Thread running;
    synchronized (state) {
      closed = true;
      state.notifyAll();
      running = thread;
    }
    if (running != null) {
      Threads.join(running, 1000);
    }
  }
}
