package dev.cobot.brain.study.objectfile;

import dev.cobot.brain.objectfile.FileContent;
import dev.cobot.brain.objectfile.FileDomain;
import dev.cobot.sim2real.scene.ObjectKind;
import dev.cobot.sim2real.scene.Vector3;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Files of all objects of several tables, where nobody says which look is of which object: a look
 * goes to the nearest file of its kind, as in the belief rules and with their distances, or opens a
 * new one.
 */
final class FileScenes {
  static final int MOST_FILES = 14;
  private static final double SAME_OBJECT_METERS = 0.06;
  private static final double SAME_PLACE_METERS = 0.035;
  private static final int SIGHTINGS_TO_BELIEVE = 2;
  private static final int TENTATIVE_TICKS = 6;

  private final FileRunner runner;
  private int[] sightings = {};
  private int[] lastSeen = {};

  FileScenes(FileRunner runner) {
    this.runner = runner;
  }

  void begin(int tables) {
    runner.begin(tables * MOST_FILES);
    sightings = new int[tables * MOST_FILES];
    lastSeen = new int[tables * MOST_FILES];
  }

  void tick(List<Senses> senses) {
    for (int table = 0; table < senses.size(); table++) {
      fill(table * MOST_FILES, senses.get(table));
    }
    runner.step();
    for (int row = 0; row < sightings.length; row++) {
      int now = senses.get(row / MOST_FILES).tick;
      boolean isOld = now - lastSeen[row] > TENTATIVE_TICKS;
      if (sightings[row] == 0 || (sightings[row] < SIGHTINGS_TO_BELIEVE && isOld)) {
        runner.forget(row);
        sightings[row] = 0;
      }
    }
  }

  private void fill(int first, Senses told) {
    int held = -1;
    for (int row = first; row < first + MOST_FILES; row++) {
      if (sightings[row] > 0
          && runner.holds(row, told)
          && (held < 0 || runner.content(row).held() > runner.content(held).held())) {
        held = row;
      }
    }
    FileRows rows = runner.rows();
    Vector3[] places = new Vector3[MOST_FILES];
    ObjectKind[] kinds = new ObjectKind[MOST_FILES];
    for (int i = 0; i < MOST_FILES; i++) {
      int row = first + i;
      boolean isKnown = sightings[row] > 0;
      rows.clear(row, told, isKnown, row == held);
      if (isKnown) {
        FileContent content = runner.content(row);
        places[i] = content.positionMeters();
        kinds[i] = content.kind();
        touch(row, told);
      }
    }
    for (int camera = 0; camera < Senses.CAMERAS; camera++) {
      look(first, told, camera, places, kinds);
    }
  }

  private void touch(int row, Senses told) {
    if (told.tells(FileDomain.TOUCH, 0)) {
      int at = row * FileDomain.TOUCH.width();
      told.write(FileDomain.TOUCH, 0, runner.rows().told[FileDomain.TOUCH.ordinal()], at);
      runner.rows().enter(row, FileDomain.TOUCH);
    }
  }

  private void look(int first, Senses told, int camera, Vector3[] places, ObjectKind[] kinds) {
    record Pair(int file, Senses.Glimpse glimpse, double meters) {}
    List<Senses.Glimpse> open = new ArrayList<>();
    List<Pair> pairs = new ArrayList<>();
    for (Senses.Glimpse glimpse : told.looks[camera]) {
      if (glimpse == null) {
        continue;
      }
      open.add(glimpse);
      for (int i = 0; i < MOST_FILES; i++) {
        if (places[i] != null && kinds[i] == glimpse.kind()) {
          double meters = places[i].horizontalDistanceTo(glimpse.position());
          if (meters < SAME_OBJECT_METERS) {
            pairs.add(new Pair(i, glimpse, meters));
          }
        }
      }
    }
    pairs.sort(Comparator.comparingDouble(Pair::meters));
    boolean[] taken = new boolean[MOST_FILES];
    for (Pair pair : pairs) {
      if (!taken[pair.file()] && open.remove(pair.glimpse())) {
        taken[pair.file()] = true;
        enter(first + pair.file(), told, camera, pair.glimpse());
      }
    }
    for (Senses.Glimpse glimpse : open) {
      int free = -1;
      boolean isMisread = false;
      for (int i = 0; i < MOST_FILES; i++) {
        free = places[i] == null && free < 0 ? i : free;
        isMisread |=
            places[i] != null
                && places[i].horizontalDistanceTo(glimpse.position()) < SAME_PLACE_METERS;
      }
      if (free >= 0 && !isMisread) {
        places[free] = glimpse.position();
        kinds[free] = glimpse.kind();
        enter(first + free, told, camera, glimpse);
      }
    }
  }

  private void enter(int row, Senses told, int camera, Senses.Glimpse glimpse) {
    FileDomain domain = Senses.DOMAINS[camera];
    Senses.write(glimpse, runner.rows().told[camera], row * domain.width());
    runner.rows().enter(row, domain);
    sightings[row]++;
    lastSeen[row] = told.tick;
  }

  /** Whether a file tells of such an object within a distance of a place. */
  boolean recalls(int table, ObjectKind kind, Vector3 place, double withinMeters) {
    for (int row = table * MOST_FILES; row < (table + 1) * MOST_FILES; row++) {
      if (sightings[row] >= SIGHTINGS_TO_BELIEVE) {
        FileContent content = runner.content(row);
        if (content.kind() == kind && content.positionMeters().distanceTo(place) < withinMeters) {
          return true;
        }
      }
    }
    return false;
  }
}
