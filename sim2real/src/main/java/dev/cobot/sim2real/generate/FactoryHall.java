package dev.cobot.sim2real.generate;

import dev.cobot.sim2real.scene.Transform;
import dev.cobot.sim2real.scene.Vector3;
import dev.cobot.sim2real.world.World;
import java.util.List;

/**
 * What a caption tells places by: the floor that tables stand on, the walls, the cones, and where
 * the camera looks. Sides and directions are those of the picture, seen from above: "away" is where
 * the camera looks, "right" is its right.
 *
 * @param awayX x of the unit vector away from the camera along the floor, table frame
 * @param awayY y of the same
 * @param conesMeters where the cones stand, table frame; empty when there are none
 */
record FactoryHall(
    Area area, double awayX, double awayY, List<Wall> walls, List<Vector3> conesMeters) {
  /** The four sides, counter-clockwise from the one that the camera looks at. */
  static final int SIDES = 4;

  private static final String WALL = "wall_";
  private static final String CONE = "cone_";

  FactoryHall {
    walls = List.copyOf(walls);
    conesMeters = List.copyOf(conesMeters);
  }

  /** The rectangle of the floor that the middle of a table is in; metres, table frame. */
  record Area(double middleX, double middleY, double halfX, double halfY) {
    Area {
      if (!(halfX > 0 && halfY > 0)) {
        throw new IllegalArgumentException(
            "an area needs a positive half size, got " + halfX + " x " + halfY + " m");
      }
    }
  }

  /**
   * An upright wall.
   *
   * @param side which of the four sides, counter-clockwise from the back
   * @param tableFromModel its pose
   * @param middleMeters the middle of its box, model frame
   * @param sizeMeters the extents of its box
   */
  record Wall(int side, Transform tableFromModel, Vector3 middleMeters, Vector3 sizeMeters) {
    /** Returns how far a place on the floor, table frame, is from the wall. */
    double distanceMeters(Vector3 place) {
      Vector3 p = tableFromModel.inverse().apply(place).minus(middleMeters);
      return Math.hypot(
          Math.max(0, Math.abs(p.x()) - sizeMeters.x() / 2),
          Math.max(0, Math.abs(p.y()) - sizeMeters.y() / 2));
    }
  }

  /**
   * Reads the landmarks of a world: its static models named {@code wall_*} and {@code cone_*}. A
   * world may have none; captions then say nothing of them.
   */
  static FactoryHall of(World world, Area area) {
    // The sum of "up" and "forward" points away however steeply the camera looks down.
    Vector3 away = world.camera().tableFromCamera().rotation().rotate(new Vector3(0, -1, 1));
    double length = Math.hypot(away.x(), away.y());
    FactoryHall bare =
        new FactoryHall(area, away.x() / length, away.y() / length, List.of(), List.of());
    return new FactoryHall(
        area,
        bare.awayX,
        bare.awayY,
        world.fixtures().stream()
            .filter(f -> f.model().name().startsWith(WALL))
            .map(bare::wall)
            .toList(),
        world.fixtures().stream()
            .filter(f -> f.model().name().startsWith(CONE))
            .map(f -> f.tableFromModel().apply(f.model().boxCenterMeters()))
            .toList());
  }

  private Wall wall(World.Fixture fixture) {
    Vector3 middle = fixture.model().boxCenterMeters();
    Vector3 place = fixture.tableFromModel().apply(middle);
    return new Wall(
        sector(turnRad(place.x() - area.middleX(), place.y() - area.middleY()), SIDES),
        fixture.tableFromModel(),
        middle,
        fixture.model().sizeMeters());
  }

  /** Returns the angle from "away" to a direction along the floor, counter-clockwise from above. */
  double turnRad(double x, double y) {
    return Math.atan2(awayX * y - awayY * x, awayX * x + awayY * y);
  }

  /** Returns which of equal sectors around a circle an angle is in; sector 0 is centred on 0. */
  static int sector(double rad, int sectors) {
    return Math.floorMod(Math.round(rad * sectors / (2 * Math.PI)), sectors);
  }
}
