package dev.cobot.brain.study.objectfile;

import dev.cobot.sim2real.scene.Vector3;
import java.util.List;

/** Something that follows one object each of several tables. */
interface Follower {
  /** Begins with so many tables, of which nothing is known. */
  void begin(int tables);

  /** Takes in what senses tell in one tick, one a table. */
  void tick(List<Senses> senses);

  /** Returns where a table's object is believed to be; null where nothing is. */
  Vector3 place(int table);

  /** Whoever keeps the place of the newest look; of two at once that of the smaller sigma. */
  final class LastLook implements Follower {
    private Vector3[] places = {};

    @Override
    public void begin(int tables) {
      places = new Vector3[tables];
    }

    @Override
    public void tick(List<Senses> senses) {
      for (int i = 0; i < places.length; i++) {
        Senses.Glimpse a = senses.get(i).looks[0][0];
        Senses.Glimpse b = senses.get(i).looks[1][0];
        if (a != null || b != null) {
          boolean first = b == null || (a != null && a.sigmaMeters() < b.sigmaMeters());
          places[i] = (first ? a : b).position();
        }
      }
    }

    @Override
    public Vector3 place(int table) {
      return places[table];
    }
  }

  /** The networks, with a say in who enters. */
  final class Files implements Follower {
    private final FileRunner runner;
    private final Shutter shutter;
    private final boolean[] open = new boolean[FileRows.DOMAINS];

    /** Which objects the files and touch held before the last tick. */
    boolean[] held = {};

    Files(FileRunner runner, Shutter shutter) {
      this.runner = runner;
      this.shutter = shutter;
    }

    FileRunner runner() {
      return runner;
    }

    @Override
    public void begin(int tables) {
      runner.begin(tables);
    }

    @Override
    public void tick(List<Senses> senses) {
      for (int i = 0; i < senses.size(); i++) {
        Senses told = senses.get(i);
        runner.rows().put(i, told, 0, open, runner.isKnown(i), runner.holds(i, told));
        for (int d = 0; d < FileRows.DOMAINS; d++) {
          if (runner.rows().enters(i, d) && shutter.shuts(runner, i, told, d)) {
            runner.rows().shut(i, d);
          }
        }
      }
      runner.step();
    }

    @Override
    public Vector3 place(int table) {
      return runner.content(table).positionMeters();
    }
  }

  /** Decides without training who does not enter. */
  @FunctionalInterface
  interface Shutter {
    /** Lets everybody in. */
    Shutter OPEN = (runner, row, senses, domain) -> false;

    /** Knows which sense fails. */
    Shutter ORACLE = (runner, row, senses, domain) -> senses.fault(Senses.DOMAINS[domain]) != null;

    boolean shuts(FileRunner runner, int row, Senses senses, int domain);
  }
}
