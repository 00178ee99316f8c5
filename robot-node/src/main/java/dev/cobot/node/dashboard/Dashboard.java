package dev.cobot.node.dashboard;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cobot.action.safety.GateLimits;
import dev.cobot.node.config.DashboardProfile;
import dev.cobot.node.config.ProjectHome;
import dev.cobot.node.dashboard.CellMemory.Snapshot;
import dev.cobot.node.dashboard.CellMemory.Topic;
import dev.cobot.node.event.CellEvent;
import dev.cobot.node.event.CellListener;
import dev.cobot.node.event.PartHealth;
import dev.cobot.node.web.AccessToken;
import dev.cobot.node.web.WebServer;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page: what happens in the cell goes to each browser that looks, and what a person says there
 * goes to the desk. Looking is free on this machine; whatever lets the arm move takes the token,
 * and from another machine so does looking. A stop takes none.
 */
public final class Dashboard implements CellListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Dashboard.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final long TURN_MILLIS = 100;
  private static final long SHORTEST_TURN_MILLIS = 40;

  /** While ticks follow each other so closely, a turn waits for the end of one. */
  private static final long TICKING_NANOS = 200_000_000L;

  private static final long LONGEST_WAIT_MILLIS = 60;

  /** So many pictures a second of each camera at most. */
  private static final long PICTURE_NANOS = 100_000_000L;

  /** So often the kept calibrations are read again: another process makes them. */
  private static final long CALIBRATIONS_NANOS = 10_000_000_000L;

  private static final double HELLO_SECONDS = 10;
  private static final long WARN_EVERY_NANOS = 10_000_000_000L;

  private final DashboardProfile profile;
  private final AccessToken token;
  private final PageDocuments documents;
  private final List<CellListener> others;
  private final PageServer server;
  private final TickMemory ticks = new TickMemory();
  private final CellMemory memory = new CellMemory(System::currentTimeMillis);
  private final PictureCodec pictures = new PictureCodec();
  private final Semaphore wake = new Semaphore(0);
  private final Semaphore tickEnds = new Semaphore(0);
  private final AtomicLong warnedMonotonic =
      new AtomicLong(System.nanoTime() - 2 * WARN_EVERY_NANOS);
  private volatile DashboardDesk desk;
  private volatile long tickedMonotonic = System.nanoTime() - TICKING_NANOS;
  private volatile boolean closed;

  // Of the dashboard's own thread.
  private final Map<String, Viewer.Message> newest = new LinkedHashMap<>();
  private final long[] told = new long[Topic.values().length];
  private final Map<String, Long> pictureStamps = new HashMap<>();
  private final Map<String, Long> pictureMonotonic = new HashMap<>();
  private final KeptCalibrations calibrations;
  private long calibrationsMonotonic = System.nanoTime() - CALIBRATIONS_NANOS;

  private Dashboard(
      DashboardProfile profile,
      AccessToken token,
      World world,
      GateLimits gate,
      Path calibrations,
      List<CellListener> others)
      throws IOException {
    this.profile = profile;
    this.calibrations = new KeptCalibrations(calibrations);
    this.token = token;
    this.others = List.copyOf(others);
    documents = new PageDocuments(world, gate);
    ObjectNode cell = documents.cell();
    newest.put("cell", Viewer.Message.text("cell", cell.toString()));
    server = PageServer.start(profile, new Requests());
  }

  /**
   * Listens on the profile's port.
   *
   * @param calibrations the file of the calibration sessions; it may be missing
   * @param others listeners whose health the page shows
   * @throws IOException when the port is taken or the token's file cannot be used
   */
  public static Dashboard open(
      DashboardProfile profile,
      World world,
      GateLimits gate,
      Path calibrations,
      List<CellListener> others)
      throws IOException {
    Dashboard dashboard = new Dashboard(profile, token(profile), world, gate, calibrations, others);
    if (!profile.isLoopback()) {
      log.warn(
          "The dashboard listens on {} without encryption: who reaches it and has the token sees"
              + " the cell and moves the arm; on a network that is not yours alone, bind 127.0.0.1"
              + " and use ssh -L or a proxy with TLS",
          profile.bind());
    }
    return dashboard;
  }

  private static AccessToken token(DashboardProfile profile) throws IOException {
    return profile.tokenFile().isEmpty()
        ? AccessToken.random()
        : AccessToken.read("dashboard.tokenFile", ProjectHome.resolve(profile.tokenFile()));
  }

  /**
   * Returns where the page is, with the token in the fragment, which browsers do not send. Whoever
   * has it moves the arm: print it once, to the person who started the runtime. The token of a file
   * is not part of it.
   */
  public String link() {
    String page = "http://" + profile.listening().authority(server.port()) + "/";
    return profile.tokenFile().isEmpty()
        ? page + "#token=" + token.secret()
        : page
            + " (the token is the first line of "
            + ProjectHome.resolve(profile.tokenFile())
            + ")";
  }

  /** Returns what the dashboard's own thread does, until it is closed. */
  public Runnable serving(DashboardDesk deskInUse) {
    desk = deskInUse;
    return () -> {
      try {
        while (!closed) {
          if (wake.tryAcquire(TURN_MILLIS, TimeUnit.MILLISECONDS)) {
            wake.drainPermits();
          }
          awaitTickEnd();
          turn();
          // What happens meanwhile goes out together.
          TimeUnit.MILLISECONDS.sleep(SHORTEST_TURN_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        log.error("The dashboard ends; the runtime goes on without it", e);
        server.close();
      }
    };
  }

  @Override
  public void on(CellEvent event) {
    memory.take(event);
    if (event instanceof CellEvent.Ticked tick) {
      ticks.take(tick);
      tickedMonotonic = System.nanoTime();
      tickEnds.release();
    }
    if (event instanceof CellEvent.Status || event instanceof CellEvent.Ended) {
      wake.release();
    }
  }

  @Override
  public void sensed(ArmState arm, Collection<CameraFrame> frames) {
    memory.take(arm, frames);
  }

  @Override
  public Optional<PartHealth> health() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("browsers", Integer.toString(server.viewers().size()));
    values.put("dropped messages", Long.toString(server.dropped()));
    return Optional.of(
        new PartHealth("dashboard", true, "listens on port " + server.port(), values));
  }

  /** Waits for the pause after a tick: what competes with one for the cores makes it longer. */
  private void awaitTickEnd() throws InterruptedException {
    tickEnds.drainPermits();
    if (System.nanoTime() - tickedMonotonic < TICKING_NANOS) {
      tickEnds.tryAcquire(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void turn() {
    List<Viewer> looking = new ArrayList<>();
    for (Viewer viewer : server.viewers()) {
      if (viewer.isGreeted()) {
        looking.add(viewer);
      } else if (viewer.secondsSince(System.nanoTime()) > HELLO_SECONDS) {
        viewer.close(WebServer.POLICY, "no hello came");
      }
    }
    if (looking.isEmpty()) {
      return;
    }
    List<Viewer.Message> fresh = fresh(memory.snapshot());
    for (Viewer viewer : looking) {
      (viewer.isFirstServed() ? List.copyOf(newest.values()) : fresh).forEach(viewer::offer);
    }
  }

  /** Makes messages of what has changed. */
  private List<Viewer.Message> fresh(Snapshot now) {
    List<Viewer.Message> fresh = new ArrayList<>();
    for (Topic topic : Topic.values()) {
      if (now.version(topic) > told[topic.ordinal()]) {
        told[topic.ordinal()] = now.version(topic);
        fresh.add(Viewer.Message.text(topic.word(), document(topic, now).toString()));
      }
    }
    for (CameraFrame frame : now.frames().values()) {
      String camera = frame.camera().id();
      long monotonic = System.nanoTime();
      boolean isNew = frame.stampNanos() != pictureStamps.getOrDefault(camera, Long.MIN_VALUE);
      Long last = pictureMonotonic.get(camera);
      if (isNew && (last == null || monotonic - last >= PICTURE_NANOS)) {
        pictureStamps.put(camera, frame.stampNanos());
        pictureMonotonic.put(camera, monotonic);
        fresh.add(new Viewer.Message("picture " + camera, null, pictures.encode(frame)));
      }
    }
    if (System.nanoTime() - calibrationsMonotonic >= CALIBRATIONS_NANOS) {
      calibrationsMonotonic = System.nanoTime();
      Viewer.Message kept = Viewer.Message.text("calibration", calibrations.document().toString());
      if (!kept.equals(newest.get("calibration"))) {
        fresh.add(kept);
      }
    }
    fresh.forEach(message -> newest.put(message.topic(), message));
    return fresh;
  }

  private ObjectNode document(Topic topic, Snapshot now) {
    return switch (topic) {
      case STATUS -> documents.status(now);
      case TALK -> documents.talk(now, System.currentTimeMillis());
      case SCENE -> documents.scene(now);
      case WEIGHTS -> documents.weights(now);
      case HEALTH -> documents.health(now, parts(), ticks.spreads());
      case ARM -> documents.arm(now);
    };
  }

  private List<PartHealth> parts() {
    List<PartHealth> parts = new ArrayList<>();
    others.forEach(listener -> listener.health().ifPresent(parts::add));
    health().ifPresent(parts::add);
    return parts;
  }

  @Override
  public void close() {
    closed = true;
    server.close();
  }

  /** What browsers ask for; on threads of the server. */
  private final class Requests implements PageServer.Guests {
    @Override
    public void said(Viewer viewer, String message) {
      PageRequest request;
      try {
        request = PageRequest.read(message);
      } catch (IllegalArgumentException e) {
        reply(viewer, "malformed", e.getMessage());
        return;
      }
      if (request instanceof PageRequest.Hello hello) {
        greet(viewer, hello);
      } else if (!viewer.isGreeted()) {
        viewer.close(WebServer.POLICY, "say hello first");
      } else if (request instanceof PageRequest.Stop) {
        stop();
      } else if (!viewer.mayCommand()) {
        reply(viewer, "token", "this takes the token");
      } else if (desk == null) {
        reply(viewer, "busy", "the runtime is still starting");
      } else if (request instanceof PageRequest.Say say) {
        if (!desk.offer(say.command())) {
          reply(viewer, "busy", "too many commands wait");
        }
      } else if (request instanceof PageRequest.Reset) {
        desk.reset();
      }
    }

    private void stop() {
      DashboardDesk now = desk;
      if (now != null) {
        now.stop("somebody pressed Stop on the page");
      }
    }

    private void greet(Viewer viewer, PageRequest.Hello hello) {
      boolean isRight = hello.token().filter(token::matches).isPresent();
      boolean isWrong = hello.token().isPresent() && !isRight;
      if (isWrong) {
        warnOfWrongToken();
      }
      if (!isRight && !profile.isLoopback()) {
        reply(viewer, "token", "from another machine looking takes the token, too");
        viewer.close(WebServer.POLICY, "token");
        return;
      }
      viewer.offer(
          Viewer.Message.text(
              "you",
              JSON.createObjectNode()
                  .put("topic", "you")
                  .put("mayCommand", isRight)
                  .put("wrongToken", isWrong)
                  .toString()));
      viewer.greet(isRight);
      wake.release();
    }

    /** A flood of wrong tokens must not become a flood of lines. */
    private void warnOfWrongToken() {
      long now = System.nanoTime();
      long last = warnedMonotonic.get();
      if (now - last > WARN_EVERY_NANOS && warnedMonotonic.compareAndSet(last, now)) {
        log.warn("A browser came with a wrong token");
      }
    }

    private void reply(Viewer viewer, String reason, String detail) {
      viewer.offer(
          Viewer.Message.text(
              "reply",
              JSON.createObjectNode()
                  .put("topic", "reply")
                  .put("reason", reason)
                  .put("detail", detail)
                  .toString()));
    }
  }
}
