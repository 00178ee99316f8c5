package dev.cobot.node.app;

import dev.cobot.action.policy.ActionChunk;
import dev.cobot.action.session.CommandSession;
import dev.cobot.action.session.RuntimeModels;
import dev.cobot.action.session.Turn;
import dev.cobot.brain.Broadcast;
import dev.cobot.brain.Grounding;
import dev.cobot.brain.belief.Track;
import dev.cobot.brain.language.CommandReading;
import dev.cobot.sim2real.robot.ArmState;
import dev.cobot.sim2real.scene.CameraFrame;
import dev.cobot.sim2real.world.World;
import java.util.List;

/** What understands and acts: the trained models, or a stand-in with the same surface. */
public interface Mind {
  /**
   * Begins a command; the one before has ended.
   *
   * @throws IllegalArgumentException when the text cannot be a command
   */
  Session begin(String text);

  /** One command; see {@link CommandSession}. */
  interface Session {
    void see(CameraFrame frame, ArmState arm);

    Turn tick(long nowNanos, ArmState arm);

    /** Waits at this tick; see {@link CommandSession#hold}. */
    void hold(long nowNanos, ArmState arm);

    CommandReading reading();

    List<Track> objects();

    /** Returns null while nothing is attended. */
    Grounding grounding();

    /** Returns null before the first broadcast. */
    Broadcast broadcast();

    /** Returns null before the first chunk. */
    ActionChunk chunk();
  }

  /** Returns the mind of the trained models. */
  static Mind of(RuntimeModels models, World.RobotMount mount, double timeLimitSeconds) {
    return text -> {
      CommandSession session = models.begin(mount, timeLimitSeconds, text);
      return new Session() {
        @Override
        public void see(CameraFrame frame, ArmState arm) {
          session.see(frame, arm);
        }

        @Override
        public Turn tick(long nowNanos, ArmState arm) {
          return session.tick(nowNanos, arm);
        }

        @Override
        public void hold(long nowNanos, ArmState arm) {
          session.hold(nowNanos, arm);
        }

        @Override
        public CommandReading reading() {
          return session.reading();
        }

        @Override
        public List<Track> objects() {
          return session.objects();
        }

        @Override
        public Grounding grounding() {
          return session.grounding();
        }

        @Override
        public Broadcast broadcast() {
          return session.broadcast();
        }

        @Override
        public ActionChunk chunk() {
          return session.chunk();
        }
      };
    };
  }
}
