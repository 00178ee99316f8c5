package dev.cobot.brain.study.reaching;

import dev.cobot.sim2real.scene.SeedStreams;
import dev.cobot.sim2real.shapes.ShapeAttributes;
import dev.cobot.sim2real.shapes.ShapeSampler;
import java.util.ArrayList;
import java.util.List;

/** Plays test episodes: the same ones, by their number, for everything that is evaluated. */
final class TestEpisodes {
  private static final long SCENES = new SeedStreams(0).stream("reaching test").nextLong();

  private TestEpisodes() {}

  /** Returns the first state of a test episode. */
  static ShapeAttributes start(int episode) {
    return ReachingTask.start(new ShapeSampler(SCENES), episode);
  }

  /** Plays episodes 0 to {@code episodes - 1} side by side and returns how each went. */
  static List<Trial> play(Chooser chooser, int episodes) {
    Trial[] trials = new Trial[episodes];
    double[] sums = new double[episodes];
    int[] running = new int[episodes]; // numbers of the episodes that go on
    ShapeAttributes[] states = new ShapeAttributes[episodes];
    for (int i = 0; i < episodes; i++) {
      running[i] = i;
      states[i] = start(i);
    }
    for (int step = 1; running.length > 0; step++) {
      int[] moves = chooser.choose(states);
      List<Integer> left = new ArrayList<>();
      List<ShapeAttributes> next = new ArrayList<>();
      for (int i = 0; i < running.length; i++) {
        ShapeAttributes state = ReachingTask.after(states[i], Move.of(moves[i]));
        int episode = running[i];
        sums[episode] += ReachingTask.reward(state);
        boolean arrived = ReachingTask.arrived(state);
        if (arrived || step == ReachingTask.MAX_STEPS) {
          trials[episode] = new Trial(sums[episode], step, arrived);
        } else {
          left.add(episode);
          next.add(state);
        }
      }
      running = left.stream().mapToInt(Integer::intValue).toArray();
      states = next.toArray(new ShapeAttributes[0]);
    }
    return List.of(trials);
  }
}
