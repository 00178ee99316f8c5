package dev.cobot.sim2real.generate;

import dev.cobot.sim2real.scene.ColorName;
import dev.cobot.sim2real.scene.SceneObject;
import dev.cobot.sim2real.scene.Vector3;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What there is to say about a table in the hall.
 *
 * @param row third of the area: 0 back, 1 middle, 2 front
 * @param column third of the area: 0 left, 1 middle, 2 right
 * @param direction where the end with the console points: eighths of a turn, counter-clockwise from
 *     away from the camera
 * @param walls the side of the nearest wall, or of two that are about equally near; empty in a
 *     world without
 * @param cones how far the nearest cone is; empty in a world without
 */
record FactoryFacts(
    ColorName color,
    int row,
    int column,
    int direction,
    List<Integer> walls,
    Optional<Nearness> cones) {
  static final int DIRECTIONS = 8;

  /** Walls are equally near when their distances differ by less. */
  static final double EQUAL_METERS = 0.25;

  /** From the middle of the table, whose own corners are 0.8 m away from it. */
  static final double CLOSE_METERS = 1.7;

  static final double FAR_METERS = 2.8;

  /** How far away something is. */
  enum Nearness {
    CLOSE,
    BETWEEN,
    FAR
  }

  FactoryFacts {
    walls = List.copyOf(walls);
  }

  static FactoryFacts of(SceneObject table, FactoryHall hall) {
    Vector3 place = table.positionMeters();
    double u = (place.x() - hall.area().middleX()) / hall.area().halfX();
    double v = (place.y() - hall.area().middleY()) / hall.area().halfY();
    Vector3 heading = table.rotation().rotate(new Vector3(1, 0, 0));
    return new FactoryFacts(
        ColorName.nearest(table.color()),
        third(-(u * hall.awayX() + v * hall.awayY())),
        third(u * hall.awayY() - v * hall.awayX()),
        FactoryHall.sector(hall.turnRad(heading.x(), heading.y()), DIRECTIONS),
        nearestWalls(place, hall.walls()),
        hall.conesMeters().stream()
            .map(place::horizontalDistanceTo)
            .min(Comparator.naturalOrder())
            .map(FactoryFacts::nearness));
  }

  private static int third(double share) {
    return share < -1.0 / 3 ? 0 : share > 1.0 / 3 ? 2 : 1;
  }

  private static Nearness nearness(double meters) {
    return meters <= CLOSE_METERS
        ? Nearness.CLOSE
        : meters < FAR_METERS ? Nearness.BETWEEN : Nearness.FAR;
  }

  private static List<Integer> nearestWalls(Vector3 place, List<FactoryHall.Wall> walls) {
    List<FactoryHall.Wall> sorted =
        walls.stream()
            .sorted(Comparator.comparingDouble(wall -> wall.distanceMeters(place)))
            .toList();
    double nearest = sorted.isEmpty() ? 0 : sorted.get(0).distanceMeters(place);
    return sorted.stream()
        .limit(2)
        .filter(wall -> wall.distanceMeters(place) < nearest + EQUAL_METERS)
        .map(FactoryHall.Wall::side)
        .toList();
  }
}
